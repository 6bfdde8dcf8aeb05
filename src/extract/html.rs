//! Reads saved pages.
//!
//! The article is looked for where the content systems of Chinese sites put it, then by `dom_smoothie`
//! (Readability), then the whole page is read as copied text. What the page says about the article comes from
//! its `<meta>` elements first and from the lines around the article second.

mod boxes;
mod hidden;

use dom_query::{Document, NodeRef};

use self::boxes::{is_sentence, whole_box};
use self::hidden::hidden_page;
use super::lines::lines;
use super::markup::{attributes, nesting, tag_count, without_tags};
use super::{Skip, fields, text, trim, within_limits};
use crate::article::{Article, PartialDate};
use crate::page::dates::in_address;
use crate::page::furniture;

/// Deeper nesting than this is not parsed as a tree: the parser's time grows with the square of it.
const DEPTH_MAX: usize = 512;
/// An element with more attributes is not parsed either, for the same reason.
const ATTRIBUTES_MAX: usize = 2000;
/// A page of more tags and character references is not parsed either: a tree takes some 300 bytes for each, and the
/// parser copies a text again at each reference. Pages of news have a few thousand.
const PIECES_MAX: usize = 200_000;
/// Shortest text, in characters, that is treated as an article where no content system names it.
const ARTICLE_CHARS_MIN: usize = 60;

/// Where content systems put the article, most certain first.
const CONTAINERS: &[&str] = &[
    "#UCAP-CONTENT",
    "#content_area",
    "#js_content",
    ".TRS_Editor",
    ".trs_editor_view",
    ".TRS_UEDITOR",
    "#zoom",
    "#Zoom",
    "#ozoom",
    ".v_news_content",
    ".wp_articlecontent",
    "#vsb_content",
    ".rm_txt_con",
    "#rwb_zw",
    ".show_text",
    "#endText",
    ".post_body",
    "#artibody",
    "#article_content",
    "#articleContent",
    "#ArticleContent",
    "#contentText",
    "#p-detail",
    "#detailContent",
    "#Cnt-Main-Article-QQ",
    ".content-article",
    ".rich_media_content",
    ".pages_content",
    ".news_txt",
    ".article-content",
    ".articleContent",
    ".article_content",
    ".article-body",
    ".detail-content",
    "#article-content",
    "#article",
    "#newsContent",
    "#NewsContent",
    "#fontzoom",
    "#FontZoom",
    "#text_area",
    ".text_area",
    ".cnt_bd",
    "#text",
    "#main-content .content",
    "article .content",
];

/// `<meta>` names that content systems give, and what they mean.
const META: &[(&str, Meta)] = &[
    ("articletitle", Meta::Title),
    ("og:title", Meta::PageTitle),
    ("pubdate", Meta::Date),
    ("publishdate", Meta::Date),
    ("article:published_time", Meta::Date),
    ("og:release_date", Meta::Date),
    ("og:time", Meta::Date),
    ("apub:time", Meta::Date),
    ("apub:date", Meta::Date),
    ("weibo:article:create_at", Meta::Date),
    ("datepublished", Meta::Date),
    ("publish_time", Meta::Date),
    ("createdate", Meta::Date),
    ("contentsource", Meta::Source),
    ("mediaid", Meta::Source),
    ("source", Meta::Source),
    ("sitename", Meta::Outlet),
    ("og:site_name", Meta::Outlet),
    ("columnname", Meta::Channel),
    ("author", Meta::Author),
    ("article:author", Meta::Author),
    ("og:url", Meta::Url),
    ("url", Meta::Url),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meta {
    Title,
    PageTitle,
    Date,
    Source,
    Outlet,
    Channel,
    Author,
    Url,
}

pub(super) fn extract(page: &str) -> Result<Article, Skip> {
    extract_one(page, false)
}

/// Reads the page that another one hides, with what that says around it.
fn of_hidden_page(
    hidden: &str,
    outer: &Document,
    page_title: Option<String>,
    lines: &[String],
    mut article: Article,
) -> Result<Article, Skip> {
    let inner = extract_one(hidden, true)?;
    let known = std::mem::take(&mut article.title);
    article.title = if known.is_empty() { headline(outer, page_title, &[], lines) } else { known };
    if article.title.is_empty() {
        article.title = inner.title;
    }
    for line in lines {
        fields::read_line(line, &mut article);
    }
    article.published = article.published.or(inner.published);
    article.source = article.source.or(inner.source);
    article.reporters.extend(inner.reporters);
    article.body = inner.body;
    article.cautions.extend(inner.cautions.into_iter().filter(|one| !one.contains("all its text is kept")));
    Ok(article)
}

fn extract_one(page: &str, is_hidden_one: bool) -> Result<Article, Skip> {
    let why = if nesting(page) > DEPTH_MAX {
        Some(format!("nested deeper than {DEPTH_MAX} elements"))
    } else if attributes(page) > ATTRIBUTES_MAX {
        Some(format!("an element with more than {ATTRIBUTES_MAX} attributes"))
    } else if tag_count(page) > PIECES_MAX {
        Some(format!("more than {PIECES_MAX} tags and character references"))
    } else {
        None
    };
    if let Some(why) = why {
        let mut article = text::extract(within_limits(&without_tags(page))?)?;
        article.cautions.push(format!("{why}: read as plain text"));
        return Ok(article);
    }
    let page = &*with_closed_elements(page);
    let document = Document::from(page);
    let mut article = Article::default();
    let page_title = read_meta(&document, page, &mut article);
    let (paragraphs, certain) = paragraphs_of(&document, page);
    let all_lines = document.body().map_or_else(Vec::new, |body| lines(&body));
    let shown = paragraphs.iter().filter(|line| is_sentence(line)).cloned().collect::<Vec<_>>();
    if !is_hidden_one && let Some(hidden) = hidden_page(&document, letters(&shown)) {
        return of_hidden_page(&hidden, &document, page_title, &all_lines, article);
    }
    if let Some(words) = placeholder(&all_lines) {
        return Err(Skip::Placeholder { words });
    }
    if paragraphs.is_empty() {
        let mut whole = text::extract(&all_lines.join("\n"))?;
        whole.url = article.url;
        whole.published = article.published.or(whole.published);
        if whole.title.is_empty() {
            whole.title = page_title.unwrap_or_else(|| without_site(&window_title(&document)));
        }
        whole.cautions.push("no article was found on the page: all its text is kept".into());
        return Ok(whole);
    }
    article.title = headline(&document, page_title, &paragraphs, &all_lines);
    read_surroundings(&all_lines, &paragraphs, &mut article);
    article.body = body_of(paragraphs, certain, &mut article);
    if article.body.is_empty() {
        return Err(Skip::NoText);
    }
    fields::read_report(&article.body.clone(), &mut article);
    if article.published.is_none() {
        article.published = article.url.as_deref().and_then(in_address);
    }
    // An author that is only the site's name says nothing of who wrote the article.
    let publishers = [article.outlet.clone(), article.source.clone()];
    let is_publisher = |name: &String| publishers.iter().flatten().any(|publisher| publisher.contains(name.as_str()));
    article.reporters.retain(|name| !is_publisher(name));
    let mut seen = Vec::new();
    article.reporters.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    Ok(article)
}

/// Reads the date a page keeps for its scripts and for search engines: `"datePublished": "2022-08-29"`.
fn date_in_scripts(page: &str) -> Option<PartialDate> {
    const KEYS: &[&str] =
        &["datePublished", "publish_time", "publishTime", "pubDate", "publish_date", "publishDate", "pubtime"];
    KEYS.iter().find_map(|key| {
        page.match_indices(key).take(8).find_map(|(at, _)| {
            let rest = page[at + key.len()..].trim_start_matches(['"', '\'', '\\', ' ']);
            let value = rest.strip_prefix([':', '='])?.trim_start_matches(['"', '\'', '\\', ' ']);
            PartialDate::parse(&value.chars().take(40).collect::<String>()).filter(|date| date.day > 0)
        })
    })
}

/// Reads the `<meta>` elements and the page's address; returns the page's own title.
fn read_meta(document: &Document, page: &str, article: &mut Article) -> Option<String> {
    let mut page_title = None;
    for element in document.select("meta").iter() {
        let name = ["name", "property", "itemprop"].iter().find_map(|key| element.attr(key));
        let (Some(name), Some(content)) = (name, element.attr("content")) else { continue };
        let (name, content) = (name.to_lowercase(), trim(&content).to_owned());
        let Some((_, meta)) = META.iter().find(|(known, _)| *known == name) else { continue };
        if content.is_empty() {
            continue;
        }
        match meta {
            Meta::Title => article.title = clean_title(&content),
            Meta::PageTitle => page_title = page_title.or(Some(clean_title(&content))),
            Meta::Date => {
                let date = super::published::parse(&content).or_else(|| fields::first_date(&content));
                article.published = article.published.or(date);
            }
            Meta::Source => set(&mut article.source, &content),
            Meta::Outlet => set(&mut article.outlet, &content),
            Meta::Channel => set(&mut article.channel, &content),
            Meta::Author if !content.contains(['@', '.']) => {
                article.reporters.extend(fields::names(&content));
            }
            Meta::Author => {}
            Meta::Url => set_address(&mut article.url, &content),
        }
    }
    if let Some(address) = document.select("link[rel=canonical]").attr("href") {
        set_address(&mut article.url, &address);
    }
    let head: String = page.chars().take(2000).collect();
    if let Some((_, after)) = head.split_once("saved from url=(") {
        let address = after.split_once(')').map_or("", |(_, rest)| rest);
        set_address(&mut article.url, address.split_whitespace().next().unwrap_or_default());
    }
    article.published = article.published.or_else(|| date_in_scripts(page));
    read_founder_comment(page, article);
    if page.contains("js_content") || page.contains("mp.weixin.qq.com") {
        read_account(document, page, article);
    }
    page_title
}

/// Reads what Founder's systems for papers write into a comment: `<!--enpproperty <date>…</date><title>…</title>-->`.
fn read_founder_comment(page: &str, article: &mut Article) {
    let Some((_, rest)) = page.split_once("<!--enpproperty") else { return };
    let comment = rest.split("-->").next().unwrap_or_default();
    let value = |name: &str| {
        let (_, rest) = comment.split_once(&format!("<{name}>"))?;
        let value = trim(rest.split_once(&format!("</{name}>"))?.0);
        (!value.is_empty()).then(|| value.to_owned())
    };
    if article.title.is_empty() {
        article.title = value("title").map(|title| clean_title(&title)).unwrap_or_default();
    }
    article.published = article.published.or_else(|| fields::first_date(&value("date")?));
    if article.reporters.is_empty() {
        article.reporters = value("author").map(|author| fields::names(&author)).unwrap_or_default();
    }
    article.source = article.source.take().or_else(|| value("source"));
}

/// Reads the account and the day of a page of WeChat, whose platform is no outlet.
fn read_account(document: &Document, page: &str, article: &mut Article) {
    let of_script = |keys: &[&str]| {
        keys.iter().find_map(|key| {
            page.match_indices(key).take(8).find_map(|(at, _)| {
                let rest = page[at + key.len()..].trim_start().strip_prefix(['=', ':'])?.trim_start();
                let rest = rest.trim_start_matches("htmlDecode(").trim_start();
                let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
                let value = trim(rest[1..].split(quote).next()?);
                (!value.is_empty() && value.chars().count() <= 40).then(|| value.to_owned())
            })
        })
    };
    if article.outlet.as_deref().is_none_or(|outlet| outlet.contains("微信公众平台")) {
        let shown = trim(&document.select_single("#js_name").text()).to_owned();
        let author = document.select("meta[name=author]").attr("content").map(|name| trim(&name).to_owned());
        let shown = Some(shown).filter(|name| !name.is_empty());
        article.outlet =
            shown.or_else(|| of_script(&["nickname", "nick_name"])).or(author).filter(|name| !name.is_empty());
    }
    if article.published.is_none() {
        let day = of_script(&["createTime", "create_time", "publish_time", "var ct", "ori_create_time"]);
        article.published = day.and_then(|day| super::published::parse(&day));
    }
    if article.url.is_none() {
        let address = of_script(&["var msg_link"]).map(super::markup::resolve_references);
        article.url = address.filter(|address| address.starts_with("http"));
    }
}

fn set(field: &mut Option<String>, value: &str) {
    if field.is_none() && value.chars().count() <= 40 {
        *field = Some(value.to_owned());
    }
}

fn set_address(field: &mut Option<String>, value: &str) {
    let value = value.trim();
    if field.is_none() && (value.starts_with("http://") || value.starts_with("https://")) && value.len() <= 2000 {
        *field = Some(value.to_owned());
    }
}

/// Returns the article's paragraphs and whether a content system named the place.
fn paragraphs_of(document: &Document, page: &str) -> (Vec<String>, bool) {
    for selector in CONTAINERS {
        let nodes: Vec<NodeRef<'_>> = document.select(selector).nodes().to_vec();
        let best = nodes.iter().max_by_key(|node| letters(&lines(node)));
        let Some(best) = best.filter(|best| letters(&lines(best)) >= 20) else { continue };
        return (lines(&whole_box(best, &nodes)), true);
    }
    (readable_lines(page), false)
}

/// A page of few letters that holds one of these has no article.
const PLACEHOLDERS: &[&str] = &[
    "启用JavaScript",
    "启用 JavaScript",
    "enable JavaScript",
    "Enable JavaScript",
    "JavaScript is required",
    "浏览器版本过低",
    "该内容已被发布者删除",
    "此内容因违规无法查看",
    "文章已被删除",
    "内容已被删除",
    "页面不存在",
    "您访问的页面",
    "该文章不存在",
    "文章不存在",
    "稿件已撤",
    "访问验证",
    "安全验证",
    "Just a moment",
    "该公众号已迁移",
    "此帐号已被屏蔽",
    "抱歉，您要查看",
];
/// So few letters are no report beside such words.
const PLACEHOLDER_LETTERS_MAX: usize = 300;

/// Returns what a page says that stands where an article was.
fn placeholder(lines: &[String]) -> Option<String> {
    if letters(lines) > PLACEHOLDER_LETTERS_MAX {
        return None;
    }
    let line = lines.iter().find(|line| PLACEHOLDERS.iter().any(|words| line.contains(words)))?;
    Some(line.chars().take(40).collect())
}

/// Closes the elements that XHTML closes in their tags, which a parser of HTML leaves open: `<script src="a.js"/>`.
fn with_closed_elements(page: &str) -> std::borrow::Cow<'_, str> {
    const VOID: &[&str] = &[
        "br", "img", "meta", "link", "input", "hr", "area", "base", "col", "embed", "param", "source", "track", "wbr",
    ];
    let head = page
        .get(..page.len().min(1000))
        .or_else(|| page.get(..page.char_indices().nth(500).map_or(page.len(), |(at, _)| at)));
    if !head
        .is_some_and(|head| head.contains("XHTML") || head.contains("/xhtml") || head.trim_start().starts_with("<?xml"))
    {
        return page.into();
    }
    let mut closed = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find("/>") {
        let tag = rest[..at].rfind('<').map(|open| &rest[open + 1..at]);
        let name: String = tag.unwrap_or_default().chars().take_while(char::is_ascii_alphanumeric).collect();
        closed.push_str(&rest[..at]);
        if name.is_empty() || VOID.contains(&name.to_ascii_lowercase().as_str()) {
            closed.push_str("/>");
        } else {
            closed.push_str(&format!("></{name}>"));
        }
        rest = &rest[at + 2..];
    }
    closed.push_str(rest);
    closed.into()
}

/// Returns the tables of a page as rows of cells, those with more than one column.
pub(crate) fn tables(page: &str) -> Vec<Vec<Vec<String>>> {
    let document = Document::from(page);
    let rows = |table: &NodeRef<'_>| -> Vec<Vec<String>> {
        let rows = table.descendants_it().filter(|node| node.node_name().as_deref() == Some("tr"));
        let is_cell = |node: &NodeRef<'_>| matches!(node.node_name().as_deref(), Some("td" | "th"));
        let cells =
            |row: NodeRef<'_>| row.children_it(false).filter(is_cell).map(|cell| lines(&cell).join("\n")).collect();
        rows.map(cells).collect()
    };
    let tables = document.select("table");
    let found = tables.nodes().iter().map(rows);
    found.filter(|rows| rows.len() > 1 && rows.iter().any(|row| row.len() > 1)).collect()
}

/// Returns what Readability takes for the article.
fn readable_lines(page: &str) -> Vec<String> {
    let config = dom_smoothie::Config { char_threshold: ARTICLE_CHARS_MIN, ..Default::default() };
    let parsed = dom_smoothie::Readability::new(page, None, Some(config)).and_then(|mut page| page.parse());
    let Ok(parsed) = parsed else { return Vec::new() };
    let content = Document::fragment(parsed.content);
    let found = lines(&content.root());
    if letters(&found) >= ARTICLE_CHARS_MIN { found } else { Vec::new() }
}

fn letters(lines: &[String]) -> usize {
    lines.iter().map(|line| line.chars().filter(|c| c.is_alphanumeric()).count()).sum()
}

/// Chooses the headline: what the content system says, else what page title and headings agree on.
fn headline(document: &Document, page_title: Option<String>, body: &[String], all_lines: &[String]) -> String {
    let named = document.select("meta[name=ArticleTitle], meta[name=articletitle]").attr("content");
    if let Some(named) = named.map(|title| clean_title(&title)).filter(|title| !title.is_empty()) {
        return named;
    }
    let window_title = window_title(document);
    let claimed = page_title.filter(|title| !title.is_empty()).unwrap_or_else(|| window_title.clone());
    let headings = document.select("h1, h2, .rich_media_title, #activity-name, .article-title, .news_title, .tit, .title, .main-title, .xl_title, .bt");
    let headings = headings
        .iter()
        .take(60)
        .map(|heading| clean_title(&heading.text().split_whitespace().collect::<Vec<_>>().join(" ")));
    // A heading that occurs in the page's title is the headline without the site's name; one that begins like it is the
    // headline before someone cut it short.
    let agreed = headings.filter(|heading| heading.chars().count() >= 4).find(|heading| {
        let alike = |title: &str| title.contains(heading.as_str()) || !title.is_empty() && heading.starts_with(title);
        alike(&window_title) || alike(&claimed)
    });
    let title = agreed.unwrap_or_else(|| without_site(&claimed));
    if title.is_empty() {
        return all_lines
            .iter()
            .take_while(|line| Some(*line) != body.first())
            .find(|line| (6..=60).contains(&line.chars().count()) && !furniture::is_furniture(line))
            .cloned()
            .unwrap_or_default();
    }
    title
}

/// Returns what the page writes into the window's frame.
fn window_title(document: &Document) -> String {
    let title = document.select_single("title").text();
    clean_title(&title.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Removes marks of columns and media from a headline: `[视频]`, `#`.
fn clean_title(title: &str) -> String {
    let mut title = trim(title).trim_start_matches('#');
    while let Some((mark, rest)) = title.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        if mark.chars().count() > 12 || trim(rest).is_empty() {
            break;
        }
        title = rest;
    }
    trim(title).to_owned()
}

/// What names of sites and their channels end in.
const SITE_ENDS: &[&str] = &[
    "网",
    "新闻",
    "频道",
    "日报",
    "政府",
    "晚报",
    "中心",
    "客户端",
    "澎湃",
    "com",
    "cn",
    "平台",
    "网站",
    "门户",
    "要闻",
    "动态",
    "公众号",
    "头条",
    "在线",
    "发布",
    "融媒",
    "时报",
    "电视台",
    "电子报",
    "数字报",
];
/// Behind a dash only a short name is a site's: a subtitle may end as one does.
const SITE_CHARS_MAX: usize = 24;
const SITE_CHARS_MAX_AFTER_DASH: usize = 14;

/// Removes the site's name from a window title: `会议召开_清河新闻网`, `会议召开 - 清河县人民政府`, `清河日报数字报-会议召开`.
fn without_site(title: &str) -> String {
    let mut title = trim(title);
    for separator in ["_", "|", "｜", " - ", "--", "——", " — ", "-", "—"] {
        let is_dash = separator.contains(['-', '—']);
        let limit = if is_dash { SITE_CHARS_MAX_AFTER_DASH } else { SITE_CHARS_MAX };
        let is_site = |part: &str| {
            part.chars().count() <= limit
                && SITE_ENDS.iter().any(|end| part.ends_with(end))
                && !part.contains(['，', '。', '：'])
        };
        while let Some((before, after)) = title.rsplit_once(separator) {
            if trim(before).chars().count() < 6 || !is_site(trim(after)) {
                break;
            }
            title = trim(before);
        }
        if let Some((before, after)) = title.split_once(separator)
            && is_site(trim(before))
            && trim(after).chars().count() >= 10
            && trim(after).chars().count() > trim(before).chars().count()
        {
            title = trim(after);
        }
    }
    title.to_owned()
}

/// Reads the lines around the article: source, date, editors, breadcrumb.
fn read_surroundings(all_lines: &[String], body: &[String], article: &mut Article) {
    let first = body.iter().find(|line| line.chars().count() >= 10).or(body.first());
    let start = first.and_then(|first| all_lines.iter().position(|line| line == first)).unwrap_or(0);
    for line in all_lines[..start].iter().rev().take(40) {
        if !fields::read_line(line, article) && line.chars().count() <= 60 && article.published.is_none() {
            let dated =
                line.starts_with("20") || line.contains("发布") || line.contains("来源") || line.contains("时间");
            article.published = fields::first_date(line).filter(|_| dated);
        }
        if let Some(parts) = furniture::breadcrumb(line).filter(|_| article.channel.is_none()) {
            fields::keep_breadcrumb(&parts, article);
        }
    }
    let last = body.last().and_then(|last| all_lines.iter().rposition(|line| line == last));
    for line in last.map_or(&[][..], |last| &all_lines[last + 1..]).iter().take(12) {
        if furniture::ends_article(line) {
            break;
        }
        let published = article.published;
        fields::read_line(line, article);
        article.published = published;
    }
    for line in all_lines.iter().rev().take(40) {
        if article.outlet.is_none() {
            article.outlet = furniture::copyright_holder(line).map(str::to_owned);
        }
    }
}

/// Joins the paragraphs, without what the page prints inside the article's place.
fn body_of(paragraphs: Vec<String>, certain: bool, article: &mut Article) -> String {
    let mut kept: Vec<String> = Vec::with_capacity(paragraphs.len());
    let mut ended = false;
    let count = paragraphs.len();
    for (number, line) in paragraphs.into_iter().enumerate() {
        let edge = number < 4 || number + 6 >= count;
        ended |= !kept.is_empty() && furniture::ends_article(&line);
        if ended && !furniture::is_prose(&line) {
            continue;
        }
        if edge && fields::read_line(&line, article) {
            continue;
        }
        let frame = edge && furniture::is_furniture(&line) || !certain && furniture::is_breadcrumb(&line);
        let repeats_title = kept.is_empty() && line == article.title;
        if !frame && !repeats_title {
            kept.push(line);
        }
    }
    kept.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "<p>　　8月28日，云岭市委书记林远舟主持召开市委第110次专题会议，研究部署防汛工作。</p><p>林远舟强调，要压实责任，<br>确保安全。</p>";

    fn check(page: &str) -> Article {
        let article = extract(page).expect("an article");
        assert_eq!(
            article.body,
            "8月28日，云岭市委书记林远舟主持召开市委第110次专题会议，研究部署防汛工作。\n林远舟强调，要压实责任，\n确保安全。"
        );
        assert_eq!(article.title, "林远舟主持召开市委专题会议");
        assert_eq!(article.published.map(|date| date.to_string()).as_deref(), Some("2022-08-29"));
        article
    }

    #[test]
    fn a_content_system_says_everything() {
        let article = check(&format!(
            "<html><head><meta name=\"ArticleTitle\" content=\"林远舟主持召开市委专题会议\"><meta name=\"PubDate\" content=\"2022-08-29 10:00\">\
             <meta name=\"ContentSource\" content=\"云岭日报\"><meta name=\"SiteName\" content=\"云岭市人民政府\"><meta name=\"ColumnName\" content=\"云岭要闻\"></head>\
             <body><div>首页 &gt; 要闻</div><div class=\"TRS_Editor\"><style>p {{}}</style>{BODY}</div></body></html>"
        ));
        assert_eq!(article.source.as_deref(), Some("云岭日报"));
        assert_eq!(article.outlet.as_deref(), Some("云岭市人民政府"));
        assert_eq!(article.channel.as_deref(), Some("云岭要闻"));
    }

    #[test]
    fn a_page_without_meta_is_read_from_its_lines() {
        let article = check(&format!(
            "<title>林远舟主持召开市委专题会议_清河新闻网</title><body><h1>林远舟主持召开市委专题会议</h1>\
             <div>2022-08-29 10:00 来源：云岭日报</div><div id=zoom>{BODY}<p>（责任编辑：史小卓）</p></div>"
        ));
        assert_eq!(article.source.as_deref(), Some("云岭日报"));
        assert_eq!(article.editors, ["史小卓"]);
    }

    #[test]
    fn deep_pages_are_read_as_text() {
        let page = format!("<html><body>{}<p>会议召开。</p>", "<div><b>".repeat(20_000));
        let article = extract(&page).expect("an article");
        assert_eq!(article.body, "会议召开。");
        assert_eq!(article.cautions.len(), 1);
        let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"x\"")).collect();
        let article = extract(&format!("<html><body><p{attributes}>会议召开。</p>")).expect("an article");
        assert_eq!((article.body.as_str(), article.cautions.len()), ("会议召开。", 1));
        let article = extract(&format!("<p>会议{}召开。", "&amp;".repeat(200_001))).expect("an article");
        assert_eq!((article.body.len(), article.cautions.len()), (200_016, 1));
    }
}
