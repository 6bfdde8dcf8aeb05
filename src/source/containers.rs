//! Files that hold files: ZIP packages, books, spreadsheets, mailboxes, crawls, feeds, tables saved as pages.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::{FileEncoding, Item, Origin, ReadOptions, Take, read_entry};
use crate::extract::document::{Package, Piece, Rows, walk};
use crate::extract::{Format, Skip, Table, attachments, html_tables};
use crate::isolate;

/// A container has at most so many bytes; it is read into memory.
const BYTES_MAX: u64 = 512 << 20;
/// A record of a crawl has at most so many.
const RECORD_BYTES_MAX: u64 = 64 << 20;

/// What a file holds that is no article itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// Files.
    Zip,
    /// Rows.
    Sheets,
    /// Mails one after another.
    Mbox,
    /// Responses of a crawl.
    Warc,
    /// Entries of RSS or Atom.
    Feed,
    /// A page that is a table, named as a spreadsheet.
    TablePage,
    /// A mail with its attachments.
    Mail,
}

impl Container {
    /// Returns what a file holds, by what it begins with and its name; packages that are documents are none.
    pub(super) fn of(head: &[u8], name: &str) -> Option<Container> {
        let extension = name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase());
        let text = String::from_utf8_lossy(&head[..head.len().min(2048)]).to_lowercase();
        let text = text.trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start();
        if head.starts_with(b"PK\x03\x04") {
            return Some(Container::Zip);
        }
        if head.starts_with(b"\xd0\xcf\x11\xe0") {
            return matches!(extension.as_str(), "xls" | "et" | "xlt").then_some(Container::Sheets);
        }
        if text.starts_with("warc/1.") || head.starts_with(b"\x1f\x8b") && name.to_lowercase().ends_with(".warc.gz") {
            return Some(Container::Warc);
        }
        if text.starts_with("from ")
            && text.lines().next().is_some_and(|line| line.split(' ').count() >= 4)
            && text.contains("\nsubject:")
            || extension == "mbox" && text.starts_with("from ")
        {
            return Some(Container::Mbox);
        }
        let is_feed = ["<rss", "<feed", "<rdf:rdf"].iter().any(|tag| {
            text.find(tag).is_some_and(|at| {
                text[..at].bytes().filter(|byte| *byte == b'<').all(|_| true) && !text.contains("<html")
            })
        });
        if text.starts_with('<') && is_feed {
            return Some(Container::Feed);
        }
        if matches!(extension.as_str(), "xls" | "xlsx" | "et") && text.starts_with('<') {
            return Some(Container::TablePage);
        }
        (Format::sniff(head, name) == Format::Mail).then_some(Container::Mail)
    }
}

/// Reads what a container holds, or finds out that it is a document.
pub(super) fn read(
    container: Container,
    place: &Origin,
    name: &str,
    reader: &mut dyn Read,
    said: ReadOptions<'_>,
    take: &mut Take<'_>,
) -> io::Result<()> {
    let inside = Inside { place, said };
    if container == Container::Warc {
        return inside.warc(name, reader, take);
    }
    let mut bytes = Vec::new();
    reader.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > BYTES_MAX {
        take(Err((place.clone(), Skip::TooLarge { size_bytes: bytes.len() as u64, limit_bytes: BYTES_MAX })));
        return Ok(());
    }
    match container {
        Container::Zip => inside.zip(bytes, take),
        Container::Mbox => inside.mbox(&bytes, take),
        Container::Mail => {
            let files = attachments(&bytes);
            let is_taken = take(Ok(inside.item(place.clone(), Format::Mail, bytes)));
            if is_taken {
                for (name, bytes) in files {
                    if !inside.entry(&name, &bytes, take) {
                        break;
                    }
                }
            }
        }
        Container::Sheets => inside.sheets(&bytes, take),
        Container::Feed => inside.feed(&bytes, take),
        Container::TablePage => {
            let tables = html_tables(&crate::decode::decode_likely(&bytes, said.encoding).text);
            if tables.is_empty() {
                take(Ok(inside.item(place.clone(), Format::Html, bytes)));
            } else {
                inside.rows(tables.into_iter().map(|rows| Rows { name: String::new(), rows }).collect(), take);
            }
        }
        Container::Warc => {}
    }
    Ok(())
}

struct Inside<'a> {
    place: &'a Origin,
    said: ReadOptions<'a>,
}

impl Inside<'_> {
    fn item(&self, place: Origin, format: Format, bytes: Vec<u8>) -> Item {
        Item { place, format, bytes, encoding: FileEncoding::Unknown, url: None }
    }

    fn at(&self, name: &str) -> Origin {
        Origin { path: format!("{}!/{name}", self.place.path), record: 0 }
    }

    /// Takes a file of the container; says whether to go on.
    fn entry(&self, name: &str, bytes: &[u8], take: &mut Take<'_>) -> bool {
        let mut goes_on = true;
        let mut keep = |item: Result<Item, (Origin, Skip)>| {
            goes_on = take(item);
            goes_on
        };
        let place = self.at(name);
        if Container::of(&bytes[..bytes.len().min(64 << 10)], name)
            .is_some_and(|inner| inner != Container::Zip || document_in(bytes).is_none())
        {
            let skip = Skip::Unsupported {
                what: "a container inside another".into(),
                hint: "unpack the outer one first: only one level is read".into(),
            };
            keep(Err((place, skip)));
        } else if let Some(format) = document_in(bytes) {
            keep(Ok(self.item(place, format, bytes.to_vec())));
        } else {
            read_entry(place, name, bytes, self.said, &mut keep);
        }
        goes_on
    }

    fn zip(&self, bytes: Vec<u8>, take: &mut Take<'_>) {
        match kind_of_package(&bytes) {
            Ok(Kind::Document(format)) => {
                take(Ok(self.item(self.place.clone(), format, bytes)));
            }
            Ok(Kind::Sheets) => self.sheets(&bytes, take),
            Ok(Kind::Epub) => self.epub(&bytes, take),
            Ok(Kind::Unsupported(what)) => {
                let hint = "save it as PDF, DOCX or text".to_owned();
                take(Err((self.place.clone(), Skip::Unsupported { what: what.into(), hint })));
            }
            Ok(Kind::Files) => self.files(&bytes, take),
            Err(why) => {
                take(Err((self.place.clone(), Skip::BadDocument { format: "a ZIP package".into(), why })));
            }
        }
    }

    fn files(&self, bytes: &[u8], take: &mut Take<'_>) {
        let Ok(mut package) = Package::open(bytes) else { return };
        let is_hidden = |name: &str| name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        let names: Vec<(usize, String)> = package.names().map(|(number, name)| (number, name.to_owned())).collect();
        let mut names: Vec<(usize, String)> = names.into_iter().filter(|(_, name)| !is_hidden(name)).collect();
        names.sort_by(|a, b| a.1.cmp(&b.1));
        for (number, name) in names {
            let goes_on = match package.read(number) {
                Ok(entry) if name.to_lowercase().ends_with(".warc.gz") || name.to_lowercase().ends_with(".warc") => {
                    self.warc(&name, &mut &entry[..], take).is_ok()
                }
                Ok(entry) => self.entry(&name, &entry, take),
                Err(error) => take(Err((
                    self.at(&name),
                    Skip::BadDocument { format: "a file of the package".into(), why: error.to_string() },
                ))),
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Takes the chapters of a book in the order in which it is read.
    fn epub(&self, bytes: &[u8], take: &mut Take<'_>) {
        let fail = |why: String, take: &mut Take<'_>| {
            take(Err((self.place.clone(), Skip::BadDocument { format: "EPUB".into(), why })));
        };
        let Ok(mut package) = Package::open(bytes) else { return };
        let root = package.read_named("META-INF/container.xml").ok().flatten().and_then(|xml| {
            let mut root = None;
            let _ = walk(&xml, &mut |piece| {
                if let Piece::Open("rootfile", _) = piece {
                    root = root.take().or_else(|| piece.attribute("full-path").map(str::to_owned));
                }
            });
            root
        });
        let Some(root) = root else { return fail("it names no package document".into(), take) };
        let Ok(Some(xml)) = package.read_named(&root) else {
            return fail("its package document is missing".into(), take);
        };
        let folder = root.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let (mut files, mut order): (Vec<(String, String)>, Vec<String>) = (Vec::new(), Vec::new());
        let _ = walk(&xml, &mut |piece| match &piece {
            Piece::Open("item", _) => {
                if let (Some(id), Some(href)) = (piece.attribute("id"), piece.attribute("href")) {
                    files.push((id.to_owned(), href.to_owned()));
                }
            }
            Piece::Open("itemref", _) => order.extend(piece.attribute("idref").map(str::to_owned)),
            _ => {}
        });
        for id in order {
            let Some((_, href)) = files.iter().find(|(known, _)| *known == id) else { continue };
            let name = format!("{folder}{}", href.replace("%20", " "));
            let goes_on = match package.read_named(&name) {
                Ok(Some(chapter)) => take(Ok(self.item(self.at(&name), Format::Html, chapter))),
                _ => take(Err((self.at(&name), Skip::Unreadable("it is not in the book".into())))),
            };
            if !goes_on {
                return;
            }
        }
    }

    fn sheets(&self, bytes: &[u8], take: &mut Take<'_>) {
        match isolate::rows_of(bytes) {
            Ok(sheets) => self.rows(sheets, take),
            Err(skip) => {
                take(Err((self.place.clone(), skip)));
            }
        }
    }

    /// Takes rows as records, each with the names of its columns.
    fn rows(&self, sheets: Vec<Rows>, take: &mut Take<'_>) {
        let several = sheets.iter().filter(|sheet| !sheet.rows.is_empty()).count() > 1;
        for Rows { name, rows } in sheets {
            let path = if several { format!("{}!/{name}", self.place.path) } else { self.place.path.clone() };
            let rows: Vec<Vec<String>> =
                rows.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
            if rows.is_empty() {
                continue;
            }
            let header_row = match Table::header_row(&rows[..rows.len().min(10)]) {
                Ok(row) => row,
                Err(skip) => {
                    take(Err((Origin { path, record: 0 }, skip)));
                    continue;
                }
            };
            let header = &rows[header_row];
            for (number, row) in (1..).zip(&rows[header_row + 1..]) {
                let named = header.iter().enumerate().map(|(at, name)| {
                    let name = if name.trim().is_empty() { format!("column {}", at + 1) } else { name.clone() };
                    (name, serde_json::Value::from(row.get(at).cloned().unwrap_or_default()))
                });
                let record: serde_json::Map<String, serde_json::Value> = named.collect();
                let bytes = serde_json::Value::Object(record).to_string().into_bytes();
                let place = Origin { path: path.clone(), record: number };
                if !take(Ok(self.item(place, Format::Json, bytes))) {
                    return;
                }
            }
        }
    }

    fn mbox(&self, bytes: &[u8], take: &mut Take<'_>) {
        let mut starts: Vec<usize> = vec![0];
        starts.extend(memchr::memmem::find_iter(bytes, b"\nFrom ").map(|at| at + 1));
        let ends = starts.iter().skip(1).copied().chain([bytes.len()]).collect::<Vec<_>>();
        for (number, (start, end)) in (1..).zip(starts.iter().zip(ends)) {
            let mail = &bytes[*start..end];
            let mail = memchr::memchr(b'\n', mail).map_or(&[][..], |at| &mail[at + 1..]);
            let place = Origin { record: number, ..self.place.clone() };
            if !mail.trim_ascii().is_empty() && !take(Ok(self.item(place, Format::Mail, mail.to_vec()))) {
                return;
            }
        }
    }

    /// Takes the entries of a feed as records.
    fn feed(&self, bytes: &[u8], take: &mut Take<'_>) {
        let mut entries: Vec<serde_json::Map<String, serde_json::Value>> = Vec::new();
        let (mut inside, mut field): (bool, Option<&str>) = (false, None);
        let walked = walk(bytes, &mut |piece| match &piece {
            Piece::Open("item" | "entry", _) => {
                inside = true;
                entries.push(serde_json::Map::new());
            }
            Piece::Close("item" | "entry") => inside = false,
            Piece::Open(name, _) if inside => {
                field = match *name {
                    "title" => Some("title"),
                    "link" => Some("url"),
                    "pubDate" | "published" | "updated" | "date" => Some("date"),
                    "encoded" | "content" => Some("body"),
                    "description" | "summary" => Some("description"),
                    "creator" | "author" | "name" => Some("author"),
                    "source" => Some("source"),
                    _ => None,
                };
                if let (Some("url"), Some(address), Some(entry)) = (field, piece.attribute("href"), entries.last_mut())
                {
                    entry.entry("url").or_insert_with(|| address.into());
                }
            }
            Piece::Close(_) => field = None,
            Piece::Text(text) if inside => {
                if let (Some(field), Some(entry)) = (field, entries.last_mut()) {
                    let value = entry.entry(field).or_insert_with(|| "".into());
                    *value = format!("{}{text}", value.as_str().unwrap_or_default()).into();
                }
            }
            _ => {}
        });
        if let Err(why) = walked
            && entries.is_empty()
        {
            take(Err((self.place.clone(), Skip::BadDocument { format: "a feed".into(), why })));
            return;
        }
        for (number, mut entry) in (1..).zip(entries) {
            if let Some(description) = entry.shift_remove("description") {
                entry.entry("body").or_insert(description);
            }
            entry.values_mut().for_each(|value| *value = value.as_str().unwrap_or_default().trim().into());
            let place = Origin { record: number, ..self.place.clone() };
            let bytes = serde_json::Value::Object(entry).to_string().into_bytes();
            if !take(Ok(self.item(place, Format::Json, bytes))) {
                return;
            }
        }
    }

    /// Takes the pages of a crawl: responses with the status 200.
    fn warc(&self, name: &str, reader: &mut dyn Read, take: &mut Take<'_>) -> io::Result<()> {
        let mut reader: Box<dyn Read + '_> =
            if name.to_lowercase().ends_with(".gz") { Box::new(MultiGzDecoder::new(reader)) } else { Box::new(reader) };
        let mut reader = io::BufReader::with_capacity(1 << 20, &mut reader);
        let mut number = 0;
        while let Some(header) = block(&mut reader)? {
            let value = |name: &str| {
                header.lines().find_map(|line| {
                    let (known, value) = line.split_once(':')?;
                    known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
                })
            };
            if !header.starts_with("WARC/") {
                let skip =
                    Skip::BadDocument { format: "WARC".into(), why: "a record does not begin with WARC/".into() };
                take(Err((Origin { record: number + 1, ..self.place.clone() }, skip)));
                return Ok(());
            }
            number += 1;
            let length: u64 = value("Content-Length").and_then(|length| length.parse().ok()).unwrap_or(0);
            let is_response = value("WARC-Type").as_deref() == Some("response");
            if !is_response || length > RECORD_BYTES_MAX {
                io::copy(&mut (&mut reader).take(length), &mut io::sink())?;
                continue;
            }
            let mut content = Vec::new();
            (&mut reader).take(length).read_to_end(&mut content)?;
            let address = value("WARC-Target-URI").map(|address| address.trim_matches(['<', '>']).to_owned());
            let Some(page) = page_of_response(&content) else { continue };
            let place = Origin { record: number, ..self.place.clone() };
            let item = Item { place, format: Format::Html, bytes: page, encoding: FileEncoding::Unknown, url: address };
            if !take(Ok(item)) {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Reads a header up to its empty line; none at the end.
fn block(reader: &mut impl io::BufRead) -> io::Result<Option<String>> {
    let mut header = String::new();
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok((!header.is_empty()).then_some(header));
        }
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            if header.is_empty() {
                continue;
            }
            return Ok(Some(header));
        }
        header.push_str(&line);
        if header.len() > 1 << 20 {
            return Ok(Some(header));
        }
    }
}

/// Returns the page of a response of HTTP, if it is one: unpacked, its pieces joined.
fn page_of_response(response: &[u8]) -> Option<Vec<u8>> {
    let end = memchr::memmem::find(response, b"\r\n\r\n")?;
    let header = String::from_utf8_lossy(&response[..end]).to_lowercase();
    let body = &response[end + 4..];
    let mut lines = header.lines();
    let is_found = lines.next()?.split(' ').nth(1) == Some("200");
    let value = |name: &str| header.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim));
    let is_page = value("content-type").is_some_and(|kind| kind.contains("html"));
    if !is_found || !is_page {
        return None;
    }
    let mut body = body.to_vec();
    if value("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
        body = joined(&body).unwrap_or(body);
    }
    if value("content-encoding").is_some_and(|coding| coding.contains("gzip")) {
        let mut unpacked = Vec::new();
        if MultiGzDecoder::new(&body[..]).take(RECORD_BYTES_MAX).read_to_end(&mut unpacked).is_ok() {
            body = unpacked;
        }
    }
    Some(body)
}

/// Joins the pieces of a body that was sent in chunks.
fn joined(body: &[u8]) -> Option<Vec<u8>> {
    let (mut rest, mut joined) = (body, Vec::new());
    loop {
        let end = memchr::memmem::find(rest, b"\r\n")?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}

enum Kind {
    Document(Format),
    Sheets,
    Epub,
    Files,
    Unsupported(&'static str),
}

fn kind_of_package(bytes: &[u8]) -> Result<Kind, String> {
    let mut package = Package::open(bytes).map_err(|error| error.to_string())?;
    let has = |package: &Package<'_>, name: &str| package.find(name).is_some();
    if has(&package, "word/document.xml") {
        return Ok(Kind::Document(Format::Docx));
    }
    if has(&package, "OFD.xml") {
        return Ok(Kind::Document(Format::Ofd));
    }
    if has(&package, "xl/workbook.xml") || has(&package, "xl/workbook.bin") {
        return Ok(Kind::Sheets);
    }
    if has(&package, "ppt/presentation.xml") {
        return Ok(Kind::Unsupported("a presentation (.pptx)"));
    }
    if let Ok(Some(kind)) = package.read_named("mimetype") {
        let kind = String::from_utf8_lossy(&kind).trim().to_owned();
        return Ok(match kind.as_str() {
            "application/epub+zip" => Kind::Epub,
            "application/vnd.oasis.opendocument.spreadsheet" => Kind::Sheets,
            kind if kind.starts_with("application/vnd.oasis.opendocument.text") => Kind::Document(Format::Odt),
            kind if kind.starts_with("application/vnd.oasis.opendocument") => {
                Kind::Unsupported("an OpenDocument file that is no text")
            }
            _ => Kind::Files,
        });
    }
    Ok(Kind::Files)
}

/// Returns the format of a package that is a document.
fn document_in(bytes: &[u8]) -> Option<Format> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    match kind_of_package(bytes) {
        Ok(Kind::Document(format)) => Some(format),
        _ => None,
    }
}
