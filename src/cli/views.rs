//! The commands that show meetings, persons and what they said.

use std::io::Write;

use serde_json::{Value, json};

use super::args::{Common, MeetingArgs, PersonArgs, SaidArgs, query_text};
use super::output::{self, Output};
use super::read::{chosen, delimiter, filters, found_or, run_search_with};
use super::{CommandResult, count_of, language, open, today};
use crate::facts::Day;
use crate::query::{QueryOptions, Query};
use crate::render::messages as say;
use crate::render::{self, OutputFormat};
use crate::search::views::{self, Appearance, MeetingLine};
use crate::search::{Group, Matching, Order, SearchOptions};
use crate::sanitize::Json;

pub(super) fn run_meeting(common: &Common, args: &MeetingArgs) -> CommandResult {
    let (snapshot, behind) = open(common)?;
    let text = args.facts.with(&args.query);
    let lines = views::meetings(&snapshot, &text, &filters(&args.filters), args.inferred, &read_today())?;
    let mut out = Output::open(common, true);
    let format = chosen(args.format, args.json, false);
    if args.gaps {
        let gaps = views::gaps(&lines);
        for gap in &gaps {
            let missing: Vec<String> =
                gap.missing.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}-{b}") }).collect();
            match format {
                OutputFormat::Text => {
                    let place = gap.place.as_deref().filter(|place| !gap.series.starts_with(place)).unwrap_or_default();
                    let series = render::clean(&format!("{place}{}", gap.series));
                    let values: [&dyn std::fmt::Display; 4] =
                        [&series, &gap.known.0, &gap.known.1, &missing.join("、")];
                    writeln!(out, "{}", say::GAP.with(language(), &values))?;
                }
                _ => writeln!(
                    out,
                    "{}",
                    Json(
                        &json!({ "v": 1, "series": gap.series, "place": gap.place, "first": gap.known.0, "last": gap.known.1, "missing": missing })
                    )
                )?,
            }
        }
        out.close()?;
        return Ok(found_or(!gaps.is_empty(), behind));
    }
    let shown = if args.limit == 0 { lines.len() } else { args.limit.min(lines.len()) };
    let lines_shown = &lines[..shown];
    match format {
        OutputFormat::Json => {
            let meetings: Vec<Value> = lines_shown.iter().map(meeting_json).collect();
            writeln!(out, "{}", Json(&json!({ "v": 1, "total": lines.len(), "meetings": meetings })))?;
        }
        OutputFormat::Jsonl => {
            lines_shown.iter().try_for_each(|line| writeln!(out, "{}", Json(&meeting_json(line))))?
        }
        OutputFormat::Csv | OutputFormat::Tsv => {
            let rows = lines_shown.iter().map(|line| {
                vec![
                    line.day.map(|day| day.to_string()).unwrap_or_default(),
                    line.name.clone(),
                    line.ordinal.map(|number| number.to_string()).unwrap_or_default(),
                    line.chairs.join("、"),
                    line.attendees.to_string(),
                    line.reports.len().to_string(),
                    line.reports.join(" "),
                ]
            });
            let header = &["date", "meeting", "no", "chair", "attendees", "reports", "ids"];
            render::write_table(&mut out, delimiter(format), header, rows)?;
        }
        _ => {
            let style = output::style(common, false);
            for line in lines_shown {
                writeln!(out, "{}", meeting_line(line, style))?;
            }
        }
    }
    out.close()?;
    Ok(found_or(!lines.is_empty(), behind))
}

fn read_today() -> QueryOptions {
    QueryOptions { today: today(), ..QueryOptions::default() }
}

fn meeting_json(line: &MeetingLine) -> Value {
    json!({
        "v": 1,
        "date": line.day.map(|day| day.to_string()),
        "date_inferred": line.inferred.as_ref().map(|inferred| inferred.day.to_string()),
        "inferred_from": line.inferred.as_ref().map(|inferred| {
            inferred.between.iter().map(|(number, day)| json!({ "no": number, "date": day.to_string() })).collect::<Vec<_>>()
        }),
        "meeting": line.name,
        "series": line.series,
        "place": line.place,
        "no": line.ordinal,
        "chair": line.chairs,
        "attendees": line.attendees,
        "reports": line.reports,
    })
}

fn meeting_line(line: &MeetingLine, style: render::Style) -> String {
    let mut words = vec![render::pad(&day_words(line.day), 10)];
    let place = line.place.as_deref().filter(|place| !line.name.contains(place));
    words.push(render::clean(&format!("{}{}", line.name, place.map_or(String::new(), |place| format!("（{place}）")))));
    words.extend(line.ordinal.map(|number| say::NUMBERED.with(language(), &[&number])));
    if !line.chairs.is_empty() {
        words.push(say::CHAIRED_BY.with(language(), &[&render::clean(&line.chairs.join("、"))]));
    }
    if line.attendees > 0 {
        words.push(say::PERSONS.with(language(), &[&line.attendees]));
    }
    if line.reports.len() > 1 {
        words.push(count_of(line.reports.len() as u64, say::REPORT, say::REPORTS));
    }
    words.push(line.reports.first().cloned().unwrap_or_default());
    let mut text = words.join("  ");
    if let Some(inferred) = &line.inferred {
        let [(before, first), (after, last)] = &inferred.between;
        let values: [&dyn std::fmt::Display; 5] = [&inferred.day, before, first, after, last];
        text += &format!("\n            {}", say::INFERRED.with(language(), &values));
    }
    if style.cut && line.inferred.is_none() { render::shorten_to_width(&text, style.width) } else { text }
}

fn day_words(day: Option<Day>) -> String {
    day.map_or("-".into(), |day| day.to_string())
}

pub(super) fn run_person(common: &Common, args: &PersonArgs) -> CommandResult {
    let (snapshot, behind) = open(common)?;
    let mut out = Output::open(common, true);
    let format = chosen(args.format, args.json, false);
    let limit = |count: usize| if args.limit == 0 { count } else { args.limit.min(count) };
    if let Some(beginning) = &args.complete {
        let names = views::complete(&snapshot, beginning)?;
        let shown = &names[..limit(names.len())];
        shown.iter().try_for_each(|name| writeln!(out, "{}", render::clean(name)))?;
        out.close()?;
        return Ok(found_or(!names.is_empty(), behind));
    }
    let Some(name) = &args.name else {
        let people = views::people(&snapshot)?;
        let shown = &people[..limit(people.len())];
        match format {
            OutputFormat::Text => {
                shown.iter().try_for_each(|(name, reports)| writeln!(out, "{reports:>8}  {}", render::clean(name)))?;
            }
            OutputFormat::Csv | OutputFormat::Tsv => {
                let rows = shown.iter().map(|(name, reports)| vec![name.clone(), reports.to_string()]);
                render::write_table(&mut out, delimiter(format), &["person", "reports"], rows)?;
            }
            _ => shown.iter().try_for_each(|(name, reports)| {
                writeln!(out, "{}", Json(&json!({ "v": 1, "person": name, "reports": reports })))
            })?,
        }
        out.close()?;
        return Ok(found_or(!people.is_empty(), behind));
    };
    let timeline = views::person(&snapshot, name, &query_text(&args.query), &filters(&args.filters), &read_today())?;
    let shown = &timeline[..limit(timeline.len())];
    match format {
        OutputFormat::Text => {
            let style = output::style(common, false);
            let mut dated = timeline.iter().filter_map(|one| one.day.filter(|day| day.year > 0));
            let first = dated.next();
            let last = dated.next_back().or(first);
            if !timeline.is_empty() {
                let span = first
                    .map_or(String::new(), |_| say::BETWEEN.with(language(), &[&day_words(first), &day_words(last)]));
                let reports = count_of(timeline.len() as u64, say::REPORT, say::REPORTS);
                let words = format!("{name}  {reports}{span}");
                writeln!(out, "{}", style.strong(&render::clean(&words)))?;
            }
            for (office, first, last) in views::offices(&timeline) {
                let span = if first == last {
                    day_words(first)
                } else {
                    say::SPAN.with(language(), &[&day_words(first), &day_words(last)])
                };
                writeln!(out, "  {}  {span}", render::clean(&office))?;
            }
            for one in shown {
                write_appearance(&mut out, one, style)?;
            }
        }
        OutputFormat::Csv | OutputFormat::Tsv => {
            let rows = shown.iter().map(|one| {
                let roles: Vec<&str> = one.roles.iter().map(|role| role.name()).collect();
                vec![
                    day_words(one.day),
                    one.meeting.clone(),
                    roles.join(" "),
                    one.offices.join("、"),
                    one.said.len().to_string(),
                    one.id.clone(),
                ]
            });
            render::write_table(
                &mut out,
                delimiter(format),
                &["date", "meeting", "roles", "offices", "statements", "id"],
                rows,
            )?;
        }
        _ => {
            for one in shown {
                writeln!(out, "{}", Json(&appearance_json(one)))?;
            }
        }
    }
    out.close()?;
    Ok(found_or(!timeline.is_empty(), behind))
}

fn write_appearance(out: &mut Output, one: &Appearance, style: render::Style) -> std::io::Result<()> {
    const SAID_CHARS: usize = 60;
    let roles: Vec<&str> = one.roles.iter().map(|role| render::role_text(*role).of(language())).collect();
    let offices = if one.offices.is_empty() { String::new() } else { format!("  {}", one.offices.join("、")) };
    let line =
        format!("{}  {}  {}{offices}  {}", render::pad(&day_words(one.day), 10), roles.join("、"), one.meeting, one.id);
    writeln!(out, "{}", render::clean(&line))?;
    for (_, said) in &one.said {
        let words = &one.record.article.body[said.clone()];
        let end = words.char_indices().nth(SAID_CHARS).map_or(words.len(), |(at, _)| at);
        let more = if end < words.len() { "…" } else { "" };
        for line in render::wrap(&format!("{}{more}", render::clean(&words[..end])), style.width.saturating_sub(12)) {
            writeln!(out, "            {}", style.faint(&line))?;
        }
    }
    Ok(())
}

fn appearance_json(one: &Appearance) -> Value {
    json!({
        "v": 1,
        "date": one.day.map(|day| day.to_string()),
        "id": one.id,
        "meeting": one.meeting,
        "roles": one.roles.iter().map(|role| role.name()).collect::<Vec<_>>(),
        "offices": one.offices,
        "said": one.said.iter().map(|(verb, span)| json!({ "verb": verb, "span": [span.start, span.end], "text": &one.record.article.body[span.clone()] })).collect::<Vec<_>>(),
    })
}

pub(super) fn run_said(common: &Common, args: &SaidArgs) -> CommandResult {
    let said = Query::Fact("said", args.name.clone());
    let text = format!("{} {said}", query_text(&args.query));
    let options = SearchOptions {
        limit: args.limit,
        per_article: usize::MAX,
        group: Group::Article,
        order: if args.query.is_empty() && args.sort == Order::Score { Order::Newest } else { args.sort },
        filters: filters(&args.filters),
        matching: Matching::All,
        context: read_today(),
        ..SearchOptions::default()
    };
    run_search_with(common, &text, options, chosen(args.format, args.json, false))
}
