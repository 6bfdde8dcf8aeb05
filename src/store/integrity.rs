//! Keeps the checksums and the parity of the store's file in step with it.
//!
//! Changes go through the write-ahead log, which names the pages they touch: when the log is moved into the file, the
//! blocks of those pages are summed again and no others. While that goes on the list says so: after a crash in the
//! middle the whole file is summed again. What is damaged before is reported first: a new sum would hide it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{FILE_NAME, Store, wal};
use crate::checksums::{BLOCK_BYTES, FileSums, Sums};
use crate::disk::{next_to, put_in_place, sync_dir};
use crate::error::{Error, Result};
use crate::parity::{self, ParityUpdate};

/// The list of the store's checksums, inside the archive.
pub(crate) const SUMS_NAME: &str = "archive.sums";
/// The parity of the store's file, inside the archive.
pub(crate) const PARITY_NAME: &str = "archive.parity";
/// The folder a store is salvaged in, inside the archive.
pub(crate) const SALVAGING_NAME: &str = "salvage.tmp";
/// The folder a salvaged store is whole in, inside the archive, until it has the damaged one's place.
pub(crate) const SALVAGED_NAME: &str = "salvage.whole";
/// What the names of damaged stores begin with.
const DAMAGED_NAME: &str = "archive.sqlite3.damaged";
/// The log is moved into the file when it has this many bytes.
const LOG_BYTES_MAX: u64 = 64 << 20;

/// Returns where the store's checksums lie.
pub(crate) fn sums_path(dir: &Path) -> PathBuf {
    dir.join(SUMS_NAME)
}

impl Store {
    /// Moves the log into the file when it has grown large, as SQLite would do by itself.
    pub fn trim_log(&self) -> Result<()> {
        let log = wal::log_path(&self.dir);
        if log.metadata().is_ok_and(|log| log.len() > LOG_BYTES_MAX) {
            self.checkpoint()?;
        }
        Ok(())
    }

    /// Returns the blocks the log's pages lie in.
    pub(super) fn touched(&self) -> Result<BTreeSet<u64>> {
        let pages = wal::read(&self.dir)?.pages;
        Ok(pages.into_iter().flat_map(|page| page.start / BLOCK_BYTES..=(page.end - 1) / BLOCK_BYTES).collect())
    }

    /// Moves the log into the file and sums what it touches; a block that is not what its sum says stops it.
    pub(super) fn move_log(&self) -> Result<()> {
        let (path, list, parity) = (self.dir.join(FILE_NAME), sums_path(&self.dir), self.dir.join(PARITY_NAME));
        let before = Sums::read(&list)?.and_then(std::result::Result::ok).filter(|sums| !sums.in_progress);
        let before = before.filter(|sums| sums.files.contains_key(FILE_NAME) && sums.files.contains_key(PARITY_NAME));
        let touched = self.touched()?;
        if before.is_some() && touched.is_empty() {
            return Ok(());
        }
        let change = match &before {
            Some(sums) => {
                let change = ParityUpdate::begin(&path, &sums.files[FILE_NAME], touched.clone())?;
                let change = change.map_err(|fault| self.damaged(format!("{FILE_NAME}: {}", fault.words())))?;
                // A parity that is damaged itself is made again.
                let (stored, blocks) = (&sums.files[PARITY_NAME], change.parity_blocks());
                stored.fault_in(&parity, |block| blocks.contains(&block))?.is_none().then_some(change)
            }
            None => None,
        };
        let mut sums = before.unwrap_or_default();
        sums.in_progress = true;
        sums.write(&list)?;
        let hindered: i64 = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        // A reader holds the log: part of it is in the file, and whoever settles next sums all of it.
        if hindered != 0 {
            return Ok(());
        }
        let followed = change.as_ref().map(ParityUpdate::parity_blocks);
        if change.map(|change| change.end(&path, &parity)).transpose()? != Some(true) {
            return self.renew_sums();
        }
        let mut update = |name: &str, changed: &BTreeSet<u64>| {
            sums.files
                .entry(name.to_owned())
                .or_default()
                .update(&self.dir.join(name), |block| changed.contains(&block))
        };
        update(FILE_NAME, &touched)?;
        update(PARITY_NAME, &followed.unwrap_or_default())?;
        sums.in_progress = false;
        sums.write(&list)
    }

    /// Computes the checksums of the whole file again.
    pub fn renew_sums(&self) -> Result<()> {
        let (path, parity) = (self.dir.join(FILE_NAME), self.dir.join(PARITY_NAME));
        parity::make(&path, &parity)?;
        let files = [(FILE_NAME.to_owned(), FileSums::of(&path)?), (PARITY_NAME.to_owned(), FileSums::of(&parity)?)];
        Sums { in_progress: false, files: files.into() }.write(&sums_path(&self.dir))
    }

    /// Returns what SQLite itself finds wrong with the structure of the store.
    pub fn structure_faults(&self) -> Result<Vec<String>> {
        let mut find = self.db.prepare("PRAGMA integrity_check(20)")?;
        let rows = find.query_map([], |row| row.get::<_, String>(0))?;
        let found: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    /// Writes a copy of the store as it is at one moment, while others read and write.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        self.db.backup("main", path, None)?;
        // One file that can be read wherever it lies: without a log beside it.
        let copy = rusqlite::Connection::open(path)?;
        Ok(copy.pragma_update(None, "journal_mode", "DELETE")?)
    }

    /// Looks at the checksums of the whole file, before what cannot be proved by itself is taken from it: a damage is
    /// an [`Error::ArchiveDamaged`]. While a writer moves changes into the file its checksums say nothing.
    pub fn verify(&self) -> Result<()> {
        let read = || Ok::<_, Error>(Sums::read(&sums_path(&self.dir))?.and_then(std::result::Result::ok));
        let mut sums = read()?;
        loop {
            let Some(file) = sums.as_ref().filter(|sums| !sums.in_progress).and_then(|sums| sums.files.get(FILE_NAME))
            else {
                return Ok(());
            };
            let Some(fault) = file.fault(&self.dir.join(FILE_NAME))? else { return Ok(()) };
            let now = read()?;
            if now == sums {
                return Err(self.damaged(format!("{FILE_NAME}: {}", fault.words())));
            }
            sums = now;
        }
    }
}

/// Restores the store's file from its parity, bit for bit; returns false, and changes nothing, where too much is
/// damaged or no checksums tell of any.
pub(crate) fn restore_from_parity(dir: &Path) -> Result<bool> {
    let (path, parity) = (dir.join(FILE_NAME), dir.join(PARITY_NAME));
    let Some(Ok(sums)) = Sums::read(&sums_path(dir))? else { return Ok(false) };
    let (Some(file), Some(stored)) = (sums.files.get(FILE_NAME), sums.files.get(PARITY_NAME)) else { return Ok(false) };
    if sums.in_progress || file.fault(&path)?.is_none() || stored.fault(&parity)?.is_some() {
        return Ok(false);
    }
    let mended = next_to(&path);
    if parity::restore(&path, file, &parity, &mended)? {
        return put_in_place(&path).map_err(Error::file(&path)).map(|()| true);
    }
    std::fs::remove_file(&mended).map_err(Error::file(&mended))?;
    Ok(false)
}

/// Puts a whole file in the place of a damaged store, whose file and log are kept; returns the name of the file if it
/// was still there. What a kill leaves goes on with a second call.
pub(crate) fn replace_with(dir: &Path, whole: &Path) -> Result<Option<PathBuf>> {
    let path = dir.join(FILE_NAME);
    let (damaged, log) = (name_for_damaged(dir), wal::log_path(dir));
    if log.exists() {
        let mut stored = damaged.clone().into_os_string();
        stored.push("-wal");
        std::fs::rename(&log, stored).map_err(Error::file(&log))?;
    }
    let memory = dir.join(format!("{FILE_NAME}-shm"));
    if memory.exists() {
        std::fs::remove_file(&memory).map_err(Error::file(&memory))?;
    }
    let was_there = path.exists();
    if was_there {
        std::fs::rename(&path, &damaged).map_err(Error::file(&path))?;
    }
    // The checksums are the damaged file's.
    Sums { in_progress: true, ..Sums::default() }.write(&sums_path(dir))?;
    std::fs::rename(whole, &path).map_err(Error::file(&path))?;
    sync_dir(dir)?;
    Ok(was_there.then_some(damaged))
}

/// Returns the files a repair kept of damaged stores.
pub(crate) fn damaged_copies(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(Error::file(dir))?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(DAMAGED_NAME) {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// Returns a name a damaged store can be kept under.
fn name_for_damaged(dir: &Path) -> PathBuf {
    let names = (2..).map(|number| format!("{DAMAGED_NAME}-{number}"));
    let mut paths = std::iter::once(DAMAGED_NAME.to_owned()).chain(names).map(|name| dir.join(name));
    paths.find(|path| !path.exists()).expect("numbers do not end")
}
