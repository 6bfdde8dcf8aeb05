//! Reads OFD (GB/T 33190-2016), the format of China's official documents: pieces of text with their places on a page.

use super::xml::{Piece, walk};
use super::{Document, Package, bad};
use crate::extract::Skip;
use crate::page::unwrap::{Placed, lines_of_page, paragraphs};

pub(super) fn read(bytes: &[u8]) -> Result<Document, Skip> {
    let mut package = Package::open(bytes).map_err(|error| bad("OFD", error))?;
    let fail = |error| bad("OFD", error);
    let root = package.read_named("OFD.xml").map_err(fail)?.ok_or_else(|| bad("OFD", "it has no OFD.xml in it"))?;
    let roots = texts_of(&root, "DocRoot");
    let mut document = Document::default();
    let mut pages: Vec<Vec<Placed>> = Vec::new();
    for root in &roots {
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(xml) = package.read_named(root).map_err(fail)? else { continue };
        let mut locations: Vec<String> = Vec::new();
        let walked = walk(&xml, &mut |piece| {
            if let Piece::Open("Page", _) = piece {
                locations.extend(piece.attribute("BaseLoc").map(str::to_owned));
            }
        });
        walked.map_err(|why| bad("OFD", why))?;
        for location in locations {
            let name = if location.starts_with('/') { location } else { format!("{folder}/{location}") };
            match package.read_named(name.trim_start_matches('/')).map_err(fail)? {
                Some(xml) => pages.push(texts_of_page(&xml, &mut document.cautions)),
                None => document.cautions.push(format!("the page {name} is missing")),
            }
        }
    }
    let pictures = pages.iter().filter(|page| page.is_empty()).count();
    if pictures > 0 {
        document.cautions.push(format!("{pictures} of {} pages have no text: pictures need OCR", pages.len()));
    }
    document.text = paragraphs(pages.into_iter().map(lines_of_page).collect()).join("\n");
    Ok(document)
}

/// Returns the texts of the elements of a name.
fn texts_of(xml: &[u8], name: &str) -> Vec<String> {
    let (mut found, mut inside) = (Vec::new(), false);
    let _ = walk(xml, &mut |piece| match piece {
        Piece::Open(open, _) if open == name => {
            inside = true;
            found.push(String::new());
        }
        Piece::Close(close) if close == name => inside = false,
        Piece::Text(text) if inside => found.iter_mut().last().into_iter().for_each(|last| last.push_str(text.trim())),
        _ => {}
    });
    found
}

/// Reads the pieces of text of a page: a `TextObject` has its place and size, a `TextCode` its own beginning in it.
fn texts_of_page(xml: &[u8], cautions: &mut Vec<String>) -> Vec<Placed> {
    let mut found: Vec<Placed> = Vec::new();
    let (mut left, mut top, mut size) = (0.0, 0.0, 0.0);
    let mut code: Option<Placed> = None;
    let number = |value: Option<&str>| value.and_then(|value| value.parse::<f64>().ok());
    let walked = walk(xml, &mut |piece| match &piece {
        Piece::Open("TextObject", _) => {
            let boundary: Vec<f64> = piece
                .attribute("Boundary")
                .unwrap_or_default()
                .split(' ')
                .filter_map(|part| part.parse().ok())
                .collect();
            (left, top) = (boundary.first().copied().unwrap_or(0.0), boundary.get(1).copied().unwrap_or(0.0));
            size = number(piece.attribute("Size")).unwrap_or_else(|| boundary.get(3).copied().unwrap_or(4.0));
        }
        Piece::Open("TextCode", _) => {
            let x = left + number(piece.attribute("X")).unwrap_or(0.0);
            let y = top + number(piece.attribute("Y")).unwrap_or(0.0);
            code = Some(Placed { x, y, width: 0.0, size, text: String::new() });
        }
        Piece::Text(text) => code.iter_mut().for_each(|code| code.text.push_str(text)),
        Piece::Close("TextCode") => {
            if let Some(mut code) = code.take().filter(|code| !code.text.trim().is_empty()) {
                code.width = code.text.chars().map(|c| if c.is_ascii() { size / 2.0 } else { size }).sum();
                found.push(code);
            }
        }
        _ => {}
    });
    if let Err(why) = walked {
        cautions.push(format!("a page is damaged and was read up to there: {why}"));
    }
    found
}
