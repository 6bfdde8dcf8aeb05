//! `said`: what a person said.

use clap::Args;

use super::CommandResult;
use super::common::{Edge, found_or};
use super::search::explain_answer;
use super::values::{FilterArgs, FormatArgs, parse_order, plain_options, query_text};
use crate::render::{Named, OutputFormat};
use crate::search::{Order, SearchRequest};
use crate::service::SaidRequest;

/// Shows what someone said, in order of date; 会议 for the meetings themselves.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao said 林远舟
  huibao said 林远舟 防汛 --since 2022")]
pub(super) struct Said {
    /// The name; 会议 for the meetings themselves.
    #[arg(value_name = "NAME")]
    name: String,
    /// What was said.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How many articles.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// What comes first: date (oldest), -date (newest), score.
    #[arg(long, value_name = "ORDER", default_value = "-date", value_parser = parse_order, allow_hyphen_values = true)]
    sort: Order,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    output: FormatArgs<Named<'static>>,
}

impl Said {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        let answer = snapshot.said(&SaidRequest {
            name: self.name.clone(),
            query: query_text(&self.query),
            filters: self.filters.filters(),
            order: self.sort,
            limit: self.limit,
            with_total: self.output.format == OutputFormat::Json,
            options: plain_options(),
            ..SaidRequest::default()
        })?;
        edge.write(&Named { query_id: None, answer: &answer }, self.output.format)?;
        let request = SearchRequest { limit: self.limit, ..SearchRequest::default() };
        explain_answer(edge, &answer, &request, self.output.format);
        Ok(found_or(!answer.hits.is_empty(), behind))
    }
}
