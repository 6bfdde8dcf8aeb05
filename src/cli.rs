//! The command line: reads arguments and surroundings, asks the service, writes what it answers.
//!
//! Everything that depends on the person's machine is decided here: where the archive is, colours, width, language,
//! pager, progress, questions, the day it is, exit codes. A command is a file with its arguments and what it does, and a
//! line of [`Command`].

mod add;
mod analyze;
mod backup;
mod candidates;
mod check;
mod chinese;
mod common;
mod completions;
mod count;
mod export;
mod fact;
mod facts;
mod groups;
mod help;
mod import;
mod list;
mod log;
mod logger;
mod meeting;
mod minus;
mod open;
mod output;
mod person;
mod progress;
mod reindex;
mod repair;
mod restore;
mod rm;
mod said;
mod search;
mod settings;
mod show;
mod stats;
mod tag;
mod values;
mod watch;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use self::common::{Common, Edge, eprint_clean};
use crate::error::Error;
use crate::isolate;
use crate::render::Language;
use crate::render::messages as say;
use crate::service::{note_panic, panicked_at};

/// How the program ends; the numbers are promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExitStatus {
    /// Found, done.
    Done = 0,
    /// Nothing found.
    NothingFound = 1,
    /// Used wrongly, or a fatal error.
    Fatal = 2,
    /// Some items failed; the rest is done.
    SomeFailed = 3,
    /// The archive is locked or needs attention.
    NeedsAttention = 4,
    /// Interrupted.
    Interrupted = 130,
}

impl ExitStatus {
    /// Something was found, or nothing.
    fn found(found: bool) -> ExitStatus {
        if found { ExitStatus::Done } else { ExitStatus::NothingFound }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// What ends a command early.
enum CommandError {
    Error(Error),
    Io(io::Error),
    /// Something was asked for that makes no sense: what is wrong, and what to do.
    Usage(String, Option<say::Text>),
    /// The program failed: damage no one foresaw, or a fault of its own.
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

type CommandResult = Result<ExitStatus, CommandError>;

/// How the help of a command is laid out.
const EXAMPLES_FIRST: &str = "{about-with-newline}\n{usage-heading} {usage}{after-help}\n\n{all-args}";

const EXIT_CODES: &str = "Exit codes:
  0  found, done
  1  nothing found
  2  usage or fatal error
  3  some items failed, the rest is done
  4  the archive is locked or needs attention
  130  interrupted";

/// An archive of Chinese meeting reports: add articles, find what was said.
#[derive(Debug, Parser)]
#[command(name = "huibao", version, about, max_term_width = 100, after_help = EXIT_CODES)]
#[command(disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Add),
    Watch(watch::Watch),
    #[command(aliases = ["find", "grep", "query"])]
    Search(search::Search),
    #[command(aliases = ["ls"])]
    List(list::List),
    Show(show::Show),
    Facts(facts::Facts),
    Count(count::Count),
    #[command(aliases = ["meetings"])]
    Meeting(meeting::Meeting),
    #[command(aliases = ["people"])]
    Person(person::Person),
    Said(said::Said),
    Fact(fact::Fact),
    #[command(aliases = ["delete", "remove"])]
    Rm(rm::Rm),
    Tag(tag::Tag),
    Open(open::Open),
    Log(log::Log),
    Stats(stats::Stats),
    Reindex(reindex::Reindex),
    Check(check::Check),
    Repair(repair::Repair),
    Export(export::Export),
    Import(import::Import),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Alias(settings::Alias),
    Saved(settings::Saved),
    Dict(settings::Dict),
    Analyze(analyze::Analyze),
    Help(help::Help),
    Completions(completions::Completions),
    Man(completions::Man),
}

fn run(edge: &Edge, command: &Command) -> CommandResult {
    match command {
        Command::Add(args) => args.run(edge),
        Command::Watch(args) => args.run(edge),
        Command::Search(args) => args.run(edge),
        Command::List(args) => args.run(edge),
        Command::Show(args) => args.run(edge),
        Command::Facts(args) => args.run(edge),
        Command::Count(args) => args.run(edge),
        Command::Meeting(args) => args.run(edge),
        Command::Person(args) => args.run(edge),
        Command::Said(args) => args.run(edge),
        Command::Fact(args) => args.run(edge),
        Command::Rm(args) => args.run(edge),
        Command::Tag(args) => args.run(edge),
        Command::Open(args) => args.run(edge),
        Command::Log(args) => args.run(edge),
        Command::Stats(args) => args.run(edge),
        Command::Reindex(args) => args.run(edge),
        Command::Check(args) => args.run(edge),
        Command::Repair(args) => args.run(edge),
        Command::Export(args) => args.run(edge),
        Command::Import(args) => args.run(edge),
        Command::Backup(args) => args.run(edge),
        Command::Restore(args) => args.run(edge),
        Command::Alias(args) => args.run(edge),
        Command::Saved(args) => args.run(edge),
        Command::Dict(args) => args.run(edge),
        Command::Analyze(args) => args.run(edge),
        Command::Help(args) => args.run(edge),
        Command::Completions(args) => args.run(),
        Command::Man(args) => args.run(edge),
    }
}

/// Returns the commands with their help: what it is, how it is called, examples, options, those of every command last.
fn syntax(language: Language) -> clap::Command {
    match language {
        Language::Chinese => {
            let command = chinese::in_chinese(Cli::command());
            let template = groups::template(&command, language);
            command.help_template(template)
        }
        Language::English => {
            let command = Cli::command();
            let template = groups::template(&command, language);
            let command = command.help_template(template);
            let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
            names.into_iter().fold(command, |command, name| {
                command.mut_subcommand(name, |one| match one.has_subcommands() {
                    true => one,
                    false => one.help_template(EXAMPLES_FIRST),
                })
            })
        }
    }
}

/// Reads what was typed.
fn parse(mut syntax: clap::Command, args: Vec<OsString>) -> Result<Cli, clap::Error> {
    let mut matches = syntax.try_get_matches_from_mut(args)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut syntax))
}

/// Runs the program.
pub fn main() -> ExitCode {
    // The process that reads a document for another one: no option, nothing else.
    let mut own = std::env::args().skip(1);
    if own.next().as_deref() == Some(isolate::ARGUMENT) {
        let served = isolate::serve(&own.next().unwrap_or_default());
        return if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    // A shell that asks what may be typed next.
    if std::env::var_os(candidates::VARIABLE).is_some() {
        clap_complete::CompleteEnv::with_factory(candidates::completing).var(candidates::VARIABLE).complete();
    }
    if let Ok(program) = std::env::current_exe() {
        isolate::set_program(program);
    }
    let plain = Cli::command();
    let args = minus::with_minus_words(&plain, std::env::args_os());
    // Help and errors are rare: their words are made when they are needed.
    let parsed = parse(plain, args.clone()).or_else(|_| {
        let language = common::language_typed(std::env::args_os());
        parse(syntax(language), args).map_err(|error| (error, language))
    });
    let cli = match parsed {
        Ok(cli) => cli,
        Err((error, language)) if error.use_stderr() => {
            let text = match language {
                Language::Chinese => chinese::error_text(&error),
                Language::English => error.render().to_string(),
            };
            // It repeats what was typed: nothing of that may be obeyed.
            eprint_clean(text.trim_end());
            return ExitStatus::Fatal.into();
        }
        Err((error, language)) => {
            let help = error.render();
            let help = if io::stdout().is_terminal() { help.ansi().to_string() } else { help.to_string() };
            let help = if language == Language::Chinese { chinese::with_full_colons(&help) } else { help };
            // Who stops reading has seen enough.
            let _ = io::stdout().write_all(help.as_bytes());
            return ExitStatus::Done.into();
        }
    };
    let Cli { common, command } = cli;
    let edge = Edge::new(common);
    logger::start(edge.common.verbose);
    // A damaged index makes tantivy panic: that is said below, with the place, and not as a debugger would.
    std::panic::set_hook(Box::new(|panic| {
        note_panic(panic.location().map(ToString::to_string).unwrap_or_default());
    }));
    let done = catch_unwind(AssertUnwindSafe(|| run(&edge, &command))).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
        let at = panicked_at();
        Err(CommandError::Panicked(format!("{at}: {message}")))
    });
    done.unwrap_or_else(|error| report(&edge, error)).into()
}

/// Says what ended a command, and what to do about it.
fn report(edge: &Edge, error: CommandError) -> ExitStatus {
    let language = edge.language;
    let (text, hint, status) = match error {
        CommandError::Panicked(message) => {
            let text = say::PANICKED.with(language, &[&message]);
            (text, Some(say::PANICKED_HINT.of(language)), ExitStatus::NeedsAttention)
        }
        CommandError::Io(error) if error.kind() == io::ErrorKind::BrokenPipe => return ExitStatus::Done,
        // Who reads what is written has seen enough.
        CommandError::Error(Error::File { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => {
            return ExitStatus::Done;
        }
        CommandError::Io(error) => {
            (say::CANNOT_WRITE.with(language, &[&say::io_text(&error, language)]), None, ExitStatus::Fatal)
        }
        CommandError::Usage(text, hint) => (text, hint.map(|hint| hint.of(language)), ExitStatus::Fatal),
        CommandError::Error(error) => {
            let status = match error {
                Error::ArchiveBusy { .. }
                | Error::ArchiveDamaged { .. }
                | Error::IndexUnusable { .. }
                | Error::IndexOutdated { .. }
                | Error::ArchiveFormat { .. }
                | Error::Index(_)
                | Error::Store(_) => ExitStatus::NeedsAttention,
                Error::Interrupted => ExitStatus::Interrupted,
                Error::ArticleMissing { .. } => ExitStatus::NothingFound,
                // It is said, but nothing went wrong.
                Error::SettingMissing { .. } => {
                    eprint_clean(&say::error_text(&error, language));
                    return ExitStatus::NothingFound;
                }
                _ => ExitStatus::Fatal,
            };
            (say::error_text(&error, language), say::hint_text(&error, language), status)
        }
    };
    eprint_clean(&say::ERROR.with(language, &[&text]));
    if let Some(hint) = hint {
        eprint_clean(&say::HINT.with(language, &[&hint]));
    }
    status
}
