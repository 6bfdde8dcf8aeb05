//! Answers queries: one entry point for every surface.
//!
//! What matches is decided on characters: a word of the query has to occur in the article as a string, a quoted string
//! as it is. What comes first is decided on words: tantivy's BM25 chooses articles to look at closely, and what of the
//! query occurs in their text, and how near to each other, orders them.

mod hits;
mod near_duplicate;
mod plan;
mod said;
mod scoring;
mod suggestions;

use std::cmp::Reverse;
use std::ops::Range;

use self::hits::HitMaker;
use self::plan::{Plan, Shape};
pub use self::said::SaidHit;
pub(crate) use self::said::{SaidSearch, statements};
pub(crate) use self::scoring::Parts;
use self::scoring::Scorer;
use crate::condition::{Compiler, holds_on_article};
use crate::error::Result;
use crate::facts::MeetingRecord;
use crate::index::{
    Among, Candidate, Condition, Counts, DateOrder, Exactness, Filters, Found, IndexedArticle, Phrase, Reader,
};
use crate::limits::Limits;
use crate::query::{Diagnostic, DiagnosticKind, Expander, Parsed, Query, QueryOptions};

/// Articles that are read in one call.
pub(crate) const READ_TOGETHER: usize = 256;
/// How many of the best candidates are re-ranked on their text; the others follow
/// in the order of their words. The same number for every page, so that pages never overlap.
const RERANKED: usize = 40;
/// The same for a query of many words, a headline or a question: there the words alone order less well.
const RERANKED_LONG: usize = 100;
/// A query of this many words is long.
const LONG_TERMS: usize = 7;
/// More results are never returned.
pub(crate) const LIMIT_MAX: usize = 1_000_000;
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

/// What is together in the results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Group {
    /// An article's best passages are under its headline; limits count articles.
    #[default]
    Article,
    /// Passages are alone; limits count passages.
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

/// A search. Requests have defaults: name what differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// The query as it was typed.
    pub query: String,
    /// Results wanted, articles or passages.
    pub limit: usize,
    /// Results left out before the first.
    pub offset: usize,
    /// Passages shown of one article.
    pub per_article: usize,
    /// What is shown together.
    pub group: Group,
    /// Sentences shown before and after a passage.
    pub context_sentences: usize,
    /// What comes first.
    pub order: Order,
    /// Which articles count.
    pub filters: Filters,
    /// How many of the words are needed.
    pub matching: Matching,
    /// Counts all results, which costs more than finding the first.
    pub with_total: bool,
    /// How the query is read.
    pub options: QueryOptions,
    /// How long it may take.
    pub limits: Limits,
}

impl Default for SearchRequest {
    fn default() -> SearchRequest {
        SearchRequest {
            query: String::new(),
            limit: 10,
            offset: 0,
            per_article: 2,
            group: Group::Article,
            context_sentences: 0,
            order: Order::Score,
            filters: Filters::default(),
            matching: Matching::Auto,
            with_total: false,
            options: QueryOptions::default(),
            limits: Limits::default(),
        }
    }
}

/// What a query found.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SearchAnswer {
    /// The query as it was typed.
    pub query: String,
    /// What is shown together.
    pub group: Group,
    /// How the query was read.
    pub read_as: String,
    /// What was read otherwise than its writer may have meant, and what to try where nothing was found.
    pub notes: Vec<Diagnostic>,
    /// The words that rank, each with what it weighs by its rareness.
    pub weights: Vec<(String, f32)>,
    /// Results, in the order that was asked for.
    pub hits: Vec<Hit>,
    /// Everything that was found, if it was asked for.
    pub total: Option<Counts>,
}

/// An article that answers, with its best passages in the order they occur in.
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
    /// Places in the headline to mark, in bytes.
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
    /// Where it occurs in the body, in bytes; with the context that was asked for.
    pub span: Range<usize>,
    /// Places in it to mark, in bytes from its beginning.
    pub marks: Vec<Range<usize>>,
    /// Who speaks in it, 会议 for the meeting.
    pub speaker: Option<String>,
    /// What it was chosen by.
    pub score: f32,
}

/// An article with its scores.
struct Ranked {
    candidate: Candidate,
    /// Whether it was looked at closely: those come before the others.
    close: bool,
    parts: Parts,
    score: f32,
}

/// Searches.
pub(crate) fn search(reader: &dyn Reader, request: &SearchRequest) -> Result<SearchAnswer> {
    let mut plan = plan_of(reader, &request.query, &request.options)?;
    let request = &SearchRequest {
        limit: request.limit.min(LIMIT_MAX),
        offset: request.offset.min(LIMIT_MAX),
        ..request.clone()
    };
    let wanted = request.offset + request.limit;
    let (ranked, condition) = matching_articles(reader, &mut plan, request, wanted)?;
    let hits = HitMaker { reader, plan: &plan, scorer: Scorer::new(&plan), request }.hits(&ranked)?;
    if hits.is_empty() && request.offset == 0 && request.limit > 0 {
        plan.notes = notes_of(reader, &request.query, &request.filters, &request.options, true)?;
    }
    let total = if request.with_total {
        Some(count_matching(reader, &plan, &condition, &request.filters, &request.limits)?)
    } else {
        None
    };
    let weights = plan.words().into_iter().map(|word| (word.text, word.weight)).collect();
    let (query, group) = (request.query.clone(), request.group);
    Ok(SearchAnswer { query, group, read_as: plan.read_as, notes: plan.notes, weights, hits, total })
}

/// Returns the keys articles were imported with (else their ids) and scores, best first: a run for an evaluation.
pub(crate) fn search_keys(reader: &dyn Reader, request: &SearchRequest) -> Result<Vec<(String, f32)>> {
    let mut plan = plan_of(reader, &request.query, &request.options)?;
    let (limit, offset) = (request.limit.min(LIMIT_MAX), request.offset.min(LIMIT_MAX));
    let (ranked, _) = matching_articles(reader, &mut plan, request, offset + limit)?;
    let row = |one: Ranked| {
        let indexed = reader.article(&one.candidate)?;
        Ok((indexed.article.key.unwrap_or(indexed.id), one.score))
    };
    ranked.into_iter().skip(offset).take(limit).map(row).collect()
}

/// Returns the condition of a query under a way of matching.
fn condition_under(plan: &Plan, matching: Matching) -> Condition {
    match matching {
        Matching::Any => plan.any_condition(),
        Matching::All | Matching::Auto => plan.condition.clone(),
    }
}

/// Says that articles with any of the words are taken, since none has all.
fn take_any(plan: &mut Plan) {
    plan.notes.push(Diagnostic { kind: DiagnosticKind::AnyInstead, at: None });
    plan.read_as = plan.words().iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" OR ");
}

/// Finds the articles, read and scored, and the condition they meet.
fn matching_articles(
    reader: &dyn Reader,
    plan: &mut Plan,
    request: &SearchRequest,
    wanted: usize,
) -> Result<(Vec<Ranked>, Condition)> {
    let mut condition = condition_under(plan, request.matching);
    let mut found = candidates(reader, plan, request, &condition, wanted)?;
    if found.is_empty() && request.matching == Matching::Auto && is_long_text(plan) {
        condition = plan.any_condition();
        let any = SearchRequest { matching: Matching::Any, ..request.clone() };
        found = candidates(reader, plan, &any, &condition, wanted)?;
        if !found.is_empty() {
            take_any(plan);
        }
    }
    found = proved(reader, &condition, found, &request.limits)?;
    request.limits.check()?;
    if !plan.speakers.is_empty() {
        found = spoken(reader, plan, found, &request.limits)?;
        found.truncate(wanted.max(reranked(plan)));
    }
    let mut scorer = Scorer::new(plan);
    let mut ranked = Vec::with_capacity(found.len());
    for (chunk_number, chunk) in found.chunks(READ_TOGETHER).enumerate() {
        request.limits.check()?;
        for (at, (found, candidate)) in chunk.iter().zip(reader.candidates(chunk)?).enumerate() {
            let number = chunk_number * READ_TOGETHER + at;
            let close = request.order == Order::Score && number < reranked(plan);
            let parts =
                if close { scorer.article(&candidate) } else { Parts { words: found.score, ..Parts::default() } };
            ranked.push(Ranked { candidate, close, score: parts.sum(), parts });
        }
    }
    if request.order == Order::Score {
        sort(&mut ranked);
    }
    Ok((ranked, condition))
}

/// Keeps the articles in which what is asked for is in the words of who is asked for.
fn spoken(reader: &dyn Reader, plan: &Plan, found: Vec<Found>, limits: &Limits) -> Result<Vec<Found>> {
    let mut kept = Vec::new();
    for chunk in found.chunks(READ_TOGETHER) {
        limits.check()?;
        for (one, candidate) in chunk.iter().zip(reader.candidates(chunk)?) {
            let indexed = reader.article(&candidate)?;
            if said::is_spoken(plan, &reader.facts(&candidate)?, &indexed.article.body) {
                kept.push(*one);
            }
        }
    }
    Ok(kept)
}

/// Keeps the articles that meet a condition, of those a backend only proposes.
pub(crate) fn proved(
    reader: &dyn Reader,
    condition: &Condition,
    found: Vec<Found>,
    limits: &Limits,
) -> Result<Vec<Found>> {
    if reader.exactness() == Exactness::Exact {
        return Ok(found);
    }
    let mut kept = Vec::new();
    for chunk in found.chunks(READ_TOGETHER) {
        limits.check()?;
        for (one, candidate) in chunk.iter().zip(reader.candidates(chunk)?) {
            if holds_on_article(condition, &reader.article(&candidate)?.article) {
                kept.push(*one);
            }
        }
    }
    Ok(kept)
}

fn reranked(plan: &Plan) -> usize {
    if plan.terms.len() >= LONG_TERMS { RERANKED_LONG } else { RERANKED }
}

/// Chooses articles to look at closely.
fn candidates(
    reader: &dyn Reader,
    plan: &Plan,
    request: &SearchRequest,
    condition: &Condition,
    wanted: usize,
) -> Result<Vec<Found>> {
    if request.order != Order::Score || plan.terms.is_empty() {
        let order = if request.order == Order::Oldest { DateOrder::Oldest } else { DateOrder::Newest };
        let wanted = if plan.speakers.is_empty() { wanted } else { LIMIT_MAX };
        return Ok(reader.by_date(condition, &request.filters, order, wanted)?.0);
    }
    // Who said it is looked at afterwards: nothing may be missing then.
    let depth = if plan.speakers.is_empty() { wanted.max(reranked(plan)) } else { LIMIT_MAX };
    let words = plan.words();
    let any_word = match request.matching {
        Matching::Any => plan.only_words && plan.negative.is_none(),
        Matching::All | Matching::Auto => plan.shape == Shape::AnyWord,
    };
    let all_words = !any_word && plan.shape == Shape::AllWords;
    if any_word || all_words {
        // Articles that have the words as words come before those that have them only inside others: if there
        // are enough of them, the others need not be looked for.
        let among = if all_words { Among::AllWords } else { Among::AnyWord };
        let found = reader.rank(&words, among, &request.filters, depth)?;
        if found.len() >= depth {
            return Ok(found);
        }
    }
    let among = Among::Condition { condition, all_words_first: all_words };
    reader.rank(&words, among, &request.filters, depth)
}

/// Those looked at closely first, of them the best first; of equals the newer, then the smaller id.
fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        let date = |one: &Ranked| Reverse(one.candidate.published());
        (b.close.cmp(&a.close))
            .then_with(|| b.score.total_cmp(&a.score))
            .then_with(|| date(a).cmp(&date(b)))
            .then_with(|| a.candidate.id().cmp(b.candidate.id()))
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
    plan.shape == Shape::AllWords && plan.terms.len() >= LONG_TERMS
}

/// Makes a query ready for an index, with what is set for the archive.
fn plan_of(reader: &dyn Reader, text: &str, options: &QueryOptions) -> Result<Plan> {
    Plan::new(reader, expanded(reader, text, options), options.verbatim)
}

/// Reads a query and expands it with what is set for the archive.
pub(crate) fn expanded(reader: &dyn Reader, text: &str, options: &QueryOptions) -> Parsed {
    let settings = reader.settings();
    Expander { options: *options, saved: &settings.saved, aliases: &settings.aliases }.read(text)
}

/// Returns what a query asks of an article of this index.
pub(crate) fn condition(reader: &dyn Reader, text: &str, options: &QueryOptions) -> Condition {
    condition_of(reader, &expanded(reader, text, options).query, options.verbatim)
}

/// Returns what an expanded query asks of an article of this index.
pub(crate) fn condition_of(reader: &dyn Reader, query: &Query, verbatim: bool) -> Condition {
    Compiler::new(query, reader.user_words(), verbatim).condition(query)
}

/// Returns what was read in a query otherwise than its writer may have meant, and what to try where it found nothing.
pub(crate) fn notes_of(
    reader: &dyn Reader,
    text: &str,
    filters: &Filters,
    options: &QueryOptions,
    is_empty: bool,
) -> Result<Vec<Diagnostic>> {
    if !is_empty {
        return Ok(expanded(reader, text, options).notes);
    }
    let plan = plan_of(reader, text, options)?;
    let mut notes = plan.notes.clone();
    if reader.is_empty() {
        notes.push(Diagnostic { kind: DiagnosticKind::EmptyArchive, at: None });
    } else if !text.trim().is_empty() {
        let request = SearchRequest {
            query: text.to_owned(),
            filters: filters.clone(),
            options: *options,
            ..SearchRequest::default()
        };
        notes.extend(suggestions::notes(reader, &plan, &request)?);
    }
    Ok(notes)
}

/// How a text is read as a query: each part as its words, and what is worth noting.
pub(crate) struct Reading {
    /// How the query was read.
    pub read_as: String,
    /// What was read otherwise than its writer may have meant.
    pub notes: Vec<Diagnostic>,
}

/// Returns how a text is read as a query of this index.
pub(crate) fn read_query(reader: &dyn Reader, text: &str, options: &QueryOptions) -> Result<Reading> {
    let Plan { read_as, notes, .. } = plan_of(reader, text, options)?;
    Ok(Reading { read_as, notes })
}

/// Counts articles, passages and occurrences exactly, and says how the query was read. Under [`Matching::Auto`] articles
/// with any of the words count where a search would show them.
pub(crate) fn count(
    reader: &dyn Reader,
    text: &str,
    matching: Matching,
    filters: &Filters,
    options: &QueryOptions,
    limits: &Limits,
) -> Result<(Counts, Reading)> {
    let mut plan = plan_of(reader, text, options)?;
    let condition = condition_under(&plan, matching);
    let mut counts = count_matching(reader, &plan, &condition, filters, limits)?;
    if counts.articles == 0 && matching == Matching::Auto && is_long_text(&plan) {
        counts = count_matching(reader, &plan, &plan.any_condition(), filters, limits)?;
        if counts.articles > 0 {
            take_any(&mut plan);
        }
    }
    let Plan { read_as, notes, .. } = plan;
    Ok((counts, Reading { read_as, notes }))
}

fn count_matching(
    reader: &dyn Reader,
    plan: &Plan,
    condition: &Condition,
    filters: &Filters,
    limits: &Limits,
) -> Result<Counts> {
    if !plan.speakers.is_empty() {
        let (found, _) = reader.by_date(condition, filters, DateOrder::Newest, LIMIT_MAX)?;
        let mut total = Counts::default();
        for chunk in found.chunks(READ_TOGETHER) {
            limits.check()?;
            for candidate in reader.candidates(chunk)? {
                let indexed = reader.article(&candidate)?;
                said::count(plan, &reader.facts(&candidate)?, &indexed.article.body, &mut total);
            }
        }
        return Ok(total);
    }
    let words_of = |number: usize| plan.unquoted_terms.iter().filter(move |term| term.clause == number);
    let phrases: Vec<Phrase> = plan
        .clauses
        .iter()
        .enumerate()
        .map(|(number, whole)| Phrase {
            whole: whole.clone(),
            words: words_of(number).map(|term| term.text.clone()).collect(),
        })
        .collect();
    reader.count_phrases(condition, filters, &phrases)
}
