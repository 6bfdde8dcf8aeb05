//! JSON of answers: version 1, to which fields may be added and from which none is taken.

use serde_json::{Value, json};

use super::messages::{Language, note_text};
use crate::add::{Outcome, Report};
use crate::index::{IndexedArticle, Totals};
use crate::search::{Answer, Hit, PassageHit, Total};

const VERSION: u32 = 1;

/// One passage of a result; `query_id` says which of many queries it answers.
pub fn hit_json(hit: &Hit, passage: Option<&PassageHit>, query_id: Option<&str>) -> Value {
    let article = &hit.record.article;
    let text = passage.map_or("", |passage| &article.body[passage.span.clone()]);
    let pairs = |ranges: &[std::ops::Range<usize>]| {
        ranges.iter().map(|range| json!([range.start, range.end])).collect::<Vec<_>>()
    };
    let mut value = json!({
        "v": VERSION,
        "rank": hit.rank,
        "id": hit.short_id,
        "passage": passage.map(|passage| passage.number),
        "key": article.key,
        "title": article.title,
        "outlet": article.outlet_or_source(),
        "published": article.published.map(|date| date.to_string()),
        "score": rounded(hit.score),
        "text": text,
        "marks": passage.map(|passage| pairs(&passage.marks)).unwrap_or_default(),
        "span": passage.map(|passage| json!([passage.span.start, passage.span.end])),
        "speaker": passage.and_then(|passage| passage.speaker.as_deref()),
        "meeting": hit.facts.meeting.as_ref().map(|meeting| &meeting.name),
        "event_date": hit.facts.event.as_ref().map(ToString::to_string),
        "chair": hit.facts.chairs.iter().map(|chair| &chair.name.value).collect::<Vec<_>>(),
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
        },
    });
    name_query(&mut value, query_id);
    value
}

fn name_query(value: &mut Value, query_id: Option<&str>) {
    if let (Some(object), Some(id)) = (value.as_object_mut(), query_id) {
        object.insert("query_id".into(), id.into());
    }
}

/// A score with four decimals: more say nothing.
fn rounded(score: f32) -> f64 {
    (f64::from(score) * 10_000.0).round() / 10_000.0
}

/// Every passage of every result: an article without passages still has one line.
fn lines(hit: &Hit) -> Vec<Value> {
    if hit.passages.is_empty() {
        return vec![hit_json(hit, None, None)];
    }
    hit.passages.iter().map(|passage| hit_json(hit, Some(passage), None)).collect()
}

/// The whole answer.
pub fn search_json(query: &str, answer: &Answer, query_id: Option<&str>, language: Language) -> Value {
    let total = answer.total.unwrap_or_default();
    let weights: serde_json::Map<String, Value> =
        answer.weights.iter().map(|(word, weight)| (word.clone(), rounded(*weight).into())).collect();
    let mut value = json!({
        "v": VERSION,
        "query": query,
        "read_as": answer.read_as,
        "notes": answer.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
        "weights": weights,
        "total": { "articles": total.articles, "passages": total.passages },
        "hits": answer.hits.iter().flat_map(lines).collect::<Vec<_>>(),
    });
    name_query(&mut value, query_id);
    value
}

/// An article in a list.
pub fn list_json(short_id: &str, record: &IndexedArticle) -> Value {
    let article = &record.article;
    let facts = record.facts();
    json!({
        "v": VERSION,
        "meeting": facts.meeting.as_ref().map(|meeting| &meeting.name),
        "event_date": facts.event.as_ref().map(ToString::to_string),
        "chair": facts.chairs.iter().map(|chair| &chair.name.value).collect::<Vec<_>>(),
        "id": short_id,
        "key": article.key,
        "title": article.title,
        "outlet": article.outlet_or_source(),
        "published": article.published.map(|date| date.to_string()),
        "added": timestamp(record.added),
        "passages": crate::passage::passages(&article.body).len(),
        "chars": article.body.chars().count(),
        "tags": article.tags,
    })
}

/// An article whole, or one passage of it.
pub fn show_json(short_id: &str, record: &IndexedArticle, passage: Option<(usize, std::ops::Range<usize>)>) -> Value {
    let article = &record.article;
    let mut value = list_json(short_id, record);
    let Value::Object(object) = &mut value else { return value };
    object.insert("facts".into(), super::facts_json(&record.facts()));
    object.insert("full_id".into(), record.id.clone().into());
    object.insert("outlet".into(), article.outlet.clone().into());
    object.insert("source".into(), article.source.clone().into());
    object.insert("channel".into(), article.channel.clone().into());
    object.insert("original_title".into(), article.original_title.clone().into());
    object.insert("reporters".into(), article.reporters.clone().into());
    object.insert("editors".into(), article.editors.clone().into());
    object.insert("url".into(), article.url.clone().into());
    object.insert("format".into(), record.format.name().into());
    object.insert("places".into(), record.places.iter().map(ToString::to_string).collect::<Vec<_>>().into());
    object.insert("revisions".into(), record.revisions.into());
    object.insert(
        "extra".into(),
        article
            .extra
            .iter()
            .map(|(name, value)| (name.clone(), value.clone().into()))
            .collect::<serde_json::Map<_, Value>>()
            .into(),
    );
    object.insert("cautions".into(), article.cautions.clone().into());
    match passage {
        Some((number, span)) => {
            object.insert("passage".into(), number.into());
            object.insert("span".into(), json!([span.start, span.end]));
            object.insert("text".into(), article.body[span].into());
        }
        None => {
            object.insert("body".into(), article.body.clone().into());
            let spans = crate::passage::passages(&article.body)
                .into_iter()
                .map(|span| json!([span.start, span.end]))
                .collect::<Vec<_>>();
            object.insert("passage_spans".into(), spans.into());
        }
    }
    value
}

/// Exact counts.
pub fn count_json(query: &str, read_as: &str, total: Total) -> Value {
    json!({ "v": VERSION, "query": query, "read_as": read_as, "articles": total.articles, "passages": total.passages, "occurrences": total.occurrences })
}

/// What became of one item.
pub fn item_json(report: &Report) -> Value {
    let (status, reason) = match &report.outcome {
        Outcome::Added => ("added", None),
        Outcome::Replaced => ("replaced", None),
        Outcome::Unchanged => ("unchanged", None),
        Outcome::Skipped(skip) => ("skipped", Some(skip.to_string())),
    };
    json!({ "v": VERSION, "path": report.place, "status": status, "reason": reason, "id": report.id, "title": report.title, "cautions": report.cautions })
}

/// What an archive holds.
pub fn stats_json(totals: &Totals, more: Vec<(&'static str, Value)>) -> Value {
    let mut value = json!({
        "v": VERSION,
        "articles": totals.articles,
        "passages": totals.passages,
        "chars": totals.chars,
        "first": totals.first.map(|date| date.to_string()),
        "last": totals.last.map(|date| date.to_string()),
        "undated": totals.undated,
    });
    if let Value::Object(object) = &mut value {
        object.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    value
}

/// `2022-08-29T10:15:00Z` of seconds since 1970.
fn timestamp(seconds: i64) -> String {
    let Ok(time) = time::OffsetDateTime::from_unix_timestamp(seconds) else { return String::new() };
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}
