//! The boundary to the search index, which is derived from the store: what a backend answers, and what it is given.
//!
//! One document is one article. Its words rank it, its characters prove it: any string is found exactly, whatever the
//! words around it. Passages are a function of the stored body and are found again when an article is shown.
//!
//! [`Reader`] is an index at one moment and [`Writer`] what builds it; [`tantivy`] is the backend that is embedded.
//! `stored` is what an index keeps of an article.

mod stored;
pub(crate) mod tantivy;

pub(crate) use self::stored::Candidate;
pub use self::stored::IndexedArticle;
use crate::article::PartialDate;
pub(crate) use crate::condition::{Condition, Operand, Proximity};
use crate::error::Result;
use crate::facts::MeetingRecord;
use crate::store::Settings;

/// A word that ranks articles.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RankingWord {
    /// Folded text.
    pub text: String,
    /// What it counts where articles have it only inside other words.
    pub weight: f32,
    /// The share of its BM25 that counts.
    pub share: f32,
}

/// A string to count, and its words, which count in articles where it does not occur as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Folded texts: a number is written in several ways. None is part of another.
    pub ways: Vec<String>,
    /// Folded words; none for a string that counts only as a whole.
    pub words: Vec<String>,
}

/// Everything a query found, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles that match.
    pub articles: u64,
    /// Their passages in which something of the query is.
    pub passages: u64,
    /// Places where something of the query is, not overlapping.
    pub occurrences: u64,
}

/// What found articles are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The year of the publish date.
    Year,
    /// Its quarter: 2024-Q3.
    Quarter,
    /// Its month.
    Month,
    /// The publish date.
    Day,
    /// The name articles are shown under.
    Outlet,
    /// A field of facts, by its English name.
    Field(&'static str),
}

/// What articles may be counted by, with the names that are typed.
const COUNTED_BY: [(&str, By); 15] = [
    ("year", By::Year),
    ("quarter", By::Quarter),
    ("month", By::Month),
    ("day", By::Day),
    ("outlet", By::Outlet),
    ("level", By::Field("level")),
    ("body", By::Field("body")),
    ("place", By::Field("place")),
    ("type", By::Field("type")),
    ("chair", By::Field("chair")),
    ("person", By::Field("person")),
    ("speaker", By::Field("said")),
    ("agency", By::Field("agency")),
    ("slogan", By::Field("slogan")),
    ("tag", By::Field("tag")),
];

impl By {
    /// Reads a name.
    pub fn named(name: &str) -> Option<By> {
        COUNTED_BY.iter().find(|(known, _)| *known == name).map(|(_, by)| *by)
    }

    /// Returns its name.
    pub fn name(self) -> &'static str {
        COUNTED_BY.iter().find(|(_, by)| *by == self).map_or("", |(name, _)| name)
    }

    /// Returns all names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        COUNTED_BY.iter().map(|(name, _)| *name)
    }

    /// Returns whether it is a period of time.
    pub fn is_period(self) -> bool {
        matches!(self, By::Year | By::Quarter | By::Month | By::Day)
    }
}

/// How many found articles have a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// The value; empty where an article has none.
    pub value: String,
    /// The value of what it is crossed with; empty where an article has none, and where nothing is crossed.
    pub across: String,
    /// Articles found that have it.
    pub articles: u64,
    /// Places in them.
    pub occurrences: u64,
    /// All articles that have it, found or not.
    pub all: u64,
}

/// A found article, not yet read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    /// BM25 over words; 0 where nothing was ranked.
    pub score: f32,
    /// Where the backend has it: only the backend knows what this means.
    pub(crate) address: u64,
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

/// An article's facts, and what else a view over many articles needs of it, without its text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct IndexedFacts {
    /// The full id.
    pub id: String,
    /// The headline.
    pub title: String,
    /// The publish date.
    pub published: Option<PartialDate>,
    /// The facts, with what was corrected.
    pub facts: MeetingRecord,
}

/// In which order articles come that are not ranked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// The newest first; undated ones last.
    #[default]
    Newest,
    /// The oldest first; undated ones last.
    Oldest,
}

/// Whether what a backend finds is what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exactness {
    /// Every article found meets its condition, and none that does is missing.
    Exact,
    /// None is missing, but some may not meet it: they have to be proved on their text.
    #[allow(dead_code)] // the embedded backend is exact
    Candidates,
}

/// Which articles are ranked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Among<'a> {
    /// Those with one of the words.
    AnyWord,
    /// Those with all of the words.
    AllWords,
    /// Those that meet the condition; with `all_words_first` those that have all words come first.
    Condition {
        /// The condition.
        condition: &'a Condition,
        /// Whether articles with all words come first.
        all_words_first: bool,
    },
}

/// An index at one moment. Nothing that is added later changes what it answers.
///
/// Several articles are read in one call: a backend across a network cannot be asked one by one.
pub(crate) trait Reader: Send + Sync {
    /// Returns whether what is found is proved.
    fn exactness(&self) -> Exactness;

    /// Returns the change of the store it reaches up to.
    fn sequence(&self) -> u64;

    /// Returns what the store's file looked like when the index reached it.
    fn fingerprint(&self) -> Option<&str>;

    /// Returns what is set for the whole archive.
    fn settings(&self) -> &Settings;

    /// Returns the user words the index was built with.
    fn user_words(&self) -> &[String];

    /// Returns the number of articles.
    fn len(&self) -> u64;

    /// Returns whether there is no article.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of parts the index is in.
    fn segments(&self) -> usize;

    /// Returns the best articles for the words, best first, ties by date and id.
    fn rank(&self, words: &[RankingWord], among: Among<'_>, filters: &Filters, limit: usize) -> Result<Vec<Found>>;

    /// Returns the first articles that meet condition and filters in the order of their dates, ties by id, and how
    /// many meet them in all.
    fn by_date(
        &self,
        condition: &Condition,
        filters: &Filters,
        order: DateOrder,
        limit: usize,
    ) -> Result<(Vec<Found>, u64)>;

    /// Counts the articles that meet condition and filters, and in them the phrases.
    fn count_phrases(&self, condition: &Condition, filters: &Filters, phrases: &[Phrase]) -> Result<Counts>;

    /// Counts the articles that meet condition and filters, and in them the phrases, by the values of something, crossed
    /// with those of something else if there is a second; in the order of the values. Crossed values without an article
    /// found are left out.
    fn tally(
        &self,
        condition: &Condition,
        filters: &Filters,
        phrases: &[Phrase],
        by: By,
        across: Option<By>,
    ) -> Result<Vec<Tally>>;

    /// Returns how many articles meet condition and filters.
    fn count(&self, condition: &Condition, filters: &Filters) -> Result<u64>;

    /// Reads of found articles what ranking needs, in order.
    fn candidates(&self, found: &[Found]) -> Result<Vec<Candidate>>;

    /// Reads the rest of an article.
    fn article(&self, candidate: &Candidate) -> Result<IndexedArticle>;

    /// Reads the facts of an article.
    fn facts(&self, candidate: &Candidate) -> Result<MeetingRecord>;

    /// Reads the facts of found articles, in order, without their texts.
    fn indexed_facts(&self, found: &[Found]) -> Result<Vec<IndexedFacts>>;

    /// Returns the article whose id begins with `prefix`.
    fn resolve(&self, prefix: &str) -> Result<Found>;

    /// Returns the shortest beginning of each id, of eight digits or more, that no other article's id has.
    fn short_ids(&self, ids: &[&str]) -> Result<Vec<String>>;

    /// Returns in how many articles this folded word occurs as a word.
    fn document_frequency(&self, word: &str) -> Result<u64>;

    /// Returns in how many articles a person of this folded name is named.
    fn person_frequency(&self, name: &str) -> Result<u64>;

    /// Returns the folded values of a field of facts with their numbers of articles, the most first.
    fn fact_values(&self, field: &str) -> Result<Vec<(String, u64)>>;

    /// Returns the names articles are shown under with their numbers of articles, the most first.
    fn outlets(&self) -> Result<Vec<(String, u64)>>;

    /// Returns what all articles together hold.
    fn totals(&self) -> Result<Totals>;
}

/// Builds an index. After an error it is dropped: nothing it says later can be relied on.
pub(crate) trait Writer {
    /// Puts an article with its facts. `is_new` says that the index has nothing under its id.
    fn put(&mut self, article: &IndexedArticle, facts: &MeetingRecord, is_new: bool) -> Result<()>;

    /// Removes what the index has under an id.
    fn remove(&mut self, id: &str);

    /// Sets what is set for the whole archive; the next commit carries it.
    fn set_settings(&mut self, settings: Settings);

    /// Makes everything so far findable and durable; it reaches up to the given change of the store, whose file looks
    /// as `fingerprint` says.
    fn commit(&mut self, sequence: u64, fingerprint: Option<String>) -> Result<()>;
}

/// Reads one found article.
pub(crate) fn read_one(reader: &dyn Reader, found: &Found) -> Result<IndexedArticle> {
    let candidates = reader.candidates(std::slice::from_ref(found))?;
    reader.article(&candidates[0])
}
