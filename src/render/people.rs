//! Persons, their reports over time, and names.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::facts::role_text;
use super::json::{VERSION, day};
use super::messages::{self as say, Language, count_of, note_text};
use super::text::day_words;
use super::{Answer, Shape, Style, Table, clean, pad, shorten_to_width, wrap};
use crate::service::{Appearance, NamesAnswer, PeopleAnswer, PersonAnswer, PersonLine};

fn person_json(line: &PersonLine) -> Value {
    json!({
        "v": VERSION,
        "person": line.name,
        "attended": line.attended,
        "reports": line.reports,
        "offices": line.offices,
        "last": day(line.last),
    })
}

impl Answer for PeopleAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        for line in &self.people {
            let mut words = vec![format!("{:>6}", line.attended), clean(&line.name)];
            words.extend((!line.offices.is_empty()).then(|| clean(&line.offices.join("、"))));
            words.extend(line.last.map(|last| day_words(Some(last))));
            let more = line.reports > line.attended;
            words.extend(more.then(|| say::NAMED_IN.with(style.language, &[&line.reports])));
            let text = words.join("  ");
            writeln!(out, "{}", if style.cut { shorten_to_width(&text, style.width) } else { text })?;
        }
        Ok(())
    }

    fn object(&self, language: Language) -> Value {
        json!({
            "v": VERSION,
            "total": self.total,
            "notes": self.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
            "people": self.people.iter().map(person_json).collect::<Vec<_>>(),
        })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.people.iter().try_for_each(|one| line(person_json(one)))
    }

    fn table(&self) -> Table {
        let rows = self.people.iter().map(|line| {
            vec![
                line.name.clone(),
                line.attended.to_string(),
                line.reports.to_string(),
                line.offices.join("、"),
                day(line.last).unwrap_or_default(),
            ]
        });
        Table { header: &["person", "attended", "reports", "offices", "last"], rows: rows.collect() }
    }
}

impl Answer for NamesAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, _: Style) -> io::Result<()> {
        self.names.iter().try_for_each(|name| writeln!(out, "{}", clean(name)))
    }

    fn object(&self, _: Language) -> Value {
        json!({ "v": VERSION, "total": self.total, "names": self.names })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.names.iter().try_for_each(|name| line(json!({ "v": VERSION, "person": name })))
    }

    fn table(&self) -> Table {
        Table { header: &["person"], rows: self.names.iter().map(|name| vec![name.clone()]).collect() }
    }
}

fn appearance_json(one: &Appearance) -> Value {
    let said = one.said.iter();
    json!({
        "v": VERSION,
        "date": day(one.day),
        "id": one.id,
        "meeting": one.meeting,
        "roles": one.roles.iter().map(|role| role.name()).collect::<Vec<_>>(),
        "offices": one.offices,
        "said": said
            .map(|(verb, span, text)| json!({ "verb": verb, "span": [span.start, span.end], "text": text }))
            .collect::<Vec<_>>(),
    })
}

impl Answer for PersonAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let language = style.language;
        let span = |first, last| [day_words(first), day_words(last)];
        if self.total > 0 {
            let [first, last] = span(self.first, self.last);
            let between = match self.first {
                Some(_) => say::BETWEEN.with(language, &[&first, &last]),
                None => String::new(),
            };
            let reports = count_of(self.total as u64, say::REPORT, say::REPORTS, language);
            writeln!(out, "{}", style.strong(&clean(&format!("{}  {reports}{between}", self.name))))?;
        }
        for office in &self.offices {
            let [first, last] = span(office.first, office.last);
            let span = if first == last { first } else { say::SPAN.with(language, &[&first, &last]) };
            writeln!(out, "  {}  {span}", clean(&office.office))?;
        }
        if self.areas.len() > 1 {
            writeln!(out, "  {}", say::SEVERAL_PERSONS.with(language, &[&self.areas.len(), &clean(&self.name)]))?;
        }
        for area in &self.areas {
            let [first, last] = span(area.first, area.last);
            let between = match area.first {
                Some(_) => say::BETWEEN.with(language, &[&first, &last]),
                None => String::new(),
            };
            let reports = count_of(area.reports as u64, say::REPORT, say::REPORTS, language);
            writeln!(out, "    {}", say::AREA_LINE.with(language, &[&clean(&area.area), &reports, &between]))?;
        }
        self.appearances.iter().try_for_each(|one| write_appearance(out, one, style))
    }

    fn object(&self, language: Language) -> Value {
        let areas = self.areas.iter().map(|area| {
            json!({ "area": area.area, "reports": area.reports, "first": day(area.first), "last": day(area.last) })
        });
        let offices = self
            .offices
            .iter()
            .map(|office| json!({ "office": office.office, "first": day(office.first), "last": day(office.last) }));
        json!({
            "v": VERSION,
            "person": self.name,
            "total": self.total,
            "first": day(self.first),
            "last": day(self.last),
            "offices": offices.collect::<Vec<_>>(),
            "areas": areas.collect::<Vec<_>>(),
            "notes": self.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
            "reports": self.appearances.iter().map(appearance_json).collect::<Vec<_>>(),
        })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.appearances.iter().try_for_each(|one| line(appearance_json(one)))
    }

    fn table(&self) -> Table {
        let rows = self.appearances.iter().map(|one| {
            let roles: Vec<&str> = one.roles.iter().map(|role| role.name()).collect();
            vec![
                day_words(one.day),
                one.meeting.clone(),
                roles.join("+"),
                one.offices.join("、"),
                one.said.len().to_string(),
                one.id.clone(),
            ]
        });
        Table { header: &["date", "meeting", "roles", "offices", "statements", "id"], rows: rows.collect() }
    }
}

fn write_appearance(out: &mut dyn Write, one: &Appearance, style: Style) -> io::Result<()> {
    const SAID_CHARS: usize = 60;
    let roles: Vec<&str> = one.roles.iter().map(|role| role_text(*role).of(style.language)).collect();
    let offices = if one.offices.is_empty() { String::new() } else { format!("  {}", one.offices.join("、")) };
    let line = format!("{}  {}  {}  {}{offices}", one.id, pad(&day_words(one.day), 10), roles.join("、"), one.meeting);
    let line = clean(&line);
    writeln!(out, "{}", if style.cut { shorten_to_width(&line, style.width) } else { line })?;
    for (.., words) in &one.said {
        let end = words.char_indices().nth(SAID_CHARS).map_or(words.len(), |(at, _)| at);
        let more = if end < words.len() { "…" } else { "" };
        for line in wrap(&format!("{}{more}", clean(&words[..end])), style.width.saturating_sub(12)) {
            writeln!(out, "            {}", style.faint(&line))?;
        }
    }
    Ok(())
}
