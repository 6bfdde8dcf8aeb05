//! Puts a damaged truth together anew, from the articles that can be read and the index's texts of the others.
//!
//! The new truth is made in a folder of its own. When it is whole the folder gets another name, and from then on the
//! archive is refused until the new truth is in the old one's place: what a kill leaves in the middle can be finished.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;

use super::guarded;
use super::repair::{Action, Repaired};
use crate::add;
use crate::store::{
    self, Store, DUMPED_TOGETHER, Dump, FILE_NAME, ArticleId, Revision, SALVAGED_NAME, SALVAGING_NAME, SettingKind,
    WriterLock,
};
use crate::disk::{create_private_dir, replace_file, sync_dir};
use crate::error::{Error, Result};
use crate::extract::{Format, Provenance};
use crate::index::{self, IndexedArticle, Snapshot};

/// What is lost, in the folder of the new truth.
const OUTCOME_NAME: &str = "outcome.json";

/// Puts the truth together anew from the articles that can be read, and from the index's texts of the others.
pub(super) fn salvage(dir: &Path, repaired: &mut Repaired) -> Result<()> {
    let lock = WriterLock::take(dir)?;
    let mut old = Store::open_read_only(dir).or_else(|_| Store::open_read_only(dir)).ok();
    let snapshot = guarded(|| Snapshot::open_as_it_is(dir)).flatten();
    let mut ids: BTreeSet<String> =
        old.as_ref().map(Store::readable_ids).unwrap_or_default().into_iter().map(|id| id.to_string()).collect();
    if let Some(snapshot) = &snapshot {
        ids.extend(guarded(|| snapshot.ids()).unwrap_or_default());
    }
    let known = old.as_ref().and_then(|old| old.sequence().ok());
    let index_is_ahead = snapshot.as_ref().zip(known).is_some_and(|(snapshot, known)| snapshot.sequence() > known);
    let folder = dir.join(SALVAGING_NAME);
    create_private_dir(&folder)?;
    let mut new = Store::create_or_open(&folder)?;
    for (kind, name, value) in settings_of(old.as_ref(), snapshot.as_ref()) {
        new.write(|new| new.set(kind, &name, &value))?;
    }
    let (mut texts_only, mut lost) = (Vec::new(), Vec::new());
    let ids: Vec<ArticleId> = ids.iter().filter_map(|id| ArticleId::parse(id)).collect();
    for ids in ids.chunks(DUMPED_TOGETHER) {
        let mut dumps = Vec::new();
        for (id, dump) in ids.iter().zip(readable(old.as_mut(), ids)) {
            let stored = snapshot.as_ref().and_then(|snapshot| guarded(|| snapshot.find(&id.to_string())).flatten());
            match (dump, stored.as_ref().and_then(dump_of)) {
                (Some(mut dump), newer) => {
                    let is_known = stored.zip(old.as_ref()).is_none_or(|(stored, old)| {
                        old.text_of(*id).is_ok_and(|known| known == add::text_hash(&stored.article))
                    });
                    if index_is_ahead && !is_known {
                        dump.revisions.extend(newer.into_iter().flat_map(|newer| newer.revisions));
                        texts_only.push(id.to_string());
                    }
                    dumps.push(dump);
                }
                (None, Some(dump)) => {
                    dumps.push(dump);
                    texts_only.push(id.to_string());
                }
                (None, None) => lost.push(id.to_string()),
            }
        }
        new.write(|new| dumps.iter().try_for_each(|dump| add::adopt(new, dump).map(drop)))?;
    }
    new.checkpoint()?;
    drop((new, old, snapshot));
    let outcome = folder.join(OUTCOME_NAME);
    let content = json!({ "texts_only": texts_only, "lost": lost }).to_string();
    replace_file(&outcome, content.as_bytes()).map_err(Error::file(&outcome))?;
    std::fs::rename(&folder, dir.join(SALVAGED_NAME)).map_err(Error::file(&folder))?;
    sync_dir(dir)?;
    drop(lock);
    finish_salvage(dir, repaired)
}

/// Takes out the articles that can be read whole.
fn readable(truth: Option<&mut Store>, ids: &[ArticleId]) -> Vec<Option<Dump>> {
    let Some(truth) = truth else { return vec![None; ids.len()] };
    let dumps = truth.dumps(ids);
    // A disk may fail once.
    ids.iter().zip(dumps).map(|(id, dump)| dump.or_else(|_| truth.dump(*id)).ok()).collect()
}

/// Gives a salvaged truth the place of the damaged one, if there is one, and takes away an index that knows another.
/// The damaged one is kept.
pub(super) fn finish_salvage(dir: &Path, repaired: &mut Repaired) -> Result<()> {
    let folder = dir.join(SALVAGED_NAME);
    if !folder.exists() {
        return Ok(());
    }
    let _lock = WriterLock::take(dir)?;
    // The folder goes at last: without the outcome nothing else of it is left either.
    let outcome = std::fs::read(folder.join(OUTCOME_NAME)).unwrap_or_default();
    let outcome: serde_json::Value = serde_json::from_slice(&outcome).unwrap_or_default();
    for (name, ids) in [("texts_only", &mut repaired.texts_only), ("lost", &mut repaired.lost)] {
        let found = outcome[name].as_array().into_iter().flatten();
        ids.extend(found.filter_map(|id| id.as_str().map(str::to_owned)));
    }
    let new = folder.join(FILE_NAME);
    if new.exists() {
        index::remove(dir)?;
        if let Some(damaged) = store::replace_with(dir, &new)? {
            repaired.done.push(Action::TruthSalvaged(damaged));
        }
    }
    std::fs::remove_dir_all(&folder).map_err(Error::file(&folder))?;
    sync_dir(dir)
}

fn settings_of(old: Option<&Store>, snapshot: Option<&Snapshot>) -> Vec<(SettingKind, String, String)> {
    let mut found = Vec::new();
    for kind in [SettingKind::Alias, SettingKind::Saved, SettingKind::Word] {
        let stored = old.and_then(|old| old.settings(kind).ok()).filter(|stored| !stored.is_empty());
        let stored = stored.unwrap_or_else(|| {
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
        found.extend(stored.into_iter().map(|(name, value)| (kind, name, value)));
    }
    found
}

/// Makes an original of what the index stores of an article: a record with its fields.
fn dump_of(record: &IndexedArticle) -> Option<Dump> {
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
        id: ArticleId::parse(&record.id)?,
        key: article.key.clone(),
        added: record.added,
        revisions: vec![Revision { original, provenance: Provenance::of(Format::Json), added: record.added }],
        places: record.places.clone(),
        tags: article.tags.iter().map(|tag| (tag.clone(), true)).collect(),
        corrections: record
            .corrections
            .iter()
            .map(|correction| (correction.field.to_owned(), correction.value.clone(), correction.dropped))
            .collect(),
    })
}
