//! Text for people: terminals and Markdown.

use std::io::{self, Write};
use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::markdown::{citation, title_or_lead};
use super::messages::{self as say, Language};
use crate::facts::Day;
use crate::index::IndexedArticle;
use crate::passage::passages;
use crate::sanitize::needs_escape;
use crate::search::{Group, Hit, PassageHit, SearchAnswer};
use crate::service::{ArticleAnswer, ListedArticle};

/// How text looks: decided at the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Colours and bold; without them matches are between « and ».
    pub color: bool,
    /// Columns; a Chinese character takes two.
    pub width: usize,
    /// Cuts what is too long for a line of a table.
    pub cut: bool,
    /// Shows where each part of a score comes from.
    pub explain: bool,
    /// The language of headings.
    pub language: Language,
}

impl Style {
    /// Text that is out, where there is colour.
    pub fn strong(self, text: &str) -> String {
        if self.color { format!("{BOLD}{text}{RESET}") } else { text.to_owned() }
    }

    /// Text that is back, where there is colour.
    pub fn faint(self, text: &str) -> String {
        if self.color { format!("{DIM}{text}{RESET}") } else { text.to_owned() }
    }
}

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const MATCH: &str = "\x1b[1;31m";
const ID: &str = "\x1b[33m";
const RESET: &str = "\x1b[0m";

/// Removes what a terminal would obey and what turns writing direction; a line end and a tab become a space.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\t' | '\r' => Some(' '),
            c if needs_escape(c) => None,
            c => Some(c),
        })
        .collect()
}

/// Pads or cuts to a display width.
pub(crate) fn pad(text: &str, width: usize) -> String {
    let mut text = shorten_to_width(text, width);
    let missing = width.saturating_sub(text.width());
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// Cuts to a display width, with … where something is missing.
pub(crate) fn shorten_to_width(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

/// Cuts text into lines of a display width, at blanks between Latin words and anywhere between others.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    wrap_marked(text, &[], width, ("", ""))
}

/// No line of a report begins with one of these.
const NOT_FIRST: &str = "，。、；：！？”’）》】」』,.;:!?)]»";

fn wrap_marked(text: &str, marks: &[Range<usize>], width: usize, (open, close): (&str, &str)) -> Vec<String> {
    let width = width.max(8);
    let sign_width = if open.starts_with('\x1b') { 0 } else { open.width() };
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    let mut marked = false;
    let mut last_blank: Option<(usize, usize)> = None;
    for (at, c) in text.char_indices() {
        let inside = marks.iter().any(|mark| mark.contains(&at));
        if marked && !inside {
            line.push_str(close);
            used += sign_width;
        }
        let c_width = c.width().unwrap_or(0);
        // Room is kept for a mark that must not begin the next line.
        let room = if NOT_FIRST.contains(c) { width } else { width - 2 };
        if used + c_width + if inside { 2 * sign_width } else { 0 } > room && !line.is_empty() {
            let latin = c.is_ascii_alphanumeric() && line.ends_with(|c: char| c.is_ascii_alphanumeric());
            let carry = match last_blank.filter(|(_, before)| latin && *before * 2 > width && !marked) {
                Some((blank, _)) => line.split_off(blank).trim_start().to_owned(),
                None => String::new(),
            };
            if marked && inside {
                line.push_str(close);
            }
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = carry.width();
            line = carry;
            if marked && inside {
                line.push_str(open);
                used += sign_width;
            }
            last_blank = None;
            if c == ' ' {
                marked = inside;
                continue;
            }
        }
        if inside && !marked {
            line.push_str(open);
            used += sign_width;
        }
        if c == ' ' {
            last_blank = Some((line.len(), used));
        }
        line.push(c);
        used += c_width;
        marked = inside;
    }
    if marked {
        line.push_str(close);
    }
    if !line.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Cleans a text and moves its marks along.
fn clean_marked(text: &str, marks: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let mut cleaned = String::new();
    let mut moved: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for mark in marks {
        cleaned.push_str(&clean(&text[at..mark.start]));
        let start = cleaned.len();
        cleaned.push_str(&clean(&text[mark.clone()]));
        moved.push(start..cleaned.len());
        at = mark.end;
    }
    cleaned.push_str(&clean(&text[at..]));
    (cleaned, moved)
}

/// Returns a text with its marks, in one line.
pub(super) fn marked_line(text: &str, marks: &[Range<usize>], style: Style) -> String {
    let (text, marks) = clean_marked(text, marks);
    let (open, close) = signs(style);
    let (mut line, mut at) = (String::new(), 0);
    for mark in marks {
        line.push_str(&text[at..mark.start]);
        line.push_str(&format!("{open}{}{close}", &text[mark.clone()]));
        at = mark.end;
    }
    line.push_str(&text[at..]);
    line
}

/// Returns a text with its marks in lines of a display width.
pub(super) fn marked_lines(text: &str, marks: &[Range<usize>], width: usize, style: Style) -> Vec<String> {
    let (text, marks) = clean_marked(text, marks);
    wrap_marked(&text, &marks, width, signs(style))
}

fn signs(style: Style) -> (&'static str, &'static str) {
    if style.color { (MATCH, RESET) } else { ("«", "»") }
}

/// Marks a text as what was looked for, in colour or between «».
pub(super) fn marked(text: &str, style: Style) -> String {
    if style.color { paint(text, MATCH, style) } else { format!("«{text}»") }
}

fn paint(text: &str, color: &str, style: Style) -> String {
    if style.color && !text.is_empty() { format!("{color}{text}{RESET}") } else { text.to_owned() }
}

/// Writes results: a headline with outlet, date and id, its passages below, matches marked.
pub(super) fn search_text(out: &mut dyn Write, answer: &SearchAnswer, style: Style) -> io::Result<()> {
    if style.explain && !answer.hits.is_empty() {
        let weights: Vec<String> =
            answer.weights.iter().map(|(word, weight)| format!("{} {weight:.3}", clean(word))).collect();
        writeln!(out, "weights: {}\n", weights.join(", "))?;
    }
    for hit in &answer.hits {
        let rank = format!("{:>3}  ", hit.rank);
        let indent = " ".repeat(rank.len());
        let article = &hit.record.article;
        let (title, title_marks) =
            clean_marked(title_or_lead(&hit.record), if article.title.is_empty() { &[] } else { &hit.title_marks });
        let lines = wrap_marked(&title, &title_marks, style.width.saturating_sub(indent.len()), signs(style));
        for (number, line) in lines.iter().enumerate() {
            let start = if number == 0 { &rank } else { &indent };
            writeln!(out, "{start}{}", if style.color { bold_around(line) } else { line.clone() })?;
        }
        let mut about: Vec<String> = Vec::new();
        about.extend(article.outlet_or_source().map(clean));
        about.extend(article.published.map(|date| date.to_string()));
        let mut id = hit.short_id.clone();
        if answer.group == Group::Passage {
            id.extend(hit.passages.first().map(|passage| format!(":{}", passage.number)));
        }
        about.push(paint(&id, ID, style));
        writeln!(out, "{indent}{}", about.join("  "))?;
        if let Some(line) = meeting_line(hit, style.language) {
            for line in wrap(&line, style.width.saturating_sub(indent.len())) {
                writeln!(out, "{indent}{}", paint(&line, DIM, style))?;
            }
        }
        if style.explain {
            let parts = hit.parts;
            writeln!(
                out,
                "{indent}score {:.3} = words {:.3} + pairs {:.3} + order {:.3} + passage {:.3} + lead {:.3} + headline {:.3} + answer {:.3}",
                hit.score, parts.words, parts.pairs, parts.order, parts.passage, parts.lead, parts.title, parts.answer
            )?;
        }
        match hit.same_as {
            Some(rank) => writeln!(out, "{indent}{}", say::SAME_TEXT.with(style.language, &[&rank]))?,
            None => {
                for passage in &hit.passages {
                    write_passage(out, hit, passage, &indent, style)?;
                }
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Says which meeting a result reports: its name, when it was, who chaired.
fn meeting_line(hit: &Hit, language: Language) -> Option<String> {
    let meeting = hit.facts.meeting.as_ref().filter(|_| hit.facts.is_meeting)?;
    let mut words = vec![clean(&meeting.name)];
    words.extend(hit.facts.event.as_ref().map(ToString::to_string));
    if !hit.facts.chairs.is_empty() {
        let names: Vec<String> = hit.facts.chairs.iter().map(|chair| clean(&chair.name.value)).collect();
        words.push(say::CHAIRED_BY.with(language, &[&names.join("、")]));
    }
    Some(words.join(" · "))
}

/// Makes a line bold whose matches reset the colour.
fn bold_around(line: &str) -> String {
    format!("{BOLD}{}{RESET}", line.replace(RESET, &format!("{RESET}{BOLD}")))
}

fn write_passage(out: &mut dyn Write, hit: &Hit, passage: &PassageHit, indent: &str, style: Style) -> io::Result<()> {
    let (mut text, mut marks) = clean_marked(&hit.record.article.body[passage.span.clone()], &passage.marks);
    // Who speaks, unless the passage begins by saying so.
    if let Some(speaker) = passage.speaker.as_deref().map(clean).filter(|speaker| !text.starts_with(speaker.as_str())) {
        let named = format!("[{speaker}] ");
        marks.iter_mut().for_each(|mark| *mark = mark.start + named.len()..mark.end + named.len());
        text.insert_str(0, &named);
    }
    let label = format!(":{:<3} ", passage.number);
    let inner = " ".repeat(label.len());
    let lines = wrap_marked(&text, &marks, style.width.saturating_sub(indent.len() + label.len()), signs(style));
    for (number, line) in lines.iter().enumerate() {
        let start = if number == 0 { paint(&label, DIM, style) } else { inner.clone() };
        writeln!(out, "{indent}{start}{line}")?;
    }
    Ok(())
}

/// Writes a table of articles: id, date, outlet, headline.
pub(super) fn list_text(out: &mut dyn Write, articles: &[ListedArticle], style: Style) -> io::Result<()> {
    let id_width = articles.iter().map(|one| one.short_id.len()).max().unwrap_or(0);
    let outlets = articles.iter().filter_map(|one| one.indexed.article.outlet_or_source());
    let outlet_width = outlets.map(|outlet| clean(outlet).width()).max().unwrap_or(0).min(16);
    for one in articles {
        let article = &one.indexed.article;
        let date = article.published.map(|date| date.to_string()).unwrap_or_default();
        let outlet = pad(&clean(article.outlet_or_source().unwrap_or_default()), outlet_width);
        let used = id_width + 2 + 10 + 2 + outlet_width + 2;
        let title = clean(title_or_lead(&one.indexed));
        let title = if style.cut { shorten_to_width(&title, style.width.saturating_sub(used).max(20)) } else { title };
        let line = format!("{}  {date:10}  {outlet}  {title}", paint(&pad(&one.short_id, id_width), ID, style));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A day, or a dash.
pub(super) fn day_words(day: Option<Day>) -> String {
    day.map_or("-".into(), |day| day.to_string())
}

/// Writes an article with everything it says about itself.
pub(super) fn article_text(out: &mut dyn Write, id: &str, record: &IndexedArticle, style: Style) -> io::Result<()> {
    let article = &record.article;
    if !article.title.is_empty() {
        for line in wrap(&clean(&article.title), style.width) {
            writeln!(out, "{}", paint(&line, BOLD, style))?;
        }
        writeln!(out)?;
    }
    let mut field = |label: &str, value: &str| -> io::Result<()> {
        if value.is_empty() {
            return Ok(());
        }
        let lines = wrap(&clean(value), style.width.saturating_sub(16));
        for (number, line) in lines.iter().enumerate() {
            writeln!(out, "{}{line}", paint(&pad(if number == 0 { label } else { "" }, 16), DIM, style))?;
        }
        Ok(())
    };
    field(say::ID.of(style.language), id)?;
    field("key", article.key.as_deref().unwrap_or_default())?;
    field(say::ORIGINAL_TITLE.of(style.language), article.original_title.as_deref().unwrap_or_default())?;
    field(say::OUTLET.of(style.language), article.outlet.as_deref().unwrap_or_default())?;
    field(say::SOURCE.of(style.language), article.source.as_deref().unwrap_or_default())?;
    field(say::CHANNEL.of(style.language), article.channel.as_deref().unwrap_or_default())?;
    field(say::PUBLISHED.of(style.language), &article.published.map(|date| date.to_string()).unwrap_or_default())?;
    field(say::REPORTERS.of(style.language), &article.reporters.join("、"))?;
    field(say::EDITORS.of(style.language), &article.editors.join("、"))?;
    field(say::TAGS.of(style.language), &article.tags.join(" "))?;
    field("url", article.url.as_deref().unwrap_or_default())?;
    for place in &record.places {
        field(say::FROM.of(style.language), &format!("{place} ({})", record.format.name()))?;
    }
    field(
        say::REVISIONS.of(style.language),
        &if record.revisions > 1 { record.revisions.to_string() } else { String::new() },
    )?;
    for (name, value) in &article.extra {
        field(&clean(name), value)?;
    }
    for caution in &article.cautions {
        field(say::CAUTION.of(style.language), caution)?;
    }
    for caution in record.seen_cautions() {
        field(say::CAUTION_SEEN.of(style.language), caution)?;
    }
    writeln!(out)?;
    let digits = passages(&article.body).len().to_string().len();
    for (number, span) in passages(&article.body).into_iter().enumerate() {
        let label = format!(":{:<digits$} ", number + 1);
        for (row, line) in wrap(&clean(&article.body[span]), style.width.saturating_sub(label.len())).iter().enumerate()
        {
            let start = if row == 0 { paint(&label, DIM, style) } else { " ".repeat(label.len()) };
            writeln!(out, "{start}{line}")?;
        }
    }
    Ok(())
}

/// Writes one passage and the line to cite it by.
pub(super) fn passage_text(
    out: &mut dyn Write,
    answer: &ArticleAnswer,
    number: usize,
    span: Range<usize>,
    style: Style,
) -> io::Result<()> {
    let (id, record) = (&answer.short_id, &answer.indexed);
    for line in wrap(&clean(&record.article.body[span]), style.width) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{}", paint(&format!("— {} [{id}:{number}]", citation(record, Some(&answer.facts))), DIM, style))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_terminal_obeys_is_left() {
        assert_eq!(clean("会\u{1b}[31m议\u{202e}召\u{9b}开\u{7}\n好"), "会[31m议召开 好");
    }

    #[test]
    fn chinese_takes_two_columns() {
        assert_eq!(pad("会议", 6), "会议  ");
        assert_eq!(shorten_to_width("市委专题会议", 7), "市委专…");
        assert_eq!(wrap("市委召开专题会议。", 10), ["市委召开", "专题会议。"]);
        assert_eq!(wrap("the archive of reports", 14), ["the archive", "of reports"]);
    }

    #[test]
    fn marks_survive_wrapping() {
        let lines = wrap_marked("一二三四五六", std::slice::from_ref(&(3..12)), 10, ("«", "»"));
        assert_eq!(lines, ["一«二»", "«三四»五", "六"]);
        let lines = wrap_marked("一二三四五六", std::slice::from_ref(&(3..12)), 10, (MATCH, RESET));
        assert_eq!(lines, [format!("一{MATCH}二三四{RESET}"), "五六".to_owned()]);
    }
}
