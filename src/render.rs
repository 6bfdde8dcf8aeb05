//! Writes answers for people and programs, and it alone: an answer goes in, text, JSON, a table or Markdown comes out.
//! Pure: writes to what it is given and knows neither terminal nor clock.
//!
//! Text for people passes one sanitizer, [`clean`]; a program's formats carry every character as it is stored,
//! but for cells a spreadsheet would run. `docs/json.md` is the grammar of the JSON.
//!
//! A format is a row of [`OutputFormat::ALL`]. An answer says which shapes it has ([`Answer::SHAPES`]); a format whose
//! shape it does not have is refused where formats are read, by name and with those there are.

mod analyze;
mod check;
mod citations;
mod concordance;
mod corrections;
mod count;
mod coverage;
mod export;
mod facts;
mod items;
mod json;
mod list;
mod markdown;
mod meetings;
pub(crate) mod messages;
mod people;
mod reasons;
mod revisions;
mod runs;
mod said;
mod search;
mod show;
mod stats;
mod table;
mod tables;
mod tally;
mod text;

use std::io::{self, Write};

pub use self::facts::facts_json;
pub(crate) use self::facts::facts_text;
pub use self::items::ItemsWriter;
pub use self::messages::Language;
pub(crate) use self::messages::Text;
pub(crate) use self::reasons::reason_in;
pub use self::search::Named;
pub(crate) use self::search::trec_line;
pub use self::show::Several;
pub(crate) use self::table::Table;
pub use self::text::Style;
pub(crate) use self::text::{clean, pad, shorten_to_width, wrap};
use crate::index::IndexedArticle;
use crate::sanitize::Json;

/// The formats answers are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OutputFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// Comma-separated values behind a byte order mark, by which Excel knows UTF-8.
    CsvBom,
    /// Tab-separated values.
    Tsv,
    /// Markdown that can be cited.
    Md,
    /// Ids, one a line.
    Ids,
    /// The run format of retrieval evaluations.
    Trec,
    /// BibTeX.
    Bibtex,
    /// RIS.
    Ris,
    /// CSL-JSON, which Zotero, Pandoc and others read.
    Csl,
    /// Entries of a list of references by GB/T 7714—2025.
    Gbt7714,
    /// The same by GB/T 7714—2015.
    Gbt7714Of2015,
}

/// What an answer can be written as: formats of one shape differ in their signs only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Text for people.
    Text,
    /// A JSON object.
    Object,
    /// JSON objects, one a line.
    Lines,
    /// A table.
    Table,
    /// Markdown.
    Markdown,
    /// Ids.
    Ids,
    /// A ranked run.
    Run,
    /// Entries of lists of references and for reference managers.
    Citations,
}

impl OutputFormat {
    /// Every format: its name on the command line and in requests, and its shape.
    pub const ALL: &[(&str, OutputFormat, Shape)] = &[
        ("text", OutputFormat::Text, Shape::Text),
        ("json", OutputFormat::Json, Shape::Object),
        ("jsonl", OutputFormat::Jsonl, Shape::Lines),
        ("csv", OutputFormat::Csv, Shape::Table),
        ("csv-bom", OutputFormat::CsvBom, Shape::Table),
        ("tsv", OutputFormat::Tsv, Shape::Table),
        ("md", OutputFormat::Md, Shape::Markdown),
        ("ids", OutputFormat::Ids, Shape::Ids),
        ("trec", OutputFormat::Trec, Shape::Run),
        ("bibtex", OutputFormat::Bibtex, Shape::Citations),
        ("ris", OutputFormat::Ris, Shape::Citations),
        ("csl", OutputFormat::Csl, Shape::Citations),
        ("gbt7714", OutputFormat::Gbt7714, Shape::Citations),
        ("gbt7714-2015", OutputFormat::Gbt7714Of2015, Shape::Citations),
    ];

    /// Returns the formats of some shapes, with their names.
    pub fn of_shapes(shapes: &[Shape]) -> impl Iterator<Item = (&'static str, OutputFormat)> {
        OutputFormat::ALL.iter().filter(|(.., shape)| shapes.contains(shape)).map(|(name, format, _)| (*name, *format))
    }

    /// Returns the format's name.
    pub fn name(self) -> &'static str {
        OutputFormat::ALL.iter().find(|(_, format, _)| *format == self).map_or("", |(name, ..)| name)
    }
}

/// An answer that can be written. The methods of shapes it does not have are never called.
pub trait Answer {
    /// The shapes it has.
    const SHAPES: &'static [Shape];

    /// Writes it for people.
    fn text(&self, _out: &mut dyn Write, _style: Style) -> io::Result<()> {
        Ok(())
    }

    /// Returns it as one JSON object.
    fn object(&self, language: Language) -> serde_json::Value;

    /// Calls `line` with each JSON object of its lines.
    fn lines(&self, language: Language, line: &mut dyn FnMut(serde_json::Value) -> io::Result<()>) -> io::Result<()> {
        line(self.object(language))
    }

    /// Returns it as a table.
    fn table(&self) -> Table {
        Table::default()
    }

    /// Writes it as Markdown.
    fn markdown(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Returns the ids in it.
    fn ids(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns the articles in it, which a list of references has each once.
    fn cited(&self) -> Vec<&IndexedArticle> {
        Vec::new()
    }
}

/// Writes an answer. A format it does not have is an [`io::ErrorKind::Unsupported`] with the names of those it has.
pub fn write<A: Answer + ?Sized>(
    answer: &A,
    format: OutputFormat,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !OutputFormat::of_shapes(A::SHAPES).any(|(_, known)| known == format) {
        let names: Vec<&str> = OutputFormat::of_shapes(A::SHAPES).map(|(name, _)| name).collect();
        let what = format!("there is no {} of this answer; there are {}", format.name(), names.join(", "));
        return Err(io::Error::new(io::ErrorKind::Unsupported, what));
    }
    match format {
        OutputFormat::Text => answer.text(out, style),
        OutputFormat::Json => writeln!(out, "{}", Json(&answer.object(style.language))),
        OutputFormat::Jsonl => answer.lines(style.language, &mut |line| writeln!(out, "{}", Json(&line))),
        OutputFormat::Csv => answer.table().write(b',', out),
        OutputFormat::CsvBom => {
            write!(out, "{}", table::BYTE_ORDER_MARK)?;
            answer.table().write(b',', out)
        }
        OutputFormat::Tsv => answer.table().write(b'\t', out),
        OutputFormat::Md => answer.markdown(out),
        OutputFormat::Ids => answer.ids().iter().try_for_each(|id| writeln!(out, "{}", clean(id))),
        OutputFormat::Bibtex
        | OutputFormat::Ris
        | OutputFormat::Csl
        | OutputFormat::Gbt7714
        | OutputFormat::Gbt7714Of2015 => citations::references(out, &answer.cited(), format),
        // A run has no notes and needs no texts: it is written line by line, from keys alone.
        OutputFormat::Trec => Ok(()),
    }
}
