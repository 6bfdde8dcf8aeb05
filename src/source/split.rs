//! Splits files of records: JSON lines, JSON arrays, tables.

use std::io::{self, BufRead, Read};

use super::{FileEncoding, Item, Origin, Take};
use crate::decode;
use crate::extract::{Format, RECORD_BYTES_MAX, Skip};

/// A file of records while it is read: whose it is, the encoding someone says it is in, and what it says itself.
#[derive(Clone, Copy)]
pub(super) struct Records<'a> {
    pub(super) place: &'a Origin,
    pub(super) said: Option<&'a str>,
    pub(super) encoding: FileEncoding,
}

impl Records<'_> {
    fn at(&self, record: u64) -> Origin {
        Origin { record, ..self.place.clone() }
    }

    fn item(&self, record: u64, format: Format, bytes: &[u8]) -> Item {
        Item { place: self.at(record), format, bytes: bytes.to_vec(), encoding: self.encoding }
    }

    /// Returns a whole file as text, and how its records are read then. An encoding that is only a guess is none for
    /// so much at once.
    pub(super) fn recode(&self, bytes: &[u8]) -> Result<(Self, String), Skip> {
        let decoded = decode::decode(bytes, self.said).filter(|decoded| !decoded.is_guess);
        let decoded = decoded.ok_or(Skip::Undecodable)?;
        Ok((Records { said: None, encoding: FileEncoding::Recoded, ..*self }, decoded.text))
    }

    /// Splits JSON lines; a file that is one object over many lines, or an array of objects, is split too.
    pub(super) fn of_json(&self, reader: &mut dyn BufRead, take: &mut Take<'_>) -> io::Result<()> {
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
                self.of_spread_out_json(&whole, take);
                return Ok(());
            }
            if bytes.is_empty() {
                continue;
            }
            let item = if read > RECORD_BYTES_MAX {
                skip_line(reader)?;
                let (size_bytes, limit_bytes) = (read as u64, RECORD_BYTES_MAX as u64);
                Err((self.at(record), Skip::TooLarge { size_bytes, limit_bytes }))
            } else {
                Ok(self.item(record, Format::Json, bytes))
            };
            if !take(item) {
                return Ok(());
            }
        }
    }

    /// Splits a JSON array of objects, or takes one object written over many lines.
    fn of_spread_out_json(&self, whole: &[u8], take: &mut Take<'_>) {
        let Ok(text) = std::str::from_utf8(whole) else {
            match self.recode(whole) {
                Ok((records, text)) => records.of_spread_out_json(text.as_bytes(), take),
                Err(skip) => {
                    take(Err((self.place.clone(), skip)));
                }
            }
            return;
        };
        if text.starts_with('[') {
            match serde_json::from_str::<Vec<&serde_json::value::RawValue>>(text) {
                Ok(values) => {
                    for (number, value) in values.iter().enumerate() {
                        if !take(Ok(self.item(number as u64 + 1, Format::Json, value.get().as_bytes()))) {
                            return;
                        }
                    }
                }
                Err(error) => {
                    take(Err((self.place.clone(), Skip::BadRecord(error.to_string()))));
                }
            }
            return;
        }
        // One object, or a broken first line of many: if it does not parse as one, each line speaks for itself.
        if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
            take(Ok(self.item(0, Format::Json, whole.trim_ascii())));
            return;
        }
        for (number, line) in whole.split(|b| *b == b'\n').enumerate() {
            let line = line.trim_ascii();
            if !line.is_empty() && !take(Ok(self.item(number as u64 + 1, Format::Json, line))) {
                return;
            }
        }
    }

    /// Splits a table into records, each with the header line before it.
    pub(super) fn of_table(&self, bytes: &[u8], format: Format, take: &mut Take<'_>) {
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
                    take(Err((self.at(number + 1), Skip::BadRecord(error.to_string()))));
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
            let item = if raw.len() > RECORD_BYTES_MAX {
                let (size_bytes, limit_bytes) = (raw.len() as u64, RECORD_BYTES_MAX as u64);
                Err((self.at(number), Skip::TooLarge { size_bytes, limit_bytes }))
            } else {
                Ok(self.item(number, format, &[header, &b"\n"[..], raw.trim_ascii_start(), b"\n"].concat()))
            };
            if !take(item) {
                return;
            }
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
