//! Markdown that can be cited, and the line to cite by.

use std::io::{self, Write};
use std::ops::Range;

use super::clean;
use crate::index::IndexedArticle;
use crate::passage::passages;

/// The headline, or the beginning of an article that has none.
pub(super) fn title_or_lead(record: &IndexedArticle) -> &str {
    const LEAD_CHARS: usize = 30;
    if !record.article.title.is_empty() {
        return &record.article.title;
    }
    let body = record.article.body.trim_start();
    let line = body.split('\n').next().unwrap_or_default();
    line.char_indices().nth(LEAD_CHARS).map_or(line, |(end, _)| &line[..end])
}

/// Headline, outlet, date, and address or file: what a quotation needs.
pub(super) fn citation(record: &IndexedArticle) -> String {
    let article = &record.article;
    let mut parts = vec![if article.title.is_empty() {
        "(no headline)".to_owned()
    } else {
        format!("《{}》", clean(&article.title))
    }];
    parts.extend(article.outlet_or_source().map(clean));
    parts.extend(article.published.map(|date| date.to_string()));
    parts.extend(
        article.url.as_deref().map(clean).or_else(|| record.places.first().map(|place| clean(&place.to_string()))),
    );
    parts.join(", ")
}

/// Writes text so that Markdown leaves it as it is.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in clean(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The same inside a quotation: a new paragraph stays one.
pub(super) fn quote(text: &str) -> String {
    text.split('\n').map(escape).collect::<Vec<_>>().join("\n>\n> ")
}

/// Writes an article with its citation.
pub(super) fn markdown_article(
    out: &mut dyn Write,
    id: &str,
    record: &IndexedArticle,
    passage: Option<(usize, Range<usize>)>,
) -> io::Result<()> {
    let article = &record.article;
    let id = passage.as_ref().map_or(id.to_owned(), |(number, _)| format!("{id}:{number}"));
    let spans = match passage {
        Some((_, span)) => vec![span],
        None => passages(&article.body),
    };
    if !article.title.is_empty() {
        writeln!(out, "# {}\n", escape(&article.title))?;
    }
    for span in spans {
        writeln!(out, "{}\n", escape(&article.body[span]))?;
    }
    writeln!(out, "— {}", citation_line(record, &id))
}

/// A citation with the id it is found by, in Markdown.
pub(super) fn citation_line(indexed: &IndexedArticle, id: &str) -> String {
    format!("{} \\[{id}\\]", escape(&citation(indexed)))
}
