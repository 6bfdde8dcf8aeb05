//! What became of items that were added.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::OutputFormat;
use super::json::VERSION;
use crate::sanitize::Json;
use crate::service::{AddSummary, ItemOutcome, ItemReport};

/// What became of one item.
fn item_json(report: &ItemReport) -> Value {
    let (status, reason) = match &report.outcome {
        ItemOutcome::Added => ("added", None),
        ItemOutcome::Replaced => ("replaced", None),
        ItemOutcome::Unchanged => ("unchanged", None),
        ItemOutcome::Skipped(skip) => ("skipped", Some(skip.to_string())),
    };
    json!({
        "v": VERSION,
        "path": report.place,
        "status": status,
        "reason": reason,
        "full_id": report.id,
        "title": report.title,
        "cautions": report.cautions,
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
