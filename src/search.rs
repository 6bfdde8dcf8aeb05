//! Answers queries: one entry point for every surface.
//!
//! What matches is decided on characters: a word of the query has to occur in the article as a string, a quoted string
//! as it is. What comes first is decided on words: tantivy's BM25 chooses articles to look at closely, and what of the
//! query occurs in their text, and how near to each other, orders them.

mod concordance;
mod hits;
mod near_duplicate;
mod plan;
mod question;
mod said;
mod scoring;
mod suggestions;
mod tiers;

use std::cmp::Reverse;
use std::ops::Range;

pub(crate) use self::concordance::concordance;
pub use self::concordance::{ConcordanceAnswer, ConcordanceLine, ConcordanceRequest, LineOrder};
use self::hits::HitMaker;
use self::plan::Plan;
use self::question::Question;
pub use self::said::SaidHit;
pub(crate) use self::said::{SaidSearch, statements};
pub(crate) use self::scoring::Parts;
use self::scoring::Scorer;
use self::tiers::Placed;
pub use self::tiers::{Tier, Tiers};
use crate::condition::holds_on_article;
use crate::error::Result;
use crate::facts::MeetingRecord;
use crate::index::{
    By, Candidate, Condition, Counts, DateOrder, Exactness, Filters, Found, IndexedArticle, Reader, Tally,
};
use crate::limits::Limits;
use crate::query::{Diagnostic, DiagnosticKind, Expander, Matching, Parsed, Query, QueryOptions};

/// Articles that are read in one call.
pub(crate) const READ_TOGETHER: usize = 256;
/// How many of the best candidates are re-ranked on their text; the others follow
/// in the order of their words. The same number for every page, so that pages never overlap.
const RERANKED: usize = 40;
/// The same for a query of many words, a headline or a question: there the words alone order less well.
const RERANKED_LONG: usize = 100;
/// A query of this many words is long.
const LONG_TERMS: usize = 7;
/// What it is worth that a sentence has what a question asks for, as a share of the best score, where it has all words.
const ANSWER: f32 = 0.5;
/// More results are never returned.
pub(crate) const LIMIT_MAX: usize = 1_000_000;
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
    /// Passages shown of one article, at most; 0 for all that answer.
    pub per_article: usize,
    /// What is shown together.
    pub group: Group,
    /// Sentences shown before and after a passage.
    pub context_sentences: usize,
    /// What comes first.
    pub order: Order,
    /// Which articles count.
    pub filters: Filters,
    /// Counts all results with their passages, which costs more than finding the first.
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
    /// How many articles answer how well.
    pub tiers: Tiers,
    /// Everything that answers fully, if it was asked for.
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
    /// How well it answers.
    pub tier: Tier,
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
    /// How well it answers, if that is known already.
    tier: Option<Tier>,
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
    let ranked = matching_articles(reader, &plan, request, wanted)?;
    let hits = HitMaker { reader, plan: &plan, scorer: Scorer::new(&plan), question: Question::of(&plan), request }
        .hits(&ranked)?;
    let has_some = hits.iter().any(|hit| hit.tier == Tier::Some);
    let tiers = Tiers { has_some, ..Tiers::count(reader, &plan, request)? };
    // What no article has is said also where articles with some of it are shown.
    let is_none = tiers.typed + tiers.apart == 0 || hits.is_empty() && request.offset == 0;
    if is_none && request.limit > 0 {
        plan.notes = notes_of(reader, &request.query, &request.filters, &request.options, true)?;
    }
    let total = if request.with_total { Some(tiers::total(reader, &plan, request)?) } else { None };
    let weights = plan.words().into_iter().map(|word| (word.text, word.weight)).collect();
    let (query, group) = (request.query.clone(), request.group);
    Ok(SearchAnswer { query, group, read_as: plan.read_as, notes: plan.notes, weights, hits, tiers, total })
}

/// Returns the keys articles were imported with (else their ids) and scores, best first: a run for an evaluation.
pub(crate) fn search_keys(reader: &dyn Reader, request: &SearchRequest) -> Result<Vec<(String, f32)>> {
    let plan = plan_of(reader, &request.query, &request.options)?;
    let (limit, offset) = (request.limit.min(LIMIT_MAX), request.offset.min(LIMIT_MAX));
    let ranked = matching_articles(reader, &plan, request, offset + limit)?;
    let row = |one: Ranked| {
        let indexed = reader.article(&one.candidate)?;
        Ok((indexed.article.key.unwrap_or(indexed.id), one.score))
    };
    ranked.into_iter().skip(offset).take(limit).map(row).collect()
}

/// Finds the articles, read and scored.
fn matching_articles(reader: &dyn Reader, plan: &Plan, request: &SearchRequest, wanted: usize) -> Result<Vec<Ranked>> {
    let mut found = tiers::found(reader, plan, request, wanted)?;
    request.limits.check()?;
    if !plan.speakers.is_empty() {
        found = spoken(reader, plan, found, request)?;
        found.truncate(wanted.max(reranked(plan)));
    }
    let mut scorer = Scorer::new(plan);
    let mut ranked = Vec::with_capacity(found.len());
    for (chunk_number, chunk) in found.chunks(READ_TOGETHER).enumerate() {
        request.limits.check()?;
        let addresses: Vec<Found> = chunk.iter().map(|one| one.found).collect();
        for (at, (one, candidate)) in chunk.iter().zip(reader.candidates(&addresses)?).enumerate() {
            let number = chunk_number * READ_TOGETHER + at;
            let close = request.order == Order::Score && number < reranked(plan);
            let parts =
                if close { scorer.article(&candidate) } else { Parts { words: one.found.score, ..Parts::default() } };
            ranked.push(Ranked { candidate, tier: one.tier, close, score: parts.sum(), parts });
        }
    }
    if request.order == Order::Score {
        if let Some(question) = Question::of(plan) {
            lift_answers(&question, &mut ranked);
        }
        sort(&mut ranked);
    }
    Ok(ranked)
}

/// Lifts the articles in which a sentence has what a question asks for beside its words.
fn lift_answers(question: &Question, ranked: &mut [Ranked]) {
    let best = ranked.iter().filter(|one| one.close).map(|one| one.score).fold(0.0, f32::max);
    for one in ranked.iter_mut().filter(|one| one.close) {
        let body = std::str::from_utf8(one.candidate.body()).unwrap_or_default();
        one.parts.answer = ANSWER * best * question.answer(body).map_or(0.0, |answer| answer.share);
        one.score = one.parts.sum();
    }
}

/// Keeps the articles in which what is asked for is in the words of who is asked for.
fn spoken(reader: &dyn Reader, plan: &Plan, found: Vec<Placed>, request: &SearchRequest) -> Result<Vec<Placed>> {
    let condition = plan.condition(request.options.matching);
    let mut kept = Vec::new();
    for chunk in found.chunks(READ_TOGETHER) {
        request.limits.check()?;
        let addresses: Vec<Found> = chunk.iter().map(|one| one.found).collect();
        for (one, candidate) in chunk.iter().zip(reader.candidates(&addresses)?) {
            let indexed = reader.article(&candidate)?;
            if said::is_spoken(plan, &condition, &reader.facts(&candidate)?, &indexed.article.body) {
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
    if plan.terms.len() >= LONG_TERMS || plan.asks() { RERANKED_LONG } else { RERANKED }
}

/// Those that answer better first, of them those looked at closely, of them the best; of equals the newer, then the
/// smaller id.
fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        let date = |one: &Ranked| Reverse(one.candidate.published());
        (tiers::place(a.tier).cmp(&tiers::place(b.tier)))
            .then_with(|| b.close.cmp(&a.close))
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

/// Makes a query ready for an index, with what is set for the archive.
fn plan_of(reader: &dyn Reader, text: &str, options: &QueryOptions) -> Result<Plan> {
    Plan::new(reader, expanded(reader, text, options), options)
}

/// Reads a query and expands it with what is set for the archive.
pub(crate) fn expanded(reader: &dyn Reader, text: &str, options: &QueryOptions) -> Parsed {
    let settings = reader.settings();
    Expander { options: *options, saved: &settings.saved, aliases: &settings.aliases }.read(text)
}

/// Returns what a query asks of an article of this index.
pub(crate) fn condition(reader: &dyn Reader, text: &str, options: &QueryOptions) -> Result<Condition> {
    condition_of(reader, &expanded(reader, text, options).query, options)
}

/// Returns what an expanded query asks of an article of this index.
pub(crate) fn condition_of(reader: &dyn Reader, query: &Query, options: &QueryOptions) -> Result<Condition> {
    let parsed = Parsed { query: query.clone(), notes: Vec::new() };
    Ok(Plan::new(reader, parsed, options)?.condition(options.matching))
}

/// Returns what was read in a query otherwise than its writer may have meant, and what to try where it found nothing.
pub(crate) fn notes_of(
    reader: &dyn Reader,
    text: &str,
    filters: &Filters,
    options: &QueryOptions,
    is_empty: bool,
) -> Result<Vec<Diagnostic>> {
    let plan = plan_of(reader, text, options)?;
    let mut notes = plan.notes.clone();
    let apart = words_apart(reader, &plan, filters, options)?;
    notes.extend((apart > 0).then_some(Diagnostic { kind: DiagnosticKind::WordsApart(apart), at: None }));
    if !is_empty {
        return Ok(notes);
    }
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

/// Returns how many articles have the words of a query's runs that have no run as it was typed.
fn words_apart(reader: &dyn Reader, plan: &Plan, filters: &Filters, options: &QueryOptions) -> Result<u64> {
    if !matches!(options.matching, Matching::Auto | Matching::Typed) || !plan.has_words_apart() {
        return Ok(0);
    }
    Ok(reader.count(&plan.words_apart, filters)?.saturating_sub(reader.count(&plan.typed, filters)?))
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

/// Counts articles, passages and occurrences exactly, and says how the query was read.
pub(crate) fn count(
    reader: &dyn Reader,
    text: &str,
    filters: &Filters,
    options: &QueryOptions,
    limits: &Limits,
) -> Result<(Counts, Reading)> {
    let plan = plan_of(reader, text, options)?;
    let counts = count_matching(reader, &plan, options.matching, filters, limits)?;
    let notes = notes_of(reader, text, filters, options, counts.articles == 0)?;
    Ok((counts, Reading { read_as: plan.read_as_under(options.matching).to_owned(), notes }))
}

/// Counts what a query finds by the values of something, crossed with those of something else if there is a second, in
/// their order. What a speaker said (`said:`) counts by the
/// articles it is in.
pub(crate) fn tally(
    reader: &dyn Reader,
    text: &str,
    by: By,
    across: Option<By>,
    filters: &Filters,
    options: &QueryOptions,
) -> Result<Vec<Tally>> {
    let plan = plan_of(reader, text, options)?;
    reader.tally(&plan.condition(options.matching), filters, &plan.phrases(options.matching), by, across)
}

/// Counts what a way of matching finds exactly.
fn count_matching(
    reader: &dyn Reader,
    plan: &Plan,
    matching: Matching,
    filters: &Filters,
    limits: &Limits,
) -> Result<Counts> {
    let condition = plan.condition(matching);
    if !plan.speakers.is_empty() {
        let (found, _) = reader.by_date(&condition, filters, DateOrder::Newest, LIMIT_MAX)?;
        let mut total = Counts::default();
        for chunk in found.chunks(READ_TOGETHER) {
            limits.check()?;
            for candidate in reader.candidates(chunk)? {
                let indexed = reader.article(&candidate)?;
                let (facts, body) = (reader.facts(&candidate)?, &indexed.article.body);
                if said::is_spoken(plan, &condition, &facts, body) {
                    said::count(plan, plan.counted_terms(matching), &facts, body, &mut total);
                }
            }
        }
        return Ok(total);
    }
    reader.count_phrases(&condition, filters, &plan.phrases(matching))
}
