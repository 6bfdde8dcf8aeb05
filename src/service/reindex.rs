//! Rebuilds the index from the store, and rewrites both without what was removed. The caller holds the writer's lock.

use std::path::Path;

use super::event::Control;
use super::sync::catch_up;
use super::worker::threads;
use crate::error::{Error, Result};
use crate::index::Writer;
use crate::index::tantivy::{TantivyWriter, WriterMode};
use crate::store::{Store, damaged_copies};

/// Rewrites store and index so that no byte of what was removed is left in the archive's files.
pub(super) fn purge(dir: &Path) -> Result<()> {
    let mut store = Store::open(dir)?;
    store.verify()?;
    store.purge()?;
    log::debug!("the store has no byte left of what was removed");
    drop(store);
    for copy in damaged_copies(dir)? {
        std::fs::remove_file(&copy).map_err(Error::file(&copy))?;
    }
    let words = Store::open(dir)?.settings()?.words;
    let (index, _) = TantivyWriter::open(dir, WriterMode::Few, words)?;
    index.purge()
}

/// Rebuilds the index from the store and puts it in the place of the old one. Returns the number of articles.
pub(super) fn reindex(dir: &Path, control: &mut Control<'_>) -> Result<u64> {
    let store = Store::open(dir)?;
    store.verify()?;
    let mut index = TantivyWriter::beside(dir, threads(0), store.settings()?.words)?;
    catch_up(&store, &mut index, 0, control)?;
    if store.sequence()? == 0 {
        index.commit(0, store.checkpoint()?)?;
    }
    index.swap_in(dir)?;
    log::debug!("the rebuilt index is in the place of the old one");
    Ok(store.totals()?.articles)
}
