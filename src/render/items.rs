//! What became of items that were added: lines, one object, a table.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::OutputFormat;
use super::json::VERSION;
use super::table::{BYTE_ORDER_MARK, write_row};
use crate::extract::Format;
use crate::sanitize::Json;
use crate::service::{AddSummary, ItemOutcome, ItemReport};

/// Columns of a table of items.
const HEADER: [&str; 9] = ["path", "status", "reason", "id", "title", "format", "outlet", "cautions", "copy_of"];

fn status_and_reason(report: &ItemReport) -> (&'static str, Option<String>) {
    match &report.outcome {
        ItemOutcome::Added => ("added", None),
        ItemOutcome::Replaced => ("replaced", None),
        ItemOutcome::Unchanged => ("unchanged", None),
        ItemOutcome::Skipped(skip) => ("skipped", Some(skip.to_string())),
    }
}

/// What became of one item.
fn item_json(report: &ItemReport) -> Value {
    let (status, reason) = status_and_reason(report);
    json!({
        "v": VERSION,
        "path": report.place,
        "status": status,
        "reason": reason,
        "full_id": report.id,
        "title": report.title,
        "format": report.format.map(Format::name),
        "outlet": report.outlet,
        "cautions": report.cautions,
        "copy_of": report.copy_of,
    })
}

/// Writes reports as they come: as lines, or as the list of one object that ends with the counts. Memory does not grow
/// with their number.
#[derive(Debug)]
pub struct ItemsWriter {
    format: OutputFormat,
    has_items: bool,
}

impl ItemsWriter {
    /// Begins to write.
    pub fn begin(format: OutputFormat, out: &mut dyn Write) -> io::Result<ItemsWriter> {
        if format == OutputFormat::Json {
            write!(out, "{{\"v\":{VERSION},\"items\":[")?;
        }
        if format == OutputFormat::Csv {
            write!(out, "{BYTE_ORDER_MARK}")?;
            write_row(&HEADER.map(str::to_owned), out)?;
        }
        Ok(ItemsWriter { format, has_items: false })
    }

    /// Writes what became of an item.
    pub fn item(&mut self, report: &ItemReport, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            OutputFormat::Json => {
                let comma = if std::mem::replace(&mut self.has_items, true) { "," } else { "" };
                write!(out, "{comma}{}", Json(&item_json(report)))
            }
            OutputFormat::Jsonl => writeln!(out, "{}", Json(&item_json(report))),
            OutputFormat::Csv => {
                let (status, reason) = status_and_reason(report);
                let format = report.format.map(Format::name).unwrap_or_default();
                let cells = [
                    report.place.clone(),
                    status.to_owned(),
                    reason.unwrap_or_default(),
                    report.id.clone().unwrap_or_default(),
                    report.title.clone(),
                    format.to_owned(),
                    report.outlet.clone().unwrap_or_default(),
                    report.cautions.join("; "),
                    report.copy_of.clone().unwrap_or_default(),
                ];
                write_row(&cells, out)
            }
            _ => Ok(()),
        }
    }

    /// Ends with the counts.
    pub fn end(self, summary: &AddSummary, out: &mut dyn Write) -> io::Result<()> {
        if self.format != OutputFormat::Json {
            return Ok(());
        }
        let AddSummary { added, replaced, unchanged, skipped, interrupted } = summary;
        writeln!(
            out,
            "],\"added\":{added},\"replaced\":{replaced},\"unchanged\":{unchanged},\"skipped\":{skipped},\"interrupted\":{interrupted}}}"
        )
    }
}
