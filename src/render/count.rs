//! Exact counts.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::VERSION;
use super::messages::{self as say, Language, note_text};
use super::{Answer, Shape, Style, Table};
use crate::service::CountAnswer;

impl Answer for CountAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let counts: [&dyn std::fmt::Display; 3] =
            [&self.counts.articles, &self.counts.passages, &self.counts.occurrences];
        let text = if style.is_terminal { say::COUNTED } else { say::COUNTED_FOR_PROGRAMS };
        writeln!(out, "{}", text.with(style.language, &counts))
    }

    fn object(&self, language: Language) -> Value {
        let counts = self.counts;
        json!({
            "v": VERSION,
            "query": self.query,
            "read_as": self.read_as,
            "notes": self.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
            "articles": counts.articles,
            "passages": counts.passages,
            "occurrences": counts.occurrences,
        })
    }

    fn table(&self) -> Table {
        let counts = [self.counts.articles, self.counts.passages, self.counts.occurrences];
        Table {
            header: &["articles", "passages", "occurrences"],
            rows: vec![counts.iter().map(ToString::to_string).collect()],
        }
    }
}
