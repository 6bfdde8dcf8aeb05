//! Slogans (提法): short words in quotation marks that are no title and no speech.

use super::{Fact, fact};
use crate::page::Page;
use crate::view::FoldedText;

/// A slogan has this many characters.
const SLOGAN_CHARS: std::ops::RangeInclusive<usize> = 2..=24;

pub(super) fn read(view: &FoldedText<'_>, page: &Page) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    for paragraph in &page.paragraphs {
        let mut open = None;
        for at in paragraph.clone() {
            match view.chars[at] {
                '“' => open = Some(at),
                '”' => {
                    let Some(open) = open.take() else { continue };
                    let inner = open + 1..at;
                    let titled = ["题为", "关于", "主题为", "以"].iter().any(|mark| view.ends_at(open, mark))
                        && !view.is_at(at + 1, "总");
                    let speech =
                        open > 0 && view.chars[open - 1] == ':' || view.ends_at(at, "。") || view.ends_at(at, "!");
                    let book = view.chars[inner.clone()].contains(&'《');
                    let thing = ["会议", "文件", "精神"].iter().any(|end| view.ends_at(at, end));
                    if SLOGAN_CHARS.contains(&inner.len()) && !titled && !speech && !book && !thing {
                        let slogan = fact(view, &inner);
                        if !found.iter().any(|known| known.value == slogan.value) {
                            found.push(slogan);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    found
}
