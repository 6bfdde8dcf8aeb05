//! Tidy tables for R, Python and spreadsheets: one row an observation, with the full id of its article to join by.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Snapshot;
use super::export::ExportRequest;
use crate::error::Result;
use crate::facts::{Fact, MeetingRecord, Role, Span, key};
use crate::index::{DateOrder, Filters, IndexedArticle, IndexedFacts};
use crate::passage::passages;
use crate::search::{self, LIMIT_MAX, READ_TOGETHER};

/// The tables there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// An article.
    Articles,
    /// A meeting as an article reports it.
    Meetings,
    /// A person in an article.
    People,
    /// A statement.
    Statements,
    /// One thing a meeting dealt with.
    Agenda,
    /// A slogan in an article.
    Slogans,
    /// Two persons who took part in the same meetings, and a year.
    Edges,
}

/// The tables with their names and columns; `docs/codebook.md` says what is in them.
const KINDS: [(&str, TableKind, &[&str]); 7] = [
    (
        "articles",
        TableKind::Articles,
        &[
            "id",
            "key",
            "title",
            "original_title",
            "outlet",
            "source",
            "channel",
            "published",
            "url",
            "reporters",
            "editors",
            "tags",
            "format",
            "added",
            "revisions",
            "passages",
            "chars",
            "is_meeting",
            "doc_kind",
            "unread",
        ],
    ),
    (
        "meetings",
        TableKind::Meetings,
        &[
            "id",
            "published",
            "meeting",
            "series",
            "no",
            "type",
            "level",
            "level_basis",
            "body",
            "place",
            "venue",
            "event_date",
            "event_until",
            "year_basis",
            "chair",
            "attending",
            "observing",
            "groups",
            "statements",
        ],
    ),
    (
        "people",
        TableKind::People,
        &["id", "n", "name", "roles", "took_part", "offices", "list", "place_in_list", "start", "end"],
    ),
    (
        "statements",
        TableKind::Statements,
        &[
            "id",
            "n",
            "speaker",
            "speaker_kind",
            "verb",
            "class",
            "given_as",
            "at_meeting",
            "passage",
            "points",
            "start",
            "end",
            "text",
        ],
    ),
    ("agenda", TableKind::Agenda, &["id", "n", "act", "matter", "start", "end"]),
    ("slogans", TableKind::Slogans, &["id", "n", "slogan", "start", "end"]),
    ("edges", TableKind::Edges, &["person_a", "person_b", "year", "meetings", "articles"]),
];

impl TableKind {
    /// Reads a name.
    pub fn named(name: &str) -> Option<TableKind> {
        KINDS.iter().find(|(known, ..)| *known == name).map(|(_, kind, _)| *kind)
    }

    /// Returns all names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KINDS.iter().map(|(name, ..)| *name)
    }

    fn columns(self) -> &'static [&'static str] {
        KINDS.iter().find(|(_, kind, _)| *kind == self).map_or(&[], |(.., columns)| columns)
    }
}

/// A value of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is known.
    Missing,
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A time, in seconds since 1970.
    Time(i64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        if text.is_empty() { Cell::Missing } else { Cell::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        if text.is_empty() { Cell::Missing } else { Cell::Text(text) }
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Missing, Into::into)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Cell {
        Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Cell {
        Cell::Number(number.into())
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Cell {
        Cell::Flag(flag)
    }
}

/// Rows under named columns.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DataTable {
    /// The names of the columns.
    pub columns: &'static [&'static str],
    /// The rows, of as many cells.
    pub rows: Vec<Vec<Cell>>,
}

/// Makes a table of the articles that match, the newest first; a table of edges is in the order of the names.
pub(super) fn table(snapshot: &Snapshot, kind: TableKind, request: &ExportRequest) -> Result<DataTable> {
    let reader = &*snapshot.reader;
    let condition = search::condition(reader, &request.query, &request.options)?;
    let (found, _) = reader.by_date(&condition, &Filters::default(), DateOrder::Newest, LIMIT_MAX)?;
    let mut rows = Vec::new();
    let mut edges = Edges::default();
    for chunk in found.chunks(READ_TOGETHER) {
        if matches!(kind, TableKind::Articles | TableKind::Statements) {
            for candidate in reader.candidates(chunk)? {
                let (indexed, facts) = (reader.article(&candidate)?, reader.facts(&candidate)?);
                match kind {
                    TableKind::Articles => rows.push(article_row(&indexed, &facts)),
                    _ => statement_rows(&indexed, &facts, &mut rows),
                }
            }
            continue;
        }
        for one in reader.indexed_facts(chunk)? {
            match kind {
                TableKind::Meetings => rows.extend(meeting_row(&one)),
                TableKind::People => people_rows(&one, &mut rows),
                TableKind::Agenda => agenda_rows(&one, &mut rows),
                TableKind::Slogans => slogan_rows(&one, &mut rows),
                _ => edges.add(&one),
            }
        }
    }
    if kind == TableKind::Edges {
        rows = edges.rows();
    }
    Ok(DataTable { columns: kind.columns(), rows })
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> Cell {
    texts.collect::<Vec<_>>().join("、").into()
}

fn text(fact: &Fact) -> Cell {
    fact.value.as_str().into()
}

fn ends(span: &Span) -> [Cell; 2] {
    [Cell::from(span.start), Cell::from(span.end)]
}

fn article_row(indexed: &IndexedArticle, facts: &MeetingRecord) -> Vec<Cell> {
    let article = &indexed.article;
    vec![
        indexed.id.as_str().into(),
        article.key.as_deref().into(),
        article.title.as_str().into(),
        article.original_title.as_deref().into(),
        article.outlet.as_deref().into(),
        article.source.as_deref().into(),
        article.channel.as_deref().into(),
        article.published.map(|date| date.to_string()).into(),
        article.url.as_deref().into(),
        joined(article.reporters.iter().map(String::as_str)),
        joined(article.editors.iter().map(String::as_str)),
        article.tags.join(" ").into(),
        indexed.format.name().into(),
        Cell::Time(indexed.added),
        indexed.revisions.into(),
        passages(&article.body).len().into(),
        article.body.chars().count().into(),
        facts.is_meeting.into(),
        facts.kind.name().into(),
        facts.unread.len().into(),
    ]
}

/// A row for each article that reports a meeting.
fn meeting_row(one: &IndexedFacts) -> Option<Vec<Cell>> {
    let facts = &one.facts;
    if !facts.is_meeting {
        return None;
    }
    let meeting = facts.meeting.as_ref();
    let event = facts.event.as_ref();
    let with = |role| facts.people.iter().filter(|person| person.roles.contains(&role)).count();
    Some(vec![
        one.id.as_str().into(),
        one.published.map(|date| date.to_string()).into(),
        meeting.map(|meeting| meeting.name.as_str()).into(),
        meeting.and_then(|meeting| meeting.series.as_deref()).into(),
        meeting.and_then(|meeting| meeting.ordinal.as_ref()).map(|(number, _)| *number).into(),
        meeting.map(|meeting| meeting.kind.name()).into(),
        facts.level.map(|level| level.name()).into(),
        facts.level_basis.map(|basis| basis.name()).into(),
        facts.body.map(|body| body.name()).into(),
        facts.jurisdiction.as_ref().map(|place| place.value.as_str()).into(),
        facts.venue.as_ref().map(|venue| venue.value.as_str()).into(),
        event.map(|date| date.day.to_string()).into(),
        event.and_then(|date| date.until).map(|day| day.to_string()).into(),
        event.map(|date| if date.day.year > 0 { date.basis.name() } else { "none" }).into(),
        joined(facts.chairs.iter().map(|chair| chair.name.value.as_str())),
        with(Role::Attend).into(),
        with(Role::Observe).into(),
        facts.groups.len().into(),
        facts.statements.len().into(),
    ])
}

fn people_rows(one: &IndexedFacts, rows: &mut Vec<Vec<Cell>>) {
    for (number, person) in (1_usize..).zip(&one.facts.people) {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.name()).collect();
        let mut row = vec![
            one.id.as_str().into(),
            number.into(),
            text(&person.name),
            roles.join("+").into(),
            person.took_part().into(),
            joined(person.offices.iter().map(|office| office.surface.value.as_str())),
            person.position.map(|position| position.list).into(),
            person.position.map(|position| position.place).into(),
        ];
        row.extend(ends(&person.name.span));
        rows.push(row);
    }
}

fn statement_rows(indexed: &IndexedArticle, facts: &MeetingRecord, rows: &mut Vec<Vec<Cell>>) {
    let body = &indexed.article.body;
    let spans = passages(body);
    for (number, said) in (1_usize..).zip(&facts.statements) {
        let (start, end) = (said.extent.start as usize, said.extent.end as usize);
        let passage = spans.iter().position(|span| span.end > start).map(|at| at + 1);
        let mut row = vec![
            indexed.id.as_str().into(),
            number.into(),
            said.speaker.as_str().into(),
            if said.by_meeting { "meeting" } else { "person" }.into(),
            said.verb.as_str().into(),
            said.speech.name().into(),
            said.reference().into(),
            said.at_meeting.into(),
            passage.into(),
            said.points.len().into(),
        ];
        row.extend(ends(&said.extent));
        row.push(body.get(start..end).unwrap_or_default().into());
        rows.push(row);
    }
}

fn agenda_rows(one: &IndexedFacts, rows: &mut Vec<Vec<Cell>>) {
    for (number, item) in (1_usize..).zip(&one.facts.agenda) {
        let mut row = vec![one.id.as_str().into(), number.into(), item.act.as_str().into(), text(&item.matter)];
        row.extend(ends(&item.matter.span));
        rows.push(row);
    }
}

fn slogan_rows(one: &IndexedFacts, rows: &mut Vec<Vec<Cell>>) {
    for (number, slogan) in (1_usize..).zip(&one.facts.slogans) {
        let mut row = vec![one.id.as_str().into(), number.into(), text(slogan)];
        row.extend(ends(&slogan.span));
        rows.push(row);
    }
}

/// Two names and a year.
type Pair = (String, String, Option<u16>);

/// Who took part with whom.
#[derive(Default)]
struct Edges {
    /// The number of each meeting.
    meetings: HashMap<String, usize>,
    /// The pair and the year; which meetings, and how many articles.
    pairs: BTreeMap<Pair, (BTreeSet<usize>, usize)>,
}

impl Edges {
    fn add(&mut self, one: &IndexedFacts) {
        let facts = &one.facts;
        if !facts.is_meeting {
            return;
        }
        let names: BTreeSet<&str> =
            facts.people.iter().filter(|person| person.took_part()).map(|person| person.name.value.as_str()).collect();
        let event = facts.event.as_ref().map(|date| date.day).filter(|day| day.year > 0);
        let year = event.map(|day| day.year).or(one.published.map(|date| date.year));
        // Reports of one day and one name are of one meeting.
        let meeting = match (event, facts.meeting.as_ref()) {
            (Some(day), Some(meeting)) => format!("{day} {}", key(&meeting.name)),
            _ => one.id.clone(),
        };
        let next = self.meetings.len();
        let meeting = *self.meetings.entry(meeting).or_insert(next);
        let names: Vec<&str> = names.into_iter().collect();
        for (at, first) in names.iter().enumerate() {
            for second in &names[at + 1..] {
                let pair = ((*first).to_owned(), (*second).to_owned(), year);
                let (meetings, articles) = self.pairs.entry(pair).or_default();
                meetings.insert(meeting);
                *articles += 1;
            }
        }
    }

    fn rows(self) -> Vec<Vec<Cell>> {
        let row = |((first, second, year), (meetings, articles)): (Pair, (BTreeSet<usize>, usize))| {
            vec![first.into(), second.into(), year.map(u32::from).into(), meetings.len().into(), articles.into()]
        };
        self.pairs.into_iter().map(row).collect()
    }
}
