//! Finds damage in an archive, and brings back what can be brought back.
//!
//! Every file has its sums (`archive.sums`, `tantivy/files.sums`): a single damage anywhere is found by them, whatever
//! the file holds. What a damage means for articles is found by their own hashes: originals have theirs in the truth,
//! stored texts a checksum in the index and the hash of their text in the truth.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::add::{self, Event};
use crate::archive::{
    Archive, DUMPED_TOGETHER, Dump, FILE_NAME, Id, LOCK_NAME, Revision, SUMS_NAME, WriterLock, sums_path,
};
use crate::disk::{create_private_dir, sync_dir};
use crate::error::{Error, Result};
use crate::extract::{Format, Reading};
use crate::index::{FOLDER_NAME, Record, SUMS_NAME as INDEX_SUMS_NAME, Snapshot};
use crate::sums::{Fault, Sums};

/// What was found wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file, inside the archive.
    pub file: PathBuf,
    /// What is wrong.
    pub what: String,
    /// The full ids of the articles that cannot be read whole because of it, if any.
    pub articles: Vec<String>,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Damages, by file.
    pub damages: Vec<Damage>,
    /// Articles in the truth.
    pub articles: u64,
    /// Bytes of files that were summed.
    pub bytes: u64,
    /// The index has not followed some changes yet, so many; that is no damage.
    pub behind: u64,
}

impl Report {
    fn add(&mut self, file: impl Into<PathBuf>, what: impl Into<String>, articles: Vec<String>) {
        self.damages.push(Damage { file: file.into(), what: what.into(), articles });
    }

    fn concerns(&self, index: bool) -> bool {
        self.damages.iter().any(|damage| damage.file.starts_with(FOLDER_NAME) == index)
    }
}

/// Checks an archive: every file against its sums, and the index against the truth; with `full` every original and
/// every stored text against its hash, too.
pub fn check(dir: &Path, full: bool) -> Result<Report> {
    if !dir.join(FILE_NAME).exists() && !sums_path(dir).exists() && !dir.join(FOLDER_NAME).exists() {
        return Err(Error::ArchiveMissing { dir: dir.to_path_buf() });
    }
    if is_unfinished(dir)? {
        return Ok(Report::default());
    }
    // Nobody may write meanwhile; where nothing can be written nobody does.
    let lock_is_missing = !dir.join(LOCK_NAME).exists();
    let _lock = if lock_is_missing { None } else { lock(dir)? };
    let mut report = Report::default();
    if lock_is_missing {
        report.add(LOCK_NAME, "missing", Vec::new());
    }
    check_truth(dir, full, &mut report)?;
    check_index(dir, full, &mut report)?;
    Ok(report)
}

/// Returns whether the archive's creation was cut short, before anything was said to be in it.
fn is_unfinished(dir: &Path) -> Result<bool> {
    let path = dir.join(FILE_NAME);
    let is_bare = path.exists() && matches!(Archive::open_read_only(dir), Err(Error::ArchiveMissing { .. }));
    if !is_bare || dir.join(FOLDER_NAME).exists() {
        return Ok(false);
    }
    // A truth that had something is known by its sums.
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
fn guarded<T>(look: impl FnOnce() -> Result<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(look)).ok().and_then(Result::ok)
}

fn fault_words(fault: &Fault) -> String {
    match fault {
        Fault::Missing => "missing".into(),
        Fault::Size(then, now) => format!("{now} bytes, {then} were written"),
        Fault::Content(at) => format!("not what was written, in the block at byte {at}"),
    }
}

fn check_truth(dir: &Path, full: bool, report: &mut Report) -> Result<()> {
    let path = dir.join(FILE_NAME);
    let mut look_inside = full;
    let mut fault = None;
    match Sums::read(&sums_path(dir))? {
        None if path.exists() => report.add(SUMS_NAME, "missing", Vec::new()),
        None => {}
        Some(Err(what)) => report.add(SUMS_NAME, what, Vec::new()),
        // A writer was killed while it moved changes into the file: its content decides.
        Some(Ok(sums)) if sums.moving => look_inside = true,
        Some(Ok(sums)) => match sums.files.get(FILE_NAME) {
            Some(file) => {
                report.bytes += file.size_bytes;
                fault = file.fault(&path)?;
            }
            None => report.add(SUMS_NAME, "it does not name the archive's file", Vec::new()),
        },
    }
    if !path.exists() {
        report.add(FILE_NAME, "missing", Vec::new());
        return Ok(());
    }
    let content = if look_inside || fault.is_some() { truth_content(dir) } else { Ok(Content::default()) };
    match content {
        Ok(content) => {
            if let Some(fault) = &fault {
                report.add(FILE_NAME, fault_words(fault), content.articles);
            } else if !content.articles.is_empty() || !content.faults.is_empty() {
                let what = content.faults.first().cloned().unwrap_or_else(|| "originals cannot be read".into());
                report.add(FILE_NAME, what, content.articles);
            }
        }
        Err(error) => {
            let what = fault.as_ref().map_or_else(|| error.to_string(), fault_words);
            report.add(FILE_NAME, what, all_ids(dir));
        }
    }
    match Archive::open_read_only(dir).and_then(|archive| archive.totals()) {
        Ok(totals) => report.articles = totals.articles,
        Err(error) if fault.is_none() && !report.concerns(false) => {
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

/// Reads everything in the truth. An error means that it cannot be read at all.
fn truth_content(dir: &Path) -> Result<Content> {
    let mut archive = Archive::open_read_only(dir)?;
    let faults = archive.structure_faults()?;
    let ids = archive.ids()?;
    let mut articles = Vec::new();
    for ids in ids.chunks(DUMPED_TOGETHER) {
        let dumps = archive.dumps(ids);
        articles.extend(ids.iter().zip(dumps).filter(|(_, dump)| dump.is_err()).map(|(id, _)| id.to_string()));
    }
    Ok(Content { faults, articles })
}

/// The ids the index knows: all that can be said where the truth cannot be read.
fn all_ids(dir: &Path) -> Vec<String> {
    let Some(Some(snapshot)) = guarded(|| Snapshot::open(dir)) else { return Vec::new() };
    guarded(|| snapshot.ids()).unwrap_or_default()
}

fn check_index(dir: &Path, full: bool, report: &mut Report) -> Result<()> {
    let folder = dir.join(FOLDER_NAME);
    let inside = |name: &str| Path::new(FOLDER_NAME).join(name);
    if !folder.join("meta.json").exists() && !folder.join(INDEX_SUMS_NAME).exists() {
        if report.articles > 0 || folder.exists() {
            report.add(FOLDER_NAME, "missing", Vec::new());
        }
        return Ok(());
    }
    let mut damaged: Vec<(String, String)> = Vec::new();
    match Sums::read(&folder.join(INDEX_SUMS_NAME))? {
        None => damaged.push((INDEX_SUMS_NAME.into(), "missing".into())),
        Some(Err(what)) => damaged.push((INDEX_SUMS_NAME.into(), what)),
        Some(Ok(sums)) => {
            let segments = Snapshot::segment_ids(&folder);
            for (name, file) in &sums.files {
                let stem = name.split('.').next().unwrap_or_default();
                let is_segment = stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit());
                let used = segments.as_ref().is_none_or(|segments| segments.iter().any(|segment| segment == stem));
                // It may also have merged segments away.
                if is_segment && !used && !folder.join(name).exists() {
                    continue;
                }
                report.bytes += file.size_bytes;
                // A writer that was killed left them newer than the list.
                let replaced = sums.moving && !is_segment;
                if let Some(fault) = file.fault(&folder.join(name))?.filter(|_| !replaced) {
                    damaged.push((name.clone(), fault_words(&fault)));
                }
            }
        }
    }
    let mut ids: Vec<String> = Vec::new();
    let opened = catch_unwind(AssertUnwindSafe(|| Snapshot::open(dir)));
    let panicked = || Error::IndexUnusable { dir: dir.to_path_buf(), why: "it cannot be read".into() };
    match opened.unwrap_or_else(|_| Err(panicked())) {
        Ok(Some(snapshot)) => {
            if full || damaged.iter().any(|(name, _)| name.ends_with(".store")) {
                ids = guarded(|| unreadable(&snapshot, dir)).unwrap_or_else(|| all_ids(dir));
                if damaged.is_empty() && !ids.is_empty() {
                    report.add(FOLDER_NAME, "stored texts are not what was stored", ids.clone());
                }
            }
            // A truth that cannot be read was reported above.
            let truth = Archive::open_read_only(dir).and_then(|a| Ok((a.sequence()?, a.totals()?.articles)));
            if let Ok((sequence, articles)) = truth {
                let reached = snapshot.sequence();
                report.behind = sequence.saturating_sub(reached);
                let differs = reached > sequence || reached == sequence && snapshot.len() != articles;
                if differs && damaged.is_empty() && !report.concerns(false) {
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
    for (name, what) in damaged {
        let articles = if name.ends_with(".store") { ids.clone() } else { Vec::new() };
        report.add(inside(&name), what, articles);
    }
    Ok(())
}

/// Returns the articles whose stored text cannot be read or is another one than the truth's.
fn unreadable(snapshot: &Snapshot, dir: &Path) -> Result<Vec<String>> {
    let archive = Archive::open_read_only(dir).ok();
    let mut found = BTreeSet::new();
    snapshot.for_each_stored(&mut |id, record| {
        let whole = record.as_ref().is_some_and(|record| {
            let known = archive.as_ref().zip(Id::parse(&record.id)).and_then(|(archive, id)| archive.text_of(id).ok());
            known.is_none_or(|known| known == add::text_hash(&record.article))
        });
        if !whole {
            found.insert(id);
        }
    })?;
    Ok(found.into_iter().collect())
}

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
    /// The truth was put together anew; the damaged file was kept under this name.
    TruthSalvaged(PathBuf),
}

/// Repairs an archive: the index from the truth, and the truth from what is left of it and of the index.
pub fn repair(dir: &Path, tell: &mut dyn FnMut(Event<'_>)) -> Result<Repaired> {
    let report = check(dir, false)?;
    let mut repaired = Repaired::default();
    if report.damages.is_empty() {
        repaired.done.push(Action::Nothing);
        repaired.articles = report.articles;
        return Ok(repaired);
    }
    let truth_is_damaged = report.damages.iter().any(|damage| damage.file == Path::new(FILE_NAME));
    // Even where all of it can be read: a turned bit in its structure is not carried on.
    if truth_is_damaged {
        salvage(dir, &mut repaired)?;
    }
    {
        let _lock = WriterLock::take(dir)?;
        let archive = Archive::open(dir)?;
        archive.renew_sums()?;
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
    let snapshot = guarded(|| Snapshot::open(dir)).flatten();
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
    let damaged = dir.join(format!("{FILE_NAME}.damaged"));
    if path.exists() {
        std::fs::rename(&path, &damaged).map_err(Error::file(&path))?;
        repaired.done.push(Action::TruthSalvaged(damaged));
    }
    for log in ["-wal", "-shm"] {
        let log = dir.join(format!("{FILE_NAME}{log}"));
        if log.exists() {
            std::fs::remove_file(&log).map_err(Error::file(&log))?;
        }
    }
    std::fs::rename(folder.join(FILE_NAME), &path).map_err(Error::file(&path))?;
    sync_dir(dir)?;
    std::fs::remove_dir_all(&folder).map_err(Error::file(&folder))
}

fn settings_of(
    old: Option<&Archive>,
    snapshot: Option<&Snapshot>,
) -> Vec<(crate::archive::SettingKind, String, String)> {
    use crate::archive::SettingKind::{Alias, Saved, Word};
    let mut found = Vec::new();
    for kind in [Alias, Saved, Word] {
        let kept = old.and_then(|old| old.settings(kind).ok()).filter(|kept| !kept.is_empty());
        let kept = kept.unwrap_or_else(|| {
            let Some(settings) = snapshot.map(Snapshot::settings) else { return Vec::new() };
            match kind {
                Alias => settings
                    .aliases
                    .iter()
                    .filter_map(|names| Some((names.first()?.clone(), names.join("="))))
                    .collect(),
                Saved => settings.saved.clone().into_iter().collect(),
                Word => settings.words.iter().map(|word| (word.clone(), String::new())).collect(),
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
