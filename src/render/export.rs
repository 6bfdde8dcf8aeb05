//! Articles for other programs: tables, Markdown, reference managers. The exchange format itself is `service`'s.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::citations::{EXPORT_COLUMNS, export_row};
use super::json::VERSION;
use super::markdown::markdown_article;
use super::messages::Language;
use super::{Answer, Shape, Table};
use crate::index::IndexedArticle;
use crate::service::ExportedArticles;

impl Answer for ExportedArticles {
    /// Lines are what `export` writes from the store.
    const SHAPES: &'static [Shape] = &[Shape::Lines, Shape::Table, Shape::Markdown, Shape::Citations];

    fn object(&self, _: Language) -> Value {
        json!({ "v": VERSION })
    }

    fn table(&self) -> Table {
        Table { header: EXPORT_COLUMNS, rows: self.articles.iter().map(export_row).collect() }
    }

    fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        for indexed in &self.articles {
            markdown_article(out, &indexed.id, indexed, None, None)?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn cited(&self) -> Vec<&IndexedArticle> {
        self.articles.iter().collect()
    }
}
