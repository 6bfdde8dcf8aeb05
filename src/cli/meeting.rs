//! `meeting`: meetings, and the numbers missing in their series.

use clap::Args;

use super::CommandResult;
use super::common::{Edge, found_or};
use super::values::{FactFilters, FilterArgs, FormatArgs, plain_options};
use crate::render::{OutputFormat, messages as say};
use crate::service::{MeetingsAnswer, MeetingsRequest};

/// Lists meetings, newest first: date, name, number, chair, attendees, reports.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao meeting --series 市委专题会议
  huibao meeting chair:林远舟 date:2022
  huibao meeting --gaps                     numbers missing from a series")]
pub(super) struct Meeting {
    /// Only meetings whose reports match.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How many meetings; 0 for all.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// How many meetings to leave out before the first.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Shows the numbers missing from each series instead.
    #[arg(long)]
    gaps: bool,
    /// Lets --date count years that only the series proves, too.
    #[arg(long)]
    inferred: bool,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    facts: FactFilters,
    #[command(flatten)]
    output: FormatArgs<MeetingsAnswer>,
}

impl Meeting {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        let request = MeetingsRequest {
            query: self.facts.with(edge, &self.query),
            filters: self.filters.filters(edge),
            inferred: self.inferred,
            limit: self.limit,
            offset: self.offset,
            options: plain_options(),
            ..MeetingsRequest::default()
        };
        if self.gaps {
            let answer = snapshot.gaps(&request)?;
            edge.write(&answer, &self.output)?;
            let last = self.offset.saturating_add(answer.gaps.len());
            if answer.total == 0 {
                edge.note(say::NO_GAPS, &[]);
            } else if last < answer.total {
                edge.note(say::MORE_GAPS, &[&answer.gaps.len(), &answer.total, &last]);
            }
            if answer.unnamed > 0 && self.output.format != OutputFormat::Json {
                let left_out = say::UNNAMED_SERIES.with(edge.language, &[&answer.unnamed]);
                edge.note(say::NOTE, &[&left_out]);
            }
            return Ok(found_or(!answer.gaps.is_empty(), behind));
        }
        let answer = snapshot.meetings(&request)?;
        edge.write(&answer, &self.output)?;
        // One JSON object carries its notes itself.
        if self.output.format != OutputFormat::Json {
            edge.say_notes(&answer.notes, &request.query);
        }
        let (shown, last) = (answer.meetings.len(), self.offset.saturating_add(answer.meetings.len()));
        if answer.total == 0 {
            edge.note(say::NO_SUCH_MEETING, &[]);
        } else if shown == 0 {
            edge.note(say::NOTHING_MORE, &[]);
        } else if last < answer.total {
            edge.note(say::MORE_MEETINGS, &[&shown, &answer.total, &last]);
        }
        Ok(found_or(answer.total > 0, behind))
    }
}
