//! Keeps the sums of the truth's file in step with it.
//!
//! Changes go through the write-ahead log, which names the pages they touch: when the log is moved into the file,
//! the blocks of those pages are summed again and no others. While that goes on the list says so: after a crash in
//! the middle the whole file is summed anew.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use super::{Archive, FILE_NAME};
use crate::error::{Error, Result};
use crate::sums::{BLOCK_BYTES, FileSums, Sums};

/// The list of the truth's sums, inside the archive.
pub const SUMS_NAME: &str = "archive.sums";
/// The log is moved into the file when it has this many bytes.
const LOG_BYTES_MAX: u64 = 64 << 20;

/// Returns where the truth's sums lie.
pub fn sums_path(dir: &Path) -> PathBuf {
    dir.join(SUMS_NAME)
}

impl Archive {
    /// Moves the log into the file when it has grown large, as SQLite would do by itself.
    pub fn trim_log(&mut self) -> Result<()> {
        let log = self.dir.join(format!("{FILE_NAME}-wal"));
        if log.metadata().is_ok_and(|log| log.len() > LOG_BYTES_MAX) {
            self.settle()?;
        }
        Ok(())
    }

    /// Returns the blocks the log's pages lie in.
    pub(super) fn touched(&self) -> Result<BTreeSet<u64>> {
        let path = self.dir.join(format!("{FILE_NAME}-wal"));
        let log = match File::open(&path) {
            Ok(log) => log,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            Err(error) => return Err(Error::file(&path)(error)),
        };
        let pages = pages(BufReader::new(log)).map_err(Error::file(&path))?;
        Ok(pages.into_iter().flat_map(|page| page.start / BLOCK_BYTES..=(page.end - 1) / BLOCK_BYTES).collect())
    }

    /// Moves the log into the file and sums what it touches.
    pub(super) fn move_log(&self) -> Result<()> {
        let list = sums_path(&self.dir);
        let before = Sums::read(&list)?.and_then(std::result::Result::ok).filter(|sums| !sums.moving);
        let touched = self.touched()?;
        if before.is_some() && touched.is_empty() {
            return Ok(());
        }
        let mut sums = before.unwrap_or_default();
        sums.moving = true;
        sums.write(&list)?;
        let hindered: i64 = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        // A reader holds the log: part of it is in the file, and whoever settles next sums all of it.
        if hindered != 0 {
            return Ok(());
        }
        let all = !sums.files.contains_key(FILE_NAME);
        let file = sums.files.entry(FILE_NAME.to_owned()).or_default();
        file.update(&self.dir.join(FILE_NAME), |block| all || touched.contains(&block))?;
        sums.moving = false;
        sums.write(&list)
    }

    /// Sums the whole file anew.
    pub fn renew_sums(&self) -> Result<()> {
        let file = FileSums::of(&self.dir.join(FILE_NAME))?;
        Sums { moving: false, files: [(FILE_NAME.to_owned(), file)].into() }.write(&sums_path(&self.dir))
    }
}

/// Returns the places in the file of the pages of a write-ahead log
/// (<https://www.sqlite.org/fileformat2.html#walformat>); frames of an earlier round have other salts.
fn pages(mut log: impl Read + Seek) -> std::io::Result<Vec<std::ops::Range<u64>>> {
    const HEADER_BYTES: usize = 32;
    const FRAME_HEADER_BYTES: usize = 24;
    let mut found = Vec::new();
    let mut header = [0; HEADER_BYTES];
    if !read_whole(&mut log, &mut header)? {
        return Ok(found);
    }
    let number = |bytes: &[u8], at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let page_bytes = u64::from(number(&header, 8));
    let mut frame = [0; FRAME_HEADER_BYTES];
    while page_bytes > 0 && read_whole(&mut log, &mut frame)? {
        let page = number(&frame, 0);
        if frame[8..16] == header[16..24] && page > 0 {
            let start = u64::from(page - 1) * page_bytes;
            found.push(start..start + page_bytes);
        }
        log.seek_relative(page_bytes as i64)?;
    }
    Ok(found)
}

/// Fills the buffer; says false where the log ends before.
fn read_whole(log: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    match log.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
