//! Brings back what can be brought back of a damaged archive.
//!
//! One damaged block of a group of the truth comes back from the parity, and everything with it. Where more is damaged
//! the truth is put together anew from the articles that can be read and the index's texts of the others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{check, guarded};
use crate::add::{self, Event};
use crate::archive::{self, Archive, Dump, FILE_NAME, Id, Revision, SettingKind, WriterLock};
use crate::disk::{create_private_dir, sync_dir};
use crate::error::{Error, Result};
use crate::extract::{Format, Reading};
use crate::index::{Record, Snapshot};

/// What a repair did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repaired {
    /// What was done, a sentence each.
    pub done: Vec<Action>,
    /// Articles that are whole again or always were.
    pub articles: u64,
    /// Full ids of articles of which only the text the index had was left.
    pub texts_only: Vec<String>,
    /// Full ids of articles that are lost.
    pub lost: Vec<String>,
}

/// A step of a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing was wrong.
    Nothing,
    /// The index was built anew from the truth.
    IndexBuilt,
    /// The sums were made anew.
    SumsMade,
    /// The truth is what it was again, bit for bit.
    TruthMended,
    /// The truth was put together anew; the damaged file was kept under this name.
    TruthSalvaged(PathBuf),
}

/// Repairs an archive: the truth from its parity, or put together from what is left of it and of the index, and the
/// index from the truth.
pub fn repair(dir: &Path, tell: &mut dyn FnMut(Event<'_>)) -> Result<Repaired> {
    let mut report = check(dir, false)?;
    if report.damages.is_empty() {
        // Sums made over a damage know nothing of it.
        report = check(dir, true)?;
    }
    let mut repaired = Repaired::default();
    if report.damages.is_empty() {
        repaired.done.push(Action::Nothing);
        repaired.articles = report.articles;
        return Ok(repaired);
    }
    if report.damages.iter().any(|damage| damage.file == Path::new(FILE_NAME)) {
        let lock = WriterLock::take(dir)?;
        if archive::mend(dir)? {
            repaired.done.push(Action::TruthMended);
            drop(lock);
            report = check(dir, false)?;
        }
    }
    // Even where all of it can be read: a turned bit in its structure is not carried on.
    let truth_is_damaged = report.concerns_truth();
    if truth_is_damaged {
        salvage(dir, &mut repaired)?;
    }
    if report.concerns(false) {
        let _lock = WriterLock::take(dir)?;
        Archive::open(dir)?.renew_sums()?;
        repaired.done.push(Action::SumsMade);
    }
    if report.concerns(true) || truth_is_damaged {
        repaired.articles = add::reindex(dir, tell)?;
        repaired.done.push(Action::IndexBuilt);
    } else {
        repaired.articles = report.articles;
    }
    Ok(repaired)
}

/// Puts the truth together anew from the articles that can be read, and from the index's texts of the others.
fn salvage(dir: &Path, repaired: &mut Repaired) -> Result<()> {
    let _lock = WriterLock::take(dir)?;
    let path = dir.join(FILE_NAME);
    let mut old = Archive::open_read_only(dir).ok();
    let snapshot = guarded(|| Snapshot::open_as_it_is(dir)).flatten();
    let mut ids: BTreeSet<String> =
        old.as_ref().map(Archive::readable_ids).unwrap_or_default().into_iter().map(|id| id.to_string()).collect();
    if let Some(snapshot) = &snapshot {
        ids.extend(guarded(|| snapshot.ids()).unwrap_or_default());
    }
    let folder = dir.join("salvage.tmp");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(Error::file(&folder))?;
    }
    create_private_dir(&folder)?;
    let mut new = Archive::create_or_open(&folder)?;
    for (kind, name, value) in settings_of(old.as_ref(), snapshot.as_ref()) {
        new.write(|new| new.set(kind, &name, &value))?;
    }
    for id in ids {
        let Some(parsed) = Id::parse(&id) else { continue };
        let stored = snapshot.as_ref().and_then(|snapshot| guarded(|| snapshot.find(&id)).flatten());
        let kept = old.as_mut().and_then(|old| old.dump(parsed).ok());
        let (dump, text_only) = match (kept, &stored) {
            (Some(dump), _) => (dump, false),
            (None, Some(record)) => match dump_of(record) {
                Some(dump) => (dump, true),
                None => {
                    repaired.lost.push(id);
                    continue;
                }
            },
            (None, None) => {
                repaired.lost.push(id);
                continue;
            }
        };
        new.write(|new| add::adopt(new, &dump))?;
        if text_only {
            repaired.texts_only.push(id);
        }
    }
    new.settle()?;
    drop((new, old, snapshot));
    let damaged = archive::name_for_damaged(dir);
    if path.exists() {
        std::fs::rename(&path, &damaged).map_err(Error::file(&path))?;
        repaired.done.push(Action::TruthSalvaged(damaged.clone()));
    }
    let log = archive::log_path(dir);
    if log.exists() {
        let mut kept = damaged.into_os_string();
        kept.push("-wal");
        std::fs::rename(&log, kept).map_err(Error::file(&log))?;
    }
    let memory = dir.join(format!("{FILE_NAME}-shm"));
    if memory.exists() {
        std::fs::remove_file(&memory).map_err(Error::file(&memory))?;
    }
    std::fs::rename(folder.join(FILE_NAME), &path).map_err(Error::file(&path))?;
    sync_dir(dir)?;
    std::fs::remove_dir_all(&folder).map_err(Error::file(&folder))
}

fn settings_of(old: Option<&Archive>, snapshot: Option<&Snapshot>) -> Vec<(SettingKind, String, String)> {
    let mut found = Vec::new();
    for kind in [SettingKind::Alias, SettingKind::Saved, SettingKind::Word] {
        let kept = old.and_then(|old| old.settings(kind).ok()).filter(|kept| !kept.is_empty());
        let kept = kept.unwrap_or_else(|| {
            let Some(settings) = snapshot.map(Snapshot::settings) else { return Vec::new() };
            match kind {
                SettingKind::Alias => settings
                    .aliases
                    .iter()
                    .filter_map(|names| Some((names.first()?.clone(), names.join("="))))
                    .collect(),
                SettingKind::Saved => settings.saved.clone().into_iter().collect(),
                SettingKind::Word => settings.words.iter().map(|word| (word.clone(), String::new())).collect(),
            }
        });
        found.extend(kept.into_iter().map(|(name, value)| (kind, name, value)));
    }
    found
}

/// Makes an original of what the index stores of an article: a record with its fields.
fn dump_of(record: &Record) -> Option<Dump> {
    let article = &record.article;
    let mut fields = serde_json::Map::new();
    let mut put = |name: &str, value: serde_json::Value| {
        if !value.is_null() && value != "" {
            fields.insert(name.into(), value);
        }
    };
    put("id", article.key.clone().into());
    put("title", article.title.clone().into());
    put("date", article.published.map(|date| date.to_string()).into());
    put("source", article.source.clone().into());
    put("outlet", article.outlet.clone().into());
    put("channel", article.channel.clone().into());
    put("author", article.reporters.join("、").into());
    put("editor", article.editors.join("、").into());
    put("url", article.url.clone().into());
    put("body", article.body.clone().into());
    for (name, value) in &article.extra {
        put(name, value.clone().into());
    }
    let original = serde_json::Value::Object(fields).to_string().into_bytes();
    Some(Dump {
        id: Id::parse(&record.id)?,
        key: article.key.clone(),
        added: record.added,
        revisions: vec![Revision { original, reading: Reading::of(Format::Json), added: record.added }],
        places: record.places.clone(),
        tags: article.tags.iter().map(|tag| (tag.clone(), true)).collect(),
        corrections: record
            .corrections
            .iter()
            .map(|correction| (correction.field.to_owned(), correction.value.clone(), correction.dropped))
            .collect(),
    })
}
