//! Reads a copied page line by line: what stands around the report, its headline, its paragraphs; every part is a range
//! of the text, so that whoever makes an article of it and whoever proves facts by it read the same.

use std::ops::Range;

use super::dates::{self, Printed};
use super::labels::Label;
use super::{PROSE_CHARS_MIN, TITLE_CHARS_MAX, credits, furniture, is_masthead, outlet_and_channel};
use crate::lexicon::rule_words;
use crate::view::{BREAK, FoldedText, is_han};

/// What is on a page: ranges of characters of its [`FoldedText`].
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) title: Option<Range<usize>>,
    pub(crate) original_title: Option<Range<usize>>,
    /// Other lines in front of the report.
    pub(crate) subtitles: Vec<Range<usize>>,
    /// Other lines in front of the report: short sentences about pictures, dated lines that say more than the date.
    pub(crate) asides: Vec<Range<usize>>,
    pub(crate) outlet: Option<Range<usize>>,
    pub(crate) channel: Option<Range<usize>>,
    pub(crate) source: Option<Range<usize>>,
    /// When it was published; the year is 0 where none is printed.
    pub(crate) published: Option<(Range<usize>, Printed)>,
    /// The page's address, where it links to itself.
    pub(crate) address: Option<Range<usize>>,
    /// Where the report begins, datelines and bylines behind it, to the end of its paragraph.
    pub(crate) lead: Range<usize>,
    /// Paragraphs of the report; of a page without one the lines of its headline.
    pub(crate) paragraphs: Vec<Range<usize>>,
    pub(crate) reporters: Vec<Credit>,
    pub(crate) editors: Vec<Credit>,
    /// Numbers of the lines that are none of the article's.
    pub(crate) furniture: Vec<u32>,
}

/// A person who made the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credit {
    pub(crate) name: Range<usize>,
    /// The printed label: 记者, 责编.
    pub(crate) label: &'static str,
}

/// Reads a page; `known_title` is its headline if that is known from elsewhere and may not be on the page.
pub(crate) fn read(view: &FoldedText<'_>, known_title: Option<&str>) -> Page {
    let mut lines =
        Lines { view, page: Page::default(), start: None, recommended: false, waiting: None, head: Vec::new() };
    lines.start = view.lines.iter().position(|line| {
        let words = view.slice(&line.range);
        begins_report(view, &line.range) && !furniture::is_furniture(words) && !furniture::is_breadcrumb(words)
    });
    for number in 0..view.lines.len() {
        lines.read(number);
    }
    let Lines { mut page, head, .. } = lines;
    read_closing_tags(view, &mut page);
    read_closing_lines(view, &mut page);
    read_head(view, &head, known_title, &mut page);
    read_lead(view, &mut page);
    for paragraph in page.paragraphs.clone() {
        credits::read_body(view, &paragraph, &mut page);
    }
    page.furniture.sort_unstable();
    page
}

fn begins_report(view: &FoldedText<'_>, range: &Range<usize>) -> bool {
    let characters = &view.chars[range.clone()];
    let comma = characters.iter().any(|c| matches!(c, '。' | ','));
    let short = characters.last() == Some(&'。') && characters.contains(&',') && characters.len() >= 16;
    (characters.len() >= PROSE_CHARS_MIN && comma || short) && !view.is_at(range.start, "原标题")
}

/// Reads a page line by line.
struct Lines<'a, 'v> {
    view: &'a FoldedText<'v>,
    page: Page,
    /// The line the report begins at.
    start: Option<usize>,
    /// What follows is recommended, but for a report that goes on.
    recommended: bool,
    /// A label whose value is on the next line.
    waiting: Option<(&'static str, Label)>,
    /// Lines of the headline.
    head: Vec<usize>,
}

/// A value on the line after its label is not longer than this, in characters.
const VALUE_CHARS_MAX: usize = 30;
/// A sentence of at most so many characters in front of a report is a picture's.
const CAPTION_CHARS_MAX: usize = 20;

impl Lines<'_, '_> {
    fn read(&mut self, number: usize) {
        let (view, line) = (self.view, &self.view.lines[number]);
        let range = &line.range;
        let words = view.slice(range);
        let in_head = self.start.is_none_or(|start| number < start);
        // A recommended story is cut short.
        let is_teaser = self.recommended && words.ends_with(['…', '.']);
        let is_prose = furniture::is_prose(words) && !furniture::is_furniture(words) && !is_teaser;
        self.recommended |= !in_head && furniture::ends_article(words);
        let label = credits::label_alone(view, range);
        let waiting = self.waiting.take().filter(|_| range.len() <= VALUE_CHARS_MAX && label.is_none());
        if let Some(label) = waiting {
            self.page.furniture.push(line.number);
            credits::keep(view, label, range, &mut self.page);
        } else if self.start == Some(number) || is_prose {
            push_paragraphs(view, range, &mut self.page.paragraphs);
        } else if self.recommended {
            self.page.furniture.push(line.number);
        } else if let Some(label) = label {
            self.waiting = Some(label);
            self.page.furniture.push(line.number);
        } else if read_original_title(view, range, &mut self.page) {
        } else if credits::read_line(view, range, in_head, &mut self.page)
            || furniture::is_furniture(words)
            || in_head && is_residue(view, range)
        {
            read_furniture(view, range, &mut self.page);
            self.page.furniture.push(line.number);
        } else if !in_head || range.len() > TITLE_CHARS_MAX {
            push_paragraphs(view, range, &mut self.page.paragraphs);
        } else if view.chars[range.end - 1] == '。' && range.len() <= CAPTION_CHARS_MAX {
            self.page.asides.push(range.clone());
        } else {
            self.head.push(number);
        }
    }
}

/// Reads a line that is nothing but labelled values, or a date; returns whether it was one.
pub(crate) fn read_meta_line(view: &FoldedText<'_>, line: &Range<usize>, page: &mut Page) -> bool {
    read_original_title(view, line, page) || credits::read_line(view, line, true, page)
}

/// Reads `原标题:…`, perhaps in brackets; returns whether the line is that.
fn read_original_title(view: &FoldedText<'_>, range: &Range<usize>, page: &mut Page) -> bool {
    let is_mark = |at: &usize| matches!(view.chars[*at], '(' | '[' | '【' | '•' | ' ');
    let start = range.clone().find(|at| !is_mark(at)).unwrap_or(range.end);
    if !view.is_at(start, "原标题") {
        return false;
    }
    let value = view.trimmed(start + 3..range.end);
    let value =
        if view.chars.get(value.start) == Some(&':') { view.trimmed(value.start + 1..value.end) } else { value };
    let closed =
        start > range.start && value.end > value.start && matches!(view.chars[value.end - 1], ')' | ']' | '】');
    let value = value.start..value.end - usize::from(closed);
    if !value.is_empty() {
        page.original_title.get_or_insert(value);
    }
    true
}

fn push_paragraphs(view: &FoldedText<'_>, range: &Range<usize>, paragraphs: &mut Vec<Range<usize>>) {
    let mut start = range.start;
    for at in range.start..=range.end {
        if at == range.end || view.chars[at] == BREAK {
            let paragraph = view.trimmed(start..at);
            if !paragraph.is_empty() {
                paragraphs.push(paragraph);
            }
            start = at + 1;
        }
    }
}

/// Marks of tables and letters that mean nothing alone.
fn is_residue(view: &FoldedText<'_>, range: &Range<usize>) -> bool {
    let characters = &view.chars[range.clone()];
    characters.iter().all(char::is_ascii) && characters.len() <= 40
}

fn read_furniture(view: &FoldedText<'_>, range: &Range<usize>, page: &mut Page) {
    let words = view.slice(range);
    if let Some(parts) = furniture::breadcrumb(words) {
        let (outlet, channel) = outlet_and_channel(&parts, page.outlet.is_some());
        if let Some(range) = outlet.and_then(|outlet| find_words(view, range, outlet)) {
            page.outlet.get_or_insert(range);
        }
        if let Some(range) = channel.and_then(|channel| find_words(view, range, channel)) {
            page.channel.get_or_insert(range);
        }
    }
    if let Some(section) = furniture::page_section(words).and_then(|section| find_words(view, range, section)) {
        page.channel.get_or_insert(section);
    }
    if let Some(holder) =
        furniture::copyright_holder(words).filter(|holder| !holder.contains(['0', '1', '2', ':', '：']))
        && let Some(holder) = find_words(view, range, holder)
    {
        page.outlet.get_or_insert(holder);
    }
    if let Some(open) = view.find("](http", range) {
        let end = (open + 2..range.end).find(|at| matches!(view.chars[*at], ')' | ' ')).unwrap_or(range.end);
        page.address.get_or_insert(open + 2..end);
        page.published = page.published.take().or_else(|| dates::stamp(view, range));
    }
}

/// Takes a run of short lines without a mark at the end of the text for furniture: words a page is tagged with.
fn read_closing_tags(view: &FoldedText<'_>, page: &mut Page) {
    const TAG_CHARS_MAX: usize = 8;
    const TAGS_MIN: usize = 4;
    let is_tag = |range: &Range<usize>| {
        range.len() <= TAG_CHARS_MAX && view.chars[range.clone()].iter().all(|c| c.is_alphanumeric())
    };
    let tags = page.paragraphs.iter().rev().take_while(|paragraph| is_tag(paragraph)).count();
    if tags >= TAGS_MIN && tags < page.paragraphs.len() {
        for tag in page.paragraphs.split_off(page.paragraphs.len() - tags) {
            page.furniture.push(view.line_of(tag.start));
        }
    }
}

/// Takes papers' names alone at the end of the text for the outlet, and what has no Chinese there for furniture.
fn read_closing_lines(view: &FoldedText<'_>, page: &mut Page) {
    while page.paragraphs.len() > 1
        && let Some(last) = page.paragraphs.last().cloned()
    {
        let masthead = is_masthead(view.slice(&last));
        if !masthead && !is_residue(view, &last) && !credits::sign(view, &last, page) {
            break;
        }
        page.paragraphs.pop();
        page.furniture.push(view.line_of(last.start));
        if masthead {
            page.outlet.get_or_insert(last);
        }
    }
}

/// Finds stored words inside a range of the view.
fn find_words(view: &FoldedText<'_>, range: &Range<usize>, words: &str) -> Option<Range<usize>> {
    let folded: Vec<char> = words.chars().filter_map(crate::fold::fold_for_rules).collect();
    let at = (range.start..range.end).find(|at| view.chars[*at..range.end].starts_with(&folded))?;
    Some(at..at + folded.len())
}

/// Sorts the lines before the report into headline, subtitles and mastheads.
fn read_head(view: &FoldedText<'_>, head: &[usize], known_title: Option<&str>, page: &mut Page) {
    let mut head = head;
    // Navigation, a caption, a category in front of the headline.
    if let Some(first) = best_headline(view, head, page).filter(|first| *first > 0 && known_title.is_none()) {
        page.furniture.extend(head[..first].iter().map(|number| view.lines[*number].number));
        head = &head[first..];
    }
    let mut seen: Vec<String> = Vec::new();
    let mut has_title = known_title.is_some();
    let folded_title = known_title.map(crate::fold::fold);
    let mastheads = head.iter().filter(|number| is_masthead(view.slice(&view.lines[**number].range))).count();
    for number in head {
        let line = &view.lines[*number];
        let range = clean_headline(view, &line.range);
        let words = view.text(&range);
        if range.is_empty() || seen.contains(&words) || folded_title.as_ref() == Some(&words) {
            continue;
        }
        // A paper's name above everything is the headline only if no other line can be it.
        if is_masthead(view.slice(&line.range)) && (has_title || mastheads < head.len()) {
            page.furniture.push(line.number);
            page.outlet = page.outlet.take().filter(|known| known.start < range.start).or(Some(range));
            continue;
        }
        seen.push(words);
        if has_title && credits::sign(view, &range, page) {
            page.furniture.push(line.number);
        } else if has_title || view.slice(&range).is_ascii() {
            page.subtitles.push(range);
        } else {
            page.title = Some(range);
            has_title = true;
        }
    }
    if page.paragraphs.is_empty() {
        page.paragraphs.extend(head.iter().map(|number| view.lines[*number].range.clone()));
    }
}

/// Returns which line of the head is the headline, where the first tells of no meeting: the first line that does, and shares
/// words with the report's beginning.
fn best_headline(view: &FoldedText<'_>, head: &[usize], page: &Page) -> Option<usize> {
    const SHARED_CHARS: usize = 4;
    const LEAD_CHARS: usize = 120;
    const FIRST_CHARS_MAX: usize = 8;
    let tells = |range: &Range<usize>| {
        view.find_any(rule_words("headline of a meeting"), range).is_some_and(|(at, _)| !view.is_at(at, "大会堂"))
    };
    let lead = page.paragraphs.first()?;
    let lead = lead.start..lead.end.min(lead.start + LEAD_CHARS);
    let shares = |range: &Range<usize>| {
        let words = &view.chars[range.clone()];
        let windows = words.windows(SHARED_CHARS).filter(|window| window.iter().all(|c| is_han(*c)));
        windows.into_iter().any(|window| view.chars[lead.clone()].windows(SHARED_CHARS).any(|other| other == window))
    };
    let first = &view.lines[*head.first()?].range;
    // A short line, or words with blanks between them; 国际联播快讯 is the headline of several reports.
    let is_menu = first.len() <= FIRST_CHARS_MAX || view.chars[first.clone()].contains(&' ');
    let is_digest = view.find_any(rule_words("headline of several reports"), first).is_some();
    if !is_menu || is_digest || tells(first) || shares(first) || is_masthead(view.slice(first)) {
        return None;
    }
    head.iter().position(|number| {
        let range = &view.lines[*number].range;
        view.chars[range.end - 1] != '。' && tells(range) && shares(range)
    })
}

/// Returns the headline without what is around it: `###`, `[图]`, `【聚焦两会】`, table marks.
fn clean_headline(view: &FoldedText<'_>, range: &Range<usize>) -> Range<usize> {
    let mut range = range.clone();
    while range.start < range.end && matches!(view.chars[range.start], '#' | ' ' | '*' | '■' | '●') {
        range.start += 1;
    }
    while range.start < range.end && matches!(view.chars[range.end - 1], '|' | ' ' | '*') {
        range.end -= 1;
    }
    for (open, close) in [('[', ']'), ('【', '】'), ('(', ')')] {
        if view.chars.get(range.start) == Some(&open)
            && let Some(end) = (range.start..range.end.min(range.start + 14)).find(|at| view.chars[*at] == close)
            && end + 1 < range.end
            && dates::number(view, range.start + 1, end).is_none()
        {
            range = view.trimmed(end + 1..range.end);
        }
    }
    range
}

/// Reads what is in front of the report in its first paragraph: an export's date, wire and byline.
fn read_lead(view: &FoldedText<'_>, page: &mut Page) {
    let Some(first) = page.paragraphs.first().cloned() else { return };
    let mut start = read_export_head(view, &first, page);
    start = read_inline_original_title(view, start, &first, page);
    if page.title.is_none() {
        start = read_inline_title(view, start, &first, page);
    }
    read_wire(view, start, &first, page);
    read_inline_source(view, start, &first, page);
    page.lead = start..first.end;
}

/// `2023-07-10 19:33,正文:…`: returns where the report begins after it.
fn read_export_head(view: &FoldedText<'_>, first: &Range<usize>, page: &mut Page) -> usize {
    let mut start = first.start;
    if let Some(mark) = view.find("正文:", &(start..first.end.min(start + 40))) {
        let stamp = dates::stamp(view, &(start..mark));
        if stamp.is_some() || mark == start {
            page.published = page.published.take().or(stamp);
            start = view.skip_blanks(mark + 3);
        }
    }
    start
}

/// `原标题:…` in front of a wire's mark or a date: returns where the report begins after it.
fn read_inline_original_title(view: &FoldedText<'_>, start: usize, first: &Range<usize>, page: &mut Page) -> usize {
    let mut start = start;
    if view.is_at(start, "原标题:") {
        let from = start + 4;
        let marks = ["本报讯", "本网讯", "新华社", "中新网", "据", "日前", "近日", "记者", "来源:"];
        let end = (from..first.end.min(from + 80)).find(|at| {
            view.chars[*at] == ' '
                && (marks.iter().any(|mark| view.is_at(at + 1, mark))
                    || dates::date_at(view, at + 1, first.end).is_some())
        });
        if let Some(end) = end {
            page.original_title.get_or_insert(from..end);
            start = end + 1;
        }
    }
    start
}

/// One line has the headline and, after it, a wire's mark and the report: returns where the report begins.
fn read_inline_title(view: &FoldedText<'_>, start: usize, first: &Range<usize>, page: &mut Page) -> usize {
    let wires =
        ["本报讯", "本网讯", "新华社", "中新网", "央视网消息", "人民网", "(新华社", "【新华社", "(记者", "本报记者"];
    let from = clean_headline(view, &(start..first.end)).start;
    let end = (from + 6..first.end.min(from + 50))
        .find(|at| matches!(view.chars[*at - 1], ' ' | '】') && wires.iter().any(|wire| view.is_at(*at, wire)));
    if let Some(end) = end
        && !(from..end).any(|at| matches!(view.chars[at], '。' | ','))
    {
        let range = view.trimmed(from..end);
        page.title = Some(range);
        return end;
    }
    start
}

/// 清河网讯, 清河新闻网消息(新闻联播):
fn read_wire(view: &FoldedText<'_>, start: usize, first: &Range<usize>, page: &mut Page) {
    let limit = first.end.min(start + 24);
    for mark in ["讯", "消息"] {
        let Some(at) = view.find(mark, &(start..limit)) else { continue };
        let mut from = start;
        while from < at && matches!(view.chars[from], ' ' | '【' | '(' | '[' | '—' | '-') {
            from += 1;
        }
        let name = from..at;
        let ends = ["报", "网", "社", "台", "在线", "客户端", "新闻", "发布", "云", "号", "电视", "融媒"];
        let own = ["本报", "本网", "本台", "本刊", "本社", "据"];
        let Some(end) = ends
            .iter()
            .filter_map(|end| {
                // 红网时刻新闻常德4月15日讯: the paper is what comes first.
                (name.start + 2..=name.end.min(name.start + 10)).find(|p| view.ends_at(*p, end) && *p - name.start >= 2)
            })
            .min()
        else {
            continue;
        };
        // 深圳新闻网, not 深圳新闻.
        let end =
            ["网", "社", "台", "报"].iter().find(|more| view.is_at(end, more)).map_or(end, |_| end + 1).min(name.end);
        let han = view.chars[name.start..end].iter().all(|c| is_han(*c) || c.is_ascii_alphanumeric());
        if han && !own.iter().any(|own| view.is_at(name.start, own)) {
            page.outlet.get_or_insert(name.start..end);
        }
        // The channel in brackets behind it.
        let behind = view.skip_blanks(at + mark.chars().count());
        if view.chars.get(behind) == Some(&'(') {
            let open = behind + 1;
            let close = (open..first.end.min(open + 12)).find(|p| view.chars[*p] == ')');
            let people = ["记者", "通讯员", "文", "图"].iter().any(|word| view.is_at(open, word));
            if let Some(close) = close.filter(|_| !people && mark == "消息") {
                page.channel.get_or_insert(open..close);
            }
        }
        break;
    }
}

/// 据清河发布消息, 来源:清河日报
fn read_inline_source(view: &FoldedText<'_>, start: usize, first: &Range<usize>, page: &mut Page) {
    let from = if view.is_at(start, "据") {
        Some(start)
    } else {
        view.find("据", &(start..first.end.min(start + 14)))
            .filter(|at| *at == start || matches!(view.chars[*at - 1], ' ' | '讯' | ')' | ':'))
    };
    if let Some(from) = from {
        let limit = first.end.min(from + 24);
        let end = ["官网消息", "官方网站消息", "微信公众号消息", "消息", "报道", "介绍", "通报"]
            .iter()
            .filter_map(|mark| view.find(mark, &(from..limit)).map(|at| (at, *mark)))
            .min_by_key(|(at, _)| *at);
        if let Some((end, mark)) = end
            && !matches!(mark, "介绍" | "通报")
            && !(from..end).any(|at| matches!(view.chars[at], ',' | '。' | '、'))
            && end > from + 2
        {
            let mut last = end;
            for tail in ["今日", "昨日", "今天", "昨天"] {
                if view.ends_at(last, tail) {
                    last -= 2;
                }
            }
            while last > from + 1
                && (view.chars[last - 1].is_ascii_digit() || matches!(view.chars[last - 1], '月' | '日'))
            {
                last -= 1;
            }
            let name = view.trimmed(from + 1..last);
            page.source.get_or_insert(name);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_headline_is_not_what_stands_in_front_of_it() {
        let report = "6月3日,云岭县召开防汛工作会议,县长何清主持会议并讲话,他强调,要压实防汛责任,守住安全底线。";
        for (head, title) in [
            ("其他\n云岭县召开防汛工作会议", "云岭县召开防汛工作会议"),
            ("首 页 走进云岭\n云岭县召开防汛工作会议", "云岭县召开防汛工作会议"),
            ("县委动态\n云岭县召开防汛工作会议", "云岭县召开防汛工作会议"),
            ("国内联播快讯\n云岭县召开防汛工作会议", "国内联播快讯"),
            ("守住云岭这座城的安澜\n——县里召开会议", "守住云岭这座城的安澜"),
        ] {
            let text = format!("{head}\n{report}");
            let record = crate::facts::read(&text, &Default::default());
            assert_eq!(record.title.map(|fact| fact.value).as_deref(), Some(title), "{head}");
        }
    }

    #[test]
    fn words_a_page_is_tagged_with_are_furniture() {
        let report = "6月3日,云岭县召开防汛工作会议,县长何清主持会议并讲话,他强调,要压实防汛责任,守住安全底线。";
        let read = |tail: &str| crate::facts::read(&format!("云岭县召开会议\n{report}\n{tail}"), &Default::default());
        assert_eq!(read("防汛\n云岭\n县长\n责任").furniture, [3, 4, 5, 6]);
        assert_eq!(read("防汛\n云岭").furniture, [] as [u32; 0]);
        let credited = read("编辑(一审):何晓岚\n责编(二审):陆知远\n审核(三审):方一舟");
        let editors: Vec<&str> = credited.editors.iter().map(|editor| editor.name.value.as_str()).collect();
        assert_eq!(editors, ["何晓岚", "陆知远", "方一舟"]);
    }
}
