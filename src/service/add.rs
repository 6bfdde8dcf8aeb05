//! Adds articles: the loop that strings the stages together (source, extract, store, index).
//!
//! An article counts as saved when the store has it on disk; the index follows, and whoever opens an archive whose index
//! is behind catches up. One bad item never stops the others.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::event::{Control, Event};
use super::sync::{catch_up, open_index, put_into};
use super::worker::{Extracted, extract_safely, in_parallel, threads};
use crate::article::PartialDate;
use crate::error::{Error, Result};
use crate::extract::{Format, Provenance, Skip};
use crate::index::Writer;
use crate::index::tantivy::{TantivyWriter, WriterMode};
use crate::source::{FoundFile, Item, ReadOptions, files, for_each_item, total_bytes};
use crate::store::{Incoming, PutOutcome, Run, Store, Transaction, WriterLock, content_hash, text_hash};

/// Items are worked on together until they have this many bytes.
const BATCH_BYTES: usize = 8 << 20;
/// Or until they are this many.
const BATCH_ITEMS: usize = 4096;
/// The index is committed after this many bytes of originals.
const COMMIT_BYTES: usize = 64 << 20;
/// Up to this many bytes of originals a writer for a few articles does.
const FEW_BYTES: u64 = 1 << 20;

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
    /// The address of the one article there is.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Tags for everything.
    pub tags: Vec<String>,
    /// Tags for articles that are new.
    pub tags_new: Vec<String>,
    /// The files came into watched folders: the log of runs says so.
    pub is_watched: bool,
    /// How many threads to use; 0 takes what the machine has.
    pub jobs: usize,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemOutcome {
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
pub struct ItemReport {
    /// Where it came from.
    pub place: String,
    /// What became of it.
    pub outcome: ItemOutcome,
    /// The article's full id, if there is one.
    pub id: Option<String>,
    /// Its headline, when it was read.
    pub title: String,
    /// The format it was read as, when it was read.
    pub format: Option<Format>,
    /// Its outlet, else its source, when it was read.
    pub outlet: Option<String>,
    /// What a reader should know about how it was read.
    pub cautions: Vec<String>,
    /// Where the same text was found before, if that was elsewhere.
    pub copy_of: Option<String>,
}

/// How many items ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AddSummary {
    /// New articles.
    pub added: u64,
    /// New revisions.
    pub replaced: u64,
    /// Nothing new.
    pub unchanged: u64,
    /// No article.
    pub skipped: u64,
    /// Whether someone stopped it.
    pub interrupted: bool,
}

/// Adds files, folders and standard input (`-`). The caller holds the writer's lock.
pub(super) fn add(
    dir: &Path,
    names: &[PathBuf],
    options: &AddOptions,
    control: &mut Control<'_>,
) -> Result<AddSummary> {
    expect_encoding(options)?;
    let found = files(names, &super::Archive::is_in);
    let store = Store::create_or_open(dir)?;
    let few = total_bytes(&found) <= FEW_BYTES && !names.iter().any(|name| name.as_os_str() == "-");
    let mode = if few { WriterMode::Few } else { WriterMode::Bulk(threads(options.jobs)) };
    let (mut index, reached) = open_index(&store, mode)?;
    catch_up(&store, &mut index, reached, control)?;
    let mut adder = Adder::new(store, Some(index), options, control);
    adder.run.sources = names_of(names);
    adder.run(found)
}

/// Returns the names of files and folders as the log has them; many are counted.
fn names_of(names: &[PathBuf]) -> String {
    const NAMES_MAX: usize = 3;
    let mut shown: Vec<String> = names.iter().take(NAMES_MAX).map(|name| name.display().to_string()).collect();
    shown.extend((names.len() > NAMES_MAX).then(|| format!("… +{}", names.len() - NAMES_MAX)));
    shown.join(" ")
}

/// Reports what [`add`] would do, and changes nothing.
pub(super) fn rehearse(
    dir: &Path,
    names: &[PathBuf],
    options: &AddOptions,
    control: &mut Control<'_>,
) -> Result<AddSummary> {
    expect_encoding(options)?;
    let found = files(names, &super::Archive::is_in);
    if !super::Archive::is_in(dir) {
        return Adder::new(Store::in_memory()?, None, options, control).run(found);
    }
    let _lock = WriterLock::take(dir)?;
    Adder::new(Store::open(dir)?, None, options, control).run(found)
}

fn expect_encoding(options: &AddOptions) -> Result<()> {
    match &options.encoding {
        Some(name) if crate::decode::decode(b"", Some(name)).is_none() => {
            Err(Error::EncodingUnknown { name: name.clone() })
        }
        _ => Ok(()),
    }
}

#[derive(Default)]
struct Batch {
    items: Vec<Item>,
    bytes: usize,
}

struct Adder<'a, 'b> {
    store: Store,
    /// None for a rehearsal.
    index: Option<TantivyWriter>,
    options: &'a AddOptions,
    control: &'a mut Control<'b>,
    /// This run as the log has it: what the summary counts, too.
    run: Run,
    /// How much of it is in the log.
    logged: u64,
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
    report: ItemReport,
    /// The article the index has to follow, and whether it is new to it.
    changed: Option<(i64, bool)>,
    extracted: Option<Extracted>,
}

impl<'a, 'b> Adder<'a, 'b> {
    fn new(
        store: Store,
        index: Option<TantivyWriter>,
        options: &'a AddOptions,
        control: &'a mut Control<'b>,
    ) -> Adder<'a, 'b> {
        let command = if options.is_watched { "watch" } else { "add" }.to_owned();
        let run = Run { command, ..Run::default() };
        Adder { store, index, options, control, run, logged: 0, uncommitted_bytes: 0, batch: Batch::default() }
    }

    fn run(mut self, found: Vec<FoundFile>) -> Result<AddSummary> {
        for file in found {
            if self.control.is_cancelled() {
                break;
            }
            match file {
                Ok(path) => self.read_file(&path)?,
                Err((path, skip)) => self.skip(path, skip),
            }
        }
        self.work_off()?;
        self.log()?;
        let Run { added, replaced, unchanged, skipped, .. } = self.run;
        let summary = AddSummary { added, replaced, unchanged, skipped, interrupted: self.control.is_cancelled() };
        // Someone waits: what the index has not followed yet the next command catches up with.
        if summary.interrupted && self.uncommitted_bytes > FEW_BYTES as usize {
            self.store.checkpoint()?;
            return Ok(summary);
        }
        if let Some(mut index) = self.index.take() {
            let sequence = self.store.sequence()?;
            let fingerprint = self.store.checkpoint()?;
            if self.uncommitted_bytes > 0 || fingerprint != index.fingerprint() {
                index.commit(sequence, fingerprint)?;
            }
            index.close()?;
        }
        Ok(summary)
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
            failed.is_none() && !self.control.is_cancelled()
        });
        failed.map_or(Ok(()), Err)
    }

    fn skip(&mut self, place: String, skip: Skip) {
        let report = ItemReport {
            place,
            outcome: ItemOutcome::Skipped(skip),
            id: None,
            title: String::new(),
            format: None,
            outlet: None,
            cautions: Vec::new(),
            copy_of: None,
        };
        count_in(&mut self.run, &report);
        self.control.report(Event::Item(&report));
    }

    /// Writes the run into the log where it has something new to tell.
    fn log(&mut self) -> Result<()> {
        let told = self.run.added + self.run.replaced + self.run.skipped;
        if self.index.is_none() || told == self.logged {
            return Ok(());
        }
        let run = &mut self.run;
        self.store.transaction(|store| store.note_run(run))?;
        self.logged = told;
        Ok(())
    }

    /// Works off what waits: reads it on all cores, puts it into the store, tells, and lets the index follow.
    fn work_off(&mut self) -> Result<()> {
        let Batch { items, bytes } = std::mem::take(&mut self.batch);
        if items.is_empty() {
            return Ok(());
        }
        let threads = threads(self.options.jobs);
        let options = self.options;
        let mut reads: Vec<Read> = in_parallel(&items, threads, |item| {
            let provenance = provenance_of(options, item);
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
        log::debug!("{} items are in the store, {bytes} bytes", outcomes.len());
        if self.index.is_some() {
            self.store.trim_log()?;
        }
        outcomes.iter().for_each(|one| self.control.report(Event::Item(&one.report)));
        self.follow(outcomes, bytes)?;
        self.control.report(Event::Read(bytes as u64));
        Ok(())
    }

    /// Puts everything into the store in one transaction, with what the log says of it.
    fn put_all(&mut self, work: Vec<(&Item, Read)>) -> Result<Vec<Stored>> {
        let options = self.options;
        let mut run = self.run.clone();
        let is_rehearsal = self.index.is_none();
        let put = |store: &mut Transaction<'_>| {
            let put = work.into_iter().map(|(item, read)| put_one(store, item, read, options));
            let stored = put.collect::<Result<Vec<Stored>>>()?;
            stored.iter().for_each(|one| count_in(&mut run, &one.report));
            if !is_rehearsal && run.added + run.replaced + run.skipped > 0 {
                store.note_run(&mut run)?;
            }
            Ok((stored, run))
        };
        let (stored, run) = if is_rehearsal { self.store.rehearse(put) } else { self.store.transaction(put) }?;
        self.logged = run.added + run.replaced + run.skipped;
        self.run = run;
        Ok(stored)
    }

    fn follow(&mut self, outcomes: Vec<Stored>, bytes: usize) -> Result<()> {
        let Some(index) = &mut self.index else { return Ok(()) };
        let store = &self.store;
        let any = store.read(|store| {
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

/// Counts an item in the log's words of a run.
fn count_in(run: &mut Run, report: &ItemReport) {
    // A file of a million records with as many outlets or faults is one line of the log all the same.
    const NAMES_MAX: usize = 50;
    let count = |counts: &mut BTreeMap<String, u64>, name: String| {
        let name = if counts.len() < NAMES_MAX || counts.contains_key(&name) { name } else { "…".to_owned() };
        *counts.entry(name).or_default() += 1;
    };
    match &report.outcome {
        ItemOutcome::Added => run.added += 1,
        ItemOutcome::Replaced => run.replaced += 1,
        ItemOutcome::Unchanged => run.unchanged += 1,
        ItemOutcome::Skipped(skip) => {
            run.skipped += 1;
            count(&mut run.reasons, skip.to_string());
        }
    }
    if matches!(report.outcome, ItemOutcome::Added | ItemOutcome::Replaced) {
        count(&mut run.outlets, report.outlet.clone().unwrap_or_default());
    }
}

fn provenance_of(options: &AddOptions, item: &Item) -> Provenance {
    let is_record = item.format.is_of_records();
    let of_item = item.provenance(options.encoding.as_deref());
    Provenance {
        columns: if is_record { options.columns.clone() } else { Vec::new() },
        source: options.source.clone(),
        published: options.published,
        url: options.url.clone().or(of_item.url.clone()),
        title: options.title.clone(),
        ..of_item
    }
}

fn put_one(store: &mut Transaction<'_>, item: &Item, read: Read, options: &AddOptions) -> Result<Stored> {
    let tags = &options.tags[..];
    let place = item.place.to_string();
    let outcomes = |outcome, id: Option<String>, extracted: Option<Extracted>, changed| {
        let article = extracted.as_ref().map(|extracted| &extracted.article);
        let (title, cautions) = article.map(|a| (a.title.clone(), a.cautions.clone())).unwrap_or_default();
        let outlet = article.and_then(|article| article.outlet_or_source().map(str::to_owned));
        let format = Some(item.format);
        Stored {
            report: ItemReport { place: place.clone(), outcome, id, title, format, outlet, cautions, copy_of: None },
            changed,
            extracted,
        }
    };
    if let Some(number) = read.known {
        let is_copy = !store.knows_place(number, &item.place)?;
        let tagged = store.note_place(number, &item.place, tags)?;
        let id = Some(store.id(number)?.to_string());
        let mut unchanged = outcomes(ItemOutcome::Unchanged, id, None, tagged.then_some((number, false)));
        if is_copy {
            unchanged.report.copy_of = store.other_place(number, &item.place)?.map(|place| place.to_string());
        }
        return Ok(unchanged);
    }
    let extracted = match read.extracted {
        Some(Ok(extracted)) => extracted,
        Some(Err(skip)) => return Ok(outcomes(ItemOutcome::Skipped(skip), None, None, None)),
        None => return Ok(outcomes(ItemOutcome::Skipped(Skip::Empty), None, None, None)),
    };
    let article = &extracted.article;
    let incoming = Incoming {
        key: article.key.as_deref(),
        url: article.url.as_deref(),
        title: &article.title,
        body: &article.body,
        text: text_hash(article),
        content: content_hash(article),
        original: &item.bytes,
        sha256: read.sha256,
        provenance: &read.provenance,
        place: &item.place,
        tags,
    };
    let (put, number) = store.put(&incoming)?;
    if matches!(put, PutOutcome::Added | PutOutcome::AddedBeside(_)) && !options.tags_new.is_empty() {
        let changes: Vec<(String, bool)> = options.tags_new.iter().map(|tag| (tag.clone(), true)).collect();
        store.change_tags(number, &changes)?;
    }
    let id = Some(store.id(number)?.to_string());
    Ok(match put {
        PutOutcome::Added => outcomes(ItemOutcome::Added, id, Some(extracted), Some((number, true))),
        PutOutcome::AddedBeside(other) => {
            let mut added = outcomes(ItemOutcome::Added, id, Some(extracted), Some((number, true)));
            let other = store.id(other)?.to_string();
            added
                .report
                .cautions
                .push(format!("its address is also that of {}, which has another headline and text", &other[..8]));
            added
        }
        PutOutcome::Replaced => outcomes(ItemOutcome::Replaced, id, Some(extracted), Some((number, false))),
        PutOutcome::Unchanged | PutOutcome::Copy => {
            let mut unchanged =
                outcomes(ItemOutcome::Unchanged, id, Some(extracted), (!tags.is_empty()).then_some((number, false)));
            // The index keeps what the store keeps, which is not this copy.
            unchanged.extracted = None;
            if put == PutOutcome::Copy {
                unchanged.report.copy_of = store.other_place(number, &item.place)?.map(|place| place.to_string());
            }
            unchanged
        }
    })
}
