//! The list of commands, by what they are for.

use clap::Command;
use unicode_width::UnicodeWidthStr;

use super::chinese::GLOBAL_IN_CHINESE;
use super::common::GLOBAL;
use crate::render::{Language, wrap};

/// What commands are for, in both languages, and the commands in the order they are listed.
const GROUPS: &[(&str, &str, &[&str])] = &[
    ("Find and read", "检索与阅读", &["search", "list", "show", "said", "person", "meeting", "count", "facts", "open"]),
    ("Add", "收录", &["add", "watch", "import", "log"]),
    ("Correct and arrange", "更正与整理", &["fact", "tag", "rm", "alias", "saved", "dict"]),
    ("Keep", "保管", &["stats", "export", "backup", "restore", "check", "repair", "reindex"]),
    ("Help", "帮助", &["help", "analyze", "completions", "man"]),
];

/// What a beginner types first.
const FIRST: &[(&str, &str, &str)] = &[
    ("huibao add reports/", "a folder with everything below it", "文件夹及其下全部内容"),
    ("huibao search 防汛 责任", "passages with both words", "含有两个词的段落"),
    ("huibao help query", "the whole query language on one screen", "检索语言一览"),
];

/// Columns before what a command or an example does.
const COLUMNS: usize = 13;
const EXAMPLE_COLUMNS: usize = 26;
/// Columns of a line.
const LINE_COLUMNS: usize = 80;

/// Returns how the program's own help is laid out: examples, the commands in their groups, options.
pub(super) fn template(command: &Command, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let of = |english: &'static str, in_chinese: &'static str| if chinese { in_chinese } else { english };
    let colon = of(":", "：");
    let mut text =
        format!("{{about-with-newline}}\n{}{{usage}}\n\n{}\n", of("Usage: ", "用法："), of("Examples:", "示例："));
    for (example, english, in_chinese) in FIRST {
        text += &line(example, of(english, in_chinese), EXAMPLE_COLUMNS);
    }
    for (english, in_chinese, names) in GROUPS {
        text += &format!("\n{}{colon}\n", of(english, in_chinese));
        for one in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = one.get_about().map(ToString::to_string).unwrap_or_default();
            text += &line(one.get_name(), &about, COLUMNS);
        }
    }
    text + &format!("\n{}{colon}\n{{options}}{{after-help}}", of(GLOBAL, GLOBAL_IN_CHINESE))
}

fn line(word: &str, meaning: &str, columns: usize) -> String {
    let indent = " ".repeat(columns + 2);
    let lines = wrap(meaning, LINE_COLUMNS - indent.len()).join(&format!("\n{indent}"));
    format!("  {word}{}{lines}\n", " ".repeat(columns.saturating_sub(word.width())))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn every_command_is_in_one_group() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|(.., names)| names.iter().copied()).collect();
        let cli = Cli::command();
        let mut known: Vec<&str> = cli.get_subcommands().map(Command::get_name).collect();
        grouped.sort_unstable();
        known.sort_unstable();
        assert_eq!(grouped, known);
    }
}
