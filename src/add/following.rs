//! Keeps the index in step with the truth: lets it follow, opens it, changes and removes articles, builds it anew.

use std::path::Path;

use super::hashes::{content_hash, text_hash};
use super::worker::{Extracted, extract_safely, in_parallel};
use super::{BATCH_ITEMS, Event, jobs};
use crate::store::{
    Store, Change, Dump, ArticleId, StoredArticle, SettingKind, WriterLock, damaged_copies, expect_there, fingerprint,
};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::facts::Correction;
use crate::index::{IndexWriter, IndexedArticle, Settings, Snapshot};
use crate::source::Origin;

/// Joins what the truth keeps and what was read from it into what the index stores.
pub fn record_of(stored: &StoredArticle, mut article: Article) -> IndexedArticle {
    for (tag, given) in &stored.tags {
        article.tags.retain(|known| known != tag);
        if *given {
            article.tags.push(tag.clone());
        }
    }
    IndexedArticle {
        id: stored.id.to_string(),
        article,
        added: stored.added,
        revisions: stored.revisions,
        format: stored.provenance.format,
        places: stored.places.clone(),
        corrections: stored
            .corrections
            .iter()
            .filter_map(|(field, value, dropped)| Correction::new(field, value.clone(), *dropped))
            .collect(),
    }
}

/// Takes an article in under its own id; false if the id is taken.
pub fn adopt(store: &mut Store, dump: &Dump) -> Result<bool> {
    let latest = dump.revisions.last();
    let extracted = latest.and_then(|revision| extract_safely(&revision.original, &revision.provenance).ok());
    // What this program reads no article from stays in the truth all the same.
    let hashes = extracted.as_ref().map(|one| (text_hash(&one.article), content_hash(&one.article)));
    let (text, content) = hashes.unwrap_or((dump.id, dump.id));
    store.adopt(dump, text, content)
}

/// Returns what people set for the whole archive.
pub(super) fn settings(store: &Store) -> Result<Settings> {
    let aliases = store.settings(SettingKind::Alias)?.into_iter();
    Ok(Settings {
        aliases: aliases.map(|(_, names)| names.split('=').map(str::to_owned).collect()).collect(),
        saved: store.settings(SettingKind::Saved)?.into_iter().collect(),
        words: store.settings(SettingKind::Word)?.into_iter().map(|(word, _)| word).collect(),
    })
}

/// Puts what the truth keeps of an article, and what was read from it, into the index.
pub(super) fn put_into(index: &mut IndexWriter, stored: &StoredArticle, extracted: Extracted, is_new: bool) -> Result<()> {
    let record = record_of(stored, extracted.article);
    let facts = record.corrected(extracted.facts);
    index.put(&record, &facts, is_new)
}

/// What is wrong with a truth that knows less than its index: the index comes after it.
pub const INDEX_IS_AHEAD: &str = "it lacks changes that the index has";

fn expect_not_ahead(dir: &Path, reached: u64, sequence: u64) -> Result<()> {
    if reached <= sequence {
        return Ok(());
    }
    let what = format!("{}: {INDEX_IS_AHEAD}", crate::store::FILE_NAME);
    Err(Error::ArchiveDamaged { dir: dir.to_path_buf(), what })
}

/// Opens the archive's index for writing, before anything is changed: after a change a truth that lacks some of what
/// its index has looks like one that does not. Returns it with the change it reaches up to.
pub(super) fn open_index(store: &Store, threads: usize, small: bool) -> Result<(IndexWriter, u64)> {
    let (index, reached) = IndexWriter::open(store.dir(), threads, small, settings(store)?.words)?;
    expect_not_ahead(store.dir(), reached, store.sequence()?)?;
    Ok((index, reached))
}

/// Lets the index follow every change of the truth after `reached`. Returns how many there were.
pub fn catch_up(
    store: &mut Store,
    index: &mut IndexWriter,
    reached: u64,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<u64> {
    let sequence = store.sequence()?;
    if sequence <= reached {
        return Ok(0);
    }
    index.set_settings(settings(store)?);
    let changes = store.changes_since(reached)?;
    let total = changes.len() as u64;
    // What a damaged index says it reaches up to is no reason to have an article twice.
    let is_new = index.is_empty()?;
    let mut done = 0;
    for chunk in changes.chunks(BATCH_ITEMS) {
        let mut keeps = Vec::new();
        for change in chunk {
            match change {
                Change::Changed(number) => keeps.push(store.stored(*number)?),
                Change::Removed(id) => index.remove(&id.to_string()),
            }
        }
        let extracted = in_parallel(&keeps, jobs(0), |stored| extract_safely(&stored.original, &stored.provenance));
        for (stored, extracted) in keeps.iter().zip(extracted) {
            // What was an article once is one again, unless a newer program reads it otherwise: it stays in the truth.
            if let Ok(extracted) = extracted {
                put_into(index, stored, extracted, is_new)?;
            }
        }
        done += chunk.len() as u64;
        on_event(Event::Indexing(done, total));
    }
    index.commit(sequence, store.checkpoint()?)?;
    Ok(total)
}

/// How the index stands to the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// It has everything.
    Current,
    /// It has everything now: so many changes were missing.
    CaughtUp(u64),
    /// So many changes are missing, and somebody else is writing or nothing can be written.
    Behind(u64),
}

/// Opens the archive for reading, with the index caught up if it can be.
pub fn open(dir: &Path, on_event: &mut dyn FnMut(Event<'_>)) -> Result<(Snapshot, Freshness)> {
    let snapshot = match Snapshot::open(dir) {
        Ok(Some(snapshot)) if snapshot.fingerprint().is_some_and(|then| fingerprint(dir).as_deref() == Some(then)) => {
            return Ok((snapshot, Freshness::Current));
        }
        opened => opened,
    };
    let sequence = Store::open_read_only(dir)?.sequence()?;
    let snapshot = snapshot?;
    if let Some(snapshot) = snapshot {
        let reached = snapshot.sequence();
        expect_not_ahead(dir, reached, sequence)?;
        if reached == sequence {
            return Ok((snapshot, Freshness::Current));
        }
        return match bring_up(dir, on_event) {
            Ok(changes) => match Snapshot::open(dir)? {
                Some(snapshot) => Ok((snapshot, Freshness::CaughtUp(changes))),
                None => Ok((snapshot, Freshness::Behind(sequence - reached))),
            },
            Err(Error::ArchiveBusy { .. } | Error::File { .. } | Error::Store(_) | Error::Index(_)) => {
                Ok((snapshot, Freshness::Behind(sequence - reached)))
            }
            Err(error) => Err(error),
        };
    }
    let changes = bring_up(dir, on_event)?;
    let why = || Error::IndexUnusable { dir: dir.to_path_buf(), why: "it could not be built".into() };
    Ok((Snapshot::open(dir)?.ok_or_else(why)?, Freshness::CaughtUp(changes)))
}

fn bring_up(dir: &Path, on_event: &mut dyn FnMut(Event<'_>)) -> Result<u64> {
    let _lock = WriterLock::take(dir)?;
    let mut store = Store::open(dir)?;
    let (mut index, reached) = open_index(&store, jobs(0), false)?;
    let changes = catch_up(&mut store, &mut index, reached, on_event)?;
    if changes == 0 {
        // An empty archive has an index too.
        index.commit(store.sequence()?, store.checkpoint()?)?;
    }
    index.close()?;
    Ok(changes)
}

/// Runs a change of the truth on a few articles and lets the index follow.
pub fn change<T>(
    dir: &Path,
    work: impl FnOnce(&mut Store) -> Result<T>,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<T> {
    expect_there(dir)?;
    let _lock = WriterLock::take(dir)?;
    let mut store = Store::open(dir)?;
    let (mut index, reached) = open_index(&store, 1, true)?;
    let done = store.write(work)?;
    catch_up(&mut store, &mut index, reached, on_event)?;
    index.close()?;
    Ok(done)
}

/// Rewrites truth and index so that no byte of what was removed is left in the archive's files.
pub fn purge(dir: &Path) -> Result<()> {
    let _lock = WriterLock::take(dir)?;
    let mut store = Store::open(dir)?;
    store.verify()?;
    store.purge()?;
    drop(store);
    for copy in damaged_copies(dir)? {
        std::fs::remove_file(&copy).map_err(Error::file(&copy))?;
    }
    let words = settings(&Store::open(dir)?)?.words;
    let (index, _) = IndexWriter::open(dir, 1, true, words)?;
    index.purge()
}

/// Builds the index anew from the truth and puts it in the place of the old one. Returns the number of articles.
pub fn reindex(dir: &Path, on_event: &mut dyn FnMut(Event<'_>)) -> Result<u64> {
    expect_there(dir)?;
    let _lock = WriterLock::take(dir)?;
    let mut store = Store::open(dir)?;
    store.verify()?;
    let mut index = IndexWriter::beside(dir, jobs(0), settings(&store)?.words)?;
    catch_up(&mut store, &mut index, 0, on_event)?;
    if store.sequence()? == 0 {
        index.commit(0, store.checkpoint()?)?;
    }
    index.swap_in(dir)?;
    Ok(store.totals()?.articles)
}

/// Returns all places an article was found at, from the truth, which may know more of them than the index. A truth
/// that lacks one of the index's is an [`Error::ArchiveDamaged`].
pub fn places(dir: &Path, record: &IndexedArticle) -> Result<Vec<Origin>> {
    let store = Store::open_read_only(dir)?;
    let parsed = ArticleId::parse(&record.id).ok_or_else(|| Error::ArticleMissing { id: record.id.clone() })?;
    let places = store.metadata(store.number(parsed)?)?.places;
    if record.places.iter().all(|place| places.contains(place)) {
        return Ok(places);
    }
    let what = format!("where {} was found is not what was stored", record.id);
    Err(Error::ArchiveDamaged { dir: dir.to_path_buf(), what })
}

/// Returns what the truth keeps of an article: the original bytes, how they are read, where they were found.
pub fn original(dir: &Path, id: &str) -> Result<StoredArticle> {
    let mut store = Store::open_read_only(dir)?;
    let parsed = ArticleId::parse(id).ok_or_else(|| Error::ArticleMissing { id: id.to_owned() })?;
    let number = store.number(parsed)?;
    store.stored(number)
}
