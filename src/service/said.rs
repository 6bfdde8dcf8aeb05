//! Finds what a person said.

use super::Snapshot;
use crate::error::Result;
use crate::index::Filters;
use crate::limits::Limits;
use crate::query::{Diagnostic, Query, QueryOptions};
use crate::search::{self, Order, SaidHit, SaidSearch};

/// Whose words are looked for, and which of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRequest {
    /// The person's name; 会议 for the meetings themselves, `*` for everybody.
    pub name: String,
    /// What was said; everything where it is empty.
    pub query: String,
    /// Which articles count.
    pub filters: Filters,
    /// What comes first.
    pub order: Order,
    /// Statements wanted; 0 for all.
    pub limit: usize,
    /// Statements left out before the first.
    pub offset: usize,
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
            offset: 0,
            options: QueryOptions::default(),
            limits: Limits::default(),
        }
    }
}

/// What someone said: each statement that answers.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SaidAnswer {
    /// The name that was asked for.
    pub name: String,
    /// The query as it was typed.
    pub query: String,
    /// How name and query were read.
    pub read_as: String,
    /// What was read otherwise than its writer may have meant, and what to try where nothing was found.
    pub notes: Vec<Diagnostic>,
    /// How many statements there are in all.
    pub total: u64,
    /// In how many articles.
    pub articles: u64,
    /// The statements.
    pub statements: Vec<SaidHit>,
}

pub(super) fn said(snapshot: &Snapshot, request: &SaidRequest) -> Result<SaidAnswer> {
    let by = Query::Fact("said", request.name.clone());
    // Without words there is nothing to rank by.
    let has_words = !request.query.trim().is_empty();
    let unranked = !has_words && request.order == Order::Score;
    let found = search::statements(
        &*snapshot.reader,
        &SaidSearch {
            query: format!("{} {by}", request.query).trim_start(),
            has_words,
            filters: &request.filters,
            order: if unranked { Order::Newest } else { request.order },
            limit: request.limit,
            offset: request.offset,
            options: request.options,
            limits: &request.limits,
        },
    )?;
    Ok(SaidAnswer {
        name: request.name.clone(),
        query: request.query.clone(),
        read_as: found.read_as,
        notes: found.notes,
        total: found.statements,
        articles: found.articles,
        statements: found.hits,
    })
}
