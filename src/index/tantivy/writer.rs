//! Writes the index: puts and removes articles, commits, rebuilds beside the old index and swaps.

use std::path::{Path, PathBuf};

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::schema::OwnedValue;
use tantivy::store::Compressor;
use tantivy::{IndexSettings, TantivyDocument, Term};

use super::directory::WritingDirectory;
use super::schema::{
    Fields, INDEX_FORMAT, Payload, head, open_tantivy, payload_of, register, same_fields, schema, unusable, usable,
};
use super::{FOLDER_NAME, IndexedArticle, NEXT_FOLDER_NAME, OLD_FOLDER_NAME, SUMS_NAME, Writer};
use crate::article::PartialDate;
use crate::checksums::{FileSums, Sums};
use crate::disk::{create_private_dir, sync_dir};
use crate::error::{Error, Result};
use crate::facts::{MeetingRecord, RULES_VERSION};
use crate::fold::{fold, fold_char, fold_lines};
use crate::passage::passages;
use crate::store::Settings;
use crate::tokenizer::identity;

/// Stored articles are packed by themselves; a search reads a block of this many bytes for each.
const STORE_BLOCK_BYTES: usize = 1024;
/// Memory a writer may use for each thread, in bytes.
const WRITER_BYTES_PER_THREAD: usize = 64 << 20;
/// The same for a few articles.
const SMALL_WRITER_BYTES: usize = 16 << 20;

/// How much a writer is prepared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriterMode {
    /// A few articles: one thread, little memory.
    Few,
    /// Many articles, on this many threads.
    Bulk(usize),
}

/// Writes the index. The caller holds the archive's lock.
pub(crate) struct TantivyWriter {
    path: PathBuf,
    writer: tantivy::IndexWriter,
    fields: Fields,
    fingerprint: Option<String>,
    /// The user words it is tokenized with.
    words: Vec<String>,
    settings: Settings,
}

impl std::fmt::Debug for TantivyWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TantivyWriter").field("path", &self.path).finish_non_exhaustive()
    }
}

impl TantivyWriter {
    /// Opens the archive's index for writing, or creates it to be tokenized with user words; returns it with the change
    /// it reaches up to.
    ///
    /// An index of another format or tokenizer is an [`Error::IndexUnusable`].
    pub(crate) fn open(dir: &Path, mode: WriterMode, words: Vec<String>) -> Result<(TantivyWriter, u64)> {
        finish_swap(dir)?;
        let path = dir.join(FOLDER_NAME);
        if !path.join("meta.json").is_file() {
            let index = create_tantivy(&path, &words)?;
            return Ok((TantivyWriter { words, ..TantivyWriter::over(&path, index, mode)? }, 0));
        }
        let index = open_tantivy(&path).map_err(|error| unusable(dir, &error))?;
        same_fields(dir, &index)?;
        let payload = usable(dir, payload_of(&index).map_err(|error| unusable(dir, &error))?)?;
        let was_cut_short = TantivyWriter::begin_moving(&path)?;
        let writer = TantivyWriter::over(&path, index, mode)?;
        if was_cut_short {
            // A file of deletes is named after the commit it was for: the next commit has its name and must find none.
            writer.writer.garbage_collect_files().wait()?;
        }
        Ok(match payload {
            Some(Payload { sequence, fingerprint, words, settings, .. }) => {
                (TantivyWriter { fingerprint, words, settings: settings.into(), ..writer }, sequence)
            }
            None => (writer, 0),
        })
    }

    /// Begins an index beside the archive's, tokenized with user words, for [`TantivyWriter::swap_in`].
    pub(crate) fn beside(dir: &Path, threads: usize, words: Vec<String>) -> Result<TantivyWriter> {
        finish_swap(dir)?;
        let path = dir.join(NEXT_FOLDER_NAME);
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(Error::file(&path))?;
        }
        let index = create_tantivy(&path, &words)?;
        Ok(TantivyWriter { words, ..TantivyWriter::over(&path, index, WriterMode::Bulk(threads))? })
    }

    fn over(path: &Path, index: tantivy::Index, mode: WriterMode) -> Result<TantivyWriter> {
        let (threads, bytes_per_thread) = match mode {
            WriterMode::Few => (1, SMALL_WRITER_BYTES),
            WriterMode::Bulk(threads) => (threads.clamp(1, 8), WRITER_BYTES_PER_THREAD),
        };
        let options = || {
            IndexWriterOptions::builder()
                .num_worker_threads(threads)
                .memory_budget_per_thread(bytes_per_thread)
                .num_merge_threads(1)
                .build()
        };
        // The archive's lock is held: whoever has tantivy's is a process just forked or just ending.
        let mut attempts_left = 16;
        let writer = loop {
            match index.writer_with_options(options()) {
                Err(tantivy::TantivyError::LockFailure(..)) if attempts_left > 0 => attempts_left -= 1,
                opened => break opened?,
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        };
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(4);
        writer.set_merge_policy(Box::new(policy));
        let (path, words, settings) = (path.to_path_buf(), Vec::new(), Settings::default());
        Ok(TantivyWriter { path, writer, fields: schema().1, fingerprint: None, words, settings })
    }

    /// Returns whether nothing was committed to it yet.
    pub(crate) fn is_empty(&self) -> Result<bool> {
        Ok(self.writer.index().searchable_segment_ids()?.is_empty())
    }

    /// Returns what the store's file looked like at the last commit.
    pub(crate) fn fingerprint(&self) -> Option<String> {
        self.fingerprint.clone()
    }

    /// Says that files change until the writer is closed: merges end when they will. Comes before the first file: what
    /// a kill leaves is no damage. Returns whether the last writer may have ended before it was closed.
    fn begin_moving(path: &Path) -> Result<bool> {
        let list = path.join(SUMS_NAME);
        let known = Sums::read(&list)?.and_then(std::result::Result::ok);
        let was_cut_short = known.as_ref().is_none_or(|sums| sums.in_progress);
        let sums = known.unwrap_or_default();
        if !sums.in_progress {
            Sums { in_progress: true, ..sums }.write(&list)?;
        }
        Ok(was_cut_short)
    }

    /// Sums the index's files, those that are new since the last list.
    fn keep_sums(path: &Path) -> Result<()> {
        let list = path.join(SUMS_NAME);
        let before = Sums::read(&list)?.and_then(std::result::Result::ok).unwrap_or_default();
        let mut sums = Sums::default();
        for entry in std::fs::read_dir(path).map_err(Error::file(path))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name == SUMS_NAME || name.ends_with(".tmp") {
                continue;
            }
            // A segment's files never change; the others are small.
            let known = before.files.get(&name).filter(|_| !name.ends_with(".json"));
            let size = entry.metadata().map_err(Error::file(path))?.len();
            let file = match known.filter(|known| known.size_bytes == size) {
                Some(known) => known.clone(),
                None => FileSums::of(&entry.path())?,
            };
            sums.files.insert(name, file);
        }
        if sums != before { sums.write(&list) } else { Ok(()) }
    }

    /// Waits for merges to end and closes the writer.
    pub(crate) fn close(self) -> Result<()> {
        let path = self.path;
        self.writer.wait_merging_threads()?;
        sweep(&path)?;
        TantivyWriter::keep_sums(&path)?;
        sync_dir(&path)
    }

    /// Removes the files of segments that are no more, deleted articles' included.
    pub(crate) fn purge(mut self) -> Result<()> {
        let ids = self.writer.index().searchable_segment_ids()?;
        if !ids.is_empty() {
            self.writer.merge(&ids).wait()?;
        }
        self.writer.garbage_collect_files().wait()?;
        self.close()
    }

    /// Closes an index begun with [`TantivyWriter::beside`] and puts it in the place of the archive's.
    ///
    /// Readers have the old one until the moment they open the new one.
    pub(crate) fn swap_in(self, dir: &Path) -> Result<()> {
        self.close()?;
        let (current, next, old) = (dir.join(FOLDER_NAME), dir.join(NEXT_FOLDER_NAME), dir.join(OLD_FOLDER_NAME));
        if current.exists() {
            std::fs::rename(&current, &old).map_err(Error::file(&current))?;
        }
        std::fs::rename(&next, &current).map_err(Error::file(&next))?;
        sync_dir(dir)?;
        if old.exists() {
            std::fs::remove_dir_all(&old).map_err(Error::file(&old))?;
        }
        Ok(())
    }
}

impl Writer for TantivyWriter {
    fn set_settings(&mut self, settings: Settings) {
        self.settings = settings;
    }

    fn put(&mut self, indexed: &IndexedArticle, facts: &MeetingRecord, is_new: bool) -> Result<()> {
        if !is_new {
            self.remove(&indexed.id);
        }
        let fields = self.fields;
        let article = &indexed.article;
        let mut document = TantivyDocument::default();
        document.add_text(fields.id, &indexed.id);
        // The body comes first: where it begins is known, and most positions are small. Values of one field are a gap
        // apart: no phrase runs from the body into a headline.
        add_text(&mut document, fields, &article.body);
        for text in [Some(&article.title), article.original_title.as_ref()].into_iter().flatten() {
            add_text(&mut document, fields, text);
            document.add_text(fields.sounds, fold(text));
        }
        for name in super::fact_terms::named(facts) {
            document.add_text(fields.sounds, name);
        }
        let (mut at, mut position) = (0, 0);
        let mut position_of = |byte: usize| {
            position += article.body[at..byte].chars().filter_map(fold_char).count() as u64;
            at = byte;
            position
        };
        let passages = passages(&article.body);
        for passage in &passages {
            document.add_u64(fields.bounds, position_of(passage.start));
            document.add_u64(fields.bounds, position_of(passage.end));
        }
        document.add_u64(fields.passages, passages.len() as u64);
        for (field, value) in [(fields.outlet, &article.outlet), (fields.source, &article.source)] {
            if let Some(value) = value {
                document.add_text(field, fold(value));
            }
        }
        for tag in &article.tags {
            document.add_text(fields.tag, fold(tag));
        }
        if let Some(publisher) = article.outlet_or_source() {
            document.add_text(fields.publisher, publisher);
        }
        // 0 is no date: a column without gaps is read faster.
        document.add_u64(fields.published, article.published.map_or(0, PartialDate::number));
        document.add_i64(fields.added, indexed.added);
        document.add_u64(fields.head, head(&indexed.id));
        document.add_u64(fields.chars, article.body.chars().count() as u64);
        for term in super::fact_terms::terms(facts, indexed) {
            document.add_text(fields.facts, term);
        }
        let event = facts.event.as_ref().and_then(|date| date.day.partial());
        document.add_u64(fields.event, event.map_or(0, PartialDate::number));
        let stored = indexed.to_stored(facts).map_err(tantivy::TantivyError::from)?;
        document.add_bytes(fields.record, &stored);
        self.writer.add_document(document)?;
        Ok(())
    }

    fn remove(&mut self, id: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.id, id));
    }

    fn commit(&mut self, sequence: u64, fingerprint: Option<String>) -> Result<()> {
        self.fingerprint.clone_from(&fingerprint);
        let payload = Payload {
            format: INDEX_FORMAT,
            tokenizer: identity(),
            rules: RULES_VERSION,
            sequence,
            fingerprint,
            words: self.words.clone(),
            settings: self.settings.clone().into(),
        };
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&serde_json::to_string(&payload).expect("strings and numbers are always JSON"));
        prepared.commit()?;
        log::debug!("committed the index up to change {sequence}");
        sync_dir(&self.path)
    }
}

/// Removes files a writer left half written: no one else writes.
fn sweep(path: &Path) -> Result<()> {
    for entry in std::fs::read_dir(path).map_err(Error::file(path))?.flatten() {
        if entry.file_name().to_string_lossy().ends_with(".tmp") {
            std::fs::remove_file(entry.path()).map_err(Error::file(entry.path()))?;
        }
    }
    Ok(())
}

/// Adds a text to the fields of words and of characters.
fn add_text(document: &mut TantivyDocument, fields: Fields, text: &str) {
    document.add_text(fields.words, fold(text));
    document.add_field_value(fields.characters, &OwnedValue::Str(fold_lines(text)));
}

/// Completes or undoes a swap that was cut short. The caller holds the archive's lock.
pub(crate) fn finish_swap(dir: &Path) -> Result<()> {
    let (current, old, next) = (dir.join(FOLDER_NAME), dir.join(OLD_FOLDER_NAME), dir.join(NEXT_FOLDER_NAME));
    if old.exists() {
        if current.exists() {
            std::fs::remove_dir_all(&old).map_err(Error::file(&old))?;
        } else {
            std::fs::rename(&old, &current).map_err(Error::file(&old))?;
        }
    }
    if next.exists() {
        std::fs::remove_dir_all(&next).map_err(Error::file(&next))?;
    }
    Ok(())
}

/// Takes the index away; the caller holds the archive's lock.
pub(crate) fn remove(dir: &Path) -> Result<()> {
    for path in [FOLDER_NAME, OLD_FOLDER_NAME, NEXT_FOLDER_NAME].map(|name| dir.join(name)) {
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(Error::file(&path))?;
        }
    }
    Ok(())
}

fn create_tantivy(path: &Path, words: &[String]) -> Result<tantivy::Index> {
    create_private_dir(path)?;
    TantivyWriter::begin_moving(path)?;
    let settings = IndexSettings {
        docstore_blocksize: STORE_BLOCK_BYTES,
        docstore_compression: Compressor::None,
        ..IndexSettings::default()
    };
    let directory = WritingDirectory::open(path)?;
    let index = tantivy::Index::create(directory, schema().0, settings)?;
    register(&index, words);
    Ok(index)
}
