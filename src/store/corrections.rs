//! What people corrected of the facts of articles.

use rusqlite::params;

use super::Store;
use crate::error::Result;

/// The table of corrections, which archives get with their first one.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS correction(article INTEGER, field TEXT, value TEXT, dropped INTEGER NOT NULL, UNIQUE(article, field, value));";

impl Store {
    /// Keeps a correction of an article's facts; a value that was taken away and is given again, or the reverse,
    /// stands once. Returns whether anything changed.
    pub fn correct(&mut self, article: i64, field: &str, value: &str, dropped: bool) -> Result<bool> {
        self.db.execute_batch(TABLE)?;
        let changed = self
            .db
            .prepare_cached(
                "INSERT INTO correction VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET dropped = ?4 WHERE dropped <> ?4",
            )?
            .execute(params![article, field, value, dropped])?;
        if changed > 0 {
            let sequence = self.next_sequence()?;
            self.db.prepare_cached("UPDATE article SET sequence = ? WHERE number = ?")?.execute([sequence, article])?;
        }
        Ok(changed > 0)
    }

    pub(super) fn corrections(&self, article: i64) -> Result<Vec<(String, String, bool)>> {
        let find = "SELECT field, value, dropped FROM correction WHERE article = ? ORDER BY rowid";
        let mut find = match self.db.prepare_cached(find) {
            Ok(find) => find,
            // Nobody has corrected anything in this archive yet.
            Err(rusqlite::Error::SqliteFailure(_, Some(why))) if why.contains("no such table") => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let rows = find.query_map([article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
