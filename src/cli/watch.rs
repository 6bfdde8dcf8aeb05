//! `watch`: adds what comes into folders, as long as it runs.

mod services;

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use time::{OffsetDateTime, UtcOffset};

use self::services::Service;
use super::add::{Counts, Reading, outcome_text, stop_on_signal};
use super::common::{Edge, eprint_clean};
use super::values::parse_seconds;
use super::{CommandResult, ExitStatus};
use crate::render::messages as say;
use crate::render::{ItemsWriter, Language, OutputFormat, clean, pad, reason_in};
use crate::service::{Archive, Control, Event, ItemOutcome, ItemReport, WatchNote, WatchOptions};

/// Adds what comes into folders, as long as it runs.
///
/// A file is added when nobody has written to it for a while; names of unfinished downloads wait. Sources are never
/// moved or changed. Ctrl-C ends it; nothing is lost.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao watch ~/Downloads                      pages a browser saves
  huibao watch /srv/scans --tag 扫描 --log ~/huibao-watch.log
  huibao watch ~/Downloads --service            a file with which the system starts it at login")]
pub(super) struct Watch {
    /// Folders, with everything below them.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Writes a line for each item to the end of a file: time, what became of it, id, path, headline or reason.
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// A file is finished when it has not changed for so long.
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = parse_seconds)]
    settle: Duration,
    /// Everything is looked at again after so long, for drives that tell nothing of changes.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = parse_seconds)]
    poll: Duration,
    /// Prints what starts it with the system instead: systemd (Linux), launchd (macOS), windows; this system's without
    /// a name.
    #[arg(long, value_name = "SYSTEM", num_args = 0..=1, require_equals = true)]
    service: Option<Option<Service>>,
    /// The output format: text (lines on standard error), jsonl (an object for each item on standard output).
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: WatchFormat,
}

/// How items are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WatchFormat {
    Text,
    Jsonl,
}

impl Watch {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        if let Some(service) = self.service {
            let service = service.unwrap_or_else(Service::of_this_system);
            write!(io::stdout().lock(), "{}", service.file(&self.command_line(edge)?, &self.folders))?;
            return Ok(ExitStatus::Done);
        }
        // Before there are threads: later the system does not tell it.
        let offset = UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC);
        let mut log = self.log.as_deref().map(|path| Log::open(path, offset)).transpose()?;
        let cancel = stop_on_signal(edge);
        let format = if self.format == WatchFormat::Jsonl { OutputFormat::Jsonl } else { OutputFormat::Text };
        let mut out = io::stdout().lock();
        let mut items = ItemsWriter::begin(format, &mut out)?;
        let (mut counts, mut written) = (Counts::default(), Ok(()));
        let mut control = Control::new(|event| match event {
            Event::Item(report) => {
                counts.count(report);
                if written.is_ok() {
                    written = items.item(report, &mut out).and_then(|()| out.flush());
                }
                if report.outcome == ItemOutcome::Unchanged && edge.common.verbose == 0 {
                    return;
                }
                if let Some(log) = &mut log
                    && written.is_ok()
                {
                    written = log.item(report);
                }
                if format == OutputFormat::Text && !edge.common.quiet {
                    say_item(report, edge.language);
                }
            }
            Event::Watch(note) if !edge.common.quiet => say_note(edge, note, &self.folders),
            _ => {}
        })
        .with_cancel(cancel);
        let options = WatchOptions {
            add: self.reading.options(),
            settle: self.settle,
            poll: self.poll,
            ignored: self.log.iter().cloned().collect(),
        };
        let watched =
            Archive::create(&edge.folder).and_then(|archive| archive.watch(&self.folders, &options, &mut control));
        drop(control);
        let summary = watched?;
        written?;
        if !edge.common.quiet {
            let counts_now = [summary.added, summary.replaced, summary.unchanged, summary.skipped];
            let values: [&dyn std::fmt::Display; 4] = [&counts_now[0], &counts_now[1], &counts_now[2], &counts_now[3]];
            let mut lines = Vec::new();
            counts.write(edge.language, &mut lines)?;
            writeln!(lines, "{}", say::ADDED.with(edge.language, &values))?;
            eprint_clean(String::from_utf8_lossy(&lines).trim_end());
        }
        Ok(ExitStatus::Done)
    }

    /// Returns the command that does the same from anywhere.
    fn command_line(&self, edge: &Edge) -> io::Result<Vec<String>> {
        let full = |path: &Path| std::path::absolute(path).map(|path| path.display().to_string());
        let mut line = vec![full(&std::env::current_exe()?)?];
        line.extend(["--archive".into(), full(&edge.folder)?]);
        line.extend(["--lang".into(), if edge.language == Language::Chinese { "zh" } else { "en" }.into()]);
        line.push("watch".into());
        line.extend(self.reading.arguments());
        if let Some(log) = &self.log {
            line.extend(["--log".into(), full(log)?]);
        }
        for (name, given, default) in [("--settle", self.settle, 2), ("--poll", self.poll, 30)] {
            if given != Duration::from_secs(default) {
                line.extend([name.into(), given.as_secs_f64().to_string()]);
            }
        }
        line.push("--".into());
        for folder in &self.folders {
            line.push(full(folder)?);
        }
        Ok(line)
    }
}

/// Says what became of an item, with its cautions.
fn say_item(report: &ItemReport, language: Language) {
    let (_, id, text) = said_of(report);
    let status = pad(outcome_text(&report.outcome).of(language), 9);
    eprint_clean(&format!("{status}  {id:8}  {}  {}", report.place, reason_in(&text, language)));
    for caution in &report.cautions {
        eprint_clean(&say::CAUTION_OF.with(language, &[&report.place, &reason_in(caution, language)]));
    }
}

/// Returns what became of an item, the beginning of its id, its headline or why there is no article.
fn said_of(report: &ItemReport) -> (&'static str, &str, String) {
    let id = report.id.as_deref().map_or("", |id| &id[..id.len().min(8)]);
    match &report.outcome {
        ItemOutcome::Added => ("added", id, report.title.clone()),
        ItemOutcome::Replaced => ("replaced", id, report.title.clone()),
        ItemOutcome::Unchanged => ("unchanged", id, report.title.clone()),
        ItemOutcome::Skipped(skip) => ("skipped", id, skip.to_string()),
    }
}

fn say_note(edge: &Edge, note: &WatchNote, folders: &[PathBuf]) {
    match note {
        WatchNote::Began(count) => {
            let names: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
            let files = edge.count_of(*count as u64, say::FILE, say::FILES);
            edge.note(say::WATCHING, &[&names.join(", "), &files]);
        }
        WatchNote::Deaf(why) => edge.warn(say::WATCH_DEAF, &[why]),
        WatchNote::Busy(count) => {
            let files = edge.count_of(*count as u64, say::FILE, say::FILES);
            edge.note(say::WATCH_BUSY, &[&files]);
        }
        WatchNote::Unreadable(place, why) => edge.warn(say::WATCH_UNREADABLE, &[place, why]),
        WatchNote::Unfinished(path) => edge.note(say::WATCH_UNFINISHED, &[&path.display()]),
    }
}

/// A file that grows by a line for each item.
struct Log {
    file: File,
    offset: UtcOffset,
}

impl Log {
    fn open(path: &Path, offset: UtcOffset) -> io::Result<Log> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        Ok(Log { file: File::options().create(true).append(true).open(path).map_err(named)?, offset })
    }

    /// Writes time, what became of it, id, path, headline or reason, and cautions, with tabs between them.
    fn item(&mut self, report: &ItemReport) -> io::Result<()> {
        let now = OffsetDateTime::now_utc().to_offset(self.offset).replace_nanosecond(0);
        let now = now.ok().and_then(|now| now.format(&time::format_description::well_known::Rfc3339).ok());
        let (status, id, text) = said_of(report);
        let mut cells = vec![now.unwrap_or_default(), status.into(), id.into(), report.place.clone(), text];
        cells.extend(report.cautions.iter().cloned());
        let cells: Vec<String> = cells.iter().map(|cell| clean(cell).replace(['\t', '\n', '\r'], " ")).collect();
        // One piece of writing: several programs may write to one log.
        self.file.write_all(format!("{}\n", cells.join("\t")).as_bytes())
    }
}
