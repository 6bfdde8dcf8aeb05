//! What every command shares: the global options, and the person's surroundings.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::output::Output;
use super::progress::Progress;
use super::values::FormatArgs;
use super::{CommandError, ExitStatus};
use crate::facts::Day;
use crate::query::Diagnostic;
use crate::render::messages as say;
use crate::render::{self, Answer, Language, Style, Text};
use crate::service::{Archive, Control, Freshness, Snapshot};

/// What options are called that every command has; they come last.
pub(super) const GLOBAL: &str = "Options of every command";

#[derive(Debug, Args)]
pub(super) struct Common {
    /// The archive's folder; without it `index` here or in the nearest folder above that has one.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "DIR", env = "HUIBAO_ARCHIVE", value_parser = parse_folder())]
    pub(super) archive: Option<PathBuf>,
    /// When to use colours; NO_COLOR is heeded.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "WHEN", default_value = "auto", ignore_case = true)]
    pub(super) color: ColorChoice,
    /// Never uses a pager (HUIBAO_PAGER, PAGER).
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub(super) no_pager: bool,
    /// The language of messages and headings; the locale's if none is given.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "LANG", ignore_case = true)]
    pub(super) lang: Option<Lang>,
    /// Prints results only.
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub(super) quiet: bool,
    /// Prints notes and details; twice (-vv) also what goes on inside.
    #[arg(short, long, global = true, help_heading = GLOBAL, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

impl Common {
    /// The folder that is named; an empty variable says as little as none.
    fn named_folder(&self) -> Option<PathBuf> {
        self.archive.clone().filter(|folder| !folder.as_os_str().is_empty())
    }
}

/// Reads a folder, an empty one too: that of clap for paths refuses it.
fn parse_folder() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    Auto,
    Always,
    Never,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// English
    En,
    /// 中文
    Zh,
}

/// The person's surroundings, passed to every command.
pub(super) struct Edge {
    pub(super) common: Common,
    /// The archive's folder.
    pub(super) folder: PathBuf,
    pub(super) language: Language,
}

impl Edge {
    pub(super) fn new(common: Common) -> Edge {
        let folder = common.named_folder().unwrap_or_else(nearest_archive);
        let language = match common.lang {
            Some(Lang::En) => Language::English,
            Some(Lang::Zh) => Language::Chinese,
            None => language_of_locale(),
        };
        Edge { common, folder, language }
    }

    /// The folder of an archive that is made anew: never one found above.
    pub(super) fn folder_to_make(&self) -> PathBuf {
        self.common.named_folder().unwrap_or_else(|| DEFAULT_FOLDER.into())
    }

    /// Says which archive something is added to, where that is new or was not named.
    pub(super) fn say_where(&self) {
        let shown = self.folder.display();
        if !Archive::is_in(&self.folder) {
            self.note(say::NEW_ARCHIVE, &[&shown]);
        } else if self.folder != self.folder_to_make() {
            self.note(say::ARCHIVE_ABOVE, &[&shown]);
        }
    }

    /// The archive, which has to be there.
    pub(super) fn archive(&self) -> Result<Archive, CommandError> {
        Ok(Archive::open(&self.folder)?)
    }

    /// Opens the archive to answer; also returns whether its index is behind.
    ///
    /// The snapshot is never dropped: the process ends soon, and unmapping its files one by one takes longer.
    pub(super) fn open(&self) -> Result<(Arc<Snapshot>, bool), CommandError> {
        let (snapshot, behind) = self.open_briefly()?;
        std::mem::forget(Arc::clone(&snapshot));
        Ok((snapshot, behind))
    }

    /// Opens the archive for a look before something else is done with it.
    pub(super) fn open_briefly(&self) -> Result<(Arc<Snapshot>, bool), CommandError> {
        let mut progress = Progress::indexing(self);
        let snapshot = self.archive()?.snapshot(&mut Control::new(|event| progress.update(&event)))?;
        progress.finish();
        let freshness = snapshot.freshness();
        match freshness {
            Freshness::Behind(changes) => self.warn(say::BEHIND, &[&changes]),
            Freshness::CaughtUp(changes) if self.common.verbose > 0 => {
                eprint_clean(&say::CAUGHT_UP.with(self.language, &[&changes]));
            }
            _ => {}
        }
        Ok((snapshot, matches!(freshness, Freshness::Behind(_))))
    }

    /// Writes an answer to standard output or a pager.
    pub(super) fn write<A: Answer, B>(&self, answer: &A, output: &FormatArgs<B>) -> Result<(), CommandError> {
        let mut out = self.output(output.copy, true)?;
        let style = self.style();
        let style = Style { color: style.color && !output.copy, ..style };
        render::write(answer, output.format, style, &mut out)?;
        Ok(out.close()?)
    }

    /// Opens standard output, which goes to the clipboard too where that is asked for.
    pub(super) fn output(&self, copy: bool, paged: bool) -> Result<Output, CommandError> {
        if copy && !io::stderr().is_terminal() {
            return Err(self.usage(say::NO_CLIPBOARD, &[], say::NO_CLIPBOARD_HINT));
        }
        let out = Output::open(self, paged && !copy);
        Ok(if copy { out.copied(self.language) } else { out })
    }

    /// Writes a line to standard output, unless nothing but results is wished for.
    pub(super) fn say(&self, text: Text, values: &[&dyn std::fmt::Display]) -> Result<(), CommandError> {
        if !self.common.quiet {
            writeln!(io::stdout(), "{}", text.with(self.language, values))?;
        }
        Ok(())
    }

    /// Writes a warning to standard error.
    pub(super) fn warn(&self, text: Text, values: &[&dyn std::fmt::Display]) {
        let text = text.with(self.language, values);
        eprint_clean(&say::WARNING.with(self.language, &[&text]));
    }

    /// Writes a message to standard error, unless nothing but results is wished for.
    pub(super) fn note(&self, text: Text, values: &[&dyn std::fmt::Display]) {
        if !self.common.quiet {
            eprint_clean(&text.with(self.language, values));
        }
    }

    /// Says what takes a while, where a person is looking.
    pub(super) fn working(&self, text: Text) {
        if io::stderr().is_terminal() {
            self.note(text, &[]);
        }
    }

    /// Says how a query was read; on a terminal with a caret under the place.
    pub(super) fn say_notes(&self, notes: &[Diagnostic], text: &str) {
        if self.common.quiet {
            return;
        }
        for note in notes {
            eprint_clean(&say::NOTE.with(self.language, &[&say::note_text(note, self.language)]));
            let Some(at) = note.at.clone().filter(|_| io::stderr().is_terminal()) else { continue };
            let columns = |part: &str| unicode_width::UnicodeWidthStr::width(render::clean(part).as_str());
            let (Some(before), Some(marked)) = (text.get(..at.start), text.get(at)) else { continue };
            eprint_clean(&format!("  {text}"));
            eprint_clean(&format!("  {}{}", " ".repeat(columns(before)), "^".repeat(columns(marked).max(1))));
        }
    }

    /// Says how many of something.
    pub(super) fn count_of(&self, count: u64, one: Text, several: Text) -> String {
        say::count_of(count, one, several, self.language)
    }

    /// Ends with an error of use.
    pub(super) fn usage(
        &self,
        text: Text,
        values: &[&dyn std::fmt::Display],
        hint: impl Into<Option<Text>>,
    ) -> CommandError {
        CommandError::Usage(text.with(self.language, values), hint.into())
    }

    /// How text looks.
    pub(super) fn style(&self) -> Style {
        super::output::style(self)
    }
}

/// The folder an archive is in if none is named.
pub(super) const DEFAULT_FOLDER: &str = "index";

/// Returns `index` here, or where there is no archive the one in the nearest folder above.
pub(super) fn nearest_archive() -> PathBuf {
    let here = PathBuf::from(DEFAULT_FOLDER);
    if Archive::is_in(&here) {
        return here;
    }
    let Ok(current) = std::env::current_dir() else { return here };
    let above = current.ancestors().skip(1).map(|folder| folder.join(DEFAULT_FOLDER));
    above.into_iter().find(|folder| Archive::is_in(folder)).unwrap_or(here)
}

/// Nothing found in an index that is behind says nothing of the archive.
pub(super) fn found_or(found: bool, behind: bool) -> ExitStatus {
    if !found && behind { ExitStatus::NeedsAttention } else { ExitStatus::found(found) }
}

/// The day it is in the person's time zone.
pub(super) fn today() -> Option<Day> {
    let now = time::OffsetDateTime::now_local().unwrap_or_else(|_| time::OffsetDateTime::now_utc());
    Some(Day { year: u16::try_from(now.year()).ok()?, month: now.month().into(), day: now.day() })
}

/// Writes lines for the person, who may have closed the terminal.
pub(super) fn eprint_clean(text: &str) {
    let mut lines = String::new();
    for line in text.split('\n') {
        lines.push_str(&render::clean(line));
        lines.push('\n');
    }
    let _ = io::stderr().write_all(lines.as_bytes());
}

/// Returns the language that is typed, before the rest of what is typed is read; the locale's where none is.
pub(super) fn language_typed(args: impl Iterator<Item = std::ffi::OsString>) -> Language {
    let mut args = args.map(|arg| arg.to_string_lossy().into_owned()).take_while(|arg| arg != "--").peekable();
    let mut typed = None;
    while let Some(arg) = args.next() {
        let value = match arg.strip_prefix("--lang") {
            Some("") => args.peek().cloned(),
            Some(value) => value.strip_prefix('=').map(str::to_owned),
            None => None,
        }
        .map(|value| value.to_ascii_lowercase());
        typed = value.filter(|value| ["en", "zh"].contains(&value.as_str())).or(typed);
    }
    match typed.as_deref() {
        Some("zh") => Language::Chinese,
        Some("en") => Language::English,
        // What is no language is said in the person's own.
        _ => language_of_locale(),
    }
}

fn language_of_locale() -> Language {
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set) {
        Some(locale) if locale.starts_with("zh") => Language::Chinese,
        _ => Language::English,
    }
}
