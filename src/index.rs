//! The search index: a tantivy index derived from the truth, which answers everything by itself.
//!
//! One document is one article. Its words rank it, its characters prove it: every character of headline and
//! body is indexed with its position, so that any string is a phrase, whatever the words around it.
//! Passages are a function of the stored body and are found again when an article is shown.
//!
//! The commit payload says what the index was made with and up to which change of the truth it reaches.
//! Any error of the writer drops the writer: after one, tantivy goes on saying Ok while documents vanish.
//!
//! `writer` builds it; `stored` is what it keeps of an article; `condition` is what an article has to hold; `matching` finds articles exactly, `places` by how strings stand in them, `ranking` orders them
//! by words, `dated` by date; `counting` counts from positions; `ids` knows articles by the beginnings of their ids;
//! `directory` opens it where nothing can be written, `verified` proves what is read of it. Only this folder and `tokenizer` know tantivy.

mod condition;
mod counting;
mod dated;
mod directory;
mod facts;
mod ids;
mod inventory;
mod matching;
mod places;
mod ranking;
mod stored;
mod verified;
mod writer;

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::error::OpenReadError;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EnableScoring, Occur, Query as _, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{DocAddress, DocSet as _, ReloadPolicy, TantivyDocument, Term};

pub use self::condition::{Condition, Placed, Places};
use self::dated::ByDate;
use self::directory::{ReadingDirectory, WritingDirectory};
pub use self::inventory::Totals;
use self::matching::Documents;
pub use self::stored::{Record, StoredArticle};
pub use self::writer::{IndexWriter, finish_swap};
use crate::article::PartialDate;
use crate::error::{Error, Result};
use crate::facts::RULES_VERSION;
use crate::fold::fold;
use crate::tokenizer::{CharacterTokenizer, SoundTokenizer, WordTokenizer, identity};

/// The index's folder inside the archive.
pub const FOLDER_NAME: &str = "tantivy";
/// The list of sums of the index's files, inside its folder.
pub const SUMS_NAME: &str = "files.sums";
/// Where `reindex` builds the next index.
const NEXT_FOLDER_NAME: &str = "tantivy.next";
/// Where the index stands between two renames while `reindex` swaps.
const OLD_FOLDER_NAME: &str = "tantivy.old";
/// The layout of the fields. A change asks for a rebuild.
const INDEX_FORMAT: u32 = 4;

/// What the commit payload says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Payload {
    format: u32,
    tokenizer: String,
    /// The version of the rules that read the facts.
    #[serde(default)]
    rules: u32,
    sequence: u64,
    /// What the truth's file looked like then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standing: Option<String>,
    /// The words of people's own it was cut with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    words: Vec<String>,
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    settings: Settings,
}

/// What people set for the whole archive, as the truth had it at the last commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Words that mean the same, a group each.
    #[serde(default)]
    pub aliases: Vec<Vec<String>>,
    /// Saved queries by name.
    #[serde(default)]
    pub saved: BTreeMap<String, String>,
    /// Folded words for the dictionary; the index is cut with them after `reindex`.
    #[serde(default)]
    pub words: Vec<String>,
}

impl Settings {
    fn is_empty(&self) -> bool {
        *self == Settings::default()
    }
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
    bounds: Field,
    sounds: Field,
    facts: Field,
    event: Field,
    record: Field,
}

/// The fields that decide which articles meet a condition.
#[derive(Debug, Clone, Copy)]
struct Searched {
    characters: Field,
    sounds: Field,
    facts: Field,
}

impl Fields {
    fn searched(&self) -> Searched {
        Searched { characters: self.characters, sounds: self.sounds, facts: self.facts }
    }
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
        bounds: builder.add_u64_field("bounds", number()),
        sounds: builder.add_text_field("sounds", indexed("sounds", IndexRecordOption::WithFreqsAndPositions, false)),
        facts: builder.add_text_field("facts", STRING),
        event: builder.add_u64_field("event", number()),
        record: builder.add_bytes_field("record", BytesOptions::default().set_stored()),
    };
    (builder.build(), fields)
}

fn open_tantivy(path: &Path) -> Result<tantivy::Index> {
    let index = tantivy::Index::open(WritingDirectory::open(path)?)?;
    let words = payload_of(&index)?.map(|payload| payload.words).unwrap_or_default();
    register(&index, &words);
    Ok(index)
}

fn register(index: &tantivy::Index, user_words: &[String]) {
    index.tokenizers().register("words", WordTokenizer::with(user_words));
    index.tokenizers().register("characters", CharacterTokenizer::default());
    index.tokenizers().register("sounds", SoundTokenizer::default());
}

fn payload_of(index: &tantivy::Index) -> Result<Option<Payload>> {
    let unreadable = |error| tantivy::TantivyError::InternalError(format!("its state cannot be read: {error}"));
    // None: nothing was ever committed. One that cannot be read is not the same.
    let payload = index.load_metas()?.payload;
    Ok(payload.map(|text| serde_json::from_str(&text).map_err(unreadable)).transpose()?)
}

/// An index with other fields than these was made by another program.
fn same_fields(dir: &Path, index: &tantivy::Index) -> Result<()> {
    if index.schema() == schema().0 {
        return Ok(());
    }
    Err(Error::IndexUnusable { dir: dir.to_path_buf(), why: "it has other fields than this program knows".into() })
}

fn unusable(dir: &Path, error: &Error) -> Error {
    // A file nobody lets us read is not damaged.
    if let Error::Index(tantivy::TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath })) = error
        && io_error.kind() == std::io::ErrorKind::PermissionDenied
    {
        let source = std::io::Error::from(io_error.kind());
        return Error::File { path: dir.join(FOLDER_NAME).join(filepath), source };
    }
    Error::IndexUnusable { dir: dir.to_path_buf(), why: error.to_string() }
}

fn usable(dir: &Path, payload: Option<Payload>) -> Result<Option<Payload>> {
    let why = match payload {
        // Nothing was ever committed.
        None => return Ok(None),
        Some(payload) if payload.format != INDEX_FORMAT => {
            format!("it has format {}, this program reads {INDEX_FORMAT}", payload.format)
        }
        Some(payload) if payload.tokenizer != identity() => {
            format!("it was cut by {}, this program cuts by {}", payload.tokenizer, identity())
        }
        Some(payload) if payload.rules != RULES_VERSION => {
            format!("its facts were read by rules {}, this program has rules {RULES_VERSION}", payload.rules)
        }
        Some(payload) => return Ok(Some(payload)),
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
pub struct Strings {
    /// Folded text.
    pub whole: String,
    /// Folded words; none for a quoted string.
    pub words: Vec<String>,
}

/// Everything a query found, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Articles that match.
    pub articles: u64,
    /// Their passages in which something of the query stands.
    pub passages: u64,
    /// Places where something of the query stands, not overlapping.
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
    standing: Option<String>,
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
        let mut patience = 20;
        while !path.join("meta.json").is_file() {
            if patience == 0 || !dir.join(OLD_FOLDER_NAME).exists() {
                return Ok(None);
            }
            patience -= 1;
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
        let (sequence, standing, words, settings) = payload
            .map(|payload| (payload.sequence, payload.standing, payload.words, payload.settings))
            .unwrap_or_default();
        let (fields, dir) = (schema().1, dir.to_path_buf());
        Ok(Some(Snapshot { searcher, fields, sequence, standing, words, settings, dir }))
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
    pub fn standing(&self) -> Option<&str> {
        self.standing.as_deref()
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
        let mut ids = Vec::new();
        for segment in self.searcher.segment_readers() {
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
    pub fn find(&self, id: &str) -> Result<Option<Record>> {
        let query = TermQuery::new(Term::from_field_text(self.fields.id, id), IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &tantivy::collector::DocSetCollector)?;
        let Some(address) = found.into_iter().next() else { return Ok(None) };
        Ok(self.record(&Found { score: 0.0, address }).ok())
    }

    /// Calls `visit` with the id and what is stored of every article; none where that is damaged.
    pub fn for_each_stored(&self, visit: &mut dyn FnMut(String, Option<Record>)) -> Result<()> {
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
    pub fn word_articles(&self, word: &str) -> Result<u64> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(self.fields.words, word))?)
    }

    /// Returns in how many articles a person of this folded name is named.
    pub fn person_articles(&self, name: &str) -> Result<u64> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(self.fields.facts, &facts::term("person", name)))?)
    }

    /// Reads a found article.
    pub fn record(&self, found: &Found) -> Result<Record> {
        self.record_of(&self.article(found)?)
    }

    /// Reads of a found article what ranking needs.
    pub fn article(&self, found: &Found) -> Result<StoredArticle> {
        let document: TantivyDocument = self.searcher.doc(found.address)?;
        let bytes = document.get_first(self.fields.record).and_then(|value| value.as_bytes());
        bytes.and_then(StoredArticle::read).ok_or_else(|| self.damaged())
    }

    /// Reads the rest of an article.
    pub fn record_of(&self, article: &StoredArticle) -> Result<Record> {
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
    pub fn count_strings(&self, condition: &Condition, filters: &Filters, strings: &[Strings]) -> Result<Counted> {
        let mut counted = Counted::default();
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
                Box::new(Documents::meeting(self.searcher.segment_readers(), self.fields.searched(), condition)?)
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
}
