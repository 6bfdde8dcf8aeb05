//! What people set for the whole archive: other names of words, saved queries, words of their own.

use rusqlite::params;

use super::Store;
use crate::error::Result;

/// The table of settings, which archives get with their first one.
const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS setting(kind TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY(kind, name));";

/// What kind of thing people set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SettingKind {
    /// Words that mean the same, joined by `=`; named by the first.
    Alias,
    /// A query under a name.
    Saved,
    /// A word for the dictionary.
    Word,
}

impl SettingKind {
    /// Returns the name in the archive.
    pub fn name(self) -> &'static str {
        match self {
            SettingKind::Alias => "alias",
            SettingKind::Saved => "saved",
            SettingKind::Word => "word",
        }
    }
}

impl Store {
    /// Sets a value; runs inside [`Store::write`]. Returns whether that was news.
    pub fn set(&mut self, kind: SettingKind, name: &str, value: &str) -> Result<bool> {
        self.db.execute_batch(TABLE)?;
        let changed = self.db.execute(
            "INSERT INTO setting VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3 WHERE value <> ?3",
            params![kind.name(), name, value],
        )?;
        // The index carries the settings: it has to follow.
        if changed > 0 {
            self.next_sequence()?;
        }
        Ok(changed > 0)
    }

    /// Takes a setting away; runs inside [`Store::write`]. Returns whether it was there.
    pub fn unset(&mut self, kind: SettingKind, name: &str) -> Result<bool> {
        self.db.execute_batch(TABLE)?;
        let changed = self.db.execute("DELETE FROM setting WHERE kind = ? AND name = ?", params![kind.name(), name])?;
        if changed > 0 {
            self.next_sequence()?;
        }
        Ok(changed > 0)
    }

    /// Returns every setting of a kind: name and value, in order of name.
    pub fn settings(&self, kind: SettingKind) -> Result<Vec<(String, String)>> {
        let find = "SELECT name, value FROM setting WHERE kind = ? ORDER BY name";
        let mut find = match self.db.prepare_cached(find) {
            Ok(find) => find,
            // Nobody has set anything in this archive yet.
            Err(rusqlite::Error::SqliteFailure(_, Some(why))) if why.contains("no such table") => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let rows = find.query_map([kind.name()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
