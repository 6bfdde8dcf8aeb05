//! Reads DOCX: paragraphs, cells, text boxes and notes; what was deleted under change tracking is left out.

use super::xml::{Piece, walk};
use super::{Document, Package, bad, end_cell};
use crate::extract::Skip;

/// Elements whose text is none of the document's: deletions, what was moved away, field codes, a second version of a
/// drawing, sounds over characters.
const SILENT: &[&str] = &["del", "moveFrom", "delText", "instrText", "Fallback", "rt", "rPr", "pPr", "sectPr", "tblPr"];

pub(super) fn read(bytes: &[u8]) -> Result<Document, Skip> {
    let mut package = Package::open(bytes).map_err(|error| bad("Word (.docx)", error))?;
    let mut part = |name: &str| package.read_named(name).map_err(|error| bad("Word (.docx)", error));
    let body = part("word/document.xml")?.ok_or_else(|| bad("Word (.docx)", "it has no document in it"))?;
    let mut document = Document::default();
    let mut lines = lines_of(&body, &mut document.cautions);
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = part(notes)? {
            lines.extend(lines_of(&notes, &mut document.cautions));
        }
    }
    if part("word/comments.xml")?.is_some() {
        document.cautions.push("comments of reviewers were left out".into());
    }
    document.text = lines.join("\n");
    Ok(document)
}

/// A paragraph that is open, and the lines of the text box it stands in.
#[derive(Default)]
struct Context {
    line: String,
    lines: Vec<String>,
    /// Cells that are open: their paragraphs stay in one line.
    cells: usize,
}

fn lines_of(xml: &[u8], cautions: &mut Vec<String>) -> Vec<String> {
    let mut contexts = vec![Context::default()];
    let mut silent = 0_usize;
    let mut deleted = false;
    let walked = walk(xml, &mut |piece| {
        let context = contexts.len() - 1;
        match &piece {
            Piece::Open(name, _) if SILENT.contains(name) => {
                silent += 1;
                deleted |= *name == "del";
            }
            Piece::Close(name) if SILENT.contains(name) => silent = silent.saturating_sub(1),
            _ if silent > 0 => {}
            Piece::Open("txbxContent", _) => contexts.push(Context::default()),
            Piece::Close("txbxContent") if context > 0 => {
                if let Some(box_of) = contexts.pop() {
                    contexts[context - 1].lines.extend(finished(box_of));
                }
            }
            Piece::Open("tc", _) => contexts[context].cells += 1,
            Piece::Close("tc") => {
                contexts[context].cells = contexts[context].cells.saturating_sub(1);
                end_cell(&mut contexts[context].line);
            }
            Piece::Close("tr") => end_line(&mut contexts[context]),
            Piece::Close("p") => match contexts[context].cells {
                0 => end_line(&mut contexts[context]),
                _ => contexts[context].line.push(' '),
            },
            Piece::Open("tab", _) => contexts[context].line.push('\t'),
            Piece::Open("br" | "cr", _) if contexts[context].cells == 0 => end_line(&mut contexts[context]),
            Piece::Open("noBreakHyphen", _) => contexts[context].line.push('-'),
            Piece::Text(text) => contexts[context].line.push_str(text.trim_matches(['\n', '\r'])),
            _ => {}
        }
    });
    if let Err(why) = walked {
        cautions.push(format!("the document is damaged and was read up to there: {why}"));
    }
    if deleted {
        cautions.push("deletions under change tracking were left out".into());
    }
    let mut lines = Vec::new();
    for context in contexts {
        lines.extend(finished(context));
    }
    lines
}

fn end_line(context: &mut Context) {
    let line = std::mem::take(&mut context.line);
    context.lines.push(line.trim_end_matches(['\t', ' ']).to_owned());
}

fn finished(mut context: Context) -> Vec<String> {
    end_line(&mut context);
    context.lines.retain(|line| !line.trim().is_empty());
    context.lines
}
