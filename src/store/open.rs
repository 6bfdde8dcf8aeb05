//! Opens the truth, for writing, for reading, on media that cannot be written to; creates it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{Store, FILE_NAME, FORMAT, PARITY_NAME, SALVAGED_NAME, log_path, wal, sums_path};
use crate::disk::{next_to, private_file, put_in_place};
use crate::error::{Error, Result};
use crate::checksums::Sums;

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
  provenance INTEGER NOT NULL,
  pack INTEGER NOT NULL,
  start INTEGER NOT NULL,
  size INTEGER NOT NULL,
  added INTEGER NOT NULL
);
CREATE INDEX original_mark ON original(mark);
CREATE INDEX original_article ON original(article);
CREATE INDEX original_pack ON original(pack);
CREATE TABLE pack(number INTEGER PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE provenance(number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE source(number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE place(article INTEGER, source INTEGER, record INTEGER, PRIMARY KEY(article, source, record)) WITHOUT ROWID;
CREATE TABLE tag(article INTEGER, tag TEXT, given INTEGER NOT NULL, PRIMARY KEY(article, tag)) WITHOUT ROWID;
CREATE TABLE removal(id BLOB PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;
";

impl Store {
    /// Opens the archive in `dir` for writing, or creates it. The caller holds the [`WriterLock`](super::WriterLock).
    pub fn create_or_open(dir: &Path) -> Result<Store> {
        let path = dir.join(FILE_NAME);
        if path.exists() {
            return Store::open(dir);
        }
        begin(dir)?;
        private_file(&path).map_err(Error::file(&path))?;
        let store = Store::open(dir)?;
        store.checkpoint()?;
        Ok(store)
    }

    /// Creates the archive in `dir` as a copy of another. The caller holds the [`WriterLock`](super::WriterLock).
    pub fn begin_as(dir: &Path, other: &Store) -> Result<Store> {
        begin(dir)?;
        let path = dir.join(FILE_NAME);
        let next = next_to(&path);
        private_file(&next).map_err(Error::file(&next))?;
        other.copy_to(&next)?;
        put_in_place(&path).map_err(Error::file(&path))?;
        let store = Store::open(dir)?;
        store.renew_sums()?;
        Ok(store)
    }

    /// Opens an existing archive for reading and writing.
    pub fn open(dir: &Path) -> Result<Store> {
        expect_there(dir)?;
        // The next change would be written over what comes after the damage.
        if let Some(fault) = wal::read(dir)?.fault {
            let what = format!("{FILE_NAME}-wal: {fault}");
            return Err(Error::ArchiveDamaged { dir: dir.to_path_buf(), what });
        }
        let store = Store::connect(dir)?;
        if store.is_bare()? {
            store.create_tables()?;
        }
        store.check_format()?;
        store.renew_index()?;
        Ok(store)
    }

    /// Gives an archive of before the index that finds a text among many equal ones by its id.
    fn renew_index(&self) -> Result<()> {
        let is_old = "SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'index' AND name = 'article_text'";
        if !self.db.query_row(is_old, [], |row| row.get(0))? {
            return Ok(());
        }
        let renew = "DROP INDEX article_text; CREATE INDEX article_text_key ON article(text, key);";
        Ok(self.db.execute_batch(&format!("BEGIN IMMEDIATE; {renew} COMMIT;"))?)
    }

    /// Opens an existing archive for reading; on media that cannot be written to as well.
    pub fn open_read_only(dir: &Path) -> Result<Store> {
        expect_there(dir)?;
        let path = dir.join(FILE_NAME);
        // Who may write can take an empty log away again; nothing is changed.
        let db = match Connection::open_with_flags(
            &path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        ) {
            Ok(db) => db,
            Err(_) => {
                Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?
            }
        };
        db.busy_timeout(Duration::from_secs(5))?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let store = Store::with(dir, db);
        match store.check_format() {
            Err(Error::Store(error)) if is_read_only(&error) => {
                // Without a place for its shared memory SQLite reads only what it is told will not change, and no log.
                if !store.log_is_empty() {
                    let what = "a writer was stopped, and its last changes cannot be read where nothing can be written; \
                                open the store once where it can be written";
                    let source = std::io::Error::new(std::io::ErrorKind::ReadOnlyFilesystem, what);
                    return Err(Error::File { path: log_path(dir), source });
                }
                let store = Store::connect_immutable(dir)?;
                store.check_format()?;
                Ok(store)
            }
            checked => checked.map(|()| store),
        }
    }

    /// Opens a copy of a truth that lies by itself, for reading.
    pub fn open_copy(file: &Path) -> Result<Store> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if !file.is_file() {
            return Err(Error::Usage(format!("no file {}", file.display())));
        }
        let store = Store::with(file.parent().unwrap_or(file), Connection::open_with_flags(file, flags)?);
        let known =
            store.db.query_row("SELECT value FROM meta WHERE name = 'format'", [], |row| row.get::<_, u32>(0));
        match known {
            Ok(FORMAT) => Ok(store),
            _ => Err(Error::Usage(format!("{} is no backup of an archive of format {FORMAT}", file.display()))),
        }
    }

    /// Makes sure that changes are written ahead into a log, by which the sums of the file are kept in step: where the
    /// file could not be told so, SQLite may name the new mode and go on in the old one (<https://www.sqlite.org/fileformat2.html#file_format_version_numbers>).
    fn expect_log_ahead(&self) -> Result<()> {
        const WRITE_VERSION_AT: usize = 18;
        const AHEAD: [u8; 2] = [2, 2];
        const WHAT: &str = "its write-ahead log cannot be used";
        let is_bare = self.is_bare()?;
        let path = self.dir.join(FILE_NAME);
        let mut header = Vec::new();
        let size = (WRITE_VERSION_AT + AHEAD.len()) as u64;
        File::open(&path).and_then(|file| file.take(size).read_to_end(&mut header)).map_err(Error::file(&path))?;
        let is_told = header.ends_with(&AHEAD) && header.len() as u64 == size;
        // Provenance has undone a change of the header that could not be finished, and has opened the log.
        if is_told && log_path(&self.dir).exists() {
            Ok(())
        } else if is_bare {
            Err(Error::file(&path)(std::io::Error::other(WHAT)))
        } else {
            Err(self.damaged(WHAT.into()))
        }
    }

    /// Makes an archive that is nowhere on disk: to try what an addition would do.
    pub fn in_memory() -> Result<Store> {
        let store = Store::with(Path::new(""), Connection::open_in_memory()?);
        store.create_tables()?;
        Ok(store)
    }

    /// Returns whether nothing is in it yet: its creation was cut short.
    fn is_bare(&self) -> Result<bool> {
        Ok(self.db.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?)
    }

    fn create_tables(&self) -> Result<()> {
        let meta = format!("INSERT INTO meta VALUES('format', {FORMAT}), ('sequence', 0);");
        Ok(self.db.execute_batch(&format!("BEGIN IMMEDIATE; {SCHEMA} {meta} COMMIT;"))?)
    }

    fn connect(dir: &Path) -> Result<Store> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(dir.join(FILE_NAME), flags)?;
        db.busy_timeout(Duration::from_secs(5))?;
        db.pragma_update(None, "synchronous", "FULL")?;
        // The log is moved into the file by `settle` alone, which sums what it touches.
        db.pragma_update(None, "wal_autocheckpoint", 0)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let mut store = Store::with(dir, db);
        store.db.pragma_update(None, "journal_mode", "WAL")?;
        store.expect_log_ahead()?;
        store.writes = true;
        Ok(store)
    }

    fn connect_immutable(dir: &Path) -> Result<Store> {
        let path = std::path::absolute(dir.join(FILE_NAME)).map_err(Error::file(dir))?;
        let escaped: String = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags)?;
        Ok(Store::with(dir, db))
    }

    fn with(dir: &Path, db: Connection) -> Store {
        Store {
            dir: dir.to_path_buf(),
            db,
            last_pack: None,
            writes: false,
            open_pack: Vec::new(),
            open_pack_number: 0,
            removed: BTreeMap::new(),
        }
    }

    fn check_format(&self) -> Result<()> {
        if self.is_bare()? {
            return Err(Error::ArchiveMissing { dir: self.dir.clone() });
        }
        let find = self.db.query_row("SELECT value FROM meta WHERE name = 'format'", [], |row| row.get(0));
        let found: Option<u32> = match find {
            Ok(found) => Some(found),
            Err(rusqlite::Error::SqliteFailure(_, Some(message))) if message.contains("no such table") => None,
            Err(error) => return Err(error.into()),
        };
        match found {
            Some(FORMAT) => Ok(()),
            found => {
                let found = found.map_or("unknown".into(), |format| format.to_string());
                Err(Error::ArchiveFormat { dir: self.dir.clone(), found, known: FORMAT })
            }
        }
    }
}

/// Makes sure that the folder holds an archive.
///
/// One that has lost its file, or whose repair was cut short, is an [`Error::ArchiveDamaged`].
pub fn expect_there(dir: &Path) -> Result<()> {
    let there = !dir.join(SALVAGED_NAME).exists() && dir.join(FILE_NAME).is_file();
    if there {
        return Ok(());
    }
    expect_no_remains(dir)?;
    Err(Error::ArchiveMissing { dir: dir.to_path_buf() })
}

fn expect_no_remains(dir: &Path) -> Result<()> {
    let damaged =
        |what: &str| Err(Error::ArchiveDamaged { dir: dir.to_path_buf(), what: format!("{FILE_NAME}: {what}") });
    if dir.join(SALVAGED_NAME).exists() {
        return damaged("a repair of it was cut short");
    }
    let is_named = match Sums::read(&sums_path(dir))? {
        Some(Ok(sums)) => sums.files.contains_key(FILE_NAME),
        Some(Err(_)) => true,
        None => dir.join(PARITY_NAME).exists(),
    };
    if is_named { damaged("missing") } else { Ok(()) }
}

/// Says that the truth's file changes until its sums are written: what a kill leaves from here on is no damage. A new
/// archive over what is left of another would hide what can be brought back.
fn begin(dir: &Path) -> Result<()> {
    expect_no_remains(dir)?;
    Sums { in_progress: true, ..Sums::default() }.write(&sums_path(dir))
}

/// Returns whether SQLite could not make the files it reads a write-ahead log with.
fn is_read_only(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, PermissionDenied, ReadOnly, SystemIoFailure};
    matches!(error.sqlite_error_code(), Some(ReadOnly | CannotOpen | PermissionDenied | SystemIoFailure))
}
