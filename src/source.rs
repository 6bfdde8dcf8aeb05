//! Finds the pages and records people name: files, folders, standard input.
//!
//! Folders are walked in sorted order, hidden files left out. A file of records (JSONL, CSV, TSV) is split into
//! its records without reading it whole; every other file is one item. Nothing is ever written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::extract::{Format, RECORD_BYTES_MAX, Skip, TEXT_BYTES_MAX};

/// Where an item came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file's absolute path, or `-` for standard input.
    pub path: String,
    /// The record's number in the file (a JSONL line's, from 1; a table's below the header, from 1), 0 for a whole file.
    pub record: u64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.record {
            0 => f.write_str(&self.path),
            record => write!(f, "{}:{record}", self.path),
        }
    }
}

/// The bytes of one page or record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it came from.
    pub place: Place,
    /// What format the bytes have.
    pub format: Format,
    /// The bytes; for a record of a table the header line and the record.
    pub bytes: Vec<u8>,
}

/// A file that was found, or why a name gave none.
pub type Found = Result<PathBuf, (String, Skip)>;

/// Returns the files below the given names in order; `-` is standard input.
pub fn files(names: &[PathBuf]) -> Vec<Found> {
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

/// Returns whether a folder is an archive of ours: its files are no articles.
fn is_archive(path: &Path) -> bool {
    path.join(crate::archive::FILE_NAME).is_file()
}

/// Says what the system says, without its error number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}

/// Calls `take` with each item of a file, or the reason it gave none; stops when `take` returns false.
///
/// `format` overrides what the content says.
pub fn for_each_item(path: &Path, format: Option<Format>, take: &mut dyn FnMut(Result<Item, (Place, Skip)>) -> bool) {
    if let Err((place, error)) = read_items(path, format, take) {
        take(Err((place, Skip::Unreadable(reason(&error)))));
    }
}

type ReadError = (Place, io::Error);

fn read_items(
    path: &Path,
    format: Option<Format>,
    take: &mut dyn FnMut(Result<Item, (Place, Skip)>) -> bool,
) -> Result<(), ReadError> {
    let stdin = path.as_os_str() == "-";
    let full =
        if stdin { path.to_path_buf() } else { std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()) };
    let place = Place { path: full.display().to_string(), record: 0 };
    let fail = |error| (place.clone(), error);
    let mut reader: Box<dyn BufRead> = if stdin {
        Box::new(BufReader::with_capacity(1 << 20, io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(path).map_err(fail)?))
    };
    let head = peek(&mut reader, 64 << 10).map_err(fail)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let format = format.unwrap_or_else(|| Format::sniff(&head, &name));
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let mut reader: Box<dyn BufRead> = Box::new(io::Cursor::new(head).chain(reader));
    match format {
        Format::Json if !wide => json_items(&mut reader, &place, take).map_err(fail),
        Format::Json | Format::Csv | Format::Tsv => {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).map_err(fail)?;
            if wide {
                // Records cannot be told apart in UTF-16 bytes.
                bytes = encoding_rs::UTF_8.decode(&bytes).0.into_owned().into_bytes();
            }
            if format == Format::Json {
                json_items(&mut &bytes[..], &place, take).map_err(fail)
            } else {
                table_items(&bytes, format, &place, take);
                Ok(())
            }
        }
        Format::Text | Format::Html | Format::Mhtml => {
            let mut bytes = Vec::new();
            let limit = TEXT_BYTES_MAX as u64;
            reader.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
            if bytes.len() as u64 > limit {
                let size_bytes = std::fs::metadata(path).map_or(limit + 1, |data| data.len());
                take(Err((place, Skip::TooLarge { size_bytes, limit_bytes: limit })));
            } else {
                take(Ok(Item { place, format, bytes }));
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

/// Splits JSON lines; a file that is one object over many lines, or an array of objects, is split too.
fn json_items(
    reader: &mut dyn BufRead,
    place: &Place,
    take: &mut dyn FnMut(Result<Item, (Place, Skip)>) -> bool,
) -> io::Result<()> {
    let mut record = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader.take(RECORD_BYTES_MAX as u64 + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        record += 1;
        let bytes = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
        if record == 1 && is_spread_out(bytes) {
            let mut whole = bytes.to_vec();
            whole.push(b'\n');
            reader.read_to_end(&mut whole)?;
            spread_out_items(&whole, place, take);
            return Ok(());
        }
        let here = Place { record, ..place.clone() };
        if bytes.is_empty() {
            continue;
        }
        let item = if read > RECORD_BYTES_MAX {
            skip_line(reader)?;
            Err((here, Skip::TooLarge { size_bytes: read as u64, limit_bytes: RECORD_BYTES_MAX as u64 }))
        } else {
            Ok(Item { place: here, format: Format::Json, bytes: bytes.to_vec() })
        };
        if !take(item) {
            return Ok(());
        }
    }
}

fn skip_line(reader: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        match memchr::memchr(b'\n', buffer) {
            Some(at) => {
                reader.consume(at + 1);
                return Ok(());
            }
            None if buffer.is_empty() => return Ok(()),
            None => {
                let length = buffer.len();
                reader.consume(length);
            }
        }
    }
}

/// Returns whether the first line is only the beginning of a JSON value: `{`, `[`, `[{…},`.
fn is_spread_out(line: &[u8]) -> bool {
    line.starts_with(b"[") || line.starts_with(b"{") && !line.ends_with(b"}")
}

/// Splits a JSON array of objects, or takes one object written over many lines.
fn spread_out_items(whole: &[u8], place: &Place, take: &mut dyn FnMut(Result<Item, (Place, Skip)>) -> bool) {
    let text = String::from_utf8_lossy(whole);
    if text.starts_with('[') {
        match serde_json::from_str::<Vec<&serde_json::value::RawValue>>(&text) {
            Ok(values) => {
                for (number, value) in values.iter().enumerate() {
                    let here = Place { record: number as u64 + 1, ..place.clone() };
                    if !take(Ok(Item { place: here, format: Format::Json, bytes: value.get().as_bytes().to_vec() })) {
                        return;
                    }
                }
            }
            Err(error) => {
                take(Err((place.clone(), Skip::BadRecord(error.to_string()))));
            }
        }
        return;
    }
    // One object, or a broken first line of many: if it does not parse as one, each line speaks for itself.
    if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok() {
        take(Ok(Item { place: place.clone(), format: Format::Json, bytes: whole.trim_ascii().to_vec() }));
        return;
    }
    for (number, line) in whole.split(|b| *b == b'\n').enumerate() {
        let line = line.trim_ascii();
        let here = Place { record: number as u64 + 1, ..place.clone() };
        if !line.is_empty() && !take(Ok(Item { place: here, format: Format::Json, bytes: line.to_vec() })) {
            return;
        }
    }
}

/// Splits a table into records, each with the header line before it.
fn table_items(bytes: &[u8], format: Format, place: &Place, take: &mut dyn FnMut(Result<Item, (Place, Skip)>) -> bool) {
    let delimiter = if format == Format::Tsv { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(io::Cursor::new(bytes));
    let mut record = csv::ByteRecord::new();
    let (mut header, mut number) = (None::<Vec<u8>>, 0);
    loop {
        let start = reader.position().byte() as usize;
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                take(Err((Place { record: number + 1, ..place.clone() }, Skip::BadRecord(error.to_string()))));
                return;
            }
        }
        let end = (reader.position().byte() as usize).min(bytes.len());
        let raw = bytes[start.min(end)..end].trim_ascii_end();
        let Some(header) = &header else {
            header = Some(raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw).trim_ascii_start().to_vec());
            continue;
        };
        if record.iter().all(<[u8]>::is_empty) {
            continue;
        }
        number += 1;
        let here = Place { record: number, ..place.clone() };
        if raw.len() > RECORD_BYTES_MAX {
            let (size_bytes, limit_bytes) = (raw.len() as u64, RECORD_BYTES_MAX as u64);
            if !take(Err((here, Skip::TooLarge { size_bytes, limit_bytes }))) {
                return;
            }
            continue;
        }
        let item = [header, &b"\n"[..], raw.trim_ascii_start(), b"\n"].concat();
        if !take(Ok(Item { place: here, format, bytes: item })) {
            return;
        }
    }
}

/// Returns the size of all files together, for a progress bar; files of unknown size count nothing.
pub fn total_bytes(found: &[Found]) -> u64 {
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
        for_each_item(&path, None, &mut |item| {
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
        let found = files(&[folder.path().to_path_buf(), folder.path().join("missing")]);
        let names: Vec<String> =
            found.iter().flatten().filter_map(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["a.txt", "b.txt"]);
        assert!(matches!(&found[2], Err((_, Skip::Unreadable(why))) if why == "no such file"));
    }
}
