//! Reads text as copied from a page: breadcrumbs, a headline printed twice, 原标题, source and date lines,
//! the report, editors and licences.

use super::markup::resolve_references;
use super::{Skip, credits, trim};
use crate::article::Article;
use crate::page::{PROSE_CHARS_MIN, TITLE_CHARS_MAX, furniture, is_masthead, outlet_and_channel};

pub(super) fn extract(text: &str) -> Result<Article, Skip> {
    let plain = without_markup(text);
    let lines: Vec<&str> =
        plain.split('\n').map(|line| trim(line.trim_matches(['\u{feff}']))).filter(|line| !line.is_empty()).collect();
    let mut article = Article::default();
    let body_start = lines.iter().position(|line| begins_report(line));
    let mut head: Vec<&str> = Vec::new();
    let mut body: Vec<String> = Vec::new();
    let mut recommended = false;
    let mut number = 0;
    while number < lines.len() {
        let line = lines[number];
        let in_head = body.is_empty() && body_start.is_none_or(|start| number < start);
        number += 1;
        // A report that goes on behind such a line is no recommendation.
        if recommended && !furniture::is_prose(line) {
            continue;
        }
        if !in_head && furniture::ends_article(line) {
            recommended = true;
            continue;
        }
        if credits::is_label_alone(line) {
            // The value is on the next line: 来源: / 清河日报.
            if let Some(value) =
                lines.get(number).filter(|value| value.chars().count() <= 30 && !credits::is_label_alone(value))
            {
                credits::read_meta_line(&format!("{line}{value}"), &mut article);
                number += 1;
            }
            continue;
        }
        if !furniture::is_prose(line) && credits::read_meta_line(line, &mut article) {
            continue;
        }
        if furniture::is_furniture(line) {
            read_furniture(line, &mut article);
            continue;
        }
        if in_head && line.chars().count() <= TITLE_CHARS_MAX {
            head.push(line);
        } else {
            body.push(line.to_owned());
        }
    }
    read_head(&head, &mut article, &mut body);
    read_outlet_lines(&mut body, &mut article);
    if let Some(first) = body.first_mut() {
        read_inline_head(first, &mut article);
    }
    article.body = body.join("\n");
    if article.body.is_empty() {
        // A headline alone is a text too.
        article.body = std::mem::take(&mut article.title);
    }
    if article.body.is_empty() {
        return Err(Skip::NoText);
    }
    credits::read_credits_in_body(&article.body.clone(), &mut article);
    read_closing_credits(&mut article);
    Ok(article)
}

fn begins_report(line: &str) -> bool {
    let long = line.chars().count() >= PROSE_CHARS_MIN;
    let labelled = line.starts_with("原标题");
    let prose = long && line.contains(['。', '，', ',']) && !labelled;
    let short_prose = line.ends_with('。') && line.contains(['，', ',']);
    (prose || short_prose) && !furniture::is_breadcrumb(line) && !furniture::is_furniture(line)
}

/// Sorts the lines before the report into headline and subtitles; subtitles open the body, so that nothing is lost.
fn read_head(head: &[&str], article: &mut Article, body: &mut Vec<String>) {
    let mut seen: Vec<&str> = Vec::new();
    let mut opening: Vec<String> = Vec::new();
    for line in head {
        if seen.contains(line) {
            continue;
        }
        seen.push(line);
        if article.title.is_empty() && !is_caption(line) && !line.is_ascii() {
            article.title = clean_headline(line);
        } else if is_masthead(line) {
            article.outlet.get_or_insert_with(|| (*line).to_owned());
        } else if line.chars().count() > 4 || !line.is_ascii() {
            opening.push((*line).to_owned());
        }
    }
    // A masthead printed above everything is not the headline if another line can be it.
    if is_masthead(&article.title) && !opening.is_empty() {
        let outlet = std::mem::replace(&mut article.title, clean_headline(&opening.remove(0)));
        article.outlet.get_or_insert(outlet);
    }
    if body.is_empty() && !opening.is_empty() {
        body.append(&mut opening);
    } else {
        body.splice(0..0, opening);
    }
    // The headline repeated as the first line of the report says nothing new.
    if body.len() > 1 && !article.title.is_empty() && body[0] == article.title {
        body.remove(0);
    }
}

/// Removes what is around a headline: `###`, `[图]`, `【聚焦两会】`, table marks.
fn clean_headline(line: &str) -> String {
    let mut line = trim(line.trim_start_matches('#').trim_end_matches(['|', ' ']));
    for (open, close) in [('[', ']'), ('【', '】')] {
        if let Some((mark, rest)) = line.strip_prefix(open).and_then(|rest| rest.split_once(close))
            && mark.chars().count() <= 12
            && !trim(rest).is_empty()
        {
            line = trim(rest);
        }
    }
    line.to_owned()
}

fn is_caption(line: &str) -> bool {
    line.ends_with('。') && line.chars().count() <= 20
}

fn read_furniture(line: &str, article: &mut Article) {
    if let Some(parts) = furniture::breadcrumb(line) {
        keep_breadcrumb(&parts, article);
    }
    if let Some(section) = furniture::page_section(line) {
        article.channel.get_or_insert_with(|| section.to_owned());
    }
    if let Some(holder) = furniture::copyright_holder(line) {
        article.outlet.get_or_insert_with(|| holder.to_owned());
    }
    if let Some((_, address)) = line.split_once("](http") {
        let address = format!("http{}", address.split([')', ' ']).next().unwrap_or_default());
        article.published = article.published.or_else(|| super::html::date_in_address(&address));
        article.url.get_or_insert(address);
    }
}

/// Keeps a breadcrumb's outlet and channel: 清河新闻网 > 云岭频道 > 今日头条.
pub(super) fn keep_breadcrumb(parts: &[&str], article: &mut Article) {
    let first_is_general = parts.first().is_some_and(|first| first.contains("首页") || first.contains("位置"));
    let (outlet, channel) = outlet_and_channel(parts, article.outlet.is_some() && !first_is_general);
    if let Some(outlet) = outlet {
        article.outlet.get_or_insert_with(|| outlet.to_owned());
    }
    if let Some(channel) = channel {
        article.channel.get_or_insert_with(|| channel.to_owned());
    }
}

/// Takes a lone paper's name at the end of the text for the outlet.
fn read_outlet_lines(body: &mut Vec<String>, article: &mut Article) {
    while body.len() > 1 && body.last().is_some_and(|line| is_masthead(line)) {
        if let Some(line) = body.pop() {
            article.outlet.get_or_insert(line);
        }
    }
}

/// Reads what exports print in front of a report on the same line: `2023-07-10 19:33，正文：…`.
fn read_inline_head(first: &mut String, article: &mut Article) {
    let Some((before, _)) = first.split_once("正文：") else { return };
    let length = before.len() + "正文：".len();
    let date = trim(before.trim_end_matches(['，', ',']));
    if before.chars().count() > 30 || !date.starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    credits::keep_date_in(date, article);
    first.drain(..length);
}

/// Reads reporters and editors that close the report without brackets: `全媒体记者:刘小娟 王俊`, `编辑 彭冲`.
fn read_closing_credits(article: &mut Article) {
    let Some(last) = article.body.rsplit('\n').next() else { return };
    let tail = last.rsplit(['。', '！', '”']).next().unwrap_or_default().to_owned();
    if (3..=60).contains(&tail.chars().count()) {
        credits::read_meta_line(trim(&tail), article);
    }
}

/// Turns left-over markup of a copied page into lines: `<p>`, `<br>`, table marks.
fn without_markup(text: &str) -> std::borrow::Cow<'_, str> {
    let has_tags = ["</p>", "<br", "</div>", "</strong>", "<p>"].iter().any(|tag| text.contains(tag));
    if !has_tags {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        let tag = &rest[at..];
        let end = tag.find('>').filter(|end| *end <= 300 && is_tag(&tag[1..*end]));
        let Some(end) = end else {
            plain.push('<');
            rest = &tag[1..];
            continue;
        };
        if ["<p", "</p", "<br", "<div", "</div", "<tr", "<li", "</li"]
            .iter()
            .any(|block| tag.to_ascii_lowercase().starts_with(block))
        {
            plain.push('\n');
        }
        rest = &tag[end + 1..];
    }
    plain.push_str(rest);
    resolve_references(plain).into()
}

fn is_tag(inner: &str) -> bool {
    let name = inner.trim_start_matches('/');
    name.starts_with(|c: char| c.is_ascii_alphabetic())
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
