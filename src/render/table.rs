//! Tables for spreadsheets: CSV and TSV.

use std::io::{self, Write};

use crate::sanitize::needs_escape;

/// By this mark a spreadsheet knows UTF-8.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Rows below a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub header: &'static [&'static str],
    /// The rows, of as many cells.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Writes it; cells a spreadsheet would run as formulas get a `'` in front of them.
    pub fn write(&self, delimiter: u8, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
        writer.write_record(self.header).map_err(into_io)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(into_io)?;
        }
        writer.flush()
    }
}

/// Writes one row of a table that is written as it comes.
pub(super) fn write_row(row: &[String], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(into_io)?;
    writer.flush()
}

fn into_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_quoted() {
        let mut out = Vec::new();
        let row = vec!["=HYPERLINK(\"x\")".to_owned(), "-5".to_owned(), "+会议".to_owned(), "甲,乙".to_owned()];
        Table { header: &["a", "b", "c", "d"], rows: vec![row] }.write(b',', &mut out).expect("writes");
        assert_eq!(
            String::from_utf8(out).expect("is UTF-8"),
            "a,b,c,d\n\"'=HYPERLINK(\"\"x\"\")\",-5,'+会议,\"甲,乙\"\n"
        );
    }
}
