//! The record: what a text says about its meeting, each value with the place that proves it.
//!
//! `serde` is the form in which an index stores a record, so that nothing is read twice; what leaves the program is
//! written elsewhere.

use serde::{Deserialize, Serialize};

use std::ops::Range;

use super::{Body, Genre, Level, LevelBasis, MeetingKind, key};
use crate::article::PartialDate;

/// A place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte, on a character boundary.
    pub start: u32,
    /// The byte after the last, on a character boundary.
    pub end: u32,
}

/// On what a value rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Evidence {
    /// Printed.
    Text,
    /// 他 or 她 is for the name.
    Pronoun,
    /// The subject is left out.
    Ellipsis,
    /// The year or day follows from the printed publish date.
    PublishDate,
    /// It follows from the address of the page.
    Url,
    /// It comes from the record of an export or the page's own record.
    FrontMatter,
    /// Someone corrected it.
    People,
}

impl Evidence {
    /// Returns the name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Evidence::Text => "text",
            Evidence::Pronoun => "pronoun",
            Evidence::Ellipsis => "ellipsis",
            Evidence::PublishDate => "publish",
            Evidence::Url => "url",
            Evidence::FrontMatter => "frontmatter",
            Evidence::People => "people",
        }
    }
}

/// A day of which parts may be unknown (0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Day {
    /// 0 when no basis gives it.
    pub year: u16,
    /// 0 when unknown.
    pub month: u8,
    /// 0 when unknown.
    pub day: u8,
}

/// A value with the words that prove it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// As printed, without blanks.
    pub value: String,
    /// Where it is.
    pub span: Span,
    /// The line it is in, counted from 1.
    pub line: u32,
}

/// A date with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Date {
    /// The day, or the first of several.
    pub day: Day,
    /// The last day of a range.
    pub until: Option<Day>,
    /// On what the year rests; [`Evidence::Text`] also when there is no year.
    pub basis: Evidence,
    /// The printed words; none for a date from an address or a record.
    pub printed: Option<Fact>,
}

/// The meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its name; the organ is put back where the text splits it (市委召开第十次会议 is 市委第十次会议).
    pub name: String,
    /// The words in the text.
    pub surface: Fact,
    /// Other printed names.
    pub aliases: Vec<Fact>,
    /// 110 of 第110次.
    pub ordinal: Option<(u32, Fact)>,
    /// What sort of meeting.
    pub kind: MeetingKind,
    /// The name without number and term: what meetings of a series share.
    pub series: Option<String>,
}

/// What a person is in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// 主持
    Chair,
    /// 出席, 参加
    Attend,
    /// 列席
    Observe,
    /// 应邀
    Invited,
    /// Reported, spoke, was quoted as a participant.
    Speaker,
    /// 当选
    Elected,
    /// Named, but not as a participant.
    Mention,
}

impl Role {
    /// Returns the name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Role::Chair => "chair",
            Role::Attend => "attend",
            Role::Observe => "observe",
            Role::Invited => "invited",
            Role::Speaker => "speaker",
            Role::Elected => "elected",
            Role::Mention => "mention",
        }
    }

    /// Returns the word the reports use.
    pub fn label(self) -> &'static str {
        match self {
            Role::Chair => "主持",
            Role::Attend => "出席",
            Role::Observe => "列席",
            Role::Invited => "应邀",
            Role::Speaker => "发言",
            Role::Elected => "当选",
            Role::Mention => "提及",
        }
    }
}

/// An office (职务) as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// The words.
    pub surface: Fact,
    /// Printed before an earlier name of the same list.
    pub carried: bool,
}

/// A person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name as printed, without blanks.
    pub name: Fact,
    /// Offices, in printed order.
    pub offices: Vec<Office>,
    /// Roles, sorted.
    pub roles: Vec<Role>,
    /// Where the person stands among those who attended: in this genre the order is the rank.
    pub position: Option<Position>,
}

/// A place in a printed list of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Which of the report's lists, from 1; a sentence has one.
    pub list: u32,
    /// Which of its persons, from 1.
    pub place: u32,
}

/// A sentence that tells of something nothing was read of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// What it tells of.
    pub doubt: Doubt,
    /// Its words.
    pub sentence: Fact,
}

/// What a sentence tells of, by its verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// Who attended or observed.
    Attendance,
    /// Who chaired.
    Chair,
    /// Who said something.
    Speech,
}

impl Doubt {
    /// Returns the name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Doubt::Attendance => "attendance",
            Doubt::Chair => "chair",
            Doubt::Speech => "speech",
        }
    }
}

impl Person {
    /// Returns whether the person took part.
    pub fn took_part(&self) -> bool {
        self.roles.iter().any(|role| *role != Role::Mention)
    }
}

/// Who chaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chair {
    /// The name.
    pub name: Fact,
    /// An organ (市委常委会), not a person.
    pub organ: bool,
    /// Offices printed with it.
    pub offices: Vec<String>,
}

/// Persons named only as a group: 各县区主要负责同志.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The words.
    pub surface: Fact,
    /// Attending, observing or invited.
    pub role: Role,
    /// The verb that says so: 参加.
    pub verb: String,
}

/// Whether what follows is what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Speech {
    /// 指出, 强调: the content follows.
    Say,
    /// 通报, 宣读, 作报告: the act is reported.
    Report,
}

impl Speech {
    /// Returns the name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Speech::Say => "say",
            Speech::Report => "report",
        }
    }
}

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The name; 会议 for the meeting itself.
    pub speaker: String,
    /// Not a person but the meeting.
    pub by_meeting: bool,
    /// The verb, simplified: 指出.
    pub verb: String,
    /// The words that say so: 他强调.
    pub cue: Fact,
    /// What follows, or the act alone.
    pub speech: Speech,
    /// How the speaker is given.
    pub basis: Evidence,
    /// False for someone quoted from outside the meeting.
    pub at_meeting: bool,
    /// From the cue to the sentence or clause of the next one, or to the end of the paragraph; over the paragraphs its numbered points go on in.
    pub extent: Span,
    /// Its numbered points (一要…二要…), in order; none where there are not two.
    pub points: Vec<Span>,
}

impl Statement {
    /// Returns how its speaker is given: by name, as the meeting, by a pronoun or not at all.
    pub fn reference(&self) -> &'static str {
        match (self.by_meeting, self.basis) {
            (_, Evidence::Ellipsis) => "ellipsis",
            (true, _) => "meeting",
            (_, Evidence::Pronoun) => "pronoun",
            _ => "person",
        }
    }
}

/// An organization that reported or spoke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// Its name.
    pub name: Fact,
    /// 汇报, 发言.
    pub act: String,
}

/// One thing the meeting dealt with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// What was done, as printed, without 了: 审议通过, 听取和审议.
    pub act: String,
    /// To what: a document with its 《》, or a matter.
    pub matter: Fact,
}

/// A document named in 《…》.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The words in 《…》.
    pub title: Fact,
    /// What was done to it: of an agenda item, else the verb before it.
    pub act: Option<String>,
}

/// Someone put into an office or taken out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// As printed: 任命, 免去, 当选.
    pub act: String,
    /// The name.
    pub person: Fact,
    /// The office.
    pub office: Fact,
}

/// A field that people corrected: what was printed, and what counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// The field's English name.
    pub field: String,
    /// The values that were read.
    pub printed: Vec<String>,
    /// The values now.
    pub now: Vec<String>,
}

/// A reporter or an editor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// The name, without blanks.
    pub name: Fact,
    /// The printed role: 记者, 责编.
    pub role: String,
}

/// What a text says about its meeting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MeetingRecord {
    /// A report of one meeting.
    pub is_meeting: bool,
    /// What sort of text.
    pub kind: Genre,
    /// The headline.
    pub title: Option<Fact>,
    /// The headline after 原标题.
    pub original_title: Option<Fact>,
    /// Further lines of the headline.
    pub subtitles: Vec<Fact>,
    /// The site or paper.
    pub outlet: Option<Fact>,
    /// Its section.
    pub channel: Option<Fact>,
    /// The printed source.
    pub source: Option<Fact>,
    /// The room or building.
    pub venue: Option<Fact>,
    /// When it was published.
    pub published: Option<Date>,
    /// When the meeting was.
    pub event: Option<Date>,
    /// The date of a wire's or paper's dateline.
    pub dateline: Option<Date>,
    /// The meeting.
    pub meeting: Option<Meeting>,
    /// Its level, where the text proves it.
    pub level: Option<Level>,
    /// On what the level rests.
    pub level_basis: Option<LevelBasis>,
    /// The sort of organ.
    pub body: Option<Body>,
    /// The area the text names.
    pub jurisdiction: Option<Fact>,
    /// Who chaired; empty when the text does not say.
    pub chairs: Vec<Chair>,
    /// Persons, in order of appearance.
    pub people: Vec<Person>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Statements, in order.
    pub statements: Vec<Statement>,
    /// Agencies, in order.
    pub agencies: Vec<Agency>,
    /// What the meeting dealt with, in order.
    pub agenda: Vec<AgendaItem>,
    /// Documents named in 《…》, each once, in order.
    pub documents: Vec<Document>,
    /// Who was put into which office or taken out of it, in order.
    pub appointments: Vec<Appointment>,
    /// Slogans (提法), in order.
    pub slogans: Vec<Fact>,
    /// Reporters.
    pub reporters: Vec<Credit>,
    /// Editors.
    pub editors: Vec<Credit>,
    /// Lines that are neither headline nor report, counted from 1.
    pub furniture: Vec<u32>,
    /// Sentences of a meeting report that tell of attendance, chairing or speech, and of which nothing was read.
    pub unread: Vec<Unread>,
    /// What people corrected, of the article's own record too.
    pub corrected: Vec<Corrected>,
}

impl MeetingRecord {
    /// Returns who speaks in most of a part of the text, 会议 for the meeting; none where no one does.
    pub fn speaker_of(&self, part: &Range<usize>) -> Option<&str> {
        let shared = |statement: &&Statement| {
            let (start, end) = (statement.extent.start as usize, statement.extent.end as usize);
            end.min(part.end).saturating_sub(start.max(part.start))
        };
        let told = self.statements.iter().filter(|statement| statement.speech == Speech::Say);
        let most = told.filter(|statement| shared(statement) > 0).max_by_key(|statement| shared(statement))?;
        // A passage that only ends with someone's words is not theirs.
        let his = (most.extent.start as usize) <= part.start || shared(&most) * 3 >= part.len() * 2;
        his.then_some(&most.speaker)
    }

    /// Returns where someone speaks, in order; the name is a [`key`].
    pub fn spoken_by(&self, name: &str) -> Vec<Range<usize>> {
        let own = self.statements.iter().filter(|statement| key(&statement.speaker) == name);
        own.map(|statement| statement.extent.start as usize..statement.extent.end as usize).collect()
    }
}

impl Day {
    /// Returns the day this many days later.
    pub(crate) fn shifted(self, days: i64) -> Day {
        Day::from_number_of_day(self.number_of_day() + days)
    }

    /// Counts days from 0000-03-01 of the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date
    /// algorithms").
    pub(super) fn number_of_day(self) -> i64 {
        let (month, day) = (i64::from(self.month.max(1)), i64::from(self.day.max(1)));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
    }

    pub(super) fn from_number_of_day(number: i64) -> Day {
        let era = number.div_euclid(146_097);
        let of_era = number.rem_euclid(146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        Day { year: year.clamp(0, 9999) as u16, month: month as u8, day: day as u8 }
    }

    /// Returns the complete or partial date as the archive keeps dates; none without a year.
    pub fn partial(self) -> Option<PartialDate> {
        PartialDate::new(self.year, self.month, self.day)
    }
}

impl From<PartialDate> for Day {
    fn from(date: PartialDate) -> Day {
        Day { year: date.year, month: date.month, day: date.day }
    }
}

/// Writes `2022-08-28`, `--08-28` without a year, `---28` without a month.
impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.year, self.month, self.day) {
            (0, 0, day) => write!(f, "---{day:02}"),
            (0, month, 0) => write!(f, "--{month:02}"),
            (0, month, day) => write!(f, "--{month:02}-{day:02}"),
            (year, 0, _) => write!(f, "{year:04}"),
            (year, month, 0) => write!(f, "{year:04}-{month:02}"),
            (year, month, day) => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.until {
            Some(until) => write!(f, "{}/{until}", self.day),
            None => write!(f, "{}", self.day),
        }
    }
}
