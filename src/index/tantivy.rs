//! The embedded backend: a tantivy index.
//!
//! Every character of headline and body is indexed with its position, so that any string is a phrase. The commit payload
//! says what the index was made with and up to which change of the store it reaches.
//! Any error of the writer drops the writer: after one, tantivy goes on saying Ok while documents vanish.
//!
//! `schema` is its fields and what it was made with; `writer` builds it; `doc_sets` finds articles exactly, `proximity`
//! by how strings are positioned in them, `filters` limits them; `top_k` orders them by words, `by_date` by date;
//! `counting` counts from positions; `fact_terms` are the terms of facts; `ids` resolves the beginnings of ids; `stats`
//! adds up; `directory` opens it where nothing can be written, `checked_files` verifies what is read of it. Only this
//! folder and `tokenizer` know tantivy.

mod analyzer;
mod by_date;
mod checked_files;
mod counting;
mod directory;
mod doc_sets;
mod fact_terms;
mod filters;
mod ids;
mod proximity;
mod schema;
mod stats;
mod tally;
mod top_k;
mod writer;

use std::path::{Path, PathBuf};

use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, EnableScoring, Occur, Query as _, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet as _, ReloadPolicy, TantivyDocument, Term};

use self::by_date::ByDate;
use self::directory::ReadingDirectory;
use self::schema::{Fields, Searched, payload_of, same_fields, schema, unusable, usable};
pub(crate) use self::writer::{TantivyWriter, WriterMode, finish_swap, remove};
use super::{
    Among, By, Candidate, Condition, Counts, DateOrder, Exactness, Filters, Found, IndexedArticle, IndexedFacts,
    Operand, Phrase, Proximity, RankingWord, Reader, Tally, Totals, Writer,
};
use crate::error::{Error, Result};
use crate::facts::MeetingRecord;
use crate::store::Settings;

/// The index's folder inside the archive.
pub(crate) const FOLDER_NAME: &str = "tantivy";
/// The list of checksums of the index's files, inside its folder.
pub(crate) const SUMS_NAME: &str = "files.sums";
/// Where `reindex` builds the next index.
const NEXT_FOLDER_NAME: &str = "tantivy.next";
/// Where the index is between two renames while `reindex` swaps.
const OLD_FOLDER_NAME: &str = "tantivy.old";
/// The embedded index at one moment.
pub(crate) struct TantivyReader {
    searcher: tantivy::Searcher,
    fields: Fields,
    sequence: u64,
    fingerprint: Option<String>,
    words: Vec<String>,
    settings: Settings,
    dir: PathBuf,
}

impl std::fmt::Debug for TantivyReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TantivyReader")
            .field("dir", &self.dir)
            .field("sequence", &self.sequence)
            .finish_non_exhaustive()
    }
}

impl TantivyReader {
    /// Opens the index of the archive in `dir`; `None` when there is none yet.
    ///
    /// Whatever reads a damaged part of it is an [`Error::IndexUnusable`] or an [`Error::Index`].
    pub(crate) fn open(dir: &Path) -> Result<Option<TantivyReader>> {
        TantivyReader::open_in(dir, ReadingDirectory::open)
    }

    /// Opens the index of the archive in `dir` as damaged as it is, to find them and what is left: only what
    /// [`TantivyReader::record`] and [`TantivyReader::find`] return is known to be what was stored.
    pub(crate) fn open_as_it_is(dir: &Path) -> Result<Option<TantivyReader>> {
        TantivyReader::open_in(dir, ReadingDirectory::open_as_it_is)
    }

    fn open_in(dir: &Path, directory: fn(&Path) -> Result<ReadingDirectory>) -> Result<Option<TantivyReader>> {
        let path = dir.join(FOLDER_NAME);
        // `reindex` takes the folder away for the time of two renames.
        let mut attempts_left = 20;
        while !path.join("meta.json").is_file() {
            if attempts_left == 0 || !dir.join(OLD_FOLDER_NAME).exists() {
                return Ok(None);
            }
            attempts_left -= 1;
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let open = || -> Result<tantivy::Index> { Ok(tantivy::Index::open(directory(&path)?)?) };
        let index = open().map_err(|error| unusable(dir, &error))?;
        same_fields(dir, &index)?;
        let payload = usable(dir, payload_of(&index).map_err(|error| unusable(dir, &error))?)?;
        let reader: tantivy::Result<tantivy::IndexReader> =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(16).try_into();
        let reader = reader.map_err(|error| unusable(dir, &error.into()))?;
        let searcher = tantivy::IndexReader::searcher(&reader);
        let (sequence, fingerprint, words, settings) = payload
            .map(|payload| (payload.sequence, payload.fingerprint, payload.words, payload.settings.into()))
            .unwrap_or_default();
        let (fields, dir) = (schema().1, dir.to_path_buf());
        Ok(Some(TantivyReader { searcher, fields, sequence, fingerprint, words, settings, dir }))
    }

    /// Returns the full ids of all articles, in order.
    pub(crate) fn ids(&self) -> Result<Vec<String>> {
        self.ids_where(|_| true)
    }

    /// Returns the full ids of the articles of a segment, in order; its files are named by its id.
    pub(crate) fn ids_in(&self, segment: &str) -> Result<Vec<String>> {
        self.ids_where(|id| id == segment)
    }

    fn ids_where(&self, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for segment in self.searcher.segment_readers() {
            if !is_wanted(&segment.segment_id().uuid_string()) {
                continue;
            }
            let inverted = segment.inverted_index(self.fields.id)?;
            let mut stream = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() {
                let alive = inverted
                    .read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)
                    .map_err(tantivy::TantivyError::from)?;
                if !segment.is_deleted(alive.doc()) {
                    ids.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
                }
            }
        }
        ids.sort();
        Ok(ids)
    }

    /// Reads the article with this full id; none if there is none or it is damaged.
    pub(crate) fn find(&self, id: &str) -> Result<Option<IndexedArticle>> {
        let query = TermQuery::new(Term::from_field_text(self.fields.id, id), IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &tantivy::collector::DocSetCollector)?;
        let Some(address) = found.into_iter().next() else { return Ok(None) };
        Ok(self.candidate(address).and_then(|candidate| self.article(&candidate)).ok())
    }

    /// Calls `visit` with the id and what is stored of every article; none where that is damaged.
    pub(crate) fn for_each_stored(&self, visit: &mut dyn FnMut(String, Option<IndexedArticle>)) -> Result<()> {
        for id in self.ids()? {
            let record = self.find(&id).ok().flatten();
            visit(id, record);
        }
        Ok(())
    }

    /// Returns the ids of the segments the index in a folder is made of, by which their files are named; none if it
    /// does not say.
    pub(crate) fn segment_ids(folder: &Path) -> Option<Vec<String>> {
        let index = tantivy::Index::open(ReadingDirectory::open_as_it_is(folder).ok()?).ok()?;
        let ids = index.searchable_segment_ids().ok()?;
        Some(ids.into_iter().map(|id| id.uuid_string()).collect())
    }

    /// Reads what is stored of a document.
    fn candidate(&self, address: DocAddress) -> Result<Candidate> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let bytes = document.get_first(self.fields.record).and_then(|value| value.as_bytes());
        bytes.and_then(Candidate::read).ok_or_else(|| self.damaged())
    }

    fn damaged(&self) -> Error {
        Error::ArchiveDamaged {
            dir: self.dir.clone(),
            what: "a stored article of the search index cannot be read".into(),
        }
    }

    /// A word of the words field; one that no article has as a word is looked for as characters.
    fn word_query(&self, word: &RankingWord) -> Result<Box<dyn tantivy::query::Query>> {
        let term = Term::from_field_text(self.fields.words, &word.text);
        if self.searcher.doc_freq(&term)? == 0 {
            let contains = self.condition_query(&Condition::Contains(word.text.clone()))?;
            return Ok(Box::new(BoostQuery::new(Box::new(ConstScoreQuery::new(contains, 1.0)), word.weight)));
        }
        let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        Ok(if word.share < 1.0 { Box::new(BoostQuery::new(query, word.share)) } else { query })
    }
}

/// Returns a found document.
fn found(score: f32, address: DocAddress) -> Found {
    Found { score, address: u64::from(address.segment_ord) << 32 | u64::from(address.doc_id) }
}

/// Returns where a found document is.
fn address_of(found: &Found) -> DocAddress {
    DocAddress::new((found.address >> 32) as u32, found.address as u32)
}

impl Reader for TantivyReader {
    fn exactness(&self) -> Exactness {
        Exactness::Exact
    }

    fn sequence(&self) -> u64 {
        self.sequence
    }

    fn fingerprint(&self) -> Option<&str> {
        self.fingerprint.as_deref()
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn user_words(&self) -> &[String] {
        &self.words
    }

    fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    fn rank(&self, words: &[RankingWord], among: Among<'_>, filters: &Filters, limit: usize) -> Result<Vec<Found>> {
        let (condition, all_words) = match among {
            Among::AnyWord => (None, false),
            Among::AllWords => (None, true),
            Among::Condition { condition, all_words_first } => (Some(condition), all_words_first),
        };
        let limit = limit.min(self.len() as usize);
        if words.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let mut words = words.iter().map(|word| self.word_query(word)).collect::<Result<Vec<_>>>()?;
        let filters = self.filter_queries(filters)?;
        if let Some(condition) = condition {
            let documents = if filters.is_empty() {
                doc_sets::documents_of_all(self.searcher.segment_readers(), self.fields.searched(), condition)?
            } else {
                let condition = self.condition_query(condition)?;
                let clauses = filters.into_iter().chain([condition]).map(|clause| (Occur::Must, clause));
                let filtered = BooleanQuery::new(clauses.collect());
                let weight = filtered.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
                let documents = self.searcher.segment_readers().iter().map(|segment| {
                    let mut documents = Vec::new();
                    weight.for_each_no_score(segment, &mut |docs| documents.extend_from_slice(docs))?;
                    documents.retain(|doc| !segment.is_deleted(*doc));
                    Ok(documents)
                });
                documents.collect::<tantivy::Result<Vec<Vec<u32>>>>()?
            };
            return Ok(top_k::best_among(&self.searcher, &words, documents, all_words, limit)?);
        }
        let occur = if all_words { Occur::Must } else { Occur::Should };
        let query: Box<dyn tantivy::query::Query> = if words.len() == 1 {
            words.remove(0)
        } else {
            Box::new(BooleanQuery::new(words.into_iter().map(|word| (occur, word)).collect()))
        };
        let query = if filters.is_empty() {
            query
        } else {
            let zero = |filter| -> Box<dyn tantivy::query::Query> { Box::new(ConstScoreQuery::new(filter, 0.0)) };
            let clauses = filters.into_iter().map(zero).chain([query]);
            Box::new(BooleanQuery::new(clauses.map(|clause| (Occur::Must, clause)).collect()))
        };
        Ok(top_k::best(&self.searcher, &*query, limit)?)
    }

    fn by_date(
        &self,
        condition: &Condition,
        filters: &Filters,
        order: DateOrder,
        limit: usize,
    ) -> Result<(Vec<Found>, u64)> {
        let query = self.matching_query(condition, filters)?;
        let (addresses, total) = self.searcher.search(&*query, &ByDate { limit, order })?;
        Ok((addresses.into_iter().map(|address| found(0.0, address)).collect(), total))
    }

    fn count_phrases(&self, condition: &Condition, filters: &Filters, strings: &[Phrase]) -> Result<Counts> {
        let mut counted = Counts::default();
        let only = counting::is_only(condition, strings) && *filters == Filters::default();
        let mut documents = Vec::new();
        if !only {
            let query = self.matching_query(condition, filters)?;
            documents.extend(self.searcher.search(&*query, &tantivy::collector::DocSetCollector)?);
            documents.sort_unstable();
        }
        for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
            let of_segment = documents.iter().filter(|address| address.segment_ord as usize == ordinal);
            let of_segment: Vec<u32> = of_segment.map(|address| address.doc_id).collect();
            let of_segment = (!only).then_some(of_segment.as_slice());
            let more = counting::count(segment, self.fields.characters, strings, of_segment)?;
            counted.articles += more.articles;
            counted.passages += more.passages;
            counted.occurrences += more.occurrences;
        }
        Ok(counted)
    }

    fn tally(
        &self,
        condition: &Condition,
        filters: &Filters,
        phrases: &[Phrase],
        by: By,
        across: Option<By>,
    ) -> Result<Vec<Tally>> {
        match across {
            None => self.tally_by(condition, filters, phrases, by),
            Some(across) => self.tally_across(condition, filters, phrases, by, across),
        }
    }

    fn count(&self, condition: &Condition, filters: &Filters) -> Result<u64> {
        Ok(self.searcher.search(&*self.matching_query(condition, filters)?, &tantivy::collector::Count)? as u64)
    }

    fn candidates(&self, found: &[Found]) -> Result<Vec<Candidate>> {
        found.iter().map(|found| self.candidate(address_of(found))).collect()
    }

    fn article(&self, candidate: &Candidate) -> Result<IndexedArticle> {
        candidate.article().ok_or_else(|| self.damaged())
    }

    fn facts(&self, candidate: &Candidate) -> Result<MeetingRecord> {
        candidate.facts().ok_or_else(|| self.damaged())
    }

    fn indexed_facts(&self, found: &[Found]) -> Result<Vec<IndexedFacts>> {
        let read = found.iter().map(|found| {
            let document: TantivyDocument = self.searcher.doc(address_of(found))?;
            let bytes = document.get_first(self.fields.record).and_then(|value| value.as_bytes());
            bytes.and_then(IndexedFacts::read).ok_or_else(|| self.damaged())
        });
        read.collect()
    }

    fn resolve(&self, prefix: &str) -> Result<Found> {
        self.find_prefix(prefix)
    }

    fn short_ids(&self, ids: &[&str]) -> Result<Vec<String>> {
        ids.iter().map(|id| self.short_id(id)).collect()
    }

    fn document_frequency(&self, word: &str) -> Result<u64> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(self.fields.words, word))?)
    }

    fn person_frequency(&self, name: &str) -> Result<u64> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(self.fields.facts, &fact_terms::term("person", name)))?)
    }

    fn fact_values(&self, field: &str) -> Result<Vec<(String, u64)>> {
        self.values_of(field)
    }

    fn outlets(&self) -> Result<Vec<(String, u64)>> {
        self.publishers()
    }

    fn totals(&self) -> Result<Totals> {
        self.add_up()
    }
}
