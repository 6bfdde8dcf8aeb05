//! Changes what is set for the whole archive: other names of words, saved queries, words for the dictionary.

use std::path::Path;

use super::sync::change as change_store;
use crate::error::{Error, Result, Unfit};
use crate::fold::fold;
use crate::store::{SettingKind, Settings, Store};

/// A change of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingChange {
    /// Names that mean the same (`新冠=新冠肺炎`), a group each; a group that shares a name with another joins it.
    AddAliases(Vec<String>),
    /// Takes names out of their groups; without its first name, or with one name left, a group goes.
    RemoveAliases(Vec<String>),
    /// A query under a name.
    Save {
        /// The name, without blanks.
        name: String,
        /// The query.
        query: String,
    },
    /// Forgets saved queries.
    Forget(Vec<String>),
    /// Words for the dictionary, of two characters or more, without blanks; an index built later uses them.
    AddWords(Vec<String>),
    /// Takes words out of the dictionary.
    RemoveWords(Vec<String>),
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Settings with their values, as they are now.
    pub set: Vec<(String, String)>,
    /// Names of settings that are gone.
    pub unset: Vec<String>,
}

/// A value that does not fit is an [`Error::ValueUnfit`], a name that is not set an [`Error::SettingMissing`].
pub(super) fn change(dir: &Path, change: &SettingChange) -> Result<Changed> {
    let settings = Store::open_read_only(dir)?.settings()?;
    let (kind, changed) = match change {
        SettingChange::AddAliases(values) => (SettingKind::Alias, add_aliases(settings, values)?),
        SettingChange::RemoveAliases(names) => (SettingKind::Alias, remove_aliases(&settings, names)?),
        SettingChange::Save { name, query } => {
            let (name, query) = (name.trim(), query.trim());
            let unfit = |why| Error::ValueUnfit { value: name.to_owned(), why };
            if name.is_empty() || query.is_empty() {
                return Err(unfit(Unfit::Saved));
            }
            if name.contains(char::is_whitespace) {
                return Err(unfit(Unfit::Blanks));
            }
            (SettingKind::Saved, Changed { set: vec![(name.to_owned(), query.to_owned())], unset: Vec::new() })
        }
        SettingChange::Forget(names) => {
            expect_set(names, |name| settings.saved.contains_key(name))?;
            (SettingKind::Saved, Changed { set: Vec::new(), unset: names.clone() })
        }
        SettingChange::AddWords(words) => (SettingKind::Word, add_words(words)?),
        SettingChange::RemoveWords(words) => {
            let words: Vec<String> = words.iter().map(|word| fold(word)).collect();
            expect_set(&words, |word| settings.words.iter().any(|known| known == word))?;
            (SettingKind::Word, Changed { set: Vec::new(), unset: words })
        }
    };
    change_store(dir, |store| {
        changed.unset.iter().try_for_each(|name| store.unset(kind, name).map(drop))?;
        changed.set.iter().try_for_each(|(name, value)| store.set(kind, name, value).map(drop))
    })?;
    Ok(changed)
}

fn expect_set(names: &[String], is_set: impl Fn(&str) -> bool) -> Result<()> {
    match names.iter().find(|name| !is_set(name)) {
        Some(missing) => Err(Error::SettingMissing { name: missing.clone() }),
        None => Ok(()),
    }
}

fn add_aliases(settings: Settings, values: &[String]) -> Result<Changed> {
    let mut groups = settings.aliases;
    let (mut set, mut unset) = (Vec::new(), Vec::new());
    for value in values {
        let mut names: Vec<String> = Vec::new();
        let typed = value.split(['=', '＝']).map(str::trim).filter(|name| !name.is_empty());
        typed.for_each(|name| push_name(&mut names, name));
        if names.len() < 2 {
            return Err(Error::ValueUnfit { value: value.clone(), why: Unfit::Names });
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
    Ok(Changed { set, unset })
}

fn remove_aliases(settings: &Settings, names: &[String]) -> Result<Changed> {
    let mut changed = Changed::default();
    for name in names {
        let in_group = |group: &&Vec<String>| group.iter().any(|one| fold(one) == fold(name));
        let group = settings.aliases.iter().find(in_group);
        let group = group.ok_or_else(|| Error::SettingMissing { name: name.clone() })?;
        // The first name is the group's: without it the group goes.
        let rest: Vec<&str> = group.iter().filter(|one| fold(one) != fold(name)).map(String::as_str).collect();
        if fold(&group[0]) == fold(name) || rest.len() < 2 {
            changed.unset.push(group[0].clone());
        } else {
            changed.set.push((group[0].clone(), rest.join("=")));
        }
    }
    Ok(changed)
}

fn push_name(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| fold(known) == fold(name)) {
        names.push(name.to_owned());
    }
}

fn add_words(words: &[String]) -> Result<Changed> {
    let words: Vec<(String, String)> = words.iter().map(|word| (fold(word.trim()), String::new())).collect();
    let unfit = |word: &str| {
        word.chars().count() < 2 || word.chars().any(char::is_whitespace) || !word.chars().any(char::is_alphanumeric)
    };
    match words.iter().find(|(word, _)| unfit(word)) {
        Some((word, _)) => Err(Error::ValueUnfit { value: word.clone(), why: Unfit::Word }),
        None => Ok(Changed { set: words, unset: Vec::new() }),
    }
}
