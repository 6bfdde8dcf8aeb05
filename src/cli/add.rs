//! `add`: files, folders and standard input.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use super::common::{Edge, eprint_clean};
use super::progress::Progress;
use super::values::{parse_address, parse_date, parse_input_format, parse_pair, parse_report};
use super::{CommandError, CommandResult, ExitStatus};
use crate::article::PartialDate;
use crate::extract::Format;
use crate::render::messages as say;
use crate::render::{ItemsWriter, Language, OutputFormat, Text, clean, pad, reason_in};
use crate::service::{AddOptions, Archive, Control, Event, ItemOutcome, ItemReport, size_of_sources};

/// How long an addition may take to end by itself after a signal.
const ORDERLY_END: std::time::Duration = std::time::Duration::from_millis(1500);

/// Adds files, folders and standard input.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao add reports/                       a folder with everything below it
  huibao add page.html notes.txt            saved pages, copied text
  huibao add export.jsonl --map body=fulltext,title=headline
  huibao add inbox.zip minutes.docx report.pdf letters.mbox
  pbpaste | huibao add - --source 清河日报 --date 2022-08-29
  curl https://news.example/1.html | huibao add - --url https://news.example/1.html")]
pub(super) struct Add {
    /// Files, folders, or - for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Says what would happen and changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// The publish date of articles that name none.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    date: Option<PartialDate>,
    /// The address of the article, for one file or standard input.
    #[arg(long, value_name = "URL", value_parser = parse_address)]
    url: Option<String>,
    /// The headline of the article, for one file or standard input.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Writes what became of every item, with its cautions, to a file: FILE.csv or FILE.jsonl.
    #[arg(long, value_name = "FILE", value_parser = parse_report)]
    report: Option<(PathBuf, OutputFormat)>,
    /// The output format: text, json (one object), jsonl (an object for each item, as it is done).
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json", "jsonl"],
        hide_possible_values = true)]
    format: String,
    /// The same as --format json.
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// How files are read, and what is said of all of them.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// Reads everything as this format instead of detecting it.
    #[arg(long = "as", value_name = "FORMAT", value_parser = parse_input_format)]
    as_format: Option<Format>,
    /// Columns that mean a known field: body=content,title=headline.
    #[arg(long, value_name = "FIELD=COLUMN,…", value_parser = parse_pair, value_delimiter = ',')]
    map: Vec<(String, String)>,
    /// Gives everything this tag.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Gives articles that are new this tag.
    #[arg(long = "tag-new", value_name = "TAG")]
    tags_new: Vec<String>,
    /// The source of articles that name none.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The encoding of everything (gb18030, big5, utf-16le …) instead of detecting it.
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<String>,
    /// How many threads to use.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    jobs: usize,
}

impl Reading {
    pub(super) fn options(&self) -> AddOptions {
        AddOptions {
            format: self.as_format,
            encoding: self.encoding.clone(),
            columns: self.map.clone(),
            source: self.source.clone(),
            tags: self.tags.clone(),
            tags_new: self.tags_new.clone(),
            jobs: self.jobs,
            ..AddOptions::default()
        }
    }

    /// Returns the arguments that say the same.
    pub(super) fn arguments(&self) -> Vec<String> {
        let said = [
            ("--as", self.as_format.map(|format| format.name().to_owned())),
            ("--source", self.source.clone()),
            ("--encoding", self.encoding.clone()),
            ("--jobs", (self.jobs > 0).then(|| self.jobs.to_string())),
        ];
        let said = said.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let columns = self.map.iter().map(|(field, column)| ("--map", format!("{field}={column}")));
        let tags = self.tags.iter().map(|tag| ("--tag", tag.clone()));
        let tags_new = self.tags_new.iter().map(|tag| ("--tag-new", tag.clone()));
        said.chain(columns).chain(tags).chain(tags_new).flat_map(|(name, value)| [name.to_owned(), value]).collect()
    }
}

impl Add {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let format = self.format();
        let options = self.options(edge)?;
        let cancel = stop_on_signal(edge);
        if self.paths.iter().any(|path| path.as_os_str() == "-") && io::stdin().is_terminal() {
            edge.note(say::READING_INPUT, &[]);
        }
        let total_bytes = size_of_sources(&self.paths);
        let mut progress = Progress::reading(edge, total_bytes);
        let mut out = io::stdout().lock();
        let mut items = ItemsWriter::begin(format, &mut out)?;
        let mut report_file = match &self.report {
            Some((path, format)) => Some(ReportFile::create(path, *format)?),
            None => None,
        };
        let mut counts_of = Counts::default();
        let mut failures = Failures::default();
        let mut copies = Copies::default();
        let mut written = Ok(());
        let mut control = Control::new(|event| {
            progress.update(&event);
            let Event::Item(report) = event else { return };
            if let ItemOutcome::Skipped(skip) = &report.outcome {
                failures.count(&report.place, skip.to_string());
            }
            copies.count(report, edge.language);
            if written.is_ok() {
                written = items.item(report, &mut out);
            }
            if written.is_ok()
                && let Some(file) = &mut report_file
            {
                written = file.items.item(report, &mut file.out);
            }
            counts_of.count(report);
            if format == OutputFormat::Text && edge.common.verbose > 0 {
                progress.line(&item_line(report, edge.language));
            }
            for caution in &report.cautions {
                let caution = reason_in(caution, edge.language);
                progress.line(&say::CAUTION_OF.with(edge.language, &[&report.place, &caution]));
            }
        })
        .with_cancel(cancel);
        let is_nothing = self.makes_nothing(edge, total_bytes);
        if !self.dry_run && !is_nothing {
            edge.say_where();
        }
        let added = if self.dry_run || is_nothing {
            Archive::rehearse_add(&edge.folder, &self.paths, &options, &mut control)
        } else {
            let added = Archive::create(&edge.folder).and_then(|archive| archive.writer());
            added.and_then(|mut writer| writer.add(&self.paths, &options, &mut control))
        };
        drop(control);
        progress.finish();
        let summary = added?;
        written?;
        items.end(&summary, &mut out)?;
        if let Some(ReportFile { items, mut out }) = report_file {
            items.end(&summary, &mut out)?;
            out.flush()?;
        }
        failures.say(edge);
        copies.say(edge);
        if format == OutputFormat::Text && !edge.common.quiet {
            let text = if self.dry_run { say::WOULD_ADD } else { say::ADDED };
            let counts = [summary.added, summary.replaced, summary.unchanged, summary.skipped];
            let counts: [&dyn std::fmt::Display; 4] = [&counts[0], &counts[1], &counts[2], &counts[3]];
            // The last line is the one that programs look for.
            counts_of.write(edge.language, &mut out)?;
            writeln!(out, "{}", text.with(edge.language, &counts))?;
        }
        if summary.interrupted {
            eprint_clean(say::STOPPED.of(edge.language));
            return Ok(ExitStatus::Interrupted);
        }
        Ok(if summary.skipped > 0 { ExitStatus::SomeFailed } else { ExitStatus::Done })
    }

    fn format(&self) -> OutputFormat {
        match self.format.as_str() {
            _ if self.json => OutputFormat::Json,
            "json" => OutputFormat::Json,
            "jsonl" => OutputFormat::Jsonl,
            _ => OutputFormat::Text,
        }
    }

    /// Returns whether there is nothing to make an archive of.
    fn makes_nothing(&self, edge: &Edge, total_bytes: u64) -> bool {
        let has_input = self.paths.iter().any(|path| path.as_os_str() == "-");
        !Archive::is_in(&edge.folder) && !has_input && total_bytes == 0
    }

    /// Returns what was said of the files.
    fn options(&self, edge: &Edge) -> Result<AddOptions, CommandError> {
        let is_one = self.paths.len() == 1 && !self.paths[0].is_dir();
        if (self.url.is_some() || self.title.is_some()) && !is_one {
            return Err(CommandError::Usage(say::ONE_FILE_ONLY.of(edge.language).into(), None));
        }
        Ok(AddOptions {
            published: self.date,
            url: self.url.clone(),
            title: self.title.clone(),
            ..self.reading.options()
        })
    }
}

/// A file for what became of every item.
struct ReportFile {
    items: ItemsWriter,
    out: io::BufWriter<std::fs::File>,
}

impl ReportFile {
    fn create(path: &Path, format: OutputFormat) -> io::Result<ReportFile> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let mut out = io::BufWriter::new(std::fs::File::create(path).map_err(named)?);
        Ok(ReportFile { items: ItemsWriter::begin(format, &mut out)?, out })
    }
}

/// What was added or replaced, by format and by outlet.
#[derive(Default)]
pub(super) struct Counts {
    formats: BTreeMap<String, u64>,
    outlets: BTreeMap<String, u64>,
}

/// So many items that were left out for one reason are named; the others are counted.
const FAILURES_SHOWN: usize = 5;
/// So many reasons are told; those of the other items are in the report.
const REASONS_SHOWN: usize = 100;

/// What was left out, by the reason.
#[derive(Default)]
struct Failures {
    total: u64,
    /// The first reasons, each with its first places and how many there are.
    reasons: Vec<(String, Vec<String>, u64)>,
    /// Items with other reasons: a file of bad records may have as many reasons as records.
    others: u64,
}

impl Failures {
    fn count(&mut self, place: &str, reason: String) {
        self.total += 1;
        let known = self.reasons.iter().position(|(known, ..)| *known == reason);
        if known.is_none() && self.reasons.len() == REASONS_SHOWN {
            self.others += 1;
            return;
        }
        let at = known.unwrap_or_else(|| {
            self.reasons.push((reason, Vec::new(), 0));
            self.reasons.len() - 1
        });
        let (_, places, count) = &mut self.reasons[at];
        *count += 1;
        if places.len() < FAILURES_SHOWN {
            places.push(place.to_owned());
        }
    }

    fn say(&self, edge: &Edge) {
        if self.total == 0 || edge.common.quiet {
            return;
        }
        let language = edge.language;
        let count = edge.count_of(self.total, say::ITEM, say::ITEMS);
        eprint_clean(&say::SKIPPED.with(language, &[&count]));
        for (reason, places, count) in &self.reasons {
            let reason = reason_in(reason, language);
            places
                .iter()
                .for_each(|place| eprint_clean(&format!("  {}", say::PLACE.with(language, &[place, &reason]))));
            let more = count - places.len() as u64;
            if more > 0 {
                eprint_clean(&say::SAME_REASON.with(language, &[&more, &reason]));
            }
        }
        if self.others > 0 {
            eprint_clean(&say::MORE_REASONS.with(language, &[&self.others]));
        }
    }
}

/// So many copies are named; the others are counted.
const COPIES_SHOWN: usize = 5;
/// Texts that were found elsewhere before.
#[derive(Default)]
struct Copies {
    count: u64,
    shown: Vec<String>,
}

impl Copies {
    fn count(&mut self, report: &ItemReport, language: Language) {
        let (Some(first), Some(id)) = (&report.copy_of, &report.id) else { return };
        self.count += 1;
        if self.shown.len() < COPIES_SHOWN {
            self.shown.push(say::COPY_OF.with(language, &[&report.place, &&id[..id.len().min(8)], first]));
        }
    }

    fn say(&self, edge: &Edge) {
        if edge.common.quiet {
            return;
        }
        self.shown.iter().for_each(|line| eprint_clean(line));
        let more = self.count - self.shown.len() as u64;
        if more > 0 {
            edge.note(say::MORE_COPIES, &[&more]);
        }
    }
}

/// So many outlets are named; the others are counted.
const OUTLETS_SHOWN: usize = 5;

impl Counts {
    pub(super) fn count(&mut self, report: &ItemReport) {
        if !matches!(report.outcome, ItemOutcome::Added | ItemOutcome::Replaced) {
            return;
        }
        *self.formats.entry(report.format.map_or("", Format::name).to_owned()).or_default() += 1;
        // Exports may have as many outlets as records: those beyond a bound are one.
        let outlet = report.outlet.clone().unwrap_or_default();
        if self.outlets.len() < 10_000 || self.outlets.contains_key(&outlet) {
            *self.outlets.entry(outlet).or_default() += 1;
        }
    }

    pub(super) fn write(self, language: Language, out: &mut dyn Write) -> io::Result<()> {
        let line = |counts: BTreeMap<String, u64>, shown: usize| {
            let mut counts: Vec<(String, u64)> = counts.into_iter().filter(|(name, _)| !name.is_empty()).collect();
            counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let mut parts: Vec<String> =
                counts.iter().take(shown).map(|(name, count)| format!("{name} {count}")).collect();
            parts.extend((counts.len() > shown).then(|| format!("… +{}", counts.len() - shown)));
            parts.join(say::COMMA.of(language))
        };
        for (heading, line) in
            [(say::ADD_FORMATS, line(self.formats, usize::MAX)), (say::ADD_OUTLETS, line(self.outlets, OUTLETS_SHOWN))]
        {
            if !line.is_empty() {
                writeln!(out, "{}", clean(&heading.with(language, &[&line])))?;
            }
        }
        Ok(())
    }
}

/// Returns a flag that a signal sets. Whoever waits for a pipe or a slow disk does not see it: then the program ends by
/// itself. What was reported is saved, however it ends.
pub(super) fn stop_on_signal(edge: &Edge) -> Arc<AtomicBool> {
    let cancel = Arc::new(AtomicBool::new(false));
    let on_signal = Arc::clone(&cancel);
    let language: Language = edge.language;
    let handled = ctrlc::set_handler(move || {
        on_signal.store(true, Ordering::Relaxed);
        std::thread::sleep(ORDERLY_END);
        eprint_clean(say::STOPPED.of(language));
        std::process::exit(ExitStatus::Interrupted as i32);
    });
    if let Err(error) = handled {
        eprint_clean(&say::WARNING.with(language, &[&error]));
    }
    cancel
}

fn item_line(report: &ItemReport, language: Language) -> String {
    format!("{}  {}  {}", pad(outcome_text(&report.outcome).of(language), 9), report.place, report.title)
}

/// Says in a word what became of an item.
pub(super) fn outcome_text(outcome: &ItemOutcome) -> Text {
    match outcome {
        ItemOutcome::Added => say::ITEM_ADDED,
        ItemOutcome::Replaced => say::ITEM_REPLACED,
        ItemOutcome::Unchanged => say::ITEM_UNCHANGED,
        ItemOutcome::Skipped(_) => say::ITEM_SKIPPED,
    }
}
