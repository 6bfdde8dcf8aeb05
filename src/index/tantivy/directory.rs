//! The index's folder as readers and as the writer use it.
//!
//! Readers write nothing, and on media that cannot be written to ask for no lock. The writer's files are its owner's
//! alone from the moment they are made, and a file that is replaced is durable under its name.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, FileSlice, Lock, MmapDirectory, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};

use super::checked_files::Files;
use crate::disk::{private, replace_file, sync_parent};
use crate::error::Result;

/// A folder that is only read.
#[derive(Debug, Clone)]
pub(super) struct ReadingDirectory {
    inner: MmapDirectory,
    files: Files,
}

impl ReadingDirectory {
    /// Opens a folder; what is damaged in it cannot be read.
    pub(super) fn open(path: &Path) -> Result<ReadingDirectory> {
        let inner = MmapDirectory::open(path).map_err(tantivy::TantivyError::from)?;
        Ok(ReadingDirectory { files: Files::proved(path, inner.clone()), inner })
    }

    /// Opens a folder to read what is left of it.
    pub(super) fn open_as_it_is(path: &Path) -> Result<ReadingDirectory> {
        let inner = MmapDirectory::open(path).map_err(tantivy::TantivyError::from)?;
        Ok(ReadingDirectory { files: Files::as_they_are(path, inner.clone()), inner })
    }
}

fn read_only() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "the index was opened for reading")
}

impl Directory for ReadingDirectory {
    fn get_file_handle(&self, path: &Path) -> std::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.handle(path)
    }

    fn open_read(&self, path: &Path) -> std::result::Result<FileSlice, OpenReadError> {
        self.files.handle(path).map(FileSlice::new)
    }

    fn exists(&self, path: &Path) -> std::result::Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn atomic_read(&self, path: &Path) -> std::result::Result<Vec<u8>, OpenReadError> {
        self.files.whole(path)
    }

    /// The lock keeps a writer from deleting files while a reader opens them. Where none can be made, no one can be
    /// writing.
    fn acquire_lock(&self, lock: &Lock) -> std::result::Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            Err(LockError::IoError(_)) => Ok(DirectoryLock::from(Box::new(()))),
            taken => taken,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }

    fn delete(&self, path: &Path) -> std::result::Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_path_buf() })
    }

    fn open_write(&self, path: &Path) -> std::result::Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(read_only(), path.to_path_buf()))
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(read_only())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }
}

/// A folder that is written to.
#[derive(Debug, Clone)]
pub(super) struct WritingDirectory {
    path: PathBuf,
    inner: MmapDirectory,
    files: Files,
}

impl WritingDirectory {
    /// Opens a folder that is there.
    pub(super) fn open(path: &Path) -> Result<WritingDirectory> {
        let inner = MmapDirectory::open(path).map_err(tantivy::TantivyError::from)?;
        Ok(WritingDirectory { path: path.to_path_buf(), files: Files::proved(path, inner.clone()), inner })
    }
}

/// A file of the index while it is written; synced when it ends.
struct IndexFile(File);

impl Write for IndexFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for IndexFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.0.sync_data()
    }
}

impl Directory for WritingDirectory {
    fn get_file_handle(&self, path: &Path) -> std::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.handle(path)
    }

    fn open_read(&self, path: &Path) -> std::result::Result<FileSlice, OpenReadError> {
        self.files.handle(path).map(FileSlice::new)
    }

    fn exists(&self, path: &Path) -> std::result::Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn atomic_read(&self, path: &Path) -> std::result::Result<Vec<u8>, OpenReadError> {
        self.files.whole(path)
    }

    fn acquire_lock(&self, lock: &Lock) -> std::result::Result<DirectoryLock, LockError> {
        let path = self.path.join(&lock.filepath);
        // tantivy would make it for everybody to read.
        private(File::options().create(true).truncate(false).write(true))
            .open(path)
            .map_err(LockError::wrap_io_error)?;
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }

    fn delete(&self, path: &Path) -> std::result::Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn open_write(&self, path: &Path) -> std::result::Result<WritePtr, OpenWriteError> {
        let file = private(File::options().create_new(true).write(true)).open(self.path.join(path));
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_path_buf()),
            _ => OpenWriteError::wrap_io_error(error, path.to_path_buf()),
        })?;
        Ok(BufWriter::new(Box::new(IndexFile(file))))
    }

    /// The files a new list names are there before it is.
    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let path = self.path.join(path);
        sync_parent(&path)?;
        replace_file(&path, content)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }
}
