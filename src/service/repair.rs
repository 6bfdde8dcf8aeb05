//! Restores what can be restored of a damaged archive.
//!
//! One damaged block of a group of the store is restored from the parity, and everything with it. Where more is damaged
//! the store is put together again from the articles that can be read and the index's texts of the others.

use std::path::{Path, PathBuf};

use super::check::check;
use super::event::Control;
use super::reindex::reindex;
use super::salvage::{finish_salvage, salvage};
use crate::error::Result;
use crate::store::{self, FILE_NAME, Store, WriterLock};

/// What a repair did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepairReport {
    /// What was done, a sentence each.
    pub done: Vec<Repair>,
    /// Articles that are whole again or always were.
    pub articles: u64,
    /// Full ids of articles of which only the text the index had was left.
    pub texts_only: Vec<String>,
    /// Full ids of articles that are lost.
    pub lost: Vec<String>,
}

/// A step of a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// Nothing was wrong.
    Nothing,
    /// The index was rebuilt from the store.
    IndexBuilt,
    /// The checksums were made again.
    ChecksumsMade,
    /// The store is what it was again, bit for bit.
    StoreRestored,
    /// The store was put together again; the damaged file was kept under this name.
    StoreSalvaged(PathBuf),
}

/// Repairs an archive: the store from its parity, or put together from what is left of it and of the index, and the
/// index from the store.
pub fn repair(dir: &Path, control: &mut Control<'_>) -> Result<RepairReport> {
    let mut repaired = RepairReport::default();
    finish_salvage(dir, &mut repaired)?;
    let mut report = check(dir, false)?;
    if report.findings.is_empty() {
        // Sums made over a damage know nothing of it.
        report = check(dir, true)?;
    }
    if report.findings.is_empty() {
        if repaired.done.is_empty() {
            repaired.done.push(Repair::Nothing);
        }
        repaired.articles = report.articles;
        return Ok(repaired);
    }
    if report.findings.iter().any(|damage| damage.file == Path::new(FILE_NAME)) {
        let lock = WriterLock::take(dir)?;
        if store::restore_from_parity(dir)? {
            log::info!("the store was restored from its parity");
            repaired.done.push(Repair::StoreRestored);
            drop(lock);
            report = check(dir, false)?;
        }
    }
    // Even where all of it can be read: a turned bit in its structure is not carried on.
    let truth_is_damaged = report.concerns_store_file();
    if truth_is_damaged {
        salvage(dir, &mut repaired)?;
    }
    if report.concerns_store() {
        let _lock = WriterLock::take(dir)?;
        Store::open(dir)?.renew_sums()?;
        repaired.done.push(Repair::ChecksumsMade);
    }
    if report.concerns_index() || truth_is_damaged {
        let _lock = WriterLock::take(dir)?;
        repaired.articles = reindex(dir, control)?;
        repaired.done.push(Repair::IndexBuilt);
    } else {
        repaired.articles = report.articles;
    }
    Ok(repaired)
}
