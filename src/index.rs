//! The search index: a tantivy index derived from the truth, which answers everything by itself.
//!
//! One document is one article. Its words rank it, its characters prove it: every character of headline and
//! body is indexed with its position, so that any string is a phrase, whatever the words around it.
//! Passages are a function of the stored body and are found again when an article is shown.
//!
//! The commit payload says what the index was made with and up to which change of the truth it reaches.
//! Any error of the writer drops the writer: after one, tantivy goes on saying Ok while documents vanish.
//! Only this file, `matching` below it and `tokenizer` know tantivy.

mod dated;
mod directory;
mod matching;
mod stored;
mod writer;

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::collector::TopDocs;
use tantivy::directory::MmapDirectory;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{DocAddress, ReloadPolicy, SegmentReader, TantivyDocument, Term};

use self::dated::ByDate;
use self::directory::ReadingDirectory;
use self::matching::Documents;
pub use self::stored::Record;
pub use self::writer::IndexWriter;
use crate::article::PartialDate;
use crate::error::{Error, Result};
use crate::fold::fold;
use crate::tokenizer::{CharacterTokenizer, Dictionary, WordTokenizer, identity};

/// The index's folder inside the archive.
pub const FOLDER_NAME: &str = "tantivy";
/// Where `reindex` builds the next index.
const NEXT_FOLDER_NAME: &str = "tantivy.next";
/// Where the index stands between two renames while `reindex` swaps.
const OLD_FOLDER_NAME: &str = "tantivy.old";
/// The layout of the fields. A change asks for a rebuild.
const INDEX_FORMAT: u32 = 1;
/// Ids are shown with at least this many digits.
const ID_DIGITS_MIN: usize = 8;

/// What the commit payload says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Payload {
    format: u32,
    tokenizer: String,
    sequence: u64,
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    id: Field,
    words: Field,
    characters: Field,
    outlet: Field,
    source: Field,
    tag: Field,
    published: Field,
    added: Field,
    head: Field,
    publisher: Field,
    chars: Field,
    passages: Field,
    record: Field,
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexed = |tokenizer: &str, option, norms| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(norms);
        TextOptions::default().set_indexing_options(indexing)
    };
    let number = || NumericOptions::default().set_fast();
    let fields = Fields {
        id: builder.add_text_field("id", STRING),
        words: builder.add_text_field("words", indexed("words", IndexRecordOption::WithFreqs, true)),
        characters: builder
            .add_text_field("characters", indexed("characters", IndexRecordOption::WithFreqsAndPositions, false)),
        outlet: builder.add_text_field("outlet", STRING),
        source: builder.add_text_field("source", STRING),
        tag: builder.add_text_field("tag", STRING),
        published: builder.add_u64_field("published", number()),
        added: builder.add_i64_field("added", number()),
        head: builder.add_u64_field("head", number()),
        publisher: builder.add_text_field("publisher", TextOptions::default().set_fast("raw")),
        chars: builder.add_u64_field("chars", number()),
        passages: builder.add_u64_field("passages", number()),
        record: builder.add_bytes_field("record", BytesOptions::default().set_stored()),
    };
    (builder.build(), fields)
}

fn open_tantivy(path: &Path) -> Result<tantivy::Index> {
    let index = tantivy::Index::open(MmapDirectory::open(path).map_err(tantivy::TantivyError::from)?)?;
    register(&index);
    Ok(index)
}

fn register(index: &tantivy::Index) {
    index.tokenizers().register("words", WordTokenizer::default());
    index.tokenizers().register("characters", CharacterTokenizer::default());
}

fn payload_of(index: &tantivy::Index) -> Result<Option<Payload>> {
    let payload = index.load_metas()?.payload;
    Ok(payload.and_then(|text| serde_json::from_str(&text).ok()))
}

/// An index with other fields than these was made by another program.
fn same_fields(dir: &Path, index: &tantivy::Index) -> Result<()> {
    if index.schema() == schema().0 {
        return Ok(());
    }
    Err(Error::IndexUnusable { dir: dir.to_path_buf(), why: "it has other fields than this program knows".into() })
}

fn unusable(dir: &Path, error: &Error) -> Error {
    Error::IndexUnusable { dir: dir.to_path_buf(), why: error.to_string() }
}

fn usable(dir: &Path, payload: Option<Payload>) -> Result<u64> {
    let why = match payload {
        // Nothing was ever committed.
        None => return Ok(0),
        Some(payload) if payload.format != INDEX_FORMAT => {
            format!("it has format {}, this program reads {INDEX_FORMAT}", payload.format)
        }
        Some(payload) if payload.tokenizer != identity() => {
            format!("it was cut by {}, this program cuts by {}", payload.tokenizer, identity())
        }
        Some(payload) => return Ok(payload.sequence),
    };
    Err(Error::IndexUnusable { dir: dir.to_path_buf(), why })
}

/// The first 64 bits of an id: orders articles as their ids do.
fn head(id: &str) -> u64 {
    id.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default()
}

/// Which articles a search is limited to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Published on this day or later.
    pub since: Option<PartialDate>,
    /// Published on this day or earlier.
    pub until: Option<PartialDate>,
    /// Part of the outlet's or the printed source's name.
    pub source: Option<String>,
    /// All of these tags.
    pub tags: Vec<String>,
}

/// What an article has to hold, ready for the index; texts are folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Anything.
    All,
    /// This string, as it stands.
    Contains(String),
    /// All of them.
    And(Vec<Condition>),
    /// One of them.
    Or(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
}

/// A found article, not yet read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// BM25 over words; 0 where nothing was ranked.
    pub score: f32,
    address: DocAddress,
}

/// The index at one moment. Nothing that is added later changes what it answers.
pub struct Snapshot {
    searcher: tantivy::Searcher,
    fields: Fields,
    sequence: u64,
    dir: PathBuf,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("dir", &self.dir).field("sequence", &self.sequence).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Opens the index of the archive in `dir`; `None` when there is none yet.
    pub fn open(dir: &Path) -> Result<Option<Snapshot>> {
        let path = dir.join(FOLDER_NAME);
        // `reindex` takes the folder away for the time of two renames.
        let mut patience = 20;
        while !path.join("meta.json").is_file() {
            if patience == 0 || !dir.join(OLD_FOLDER_NAME).exists() {
                return Ok(None);
            }
            patience -= 1;
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let open = || -> Result<tantivy::Index> {
            let directory = MmapDirectory::open(&path).map_err(tantivy::TantivyError::from)?;
            Ok(tantivy::Index::open(ReadingDirectory(directory))?)
        };
        let index = open().map_err(|error| unusable(dir, &error))?;
        same_fields(dir, &index)?;
        let sequence = usable(dir, payload_of(&index)?)?;
        let reader: tantivy::Result<tantivy::IndexReader> =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(16).try_into();
        let reader = reader.map_err(|error| unusable(dir, &error.into()))?;
        let searcher = tantivy::IndexReader::searcher(&reader);
        Ok(Some(Snapshot { searcher, fields: schema().1, sequence, dir: dir.to_path_buf() }))
    }

    /// Returns the change of the truth it reaches up to.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Returns the number of articles.
    pub fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Returns whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of tantivy's segments.
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// Returns in how many articles the words field has this word.
    pub fn word_articles(&self, word: &str) -> Result<u64> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(self.fields.words, word))?)
    }

    /// Reads a found article.
    pub fn record(&self, found: &Found) -> Result<Record> {
        let document: TantivyDocument = self.searcher.doc(found.address)?;
        let bytes = document.get_first(self.fields.record).and_then(|value| value.as_bytes());
        let stored = bytes.and_then(|bytes| serde_json::from_slice(bytes).ok());
        let damaged = || Error::ArchiveDamaged {
            dir: self.dir.clone(),
            what: "a stored article of the search index cannot be read".into(),
        };
        stored.map(Record::from_stored).ok_or_else(damaged)
    }

    /// Returns the best articles for the words, best first, ties as tantivy has them.
    ///
    /// An article has to meet the filters and the condition; without a condition it has to have one of the words
    /// (`all_words` false) or all of them.
    pub fn rank(
        &self,
        words: &[(String, f32)],
        condition: Option<&Condition>,
        all_words: bool,
        filters: &Filters,
        limit: usize,
    ) -> Result<Vec<Found>> {
        let mut clauses: Vec<(Occur, Box<dyn tantivy::query::Query>)> = Vec::new();
        for (word, weight) in words {
            let occur = if all_words && condition.is_none() { Occur::Must } else { Occur::Should };
            clauses.push((occur, self.word_query(word, *weight)?));
        }
        if let Some(condition) = condition {
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(self.condition_query(condition)?, 0.0))));
        } else if !all_words && clauses.len() > 1 {
            clauses = vec![(Occur::Must, Box::new(BooleanQuery::new(clauses)))];
        } else if !all_words {
            clauses.iter_mut().for_each(|clause| clause.0 = Occur::Must);
        }
        for filter in self.filter_queries(filters)? {
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(filter, 0.0))));
        }
        if clauses.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let limit = limit.min(self.len().max(1) as usize);
        let query: Box<dyn tantivy::query::Query> = match clauses.len() {
            1 => clauses.remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        };
        let best = self.searcher.search(&*query, &TopDocs::with_limit(limit).order_by_score())?;
        Ok(best.into_iter().map(|(score, address)| Found { score, address }).collect())
    }

    /// A word of the words field; one that no article has as a word is looked for as characters.
    fn word_query(&self, word: &str, weight: f32) -> Result<Box<dyn tantivy::query::Query>> {
        let term = Term::from_field_text(self.fields.words, word);
        if self.searcher.doc_freq(&term)? == 0 {
            let contains = self.condition_query(&Condition::Contains(word.to_owned()))?;
            return Ok(Box::new(BoostQuery::new(Box::new(ConstScoreQuery::new(contains, 1.0)), weight)));
        }
        Ok(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
    }

    /// Returns every article that meets condition and filters, newest first, ties by id; without date last.
    pub fn newest(
        &self,
        condition: &Condition,
        filters: &Filters,
        oldest_first: bool,
        limit: usize,
    ) -> Result<(Vec<Found>, u64)> {
        let (found, total) = self.by_date(condition, filters, oldest_first, limit)?;
        Ok((found.into_iter().map(|address| Found { score: 0.0, address }).collect(), total))
    }

    /// Calls `visit` with every article that meets condition and filters, in no order.
    pub fn for_each_matching(
        &self,
        condition: &Condition,
        filters: &Filters,
        mut visit: impl FnMut(Record) -> Result<()>,
    ) -> Result<u64> {
        let (mut found, total) = self.by_date(condition, filters, false, usize::MAX)?;
        // In the order they are stored in, each block of the store is unpacked once.
        found.sort_unstable();
        for address in found {
            visit(self.record(&Found { score: 0.0, address })?)?;
        }
        Ok(total)
    }

    /// Returns how many articles meet condition and filters.
    pub fn count(&self, condition: &Condition, filters: &Filters) -> Result<u64> {
        Ok(self.searcher.search(&*self.matching_query(condition, filters)?, &tantivy::collector::Count)? as u64)
    }

    fn matching_query(&self, condition: &Condition, filters: &Filters) -> Result<Box<dyn tantivy::query::Query>> {
        let mut clauses = vec![(Occur::Must, self.condition_query(condition)?)];
        for filter in self.filter_queries(filters)? {
            clauses.push((Occur::Must, filter));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn by_date(
        &self,
        condition: &Condition,
        filters: &Filters,
        oldest_first: bool,
        limit: usize,
    ) -> Result<(Vec<DocAddress>, u64)> {
        let query = self.matching_query(condition, filters)?;
        Ok(self.searcher.search(&*query, &ByDate { limit, oldest_first })?)
    }

    fn condition_query(&self, condition: &Condition) -> Result<Box<dyn tantivy::query::Query>> {
        Ok(match condition {
            Condition::All => Box::new(AllQuery),
            condition => {
                Box::new(Documents::meeting(self.searcher.segment_readers(), self.fields.characters, condition)?)
            }
        })
    }

    fn filter_queries(&self, filters: &Filters) -> Result<Vec<Box<dyn tantivy::query::Query>>> {
        let mut queries: Vec<Box<dyn tantivy::query::Query>> = Vec::new();
        if filters.since.is_some() || filters.until.is_some() {
            let day = |number| Term::from_field_u64(self.fields.published, number);
            let lower = filters.since.map_or(Bound::Included(day(1)), |date| Bound::Included(day(date.span().0)));
            let upper = filters.until.map_or(Bound::Unbounded, |date| Bound::Included(day(date.span().1)));
            queries.push(Box::new(RangeQuery::new(lower, upper)));
        }
        if let Some(source) = &filters.source {
            let mut terms = self.terms_containing(self.fields.outlet, &fold(source))?;
            terms.extend(self.terms_containing(self.fields.source, &fold(source))?);
            queries.push(Box::new(TermSetQuery::new(terms)));
        }
        for tag in &filters.tags {
            queries.push(Box::new(TermQuery::new(
                Term::from_field_text(self.fields.tag, &fold(tag)),
                IndexRecordOption::Basic,
            )));
        }
        Ok(queries)
    }

    fn terms_containing(&self, field: Field, part: &str) -> Result<Vec<Term>> {
        let mut terms = Vec::new();
        self.for_each_term(field, |text| {
            if text.contains(part) {
                terms.push(Term::from_field_text(field, text));
            }
        })?;
        Ok(terms)
    }

    fn for_each_term(&self, field: Field, mut visit: impl FnMut(&str)) -> Result<()> {
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() {
                if let Ok(text) = std::str::from_utf8(stream.key()) {
                    visit(text);
                }
            }
        }
        Ok(())
    }

    /// Returns the names articles are shown under with their numbers of articles, the most first.
    pub fn outlets(&self) -> Result<Vec<(String, u64)>> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let Some(column) = segment.fast_fields().str("publisher")? else { continue };
            let mut by_name = vec![0; column.num_terms()];
            for ordinal in segment.doc_ids_alive().filter_map(|doc| column.term_ords(doc).next()) {
                by_name[ordinal as usize] += 1;
            }
            for (ordinal, articles) in by_name.into_iter().enumerate().filter(|(_, articles)| *articles > 0) {
                let mut name = String::new();
                column.ord_to_str(ordinal as u64, &mut name).map_err(tantivy::TantivyError::from)?;
                *counts.entry(name).or_default() += articles;
            }
        }
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(counts)
    }

    /// Returns the article whose id begins with `prefix`.
    pub fn resolve(&self, prefix: &str) -> Result<Found> {
        const CANDIDATES_MAX: usize = 10;
        let prefix = prefix.to_ascii_lowercase();
        let missing = || Error::ArticleMissing { id: prefix.clone() };
        if prefix.is_empty() || !prefix.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(missing());
        }
        let mut found: Vec<(String, DocAddress)> = Vec::new();
        for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
            let inverted = segment.inverted_index(self.fields.id)?;
            let range = inverted.terms().range().ge(&prefix).lt(format!("{prefix}g"));
            let mut stream = range.into_stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() && found.len() <= CANDIDATES_MAX {
                let postings = inverted
                    .read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)
                    .map_err(tantivy::TantivyError::from)?;
                let documents = AliveDocuments { postings, segment };
                let id = String::from_utf8_lossy(stream.key()).into_owned();
                found.extend(documents.map(|doc| (id.clone(), DocAddress::new(ordinal as u32, doc))));
            }
        }
        match found.len() {
            0 => Err(missing()),
            1 => Ok(Found { score: 0.0, address: found[0].1 }),
            _ => {
                let candidates = found
                    .iter()
                    .take(CANDIDATES_MAX)
                    .map(|(id, _)| id[..12.max(prefix.len() + 1).min(32)].to_owned())
                    .collect();
                Err(Error::IdAmbiguous { id: prefix, candidates })
            }
        }
    }

    /// Returns the shortest beginning of an id, of eight digits or more, that no other article's id has.
    pub fn short_id<'a>(&self, id: &'a str) -> Result<&'a str> {
        let mut digits = ID_DIGITS_MIN;
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.id)?;
            let prefix = &id[..digits];
            let mut stream = inverted
                .terms()
                .range()
                .ge(prefix)
                .lt(format!("{prefix}g"))
                .into_stream()
                .map_err(tantivy::TantivyError::from)?;
            while stream.advance() {
                let other = stream.key();
                if other != id.as_bytes() {
                    let common = other.iter().zip(id.as_bytes()).take_while(|(a, b)| a == b).count();
                    digits = digits.max(common + 1);
                }
            }
        }
        Ok(&id[..digits.min(id.len())])
    }

    /// Returns what all articles together hold.
    pub fn totals(&self) -> Result<Totals> {
        let mut totals = Totals { articles: self.len(), ..Totals::default() };
        for segment in self.searcher.segment_readers() {
            let column = |name: &str| segment.fast_fields().u64(name);
            let (published, passages, chars) = (column("published")?, column("passages")?, column("chars")?);
            for doc in segment.doc_ids_alive() {
                totals.passages += passages.first(doc).unwrap_or_default();
                totals.chars += chars.first(doc).unwrap_or_default();
                match published.first(doc).and_then(PartialDate::from_number) {
                    Some(date) => {
                        totals.first = Some(totals.first.map_or(date, |first| first.min(date)));
                        totals.last = Some(totals.last.map_or(date, |last| last.max(date)));
                    }
                    None => totals.undated += 1,
                }
            }
        }
        Ok(totals)
    }
}

/// What the index holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Articles.
    pub articles: u64,
    /// Passages.
    pub passages: u64,
    /// Characters of the bodies.
    pub chars: u64,
    /// The earliest publish date.
    pub first: Option<PartialDate>,
    /// The latest publish date.
    pub last: Option<PartialDate>,
    /// Articles without one.
    pub undated: u64,
}

struct AliveDocuments<'a> {
    postings: tantivy::postings::SegmentPostings,
    segment: &'a SegmentReader,
}

impl Iterator for AliveDocuments<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        use tantivy::DocSet;
        loop {
            let doc = self.postings.doc();
            if doc == tantivy::TERMINATED {
                return None;
            }
            self.postings.advance();
            if !self.segment.is_deleted(doc) {
                return Some(doc);
            }
        }
    }
}

/// Cuts a folded query text into its words, with the dictionary the index was cut with.
///
/// Letters and digits that marks of ASCII join stay one word, as they were typed: `3+3`, `2022-08-28`.
pub fn query_words(folded: &str) -> Vec<String> {
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for word in Dictionary::covering(folded).words(folded) {
        match words.last_mut() {
            Some(last) if is_joined(folded, last.end, word.start) => last.end = word.end,
            _ => words.push(word),
        }
    }
    words.into_iter().map(|range| folded[range].to_owned()).collect()
}

/// Returns whether only marks of ASCII stand between two places, and letters or digits of ASCII around them.
fn is_joined(text: &str, end: usize, start: usize) -> bool {
    let between = &text[end..start];
    !between.is_empty()
        && between.bytes().all(|b| b.is_ascii_punctuation())
        && text[..end].ends_with(|c: char| c.is_ascii_alphanumeric())
        && text[start..].starts_with(|c: char| c.is_ascii_alphanumeric())
}
