//! Expands saved queries, other names of words and relative dates.

use std::collections::BTreeMap;

use super::diagnostics::{Diagnostic, DiagnosticKind};
use super::{DaySpan, Matching, Parsed, Query, join};
use crate::facts::{Day, FieldKind, field_named, listed_values};
use crate::fold::fold;

/// Saved queries that name others are followed so deep.
const SAVED_DEPTH_MAX: usize = 8;
/// Of a run with several names that have others, more ways than these are not looked for.
const WAYS_MAX: usize = 16;

/// How a query is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueryOptions {
    /// The day it is, for 去年 and the like; without it such words find nothing.
    pub today: Option<Day>,
    /// Whether texts are searched exactly as typed, not folded.
    pub verbatim: bool,
    /// Whether an article without an event date counts by its publish date.
    pub or_published: bool,
    /// How runs of text are looked for.
    pub matching: Matching,
}

/// Expands queries: what the archive has set, and what the day is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expander<'a> {
    /// How queries are read.
    pub options: QueryOptions,
    /// Saved queries by name.
    pub saved: &'a BTreeMap<String, String>,
    /// Words that mean the same, a group each.
    pub aliases: &'a [Vec<String>],
}

impl Expander<'_> {
    /// Reads a query and puts everything in.
    pub(crate) fn read(&self, text: &str) -> Parsed {
        let Parsed { query, mut notes } = Query::parse(text);
        let query = self.put_in(query, 0, &mut notes);
        Parsed { query, notes }
    }

    fn put_in(&self, query: Query, depth: usize, notes: &mut Vec<Diagnostic>) -> Query {
        let mut all = |parts: Vec<Query>| -> Vec<Query> {
            parts.into_iter().map(|part| self.put_in(part, depth, notes)).collect()
        };
        match query {
            Query::And(parts) => join(all(parts), Query::And).unwrap_or(Query::All),
            Query::Or(parts) => join(all(parts), Query::Or).unwrap_or(Query::All),
            Query::Not(part) => match self.put_in(*part, depth, notes) {
                Query::Not(inner) => *inner,
                part => Query::Not(Box::new(part)),
            },
            Query::Fact(field, value) => self.fact(field, value),
            Query::Saved(name) => self.saved(name, depth, notes),
            Query::Words(text) => self.other_names(text, notes),
            // What remains says where its strings are, or has no parts.
            other => other.map_children(|part| self.put_in_string(part, notes)),
        }
    }

    /// In an operator of places only a whole word has other names: one of several strings serves there.
    fn put_in_string(&self, query: Query, notes: &mut Vec<Diagnostic>) -> Query {
        match query {
            Query::Words(text) => {
                let folded = fold(&text);
                match self.aliases.iter().find(|names| names.iter().any(|name| fold(name) == folded)) {
                    Some(names) => one_of(&text, names, notes),
                    None => Query::Words(text),
                }
            }
            Query::Or(parts) => Query::Or(parts.into_iter().map(|part| self.put_in_string(part, notes)).collect()),
            other => other,
        }
    }

    fn fact(&self, field: &'static str, value: String) -> Query {
        let is_day = field_named(field).is_some_and(|field| field.kind == FieldKind::Day);
        let value = match self.options.today.filter(|_| is_day).and_then(|today| DaySpan::relative(&value, today)) {
            Some(fixed) => fixed,
            None => value,
        };
        if field == "date" && self.options.or_published {
            let dated = Query::Fact("date", "*".into());
            let published = Query::And(vec![Query::Not(Box::new(dated)), Query::Fact("published", value.clone())]);
            return Query::Or(vec![Query::Fact("date", value), published]);
        }
        // A sort of text by its Chinese name.
        let label = listed_values(field).filter(|_| field == "is");
        let label = label.and_then(|listed| listed.into_iter().find(|(_, label)| *label == value));
        if let Some((name, _)) = label {
            return Query::Fact(field, name.to_owned());
        }
        // 十四届全国人大常委会会议 is the series 全国人大常委会会议 in the term its meetings name.
        if field == "series"
            && let Some((term, name)) = value.split_once('届').filter(|(_, name)| !name.is_empty())
            && let number = term.strip_prefix('第').unwrap_or(term)
            && !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十百〇零".contains(c))
        {
            let in_term = Query::Fact("meeting", format!("{number}届"));
            let of_term = Query::And(vec![Query::Fact("series", name.to_owned()), in_term]);
            return Query::Or(vec![Query::Fact("series", value), of_term]);
        }
        Query::Fact(field, value)
    }

    fn saved(&self, name: String, depth: usize, notes: &mut Vec<Diagnostic>) -> Query {
        let Some(text) = self.saved.get(&name) else {
            notes.push(Diagnostic::new(DiagnosticKind::NoSaved(name.clone())));
            return Query::Words(name);
        };
        if depth >= SAVED_DEPTH_MAX {
            notes.push(Diagnostic::new(DiagnosticKind::SavedTooDeep(name)));
            return Query::All;
        }
        let parsed = Query::parse(text);
        notes.extend(parsed.notes.into_iter().map(|note| Diagnostic::new(note.kind)));
        self.put_in(parsed.query, depth + 1, notes)
    }

    /// 新冠防控 is 新冠防控 OR 新冠肺炎防控, if 新冠 has another name.
    fn other_names(&self, text: String, notes: &mut Vec<Diagnostic>) -> Query {
        let folded = fold(&text);
        if let Some(names) = self.aliases.iter().find(|names| names.iter().any(|name| fold(name) == folded)) {
            return one_of(&text, names, notes);
        }
        let ways = self.runs_with_other_names(&text, notes);
        join(ways.into_iter().map(Query::Words).collect(), Query::Or).unwrap_or(Query::All)
    }

    /// Returns a run as it was typed and with other names for the names in it.
    fn runs_with_other_names(&self, text: &str, notes: &mut Vec<Diagnostic>) -> Vec<String> {
        let folded = fold(text);
        // The longest name that occurs in the text: the others may be parts of it.
        let found = self
            .aliases
            .iter()
            .flat_map(|names| names.iter().map(move |name| (names, fold(name))))
            .filter(|(_, name)| !name.is_empty() && folded.contains(name.as_str()))
            .max_by_key(|(_, name)| name.chars().count());
        let Some((names, name)) = found else { return vec![text.to_owned()] };
        let Some((before, behind)) = folded.split_once(name.as_str()) else { return vec![text.to_owned()] };
        let behind = if behind.is_empty() { vec![String::new()] } else { self.runs_with_other_names(behind, notes) };
        let names = all_names(&name, names, notes);
        let ways = behind.iter().flat_map(|behind| names.iter().map(move |name| format!("{before}{name}{behind}")));
        ways.take(WAYS_MAX).collect()
    }
}

/// The names, the one that was typed first.
fn one_of(typed: &str, names: &[String], notes: &mut Vec<Diagnostic>) -> Query {
    Query::Or(all_names(typed, names, notes).into_iter().map(Query::Exact).collect())
}

fn all_names(typed: &str, names: &[String], notes: &mut Vec<Diagnostic>) -> Vec<String> {
    let folded = fold(typed);
    let mut all = vec![typed.to_owned()];
    all.extend(names.iter().filter(|name| fold(name) != folded).cloned());
    let kind = DiagnosticKind::Alias(typed.to_owned(), all.clone());
    if !notes.iter().any(|note| note.kind == kind) {
        notes.push(Diagnostic::new(kind));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, or_published: bool) -> Parsed {
        let saved = [("汛".to_owned(), "防汛 OR 抗旱".to_owned()), ("圈".to_owned(), "query:圈".to_owned())].into();
        let aliases = [vec!["新冠".into(), "新型冠状病毒".into(), "新冠肺炎".into()]];
        let today = Some(Day { year: 2024, month: 3, day: 31 });
        let options = QueryOptions { today, or_published, ..QueryOptions::default() };
        Expander { options, saved: &saved, aliases: &aliases }.read(text)
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(read(text, false).query.to_string(), expected, "{text}");
    }

    #[test]
    fn what_a_query_leaves_to_others() {
        check("date:去年 会议", "date:2023 会议");
        check("query:汛 会议", "(防汛 OR 抗旱) 会议");
        check("-query:汛", "-(防汛 OR 抗旱)");
        check("新冠", "\"新冠\" OR \"新型冠状病毒\" OR \"新冠肺炎\"");
        check("新冠肺炎防控", "新冠肺炎防控 OR 新冠防控 OR 新型冠状病毒防控");
        check("“新冠”", "\"新冠\"");
        check("新冠 NEAR/5 防控", "(\"新冠\" OR \"新型冠状病毒\" OR \"新冠肺炎\") NEAR/5 防控");
        let has =
            |text: &str, is: fn(&DiagnosticKind) -> bool| read(text, false).notes.iter().any(|note| is(&note.kind));
        assert!(has("query:圈", |kind| matches!(kind, DiagnosticKind::SavedTooDeep(_))));
        assert!(has("query:无", |kind| matches!(kind, DiagnosticKind::NoSaved(_))));
    }

    #[test]
    fn the_publish_date_only_where_it_is_asked_for() {
        assert_eq!(read("date:2022", true).query.to_string(), "date:2022 OR (-date:* published:2022)");
    }
}
