//! `count`: exact numbers.

use clap::Args;

use super::CommandResult;
use super::common::{Edge, found_or};
use super::values::{FactFilters, FilterArgs, FormatArgs, ReadingArgs};
use crate::render::OutputFormat;
use crate::service::{CountAnswer, CountRequest};

/// Counts articles, passages and occurrences exactly.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao count '“动态清零”'
  huibao count 防汛 --since 2022 --format json")]
pub(super) struct Count {
    /// The query.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    facts: FactFilters,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    output: FormatArgs<CountAnswer>,
}

impl Count {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        let request = CountRequest {
            query: self.facts.with(&self.query),
            filters: self.filters.filters(),
            options: self.reading.options(),
            ..CountRequest::default()
        };
        let answer = snapshot.count(&request)?;
        edge.write(&answer, self.output.format)?;
        // One JSON object carries its notes itself.
        if !matches!(self.output.format, OutputFormat::Json | OutputFormat::Jsonl) {
            edge.say_notes(&answer.notes, &request.query);
        }
        Ok(found_or(answer.counts.articles > 0, behind))
    }
}
