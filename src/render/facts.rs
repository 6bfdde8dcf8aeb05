//! The facts of a meeting report as JSON and as a card for people.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::corrections::{corrected_json, corrected_words};
use super::messages::{self as say, Language};
use super::text::{Style, clean, pad, wrap};
use super::{Answer, Shape};
use crate::facts::{
    Appointment, Chair, Credit, Date, Doubt, Evidence, Fact, Genre, Group, LevelBasis, Meeting, MeetingRecord, Person,
    Role, Span, Statement, Unread,
};
use crate::service::FactsAnswer;

fn span_json(span: Span) -> Value {
    json!([span.start, span.end])
}

fn fact_json(fact: &Fact) -> Value {
    json!({ "text": fact.value, "line": fact.line, "span": span_json(fact.span) })
}

fn date_json(date: &Date, basis_key: &str) -> Value {
    let dated = date.day.year > 0 || basis_key == "basis";
    let basis = if dated { date.basis.name() } else { "none" };
    let printed = date.printed.as_ref();
    // What a page printed outside the text that is kept has no place in it.
    let placed = printed.filter(|fact| fact.span.start < fact.span.end);
    json!({
        "value": date.to_string(),
        basis_key: basis,
        "text": printed.map(|fact| fact.value.clone()),
        "line": placed.map(|fact| fact.line),
        "span": placed.map(|fact| span_json(fact.span)),
    })
}

fn facts_list(facts: &[Fact]) -> Vec<Value> {
    facts.iter().map(fact_json).collect()
}

/// A fact with one more key.
fn with(fact: &Fact, key: &str, value: impl Into<Value>) -> Value {
    let mut object = fact_json(fact);
    object[key] = value.into();
    object
}

fn meeting_json(meeting: &Meeting) -> Value {
    json!({
        "name": meeting.name,
        "surface": meeting.surface.value,
        "line": meeting.surface.line,
        "span": span_json(meeting.surface.span),
        "aliases": facts_list(&meeting.aliases),
        "series": meeting.series,
        "ordinal": meeting.ordinal.as_ref().map(|(value, fact)| with(fact, "value", *value)),
    })
}

fn credit_json(credit: &Credit) -> Value {
    let mut value = with(&credit.name, "name", credit.name.value.clone());
    value["role"] = credit.role.clone().into();
    value
}

fn chair_json(chair: &Chair) -> Value {
    json!({
        "name": chair.name.value,
        "kind": if chair.organ { "organ" } else { "person" },
        "offices": chair.offices,
        "line": chair.name.line,
        "span": span_json(chair.name.span),
    })
}

fn statement_json(statement: &Statement, text: &str) -> Value {
    let words = |span: &Span| text.get(span.start as usize..span.end as usize).unwrap_or_default().to_owned();
    let points = statement.points.iter().map(|span| json!({ "text": words(span), "span": span_json(*span) }));
    json!({
        "speaker": statement.speaker,
        "speaker_kind": if statement.by_meeting { "meeting" } else { "person" },
        "verb": statement.verb,
        "cue": statement.cue.value,
        "cls": statement.speech.name(),
        "ref": statement.reference(),
        "at_meeting": statement.at_meeting,
        "line": statement.cue.line,
        "span": span_json(statement.cue.span),
        "extent": span_json(statement.extent),
        "text": words(&statement.extent),
        "points": points.collect::<Vec<_>>(),
    })
}

/// The record as one JSON object; spans are bytes of `text`, from which it was read.
pub fn facts_json(record: &MeetingRecord, text: &str) -> Value {
    let one = |fact: &Option<Fact>| fact.as_ref().map(fact_json);
    let date = |date: &Option<Date>, basis_key| date.as_ref().map(|date| date_json(date, basis_key));
    let groups = record.groups.iter().map(group_json);
    let agencies = record.agencies.iter().map(|agency| with(&agency.name, "act", agency.act.clone()));
    json!({
        "rules_version": crate::facts::RULES_VERSION,
        "is_meeting": record.is_meeting,
        "doc_kind": record.kind.name(),
        "title": one(&record.title),
        "original_title": one(&record.original_title),
        "subtitles": facts_list(&record.subtitles),
        "outlet": one(&record.outlet),
        "channel": one(&record.channel),
        "source": one(&record.source),
        "venue": one(&record.venue),
        "publish_date": date(&record.published, "basis"),
        "event_date": date(&record.event, "year_basis"),
        "dateline_date": date(&record.dateline, "year_basis"),
        "meeting": record.meeting.as_ref().map(meeting_json),
        "meeting_type": record.meeting.as_ref().map(|meeting| meeting.kind.name()),
        "level": record.level.map(|level| level.name()),
        "level_basis": record.level_basis.map(|basis| basis.name()),
        "body": record.body.map(|body| body.name()),
        "jurisdiction": record.jurisdiction.as_ref().map(|fact| with(fact, "name", fact.value.clone())),
        "chair": record.chairs.iter().map(chair_json).collect::<Vec<_>>(),
        "corrected": record.corrected.iter().map(corrected_json).collect::<Vec<_>>(),
        "unread": record.unread.iter().map(unread_json).collect::<Vec<_>>(),
        "people": record.people.iter().map(person_json).collect::<Vec<_>>(),
        "groups": groups.collect::<Vec<_>>(),
        "statements": record.statements.iter().map(|one| statement_json(one, text)).collect::<Vec<_>>(),
        "agencies": agencies.collect::<Vec<_>>(),
        "agenda": record.agenda.iter().map(|item| with(&item.matter, "act", item.act.clone())).collect::<Vec<_>>(),
        "documents": record.documents.iter().map(|one| with(&one.title, "act", one.act.clone())).collect::<Vec<_>>(),
        "appointments": record.appointments.iter().map(appointment_json).collect::<Vec<_>>(),
        "slogans": facts_list(&record.slogans),
        "bylines": record.reporters.iter().map(credit_json).collect::<Vec<_>>(),
        "editors": record.editors.iter().map(credit_json).collect::<Vec<_>>(),
        "boilerplate_lines": record.furniture,
    })
}

fn person_json(person: &Person) -> Value {
    json!({
        "name": person.name.value,
        "surface": person.name.value,
        "offices": person.offices.iter().map(|office| office.surface.value.clone()).collect::<Vec<_>>(),
        "roles": person.roles.iter().map(|role| role.name()).collect::<Vec<_>>(),
        "position": person.position.map(|position| json!({ "list": position.list, "place": position.place })),
        "line": person.name.line,
        "span": span_json(person.name.span),
    })
}

fn group_json(group: &Group) -> Value {
    let mut value = with(&group.surface, "role", group.role.name());
    value["verb"] = group.verb.clone().into();
    value
}

fn appointment_json(appointment: &Appointment) -> Value {
    json!({
        "act": appointment.act,
        "person": fact_json(&appointment.person),
        "office": fact_json(&appointment.office),
    })
}

fn unread_json(unread: &Unread) -> Value {
    json!({
        "about": unread.doubt.name(),
        "text": unread.sentence.value,
        "line": unread.sentence.line,
        "span": span_json(unread.sentence.span),
    })
}

/// Writes the card of a record: each fact, and below it the sentence that proves it, its words marked.
///
/// `text` is the text the record was read from.
pub(crate) fn facts_text(out: &mut dyn Write, record: &MeetingRecord, text: &str, style: Style) -> io::Result<()> {
    let language = style.language;
    let mut card = Card { out, text, style };
    card.line(say::CARD_TYPE, &kind_words(record, language), None)?;
    if let Some(meeting) = &record.meeting {
        card.line(say::CARD_MEETING, &meeting.name, Some(meeting.surface.span))?;
        if let Some((value, fact)) = &meeting.ordinal {
            card.line(say::CARD_NUMBER, &say::NUMBERED.with(language, &[value]), Some(fact.span))?;
        }
    }
    if let Some(date) = &record.event {
        let basis = match date.basis {
            _ if date.day.year == 0 => say::YEAR_UNKNOWN,
            Evidence::PublishDate => say::YEAR_PUBLISHED,
            Evidence::Url => say::YEAR_URL,
            Evidence::FrontMatter => say::YEAR_RECORD,
            Evidence::People => say::YEAR_PEOPLE,
            _ => say::YEAR_PRINTED,
        };
        let words = format!("{date} ({})", basis.of(language));
        card.line(say::CARD_DATE, &words, date.printed.as_ref().map(|fact| fact.span))?;
    }
    if let Some(date) = &record.published {
        let span = date.printed.as_ref().map(|fact| fact.span).filter(|span| span.start < span.end);
        card.line(say::PUBLISHED, &date.to_string(), span)?;
        if let Some(printed) = date.printed.as_ref().filter(|fact| fact.span.start == fact.span.end) {
            card.quote(&printed.value)?;
        }
    }
    for (label, fact) in [
        (say::CARD_VENUE, &record.venue),
        (say::CARD_AREA, &record.jurisdiction),
        (say::OUTLET, &record.outlet),
        (say::SOURCE, &record.source),
    ] {
        if let Some(fact) = fact {
            card.line(label, &fact.value, Some(fact.span))?;
        }
    }
    card.people(record)?;
    card.statements(record)?;
    card.matters(record)?;
    for slogan in &record.slogans {
        card.line(say::CARD_SLOGAN, &slogan.value, Some(slogan.span))?;
    }
    for unread in &record.unread {
        card.line(say::CARD_UNREAD, unread_text(unread.doubt).of(language), Some(unread.sentence.span))?;
    }
    for one in &record.corrected {
        card.line(say::CARD_CORRECTED, &corrected_words(one, language), None)?;
    }
    for (label, credits) in [(say::CARD_REPORTER, &record.reporters), (say::CARD_EDITOR, &record.editors)] {
        for credit in credits {
            card.line(label, &format!("{} ({})", credit.name.value, credit.role), Some(credit.name.span))?;
        }
    }
    Ok(())
}

/// Returns the heading of what someone is in a report.
fn unread_text(doubt: Doubt) -> say::Text {
    match doubt {
        Doubt::Attendance => say::UNREAD_ATTENDANCE,
        Doubt::Chair => say::UNREAD_CHAIR,
        Doubt::Speech => say::UNREAD_SPEECH,
    }
}

pub(super) fn role_text(role: Role) -> say::Text {
    match role {
        Role::Chair => say::CARD_CHAIR,
        Role::Attend => say::CARD_ATTEND,
        Role::Observe => say::CARD_OBSERVE,
        Role::Invited => say::CARD_INVITED,
        Role::Speaker => say::CARD_SPEAKER,
        Role::Elected => say::CARD_ELECTED,
        Role::Mention => say::CARD_MENTION,
    }
}

/// Returns a level, with what it rests on where that is not the text.
fn level_words(record: &MeetingRecord, level: &str, language: Language) -> String {
    match record.level_basis {
        Some(LevelBasis::Gazetteer) => say::LEVEL_BY_GAZETTEER.with(language, &[&level]),
        Some(LevelBasis::Outlet) => say::LEVEL_BY_OUTLET.with(language, &[&level]),
        Some(LevelBasis::Text) | None => level.to_owned(),
    }
}

fn kind_words(record: &MeetingRecord, language: Language) -> String {
    let mut words = Vec::new();
    match (&record.meeting, language) {
        (Some(meeting), Language::Chinese) if record.is_meeting => {
            words.push(meeting.kind.label().to_owned());
            words.extend(record.level.map(|level| level_words(record, level.label(), language)));
            words.extend(record.body.map(|body| body.label().to_owned()));
        }
        (Some(meeting), Language::English) if record.is_meeting => {
            words.push(meeting.kind.name().to_owned());
            words.extend(record.level.map(|level| level_words(record, level.name(), language)));
            words.extend(record.body.map(|body| body.name().to_owned()));
        }
        _ if record.is_meeting => words.push(say::KIND_REPORT.of(language).to_owned()),
        _ => {
            let kind = match record.kind {
                Genre::Digest => say::KIND_DIGEST,
                Genre::Inspection => say::KIND_INSPECTION,
                Genre::CourtesyCall => say::KIND_CALL,
                Genre::Briefing => say::KIND_BRIEFING,
                Genre::CompanyNotice => say::KIND_NOTICE,
                Genre::Rules => say::KIND_RULES,
                Genre::Fiction => say::KIND_FICTION,
                Genre::Report | Genre::Other => say::KIND_OTHER,
            };
            words.push(kind.of(language).to_owned());
        }
    }
    words.join(" · ")
}

fn offices_before(offices: &[String]) -> String {
    if offices.is_empty() { String::new() } else { format!("{} ", offices.join("、")) }
}

/// Columns of the headings.
const INDENT: usize = 10;

struct Card<'a> {
    out: &'a mut dyn Write,
    text: &'a str,
    style: Style,
}

impl Card<'_> {
    /// Writes who chaired, attended, spoke and is named.
    fn people(&mut self, record: &MeetingRecord) -> io::Result<()> {
        for chair in &record.chairs {
            let words = format!("{}{}", offices_before(&chair.offices), chair.name.value);
            self.line(say::CARD_CHAIR, &words, Some(chair.name.span))?;
        }
        for role in [Role::Attend, Role::Observe, Role::Invited, Role::Elected, Role::Speaker, Role::Mention] {
            let mut people: Vec<&Person> =
                record.people.iter().filter(|person| person.roles.first() == Some(&role)).collect();
            // As printed where they attend, which is their rank.
            people.sort_by_key(|person| {
                person.position.map_or((u32::MAX, 0), |position| (position.list, position.place))
            });
            for person in people {
                let offices: Vec<String> = person.offices.iter().map(|office| office.surface.value.clone()).collect();
                let words = format!("{}{}", offices_before(&offices), person.name.value);
                self.line(role_text(role), &words, Some(person.name.span))?;
            }
            for group in record.groups.iter().filter(|group| group.role == role) {
                let words = format!("{} ({})", group.surface.value, group.verb);
                self.line(role_text(role), &words, Some(group.surface.span))?;
            }
        }
        Ok(())
    }

    /// Writes who said what, and which organs reported.
    fn statements(&mut self, record: &MeetingRecord) -> io::Result<()> {
        for statement in &record.statements {
            let outside = if statement.at_meeting { "" } else { say::OUTSIDE.of(self.style.language) };
            let how = match statement.basis {
                Evidence::Pronoun => say::BY_PRONOUN.of(self.style.language),
                Evidence::Ellipsis => say::BY_ELLIPSIS.of(self.style.language),
                _ => "",
            };
            let words = format!("{} {}{how}{outside}", statement.speaker, statement.verb);
            self.line(say::CARD_SAID, &words, Some(statement.cue.span))?;
            for point in &statement.points {
                self.point(*point)?;
            }
        }
        for agency in &record.agencies {
            self.line(say::CARD_AGENCY, &format!("{} {}", agency.name.value, agency.act), Some(agency.name.span))?;
        }
        Ok(())
    }

    /// Writes what the meeting dealt with.
    fn matters(&mut self, record: &MeetingRecord) -> io::Result<()> {
        for item in &record.agenda {
            self.line(say::CARD_AGENDA, &format!("{} {}", item.act, item.matter.value), Some(item.matter.span))?;
        }
        for document in &record.documents {
            let act = document.act.as_ref().map(|act| format!(" ({act})")).unwrap_or_default();
            self.line(say::CARD_DOCUMENT, &format!("《{}》{act}", document.title.value), Some(document.title.span))?;
        }
        for one in &record.appointments {
            let words = format!("{} {}: {}", one.person.value, one.act, one.office.value);
            self.line(say::CARD_APPOINTED, &words, Some(one.office.span))?;
        }
        Ok(())
    }

    /// Writes a fact and the words around it.
    fn line(&mut self, label: say::Text, value: &str, span: Option<Span>) -> io::Result<()> {
        let width = self.style.width.saturating_sub(INDENT).max(20);
        // What someone gave by hand is nowhere in the text.
        let is_given = span.is_some_and(|span| span.start == span.end);
        let by_hand = if is_given { format!(" ({})", say::YEAR_PEOPLE.of(self.style.language)) } else { String::new() };
        for (number, line) in wrap(&clean(&format!("{value}{by_hand}")), width).iter().enumerate() {
            let head = pad(if number == 0 { label.of(self.style.language) } else { "" }, INDENT);
            writeln!(self.out, "{head}{}", self.style.strong(line))?;
        }
        let Some(span) = span.filter(|span| span.start < span.end) else { return Ok(()) };
        let (before, words, after) = surroundings(self.text, span);
        let line = format!("{}【{}】{}", clean(before), clean(words), clean(after));
        writeln!(self.out, "{}{}", " ".repeat(INDENT), self.style.faint(&line))
    }

    /// Writes a numbered point of a speech.
    fn point(&mut self, span: Span) -> io::Result<()> {
        let words = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let width = self.style.width.saturating_sub(INDENT + 2).max(20);
        for (number, line) in wrap(&clean(words), width).iter().enumerate() {
            let mark = if number == 0 { "· " } else { "  " };
            writeln!(self.out, "{}{mark}{line}", " ".repeat(INDENT))?;
        }
        Ok(())
    }

    /// Writes words that a page prints outside the text that is kept.
    fn quote(&mut self, words: &str) -> io::Result<()> {
        writeln!(self.out, "{}{}", " ".repeat(INDENT), self.style.faint(&format!("【{}】", clean(words))))
    }
}

/// Returns the words of a span with a little of their sentence before and behind.
fn surroundings(text: &str, span: Span) -> (&str, &str, &str) {
    const AROUND_CHARS: usize = 12;
    let (start, end) = (span.start as usize, span.end as usize);
    let stop = |c: char| matches!(c, '。' | '\n' | '！' | '？');
    let from = text[..start].char_indices().rev().take(AROUND_CHARS).take_while(|(_, c)| !stop(*c)).last();
    let to = text[end..].char_indices().take(AROUND_CHARS).take_while(|(_, c)| !stop(*c)).last();
    let from = from.map_or(start, |(at, _)| at);
    let to = to.map_or(end, |(at, c)| end + at + c.len_utf8());
    (text[from..start].trim_start(), &text[start..end], text[end..to].trim_end())
}

impl Answer for FactsAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let title = self.facts.title.as_ref().map_or("", |title| title.value.as_str());
        writeln!(out, "{}  {}", clean(&self.id), clean(title))?;
        facts_text(out, &self.facts, &self.text, style)
    }

    fn object(&self, _: Language) -> Value {
        let mut value = json!({ "v": 1, "id": self.id });
        if let (Value::Object(all), Value::Object(facts)) = (&mut value, facts_json(&self.facts, &self.text)) {
            all.extend(facts);
        }
        value
    }
}
