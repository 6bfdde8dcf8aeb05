//! The command that explains: the language of queries on one screen, or a command.

use std::io::{self, Write};

use clap::Args;

use super::chinese::with_full_colons;
use super::common::Edge;
use super::output::Output;
use super::{CommandResult, ExitStatus};
use crate::facts::FIELDS;
use crate::render::messages as say;
use crate::render::{self, Language};

/// What is written, and what it finds, in both languages; the examples run on the samples.
pub(super) const LINES: &[(&str, &str, &str)] = &[
    ("防汛责任", "as typed; a search adds its words apart", "照原样；search 还列出词语分散的文章"),
    ("防汛 责任", "both in the article", "文章含有两个词"),
    ("“五包一”  \"防汛责任\"  「…」  『…』", "a string exactly as typed", "与原文完全一致"),
    ("防汛 OR 抗旱  防汛|抗旱  防汛 或 抗旱", "one of them", "含其一即可"),
    ("会议 -演练  NOT 演练  非 演练  !演练", "not this", "不含"),
    ("(防汛 OR 抗旱) 责任  （…）", "brackets", "括号"),
    ("防汛*  林?舟", "begins so; one unknown character", "以此开头；? 代一个字"),
    ("压实…责任  压实*责任", "in one sentence, 20 characters between", "同一句，中间至多 20 字"),
    ("防汛 NEAR/20 责任  防汛 ADJ/20 责任", "at most 20 characters apart; in order", "相隔不超过 20 字；ADJ 按顺序"),
    ("防汛 SAME 责任  防汛 SENT 责任", "in one paragraph; in one sentence", "同一段；同一句"),
    ("atleast3:防汛  first200:防汛", "at least 3 times; in the first 200", "至少 3 次；正文前 200 字内"),
    ("第18次 = 第十八次  2024年5月20日", "numbers, dates: all ways to write them", "数字、日期的各种写法"),
    (
        "雲嶺 = 云岭  １８ = 18  A = a",
        "script, width, case; --exact: as typed",
        "不分繁简、全半角、大小写；--exact 则分",
    ),
    ("py:linyuanzhou  py:lyz", "persons, organs, headlines by pinyin", "按拼音找人名、机关、标题"),
    ("query:NAME", "saved: huibao saved add NAME=QUERY", "已保存的：huibao saved add 名称=检索式"),
    ("主持:林远舟  chair:林远舟  chair:*", "a fact, in a field (below)", "要素，字段见下；* 为任意值"),
    ("date:2024-05..2024-07  日期:今年", "days: 上月 近三个月 8月28日 2022 ..", "日期、区间：上月、8月28日、2022.."),
    ("no:15..20  第:18", "numbers and ranges of them", "届次、区间"),
];

/// Explains a command, or the language of queries.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao help query                         the whole query language on one screen
  huibao help query --lang zh
  huibao help search")]
pub(super) struct Help {
    /// A command, or query.
    topic: Option<String>,
}

impl Help {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let syntax = || super::syntax(edge.language);
        let Some(name) = &self.topic else {
            return write_help(edge, &mut syntax());
        };
        if matches!(name.as_str(), "query" | "检索" | "检索式") {
            let mut out = Output::open(edge, true);
            write_query_help(&mut out, edge.language)?;
            out.close()?;
            return Ok(ExitStatus::Done);
        }
        let mut cli = syntax();
        cli.build();
        let command = cli.find_subcommand_mut(name);
        let command = command.ok_or_else(|| edge.usage(say::NO_COMMAND, &[name], say::NO_COMMAND_HINT))?;
        write_help(edge, command)
    }
}

/// Writes the help of a command, to a pager where a person looks.
fn write_help(edge: &Edge, command: &mut clap::Command) -> CommandResult {
    let mut out = Output::open(edge, true);
    let help = command.render_long_help().to_string();
    let help = if edge.language == Language::Chinese { with_full_colons(&help) } else { help };
    write!(out, "{help}")?;
    out.close()?;
    Ok(ExitStatus::Done)
}

fn write_query_help(out: &mut impl Write, language: Language) -> io::Result<()> {
    const WIDTH: usize = 39;
    const FIELDS_IN_ROW: usize = 4;
    const CELL: usize = 19;
    let chinese = language == Language::Chinese;
    for (example, english, in_chinese) in LINES {
        writeln!(out, "{}  {}", render::pad(example, WIDTH), if chinese { in_chinese } else { english })?;
    }
    writeln!(out)?;
    for row in FIELDS.chunks(FIELDS_IN_ROW) {
        let cells: String =
            row.iter().map(|field| render::pad(&format!("{}: {}:", field.name, field.label), CELL)).collect();
        writeln!(out, "{}", cells.trim_end())?;
    }
    let rest = if chinese {
        "粘贴的任何文字都可以检索：不合语法的部分按原文找，并说明如何理解。"
    } else {
        "Whatever is pasted can be searched: text that is not valid syntax is searched literally, and the answer says so."
    };
    writeln!(out)?;
    render::wrap(rest, 79).iter().try_for_each(|line| writeln!(out, "{line}"))
}
