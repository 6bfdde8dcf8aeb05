//! The log of runs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::{VERSION, timestamp};
use super::messages::{self as say, Language};
use super::reasons::reason_in;
use super::text::Style;
use super::{Answer, Shape, Table, clean};
use crate::service::RunsAnswer;
use crate::store::Run;

/// So many outlets of a run are shown to people.
const OUTLETS_SHOWN: usize = 5;

/// The most frequent first.
fn by_count(counts: &BTreeMap<String, u64>) -> Vec<(&String, &u64)> {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    counts
}

fn run_json(run: &Run) -> Value {
    json!({
        "v": VERSION,
        "run": run.number,
        "at": timestamp(run.at),
        "command": run.command,
        "sources": run.sources,
        "added": run.added,
        "replaced": run.replaced,
        "unchanged": run.unchanged,
        "skipped": run.skipped,
        "reasons": run.reasons,
        "outlets": run.outlets,
    })
}

impl Answer for RunsAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        for run in &self.runs {
            let counts: [&dyn std::fmt::Display; 4] = [&run.added, &run.replaced, &run.unchanged, &run.skipped];
            let counts = say::ADDED.with(style.language, &counts);
            writeln!(out, "{}  {} {}  {counts}", timestamp(run.at), run.command, clean(&run.sources))?;
            let mut outlets = by_count(&run.outlets);
            outlets.retain(|(name, _)| !name.is_empty());
            let more = outlets.len().saturating_sub(OUTLETS_SHOWN);
            let mut shown: Vec<String> =
                outlets.iter().take(OUTLETS_SHOWN).map(|(name, count)| format!("{} {count}", clean(name))).collect();
            shown.extend((more > 0).then(|| format!("… +{more}")));
            if !shown.is_empty() {
                writeln!(
                    out,
                    "    {}",
                    say::ADD_OUTLETS.with(style.language, &[&shown.join(say::COMMA.of(style.language))])
                )?;
            }
            for (reason, count) in by_count(&run.reasons) {
                writeln!(out, "    {count}  {}", clean(&reason_in(reason, style.language)))?;
            }
        }
        Ok(())
    }

    fn object(&self, _: Language) -> Value {
        json!({ "v": VERSION, "runs": self.runs.iter().map(run_json).collect::<Vec<_>>() })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.runs.iter().try_for_each(|run| line(run_json(run)))
    }

    fn table(&self) -> Table {
        let joined = |counts: &BTreeMap<String, u64>| {
            by_count(counts).iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join("; ")
        };
        let row = |run: &Run| {
            vec![
                run.number.to_string(),
                timestamp(run.at),
                run.command.clone(),
                run.sources.clone(),
                run.added.to_string(),
                run.replaced.to_string(),
                run.unchanged.to_string(),
                run.skipped.to_string(),
                joined(&run.reasons),
                joined(&run.outlets),
            ]
        };
        Table {
            header: &[
                "run",
                "at",
                "command",
                "sources",
                "added",
                "replaced",
                "unchanged",
                "skipped",
                "reasons",
                "outlets",
            ],
            rows: self.runs.iter().map(row).collect(),
        }
    }
}
