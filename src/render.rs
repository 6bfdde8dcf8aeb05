//! Writes answers for people and programs. Pure: writes to what it is given and knows neither terminal nor clock.
//!
//! Text for people passes one sanitizer, [`clean`]; a program's formats carry every character as it is stored,
//! but for cells a spreadsheet would run.

mod citations;
mod facts;
mod json;
pub mod messages;
mod table;
mod text;

pub use citations::{EXPORT_COLUMNS, bibtex, export_row, ris};
pub use facts::{facts_json, facts_text, role_text};
pub use json::{count_json, hit_json, item_json, list_json, search_json, show_json, stats_json};
pub use messages::{Language, Text};
pub use table::{list_rows, search_rows, write_table};
pub use text::{
    Style, clean, list_text, markdown_hits, markdown_list, markdown_record, pad, record_text, search_text,
    shorten_to_width, show_passage_text, wrap,
};

/// The formats answers are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OutputFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON value.
    Json,
    /// One JSON value a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// Markdown that can be cited.
    Md,
    /// Ids, one a line.
    Ids,
    /// The run format of retrieval evaluations.
    Trec,
}
