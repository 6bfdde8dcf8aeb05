//! Counts what is found by the values of something: a period, an outlet, a fact.

use super::Snapshot;
use crate::error::{Error, Result};
use crate::index::{By, Counts, Filters};
use crate::limits::Limits;
use crate::query::{Diagnostic, QueryOptions};
use crate::search;

/// What is counted, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyRequest {
    /// The queries, counted side by side; one at least.
    pub queries: Vec<String>,
    /// What they are counted by.
    pub by: By,
    /// So many values with the most articles, all for 0; periods are never left out.
    pub top: usize,
    /// Which articles count.
    pub filters: Filters,
    /// How the queries are read.
    pub options: QueryOptions,
    /// How long it may take.
    pub limits: Limits,
}

/// Exact counts by the values of something.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TallyAnswer {
    /// What they are counted by.
    pub by: By,
    /// The queries.
    pub queries: Vec<Tallied>,
    /// A row a value: periods in their order, everything else by its articles, the most first.
    pub rows: Vec<TallyRow>,
    /// Values that have articles and are no row.
    pub left_out: usize,
}

/// A query that was counted.
#[derive(Debug, Clone)]
pub struct Tallied {
    /// As it was typed.
    pub query: String,
    /// How it was read.
    pub read_as: String,
    /// What was read otherwise than its writer may have meant.
    pub notes: Vec<Diagnostic>,
    /// What it finds in all.
    pub counts: Counts,
}

/// A value and what each query has of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyRow {
    /// The value; empty for articles without one.
    pub value: String,
    /// All articles that have it and pass the filters.
    pub all: u64,
    /// Articles and occurrences of each query.
    pub cells: Vec<(u64, u64)>,
}

/// An empty query is an [`Error::QueryEmpty`].
pub(super) fn tally(snapshot: &Snapshot, request: &TallyRequest) -> Result<TallyAnswer> {
    let reader = &*snapshot.reader;
    let TallyRequest { by, filters, options, limits, .. } = request;
    if request.queries.is_empty() || request.queries.iter().any(|query| query.trim().is_empty()) {
        return Err(Error::QueryEmpty);
    }
    let mut queries = Vec::with_capacity(request.queries.len());
    let mut rows: Vec<TallyRow> = Vec::new();
    for (number, query) in request.queries.iter().enumerate() {
        limits.check()?;
        let (counts, reading) = search::count(reader, query, filters, options, limits)?;
        let tallies = search::tally(reader, query, *by, filters, options)?;
        for tally in tallies {
            let row = match rows.iter_mut().find(|row| row.value == tally.value) {
                Some(row) => row,
                None => {
                    let cells = vec![(0, 0); request.queries.len()];
                    rows.push(TallyRow { value: tally.value, all: tally.all, cells });
                    rows.last_mut().unwrap_or_else(|| unreachable!("a row was pushed"))
                }
            };
            row.cells[number] = (tally.articles, tally.occurrences);
        }
        queries.push(Tallied { query: query.clone(), read_as: reading.read_as, notes: reading.notes, counts });
    }
    let mut left_out = 0;
    if by.is_period() {
        // Those without a date come last.
        rows.sort_by(|a, b| (a.value.is_empty(), &a.value).cmp(&(b.value.is_empty(), &b.value)));
        // Periods before the first and behind the last with anything are none.
        let has_any = |row: &TallyRow| row.cells.iter().any(|(articles, _)| *articles > 0);
        let first = rows.iter().position(has_any).unwrap_or(rows.len());
        let last = rows.iter().rposition(has_any).map_or(first, |last| last + 1);
        rows.truncate(last);
        rows.drain(..first);
    } else {
        let articles = |row: &TallyRow| row.cells.iter().map(|(articles, _)| articles).sum::<u64>();
        rows.sort_by(|a, b| articles(b).cmp(&articles(a)).then_with(|| a.value.cmp(&b.value)));
        if request.top > 0 {
            left_out = rows.len().saturating_sub(request.top);
            rows.truncate(request.top);
        }
    }
    Ok(TallyAnswer { by: *by, queries, rows, left_out })
}
