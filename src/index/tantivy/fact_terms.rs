//! Facts in the index: one term for each value of each field, `field` U+001F `value`.

use std::ops::ControlFlow;

use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};
use time::{OffsetDateTime, UtcOffset};

use super::IndexedArticle;
use crate::facts::{FIELDS, FieldKind, MeetingRecord, field_named, key};
use crate::query::{DaySpan, NumberSpan};

/// Stands between a field's name and the value; no text has it.
const SEPARATOR: char = '\u{1f}';
/// Values are cut to this many characters: no one asks for more.
const VALUE_CHARS_MAX: usize = 200;
/// An office is found by its ends of this many characters or more.
const END_CHARS_MIN: usize = 2;

/// Returns the terms of an article's facts.
pub(super) fn terms(record: &MeetingRecord, indexed: &IndexedArticle) -> Vec<String> {
    let article = &indexed.article;
    let mut terms = vec![term("id", &indexed.id)];
    // By the minute in UTC: which day that is depends on where it is asked.
    if let Ok(added) = OffsetDateTime::from_unix_timestamp(indexed.added) {
        let (date, time) = (added.date(), added.time());
        terms.push(term("added", &format!("{date}T{:02}:{:02}", time.hour(), time.minute())));
    }
    if record.is_meeting {
        terms.push(term("kind", "meeting"));
    }
    for field in FIELDS {
        for value in field.values(record, article) {
            let value: String = value.chars().take(VALUE_CHARS_MAX).collect();
            let mut push = |value: &str| terms.push(term(field.name, value));
            if field.kind != FieldKind::Suffix {
                push(&value);
                continue;
            }
            let starts = value.char_indices().map(|(at, _)| at);
            starts.filter(|at| value[*at..].chars().count() >= END_CHARS_MIN).for_each(|at| push(&value[at..]));
        }
    }
    terms.sort();
    terms.dedup();
    terms
}

/// Returns the folded names that are found by their sounds: persons, organs, agencies.
pub(super) fn named(record: &MeetingRecord) -> Vec<String> {
    let persons = record.people.iter().map(|person| &person.name);
    let organs = record.chairs.iter().filter(|chair| chair.organ).map(|chair| &chair.name);
    let agencies = record.agencies.iter().map(|agency| &agency.name);
    let mut names: Vec<String> = persons.chain(organs).chain(agencies).map(|name| key(&name.value)).collect();
    names.sort();
    names.dedup();
    names
}

/// Returns the term of a value of a field.
pub(super) fn term(field: &str, value: &str) -> String {
    format!("{field}{SEPARATOR}{value}")
}

/// Returns the documents of a segment that have a value in a field, in order, without deleted ones.
pub(super) fn documents(
    segment: &SegmentReader,
    facts: Field,
    field: &str,
    value: &str,
) -> tantivy::Result<Vec<DocId>> {
    let mut found = Vec::new();
    let inverted = segment.inverted_index(facts)?;
    let mut take = |mut postings: SegmentPostings| {
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if !segment.is_deleted(doc) {
                found.push(doc);
            }
            doc = postings.advance();
        }
    };
    let kind = field_named(field).map_or(FieldKind::Exact, |field| field.kind);
    let asked = Requested::new(kind, value);
    if let Requested::Exact(whole) = &asked {
        let term = tantivy::Term::from_field_text(facts, &term(field, whole));
        if let Some(postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? {
            take(postings);
        }
        return Ok(found);
    }
    let mut infos = Vec::new();
    for_each_value(segment, facts, field, |text, info| {
        if asked.is_met(text) {
            infos.push(info.clone());
        }
        ControlFlow::Continue(())
    })?;
    for info in infos {
        take(inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Calls `visit` with every value of a field in a segment, in order.
pub(super) fn for_each_value(
    segment: &SegmentReader,
    facts: Field,
    field: &str,
    mut visit: impl FnMut(&str, &tantivy::postings::TermInfo) -> ControlFlow<()>,
) -> tantivy::Result<()> {
    let inverted = segment.inverted_index(facts)?;
    let prefix = term(field, "");
    let mut stream = inverted.terms().range().ge(prefix.as_bytes()).into_stream()?;
    while stream.advance() {
        let Some(value) = stream.key().strip_prefix(prefix.as_bytes()) else { break };
        if let Ok(value) = std::str::from_utf8(value)
            && visit(value, stream.value()).is_break()
        {
            break;
        }
    }
    Ok(())
}

/// What someone asks of a field.
enum Requested {
    Any,
    Exact(String),
    Prefix(String),
    Substring(String),
    Number(NumberSpan),
    Day(DaySpan),
    /// What no value can be.
    Nothing,
}

impl Requested {
    fn new(kind: FieldKind, value: &str) -> Requested {
        match kind {
            _ if value == "*" => Requested::Any,
            FieldKind::Exact | FieldKind::Suffix => match value.strip_suffix('*') {
                Some(begin) => Requested::Prefix(begin.to_owned()),
                None => Requested::Exact(value.to_owned()),
            },
            FieldKind::Substring => Requested::Substring(value.trim_end_matches('*').to_owned()),
            FieldKind::Prefix => Requested::Prefix(value.trim_end_matches('*').to_owned()),
            FieldKind::Number => NumberSpan::parse(value).map_or(Requested::Nothing, Requested::Number),
            FieldKind::Day => DaySpan::parse(value).map_or(Requested::Nothing, Requested::Day),
        }
    }

    fn is_met(&self, text: &str) -> bool {
        match self {
            Requested::Any => true,
            Requested::Exact(whole) => text == whole,
            Requested::Prefix(begin) => text.starts_with(begin.as_str()),
            Requested::Substring(part) => text.contains(part.as_str()),
            Requested::Number(span) => text.parse().is_ok_and(|number| span.contains(number)),
            Requested::Day(span) => match text.split_once('T') {
                Some((date, time)) => local_day(date, time).is_some_and(|day| span.contains(&day)),
                None => span.contains(text),
            },
            Requested::Nothing => false,
        }
    }
}

/// Returns the day a minute in UTC is in, in the person's time zone.
fn local_day(date: &str, time: &str) -> Option<String> {
    let date = crate::article::PartialDate::parse(date)?;
    let month = time::Month::try_from(date.month).ok()?;
    let day = time::Date::from_calendar_date(date.year.into(), month, date.day).ok()?;
    let (hour, minute) = time.split_once(':')?;
    let at = day.with_hms(hour.parse().ok()?, minute.parse().ok()?, 0).ok()?.assume_utc();
    // The library alone does not ask the system where it is.
    #[cfg(feature = "cli")]
    let offset = UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC);
    #[cfg(not(feature = "cli"))]
    let offset = UtcOffset::UTC;
    Some(at.to_offset(offset).date().to_string())
}
