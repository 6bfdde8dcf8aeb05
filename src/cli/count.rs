//! `count`: exact numbers.

use clap::Args;

use super::CommandResult;
use super::common::{Edge, found_or};
use super::values::{FactFilters, FilterArgs, FormatArgs, ReadingArgs};
use crate::index::By;
use crate::limits::Limits;
use crate::render::OutputFormat;
use crate::render::messages as say;
use crate::service::{CountAnswer, CountRequest, Snapshot, TallyRequest};

/// Counts articles, passages and occurrences exactly.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao count '“动态清零”'
  huibao count 防汛 --since 2022 --format json
  huibao count 动态清零 --by month           with ‰: articles per thousand of the month
  huibao count 防汛 --vs 抗旱 --by outlet --top 10
  huibao count 防汛 --by year,outlet          each year's outlets
  huibao count 防汛 --by person --format csv")]
pub(super) struct Count {
    /// The query.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// What to count by: year, quarter, month, day (of publication), outlet, level, place, type, chair, person, speaker,
    /// slogan, tag, agency, body; two are crossed: year,outlet.
    #[arg(id = "group_by", long = "by", value_name = "WHAT[,WHAT]", value_delimiter = ',', value_parser = parse_by)]
    by: Vec<By>,
    /// Another query, counted beside the first.
    #[arg(long, value_name = "QUERY", requires = "group_by")]
    vs: Vec<String>,
    /// So many values, those with the most articles; 0 for all. Periods are all shown.
    #[arg(long, value_name = "N", default_value_t = 20, requires = "group_by")]
    top: usize,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    facts: FactFilters,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    output: FormatArgs<CountAnswer>,
}

/// Reads what is counted by.
pub(super) fn parse_by(text: &str) -> Result<By, String> {
    By::named(text).ok_or_else(|| format!("write one of {}", By::names().collect::<Vec<_>>().join(", ")))
}

impl Count {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        match *self.by {
            [] => {}
            [by] => return self.tally(edge, &snapshot, behind, by, None),
            [by, across] if by != across => return self.tally(edge, &snapshot, behind, by, Some(across)),
            _ => return Err(edge.usage(say::TWO_AT_MOST, &[], None)),
        }
        let request = CountRequest {
            query: self.facts.with(edge, &self.query),
            filters: self.filters.filters(edge),
            options: self.reading.options(),
            ..CountRequest::default()
        };
        let answer = snapshot.count(&request)?;
        edge.write(&answer, &self.output)?;
        // One JSON object carries its notes itself.
        if !matches!(self.output.format, OutputFormat::Json | OutputFormat::Jsonl) {
            edge.say_notes(&answer.notes, &request.query);
        }
        Ok(found_or(answer.counts.articles > 0, behind))
    }

    /// Counts by the values of something, crossed with those of something else if there is a second.
    fn tally(&self, edge: &Edge, snapshot: &Snapshot, behind: bool, by: By, across: Option<By>) -> CommandResult {
        let first = self.facts.with(edge, &self.query);
        let queries = std::iter::once(first).chain(self.vs.iter().cloned()).collect();
        let (filters, options) = (self.filters.filters(edge), self.reading.options());
        let answer = snapshot.tally(&TallyRequest {
            queries,
            by,
            across,
            top: self.top,
            filters,
            options,
            limits: Limits::default(),
        })?;
        edge.write(&answer, &self.output)?;
        if !matches!(self.output.format, OutputFormat::Json | OutputFormat::Jsonl) {
            for one in &answer.queries {
                edge.say_notes(&one.notes, &one.query);
            }
            if answer.left_out > 0 {
                edge.note(say::LEFT_OUT, &[&answer.left_out]);
            }
        }
        Ok(found_or(answer.queries.iter().any(|one| one.counts.articles > 0), behind))
    }
}
