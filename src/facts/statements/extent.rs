//! How far someone's words go, and the numbered points in them: 一要…二要…

use std::ops::Range;

use super::{Span, Speech, Statement};
use crate::lexicon::rule_words;
use crate::page::Page;
use crate::view::FoldedText;

/// What is counted to: no speech has more points.
const NUMBERS: [&str; 20] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七",
    "十八", "十九", "二十",
];

/// How points are numbered: what is before and behind the number.
const STYLES: [(&str, &[&str]); 6] = [
    ("", &["要"]),
    ("", &["是"]),
    ("第", &[",", "、", ":", "是", "要"]),
    ("(", &[")"]),
    ("", &["、", "."]),
    ("", &[":", ","]),
];

/// Writes into each statement how far it goes, and its points.
pub(super) fn read(view: &FoldedText<'_>, page: &Page, found: &mut [Statement]) {
    for index in 0..found.len() {
        let mut number = found[index].paragraph;
        let start = found[index].at.start;
        let next = found.iter().filter(|s| s.at.start > start).min_by_key(|s| s.at.start);
        // The office before the next name is none of these words.
        let next = next.map_or(usize::MAX, |next| match next.sentence > start {
            true => next.sentence,
            false => (start..next.at.start).rev().find(|at| view.is_clause_end(*at)).map_or(next.at.start, |at| at + 1),
        });
        let mut end = page.paragraphs[number].end.min(next);
        let says = found[index].spoken.speech == Speech::Say;
        // 提出三点要求: and each point in a paragraph of its own.
        while says && next > end {
            let Some(paragraph) = page.paragraphs.get(number + 1) else { break };
            let so_far = points(view, &(start..end)).1;
            if next < paragraph.end || !goes_on(view, paragraph.start, so_far) {
                break;
            }
            (number, end) = (number + 1, paragraph.end);
        }
        let extent = view.trimmed(start..end_of_report(view, start, end));
        found[index].spoken.extent = span(view, &extent);
        if says {
            let (points, _) = points(view, &extent);
            found[index].spoken.points = points.iter().map(|point| span(view, point)).collect();
        }
    }
}

/// Returns where what was said ends before a sentence about who attended, a source or a credit: text that is run together.
fn end_of_report(view: &FoldedText<'_>, start: usize, end: usize) -> usize {
    let mut sentence = start;
    for at in start..end {
        if view.quoted[at] || !matches!(view.chars[at], '。' | '!' | '?') {
            continue;
        }
        // The first sentence is the speaker's whatever it says.
        let attends = rule_words("sentence about attendance").iter().any(|words| view.ends_at(at, words));
        if sentence > start && attends {
            return sentence;
        }
        sentence = at + 1;
        let next = view.skip_blanks(sentence);
        if next < end && view.any_at(next, rule_words("behind a report")).is_some() {
            return sentence;
        }
    }
    end
}

fn span(view: &FoldedText<'_>, range: &Range<usize>) -> Span {
    let bytes = view.bytes(range);
    Span { start: bytes.start as u32, end: bytes.end as u32 }
}

/// Returns whether a paragraph begins with the point that comes next, of the style so far.
fn goes_on(view: &FoldedText<'_>, at: usize, so_far: Option<(usize, usize)>) -> bool {
    match so_far {
        Some((style, count)) => is_number(view, at, style, count),
        None => (0..STYLES.len()).any(|style| is_number(view, at, style, 0)),
    }
}

/// Returns whether a point of a style and number, counted from 0, begins at a place.
fn is_number(view: &FoldedText<'_>, at: usize, style: usize, number: usize) -> bool {
    let (before, behind) = STYLES[style];
    if !view.is_at(at, before) || number >= NUMBERS.len() {
        return false;
    }
    let at = at + before.chars().count();
    let arabic = (number + 1).to_string();
    // 5.2 亿元 is no point.
    let numbers: &[&str] = if style < 2 { &[NUMBERS[number]] } else { &[NUMBERS[number], &arabic] };
    numbers.iter().any(|number| {
        let end = at + number.chars().count();
        let digit = view.chars.get(end + 1).is_some_and(char::is_ascii_digit);
        view.is_at(at, number) && view.any_at(end, behind).is_some() && !(view.is_at(end, ".") && digit)
    })
}

/// Returns the points in what someone says, of the style that begins first, and its style and number so far.
fn points(view: &FoldedText<'_>, extent: &Range<usize>) -> (Vec<Range<usize>>, Option<(usize, usize)>) {
    // One look at the character settles most places.
    let mut begun = extent.clone().filter(|at| matches!(view.chars[*at], '一' | '第' | '(' | '1'));
    let first = begun.find_map(|at| {
        let style = (0..STYLES.len()).find(|style| is_number(view, at, *style, 0))?;
        begins(view, extent, at).then_some((at, style))
    });
    let Some((start, style)) = first else { return (Vec::new(), None) };
    let before = STYLES[style].0.chars().next();
    let mut starts = vec![start];
    let may_begin = |at: &usize| {
        let c = view.chars[*at];
        before.map_or(c.is_ascii_digit() || "一二三四五六七八九十".contains(c), |before| c == before)
    };
    for at in (start + 1..extent.end).filter(may_begin) {
        if begins(view, extent, at) && is_number(view, at, style, starts.len()) {
            starts.push(at);
        }
    }
    let count = starts.len();
    let ends = starts[1..].iter().copied().chain([extent.end]);
    let ranges = starts.iter().zip(ends).map(|(start, end)| {
        let mut point = view.trimmed(*start..end);
        while point.len() > 1 && matches!(view.chars[point.end - 1], ';' | ',' | '。' | '\n' | ' ') {
            point.end -= 1;
        }
        point
    });
    let points = if count > 1 { ranges.collect() } else { Vec::new() };
    (points, Some((style, count)))
}

/// Returns whether something may begin at a place: behind a mark, or at the beginning.
fn begins(view: &FoldedText<'_>, extent: &Range<usize>, at: usize) -> bool {
    at == extent.start
        || !view.quoted[at] && (view.is_clause_end(at - 1) || matches!(view.chars[at - 1], ' ' | '、' | '”'))
}

#[cfg(test)]
mod tests {
    fn check(text: &str, extent: &str, points: &[&str]) {
        let text = format!("7月3日,云岭市市长储云帆主持召开防汛会议。\n{text}");
        let record = crate::facts::read(&text, &Default::default());
        let statement = record.statements.first().unwrap_or_else(|| panic!("no statement in {text}"));
        let words = |span: &crate::facts::Span| &text[span.start as usize..span.end as usize];
        assert_eq!(words(&statement.extent), extent, "{text}");
        assert_eq!(statement.points.iter().map(words).collect::<Vec<_>>(), points, "{text}");
    }

    #[test]
    fn numbered_points() {
        let text = "储云帆强调,一要守住堤坝;二要巡查到位。三要备足物资。";
        check(text, text, &["一要守住堤坝", "二要巡查到位", "三要备足物资"]);
        let text = "储云帆强调,要守住堤坝,一是一线要有人。";
        check(text, text, &[]);
        let text = "储云帆提出三点要求:第一,守堤。一要巡查,二要值班。第二,备料。";
        check(text, text, &["第一,守堤。一要巡查,二要值班", "第二,备料"]);
    }

    #[test]
    fn who_attended_is_none_of_the_words() {
        let said = "储云帆强调,要守住堤坝。要备足物资。";
        check(&format!("{said}市领导何清、赵子安参加会议。来源:云岭日报"), said, &[]);
        check(&format!("{said}(记者 李小明)"), said, &[]);
    }

    #[test]
    fn points_go_on_over_paragraphs() {
        let text = "储云帆提出三点要求:\n一要守住堤坝。\n二要巡查到位。\n会议由储云帆主持。";
        check(text, "储云帆提出三点要求:\n一要守住堤坝。\n二要巡查到位。", &["一要守住堤坝", "二要巡查到位"]);
        let text = "储云帆强调,要压实责任。\n三要守住堤坝。";
        check(text, "储云帆强调,要压实责任。", &[]);
    }
}
