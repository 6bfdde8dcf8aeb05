//! Counts what is found by the values of something: a period, an outlet, a fact.

use std::collections::HashMap;

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
    /// What that is crossed with: a row for each pair of values with anything.
    pub across: Option<By>,
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
    /// What that is crossed with.
    pub across: Option<By>,
    /// The queries.
    pub queries: Vec<Tallied>,
    /// A row a value, or a pair of values: periods in their order, everything else by its articles, the most first.
    pub rows: Vec<TallyRow>,
    /// Values that have articles and are in no row, of both where two are crossed.
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
    /// The value it is crossed with; empty for articles without one, and where nothing is crossed.
    pub across: String,
    /// All articles that have it and pass the filters.
    pub all: u64,
    /// Articles and occurrences of each query.
    pub cells: Vec<(u64, u64)>,
}

/// An empty query is an [`Error::QueryEmpty`].
pub(super) fn tally(snapshot: &Snapshot, request: &TallyRequest) -> Result<TallyAnswer> {
    let reader = &*snapshot.reader;
    let TallyRequest { by, across, filters, options, limits, .. } = request;
    if request.queries.is_empty() || request.queries.iter().any(|query| query.trim().is_empty()) {
        return Err(Error::QueryEmpty);
    }
    let mut queries = Vec::with_capacity(request.queries.len());
    let mut rows: Vec<TallyRow> = Vec::new();
    let mut numbers: HashMap<(String, String), usize> = HashMap::new();
    for (number, query) in request.queries.iter().enumerate() {
        limits.check()?;
        let (counts, reading) = search::count(reader, query, filters, options, limits)?;
        for tally in search::tally(reader, query, *by, *across, filters, options)? {
            let row = *numbers.entry((tally.value, tally.across)).or_insert_with_key(|(value, across)| {
                let cells = vec![(0, 0); request.queries.len()];
                rows.push(TallyRow { value: value.clone(), across: across.clone(), all: tally.all, cells });
                rows.len() - 1
            });
            rows[row].cells[number] = (tally.articles, tally.occurrences);
        }
        queries.push(Tallied { query: query.clone(), read_as: reading.read_as, notes: reading.notes, counts });
    }
    let mut left_out = keep(&mut rows, *by, request.top, |row| &row.value);
    if let Some(across) = across {
        left_out += keep(&mut rows, *across, request.top, |row| &row.across);
        let (first, second) = (Ranks::of(&rows, *by, |row| &row.value), Ranks::of(&rows, *across, |row| &row.across));
        rows.sort_by_key(|row| (first.rank(&row.value), second.rank(&row.across)));
    } else if by.is_period() {
        let ranks = Ranks::of(&rows, *by, |row| &row.value);
        rows.sort_by_key(|row| ranks.rank(&row.value));
        // Periods before the first and behind the last with anything are none.
        let first = rows.iter().position(|row| row.articles() > 0).unwrap_or(rows.len());
        let last = rows.iter().rposition(|row| row.articles() > 0).map_or(first, |last| last + 1);
        rows.truncate(last);
        rows.drain(..first);
    } else {
        rows.sort_by(|a, b| b.articles().cmp(&a.articles()).then_with(|| a.value.cmp(&b.value)));
    }
    Ok(TallyAnswer { by: *by, across: *across, queries, rows, left_out })
}

impl TallyRow {
    /// The articles of all queries.
    fn articles(&self) -> u64 {
        self.cells.iter().map(|(articles, _)| articles).sum()
    }
}

/// The order of values: periods by themselves with the empty one last, others by their articles, the most first.
struct Ranks(HashMap<String, usize>);

impl Ranks {
    fn of(rows: &[TallyRow], by: By, value: impl Fn(&TallyRow) -> &str) -> Ranks {
        let mut articles: HashMap<&str, u64> = HashMap::new();
        for row in rows {
            *articles.entry(value(row)).or_default() += row.articles();
        }
        let mut values: Vec<(&str, u64)> = articles.into_iter().collect();
        if by.is_period() {
            values.sort_by_key(|(value, _)| (value.is_empty(), *value));
        } else {
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        }
        Ranks(values.into_iter().enumerate().map(|(rank, (value, _))| (value.to_owned(), rank)).collect())
    }

    fn rank(&self, value: &str) -> usize {
        self.0.get(value).copied().unwrap_or(usize::MAX)
    }
}

/// Keeps the rows of the values with the most articles and returns how many values are left out; periods are all kept.
fn keep(rows: &mut Vec<TallyRow>, by: By, top: usize, value: impl Fn(&TallyRow) -> &str) -> usize {
    if by.is_period() || top == 0 {
        return 0;
    }
    let ranks = Ranks::of(rows, by, &value);
    rows.retain(|row| ranks.rank(value(row)) < top);
    ranks.0.len().saturating_sub(top)
}
