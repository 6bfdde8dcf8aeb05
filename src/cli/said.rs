//! `said`: what a person said.

use clap::Args;

use super::CommandResult;
use super::common::{Edge, found_or};
use super::values::{FilterArgs, FormatArgs, ReadingArgs, parse_order, query_text};
use crate::facts::field_named;
use crate::render::{OutputFormat, messages as say};
use crate::search::Order;
use crate::service::{SaidAnswer, SaidRequest};

/// Shows what someone said, each statement with its full words, newest first; 会议 for the meetings themselves.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao said 林远舟
  huibao said 林远舟 防汛 --since 2022        only statements that hold it
  huibao said '*' '“一号工程”' --format csv   everybody's, as a table")]
pub(super) struct Said {
    /// The name; 会议 for the meetings themselves, * for everybody.
    #[arg(value_name = "NAME")]
    name: String,
    /// What was said.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How many statements; 0 for all.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// How many statements to leave out before the first.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// What comes first: date (oldest), -date (newest), score.
    #[arg(long, value_name = "ORDER", default_value = "-date", value_parser = parse_order, allow_hyphen_values = true)]
    sort: Order,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    output: FormatArgs<SaidAnswer>,
}

impl Said {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        // said chair:林远舟 asks for what that person said.
        let field = self.name.split_once([':', '：']).and_then(|(field, _)| field_named(field));
        if let Some(field) = field {
            return Err(edge.usage(say::NAME_FIRST, &[&field.name], say::NAME_FIRST_HINT));
        }
        let (snapshot, behind) = edge.open()?;
        let answer = snapshot.said(&SaidRequest {
            name: self.name.clone(),
            query: query_text(&self.query),
            filters: self.filters.filters(edge),
            order: self.sort,
            limit: self.limit,
            offset: self.offset,
            options: self.reading.options(),
            ..SaidRequest::default()
        })?;
        edge.write(&answer, &self.output)?;
        let shown = answer.statements.len();
        // One JSON object carries its notes itself.
        if self.output.format != OutputFormat::Json {
            edge.say_notes(&answer.notes, &answer.query);
            let text = if answer.total == 0 { say::NOTHING_FOUND } else { say::NOTHING_MORE };
            if shown == 0 {
                edge.note(text, &[&answer.read_as]);
            }
        }
        let last = self.offset.saturating_add(shown);
        if shown > 0 && (last as u64) < answer.total {
            edge.note(say::MORE_STATEMENTS, &[&shown, &answer.total, &answer.articles, &last]);
        }
        Ok(found_or(shown > 0, behind))
    }
}
