//! Tables for spreadsheets: CSV and TSV.

use std::io::{self, Write};

use crate::index::IndexedArticle;
use crate::search::Hit;
use crate::sanitize::needs_escape;

/// Writes rows below a header; cells a spreadsheet would run as formulas get a `'` before them.
pub fn write_table(
    out: &mut dyn Write,
    delimiter: u8,
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    let into_io = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    };
    writer.write_record(header).map_err(into_io)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(into_io)?;
    }
    writer.flush()
}

fn harmless(cell: &str) -> String {
    let cell: String = cell.chars().filter(|c| !needs_escape(*c) || matches!(c, '\n' | '\t')).collect();
    // In the width of Chinese characters, too, as spreadsheets of East Asia read them.
    if cell.starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠']) && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell
    }
}

/// One row for each passage of each result, and its header.
pub fn search_rows(hits: &[Hit]) -> (&'static [&'static str], Vec<Vec<String>>) {
    let mut rows = Vec::new();
    for hit in hits {
        let article = &hit.record.article;
        let row = |number: String, text: &str| {
            vec![
                hit.rank.to_string(),
                hit.short_id.clone(),
                number,
                article.key.clone().unwrap_or_default(),
                article.title.clone(),
                article.outlet_or_source().unwrap_or_default().to_owned(),
                article.published.map(|date| date.to_string()).unwrap_or_default(),
                format!("{:.4}", hit.score),
                text.to_owned(),
                article.url.clone().unwrap_or_default(),
            ]
        };
        if hit.passages.is_empty() {
            rows.push(row(String::new(), ""));
        }
        rows.extend(
            hit.passages.iter().map(|passage| row(passage.number.to_string(), &article.body[passage.span.clone()])),
        );
    }
    (&["rank", "id", "passage", "key", "title", "outlet", "published", "score", "text", "url"], rows)
}

/// One row for each article, and its header.
pub fn list_rows(articles: &[(String, IndexedArticle)]) -> (&'static [&'static str], Vec<Vec<String>>) {
    let rows = articles.iter().map(|(id, record)| {
        let article = &record.article;
        vec![
            id.clone(),
            article.key.clone().unwrap_or_default(),
            article.title.clone(),
            article.outlet_or_source().unwrap_or_default().to_owned(),
            article.published.map(|date| date.to_string()).unwrap_or_default(),
            crate::passage::passages(&article.body).len().to_string(),
            article.body.chars().count().to_string(),
            article.tags.join(" "),
            article.url.clone().unwrap_or_default(),
        ]
    });
    (&["id", "key", "title", "outlet", "published", "passages", "chars", "tags", "url"], rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_quoted() {
        let mut out = Vec::new();
        let row = vec!["=HYPERLINK(\"x\")".to_owned(), "-5".to_owned(), "+会议".to_owned(), "甲,乙".to_owned()];
        write_table(&mut out, b',', &["a", "b", "c", "d"], std::iter::once(row)).expect("writes");
        assert_eq!(
            String::from_utf8(out).expect("is UTF-8"),
            "a,b,c,d\n\"'=HYPERLINK(\"\"x\"\")\",-5,'+会议,\"甲,乙\"\n"
        );
    }
}
