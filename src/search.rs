//! Answers queries: one entry point for every surface.
//!
//! What matches is decided on characters: a word of the query has to stand in the article as a string, a quoted
//! string as it is. What comes first is decided on words: tantivy's BM25 chooses articles to look at closely,
//! and what of the query stands in their text, and how near to each other, orders them.

mod hits;
mod near_duplicate;
mod suggestions;
mod placing;
mod plan;
mod scoring;
mod said;
pub mod views;

use std::cmp::Reverse;
use std::ops::Range;

use self::hits::HitMaker;
pub use self::plan::Plan;
pub use self::scoring::Parts;
use self::scoring::Scorer;
use crate::error::Result;
use crate::facts::MeetingRecord;
pub use crate::index::Counts as Total;
use crate::index::{Condition, Filters, Found, IndexedArticle, Snapshot, Candidate, Phrase};
use crate::query::{QueryOptions, Diagnostic, Query, DiagnosticKind};

/// So many articles, the best by their words, are looked at closely before they are ordered; the others follow
/// in the order of their words. The same number for every page, so that pages never overlap.
const RERANKED: usize = 40;
/// The same for a query of many words, a headline or a question: there the words alone order less well.
const RERANKED_LONG: usize = 100;
/// So many words make a query long.
const LONG_TERMS: usize = 7;
/// More results are never returned.
pub const LIMIT_MAX: usize = 1_000_000;
/// Which articles a query of several words finds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Matching {
    /// Those with all words; if there are none, those with any.
    #[default]
    Auto,
    /// Those with all words.
    All,
    /// Those with at least one.
    Any,
}

/// What stands together in the results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Group {
    /// An article's best passages stand under its headline; limits count articles.
    #[default]
    Article,
    /// Passages stand alone; limits count passages.
    Passage,
}

/// What the results are sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The best first.
    #[default]
    Score,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
}

/// How to search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchOptions {
    /// Results wanted, articles or passages.
    pub limit: usize,
    /// Results left out before the first.
    pub offset: usize,
    /// Passages shown of one article.
    pub per_article: usize,
    /// What stands together.
    pub group: Group,
    /// Sentences shown before and behind a passage.
    pub context_sentences: usize,
    /// What comes first.
    pub order: Order,
    /// Which articles count.
    pub filters: Filters,
    /// How many of the words are needed.
    pub matching: Matching,
    /// Counts all results, which costs more than finding the first.
    pub with_total: bool,
    /// What the query may refer to.
    pub context: QueryOptions,
}

impl Default for SearchOptions {
    fn default() -> SearchOptions {
        SearchOptions {
            limit: 10,
            offset: 0,
            per_article: 2,
            group: Group::Article,
            context_sentences: 0,
            order: Order::Score,
            filters: Filters::default(),
            matching: Matching::Auto,
            with_total: false,
            context: QueryOptions::default(),
        }
    }
}

/// What a query found.
#[derive(Debug, Clone)]
pub struct Answer {
    /// How the query was read.
    pub read_as: String,
    /// What was read otherwise than its writer may have meant, and what to try where nothing was found.
    pub notes: Vec<Diagnostic>,
    /// The words that rank, each with what it weighs by its rareness.
    pub weights: Vec<(String, f32)>,
    /// Results, best first.
    pub hits: Vec<Hit>,
    /// Everything that was found, if it was asked for.
    pub total: Option<Total>,
}

/// An article that answers, with its best passages in the order they stand in.
#[derive(Debug, Clone)]
pub struct Hit {
    /// From 1, offset included.
    pub rank: usize,
    /// The shortest id that means only this article.
    pub short_id: String,
    /// The article.
    pub record: IndexedArticle,
    /// Its facts.
    pub facts: MeetingRecord,
    /// Its best passages; in order of their place for [`Group::Article`].
    pub passages: Vec<PassageHit>,
    /// Operand in the headline to mark, in bytes.
    pub title_marks: Vec<Range<usize>>,
    /// The rank of a result before it, on this page, that has nearly the same text.
    pub same_as: Option<usize>,
    /// What the order was decided by.
    pub score: f32,
    /// The parts of the score.
    pub parts: Parts,
}

/// A passage that answers.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageHit {
    /// Its number in the article, from 1.
    pub number: usize,
    /// Where it stands in the body, in bytes; with the context that was asked for.
    pub span: Range<usize>,
    /// Operand in it to mark, in bytes from its beginning.
    pub marks: Vec<Range<usize>>,
    /// Who speaks in it, 会议 for the meeting.
    pub speaker: Option<String>,
    /// What it was chosen by.
    pub score: f32,
}

/// An article with its scores.
struct Ranked {
    article: Candidate,
    /// Whether it was looked at closely: those come before the others.
    close: bool,
    parts: Parts,
    score: f32,
}

/// Searches.
pub fn search(snapshot: &Snapshot, text: &str, options: &SearchOptions) -> Result<Answer> {
    let mut plan = plan_of(snapshot, text, &options.context)?;
    let options = &SearchOptions {
        limit: options.limit.min(LIMIT_MAX),
        offset: options.offset.min(LIMIT_MAX),
        ..options.clone()
    };
    let wanted = options.offset + options.limit;
    let (ranked, condition) = matching_articles(snapshot, &mut plan, options, wanted)?;
    let hits = HitMaker { snapshot, plan: &plan, scorer: Scorer::new(&plan), options }.hits(&ranked)?;
    if hits.is_empty() && options.offset == 0 && options.limit > 0 {
        plan.notes.extend(suggestions::notes(snapshot, &plan, options)?);
    }
    let total =
        if options.with_total { Some(count_matching(snapshot, &plan, &condition, &options.filters)?) } else { None };
    let weights = plan.words().into_iter().map(|word| (word.text, word.weight)).collect();
    Ok(Answer { read_as: plan.read_as, notes: plan.notes, weights, hits, total })
}

/// Returns ids an article was imported with (else its id) and scores, best first.
pub fn search_keys(snapshot: &Snapshot, text: &str, options: &SearchOptions) -> Result<Vec<(String, f32)>> {
    let mut plan = plan_of(snapshot, text, &options.context)?;
    let (limit, offset) = (options.limit.min(LIMIT_MAX), options.offset.min(LIMIT_MAX));
    let (ranked, _) = matching_articles(snapshot, &mut plan, options, offset + limit)?;
    let row = |one: Ranked| {
        let record = snapshot.record_of(&one.article)?;
        Ok((record.article.key.unwrap_or(record.id), one.score))
    };
    ranked.into_iter().skip(offset).take(limit).map(row).collect()
}

/// Finds the articles, read and scored, and the condition they meet.
fn matching_articles(
    snapshot: &Snapshot,
    plan: &mut Plan,
    options: &SearchOptions,
    wanted: usize,
) -> Result<(Vec<Ranked>, Condition)> {
    let mut condition = match options.matching {
        Matching::Any => plan.any_condition(),
        Matching::All | Matching::Auto => plan.condition.clone(),
    };
    let mut found = candidates(snapshot, plan, options, &condition, wanted)?;
    if found.is_empty() && options.matching == Matching::Auto && is_long_text(plan) {
        condition = plan.any_condition();
        let any = SearchOptions { matching: Matching::Any, ..options.clone() };
        found = candidates(snapshot, plan, &any, &condition, wanted)?;
        if !found.is_empty() {
            plan.notes.push(Diagnostic { kind: DiagnosticKind::AnyInstead, at: None });
            plan.read_as = plan.words().iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" OR ");
        }
    }
    if !plan.speakers.is_empty() {
        let mut spoken = Vec::new();
        for one in found {
            let record = snapshot.record(&one)?;
            if said::is_spoken(plan, &record.facts(), &record.article.body) {
                spoken.push(one);
            }
        }
        spoken.truncate(wanted.max(reranked(plan)));
        found = spoken;
    }
    let mut scorer = Scorer::new(plan);
    let mut ranked = Vec::with_capacity(found.len());
    for (number, found) in found.into_iter().enumerate() {
        let article = snapshot.article(&found)?;
        let close = options.order == Order::Score && number < reranked(plan);
        let parts = if close { scorer.article(&article) } else { Parts { words: found.score, ..Parts::default() } };
        ranked.push(Ranked { article, close, score: parts.sum(), parts });
    }
    if options.order == Order::Score {
        sort(&mut ranked);
    }
    Ok((ranked, condition))
}

fn reranked(plan: &Plan) -> usize {
    if plan.terms.len() >= LONG_TERMS { RERANKED_LONG } else { RERANKED }
}

/// Chooses articles to look at closely.
fn candidates(
    snapshot: &Snapshot,
    plan: &Plan,
    options: &SearchOptions,
    condition: &Condition,
    wanted: usize,
) -> Result<Vec<Found>> {
    if options.order != Order::Score || plan.terms.is_empty() {
        let oldest_first = options.order == Order::Oldest;
        let wanted = if plan.speakers.is_empty() { wanted } else { LIMIT_MAX };
        return Ok(snapshot.newest(condition, &options.filters, oldest_first, wanted)?.0);
    }
    // Who said it is looked at afterwards: nothing may be missing then.
    let depth = if plan.speakers.is_empty() { wanted.max(reranked(plan)) } else { LIMIT_MAX };
    let words = plan.words();
    let any_word = match options.matching {
        Matching::Any => plan.only_words && plan.negative.is_none(),
        Matching::All | Matching::Auto => plan.plain_or,
    };
    let all_words = !any_word && plan.plain;
    if any_word || all_words {
        // Articles that have the words as words come before those that have them only inside others: if there
        // are enough of them, the others need not be looked for.
        let found = snapshot.rank(&words, None, all_words, &options.filters, depth)?;
        if found.len() >= depth {
            return Ok(found);
        }
    }
    snapshot.rank(&words, Some(condition), all_words, &options.filters, depth)
}

/// Those looked at closely first, of them the best first; of equals the newer, then the smaller id.
fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        let date = |one: &Ranked| Reverse(one.article.published());
        (b.close.cmp(&a.close))
            .then_with(|| b.score.total_cmp(&a.score))
            .then_with(|| date(a).cmp(&date(b)))
            .then_with(|| a.article.id().cmp(b.article.id()))
    });
    // A score says no more than the one before it.
    let mut least = f32::INFINITY;
    for one in ranked {
        least = least.min(one.score);
        one.score = least;
    }
}

/// Returns whether a query is a headline or a question, of which an article may lack a word.
fn is_long_text(plan: &Plan) -> bool {
    plan.plain && plan.terms.len() >= LONG_TERMS
}

/// Makes a query ready for an index, with what people set for the archive.
fn plan_of(snapshot: &Snapshot, text: &str, context: &QueryOptions) -> Result<Plan> {
    Plan::new(snapshot, full_context(snapshot, context).read(text), context.verbatim)
}

fn full_context(snapshot: &Snapshot, context: &QueryOptions) -> QueryOptions {
    let settings = snapshot.settings();
    QueryOptions { saved: settings.saved.clone(), aliases: settings.aliases.clone(), ..context.clone() }
}

/// Returns what a query asks of an article of this index.
pub fn condition(snapshot: &Snapshot, text: &str, context: &QueryOptions) -> Condition {
    condition_of(snapshot, &full_context(snapshot, context).read(text).query, context.verbatim)
}

fn condition_of(snapshot: &Snapshot, query: &Query, verbatim: bool) -> Condition {
    plan::Compiler::new(query, snapshot.user_words(), verbatim).condition(query)
}

/// Counts articles, passages and occurrences exactly.
pub fn count(
    snapshot: &Snapshot,
    text: &str,
    matching: Matching,
    filters: &Filters,
    context: &QueryOptions,
) -> Result<(Total, Plan)> {
    let plan = plan_of(snapshot, text, context)?;
    let condition = if matching == Matching::Any { plan.any_condition() } else { plan.condition.clone() };
    let total = count_matching(snapshot, &plan, &condition, filters)?;
    Ok((total, plan))
}

fn count_matching(snapshot: &Snapshot, plan: &Plan, condition: &Condition, filters: &Filters) -> Result<Total> {
    if !plan.speakers.is_empty() {
        let (found, _) = snapshot.newest(condition, filters, false, LIMIT_MAX)?;
        let mut total = Total::default();
        for one in found {
            let record = snapshot.record(&one)?;
            said::count(plan, &record.facts(), &record.article.body, &mut total);
        }
        return Ok(total);
    }
    let words_of = |number: usize| plan.unquoted_terms.iter().filter(move |term| term.clause == number);
    let strings: Vec<Phrase> = plan
        .clauses
        .iter()
        .enumerate()
        .map(|(number, whole)| Phrase {
            whole: whole.clone(),
            words: words_of(number).map(|term| term.text.clone()).collect(),
        })
        .collect();
    snapshot.count_phrases(condition, filters, &strings)
}

/// Returns articles in order of date.
pub fn list(
    snapshot: &Snapshot,
    text: &str,
    filters: &Filters,
    oldest_first: bool,
    limit: usize,
    offset: usize,
    context: &QueryOptions,
) -> Result<(Vec<IndexedArticle>, u64)> {
    let condition = condition(snapshot, text, context);
    let (found, total) = snapshot.newest(
        &condition,
        filters,
        oldest_first,
        limit.min(LIMIT_MAX).saturating_add(offset.min(LIMIT_MAX)),
    )?;
    let records = found.iter().skip(offset).map(|found| snapshot.record(found)).collect::<Result<_>>()?;
    Ok((records, total))
}
