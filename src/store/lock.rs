//! Keeps two writers apart, and other people out.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use super::{FILE_NAME, PARITY_NAME, SALVAGING_NAME, SUMS_NAME};
use crate::disk::{next_to, private};
use crate::error::{Error, Result};

/// A writer that is just ending is waited for: this often, this long each time.
const PATIENCE_TRIES: u32 = 16;
const PATIENCE_STEP: Duration = Duration::from_millis(20);

/// The file writers lock, inside the archive.
pub(crate) const LOCK_NAME: &str = "writer.lock";

/// Keeps other writers out while it lives.
#[derive(Debug)]
pub struct WriterLock {
    file: File,
}

impl Drop for WriterLock {
    /// Returns the lock at once: a process forked meanwhile has the file open too, until it becomes another program.
    fn drop(&mut self) {
        let _ = fs4::FileExt::unlock(&self.file);
    }
}

impl WriterLock {
    /// Takes the archive's lock, or says within a third of a second that another process has it.
    pub fn take(dir: &Path) -> Result<WriterLock> {
        let path = dir.join(LOCK_NAME);
        let file = private(File::options().create(true).truncate(false).write(true)).open(&path);
        let file = file.map_err(Error::file(&path))?;
        for patience in (0..PATIENCE_TRIES).rev() {
            match fs4::FileExt::try_lock(&file) {
                Ok(()) => {
                    sweep(dir);
                    log::trace!("took the lock of {}", dir.display());
                    return Ok(WriterLock { file });
                }
                Err(fs4::TryLockError::WouldBlock) if patience > 0 => std::thread::sleep(PATIENCE_STEP),
                Err(fs4::TryLockError::WouldBlock) => break,
                Err(fs4::TryLockError::Error(source)) => return Err(Error::File { path, source }),
            }
        }
        Err(Error::ArchiveBusy { dir: dir.to_path_buf() })
    }
}

/// Removes what a killed writer left half written; no one else writes.
fn sweep(dir: &Path) {
    for name in [FILE_NAME, PARITY_NAME, SUMS_NAME] {
        let _ = std::fs::remove_file(next_to(&dir.join(name)));
    }
    let _ = std::fs::remove_dir_all(dir.join(SALVAGING_NAME));
}
