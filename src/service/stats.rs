//! What an archive contains, in numbers.

use std::path::Path;

use super::Snapshot;
use crate::error::Result;
use crate::index::{Totals, tantivy};
use crate::store::{self, Store};

/// What an archive contains.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Stats {
    /// Totals of the index.
    pub totals: Totals,
    /// Originals, older revisions included.
    pub revisions: u64,
    /// Bytes of the originals before compression.
    pub original_bytes: u64,
    /// Bytes of the store's files.
    pub store_bytes_on_disk: u64,
    /// Bytes of the index's files.
    pub index_bytes_on_disk: u64,
    /// Parts the index is in.
    pub segments: usize,
    /// The store's format.
    pub format: u32,
    /// What tokenizes.
    pub tokenizer: String,
    /// The version of the rules that read the facts.
    pub rules_version: u32,
    /// Names articles are shown under with their numbers of articles, the most first.
    pub outlets: Vec<(String, u64)>,
}

pub(super) fn stats(snapshot: &Snapshot) -> Result<Stats> {
    let stored = Store::open_read_only(&snapshot.dir)?.totals()?;
    Ok(Stats {
        totals: snapshot.reader.totals()?,
        revisions: stored.revisions,
        original_bytes: stored.original_bytes,
        store_bytes_on_disk: size_of(&snapshot.dir, |name| name.starts_with(store::FILE_NAME)),
        index_bytes_on_disk: size_of(&snapshot.dir.join(tantivy::FOLDER_NAME), |_| true),
        segments: snapshot.reader.segments(),
        format: store::FORMAT,
        tokenizer: crate::tokenizer::identity(),
        rules_version: crate::facts::RULES_VERSION,
        outlets: snapshot.reader.outlets()?,
    })
}

fn size_of(dir: &Path, counts: impl Fn(&str) -> bool) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let counted = entries.filter(|entry| counts(&entry.file_name().to_string_lossy()));
    counted.filter_map(|entry| entry.metadata().ok()).filter(std::fs::Metadata::is_file).map(|data| data.len()).sum()
}
