//! How much of what reports tell was read: how many have each fact, and which sentences were not understood.

use crate::facts::{Doubt, MeetingRecord};

/// Texts with the most sentences that were not understood are named up to this many.
const FIRST_MAX: usize = 10;

/// How much was read of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coverage {
    /// Texts.
    pub texts: u64,
    /// Reports of a meeting.
    pub reports: u64,
    /// Of these, how many have each fact: its name in JSON, and the number.
    pub with: Vec<(&'static str, u64)>,
    /// Reports with a sentence that was not understood.
    pub with_unread: u64,
    /// Sentences about attendance, the chair and speech that were not understood.
    pub unread: [u64; 3],
    /// The texts with the most of them: their names, and how many.
    pub first: Vec<(String, u64)>,
}

/// A fact, and whether a record has it.
type Fact = (&'static str, fn(&MeetingRecord) -> bool);

const FACTS: &[Fact] = &[
    ("meeting", |r| r.meeting.is_some()),
    ("event_date", |r| r.event.is_some()),
    ("chair", |r| !r.chairs.is_empty()),
    ("attendees", |r| r.people.iter().any(|person| person.position.is_some()) || !r.groups.is_empty()),
    ("statements", |r| !r.statements.is_empty()),
    ("agenda", |r| !r.agenda.is_empty()),
    ("level", |r| r.level.is_some()),
    ("jurisdiction", |r| r.jurisdiction.is_some()),
];

impl Coverage {
    /// The kinds of sentences of [`Coverage::unread`], in order.
    pub const DOUBTS: [&'static str; 3] = ["attendance", "chair", "speech"];

    /// Counts a text, under the name it is looked for by.
    pub(crate) fn take(&mut self, name: &str, record: &MeetingRecord) {
        if self.with.is_empty() {
            self.with = FACTS.iter().map(|(name, _)| (*name, 0)).collect();
        }
        self.texts += 1;
        if !record.is_meeting {
            return;
        }
        self.reports += 1;
        for ((_, count), (_, has)) in self.with.iter_mut().zip(FACTS) {
            *count += u64::from(has(record));
        }
        self.with_unread += u64::from(!record.unread.is_empty());
        for unread in &record.unread {
            let kind = match unread.doubt {
                Doubt::Attendance => 0,
                Doubt::Chair => 1,
                Doubt::Speech => 2,
            };
            self.unread[kind] += 1;
        }
        let count = record.unread.len() as u64;
        let at = self.first.partition_point(|(_, known)| *known >= count);
        if count > 0 && at < FIRST_MAX {
            self.first.insert(at, (name.to_owned(), count));
            self.first.truncate(FIRST_MAX);
        }
    }
}
