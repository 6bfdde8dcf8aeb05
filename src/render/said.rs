//! What someone said, a statement each.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::{VERSION, chairs, pairs};
use super::markdown::{citation_line, escape, quote};
use super::messages::{Language, note_text};
use super::text::{day_words, marked_line, marked_lines};
use super::{Answer, Shape, Style, Table, clean};
use crate::facts::{Day, Statement};
use crate::index::IndexedArticle;
use crate::search::SaidHit;
use crate::service::SaidAnswer;

impl SaidHit {
    fn said(&self) -> &Statement {
        &self.facts.statements[self.statement]
    }

    fn words(&self) -> &str {
        let extent = self.said().extent;
        &self.record.article.body[extent.start as usize..extent.end as usize]
    }

    fn id(&self) -> String {
        format!("{}:{}", self.short_id, self.passage)
    }

    /// When the meeting was, else when the article was published.
    fn day(&self) -> Option<Day> {
        let event = self.facts.event.as_ref().map(|date| date.day);
        let published = self.record.article.published.map(Day::from);
        event.filter(|day| day.year > 0).or(published).or(event)
    }

    /// What the meeting is shown as, else the headline.
    fn meeting(&self) -> String {
        self.facts.label(&self.record.article.title)
    }
}

fn statement_json(hit: &SaidHit) -> Value {
    let (article, said) = (&hit.record.article, hit.said());
    json!({
        "v": VERSION,
        "id": hit.short_id,
        "full_id": hit.record.id,
        "passage": hit.passage,
        "date": hit.day().map(|day| day.to_string()),
        "event_date": hit.facts.event.as_ref().map(ToString::to_string),
        "published": article.published.map(|date| date.to_string()),
        "title": article.title,
        "outlet": article.outlet_or_source(),
        "url": article.url,
        "meeting": hit.facts.meeting.as_ref().map(|meeting| &meeting.name),
        "chair": chairs(&hit.facts),
        "speaker": said.speaker,
        "verb": said.verb,
        "cue": said.cue.value,
        "cls": said.speech.name(),
        "ref": said.reference(),
        "at_meeting": said.at_meeting,
        "text": hit.words(),
        "span": [said.extent.start, said.extent.end],
        "marks": pairs(&hit.marks),
    })
}

impl Answer for SaidAnswer {
    const SHAPES: &'static [Shape] =
        &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table, Shape::Markdown, Shape::Ids, Shape::Citations];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        for hit in &self.statements {
            let said = hit.said();
            let head = [
                hit.id(),
                day_words(hit.day()),
                format!("{} {}", clean(&said.speaker), said.verb),
                clean(&hit.meeting()),
            ];
            // A line each for a program, a paragraph for a reader.
            if !style.cut {
                writeln!(out, "{}  {}", head.join("  "), marked_line(hit.words(), &hit.marks, style))?;
                continue;
            }
            writeln!(out, "{}", style.strong(&head.join("  ")))?;
            for line in marked_lines(hit.words(), &hit.marks, style.width.saturating_sub(4), style) {
                writeln!(out, "    {line}")?;
            }
        }
        Ok(())
    }

    fn object(&self, language: Language) -> Value {
        json!({
            "v": VERSION,
            "name": self.name,
            "query": self.query,
            "read_as": self.read_as,
            "notes": self.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
            "total": { "statements": self.total, "articles": self.articles },
            "statements": self.statements.iter().map(statement_json).collect::<Vec<_>>(),
        })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.statements.iter().try_for_each(|hit| line(statement_json(hit)))
    }

    fn table(&self) -> Table {
        let rows = self.statements.iter().map(|hit| {
            let (article, said) = (&hit.record.article, hit.said());
            vec![
                hit.record.id.clone(),
                hit.passage.to_string(),
                day_words(hit.day()),
                said.speaker.clone(),
                said.verb.clone(),
                hit.meeting(),
                article.title.clone(),
                article.outlet_or_source().unwrap_or_default().to_owned(),
                hit.words().to_owned(),
                article.url.clone().unwrap_or_default(),
            ]
        });
        Table {
            header: &["id", "passage", "date", "speaker", "verb", "meeting", "title", "outlet", "text", "url"],
            rows: rows.collect(),
        }
    }

    fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        for hit in &self.statements {
            let (words, mut quoted, mut at) = (hit.words(), String::new(), 0);
            for mark in &hit.marks {
                quoted.push_str(&quote(&words[at..mark.start]));
                quoted.push_str(&format!("**{}**", escape(&words[mark.clone()])));
                at = mark.end;
            }
            quoted.push_str(&quote(&words[at..]));
            writeln!(out, "> {quoted}\n>\n> — {}\n", citation_line(&hit.record, Some(&hit.facts), &hit.id()))?;
        }
        Ok(())
    }

    fn cited(&self) -> Vec<&IndexedArticle> {
        self.statements.iter().map(|hit| &*hit.record).collect()
    }

    fn ids(&self) -> Vec<String> {
        self.statements.iter().map(SaidHit::id).collect()
    }
}
