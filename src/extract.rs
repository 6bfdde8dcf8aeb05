//! Turns the bytes of one page or record into an [`Article`].
//!
//! Pure: the same bytes read the same way give the same article. A page that cannot be used is a [`Skip`],
//! not an error. How each format is read stands in its own file; `furniture` knows what pages print around
//! their articles, and `credits` reads sources, dates, reporters and editors.

mod credits;
pub(crate) mod furniture;
mod html;
mod lines;
mod markup;
mod mhtml;
mod records;
mod text;

pub(crate) use html::date_in_address;
pub use records::column_names;

use crate::article::{Article, PartialDate};
use crate::decode::{Decoded, decode};

/// Texts longer than this are refused, in bytes.
pub const TEXT_BYTES_MAX: usize = 64 << 20;

/// What kind of file an article came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text as copied from a page, furniture included.
    Text,
    /// A saved page.
    Html,
    /// A page saved with its parts, as one MIME message.
    Mhtml,
    /// One JSON object.
    Json,
    /// A header line and one comma-separated record.
    Csv,
    /// A header line and one tab-separated record.
    Tsv,
}

impl Format {
    /// All formats with the names people give them.
    pub const NAMES: &[(&str, Format)] = &[
        ("text", Format::Text),
        ("html", Format::Html),
        ("mhtml", Format::Mhtml),
        ("jsonl", Format::Json),
        ("csv", Format::Csv),
        ("tsv", Format::Tsv),
    ];

    /// Returns the format of that name.
    pub fn named(name: &str) -> Option<Format> {
        Format::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// Returns the name people give it.
    pub fn name(self) -> &'static str {
        Format::NAMES.iter().find(|(_, format)| *format == self).map_or("text", |(name, _)| name)
    }

    /// Returns the format of a file by what it begins with, then by its name.
    pub fn sniff(head: &[u8], file_name: &str) -> Format {
        let text = String::from_utf8_lossy(&head[..head.len().min(4096)]).replace('\0', "");
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let lower = text.to_ascii_lowercase();
        let extension = file_name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
        let named = match extension.as_str() {
            "htm" | "html" | "shtml" | "xhtml" => Some(Format::Html),
            "mht" | "mhtml" => Some(Format::Mhtml),
            "jsonl" | "ndjson" | "json" => Some(Format::Json),
            "csv" => Some(Format::Csv),
            "tsv" | "tab" => Some(Format::Tsv),
            _ => None,
        };
        let is_html = ["<!doctype html", "<html", "<head", "<body", "<?xml"].iter().any(|m| lower.starts_with(m))
            || lower.starts_with("<!--") && lower.contains("<html")
            || ["<html", "<body", "<head>"].iter().any(|m| lower.contains(m)) && lower.starts_with('<');
        if is_html {
            return Format::Html;
        }
        let is_mime = lower.contains("mime-version:") && lower.contains("multipart/related");
        if is_mime {
            return Format::Mhtml;
        }
        // An array counts only in a file that is named so: copied text may well begin with a bracket.
        let object = text.strip_prefix('[').filter(|_| named == Some(Format::Json)).unwrap_or(text).trim_start();
        if object.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}'])) {
            return Format::Json;
        }
        match named {
            // The content has spoken against these.
            Some(Format::Mhtml | Format::Json) | None => Format::Text,
            Some(format) => format,
        }
    }
}

/// How to read the bytes of an article; kept with the original so that it can be read again the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The format of the bytes.
    pub format: Format,
    /// The encoding somebody asked for, else it is found out.
    pub encoding: Option<String>,
    /// Columns or keys that mean a known field: `(field, column)`.
    pub columns: Vec<(String, String)>,
    /// The source somebody gave for pages that print none.
    pub source: Option<String>,
    /// The publish date somebody gave for pages that print none.
    pub published: Option<PartialDate>,
}

impl Reading {
    /// Returns the plain reading of a format.
    pub fn of(format: Format) -> Reading {
        Reading { format, encoding: None, columns: Vec::new(), source: None, published: None }
    }
}

/// Why a page or record gave no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Skip {
    /// Nothing in it.
    #[error("empty")]
    Empty,
    /// Bytes that are no text.
    #[error("not a text file")]
    Binary,
    /// More than the program takes.
    #[error("too large: {size_bytes} bytes, the limit is {limit_bytes}")]
    TooLarge {
        /// What it has.
        size_bytes: u64,
        /// What is allowed.
        limit_bytes: u64,
    },
    /// A page without an article on it.
    #[error("no article text found on the page")]
    NoText,
    /// A record without a text.
    #[error("the record has no text: none of its fields is a body ({fields}); name one with --map body=FIELD")]
    NoBody {
        /// The fields it has.
        fields: String,
    },
    /// A record that does not parse.
    #[error("bad record: {0}")]
    BadRecord(String),
    /// Bytes that do not decode into language.
    #[error("the text cannot be decoded; name its encoding with --encoding")]
    Undecodable,
    /// A MIME message without a page.
    #[error("no page in the MIME message: {0}")]
    BadMime(String),
    /// No such encoding.
    #[error("unknown encoding {0}")]
    UnknownEncoding(String),
    /// The program failed on it; a bug.
    #[error("the program failed on it (a bug worth reporting): {0}")]
    Panicked(String),
    /// The file could not be read.
    #[error("{0}")]
    Unreadable(String),
}

/// Reads one page or record.
pub fn extract(bytes: &[u8], reading: &Reading) -> Result<Article, Skip> {
    if bytes.len() > TEXT_BYTES_MAX {
        let size_bytes = bytes.len() as u64;
        return Err(Skip::TooLarge { size_bytes, limit_bytes: TEXT_BYTES_MAX as u64 });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Skip::Empty);
    }
    let mut article = match reading.format {
        Format::Mhtml => mhtml::extract(bytes, reading.encoding.as_deref())?,
        format => {
            let decoded = readable(bytes, reading.encoding.as_deref())?;
            let mut article = match format {
                Format::Html => html::extract(&decoded.text)?,
                Format::Json => records::extract_json(&decoded.text, &reading.columns)?,
                Format::Csv => records::extract_tabular(&decoded.text, b',', &reading.columns)?,
                Format::Tsv => records::extract_tabular(&decoded.text, b'\t', &reading.columns)?,
                Format::Text | Format::Mhtml => text::extract(&decoded.text)?,
            };
            article.cautions.extend(decoded.cautions);
            article
        }
    };
    if article.source.is_none() {
        article.source.clone_from(&reading.source);
    }
    article.published = article.published.or(reading.published);
    Ok(article)
}

/// Decodes, and refuses what is no text.
fn readable(bytes: &[u8], encoding: Option<&str>) -> Result<Decoded, Skip> {
    const SIGNATURES: &[&[u8]] = &[
        b"%PDF",
        b"PK\x03\x04",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"\x1f\x8b",
        b"\xd0\xcf\x11\xe0",
        b"\x7fELF",
        b"SQLite format 3",
    ];
    if SIGNATURES.iter().any(|signature| bytes.starts_with(signature)) {
        return Err(Skip::Binary);
    }
    let unknown = || Skip::UnknownEncoding(encoding.unwrap_or_default().to_owned());
    let decoded = decode(bytes, encoding).ok_or_else(unknown)?;
    let sample = decoded.text.chars().take(4096);
    let (mut all, mut control) = (0, 0);
    for c in sample {
        all += 1;
        control += usize::from(c.is_control() && !matches!(c, '\n' | '\t' | '\u{c}'));
    }
    if control * 20 > all {
        return Err(Skip::Binary);
    }
    Ok(decoded)
}

/// Removes blanks of every script, and characters without width, from both ends.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_speaks_before_the_name() {
        let check = |content: &str, name: &str, expected| {
            assert_eq!(Format::sniff(content.as_bytes(), name), expected, "{content} {name}");
        };
        check("<!DOCTYPE html><p>会议</p>", "a.txt", Format::Html);
        check("\u{feff}\n<html>", "a", Format::Html);
        check("{\"id\": 1}", "a.txt", Format::Json);
        check("8月28日，会议召开。", "a.html", Format::Html);
        check("8月28日，会议召开。", "a.json", Format::Text);
        check("标题,正文\n", "a.csv", Format::Csv);
        check("From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;", "a.mht", Format::Mhtml);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let check = |bytes: &[u8], expected| {
            assert_eq!(extract(bytes, &Reading::of(Format::Text)), Err(expected));
        };
        check(b"", Skip::Empty);
        check(b" \n\t", Skip::Empty);
        check(b"%PDF-1.7 ...", Skip::Binary);
        check(&[1, 2, 3, 4, 5, 6, 7, 8], Skip::Binary);
    }
}
