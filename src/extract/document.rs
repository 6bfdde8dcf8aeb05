//! Reads documents that are no pages: word processors', OFD, RTF, PDF. What they hold comes out as copied text, a line
//! for each paragraph, and is read as such.

mod doc;
mod docx;
mod odt;
mod ofd;
mod package;
mod pdf;
mod rtf;
mod sheets;
mod xml;

pub(crate) use package::Package;
pub(crate) use sheets::{Rows, rows_of};
pub(crate) use xml::{Piece, walk};

use super::{Format, Skip, text};
use crate::article::Article;
use crate::fold::radical;

/// The text of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Document {
    /// A line for each paragraph.
    pub(crate) text: String,
    /// What a reader should know: pages that are pictures, notes that were left out.
    pub(crate) cautions: Vec<String>,
}

/// Of the characters at least so many, in percent, are readable in a text that is not doubted.
const READABLE_PERCENT_MIN: usize = 95;

/// Formats whose readers are not ours and may fail on bad files in ways that cannot be caught: they are read in a
/// process of its own.
pub(crate) fn is_read_apart(format: Format) -> bool {
    matches!(format, Format::Pdf | Format::Doc)
}

/// Returns the text of a document.
pub(crate) fn text_of(format: Format, bytes: &[u8]) -> Result<Document, Skip> {
    let mut document = match format {
        Format::Docx => docx::read(bytes)?,
        Format::Odt => odt::read(bytes)?,
        Format::Ofd => ofd::read(bytes)?,
        Format::Rtf => rtf::read(bytes)?,
        Format::Pdf => pdf::read(bytes)?,
        Format::Doc => doc::read(bytes)?,
        _ => return Err(Skip::Binary),
    };
    if document.text.trim().is_empty() {
        return Err(Skip::NoText);
    }
    // Fonts name some characters by the radicals that look like them.
    document.text = document.text.chars().map(|c| radical(c).unwrap_or(c)).collect();
    doubt(&mut document);
    Ok(document)
}

/// Makes the document of a text that another program read, if the text is not doubted as well.
pub(crate) fn of_other_reader(text: &str, program: &str) -> Option<Document> {
    let text: String = text.chars().map(|c| if c == '\x0c' { '\n' } else { radical(c).unwrap_or(c) }).collect();
    let mut document = Document { text, cautions: Vec::new() };
    doubt(&mut document);
    let is_good = document.cautions.is_empty() && !document.text.trim().is_empty();
    document.cautions.push(format!("read by {program}: its fonts say nothing to this program"));
    is_good.then_some(document)
}

/// Returns whether a text says that it may be wrong.
pub(crate) fn is_doubted(document: &Document) -> bool {
    let mut again = Document { text: document.text.clone(), cautions: Vec::new() };
    doubt(&mut again);
    !again.cautions.is_empty()
}

/// Says it where much of the text is no characters: fonts without a way back to Unicode.
fn doubt(document: &mut Document) {
    let (mut all, mut bad) = (0_usize, 0_usize);
    for c in document.text.chars().filter(|c| !c.is_whitespace()) {
        all += 1;
        let unreadable = c == '\u{fffd}' || c.is_control() || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
        bad += usize::from(unreadable);
    }
    if all > 0 && (all - bad) * 100 < all * READABLE_PERCENT_MIN {
        let percent = bad * 100 / all;
        document
            .cautions
            .push(format!("{percent} % of the characters cannot be read: its fonts do not say what they are"));
    } else if all >= 60 && !crate::decode::may_be_language(&document.text) {
        document.cautions.push("the text reads like no language: its fonts may say wrong what they are".into());
    }
}

/// Makes an article of a document's text.
pub(crate) fn article_of(document: Document) -> Result<Article, Skip> {
    let mut article = text::extract(super::within_limits(&document.text)?)?;
    article.cautions.extend(document.cautions);
    Ok(article)
}

/// Ends a cell of a table: its paragraphs are one, and a tab is behind it.
fn end_cell(line: &mut String) {
    line.truncate(line.trim_end_matches(' ').len());
    line.push('\t');
}

/// Says that a document cannot be read.
fn bad(format: &str, why: impl std::fmt::Display) -> Skip {
    Skip::BadDocument { format: format.to_owned(), why: why.to_string() }
}
