//! Reads ODT: paragraphs, cells, text boxes and notes; what was deleted under change tracking is left out.

use super::xml::{Piece, walk};
use super::{Document, Package, bad, end_cell};
use crate::extract::Skip;

/// Elements whose text is none of the document's.
const SILENT: &[&str] = &["tracked-changes", "annotation", "note-citation", "ruby-text", "script", "forms"];

pub(super) fn read(bytes: &[u8]) -> Result<Document, Skip> {
    let mut package = Package::open(bytes).map_err(|error| bad("OpenDocument", error))?;
    let body = package.read_named("content.xml").map_err(|error| bad("OpenDocument", error))?;
    let body = body.ok_or_else(|| bad("OpenDocument", "it has no content in it"))?;
    let mut document = Document::default();
    // Lines of the text, of boxes, of notes: a box and a note stand behind the paragraph they are in.
    let (mut lines, mut notes): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut open: Vec<String> = vec![String::new()];
    let (mut silent, mut cells, mut in_note) = (0_usize, 0_usize, 0_usize);
    let mut end = |line: &mut String, in_note: usize| {
        let line = std::mem::take(line);
        if !line.trim().is_empty() {
            if in_note > 0 { &mut notes } else { &mut lines }.push(line.trim_end_matches(['\t', ' ']).to_owned());
        }
    };
    let walked = walk(&body, &mut |piece| {
        let top = open.len() - 1;
        match &piece {
            Piece::Open(name, _) if SILENT.contains(name) => silent += 1,
            Piece::Close(name) if SILENT.contains(name) => silent = silent.saturating_sub(1),
            _ if silent > 0 => {}
            Piece::Open("note-body", _) => {
                open.push(String::new());
                in_note += 1;
            }
            Piece::Close("note-body") => {
                let mut line = open.pop().unwrap_or_default();
                end(&mut line, in_note);
                in_note = in_note.saturating_sub(1);
            }
            Piece::Open("text-box", _) => open.push(String::new()),
            Piece::Close("text-box") => {
                let mut line = open.pop().unwrap_or_default();
                end(&mut line, in_note);
            }
            Piece::Open("table-cell", _) => cells += 1,
            Piece::Close("table-cell") => {
                cells = cells.saturating_sub(1);
                end_cell(&mut open[top]);
            }
            Piece::Close("table-row") => end(&mut open[top], in_note),
            Piece::Close("p" | "h") if cells > 0 => open[top].push(' '),
            Piece::Close("p" | "h") => end(&mut open[top], in_note),
            Piece::Open("s", _) => {
                let count = piece.attribute("c").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                open[top].extend(std::iter::repeat_n(' ', count.min(100)));
            }
            Piece::Open("tab", _) => open[top].push('\t'),
            Piece::Open("line-break", _) if cells == 0 => end(&mut open[top], in_note),
            Piece::Text(text) => open[top].push_str(text.trim_matches(['\n', '\r'])),
            _ => {}
        }
        if open.is_empty() {
            open.push(String::new());
        }
    });
    for mut line in open {
        end(&mut line, 0);
    }
    lines.append(&mut notes);
    if let Err(why) = walked {
        document.cautions.push(format!("the document is damaged and was read up to there: {why}"));
    }
    document.text = lines.join("\n");
    Ok(document)
}
