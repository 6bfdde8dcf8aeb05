//! Tells, without opening the store, that it has not changed since the index last followed it.
//!
//! Opening SQLite takes a tenth of a search's time. While the write-ahead log is empty everything is in the one file,
//! and that file has not changed as long as its size and its time of change are the same; whatever else is found, the
//! store is opened and asked.

use std::path::Path;

use super::{FILE_NAME, FORMAT, Store, log_path};
use crate::error::Result;

/// Returns what the store's file looks like from outside; `None` while changes occur in its log.
pub(crate) fn fingerprint(dir: &Path) -> Option<String> {
    let file = dir.join(FILE_NAME).metadata().ok().filter(|_| log_is_empty(dir))?;
    let changed = file.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(format!("{FORMAT} {} {}", file.len(), changed.as_nanos()))
}

fn log_is_empty(dir: &Path) -> bool {
    match log_path(dir).metadata() {
        Ok(log) => log.len() == 0 || !log.is_file(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

impl Store {
    pub(super) fn log_is_empty(&self) -> bool {
        log_is_empty(&self.dir)
    }

    /// Moves what occurs in the log into the file, and returns the file's [`fingerprint`] if no one hindered it.
    pub fn checkpoint(&self) -> Result<Option<String>> {
        if self.in_memory {
            return Ok(None);
        }
        self.move_log()?;
        log::debug!("checkpointed {}", self.dir.display());
        Ok(fingerprint(&self.dir))
    }
}
