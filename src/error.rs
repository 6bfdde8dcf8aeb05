//! What can go wrong, stated with the object in it; advice is added where people read it.

use std::path::PathBuf;

/// The result of everything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;

/// An error for the caller to act on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder holds no archive.
    #[error("no archive in {}", .dir.display())]
    ArchiveMissing {
        /// The folder that was named.
        dir: PathBuf,
    },
    /// Another process is writing to the archive.
    #[error("the archive {} is locked: another process is writing to it", .dir.display())]
    ArchiveBusy {
        /// The archive.
        dir: PathBuf,
    },
    /// The archive was made by a program whose format this one cannot read.
    #[error("the archive {} has format {found}, this program reads format {known}", .dir.display())]
    ArchiveFormat {
        /// The archive.
        dir: PathBuf,
        /// The format it has.
        found: String,
        /// The format this program reads.
        known: u32,
    },
    /// The archive's content contradicts itself.
    #[error("the archive {} is damaged: {what}", .dir.display())]
    ArchiveDamaged {
        /// The archive.
        dir: PathBuf,
        /// What was found.
        what: String,
    },
    /// The search index has to be rebuilt before it can answer.
    #[error("the search index of {} cannot be used: {why}", .dir.display())]
    IndexUnusable {
        /// The archive.
        dir: PathBuf,
        /// Why.
        why: String,
    },
    /// No article has this id.
    #[error("no article has the id {id}")]
    ArticleMissing {
        /// The id or prefix that was given.
        id: String,
    },
    /// Several articles share this prefix of an id.
    #[error("the id {id} is the beginning of several: {}", .candidates.join(", "))]
    IdAmbiguous {
        /// The prefix that was given.
        id: String,
        /// Ids it may mean, the first few.
        candidates: Vec<String>,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The truth store refused.
    #[error("archive.sqlite3: {0}")]
    Store(#[from] rusqlite::Error),
    /// The search index refused.
    #[error("search index: {}", plainly(.0))]
    Index(#[from] tantivy::TantivyError),
    /// Something was asked for that cannot be done.
    #[error("{0}")]
    Usage(String),
    /// The work was interrupted.
    #[error("interrupted")]
    Interrupted,
}

/// Says what tantivy says, without its way of printing what the system said.
fn plainly(error: &tantivy::TantivyError) -> String {
    use tantivy::TantivyError::{IoError, OpenReadError};
    match error {
        IoError(error) => error.to_string(),
        OpenReadError(tantivy::directory::error::OpenReadError::IoError { io_error, .. }) => io_error.to_string(),
        other => other.to_string(),
    }
}

impl Error {
    /// Returns a function that adds the file's name to what the system says.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| Error::File { path, source }
    }
}
