//! The store: every article's original bytes, where they came from, and what people add, in one SQLite file, the source
//! of truth.
//!
//! What a committed [`Store::transaction`] put is on disk. Every change gets a sequence number, by which the search index
//! knows what it still has to follow.
//! Only this folder knows SQLite. Knows nothing of tantivy and nothing of how text is extracted.
//!
//! `schema` has the tables and their migrations, `open` opens and creates, `transaction` changes, `identity` decides
//! which article an incoming one is, `article` reads one back, `annotations` has what people add, `pack` compresses
//! originals, `provenance` writes how they are read, `dump` takes articles out with everything and in again, `lock` is
//! the writer's, `integrity` keeps checksums and parity, `wal` reads the write-ahead log, `fingerprint` sees from outside
//! whether anything changed.

mod annotations;
mod article;
mod dump;
mod fingerprint;
mod identity;
mod integrity;
mod lock;
mod open;
mod pack;
mod provenance;
mod runs;
mod schema;
mod transaction;
mod wal;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension};

pub(crate) use self::annotations::{SettingKind, Settings};
pub(crate) use self::article::StoredArticle;
pub(crate) use self::dump::{DUMPED_TOGETHER, Dump, Revision};
pub(crate) use self::fingerprint::fingerprint;
pub(crate) use self::identity::{content_hash, text_hash};
pub(crate) use self::integrity::{
    PARITY_NAME, SALVAGED_NAME, SALVAGING_NAME, SUMS_NAME, damaged_copies, replace_with, restore_from_parity, sums_path,
};
pub(crate) use self::lock::LOCK_NAME;
pub use self::lock::WriterLock;
pub(crate) use self::open::expect_there;
use self::provenance::provenance_text;
pub use self::runs::Run;
pub(crate) use self::transaction::Transaction;
pub(crate) use self::wal::{log_path, read as read_log};
use crate::article::{ArticleId, Origin};
use crate::error::{Error, Result};
use crate::extract::Provenance;

/// The layout of the store this program reads and writes: what a program has to understand to do either.
pub(crate) const FORMAT: u32 = 1;
/// The store's file inside the archive.
pub(crate) const FILE_NAME: &str = "archive.sqlite3";

/// What [`Transaction::put`] needs to know of an article.
#[derive(Debug, Clone)]
pub struct Incoming<'a> {
    /// Its id in the export it came from.
    pub key: Option<&'a str>,
    /// Its address.
    pub url: Option<&'a str>,
    /// Its headline.
    pub title: &'a str,
    /// Its text.
    pub body: &'a str,
    /// Hash of its headline and body: what tells it from others when it has no address.
    pub text: ArticleId,
    /// Hash of all that was extracted: what tells one revision from the next.
    pub content: ArticleId,
    /// The bytes it came in.
    pub original: &'a [u8],
    /// SHA-256 of them.
    pub sha256: [u8; 32],
    /// How they were read.
    pub provenance: &'a Provenance,
    /// Where they came from.
    pub place: &'a Origin,
    /// Tags people give it with this addition.
    pub tags: &'a [String],
}

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutOutcome {
    /// It is new.
    Added,
    /// It is new, though its address is that of an article with another headline and another text, whose number this is.
    AddedBeside(i64),
    /// It had another text; the older revision is kept.
    Replaced,
    /// It was there.
    Unchanged,
    /// It was there, and was found elsewhere before.
    Copy,
}

/// A change the index has to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The article with this number is new or different.
    Changed(i64),
    /// The article with this id is gone.
    Removed(ArticleId),
}

/// The store of one archive, opened for reading or for writing.
pub struct Store {
    dir: PathBuf,
    /// Whether it is nowhere but in memory, for a rehearsal.
    in_memory: bool,
    db: Connection,
    /// The pack that was read last: neighbours usually follow.
    last_pack: RefCell<Option<(i64, Vec<u8>)>>,
    /// It was opened to be changed.
    writes: bool,
}

impl Drop for Store {
    /// Leaves one file: the log is moved into it and summed, and SQLite takes the empty log away. Where that fails the
    /// log stays as it is, for the next writer.
    fn drop(&mut self) {
        if self.in_memory || self.writes && self.checkpoint().is_err() {
            return;
        }
        if self.log_is_empty() {
            let _ = self.db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl Store {
    /// Returns the archive's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the number of the last change.
    pub fn sequence(&self) -> Result<u64> {
        let sequence: i64 =
            self.db.query_row("SELECT value FROM meta WHERE name = 'sequence'", [], |row| row.get(0))?;
        Ok(sequence as u64)
    }

    /// Runs `work`, which only reads, on the archive as it is at one moment.
    pub fn read<T>(&self, work: impl FnOnce(&Store) -> Result<T>) -> Result<T> {
        self.db.execute_batch("BEGIN")?;
        let done = work(self);
        self.db.execute_batch("COMMIT")?;
        done
    }

    /// Returns the article whose latest original is these bytes, read the same way, if the archive has it.
    pub fn find_original(&self, sha256: &[u8; 32], provenance: &Provenance) -> Result<Option<i64>> {
        let mut find = self.db.prepare_cached(
            "SELECT a.number, o.sha256, r.text
             FROM original o JOIN article a ON a.number = o.article AND a.original = o.number
             JOIN reading r ON r.number = o.reading WHERE o.mark = ?",
        )?;
        let mut rows = find.query([mark(sha256)])?;
        let wanted = provenance_text(provenance);
        while let Some(row) = rows.next()? {
            if row.get_ref(1)?.as_blob().is_ok_and(|blob| blob == sha256)
                && row.get_ref(2)?.as_str().is_ok_and(|text| text == wanted)
            {
                return Ok(Some(row.get(0)?));
            }
        }
        Ok(None)
    }

    fn find_id(&self, id: ArticleId) -> Result<Option<(i64, ArticleId, Option<String>)>> {
        let mut find = self.db.prepare_cached("SELECT number, content, key FROM article WHERE id = ?")?;
        Ok(find.query_row([id.0], |row| Ok((row.get(0)?, ArticleId(row.get(1)?), row.get(2)?))).optional()?)
    }

    /// Rewrites the file so that no byte of what was removed is left in it.
    pub fn purge(&mut self) -> Result<()> {
        self.db.execute("DELETE FROM source WHERE number NOT IN (SELECT source FROM place)", [])?;
        // The log keeps when and how many; names of files and outlets may be those of what was removed.
        self.db.execute("UPDATE run SET sources = '', reasons = '{}', outlets = '{}'", [])?;
        self.db.execute_batch("PRAGMA secure_delete = ON; VACUUM;")?;
        self.checkpoint()?;
        Ok(())
    }

    /// Returns every change after the given sequence number, in order.
    pub fn changes_since(&self, sequence: u64) -> Result<Vec<Change>> {
        let mut find = self.db.prepare(
            "SELECT sequence, number, NULL FROM article WHERE sequence > ?1
             UNION ALL SELECT sequence, 0, id FROM removal WHERE sequence > ?1 ORDER BY 1",
        )?;
        let rows = find.query_map([sequence as i64], |row| {
            let removed: Option<[u8; 16]> = row.get(2)?;
            Ok(match removed {
                Some(id) => Change::Removed(ArticleId(id)),
                None => Change::Changed(row.get(1)?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns the number of the article with this id.
    pub fn number(&self, id: ArticleId) -> Result<i64> {
        let found = self.find_id(id)?;
        found.map(|(number, _, _)| number).ok_or_else(|| Error::ArticleMissing { id: id.to_string() })
    }

    /// Returns the id of the article with this number.
    pub fn id(&self, number: i64) -> Result<ArticleId> {
        let mut find = self.db.prepare_cached("SELECT id FROM article WHERE number = ?")?;
        Ok(ArticleId(find.query_row([number], |row| row.get(0))?))
    }

    fn damaged(&self, what: String) -> Error {
        Error::ArchiveDamaged { dir: self.dir.clone(), what }
    }

    /// Returns how many articles, revisions and bytes of original there are.
    pub fn totals(&self) -> Result<Totals> {
        let (revisions, original_bytes) =
            self.db.query_row("SELECT count(*), coalesce(sum(size), 0) FROM original", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let articles = self.db.query_row("SELECT count(*) FROM article", [], |row| row.get(0))?;
        Ok(Totals { articles, revisions, original_bytes })
    }
}

/// What the store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Articles.
    pub articles: u64,
    /// Originals, older revisions included.
    pub revisions: u64,
    /// Bytes of the originals before compression.
    pub original_bytes: u64,
}

/// Returns the first eight bytes of a hash as SQLite keeps integers.
fn mark(sha256: &[u8; 32]) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&sha256[..8]);
    i64::from_be_bytes(first)
}

fn now() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs() as i64)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::provenance::read_provenance;
    use super::*;
    use crate::article::PartialDate;
    use crate::extract::Format;

    struct Case {
        store: Store,
        _folder: tempfile::TempDir,
    }

    fn case() -> Case {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::create_or_open(folder.path()).expect("creates");
        Case { store, _folder: folder }
    }

    fn put(case: &mut Case, text: &str, url: Option<&str>, key: Option<&str>) -> (PutOutcome, i64) {
        put_at(case, text, url, key, Origin { path: format!("/{text}.txt"), record: 0 })
    }

    fn put_at(case: &mut Case, text: &str, url: Option<&str>, key: Option<&str>, place: Origin) -> (PutOutcome, i64) {
        let provenance = Provenance::of(Format::Text);
        let incoming = Incoming {
            key,
            url,
            title: "",
            body: text,
            text: ArticleId::of(text),
            content: ArticleId::of(text),
            original: text.as_bytes(),
            sha256: Sha256::digest(text.as_bytes()).into(),
            provenance: &provenance,
            place: &place,
            tags: &[],
        };
        case.store.transaction(|store| store.put(&incoming)).expect("puts")
    }

    #[test]
    fn the_address_is_the_identity() {
        let mut case = case();
        assert_eq!(put(&mut case, "甲", Some("https://a.example/1"), None), (PutOutcome::Added, 1));
        assert_eq!(put(&mut case, "甲", Some("http://A.example/1/#top"), None), (PutOutcome::Unchanged, 1));
        assert_eq!(put(&mut case, "乙", Some("https://a.example/1"), None), (PutOutcome::Replaced, 1));
        let stored = case.store.stored(1).expect("kept");
        assert_eq!((stored.original.as_slice(), stored.revisions), ("乙".as_bytes(), 2));
    }

    #[test]
    fn without_address_the_text_is() {
        let mut case = case();
        assert_eq!(put(&mut case, "甲", None, None), (PutOutcome::Added, 1));
        assert_eq!(put(&mut case, "甲", Some("https://b.example/"), None), (PutOutcome::Unchanged, 1));
        assert_eq!(put(&mut case, "乙", None, None), (PutOutcome::Added, 2));
        assert_eq!(case.store.stored(1).expect("kept").places.len(), 1);
    }

    #[test]
    fn records_with_ids_of_their_own_never_replace_each_other() {
        let mut case = case();
        assert_eq!(put(&mut case, "甲", Some("https://a.example/day"), Some("1")), (PutOutcome::Added, 1));
        assert_eq!(put(&mut case, "乙", Some("https://a.example/day"), Some("2")), (PutOutcome::Added, 2));
        assert_eq!(put(&mut case, "甲", None, Some("3")), (PutOutcome::Added, 3));
        assert_eq!(put(&mut case, "乙", Some("https://a.example/day"), Some("2")), (PutOutcome::Unchanged, 2));
        assert_eq!(put(&mut case, "丙", Some("https://a.example/day"), Some("2")), (PutOutcome::Replaced, 2));
    }

    #[test]
    fn records_of_one_file_that_share_an_address_are_all_kept() {
        let mut case = case();
        let day = Some("https://a.example/day");
        let at = |record| Origin { path: "/day.csv".into(), record };
        assert_eq!(put_at(&mut case, "甲", day, None, at(1)), (PutOutcome::Added, 1));
        assert_eq!(put_at(&mut case, "乙", day, None, at(2)), (PutOutcome::Added, 2));
        assert_eq!(put_at(&mut case, "甲", day, None, at(1)), (PutOutcome::Unchanged, 1));
        assert_eq!(put_at(&mut case, "乙", day, None, at(2)), (PutOutcome::Unchanged, 2));
        assert_eq!(put_at(&mut case, "丙", day, None, at(1)), (PutOutcome::Replaced, 1));
    }

    /// An export of headlines, or of pages that say the same: none may be looked for among all the others.
    #[test]
    fn one_text_among_many_equal_ones_is_found_in_one_step() {
        let mut case = case();
        for n in 0..300 {
            assert_eq!(put(&mut case, "甲", None, Some(&format!("k{n}"))).0, PutOutcome::Added);
        }
        assert_eq!(put(&mut case, "甲", None, Some("k7")), (PutOutcome::Unchanged, 8));
        assert_eq!(put(&mut case, "甲", None, None), (PutOutcome::Unchanged, 1));
        let plan = |condition: &str| -> String {
            let sql = format!("EXPLAIN QUERY PLAN SELECT id FROM article WHERE text = x'00' AND {condition} LIMIT 1");
            case.store.db.query_row(&sql, [], |row| row.get(3)).expect("a plan")
        };
        assert!(plan("key = 'k7'").contains("article_text_key (text=? AND key=?)"));
        assert!(plan("key IS NULL").contains("article_text_key (text=? AND key=?)"));
    }

    #[test]
    fn originals_come_back_from_their_packs() {
        let mut case = case();
        let texts: Vec<String> = (0..40).map(|n| format!("{n}").repeat(5000)).collect();
        for text in &texts {
            put(&mut case, text, None, None);
        }
        for (number, text) in texts.iter().enumerate() {
            let stored = case.store.stored(number as i64 + 1).expect("kept");
            assert_eq!(stored.original, text.as_bytes());
            assert_eq!(
                case.store.find_original(&Sha256::digest(text.as_bytes()).into(), &stored.provenance).expect("finds"),
                Some(stored.number)
            );
        }
    }

    #[test]
    fn what_is_removed_is_gone_and_its_neighbours_stay() {
        let mut case = case();
        case.store.transaction(|_| Ok(())).expect("writes");
        put(&mut case, "甲", None, None);
        put(&mut case, "乙", None, None);
        let id = case.store.stored(1).expect("kept").id;
        case.store.transaction(|store| store.remove(id)).expect("removes");
        assert!(matches!(case.store.stored(1), Err(Error::ArticleMissing { .. })));
        assert_eq!(case.store.stored(2).expect("kept").original, "乙".as_bytes());
        let changes = case.store.changes_since(1).expect("changes");
        assert_eq!(changes, [Change::Changed(2), Change::Removed(id)]);
        assert_eq!(put(&mut case, "甲", None, None).0, PutOutcome::Added);
    }

    #[test]
    fn a_second_writer_is_told_at_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let _first = WriterLock::take(folder.path()).expect("takes");
        assert!(matches!(WriterLock::take(folder.path()), Err(Error::ArchiveBusy { .. })));
    }

    #[test]
    fn every_transaction_is_synced_and_the_log_moved_by_settle_alone() {
        let case = case();
        let pragma = |name: &str| -> i64 {
            case.store.db.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).expect("a number")
        };
        // 2 is FULL: the log is synced with each transaction (https://www.sqlite.org/pragma.html#pragma_synchronous).
        assert_eq!((pragma("synchronous"), pragma("wal_autocheckpoint")), (2, 0));
        let mode: String = case.store.db.query_row("PRAGMA journal_mode", [], |row| row.get(0)).expect("a word");
        assert_eq!(mode, "wal");
    }

    #[test]
    fn readings_are_kept() {
        let mut provenance = Provenance::of(Format::Csv);
        provenance.encoding = Some("gbk".into());
        provenance.columns = vec![("body".into(), "内容二".into())];
        provenance.published = PartialDate::parse("2022-08");
        assert_eq!(read_provenance(&provenance_text(&provenance)), Some(provenance));
    }
}
