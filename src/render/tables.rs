//! Tidy tables: what is missing is an empty cell, in JSON null.

use std::io;

use serde_json::{Value, json};

use super::json::{VERSION, timestamp};
use super::messages::Language;
use super::{Answer, Shape, Table};
use crate::service::{Cell, DataTable};

impl Answer for DataTable {
    const SHAPES: &'static [Shape] = &[Shape::Lines, Shape::Table];

    fn object(&self, _: Language) -> Value {
        json!({ "v": VERSION })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        let value = |cell: &Cell| match cell {
            Cell::Missing => Value::Null,
            Cell::Text(text) => text.as_str().into(),
            Cell::Number(number) => (*number).into(),
            Cell::Flag(flag) => (*flag).into(),
            Cell::Time(seconds) => timestamp(*seconds).into(),
        };
        self.rows.iter().try_for_each(|row| {
            let cells = self.columns.iter().map(|name| (*name).to_owned()).zip(row.iter().map(value));
            line(Value::Object(cells.collect()))
        })
    }

    fn table(&self) -> Table {
        let value = |cell: &Cell| match cell {
            Cell::Missing => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Time(seconds) => timestamp(*seconds),
        };
        Table { header: self.columns, rows: self.rows.iter().map(|row| row.iter().map(value).collect()).collect() }
    }
}
