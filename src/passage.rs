//! Cuts articles into passages and finds what answers a query in them.
//!
//! A passage is a paragraph, or a run of sentences of it when it is longer than about 240 characters; it never
//! crosses a paragraph. Pure: takes text and terms, returns byte ranges. Knows nothing of the index and nothing
//! of output formats.

use std::ops::Range;

use memchr::memmem;

use crate::fold::Folded;
use crate::query::{GAP, SENTENCE_ENDS, chains};

/// A paragraph longer than this is cut between sentences, in characters.
pub(crate) const PASSAGE_CHARS: usize = 240;

/// Returns the passages of a body as byte ranges, in order; blanks around them are left out.
pub fn passages(body: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for paragraph in body.split('\n') {
        let range = trimmed(body, start..start + paragraph.len());
        start += paragraph.len() + 1;
        if range.is_empty() {
            continue;
        }
        if body[range.clone()].chars().count() <= PASSAGE_CHARS {
            found.push(range);
        } else {
            cut_paragraph(body, range, &mut found);
        }
    }
    found
}

/// Groups the sentences of a long paragraph into passages of about [`PASSAGE_CHARS`] characters.
fn cut_paragraph(body: &str, paragraph: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut group = paragraph.start..paragraph.start;
    let mut group_chars = 0;
    for sentence in sentences(body, paragraph.clone()) {
        let chars = body[sentence.clone()].chars().count();
        if group_chars > 0 && group_chars + chars > PASSAGE_CHARS {
            found.push(trimmed(body, group.clone()));
            group = sentence.start..sentence.start;
            group_chars = 0;
        }
        group.end = sentence.end;
        group_chars += chars;
    }
    found.push(trimmed(body, group));
    found.retain(|range| !range.is_empty());
}

/// Returns the sentences of a range of a text, without gaps between them; one longer than two passages is cut
/// at commas, or where it must be.
pub fn sentences(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut chars, mut last_comma) = (range.start, 0, None);
    let mut rest = text[range.clone()].char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let end = range.start + at + c.len_utf8();
        chars += 1;
        let next = rest.peek().map(|(_, next)| *next);
        let closes = next.is_some_and(|next| matches!(next, '”' | '」' | '』' | '’' | '）' | ')' | '。' | '！' | '？'));
        let ends = matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';')
            || matches!(c, '”' | '」' | '』' | '’' | '）' | ')') && ends_inside(&text[start..end]);
        if matches!(c, '，' | ',' | '、' | '：' | ' ') {
            last_comma = Some((end, chars));
        }
        if ends && !closes {
            found.push(start..end);
            (start, chars, last_comma) = (end, 0, None);
        } else if chars >= 2 * PASSAGE_CHARS {
            let (cut, before) = last_comma.unwrap_or((end, chars));
            found.push(start..cut);
            (start, chars, last_comma) = (cut, chars - before, None);
        }
    }
    if start < range.end {
        found.push(start..range.end);
    }
    found
}

/// Returns whether a closing mark closes over the end of a sentence: `……。”`.
fn ends_inside(sentence: &str) -> bool {
    let inner = sentence.trim_end_matches(['”', '」', '』', '’', '）', ')']);
    inner.ends_with(['。', '！', '？', '!', '?'])
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    let end = range.end - (part.len() - part.trim_end().len());
    if start < end { start..end } else { range.start..range.start }
}

/// Returns the sentences around a passage: `count` more on each side, inside its paragraph.
pub(crate) fn with_context(body: &str, passage: &Range<usize>, count: usize) -> Range<usize> {
    let paragraph_start = body[..passage.start].rfind('\n').map_or(0, |at| at + 1);
    let paragraph_end = body[passage.end..].find('\n').map_or(body.len(), |at| passage.end + at);
    let before = sentences(body, paragraph_start..passage.start);
    let after = sentences(body, passage.end..paragraph_end);
    let mut start = before.iter().rev().take(count).next_back().map_or(passage.start, |first| first.start);
    let mut end = after.iter().take(count).next_back().map_or(passage.end, |last| last.end);
    // Where the paragraph gives less than was asked for, whole neighbouring paragraphs follow.
    for _ in before.len()..count {
        start = body[..start.saturating_sub(1)].rfind('\n').map_or(0, |at| at + 1).min(start);
    }
    for _ in after.len()..count {
        let next = (end + 1).min(body.len());
        end = body.get(next..).and_then(|rest| rest.find('\n')).map_or(body.len(), |at| next + at);
    }
    trimmed(body, start..end)
}

/// A word or string a query looks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Folded text.
    pub text: String,
    /// How much it says: the rarer, the more.
    pub weight: f32,
    /// Which clause of the query it belongs to, counted from 0; words of one run belong together.
    pub clause: usize,
}

/// Stands for any one character in what is looked for: U+10FFFE is none a text can have.
pub(crate) const UNKNOWN: char = '\u{10fffe}';

/// Returns where `needle` occurs, occurrences not overlapping.
pub fn find_all(folded: &str, needle: &str) -> Vec<Range<usize>> {
    if needle.is_empty() {
        return Vec::new();
    }
    if needle.contains(GAP) {
        return find_gaps(folded, needle);
    }
    if !needle.contains(UNKNOWN) {
        let starts = memmem::find_iter(folded.as_bytes(), needle.as_bytes());
        return starts.map(|start| start..start + needle.len()).collect();
    }
    let mut found = Vec::new();
    let mut free = 0;
    for (start, _) in folded.char_indices() {
        if start < free {
            continue;
        }
        let mut rest = folded[start..].chars();
        if needle.chars().all(|wanted| rest.next().is_some_and(|c| wanted == UNKNOWN || wanted == c)) {
            free = folded.len() - rest.as_str().len();
            found.push(start..free);
        }
    }
    found
}

/// Returns where strings with gaps between them occur.
fn find_gaps(folded: &str, needle: &str) -> Vec<Range<usize>> {
    let bytes: Vec<usize> = folded.char_indices().map(|(at, _)| at).chain([folded.len()]).collect();
    let number = |byte: usize| bytes.partition_point(|at| *at < byte) as u32;
    let of_part = |part: &str| -> Vec<(u32, u32)> {
        let starts = (0..folded.len()).filter(|at| folded.is_char_boundary(*at) && folded[*at..].starts_with(part));
        starts.map(|start| (number(start), number(start + part.len()))).collect()
    };
    let places: Vec<Vec<(u32, u32)>> = needle.split(GAP).map(of_part).collect();
    let is_break = |c: char| c == '\n' || SENTENCE_ENDS.contains(&c);
    let breaks: Vec<u32> = (0..).zip(folded.chars()).filter(|(_, c)| is_break(*c)).map(|(at, _)| at).collect();
    let Some((first, rest)) = places.split_first() else { return Vec::new() };
    let mut found = Vec::new();
    let mut free = 0;
    for (start, end) in chains(first, rest, &breaks) {
        if start >= free {
            found.push(bytes[start as usize]..bytes[end as usize]);
            free = end;
        }
    }
    found
}

/// Returns the byte ranges of `source` that the terms are at, in order and joined where they touch.
///
/// Where a clause's whole text occurs, its words by themselves are not marked; one-character words are marked only where
/// no longer word of the same clause occurs in the text.
pub fn marks(source: &str, clauses: &[String], terms: &[Term]) -> Vec<Range<usize>> {
    let folded = Folded::new(source);
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut mark = |needle: &str| -> bool {
        let places = find_all(&folded.text, needle);
        found.extend(places.iter().map(|place| folded.source_range(place.clone())));
        !places.is_empty()
    };
    for (number, clause) in clauses.iter().enumerate() {
        if mark(clause) {
            continue;
        }
        let words = terms.iter().filter(|term| term.clause == number && term.text != *clause);
        let (long, short): (Vec<&Term>, Vec<&Term>) = words.partition(|term| term.text.chars().count() > 1);
        let mut any = false;
        for term in long {
            any |= mark(&term.text);
        }
        if !any {
            for term in short {
                mark(&term.text);
            }
        }
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in found {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(text: &str, clause: usize) -> Term {
        Term { text: text.into(), weight: 1.0, clause }
    }

    #[test]
    fn paragraphs_are_passages() {
        let body = "　　第一段。\n\n第二段。 \n第三段";
        let texts: Vec<&str> = passages(body).into_iter().map(|range| &body[range]).collect();
        assert_eq!(texts, ["第一段。", "第二段。", "第三段"]);
    }

    #[test]
    fn long_paragraphs_are_cut_between_sentences() {
        let sentence = format!("{}。", "会议强调要压实责任".repeat(10));
        let body = format!("{}\n短段。", sentence.repeat(7));
        let ranges = passages(&body);
        assert_eq!(ranges.len(), 5);
        for range in &ranges {
            assert!(body[range.clone()].ends_with('。'));
            assert!(body[range.clone()].chars().count() <= PASSAGE_CHARS);
        }
        let joined: String = ranges.iter().map(|range| &body[range.clone()]).collect();
        assert_eq!(joined, body.replace('\n', ""), "nothing is lost");
    }

    #[test]
    fn a_sentence_without_end_is_cut_too() {
        for body in ["会".repeat(5000), "会议，".repeat(3000)] {
            let joined: String = passages(&body).into_iter().map(|range| &body[range]).collect();
            assert_eq!(joined, body);
        }
    }

    #[test]
    fn closing_quotes_stay_with_their_sentence() {
        let text = "他说：“要落实。”会议结束。";
        let texts: Vec<&str> = sentences(text, 0..text.len()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(texts, ["他说：“要落实。”", "会议结束。"]);
    }

    #[test]
    fn context_grows_by_sentences_then_paragraphs() {
        let body = "前一段。\n一。二。三。\n后一段。";
        let start = body.find("二。").expect("is there");
        let passage = start..start + "二。".len();
        assert_eq!(&body[with_context(body, &passage, 0)], "二。");
        assert_eq!(&body[with_context(body, &passage, 1)], "一。二。三。");
        assert_eq!(&body[with_context(body, &passage, 2)], body);
    }

    #[test]
    fn marks_stand_on_the_stored_text() {
        let source = "運城市委書記主持會議";
        let ranges = marks(source, &["市委书记".into()], &[term("市委书记", 0)]);
        assert_eq!(ranges.iter().map(|range| &source[range.clone()]).collect::<Vec<_>>(), ["市委書記"]);
        let ranges = marks("丁小川、丁香", &["丁小川".into()], &[term("丁", 0), term("小川", 0)]);
        assert_eq!((ranges.len(), ranges[0].clone()), (1, 0..9));
    }
}
