//! Packages of files: ZIP, as word processors and OFD use it. What unpacks to much more than it says is refused.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// A package has at most so many files.
const FILES_MAX: usize = 20_000;
/// One file of it has at most so many bytes.
const FILE_BYTES_MAX: u64 = 64 << 20;
/// All that is read of it, together.
const TOTAL_BYTES_MAX: u64 = 512 << 20;
/// A file that unpacks to more than so many times its size is a bomb, once it has this many bytes.
const RATIO_MAX: u64 = 200;
const RATIO_FROM_BYTES: u64 = 4 << 20;

/// Why a package or a file of it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PackageError {
    /// No package, or a damaged one.
    #[error("{0}")]
    Bad(String),
    /// More than the program takes.
    #[error("it unpacks to more than {0}")]
    TooMuch(String),
    /// A password is needed.
    #[error("it is encrypted")]
    Encrypted,
}

/// A package in memory.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Names as they are written, decoded.
    names: Vec<String>,
    read_bytes: u64,
}

impl<'a> Package<'a> {
    /// Opens a package.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Package<'a>, PackageError> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| PackageError::Bad(error.to_string()))?;
        if archive.len() > FILES_MAX {
            return Err(PackageError::TooMuch(format!("{FILES_MAX} files")));
        }
        let mut names = Vec::with_capacity(archive.len());
        for number in 0..archive.len() {
            let file = archive.by_index_raw(number).map_err(|error| PackageError::Bad(error.to_string()))?;
            // In China names without a mark of their encoding are in GBK.
            let name = file.name_raw();
            names.push(match std::str::from_utf8(name) {
                Ok(name) => name.to_owned(),
                Err(_) => crate::decode::decode_likely(name, Some("gb18030")).text,
            });
        }
        Ok(Package { archive, names, read_bytes: 0 })
    }

    /// Returns the names of its files, folders left out, with their numbers.
    pub(crate) fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.names.iter().map(String::as_str).enumerate().filter(|(_, name)| !name.ends_with('/'))
    }

    /// Returns the number of the file of that name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches('/');
        let same = |known: &String| known == name || known.eq_ignore_ascii_case(name);
        self.names.iter().position(same)
    }

    /// Reads a file by its name; none if there is no such file.
    pub(crate) fn read_named(&mut self, name: &str) -> Result<Option<Vec<u8>>, PackageError> {
        match self.find(name) {
            Some(number) => self.read(number).map(Some),
            None => Ok(None),
        }
    }

    /// Reads a file by its number.
    pub(crate) fn read(&mut self, number: usize) -> Result<Vec<u8>, PackageError> {
        let bad = |error: &dyn std::fmt::Display| PackageError::Bad(error.to_string());
        let file = self.archive.by_index(number).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(why) if why.contains("assword") => PackageError::Encrypted,
            error => bad(&error),
        })?;
        if file.encrypted() {
            return Err(PackageError::Encrypted);
        }
        let packed = file.compressed_size().max(1);
        let left = TOTAL_BYTES_MAX.saturating_sub(self.read_bytes).min(FILE_BYTES_MAX);
        let limit = if packed.saturating_mul(RATIO_MAX) < RATIO_FROM_BYTES {
            RATIO_FROM_BYTES.min(left)
        } else {
            packed.saturating_mul(RATIO_MAX).min(left)
        };
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| bad(&error))?;
        if bytes.len() as u64 > limit {
            return Err(PackageError::TooMuch(format!("{limit} bytes in one file")));
        }
        self.read_bytes += bytes.len() as u64;
        Ok(bytes)
    }
}
