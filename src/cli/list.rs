//! `list`: articles by date.

use clap::Args;

use super::CommandResult;
use super::common::{Edge, eprint_clean, found_or};
use super::values::{FactFilters, FilterArgs, FormatArgs, ReadingArgs, all_if_zero, parse_date_order};
use crate::index::DateOrder;
use crate::render::{OutputFormat, messages as say};
use crate::service::{ListAnswer, ListRequest};

/// Lists articles, newest first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao list -n 50
  huibao list 防汛 --since 2022 --source 日报 --format csv > list.csv")]
pub(super) struct List {
    /// Only articles that match; none is needed.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How many articles.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// How many articles to leave out first.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// What comes first: -date (newest) or date (oldest).
    #[arg(long, value_name = "ORDER", default_value = "-date", value_parser = parse_date_order, allow_hyphen_values = true)]
    sort: DateOrder,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    facts: FactFilters,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    output: FormatArgs<ListAnswer>,
}

impl List {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        let request = ListRequest {
            query: self.facts.with(edge, &self.query),
            filters: self.filters.filters(edge),
            options: self.reading.options(),
            order: self.sort,
            limit: all_if_zero(self.limit),
            offset: self.offset,
            ..ListRequest::default()
        };
        let answer = snapshot.list(&request)?;
        edge.write(&answer, &self.output)?;
        // One JSON object carries its notes itself.
        if self.output.format != OutputFormat::Json {
            edge.say_notes(&answer.notes, &request.query);
        }
        let shown = answer.articles.len();
        if shown == 0 && !edge.common.quiet {
            let text = if answer.total == 0 { say::NO_SUCH_ARTICLE } else { say::NOTHING_MORE };
            eprint_clean(text.of(edge.language));
        }
        let last = self.offset.saturating_add(shown);
        // A list that goes on where nobody sees it is said as well.
        if (last as u64) < answer.total && shown > 0 && !matches!(self.output.format, OutputFormat::Json) {
            edge.note(say::MORE_ARTICLES, &[&shown, &answer.total, &last]);
        }
        Ok(found_or(shown > 0, behind))
    }
}
