//! Rebuilds a damaged store, from the articles that can be read and the index's texts of the others.
//!
//! The new store is made in a folder of its own. When it is whole the folder gets another name, and from then on the
//! archive is refused until the new store is in the old one's place: what a kill leaves in the middle can be finished.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::check::guarded;
use super::repair::{Repair, RepairReport};
use super::sync::adopt;
use super::worker::extract_safely;
use crate::article::ArticleId;
use crate::disk::{create_private_dir, replace_file, sync_dir};
use crate::error::{Error, Result};
use crate::extract::{Format, Provenance};
use crate::facts::Correction;
use crate::index::tantivy::{self, TantivyReader};
use crate::index::{IndexedArticle, Reader};
use crate::store::{
    self, DUMPED_TOGETHER, Dump, FILE_NAME, Revision, SALVAGED_NAME, SALVAGING_NAME, SettingKind, Store, WriterLock,
    text_hash,
};

/// What is lost, in the folder of the new store.
const OUTCOME_NAME: &str = "outcome.json";

/// What a salvage could not save whole: full ids.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Outcome {
    texts_only: Vec<String>,
    lost: Vec<String>,
}

/// Rebuilds the store from the articles that can be read, and from the index's texts of the others.
pub(super) fn salvage(dir: &Path, repaired: &mut RepairReport) -> Result<()> {
    let lock = WriterLock::take(dir)?;
    let old = Store::open_read_only(dir).or_else(|_| Store::open_read_only(dir)).ok();
    let snapshot = guarded(|| TantivyReader::open_as_it_is(dir)).flatten();
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
        new.transaction(|new| new.set(kind, &name, &value))?;
    }
    let (mut texts_only, mut lost) = (Vec::new(), Vec::new());
    let ids: Vec<ArticleId> = ids.iter().filter_map(|id| ArticleId::parse(id)).collect();
    for ids in ids.chunks(DUMPED_TOGETHER) {
        let mut dumps = Vec::new();
        for (id, dump) in ids.iter().zip(readable(old.as_ref(), ids)) {
            let stored = snapshot.as_ref().and_then(|snapshot| guarded(|| snapshot.find(&id.to_string())).flatten());
            match (dump, stored.as_ref().and_then(dump_of)) {
                (Some(mut dump), newer) => {
                    let is_known = stored.zip(old.as_ref()).is_none_or(|(stored, old)| {
                        old.text_of(*id).is_ok_and(|known| known == text_hash(&stored.article))
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
        new.transaction(|new| {
            dumps.iter().try_for_each(|dump| {
                let latest = dump.revisions.last();
                let extracted = latest.and_then(|one| extract_safely(&one.original, &one.provenance).ok());
                adopt(new, dump, extracted.as_ref()).map(drop)
            })
        })?;
    }
    new.checkpoint()?;
    drop((new, old, snapshot));
    let outcome = folder.join(OUTCOME_NAME);
    let content = serde_json::to_vec(&Outcome { texts_only, lost }).expect("strings are always JSON");
    replace_file(&outcome, &content).map_err(Error::file(&outcome))?;
    std::fs::rename(&folder, dir.join(SALVAGED_NAME)).map_err(Error::file(&folder))?;
    sync_dir(dir)?;
    drop(lock);
    finish_salvage(dir, repaired)
}

/// Takes out the articles that can be read whole.
fn readable(store: Option<&Store>, ids: &[ArticleId]) -> Vec<Option<Dump>> {
    let Some(store) = store else { return vec![None; ids.len()] };
    let dumps = store.dumps(ids);
    // A disk may fail once.
    ids.iter().zip(dumps).map(|(id, dump)| dump.or_else(|_| store.dump(*id)).ok()).collect()
}

/// Gives a salvaged store the place of the damaged one, if there is one, and takes away an index that knows another.
/// The damaged one is kept.
pub(super) fn finish_salvage(dir: &Path, repaired: &mut RepairReport) -> Result<()> {
    let folder = dir.join(SALVAGED_NAME);
    if !folder.exists() {
        return Ok(());
    }
    let _lock = WriterLock::take(dir)?;
    // The folder goes at last: without the outcome nothing else of it is left either.
    let outcome = std::fs::read(folder.join(OUTCOME_NAME)).unwrap_or_default();
    let Outcome { texts_only, lost } = serde_json::from_slice(&outcome).unwrap_or_default();
    repaired.texts_only.extend(texts_only);
    repaired.lost.extend(lost);
    let new = folder.join(FILE_NAME);
    if new.exists() {
        tantivy::remove(dir)?;
        if let Some(damaged) = store::replace_with(dir, &new)? {
            repaired.done.push(Repair::StoreSalvaged(damaged));
        }
    }
    std::fs::remove_dir_all(&folder).map_err(Error::file(&folder))?;
    sync_dir(dir)
}

fn settings_of(old: Option<&Store>, snapshot: Option<&TantivyReader>) -> Vec<(SettingKind, String, String)> {
    let mut found = Vec::new();
    for kind in SettingKind::ALL {
        let kept = old.and_then(|old| old.settings_of(kind).ok()).filter(|kept| !kept.is_empty());
        let kept = kept.or_else(|| snapshot.map(|snapshot| snapshot.settings().rows(kind))).unwrap_or_default();
        found.extend(kept.into_iter().map(|(name, value)| (kind, name, value)));
    }
    found
}

/// Makes an original of what the index stores of an article: a record with its fields.
fn dump_of(indexed: &IndexedArticle) -> Option<Dump> {
    let article = &indexed.article;
    let serde_json::Value::Object(mut fields) = serde_json::to_value(article).ok()? else { return None };
    // Tags are kept by themselves, and what an export had besides has its own names again.
    for name in ["tags", "extra", "published_as"] {
        fields.remove(name);
    }
    fields.insert("title".into(), article.title.clone().into());
    fields.insert("body".into(), article.body.clone().into());
    fields.extend(article.published.map(|date| ("date".to_owned(), date.to_string().into())));
    fields.extend(article.extra.iter().map(|(name, value)| (name.clone(), value.clone().into())));
    let original = serde_json::Value::Object(fields).to_string().into_bytes();
    let correction = |one: &Correction| (one.field.to_owned(), one.value.clone(), one.dropped);
    Some(Dump {
        id: ArticleId::parse(&indexed.id)?,
        key: article.key.clone(),
        added: indexed.added,
        revisions: vec![Revision { original, provenance: Provenance::of(Format::Json), added: indexed.added }],
        places: indexed.places.clone(),
        tags: article.tags.iter().map(|tag| (tag.clone(), true)).collect(),
        corrections: indexed.corrections.iter().map(correction).collect(),
    })
}
