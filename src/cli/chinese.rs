//! The command line in Chinese: help and usage errors, from one table.

use std::collections::HashMap;
use std::sync::LazyLock;

use clap::builder::Str;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use super::common::GLOBAL;
use crate::facts::FIELDS;
use crate::render::{Language, reason_in};

/// Each English text with its Chinese one, a line each.
static TEXTS: &str = include_str!("chinese.txt");

static TABLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    TEXTS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});

/// What options are called that every command has.
pub(super) const GLOBAL_IN_CHINESE: &str = "各命令通用的选项";

/// How the help of a command is laid out.
const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}{after-help}\n\n{all-args}";
/// The same of the program itself, whose exit codes come last.
const TEMPLATE_OF_ALL: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Returns the Chinese of an English text; the English where there is none.
fn chinese(text: &str) -> String {
    // A field's help has its Chinese name behind it: Who chaired (主持:).
    let field = || {
        let (help, label) = text.rsplit_once(" (")?;
        let label = label.strip_suffix(":)")?;
        FIELDS.iter().any(|field| field.label == label).then(|| format!("{}（{label}:）", chinese(help)))
    };
    TABLE.get(text).map(|text| (*text).to_owned()).or_else(field).unwrap_or_else(|| text.to_owned())
}

/// Returns the Chinese of the lines behind the options: examples with what they do.
fn chinese_lines(text: &str) -> String {
    let line = |line: &str| {
        if let Some(whole) = TABLE.get(line.trim()) {
            let indent = line.len() - line.trim_start().len();
            return format!("{}{whole}", &line[..indent]);
        }
        // huibao search 防汛 责任        articles with both words
        let known = line.match_indices("  ").filter_map(|(at, _)| Some((at, *TABLE.get(line[at..].trim())?))).next();
        known.map_or_else(
            || line.to_owned(),
            |(at, text)| {
                let rest = &line[at..];
                format!("{}{}{text}", &line[..at], &rest[..rest.len() - rest.trim_start().len()])
            },
        )
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Returns a command with its help in Chinese.
pub(super) fn in_chinese(mut command: Command) -> Command {
    command.build();
    translated(command)
}

fn translated(command: Command) -> Command {
    let about = command.get_about().map(|about| chinese(&about.to_string()));
    let after = command.get_after_help().map(|after| chinese_lines(&after.to_string()));
    let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    let template = if names.is_empty() { TEMPLATE } else { TEMPLATE_OF_ALL };
    let mut command = command.help_template(template).subcommand_help_heading("命令").mut_args(argument);
    if let Some(about) = about {
        command = command.about(about.clone()).long_about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    let mut command = names.into_iter().fold(command, |command, name| command.mut_subcommand(name, translated));
    let usage = command.render_usage().to_string();
    command.override_usage(usage_in_chinese(&usage))
}

/// What values are called in usage lines and lists of options.
const VALUE_NAMES: &[(&str, &str)] = &[
    ("+TAG|-TAG|ID", "+标签|-标签|编号"),
    ("BEGINNING", "开头"),
    ("COMMAND", "命令"),
    ("DATE", "日期"),
    ("DIR", "文件夹"),
    ("ENCODING", "编码"),
    ("FIELD=COLUMN,…", "字段=列,…"),
    ("FILE", "文件"),
    ("FORMAT", "格式"),
    ("HOW", "方式"),
    ("ID", "编号"),
    ("ID[:N]", "编号[:段]"),
    ("ID|FIELD=VALUE", "编号|字段=值"),
    ("LANG", "语言"),
    ("N", "数"),
    ("NAME", "名称"),
    ("ORDER", "顺序"),
    ("PATH", "路径"),
    ("PATH|ID", "路径|编号"),
    ("QUERY", "检索式"),
    ("SECONDS", "秒"),
    ("SHELL", "Shell"),
    ("SYSTEM", "系统"),
    ("TABLE", "表"),
    ("TAG", "标签"),
    ("TEXT", "文字"),
    ("TOPIC", "主题"),
    ("URL", "网址"),
    ("VALUE", "值"),
    ("WHAT", "项"),
    ("WHAT,…", "项,…"),
    ("WHAT[,WHAT]", "项[,项]"),
    ("WHEN", "何时"),
    ("YEAR", "年份"),
];

/// Returns the Chinese of what a value is called.
fn value_name(name: &Str) -> Str {
    let known = VALUE_NAMES.iter().find(|(english, _)| *english == name.as_str());
    known.map_or_else(|| name.clone(), |(_, chinese)| (*chinese).into())
}

/// Returns the Chinese of a line that says how a command is called; the values of its arguments are so already.
fn usage_in_chinese(usage: &str) -> String {
    let usage = usage.trim_start_matches("Usage:").trim();
    usage.replace("[OPTIONS]", "[选项]").replace("<COMMAND>", "<命令>").replace("[COMMAND]", "[命令]")
}

fn argument(arg: Arg) -> Arg {
    let names: Option<Vec<Str>> = arg.get_value_names().map(|names| names.iter().map(value_name).collect());
    let arg = match names {
        Some(names) if arg.get_action().takes_values() => arg.value_names(names),
        _ => arg,
    };
    let help = arg.get_long_help().or(arg.get_help()).map(|help| chinese(&help.to_string())).unwrap_or_default();
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let takes_values = arg.get_action().takes_values();
    let possible: Vec<String> = if takes_values && !arg.is_hide_possible_values_set() {
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
    } else {
        Vec::new()
    };
    let (mut help, mut notes) = (help, Vec::new());
    if takes_values && !defaults.is_empty() {
        notes.push(format!("默认 {}", defaults.join("、")));
    }
    if !possible.is_empty() {
        notes.push(format!("可取 {}", possible.join("、")));
    }
    if !notes.is_empty() {
        help += &format!("（{}）", notes.join("；"));
    }
    let heading = match arg.get_help_heading() {
        Some(heading) if heading == GLOBAL => GLOBAL_IN_CHINESE,
        Some(_) => "要素",
        None if arg.is_positional() => "参数",
        None => "选项",
    };
    let arg = arg.help(help.clone()).long_help(help).help_heading(heading);
    arg.hide_default_value(true).hide_possible_values(true).hide_env(true)
}

/// Returns what is wrong with a value: one of a list, or in words.
fn in_parsing(why: &str) -> String {
    let text = chinese(why);
    if text != why {
        return text;
    }
    let list = why.strip_prefix("write one of ").or_else(|| why.strip_prefix("write "));
    list.map_or_else(|| reason_in(why, Language::Chinese), |values| format!("可取 {}", values.replace(", ", "、")))
}

/// Returns the first line of an error that has only words.
fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    chinese(line.strip_prefix("error: ").unwrap_or(line))
}

/// Returns help with the marks of Chinese: headings end in a full-width colon.
pub(super) fn with_full_colons(help: &str) -> String {
    let headings = ["命令", "参数", "选项", "要素", GLOBAL_IN_CHINESE];
    headings.iter().fold(help.to_owned(), |help, heading| help.replace(&format!("{heading}:"), &format!("{heading}：")))
}

/// Returns what is wrong with how the program was called, and how it is called.
pub(super) fn error_text(error: &clap::Error) -> String {
    let text = |kind: ContextKind| -> Option<String> {
        Some(match error.get(kind)? {
            ContextValue::String(text) => text.clone(),
            ContextValue::Strings(texts) => texts.join("、"),
            ContextValue::StyledStr(text) => text.to_string(),
            ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            other => other.to_string(),
        })
    };
    let arg = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有选项或参数 {arg}"),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令 {}", text(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 缺少值"),
        ErrorKind::InvalidValue => format!("{arg} 不能是 {value}"),
        ErrorKind::ValueValidation => {
            let why =
                std::error::Error::source(error).map(|source| in_parsing(&source.to_string())).unwrap_or_default();
            format!("{arg} 不能是 {value}：{why}")
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {arg}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            Some(other) if other == arg => format!("{arg} 只能写一次"),
            Some(other) => format!("{arg} 不能与 {other} 同用"),
            None => first_line(error),
        },
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{arg} 的值个数不对")
        }
        _ => first_line(error),
    };
    let mut lines = vec![format!("错误：{message}")];
    let list =
        |kind, what: &str| text(kind).filter(|values| !values.is_empty()).map(|values| format!("  {what} {values}"));
    lines.extend(list(ContextKind::ValidValue, "可取"));
    lines.extend(list(ContextKind::SuggestedArg, "是否指"));
    lines.extend(list(ContextKind::SuggestedSubcommand, "是否指"));
    lines.extend(list(ContextKind::SuggestedValue, "是否指"));
    let usage = text(ContextKind::Usage).unwrap_or_default();
    let usage = usage_in_chinese(&usage);
    if !usage.is_empty() {
        lines.push(format!("用法：{usage}"));
    }
    lines.push("更多见 --help".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    fn each<'a>(command: &'a Command, visit: &mut dyn FnMut(&'a Command)) {
        visit(command);
        command.get_subcommands().for_each(|one| each(one, visit));
    }

    #[test]
    fn every_help_is_in_chinese() {
        let cli = in_chinese(Cli::command());
        let is_chinese = |text: &str| text.is_empty() || text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let mut english = Vec::new();
        each(&cli, &mut |command| {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let helps = command.get_arguments().map(|arg| arg.get_help().map(ToString::to_string).unwrap_or_default());
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            // An example may have its comment left in English: words behind two blanks.
            let comments =
                after.lines().filter_map(|line| line.trim_start().split_once("  ").map(|(_, text)| text.trim()));
            let comments: Vec<String> = comments.filter(|text| text.contains(' ')).map(str::to_owned).collect();
            let all = std::iter::once(about).chain(helps).chain(comments);
            english.extend(all.filter(|text| !is_chinese(text)));
        });
        assert!(english.is_empty(), "{english:#?}");
    }

    #[test]
    fn usage_is_in_chinese() {
        let mut cli = in_chinese(Cli::command());
        let mut english = Vec::new();
        let mut all = vec![cli.render_usage().to_string()];
        for one in cli.get_subcommands_mut() {
            all.push(one.render_usage().to_string());
            all.extend(one.get_subcommands_mut().map(|below| below.render_usage().to_string()));
            all.extend(one.get_arguments().filter(|arg| !arg.is_positional()).map(ToString::to_string));
        }
        // A value is in capitals between brackets.
        english.extend(all.into_iter().filter(|usage| {
            let mut values = usage.split(['<', '[']).skip(1);
            values.any(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()) && !rest.starts_with("Shell"))
        }));
        assert!(english.is_empty(), "{english:#?}");
    }

    #[test]
    fn every_text_of_the_table_is_used_once() {
        let lines = TEXTS.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(TABLE.len(), lines, "a text is in the table twice, or a line has no tab");
    }
}
