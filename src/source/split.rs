//! Splits files of records: JSON in all the ways it is written, tables with whatever separates their columns. Files are
//! read piece by piece: of a record of at most [`RECORD_BYTES_MAX`] bytes the memory is what counts, not of a file.

use std::io::{self, BufRead, Read};

use super::{FileEncoding, Item, Origin, Take};
use crate::decode;
use crate::extract::{Format, RECORD_BYTES_MAX, Skip, Table, records_inside};

/// A file of records while it is read: whose it is, the encoding someone says it is in, and what it says itself.
#[derive(Clone, Copy)]
pub(super) struct Records<'a> {
    pub(super) place: &'a Origin,
    pub(super) said: Option<&'a str>,
    pub(super) encoding: FileEncoding,
}

/// A header row is looked for among this many.
const HEADER_ROWS_MAX: usize = 10;
/// A quotation mark that is not closed within so many lines never was meant to be.
const QUOTED_LINES_MAX: usize = 20_000;

impl Records<'_> {
    pub(super) fn at(&self, record: u64) -> Origin {
        Origin { record, ..self.place.clone() }
    }

    fn item(&self, record: u64, format: Format, bytes: &[u8]) -> Item {
        Item { place: self.at(record), format, bytes: bytes.to_vec(), encoding: self.encoding, url: None }
    }

    /// Returns a whole file as text, and how its records are read then. An encoding that is only a guess is none for
    /// so much at once.
    pub(super) fn recode(&self, bytes: &[u8]) -> Result<(Self, String), Skip> {
        let decoded = decode::decode(bytes, self.said).filter(|decoded| !decoded.is_guess);
        let decoded = decoded.ok_or(Skip::Undecodable)?;
        Ok((Records { said: None, encoding: FileEncoding::Recoded, ..*self }, decoded.text))
    }

    /// Splits JSON: lines of an object each, or objects one after another, in arrays or not.
    pub(super) fn of_json(&self, reader: &mut dyn BufRead, take: &mut Take<'_>) -> io::Result<()> {
        let (mut record, mut begun) = (0, false);
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = reader.take(RECORD_BYTES_MAX as u64 + 1).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(());
            }
            record += 1;
            let bytes = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
            if bytes.is_empty() {
                continue;
            }
            if !begun && is_spread_out(bytes) {
                let begin = bytes.to_vec();
                // In such encodings a byte of a character may look like a brace or a backslash.
                if self.said.is_some() || matches!(self.encoding, FileEncoding::Like(_)) {
                    let mut whole = [&begin[..], b"\n"].concat();
                    reader.read_to_end(&mut whole)?;
                    return match self.recode(&whole) {
                        Ok((records, text)) => records.of_spread_out_json(&mut text.as_bytes(), take),
                        Err(skip) => {
                            take(Err((self.place.clone(), skip)));
                            Ok(())
                        }
                    };
                }
                return self.of_spread_out_json(&mut io::Cursor::new(begin).chain(&b"\n"[..]).chain(reader), take);
            }
            begun = true;
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

    /// Takes the objects of a file of JSON values over many lines, whatever is between them; of one that is cut off or
    /// broken the others are kept.
    fn of_spread_out_json(&self, reader: &mut dyn BufRead, take: &mut Take<'_>) -> io::Result<()> {
        let mut scanner = ObjectScanner::default();
        let mut number = 0;
        // Whether the first object is the only one is known when the next begins, or the file ends.
        let mut first: Option<Vec<u8>> = None;
        loop {
            let chunk = reader.fill_buf()?;
            let at_end = chunk.is_empty();
            let length = chunk.len();
            scanner.buffer.extend_from_slice(chunk);
            reader.consume(length);
            while let Some(found) = scanner.next(at_end) {
                number += 1;
                let item = match found {
                    Ok(object) => {
                        if number == 1 {
                            first = Some(object);
                            continue;
                        }
                        Ok(self.item(number, Format::Json, &object))
                    }
                    Err(skip) => Err((self.at(number), skip)),
                };
                if let Some(object) = first.take()
                    && !take(Ok(self.item(1, Format::Json, &object)))
                {
                    return Ok(());
                }
                if !take(item) {
                    return Ok(());
                }
            }
            if at_end {
                break;
            }
        }
        match first {
            Some(object) => self.of_one_object(&object, take),
            None if number == 0 => {
                take(Err((self.place.clone(), Skip::BadRecord("no JSON object in it".into()))));
            }
            None => {}
        }
        Ok(())
    }

    /// Takes one object that is all of a file: a record, or a wrapper of records.
    fn of_one_object(&self, object: &[u8], take: &mut Take<'_>) {
        let Some(records) = records_inside(object) else {
            take(Ok(self.item(0, Format::Json, object)));
            return;
        };
        for (number, record) in (1..).zip(&records) {
            if !take(Ok(self.item(number, Format::Json, record))) {
                return;
            }
        }
    }

    /// Splits a table into records, each with the header line before it.
    pub(super) fn of_table(&self, reader: &mut dyn BufRead, format: Format, take: &mut Take<'_>) -> io::Result<()> {
        let mut rows = Rows { reader, format, delimiter: None, waiting: Vec::new(), line: 0 };
        let mut above: Vec<Row> = Vec::new();
        while above.len() < HEADER_ROWS_MAX
            && let Some(row) = rows.next()?
        {
            above.push(row);
        }
        if above.is_empty() {
            return Ok(());
        }
        let cells: Vec<Vec<String>> = above.iter().map(|row| Table::fields(&row.bytes, rows.delimiter())).collect();
        let header_row = match Table::header_row(&cells) {
            Ok(row) => row,
            Err(skip) => {
                take(Err((self.place.clone(), skip)));
                return Ok(());
            }
        };
        let header = above[header_row].bytes.trim_ascii().to_vec();
        let columns = cells[header_row].len();
        let mut number = 0;
        let mut waiting = above.into_iter().skip(header_row + 1).collect::<Vec<_>>().into_iter();
        loop {
            let row = match waiting.next() {
                Some(row) => row,
                None => match rows.next()? {
                    Some(row) => row,
                    None => return Ok(()),
                },
            };
            for one in rows.apart(row, columns) {
                if one.is_blank(rows.delimiter()) {
                    continue;
                }
                number += 1;
                let item = match one.fault {
                    Some(skip) => Err((self.at(number), skip)),
                    None => {
                        Ok(self.item(number, format, &[&header, &b"\n"[..], one.bytes.trim_ascii(), b"\n"].concat()))
                    }
                };
                if !take(item) {
                    return Ok(());
                }
            }
        }
    }
}

/// Finds objects in a stream of JSON: only braces, brackets and strings are looked at.
#[derive(Default)]
struct ObjectScanner {
    buffer: Vec<u8>,
    /// How far the buffer was looked at.
    at: usize,
    /// Where the object begins that is open.
    start: Option<usize>,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl ObjectScanner {
    /// Returns the next object or what is wrong with it; `at_end` says that nothing follows the buffer.
    fn next(&mut self, at_end: bool) -> Option<Result<Vec<u8>, Skip>> {
        while self.at < self.buffer.len() {
            let byte = self.buffer[self.at];
            self.at += 1;
            let Some(start) = self.start else {
                if byte == b'{' {
                    (self.start, self.depth) = (Some(self.at - 1), 1);
                }
                continue;
            };
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        let object = self.buffer[start..self.at].to_vec();
                        self.begin_again(self.at);
                        return Some(Ok(object));
                    }
                }
                _ => {}
            }
            if self.at - start > RECORD_BYTES_MAX {
                return Some(Err(self.give_up(start)));
            }
        }
        match self.start {
            Some(start) if at_end => Some(Err(self.give_up(start))),
            Some(_) => None,
            None => {
                self.begin_again(self.buffer.len());
                None
            }
        }
    }

    /// Drops what is before `at` and looks for the next object from there.
    fn begin_again(&mut self, at: usize) {
        self.buffer.drain(..at);
        (self.at, self.start, self.in_string, self.escaped) = (0, None, false, false);
    }

    /// Gives up the object that begins at `start`, and goes on at the next line that begins one.
    fn give_up(&mut self, start: usize) -> Skip {
        let size = self.at - start;
        let rest = &self.buffer[start..];
        let begins_object = |at: &usize| rest[at + 1..].trim_ascii_start().starts_with(b"{\"");
        let next = memchr::memchr_iter(b'\n', rest).find(begins_object).map(|at| start + at);
        let text =
            String::from_utf8_lossy(&rest[..rest.len().min(next.map_or(rest.len(), |next| next - start))]).into_owned();
        self.begin_again(next.unwrap_or(self.buffer.len()));
        if size > RECORD_BYTES_MAX {
            return Skip::TooLarge { size_bytes: size as u64, limit_bytes: RECORD_BYTES_MAX as u64 };
        }
        let why = serde_json::from_str::<serde::de::IgnoredAny>(&text).err().map(|error| error.to_string());
        Skip::BadRecord(format!("an object that does not end: {}", why.unwrap_or_default()))
    }
}

/// A row of a table as it is in the file.
struct Row {
    bytes: Vec<u8>,
    fault: Option<Skip>,
}

impl Row {
    fn is_blank(&self, delimiter: u8) -> bool {
        self.fault.is_none() && self.bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == delimiter)
    }
}

/// Reads the rows of a table: a line each, or several where a quotation mark is open. A mark inside a quoted field that
/// no delimiter or line end follows is a character of it, as people write them.
struct Rows<'a> {
    reader: &'a mut dyn BufRead,
    format: Format,
    delimiter: Option<u8>,
    /// Lines that were read too far.
    waiting: Vec<Vec<u8>>,
    line: u64,
}

impl Rows<'_> {
    fn delimiter(&self) -> u8 {
        self.delimiter.unwrap_or(Table::delimiter_of(self.format))
    }

    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.waiting.pop() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        let read = self.reader.take(RECORD_BYTES_MAX as u64 + 1).read_until(b'\n', &mut line)?;
        if read > RECORD_BYTES_MAX {
            skip_line(self.reader)?;
        }
        self.line += 1;
        Ok((read > 0).then_some(line))
    }

    fn next(&mut self) -> io::Result<Option<Row>> {
        let Some(mut bytes) = self.line()? else { return Ok(None) };
        if self.delimiter.is_none() {
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).to_vec();
            // Excel's own line says what separates the columns.
            if let Some(said) = text.trim_ascii().strip_prefix(b"sep=").filter(|said| said.len() == 1) {
                self.delimiter = Some(said[0]);
                return self.next();
            }
            if !text.trim_ascii().is_empty() {
                self.delimiter = Table::delimiter_in(&text);
            }
            bytes = text;
        }
        let first_line = bytes.len();
        let mut quotes = Quotes { delimiter: self.delimiter(), open: false, at_start: true };
        quotes.read(&bytes);
        let mut lines = 1;
        let mut read: Vec<Vec<u8>> = Vec::new();
        while quotes.open {
            let more = if lines < QUOTED_LINES_MAX && bytes.len() <= RECORD_BYTES_MAX { self.line()? } else { None };
            let Some(more) = more else {
                // Never closed: the line alone is at fault, what follows stands for itself.
                bytes.truncate(first_line);
                self.waiting.extend(read.into_iter().rev());
                let fault = Some(Skip::BadRecord("a quotation mark that is not closed".into()));
                return Ok(Some(Row { bytes, fault }));
            };
            quotes.read(&more);
            bytes.extend_from_slice(&more);
            read.push(more);
            lines += 1;
        }
        let size = bytes.len();
        let too_large = Skip::TooLarge { size_bytes: size as u64, limit_bytes: RECORD_BYTES_MAX as u64 };
        Ok(Some(Row { bytes, fault: (size > RECORD_BYTES_MAX).then_some(too_large) }))
    }

    /// Returns the rows that a row of several lines is if a mark was not closed in its first: the last line is a whole
    /// row with its own marks closed, or all lines together are none.
    fn apart(&self, row: Row, columns: usize) -> Vec<Row> {
        let delimiter = self.delimiter();
        let is_row = |bytes: &[u8]| Table::fields(bytes, delimiter).len() == columns;
        let lines: Vec<&[u8]> = row.bytes.trim_ascii().split(|byte| *byte == b'\n').collect();
        let (Some(last), true) = (lines.last(), row.fault.is_none() && lines.len() > 1) else { return vec![row] };
        let marks = last.iter().filter(|byte| **byte == b'"').count();
        let is_whole = marks > 0 && marks % 2 == 0;
        if columns < 2 || !is_row(last) || is_row(&row.bytes) && !is_whole {
            return vec![row];
        }
        let fault = || Some(Skip::BadRecord("a quotation mark that is not closed".into()));
        lines
            .iter()
            .filter(|line| !line.trim_ascii().is_empty())
            .enumerate()
            .map(|(at, line)| Row {
                bytes: line.to_vec(),
                fault: if at == 0 || !is_row(line) { fault() } else { None },
            })
            .collect()
    }
}

/// Whether a quoted field is open at the end of a line.
struct Quotes {
    delimiter: u8,
    open: bool,
    at_start: bool,
}

impl Quotes {
    fn read(&mut self, line: &[u8]) {
        let mut at = 0;
        while at < line.len() {
            let byte = line[at];
            if self.open {
                if byte == b'"' {
                    match line.get(at + 1) {
                        Some(b'"') => at += 1,
                        None | Some(b'\r' | b'\n') => self.open = false,
                        Some(next) if *next == self.delimiter => self.open = false,
                        Some(_) => {}
                    }
                }
            } else if byte == b'"' && self.at_start {
                self.open = true;
            }
            self.at_start = !self.open && (byte == self.delimiter || byte == b'\n');
            at += 1;
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

/// Returns whether the first line is only the beginning of a JSON value, or more than one: `{`, `[`, `[{…},`.
fn is_spread_out(line: &[u8]) -> bool {
    line.starts_with(b"[") || line.starts_with(b"{") && !line.ends_with(b"}")
}
