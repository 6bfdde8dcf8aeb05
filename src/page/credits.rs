//! Reads reporters, editors, sources and dates where they are labelled.

use std::ops::Range;

use super::dates::{self, Printed};
use super::labels::{Label, label_of, label_where};
use super::reader::{Credit, Page};
use crate::lexicon::{lexicon, rule_words};
use crate::view::{FoldedText, is_han};

/// A label of a line, and where its value is.
struct Piece {
    label: (&'static str, Label),
    start: usize,
    value: Range<usize>,
}

/// Returns the label of a line that is nothing else (`来源:`).
pub(super) fn label_alone(view: &FoldedText<'_>, range: &Range<usize>) -> Option<(&'static str, Label)> {
    let end = (range.start..range.end).find(|at| view.chars[*at] == ':')?;
    let alone = view.trimmed(end + 1..range.end).is_empty();
    let words = view.text(&view.trimmed(range.start..end));
    label_of(&words).filter(|(_, kind)| alone && !matches!(kind, Label::Other | Label::OriginalTitle))
}

/// Finds the labels of a range and what is after each. `tight` takes labels without colon or blank behind.
fn pieces(view: &FoldedText<'_>, range: &Range<usize>, tight: bool) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let fresh = at == range.start
            || !view.chars[at - 1].is_alphanumeric()
            || found.last().is_some_and(|p: &Piece| p.value.start == at)
            || view.is_at(at, "责任编辑");
        // 校审:李小明: with a colon behind it a label may be glued to the name before it.
        let glued = |label: &str| {
            let length = label.chars().count();
            length > 1 && view.chars.get(at + length) == Some(&':') && !found.is_empty()
        };
        let fresh = fresh || label_where(|label| view.is_at(at, label) && glued(label)).is_some();
        let label = fresh.then(|| label_where(|label| view.is_at(at, label))).flatten();
        let label = label.filter(|(_, kind)| *kind != Label::OriginalTitle);
        if let Some((words, kind)) = label {
            let end = behind_bracket(view, at + words.chars().count(), range.end);
            let people = kind.is_of_people();
            let short = words.chars().count() == 1;
            let behind = view.chars.get(end).copied().unwrap_or('\n');
            let colon = view.chars.get(view.skip_blanks(end)) == Some(&':');
            let loose = people && matches!(behind, ' ' | '|' | '/') && (!short || tight)
                || people && tight && is_han(behind) && !short;
            if colon || loose {
                let start = if colon { view.skip_blanks(end) + 1 } else { end };
                found.push(Piece { label: (words, kind), start: at, value: start..range.end });
                at = start;
                continue;
            }
        }
        at += 1;
    }
    for index in 1..found.len() {
        found[index - 1].value.end = found[index].start.max(found[index - 1].value.start);
    }
    found
}

/// Returns where a short bracket behind a label ends: 编辑(一审):
fn behind_bracket(view: &FoldedText<'_>, at: usize, limit: usize) -> usize {
    const INSIDE_CHARS_MAX: usize = 6;
    if view.chars.get(at) != Some(&'(') {
        return at;
    }
    let close = (at..limit.min(at + INSIDE_CHARS_MAX + 2)).find(|p| view.chars[*p] == ')');
    close.map(|close| close + 1).filter(|end| view.chars.get(view.skip_blanks(*end)) == Some(&':')).unwrap_or(at)
}

/// Reads a line that is nothing but labelled values, or a bare date line; returns whether it was one.
pub(crate) fn read_line(view: &FoldedText<'_>, line: &Range<usize>, in_head: bool, page: &mut Page) -> bool {
    let mut range = line.clone();
    while range.start < range.end
        && (matches!(view.chars[range.start], '·' | '•' | '●' | '▪' | ' ' | '[' | '(' | '【' | '|'))
    {
        range.start += 1;
    }
    while range.start < range.end && matches!(view.chars[range.end - 1], ']' | ')' | '】' | ' ' | '|') {
        range.end -= 1;
    }
    if range.len() > 120 || view.chars[range.clone()].contains(&'。') || range.is_empty() {
        return false;
    }
    let labelled = pieces(view, &range, false);
    let opening = range.start..labelled.first().map_or(range.end, |piece| piece.start);
    let date = dates::stamp(view, &opening);
    let opening_is_meta = match &date {
        Some((found, _)) => opening.len() - found.len() <= 46,
        None => opening.len() <= 3,
    };
    if !labelled.is_empty() && opening_is_meta {
        if let Some((found, day)) = date {
            keep_date(&found, day, page);
        }
        for piece in &labelled {
            keep(view, piece.label, &piece.value, page);
        }
        return true;
    }
    // A bare date line: 2010年1月15日 08:33, http://… 2003年09月03日12:19 清河今报
    if let Some((found, day)) = date
        && labelled.is_empty()
    {
        let before = view.trimmed(range.start..found.start);
        let after = view.trimmed(found.end..range.end);
        let address = view.text(&before).starts_with("http") || view.text(&before).starts_with("www");
        let weekday = view.is_at(after.start, "星期");
        let paper = ["报", "网", "社", "台", "在线", "电视", "发布"].iter().any(|end| view.ends_at(after.end, end));
        let word = before.is_empty() || address || before.len() <= 12 && !view.chars[before.clone()].contains(&',');
        if word
            && (after.is_empty()
                || weekday
                || after.len() <= 12 && paper
                || after.len() <= 16
                    && in_head
                    && !view.chars[after.clone()].contains(&',')
                    && before.is_empty()
                    && found.len() >= 8
                    && !view.chars[after.clone()].iter().any(|c| matches!(c, '会' | '召')))
        {
            keep_date(&found, day, page);
            if !after.is_empty() && paper && !weekday {
                page.source.get_or_insert(after);
            } else if !address && !before.is_empty() || !after.is_empty() && !weekday {
                page.asides.push(line.clone());
            }
            return true;
        }
    }
    false
}

/// Keeps a date, the first that has a year.
fn keep_date(range: &Range<usize>, day: Printed, page: &mut Page) {
    if page.published.as_ref().is_none_or(|(_, known)| known.year == 0 && day.year > 0) {
        page.published = Some((range.clone(), day));
    }
}

/// Keeps what is after a label.
pub(super) fn keep(
    view: &FoldedText<'_>,
    (words, label): (&'static str, Label),
    value: &Range<usize>,
    page: &mut Page,
) {
    let value = trim_marks(view, value);
    if value.is_empty() {
        return;
    }
    match label {
        Label::Source => {
            let end = (value.start..value.end)
                .find(|at| {
                    matches!(view.chars[*at], ' ' | '|' | ')' | ']' | '(' | ',' | '。')
                        || view.is_at(*at, "返回")
                        || view.is_at(*at, "编辑")
                        || view.is_at(*at, "责编")
                })
                .unwrap_or(value.end);
            let value = trim_marks(view, &(value.start..end));
            let dated = dates::stamp(view, &value).is_some();
            if (2..=25).contains(&value.len()) && !dated {
                page.source.get_or_insert(value);
            }
        }
        Label::Date => {
            if let Some((range, day)) = dates::stamp(view, &value) {
                keep_date(&range, day, page);
            }
        }
        Label::Reporter | Label::Picture => push_names(view, &value, words, &mut page.reporters),
        Label::Editor => push_names(view, &value, words, &mut page.editors),
        Label::OriginalTitle | Label::Other => {}
    }
}

fn trim_marks(view: &FoldedText<'_>, range: &Range<usize>) -> Range<usize> {
    let mark =
        |c: char| matches!(c, ' ' | ':' | '|' | ',' | ';' | '/' | '(' | ')' | '[' | ']' | '【' | '】' | '。' | '、');
    let mut range = range.clone();
    while range.start < range.end && mark(view.chars[range.start]) {
        range.start += 1;
    }
    while range.start < range.end && mark(view.chars[range.end - 1]) {
        range.end -= 1;
    }
    range
}

/// Splits a value at blanks and list marks into names; 宋 玉 is one name.
pub(crate) fn push_names(view: &FoldedText<'_>, value: &Range<usize>, label: &'static str, into: &mut Vec<Credit>) {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut start = value.start;
    for at in value.start..=value.end {
        if at == value.end
            || matches!(view.chars[at], ' ' | '、' | ',' | '/' | ';' | '|' | '(' | ')' | '。' | ':' | ']')
        {
            if start < at {
                tokens.push(start..at);
            }
            start = at + 1;
        }
    }
    let mut index = 0;
    while index < tokens.len() {
        let mut token = tokens[index].clone();
        if view.text(&token) == "报道" {
            index += 1;
            continue;
        }
        for tail in ["报道", "摄影报道", "摄", "文", "图", "整理", "综合"] {
            // 吴宇文 is a name, 吴宇摄 is not.
            let named = if tail == "文" { 3 } else { 2 };
            if view.ends_at(token.end, tail) && token.len() >= tail.chars().count() + named {
                token.end -= tail.chars().count();
                break;
            }
        }
        let single = |token: &Range<usize>| token.len() == 1 && is_han(view.chars[token.start]);
        if single(&token)
            && let Some(next) = tokens.get(index + 1).filter(|next| single(next) && next.start - token.end <= 3)
        {
            token.end = next.end;
            index += 1;
        }
        index += 1;
        // 作者:记者王小川
        if let Some((label, _)) = label_where(|label| label.chars().count() > 1 && view.is_at(token.start, label)) {
            token.start = (token.start + label.chars().count()).min(token.end);
        }
        let letters = view.chars[token.clone()].iter().filter(|c| is_han(**c)).count();
        let dotted = view.chars[token.clone()].contains(&'·');
        let organ = rule_words("end of no person").iter().any(|end| view.ends_at(token.end, end)) && letters != 2
            || view.text(&token).ends_with("记者");
        let name = letters + usize::from(dotted) + view.chars[token.clone()].iter().filter(|c| **c == ' ').count()
            >= token.len()
            && letters >= 2
            && (letters <= 4 || dotted)
            && !organ;
        // A word that is no name ends the list: what follows is prose.
        if !name {
            if letters > 4 {
                break;
            }
            continue;
        }
        // A name is printed twice in a line where text and pictures are one person's.
        let is_same = |known: &Credit| {
            view.stored(&known.name) == view.stored(&token)
                && view.line_of(known.name.start) == view.line_of(token.start)
        };
        if !into.iter().any(is_same) {
            into.push(Credit { name: token, label });
        }
    }
}

/// Reads credits inside the report: in brackets, behind the last full stop, and 本报记者 at its beginning.
pub(crate) fn read_body(view: &FoldedText<'_>, paragraph: &Range<usize>, page: &mut Page) {
    let mut at = paragraph.start;
    while at < paragraph.end {
        if matches!(view.chars[at], '(' | '[' | '【') && !view.quoted[at] {
            let close = (at + 1..paragraph.end.min(at + 80)).find(|p| matches!(view.chars[*p], ')' | ']' | '】'));
            if let Some(close) = close {
                read_bracket(view, at, close, paragraph, page);
                at = close;
            }
        }
        at += 1;
    }
    let stop = (paragraph.start..paragraph.end).rev().find(|at| matches!(view.chars[*at], '。' | '!' | ')' | '”'));
    let tail = view.trimmed(stop.map_or(paragraph.start, |stop| stop + 1)..paragraph.end);
    if (3..=70).contains(&tail.len()) && stop.is_some() {
        let found = pieces(view, &tail, false);
        if found.first().is_some_and(|piece| piece.start - tail.start <= 14) {
            for piece in found {
                keep(view, piece.label, &piece.value, page);
            }
        }
    }
    // 本报记者 王小川 李闻达 报道
    let head = paragraph.start..paragraph.end.min(paragraph.start + 50);
    for label in ["本报记者", "全媒体记者", "融媒体记者", "本网记者", "讯 记者", "讯记者", "网记者", "通讯员"]
    {
        if let Some(at) = view.find(label, &head)
            && !view.bracketed[at]
            && let Some(end) = view.find("报道", &(at..head.end)).filter(|end| *end - at < 30)
        {
            // 记者 王小川 潍坊报道: where it was written.
            let town = (at..end).rev().find(|p| view.chars[*p] == ' ').map(|blank| blank + 1);
            let town = town.filter(|town| lexicon().is_city(&view.text(&(*town..end))));
            let at = if view.is_at(at, "网记者") { at + 1 } else { at };
            let end = town.unwrap_or(end);
            for piece in pieces(view, &(at..end), true) {
                keep(view, piece.label, &piece.value, page);
            }
            break;
        }
    }
}

fn read_bracket(view: &FoldedText<'_>, open: usize, close: usize, paragraph: &Range<usize>, page: &mut Page) {
    let inner = view.trimmed(open + 1..close);
    let found = pieces(view, &inner, true);
    if found.first().is_some_and(|piece| piece.start - inner.start <= 8) {
        for piece in found {
            keep(view, piece.label, &piece.value, page);
        }
        return;
    }
    // 。(张云梅): names alone at the end of the report.
    let ends = view.skip_blanks(close + 1) >= paragraph.end;
    let alone = open == paragraph.start || matches!(view.chars[open - 1], '。' | '”' | ' ' | '!');
    if ends && alone {
        sign(view, &inner, page);
    }
}

/// Keeps the names of a range that holds nothing else, as who wrote it; returns whether it did.
pub(super) fn sign(view: &FoldedText<'_>, range: &Range<usize>, page: &mut Page) -> bool {
    let names = only_names(view, range);
    page.reporters.extend(names.iter().map(|name| Credit { name: name.clone(), label: "署名" }));
    !names.is_empty()
}

/// Returns the names of a range that holds one to four of them and nothing else: 王小川 李闻达, 宋 玉.
fn only_names(view: &FoldedText<'_>, range: &Range<usize>) -> Vec<Range<usize>> {
    const NAMES_MAX: usize = 4;
    let is_name = |name: &Range<usize>| {
        let words: String = view.text(name).chars().filter(|c| *c != ' ').collect();
        (2..=3).contains(&words.chars().count())
            && words.chars().all(is_han)
            && lexicon().is_surname(view.chars[name.start])
            && !lexicon().is_word(&words)
            && crate::lexicon::tag_of(&words).is_none_or(|tag| tag.starts_with("nr"))
    };
    // 宋 玉
    if range.len() == 3 && view.chars[range.start + 1] == ' ' && is_name(range) {
        return vec![range.clone()];
    }
    let mut names = Vec::new();
    let mut start = range.start;
    for at in range.start..=range.end {
        if at == range.end || matches!(view.chars[at], ' ' | '、' | '/' | '|') {
            if start < at {
                names.push(start..at);
            }
            start = at + 1;
        }
    }
    if (1..=NAMES_MAX).contains(&names.len()) && names.iter().all(is_name) { names } else { Vec::new() }
}
