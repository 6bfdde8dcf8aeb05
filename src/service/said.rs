//! Finds what a person said.

use super::Snapshot;
use crate::error::Result;
use crate::index::Filters;
use crate::limits::Limits;
use crate::query::{Query, QueryOptions};
use crate::search::{self, Matching, Order, SearchAnswer, SearchRequest};

/// Whose words are looked for, and which of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRequest {
    /// The person's name; 会议 for the meetings themselves.
    pub name: String,
    /// What was said; everything where it is empty.
    pub query: String,
    /// Which articles count.
    pub filters: Filters,
    /// What comes first.
    pub order: Order,
    /// Articles wanted.
    pub limit: usize,
    /// Counts all results.
    pub with_total: bool,
    /// How the query is read.
    pub options: QueryOptions,
    /// How long it may take.
    pub limits: Limits,
}

impl Default for SaidRequest {
    fn default() -> SaidRequest {
        SaidRequest {
            name: String::new(),
            query: String::new(),
            filters: Filters::default(),
            order: Order::Newest,
            limit: 20,
            with_total: false,
            options: QueryOptions::default(),
            limits: Limits::default(),
        }
    }
}

pub(super) fn said(snapshot: &Snapshot, request: &SaidRequest) -> Result<SearchAnswer> {
    let by = Query::Fact("said", request.name.clone());
    // Without words there is nothing to rank by.
    let unranked = request.query.trim().is_empty() && request.order == Order::Score;
    search::search(
        &*snapshot.reader,
        &SearchRequest {
            query: format!("{} {by}", request.query).trim_start().to_owned(),
            limit: request.limit,
            per_article: usize::MAX,
            order: if unranked { Order::Newest } else { request.order },
            filters: request.filters.clone(),
            matching: Matching::All,
            with_total: request.with_total,
            options: request.options,
            limits: request.limits.clone(),
            ..SearchRequest::default()
        },
    )
}
