//! Persons: in how many reports each is named, a person's reports over time, and names by their beginnings.

use super::Snapshot;
use super::meetings::ARTICLES_MAX;
use crate::error::Result;
use crate::facts::{Day, Role, Speech, key};
use crate::index::{Condition, DateOrder, Filters};
use crate::limits::Limits;
use crate::pinyin::readings_of;
use crate::query::QueryOptions;
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
    /// The reports, oldest first, undated ones last.
    pub appearances: Vec<Appearance>,
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

/// Persons with the number of reports that name them, the most first.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeopleAnswer {
    /// How many there are in all.
    pub total: usize,
    /// Folded name and number of reports.
    pub people: Vec<(String, u64)>,
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
    let asked = search::condition(reader, &request.query, &request.options);
    let wanted = Condition::And(vec![Condition::Fact("person", name.clone()), asked]);
    let (found, _) = reader.by_date(&wanted, &request.filters, DateOrder::Oldest, ARTICLES_MAX)?;
    let mut appearances = Vec::new();
    for chunk in found.chunks(READ_TOGETHER) {
        request.limits.check()?;
        for (found, article) in chunk.iter().zip(reader.indexed_facts(chunk)?) {
            let facts = &article.facts;
            let Some(person) = facts.people.iter().find(|person| key(&person.name.value) == name) else { continue };
            let published = article.published.map(Day::from);
            let event = facts.event.as_ref().map(|date| date.day);
            let said = facts.statements.iter().filter(|s| s.speech == Speech::Say && key(&s.speaker) == name);
            let said = said.map(|s| (s.verb.clone(), s.extent.start as usize..s.extent.end as usize, String::new()));
            appearances.push((
                *found,
                Appearance {
                    day: event.filter(|day| day.year > 0).or(published).or(event),
                    id: article.id.clone(),
                    meeting: facts
                        .meeting
                        .as_ref()
                        .map_or_else(|| article.title.clone(), |meeting| meeting.name.clone()),
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
    Ok(PersonAnswer { name: request.name.clone(), total, first, last, offices, appearances })
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

/// Lists persons by the number of reports that name them; a limit of 0 is none.
pub(super) fn people(snapshot: &Snapshot, limit: usize) -> Result<PeopleAnswer> {
    let mut people = snapshot.reader.fact_values("person")?;
    let total = people.len();
    if limit > 0 {
        people.truncate(limit);
    }
    Ok(PeopleAnswer { total, people })
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
