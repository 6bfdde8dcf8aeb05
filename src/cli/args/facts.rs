//! What the commands about facts take.

use clap::{Args, ValueEnum};

use super::{FilterArgs, parse_date, parse_format, parse_order, query_text};
use crate::article::PartialDate;
use crate::facts::FIELDS;
use crate::query::Query;
use crate::render::OutputFormat;
use crate::search::Order;

/// What an article's facts have to say: one option for each field.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct FactFilters {
    asked: Vec<Query>,
}

impl FactFilters {
    /// Joins a query as it was typed with what the options ask for.
    pub(in crate::cli) fn with(&self, words: &[String]) -> String {
        let typed = query_text(words);
        if self.asked.is_empty() {
            return typed;
        }
        let asked: Vec<String> = self.asked.iter().map(Query::to_string).collect();
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
        for field in FIELDS {
            let values = matches.get_many::<String>(field.name).into_iter().flatten();
            self.asked.extend(values.map(|value| Query::Fact(field.name, value.clone())));
        }
        Ok(())
    }
}

impl Args for FactFilters {
    fn augment_args(command: clap::Command) -> clap::Command {
        FIELDS.iter().fold(command, |command, field| {
            let help = format!("{} ({}:)", field.help, field.label);
            let option = clap::Arg::new(field.name).long(field.name).value_name("VALUE").help(help);
            command.arg(option.help_heading("Facts").action(clap::ArgAction::Append))
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        FactFilters::augment_args(command)
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FactsArgs {
    /// Files, folders, - for standard input, or ids of stored articles.
    #[arg(required = true, value_name = "PATH|ID")]
    pub(in crate::cli) names: Vec<String>,
    /// How to write: text, json or gold (one JSON object a line, id = file stem).
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(in crate::cli) format: FactsFormat,
    /// The address the text came from; it may hold the publish date.
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) url: Option<String>,
    /// The publish date of texts that print none.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(in crate::cli) date: Option<PartialDate>,
    /// Reads everything as this format instead of finding it out.
    #[arg(long = "as", value_name = "FORMAT", value_parser = ["text", "html", "mhtml", "jsonl", "csv", "tsv"])]
    pub(in crate::cli) as_format: Option<String>,
    /// The encoding of everything instead of finding it out.
    #[arg(long, value_name = "ENCODING")]
    pub(in crate::cli) encoding: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct MeetingArgs {
    /// Only meetings whose reports match.
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// How many meetings; 0 for all.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(in crate::cli) limit: usize,
    /// Shows the numbers missing from each series instead.
    #[arg(long)]
    pub(in crate::cli) gaps: bool,
    /// Lets --date count years that only the series proves, too.
    #[arg(long)]
    pub(in crate::cli) inferred: bool,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
    #[command(flatten)]
    pub(in crate::cli) facts: FactFilters,
    /// How to write: text, json, jsonl, csv, tsv.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = parse_format)]
    pub(in crate::cli) format: OutputFormat,
    /// The same as --format json.
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PersonArgs {
    /// The name.
    #[arg(value_name = "NAME")]
    pub(in crate::cli) name: Option<String>,
    /// Lists the names that begin so, in characters or in pinyin.
    #[arg(long, value_name = "BEGINNING", conflicts_with = "name")]
    pub(in crate::cli) complete: Option<String>,
    /// Only reports that match.
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// How many lines; 0 for all.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    pub(in crate::cli) limit: usize,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
    /// How to write: text, json, jsonl, csv, tsv.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = parse_format)]
    pub(in crate::cli) format: OutputFormat,
    /// The same as --format json.
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SaidArgs {
    /// The name; 会议 for the meetings themselves.
    #[arg(value_name = "NAME")]
    pub(in crate::cli) name: String,
    /// What was said.
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// How many articles.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(in crate::cli) limit: usize,
    /// What comes first: date (oldest), -date (newest), score.
    #[arg(long, value_name = "ORDER", default_value = "-date", value_parser = parse_order, allow_hyphen_values = true)]
    pub(in crate::cli) sort: Order,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
    /// How to write: text, json, jsonl, csv, tsv, md, ids.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = parse_format)]
    pub(in crate::cli) format: OutputFormat,
    /// The same as --format json.
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FactArgs {
    /// An id, or as much of it as is needed.
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: String,
    /// Fields with their values: chair=林远舟; a field alone with --drop means all its values.
    #[arg(value_name = "FIELD=VALUE", required = true)]
    pub(in crate::cli) facts: Vec<String>,
    /// Takes the values away instead of giving them.
    #[arg(long)]
    pub(in crate::cli) drop: bool,
}

/// How facts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FactsFormat {
    Text,
    Json,
    Gold,
}
