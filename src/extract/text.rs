//! Makes an article of text as copied from a page.

use std::ops::Range;

use super::markup::without_markup;
use super::{Skip, fields};
use crate::article::Article;
use crate::page::unwrap::unwrap;
use crate::page::{self, Page};
use crate::view::FoldedText;

/// Line and paragraph separators, next line, vertical tab, form feed.
const LINE_ENDS: [char; 5] = ['\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}'];

pub(super) fn extract(text: &str) -> Result<Article, Skip> {
    let plain = without_markup(text);
    // What ends a line in other programs' texts.
    let plain = if plain.contains(LINE_ENDS) { plain.replace(LINE_ENDS, "\n").into() } else { plain };
    let plain = unwrap(&plain);
    let view = FoldedText::new(&plain);
    let page = page::read(&view, None);
    let mut article = Article::default();
    if let Some(title) = &page.title {
        article.title = view.slice(title).to_owned();
    }
    fields::keep(&view, &page, &mut article);
    article.body = body(&view, &page);
    if article.body.is_empty() || article.body == article.title {
        // A headline alone is a text too.
        article.body = std::mem::take(&mut article.title);
    }
    if article.body.is_empty() {
        return Err(Skip::NoText);
    }
    Ok(article)
}

/// Joins what was in front of the report, so that nothing is lost, and its paragraphs.
fn body(view: &FoldedText<'_>, page: &Page) -> String {
    let whole_line = |range: &Range<usize>| {
        let line = view.lines.iter().find(|line| line.range.end >= range.end);
        line.map_or(range.clone(), |line| line.range.clone())
    };
    // A page of a headline alone has that as its paragraph.
    let is_title = |range: &&Range<usize>| page.title.as_ref().is_some_and(|title| title.end == range.end);
    let (first, rest) = page.paragraphs.split_first().map_or((0..0, &[][..]), |(first, rest)| (first.clone(), rest));
    let first = page.lead.start.max(first.start)..first.end;
    let mut lines: Vec<Range<usize>> = page.asides.iter().chain(&page.subtitles).map(whole_line).collect();
    lines.extend([&first].into_iter().chain(rest).filter(|line| !is_title(line)).cloned());
    lines.sort_by_key(|line| line.start);
    lines.dedup_by_key(|line| line.start);
    let lines: Vec<&str> = lines.iter().map(|line| view.slice(line)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "8月28日,云岭市委书记林远舟主持召开市委第110次专题会议。他强调,要压实责任,确保安全度汛。市领导王小川、李闻达出席会议。(记者 周文)";

    #[test]
    fn a_copied_page() {
        let page = format!(
            "清河新闻网 > 云岭频道 >  今日头条\n\n林远舟主持召开市委专题会议\n\n清河新闻网 > 云岭频道 >  今日头条\n\n\
             原标题:林远舟主持召开市委专题会议时强调 压实责任 确保安全\n\n{REPORT}\n\n  • [编辑:史小卓]\n\
             本网站由清河新闻网版权所有      清ICP备2099002877号      增值电信业务经营许可证:清B2-20990016\n清ICP备2099002877号"
        );
        let article = extract(&page).expect("an article");
        assert_eq!(article.title, "林远舟主持召开市委专题会议");
        assert_eq!(article.original_title.as_deref(), Some("林远舟主持召开市委专题会议时强调 压实责任 确保安全"));
        assert_eq!(article.outlet.as_deref(), Some("清河新闻网"));
        assert_eq!(article.channel.as_deref(), Some("云岭频道"));
        assert_eq!(article.body, REPORT);
        assert_eq!(article.reporters, ["周文"]);
        assert_eq!(article.editors, ["史小卓"]);
    }

    #[test]
    fn labels_and_values_on_separate_lines() {
        let page = format!(
            "市委召开专题会议\n2010年1月15日 08:33\n{REPORT}\n来源:\n清河日报\n作者:\n余小忠\n编辑:\n章小彬\n|"
        );
        let article = extract(&page).expect("an article");
        assert_eq!(article.title, "市委召开专题会议");
        assert_eq!(article.source.as_deref(), Some("清河日报"));
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2010-01-15"));
        assert_eq!(article.body, REPORT);
        assert_eq!(article.reporters, ["余小忠", "周文"]);
    }

    #[test]
    fn a_printed_page() {
        let page = format!(
            "第A1版:要闻 4下一版\n标题导航\n2022年02月19日 星期六  \n3 上一篇  下一篇 4 放大 缩小 默认\n市委召开全体会议\n决定2月23日召开代表大会\n    {REPORT}\n3 上一篇  下一篇 4 放大 缩小 默认\n清河日报"
        );
        let article = extract(&page).expect("an article");
        assert_eq!(article.title, "市委召开全体会议");
        assert_eq!(article.channel.as_deref(), Some("要闻"));
        assert_eq!(article.outlet.as_deref(), Some("清河日报"));
        assert_eq!(article.body, format!("决定2月23日召开代表大会\n{REPORT}"));
    }

    #[test]
    fn a_report_alone() {
        let article = extract(REPORT).expect("an article");
        assert_eq!((article.title.as_str(), article.body.as_str()), ("", REPORT));
    }

    #[test]
    fn recommended_stories_are_not_the_report() {
        let article = extract(&format!("{REPORT}\n相关阅读\n另一个会议召开\n")).expect("an article");
        assert_eq!(article.body, REPORT);
    }

    #[test]
    fn a_report_that_goes_on_behind_a_recommendation_is_kept() {
        let article = extract(&format!("{REPORT}\n相关阅读\n另一个会议召开\n{REPORT}")).expect("an article");
        assert_eq!(article.body, format!("{REPORT}\n{REPORT}"));
    }

    #[test]
    fn one_short_line_is_kept() {
        assert_eq!(extract("会议召开").expect("an article").body, "会议召开");
    }
}
