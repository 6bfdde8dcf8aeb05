//! Brings articles into the archive and keeps the index in step with the truth.
//!
//! The loop that strings the stages together: source, extract, archive, index. An article counts as saved when
//! the truth has it on disk; the index follows, and whoever opens an archive whose index is behind catches up.
//! One bad item never stops the others. Never talks to a terminal: it tells the caller what happens.
//!
//! This is the loop; `reading` extracts on all cores, `hashes` tells articles apart, `following` keeps the index in
//! step, `transfer` takes articles out and in.

mod following;
mod hashes;
mod worker;
mod transfer;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};

pub use self::following::{
    Freshness, INDEX_IS_AHEAD, adopt, catch_up, change, open, original, places, purge, record_of, reindex,
};
use self::following::{open_index, put_into, settings};
use self::hashes::content_hash;
pub use self::hashes::text_hash;
use self::worker::{Extracted, extract_safely, in_parallel};
pub use self::transfer::{backup, export, import, is_export, restore};
use crate::store::{Store, Incoming, PutOutcome, WriterLock};
use crate::article::PartialDate;
use crate::disk::create_archive_dir;
use crate::error::{Error, Result};
use crate::extract::{Format, Provenance, Skip};
use crate::index::IndexWriter;
use crate::source::{Item, ReadOptions, files, for_each_item};

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
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Summary> {
    if let Some(encoding) = &options.encoding
        && crate::decode::decode(b"", Some(encoding)).is_none()
    {
        return Err(Error::Usage(format!("no encoding is called {encoding}; try utf-8, gb18030, big5 or utf-16le")));
    }
    let found = files(names);
    if options.dry_run {
        let store =
            if dir.join(crate::store::FILE_NAME).exists() { Store::open(dir)? } else { Store::in_memory()? };
        return Adder::new(store, None, options, stop, on_event).run(found);
    }
    create_archive_dir(dir)?;
    let _lock = WriterLock::take(dir)?;
    let mut store = Store::create_or_open(dir)?;
    let small = crate::source::total_bytes(&found) <= SMALL_BYTES && !names.iter().any(|name| name.as_os_str() == "-");
    let (mut index, reached) = open_index(&store, jobs(options.jobs), small)?;
    catch_up(&mut store, &mut index, reached, on_event)?;
    Adder::new(store, Some(index), options, stop, on_event).run(found)
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
    store: Store,
    /// None for a dry run.
    index: Option<IndexWriter>,
    options: &'a AddOptions,
    stop: &'a AtomicBool,
    on_event: &'a mut dyn FnMut(Event<'_>),
    summary: Summary,
    uncommitted_bytes: usize,
    batch: Batch,
}

/// An item with what could be found out about it without the archive.
struct Read {
    sha256: [u8; 32],
    provenance: Provenance,
    /// The article the archive already has from the same bytes.
    known: Option<i64>,
    extracted: Option<std::result::Result<Extracted, Skip>>,
}

/// An item's fate inside the archive.
struct Stored {
    report: Report,
    /// The article the index has to follow, and whether it is new to it.
    changed: Option<(i64, bool)>,
    extracted: Option<Extracted>,
}

impl<'a> Adder<'a> {
    fn new(
        store: Store,
        index: Option<IndexWriter>,
        options: &'a AddOptions,
        stop: &'a AtomicBool,
        on_event: &'a mut dyn FnMut(Event<'_>),
    ) -> Adder<'a> {
        let (summary, batch) = (Summary::default(), Batch::default());
        Adder { store, index, options, stop, on_event, summary, uncommitted_bytes: 0, batch }
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
            self.store.checkpoint()?;
            return Ok(self.summary);
        }
        if let Some(mut index) = self.index.take() {
            let sequence = self.store.sequence()?;
            let fingerprint = self.store.checkpoint()?;
            if self.uncommitted_bytes > 0 || fingerprint != index.fingerprint() {
                index.commit(sequence, fingerprint)?;
            }
            index.close()?;
        }
        Ok(self.summary)
    }

    fn read_file(&mut self, path: &Path) -> Result<()> {
        let mut failed = None;
        let said = ReadOptions { format: self.options.format, encoding: self.options.encoding.as_deref() };
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
        (self.on_event)(Event::Item(&report));
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
            let provenance = reading_of(options, item);
            Read { sha256: Sha256::digest(&item.bytes).into(), provenance, known: None, extracted: None }
        });
        self.store.read(|store| {
            reads.iter_mut().try_for_each(|read| {
                read.known = store.find_original(&read.sha256, &read.provenance)?;
                Ok(())
            })
        })?;
        let work: Vec<(&Item, Read)> = items.iter().zip(reads).collect();
        let extracted = in_parallel(&work, threads, |(item, read)| {
            read.known.is_none().then(|| extract_safely(&item.bytes, &read.provenance))
        });
        let work = work
            .into_iter()
            .zip(extracted)
            .map(|((item, read), extracted)| (item, Read { extracted, ..read }))
            .collect();
        let outcomes = self.put_all(work)?;
        if self.index.is_some() {
            self.store.trim_log()?;
        }
        for one in &outcomes {
            match one.report.outcome {
                Outcome::Added => self.summary.added += 1,
                Outcome::Replaced => self.summary.replaced += 1,
                Outcome::Unchanged => self.summary.unchanged += 1,
                Outcome::Skipped(_) => self.summary.skipped += 1,
            }
            (self.on_event)(Event::Item(&one.report));
        }
        self.follow(outcomes, bytes)?;
        (self.on_event)(Event::Read(bytes as u64));
        Ok(())
    }

    /// Puts everything into the truth in one transaction.
    fn put_all(&mut self, work: Vec<(&Item, Read)>) -> Result<Vec<Stored>> {
        let tags = &self.options.tags;
        let put = |store: &mut Store| {
            work.into_iter().map(|(item, read)| put_one(store, item, read, tags)).collect::<Result<Vec<Stored>>>()
        };
        if self.index.is_some() {
            return self.store.write(put);
        }
        // A dry run puts everything and then takes it back.
        let mut outcomes = Vec::new();
        let undone = self.store.write(|store| -> Result<()> {
            outcomes = put(store)?;
            Err(Error::Interrupted)
        });
        match undone {
            Err(Error::Interrupted) | Ok(()) => Ok(outcomes),
            Err(error) => Err(error),
        }
    }

    fn follow(&mut self, outcomes: Vec<Stored>, bytes: usize) -> Result<()> {
        let Some(index) = &mut self.index else { return Ok(()) };
        let any = self.store.read(|store| {
            let mut any = false;
            // Of an article that came several times the last is what it is now.
            let mut latest: HashMap<i64, usize> = HashMap::new();
            for (at, one) in outcomes.iter().enumerate() {
                latest.extend(one.changed.map(|(number, _)| (number, at)));
            }
            for (at, one) in outcomes.into_iter().enumerate() {
                let Some((number, is_new)) = one.changed else { continue };
                if latest[&number] != at {
                    continue;
                }
                let (stored, extracted) = match one.extracted {
                    Some(extracted) => (store.metadata(number)?, Ok(extracted)),
                    None => {
                        let stored = store.stored(number)?;
                        let extracted = extract_safely(&stored.original, &stored.provenance);
                        (stored, extracted)
                    }
                };
                if let Ok(extracted) = extracted {
                    put_into(index, &stored, extracted, is_new)?;
                    any = true;
                }
            }
            Ok(any)
        })?;
        self.uncommitted_bytes += if any { bytes } else { 0 };
        if self.uncommitted_bytes >= COMMIT_BYTES {
            index.commit(self.store.sequence()?, None)?;
            self.uncommitted_bytes = 0;
        }
        Ok(())
    }
}

fn reading_of(options: &AddOptions, item: &Item) -> Provenance {
    let is_record = matches!(item.format, Format::Json | Format::Csv | Format::Tsv);
    Provenance {
        columns: if is_record { options.columns.clone() } else { Vec::new() },
        source: options.source.clone(),
        published: options.published,
        ..item.provenance(options.encoding.as_deref())
    }
}

fn put_one(store: &mut Store, item: &Item, read: Read, tags: &[String]) -> Result<Stored> {
    let place = item.place.to_string();
    let outcomes = |outcome, id: Option<String>, extracted: Option<Extracted>, changed| {
        let article = extracted.as_ref().map(|extracted| &extracted.article);
        let (title, cautions) = article.map(|a| (a.title.clone(), a.cautions.clone())).unwrap_or_default();
        Stored { report: Report { place: place.clone(), outcome, id, title, cautions }, changed, extracted }
    };
    if let Some(number) = read.known {
        let tagged = store.note_place(number, &item.place, tags)?;
        let id = Some(store.id(number)?.to_string());
        return Ok(outcomes(Outcome::Unchanged, id, None, tagged.then_some((number, false))));
    }
    let extracted = match read.extracted {
        Some(Ok(extracted)) => extracted,
        Some(Err(skip)) => return Ok(outcomes(Outcome::Skipped(skip), None, None, None)),
        None => return Ok(outcomes(Outcome::Skipped(Skip::Empty), None, None, None)),
    };
    let article = &extracted.article;
    let incoming = Incoming {
        key: article.key.as_deref(),
        url: article.url.as_deref(),
        text: text_hash(article),
        content: content_hash(article),
        original: &item.bytes,
        sha256: read.sha256,
        provenance: &read.provenance,
        place: &item.place,
        tags,
    };
    let (put, number) = store.put(&incoming)?;
    let id = Some(store.id(number)?.to_string());
    Ok(match put {
        PutOutcome::Added => outcomes(Outcome::Added, id, Some(extracted), Some((number, true))),
        PutOutcome::Replaced => outcomes(Outcome::Replaced, id, Some(extracted), Some((number, false))),
        PutOutcome::Unchanged => {
            let mut unchanged =
                outcomes(Outcome::Unchanged, id, Some(extracted), (!tags.is_empty()).then_some((number, false)));
            // The index keeps what the truth keeps, which is not this copy.
            unchanged.extracted = None;
            unchanged
        }
    })
}
