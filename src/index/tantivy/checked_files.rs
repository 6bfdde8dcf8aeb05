//! Looks at the checksums of the index's files when they are read: a damaged block is an error, not a wrong answer.
//!
//! A block is summed once, when something in it is read first; what no query reads costs nothing. Files that no list
//! names, because their writer has not closed yet or was killed, are read as they are.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tantivy::HasLen;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{Directory, FileHandle, MmapDirectory, OwnedBytes};

use super::SUMS_NAME;
use crate::checksums::{BLOCK_BYTES, FileSums, Sums};

/// The files of an index's folder, proved as they are read.
#[derive(Debug, Clone)]
pub(super) struct Files {
    path: PathBuf,
    inner: MmapDirectory,
    sums: Option<Arc<Sums>>,
}

impl Files {
    /// Files that are proved by the folder's list, as far as it names them.
    pub(super) fn proved(path: &Path, inner: MmapDirectory) -> Files {
        Files { path: path.to_path_buf(), inner, sums: Some(Arc::new(list_of(path))) }
    }

    /// Files as they are, damaged or not.
    pub(super) fn as_they_are(path: &Path, inner: MmapDirectory) -> Files {
        Files { path: path.to_path_buf(), inner, sums: None }
    }

    /// Opens a file that never changes.
    pub(super) fn handle(&self, name: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let handle = self.inner.get_file_handle(name)?;
        let known = |sums: &Arc<Sums>| sums.files.get(name.to_str()?).cloned();
        let Some(sums) = self.sums.as_ref().and_then(known) else { return Ok(handle) };
        let failed = |error| OpenReadError::wrap_io_error(error, name.to_path_buf());
        if handle.len() as u64 != sums.size_bytes {
            return Err(failed(damaged(name)));
        }
        let bytes = handle.read_bytes(0..handle.len()).map_err(failed)?;
        let good = sums.blocks.iter().map(|_| AtomicBool::new(false)).collect();
        Ok(Arc::new(ProvedFile { name: name.to_path_buf(), bytes, sums, good }))
    }

    /// Reads a small file that the writer replaces.
    pub(super) fn whole(&self, name: &Path) -> Result<Vec<u8>, OpenReadError> {
        loop {
            let before = self.sums.is_some().then(|| list_of(&self.path));
            let content = self.inner.atomic_read(name)?;
            let Some(before) = before.filter(|sums| !sums.in_progress) else { return Ok(content) };
            let fits = |sums: &FileSums| *sums == FileSums::of_bytes(&content);
            if name.to_str().and_then(|name| before.files.get(name)).is_none_or(fits) {
                return Ok(content);
            }
            // A writer may have replaced it since the list was read: then the list is another one now.
            if list_of(&self.path) == before {
                return Err(OpenReadError::wrap_io_error(damaged(name), name.to_path_buf()));
            }
        }
    }
}

/// The list of a folder; one that is missing or damaged itself names no file.
fn list_of(path: &Path) -> Sums {
    Sums::read(&path.join(SUMS_NAME)).ok().flatten().and_then(Result::ok).unwrap_or_default()
}

fn damaged(name: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{} is damaged", name.display()))
}

/// A file of which every block is summed before something in it is used.
#[derive(Debug)]
struct ProvedFile {
    name: PathBuf,
    bytes: OwnedBytes,
    sums: FileSums,
    good: Vec<AtomicBool>,
}

impl HasLen for ProvedFile {
    fn len(&self) -> usize {
        self.bytes.len()
    }
}

impl FileHandle for ProvedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let block_bytes = BLOCK_BYTES as usize;
        let blocks = range.start / block_bytes..range.end.div_ceil(block_bytes).min(self.good.len());
        for block in blocks {
            if self.good[block].load(Ordering::Relaxed) {
                continue;
            }
            let end = ((block + 1) * block_bytes).min(self.bytes.len());
            if crc32fast::hash(&self.bytes[block * block_bytes..end]) != self.sums.blocks[block] {
                return Err(damaged(&self.name));
            }
            self.good[block].store(true, Ordering::Relaxed);
        }
        self.bytes.read_bytes(range)
    }
}
