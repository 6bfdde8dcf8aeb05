//! What an archive contains, in numbers.

use std::path::Path;

use super::Snapshot;
use super::coverage::Coverage;
use super::meetings::ARTICLES_MAX;
use crate::error::Result;
use crate::index::{Condition, DateOrder, Filters, Totals, tantivy};
use crate::search::READ_TOGETHER;
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
    /// How much was read of the reports.
    pub coverage: Coverage,
    /// Articles of which somebody corrected a fact.
    pub corrected: u64,
    /// Articles with a caution that nobody has marked as seen.
    pub with_cautions: u64,
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
        coverage: coverage(snapshot)?,
        corrected: with(snapshot, "corrected")?,
        with_cautions: with(snapshot, "caution")?,
        outlets: snapshot.reader.outlets()?,
    })
}

/// Returns how many articles have something, as `has:` asks.
fn with(snapshot: &Snapshot, what: &str) -> Result<u64> {
    snapshot.reader.count(&Condition::Fact("has", what.to_owned()), &Filters::default())
}

/// Reads the facts of all reports; the others are counted only.
fn coverage(snapshot: &Snapshot) -> Result<Coverage> {
    let reader = &*snapshot.reader;
    let reports = Condition::Fact("kind", "meeting".to_owned());
    let (found, _) = reader.by_date(&reports, &Filters::default(), DateOrder::Newest, ARTICLES_MAX)?;
    let mut coverage = Coverage::default();
    for chunk in found.chunks(READ_TOGETHER) {
        for article in reader.indexed_facts(chunk)? {
            coverage.take(&article.id, &article.facts);
        }
    }
    coverage.texts = reader.len();
    for (id, _) in &mut coverage.first {
        *id = reader.short_ids(&[id.as_str()])?.remove(0);
    }
    Ok(coverage)
}

fn size_of(dir: &Path, counts: impl Fn(&str) -> bool) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let counted = entries.filter(|entry| counts(&entry.file_name().to_string_lossy()));
    counted.filter_map(|entry| entry.metadata().ok()).filter(std::fs::Metadata::is_file).map(|data| data.len()).sum()
}
