//! What can go wrong, stated with the object in it; advice is added where people read it.

use std::path::PathBuf;

/// The result of everything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;

/// An error for the caller to act on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
    /// The search index was built by another version of this program, and has to be built again.
    #[error("the search index of {} was built with {} {found}, this program has {known}", .dir.display(), .of.name())]
    IndexOutdated {
        /// The archive.
        dir: PathBuf,
        /// What of the program was another.
        of: IndexPart,
        /// What the index was built with.
        found: String,
        /// What this program builds with.
        known: String,
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
    /// The store refused.
    #[error("archive.sqlite3: {0}")]
    Store(#[source] StoreError),
    /// The search index refused.
    #[error("search index: {0}")]
    Index(#[source] IndexError),
    /// There is an archive already where a new one was to be made.
    #[error("{} holds an archive already", .dir.display())]
    ArchiveExists {
        /// The folder.
        dir: PathBuf,
    },
    /// A file that would be written over is not what is written.
    #[error("{} exists and is no backup", .file.display())]
    FileExists {
        /// The file.
        file: PathBuf,
    },
    /// A file is no backup of an archive this program reads.
    #[error("{} is no backup of an archive of a format this program reads", .file.display())]
    NoBackup {
        /// The file.
        file: PathBuf,
    },
    /// A file is not what `export` writes.
    #[error("{name} is no export of an archive")]
    NoExport {
        /// The file's name, `-` for standard input.
        name: String,
    },
    /// No encoding has this name.
    #[error("no encoding is called {name}")]
    EncodingUnknown {
        /// The name that was given.
        name: String,
    },
    /// An article has no such revision, or none before it to compare with.
    #[error("{id} has {revisions} revisions: there is no {number} to show or to compare")]
    RevisionMissing {
        /// The article.
        id: String,
        /// The revision that was asked for.
        number: usize,
        /// How many there are.
        revisions: usize,
    },
    /// An article has no such passage.
    #[error("{id}: the article has passages 1 to {passages}")]
    PassageMissing {
        /// The id with the passage's number.
        id: String,
        /// How many passages it has.
        passages: usize,
    },
    /// A query or filter that changes articles asks for nothing in particular.
    #[error("this query has no search term and would match nearly everything")]
    QueryTooWide,
    /// A question has no query.
    #[error("no query")]
    QueryEmpty,
    /// A field of facts cannot be corrected.
    #[error("{field} cannot be corrected; there are {known}")]
    FieldUncorrectable {
        /// The field's name.
        field: String,
        /// The names of those that can be.
        known: String,
    },
    /// A value does not fit its field or setting.
    #[error("{value}: {why}")]
    ValueUnfit {
        /// The value.
        value: String,
        /// Why.
        why: Unfit,
    },
    /// Nothing is set under this name.
    #[error("nothing is set under {name}")]
    SettingMissing {
        /// The name.
        name: String,
    },
    /// The time for an answer is over.
    #[error("the time for an answer is over")]
    DeadlineExceeded,
    /// The work was interrupted.
    #[error("interrupted")]
    Interrupted,
}

/// What of an index was made by another version of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexPart {
    /// Its files.
    Format,
    /// How text is tokenized.
    Tokenizer,
    /// The rules that read facts.
    Rules,
}

impl IndexPart {
    pub(crate) fn name(self) -> &'static str {
        match self {
            IndexPart::Format => "format",
            IndexPart::Tokenizer => "tokenizer",
            IndexPart::Rules => "rules of facts",
        }
    }
}

/// Why a value is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// A date has year, month and day.
    #[error("no date")]
    Date,
    /// A meeting's number is digits.
    #[error("no number")]
    Number,
    /// A meeting's type is one of those `facts` names.
    #[error("no type of meeting")]
    Type,
    /// A level is one of those `facts` names.
    #[error("no level")]
    Level,
    /// An organ's kind is one of those `facts` names.
    #[error("no kind of organ")]
    Body,
    /// Either holds or does not.
    #[error("neither yes nor no")]
    YesOrNo,
    /// An office is given with its person.
    #[error("no person with an office")]
    Office,
    /// A statement or an appointment has its words in the text: it can be taken away only.
    #[error("its words have to be in the text")]
    NoWords,
    /// A value is needed.
    #[error("empty")]
    Empty,
    /// A group of names has two or more.
    #[error("two names or more are needed")]
    Names,
    /// A saved query has a name and a query.
    #[error("a name and a query are needed")]
    Saved,
    /// A name has no blanks.
    #[error("a name has no blanks")]
    Blanks,
    /// A word for the dictionary has two characters or more and no blanks.
    #[error("a word has two characters or more and no blanks")]
    Word,
}

/// What SQLite says; opaque, so that no other layer depends on it.
#[derive(Debug)]
pub struct StoreError(pub(crate) rusqlite::Error);

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error::Store(StoreError(error))
    }
}

/// What the search index says; opaque, so that no other layer depends on it.
#[derive(Debug)]
pub struct IndexError(pub(crate) tantivy::TantivyError);

impl std::error::Error for IndexError {}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Error {
        Error::Index(IndexError(error))
    }
}

/// Says what tantivy says, without its way of printing what the system said.
impl std::fmt::Display for IndexError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use tantivy::TantivyError::{IoError, OpenReadError};
        match &self.0 {
            IoError(error) => error.fmt(f),
            OpenReadError(tantivy::directory::error::OpenReadError::IoError { io_error, .. }) => io_error.fmt(f),
            other => other.fmt(f),
        }
    }
}

impl Error {
    /// Returns a function that adds the file's name to what the system says.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| Error::File { path, source }
    }
}
