//! Detects corruption in an archive; `repair` restores what it can.
//!
//! Every file has its checksums (`archive.sums`, `tantivy/files.sums`): a single damage anywhere is found by them,
//! whatever the file holds. What a damage means for articles is found by their own hashes: originals have theirs in the
//! store, stored texts a checksum in the index and the hash of their text in the store.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::sync::INDEX_IS_AHEAD;
use crate::article::ArticleId;
use crate::checksums::{Fault, Sums};
use crate::error::{Error, Result};
use crate::index::Reader;
use crate::index::tantivy::{FOLDER_NAME, SUMS_NAME as INDEX_SUMS_NAME, TantivyReader, finish_swap};
use crate::store::{
    DUMPED_TOGETHER, FILE_NAME, LOCK_NAME, PARITY_NAME, SALVAGED_NAME, SUMS_NAME, Store, WriterLock, expect_there,
    log_path, read_log, sums_path, text_hash,
};

/// What was found wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, inside the archive.
    pub file: PathBuf,
    /// What is wrong.
    pub what: String,
    /// The full ids of the articles that cannot be read whole because of it, if any.
    pub articles: Vec<String>,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Findings, by file.
    pub findings: Vec<Finding>,
    /// Whether every original and every stored text was compared with its hash.
    pub full: bool,
    /// Articles in the store.
    pub articles: u64,
    /// Bytes of files that were summed.
    pub bytes: u64,
    /// The index has not followed some changes yet, this many; that is no damage.
    pub behind: u64,
}

impl CheckReport {
    fn add(&mut self, file: impl Into<PathBuf>, what: impl Into<String>, articles: Vec<String>) {
        self.findings.push(Finding { file: file.into(), what: what.into(), articles });
    }

    pub(super) fn concerns_store_file(&self) -> bool {
        self.findings.iter().any(|damage| damage.file == Path::new(FILE_NAME) || damage.file == log_path(Path::new("")))
    }

    pub(super) fn concerns_index(&self) -> bool {
        self.findings.iter().any(|finding| finding.file.starts_with(FOLDER_NAME))
    }

    pub(super) fn concerns_store(&self) -> bool {
        self.findings.iter().any(|finding| !finding.file.starts_with(FOLDER_NAME))
    }
}

/// Checks an archive: every file against its checksums, and the index against the store; with `full` every original and
/// every stored text against its hash, too.
pub fn check(dir: &Path, full: bool) -> Result<CheckReport> {
    if !dir.join(FILE_NAME).exists() && !sums_path(dir).exists() && !dir.join(FOLDER_NAME).exists() {
        return Err(Error::ArchiveMissing { dir: dir.to_path_buf() });
    }
    if is_unfinished(dir)? {
        return Ok(CheckReport { full, ..CheckReport::default() });
    }
    // No one may write meanwhile; where nothing can be written no one does.
    let lock_is_missing = !dir.join(LOCK_NAME).exists();
    let lock = if lock_is_missing { None } else { lock(dir)? };
    if lock.is_some() {
        finish_swap(dir)?;
    }
    let mut report = CheckReport { full, ..CheckReport::default() };
    if lock_is_missing {
        report.add(LOCK_NAME, "missing", Vec::new());
    }
    if dir.join(SALVAGED_NAME).exists() {
        report.add(FILE_NAME, "a repair of it was cut short", Vec::new());
        return Ok(report);
    }
    check_truth(dir, full, &mut report)?;
    check_index(dir, full, &mut report)?;
    Ok(report)
}

/// Returns whether the archive's creation was cut short, before anything was said to be in it.
fn is_unfinished(dir: &Path) -> Result<bool> {
    let path = dir.join(FILE_NAME);
    if !path.exists() && matches!(expect_there(dir), Err(Error::ArchiveMissing { .. })) {
        let index = guarded(|| TantivyReader::open_as_it_is(dir));
        return Ok(index.is_some_and(|index| index.is_none_or(|index| index.is_empty())));
    }
    let is_bare = || !path.exists() || matches!(Store::open_read_only(dir), Err(Error::ArchiveMissing { .. }));
    if dir.join(FOLDER_NAME).exists() || !is_bare() {
        return Ok(false);
    }
    // A store that had something is known by its checksums.
    match Sums::read(&sums_path(dir))? {
        Some(Ok(sums)) => sums.files.get(FILE_NAME).map_or(Ok(true), |file| Ok(file.fault(&path)?.is_none())),
        Some(Err(_)) => Ok(false),
        None => Ok(true),
    }
}

fn lock(dir: &Path) -> Result<Option<WriterLock>> {
    match WriterLock::take(dir) {
        Ok(lock) => Ok(Some(lock)),
        Err(Error::File { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Looks into an index that may be damaged: what tantivy panics on says nothing.
pub(super) fn guarded<T>(look: impl FnOnce() -> Result<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(look)).ok().and_then(Result::ok)
}

fn check_truth(dir: &Path, full: bool, report: &mut CheckReport) -> Result<()> {
    let path = dir.join(FILE_NAME);
    let mut look_inside = full;
    let mut fault = None;
    match Sums::read(&sums_path(dir))? {
        None if path.exists() => report.add(SUMS_NAME, "missing", Vec::new()),
        None => {}
        Some(Err(what)) => report.add(SUMS_NAME, what, Vec::new()),
        // A writer was killed while it moved changes into the file: its content decides.
        Some(Ok(sums)) if sums.in_progress => look_inside = true,
        Some(Ok(sums)) => {
            match sums.files.get(FILE_NAME) {
                Some(file) => {
                    report.bytes += file.size_bytes;
                    fault = file.fault(&path)?;
                }
                None => report.add(SUMS_NAME, "it does not name the archive's file", Vec::new()),
            }
            if let Some(file) = sums.files.get(PARITY_NAME) {
                report.bytes += file.size_bytes;
                if let Some(fault) = file.fault(&dir.join(PARITY_NAME))? {
                    report.add(PARITY_NAME, fault.words(), Vec::new());
                }
            }
        }
    }
    if !path.exists() {
        report.add(FILE_NAME, "missing", Vec::new());
        return Ok(());
    }
    let content = if look_inside || fault.is_some() { truth_content(dir) } else { Ok(Content::default()) };
    match content {
        Ok(content) => {
            if let Some(fault) = &fault {
                report.add(FILE_NAME, fault.words(), content.articles);
            } else if !content.articles.is_empty() || !content.faults.is_empty() {
                let what = content.faults.first().cloned().unwrap_or_else(|| "originals cannot be read".into());
                report.add(FILE_NAME, what, content.articles);
            }
        }
        // What cannot be read is not known to be damaged.
        Err(error @ Error::File { .. }) => return Err(error),
        Err(error) => {
            let what = fault.as_ref().map_or_else(|| error.to_string(), Fault::words);
            report.add(FILE_NAME, what, all_ids(dir));
        }
    }
    if let Some(fault) = read_log(dir)?.fault {
        report.add(log_path(Path::new("")), fault, Vec::new());
    }
    match Store::open_read_only(dir).and_then(|store| store.totals()) {
        Ok(totals) => report.articles = totals.articles,
        Err(error @ Error::File { .. }) => return Err(error),
        Err(error) if fault.is_none() && !report.concerns_store() => {
            report.add(FILE_NAME, error.to_string(), all_ids(dir));
        }
        Err(_) => {}
    }
    Ok(())
}

#[derive(Default)]
struct Content {
    faults: Vec<String>,
    articles: Vec<String>,
}

/// Reads everything in the store. An error means that it cannot be read at all.
fn truth_content(dir: &Path) -> Result<Content> {
    let store = Store::open_read_only(dir)?;
    let faults = store.structure_faults()?;
    let ids = store.ids()?;
    let mut articles = Vec::new();
    for ids in ids.chunks(DUMPED_TOGETHER) {
        let dumps = store.dumps(ids);
        articles.extend(ids.iter().zip(dumps).filter(|(_, dump)| dump.is_err()).map(|(id, _)| id.to_string()));
    }
    Ok(Content { faults, articles })
}

/// The ids the index knows: all that can be said where the store cannot be read.
fn all_ids(dir: &Path) -> Vec<String> {
    let Some(Some(snapshot)) = guarded(|| TantivyReader::open_as_it_is(dir)) else { return Vec::new() };
    guarded(|| snapshot.ids()).unwrap_or_default()
}

fn check_index(dir: &Path, full: bool, report: &mut CheckReport) -> Result<()> {
    let folder = dir.join(FOLDER_NAME);
    let inside = |name: &str| Path::new(FOLDER_NAME).join(name);
    if !folder.join("meta.json").exists() && !folder.join(INDEX_SUMS_NAME).exists() {
        // A folder in which nothing is yet is one whose creation was cut short.
        let begun = |entries: std::fs::ReadDir| {
            entries.flatten().all(|entry| entry.file_name().to_string_lossy().ends_with(".tmp"))
        };
        let is_begun = std::fs::read_dir(&folder).is_ok_and(begun);
        if !is_begun && (report.articles > 0 || folder.exists()) {
            report.add(FOLDER_NAME, "missing", Vec::new());
        }
        return Ok(());
    }
    let mut damaged: Vec<(String, String)> = Vec::new();
    match Sums::read(&folder.join(INDEX_SUMS_NAME))? {
        None => damaged.push((INDEX_SUMS_NAME.into(), "missing".into())),
        Some(Err(what)) => damaged.push((INDEX_SUMS_NAME.into(), what)),
        Some(Ok(sums)) => {
            let segments = TantivyReader::segment_ids(&folder);
            for (name, file) in &sums.files {
                let segment = segment_of(name);
                let used = |id| segments.as_ref().is_none_or(|segments| segments.iter().any(|segment| segment == id));
                // It may also have merged segments away.
                if !segment.is_none_or(used) && !folder.join(name).exists() {
                    continue;
                }
                report.bytes += file.size_bytes;
                // A writer that was killed left them newer than the list.
                let replaced = sums.in_progress && segment.is_none();
                if let Some(fault) = file.fault(&folder.join(name))?.filter(|_| !replaced) {
                    damaged.push((name.clone(), fault.words()));
                }
            }
        }
    }
    let mut unread: Vec<String> = Vec::new();
    let opened = catch_unwind(AssertUnwindSafe(|| TantivyReader::open_as_it_is(dir)));
    let panicked = || Error::IndexUnusable { dir: dir.to_path_buf(), why: "it cannot be read".into() };
    let opened = opened.unwrap_or_else(|_| Err(panicked()));
    match &opened {
        Ok(Some(snapshot)) => {
            if full || damaged.iter().any(|(name, _)| name.ends_with(".store")) {
                unread = guarded(|| unreadable(snapshot, dir)).unwrap_or_else(|| all_ids(dir));
                if damaged.is_empty() && !unread.is_empty() {
                    report.add(FOLDER_NAME, "stored texts are not what was stored", unread.clone());
                }
            }
            // A store that cannot be read was reported above.
            let totals = Store::open_read_only(dir).and_then(|a| Ok((a.sequence()?, a.totals()?.articles)));
            if let Ok((sequence, articles)) = totals {
                let reached = snapshot.sequence();
                report.behind = sequence.saturating_sub(reached);
                if reached > sequence && !report.concerns_store() {
                    report.add(FILE_NAME, INDEX_IS_AHEAD, known_to_index_alone(snapshot, dir));
                }
                let differs = reached == sequence && snapshot.len() != articles;
                if differs && damaged.is_empty() && !report.concerns_store() {
                    let what = format!(
                        "{} articles up to change {reached}; the archive has {articles} up to {sequence}",
                        snapshot.len()
                    );
                    report.add(FOLDER_NAME, what, Vec::new());
                }
            }
        }
        Ok(None) => {}
        Err(error) if damaged.is_empty() => report.add(FOLDER_NAME, error.to_string(), Vec::new()),
        Err(_) => {}
    }
    let snapshot = opened.ok().flatten();
    for (name, what) in damaged {
        let articles = match &snapshot {
            Some(_) if name.ends_with(".store") => unread.clone(),
            snapshot => found_by(&name, snapshot.as_ref(), dir),
        };
        report.add(inside(&name), what, articles);
    }
    Ok(())
}

/// Returns the articles of which the store knows nothing.
fn known_to_index_alone(snapshot: &TantivyReader, dir: &Path) -> Vec<String> {
    let ids_of_store = Store::open_read_only(dir).and_then(|store| store.ids()).unwrap_or_default();
    let stored: BTreeSet<String> = ids_of_store.into_iter().map(|id| id.to_string()).collect();
    let ids = guarded(|| snapshot.ids()).unwrap_or_default();
    ids.into_iter().filter(|id| !stored.contains(id)).collect()
}

/// Returns the articles that are found by a file of the index: those of its segment, or all.
fn found_by(name: &str, snapshot: Option<&TantivyReader>, dir: &Path) -> Vec<String> {
    let segment = segment_of(name);
    if segment.is_none() && name != "meta.json" {
        return Vec::new();
    }
    let ids_of_store = Store::open_read_only(dir).and_then(|store| store.ids()).unwrap_or_default();
    let stored: BTreeSet<String> = ids_of_store.into_iter().map(|id| id.to_string()).collect();
    let of_segment = segment.zip(snapshot).and_then(|(segment, snapshot)| guarded(|| snapshot.ids_in(segment)));
    let ids: Vec<String> = of_segment.unwrap_or_default().into_iter().filter(|id| stored.contains(id)).collect();
    // What the damaged file itself says of them may be nothing.
    if ids.is_empty() { stored.into_iter().collect() } else { ids }
}

/// Returns the segment a file belongs to by its name, if to any.
fn segment_of(name: &str) -> Option<&str> {
    let stem = name.split('.').next()?;
    (stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(stem)
}

/// Returns the articles whose stored text cannot be read or is another one than the store's.
fn unreadable(snapshot: &TantivyReader, dir: &Path) -> Result<Vec<String>> {
    let store = Store::open_read_only(dir).ok();
    let mut found = BTreeSet::new();
    snapshot.for_each_stored(&mut |id, record| {
        let whole = record.as_ref().is_some_and(|record| {
            let known = store.as_ref().zip(ArticleId::parse(&record.id)).and_then(|(store, id)| store.text_of(id).ok());
            known.is_none_or(|known| known == text_hash(&record.article))
        });
        if !whole {
            found.insert(id);
        }
    })?;
    Ok(found.into_iter().collect())
}
