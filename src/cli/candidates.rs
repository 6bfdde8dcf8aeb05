//! What shells complete: commands and options as clap knows them, and values as the archive has them.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::ValueHint;
use clap::{Arg, Command, CommandFactory};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::Cli;
use super::common::nearest_archive;
use crate::facts::FIELDS;
use crate::index::By;
use crate::render;
use crate::service::{Archive, Control, ListRequest, NamesAnswer, Snapshot, TableKind};
use crate::store::SettingKind;

/// The variable by which a shell asks for completions; clap's own.
pub(super) const VARIABLE: &str = "COMPLETE";
/// So many candidates are offered.
const CANDIDATES_MAX: usize = 200;

/// Returns the commands with what completes their values.
pub(super) fn completing() -> Command {
    let mut command = Cli::command();
    command.build();
    let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(&name, |one| with_values(one, &name)))
}

/// Tells for a command, and what is below it, what its values may be.
fn with_values(command: Command, name: &str) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    let command = command.mut_args(|arg| with_candidates(arg, name));
    names.into_iter().fold(command, |command, below| command.mut_subcommand(below, |one| with_values(one, name)))
}

/// Tells by the name of a value what it may be.
fn with_candidates(arg: Arg, command: &str) -> Arg {
    let value = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string).unwrap_or_default();
    let completer = |find: fn(&Snapshot, &str) -> Vec<CompletionCandidate>| {
        ArgValueCompleter::new(move |typed: &OsStr| {
            typed.to_str().and_then(|typed| Some(find(&*snapshot()?, typed))).unwrap_or_default()
        })
    };
    if let Some(field) = FIELDS.iter().find(|field| field.name == arg.get_id().as_str()).map(|field| field.name) {
        return arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
            let found = typed.to_str().and_then(|typed| Some(names(snapshot()?.values(field, typed, CANDIDATES_MAX))));
            found.unwrap_or_default()
        }));
    }
    let one_of: Option<&[&str]> = match (command, arg.get_id().as_str()) {
        ("search", "sort") => Some(&["score", "date", "-date"]),
        ("said", "sort") => Some(&["date", "-date", "score"]),
        ("person", "sort") => Some(&["date", "-date", "attended", "named", "last", "name"]),
        (_, "sort") => Some(&["-date", "date"]),
        (_, "group") => Some(&["article", "passage"]),
        (_, "matching") => Some(&["auto", "typed", "words", "any"]),
        (_, "lines_by") => Some(&["date", "behind", "before"]),
        _ => None,
    };
    if let Some(values) = one_of {
        return arg.add(ArgValueCompleter::new(move |typed: &OsStr| begun(typed, values.iter().copied())));
    }
    match (command, &*value) {
        (_, "TABLE") => arg.add(ArgValueCompleter::new(|typed: &OsStr| begun(typed, TableKind::names()))),
        ("help" | "man", _) if arg.is_positional() => arg.add(ArgValueCompleter::new(commands)),
        (_, "ID" | "ID[:N]" | "PATH|ID" | "ID|FIELD=VALUE" | "+TAG|-TAG|ID") => arg.add(completer(ids)),
        (_, "TAG") => arg.add(completer(|snapshot, typed| names(snapshot.values("tag", typed, CANDIDATES_MAX)))),
        (_, "WHAT[,WHAT]" | "WHAT,…") => arg.add(ArgValueCompleter::new(counted_by)),
        ("person" | "said", "NAME") => {
            arg.add(completer(|snapshot, typed| names(snapshot.complete(typed, CANDIDATES_MAX))))
        }
        ("alias", "NAME") => arg.add(completer(|snapshot, typed| settings(snapshot, SettingKind::Alias, typed))),
        ("saved", "NAME") => arg.add(completer(|snapshot, typed| settings(snapshot, SettingKind::Saved, typed))),
        (_, "DIR") => arg.value_hint(ValueHint::DirPath),
        (_, "FILE" | "PATH") => arg.value_hint(ValueHint::AnyPath),
        _ => arg,
    }
}

/// The archive that what is being typed names; nothing is said where there is none.
fn snapshot() -> Option<std::sync::Arc<Snapshot>> {
    let typed: Vec<_> = std::env::args_os().skip_while(|arg| arg != "--").collect();
    let apart = typed.windows(2).rev().find(|pair| pair[0] == "--archive").map(|pair| pair[1].clone());
    let joined = || typed.iter().rev().find_map(|arg| arg.to_str()?.strip_prefix("--archive=").map(Into::into));
    let named = apart.or_else(joined);
    let set = || std::env::var_os("HUIBAO_ARCHIVE").filter(|folder| !folder.is_empty());
    let folder = named.or_else(set).map_or_else(nearest_archive, PathBuf::from);
    let snapshot = Archive::open(folder).ok()?.snapshot(&mut Control::default()).ok()?;
    // It is never dropped: the process ends soon.
    std::mem::forget(std::sync::Arc::clone(&snapshot));
    Some(snapshot)
}

/// The articles whose ids begin with what is typed, the newest first, with their headlines.
fn ids(snapshot: &Snapshot, typed: &str) -> Vec<CompletionCandidate> {
    let query =
        if typed.bytes().any(|byte| byte.is_ascii_hexdigit()) { format!("id:{typed}") } else { typed.to_owned() };
    let list = snapshot.list(&ListRequest { query, limit: CANDIDATES_MAX, ..ListRequest::default() });
    let articles = list.map(|answer| answer.articles).unwrap_or_default();
    let candidate = |one: crate::service::ListedArticle| {
        let title = render::clean(&one.indexed.article.title);
        CompletionCandidate::new(one.short_id).help(Some(title.into()))
    };
    articles.into_iter().filter(|one| one.short_id.starts_with(typed)).map(candidate).collect()
}

fn names(found: crate::error::Result<NamesAnswer>) -> Vec<CompletionCandidate> {
    let names = found.map(|answer| answer.names).unwrap_or_default();
    names.iter().map(|name| CompletionCandidate::new(render::clean(name))).collect()
}

fn settings(snapshot: &Snapshot, kind: SettingKind, typed: &str) -> Vec<CompletionCandidate> {
    let rows = snapshot.settings().rows(kind).into_iter().filter(|(name, _)| name.starts_with(typed));
    rows.map(|(name, value)| CompletionCandidate::new(name).help(Some(render::clean(&value).into()))).collect()
}

fn begun(typed: &OsStr, values: impl Iterator<Item = &'static str>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    values.filter(|value| value.starts_with(&*typed)).map(CompletionCandidate::new).collect()
}

/// The names of commands, and what else is explained.
fn commands(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let cli = Cli::command();
    let names = cli.get_subcommands().map(|one| one.get_name().to_owned()).chain(["query".to_owned()]);
    names.filter(|name| name.starts_with(&*typed)).map(CompletionCandidate::new).collect()
}

/// What may be counted by, behind what is already there: `year,` goes on with a second.
fn counted_by(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let (before, begun) = typed.rfind(',').map_or(("", &*typed), |at| typed.split_at(at + 1));
    let names = By::names().filter(|name| name.starts_with(begun));
    names.map(|name| CompletionCandidate::new(format!("{before}{name}"))).collect()
}
