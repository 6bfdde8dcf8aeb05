//! The search index: a tantivy index derived from the truth, which answers everything by itself.
//!
//! One document is one article. Its words rank it, its characters prove it: every character of headline and
//! body is indexed with its position, so that any string is a phrase, whatever the words around it.
//! Passages are a function of the stored body and are found again when an article is shown.
//!
//! The commit payload says what the index was made with and up to which change of the truth it reaches.
//! Any error of the writer drops the writer: after one, tantivy goes on saying Ok while documents vanish.
//!
//! `layout` is its fields and what it was made with; `writer` builds it; `stored` is what it keeps of an article;
//! `condition` is what an article has to hold, `filters` what limits a search; `matching` finds articles exactly,
//! `places` by how strings stand in them, `ranking` orders them by words, `dated` by date; `counting` counts from
//! positions; `ids` knows articles by the beginnings of their ids; `directory` opens it where nothing can be written,
//! `verified` proves what is read of it. Only this folder and `tokenizer` know tantivy.

mod condition;
mod counting;
mod dated;
mod directory;
mod facts;
mod filters;
mod ids;
mod inventory;
mod layout;
mod matching;
mod places;
mod ranking;
mod stored;
mod verified;
mod writer;

use std::path::{Path, PathBuf};

use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, EnableScoring, Occur, Query as _, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet as _, ReloadPolicy, TantivyDocument, Term};

pub use self::condition::{Condition, Proximity, Operand};
use self::directory::ReadingDirectory;
pub use self::filters::Filters;
pub use self::inventory::Totals;
pub use self::layout::Settings;
use self::layout::{Fields, Searched, payload_of, same_fields, schema, unusable, usable};
pub use self::stored::{IndexedArticle, Candidate};
pub use self::writer::{IndexWriter, finish_swap, remove};
use crate::error::{Error, Result};

/// The index's folder inside the archive.
pub const FOLDER_NAME: &str = "tantivy";
/// The list of sums of the index's files, inside its folder.
pub const SUMS_NAME: &str = "files.sums";
/// Where `reindex` builds the next index.
const NEXT_FOLDER_NAME: &str = "tantivy.next";
/// Where the index stands between two renames while `reindex` swaps.
const OLD_FOLDER_NAME: &str = "tantivy.old";
/// A word that ranks articles.
#[derive(Debug, Clone, PartialEq)]
pub struct RankingWord {
    /// Folded text.
    pub text: String,
    /// What it counts where articles have it only inside other words.
    pub weight: f32,
    /// The share of its BM25 that counts.
    pub share: f32,
}

/// A string to count, and its words, which count in articles where it does not stand as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Folded text.
    pub whole: String,
    /// Folded words; none for a quoted string.
    pub words: Vec<String>,
}

/// Everything a query found, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles that match.
    pub articles: u64,
    /// Their passages in which something of the query stands.
    pub passages: u64,
    /// Operand where something of the query stands, not overlapping.
    pub occurrences: u64,
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
    fingerprint: Option<String>,
    words: Vec<String>,
    settings: Settings,
    dir: PathBuf,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("dir", &self.dir).field("sequence", &self.sequence).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Opens the index of the archive in `dir`; `None` when there is none yet.
    ///
    /// Whatever reads a damaged part of it is an [`Error::IndexUnusable`] or an [`Error::Index`].
    pub fn open(dir: &Path) -> Result<Option<Snapshot>> {
        Snapshot::open_in(dir, ReadingDirectory::open)
    }

    /// Opens the index of the archive in `dir` with its damages, to find them and what is left: only what
    /// [`Snapshot::record`] and [`Snapshot::find`] return is known to be what was stored.
    pub fn open_as_it_is(dir: &Path) -> Result<Option<Snapshot>> {
        Snapshot::open_in(dir, ReadingDirectory::open_as_it_is)
    }

    fn open_in(dir: &Path, directory: fn(&Path) -> Result<ReadingDirectory>) -> Result<Option<Snapshot>> {
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
            .map(|payload| (payload.sequence, payload.fingerprint, payload.words, payload.settings))
            .unwrap_or_default();
        let (fields, dir) = (schema().1, dir.to_path_buf());
        Ok(Some(Snapshot { searcher, fields, sequence, fingerprint, words, settings, dir }))
    }

    /// Returns the words of people's own the index was cut with.
    pub fn user_words(&self) -> &[String] {
        &self.words
    }

    /// Returns what people set for the whole archive.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the change of the truth it reaches up to.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Returns what the truth's file looked like when the index reached it.
    pub fn fingerprint(&self) -> Option<&str> {
        self.fingerprint.as_deref()
    }

    /// Returns the number of articles.
    pub fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Returns whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the full ids of all articles, in order.
    pub fn ids(&self) -> Result<Vec<String>> {
        self.ids_where(|_| true)
    }

    /// Returns the full ids of the articles of a segment, in order; its files are named by its id.
    pub fn ids_in(&self, segment: &str) -> Result<Vec<String>> {
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
    pub fn find(&self, id: &str) -> Result<Option<IndexedArticle>> {
        let query = TermQuery::new(Term::from_field_text(self.fields.id, id), IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &tantivy::collector::DocSetCollector)?;
        let Some(address) = found.into_iter().next() else { return Ok(None) };
        Ok(self.record(&Found { score: 0.0, address }).ok())
    }

    /// Calls `visit` with the id and what is stored of every article; none where that is damaged.
    pub fn for_each_stored(&self, visit: &mut dyn FnMut(String, Option<IndexedArticle>)) -> Result<()> {
        for id in self.ids()? {
            let record = self.find(&id).ok().flatten();
            visit(id, record);
        }
        Ok(())
    }

    /// Returns the ids of the segments the index in a folder is made of, by which their files are named; none if it
    /// does not say.
    pub fn segment_ids(folder: &Path) -> Option<Vec<String>> {
        let index = tantivy::Index::open(ReadingDirectory::open_as_it_is(folder).ok()?).ok()?;
        let ids = index.searchable_segment_ids().ok()?;
        Some(ids.into_iter().map(|id| id.uuid_string()).collect())
    }

    /// Returns the number of tantivy's segments.
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// Returns in how many articles the words field has this word.
    pub fn document_frequency(&self, word: &str) -> Result<u64> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(self.fields.words, word))?)
    }

    /// Returns in how many articles a person of this folded name is named.
    pub fn person_frequency(&self, name: &str) -> Result<u64> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(self.fields.facts, &facts::term("person", name)))?)
    }

    /// Reads a found article.
    pub fn record(&self, found: &Found) -> Result<IndexedArticle> {
        self.record_of(&self.article(found)?)
    }

    /// Reads of a found article what ranking needs.
    pub fn article(&self, found: &Found) -> Result<Candidate> {
        let document: TantivyDocument = self.searcher.doc(found.address)?;
        let bytes = document.get_first(self.fields.record).and_then(|value| value.as_bytes());
        bytes.and_then(Candidate::read).ok_or_else(|| self.damaged())
    }

    /// Reads the rest of an article.
    pub fn record_of(&self, article: &Candidate) -> Result<IndexedArticle> {
        article.record().ok_or_else(|| self.damaged())
    }

    fn damaged(&self) -> Error {
        Error::ArchiveDamaged {
            dir: self.dir.clone(),
            what: "a stored article of the search index cannot be read".into(),
        }
    }

    /// Returns the best articles for the words, best first, ties by date and id.
    ///
    /// An article has to meet the filters and the condition; without a condition it has to have one of the words,
    /// or all of them with `all_words`. With both, those that have all words come first.
    pub fn rank(
        &self,
        words: &[RankingWord],
        condition: Option<&Condition>,
        all_words: bool,
        filters: &Filters,
        limit: usize,
    ) -> Result<Vec<Found>> {
        let limit = limit.min(self.len() as usize);
        if words.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let mut words = words.iter().map(|word| self.word_query(word)).collect::<Result<Vec<_>>>()?;
        let filters = self.filter_queries(filters)?;
        if let Some(condition) = condition {
            let documents = if filters.is_empty() {
                matching::documents_of_all(self.searcher.segment_readers(), self.fields.searched(), condition)?
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
            return Ok(ranking::best_among(&self.searcher, &words, documents, all_words, limit)?);
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
        Ok(ranking::best(&self.searcher, &*query, limit)?)
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

    /// Counts the articles that meet condition and filters, and in them the strings.
    pub fn count_phrases(&self, condition: &Condition, filters: &Filters, strings: &[Phrase]) -> Result<Counts> {
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

    /// Returns how many articles meet condition and filters.
    pub fn count(&self, condition: &Condition, filters: &Filters) -> Result<u64> {
        Ok(self.searcher.search(&*self.matching_query(condition, filters)?, &tantivy::collector::Count)? as u64)
    }
}
