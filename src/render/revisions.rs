//! The revisions of an article, and what one changed.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::{VERSION, timestamp};
use super::messages::{self as say, Language};
use super::text::{Style, added_line, removed_line};
use super::{Answer, Shape, Table, clean};
use crate::service::{ChangeKind, DiffAnswer, Revision, RevisionsAnswer};

fn revision_json(revision: &Revision) -> Value {
    let article = revision.article.as_ref();
    json!({
        "v": VERSION,
        "revision": revision.number,
        "added": timestamp(revision.added),
        "format": revision.format.name(),
        "bytes": revision.bytes,
        "title": article.map(|article| &article.title),
        "published": article.and_then(|article| article.published).map(|date| date.to_string()),
        "chars": article.map(|article| article.body.chars().count()),
        "body": article.map(|article| &article.body),
    })
}

impl Answer for RevisionsAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        for one in &self.revisions {
            let (title, chars) = match &one.article {
                Some(article) => (clean(&article.title), article.body.chars().count().to_string()),
                None => (say::REVISION_UNREADABLE.of(style.language).to_owned(), "-".to_owned()),
            };
            writeln!(
                out,
                "{:>3}  {}  {:6}  {:>6}  {title}",
                one.number,
                timestamp(one.added),
                one.format.name(),
                chars
            )?;
        }
        Ok(())
    }

    fn object(&self, _: Language) -> Value {
        let revisions: Vec<Value> = self.revisions.iter().map(revision_json).collect();
        json!({ "v": VERSION, "id": self.short_id, "revisions": revisions })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.revisions.iter().try_for_each(|one| line(revision_json(one)))
    }
}

/// So many sentences that are the same are shown around a change.
const CONTEXT: usize = 1;

impl DiffAnswer {
    /// Returns whether a sentence is shown: changed, or near one that is.
    fn is_near_change(&self, at: usize) -> bool {
        let near = at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(self.changes.len());
        self.changes[near].iter().any(|change| change.kind != ChangeKind::Same)
    }
}

impl Answer for DiffAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let mut skipped = false;
        for (at, change) in self.changes.iter().enumerate() {
            if !self.is_near_change(at) {
                skipped = true;
                continue;
            }
            if std::mem::take(&mut skipped) {
                writeln!(out, "  …")?;
            }
            let text = clean(&change.text);
            match change.kind {
                ChangeKind::Same => writeln!(out, "  {text}")?,
                ChangeKind::Removed => writeln!(out, "{}", removed_line(&text, style))?,
                ChangeKind::Added => writeln!(out, "{}", added_line(&text, style))?,
            }
        }
        Ok(())
    }

    fn object(&self, _: Language) -> Value {
        let changes: Vec<Value> =
            self.changes.iter().map(|one| json!({ "op": op(one.kind), "text": one.text })).collect();
        json!({ "v": VERSION, "id": self.short_id, "from": self.from, "to": self.to, "changes": changes })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.changes.iter().try_for_each(|one| line(json!({ "v": VERSION, "op": op(one.kind), "text": one.text })))
    }

    fn table(&self) -> Table {
        let row = |one: &crate::service::SentenceChange| vec![op(one.kind).to_owned(), one.text.clone()];
        Table { header: &["op", "text"], rows: self.changes.iter().map(row).collect() }
    }
}

fn op(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Same => "same",
        ChangeKind::Removed => "removed",
        ChangeKind::Added => "added",
    }
}
