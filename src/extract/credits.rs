//! Reads what a page says about its article: source, date, reporters, editors.

use super::trim;
use crate::article::{Article, PartialDate};
use crate::page::labels::{Label, label_at, label_of};

/// Reads a line that is nothing but labelled values, or a bare date line, into the article.
///
/// Returns whether it was one.
pub(super) fn read_meta_line(line: &str, article: &mut Article) -> bool {
    if let Some(title) = after_label(line, "原标题") {
        let title = trim(title.trim_end_matches([')', '）']));
        if !title.is_empty() && article.original_title.is_none() {
            article.original_title = Some(title.to_owned());
        }
        return true;
    }
    let inner = trim(line.trim_start_matches(['•', '●', '▪'])).trim_matches(BRACKETS);
    if inner.chars().count() > 120 || inner.contains('。') {
        return false;
    }
    let pieces = labelled(inner);
    let opening = pieces.first().map_or(inner, |first| &inner[..first.start]);
    if !pieces.is_empty() && is_meta_rest(opening, article) {
        for piece in &pieces {
            keep(piece.credit, piece.value, article);
        }
        return true;
    }
    pieces.is_empty() && is_date_line(inner, article)
}

/// Returns whether a line is only a label whose value is on the next line (`来源:`).
pub(super) fn is_label_alone(line: &str) -> bool {
    let label = line.trim_end_matches([':', '：']);
    label.len() < line.len() && label_of(label).is_some_and(|(_, credit)| credit != Label::Other)
}

const BRACKETS: [char; 8] = ['(', ')', '（', '）', '[', ']', '【', '】'];

struct Labelled<'a> {
    start: usize,
    credit: Label,
    value: &'a str,
}

/// Finds the labels of a line and what is after each.
fn labelled(line: &str) -> Vec<Labelled<'_>> {
    let mut found: Vec<(usize, usize, Label)> = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        // A label begins the line or follows a blank or a mark, and ends in a colon, or (for people) a blank.
        let fresh = line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let label = label_at(rest).filter(|(label, _)| fresh && label.chars().count() > 1).filter(|(label, credit)| {
            let behind = &rest[label.len()..];
            let colon = behind.trim_start().starts_with([':', '：']);
            colon || credit.is_of_people() && behind.starts_with([' ', '\u{3000}', '|', '丨', '/'])
        });
        match label {
            Some((label, credit)) => {
                found.push((at, at + label.len(), credit));
                at += label.len();
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    let ends: Vec<usize> = found.iter().skip(1).map(|f| f.0).chain([line.len()]).collect();
    found
        .iter()
        .zip(ends)
        .map(|(&(start, value_start, credit), end)| Labelled {
            start,
            credit,
            value: trim_marks(&line[value_start..end]),
        })
        .collect()
}

fn trim_marks(value: &str) -> &str {
    value.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, ':' | '：' | '|' | '丨' | '，' | ',' | ';' | '；' | '/')
            || BRACKETS.contains(&c)
    })
}

fn keep(credit: Label, value: &str, article: &mut Article) {
    match credit {
        Label::Source => {
            let name = value.split(|c: char| c.is_whitespace() || matches!(c, '|' | '丨')).next().unwrap_or_default();
            let name = name.trim_matches(['《', '》', '“', '”', '"']);
            if article.source.is_none() && (1..=30).contains(&name.chars().count()) {
                article.source = Some(name.to_owned());
            }
            keep_date_in(value, article);
        }
        Label::Date => keep_date_in(value, article),
        Label::Editor => keep_names(value, &mut article.editors),
        Label::Reporter => keep_names(value, &mut article.reporters),
        Label::OriginalTitle | Label::Picture | Label::Other => {}
    }
}

fn keep_names(value: &str, people: &mut Vec<String>) {
    for name in names(value) {
        if !people.contains(&name) {
            people.push(name);
        }
    }
}

pub(super) fn keep_date_in(value: &str, article: &mut Article) {
    if article.published.is_none()
        && let Some((date, words)) = first_date_and_words(value)
    {
        article.published = Some(date);
        article.published_as = Some(words.to_owned());
    }
}

/// Returns the first date with a year that is anywhere in the text.
pub(super) fn first_date(text: &str) -> Option<PartialDate> {
    first_date_and_words(text).map(|(date, _)| date)
}

/// The same with its words, the time of day among them.
fn first_date_and_words(text: &str) -> Option<(PartialDate, &str)> {
    let in_date = |c: char| c.is_numeric() || c.is_whitespace() || "年月日时分秒-/.:：TZ+".contains(c);
    let mut digit_before = false;
    for (at, c) in text.char_indices() {
        let digit = c.is_ascii_digit() || ('０'..='９').contains(&c);
        if digit
            && !digit_before
            && let Some(date) = PartialDate::parse(&text[at..]).filter(|date| date.day > 0)
        {
            let words = text[at..].split(|c| !in_date(c)).next().unwrap_or_default();
            return Some((date, trim(words)));
        }
        digit_before = digit;
    }
    None
}

/// Returns whether what is in front of the first label is itself a date, an address, a clock or a mark.
fn is_meta_rest(rest: &str, article: &mut Article) -> bool {
    let rest = trim_marks(rest);
    rest.is_empty() || is_date_line(rest, article)
}

/// Reads a short line that is a date, perhaps with an address before and a paper behind it.
fn is_date_line(line: &str, article: &mut Article) -> bool {
    let line = line.trim_matches(['|', ' ']);
    if line.chars().count() > 60 {
        return false;
    }
    let words: Vec<&str> = line.split_whitespace().filter(|word| *word != "|").collect();
    let dated =
        words.iter().position(|word| first_date(word).is_some() && word.starts_with(|c: char| c.is_ascii_digit()));
    let Some(dated) = dated else { return false };
    let before_is_address = words[..dated].iter().all(|word| word.starts_with("http") || word.starts_with("www."));
    let only_date = words[dated].chars().all(|c| c.is_ascii_digit() || "年月日-/.:：时分秒TZ+".contains(c));
    if !before_is_address || !only_date || words.len() > dated + 4 {
        return false;
    }
    // With the time of day after it.
    keep_date_in(&line[line.find(words[dated]).unwrap_or_default()..], article);
    let paper = words[dated + 1..]
        .iter()
        .find(|word| !word.starts_with(|c: char| c.is_ascii_digit()) && !word.starts_with("星期"));
    if let Some(paper) = paper.filter(|_| article.source.is_none()) {
        article.source = Some(paper.trim_matches(['|', '（', '）', '(', ')']).to_owned());
    }
    true
}

/// Splits `宋 玉、陈新 通讯员 李欣` into names; a one-character surname and given name set apart are joined.
pub(super) fn names(value: &str) -> Vec<String> {
    let pieces: Vec<&str> = value
        .split(|c: char| c.is_whitespace() || "、，,;；/|丨和&".contains(c) || BRACKETS.contains(&c))
        .map(|piece| trim(piece).trim_matches([':', '：', '[', ']']))
        .filter(|piece| !piece.is_empty())
        .collect();
    let mut names: Vec<String> = Vec::new();
    let mut single: Option<&str> = None;
    for piece in pieces {
        let letters = piece.chars().count();
        match (single.take(), letters) {
            (Some(surname), 1) => names.push(format!("{surname}{piece}")),
            (_, 1) => single = Some(piece),
            _ if letters <= 12 && label_of(piece).is_none() => {
                let piece = label_at(piece)
                    .filter(|(label, _)| label.chars().count() > 1)
                    .map_or(piece, |(label, _)| &piece[label.len()..]);
                let name = piece.trim_end_matches("摄影报道").trim_end_matches("报道");
                let name = name.strip_suffix('摄').filter(|name| name.chars().count() >= 2).unwrap_or(name);
                if (2..=12).contains(&name.chars().count()) && name.chars().all(|c| c.is_alphabetic() || c == '·') {
                    names.push(name.to_owned());
                }
            }
            _ => {}
        }
    }
    names
}

/// Reads reporters and editors that are inside the article: `本报讯(记者 宋 玉)`, `。(记者 周文)`.
pub(super) fn read_credits_in_body(body: &str, article: &mut Article) {
    for (open, close) in [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')] {
        let mut rest = body;
        while let Some((_, after)) = rest.split_once(open) {
            let Some((inner, behind)) = after.split_once(close) else { break };
            if inner.chars().count() <= 60 {
                read_bracket(inner, article);
            }
            rest = behind;
        }
    }
}

fn read_bracket(inner: &str, article: &mut Article) {
    let inner = trim(inner);
    let spaced: Vec<Labelled<'_>> = labelled(inner);
    if spaced.first().is_some_and(|piece| piece.start == 0) {
        for piece in spaced {
            if matches!(piece.credit, Label::Editor | Label::Reporter) {
                keep(piece.credit, piece.value, article);
            }
        }
        return;
    }
    // `记者徐展新`: the label and the first name written together.
    let reporter = ["全媒体记者", "本报记者", "融媒记者", "记者", "記者", "通讯员", "通訊員"];
    if let Some(rest) = reporter.iter().find_map(|label| inner.strip_prefix(label))
        && !rest.contains(['，', '。', ','])
    {
        keep_names(rest, &mut article.reporters);
    }
}

fn after_label<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let line = line.trim_start_matches(['(', '（', '[', '【', '•', ' ', '\u{3000}']);
    line.strip_prefix(label)?.trim_start().strip_prefix([':', '：']).map(trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<Article> {
        let mut article = Article::default();
        read_meta_line(line, &mut article).then_some(article)
    }

    #[test]
    fn one_line_of_metadata() {
        let article = read("2022年09月22日15:06 | 来源:清河日报").expect("metadata");
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2022-09-22"));
        assert_eq!(article.source.as_deref(), Some("清河日报"));
        let article = read("来源:中共清河县委宣传部    时间:2022年03月25日").expect("metadata");
        assert_eq!(article.source.as_deref(), Some("中共清河县委宣传部"));
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2022-03-25"));
        let article = read("http://www.example.com 2003年09月03日12:19 清河今报").expect("metadata");
        assert_eq!(article.source.as_deref(), Some("清河今报"));
    }

    #[test]
    fn editors_and_reporters() {
        let article = read("(责编:陈新、韩小婷)").expect("metadata");
        assert_eq!(article.editors, ["陈新", "韩小婷"]);
        let article = read("• [编辑:史卓]").expect("metadata");
        assert_eq!(article.editors, ["史卓"]);
        let article = read("文字:张黄 姚天").expect("metadata");
        assert_eq!(article.reporters, ["张黄", "姚天"]);
        let mut article = Article::default();
        read_credits_in_body("本报讯（记者 宋 玉 通讯员李小明）昨天，会议召开。", &mut article);
        assert_eq!(article.reporters, ["宋玉", "李小明"]);
    }

    #[test]
    fn prose_is_no_metadata() {
        assert_eq!(read("时间紧任务重，各部门要抓紧落实"), None);
        assert_eq!(read("8月28日，市委书记主持召开会议。"), None);
        assert_eq!(read("2022年市委工作会议召开"), None);
    }

    #[test]
    fn original_title() {
        let article = read("原标题:林远舟主持召开会议时强调 压实责任").expect("metadata");
        assert_eq!(article.original_title.as_deref(), Some("林远舟主持召开会议时强调 压实责任"));
    }
}
