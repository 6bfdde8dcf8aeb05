//! Finds the pages and records people name: files, folders, standard input.
//!
//! Folders are walked in sorted order, hidden files left out. A file of records (JSONL, CSV, TSV) is split into
//! its records (`split`) without reading it whole; every other file is one item. Nothing is ever written.
//!
//! `settle` knows which files of watched folders are finished, `notices` what the system tells of them.

mod containers;
mod notices;
mod settle;
mod split;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use self::containers::Container;
pub(crate) use self::notices::Notices;
pub(crate) use self::settle::{Settling, is_unfinished, is_visible_below};
use self::split::Records;
use crate::article::Origin;
use crate::decode;
use crate::extract::{Format, Provenance, Skip, TEXT_BYTES_MAX};

/// The bytes of one page or record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// Where it came from.
    pub place: Origin,
    /// What format the bytes have.
    pub format: Format,
    /// The bytes; for a record of a table the header line and the record.
    pub bytes: Vec<u8>,
    /// What its file says of the encoding of a record.
    pub encoding: FileEncoding,
    /// The address the record of a crawl has.
    pub url: Option<String>,
}

impl Item {
    /// Returns how it is read if someone says it is in an encoding, or no one does.
    pub(crate) fn provenance(&self, encoding: Option<&str>) -> Provenance {
        let (encoding, file_encoding) = match self.encoding {
            FileEncoding::Recoded => (Some("utf-8"), None),
            FileEncoding::Like(like) => (encoding, Some(like)),
            FileEncoding::Unknown => (encoding, None),
        };
        let (encoding, file_encoding) = (encoding.map(str::to_owned), file_encoding.map(str::to_owned));
        Provenance { encoding, file_encoding, url: self.url.clone(), ..Provenance::of(self.format) }
    }
}

/// What a file of records says of the encoding of each: a few characters alone can be read in many ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileEncoding {
    /// Nothing: the bytes speak for themselves.
    Unknown,
    /// The file is in this encoding, as its beginning shows.
    Like(&'static str),
    /// Records could not be distinguished in the file's encoding: they are in UTF-8 now.
    Recoded,
}

/// What someone says of files, whatever they look like.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ReadOptions<'a> {
    /// Their format.
    pub format: Option<Format>,
    /// Their encoding.
    pub encoding: Option<&'a str>,
}

/// A file that was found, or why a name gave none.
pub(crate) type FoundFile = Result<PathBuf, (String, Skip)>;

/// Returns the files below the given names in order; `-` is standard input. A folder that `is_archive` says to be an
/// archive holds no articles: it is left out, and an error where it is named itself.
pub(crate) fn files(names: &[PathBuf], is_archive: &dyn Fn(&Path) -> bool) -> Vec<FoundFile> {
    let mut found = Vec::new();
    for name in names {
        if name.as_os_str() == "-" {
            found.push(Ok(name.clone()));
            continue;
        }
        if is_archive(name) {
            found.push(Err((
                name.display().to_string(),
                Skip::Unreadable("an archive, not a folder of articles".into()),
            )));
            continue;
        }
        let typed = name.to_string_lossy();
        if ["http:", "https:"].iter().any(|scheme| typed.starts_with(scheme)) && !name.exists() {
            let hint = "no connection is opened; save the page and add the file, or pipe it: add - --url ADDRESS";
            let why = Skip::Unsupported { what: "an address".into(), hint: hint.into() };
            found.push(Err((typed.into_owned(), why)));
            continue;
        }
        let walk = walkdir::WalkDir::new(name).sort_by_file_name().follow_links(true).into_iter();
        for entry in
            walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()) && !is_archive(entry.path()))
        {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if entry.file_type().is_file() => found.push(Ok(entry.into_path())),
                Ok(entry) => {
                    let why = Skip::Unreadable("not a regular file".into());
                    found.push(Err((entry.path().display().to_string(), why)));
                }
                Err(error) => {
                    let path = error.path().unwrap_or(name).display().to_string();
                    let why = match error.io_error() {
                        Some(io) => reason(io),
                        None => "a link that leads back to itself".into(),
                    };
                    found.push(Err((path, Skip::Unreadable(why))));
                }
            }
        }
    }
    found
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Says what the system says, without its error number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}

type Take<'a> = dyn FnMut(Result<Item, (Origin, Skip)>) -> bool + 'a;

/// Calls `take` with each item of a file, or the reason it gave none; stops when `take` returns false.
pub(crate) fn for_each_item(path: &Path, said: ReadOptions<'_>, take: &mut Take<'_>) {
    if let Err((place, error)) = read_items(path, said, take) {
        take(Err((place, Skip::Unreadable(reason(&error)))));
    }
}

type ReadError = (Origin, io::Error);

fn read_items(path: &Path, said: ReadOptions<'_>, take: &mut Take<'_>) -> Result<(), ReadError> {
    let stdin = path.as_os_str() == "-";
    let full =
        if stdin { path.to_path_buf() } else { std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()) };
    let place = Origin { path: full.display().to_string(), record: 0 };
    let fail = |error| (place.clone(), error);
    let mut reader: Box<dyn BufRead> = if stdin {
        Box::new(BufReader::with_capacity(1 << 20, io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(path).map_err(fail)?))
    };
    let head = peek(&mut reader, 64 << 10).map_err(fail)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if let Some(container) = Container::of(&head, &name).filter(|_| said.format.is_none()) {
        let mut reader = io::Cursor::new(head).chain(reader);
        return containers::read(container, &place, &name, &mut reader, said, take).map_err(fail);
    }
    let reader: Box<dyn BufRead> = Box::new(io::Cursor::new(head.clone()).chain(reader));
    read_file(&place, &name, &head, reader, said, take).map_err(fail)
}

/// Reads a file of a container.
fn read_entry(place: Origin, name: &str, bytes: &[u8], said: ReadOptions<'_>, take: &mut Take<'_>) {
    let name = name.rsplit('/').next().unwrap_or_default();
    let head = &bytes[..bytes.len().min(64 << 10)];
    let read = read_file(&place, name, head, Box::new(io::Cursor::new(bytes)), said, take);
    if let Err(error) = read {
        take(Err((place, Skip::Unreadable(reason(&error)))));
    }
}

/// Reads a file that is an article, or records.
fn read_file(
    place: &Origin,
    name: &str,
    head: &[u8],
    mut reader: Box<dyn BufRead + '_>,
    said: ReadOptions<'_>,
    take: &mut Take<'_>,
) -> io::Result<()> {
    let format = said.format.unwrap_or_else(|| Format::sniff(head, name));
    let like = if said.encoding.is_some() { None } else { decode::encoding_of(head) };
    let records =
        Records { place, said: said.encoding, encoding: like.map_or(FileEncoding::Unknown, FileEncoding::Like) };
    let are_apart = decode::has_ascii_lines(head, said.encoding);
    match format {
        Format::Json if are_apart => records.of_json(&mut reader, take),
        Format::Csv | Format::Tsv if are_apart => records.of_table(&mut reader, format, take),
        Format::Json | Format::Csv | Format::Tsv => {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes)?;
            match records.recode(&bytes) {
                Err(skip) => {
                    take(Err((place.clone(), skip)));
                    Ok(())
                }
                Ok((records, text)) if format == Format::Json => records.of_json(&mut text.as_bytes(), take),
                Ok((records, text)) => records.of_table(&mut text.as_bytes(), format, take),
            }
        }
        _ => {
            let mut bytes = Vec::new();
            let limit = TEXT_BYTES_MAX as u64;
            reader.take(limit + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > limit {
                let size_bytes = std::fs::metadata(&place.path).map_or(limit + 1, |data| data.len());
                take(Err((place.clone(), Skip::TooLarge { size_bytes, limit_bytes: limit })));
            } else {
                take(Ok(Item { place: place.clone(), format, bytes, encoding: FileEncoding::Unknown, url: None }));
            }
            Ok(())
        }
    }
}

/// Reads up to `limit` bytes from the beginning.
fn peek(reader: &mut impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(limit).read_to_end(&mut head)?;
    Ok(head)
}

/// Returns the size of all files together, for a progress bar; files of unknown size count nothing.
pub(crate) fn total_bytes(found: &[FoundFile]) -> u64 {
    found.iter().flatten().filter_map(|path| std::fs::metadata(path).ok()).map(|data| data.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(name: &str, content: &[u8]) -> Vec<(u64, Format, String)> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("writes");
        let mut found = Vec::new();
        for_each_item(&path, ReadOptions::default(), &mut |item| {
            let item = item.expect("an item");
            found.push((item.place.record, item.format, String::from_utf8_lossy(&item.bytes).into_owned()));
            true
        });
        found
    }

    #[test]
    fn json_lines() {
        let found = items("a.jsonl", "\u{feff}{\"id\":1}\n\n{\"id\":2}\r\n{\"id\":3}".as_bytes());
        let expected = [(1, "{\"id\":1}"), (3, "{\"id\":2}"), (4, "{\"id\":3}")];
        assert_eq!(found, expected.map(|(n, text)| (n, Format::Json, text.to_owned())));
    }

    #[test]
    fn json_written_otherwise() {
        assert_eq!(items("a.json", b"{\n \"id\": 1\n}\n").len(), 1);
        assert_eq!(items("a.json", b"[{\"id\":1},\n{\"id\":2}]").len(), 2);
    }

    #[test]
    fn tables_keep_quoted_line_ends() {
        let found = items("a.csv", "标题,正文\n一,\"甲\n乙\"\n二,丙\n".as_bytes());
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].2, "标题,正文\n一,\"甲\n乙\"\n");
        assert_eq!(found[1].2, "标题,正文\n二,丙\n");
    }

    #[test]
    fn folders_are_sorted_and_hidden_files_left_out() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["b.txt", "a.txt", ".hidden"] {
            std::fs::write(folder.path().join(name), "x").expect("writes");
        }
        let found = files(&[folder.path().to_path_buf(), folder.path().join("missing")], &|_| false);
        let names: Vec<String> =
            found.iter().flatten().filter_map(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["a.txt", "b.txt"]);
        assert!(matches!(&found[2], Err((_, Skip::Unreadable(why))) if why == "no such file"));
    }
}
