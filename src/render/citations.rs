//! Articles for reference managers: BibTeX and RIS, and as rows of a table.

use std::io::{self, Write};

use super::text::clean;
use crate::index::IndexedArticle;

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

/// Writes an article as an entry of BibTeX.
pub(super) fn bibtex(out: &mut dyn Write, record: &IndexedArticle) -> io::Result<()> {
    let article = &record.article;
    let published = article.published.map(|date| date.to_string());
    let year = published.as_ref().map(|date| date[..4].to_owned());
    writeln!(out, "@misc{{huibao{},", &record.id[..record.id.len().min(12)])?;
    let fields = [
        ("author", Some(article.reporters.join(" and ")).filter(|names| !names.is_empty())),
        ("title", Some(article.title.clone()).filter(|title| !title.is_empty())),
        ("howpublished", article.outlet_or_source().map(str::to_owned)),
        ("date", published),
        ("year", year),
        ("url", article.url.clone()),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            writeln!(out, "  {name} = {{{}}},", escaped(&value))?;
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
pub(super) fn ris(out: &mut dyn Write, record: &IndexedArticle) -> io::Result<()> {
    let article = &record.article;
    let published = article.published.map(|date| date.to_string());
    let mut line = |tag: &str, value: &str| {
        if value.is_empty() { Ok(()) } else { writeln!(out, "{tag}  - {}\r", clean(value)) }
    };
    line("TY", "NEWS")?;
    line("ID", &record.id)?;
    article.reporters.iter().try_for_each(|name| line("AU", name))?;
    line("TI", &article.title)?;
    line("T2", article.outlet_or_source().unwrap_or_default())?;
    line("PY", published.as_ref().map_or("", |date| &date[..4]))?;
    line("DA", &published.unwrap_or_default().replace('-', "/"))?;
    line("UR", article.url.as_deref().unwrap_or_default())?;
    article.tags.iter().try_for_each(|tag| line("KW", tag))?;
    write!(out, "ER  - \r\n\r\n")
}
