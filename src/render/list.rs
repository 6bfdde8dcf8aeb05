//! Articles in a list.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::{VERSION, chairs, timestamp};
use super::markdown::citation_line;
use super::messages::{Language, note_text};
use super::text::list_text;
use super::{Answer, Shape, Style, Table};
use crate::facts::MeetingRecord;
use crate::index::IndexedArticle;
use crate::passage::passages;
use crate::service::ListAnswer;

/// An article in a list.
pub(super) fn article_json(short_id: &str, indexed: &IndexedArticle, facts: &MeetingRecord) -> Value {
    let article = &indexed.article;
    json!({
        "v": VERSION,
        "meeting": facts.meeting.as_ref().map(|meeting| &meeting.name),
        "event_date": facts.event.as_ref().map(ToString::to_string),
        "chair": chairs(facts),
        "id": short_id,
        "key": article.key,
        "title": article.title,
        "outlet": article.outlet_or_source(),
        "published": article.published.map(|date| date.to_string()),
        "added": timestamp(indexed.added),
        "passages": passages(&article.body).len(),
        "chars": article.body.chars().count(),
        "tags": article.tags,
        "url": article.url,
    })
}

impl Answer for ListAnswer {
    const SHAPES: &'static [Shape] =
        &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table, Shape::Markdown, Shape::Ids, Shape::Citations];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        list_text(out, &self.articles, style)
    }

    fn object(&self, language: Language) -> Value {
        let articles = self.articles.iter().map(|one| article_json(&one.short_id, &one.indexed, &one.facts));
        json!({
            "v": VERSION,
            "total": self.total,
            "notes": self.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
            "articles": articles.collect::<Vec<_>>(),
        })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.articles.iter().try_for_each(|one| line(article_json(&one.short_id, &one.indexed, &one.facts)))
    }

    fn table(&self) -> Table {
        let rows = self.articles.iter().map(|one| {
            let article = &one.indexed.article;
            vec![
                one.short_id.clone(),
                article.key.clone().unwrap_or_default(),
                article.title.clone(),
                article.outlet_or_source().unwrap_or_default().to_owned(),
                article.published.map(|date| date.to_string()).unwrap_or_default(),
                passages(&article.body).len().to_string(),
                article.body.chars().count().to_string(),
                article.tags.join(" "),
                article.url.clone().unwrap_or_default(),
                timestamp(one.indexed.added),
                one.facts.meeting.as_ref().map(|meeting| meeting.name.clone()).unwrap_or_default(),
                one.facts.event.as_ref().map(ToString::to_string).unwrap_or_default(),
                chairs(&one.facts).into_iter().cloned().collect::<Vec<_>>().join("、"),
            ]
        });
        Table {
            header: &[
                "id",
                "key",
                "title",
                "outlet",
                "published",
                "passages",
                "chars",
                "tags",
                "url",
                "added",
                "meeting",
                "event_date",
                "chair",
            ],
            rows: rows.collect(),
        }
    }

    fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        self.articles
            .iter()
            .try_for_each(|one| writeln!(out, "- {}", citation_line(&one.indexed, Some(&one.facts), &one.short_id)))
    }

    fn cited(&self) -> Vec<&IndexedArticle> {
        self.articles.iter().map(|one| &one.indexed).collect()
    }

    fn ids(&self) -> Vec<String> {
        self.articles.iter().map(|one| one.short_id.clone()).collect()
    }
}
