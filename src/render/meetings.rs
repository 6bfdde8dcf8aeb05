//! Meetings, and the numbers missing in their series.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::{VERSION, day};
use super::messages::{self as say, Language, count_of, note_text};
use super::text::day_words;
use super::{Answer, Shape, Style, Table, clean, pad, shorten_to_width};
use crate::service::{Gaps, GapsAnswer, MeetingLine, MeetingsAnswer};

fn meeting_json(line: &MeetingLine) -> Value {
    let inferred = line.inferred.as_ref();
    json!({
        "v": VERSION,
        "date": day(line.day),
        "date_inferred": inferred.map(|inferred| inferred.day.to_string()),
        "inferred_from": inferred.map(|inferred| {
            inferred.between.iter().map(|(number, day)| json!({ "no": number, "date": day.to_string() })).collect::<Vec<_>>()
        }),
        "meeting": line.name,
        "label": line.label,
        "title": line.title,
        "series": line.series,
        "place": line.place,
        "no": line.ordinal,
        "chair": line.chairs,
        "attendees": line.attendees,
        "reports": line.reports,
    })
}

fn meeting_line(line: &MeetingLine, style: Style) -> String {
    let language = style.language;
    let mut words = vec![line.reports.first().cloned().unwrap_or_default(), pad(&day_words(line.day), 10)];
    let place = line.place.as_deref().filter(|place| !line.label.contains(place));
    words.push(clean(&format!("{}{}", line.label, place.map_or(String::new(), |place| format!("（{place}）")))));
    words.extend(line.ordinal.map(|number| say::NUMBERED.with(language, &[&number])));
    if !line.chairs.is_empty() {
        words.push(say::CHAIRED_BY.with(language, &[&clean(&line.chairs.join("、"))]));
    }
    if line.attendees > 0 {
        words.push(say::PERSONS.with(language, &[&line.attendees]));
    }
    if line.reports.len() > 1 {
        words.push(count_of(line.reports.len() as u64, say::REPORT, say::REPORTS, language));
    }
    let mut text = words.join("  ");
    if let Some(inferred) = &line.inferred {
        let [(before, first), (after, last)] = &inferred.between;
        let values: [&dyn std::fmt::Display; 5] = [&inferred.day, before, first, after, last];
        text += &format!("\n            {}", say::INFERRED.with(language, &values));
    }
    if style.cut && line.inferred.is_none() { shorten_to_width(&text, style.width) } else { text }
}

impl Answer for MeetingsAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        self.meetings.iter().try_for_each(|line| writeln!(out, "{}", meeting_line(line, style)))
    }

    fn object(&self, language: Language) -> Value {
        let meetings: Vec<Value> = self.meetings.iter().map(meeting_json).collect();
        json!({
            "v": VERSION,
            "total": self.total,
            "notes": self.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
            "meetings": meetings,
        })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.meetings.iter().try_for_each(|meeting| line(meeting_json(meeting)))
    }

    fn table(&self) -> Table {
        let rows = self.meetings.iter().map(|line| {
            vec![
                day(line.day).unwrap_or_default(),
                line.label.clone(),
                line.ordinal.map(|number| number.to_string()).unwrap_or_default(),
                line.chairs.join("、"),
                line.attendees.to_string(),
                line.reports.len().to_string(),
                line.reports.join(" "),
            ]
        });
        let header = &["date", "meeting", "no", "chair", "attendees", "reports", "ids"];
        Table { header, rows: rows.collect() }
    }
}

/// Missing numbers as people write them: `18`, `20-22`.
fn missing(gap: &Gaps) -> Vec<String> {
    let range = |(a, b): &(u32, u32)| if a == b { a.to_string() } else { format!("{a}-{b}") };
    gap.missing.iter().map(range).collect()
}

fn gap_json(gap: &Gaps) -> Value {
    json!({
        "v": VERSION,
        "series": gap.series,
        "place": gap.place,
        "first": gap.known.0,
        "last": gap.known.1,
        "missing": missing(gap),
    })
}

impl Answer for GapsAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        for gap in &self.gaps {
            let place = gap.place.as_deref().filter(|place| !gap.series.contains(place));
            let place = place.map(|place| format!("（{place}）")).unwrap_or_default();
            let series = clean(&format!("{}{place}", gap.series));
            let missing = missing(gap).join("、");
            let values: [&dyn std::fmt::Display; 4] = [&series, &gap.known.0, &gap.known.1, &missing];
            writeln!(out, "{}", say::GAP.with(style.language, &values))?;
        }
        Ok(())
    }

    fn object(&self, _: Language) -> Value {
        let gaps: Vec<Value> = self.gaps.iter().map(gap_json).collect();
        json!({ "v": VERSION, "total": self.total, "unnamed": self.unnamed, "gaps": gaps })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.gaps.iter().try_for_each(|gap| line(gap_json(gap)))
    }

    fn table(&self) -> Table {
        let rows = self.gaps.iter().map(|gap| {
            let place = gap.place.clone().unwrap_or_default();
            vec![gap.series.clone(), place, gap.known.0.to_string(), gap.known.1.to_string(), missing(gap).join(" ")]
        });
        Table { header: &["series", "place", "first", "last", "missing"], rows: rows.collect() }
    }
}
