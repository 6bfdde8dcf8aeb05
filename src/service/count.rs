//! Counts articles, passages and occurrences exactly.

use super::Snapshot;
use crate::error::{Error, Result};
use crate::index::{Counts, Filters};
use crate::limits::Limits;
use crate::query::{Diagnostic, QueryOptions};
use crate::search;

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountRequest {
    /// The query.
    pub query: String,
    /// Which articles count.
    pub filters: Filters,
    /// How the query is read.
    pub options: QueryOptions,
    /// How long it may take.
    pub limits: Limits,
}

/// Exact counts.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CountAnswer {
    /// The query as it was typed.
    pub query: String,
    /// How it was read.
    pub read_as: String,
    /// What was read otherwise than its writer may have meant.
    pub notes: Vec<Diagnostic>,
    /// The counts.
    pub counts: Counts,
}

/// An empty query counts all that pass the filters; without those too it is an [`Error::QueryEmpty`].
pub(super) fn count(snapshot: &Snapshot, request: &CountRequest) -> Result<CountAnswer> {
    let CountRequest { query, filters, options, limits } = request;
    if query.trim().is_empty() && *filters == Filters::default() {
        return Err(Error::QueryEmpty);
    }
    let (counts, reading) = search::count(&*snapshot.reader, query, filters, options, limits)?;
    Ok(CountAnswer { query: query.clone(), read_as: reading.read_as, notes: reading.notes, counts })
}
