//! The tables of the store and how they came about: migrations, numbered by SQLite's `user_version`.

use rusqlite::Connection;

use super::{FORMAT, Store};
use crate::error::Result;

/// The tables of format 1, as the first program made them (`user_version` 0).
const SCHEMA: &str = "
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE article(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id BLOB NOT NULL UNIQUE,
  key TEXT,
  text BLOB NOT NULL,
  content BLOB NOT NULL,
  original INTEGER NOT NULL,
  added INTEGER NOT NULL,
  sequence INTEGER NOT NULL
);
CREATE INDEX article_text_key ON article(text, key);
CREATE TABLE original(
  number INTEGER PRIMARY KEY,
  article INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  mark INTEGER NOT NULL,
  reading INTEGER NOT NULL,
  pack INTEGER NOT NULL,
  start INTEGER NOT NULL,
  size INTEGER NOT NULL,
  added INTEGER NOT NULL
);
CREATE INDEX original_mark ON original(mark);
CREATE INDEX original_article ON original(article);
CREATE INDEX original_pack ON original(pack);
CREATE TABLE pack(number INTEGER PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE reading(number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE source(number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE place(article INTEGER, source INTEGER, record INTEGER, PRIMARY KEY(article, source, record)) WITHOUT ROWID;
CREATE TABLE tag(article INTEGER, tag TEXT, given INTEGER NOT NULL, PRIMARY KEY(article, tag)) WITHOUT ROWID;
CREATE TABLE removal(id BLOB PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;
";

/// What was changed since, in order; the number of those a store has is its `user_version`. Each may run on a store in
/// which later programs of format 1 made the tables already, when they were first needed.
const MIGRATIONS: &[&str] = &[
    // What people add has its tables from the beginning, and one text among many equal ones is found by its key too.
    "CREATE TABLE IF NOT EXISTS setting(kind TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY(kind, name));
     CREATE TABLE IF NOT EXISTS correction(
       article INTEGER, field TEXT, value TEXT, dropped INTEGER NOT NULL, UNIQUE(article, field, value));
     DROP INDEX IF EXISTS article_text;
     CREATE INDEX IF NOT EXISTS article_text_key ON article(text, key);",
    // The article of a file is found by the file.
    "CREATE INDEX IF NOT EXISTS place_file ON place(source) WHERE record = 0;",
    // What runs brought and refused.
    "CREATE TABLE IF NOT EXISTS run(
       number INTEGER PRIMARY KEY, at INTEGER NOT NULL, command TEXT NOT NULL, sources TEXT NOT NULL,
       added INTEGER NOT NULL, replaced INTEGER NOT NULL, unchanged INTEGER NOT NULL, skipped INTEGER NOT NULL,
       reasons TEXT NOT NULL, outlets TEXT NOT NULL);",
];

/// What a reader is given of tables that an older store does not have: empty ones, in memory.
const VIEWS: &[(&str, &str)] = &[
    ("setting", "CREATE TEMP TABLE setting(kind TEXT, name TEXT, value TEXT);"),
    (
        "run",
        "CREATE TEMP TABLE run(number INTEGER, at INTEGER, command TEXT, sources TEXT, added INTEGER, replaced INTEGER,
           unchanged INTEGER, skipped INTEGER, reasons TEXT, outlets TEXT);",
    ),
    ("correction", "CREATE TEMP TABLE correction(article INTEGER, field TEXT, value TEXT, dropped INTEGER);"),
];

impl Store {
    /// Returns whether nothing is in it yet: its creation was cut short.
    pub(super) fn is_bare(&self) -> Result<bool> {
        Ok(self.db.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?)
    }

    pub(super) fn create_tables(&self) -> Result<()> {
        let meta = format!("INSERT INTO meta VALUES('format', {FORMAT}), ('sequence', 0);");
        let migrations = MIGRATIONS.concat();
        let version = format!("PRAGMA user_version = {};", MIGRATIONS.len());
        Ok(self.db.execute_batch(&format!("BEGIN IMMEDIATE; {SCHEMA} {meta} {migrations} {version} COMMIT;"))?)
    }

    /// Brings an older store to what this program writes. The caller holds the [`WriterLock`](super::WriterLock).
    pub(super) fn migrate(&self) -> Result<()> {
        let version: usize = self.db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        for (number, migration) in MIGRATIONS.iter().enumerate().skip(version) {
            let version = format!("PRAGMA user_version = {};", number + 1);
            let done = self.db.execute_batch(&format!("BEGIN IMMEDIATE; {migration} {version} COMMIT;"));
            if done.is_err() {
                // The first error is the one to report.
                let _ = self.db.execute_batch("ROLLBACK");
            }
            done?;
            log::info!("migrated the store of {} to version {}", self.dir.display(), number + 1);
        }
        Ok(())
    }

    /// Gives a reader of an older store the tables it does not have.
    pub(super) fn complete_for_reading(&self) -> Result<()> {
        for (table, create) in VIEWS {
            if !has_table(&self.db, table)? {
                self.db.execute_batch(&format!("PRAGMA temp_store = MEMORY; {create}"))?;
            }
        }
        Ok(())
    }

    /// Returns the format the store says it has; none if it says none.
    pub(super) fn format(&self) -> Result<Option<u32>> {
        if !has_table(&self.db, "meta")? {
            return Ok(None);
        }
        Ok(Some(self.db.query_row("SELECT value FROM meta WHERE name = 'format'", [], |row| row.get(0))?))
    }
}

fn has_table(db: &Connection, name: &str) -> Result<bool> {
    let find = "SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table' AND name = ?";
    Ok(db.query_row(find, [name], |row| row.get(0))?)
}
