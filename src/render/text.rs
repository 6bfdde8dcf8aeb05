//! Text for people: terminals and Markdown.

use std::io::{self, Write};
use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::markdown::{citation, title_or_lead};
use super::messages::{self as say, Language};
use super::reasons::reason_in;
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
    /// A person looks at a terminal. What a program reads has the same words whatever the number: a pattern for
    /// `4 articles` finds `1 articles` too.
    pub is_terminal: bool,
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
const REMOVED: &str = "\x1b[31m";
const ADDED: &str = "\x1b[32m";
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

/// Writes words with / between them in lines of a display width; a word stays on one line.
pub(super) fn wrap_words(words: &[String], width: usize) -> Vec<String> {
    let mut text = String::new();
    let mut marks = Vec::with_capacity(words.len());
    for (number, word) in words.iter().enumerate() {
        let start = text.len();
        text.push_str(word);
        text.push_str(if number + 1 < words.len() { " /" } else { "" });
        marks.push(start..text.len());
        text.push(' ');
    }
    wrap_marked(&text, &marks, width, ("", ""))
}

/// No line of a report begins with one of these.
const NOT_FIRST: &str = "，。、；：！？”’）》】」』,.;:!?)]»";

/// No line of a report ends with one of these.
const NOT_LAST: &str = "“‘（《【「『〔([«";

/// What stays on one line: a mark, a number, a word of letters, a character with the marks that belong to it.
#[derive(Default)]
struct Piece {
    /// Its texts, each with the number of the mark it is in.
    parts: Vec<(String, Option<usize>)>,
    width: usize,
    /// It goes on with what follows: an opening bracket.
    is_open: bool,
}

/// Cuts a text with marks into what stays together; a mark wider than `limit` into its characters.
fn pieces(text: &str, marks: &[Range<usize>], sign_width: usize, limit: usize) -> Vec<Piece> {
    let fits = |mark: &Range<usize>| text[mark.clone()].width() + 2 * sign_width <= limit;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut before: Option<(char, Option<usize>)> = None;
    // Marks are in order: the first that does not end before the character at hand.
    let mut next = 0;
    for (at, c) in text.char_indices() {
        while marks.get(next).is_some_and(|mark| mark.end <= at) {
            next += 1;
        }
        let mark = marks.get(next).filter(|mark| mark.contains(&at)).map(|_| next);
        let is_number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '%' | ',');
        let joins = before.is_some_and(|(last, last_mark)| {
            let printed = pieces.last().and_then(|piece| piece.parts.last());
            let number = || printed.is_some_and(|(part, _)| part.ends_with('.') && part.len() > 1);
            let decimal = c.is_ascii_digit() && last == '.' && last_mark == mark && number();
            let same_mark = mark.is_some() && mark == last_mark && fits(&marks[mark.unwrap_or_default()]);
            let word = last_mark == mark && last.is_ascii_alphanumeric() && is_number(c) && c != ',';
            let hangs = NOT_FIRST.contains(c) && last != ' ';
            same_mark
                || word
                || decimal
                || hangs && mark.is_none_or(|mark| fits(&marks[mark]) && last_mark == Some(mark))
        });
        let joins = joins || pieces.last().is_some_and(|piece| piece.is_open && c != ' ');
        // Letters without a blank for longer than a line are cut like characters.
        let joins = joins && pieces.last().is_some_and(|piece| piece.width < limit);
        if !joins {
            pieces.push(Piece::default());
        }
        let Some(piece) = pieces.last_mut() else { continue };
        piece.is_open = NOT_LAST.contains(c);
        piece.width += c.width().unwrap_or(0);
        match piece.parts.last_mut() {
            Some((part, own)) if *own == mark => part.push(c),
            _ => {
                piece.width += if mark.is_some() { 2 * sign_width } else { 0 };
                piece.parts.push((c.to_string(), mark));
            }
        }
        before = Some((c, mark));
    }
    pieces
}

fn wrap_marked(text: &str, marks: &[Range<usize>], width: usize, (open, close): (&str, &str)) -> Vec<String> {
    let width = width.max(8);
    let sign_width = if open.starts_with('\x1b') { 0 } else { open.width() };
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    // The mark that is open at the end of the line so far.
    let mut marked: Option<usize> = None;
    for piece in pieces(text, marks, sign_width, width) {
        let is_blank = piece.parts.iter().all(|(part, _)| part == " ");
        let goes_on = piece.parts.first().is_some_and(|(_, mark)| mark.is_some() && *mark == marked);
        let own = piece.width - if goes_on { 2 * sign_width } else { 0 };
        if used + own > width && !line.is_empty() {
            if marked.take().is_some() {
                line.push_str(close);
            }
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0;
            if is_blank {
                continue;
            }
        }
        for (part, mark) in &piece.parts {
            if *mark != marked {
                line.push_str(if marked.is_some() { close } else { "" });
                line.push_str(if mark.is_some() { open } else { "" });
                used += if mark.is_some() { 2 * sign_width } else { 0 };
            }
            marked = *mark;
            line.push_str(part);
            used += part.width();
        }
    }
    if marked.is_some() {
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

/// A sentence that was taken out, behind a minus.
pub(super) fn removed_line(text: &str, style: Style) -> String {
    paint(&format!("- {text}"), REMOVED, style)
}

/// A sentence that is new, behind a plus.
pub(super) fn added_line(text: &str, style: Style) -> String {
    paint(&format!("+ {text}"), ADDED, style)
}

fn paint(text: &str, color: &str, style: Style) -> String {
    if style.color && !text.is_empty() { format!("{color}{text}{RESET}") } else { text.to_owned() }
}

/// Makes a text lead to an article's address or, without one, to its file, for terminals that follow links (OSC 8).
fn linked(text: &str, record: &IndexedArticle, style: Style) -> String {
    // What is inside a package is no file of its own.
    let is_file = |path: &&String| path.starts_with('/') && !path.contains("!/");
    let file = || record.places.iter().map(|place| &place.path).find(is_file).map(|path| path.replace('%', "%25"));
    let url = record.article.url.clone().filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    match url.or_else(|| Some(format!("file://{}", file()?))) {
        Some(target) if style.is_terminal && style.color => {
            format!("\x1b]8;;{}\x1b\\{text}\x1b]8;;\x1b\\", printable(&target))
        }
        _ => text.to_owned(),
    }
}

/// Writes an address in the characters a terminal takes in one, the others as bytes: `%0A`.
fn printable(address: &str) -> String {
    let byte = |byte: u8| match byte {
        b'!'..=b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    address.bytes().map(byte).collect()
}

/// Writes results: a headline with outlet, date and id, its passages below, matches marked.
pub(super) fn search_text(out: &mut dyn Write, answer: &SearchAnswer, style: Style) -> io::Result<()> {
    if style.explain && !answer.hits.is_empty() {
        let weights: Vec<String> =
            answer.weights.iter().map(|(word, weight)| format!("{} {weight:.3}", clean(word))).collect();
        writeln!(out, "{}\n", say::WEIGHTS.with(style.language, &[&weights.join(say::COMMA.of(style.language))]))?;
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
        about.push(linked(&paint(&id, ID, style), &hit.record, style));
        writeln!(out, "{indent}{}", about.join("  "))?;
        if let Some(line) = meeting_line(hit, style.language) {
            for line in wrap(&line, style.width.saturating_sub(indent.len())) {
                writeln!(out, "{indent}{}", paint(&line, DIM, style))?;
            }
        }
        if style.explain {
            let parts = hit.parts;
            let scores = [
                hit.score,
                parts.words,
                parts.pairs,
                parts.order,
                parts.passage,
                parts.lead,
                parts.title,
                parts.answer,
            ];
            let scores = scores.map(|score| format!("{score:.3}"));
            let scores: Vec<&dyn std::fmt::Display> =
                scores.iter().map(|score| score as &dyn std::fmt::Display).collect();
            writeln!(out, "{indent}{}", say::SCORE_PARTS.with(style.language, &scores))?;
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
        let id = linked(&paint(&pad(&one.short_id, id_width), ID, style), &one.indexed, style);
        let line = format!("{id}  {date:10}  {outlet}  {title}");
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
        field(say::CAUTION.of(style.language), &reason_in(caution, style.language))?;
    }
    for caution in record.seen_cautions() {
        field(say::CAUTION_SEEN.of(style.language), &reason_in(caution, style.language))?;
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
    fn an_address_holds_nothing_a_terminal_obeys() {
        assert_eq!(printable("https://qh.example/1\u{1b}\\?q=会"), "https://qh.example/1%1B\\?q=%E4%BC%9A");
    }

    #[test]
    fn chinese_takes_two_columns() {
        assert_eq!(pad("会议", 6), "会议  ");
        assert_eq!(shorten_to_width("市委专题会议", 7), "市委专…");
        assert_eq!(wrap("市委召开专题会议。", 10), ["市委召开专", "题会议。"]);
        assert_eq!(wrap("市委召开会议。", 12), ["市委召开会", "议。"]);
        assert_eq!(wrap("the archive of reports", 14), ["the archive of", "reports"]);
        // As many marks as words: one look at each.
        let many = vec!["防汛".to_owned(); 20_000];
        assert_eq!(wrap_words(&many, 80).len(), 1_819);
        let words = ["市委", "召开", "专题会议"].map(str::to_owned);
        assert_eq!(wrap_words(&words, 16), ["市委 / 召开 /", "专题会议"]);
    }

    #[test]
    fn marks_survive_wrapping() {
        let wrap = |text: &str, mark: Range<usize>| wrap_marked(text, std::slice::from_ref(&mark), 10, ("«", "»"));
        assert_eq!(wrap("一二三四五六", 3..12), ["一«二三四»", "五六"]);
        // What is marked stays on one line where there is room for it.
        assert_eq!(wrap("一二三四五六", 9..18), ["一二三", "«四五六»"]);
        assert_eq!(wrap("一二三四五六七", 3..18), ["一«二三四»", "«五六»七"]);
        let lines = wrap_marked("一二三四五六", std::slice::from_ref(&(3..12)), 10, (MATCH, RESET));
        assert_eq!(lines, [format!("一{MATCH}二三四{RESET}五"), "六".to_owned()]);
    }

    #[test]
    fn numbers_and_brackets_stay_whole() {
        assert_eq!(wrap("共有转移群众2316人", 14), ["共有转移群众", "2316人"]);
        assert_eq!(wrap("会议学习《防汛》办法", 10), ["会议学习", "《防汛》办", "法"]);
        assert_eq!(wrap("增长12.5%以上", 8), ["增长", "12.5%以", "上"]);
        assert_eq!(wrap("总量3.", 30), ["总量3."]);
    }
}
