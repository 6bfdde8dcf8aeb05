//! Keeps two writers apart, and other people out.

use std::fs::File;
use std::path::Path;

use crate::error::{Error, Result};

/// Keeps other writers out while it lives.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the archive's lock, or says at once that another process has it.
    pub fn take(dir: &Path) -> Result<WriterLock> {
        let path = dir.join("writer.lock");
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        private(&mut options);
        let file = options.open(&path).map_err(Error::file(&path))?;
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => Ok(WriterLock { _file: file }),
            Err(fs4::TryLockError::WouldBlock) => Err(Error::ArchiveBusy { dir: dir.to_path_buf() }),
            Err(fs4::TryLockError::Error(source)) => Err(Error::File { path, source }),
        }
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
