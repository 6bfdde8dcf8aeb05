//! The log of runs: what each run that brought something new or refused something did.

use std::collections::BTreeMap;

use rusqlite::Error::FromSqlConversionFailure;
use rusqlite::params;
use rusqlite::types::Type;

use super::{Store, Transaction, now};
use crate::error::Result;

/// A run of a command that adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Its number, from 1.
    pub number: i64,
    /// When it first brought or refused something, in seconds since 1970.
    pub at: i64,
    /// The command: `add`, `watch`.
    pub command: String,
    /// What was added, as named: files, folders.
    pub sources: String,
    /// New articles.
    pub added: u64,
    /// New revisions.
    pub replaced: u64,
    /// Nothing new.
    pub unchanged: u64,
    /// Refused.
    pub skipped: u64,
    /// Why, and how often.
    pub reasons: BTreeMap<String, u64>,
    /// New articles and revisions by outlet.
    pub outlets: BTreeMap<String, u64>,
}

impl Transaction<'_> {
    /// Writes a run into the log, as it is so far; one without a number gets it.
    pub fn note_run(&mut self, run: &mut Run) -> Result<()> {
        if run.at == 0 {
            run.at = now();
        }
        let stored = |counts: &BTreeMap<String, u64>| {
            serde_json::to_string(counts).expect("strings and numbers are always JSON")
        };
        if run.number == 0 {
            let next = "SELECT coalesce(max(number), 0) + 1 FROM run";
            run.number = self.db.query_row(next, [], |row| row.get(0))?;
        }
        self.db.prepare_cached("INSERT OR REPLACE INTO run VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            run.number,
            run.at,
            run.command,
            run.sources,
            run.added as i64,
            run.replaced as i64,
            run.unchanged as i64,
            run.skipped as i64,
            stored(&run.reasons),
            stored(&run.outlets),
        ])?;
        Ok(())
    }
}

impl Store {
    /// Returns the last runs, the newest first.
    pub fn runs(&self, limit: usize) -> Result<Vec<Run>> {
        let mut find = self.db.prepare(
            "SELECT number, at, command, sources, added, replaced, unchanged, skipped, reasons, outlets
             FROM run ORDER BY number DESC LIMIT ?",
        )?;
        let count = |row: &rusqlite::Row<'_>, column| row.get::<_, i64>(column).map(|count| count as u64);
        let counts = |row: &rusqlite::Row<'_>, column| {
            let json: String = row.get(column)?;
            serde_json::from_str(&json).map_err(|error| FromSqlConversionFailure(column, Type::Text, error.into()))
        };
        let rows = find.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
            Ok(Run {
                number: row.get(0)?,
                at: row.get(1)?,
                command: row.get(2)?,
                sources: row.get(3)?,
                added: count(row, 4)?,
                replaced: count(row, 5)?,
                unchanged: count(row, 6)?,
                skipped: count(row, 7)?,
                reasons: counts(row, 8)?,
                outlets: counts(row, 9)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
