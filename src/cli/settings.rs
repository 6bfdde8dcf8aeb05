//! `alias`, `saved`, `dict`: what is set for the whole archive.

use std::io::{self, Write};

use clap::{Args, Subcommand};

use super::common::{Edge, eprint_clean};
use super::values::query_text;
use super::{CommandError, CommandResult, ExitStatus};
use crate::query::Query;
use crate::render::{self, messages as say};
use crate::service::{Changed, SettingChange};
use crate::store::Settings;

#[derive(Debug, Subcommand)]
enum Action {
    /// Adds or changes.
    Add {
        /// What to add.
        #[arg(required = true, value_name = "VALUE")]
        values: Vec<String>,
    },
    /// Lists.
    List,
    /// Takes away.
    Rm {
        /// Names.
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
}

/// Defines synonyms: other names that queries look for too.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao alias add 新冠=新型冠状病毒=新冠肺炎
  huibao alias list
  huibao alias rm 新冠")]
pub(super) struct Alias {
    #[command(subcommand)]
    action: Action,
}

impl Alias {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let equals = |value: &str| value.replace('=', " = ");
        match &self.action {
            Action::List => list(edge, |settings| settings.aliases.iter().map(|names| names.join(" = ")).collect()),
            Action::Add { values } => {
                change(edge, &SettingChange::AddAliases(values.clone()), |_, value| equals(value))
            }
            Action::Rm { names } => {
                change(edge, &SettingChange::RemoveAliases(names.clone()), |_, value| equals(value))
            }
        }
    }
}

/// Saves queries under names: query:NAME.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao saved add 汛情='防汛 OR 抗旱'
  huibao search query:汛情 责任
  huibao saved rm 汛情")]
pub(super) struct Saved {
    #[command(subcommand)]
    action: Action,
}

impl Saved {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let words = |name: &str, query: &str| format!("{name} = {query}");
        match &self.action {
            Action::List => {
                list(edge, |settings| settings.saved.iter().map(|(name, query)| words(name, query)).collect())
            }
            Action::Add { values } => {
                let text = query_text(values);
                let (name, query) = text.split_once(['=', '＝']).unwrap_or((&text, ""));
                edge.say_notes(&Query::parse(query).notes, query);
                let save = SettingChange::Save { name: name.trim().to_owned(), query: query.trim().to_owned() };
                change(edge, &save, words)
            }
            Action::Rm { names } => change(edge, &SettingChange::Forget(names.clone()), words),
        }
    }
}

/// Adds words to the dictionary; `reindex` tokenizes the articles with them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao dict add 一库一策 && huibao reindex
  huibao dict list")]
pub(super) struct Dict {
    #[command(subcommand)]
    action: Action,
}

impl Dict {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let words = |word: &str, _: &str| word.to_owned();
        let done = match &self.action {
            Action::List => list(edge, |settings| settings.words.clone())?,
            Action::Add { values } => change(edge, &SettingChange::AddWords(values.clone()), words)?,
            Action::Rm { names } => change(edge, &SettingChange::RemoveWords(names.clone()), words)?,
        };
        let (snapshot, _) = edge.open()?;
        if snapshot.settings().words != snapshot.user_words() && !edge.common.quiet {
            let text = say::REINDEX_NEEDED.of(edge.language);
            eprint_clean(&say::NOTE.with(edge.language, &[&text]));
        }
        Ok(done)
    }
}

fn list(edge: &Edge, lines: impl Fn(&Settings) -> Vec<String>) -> CommandResult {
    let (snapshot, _) = edge.open_briefly()?;
    let lines = lines(snapshot.settings());
    let mut out = io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(out, "{}", render::clean(line)))?;
    if lines.is_empty() {
        edge.note(say::NOTHING_SET, &[]);
    }
    Ok(ExitStatus::Done)
}

fn change(edge: &Edge, change: &SettingChange, words: impl Fn(&str, &str) -> String) -> CommandResult {
    let archive = edge.archive()?;
    let Changed { set, unset } = archive.writer()?.change_setting(change)?;
    for (name, value) in &set {
        edge.say(say::SET, &[&render::clean(&words(name, value))])?;
    }
    for name in &unset {
        edge.say(say::UNSET, &[&render::clean(name)])?;
    }
    Ok::<_, CommandError>(ExitStatus::Done)
}
