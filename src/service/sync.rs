//! Keeps the index in step with the store: lets it follow changes, and opens both at one moment for reading.

use std::path::Path;

use super::ArticleRef;
use super::event::{Control, Event};
use super::worker::{Extracted, extract_safely, in_parallel, threads};
use crate::article::{Article, ArticleId};
use crate::error::{Error, Result};
use crate::facts::{self, Correction};
use crate::index::tantivy::{TantivyReader, TantivyWriter, WriterMode};
use crate::index::{IndexedArticle, Reader, Writer};
use crate::store::{self, Change, Dump, Store, StoredArticle, Transaction, WriterLock, content_hash, text_hash};

/// Changes the index follows together.
const BATCH_CHANGES: usize = 4096;

/// Joins what the store keeps and what was read from it into what the index stores.
pub(super) fn indexed_article(stored: &StoredArticle, mut article: Article) -> IndexedArticle {
    for (tag, given) in &stored.tags {
        article.tags.retain(|known| known != tag);
        if *given {
            article.tags.push(tag.clone());
        }
    }
    let corrections = stored.corrections.iter();
    let mut corrections: Vec<Correction> =
        corrections.filter_map(|(field, value, dropped)| Correction::kept(field, value.clone(), *dropped)).collect();
    // A mark stays with its article; it counts where the caution is still there.
    corrections.retain(|one| one.seen_caution().is_none_or(|seen| article.cautions.iter().any(|known| known == seen)));
    article.cautions.retain(|caution| !corrections.iter().any(|one| one.seen_caution() == Some(caution)));
    IndexedArticle {
        id: stored.id.to_string(),
        article,
        added: stored.added,
        revisions: stored.revisions,
        format: stored.provenance.format,
        places: stored.places.clone(),
        corrections,
    }
}

/// Takes an article in under its own id, with what was extracted from its latest original; false if the id is taken.
pub(super) fn adopt(store: &mut Transaction<'_>, dump: &Dump, extracted: Option<&Extracted>) -> Result<bool> {
    // What this program reads no article from stays in the store all the same.
    let hashes = extracted.map(|one| (text_hash(&one.article), content_hash(&one.article)));
    let (text, content) = hashes.unwrap_or((dump.id, dump.id));
    store.adopt(dump, text, content)
}

/// Puts what the store keeps of an article, and what was read from it, into the index.
pub(super) fn put_into(
    index: &mut TantivyWriter,
    stored: &StoredArticle,
    extracted: Extracted,
    is_new: bool,
) -> Result<()> {
    let Extracted { article, mut facts } = extracted;
    let mut record = indexed_article(stored, article);
    facts::correct(&record.corrections, &mut record.article, &mut facts);
    index.put(&record, &facts, is_new)
}

/// What is wrong with a store that knows less than its index: the index comes after it.
pub(super) const INDEX_IS_AHEAD: &str = "it lacks changes that the index has";

fn expect_not_ahead(dir: &Path, reached: u64, sequence: u64) -> Result<()> {
    if reached <= sequence {
        return Ok(());
    }
    let what = format!("{}: {INDEX_IS_AHEAD}", store::FILE_NAME);
    Err(Error::ArchiveDamaged { dir: dir.to_path_buf(), what })
}

/// Opens the archive's index for writing, before anything is changed: after a change a store that lacks some of what
/// its index has looks like one that does not. Returns it with the change it reaches up to.
pub(super) fn open_index(store: &Store, mode: WriterMode) -> Result<(TantivyWriter, u64)> {
    let (index, reached) = TantivyWriter::open(store.dir(), mode, store.settings()?.words)?;
    expect_not_ahead(store.dir(), reached, store.sequence()?)?;
    Ok((index, reached))
}

/// Lets the index follow every change of the store after `reached`. Returns how many there were.
pub(super) fn catch_up(
    store: &Store,
    index: &mut TantivyWriter,
    reached: u64,
    control: &mut Control<'_>,
) -> Result<u64> {
    let sequence = store.sequence()?;
    if sequence <= reached {
        return Ok(0);
    }
    index.set_settings(store.settings()?);
    let changes = store.changes_since(reached)?;
    let total = changes.len() as u64;
    log::debug!("the index follows {total} changes, from {reached} to {sequence}");
    // What a damaged index says it reaches up to is no reason to have an article twice.
    let is_new = index.is_empty()?;
    let mut done = 0;
    for chunk in changes.chunks(BATCH_CHANGES) {
        let mut keeps = Vec::new();
        for change in chunk {
            match change {
                Change::Changed(number) => keeps.push(store.stored(*number)?),
                Change::Removed(id) => index.remove(&id.to_string()),
            }
        }
        let extracted = in_parallel(&keeps, threads(0), |stored| extract_safely(&stored.original, &stored.provenance));
        for (stored, extracted) in keeps.iter().zip(extracted) {
            // What was an article once is one again, unless a newer program reads it otherwise: it stays in the store.
            if let Ok(extracted) = extracted {
                put_into(index, stored, extracted, is_new)?;
            }
        }
        done += chunk.len() as u64;
        control.report(Event::Indexing(done, total));
    }
    index.commit(sequence, store.checkpoint()?)?;
    Ok(total)
}

/// How the index is to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// It has everything.
    Current,
    /// It has everything now: this many changes were missing.
    CaughtUp(u64),
    /// This many changes are missing, and someone else is writing or nothing can be written.
    Behind(u64),
}

/// Opens the archive for reading, with the index caught up if it can be.
pub(super) fn open(dir: &Path, control: &mut Control<'_>) -> Result<(TantivyReader, Freshness)> {
    let snapshot = match TantivyReader::open(dir) {
        Ok(Some(snapshot))
            if snapshot.fingerprint().is_some_and(|then| store::fingerprint(dir).as_deref() == Some(then)) =>
        {
            log::debug!("opened {} at change {}, unchanged since", dir.display(), snapshot.sequence());
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
        return match bring_up(dir, control) {
            Ok(changes) => match TantivyReader::open(dir)? {
                Some(snapshot) => Ok((snapshot, Freshness::CaughtUp(changes))),
                None => Ok((snapshot, Freshness::Behind(sequence - reached))),
            },
            Err(Error::ArchiveBusy { .. } | Error::File { .. } | Error::Store(_) | Error::Index(_)) => {
                Ok((snapshot, Freshness::Behind(sequence - reached)))
            }
            Err(error) => Err(error),
        };
    }
    let changes = bring_up(dir, control)?;
    let why = || Error::IndexUnusable { dir: dir.to_path_buf(), why: "it could not be built".into() };
    Ok((TantivyReader::open(dir)?.ok_or_else(why)?, Freshness::CaughtUp(changes)))
}

fn bring_up(dir: &Path, control: &mut Control<'_>) -> Result<u64> {
    let _lock = WriterLock::take(dir)?;
    let store = Store::open(dir)?;
    let (mut index, reached) = open_index(&store, WriterMode::Bulk(threads(0)))?;
    let changes = catch_up(&store, &mut index, reached, control)?;
    if changes == 0 {
        // An empty archive has an index too.
        index.commit(store.sequence()?, store.checkpoint()?)?;
    }
    index.close()?;
    Ok(changes)
}

/// Opens the index, caught up, for the process that holds the writer's lock.
fn open_locked(dir: &Path) -> Result<TantivyReader> {
    let store = Store::open(dir)?;
    let (mut index, reached) = open_index(&store, WriterMode::Few)?;
    catch_up(&store, &mut index, reached, &mut Control::default())?;
    index.close()?;
    let why = || Error::IndexUnusable { dir: dir.to_path_buf(), why: "it could not be built".into() };
    TantivyReader::open(dir)?.ok_or_else(why)
}

/// Returns the ids of articles. The caller holds the writer's lock.
pub(super) fn ids_of(dir: &Path, articles: &[ArticleRef]) -> Result<Vec<ArticleId>> {
    let full: Option<Vec<ArticleId>> = articles.iter().map(|article| ArticleId::parse(&article.id)).collect();
    if let Some(full) = full {
        return Ok(full);
    }
    let reader = open_locked(dir)?;
    let found = articles.iter().map(|article| reader.resolve(&article.id)).collect::<Result<Vec<_>>>()?;
    let facts = reader.indexed_facts(&found)?;
    Ok(facts.iter().filter_map(|article| ArticleId::parse(&article.id)).collect())
}

/// Changes the store on a few articles and lets the index follow. The caller holds the writer's lock.
pub(super) fn change<T>(dir: &Path, work: impl FnOnce(&mut Transaction<'_>) -> Result<T>) -> Result<T> {
    let mut store = Store::open(dir)?;
    let (mut index, reached) = open_index(&store, WriterMode::Few)?;
    let done = store.transaction(work)?;
    catch_up(&store, &mut index, reached, &mut Control::default())?;
    index.close()?;
    Ok(done)
}
