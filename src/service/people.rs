//! Persons: in how many reports each is named, a person's reports over time, and names by their beginnings.

use std::collections::HashMap;

use super::Snapshot;
use super::meetings::ARTICLES_MAX;
use crate::error::Result;
use crate::facts::{Day, Role, Speech, area_of_office, key};
use crate::index::{Condition, DateOrder, Filters, IndexedFacts};
use crate::limits::Limits;
use crate::pinyin::readings_of;
use crate::query::{Diagnostic, Query, QueryOptions};
use crate::search::{self, READ_TOGETHER};

/// Whose reports are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRequest {
    /// The person's name.
    pub name: String,
    /// What the reports match; everything where it is empty.
    pub query: String,
    /// Which articles count.
    pub filters: Filters,
    /// Reports wanted; 0 for all.
    pub limit: usize,
    /// Which come first.
    pub order: DateOrder,
    /// How the query is read.
    pub options: QueryOptions,
    /// How long it may take.
    pub limits: Limits,
}

impl Default for PersonRequest {
    fn default() -> PersonRequest {
        PersonRequest {
            name: String::new(),
            query: String::new(),
            filters: Filters::default(),
            limit: 50,
            order: DateOrder::Newest,
            options: QueryOptions::default(),
            limits: Limits::default(),
        }
    }
}

/// A person's reports.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PersonAnswer {
    /// The name that was asked for.
    pub name: String,
    /// How many reports there are in all.
    pub total: usize,
    /// The first and the last day with a year.
    pub first: Option<Day>,
    /// See [`PersonAnswer::first`].
    pub last: Option<Day>,
    /// The offices printed with the name, of all reports.
    pub offices: Vec<OfficeSpan>,
    /// The areas of these offices: where there are two, several persons may have the name.
    pub areas: Vec<AreaSpan>,
    /// The reports, in the order asked for, undated ones last.
    pub appearances: Vec<Appearance>,
    /// What was read otherwise than its writer may have meant, and what to try where nothing was found.
    pub notes: Vec<Diagnostic>,
}

/// An area whose offices somebody of the name has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaSpan {
    /// The area as printed in the offices.
    pub area: String,
    /// In how many reports.
    pub reports: usize,
    /// The first day.
    pub first: Option<Day>,
    /// The last day.
    pub last: Option<Day>,
}

/// An office with its first and last day, in order of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeSpan {
    /// The office as printed.
    pub office: String,
    /// The first day.
    pub first: Option<Day>,
    /// The last day.
    pub last: Option<Day>,
}

/// Whom the list of everybody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleRequest {
    /// What the reports match; everything where it is empty.
    pub query: String,
    /// Which articles count.
    pub filters: Filters,
    /// Persons wanted; 0 for all.
    pub limit: usize,
    /// Who comes first.
    pub order: PeopleOrder,
    /// How the query is read.
    pub options: QueryOptions,
    /// How long it may take.
    pub limits: Limits,
}

impl Default for PeopleRequest {
    fn default() -> PeopleRequest {
        PeopleRequest {
            query: String::new(),
            filters: Filters::default(),
            limit: 50,
            order: PeopleOrder::default(),
            options: QueryOptions::default(),
            limits: Limits::default(),
        }
    }
}

/// Who comes first in the list of everybody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PeopleOrder {
    /// Who took part most.
    #[default]
    Attended,
    /// Who is named most.
    Named,
    /// Who was there last.
    Newest,
    /// By name.
    Name,
}

/// Persons, each with the reports that name them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeopleAnswer {
    /// How many there are in all.
    pub total: usize,
    /// The persons.
    pub people: Vec<PersonLine>,
    /// What was read otherwise than its writer may have meant, and what to try where nothing was found.
    pub notes: Vec<Diagnostic>,
}

/// A person in the list of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// The name as printed last.
    pub name: String,
    /// In how many reports of meetings the person took part: in any role but being named.
    pub attended: u64,
    /// In how many the person is named, those included.
    pub reports: u64,
    /// The offices printed last.
    pub offices: Vec<String>,
    /// The last day.
    pub last: Option<Day>,
}

/// Names, the most named first.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamesAnswer {
    /// How many there are in all.
    pub total: usize,
    /// The folded names.
    pub names: Vec<String>,
}

/// One report in a person's timeline.
#[derive(Debug, Clone)]
pub struct Appearance {
    /// When the meeting was, else when the report was published.
    pub day: Option<Day>,
    /// The report's short id.
    pub id: String,
    /// The meeting, else the headline.
    pub meeting: String,
    /// The roles there.
    pub roles: Vec<Role>,
    /// The offices printed there.
    pub offices: Vec<String>,
    /// What was said: the verb, where it is in the report's body, in bytes, and the words.
    pub said: Vec<(String, std::ops::Range<usize>, String)>,
}

/// Shows the reports that name a person, oldest first, undated ones last.
pub(super) fn person(snapshot: &Snapshot, request: &PersonRequest) -> Result<PersonAnswer> {
    let reader = &*snapshot.reader;
    let name = key(&request.name);
    let query = search::expanded(reader, &request.query, &request.options).query;
    let offices_asked: Vec<String> = query.required("office").into_iter().map(key).collect();
    let asked = search::condition_of(reader, &query, &request.options)?;
    let wanted = Condition::And(vec![Condition::Fact("person", name.clone()), asked]);
    let (found, _) = reader.by_date(&wanted, &request.filters, DateOrder::Oldest, ARTICLES_MAX)?;
    let mut appearances = Vec::new();
    for chunk in found.chunks(READ_TOGETHER) {
        request.limits.check()?;
        for (found, article) in chunk.iter().zip(reader.indexed_facts(chunk)?) {
            let facts = &article.facts;
            let Some(person) = facts.people.iter().find(|person| key(&person.name.value) == name) else { continue };
            // person NAME office:市长 is whoever has both.
            let holds =
                |asked: &String| person.offices.iter().any(|office| key(&office.surface.value).ends_with(asked));
            if !offices_asked.iter().all(holds) {
                continue;
            }
            let said = facts.statements.iter().filter(|s| s.speech == Speech::Say && key(&s.speaker) == name);
            let said = said.map(|s| (s.verb.clone(), s.extent.start as usize..s.extent.end as usize, String::new()));
            appearances.push((
                *found,
                Appearance {
                    day: day_of(&article),
                    id: article.id.clone(),
                    meeting: facts.label(&article.title),
                    roles: person.roles.clone(),
                    offices: person.offices.iter().map(|office| office.surface.value.clone()).collect(),
                    said: said.collect(),
                },
            ));
        }
    }
    appearances.sort_by_key(|(_, one)| (one.day.is_none_or(|day| day.year == 0), one.day));
    let total = appearances.len();
    let offices = offices(appearances.iter().map(|(_, one)| one));
    let mut dated = appearances.iter().filter_map(|(_, one)| one.day.filter(|day| day.year > 0));
    let first = dated.next();
    let last = dated.next_back().or(first);
    let areas = areas(appearances.iter().map(|(_, one)| one));
    if request.order == DateOrder::Newest {
        appearances.sort_by_key(|(_, one)| (one.day.is_none_or(|day| day.year == 0), std::cmp::Reverse(one.day)));
    }
    if request.limit > 0 {
        appearances.truncate(request.limit);
    }
    // Only of what is shown the text is read.
    for (found, one) in &mut appearances {
        one.id = reader.short_ids(&[&one.id])?.remove(0);
        if !one.said.is_empty() {
            let indexed = crate::index::read_one(reader, found)?;
            let body = &indexed.article.body;
            one.said.iter_mut().for_each(|(_, span, text)| body[span.clone()].clone_into(text));
        }
    }
    let appearances = appearances.into_iter().map(|(_, one)| one).collect();
    let named = format!("{} {}", request.query, Query::Fact("person", request.name.clone()));
    let notes = search::notes_of(reader, named.trim(), &request.filters, &request.options, total == 0)?;
    Ok(PersonAnswer { name: request.name.clone(), total, first, last, offices, areas, appearances, notes })
}

/// Returns the areas the offices of a timeline name: none where there are not two, of which neither is part of the
/// other.
fn areas<'a>(appearances: impl Iterator<Item = &'a Appearance>) -> Vec<AreaSpan> {
    let mut found: Vec<AreaSpan> = Vec::new();
    for one in appearances {
        let mut here: Vec<String> = one.offices.iter().filter_map(|office| area_of_office(office)).collect();
        here.dedup();
        for area in here {
            let day = one.day.filter(|day| day.year > 0);
            match found.iter_mut().find(|known| known.area.contains(&area) || area.contains(&known.area)) {
                Some(known) => {
                    known.reports += 1;
                    known.first = known.first.or(day);
                    known.last = day.or(known.last);
                }
                None => found.push(AreaSpan { area, reports: 1, first: day, last: day }),
            }
        }
    }
    if found.len() < 2 { Vec::new() } else { found }
}

/// Returns each office of a timeline with its first and last day, in order of the first.
fn offices<'a>(appearances: impl Iterator<Item = &'a Appearance>) -> Vec<OfficeSpan> {
    let mut found: Vec<OfficeSpan> = Vec::new();
    for one in appearances {
        for office in &one.offices {
            match found.iter_mut().find(|known| known.office == *office) {
                Some(known) => {
                    let day = one.day.filter(|day| day.year > 0);
                    known.first = known.first.filter(|first| first.year > 0).or(day).or(known.first);
                    known.last = day.or(known.last);
                }
                None => found.push(OfficeSpan { office: office.clone(), first: one.day, last: one.day }),
            }
        }
    }
    found
}

/// Lists persons; a limit of 0 is none.
pub(super) fn people(snapshot: &Snapshot, request: &PeopleRequest) -> Result<PeopleAnswer> {
    let reader = &*snapshot.reader;
    let asked = search::condition(reader, &request.query, &request.options)?;
    let wanted = Condition::And(vec![Condition::Fact("person", "*".into()), asked]);
    let (found, _) = reader.by_date(&wanted, &request.filters, DateOrder::Newest, ARTICLES_MAX)?;
    let mut lines: HashMap<String, PersonLine> = HashMap::new();
    for chunk in found.chunks(READ_TOGETHER) {
        request.limits.check()?;
        for article in reader.indexed_facts(chunk)? {
            let day = day_of(&article);
            for person in &article.facts.people {
                let line = lines.entry(key(&person.name.value)).or_insert_with(|| PersonLine {
                    name: person.name.value.clone(),
                    attended: 0,
                    reports: 0,
                    offices: Vec::new(),
                    last: None,
                });
                line.reports += 1;
                line.attended += u64::from(article.facts.is_meeting && person.took_part());
                let known = |day: Option<Day>| day.filter(|day| day.year > 0);
                let is_later = known(day) > known(line.last);
                if (is_later || line.offices.is_empty()) && !person.offices.is_empty() {
                    line.offices = person.offices.iter().map(|office| office.surface.value.clone()).collect();
                }
                if is_later || line.last.is_none() {
                    line.last = day;
                }
            }
        }
    }
    let mut people: Vec<PersonLine> = lines.into_values().collect();
    people.sort_by(|a, b| {
        let by_count = |a: &PersonLine, b: &PersonLine| b.attended.cmp(&a.attended).then(b.reports.cmp(&a.reports));
        let order = match request.order {
            PeopleOrder::Attended => by_count(a, b).then(b.last.cmp(&a.last)),
            PeopleOrder::Named => b.reports.cmp(&a.reports).then(b.attended.cmp(&a.attended)).then(b.last.cmp(&a.last)),
            PeopleOrder::Newest => b.last.cmp(&a.last).then_with(|| by_count(a, b)),
            PeopleOrder::Name => std::cmp::Ordering::Equal,
        };
        order.then_with(|| a.name.cmp(&b.name))
    });
    let total = people.len();
    if request.limit > 0 {
        people.truncate(request.limit);
    }
    let notes = search::notes_of(reader, &request.query, &request.filters, &request.options, total == 0)?;
    Ok(PeopleAnswer { total, people, notes })
}

/// When the meeting was, else when the report was published.
fn day_of(article: &IndexedFacts) -> Option<Day> {
    let event = article.facts.event.as_ref().map(|date| date.day);
    event.filter(|day| day.year > 0).or(article.published.map(Day::from)).or(event)
}

/// Lists the names that begin with some characters, or sound like some letters; a limit of 0 is none.
pub(super) fn complete(snapshot: &Snapshot, beginning: &str, limit: usize) -> Result<NamesAnswer> {
    let (wanted, letters) = (key(beginning), beginning.trim().to_lowercase().replace([' ', '\''], ""));
    let begins = |name: &str| {
        if letters.is_empty() || !letters.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return name.starts_with(&wanted);
        }
        sounds_like(name, &letters)
    };
    let people = snapshot.reader.fact_values("person")?;
    let mut names: Vec<String> = people.into_iter().map(|(name, _)| name).filter(|name| begins(name)).collect();
    let total = names.len();
    if limit > 0 {
        names.truncate(limit);
    }
    Ok(NamesAnswer { total, names })
}

/// Returns the values of a field of facts that begin so, those of the most articles first.
pub(super) fn values(snapshot: &Snapshot, field: &str, beginning: &str, limit: usize) -> Result<NamesAnswer> {
    let wanted = key(beginning);
    let mut values = snapshot.reader.fact_values(field)?;
    values.retain(|(value, _)| value.starts_with(&wanted));
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let total = values.len();
    if limit > 0 {
        values.truncate(limit);
    }
    Ok(NamesAnswer { total, names: values.into_iter().map(|(value, _)| value).collect() })
}

/// Returns whether letters are the beginning of how a name sounds, by syllables or by their first letters.
fn sounds_like(name: &str, letters: &str) -> bool {
    // What is left of the letters after each character.
    let mut left: Vec<&str> = vec![letters];
    for (number, c) in name.chars().enumerate() {
        if left.contains(&"") {
            return true;
        }
        let sounds = readings_of(c, number == 0);
        let mut next = Vec::new();
        for rest in left {
            for sound in &sounds {
                if sound.starts_with(rest) {
                    return true;
                }
                next.extend(rest.strip_prefix(sound.as_str()));
            }
        }
        left = next;
    }
    left.contains(&"")
}

#[cfg(test)]
mod tests {
    use super::sounds_like;

    #[test]
    fn names_are_completed_by_their_sounds() {
        for letters in ["c", "chu", "chux", "chuxianghao", "cxh", "cx", "cxhao"] {
            assert!(sounds_like("储祥好", letters), "{letters}");
        }
        assert!(!sounds_like("储祥好", "chuxianghaoa") && !sounds_like("储祥好", "x"));
        assert!(sounds_like("曾亮", "zeng") && sounds_like("单宝珍", "shan"));
    }
}
