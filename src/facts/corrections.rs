//! What people correct of the facts a program read.

use super::{Chair, Day, Fact, FieldSpec, MeetingRecord, Person, Role, Span, field_named, key};

/// A value someone gave or took away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The field's English name, one of [`Correction::FIELDS`].
    pub field: &'static str,
    /// The value; empty with `dropped` for all values of the field.
    pub value: String,
    /// Takes the value away instead of giving it.
    pub dropped: bool,
}

impl Correction {
    /// The fields that can be corrected.
    pub const FIELDS: &[&str] = &["chair", "attend", "observe", "person", "meeting", "no", "date"];

    /// Returns the correction; none for a field that cannot be corrected.
    pub fn new(field: &str, value: String, dropped: bool) -> Option<Correction> {
        if field == CAUTION {
            return Some(Correction { field: CAUTION, value, dropped });
        }
        let field: &FieldSpec = field_named(field)?;
        Correction::FIELDS.contains(&field.name).then_some(Correction { field: field.name, value, dropped })
    }
}

/// What is kept of a caution that people have seen, as if it were taken away.
const CAUTION: &str = "caution";

impl Correction {
    /// Returns the mark that a caution was seen, or (false) that it was not.
    pub fn of_caution(caution: &str, is_seen: bool) -> Correction {
        Correction { field: CAUTION, value: caution.to_owned(), dropped: is_seen }
    }

    /// Returns the caution that it marks as seen.
    pub fn seen_caution(&self) -> Option<&str> {
        (self.field == CAUTION && self.dropped).then_some(self.value.as_str())
    }
}

/// A value without a place in the text: it is someone's word.
fn given(value: &str) -> Fact {
    Fact { value: value.to_owned(), span: Span::default(), line: 0 }
}

impl MeetingRecord {
    /// Applies a correction. What people give has no span.
    pub fn correct(&mut self, correction: &Correction) {
        if correction.field == CAUTION {
            return;
        }
        let value = correction.value.trim();
        let same = |name: &Fact| value.is_empty() || key(&name.value) == key(value);
        let role = match correction.field {
            "chair" => Some(Role::Chair),
            "attend" => Some(Role::Attend),
            "observe" => Some(Role::Observe),
            _ => None,
        };
        match (correction.field, correction.dropped) {
            ("person", true) => {
                self.people.retain(|person| !same(&person.name));
                self.chairs.retain(|chair| !same(&chair.name));
                self.statements.retain(|statement| key(&statement.speaker) != key(value));
            }
            ("meeting", true) => self.meeting = None,
            ("no", true) => self.meeting.iter_mut().for_each(|meeting| meeting.ordinal = None),
            ("date", true) => self.event = None,
            (_, true) => {
                self.people.iter_mut().filter(|person| same(&person.name)).for_each(|person| {
                    person.roles.retain(|known| Some(*known) != role);
                    if person.roles.is_empty() {
                        person.roles.push(Role::Mention);
                    }
                });
                if role == Some(Role::Chair) {
                    self.chairs.retain(|chair| !same(&chair.name));
                }
            }
            ("meeting", false) => {
                let kind = self.meeting.as_ref().map(|meeting| meeting.kind).unwrap_or_default();
                self.is_meeting = true;
                let ordinal = self.meeting.take().and_then(|meeting| meeting.ordinal);
                self.meeting = Some(super::Meeting {
                    name: value.to_owned(),
                    surface: given(value),
                    aliases: Vec::new(),
                    ordinal,
                    kind,
                    series: None,
                });
            }
            ("no", false) => {
                if let (Some(meeting), Ok(number)) = (&mut self.meeting, value.parse()) {
                    meeting.ordinal = Some((number, given(value)));
                }
            }
            ("date", false) => {
                if let Some(date) = crate::article::PartialDate::parse(value) {
                    self.event = Some(super::Date {
                        day: Day::from(date),
                        until: None,
                        basis: super::Evidence::People,
                        printed: None,
                    });
                }
            }
            (_, false) => {
                let known = self.people.iter().position(|person| same(&person.name));
                let index = known.unwrap_or(self.people.len());
                self.people.extend(known.is_none().then(|| Person { name: given(value), ..Person::default() }));
                let person = &mut self.people[index];
                person.roles.extend(role);
                person.roles.retain(|known| *known != Role::Mention || role.is_none());
                person.roles.sort();
                person.roles.dedup();
                if person.roles.is_empty() {
                    person.roles.push(Role::Mention);
                }
                if role == Some(Role::Chair) && !self.chairs.iter().any(|chair| same(&chair.name)) {
                    self.chairs.push(Chair { name: given(value), organ: false, offices: Vec::new() });
                }
            }
        }
    }
}
