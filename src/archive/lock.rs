//! Keeps two writers apart, and other people out.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, Result};

/// A writer that is just ending is waited for: so often, so long each time.
const PATIENCE_TRIES: u32 = 16;
const PATIENCE_STEP: Duration = Duration::from_millis(20);

/// The file writers lock, inside the archive.
pub const LOCK_NAME: &str = "writer.lock";

/// Keeps other writers out while it lives.
#[derive(Debug)]
pub struct WriterLock {
    file: File,
}

impl Drop for WriterLock {
    /// Gives the lock back at once: a process forked meanwhile has the file open too, until it becomes another program.
    fn drop(&mut self) {
        let _ = fs4::FileExt::unlock(&self.file);
    }
}

impl WriterLock {
    /// Takes the archive's lock, or says within a third of a second that another process has it.
    pub fn take(dir: &Path) -> Result<WriterLock> {
        let path = dir.join(LOCK_NAME);
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        private(&mut options);
        let file = options.open(&path).map_err(Error::file(&path))?;
        for patience in (0..PATIENCE_TRIES).rev() {
            match fs4::FileExt::try_lock(&file) {
                Ok(()) => return Ok(WriterLock { file }),
                Err(fs4::TryLockError::WouldBlock) if patience > 0 => std::thread::sleep(PATIENCE_STEP),
                Err(fs4::TryLockError::WouldBlock) => break,
                Err(fs4::TryLockError::Error(source)) => return Err(Error::File { path, source }),
            }
        }
        Err(Error::ArchiveBusy { dir: dir.to_path_buf() })
    }
}

#[cfg(unix)]
pub(super) fn private(options: &mut std::fs::OpenOptions) {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}

#[cfg(not(unix))]
pub(super) fn private(_options: &mut std::fs::OpenOptions) {}

/// Creates a folder only its owner can read.
pub fn create_private_dir(dir: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(Error::file(dir))
}
