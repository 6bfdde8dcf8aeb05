//! Articles for lists of references: GB/T 7714 as text, BibTeX, RIS and CSL-JSON for reference managers, and as rows of
//! a table.
//!
//! The day of access is the day an article was added: from then on the archive has the text.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::OutputFormat;
use super::markdown::title_or_lead;
use super::text::clean;
use crate::article::PartialDate;
use crate::index::IndexedArticle;
use crate::sanitize::Json;

/// The columns of an exported table.
pub(super) const EXPORT_COLUMNS: &[&str] =
    &["id", "title", "published", "outlet", "source", "url", "reporters", "editors", "tags", "body"];

/// One row of an exported table.
pub(super) fn export_row(record: &IndexedArticle) -> Vec<String> {
    let article = &record.article;
    vec![
        record.id.clone(),
        article.title.clone(),
        article.published.map(|date| date.to_string()).unwrap_or_default(),
        article.outlet.clone().unwrap_or_default(),
        article.source.clone().unwrap_or_default(),
        article.url.clone().unwrap_or_default(),
        article.reporters.join("、"),
        article.editors.join("、"),
        article.tags.join(" "),
        article.body.clone(),
    ]
}

/// Writes articles as references, each once, in their order.
pub(super) fn references(out: &mut dyn Write, articles: &[&IndexedArticle], format: OutputFormat) -> io::Result<()> {
    let mut written: Vec<&str> = Vec::new();
    let mut items = Vec::new();
    for article in articles {
        if written.contains(&article.id.as_str()) {
            continue;
        }
        written.push(&article.id);
        match format {
            OutputFormat::Bibtex => bibtex(out, article)?,
            OutputFormat::Ris => ris(out, article)?,
            OutputFormat::Gbt7714 => writeln!(out, "{}", gbt7714(article, Edition::Of2025))?,
            OutputFormat::Gbt7714Of2015 => writeln!(out, "{}", gbt7714(article, Edition::Of2015))?,
            _ => items.push(csl(article)),
        }
    }
    if format == OutputFormat::Csl { writeln!(out, "{}", Json(&Value::from(items))) } else { Ok(()) }
}

/// Returns whether a publisher is a paper: GB/T 7714 tells papers \[N\] from pages of the web \[EB\].
fn is_paper(outlet: &str) -> bool {
    outlet.ends_with('报') || outlet.ends_with('報')
}

/// Returns the day an article was added, in UTC.
fn accessed(record: &IndexedArticle) -> Option<PartialDate> {
    let day = time::OffsetDateTime::from_unix_timestamp(record.added).ok()?;
    PartialDate::new(u16::try_from(day.year()).ok()?, day.month().into(), day.day())
}

/// The editions of the standard.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edition {
    /// GB/T 7714—2015.
    Of2015,
    /// GB/T 7714—2025, in force since 1 July 2026: marks in full width, and no day of access where a paper has its own.
    Of2025,
}

/// More reporters than this are 等.
const AUTHORS_MAX: usize = 3;

/// Writes an article by GB/T 7714, as an entry of a numbered list without its number:
/// `责任者. 题名[N/OL]. 报纸，日期. 网址.` and `责任者. 题名[EB/OL]. 网站（日期）[引用日期]. 网址.`
fn gbt7714(record: &IndexedArticle, edition: Edition) -> String {
    let article = &record.article;
    let (comma, open, close) = match edition {
        Edition::Of2025 => ("，", "（", "）"),
        Edition::Of2015 => (", ", "(", ")"),
    };
    let mut parts: Vec<String> = Vec::new();
    let names: Vec<String> = article.reporters.iter().map(|name| clean(name)).collect();
    if !names.is_empty() {
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        if names.len() > AUTHORS_MAX {
            names.truncate(AUTHORS_MAX);
            names.push("等");
        }
        parts.push(names.join(comma));
    }
    let url = article.url.as_deref().map(clean);
    let outlet = article.outlet_or_source().map(clean);
    let published = article.published.map(|date| date.to_string());
    // Without an address and without a name that says otherwise it was printed.
    let is_page = match (&outlet, &url) {
        (Some(outlet), _) if is_paper(outlet) => false,
        (_, Some(_)) => true,
        (Some(outlet), None) => outlet.ends_with(['网', '網', '端']) || outlet.contains("在线"),
        (None, None) => false,
    };
    let kind = match (is_page, &url) {
        (true, _) => "EB/OL",
        (false, Some(_)) => "N/OL",
        (false, None) => "N",
    };
    parts.push(format!("{}[{kind}]", clean(title_or_lead(record)).trim_end_matches(['.', '。'])));
    let accessed = accessed(record).filter(|_| url.is_some()).map(|day| format!("[{day}]")).unwrap_or_default();
    let place = if is_page {
        let published = published.map(|date| format!("{open}{date}{close}")).unwrap_or_default();
        format!("{}{published}{accessed}", outlet.unwrap_or_default())
    } else {
        let own: Vec<String> = outlet.into_iter().chain(published).collect();
        format!("{}{}", own.join(comma), if edition == Edition::Of2015 { &accessed } else { "" })
    };
    parts.extend([place, url.unwrap_or_default()].into_iter().filter(|part| !part.is_empty()));
    format!("{}.", parts.join(". "))
}

/// Writes a date as lists of references have it.
fn date_parts(date: PartialDate) -> Value {
    let parts = [u32::from(date.year), date.month.into(), date.day.into()];
    let known: Vec<u32> = parts.into_iter().take_while(|part| *part > 0).collect();
    json!({ "date-parts": [known] })
}

/// Returns an article as an item of CSL-JSON.
fn csl(record: &IndexedArticle) -> Value {
    let article = &record.article;
    let outlet = article.outlet_or_source();
    let is_page = article.url.is_some() && !outlet.is_some_and(is_paper);
    let mut item = json!({
        "id": format!("huibao{}", &record.id[..record.id.len().min(12)]),
        "type": if is_page { "webpage" } else { "article-newspaper" },
        "title": title_or_lead(record),
        "language": "zh-CN",
        "note": format!("huibao: {}", record.id),
    });
    let names = article.reporters.iter().map(|name| json!({ "literal": name })).collect::<Vec<_>>();
    let fields: [(&str, Option<Value>); 6] = [
        ("author", Some(names).filter(|names| !names.is_empty()).map(Value::from)),
        ("container-title", outlet.map(Value::from)),
        ("issued", article.published.map(date_parts)),
        ("accessed", accessed(record).filter(|_| article.url.is_some()).map(date_parts)),
        ("URL", article.url.as_deref().map(Value::from)),
        ("keyword", Some(article.tags.join(", ")).filter(|tags| !tags.is_empty()).map(Value::from)),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            item[name] = value;
        }
    }
    item
}

/// Writes an article as an entry of BibTeX.
fn bibtex(out: &mut dyn Write, record: &IndexedArticle) -> io::Result<()> {
    let article = &record.article;
    let published = article.published.map(|date| date.to_string());
    let year = published.as_ref().map(|date| date[..4].to_owned());
    let is_online = article.url.is_some();
    let kind = if is_online { "online" } else { "misc" };
    writeln!(out, "@{kind}{{huibao{},", &record.id[..record.id.len().min(12)])?;
    let fields = [
        ("author", Some(article.reporters.join(" and ")).filter(|names| !names.is_empty())),
        ("title", Some(title_or_lead(record).to_owned())),
        (if is_online { "organization" } else { "howpublished" }, article.outlet_or_source().map(str::to_owned)),
        ("date", published),
        ("year", year),
        ("langid", Some("chinese".to_owned())),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            writeln!(out, "  {name} = {{{}}},", escaped(&value))?;
        }
    }
    if let Some(url) = &article.url {
        // An address is read as it is, but for what would end it.
        let url = clean(url).replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C");
        writeln!(out, "  url = {{{url}}},")?;
        if let Some(day) = accessed(record) {
            writeln!(out, "  urldate = {{{day}}},")?;
        }
    }
    writeln!(out, "}}\n")
}

/// Brackets, backslashes and what TeX reads as commands are for themselves.
fn escaped(value: &str) -> String {
    let mut text = String::new();
    for c in clean(value).chars() {
        match c {
            '\\' => text.push_str("\\textbackslash{}"),
            '{' | '}' | '%' | '#' | '&' | '$' | '_' => text.extend(['\\', c]),
            c => text.push(c),
        }
    }
    text
}

/// Writes an article as a record of RIS.
fn ris(out: &mut dyn Write, record: &IndexedArticle) -> io::Result<()> {
    let article = &record.article;
    let published = article.published.map(|date| date.to_string());
    let mut line = |tag: &str, value: &str| {
        if value.is_empty() { Ok(()) } else { writeln!(out, "{tag}  - {}\r", clean(value)) }
    };
    line("TY", "NEWS")?;
    line("ID", &record.id)?;
    article.reporters.iter().try_for_each(|name| line("AU", name))?;
    line("TI", title_or_lead(record))?;
    line("T2", article.outlet_or_source().unwrap_or_default())?;
    line("PY", published.as_ref().map_or("", |date| &date[..4]))?;
    line("DA", &published.unwrap_or_default().replace('-', "/"))?;
    line("UR", article.url.as_deref().unwrap_or_default())?;
    let accessed = accessed(record).filter(|_| article.url.is_some()).map(|day| day.to_string().replace('-', "/"));
    line("Y2", &accessed.unwrap_or_default())?;
    line("LA", "zh")?;
    article.tags.iter().try_for_each(|tag| line("KW", tag))?;
    write!(out, "ER  - \r\n\r\n")
}
