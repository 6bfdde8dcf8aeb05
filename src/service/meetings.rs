//! Lists the meetings that articles report, and the numbers missing in their series.

use std::collections::BTreeMap;

use super::Snapshot;
use crate::error::Result;
use crate::facts::{Day, MeetingRecord, Role, key};
use crate::index::{Condition, DateOrder, Filters};
use crate::limits::Limits;
use crate::query::{DaySpan, Diagnostic, QueryOptions};
use crate::search::{self, READ_TOGETHER};

/// More articles than this no view reads.
pub(super) const ARTICLES_MAX: usize = 1_000_000;

/// A meeting with the articles that report it.
#[derive(Debug, Clone)]
pub struct MeetingLine {
    /// When it was, as far as its reports say.
    pub day: Option<Day>,
    /// The year the numbered meetings before and after it prove, where no report says it.
    pub inferred: Option<InferredYear>,
    /// Its name.
    pub name: String,
    /// What it is shown as: the name, completed where it says too little.
    pub label: String,
    /// The headline of its first report.
    pub title: String,
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
pub struct InferredYear {
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

/// Which meetings are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingsRequest {
    /// What their reports match; everything where it is empty.
    pub query: String,
    /// Which articles count.
    pub filters: Filters,
    /// Whether a day asked for (`date:`) is also met by a year that only the series proves.
    pub inferred: bool,
    /// Meetings wanted; 0 for all.
    pub limit: usize,
    /// Meetings left out before the first.
    pub offset: usize,
    /// How the query is read.
    pub options: QueryOptions,
    /// How long it may take.
    pub limits: Limits,
}

impl Default for MeetingsRequest {
    fn default() -> MeetingsRequest {
        MeetingsRequest {
            query: String::new(),
            filters: Filters::default(),
            inferred: false,
            limit: 20,
            offset: 0,
            options: QueryOptions::default(),
            limits: Limits::default(),
        }
    }
}

/// Meetings, newest first.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MeetingsAnswer {
    /// How many there are in all.
    pub total: usize,
    /// The meetings.
    pub meetings: Vec<MeetingLine>,
    /// What was read otherwise than its writer may have meant, and what to try where nothing was found.
    pub notes: Vec<Diagnostic>,
}

/// Numbers that are missing in series of meetings.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GapsAnswer {
    /// How many series with gaps there are in all.
    pub total: usize,
    /// A series each.
    pub gaps: Vec<Gaps>,
    /// Numbered meetings whose name says neither organ nor place: no series can be told of them.
    pub unnamed: usize,
}

/// Lists the meetings of all reports that match, newest first.
pub(super) fn meetings(snapshot: &Snapshot, request: &MeetingsRequest) -> Result<MeetingsAnswer> {
    let mut meetings = all_meetings(snapshot, request)?;
    let total = meetings.len();
    meetings.drain(..request.offset.min(total));
    if request.limit > 0 {
        meetings.truncate(request.limit);
    }
    // Only of what is shown the ids are shortened.
    for meeting in &mut meetings {
        let full: Vec<&str> = meeting.reports.iter().map(String::as_str).collect();
        meeting.reports = snapshot.reader.short_ids(&full)?;
    }
    let notes = search::notes_of(&*snapshot.reader, &request.query, &request.filters, &request.options, total == 0)?;
    Ok(MeetingsAnswer { total, meetings, notes })
}

/// Lists the numbers missing in series of two and more numbered meetings.
pub(super) fn gaps(snapshot: &Snapshot, request: &MeetingsRequest) -> Result<GapsAnswer> {
    // What a query leaves out is not missing: numbers are looked for in the whole archive, between those it finds.
    let asked = all_meetings(snapshot, request)?;
    let everything = MeetingsRequest { options: request.options, limits: request.limits.clone(), ..Default::default() };
    let is_whole = request.query.trim().is_empty() && request.filters == everything.filters && !request.inferred;
    let all = if is_whole { None } else { Some(all_meetings(snapshot, &everything)?) };
    let (mut gaps, unnamed) = find_gaps(&asked, all.as_deref().unwrap_or(&asked));
    let total = gaps.len();
    gaps.drain(..request.offset.min(total));
    if request.limit > 0 {
        gaps.truncate(request.limit);
    }
    Ok(GapsAnswer { total, gaps, unnamed })
}

fn all_meetings(snapshot: &Snapshot, request: &MeetingsRequest) -> Result<Vec<MeetingLine>> {
    let reader = &*snapshot.reader;
    let query = search::expanded(reader, &request.query, &request.options).query;
    let days: Vec<String> =
        if request.inferred { query.required("date").into_iter().map(str::to_owned).collect() } else { Vec::new() };
    let asked = search::condition_of(reader, &query, &request.options)?;
    let asked = if request.inferred { without_days(asked) } else { asked };
    let wanted = Condition::And(vec![Condition::Fact("kind", "meeting".into()), asked]);
    let (found, _) = reader.by_date(&wanted, &request.filters, DateOrder::Newest, ARTICLES_MAX)?;
    let mut lines = Lines::default();
    for chunk in found.chunks(READ_TOGETHER) {
        request.limits.check()?;
        for article in reader.indexed_facts(chunk)? {
            lines.take(line_of(article.id, &article.title, &article.facts));
        }
    }
    let mut lines = lines.lines;
    infer_years(&mut lines);
    if !days.is_empty() {
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

/// Meetings, each with all its reports: those of one day, name and number under one chair are one.
#[derive(Default)]
struct Lines {
    lines: Vec<MeetingLine>,
    by_key: BTreeMap<(String, String, String), usize>,
}

impl Lines {
    fn take(&mut self, line: MeetingLine) {
        let key = (
            line.day.map_or(String::new(), |day| day.to_string()),
            key(line.series.as_ref().unwrap_or(&line.name)),
            line.ordinal.map_or(String::new(), |number| number.to_string()),
        );
        // Without a day or a name it is not known whether they are one.
        let is_known = !key.0.is_empty() && !key.1.is_empty();
        let same = self.by_key.get(&key).map(|index| &mut self.lines[*index]).filter(|known| {
            let same_chairs = known.chairs.is_empty() || line.chairs.is_empty() || known.chairs == line.chairs;
            // A number is that of one meeting of its series, whoever chaired which of its sittings; a bare name is that
            // of many series.
            let numbered = line.ordinal.is_some() && line.label == line.name && known.place == line.place;
            is_known && (same_chairs || numbered)
        });
        match same {
            Some(known) => {
                known.attendees = known.attendees.max(line.attendees);
                known.reports.extend(line.reports);
                let more: Vec<String> = line.chairs.into_iter().filter(|chair| !known.chairs.contains(chair)).collect();
                known.chairs.extend(more);
            }
            None => {
                self.by_key.insert(key, self.lines.len());
                self.lines.push(line);
            }
        }
    }
}

fn without_days(condition: Condition) -> Condition {
    match condition {
        Condition::Fact("date", _) => Condition::All,
        Condition::And(parts) => Condition::And(parts.into_iter().map(without_days).collect()),
        other => other,
    }
}

/// What meetings of one series share besides its name: the area and the term (十三 of 十三届).
type Setting = (Option<String>, Option<String>);

fn setting(line: &MeetingLine) -> Setting {
    let term = line.name.split_once('届').map(|(before, _)| {
        let is_numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百〇".contains(c);
        before[before.trim_end_matches(is_numeral).len()..].to_owned()
    });
    (line.place.as_deref().map(key), term)
}

fn order(line: &MeetingLine) -> (u16, u8, u8, u32) {
    let day = line.inferred.as_ref().map(|inferred| inferred.day).or(line.day).unwrap_or_default();
    (day.year, day.month, day.day, line.ordinal.unwrap_or_default())
}

fn line_of(id: String, title: &str, facts: &MeetingRecord) -> MeetingLine {
    let meeting = facts.meeting.as_ref();
    let attending = |role: &Role| matches!(role, Role::Attend | Role::Observe | Role::Invited);
    MeetingLine {
        day: facts.event.as_ref().map(|date| date.day),
        inferred: None,
        name: meeting.map_or(String::new(), |meeting| meeting.name.clone()),
        label: facts.label(title),
        title: title.to_owned(),
        series: meeting.and_then(|meeting| meeting.series.clone()),
        place: facts.jurisdiction.as_ref().map(|fact| fact.value.clone()),
        ordinal: meeting.and_then(|meeting| meeting.ordinal.as_ref()).map(|(number, _)| *number),
        chairs: facts.chairs.iter().map(|chair| chair.name.value.clone()).collect(),
        attendees: facts.people.iter().filter(|person| person.roles.iter().any(attending)).count(),
        reports: vec![id],
    }
}

/// Gives a meeting without a year the only one that keeps the numbers of its series in the order of their days.
fn infer_years(lines: &mut [MeetingLine]) {
    let mut series: BTreeMap<(String, Setting), Vec<(u32, Day)>> = BTreeMap::new();
    for line in lines.iter() {
        let day = line.day.filter(|day| day.year > 0 && day.day > 0);
        if let (Some(name), Some(number), Some(day)) = (&line.series, line.ordinal, day) {
            series.entry((name.clone(), setting(line))).or_default().push((number, day));
        }
    }
    // Numbers have to rise with days, or the series proves nothing.
    series.retain(|_, dated| {
        dated.iter().all(|a| dated.iter().all(|b| (a.0 < b.0) == (a.1 < b.1) || a.0 == b.0 || a.1 == b.1))
    });
    for line in lines {
        let (Some(name), Some(number), Some(day)) = (&line.series, line.ordinal, line.day) else { continue };
        if day.year > 0 || day.month == 0 || day.day == 0 {
            continue;
        }
        let Some(dated) = series.get(&(name.clone(), setting(line))) else { continue };
        let before = dated.iter().filter(|(n, _)| *n < number).max();
        let after = dated.iter().filter(|(n, _)| *n > number).min();
        let (Some(before), Some(after)) = (before, after) else { continue };
        let fits: Vec<Day> = (before.1.year..=after.1.year)
            .map(|year| Day { year, ..day })
            .filter(|day| before.1 <= *day && *day <= after.1)
            .collect();
        if let [only] = fits[..] {
            line.inferred = Some(InferredYear { day: only, between: [*before, *after] });
        }
    }
}

/// Returns the numbers missing from each series of two and more numbered meetings, between the first and the last asked
/// for; and how many numbered meetings are of no series, for their name is that of many.
fn find_gaps(asked: &[MeetingLine], all: &[MeetingLine]) -> (Vec<Gaps>, usize) {
    type Series<'a> = (&'a str, Setting);
    fn numbered(lines: &[MeetingLine]) -> impl Iterator<Item = (Series<'_>, &MeetingLine, u32)> {
        let named = lines.iter().filter(|line| line.label == line.name);
        named.filter_map(|line| Some(((line.series.as_deref()?, setting(line)), line, line.ordinal?)))
    }
    let mut there: BTreeMap<Series<'_>, Vec<u32>> = BTreeMap::new();
    for (series, _, number) in numbered(all) {
        there.entry(series).or_default().push(number);
    }
    let mut series: BTreeMap<Series<'_>, (Option<&String>, u32, u32)> = BTreeMap::new();
    for (name, line, number) in numbered(asked) {
        let known = series.entry(name).or_insert((None, number, number));
        *known = (line.place.as_ref(), known.1.min(number), known.2.max(number));
    }
    let mut found = Vec::new();
    for (name, (place, first, last)) in series {
        let mut numbers = there.get(&name).cloned().unwrap_or_default();
        numbers.retain(|number| (first..=last).contains(number));
        numbers.sort_unstable();
        numbers.dedup();
        let missing: Vec<(u32, u32)> =
            numbers.windows(2).filter(|pair| pair[1] > pair[0] + 1).map(|pair| (pair[0] + 1, pair[1] - 1)).collect();
        if !missing.is_empty() {
            let (name, (_, term)) = name;
            let series = term.map_or(name.to_owned(), |term| format!("{term}届{name}"));
            found.push(Gaps { series, place: place.cloned(), known: (first, last), missing });
        }
    }
    let unnamed = asked.iter().filter(|line| line.ordinal.is_some() && line.label != line.name).count();
    (found, unnamed)
}
