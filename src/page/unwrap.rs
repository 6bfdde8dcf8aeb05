//! Joins lines that were broken where a page ended and not where a paragraph does: of copied text by how its lines end,
//! of documents by where they stand.

use std::borrow::Cow;

use super::trim;
use super::{furniture, labels};
use crate::view::is_han;

/// Longer lines, in columns of a terminal, were not broken by a page's width.
const WRAP_COLUMNS_MAX: usize = 120;
/// So many lines of prose at least show how lines end.
const LINES_MIN: usize = 3;
/// Of the lines of prose at least this share, in percent, ends without a mark if lines were broken.
const OPEN_PERCENT_MIN: usize = 60;

/// Ends of sentences and of what they quote.
const CLOSING: &[char] = &[
    '。', '！', '？', '；', '：', '…', '”', '’', '」', '』', '》', '）', ')', '!', '?', ';', ':', '.', '】', ']', '—',
];

/// Joins the lines of a text that was wrapped at a width; any other text stays as it is.
pub(crate) fn unwrap(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.split('\n').collect();
    if !is_wrapped(&lines) {
        return text.into();
    }
    let mut joined = String::with_capacity(text.len());
    for (number, line) in lines.iter().enumerate() {
        if number > 0 && continues(lines[number - 1], line) {
            join(&mut joined, line);
        } else {
            if number > 0 {
                joined.push('\n');
            }
            joined.push_str(line);
        }
    }
    joined.into()
}

/// Returns whether the lines were broken at a width: none is long, and most that are prose end in the middle of it.
fn is_wrapped(lines: &[&str]) -> bool {
    let is_long = |line: &&str| columns(line) > WRAP_COLUMNS_MAX;
    if lines.iter().any(is_long) {
        return false;
    }
    let widest = lines.iter().map(|line| columns(line)).max().unwrap_or(0);
    let (mut prose, mut open, mut wide) = (0, 0, 0);
    for pair in lines.windows(2).filter(|pair| is_prose(pair[0])) {
        prose += 1;
        let is_open = !ends(pair[0]) && continues(pair[0], pair[1]);
        open += usize::from(is_open);
        // Most of the lines reach the width at which they were broken.
        wide += usize::from(is_open && columns(pair[0]) * 2 >= widest);
    }
    let has_sentences = lines.iter().any(|line| line.contains('。'));
    has_sentences && open >= LINES_MIN - 1 && open * 100 >= prose * OPEN_PERCENT_MIN && wide * 2 >= open
}

fn columns(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// A line with a mark inside, or long enough to be a part of a sentence.
fn is_prose(line: &str) -> bool {
    let line = trim(line);
    let inside = line.char_indices().any(|(at, c)| at > 0 && matches!(c, '，' | '。' | ',' | '、' | '；' | '：'));
    inside && line.chars().count() >= 8
}

fn ends(line: &str) -> bool {
    trim(line).ends_with(CLOSING)
}

/// Returns whether a line goes on with what the line before it began.
fn continues(before: &str, line: &str) -> bool {
    let (last, next) = (trim(before), trim(line));
    let indented = line.starts_with("\u{3000}") || line.starts_with("  ") || line.starts_with('\t');
    if last.is_empty() || next.is_empty() || indented || ends(before) || !is_prose(before) {
        return false;
    }
    !opens(next) && !furniture::is_furniture(next) && !furniture::is_furniture(last)
}

/// Returns whether a line opens a paragraph: a day, a wire's mark, a number of a list, a label.
fn opens(line: &str) -> bool {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let behind: Option<char> = line.chars().nth(digits);
    let numbered = digits > 0 && digits <= 2 && matches!(behind, Some('月' | '日' | '.' | '、' | '．' | '）' | ')'));
    let listed = line.starts_with(['•', '●', '▪', '■', '◆', '（', '(', '【', '*', '#', '-'])
        || line.chars().next().is_some_and(|c| "一二三四五六七八九十".contains(c)) && line.chars().nth(1) == Some('、');
    // 出席：, 地点：
    let labelled = line.char_indices().take(8).any(|(at, c)| at > 0 && matches!(c, '：' | ':'));
    let wires = ["本报讯", "本网讯", "新华社", "中新网", "记者", "来源", "责编", "编辑"];
    numbered
        || listed
        || labelled
        || wires.iter().any(|wire| line.starts_with(wire))
        || labels::label_where(|label| label.chars().count() > 1 && line.starts_with(label)).is_some()
}

/// Appends a line to the one it continues; words of other scripts stay apart.
fn join(text: &mut String, line: &str) {
    let line = trim(line);
    let apart = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ',' | '.'));
    text.truncate(text.trim_end().len());
    if apart(text.chars().next_back()) && line.starts_with(|c: char| c.is_ascii_alphabetic()) {
        text.push(' ');
    }
    text.push_str(line);
}

/// A piece of text on a page, y downwards; the unit is the document's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    /// The size of its characters.
    pub(crate) size: f64,
    pub(crate) text: String,
}

/// Puts the pieces of a page together to lines, in the order in which they are written; where that runs up the page
/// again and again, in the order of their places.
pub(crate) fn lines_of_page(mut pieces: Vec<Placed>) -> Vec<Placed> {
    let up = pieces.windows(2).filter(|pair| pair[1].y < pair[0].y - pair[0].size).count();
    if up * 3 > pieces.len() {
        pieces.sort_by(|a, b| {
            (a.y / a.size.max(0.1)).round().total_cmp(&(b.y / b.size.max(0.1)).round()).then(a.x.total_cmp(&b.x))
        });
    }
    let mut lines: Vec<Placed> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line)
                if (line.y - piece.y).abs() < line.size.max(piece.size) * 0.5
                    && piece.x >= line.x + line.width - line.size =>
            {
                let gap = piece.x - (line.x + line.width);
                let between_han =
                    line.text.chars().next_back().is_some_and(is_han) && piece.text.chars().next().is_some_and(is_han);
                if gap > line.size * if between_han { 0.6 } else { 0.25 } && !line.text.ends_with(' ') {
                    line.text.push(' ');
                }
                line.text.push_str(&piece.text);
                line.width = (piece.x + piece.width - line.x).max(line.width);
                line.size = line.size.max(piece.size);
            }
            _ => lines.push(piece),
        }
    }
    lines.retain(|line| !line.text.trim().is_empty());
    lines
}

/// Joins the lines of pages to paragraphs: a line that reaches the right margin goes on in the next one, unless that is
/// indented or of another size. Numbers of pages are left out.
pub(crate) fn paragraphs(pages: Vec<Vec<Placed>>) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut before: Option<(Placed, f64)> = None;
    for mut lines in pages {
        let (first, last) = (lines.first().map(is_page_number), lines.last().map(is_page_number));
        if last == Some(true) {
            lines.pop();
        }
        if first == Some(true) && !lines.is_empty() {
            lines.remove(0);
        }
        for (number, line) in lines.iter().enumerate() {
            let column: Vec<&Placed> = lines.iter().filter(|other| overlaps(other, line)).collect();
            let left = usual_left(&column);
            let right = column.iter().map(|other| other.x + other.width).fold(0.0_f64, f64::max);
            let goes_on = before.as_ref().is_some_and(|(last, margin)| {
                let reaches = last.x + last.width >= margin - last.size * 1.6;
                let same_size = (last.size - line.size).abs() <= last.size * 0.15;
                let indented = line.x > left + line.size * 1.2;
                let near = number == 0 || line.y < last.y || line.y - last.y <= last.size * 3.5;
                reaches && same_size && !indented && near && !trim(&last.text).ends_with(['。', '！', '？'])
                    || reaches
                        && same_size
                        && !indented
                        && near
                        && number > 0
                        && last.x < left + last.size * 1.2
                        && is_flush(&column, left)
            });
            match paragraphs.last_mut() {
                Some(paragraph) if goes_on => join(paragraph, &line.text),
                _ => paragraphs.push(trim(&line.text).to_owned()),
            }
            before = Some((line.clone(), right));
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// Returns whether paragraphs are shown by indents, so that a line at the margin goes on whatever ends before it.
fn is_flush(column: &[&Placed], left: f64) -> bool {
    column.iter().filter(|line| line.x > left + line.size * 1.2).count() > 0
}

fn overlaps(a: &Placed, b: &Placed) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width
}

/// Returns where most lines of a column begin: the leftmost place that a tenth of them has.
fn usual_left(column: &[&Placed]) -> f64 {
    let mut lefts: Vec<f64> = column.iter().map(|line| line.x).collect();
    lefts.sort_by(f64::total_cmp);
    lefts.get(lefts.len() / 10).copied().unwrap_or(0.0)
}

fn is_page_number(line: &Placed) -> bool {
    let text = line.text.trim();
    let text = text.trim_start_matches('第').trim_end_matches('页');
    text.chars().any(|c| c.is_ascii_digit())
        && text.chars().count() <= 9
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '—' | '–' | ' ' | '/' | '·' | '－'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_broken_at_a_width_are_joined() {
        let wrapped = "云岭市召开防汛会议\n7月12日，市长储云帆主持召开市政府常务会议，研究防\n汛、信访等工作。会议强调，要压实责\n任，确保安全度汛，市领导苏雁\n宁、温润生出席会议。\n会议还研究了其他事项。";
        let expected = "云岭市召开防汛会议\n7月12日，市长储云帆主持召开市政府常务会议，研究防汛、信访等工作。会议强调，要压实责任，确保安全度汛，市领导苏雁宁、温润生出席会议。\n会议还研究了其他事项。";
        assert_eq!(unwrap(wrapped), expected);
    }

    #[test]
    fn whole_lines_stay() {
        for text in [
            "云岭市召开防汛会议\n7月12日，市长储云帆主持召开会议。\n会议强调，要压实责任。\n会议要求，要抓好落实。",
            "出席：储云帆、苏雁宁\n列席：和致远、温润生\n记录：周文博、李欣\n地点：市政府三楼",
            "压实责任，守住底线\n7月12日，会议召开，市长储云帆出席。\n会议强调，要压实责任。",
        ] {
            assert_eq!(unwrap(text), text);
        }
    }

    #[test]
    fn lines_of_a_page_become_paragraphs() {
        let line = |x: f64, y: f64, text: &str| Placed {
            x,
            y,
            width: text.chars().count() as f64 * 10.0,
            size: 10.0,
            text: text.to_owned(),
        };
        let page = vec![
            line(30.0, 10.0, "云岭市召开会议"),
            line(20.0, 30.0, "7月12日会议召开研"),
            line(0.0, 45.0, "究防汛工作要压实责任强"),
            line(0.0, 60.0, "化落实。"),
            line(20.0, 75.0, "会议还研究了其他事"),
            line(0.0, 90.0, "项。"),
            line(50.0, 200.0, "— 1 —"),
        ];
        let expected = ["云岭市召开会议", "7月12日会议召开研究防汛工作要压实责任强化落实。", "会议还研究了其他事项。"];
        assert_eq!(paragraphs(vec![lines_of_page(page)]), expected);
    }
}
