//! Reads spreadsheets, XLSX, XLS and ODS, by calamine: rows of cells as text.

use crate::extract::Skip;

/// A sheet: its name, its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows {
    pub(crate) name: String,
    pub(crate) rows: Vec<Vec<String>>,
}

#[cfg(not(feature = "office"))]
pub(crate) fn rows_of(_: &[u8]) -> Result<Vec<Rows>, Skip> {
    Err(Skip::NotBuilt { format: "a spreadsheet".into(), feature: "office".into() })
}

#[cfg(feature = "office")]
pub(crate) fn rows_of(bytes: &[u8]) -> Result<Vec<Rows>, Skip> {
    use calamine::{Data, Reader};

    let fail = |error: &dyn std::fmt::Display| super::bad("a spreadsheet", error);
    let mut book = calamine::open_workbook_auto_from_rs(std::io::Cursor::new(bytes)).map_err(|error| fail(&error))?;
    let mut sheets = Vec::new();
    for name in book.sheet_names().to_vec() {
        let range = book.worksheet_range(&name).map_err(|error| fail(&error))?;
        let text = |cell: &Data| match cell {
            Data::Empty | Data::Error(_) => String::new(),
            Data::DateTime(time) => {
                // Serials of days: a whole one is a day, with a fraction a time of it.
                let (year, month, day, hour, minute, ..) = time.to_ymd_hms_milli();
                if time.as_f64().fract() == 0.0 {
                    format!("{year:04}-{month:02}-{day:02}")
                } else {
                    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
                }
            }
            other => other.to_string(),
        };
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
        sheets.push(Rows { name, rows });
    }
    Ok(sheets)
}
