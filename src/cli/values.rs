//! Options that several commands have, and how their values are written.

use std::marker::PhantomData;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::common::{Edge, today};
use super::minus::MINUS;
use crate::article::PartialDate;
use crate::extract::Format;
use crate::facts::{FIELDS, FieldSpec};
use crate::index::{DateOrder, Filters};
use crate::query::{Matching, Query, QueryOptions};
use crate::render::messages as say;
use crate::render::{Answer, OutputFormat, Shape};
use crate::search::{Group, Order};

/// How an answer is written: `--format` with the formats it has and no others, `--json`, and `--ids` where it has ids.
#[derive(Debug, Clone)]
pub(super) struct FormatArgs<A> {
    pub(super) format: OutputFormat,
    /// Puts what is written on the clipboard too.
    pub(super) copy: bool,
    /// The format was asked for, and is not the one that is taken where nothing is.
    pub(super) is_given: bool,
    answer: PhantomData<A>,
}

impl<A> Default for FormatArgs<A> {
    fn default() -> FormatArgs<A> {
        FormatArgs { format: OutputFormat::Text, copy: false, is_given: false, answer: PhantomData }
    }
}

impl<A: Answer> clap::FromArgMatches for FormatArgs<A> {
    fn from_arg_matches(matches: &clap::ArgMatches) -> Result<FormatArgs<A>, clap::Error> {
        let mut args = FormatArgs::default();
        args.update_from_arg_matches(matches)?;
        Ok(args)
    }

    fn update_from_arg_matches(&mut self, matches: &clap::ArgMatches) -> Result<(), clap::Error> {
        let is_set = |name: &str| matches.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or_default();
        let named = matches.get_one::<String>("format").cloned().unwrap_or_default();
        let is_given = matches.value_source("format") == Some(clap::parser::ValueSource::CommandLine);
        if is_set("bom") && (is_set("json") || is_set("ids") || is_given && !named.starts_with("csv")) {
            let text = "--bom is for --format csv\n";
            return Err(clap::Error::raw(clap::error::ErrorKind::ArgumentConflict, text));
        }
        self.copy = is_set("copy");
        self.is_given = is_given || is_set("json") || is_set("ids") || is_set("bom");
        let edition = matches.try_get_one::<String>("edition").ok().flatten().map(String::as_str);
        if edition.is_some() && !named.starts_with("gbt7714") {
            let text = "--style is for --format gbt7714\n";
            return Err(clap::Error::raw(clap::error::ErrorKind::ArgumentConflict, text));
        }
        let named = match edition {
            Some("2015") => "gbt7714-2015".to_owned(),
            Some(_) => "gbt7714".to_owned(),
            None => named,
        };
        self.format = match () {
            () if is_set("json") => OutputFormat::Json,
            () if is_set("ids") => OutputFormat::Ids,
            () if is_set("bom") => OutputFormat::CsvBom,
            () => {
                let mut formats = OutputFormat::of_shapes(A::SHAPES);
                formats.find(|(name, _)| *name == named).map_or(OutputFormat::Text, |(_, format)| format)
            }
        };
        Ok(())
    }
}

impl<A: Answer> Args for FormatArgs<A> {
    fn augment_args(command: clap::Command) -> clap::Command {
        let names: Vec<&str> = OutputFormat::of_shapes(A::SHAPES).map(|(name, _)| name).collect();
        let default = if A::SHAPES.contains(&Shape::Text) { "text" } else { "jsonl" };
        let mut command = command.arg(
            clap::Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .help("The output format")
                .default_value(default)
                .value_parser(PossibleValuesParser::new(names)),
        );
        if A::SHAPES.contains(&Shape::Object) {
            let json = clap::Arg::new("json").long("json").help("The same as --format json");
            command = command.arg(json.action(clap::ArgAction::SetTrue).conflicts_with("format"));
        }
        if A::SHAPES.contains(&Shape::Table) {
            let help = "CSV with a byte order mark, by which Excel knows UTF-8; the same as --format csv-bom";
            let bom = clap::Arg::new("bom").long("bom").help(help).action(clap::ArgAction::SetTrue);
            command = command.arg(bom);
        }
        if A::SHAPES.contains(&Shape::Citations) {
            let help = "The edition of GB/T 7714; 2015 is the same as --format gbt7714-2015";
            let edition = clap::Arg::new("edition").long("style").value_name("YEAR").help(help);
            command = command.arg(edition.value_parser(["2025", "2015"]));
        }
        if A::SHAPES.contains(&Shape::Markdown) && A::SHAPES.contains(&Shape::Text) {
            let help = "Puts what is written on the clipboard too, by the terminal (OSC 52)";
            command = command.arg(clap::Arg::new("copy").long("copy").help(help).action(clap::ArgAction::SetTrue));
        }
        if A::SHAPES.contains(&Shape::Ids) {
            let ids = clap::Arg::new("ids").short('l').long("ids").help("The same as --format ids");
            command = command.arg(ids.action(clap::ArgAction::SetTrue).conflicts_with("format"));
        }
        command
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        FormatArgs::<A>::augment_args(command)
    }
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
    /// How words typed without a blank are looked for: typed (as a string), words (each of them, anywhere), any (one of
    /// them); auto is typed, and a search goes on with words and any.
    #[arg(long = "match", value_name = "HOW", default_value = "auto", value_parser = parse_matching)]
    pub(super) matching: Matching,
}

impl FilterArgs {
    /// Returns the filters; says where no day can pass them.
    pub(super) fn filters(&self, edge: &Edge) -> Filters {
        if let (Some(since), Some(until)) = (&self.since, &self.until)
            && (since.year, since.month.max(1), since.day.max(1))
                > (until.year, or_last(until.month), or_last(until.day))
        {
            edge.warn(say::NO_DAYS_BETWEEN, &[since, until]);
        }
        let FilterArgs { since, until, source, tags } = self.clone();
        Filters { since, until, source, tags }
    }
}

/// A month or day, the last one there is where it is unknown.
fn or_last(part: u8) -> u8 {
    if part == 0 { u8::MAX } else { part }
}

impl ReadingArgs {
    pub(super) fn options(self) -> QueryOptions {
        QueryOptions { today: today(), verbatim: self.exact, or_published: self.or_published, matching: self.matching }
    }
}

/// A limit of 0 is none.
pub(super) fn all_if_zero(limit: usize) -> usize {
    if limit == 0 { usize::MAX } else { limit }
}

/// How queries are read where no options say it.
pub(super) fn plain_options() -> QueryOptions {
    ReadingArgs::default().options()
}

/// The fields that are options; `--tag` and `--source` are filters of their own.
fn option_fields() -> impl Iterator<Item = &'static FieldSpec> {
    FIELDS.iter().filter(|field| !matches!(field.name, "tag" | "url" | "title"))
}

/// What an article's facts have to say: one option for each field.
#[derive(Debug, Clone, Default)]
pub(super) struct FactFilters {
    asked: Vec<Query>,
}

impl FactFilters {
    /// Joins a query as it was typed with what the options ask for; several values of one option are said to be either.
    pub(super) fn with(&self, edge: &Edge, words: &[String]) -> String {
        let typed = query_text(words);
        if self.asked.is_empty() {
            return typed;
        }
        // Several values of one field: either.
        let mut by_field: Vec<(&str, Vec<Query>)> = Vec::new();
        for fact in &self.asked {
            let Query::Fact(field, _) = fact else { continue };
            match by_field.iter_mut().find(|(known, _)| known == field) {
                Some((_, facts)) => facts.push(fact.clone()),
                None => by_field.push((field, vec![fact.clone()])),
            }
        }
        for (field, facts) in by_field.iter().filter(|(_, facts)| facts.len() > 1) {
            let facts = Query::Or(facts.clone());
            edge.note(say::EITHER, &[field, &facts]);
        }
        let either = |facts: Vec<Query>| match facts.len() {
            1 => facts[0].to_string(),
            _ => format!("({})", Query::Or(facts)),
        };
        let asked: Vec<String> = by_field.into_iter().map(|(_, facts)| either(facts)).collect();
        match Query::parse(&typed).query {
            Query::Or(_) => format!("({typed}) {}", asked.join(" ")),
            _ => format!("{typed} {}", asked.join(" ")),
        }
    }
}

impl clap::FromArgMatches for FactFilters {
    fn from_arg_matches(matches: &clap::ArgMatches) -> Result<FactFilters, clap::Error> {
        let mut filters = FactFilters::default();
        filters.update_from_arg_matches(matches)?;
        Ok(filters)
    }

    fn update_from_arg_matches(&mut self, matches: &clap::ArgMatches) -> Result<(), clap::Error> {
        for field in option_fields() {
            let values = matches.get_many::<String>(field.name).into_iter().flatten();
            // --chair 'A OR B' is either.
            let each = values.flat_map(|value| value.split(" OR ").map(str::trim));
            self.asked.extend(each.map(|value| Query::Fact(field.name, value.to_owned())));
        }
        Ok(())
    }
}

impl Args for FactFilters {
    fn augment_args(command: clap::Command) -> clap::Command {
        option_fields().fold(command, |command, field| {
            let help = format!("{} ({}:)", field.help, field.label);
            // --by is what count counts by.
            let name = if field.name == "by" { "reporter" } else { field.name };
            let option = clap::Arg::new(field.name).long(name).value_name("VALUE").help(help);
            command.arg(option.help_heading("Facts").action(clap::ArgAction::Append))
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        FactFilters::augment_args(command)
    }
}

/// Names of the formats files come in.
pub(super) fn parse_input_format(text: &str) -> Result<Format, String> {
    Format::named(text).ok_or_else(|| format!("write {}", Format::names().join(", ")))
}

/// Joins the words of a query as they were typed.
pub(super) fn query_text(words: &[String]) -> String {
    let typed = words.iter().map(|word| match word.strip_prefix(MINUS) {
        Some(word) => format!("-{word}"),
        None => word.clone(),
    });
    typed.collect::<Vec<_>>().join(" ")
}

pub(super) fn parse_pair(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("write FIELD=COLUMN, for instance body=content")?;
    let fields = crate::extract::column_names();
    if fields.iter().any(|(known, _)| *known == field) {
        return Ok((field.to_owned(), column.to_owned()));
    }
    let known: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    Err(format!("no field is called {field}; there are {}", known.join(" ")))
}

/// Reads the name of a file for a report, whose ending says how it is written.
pub(super) fn parse_report(text: &str) -> Result<(std::path::PathBuf, OutputFormat), String> {
    let format = match text.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("csv") => OutputFormat::Csv,
        Some("jsonl") => OutputFormat::Jsonl,
        _ => return Err("a report is a .csv or a .jsonl file".into()),
    };
    Ok((text.into(), format))
}

/// Reads a time in seconds, of a tenth to a day.
pub(super) fn parse_seconds(text: &str) -> Result<std::time::Duration, String> {
    let seconds: Option<f64> = text.parse().ok().filter(|seconds| (0.1..=86_400.0).contains(seconds));
    seconds.map(std::time::Duration::from_secs_f64).ok_or_else(|| "write seconds, from 0.1 to 86400".to_owned())
}

/// Reads an address of the web.
pub(super) fn parse_address(text: &str) -> Result<String, String> {
    let is_address = ["http://", "https://"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
    if is_address { Ok(text.to_owned()) } else { Err("an address begins with http:// or https://".into()) }
}

pub(super) fn parse_date(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse_whole(text).ok_or_else(|| "write a date like 2022-08-28, 2022-08 or 2022".to_owned())
}

pub(super) fn parse_group(text: &str) -> Result<Group, String> {
    match text {
        "article" => Ok(Group::Article),
        "passage" => Ok(Group::Passage),
        _ => Err("write article or passage".into()),
    }
}

pub(super) fn parse_order(text: &str) -> Result<Order, String> {
    match text {
        "score" => Ok(Order::Score),
        "date" => Ok(Order::Oldest),
        "-date" => Ok(Order::Newest),
        _ => Err("write score, date or -date".into()),
    }
}

pub(super) fn parse_matching(text: &str) -> Result<Matching, String> {
    match text {
        "auto" => Ok(Matching::Auto),
        "typed" => Ok(Matching::Typed),
        "words" | "all" => Ok(Matching::Words),
        "any" => Ok(Matching::Any),
        _ => Err("write auto, typed, words or any".into()),
    }
}

pub(super) fn parse_date_order(text: &str) -> Result<DateOrder, String> {
    match text {
        "date" => Ok(DateOrder::Oldest),
        "-date" => Ok(DateOrder::Newest),
        _ => Err("write date or -date".into()),
    }
}
