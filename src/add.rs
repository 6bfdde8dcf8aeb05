//! Brings articles into the archive and keeps the index in step with the truth.
//!
//! The loop that strings the stages together: source, extract, archive, index. An article counts as saved when
//! the truth has it on disk; the index follows, and whoever opens an archive whose index is behind catches up.
//! One bad item never stops the others. Never talks to a terminal: it tells the caller what happens.

mod hashes;
mod reading;
mod transfer;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};

use self::hashes::content_hash;
pub use self::hashes::text_hash;
use self::reading::{Extracted, extract_safely, in_parallel};
pub use self::transfer::{backup, export, import, is_export, restore};
use crate::archive::{
    Archive, Change, Dump, Id, Incoming, Kept, Put, SettingKind, WriterLock, damaged_copies, standing,
};
use crate::article::{Article, PartialDate};
use crate::disk::create_private_dir;
use crate::error::{Error, Result};
use crate::extract::{Format, Reading, Skip};
use crate::facts::Correction;
use crate::index::{IndexWriter, Record, Settings, Snapshot};
use crate::source::{Item, Place, Said, files, for_each_item};

/// Items are worked on together until they have this many bytes.
const BATCH_BYTES: usize = 8 << 20;
/// Or until they are this many.
const BATCH_ITEMS: usize = 4096;
/// The index is committed after this many bytes of originals.
const COMMIT_BYTES: usize = 64 << 20;
/// Up to this many bytes of originals a small index writer does.
const SMALL_BYTES: u64 = 1 << 20;

/// How to add.
#[derive(Debug, Clone, Default)]
pub struct AddOptions {
    /// Reads everything as this format.
    pub format: Option<Format>,
    /// Reads everything in this encoding.
    pub encoding: Option<String>,
    /// Columns or keys that mean a known field: `(field, column)`.
    pub columns: Vec<(String, String)>,
    /// The source of articles that name none.
    pub source: Option<String>,
    /// The publish date of articles that name none.
    pub published: Option<PartialDate>,
    /// Tags for everything.
    pub tags: Vec<String>,
    /// How many threads to use; 0 takes what the machine has.
    pub jobs: usize,
    /// Says what would happen and changes nothing.
    pub dry_run: bool,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new article.
    Added,
    /// A new revision of an article.
    Replaced,
    /// Nothing new.
    Unchanged,
    /// No article, and why.
    Skipped(Skip),
}

/// One item's report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where it came from.
    pub place: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The article's full id, if there is one.
    pub id: Option<String>,
    /// Its headline, when it was read.
    pub title: String,
    /// What a reader should know about how it was read.
    pub cautions: Vec<String>,
}

/// How many items ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// New articles.
    pub added: u64,
    /// New revisions.
    pub replaced: u64,
    /// Nothing new.
    pub unchanged: u64,
    /// No article.
    pub skipped: u64,
    /// Whether somebody stopped it.
    pub interrupted: bool,
}

/// What the caller is told while it goes on.
#[derive(Debug)]
pub enum Event<'a> {
    /// An item's fate is settled; what was added is on disk.
    Item(&'a Report),
    /// So many bytes of the sources are behind us.
    Read(u64),
    /// The index follows the truth: so many changes of so many.
    Indexing(u64, u64),
}

/// Adds files, folders and standard input (`-`).
pub fn add(
    dir: &Path,
    names: &[PathBuf],
    options: &AddOptions,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Summary> {
    if let Some(encoding) = &options.encoding
        && crate::decode::decode(b"", Some(encoding)).is_none()
    {
        return Err(Error::Usage(format!("no encoding is called {encoding}; try utf-8, gb18030, big5 or utf-16le")));
    }
    let found = files(names);
    if options.dry_run {
        let archive =
            if dir.join(crate::archive::FILE_NAME).exists() { Archive::open(dir)? } else { Archive::in_memory()? };
        return Adder::new(archive, None, options, stop, tell).run(found);
    }
    create_private_dir(dir)?;
    let _lock = WriterLock::take(dir)?;
    let mut archive = Archive::create_or_open(dir)?;
    let small = crate::source::total_bytes(&found) <= SMALL_BYTES && !names.iter().any(|name| name.as_os_str() == "-");
    let words = settings(&archive)?.words;
    let (mut index, reached) = IndexWriter::open(dir, jobs(options.jobs), small, words)?;
    catch_up(&mut archive, &mut index, reached, tell)?;
    Adder::new(archive, Some(index), options, stop, tell).run(found)
}

fn jobs(wanted: usize) -> usize {
    if wanted > 0 { wanted } else { std::thread::available_parallelism().map_or(1, usize::from) }
}

#[derive(Default)]
struct Batch {
    items: Vec<Item>,
    bytes: usize,
}

struct Adder<'a> {
    archive: Archive,
    /// None for a dry run.
    index: Option<IndexWriter>,
    options: &'a AddOptions,
    stop: &'a AtomicBool,
    tell: &'a mut dyn FnMut(Event<'_>),
    summary: Summary,
    uncommitted_bytes: usize,
    batch: Batch,
}

/// An item with what could be found out about it without the archive.
struct Read {
    sha256: [u8; 32],
    reading: Reading,
    /// The article the archive already has from the same bytes.
    known: Option<i64>,
    extracted: Option<std::result::Result<Extracted, Skip>>,
}

/// An item's fate inside the archive.
struct Settled {
    report: Report,
    /// The article the index has to follow, and whether it is new to it.
    changed: Option<(i64, bool)>,
    extracted: Option<Extracted>,
}

impl<'a> Adder<'a> {
    fn new(
        archive: Archive,
        index: Option<IndexWriter>,
        options: &'a AddOptions,
        stop: &'a AtomicBool,
        tell: &'a mut dyn FnMut(Event<'_>),
    ) -> Adder<'a> {
        let (summary, batch) = (Summary::default(), Batch::default());
        Adder { archive, index, options, stop, tell, summary, uncommitted_bytes: 0, batch }
    }

    fn run(mut self, found: Vec<crate::source::Found>) -> Result<Summary> {
        for file in found {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            match file {
                Ok(path) => self.read_file(&path)?,
                Err((path, skip)) => self.skip(path, skip),
            }
        }
        self.work_off()?;
        self.summary.interrupted = self.stop.load(Ordering::Relaxed);
        // Somebody waits: what the index has not followed yet the next command catches up with.
        if self.summary.interrupted && self.uncommitted_bytes > SMALL_BYTES as usize {
            self.archive.settle()?;
            return Ok(self.summary);
        }
        if let Some(mut index) = self.index.take() {
            let sequence = self.archive.sequence()?;
            let standing = self.archive.settle()?;
            if self.uncommitted_bytes > 0 || standing != index.standing() {
                index.commit(sequence, standing)?;
            }
            index.close()?;
        }
        Ok(self.summary)
    }

    fn read_file(&mut self, path: &Path) -> Result<()> {
        let mut failed = None;
        let said = Said { format: self.options.format, encoding: self.options.encoding.as_deref() };
        for_each_item(path, said, &mut |item| {
            match item {
                Ok(item) => {
                    self.batch.bytes += item.bytes.len() + 64;
                    self.batch.items.push(item);
                }
                Err((place, skip)) => self.skip(place.to_string(), skip),
            }
            if self.batch.bytes >= BATCH_BYTES || self.batch.items.len() >= BATCH_ITEMS {
                failed = self.work_off().err();
            }
            failed.is_none() && !self.stop.load(Ordering::Relaxed)
        });
        failed.map_or(Ok(()), Err)
    }

    fn skip(&mut self, place: String, skip: Skip) {
        let report =
            Report { place, outcome: Outcome::Skipped(skip), id: None, title: String::new(), cautions: Vec::new() };
        self.summary.skipped += 1;
        (self.tell)(Event::Item(&report));
    }

    /// Works off what waits: reads it on all cores, puts it into the truth, tells, and lets the index follow.
    fn work_off(&mut self) -> Result<()> {
        let Batch { items, bytes } = std::mem::take(&mut self.batch);
        if items.is_empty() {
            return Ok(());
        }
        let threads = jobs(self.options.jobs);
        let options = self.options;
        let mut reads: Vec<Read> = in_parallel(&items, threads, |item| {
            let reading = reading_of(options, item);
            Read { sha256: Sha256::digest(&item.bytes).into(), reading, known: None, extracted: None }
        });
        self.archive.read(|archive| {
            reads.iter_mut().try_for_each(|read| {
                read.known = archive.find_original(&read.sha256, &read.reading)?;
                Ok(())
            })
        })?;
        let work: Vec<(&Item, Read)> = items.iter().zip(reads).collect();
        let extracted = in_parallel(&work, threads, |(item, read)| {
            read.known.is_none().then(|| extract_safely(&item.bytes, &read.reading))
        });
        let work = work
            .into_iter()
            .zip(extracted)
            .map(|((item, read), extracted)| (item, Read { extracted, ..read }))
            .collect();
        let settled = self.put_all(work)?;
        if self.index.is_some() {
            self.archive.trim_log()?;
        }
        for one in &settled {
            match one.report.outcome {
                Outcome::Added => self.summary.added += 1,
                Outcome::Replaced => self.summary.replaced += 1,
                Outcome::Unchanged => self.summary.unchanged += 1,
                Outcome::Skipped(_) => self.summary.skipped += 1,
            }
            (self.tell)(Event::Item(&one.report));
        }
        self.follow(settled, bytes)?;
        (self.tell)(Event::Read(bytes as u64));
        Ok(())
    }

    /// Puts everything into the truth in one transaction.
    fn put_all(&mut self, work: Vec<(&Item, Read)>) -> Result<Vec<Settled>> {
        let tags = &self.options.tags;
        let put = |archive: &mut Archive| {
            work.into_iter().map(|(item, read)| put_one(archive, item, read, tags)).collect::<Result<Vec<Settled>>>()
        };
        if self.index.is_some() {
            return self.archive.write(put);
        }
        // A dry run puts everything and then takes it back.
        let mut settled = Vec::new();
        let undone = self.archive.write(|archive| -> Result<()> {
            settled = put(archive)?;
            Err(Error::Interrupted)
        });
        match undone {
            Err(Error::Interrupted) | Ok(()) => Ok(settled),
            Err(error) => Err(error),
        }
    }

    fn follow(&mut self, settled: Vec<Settled>, bytes: usize) -> Result<()> {
        let Some(index) = &mut self.index else { return Ok(()) };
        let any = self.archive.read(|archive| {
            let mut any = false;
            for one in settled {
                let Some((number, is_new)) = one.changed else { continue };
                let (kept, extracted) = match one.extracted {
                    Some(extracted) => (archive.about(number)?, Ok(extracted)),
                    None => {
                        let kept = archive.kept(number)?;
                        let extracted = extract_safely(&kept.original, &kept.reading);
                        (kept, extracted)
                    }
                };
                if let Ok(extracted) = extracted {
                    put_into(index, &kept, extracted, is_new)?;
                    any = true;
                }
            }
            Ok(any)
        })?;
        self.uncommitted_bytes += if any { bytes } else { 0 };
        if self.uncommitted_bytes >= COMMIT_BYTES {
            index.commit(self.archive.sequence()?, None)?;
            self.uncommitted_bytes = 0;
        }
        Ok(())
    }
}

fn reading_of(options: &AddOptions, item: &Item) -> Reading {
    let is_record = matches!(item.format, Format::Json | Format::Csv | Format::Tsv);
    Reading {
        columns: if is_record { options.columns.clone() } else { Vec::new() },
        source: options.source.clone(),
        published: options.published,
        ..item.reading(options.encoding.as_deref())
    }
}

fn put_one(archive: &mut Archive, item: &Item, read: Read, tags: &[String]) -> Result<Settled> {
    let place = item.place.to_string();
    let settled = |outcome, id: Option<String>, extracted: Option<Extracted>, changed| {
        let article = extracted.as_ref().map(|extracted| &extracted.article);
        let (title, cautions) = article.map(|a| (a.title.clone(), a.cautions.clone())).unwrap_or_default();
        Settled { report: Report { place: place.clone(), outcome, id, title, cautions }, changed, extracted }
    };
    if let Some(number) = read.known {
        let tagged = archive.note_place(number, &item.place, tags)?;
        let id = Some(archive.id(number)?.to_string());
        return Ok(settled(Outcome::Unchanged, id, None, tagged.then_some((number, false))));
    }
    let extracted = match read.extracted {
        Some(Ok(extracted)) => extracted,
        Some(Err(skip)) => return Ok(settled(Outcome::Skipped(skip), None, None, None)),
        None => return Ok(settled(Outcome::Skipped(Skip::Empty), None, None, None)),
    };
    let article = &extracted.article;
    let incoming = Incoming {
        key: article.key.as_deref(),
        url: article.url.as_deref(),
        text: text_hash(article),
        content: content_hash(article),
        original: &item.bytes,
        sha256: read.sha256,
        reading: &read.reading,
        place: &item.place,
        tags,
    };
    let (put, number) = archive.put(&incoming)?;
    let id = Some(archive.id(number)?.to_string());
    Ok(match put {
        Put::Added => settled(Outcome::Added, id, Some(extracted), Some((number, true))),
        Put::Replaced => settled(Outcome::Replaced, id, Some(extracted), Some((number, false))),
        Put::Unchanged => {
            let mut unchanged =
                settled(Outcome::Unchanged, id, Some(extracted), (!tags.is_empty()).then_some((number, false)));
            // The index keeps what the truth keeps, which is not this copy.
            unchanged.extracted = None;
            unchanged
        }
    })
}

/// Joins what the truth keeps and what was read from it into what the index stores.
pub fn record_of(kept: &Kept, mut article: Article) -> Record {
    for (tag, given) in &kept.tags {
        article.tags.retain(|known| known != tag);
        if *given {
            article.tags.push(tag.clone());
        }
    }
    Record {
        id: kept.id.to_string(),
        article,
        added: kept.added,
        revisions: kept.revisions,
        format: kept.reading.format,
        places: kept.places.clone(),
        corrections: kept
            .corrections
            .iter()
            .filter_map(|(field, value, dropped)| Correction::new(field, value.clone(), *dropped))
            .collect(),
    }
}

/// Takes an article in under its own id; false if the id is taken.
pub fn adopt(archive: &mut Archive, dump: &Dump) -> Result<bool> {
    let latest = dump.revisions.last();
    let extracted = latest.and_then(|revision| extract_safely(&revision.original, &revision.reading).ok());
    // What this program reads no article from stays in the truth all the same.
    let hashes = extracted.as_ref().map(|one| (text_hash(&one.article), content_hash(&one.article)));
    let (text, content) = hashes.unwrap_or((dump.id, dump.id));
    archive.adopt(dump, text, content)
}

/// Returns what people set for the whole archive.
fn settings(archive: &Archive) -> Result<Settings> {
    let aliases = archive.settings(SettingKind::Alias)?.into_iter();
    Ok(Settings {
        aliases: aliases.map(|(_, names)| names.split('=').map(str::to_owned).collect()).collect(),
        saved: archive.settings(SettingKind::Saved)?.into_iter().collect(),
        words: archive.settings(SettingKind::Word)?.into_iter().map(|(word, _)| word).collect(),
    })
}

/// Puts what the truth keeps of an article, and what was read from it, into the index.
fn put_into(index: &mut IndexWriter, kept: &Kept, extracted: Extracted, is_new: bool) -> Result<()> {
    let record = record_of(kept, extracted.article);
    let facts = record.corrected(extracted.facts);
    index.put(&record, &facts, is_new)
}

/// Lets the index follow every change of the truth after `reached`. Returns how many there were.
pub fn catch_up(
    archive: &mut Archive,
    index: &mut IndexWriter,
    reached: u64,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<u64> {
    let sequence = archive.sequence()?;
    if sequence <= reached {
        return Ok(0);
    }
    index.set_settings(settings(archive)?);
    let changes = archive.changes_since(reached)?;
    let total = changes.len() as u64;
    // What a damaged index says it reaches up to is no reason to have an article twice.
    let is_new = index.is_empty()?;
    let mut done = 0;
    for chunk in changes.chunks(BATCH_ITEMS) {
        let mut keeps = Vec::new();
        for change in chunk {
            match change {
                Change::Changed(number) => keeps.push(archive.kept(*number)?),
                Change::Removed(id) => index.remove(&id.to_string()),
            }
        }
        let extracted = in_parallel(&keeps, jobs(0), |kept| extract_safely(&kept.original, &kept.reading));
        for (kept, extracted) in keeps.iter().zip(extracted) {
            // What was an article once is one again, unless a newer program reads it otherwise: it stays in the truth.
            if let Ok(extracted) = extracted {
                put_into(index, kept, extracted, is_new)?;
            }
        }
        done += chunk.len() as u64;
        tell(Event::Indexing(done, total));
    }
    index.commit(sequence, archive.settle()?)?;
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
pub fn open(dir: &Path, tell: &mut dyn FnMut(Event<'_>)) -> Result<(Snapshot, Freshness)> {
    let snapshot = match Snapshot::open(dir) {
        Ok(Some(snapshot)) if snapshot.standing().is_some_and(|then| standing(dir).as_deref() == Some(then)) => {
            return Ok((snapshot, Freshness::Current));
        }
        opened => opened,
    };
    let sequence = Archive::open_read_only(dir)?.sequence()?;
    let snapshot = snapshot?;
    if let Some(snapshot) = snapshot {
        let reached = snapshot.sequence();
        if reached >= sequence {
            return Ok((snapshot, Freshness::Current));
        }
        return match bring_up(dir, tell) {
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
    let changes = bring_up(dir, tell)?;
    let why = || Error::IndexUnusable { dir: dir.to_path_buf(), why: "it could not be built".into() };
    Ok((Snapshot::open(dir)?.ok_or_else(why)?, Freshness::CaughtUp(changes)))
}

fn bring_up(dir: &Path, tell: &mut dyn FnMut(Event<'_>)) -> Result<u64> {
    let _lock = WriterLock::take(dir)?;
    let mut archive = Archive::open(dir)?;
    let (mut index, reached) = IndexWriter::open(dir, jobs(0), false, settings(&archive)?.words)?;
    let changes = catch_up(&mut archive, &mut index, reached, tell)?;
    if changes == 0 {
        // An empty archive has an index too.
        index.commit(archive.sequence()?, archive.settle()?)?;
    }
    index.close()?;
    Ok(changes)
}

/// Runs a change of the truth on a few articles and lets the index follow.
pub fn change<T>(
    dir: &Path,
    work: impl FnOnce(&mut Archive) -> Result<T>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<T> {
    let archive_there = dir.join(crate::archive::FILE_NAME).is_file();
    if !archive_there {
        return Err(Error::ArchiveMissing { dir: dir.to_path_buf() });
    }
    let _lock = WriterLock::take(dir)?;
    let mut archive = Archive::open(dir)?;
    let done = archive.write(work)?;
    let (mut index, reached) = IndexWriter::open(dir, 1, true, settings(&archive)?.words)?;
    catch_up(&mut archive, &mut index, reached, tell)?;
    index.close()?;
    Ok(done)
}

/// Rewrites truth and index so that no byte of what was removed is left in the archive's files.
pub fn purge(dir: &Path) -> Result<()> {
    let _lock = WriterLock::take(dir)?;
    let mut archive = Archive::open(dir)?;
    archive.prove()?;
    archive.purge()?;
    drop(archive);
    for copy in damaged_copies(dir)? {
        std::fs::remove_file(&copy).map_err(Error::file(&copy))?;
    }
    let words = settings(&Archive::open(dir)?)?.words;
    let (index, _) = IndexWriter::open(dir, 1, true, words)?;
    index.purge()
}

/// Builds the index anew from the truth and puts it in the place of the old one. Returns the number of articles.
pub fn reindex(dir: &Path, tell: &mut dyn FnMut(Event<'_>)) -> Result<u64> {
    let truth_there = dir.join(crate::archive::FILE_NAME).is_file();
    if !truth_there {
        return Err(Error::ArchiveMissing { dir: dir.to_path_buf() });
    }
    let _lock = WriterLock::take(dir)?;
    let mut archive = Archive::open(dir)?;
    archive.prove()?;
    let mut index = IndexWriter::beside(dir, jobs(0), settings(&archive)?.words)?;
    catch_up(&mut archive, &mut index, 0, tell)?;
    if archive.sequence()? == 0 {
        index.commit(0, archive.settle()?)?;
    }
    index.swap_in(dir)?;
    Ok(archive.totals()?.articles)
}

/// Returns all places an article was found at, from the truth, which may know more of them than the index. A truth
/// that lacks one of the index's is an [`Error::ArchiveDamaged`].
pub fn places(dir: &Path, record: &Record) -> Result<Vec<Place>> {
    let archive = Archive::open_read_only(dir)?;
    let parsed = Id::parse(&record.id).ok_or_else(|| Error::ArticleMissing { id: record.id.clone() })?;
    let places = archive.about(archive.number(parsed)?)?.places;
    if record.places.iter().all(|place| places.contains(place)) {
        return Ok(places);
    }
    let what = format!("where {} was found is not what was stored", record.id);
    Err(Error::ArchiveDamaged { dir: dir.to_path_buf(), what })
}

/// Returns what the truth keeps of an article: the original bytes, how they are read, where they were found.
pub fn original(dir: &Path, id: &str) -> Result<Kept> {
    let mut archive = Archive::open_read_only(dir)?;
    let parsed = Id::parse(id).ok_or_else(|| Error::ArticleMissing { id: id.to_owned() })?;
    let number = archive.number(parsed)?;
    archive.kept(number)
}
