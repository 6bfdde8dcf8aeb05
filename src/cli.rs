//! The command line: reads arguments and surroundings, calls the library, writes what it answers.
//!
//! Everything that depends on the person's machine is decided here: where the archive is, colours, width,
//! pager, progress, questions, exit codes.

mod args;
mod facts;
mod help;
mod keep;
mod output;
mod progress;
mod read;
mod settings;
mod views;
mod write;

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{CommandFactory, Parser};

use self::args::{Cli, Command, Common};
use self::facts::run_facts;
use self::keep::{run_backup, run_check, run_export, run_import, run_repair, run_restore};
use self::progress::Progress;
use self::read::{run_analyze, run_count, run_list, run_open, run_search, run_show, run_stats};
use self::settings::{run_alias, run_dict, run_saved};
use self::views::{run_meeting, run_person, run_said};
use self::write::{run_add, run_fact, run_reindex, run_rm, run_tag};
use crate::add::Freshness;
use crate::error::Error;
use crate::facts::Day;
use crate::index::Snapshot;
use crate::render::messages as say;
use crate::render::{self, Language, Text};

const FOUND: u8 = 0;
const NOTHING_FOUND: u8 = 1;
const FATAL: u8 = 2;
const SOME_FAILED: u8 = 3;
const NEEDS_ATTENTION: u8 = 4;
const INTERRUPTED: u8 = 130;

/// What ends a command early.
enum CommandError {
    Error(Error),
    Io(io::Error),
    /// The program failed: damage nobody foresaw, or a fault of its own.
    Panicked(String),
}

impl From<Error> for CommandError {
    fn from(error: Error) -> CommandError {
        CommandError::Error(error)
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> CommandError {
        CommandError::Io(error)
    }
}

type CommandResult = Result<u8, CommandError>;

/// Runs the program.
pub fn main() -> ExitCode {
    let mut cli = match Cli::try_parse_from(args::with_minus_words(std::env::args_os())) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            // It repeats what was typed: nothing of that may be obeyed.
            eprint_clean(error.render().to_string().trim_end());
            return ExitCode::from(FATAL);
        }
        Err(error) => error.exit(),
    };
    // An empty variable says as little as none.
    if cli.common.archive.as_os_str().is_empty() {
        cli.common.archive = "index".into();
    }
    let _ = LANGUAGE.set(cli.common.lang.map_or_else(language_of_locale, Language::from));
    // A damaged index makes tantivy panic: what it says is for the person, not for a debugger.
    std::panic::set_hook(Box::new(|_| {}));
    let done = catch_unwind(AssertUnwindSafe(|| run(&cli))).unwrap_or_else(|panic| {
        let told = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Err(CommandError::Panicked(told.unwrap_or_default().to_owned()))
    });
    let code = match done {
        Ok(code) => code,
        Err(CommandError::Panicked(told)) => {
            eprint_clean(&say::ERROR.with(language(), &[&say::PANICKED.with(language(), &[&told])]));
            eprint_clean(&say::HINT.with(language(), &[&say::PANICKED_HINT.of(language())]));
            NEEDS_ATTENTION
        }
        Err(CommandError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => FOUND,
        Err(CommandError::Io(error)) => {
            eprint_clean(&say::ERROR.with(language(), &[&say::CANNOT_WRITE.with(language(), &[&error])]));
            FATAL
        }
        Err(CommandError::Error(error)) => {
            eprint_clean(&say::ERROR.with(language(), &[&say::error_text(&error, language())]));
            if let Some(hint) = say::hint_text(&error, language()) {
                eprint_clean(&say::HINT.with(language(), &[&hint]));
            }
            match error {
                Error::ArchiveBusy { .. }
                | Error::ArchiveDamaged { .. }
                | Error::IndexUnusable { .. }
                | Error::ArchiveFormat { .. }
                | Error::Index(_)
                | Error::Store(_) => NEEDS_ATTENTION,
                Error::Interrupted => INTERRUPTED,
                Error::ArticleMissing { .. } => NOTHING_FOUND,
                _ => FATAL,
            }
        }
    };
    ExitCode::from(code)
}

static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// The language messages are in, as the person wished or the locale says.
fn language() -> Language {
    LANGUAGE.get().copied().unwrap_or_default()
}

fn language_of_locale() -> Language {
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set) {
        Some(locale) if locale.starts_with("zh") => Language::Chinese,
        _ => Language::English,
    }
}

/// Says how many of something.
fn count_of(count: u64, one: Text, several: Text) -> String {
    if count == 1 { one.with(language(), &[&count]) } else { several.with(language(), &[&count]) }
}

/// The day it is in the person's time zone.
fn today() -> Option<Day> {
    let now = time::OffsetDateTime::now_local().unwrap_or_else(|_| time::OffsetDateTime::now_utc());
    Some(Day { year: u16::try_from(now.year()).ok()?, month: now.month().into(), day: now.day() })
}

/// Writes a line for the person, who may have closed the terminal.
fn eprint_clean(text: &str) {
    let mut lines = String::new();
    for line in text.split('\n') {
        lines.push_str(&render::clean(line));
        lines.push('\n');
    }
    let _ = io::stderr().write_all(lines.as_bytes());
}

fn run(cli: &Cli) -> CommandResult {
    let common = &cli.common;
    match &cli.command {
        Command::Add(add) => run_add(common, add),
        Command::Search(search) => run_search(common, search),
        Command::List(list) => run_list(common, list),
        Command::Show(show) => run_show(common, show),
        Command::Facts(facts) => run_facts(common, facts),
        Command::Count(count) => run_count(common, count),
        Command::Meeting(meeting) => run_meeting(common, meeting),
        Command::Person(person) => run_person(common, person),
        Command::ReadOptions(said) => run_said(common, said),
        Command::Fact(fact) => run_fact(common, fact),
        Command::Rm(rm) => run_rm(common, rm),
        Command::Tag(tag) => run_tag(common, tag),
        Command::Open(open) => run_open(common, &open.id),
        Command::Stats(stats) => run_stats(common, stats),
        Command::Reindex => run_reindex(common),
        Command::Check(check) => run_check(common, check),
        Command::Repair => run_repair(common),
        Command::Export(export) => run_export(common, export),
        Command::Import(import) => run_import(common, import),
        Command::Backup(backup) => run_backup(common, backup),
        Command::Restore(restore) => run_restore(common, restore),
        Command::Alias(alias) => run_alias(common, alias),
        Command::Saved(saved) => run_saved(common, saved),
        Command::Dict(dict) => run_dict(common, dict),
        Command::Help { topic } => help::run_help(common, topic.as_deref()),
        Command::Analyze(analyze) => run_analyze(common, analyze),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "huibao", &mut io::stdout());
            Ok(FOUND)
        }
        Command::Man { command } => run_man(command.as_deref()),
    }
}

/// Opens the archive for reading; also returns whether its index is behind.
///
/// The snapshot is never dropped: the process ends soon, and unmapping its files one by one takes longer.
fn open(common: &Common) -> Result<(ManuallyDrop<Snapshot>, bool), CommandError> {
    let mut progress = Progress::indexing(common);
    let (snapshot, freshness) = crate::add::open(&common.archive, &mut |event| progress.update(&event))?;
    progress.finish();
    match freshness {
        Freshness::Behind(changes) => {
            eprint_clean(&say::WARNING.with(language(), &[&say::BEHIND.with(language(), &[&changes])]));
        }
        Freshness::CaughtUp(changes) if common.verbose => eprint_clean(&say::CAUGHT_UP.with(language(), &[&changes])),
        _ => {}
    }
    Ok((ManuallyDrop::new(snapshot), matches!(freshness, Freshness::Behind(_))))
}

fn run_man(command: Option<&str>) -> CommandResult {
    let mut cli = Cli::command();
    cli.build();
    let page = match command {
        None => cli,
        Some(name) => {
            let found = cli.find_subcommand(name).cloned();
            found
                .ok_or_else(|| Error::Usage(format!("no command is called {name}")))?
                .display_name(format!("huibao-{name}"))
        }
    };
    clap_mangen::Man::new(page).render(&mut io::stdout())?;
    Ok(FOUND)
}
