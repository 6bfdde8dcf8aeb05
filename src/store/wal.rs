//! Reads SQLite's write-ahead log (<https://www.sqlite.org/fileformat2.html#walformat>): which pages occur in it, and
//! whether it is what was written.

use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::FILE_NAME;
use crate::error::{Error, Result};

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
/// The log's first four bytes where its checksums take numbers with the first byte first; one more where the last is.
const LITTLE_ENDIAN_MAGIC: u32 = 0x377f_0682;
/// No page is larger.
const PAGE_BYTES_MAX: u32 = 65_536;

/// Returns where the store's log lies, if there is one.
pub(crate) fn log_path(dir: &Path) -> PathBuf {
    dir.join(format!("{FILE_NAME}-wal"))
}

/// What occurs in a log.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Log {
    /// The places in the file of its pages, bytes.
    pub(super) pages: Vec<Range<u64>>,
    /// What is not what was written. The end may be missing: a writer was killed there.
    pub fault: Option<String>,
}

/// Reads the log of the store in `dir`; an empty one where there is none.
pub(crate) fn read(dir: &Path) -> Result<Log> {
    let path = log_path(dir);
    match File::open(&path) {
        Ok(file) => read_from(BufReader::new(file)).map_err(Error::file(&path)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Log::default()),
        Err(error) => Err(Error::file(&path)(error)),
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn read_from(mut log: impl Read) -> std::io::Result<Log> {
    let mut found = Log::default();
    let mut header = [0; HEADER_BYTES];
    if !read_whole(&mut log, &mut header)? || header == [0; HEADER_BYTES] {
        return Ok(found);
    }
    let magic = number(&header, 0);
    let mut sum = Sum { is_little_endian: magic == LITTLE_ENDIAN_MAGIC, ..Sum::default() };
    sum.feed(&header[..24]);
    let page_bytes = number(&header, 8);
    if magic & !1 != LITTLE_ENDIAN_MAGIC || page_bytes == 0 || page_bytes > PAGE_BYTES_MAX || !sum.is(&header[24..]) {
        found.fault = Some("its beginning is not what was written".to_owned());
        return Ok(found);
    }
    let mut frame = vec![0; FRAME_HEADER_BYTES + page_bytes as usize];
    let mut at = HEADER_BYTES;
    // Where a frame of this log is not what was written, or one of another kind is between its frames.
    let (mut wrong, mut other) = (None, None);
    // A frame that was begun over one of an earlier round: a writer was killed between its header and its page.
    let mut torn = None;
    while read_whole(&mut log, &mut frame)? {
        let page = number(&frame, 0);
        // Frames of an earlier round have other salts, and what was never written is zero.
        if frame[8..16] == header[16..24] && page > 0 {
            let start = u64::from(page - 1) * u64::from(page_bytes);
            found.pages.push(start..start + u64::from(page_bytes));
            let before = sum.clone();
            sum.feed(&frame[..8]);
            sum.feed(&frame[FRAME_HEADER_BYTES..]);
            wrong = wrong.or(torn.take());
            if !sum.is(&frame[16..24]) {
                // It ends no transaction: if nothing of this log follows, nothing of it counts. One whose end of a
                // transaction lost its only bit does.
                match (number(&frame, 4), wrong) {
                    (0, None) if !ended_one(&before, &frame) => torn = Some(at),
                    _ => wrong = wrong.or(Some(at)),
                }
            }
            wrong = wrong.or(other);
        } else {
            other = other.or(Some(at));
        }
        at += frame.len();
    }
    found.fault = wrong.map(|at| format!("not what was written, in the frame at byte {at}"));
    Ok(found)
}

/// Returns whether a frame that ends no transaction is what was written but for one bit that would say that it ends one.
fn ended_one(before: &Sum, frame: &[u8]) -> bool {
    (0..u32::BITS).any(|bit| {
        let mut sum = before.clone();
        let mut head = [0; 8];
        head[..4].copy_from_slice(&frame[..4]);
        head[4..].copy_from_slice(&(1u32 << bit).to_be_bytes());
        sum.feed(&head);
        sum.feed(&frame[FRAME_HEADER_BYTES..]);
        sum.is(&frame[16..24])
    })
}

/// The log's sum, which goes on from frame to frame.
#[derive(Default, Clone)]
struct Sum {
    is_little_endian: bool,
    pair: (u32, u32),
}

impl Sum {
    fn feed(&mut self, bytes: &[u8]) {
        for eight in bytes.as_chunks::<8>().0 {
            let (a, b) = (number(eight, 0), number(eight, 4));
            let (a, b) = if self.is_little_endian { (a.swap_bytes(), b.swap_bytes()) } else { (a, b) };
            self.pair.0 = self.pair.0.wrapping_add(a).wrapping_add(self.pair.1);
            self.pair.1 = self.pair.1.wrapping_add(b).wrapping_add(self.pair.0);
        }
    }

    fn is(&self, written: &[u8]) -> bool {
        (number(written, 0), number(written, 4)) == self.pair
    }
}

/// Fills the buffer; says false where the log ends before.
fn read_whole(log: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    match log.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_bit_is_found_and_a_missing_end_is_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = rusqlite::Connection::open(folder.path().join("a.sqlite3")).expect("opens");
        db.execute_batch(
            "PRAGMA journal_mode = WAL; CREATE TABLE a(b); INSERT INTO a VALUES('x'); INSERT INTO a VALUES('y');",
        )
        .expect("writes");
        let whole = std::fs::read(folder.path().join("a.sqlite3-wal")).expect("reads");
        let log = read_from(&whole[..]).expect("reads");
        assert!(log.fault.is_none() && log.pages.len() >= 3, "{log:?}");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << (at % 8);
            let last_frame = whole.len() - FRAME_HEADER_BYTES - 4096;
            // The salts of the last frame: it looks like none of this log.
            let is_unseen = (last_frame + 8..last_frame + 16).contains(&at);
            assert_eq!(read_from(&damaged[..]).expect("reads").fault.is_some(), !is_unseen, "{at}");
        }
        for end in (0..whole.len()).step_by(97) {
            assert_eq!(read_from(&whole[..end]).expect("reads").fault, None, "{end}");
        }
        // Killed between the header and the page of a frame that goes over an older one.
        let frame = &whole[HEADER_BYTES..HEADER_BYTES + FRAME_HEADER_BYTES + 4096];
        let (mut begun, mut older) = (frame.to_vec(), frame.to_vec());
        begun[4..8].fill(0);
        older[8] ^= 1;
        let torn = [&whole[..], &begun, &older].concat();
        assert_eq!(read_from(&torn[..]).expect("reads").fault, None);
        // The older log may end there.
        assert_eq!(read_from(&[&whole[..], &begun].concat()[..]).expect("reads").fault, None);
        // One of this log behind it shows that it was written whole.
        assert!(read_from(&[&whole[..], &begun, frame].concat()[..]).expect("reads").fault.is_some());
        let zeros = [&whole[..whole.len() - 4120], &[0; 4120]].concat();
        assert_eq!(read_from(&zeros[..]).expect("reads").fault, None);
    }
}
