//! Where the facts are that a query asks for by their fields: `slogan:一库一策` is in these words of the body.

use super::fields::{FieldKind, field_named, key};
use super::{Fact, MeetingRecord, Role, Span};

/// Returns where a record's facts are that have a value in a field, in printed order; none for a field whose facts are
/// no words of the body: a level, an outlet.
pub(crate) fn places(record: &MeetingRecord, field: &str, asked: &str) -> Vec<Span> {
    let Some(spec) = field_named(field) else { return Vec::new() };
    let asked = key(asked);
    let is_meant = |value: &str| {
        let value = key(value);
        match (asked.as_str(), spec.kind) {
            ("*", _) => true,
            (_, FieldKind::Exact) => match asked.strip_suffix('*') {
                Some(beginning) => value.starts_with(beginning),
                None => value == asked,
            },
            (_, FieldKind::Suffix) => value.ends_with(&asked),
            (_, FieldKind::Substring) => value.contains(&asked),
            (_, FieldKind::Prefix) => value.starts_with(&asked),
            (_, FieldKind::Number | FieldKind::Day) => true,
        }
    };
    let mut spans: Vec<Span> = match spec.name {
        "said" => {
            let own = record.statements.iter().filter(|statement| is_meant(&statement.speaker));
            own.map(|statement| statement.cue.span).collect()
        }
        "meeting" | "series" => record.meeting.iter().map(|meeting| meeting.surface.span).collect(),
        "no" => record.meeting.iter().filter_map(|meeting| Some(meeting.ordinal.as_ref()?.1.span)).collect(),
        "date" => record.event.iter().filter_map(|date| Some(date.printed.as_ref()?.span)).collect(),
        name => of_field(record, name).into_iter().filter(|fact| is_meant(&fact.value)).map(|fact| fact.span).collect(),
    };
    // What is in no text, a corrected value, has an empty span.
    spans.retain(|span| span.start < span.end);
    spans.sort_by_key(|span| span.start);
    spans
}

fn of_field<'r>(record: &'r MeetingRecord, field: &str) -> Vec<&'r Fact> {
    let people = |roles: &[Role]| -> Vec<&'r Fact> {
        let has = |person: &&super::Person| roles.is_empty() || person.roles.iter().any(|role| roles.contains(role));
        record.people.iter().filter(has).map(|person| &person.name).collect()
    };
    match field {
        "chair" => record.chairs.iter().map(|chair| &chair.name).collect(),
        "attend" => people(&[Role::Attend, Role::Chair, Role::Invited]),
        "observe" => people(&[Role::Observe]),
        "person" => people(&[]),
        "office" => record.people.iter().flat_map(|p| &p.offices).map(|office| &office.surface).collect(),
        "place" => record.jurisdiction.iter().chain(&record.venue).collect(),
        "agency" => record.agencies.iter().map(|agency| &agency.name).collect(),
        "agenda" => record.agenda.iter().map(|item| &item.matter).collect(),
        "document" => record.documents.iter().map(|one| &one.title).collect(),
        "appointed" => record.appointments.iter().map(|one| &one.person).collect(),
        "slogan" => record.slogans.iter().collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_where_they_are_printed() {
        let text = "7月3日,云岭市市长储云帆主持召开防汛会议,副市长阳可欣参加。会议强调“一库一策”。";
        let record = super::super::read(text, &Default::default());
        let words = |field: &str, asked: &str| -> Vec<&str> {
            let spans = places(&record, field, asked).into_iter();
            spans.map(|span| &text[span.start as usize..span.end as usize]).collect()
        };
        assert_eq!(words("chair", "储云帆"), ["储云帆"]);
        assert_eq!(words("attend", "*"), ["储云帆", "阳可欣"]);
        assert_eq!(words("slogan", "一库"), ["一库一策"]);
        assert_eq!(words("office", "市长"), ["云岭市市长", "副市长"]);
        assert_eq!(words("level", "prefecture"), Vec::<&str>::new());
    }
}
