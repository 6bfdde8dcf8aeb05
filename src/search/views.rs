//! Views over the archive's facts: meetings, persons, what they said.

use std::collections::BTreeMap;

use super::{condition, condition_of, full_context};
use crate::error::Result;
use crate::facts::{Day, MeetingRecord, Role, Speech, key};
use crate::index::{Condition, Filters, IndexedArticle, Snapshot};
use crate::query::{QueryOptions, DaySpan};
use crate::pinyin::readings_of;

/// More articles than this no view reads.
const ARTICLES_MAX: usize = 1_000_000;

/// A meeting with the articles that report it.
#[derive(Debug, Clone)]
pub struct MeetingLine {
    /// When it was, as far as its reports say.
    pub day: Option<Day>,
    /// The year the numbered meetings before and after it prove, where no report says it.
    pub inferred: Option<Inferred>,
    /// Its name.
    pub name: String,
    /// The name without its number.
    pub series: Option<String>,
    /// The area its reports name.
    pub place: Option<String>,
    /// 110 of 第110次.
    pub ordinal: Option<u32>,
    /// Who chaired.
    pub chairs: Vec<String>,
    /// How many persons are named as attending.
    pub attendees: usize,
    /// Short ids of its reports.
    pub reports: Vec<String>,
}

/// A year that only the order of numbered meetings proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    /// The day with that year.
    pub day: Day,
    /// The numbers and days of the meetings before and after.
    pub between: [(u32, Day); 2],
}

/// Numbers that are missing from a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gaps {
    /// The series.
    pub series: String,
    /// The area, where named.
    pub place: Option<String>,
    /// The first and the last number there is.
    pub known: (u32, u32),
    /// Missing ones, as ranges.
    pub missing: Vec<(u32, u32)>,
}

/// Returns the meetings of all reports that match, newest first.
///
/// With `inferred`, a day asked for (`date:`) is also met by a year that only the series proves.
pub fn meetings(
    snapshot: &Snapshot,
    text: &str,
    filters: &Filters,
    inferred: bool,
    context: &QueryOptions,
) -> Result<Vec<MeetingLine>> {
    let query = full_context(snapshot, context).read(text).query;
    let days: Vec<String> =
        if inferred { query.required("date").into_iter().map(str::to_owned).collect() } else { Vec::new() };
    let asked = condition_of(snapshot, &query, context.verbatim);
    let asked = if inferred { without_days(asked) } else { asked };
    let wanted = Condition::And(vec![Condition::Fact("kind", "meeting".into()), asked]);
    let (found, _) = snapshot.newest(&wanted, filters, false, ARTICLES_MAX)?;
    let mut lines: Vec<MeetingLine> = Vec::new();
    let mut by_key: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for one in found {
        let record = snapshot.record(&one)?;
        let facts = record.facts();
        let line = line_of(snapshot.short_id(&record.id)?, &facts);
        let day = line.day.map_or(String::new(), |day| day.to_string());
        let same = (
            day,
            key(line.series.as_ref().unwrap_or(&line.name)),
            line.ordinal.map_or(String::new(), |n| n.to_string()),
        );
        // Meetings without a day or a name cannot be told to be one.
        match by_key
            .get(&same)
            .filter(|_| !same.0.is_empty() && !same.1.is_empty() && same_chair(&lines, &by_key, &same, &line))
        {
            Some(index) => {
                let known: &mut MeetingLine = &mut lines[*index];
                known.attendees = known.attendees.max(line.attendees);
                known.reports.extend(line.reports);
                if known.chairs.is_empty() {
                    known.chairs = line.chairs;
                }
            }
            None => {
                by_key.insert(same, lines.len());
                lines.push(line);
            }
        }
    }
    infer_years(&mut lines);
    if inferred && !days.is_empty() {
        lines.retain(|line| {
            let day = line.inferred.as_ref().map(|inferred| inferred.day).or(line.day);
            day.is_some_and(|day| {
                let day = day.to_string();
                days.iter().all(|asked| DaySpan::parse(asked).is_some_and(|span| span.contains(&day)))
            })
        });
    }
    lines.sort_by(|a, b| order(b).cmp(&order(a)).then_with(|| a.name.cmp(&b.name)));
    Ok(lines)
}

fn same_chair(
    lines: &[MeetingLine],
    by_key: &BTreeMap<(String, String, String), usize>,
    same: &(String, String, String),
    line: &MeetingLine,
) -> bool {
    by_key.get(same).is_some_and(|index| {
        let known = &lines[*index];
        known.chairs.is_empty() || line.chairs.is_empty() || known.chairs == line.chairs
    })
}

fn without_days(condition: Condition) -> Condition {
    match condition {
        Condition::Fact("date", _) => Condition::All,
        Condition::And(parts) => Condition::And(parts.into_iter().map(without_days).collect()),
        other => other,
    }
}

/// What meetings of one series share besides its name: the area and the term (十三届).
fn setting(line: &MeetingLine) -> (Option<String>, Option<String>) {
    let term = line.name.split_once('届').map(|(before, _)| {
        let number = before.chars().rev().take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十百〇".contains(*c));
        number.collect()
    });
    (line.place.as_deref().map(key), term)
}

fn order(line: &MeetingLine) -> (u16, u8, u8, u32) {
    let day = line.inferred.as_ref().map(|inferred| inferred.day).or(line.day).unwrap_or_default();
    (day.year, day.month, day.day, line.ordinal.unwrap_or_default())
}

fn line_of(short_id: &str, facts: &MeetingRecord) -> MeetingLine {
    let meeting = facts.meeting.as_ref();
    let attending = |role: &Role| matches!(role, Role::Attend | Role::Observe | Role::Invited);
    MeetingLine {
        day: facts.event.as_ref().map(|date| date.day),
        inferred: None,
        name: meeting.map_or(String::new(), |meeting| meeting.name.clone()),
        series: meeting.and_then(|meeting| meeting.series.clone()),
        place: facts.jurisdiction.as_ref().map(|fact| fact.value.clone()),
        ordinal: meeting.and_then(|meeting| meeting.ordinal.as_ref()).map(|(number, _)| *number),
        chairs: facts.chairs.iter().map(|chair| chair.name.value.clone()).collect(),
        attendees: facts.people.iter().filter(|person| person.roles.iter().any(attending)).count(),
        reports: vec![short_id.to_owned()],
    }
}

/// Gives a meeting without a year the only one that keeps the numbers of its series in the order of their days.
fn infer_years(lines: &mut [MeetingLine]) {
    for index in 0..lines.len() {
        let line = &lines[index];
        let (Some(series), Some(number), Some(day)) = (&line.series, line.ordinal, line.day) else { continue };
        if day.year > 0 || day.month == 0 || day.day == 0 {
            continue;
        }
        let dated: Vec<(u32, Day)> = lines
            .iter()
            .filter(|other| other.series.as_ref() == Some(series) && setting(other) == setting(line))
            .filter_map(|other| Some((other.ordinal?, other.day.filter(|day| day.year > 0 && day.day > 0)?)))
            .collect();
        // Numbers have to rise with days, or the series proves nothing.
        let rising = dated.iter().all(|a| dated.iter().all(|b| (a.0 < b.0) == (a.1 < b.1) || a.0 == b.0 || a.1 == b.1));
        let before = dated.iter().filter(|(n, _)| *n < number).max();
        let after = dated.iter().filter(|(n, _)| *n > number).min();
        let (Some(before), Some(after), true) = (before, after, rising) else { continue };
        let fits: Vec<Day> = (before.1.year..=after.1.year)
            .map(|year| Day { year, ..day })
            .filter(|day| before.1 <= *day && *day <= after.1)
            .collect();
        if let [only] = fits[..] {
            lines[index].inferred = Some(Inferred { day: only, between: [*before, *after] });
        }
    }
}

/// Returns the numbers missing from each series of two and more numbered meetings.
pub fn gaps(lines: &[MeetingLine]) -> Vec<Gaps> {
    type Series<'a> = (&'a str, (Option<String>, Option<String>));
    let mut series: BTreeMap<Series<'_>, (Option<&String>, Vec<u32>)> = BTreeMap::new();
    for line in lines {
        if let (Some(name), Some(number)) = (&line.series, line.ordinal) {
            let known = series.entry((name, setting(line))).or_default();
            known.0 = line.place.as_ref();
            known.1.push(number);
        }
    }
    let mut found = Vec::new();
    for ((name, (_, term)), (place, mut numbers)) in series {
        numbers.sort_unstable();
        numbers.dedup();
        let missing: Vec<(u32, u32)> =
            numbers.windows(2).filter(|pair| pair[1] > pair[0] + 1).map(|pair| (pair[0] + 1, pair[1] - 1)).collect();
        if let (Some(first), Some(last), false) = (numbers.first(), numbers.last(), missing.is_empty()) {
            let series =
                term.map_or(name.to_owned(), |term| format!("{}届{name}", term.chars().rev().collect::<String>()));
            found.push(Gaps { series, place: place.cloned(), known: (*first, *last), missing });
        }
    }
    found
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
    /// What was said: the verb and where it stands in the report, in bytes.
    pub said: Vec<(String, std::ops::Range<usize>)>,
    /// The report.
    pub record: IndexedArticle,
}

/// Returns the reports that name a person, oldest first, undated ones last.
pub fn person(
    snapshot: &Snapshot,
    name: &str,
    text: &str,
    filters: &Filters,
    context: &QueryOptions,
) -> Result<Vec<Appearance>> {
    let asked = condition(snapshot, text, context);
    let wanted = Condition::And(vec![Condition::Fact("person", key(name)), asked]);
    let (found, _) = snapshot.newest(&wanted, filters, true, ARTICLES_MAX)?;
    let mut appearances = Vec::new();
    for one in found {
        let record = snapshot.record(&one)?;
        let facts = record.facts();
        let Some(person) = facts.people.iter().find(|person| key(&person.name.value) == key(name)) else { continue };
        let published = record.article.published.map(Day::from);
        let dated = |day: &Day| day.year > 0;
        let event = facts.event.as_ref().map(|date| date.day);
        let said = facts.statements.iter().filter(|s| s.speech == Speech::Say && key(&s.speaker) == key(name));
        appearances.push(Appearance {
            day: event.filter(dated).or(published).or(event),
            id: snapshot.short_id(&record.id)?.to_owned(),
            meeting: facts
                .meeting
                .as_ref()
                .map_or_else(|| record.article.title.clone(), |meeting| meeting.name.clone()),
            roles: person.roles.clone(),
            offices: person.offices.iter().map(|office| office.surface.value.clone()).collect(),
            said: said.map(|s| (s.verb.clone(), s.extent.start as usize..s.extent.end as usize)).collect(),
            record,
        });
    }
    appearances.sort_by_key(|one| (one.day.is_none_or(|day| day.year == 0), one.day));
    Ok(appearances)
}

/// Returns each office of a timeline with its first and last day, in order of the first.
pub fn offices(appearances: &[Appearance]) -> Vec<(String, Option<Day>, Option<Day>)> {
    let mut found: Vec<(String, Option<Day>, Option<Day>)> = Vec::new();
    for one in appearances {
        for office in &one.offices {
            match found.iter_mut().find(|(known, ..)| known == office) {
                Some(known) => {
                    let day = one.day.filter(|day| day.year > 0);
                    known.1 = known.1.filter(|first| first.year > 0).or(day).or(known.1);
                    known.2 = day.or(known.2);
                }
                None => found.push((office.clone(), one.day, one.day)),
            }
        }
    }
    found
}

/// Returns every person with the number of reports that name him, the most first.
pub fn people(snapshot: &Snapshot) -> Result<Vec<(String, u64)>> {
    snapshot.fact_values("person")
}

/// Returns the names that begin with some characters, or that sound like some letters; the most named first.
pub fn complete(snapshot: &Snapshot, beginning: &str) -> Result<Vec<String>> {
    let (wanted, letters) = (key(beginning), beginning.trim().to_lowercase().replace([' ', '\''], ""));
    let begins = |name: &str| {
        if letters.is_empty() || !letters.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return name.starts_with(&wanted);
        }
        sounds_like(name, &letters)
    };
    Ok(people(snapshot)?.into_iter().map(|(name, _)| name).filter(|name| begins(name)).collect())
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
