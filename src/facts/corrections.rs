//! What people correct of the facts a program read, and of what an article says of itself.

use super::{
    Agency, AgendaItem, Body, Chair, Corrected, Credit, Date, Day, Document, Evidence, Fact, Level, Meeting,
    MeetingKind, MeetingRecord, Office, Person, Role, Span, key,
};
use crate::article::{Article, PartialDate};
use crate::error::{Error, Result, Unfit};

/// A value someone gave or took away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The field's English name: one of `CORRECTABLE`.
    pub field: &'static str,
    /// The value; empty with `dropped` for all values of the field.
    pub value: String,
    /// Takes the value away instead of giving it.
    pub dropped: bool,
}

/// What someone wants of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditKind {
    /// The value instead of those there are, where a field has one; else the value besides them.
    Set,
    /// The value besides those there are.
    Add,
    /// The value, or where none is given every value, taken away.
    Drop,
    /// As the program read it: earlier corrections of the field are taken back.
    Undo,
}

/// A change of a field that someone wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The field's English name.
    pub field: &'static str,
    /// What of it.
    pub kind: EditKind,
    /// The value.
    pub value: String,
}

/// A field that can be corrected.
pub(crate) struct CorrectableField {
    /// Its English name, which queries and JSON use where they have the field.
    pub(crate) name: &'static str,
    /// Its Chinese name.
    pub label: &'static str,
    /// It has several values; [`EditKind::Set`] adds one.
    pub has_several: bool,
    values: fn(&Article, &MeetingRecord) -> Vec<String>,
    give: fn(&mut Article, &mut MeetingRecord, &str),
    take: fn(&mut Article, &mut MeetingRecord, &str),
}

/// A field with one value. The chair is one, though a meeting may have two.
const fn one(
    name: &'static str,
    label: &'static str,
    values: fn(&Article, &MeetingRecord) -> Vec<String>,
    give: fn(&mut Article, &mut MeetingRecord, &str),
    take: fn(&mut Article, &mut MeetingRecord, &str),
) -> CorrectableField {
    CorrectableField { name, label, has_several: false, values, give, take }
}

const fn several(
    name: &'static str,
    label: &'static str,
    values: fn(&Article, &MeetingRecord) -> Vec<String>,
    give: fn(&mut Article, &mut MeetingRecord, &str),
    take: fn(&mut Article, &mut MeetingRecord, &str),
) -> CorrectableField {
    CorrectableField { name, label, has_several: true, values, give, take }
}

/// The fields that can be corrected: first of the article, then of the meeting, then of who and what.
pub(crate) const CORRECTABLE: &[CorrectableField] = &[
    one("title", "标题", |a, _| filled(&a.title), |a, _, v| v.clone_into(&mut a.title), |a, _, _| a.title.clear()),
    one(
        "original_title",
        "原标题",
        |a, _| listed(&a.original_title),
        |a, _, v| a.original_title = Some(v.to_owned()),
        |a, _, _| a.original_title = None,
    ),
    one(
        "outlet",
        "媒体",
        |a, _| listed(&a.outlet),
        |a, r, v| (a.outlet, r.outlet) = (Some(v.to_owned()), None),
        |a, r, _| (a.outlet, r.outlet) = (None, None),
    ),
    one(
        "source",
        "来源",
        |a, _| listed(&a.source),
        |a, r, v| (a.source, r.source) = (Some(v.to_owned()), None),
        |a, r, _| (a.source, r.source) = (None, None),
    ),
    one(
        "channel",
        "频道",
        |a, _| listed(&a.channel),
        |a, r, v| (a.channel, r.channel) = (Some(v.to_owned()), None),
        |a, r, _| (a.channel, r.channel) = (None, None),
    ),
    one(
        "published",
        "发布",
        |a, _| a.published.iter().map(ToString::to_string).collect(),
        |a, r, v| (a.published, a.published_as, r.published) = (PartialDate::parse(v), None, None),
        |a, r, _| (a.published, a.published_as, r.published) = (None, None, None),
    ),
    one("url", "网址", |a, _| listed(&a.url), |a, _, v| a.url = Some(v.to_owned()), |a, _, _| a.url = None),
    several(
        "by",
        "记者",
        |a, _| a.reporters.clone(),
        |a, _, v| a.reporters.push(v.to_owned()),
        |a, r, v| {
            a.reporters.retain(|name| !is_meant(v, name));
            r.reporters.retain(|credit: &Credit| !is_meant(v, &credit.name.value));
        },
    ),
    several(
        "editor",
        "编辑",
        |a, _| a.editors.clone(),
        |a, _, v| a.editors.push(v.to_owned()),
        |a, r, v| {
            a.editors.retain(|name| !is_meant(v, name));
            r.editors.retain(|credit: &Credit| !is_meant(v, &credit.name.value));
        },
    ),
    one(
        "is_meeting",
        "会议报道",
        |_, r| vec![if r.is_meeting { "yes" } else { "no" }.to_owned()],
        |_, r, v| r.is_meeting = yes_or_no(v).unwrap_or(r.is_meeting),
        |_, r, _| r.is_meeting = false,
    ),
    one(
        "meeting",
        "会议",
        |_, r| r.meeting.iter().map(|meeting| meeting.name.clone()).collect(),
        |_, r, v| give_meeting(r, v),
        |_, r, _| r.meeting = None,
    ),
    one(
        "no",
        "第",
        |_, r| r.meeting.iter().filter_map(|m| m.ordinal.as_ref()).map(|(number, _)| number.to_string()).collect(),
        |_, r, v| {
            if let (Some(meeting), Ok(number)) = (&mut r.meeting, v.parse()) {
                meeting.ordinal = Some((number, given(v)));
            }
        },
        |_, r, _| r.meeting.iter_mut().for_each(|meeting| meeting.ordinal = None),
    ),
    one(
        "series",
        "系列",
        |_, r| r.meeting.iter().filter_map(|meeting| meeting.series.clone()).collect(),
        |_, r, v| r.meeting.iter_mut().for_each(|meeting| meeting.series = Some(v.to_owned())),
        |_, r, _| r.meeting.iter_mut().for_each(|meeting| meeting.series = None),
    ),
    one(
        "type",
        "类型",
        |_, r| r.meeting.iter().map(|meeting| meeting.kind.name().to_owned()).collect(),
        |_, r, v| {
            let kind = MeetingKind::TABLE.iter().find(|(_, name, label)| *name == v || *label == v);
            if let (Some(meeting), Some((kind, ..))) = (&mut r.meeting, kind) {
                meeting.kind = *kind;
            }
        },
        |_, r, _| r.meeting.iter_mut().for_each(|meeting| meeting.kind = MeetingKind::Other),
    ),
    one(
        "level",
        "层级",
        |_, r| r.level.iter().map(|level| level.name().to_owned()).collect(),
        |_, r, v| {
            r.level = Level::TABLE.iter().find(|(_, name, label)| *name == v || *label == v).map(|one| one.0);
            r.level_basis = None;
        },
        |_, r, _| (r.level, r.level_basis) = (None, None),
    ),
    one(
        "body",
        "机关",
        |_, r| r.body.iter().map(|body| body.name().to_owned()).collect(),
        |_, r, v| r.body = Body::TABLE.iter().find(|(_, name, label)| *name == v || *label == v).map(|one| one.0),
        |_, r, _| r.body = None,
    ),
    one(
        "place",
        "地点",
        |_, r| r.jurisdiction.iter().map(|fact| fact.value.clone()).collect(),
        |_, r, v| r.jurisdiction = Some(given(v)),
        |_, r, _| r.jurisdiction = None,
    ),
    one(
        "venue",
        "会场",
        |_, r| r.venue.iter().map(|fact| fact.value.clone()).collect(),
        |_, r, v| r.venue = Some(given(v)),
        |_, r, _| r.venue = None,
    ),
    one(
        "date",
        "日期",
        |_, r| r.event.iter().map(ToString::to_string).collect(),
        |_, r, v| r.event = PartialDate::parse(v).map(date_given),
        |_, r, _| r.event = None,
    ),
    one(
        "chair",
        "主持",
        |_, r| r.chairs.iter().map(|chair| chair.name.value.clone()).collect(),
        |_, r, v| give_role(r, v, Some(Role::Chair)),
        |_, r, v| take_role(r, v, Role::Chair),
    ),
    several(
        "attend",
        "出席",
        |_, r| with_role(r, Role::Attend),
        |_, r, v| give_role(r, v, Some(Role::Attend)),
        |_, r, v| take_role(r, v, Role::Attend),
    ),
    several(
        "observe",
        "列席",
        |_, r| with_role(r, Role::Observe),
        |_, r, v| give_role(r, v, Some(Role::Observe)),
        |_, r, v| take_role(r, v, Role::Observe),
    ),
    several(
        "invited",
        "应邀",
        |_, r| with_role(r, Role::Invited),
        |_, r, v| give_role(r, v, Some(Role::Invited)),
        |_, r, v| take_role(r, v, Role::Invited),
    ),
    several(
        "elected",
        "当选",
        |_, r| with_role(r, Role::Elected),
        |_, r, v| give_role(r, v, Some(Role::Elected)),
        |_, r, v| take_role(r, v, Role::Elected),
    ),
    several(
        "person",
        "人物",
        |_, r| r.people.iter().map(|person| person.name.value.clone()).collect(),
        |_, r, v| give_role(r, v, None),
        |_, r, v| {
            r.people.retain(|person| !is_meant(v, &person.name.value));
            r.chairs.retain(|chair| !is_meant(v, &chair.name.value));
            r.statements.retain(|statement| !is_meant(v, &statement.speaker));
        },
    ),
    several("office", "职务", |_, r| offices(r), |_, r, v| give_office(r, v), |_, r, v| take_office(r, v)),
    several(
        "said",
        "发言",
        |_, r| r.statements.iter().map(|statement| statement.speaker.clone()).collect(),
        |_, _, _| {},
        |_, r, v| r.statements.retain(|statement| !is_meant(v, &statement.speaker)),
    ),
    several(
        "agency",
        "单位",
        |_, r| r.agencies.iter().map(|agency| agency.name.value.clone()).collect(),
        |_, r, v| r.agencies.push(Agency { name: given(v), act: String::new() }),
        |_, r, v| r.agencies.retain(|agency| !is_meant(v, &agency.name.value)),
    ),
    several(
        "agenda",
        "议题",
        |_, r| r.agenda.iter().map(|item| item.matter.value.clone()).collect(),
        |_, r, v| r.agenda.push(AgendaItem { act: String::new(), matter: given(v) }),
        |_, r, v| r.agenda.retain(|item| !is_meant(v, &item.matter.value)),
    ),
    several(
        "document",
        "文件",
        |_, r| r.documents.iter().map(|document| document.title.value.clone()).collect(),
        |_, r, v| r.documents.push(Document { title: given(v.trim_matches(['《', '》'])), act: None }),
        |_, r, v| r.documents.retain(|one| !is_meant(v.trim_matches(['《', '》']), &one.title.value)),
    ),
    several(
        "appointed",
        "任免",
        |_, r| r.appointments.iter().map(|one| one.person.value.clone()).collect(),
        |_, _, _| {},
        |_, r, v| r.appointments.retain(|one| !is_meant(v, &one.person.value)),
    ),
    several(
        "slogan",
        "提法",
        |_, r| r.slogans.iter().map(|slogan| slogan.value.clone()).collect(),
        |_, r, v| r.slogans.push(given(v)),
        |_, r, v| r.slogans.retain(|slogan| !is_meant(v, &slogan.value)),
    ),
];

/// What is kept of a caution that people have seen, as if it were taken away.
const CAUTION: &str = "caution";

/// Returns the field of an English or Chinese name; `reporters` and `editors` are those of the article's record.
pub(crate) fn correctable(name: &str) -> Option<&'static CorrectableField> {
    let name = match name {
        "reporters" | "reporter" => "by",
        "editors" => "editor",
        "jurisdiction" => "place",
        other => other,
    };
    CORRECTABLE.iter().find(|field| field.name == name || field.label == name)
}

impl CorrectableField {
    /// Returns the values an article has in it.
    pub(crate) fn values(&self, article: &Article, record: &MeetingRecord) -> Vec<String> {
        (self.values)(article, record)
    }
}

impl Edit {
    /// Returns the edit. A field that cannot be corrected is an [`Error::FieldUncorrectable`], a value that does not fit
    /// an [`Error::ValueUnfit`].
    pub fn new(field: &str, kind: EditKind, value: &str) -> Result<Edit> {
        let Some(field) = correctable(field.trim()) else {
            let known = CORRECTABLE.iter().map(|field| field.name).collect::<Vec<_>>().join(" ");
            return Err(Error::FieldUncorrectable { field: field.trim().to_owned(), known });
        };
        let value = value.trim();
        if matches!(kind, EditKind::Set | EditKind::Add)
            && let Some(why) = unfit(field.name, value)
        {
            return Err(Error::ValueUnfit { value: value.to_owned(), why });
        }
        Ok(Edit { field: field.name, kind, value: value.to_owned() })
    }

    /// Returns an article's corrections with this edit.
    pub(crate) fn applied(&self, corrections: &[Correction]) -> Vec<Correction> {
        let has_several = correctable(self.field).is_some_and(|field| field.has_several);
        let mut corrections = corrections.to_vec();
        let correction = |value: &str, dropped| Correction { field: self.field, value: value.to_owned(), dropped };
        match self.kind {
            EditKind::Undo => corrections.retain(|one| one.field != self.field),
            EditKind::Set if !has_several => {
                corrections.retain(|one| one.field != self.field);
                corrections.extend([correction("", true), correction(&self.value, false)]);
            }
            EditKind::Drop if self.value.is_empty() => {
                corrections.retain(|one| one.field != self.field);
                corrections.push(correction("", true));
            }
            EditKind::Set | EditKind::Add | EditKind::Drop => {
                let same = |one: &Correction| one.field == self.field && key(&one.value) == key(&self.value);
                corrections.retain(|one| !same(one) || one.value.is_empty());
                corrections.push(correction(&self.value, self.kind == EditKind::Drop));
            }
        }
        corrections
    }
}

/// Returns why a value does not fit a field.
fn unfit(field: &str, value: &str) -> Option<Unfit> {
    let is_listed =
        |mut names: Box<dyn Iterator<Item = (&str, &str)>>| names.any(|(name, label)| name == value || label == value);
    let fits = match field {
        "date" | "published" => return PartialDate::parse(value).is_none().then_some(Unfit::Date),
        "no" => return value.parse::<u32>().is_err().then_some(Unfit::Number),
        "said" | "appointed" => return Some(Unfit::NoWords),
        "type" => is_listed(Box::new(MeetingKind::TABLE.iter().map(|one| (one.1, one.2)))),
        "level" => is_listed(Box::new(Level::TABLE.iter().map(|one| (one.1, one.2)))),
        "body" => is_listed(Box::new(Body::TABLE.iter().map(|one| (one.1, one.2)))),
        "is_meeting" => yes_or_no(value).is_some(),
        "office" => return office_of(value).is_none().then_some(Unfit::Office),
        _ => !value.is_empty(),
    };
    let known = match field {
        "type" => Unfit::Type,
        "level" => Unfit::Level,
        "body" => Unfit::Body,
        "is_meeting" => Unfit::YesOrNo,
        _ => Unfit::Empty,
    };
    (!fits).then_some(known)
}

impl Correction {
    /// Returns a correction as it is kept; none for a field this program does not know.
    pub(crate) fn kept(field: &str, value: String, dropped: bool) -> Option<Correction> {
        if field == CAUTION {
            return Some(Correction { field: CAUTION, value, dropped });
        }
        Some(Correction { field: correctable(field)?.name, value, dropped })
    }

    /// Returns the mark that a caution was seen, or (false) that it was not.
    pub fn of_caution(caution: &str, is_seen: bool) -> Correction {
        Correction { field: CAUTION, value: caution.to_owned(), dropped: is_seen }
    }

    /// Returns whether it is a mark of a caution, not a fact.
    pub fn is_of_caution(&self) -> bool {
        self.field == CAUTION
    }

    /// Returns the caution that it marks as seen.
    pub fn seen_caution(&self) -> Option<&str> {
        (self.field == CAUTION && self.dropped).then_some(self.value.as_str())
    }
}

/// Applies corrections in order to an article and its facts, and notes in the facts what was printed before. What people
/// give has no span.
pub(crate) fn correct(corrections: &[Correction], article: &mut Article, record: &mut MeetingRecord) {
    for correction in corrections {
        let Some(field) = correctable(correction.field).filter(|_| !correction.is_of_caution()) else { continue };
        let before = field.values(article, record);
        let value = correction.value.trim();
        match correction.dropped {
            true => (field.take)(article, record, value),
            false => (field.give)(article, record, value),
        }
        let now = field.values(article, record);
        match record.corrected.iter_mut().find(|known| known.field == field.name) {
            Some(known) => known.now = now,
            None => record.corrected.push(Corrected { field: field.name.to_owned(), printed: before, now }),
        }
    }
    record.corrected.retain(|one| one.printed != one.now);
}

fn filled(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { vec![text.to_owned()] }
}

fn listed(text: &Option<String>) -> Vec<String> {
    text.iter().cloned().collect()
}

fn yes_or_no(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "yes" | "true" | "1" | "是" => Some(true),
        "no" | "false" | "0" | "否" | "不是" => Some(false),
        _ => None,
    }
}

/// Returns whether a value that is there is the one that is meant; an empty one means all.
fn is_meant(asked: &str, value: &str) -> bool {
    asked.is_empty() || key(value) == key(asked)
}

/// A value without a place in the text: it is someone's word.
fn given(value: &str) -> Fact {
    Fact { value: value.to_owned(), span: Span::default(), line: 0 }
}

fn date_given(date: PartialDate) -> Date {
    Date { day: Day::from(date), until: None, basis: Evidence::People, printed: None }
}

fn give_meeting(record: &mut MeetingRecord, name: &str) {
    let before = record.meeting.take();
    record.is_meeting = true;
    record.meeting = Some(Meeting {
        name: name.to_owned(),
        surface: given(name),
        aliases: Vec::new(),
        kind: before.as_ref().map(|meeting| meeting.kind).unwrap_or_default(),
        ordinal: before.and_then(|meeting| meeting.ordinal),
        series: None,
    });
}

fn with_role(record: &MeetingRecord, role: Role) -> Vec<String> {
    let has = |person: &&Person| person.roles.contains(&role);
    record.people.iter().filter(has).map(|person| person.name.value.clone()).collect()
}

fn give_role(record: &mut MeetingRecord, name: &str, role: Option<Role>) {
    let known = record.people.iter().position(|person| is_meant(name, &person.name.value));
    let index = known.unwrap_or(record.people.len());
    record.people.extend(known.is_none().then(|| Person { name: given(name), ..Person::default() }));
    let person = &mut record.people[index];
    person.roles.extend(role);
    person.roles.retain(|known| *known != Role::Mention || role.is_none());
    person.roles.sort();
    person.roles.dedup();
    if person.roles.is_empty() {
        person.roles.push(Role::Mention);
    }
    if role == Some(Role::Chair) && !record.chairs.iter().any(|chair| is_meant(name, &chair.name.value)) {
        let offices = person.offices.iter().map(|office| office.surface.value.clone()).collect();
        record.chairs.push(Chair { name: given(name), organ: false, offices });
    }
}

fn take_role(record: &mut MeetingRecord, name: &str, role: Role) {
    for person in record.people.iter_mut().filter(|person| is_meant(name, &person.name.value)) {
        person.roles.retain(|known| *known != role);
        if person.roles.is_empty() {
            person.roles.push(Role::Mention);
        }
    }
    if role == Role::Chair {
        record.chairs.retain(|chair| !is_meant(name, &chair.name.value));
    }
}

/// Reads 林远舟:市委书记.
fn office_of(value: &str) -> Option<(&str, &str)> {
    let (name, office) = value.split_once([':', '：'])?;
    let (name, office) = (name.trim(), office.trim());
    (!name.is_empty() && !office.is_empty()).then_some((name, office))
}

fn offices(record: &MeetingRecord) -> Vec<String> {
    let of = |person: &Person| {
        let words = |office: &Office| format!("{}:{}", person.name.value, office.surface.value);
        person.offices.iter().map(words).collect::<Vec<_>>()
    };
    record.people.iter().flat_map(of).collect()
}

fn give_office(record: &mut MeetingRecord, value: &str) {
    let Some((name, office)) = office_of(value) else { return };
    give_role(record, name, None);
    let office = Office { surface: given(office), carried: false };
    let mut people = record.people.iter_mut().filter(|person| is_meant(name, &person.name.value));
    if let Some(person) = people.next() {
        person.offices.push(office);
    }
    write_chairs(record);
}

fn take_office(record: &mut MeetingRecord, value: &str) {
    let (name, office) = office_of(value).unwrap_or((value, ""));
    for person in record.people.iter_mut().filter(|person| is_meant(name, &person.name.value)) {
        person.offices.retain(|known| !is_meant(office, &known.surface.value));
    }
    write_chairs(record);
}

/// Gives the chairs the offices of their persons.
fn write_chairs(record: &mut MeetingRecord) {
    for chair in &mut record.chairs {
        if let Some(person) = record.people.iter().find(|person| person.name.value == chair.name.value) {
            chair.offices = person.offices.iter().map(|office| office.surface.value.clone()).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "8月28日,云岭市委书记林远舟主持召开市委第110次专题会议,市长储云帆出席会议。会议听取了市水利局关于汛情的汇报。";

    fn edited(edits: &[(&str, EditKind, &str)]) -> (Vec<Correction>, Article, MeetingRecord) {
        let mut article =
            Article { title: "专题会议".into(), outlet: Some("云岭日报".into()), ..Article::default() };
        let mut record = crate::facts::read(TEXT, &Default::default());
        let mut corrections = Vec::new();
        for (field, kind, value) in edits {
            corrections = Edit::new(field, *kind, value).expect("can be corrected").applied(&corrections);
        }
        correct(&corrections, &mut article, &mut record);
        (corrections, article, record)
    }

    #[test]
    fn what_is_set_replaces_where_a_field_has_one_value() {
        let (_, article, record) = edited(&[
            ("chair", EditKind::Set, "储云帆"),
            ("attend", EditKind::Set, "阮小青"),
            ("title", EditKind::Set, "市委召开专题会议"),
            ("no", EditKind::Set, "111"),
        ]);
        let chairs: Vec<&str> = record.chairs.iter().map(|chair| chair.name.value.as_str()).collect();
        assert_eq!(chairs, ["储云帆"]);
        assert_eq!(record.chairs[0].name.span, Span::default());
        assert_eq!(with_role(&record, Role::Attend), ["储云帆", "阮小青"]);
        assert_eq!(article.title, "市委召开专题会议");
        let of = |field: &str| record.corrected.iter().find(|one| one.field == field).cloned().unwrap_or_default();
        assert_eq!((of("chair").printed, of("chair").now), (vec!["林远舟".to_owned()], vec!["储云帆".to_owned()]));
        assert_eq!(of("no").printed, ["110"]);
    }

    #[test]
    fn what_is_undone_is_as_it_was_read() {
        let set = ("chair", EditKind::Set, "储云帆");
        let (corrections, _, record) = edited(&[set, ("chair", EditKind::Undo, "")]);
        assert!(corrections.is_empty() && record.corrected.is_empty());
        assert_eq!(record.chairs[0].name.value, "林远舟");
        // The last of several decides.
        let (_, _, record) = edited(&[set, ("chair", EditKind::Set, "阮小青"), set]);
        assert_eq!(record.chairs[0].name.value, "储云帆");
    }

    #[test]
    fn every_field_gives_and_takes() {
        for field in CORRECTABLE {
            let value = match field.name {
                "date" | "published" => "2024-07-12",
                "no" => "7",
                "type" => "study",
                "level" => "county",
                "body" => "npc",
                "is_meeting" => "no",
                "office" => "储云帆:市委副书记",
                "said" | "appointed" => continue,
                _ => "阮小青",
            };
            let (_, article, record) = edited(&[(field.name, EditKind::Add, value)]);
            assert!(field.values(&article, &record).iter().any(|known| known == value), "{}", field.name);
            let (_, article, record) = edited(&[(field.name, EditKind::Add, value), (field.label, EditKind::Drop, "")]);
            let rest = field.values(&article, &record);
            assert!(rest.is_empty() || ["no", "other"].contains(&rest[0].as_str()), "{} {rest:?}", field.name);
        }
    }

    #[test]
    fn values_that_do_not_fit_are_refused() {
        for (field, value) in [
            ("date", "昨天"),
            ("no", "七"),
            ("type", "会"),
            ("level", "city"),
            ("body", "x"),
            ("is_meeting", "maybe"),
            ("office", "市长"),
            ("said", "林远舟"),
            ("chair", ""),
            ("cheer", "林远舟"),
        ] {
            assert!(Edit::new(field, EditKind::Set, value).is_err(), "{field}={value}");
        }
    }
}
