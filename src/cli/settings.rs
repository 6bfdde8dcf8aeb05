//! The commands that set things for the whole archive: other names, saved queries, words.

use std::io::{self, Write};
use std::mem::ManuallyDrop;

use super::args::{Common, SettingAction, SettingArgs, query_text};
use super::{CommandResult, FOUND, NOTHING_FOUND, eprint_clean, language, open};
use crate::store::SettingKind;
use crate::error::{Error, Result};
use crate::fold::fold;
use crate::index::Settings;
use crate::query::QueryOptions;
use crate::render;
use crate::render::messages as say;

/// Other names stand in one group; a name that is in one already joins the two.
pub(super) fn run_alias(common: &Common, args: &SettingArgs) -> CommandResult {
    match &args.action {
        SettingAction::List => {
            list(common, |settings| settings.aliases.iter().map(|names| names.join(" = ")).collect())
        }
        SettingAction::Add { values } => {
            let mut groups = settings(common)?.aliases;
            let mut set = Vec::new();
            let mut unset = Vec::new();
            for value in values {
                let mut names: Vec<String> = Vec::new();
                let typed = value.split(['=', '＝']).map(str::trim).filter(|name| !name.is_empty());
                typed.for_each(|name| push_name(&mut names, name));
                if names.len() < 2 {
                    return Err(Error::Usage(format!("{value}: write NAME=NAME, for instance 新冠=新冠肺炎")).into());
                }
                let shares = |group: &Vec<String>| group.iter().any(|name| names.iter().any(|n| fold(n) == fold(name)));
                let (joined, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| shares(group));
                let mut group: Vec<String> = Vec::new();
                joined.iter().flatten().for_each(|name| push_name(&mut group, name));
                names.iter().for_each(|name| push_name(&mut group, name));
                unset.extend(joined.into_iter().filter_map(|group| group.into_iter().next()));
                set.push((group[0].clone(), group.join("=")));
                groups = others;
                groups.push(group);
            }
            unset.retain(|name| !set.iter().any(|(kept, _)| kept == name));
            change(common, SettingKind::Alias, &set, &unset)
        }
        SettingAction::Rm { names } => {
            let groups = settings(common)?.aliases;
            let (mut set, mut unset) = (Vec::new(), Vec::new());
            for name in names {
                let Some(group) = groups.iter().find(|group| group.iter().any(|one| fold(one) == fold(name))) else {
                    return not_set(name);
                };
                // The first name stands for the group: without it the group goes.
                let rest: Vec<&str> = group.iter().filter(|one| fold(one) != fold(name)).map(String::as_str).collect();
                if fold(&group[0]) == fold(name) || rest.len() < 2 {
                    unset.push(group[0].clone());
                } else {
                    set.push((group[0].clone(), rest.join("=")));
                }
            }
            change(common, SettingKind::Alias, &set, &unset)
        }
    }
}

fn push_name(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| fold(known) == fold(name)) {
        names.push(name.to_owned());
    }
}

pub(super) fn run_saved(common: &Common, args: &SettingArgs) -> CommandResult {
    match &args.action {
        SettingAction::List => {
            list(common, |settings| settings.saved.iter().map(|(name, query)| format!("{name} = {query}")).collect())
        }
        SettingAction::Add { values } => {
            let text = query_text(values);
            let (name, query) = text.split_once(['=', '＝']).map(|(name, query)| (name.trim(), query.trim())).unzip();
            let (Some(name), Some(query)) = (name.filter(|n| !n.is_empty()), query.filter(|q| !q.is_empty())) else {
                return Err(Error::Usage(format!("{text}: write NAME=QUERY, for instance 汛情='防汛 OR 抗旱'")).into());
            };
            if name.contains(char::is_whitespace) {
                return Err(Error::Usage(format!("{name}: a name has no blanks")).into());
            }
            for note in QueryOptions::default().read(query).notes {
                eprint_clean(&say::NOTE.with(language(), &[&say::note_text(&note, language())]));
            }
            change(common, SettingKind::Saved, &[(name.to_owned(), query.to_owned())], &[])
        }
        SettingAction::Rm { names } => {
            let known = settings(common)?.saved;
            if let Some(missing) = names.iter().find(|name| !known.contains_key(*name)) {
                return not_set(missing);
            }
            change(common, SettingKind::Saved, &[], names)
        }
    }
}

pub(super) fn run_dict(common: &Common, args: &SettingArgs) -> CommandResult {
    let done = match &args.action {
        SettingAction::List => list(common, |settings| settings.words.clone())?,
        SettingAction::Add { values } => {
            let words: Vec<(String, String)> = values.iter().map(|word| (fold(word.trim()), String::new())).collect();
            let unfit = |word: &str| {
                word.chars().count() < 2
                    || word.chars().any(char::is_whitespace)
                    || !word.chars().any(char::is_alphanumeric)
            };
            if let Some((word, _)) = words.iter().find(|(word, _)| unfit(word)) {
                return Err(Error::Usage(format!("{word}: a word has two characters or more and no blanks")).into());
            }
            change(common, SettingKind::Word, &words, &[])?
        }
        SettingAction::Rm { names } => {
            let names: Vec<String> = names.iter().map(|word| fold(word)).collect();
            let known = settings(common)?.words;
            if let Some(missing) = names.iter().find(|name| !known.contains(name)) {
                return not_set(missing);
            }
            change(common, SettingKind::Word, &[], &names)?
        }
    };
    let (snapshot, _) = open(common)?;
    if snapshot.settings().words != snapshot.user_words() && !common.quiet {
        eprint_clean(&say::NOTE.with(language(), &[&say::REINDEX_NEEDED.of(language())]));
    }
    Ok(done)
}

fn settings(common: &Common) -> std::result::Result<Settings, super::CommandError> {
    let (snapshot, _) = open(common)?;
    let settings = snapshot.settings().clone();
    drop(ManuallyDrop::into_inner(snapshot));
    Ok(settings)
}

fn list(common: &Common, lines: impl Fn(&Settings) -> Vec<String>) -> CommandResult {
    let lines = lines(&settings(common)?);
    let mut out = io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(out, "{}", render::clean(line)))?;
    Ok(if lines.is_empty() { NOTHING_FOUND } else { FOUND })
}

fn change(common: &Common, kind: SettingKind, set: &[(String, String)], unset: &[String]) -> CommandResult {
    crate::add::change(
        &common.archive,
        |archive| -> Result<()> {
            unset.iter().try_for_each(|name| archive.unset(kind, name).map(drop))?;
            set.iter().try_for_each(|(name, value)| archive.set(kind, name, value).map(drop))
        },
        &mut |_| {},
    )?;
    if !common.quiet {
        let mut out = io::stdout().lock();
        for (name, value) in set {
            let words = if kind == SettingKind::Saved {
                format!("{name} = {value}")
            } else if value.is_empty() {
                name.clone()
            } else {
                value.replace('=', " = ")
            };
            writeln!(out, "{}", say::SET.with(language(), &[&render::clean(&words)]))?;
        }
        for name in unset {
            writeln!(out, "{}", say::UNSET.with(language(), &[&render::clean(name)]))?;
        }
    }
    Ok(FOUND)
}

fn not_set(name: &str) -> CommandResult {
    eprint_clean(&say::NOT_SET.with(language(), &[&name]));
    Ok(NOTHING_FOUND)
}
