//! What a search found.

use std::io::{self, Write};

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::json::{VERSION, chairs, pairs, rounded};
use super::markdown::{citation_line, escape, quote, title_or_lead};
use super::messages::{Language, note_text};
use super::text::{pad, search_text};
use super::{Answer, Shape, Style, Table, clean};
use crate::index::IndexedArticle;
use crate::search::{Group, Hit, PassageHit, SearchAnswer};
use crate::service::TallyAnswer;

/// An answer to one of several queries, under the query's id.
#[derive(Debug)]
pub struct Named<'a> {
    /// The id.
    pub query_id: Option<&'a str>,
    /// The answer.
    pub answer: &'a SearchAnswer,
    /// How many of the articles that match exactly (as typed, where nothing else is asked for) have which value.
    pub facets: &'a [TallyAnswer],
}

/// One line of a run: `query Q0 article rank score program`.
pub(crate) fn trec_line(query_id: Option<&str>, key: &str, rank: usize, score: f32) -> String {
    let key = clean(key).replace(char::is_whitespace, "_");
    format!("{} Q0 {key} {rank} {score:.6} huibao", clean(query_id.unwrap_or("1")))
}

/// One passage of a result.
fn hit_json(hit: &Hit, passage: Option<&PassageHit>) -> Value {
    let article = &hit.record.article;
    let text = passage.map_or("", |passage| &article.body[passage.span.clone()]);
    json!({
        "v": VERSION,
        "rank": hit.rank,
        "id": hit.short_id,
        "passage": passage.map(|passage| passage.number),
        "key": article.key,
        "title": article.title,
        "outlet": article.outlet_or_source(),
        "published": article.published.map(|date| date.to_string()),
        "tier": hit.tier.name(),
        "score": rounded(hit.score),
        "text": text,
        "marks": passage.map(|passage| pairs(&passage.marks)).unwrap_or_default(),
        "span": passage.map(|passage| json!([passage.span.start, passage.span.end])),
        "speaker": passage.and_then(|passage| passage.speaker.as_deref()),
        "meeting": hit.facts.meeting.as_ref().map(|meeting| &meeting.name),
        "event_date": hit.facts.event.as_ref().map(ToString::to_string),
        "chair": chairs(&hit.facts),
        "title_marks": pairs(&hit.title_marks),
        "url": article.url,
        "same_as": hit.same_as,
        "parts": {
            "words": rounded(hit.parts.words),
            "pairs": rounded(hit.parts.pairs),
            "order": rounded(hit.parts.order),
            "passage": rounded(hit.parts.passage),
            "lead": rounded(hit.parts.lead),
            "headline": rounded(hit.parts.title),
            "answer": rounded(hit.parts.answer),
        },
    })
}

/// The passages of a result; an article without passages still has one line.
fn of_hit(hit: &Hit) -> Vec<Option<&PassageHit>> {
    if hit.passages.is_empty() { vec![None] } else { hit.passages.iter().map(Some).collect() }
}

impl Named<'_> {
    fn name_query(&self, value: &mut Value) {
        if let (Some(object), Some(id)) = (value.as_object_mut(), self.query_id) {
            object.insert("query_id".into(), id.into());
        }
    }
}

impl Answer for Named<'_> {
    const SHAPES: &'static [Shape] = &[
        Shape::Text,
        Shape::Object,
        Shape::Lines,
        Shape::Table,
        Shape::Markdown,
        Shape::Ids,
        Shape::Run,
        Shape::Citations,
    ];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        search_text(out, self.answer, style)?;
        let width = self.facets.iter().map(|facet| facet.heading(style.language).width()).max().unwrap_or(0);
        for (number, facet) in self.facets.iter().enumerate() {
            if number == 0 && !self.answer.hits.is_empty() {
                writeln!(out)?;
            }
            writeln!(out, "{}  {}", pad(&facet.heading(style.language), width), facet.in_one_line(style.language))?;
        }
        Ok(())
    }

    fn object(&self, language: Language) -> Value {
        let answer = self.answer;
        let total = answer.total.unwrap_or_default();
        let weights: serde_json::Map<String, Value> =
            answer.weights.iter().map(|(word, weight)| (word.clone(), rounded(*weight).into())).collect();
        let hits = answer.hits.iter().flat_map(|hit| of_hit(hit).into_iter().map(|passage| hit_json(hit, passage)));
        let mut value = json!({
            "v": VERSION,
            "query": answer.query,
            "read_as": answer.read_as,
            "notes": answer.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
            "weights": weights,
            "total": { "articles": total.articles, "passages": total.passages },
            "tiers": { "typed": answer.tiers.typed, "apart": answer.tiers.apart, "some": answer.tiers.has_some },
            "hits": hits.collect::<Vec<_>>(),
        });
        if !self.facets.is_empty() {
            let facets = self.facets.iter().map(|facet| (facet.by.name().to_owned(), facet.as_facet()));
            value["facets"] = Value::Object(facets.collect());
        }
        self.name_query(&mut value);
        value
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        for hit in &self.answer.hits {
            for passage in of_hit(hit) {
                let mut value = hit_json(hit, passage);
                self.name_query(&mut value);
                line(value)?;
            }
        }
        Ok(())
    }

    fn table(&self) -> Table {
        let row = |hit: &Hit, passage: Option<&PassageHit>| {
            let article = &hit.record.article;
            vec![
                hit.rank.to_string(),
                hit.short_id.clone(),
                passage.map(|passage| passage.number.to_string()).unwrap_or_default(),
                article.key.clone().unwrap_or_default(),
                article.title.clone(),
                article.outlet_or_source().unwrap_or_default().to_owned(),
                article.published.map(|date| date.to_string()).unwrap_or_default(),
                format!("{:.4}", hit.score),
                passage.map(|passage| article.body[passage.span.clone()].to_owned()).unwrap_or_default(),
                article.url.clone().unwrap_or_default(),
            ]
        };
        let hits = self.answer.hits.iter();
        Table {
            header: &["rank", "id", "passage", "key", "title", "outlet", "published", "score", "text", "url"],
            rows: hits.flat_map(|hit| of_hit(hit).into_iter().map(move |passage| row(hit, passage))).collect(),
        }
    }

    fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        for hit in &self.answer.hits {
            writeln!(out, "## {}. {}\n", hit.rank, escape(title_or_lead(&hit.record)))?;
            for passage in &hit.passages {
                let text = &hit.record.article.body[passage.span.clone()];
                let mut quoted = String::new();
                let mut at = 0;
                for mark in &passage.marks {
                    quoted.push_str(&quote(&text[at..mark.start]));
                    quoted.push_str(&format!("**{}**", escape(&text[mark.clone()])));
                    at = mark.end;
                }
                quoted.push_str(&quote(&text[at..]));
                let id = format!("{}:{}", hit.short_id, passage.number);
                writeln!(out, "> {quoted}\n>\n> — {}\n", citation_line(&hit.record, Some(&hit.facts), &id))?;
            }
        }
        Ok(())
    }

    fn cited(&self) -> Vec<&IndexedArticle> {
        self.answer.hits.iter().map(|hit| &hit.record).collect()
    }

    fn ids(&self) -> Vec<String> {
        let id = |hit: &Hit| match (self.answer.group, hit.passages.first()) {
            (Group::Passage, Some(passage)) => format!("{}:{}", hit.short_id, passage.number),
            _ => hit.short_id.clone(),
        };
        self.answer.hits.iter().map(id).collect()
    }
}
