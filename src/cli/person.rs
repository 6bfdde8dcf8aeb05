//! `person`: a person's reports, everybody by number of reports, names by their beginnings.

use clap::Args;

use super::CommandResult;
use super::common::{Edge, found_or};
use super::values::{FilterArgs, FormatArgs, plain_options, query_text};
use crate::service::{PersonAnswer, PersonRequest};

/// Shows a person's timeline; without a name, everybody by number of reports.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao person 林远舟
  huibao person -n 50")]
pub(super) struct Person {
    /// The name.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Lists the names that begin so, in characters or in pinyin.
    #[arg(long, value_name = "BEGINNING", conflicts_with = "name")]
    complete: Option<String>,
    /// Only reports that match.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How many lines; 0 for all.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    output: FormatArgs<PersonAnswer>,
}

impl Person {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        if let Some(beginning) = &self.complete {
            let answer = snapshot.complete(beginning, self.limit)?;
            edge.write(&answer, self.output.format)?;
            return Ok(found_or(answer.total > 0, behind));
        }
        let Some(name) = &self.name else {
            let answer = snapshot.people(self.limit)?;
            edge.write(&answer, self.output.format)?;
            return Ok(found_or(answer.total > 0, behind));
        };
        let answer = snapshot.person(&PersonRequest {
            name: name.clone(),
            query: query_text(&self.query),
            filters: self.filters.filters(),
            limit: self.limit,
            options: plain_options(),
            ..PersonRequest::default()
        })?;
        edge.write(&answer, self.output.format)?;
        Ok(found_or(answer.total > 0, behind))
    }
}
