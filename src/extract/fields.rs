//! What a page or a line of it says about its article, kept in the article's fields: what is known already stays.

use std::ops::Range;

use crate::article::{Article, PartialDate};
use crate::page::dates::{Printed, in_address};
use crate::page::{self, Credit, Page, credits, furniture};
use crate::view::FoldedText;

/// Keeps what a page says about its article, but for headline and text.
pub(super) fn keep(view: &FoldedText<'_>, page: &Page, article: &mut Article) {
    let set = |field: &mut Option<String>, range: &Option<Range<usize>>| {
        if field.is_none() {
            *field = range.as_ref().map(|range| view.slice(range).to_owned()).filter(|value| !value.is_empty());
        }
    };
    set(&mut article.original_title, &page.original_title);
    set(&mut article.outlet, &page.outlet);
    set(&mut article.source, &page.source);
    set(&mut article.channel, &page.channel);
    set(&mut article.url, &page.address);
    if article.published.is_none()
        && let Some((range, date)) = page.published.as_ref().and_then(|(range, day)| Some((range, full_date(day)?)))
    {
        (article.published, article.published_as) = (Some(date), Some(view.slice(range).to_owned()));
    }
    if article.published.is_none() && page.address.is_some() {
        article.published = article.url.as_deref().and_then(in_address);
    }
    keep_names(view, &page.reporters, &mut article.reporters);
    keep_names(view, &page.editors, &mut article.editors);
}

fn full_date(day: &Printed) -> Option<PartialDate> {
    PartialDate::new(day.year, day.month, day.day)
}

/// Keeps names without the blanks inside them: 宋 玉.
fn keep_names(view: &FoldedText<'_>, credits: &[Credit], names: &mut Vec<String>) {
    for name in credits.iter().map(|credit| view.stored(&credit.name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// Reads a line that is labelled values, or a date; returns whether it says nothing else.
pub(super) fn read_line(line: &str, article: &mut Article) -> bool {
    if furniture::is_prose(line) {
        return false;
    }
    let view = FoldedText::new(line);
    let mut page = Page::default();
    let is_meta = view.lines.first().is_some_and(|line| page::read_meta_line(&view, &line.range, &mut page));
    if is_meta {
        keep(&view, &page, article);
    }
    is_meta && page.asides.is_empty()
}

/// Reads reporters and editors that are inside a report: `本报讯(记者 宋 玉)`, `。(记者 周文)`.
pub(super) fn read_report(body: &str, article: &mut Article) {
    let view = FoldedText::new(body);
    let mut page = Page::default();
    for line in &view.lines {
        credits::read_body(&view, &line.range, &mut page);
    }
    keep_names(&view, &page.reporters, &mut article.reporters);
    keep_names(&view, &page.editors, &mut article.editors);
}

/// Returns the names of a list: `宋 玉、陈新 通讯员 李欣`.
pub(super) fn names(list: &str) -> Vec<String> {
    let view = FoldedText::new(list);
    let mut found = Vec::new();
    credits::push_names(&view, &(0..view.chars.len()), "作者", &mut found);
    let mut names = Vec::new();
    keep_names(&view, &found, &mut names);
    names
}

/// Keeps a breadcrumb's outlet and channel: 清河新闻网 > 云岭频道 > 今日头条.
pub(super) fn keep_breadcrumb(parts: &[&str], article: &mut Article) {
    let first_is_general = parts.first().is_some_and(|first| first.contains("首页") || first.contains("位置"));
    let (outlet, channel) = page::outlet_and_channel(parts, article.outlet.is_some() && !first_is_general);
    if let Some(outlet) = outlet {
        article.outlet.get_or_insert_with(|| outlet.to_owned());
    }
    if let Some(channel) = channel {
        article.channel.get_or_insert_with(|| channel.to_owned());
    }
}

/// Returns the first date with a year that is anywhere in the text.
pub(super) fn first_date(text: &str) -> Option<PartialDate> {
    let mut digit_before = false;
    for (at, c) in text.char_indices() {
        let digit = c.is_ascii_digit() || ('０'..='９').contains(&c);
        if digit && !digit_before {
            let date = PartialDate::parse(&text[at..]).filter(|date| date.day > 0);
            if date.is_some() {
                return date;
            }
        }
        digit_before = digit;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<Article> {
        let mut article = Article::default();
        read_line(line, &mut article).then_some(article)
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
        read_report("本报讯（记者 宋 玉 通讯员李小明）昨天，会议召开。", &mut article);
        assert_eq!(article.reporters, ["宋玉", "李小明"]);
        let mut article = Article::default();
        read_report("本报讯（记者 宋玉 摄影报道）昨天，会议召开。（记者 陈新 通讯员）", &mut article);
        assert_eq!(article.reporters, ["宋玉", "陈新"]);
        assert_eq!(names("宋 玉、陈新 通讯员 李欣"), ["宋玉", "陈新", "李欣"]);
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
