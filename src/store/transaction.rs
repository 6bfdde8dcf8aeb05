//! Changes the store: everything of a transaction is on disk when it ends, or nothing is.

use std::collections::BTreeMap;
use std::ops::Deref;

use rusqlite::{OptionalExtension, params};

use super::identity::Identified;
use super::{Incoming, PutOutcome, Store, now};
use crate::article::{ArticleId, Origin};
use crate::error::{Error, Result};

/// A running transaction: the only thing that changes a [`Store`], which it also reads.
pub struct Transaction<'a> {
    store: &'a Store,
    /// Originals that wait for their pack.
    pub(super) open_pack: Vec<u8>,
    pub(super) open_pack_number: i64,
    /// Where in their packs the originals are that are removed: start and size in bytes.
    pub(super) removed: BTreeMap<i64, Vec<(i64, i64)>>,
}

impl std::fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transaction").field("store", self.store).finish_non_exhaustive()
    }
}

impl Deref for Transaction<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store
    }
}

impl Store {
    /// Runs `work` in one transaction; when it returns, everything is on disk or, after an error, nothing is.
    pub fn transaction<T>(&mut self, work: impl FnOnce(&mut Transaction<'_>) -> Result<T>) -> Result<T> {
        self.run(work, |transaction| {
            transaction.blank_removed()?;
            transaction.close_pack()?;
            transaction.db.execute_batch("COMMIT")?;
            log::debug!("committed a transaction of the store");
            Ok(())
        })
    }

    /// Runs `work` as a transaction would, and takes everything back.
    pub fn rehearse<T>(&mut self, work: impl FnOnce(&mut Transaction<'_>) -> Result<T>) -> Result<T> {
        self.run(work, |transaction| Ok(transaction.db.execute_batch("ROLLBACK")?))
    }

    fn run<T>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T>,
        end: impl FnOnce(&mut Transaction<'_>) -> Result<()>,
    ) -> Result<T> {
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let (open_pack, removed) = (Vec::new(), BTreeMap::new());
        let mut transaction = Transaction { store: self, open_pack, open_pack_number: 0, removed };
        let done = work(&mut transaction).and_then(|value| end(&mut transaction).map(|()| value));
        if done.is_err() {
            // SQLite may have rolled back by itself; the first error is the one to report.
            let _ = self.db.execute_batch("ROLLBACK");
        }
        done
    }
}

impl Transaction<'_> {
    pub(super) fn next_sequence(&self) -> Result<i64> {
        let mut next =
            self.db.prepare_cached("UPDATE meta SET value = value + 1 WHERE name = 'sequence' RETURNING value")?;
        Ok(next.query_row([], |row| row.get(0))?)
    }

    /// Records that an article was found at this place too, and gives it the tags. Returns whether that was news
    /// to the index.
    pub fn note_place(&mut self, article: i64, place: &Origin, tags: &[String]) -> Result<bool> {
        let source = self.number_of("source", "path", &place.path)?;
        self.db.prepare_cached("INSERT OR IGNORE INTO place VALUES(?, ?, ?)")?.execute(params![
            article,
            source,
            place.record as i64
        ])?;
        if tags.is_empty() {
            return Ok(false);
        }
        let changes: Vec<(String, bool)> = tags.iter().map(|tag| (tag.clone(), true)).collect();
        self.change_tags(article, &changes)
    }

    /// Adds an article, or what is new about it.
    pub fn put(&mut self, incoming: &Incoming<'_>) -> Result<(PutOutcome, i64)> {
        let Identified { id, existing, beside } = self.identify(incoming)?;
        if let Some((number, content)) = existing {
            if content == incoming.content {
                let is_known = self.knows_place(number, incoming.place)?;
                self.note_place(number, incoming.place, incoming.tags)?;
                return Ok((if is_known { PutOutcome::Unchanged } else { PutOutcome::Copy }, number));
            }
            let original = self.keep_original(number, &incoming.into())?;
            let sequence = self.next_sequence()?;
            self.db
                .prepare_cached(
                    "UPDATE article SET text = ?, content = ?, original = ?, sequence = ? WHERE number = ?",
                )?
                .execute(params![incoming.text.0, incoming.content.0, original, sequence, number])?;
            self.note_place(number, incoming.place, incoming.tags)?;
            return Ok((PutOutcome::Replaced, number));
        }
        let number = self.insert_article(id, incoming.key, (incoming.text, incoming.content), now())?;
        let original = self.keep_original(number, &incoming.into())?;
        self.db.prepare_cached("UPDATE article SET original = ? WHERE number = ?")?.execute([original, number])?;
        self.db.prepare_cached("DELETE FROM removal WHERE id = ?")?.execute([id.0])?;
        self.note_place(number, incoming.place, incoming.tags)?;
        Ok((beside.map_or(PutOutcome::Added, PutOutcome::AddedBeside), number))
    }

    /// Returns the number of a text in a table of texts, adding it if need be.
    pub(super) fn number_of(&self, table: &str, column: &str, text: &str) -> Result<i64> {
        let mut find = self.db.prepare_cached(&format!("SELECT number FROM {table} WHERE {column} = ?"))?;
        if let Some(number) = find.query_row([text], |row| row.get(0)).optional()? {
            return Ok(number);
        }
        self.db.prepare_cached(&format!("INSERT INTO {table}({column}) VALUES(?)"))?.execute([text])?;
        Ok(self.db.last_insert_rowid())
    }

    /// Gives (true) and takes away (false) tags. Returns whether anything changed.
    pub fn change_tags(&mut self, article: i64, changes: &[(String, bool)]) -> Result<bool> {
        let mut changed = 0;
        for (tag, given) in changes {
            changed += self
                .db
                .prepare_cached(
                    "INSERT INTO tag VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET given = ?3 WHERE given <> ?3",
                )?
                .execute(params![article, tag, given])?;
        }
        if changed > 0 {
            self.touch(article)?;
        }
        Ok(changed > 0)
    }

    /// Notes that the index has to see an article again.
    pub(super) fn touch(&self, article: i64) -> Result<()> {
        let sequence = self.next_sequence()?;
        self.db.prepare_cached("UPDATE article SET sequence = ? WHERE number = ?")?.execute([sequence, article])?;
        Ok(())
    }

    /// Removes an article with all its revisions, places, tags and corrections.
    pub fn remove(&mut self, id: ArticleId) -> Result<()> {
        let Some((number, _, _)) = self.find_id(id)? else {
            return Err(Error::ArticleMissing { id: id.to_string() });
        };
        let originals = self.list("SELECT pack, start, size FROM original WHERE article = ?", number)?;
        self.db.execute("DELETE FROM original WHERE article = ?", [number])?;
        for (pack, start, size) in originals {
            self.removed.entry(pack).or_default().push((start, size));
        }
        self.db.execute("DELETE FROM place WHERE article = ?", [number])?;
        self.db.execute("DELETE FROM tag WHERE article = ?", [number])?;
        self.db.execute("DELETE FROM correction WHERE article = ?", [number])?;
        self.db.execute("DELETE FROM article WHERE number = ?", [number])?;
        let sequence = self.next_sequence()?;
        self.db.execute("INSERT OR REPLACE INTO removal VALUES(?, ?)", params![id.0, sequence])?;
        Ok(())
    }

    fn list(&self, sql: &str, number: i64) -> Result<Vec<(i64, i64, i64)>> {
        let mut find = self.db.prepare(sql)?;
        let rows = find.query_map([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Inserts an article without originals. `hashes` are those of its text and of all that was extracted.
    pub(super) fn insert_article(
        &self,
        id: ArticleId,
        key: Option<&str>,
        hashes: (ArticleId, ArticleId),
        added: i64,
    ) -> Result<i64> {
        let sequence = self.next_sequence()?;
        self.db
            .prepare_cached(
                "INSERT INTO article(id, key, text, content, original, added, sequence) VALUES(?, ?, ?, ?, 0, ?, ?)",
            )?
            .execute(params![id.0, key, hashes.0.0, hashes.1.0, added, sequence])?;
        Ok(self.db.last_insert_rowid())
    }
}
