//! Cuts a page into furniture, headline and report, and reads what is around the report.

use std::ops::Range;

use super::credits::{self, Label};
use super::dates::{self, Found};
use super::view::{BREAK, FoldedText};
use super::{Credit, Date, Day, Evidence, Fact, Metadata, fact};
use crate::extract::date_in_address;
use crate::page::{PROSE_CHARS_MIN, TITLE_CHARS_MAX, furniture, is_masthead, outlet_and_channel};

/// What is on a page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) title: Option<Fact>,
    /// Where the headline occurs in the view.
    pub(super) title_range: Option<Range<usize>>,
    pub(super) original_title: Option<Fact>,
    pub(super) subtitles: Vec<Fact>,
    pub(super) outlet: Option<Fact>,
    pub(super) channel: Option<Fact>,
    pub(super) source: Option<Fact>,
    pub(super) published: Option<Date>,
    pub(super) dateline: Option<Date>,
    /// The date of the meeting as printed.
    pub(super) event: Option<Found>,
    /// Where the report begins, datelines and bylines behind it, to the end of its paragraph.
    pub(super) lead: Range<usize>,
    /// Paragraphs of the report.
    pub(super) paragraphs: Vec<Range<usize>>,
    pub(super) reporters: Vec<Credit>,
    pub(super) editors: Vec<Credit>,
    pub(super) furniture: Vec<u32>,
}

/// Reads a page.
pub(super) fn read(view: &FoldedText<'_>, metadata: &Metadata) -> Page {
    let mut lines = Lines { view, page: Page::default(), start: None, ended: false, waiting: None, head: Vec::new() };
    lines.start = view.lines.iter().position(|line| {
        let words = view.slice(&line.range);
        begins_report(view, &line.range) && !furniture::is_furniture(words) && furniture::breadcrumb(words).is_none()
    });
    for number in 0..view.lines.len() {
        lines.read(number);
    }
    let Lines { mut page, head, .. } = lines;
    read_head(view, &head, metadata, &mut page);
    read_lead(view, &mut page);
    for paragraph in page.paragraphs.clone() {
        credits::read_body(view, &paragraph, &mut page);
    }
    publish_date(metadata, &mut page);
    read_event(view, &mut page);
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
    /// The report is over.
    ended: bool,
    /// A label whose value is on the next line.
    waiting: Option<Label>,
    /// Lines of the headline.
    head: Vec<usize>,
}

impl Lines<'_, '_> {
    fn read(&mut self, number: usize) {
        let (view, line) = (self.view, &self.view.lines[number]);
        let range = &line.range;
        let words = view.slice(range);
        let in_head = self.start.is_none_or(|start| number < start);
        self.ended |= !in_head && furniture::ends_article(words);
        if self.ended {
            self.page.furniture.push(line.number);
        } else if let Some(label) = self.waiting.take() {
            self.page.furniture.push(line.number);
            credits::keep(view, label, range, &mut self.page);
        } else if self.start == Some(number) || furniture::is_prose(words) && !furniture::is_furniture(words) {
            push_paragraphs(view, range, &mut self.page.paragraphs);
        } else if view.is_at(range.start, "原标题") {
            read_original_title(view, range, &mut self.page);
        } else if let Some(label) = credits::label_alone(view, range) {
            self.waiting = Some(label);
            self.page.furniture.push(line.number);
        } else if credits::read_line(view, range, in_head, &mut self.page)
            || furniture::is_furniture(words)
            || is_residue(view, range)
        {
            read_furniture(view, range, &mut self.page);
            self.page.furniture.push(line.number);
        } else if is_masthead(words) && (number == 0 || !in_head) {
            self.page.outlet.get_or_insert_with(|| fact(view, range));
            self.page.furniture.push(line.number);
        } else if !in_head || range.len() > TITLE_CHARS_MAX {
            push_paragraphs(view, range, &mut self.page.paragraphs);
        } else if view.chars[range.end - 1] == '。' && range.len() <= 20 {
            self.page.furniture.push(line.number);
        } else {
            self.head.push(number);
        }
    }
}

fn read_original_title(view: &FoldedText<'_>, range: &Range<usize>, page: &mut Page) {
    let value = view.trimmed(range.start + 3..range.end);
    let after_colon = if view.chars.get(value.start) == Some(&':') { value.start + 1..value.end } else { value };
    let value = view.trimmed(after_colon);
    if !value.is_empty() && page.original_title.is_none() {
        page.original_title = Some(fact(view, &value));
    }
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
            page.outlet.get_or_insert_with(|| fact(view, &range));
        }
        if let Some(range) = channel.and_then(|channel| find_words(view, range, channel)) {
            page.channel.get_or_insert_with(|| fact(view, &range));
        }
    }
    if let Some(section) = furniture::page_section(words).and_then(|section| find_words(view, range, section)) {
        page.channel.get_or_insert_with(|| fact(view, &section));
    }
    if let Some(holder) =
        furniture::copyright_holder(words).filter(|holder| !holder.contains(['0', '1', '2', ':', '：']))
        && let Some(holder) = find_words(view, range, holder)
    {
        page.outlet.get_or_insert_with(|| fact(view, &holder));
    }
    if page.published.is_none()
        && words.contains("](http")
        && let Some((range, day)) = dates::stamp(view, range)
    {
        page.published = Some(Date { day, until: None, basis: Evidence::Text, printed: Some(fact(view, &range)) });
    }
}

/// Finds stored words inside a range of the view.
fn find_words(view: &FoldedText<'_>, range: &Range<usize>, words: &str) -> Option<Range<usize>> {
    let folded: Vec<char> = words.chars().filter_map(crate::fold::fold_char).collect();
    let at = (range.start..range.end).find(|at| view.chars[*at..range.end].starts_with(&folded))?;
    Some(at..at + folded.len())
}

/// Sorts the lines before the report into headline and subtitles.
fn read_head(view: &FoldedText<'_>, head: &[usize], metadata: &Metadata, page: &mut Page) {
    let mut seen: Vec<String> = Vec::new();
    let mut has_title = metadata.title.is_some();
    for number in head {
        let range = clean_headline(view, &view.lines[*number].range);
        let words = view.text(&range);
        if range.is_empty()
            || seen.contains(&words)
            || metadata.title.as_deref().is_some_and(|title| crate::fold::fold(title) == words)
        {
            continue;
        }
        seen.push(words);
        if has_title {
            page.subtitles.push(fact(view, &range));
        } else {
            page.title = Some(fact(view, &range));
            page.title_range = Some(range);
            has_title = true;
        }
    }
    if page.paragraphs.is_empty() {
        for number in head {
            page.paragraphs.push(view.lines[*number].range.clone());
        }
    }
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
        if let Some((range, day)) = dates::stamp(view, &(start..mark)) {
            page.published.get_or_insert(Date {
                day,
                until: None,
                basis: Evidence::Text,
                printed: Some(fact(view, &range)),
            });
        }
        start = view.skip_blanks(mark + 3);
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
            page.original_title.get_or_insert_with(|| fact(view, &(from..end)));
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
        page.title = Some(fact(view, &range));
        page.title_range = Some(range);
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
        let han = view.chars[name.start..end].iter().all(|c| super::view::is_han(*c) || c.is_ascii_alphanumeric());
        if han && !own.iter().any(|own| view.is_at(name.start, own)) {
            page.outlet.get_or_insert_with(|| fact(view, &(name.start..end)));
        }
        // The channel in brackets behind it.
        let behind = view.skip_blanks(at + mark.chars().count());
        if view.chars.get(behind) == Some(&'(') {
            let open = behind + 1;
            let close = (open..first.end.min(open + 12)).find(|p| view.chars[*p] == ')');
            let people = ["记者", "通讯员", "文", "图"].iter().any(|word| view.is_at(open, word));
            if let Some(close) = close.filter(|_| !people && mark == "消息") {
                page.channel.get_or_insert_with(|| fact(view, &(open..close)));
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
            page.source.get_or_insert_with(|| fact(view, &name));
        }
    }
}

fn publish_date(metadata: &Metadata, page: &mut Page) {
    if page.published.as_ref().is_some_and(|date| date.day.year > 0) {
        return;
    }
    let dated = |day: Day, basis| Some(Date { day, until: None, basis, printed: None });
    if let Some(published) = metadata.published.filter(|date| date.month > 0) {
        // What the page prints is quoted, though its place is not in the article's text.
        let printed = metadata.published_as.as_ref().map(|words| Fact { value: words.clone(), ..Fact::default() });
        let basis = if printed.is_some() { Evidence::Text } else { Evidence::FrontMatter };
        page.published = Some(Date { day: published.into(), until: None, basis, printed });
    } else if let Some(day) = metadata.url.as_deref().and_then(date_in_address) {
        page.published = page.published.take().or(dated(day.into(), Evidence::Url));
    }
}

fn read_event(view: &FoldedText<'_>, page: &mut Page) {
    let paragraphs = page.paragraphs.clone();
    for (number, paragraph) in paragraphs.iter().take(3).enumerate() {
        let range = if number == 0 { page.lead.clone() } else { paragraph.clone() };
        let (event, wire) = dates::event(view, &range);
        if let Some(wire) = wire
            && page.dateline.is_none()
        {
            let published = page.published.as_ref().map(|date| (date.day, super::year_basis(date)));
            page.dateline = dates::resolve(wire.printed, published).map(|(day, until, basis)| Date {
                day,
                until,
                basis,
                printed: Some(fact(view, &wire.range)),
            });
        }
        if event.is_some() {
            page.event = event;
            return;
        }
        // Only paragraphs before the report proper may be passed over: a caption, a subtitle, what went before.
        if paragraph.len() > 60 && super::genre::names_a_meeting(view, paragraph) {
            return;
        }
    }
}
