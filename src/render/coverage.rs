//! How much was read of texts.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::VERSION;
use super::messages::{self as say, Language};
use super::{Answer, Shape, Style, Table, clean, pad};
use crate::service::Coverage;

pub(super) fn coverage_json(coverage: &Coverage) -> Value {
    let with: serde_json::Map<String, Value> =
        coverage.with.iter().map(|(name, count)| ((*name).to_owned(), (*count).into())).collect();
    let unread: serde_json::Map<String, Value> =
        Coverage::DOUBTS.iter().zip(coverage.unread).map(|(name, count)| ((*name).to_owned(), count.into())).collect();
    let first = coverage.first.iter().map(|(name, count)| json!({ "id": name, "sentences": count }));
    json!({
        "texts": coverage.texts,
        "reports": coverage.reports,
        "with": with,
        "with_unread": coverage.with_unread,
        "unread": unread,
        "first": first.collect::<Vec<_>>(),
    })
}

/// Writes how many reports there are and what was not understood in them.
pub(super) fn coverage_text(out: &mut dyn Write, coverage: &Coverage, style: Style) -> io::Result<()> {
    let language = style.language;
    let [attendance, chair, speech] = coverage.unread;
    let sum = attendance + chair + speech;
    let unread = say::COVERAGE_UNREAD.with(language, &[&sum, &coverage.with_unread, &attendance, &chair, &speech]);
    let reports = say::COVERAGE_REPORTS.with(language, &[&coverage.reports, &coverage.texts]);
    for (heading, value) in [(say::STATS_REPORTS, reports), (say::STATS_UNREAD, unread)] {
        writeln!(out, "{}{value}", pad(heading.of(language), 13))?;
    }
    Ok(())
}

/// Returns what a part of a record is called.
fn coverage_name(name: &str, language: Language) -> &str {
    if language == Language::English {
        return name;
    }
    match name {
        "meeting" => "会议",
        "event_date" => "日期",
        "chair" => "主持",
        "attendees" => "出席",
        "statements" => "发言",
        "agenda" => "议题",
        "level" => "层级",
        "jurisdiction" => "地区",
        other => other,
    }
}

impl Answer for Coverage {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        coverage_text(out, self, style)?;
        for (name, count) in &self.with {
            let share = if self.reports > 0 { *count as f64 * 100.0 / self.reports as f64 } else { 0.0 };
            let name = coverage_name(name, style.language);
            writeln!(out, "  {}{count:>8}  {share:>5.1} %", pad(name, 14))?;
        }
        if !self.first.is_empty() {
            writeln!(out, "{}", say::COVERAGE_FIRST.of(style.language))?;
        }
        for (name, count) in &self.first {
            writeln!(out, "  {count:>8}  {}", clean(name))?;
        }
        Ok(())
    }

    fn object(&self, _: Language) -> Value {
        let mut value = coverage_json(self);
        value["v"] = VERSION.into();
        value
    }

    fn table(&self) -> Table {
        let mut rows = vec![
            vec!["texts".to_owned(), self.texts.to_string()],
            vec!["reports".to_owned(), self.reports.to_string()],
            vec!["with_unread".to_owned(), self.with_unread.to_string()],
        ];
        rows.extend(self.with.iter().map(|(name, count)| vec![format!("with_{name}"), count.to_string()]));
        let unread = Coverage::DOUBTS.iter().zip(self.unread);
        rows.extend(unread.map(|(name, count)| vec![format!("unread_{name}"), count.to_string()]));
        Table { header: &["what", "count"], rows }
    }
}
