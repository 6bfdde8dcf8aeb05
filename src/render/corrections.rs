//! What people corrected, and what became of an edit.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::VERSION;
use super::messages::{self as say, Language, count_of};
use super::{Answer, Shape, Style, Table, clean};
use crate::facts::{Corrected, EditKind, correctable};
use crate::service::{CorrectionsAnswer, EditReport, EditsAnswer};

/// Ids are shown by as many digits as every archive needs at least.
const ID_DIGITS: usize = 8;

fn short(id: &str) -> &str {
    id.get(..ID_DIGITS).unwrap_or(id)
}

fn words(values: &[String], language: Language) -> String {
    if values.is_empty() { say::NOTHING.of(language).to_owned() } else { values.join("、") }
}

fn field_name(field: &str, language: Language) -> &str {
    match (language, correctable(field)) {
        (Language::Chinese, Some(known)) => known.label,
        _ => field,
    }
}

fn kind_name(kind: EditKind) -> &'static str {
    match kind {
        EditKind::Set => "set",
        EditKind::Add => "add",
        EditKind::Drop => "drop",
        EditKind::Undo => "undo",
    }
}

fn edit_line(one: &EditReport, language: Language) -> String {
    let EditReport { id, edit, before, after, .. } = one;
    let (id, field) = (short(id), field_name(edit.field, language));
    let added: Vec<String> = after.iter().filter(|value| !before.contains(value)).cloned().collect();
    let taken: Vec<String> = before.iter().filter(|value| !after.contains(value)).cloned().collect();
    let text = match (added.is_empty(), taken.is_empty(), edit.kind) {
        (true, true, EditKind::Undo) => say::FACT_UNTOUCHED.with(language, &[&id, &field]),
        (true, true, EditKind::Drop) => {
            let value = if edit.value.is_empty() { say::NOTHING.of(language) } else { &edit.value };
            say::FACT_NOT_THERE.with(language, &[&id, &field, &value])
        }
        (true, true, _) if !after.contains(&edit.value) && after.is_empty() => {
            say::NO_MEETING_TO_CORRECT.with(language, &[&id, &field])
        }
        (true, true, _) => say::FACT_SAME.with(language, &[&id, &field, &edit.value]),
        (false, false, _) => {
            say::FACT_WAS.with(language, &[&id, &field, &words(after, language), &words(before, language)])
        }
        (false, true, _) if before.is_empty() => say::FACT_NOW.with(language, &[&id, &field, &words(after, language)]),
        (false, true, _) => say::FACT_ADDED.with(language, &[&id, &field, &words(&added, language)]),
        (true, false, _) => say::FACT_TAKEN.with(language, &[&id, &field, &words(&taken, language)]),
    };
    clean(&text)
}

fn edit_json(one: &EditReport) -> Value {
    json!({
        "v": VERSION,
        "id": short(&one.id),
        "full_id": one.id,
        "field": one.edit.field,
        "edit": kind_name(one.edit.kind),
        "value": one.edit.value,
        "changed": one.is_change(),
        "before": one.before,
        "after": one.after,
    })
}

impl Answer for EditsAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let language = style.language;
        for one in &self.edits {
            writeln!(out, "{}", edit_line(one, language))?;
        }
        let facts = count_of(self.changed(), say::FACT, say::FACTS, language);
        let text = if self.is_rehearsal { say::WOULD_CORRECT } else { say::CORRECTED };
        writeln!(out, "{}", text.with(language, &[&facts]))
    }

    fn object(&self, _: Language) -> Value {
        json!({
            "v": VERSION,
            "corrected": self.changed(),
            "dry_run": self.is_rehearsal,
            "edits": self.edits.iter().map(edit_json).collect::<Vec<_>>(),
        })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.edits.iter().try_for_each(|one| line(edit_json(one)))
    }

    fn table(&self) -> Table {
        let rows = self.edits.iter().map(|one| {
            vec![
                one.id.clone(),
                one.edit.field.to_owned(),
                kind_name(one.edit.kind).to_owned(),
                one.edit.value.clone(),
                one.before.join("、"),
                one.after.join("、"),
            ]
        });
        Table { header: &["id", "field", "edit", "value", "before", "after"], rows: rows.collect() }
    }
}

pub(super) fn corrected_json(one: &Corrected) -> Value {
    json!({ "field": one.field, "printed": one.printed, "now": one.now })
}

/// Writes a corrected field for people: what counts, and what is printed.
pub(super) fn corrected_words(one: &Corrected, language: Language) -> String {
    let (added, taken): (Vec<String>, Vec<String>) = (
        one.now.iter().filter(|value| !one.printed.contains(value)).cloned().collect(),
        one.printed.iter().filter(|value| !one.now.contains(value)).cloned().collect(),
    );
    // Of a list only what changed.
    let now = if added.is_empty() { String::from("-") } else { added.join("、") };
    say::FACT_PRINTED.with(language, &[&field_name(&one.field, language), &now, &words(&taken, language)])
}

impl Answer for CorrectionsAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let line = |one: &Corrected| clean(&corrected_words(one, style.language));
        self.corrected.iter().try_for_each(|one| writeln!(out, "{}", line(one)))
    }

    fn object(&self, _: Language) -> Value {
        json!({
            "v": VERSION,
            "id": self.id,
            "corrected": self.corrected.iter().map(corrected_json).collect::<Vec<_>>(),
        })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.corrected.iter().try_for_each(|one| {
            let mut value = corrected_json(one);
            value["v"] = VERSION.into();
            value["id"] = self.id.clone().into();
            line(value)
        })
    }

    fn table(&self) -> Table {
        let rows = self
            .corrected
            .iter()
            .map(|one| vec![self.id.clone(), one.field.clone(), one.printed.join("、"), one.now.join("、")]);
        Table { header: &["id", "field", "printed", "now"], rows: rows.collect() }
    }
}
