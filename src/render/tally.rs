//! Counts by the values of something: a table with bars.

use std::io::{self, Write};

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::json::VERSION;
use super::messages::{self as say, Language, note_text};
use super::text::{pad, shorten_to_width};
use super::{Answer, Shape, Style, Table, clean};
use crate::facts::{field_named, listed_values};
use crate::index::By;
use crate::service::{TallyAnswer, TallyRow};

/// A bar is not longer, in columns.
const BAR_COLUMNS: usize = 24;
/// A value is cut to so many columns in a table that is cut.
const VALUE_COLUMNS: usize = 36;

impl TallyRow {
    /// Articles of a query per thousand articles that have the value.
    fn per_thousand(&self, query: usize) -> f64 {
        if self.all == 0 { 0.0 } else { self.cells[query].0 as f64 * 1000.0 / self.all as f64 }
    }
}

/// Returns the value as people read it: the Chinese name of a level, what an empty one means.
fn shown(by: By, value: &str, language: Language) -> String {
    if value.is_empty() {
        return say::NO_VALUE.of(language).to_owned();
    }
    let listed = match by {
        By::Field(field) if language == Language::Chinese => listed_values(field),
        _ => None,
    };
    let label = listed.and_then(|listed| listed.into_iter().find(|(name, _)| *name == value));
    label.map_or_else(|| clean(value), |(_, label)| label.to_owned())
}

/// What it is counted by, as people read it.
fn heading(by: By, language: Language) -> String {
    let label = match by {
        _ if language == Language::English => None,
        By::Year => Some("年"),
        By::Quarter => Some("季度"),
        By::Month => Some("月"),
        By::Day => Some("日"),
        By::Outlet => Some("媒体"),
        By::Field("said") => Some("发言人"),
        By::Field(field) => field_named(field).map(|field| field.label),
    };
    label.unwrap_or(by.name()).to_owned()
}

impl TallyAnswer {
    /// What it is counted by, as people read it.
    pub(super) fn heading(&self, language: Language) -> String {
        heading(self.by, language)
    }

    /// The rows in which anything is found: periods in between may have nothing.
    fn found(&self) -> impl Iterator<Item = &TallyRow> {
        self.rows.iter().filter(|row| row.cells[0].0 > 0)
    }

    /// The values with their articles, those with the most first, periods in their order.
    pub(super) fn in_one_line(&self, language: Language) -> String {
        let mut parts: Vec<String> =
            self.found().map(|row| format!("{} {}", shown(self.by, &row.value, language), row.cells[0].0)).collect();
        parts.extend((self.left_out > 0).then(|| format!("… +{}", self.left_out)));
        parts.join(" · ")
    }

    /// The values with their articles, and how many values are left out.
    pub(super) fn as_facet(&self) -> Value {
        let values = self.found().map(|row| json!({ "value": row.value, "articles": row.cells[0].0 }));
        json!({ "values": values.collect::<Vec<_>>(), "left_out": self.left_out })
    }
}

impl Answer for TallyAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let language = style.language;
        let head = |text: say::Text| text.of(language).to_owned();
        let mut header = vec![self.heading(language)];
        header.extend(self.across.map(|across| heading(across, language)));
        let values = header.len();
        for query in &self.queries {
            let name = |text: String| match self.queries.len() {
                1 => text,
                _ => format!("{} {text}", clean(&query.query)),
            };
            header.extend([name(head(say::HEAD_ARTICLES)), name(head(say::HEAD_OCCURRENCES)), name("‰".to_owned())]);
        }
        let mut lines = vec![header];
        for row in &self.rows {
            let mut line = vec![shown(self.by, &row.value, language)];
            line.extend(self.across.map(|across| shown(across, &row.across, language)));
            if style.cut {
                line.iter_mut().for_each(|value| *value = shorten_to_width(value, VALUE_COLUMNS / values));
            }
            for (number, (articles, occurrences)) in row.cells.iter().enumerate() {
                line.extend([
                    articles.to_string(),
                    occurrences.to_string(),
                    format!("{:.1}", row.per_thousand(number)),
                ]);
            }
            lines.push(line);
        }
        let columns = lines.first().map_or(0, Vec::len);
        let widths: Vec<usize> =
            (0..columns).map(|at| lines.iter().map(|line| line[at].width()).max().unwrap_or(0)).collect();
        let most = self.rows.iter().map(|row| row.cells[0].0).max().unwrap_or(0);
        for (number, line) in lines.iter().enumerate() {
            let padded: Vec<String> =
                line.iter().zip(&widths).take(values).map(|(cell, width)| pad(cell, *width)).collect();
            let mut text = padded.join("  ");
            for (cell, width) in line.iter().zip(&widths).skip(values) {
                text += &format!("  {}{cell}", " ".repeat(width.saturating_sub(cell.width())));
            }
            if number > 0 {
                text += "  ";
                text += &bar(self.rows[number - 1].cells[0].0, most);
            }
            writeln!(out, "{}", text.trim_end())?;
        }
        Ok(())
    }

    fn object(&self, language: Language) -> Value {
        let queries = self.queries.iter().map(|one| {
            json!({
                "query": one.query,
                "read_as": one.read_as,
                "notes": one.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
                "articles": one.counts.articles,
                "passages": one.counts.passages,
                "occurrences": one.counts.occurrences,
            })
        });
        json!({
            "v": VERSION,
            "by": self.by.name(),
            "across": self.across.map(By::name),
            "queries": queries.collect::<Vec<_>>(),
            "rows": self.rows.iter().map(|row| self.row(row)).collect::<Vec<_>>(),
            "left_out": self.left_out,
        })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.rows.iter().try_for_each(|row| line(self.row(row)))
    }

    fn table(&self) -> Table {
        // One row an observation: a value and a query.
        let rows = self.rows.iter().flat_map(|row| {
            self.queries.iter().enumerate().map(move |(number, query)| {
                let (articles, occurrences) = row.cells[number];
                let mut cells = vec![row.value.clone()];
                cells.extend(self.across.map(|_| row.across.clone()));
                cells.extend([
                    query.query.clone(),
                    articles.to_string(),
                    occurrences.to_string(),
                    row.all.to_string(),
                    format!("{:.4}", row.per_thousand(number)),
                ]);
                cells
            })
        });
        Table { header: if self.across.is_some() { COLUMNS_ACROSS } else { COLUMNS }, rows: rows.collect() }
    }
}

impl TallyAnswer {
    /// A row as JSON.
    fn row(&self, row: &TallyRow) -> Value {
        let cells = row.cells.iter().enumerate().map(|(number, (articles, occurrences))| {
            let per_thousand = (row.per_thousand(number) * 10_000.0).round() / 10_000.0;
            json!({ "articles": articles, "occurrences": occurrences, "per_thousand": per_thousand })
        });
        let counts: Vec<Value> = cells.collect();
        match self.across {
            None => json!({ "v": VERSION, "value": row.value, "all_articles": row.all, "counts": counts }),
            Some(_) => json!({
                "v": VERSION, "value": row.value, "across": row.across, "all_articles": row.all, "counts": counts,
            }),
        }
    }
}

/// The columns of a table of counts, and of one where two things are crossed.
const COLUMNS: &[&str] = &["value", "query", "articles", "occurrences", "all_articles", "per_thousand"];
const COLUMNS_ACROSS: &[&str] =
    &["value", "across", "query", "articles", "occurrences", "all_articles", "per_thousand"];

/// A bar of eighths of a column.
fn bar(count: u64, most: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = if most == 0 { 0 } else { (count as usize * BAR_COLUMNS * 8).div_ceil(most as usize) };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars_are_as_long_as_their_counts() {
        assert_eq!((bar(0, 10), bar(10, 10).chars().count()), (String::new(), 24));
        assert_eq!(bar(5, 10), "█".repeat(12));
        assert_eq!(bar(1, 1000), "▏", "what is there is seen");
    }
}
