//! Markdown that can be cited, and the line to cite by.

use std::io::{self, Write};
use std::ops::Range;

use super::clean;
use crate::article::Origin;
use crate::facts::MeetingRecord;
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

/// What a quotation is cited by, in order: headline, outlet, day, and address or the file's name. Where the day of
/// publication is unknown the meeting's stands in its place.
fn citation_parts(record: &IndexedArticle, facts: Option<&MeetingRecord>) -> (Vec<String>, Option<String>) {
    let article = &record.article;
    let mut parts = vec![format!("《{}》", clean(title_or_lead(record)))];
    parts.extend(article.outlet_or_source().map(clean));
    let event = facts.and_then(|facts| facts.event.as_ref()).filter(|event| event.day.year > 0);
    let met = || event.map(|event| format!("{event}会议"));
    parts.extend(article.published.map(|date| date.to_string()).or_else(met));
    let url = article.url.as_deref().map(clean);
    if url.is_none() {
        // The folders of this machine mean nothing to others.
        let file = |place: &Origin| place.to_string().rsplit(['/', '\\']).next().map(clean);
        parts.extend(record.places.first().and_then(file).filter(|name| name != "-"));
    }
    (parts, url)
}

/// What a quotation needs, as text.
pub(super) fn citation(record: &IndexedArticle, facts: Option<&MeetingRecord>) -> String {
    let (mut parts, url) = citation_parts(record, facts);
    parts.extend(url);
    parts.join("，")
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
    facts: Option<&MeetingRecord>,
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
    writeln!(out, "— {}", citation_line(record, facts, &id))
}

/// A citation with the id it is found by, in Markdown; an address stays as it is.
pub(super) fn citation_line(record: &IndexedArticle, facts: Option<&MeetingRecord>, id: &str) -> String {
    let (parts, url) = citation_parts(record, facts);
    let mut line = escape(&parts.join("，"));
    // What would end the address is written as addresses write it.
    let safe = |url: String| url.replace('<', "%3C").replace('>', "%3E").replace(' ', "%20");
    line.extend(url.map(|url| format!("，<{}>", safe(url))));
    format!("{line} [{id}]")
}
