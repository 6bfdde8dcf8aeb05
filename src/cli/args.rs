//! What the command line takes; `facts` and `keep` hold the options of their commands, `words` how values are written.

mod facts;
mod keep;
mod words;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::article::PartialDate;
use crate::render::{Language, OutputFormat};
use crate::search::{Group, Matching, Order};

pub(super) use self::facts::{FactArgs, FactFilters, FactsArgs, FactsFormat, MeetingArgs, PersonArgs, SaidArgs};
pub(super) use self::keep::{BackupArgs, CheckArgs, ExportArgs, ImportArgs, RestoreArgs};
pub(super) use self::words::{MINUS, query_text, with_minus_words};
use self::words::{parse_date, parse_format, parse_group, parse_matching, parse_order, parse_pair};

const EXIT_CODES: &str = "Exit codes:
  0  found, done
  1  nothing found
  2  usage or fatal error
  3  some items failed, the rest is done
  4  the archive is locked or needs attention
  130  interrupted";

/// An archive of Chinese meeting reports: add articles, find what was said.
#[derive(Debug, Parser)]
#[command(name = "huibao", version, about, max_term_width = 100, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Args)]
pub(super) struct Common {
    /// The archive's folder.
    #[arg(long, global = true, value_name = "DIR", env = "HUIBAO_ARCHIVE", default_value = "index")]
    pub(super) archive: PathBuf,
    /// When to use colours; NO_COLOR is heeded.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
    /// Never uses a pager (HUIBAO_PAGER, PAGER).
    #[arg(long, global = true)]
    pub(super) no_pager: bool,
    /// The language of messages and headings; the locale's if none is given.
    #[arg(long, global = true, value_name = "LANG")]
    pub(super) lang: Option<Lang>,
    /// Says only what was asked for.
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Says more.
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    Auto,
    Always,
    Never,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// English.
    En,
    /// 中文。
    Zh,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::En => Language::English,
            Lang::Zh => Language::Chinese,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Adds files, folders and standard input.
    #[command(after_help = "Examples:
  huibao add reports/                       a folder with everything below it
  huibao add page.html notes.txt            saved pages, copied text
  huibao add export.jsonl --map body=fulltext,title=headline
  pbpaste | huibao add - --source 清河日报 --date 2022-08-29")]
    Add(Add),
    /// Finds passages.
    #[command(after_help = "Examples:
  huibao search 防汛 责任                    articles with both words
  huibao search '“五包一”' -n 3               a string exactly as it stands
  huibao search '(防汛 OR 抗旱) -演练' --since 2022-06 --sort -date
  huibao search 第110次 --format json | jq '.hits[].text'")]
    Search(Search),
    /// Lists articles, newest first.
    #[command(after_help = "Examples:
  huibao list -n 50
  huibao list 防汛 --since 2022 --source 日报 --format csv > list.csv")]
    List(List),
    /// Shows an article, or one passage of it (ID:3).
    #[command(after_help = "Examples:
  huibao show 3f9a2c1b
  huibao show 3f9a2c1b:3 --format md
  huibao show 3f9a --raw > page.html")]
    Show(Show),
    /// Reads who convened, chaired, attended and said what, from files or stored articles.
    #[command(after_help = "Examples:
  huibao facts page.txt                     a card: each fact with the words that prove it
  huibao facts reports/ --format gold > facts.jsonl
  huibao facts 3f9a2c1b --format json | jq .chair")]
    Facts(FactsArgs),
    /// Counts articles, passages and occurrences exactly.
    #[command(after_help = "Examples:
  huibao count '“动态清零”'
  huibao count 防汛 --since 2022 --format json")]
    Count(Count),
    /// Lists meetings, newest first: date, name, number, chair, attendees, reports.
    #[command(after_help = "Examples:
  huibao meeting --series 市委专题会议
  huibao meeting chair:林远舟 date:2022
  huibao meeting --gaps                     numbers missing from a series")]
    Meeting(MeetingArgs),
    /// Shows a person's timeline; without a name, everybody by number of reports.
    #[command(after_help = "Examples:
  huibao person 林远舟
  huibao person -n 50")]
    Person(PersonArgs),
    /// Shows what somebody said, in order of date; 会议 for the meetings themselves.
    #[command(after_help = "Examples:
  huibao said 林远舟
  huibao said 林远舟 防汛 --since 2022")]
    ReadOptions(SaidArgs),
    /// Corrects a fact of an article; corrections stay through reindex and new revisions.
    #[command(after_help = "Examples:
  huibao fact 3f9a2c1b chair=林远舟
  huibao fact 3f9a2c1b attend=王小川 --drop
  huibao fact 3f9a2c1b date=2022-08-28")]
    Fact(FactArgs),
    /// Removes articles.
    #[command(after_help = "Examples:
  huibao rm 3f9a2c1b
  huibao rm --query '测试页' --yes --purge")]
    Rm(Rm),
    /// Gives (+) and takes away (-) tags.
    #[command(after_help = "Examples:
  huibao tag +防汛 +2022 3f9a2c1b 77ab01c2
  huibao tag -草稿 3f9a2c1b")]
    Tag(Tag),
    /// Opens the original page or file.
    #[command(after_help = "Examples:
  huibao open 3f9a2c1b")]
    Open(Open),
    /// Says what the archive holds.
    #[command(after_help = "Examples:
  huibao stats
  huibao stats --format json")]
    Stats(Stats),
    /// Builds the search index anew from the stored originals.
    #[command(after_help = "Examples:
  huibao reindex")]
    Reindex,
    /// Finds damage: every file against its checksums, the index against the originals.
    #[command(after_help = "Exit code 4 when something is damaged.

Examples:
  huibao check
  huibao check --full                       every original and every stored text against its hash, too")]
    Check(CheckArgs),
    /// Brings back what can be brought back of a damaged archive.
    #[command(after_help = "Examples:
  huibao check; huibao repair")]
    Repair,
    /// Writes articles with everything people added; `import` takes them in again.
    #[command(after_help = "Examples:
  huibao export > archive.jsonl             everything, originals included
  huibao export --query 防汛 --format csv > floods.csv
  huibao export --format bibtex > archive.bib")]
    Export(ExportArgs),
    /// Takes in what `export` wrote.
    #[command(after_help = "Examples:
  huibao import archive.jsonl
  ssh host huibao export | huibao import -")]
    Import(ImportArgs),
    /// Writes a consistent copy to one file, while others read and write.
    #[command(after_help = "Examples:
  huibao backup ~/huibao-2024.backup")]
    Backup(BackupArgs),
    /// Makes an archive of a backup.
    #[command(after_help = "Examples:
  huibao restore ~/huibao-2024.backup --archive new")]
    Restore(RestoreArgs),
    /// Gives words other names that queries look for too.
    #[command(after_help = "Examples:
  huibao alias add 新冠=新型冠状病毒=新冠肺炎
  huibao alias list
  huibao alias rm 新冠")]
    Alias(SettingArgs),
    /// Keeps queries under names: query:NAME.
    #[command(after_help = "Examples:
  huibao saved add 汛情='防汛 OR 抗旱'
  huibao search query:汛情 责任
  huibao saved rm 汛情")]
    Saved(SettingArgs),
    /// Adds words to the dictionary; `reindex` cuts the articles with them.
    #[command(after_help = "Examples:
  huibao dict add 一库一策 && huibao reindex
  huibao dict list")]
    Dict(SettingArgs),
    /// Shows how a text is folded and cut, and how a query is read.
    #[command(after_help = "Examples:
  huibao analyze '運城市委書記主持召開第１１０次會議'")]
    Analyze(Analyze),
    /// Explains a command, or the language of queries.
    #[command(after_help = "Examples:
  huibao help query                         the whole query language on one screen
  huibao help query --lang zh
  huibao help search")]
    Help {
        /// A command, or query.
        topic: Option<String>,
    },
    /// Writes a completion script for a shell.
    #[command(after_help = "Examples:
  huibao completions bash > ~/.local/share/bash-completion/completions/huibao")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Writes the manual page, of one command if it is named.
    #[command(after_help = "Examples:
  huibao man | man -l -
  huibao man search > huibao-search.1")]
    Man {
        /// A command.
        command: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Files, folders, or - for standard input.
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Reads everything as this format instead of finding it out.
    #[arg(long = "as", value_name = "FORMAT", value_parser = ["text", "html", "mhtml", "jsonl", "csv", "tsv"])]
    pub(super) format: Option<String>,
    /// Columns that mean a known field: body=content,title=headline.
    #[arg(long, value_name = "FIELD=COLUMN,…", value_parser = parse_pair, value_delimiter = ',')]
    pub(super) map: Vec<(String, String)>,
    /// Says what would happen and changes nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Gives everything this tag.
    #[arg(long = "tag", value_name = "TAG")]
    pub(super) tags: Vec<String>,
    /// The source of articles that name none.
    #[arg(long, value_name = "NAME")]
    pub(super) source: Option<String>,
    /// The publish date of articles that name none.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(super) date: Option<PartialDate>,
    /// The encoding of everything (gb18030, big5, utf-16le …) instead of finding it out.
    #[arg(long, value_name = "ENCODING")]
    pub(super) encoding: Option<String>,
    /// How many threads to use.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) jobs: usize,
    /// How to report: text, or json with one line for each item.
    #[arg(long = "format", value_name = "FORMAT", default_value = "text", value_parser = ["text", "json", "jsonl"])]
    pub(super) output: String,
    /// The same as --format json.
    #[arg(long)]
    pub(super) json: bool,
}

/// Which articles count.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct FilterArgs {
    /// Published on this day or later (2022-08-28, 2022-08, 2022).
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(super) since: Option<PartialDate>,
    /// Published on this day or earlier.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(super) until: Option<PartialDate>,
    /// Part of the outlet's or source's name.
    #[arg(long, value_name = "NAME")]
    pub(super) source: Option<String>,
    /// With this tag; several mean all of them.
    #[arg(long = "tag", value_name = "TAG")]
    pub(super) tags: Vec<String>,
}

/// How a query is read.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct ReadingArgs {
    /// Looks for texts exactly as typed: width, case and script are not folded.
    #[arg(long)]
    pub(super) exact: bool,
    /// Lets date: count the publish date of articles whose meeting has no day.
    #[arg(long)]
    pub(super) or_published: bool,
}

#[derive(Debug, Args)]
pub(super) struct Search {
    /// Words, “exact strings”, -without, OR, (brackets).
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    /// How many results: articles, or passages with --group passage.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(super) limit: usize,
    /// How many results to leave out first.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    /// How many passages of one article.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) per_article: usize,
    /// What stands together.
    #[arg(long, value_name = "WHAT", default_value = "article", value_parser = parse_group)]
    pub(super) group: Group,
    /// How many more sentences around a passage.
    #[arg(short = 'C', long, value_name = "N", default_value_t = 0)]
    pub(super) context: usize,
    /// What comes first: score, date (oldest), -date (newest).
    #[arg(long, value_name = "ORDER", default_value = "score", value_parser = parse_order, allow_hyphen_values = true)]
    pub(super) sort: Order,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
    #[command(flatten)]
    pub(super) facts: FactFilters,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    /// Writes ids only.
    #[arg(short = 'l', long)]
    pub(super) ids: bool,
    /// How many of the words are needed: all, any, or all if there are such articles (auto).
    #[arg(long = "match", value_name = "HOW", default_value = "auto", value_parser = parse_matching)]
    pub(super) matching: Matching,
    /// Shows where each part of a score comes from.
    #[arg(long)]
    pub(super) explain: bool,
    /// Runs every query of a file, {"_id": …, "text": …} a line.
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    pub(super) queries: Option<PathBuf>,
    /// How to write: text, json, jsonl, csv, tsv, md, ids, trec.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = parse_format)]
    pub(super) format: OutputFormat,
    /// The same as --format json.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Only articles that match; none is needed.
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    /// How many articles.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(super) limit: usize,
    /// How many articles to leave out first.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    /// What comes first: -date (newest) or date (oldest).
    #[arg(long, value_name = "ORDER", default_value = "-date", value_parser = parse_order, allow_hyphen_values = true)]
    pub(super) sort: Order,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
    #[command(flatten)]
    pub(super) facts: FactFilters,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    /// Writes ids only.
    #[arg(short = 'l', long)]
    pub(super) ids: bool,
    /// How to write: text, json, jsonl, csv, tsv, md, ids.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = parse_format)]
    pub(super) format: OutputFormat,
    /// The same as --format json.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// An id, or as much of it as is needed; ID:N for one passage.
    #[arg(value_name = "ID[:N]", required = true)]
    pub(super) ids: Vec<String>,
    /// Writes the original bytes.
    #[arg(long)]
    pub(super) raw: bool,
    /// Shows its facts, each with the words that prove it.
    #[arg(long, conflicts_with = "raw")]
    pub(super) facts: bool,
    /// How to write: text, json, jsonl, md.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = parse_format)]
    pub(super) format: OutputFormat,
    /// The same as --format json.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Count {
    /// The query.
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
    #[command(flatten)]
    pub(super) facts: FactFilters,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    /// How many of the words are needed.
    #[arg(long = "match", value_name = "HOW", default_value = "auto", value_parser = parse_matching)]
    pub(super) matching: Matching,
    /// How to write: text, json, csv, tsv.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = parse_format)]
    pub(super) format: OutputFormat,
    /// The same as --format json.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Rm {
    /// Ids.
    #[arg(value_name = "ID", required_unless_present_any = ["query", "purge"])]
    pub(super) ids: Vec<String>,
    /// Removes every article that matches.
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(super) query: Option<String>,
    /// Does not ask.
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Leaves no byte of them in the archive's files, nor of what was removed before; works alone too.
    #[arg(long)]
    pub(super) purge: bool,
}

#[derive(Debug, Args)]
pub(super) struct Tag {
    /// Tags with + or - before them, then ids.
    #[arg(value_name = "+TAG|-TAG|ID", required = true, num_args = 2..)]
    pub(super) words: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct SettingArgs {
    #[command(subcommand)]
    pub(super) action: SettingAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum SettingAction {
    /// Adds or changes.
    Add {
        /// What to add.
        #[arg(required = true, value_name = "VALUE")]
        values: Vec<String>,
    },
    /// Lists.
    List,
    /// Takes away.
    Rm {
        /// Names.
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct Open {
    /// An id, or as much of it as is needed.
    #[arg(value_name = "ID")]
    pub(super) id: String,
}

#[derive(Debug, Args)]
pub(super) struct Stats {
    /// How to write: text or json.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = parse_format)]
    pub(super) format: OutputFormat,
    /// The same as --format json.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Analyze {
    /// The text.
    #[arg(value_name = "TEXT", required = true)]
    pub(super) text: Vec<String>,
    /// How to write: text or json.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = parse_format)]
    pub(super) format: OutputFormat,
    /// The same as --format json.
    #[arg(long)]
    pub(super) json: bool,
}
