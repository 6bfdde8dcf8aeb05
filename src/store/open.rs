//! Opens the store, for writing, for reading, on media that cannot be written to; creates it.

use std::cell::RefCell;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{FILE_NAME, FORMAT, PARITY_NAME, SALVAGED_NAME, Store, log_path, sums_path, wal};
use crate::checksums::Sums;
use crate::disk::{next_to, private_file, put_in_place};
use crate::error::{Error, Result};

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
        store.migrate()?;
        Ok(store)
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
            Err(Error::Store(error)) if is_read_only(&error.0) => {
                // Without a place for its shared memory SQLite reads only what it is told will not change, and no
                // log.
                if !store.log_is_empty() {
                    let what = "a writer was stopped, and its last changes cannot be read where nothing can be written; \
                                open the store once where it can be written";
                    let source = std::io::Error::new(std::io::ErrorKind::ReadOnlyFilesystem, what);
                    return Err(Error::File { path: log_path(dir), source });
                }
                let store = Store::connect_immutable(dir)?;
                store.check_format()?;
                store.complete_for_reading()?;
                Ok(store)
            }
            checked => checked.and_then(|()| store.complete_for_reading()).map(|()| store),
        }
    }

    /// Opens a copy of a store that lies by itself, for reading.
    pub fn open_copy(file: &Path) -> Result<Store> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if !file.is_file() {
            let source = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(Error::File { path: file.to_path_buf(), source });
        }
        let store = Store::with(file.parent().unwrap_or(file), Connection::open_with_flags(file, flags)?);
        match store.format() {
            Ok(Some(FORMAT)) => store.complete_for_reading().map(|()| store),
            _ => Err(Error::NoBackup { file: file.to_path_buf() }),
        }
    }

    /// Makes sure that changes are written ahead into a log, by which the checksums of the file are kept in step: where
    /// the file could not be told so, SQLite may name the new mode and go on in the old one
    /// (<https://www.sqlite.org/fileformat2.html#file_format_version_numbers>).
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
        let mut store = Store::with(Path::new(""), Connection::open_in_memory()?);
        store.in_memory = true;
        store.create_tables()?;
        Ok(store)
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
        Store { dir: dir.to_path_buf(), in_memory: false, db, last_pack: RefCell::new(None), writes: false }
    }

    fn check_format(&self) -> Result<()> {
        if self.is_bare()? {
            return Err(Error::ArchiveMissing { dir: self.dir.clone() });
        }
        let found = self.format()?;
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
pub(crate) fn expect_there(dir: &Path) -> Result<()> {
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

/// Says that the store's file changes until its checksums are written: what a kill leaves from here on is no damage. A
/// new archive over what is left of another would hide what can be restored.
fn begin(dir: &Path) -> Result<()> {
    expect_no_remains(dir)?;
    Sums { in_progress: true, ..Sums::default() }.write(&sums_path(dir))
}

/// Returns whether SQLite could not make the files it reads a write-ahead log with.
fn is_read_only(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, PermissionDenied, ReadOnly, SystemIoFailure};
    matches!(error.sqlite_error_code(), Some(ReadOnly | CannotOpen | PermissionDenied | SystemIoFailure))
}
