//! Turns the bytes of one page or record into an [`Article`].
//!
//! Pure: the same bytes read the same way give the same article. A page that cannot be used is a [`Skip`], not an
//! error. Each format is read in its own file; `page` reads copied text, and `fields` keeps in the article what that found.

pub(crate) mod document;
mod fields;
mod html;
mod lines;
mod markdown;
mod markup;
mod mhtml;
mod published;
mod record;
mod table;
mod text;

pub(crate) use html::tables as html_tables;
pub(crate) use mhtml::attachments;
pub(crate) use record::{column_names, records_inside};
pub(crate) use table::Table;

use crate::article::{Article, PartialDate};
use crate::decode::{Decoded, decode, decode_likely};
use crate::page::trim;

/// Files of one article longer than this are refused, in bytes: a saved page may hold pictures.
pub(crate) const TEXT_BYTES_MAX: usize = 64 << 20;
/// Records longer than this are refused, in bytes: the longest article with every character escaped.
pub(crate) const RECORD_BYTES_MAX: usize = 32 << 20;
/// The text of one article has at most this many bytes: some five thousand printed pages. Longer ones are collections,
/// and would take more memory than a small machine has to spare.
pub(crate) const ARTICLE_BYTES_MAX: usize = 10 << 20;
/// Its headlines and other fields have at most this many bytes, all together.
const FIELDS_BYTES_MAX: usize = 4 << 20;
/// The text of one article has at most this many lines.
pub(crate) const ARTICLE_LINES_MAX: usize = 200_000;

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
    /// Notes with the marks of Markdown, perhaps with fields in front.
    Markdown,
    /// A document of Word since 2007.
    Docx,
    /// A document of OpenDocument.
    Odt,
    /// A document of OFD (GB/T 33190).
    Ofd,
    /// Rich text.
    Rtf,
    /// A document of PDF.
    Pdf,
    /// A document of Word before 2007, or of WPS.
    Doc,
    /// A mail.
    Mail,
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
        ("markdown", Format::Markdown),
        ("docx", Format::Docx),
        ("odt", Format::Odt),
        ("ofd", Format::Ofd),
        ("rtf", Format::Rtf),
        ("pdf", Format::Pdf),
        ("doc", Format::Doc),
        ("mail", Format::Mail),
    ];

    /// Returns whether a file of it has several articles, each in a record.
    pub(crate) fn is_of_records(self) -> bool {
        matches!(self, Format::Json | Format::Csv | Format::Tsv)
    }

    /// Returns the names of all formats.
    pub fn names() -> Vec<&'static str> {
        Format::NAMES.iter().map(|(name, _)| *name).collect()
    }

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
        let head = &head[..head.len().min(4096)];
        let is_wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head.contains(&0);
        let text = if is_wide { decode_likely(head, None).text } else { String::from_utf8_lossy(head).into_owned() };
        let text = text.replace('\0', "");
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let lower = text.to_ascii_lowercase();
        let extension = file_name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
        let named = match extension.as_str() {
            "htm" | "html" | "shtml" | "xhtml" => Some(Format::Html),
            "mht" | "mhtml" => Some(Format::Mhtml),
            "jsonl" | "ndjson" | "json" => Some(Format::Json),
            "csv" => Some(Format::Csv),
            "tsv" | "tab" => Some(Format::Tsv),
            // What Excel calls "Unicode text".
            "xls" => Some(Format::Tsv),
            "md" | "markdown" => Some(Format::Markdown),
            "eml" => Some(Format::Mail),
            _ => None,
        };
        // Some writers put something in front of the mark.
        let has_mark = || head.windows(5).take(1024).any(|bytes| bytes == b"%PDF-");
        if head.starts_with(b"%PDF") || extension == "pdf" && has_mark() {
            return Format::Pdf;
        }
        if head.starts_with(b"\xd0\xcf\x11\xe0") {
            return Format::Doc;
        }
        if text.starts_with("{\\rtf") {
            return Format::Rtf;
        }
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
        if is_mail(text) {
            return Format::Mail;
        }
        if text.starts_with("---\n") && markdown::has_fields(text) {
            return Format::Markdown;
        }
        // An array counts only in a file that is named so: copied text may well begin with a bracket.
        let object = text.strip_prefix('[').filter(|_| named == Some(Format::Json)).unwrap_or(text).trim_start();
        if object.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}'])) {
            return Format::Json;
        }
        // What is named so and is none is a broken record, which is said, not a text of braces.
        if named == Some(Format::Json) && object.starts_with('{') {
            return Format::Json;
        }
        match named {
            // The content has spoken against these.
            Some(Format::Mhtml | Format::Json | Format::Mail) | None => Format::Text,
            Some(format) => format,
        }
    }
}

/// Returns whether a text begins with the header of a mail.
fn is_mail(text: &str) -> bool {
    const NAMES: &[&str] = &[
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "received",
        "return-path",
        "mime-version",
        "content-type",
        "delivered-to",
        "cc",
        "reply-to",
        "x-mailer",
        "dkim-signature",
        "content-transfer-encoding",
        "sender",
        "x-priority",
        "references",
    ];
    let header = text.split("\n\n").next().unwrap_or_default().split("\r\n\r\n").next().unwrap_or_default();
    let named = |line: &str| line.split_once(':').map(|(name, _)| name.trim().to_ascii_lowercase());
    let mut lines = header.lines().filter(|line| !line.starts_with([' ', '\t']));
    let first = lines.next().and_then(named);
    let known = header.lines().filter_map(named).filter(|name| NAMES.contains(&name.as_str())).count();
    known >= 3
        && first
            .is_some_and(|name| NAMES.contains(&name.as_str()) || name.starts_with("x-") || name.starts_with("arc-"))
}

/// How to read the bytes of an article; kept with the original so that it can be read again the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The format of the bytes.
    pub format: Format,
    /// The encoding someone asked for, else it is found out.
    pub encoding: Option<String>,
    /// The encoding of the file it was a record of, by which a short record is read.
    pub file_encoding: Option<String>,
    /// Columns or keys that mean a known field: `(field, column)`.
    pub columns: Vec<(String, String)>,
    /// The source someone gave for pages that print none.
    pub source: Option<String>,
    /// The publish date someone gave for pages that print none.
    pub published: Option<PartialDate>,
    /// The address someone gave, or the record of a crawl has: a page's own comes before a file's name, not before it.
    pub url: Option<String>,
    /// The headline someone gave.
    pub title: Option<String>,
}

impl Provenance {
    /// Returns the plain reading of a format.
    pub fn of(format: Format) -> Provenance {
        Provenance {
            format,
            encoding: None,
            file_encoding: None,
            columns: Vec::new(),
            source: None,
            published: None,
            url: None,
            title: None,
        }
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
    /// A kind of file that is not read.
    #[error("{what}: {hint}")]
    Unsupported {
        /// What it is.
        what: String,
        /// What can be done.
        hint: String,
    },
    /// A document that cannot be read.
    #[error("{format} cannot be read: {why}")]
    BadDocument {
        /// What it is.
        format: String,
        /// What is wrong with it.
        why: String,
    },
    /// A format this build leaves out.
    #[error("{format} is left out of this build: build it with --features {feature}")]
    NotBuilt {
        /// What it is.
        format: String,
        /// What has to be built.
        feature: String,
    },
    /// More than the program takes.
    #[error("too large: {size_bytes} bytes, the limit is {limit_bytes}")]
    TooLarge {
        /// What it has.
        size_bytes: u64,
        /// What is allowed.
        limit_bytes: u64,
    },
    /// More text than one article has.
    #[error(
        "too long for one article: {size_bytes} bytes in {lines} lines, the limits are {ARTICLE_BYTES_MAX} and {ARTICLE_LINES_MAX}; split it, or give it as JSONL or CSV with an article a record"
    )]
    TooLong {
        /// The bytes of its text.
        size_bytes: u64,
        /// The lines of its text.
        lines: u64,
    },
    /// More in its headline and other fields than those have.
    #[error(
        "the headline and the fields beside the text have {size_bytes} bytes, the limit is {FIELDS_BYTES_MAX}; is a quotation mark missing?"
    )]
    FieldsTooLong {
        /// Their bytes.
        size_bytes: u64,
    },
    /// A page without an article on it.
    #[error("no article text found on the page")]
    NoText,
    /// A page that stands where an article was, or that only scripts fill.
    #[error("no article on the page; it says: {words:?}")]
    Placeholder {
        /// What it says.
        words: String,
    },
    /// A record without a text.
    #[error("the record has no text: none of its fields is a body ({fields}); name one with --map body=FIELD")]
    NoBody {
        /// The fields it has.
        fields: String,
    },
    /// A table whose first row names no columns.
    #[error(
        "the first row names no columns (it begins {first:?}): add a header row, or name columns with --map after adding one"
    )]
    NoHeader {
        /// How the first row begins.
        first: String,
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
pub fn extract(bytes: &[u8], provenance: &Provenance) -> Result<Article, Skip> {
    if bytes.len() > TEXT_BYTES_MAX {
        let size_bytes = bytes.len() as u64;
        return Err(Skip::TooLarge { size_bytes, limit_bytes: TEXT_BYTES_MAX as u64 });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Skip::Empty);
    }
    let mut article = match provenance.format {
        Format::Mhtml => mhtml::extract(bytes, provenance.encoding.as_deref())?,
        Format::Mail => mhtml::extract_mail(bytes, provenance.encoding.as_deref())?,
        format @ (Format::Docx | Format::Odt | Format::Ofd | Format::Rtf | Format::Pdf | Format::Doc) => {
            document::article_of(document::text_of(format, bytes)?)?
        }
        format => {
            let decoded = readable(bytes, provenance.encoding.as_deref(), provenance.file_encoding.as_deref())?;
            let mut article = match format {
                Format::Html => html::extract(&decoded.text)?,
                Format::Json => record::extract_json(&decoded.text, &provenance.columns)?,
                Format::Csv | Format::Tsv => record::extract_tabular(&decoded.text, format, &provenance.columns)?,
                Format::Markdown => markdown::extract(within_limits(&decoded.text)?)?,
                _ => text::extract(within_limits(&decoded.text)?)?,
            };
            // A record that was written from an article has its cautions already.
            let new: Vec<String> = decoded.cautions.into_iter().filter(|one| !article.cautions.contains(one)).collect();
            article.cautions.extend(new);
            article
        }
    };
    finish(&mut article, provenance)?;
    Ok(article)
}

/// Makes an article of a document whose text was read elsewhere.
pub(crate) fn extract_document(document: document::Document, provenance: &Provenance) -> Result<Article, Skip> {
    let mut article = document::article_of(document)?;
    finish(&mut article, provenance)?;
    Ok(article)
}

/// Adds what someone said of the article, and looks at its size.
fn finish(article: &mut Article, provenance: &Provenance) -> Result<(), Skip> {
    within_limits(&article.body)?;
    fields_within_limits(article)?;
    if article.source.is_none() {
        article.source.clone_from(&provenance.source);
    }
    if let Some(title) = &provenance.title {
        article.title.clone_from(title);
    }
    if provenance.url.is_some() {
        article.url.clone_from(&provenance.url);
        article.published = article.published.or_else(|| crate::page::dates::in_address(article.url.as_deref()?));
    }
    article.published = article.published.or(provenance.published);
    Ok(())
}

/// Returns the text if it is not too long for one article.
fn within_limits(text: &str) -> Result<&str, Skip> {
    let lines = if text.len() <= ARTICLE_LINES_MAX {
        0
    } else {
        // Empty lines cost nothing.
        memchr::memchr_iter(b'\n', text.as_bytes()).filter(|at| text.as_bytes().get(at + 1) != Some(&b'\n')).count()
    };
    // Blanks around it are no text.
    let size = if text.len() <= ARTICLE_BYTES_MAX { text.len() } else { trim(text).len() };
    if size <= ARTICLE_BYTES_MAX && lines <= ARTICLE_LINES_MAX {
        Ok(text)
    } else {
        Err(Skip::TooLong { size_bytes: text.len() as u64, lines: lines as u64 })
    }
}

/// Refuses a record whose other fields hold a text too long for them: a quote that no one closed makes one.
fn fields_within_limits(article: &Article) -> Result<(), Skip> {
    let Article { title, original_title, outlet, source, channel, reporters, editors, url, key, tags, extra, .. } =
        article;
    let one = [original_title, outlet, source, channel, url, key].into_iter().flatten();
    let many = [reporters, editors, tags].into_iter().flatten();
    let others = extra.iter().flat_map(|(name, value)| [name, value]);
    let size_bytes: usize = one.chain(many).chain(others).map(String::len).sum::<usize>() + title.len();
    if size_bytes <= FIELDS_BYTES_MAX {
        return Ok(());
    }
    Err(Skip::FieldsTooLong { size_bytes: size_bytes as u64 })
}

/// Says what a file is that is no text by what it begins with.
pub(crate) fn unsupported(bytes: &[u8]) -> Option<Skip> {
    const UNPACK: &str = "unpack it first";
    const PICTURE: &str = "a picture has no text: it needs OCR";
    const KINDS: &[(&[u8], &str, &str)] = &[
        (b"PK\x03\x04", "a ZIP package", "nothing in it can be read"),
        (b"\x1f\x8b", "compressed with gzip", UNPACK),
        (b"BZh", "compressed with bzip2", UNPACK),
        (b"\xfd7zXZ", "compressed with xz", UNPACK),
        (b"\x28\xb5\x2f\xfd", "compressed with zstd", UNPACK),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
        (b"Rar!", "a RAR archive", UNPACK),
        (b"\x89PNG", "PNG", PICTURE),
        (b"\xff\xd8\xff", "JPEG", PICTURE),
        (b"GIF8", "GIF", PICTURE),
        (b"II*\x00", "TIFF", PICTURE),
        (b"MM\x00*", "TIFF", PICTURE),
        (b"%PDF", "PDF", "not where text is expected"),
        (b"\xd0\xcf\x11\xe0", "an Office document", "not where text is expected"),
        (b"\x7fELF", "a program", "it has no text"),
        (b"MZ\x90", "a program", "it has no text"),
        (b"SQLite format 3", "an SQLite database", "export its table as CSV or JSONL"),
    ];
    let (_, what, hint) = KINDS.iter().find(|(signature, ..)| bytes.starts_with(signature))?;
    Some(Skip::Unsupported { what: (*what).to_owned(), hint: (*hint).to_owned() })
}

/// Decodes, as `encoding` or, if the bytes fit it, as what is likely; and refuses what is no text.
fn readable(bytes: &[u8], encoding: Option<&str>, likely: Option<&str>) -> Result<Decoded, Skip> {
    if let Some(skip) = unsupported(bytes) {
        return Err(skip);
    }
    let unknown = || Skip::UnknownEncoding(encoding.unwrap_or_default().to_owned());
    let decoded = match encoding {
        Some(_) => decode(bytes, encoding).ok_or_else(unknown)?,
        None => decode_likely(bytes, likely),
    };
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
        check("会议讲解了“%PDF-”开头的文件。", "a.txt", Format::Text);
        check("x\n%PDF-1.4", "a.pdf", Format::Pdf);
        check("From: a@b.example\nSubject: 会议\nDate: x\n\n召开。", "a.txt", Format::Mail);
        check("---\ntitle: 会议\n---\n召开。", "a.txt", Format::Markdown);
        check("8月28日，会议召开。", "a.json", Format::Text);
        check("标题,正文\n", "a.csv", Format::Csv);
        check("From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;", "a.mht", Format::Mhtml);
    }

    #[test]
    fn what_is_too_long_for_an_article_is_refused_by_name() {
        let check = |text: &str, format: Format, expected: &str| {
            let skip = extract(text.as_bytes(), &Provenance::of(format)).expect_err("is refused").to_string();
            assert!(skip.starts_with(expected), "{skip}");
        };
        let long = "会议".repeat(ARTICLE_BYTES_MAX / 6 + 1);
        check(&long, Format::Text, "too long for one article: 10485762 bytes in 0 lines");
        check(&format!("<p>{long}"), Format::Html, "too long for one article");
        check(&format!("{{\"body\":\"{long}\"}}"), Format::Json, "too long for one article");
        check(&format!("title,body\n{long},\n"), Format::Csv, "the headline and the fields beside the text have");
        check(&"会\n".repeat(200_002), Format::Text, "too long for one article: 800008 bytes in 200002 lines");
        let blanks = format!("会议召开。{}", "\n".repeat(ARTICLE_BYTES_MAX));
        assert_eq!(extract(blanks.as_bytes(), &Provenance::of(Format::Text)).expect("an article").body, "会议召开。");
        let parts = format!("MIME-Version: 1.0\n{}", "\n--b\n".repeat(5_001));
        check(&parts, Format::Mhtml, "no page in the MIME message: more than 5000 lines");
    }

    #[test]
    fn a_text_in_one_long_line_is_no_licence() {
        let text = format!("会议强调,要查验经营许可证号,{}", "压实责任，确保安全。".repeat(1000));
        assert_eq!(extract(text.as_bytes(), &Provenance::of(Format::Text)).expect("an article").body, text);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let check = |bytes: &[u8], expected| {
            assert_eq!(extract(bytes, &Provenance::of(Format::Text)), Err(expected));
        };
        check(b"", Skip::Empty);
        check(b" \n\t", Skip::Empty);
        let skip = extract(b"\x1f\x8b\x08x", &Provenance::of(Format::Text)).expect_err("is refused").to_string();
        assert_eq!(skip, "compressed with gzip: unpack it first");
        check(&[1, 2, 3, 4, 5, 6, 7, 8], Skip::Binary);
    }
}
