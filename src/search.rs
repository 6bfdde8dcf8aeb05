//! Answers queries: one entry point for every surface.
//!
//! What matches is decided on characters: a word of the query has to stand in the article as a string, a quoted
//! string as it is. What comes first is decided on words: tantivy's BM25 chooses candidates, and how well
//! headline and best passage cover the query, and how near its words stand, orders them.

mod plan;

use std::cmp::Reverse;
use std::ops::Range;

pub use self::plan::{Plan, condition};
use crate::error::Result;
use crate::fold::fold;
use crate::index::{Condition, Filters, Found, Record, Snapshot};
use crate::passage::{Strength, find_all, marks, passages, strength, with_context};
use crate::query::Query;

/// So many articles are looked at closely before they are ordered.
const CANDIDATES_MIN: usize = 100;
/// More are never looked at closely.
const CANDIDATES_MAX: usize = 1000;
/// More results are never returned.
pub const LIMIT_MAX: usize = 1_000_000;
/// What covering the query in one passage, or its words standing together there, is worth, as a share of the
/// weight of the query's words.
const PASSAGE_COVERAGE: f32 = 0.5;
const PASSAGE_PROXIMITY: f32 = 0.5;
/// The same for the headline.
const TITLE_COVERAGE: f32 = 0.5;
const TITLE_PROXIMITY: f32 = 0.25;

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
        }
    }
}

/// What a query found.
#[derive(Debug, Clone)]
pub struct Answer {
    /// How the query was read.
    pub read_as: String,
    /// What was read otherwise than its writer may have meant, a sentence each.
    pub notes: Vec<String>,
    /// Results, best first.
    pub hits: Vec<Hit>,
    /// Everything that was found, if it was asked for.
    pub total: Option<Total>,
}

/// Everything a query found, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// Articles that match.
    pub articles: u64,
    /// Their passages in which something of the query stands.
    pub passages: u64,
    /// Places where something of the query stands, not overlapping.
    pub occurrences: u64,
}

/// An article that answers, with its best passages in the order they stand in.
#[derive(Debug, Clone)]
pub struct Hit {
    /// From 1, offset included.
    pub rank: usize,
    /// The shortest id that means only this article.
    pub short_id: String,
    /// The article.
    pub record: Record,
    /// Its best passages; in order of their place for [`Group::Article`].
    pub passages: Vec<PassageHit>,
    /// Places in the headline to mark, in bytes.
    pub title_marks: Vec<Range<usize>>,
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
    /// Places in it to mark, in bytes from its beginning.
    pub marks: Vec<Range<usize>>,
    /// What it was chosen by: 0 to 2.
    pub score: f32,
}

/// The parts of an article's score.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Parts {
    /// BM25 of the words over headline and body.
    pub words: f32,
    /// The best passage's part.
    pub passage: f32,
    /// The headline's part.
    pub title: f32,
}

impl Parts {
    /// Returns the score the parts make.
    pub fn sum(self) -> f32 {
        self.words + self.passage + self.title
    }
}

/// An article with its scores.
struct Ranked {
    record: Record,
    parts: Parts,
    score: f32,
}

/// Searches.
pub fn search(snapshot: &Snapshot, text: &str, options: &SearchOptions) -> Result<Answer> {
    let mut plan = Plan::new(snapshot, Query::parse(text))?;
    let limit = options.limit.min(LIMIT_MAX);
    let wanted = options.offset.min(LIMIT_MAX) + limit;
    let (mut ranked, condition) = matching_articles(snapshot, &mut plan, options, wanted)?;
    if options.order == Order::Score {
        sort(&mut ranked);
    }
    let mut hits = match options.group {
        Group::Article => article_hits(snapshot, ranked, &plan, options)?,
        Group::Passage => passage_hits(snapshot, ranked, &plan, options)?,
    };
    hits.drain(..options.offset.min(hits.len()));
    hits.truncate(limit);
    let total =
        if options.with_total { Some(count_matching(snapshot, &plan, &condition, &options.filters)?) } else { None };
    Ok(Answer { read_as: plan.read_as, notes: plan.notes, hits, total })
}

/// Returns ids an article was imported with (else its id) and scores, best first.
pub fn search_keys(snapshot: &Snapshot, text: &str, options: &SearchOptions) -> Result<Vec<(String, f32)>> {
    let mut plan = Plan::new(snapshot, Query::parse(text))?;
    let (limit, offset) = (options.limit.min(LIMIT_MAX), options.offset.min(LIMIT_MAX));
    let (mut ranked, _) = matching_articles(snapshot, &mut plan, options, offset + limit)?;
    if options.order == Order::Score {
        sort(&mut ranked);
    }
    let rows = ranked.into_iter().skip(offset).take(limit);
    Ok(rows.map(|one| (one.record.article.key.unwrap_or(one.record.id), one.score)).collect())
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
    if found.is_empty() && options.matching == Matching::Auto && plan.terms.len() > 1 {
        condition = plan.any_condition();
        let any = SearchOptions { matching: Matching::Any, ..options.clone() };
        found = candidates(snapshot, plan, &any, &condition, wanted)?;
        if !found.is_empty() {
            plan.notes.push("no article has all of it: articles with any of it".into());
            plan.read_as = plan.words().iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" OR ");
        }
    }
    let close_look = if options.order == Order::Score { CANDIDATES_MAX } else { 0 };
    let total_weight: f32 = plan.terms.iter().map(|term| term.weight).sum();
    let mut ranked = Vec::with_capacity(found.len());
    for (number, found) in found.into_iter().enumerate() {
        let record = snapshot.record(&found)?;
        let mut parts = Parts { words: found.score, ..Parts::default() };
        if number < close_look {
            look_closely(&record, plan, total_weight, &mut parts);
        }
        ranked.push(Ranked { record, score: parts.sum(), parts });
    }
    Ok((ranked, condition))
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
        return Ok(snapshot.newest(condition, &options.filters, oldest_first, wanted)?.0);
    }
    let depth = wanted.max(CANDIDATES_MIN);
    let words = plan.words();
    if options.matching == Matching::Any {
        let strict = (plan.has_strings || plan.negative.is_some()).then_some(condition);
        return snapshot.rank(&words, strict, false, &options.filters, depth);
    }
    if plan.plain {
        // Articles that have every word as a word come before those that have it only inside others:
        // if there are enough of them, the others need not be looked for.
        let found = snapshot.rank(&words, None, true, &options.filters, depth)?;
        if found.len() >= depth {
            return Ok(found);
        }
    }
    snapshot.rank(&words, Some(condition), true, &options.filters, depth)
}

/// Scores headline and passages.
fn look_closely(record: &Record, plan: &Plan, total_weight: f32, parts: &mut Parts) {
    let body = &record.article.body;
    let best = passages(body).into_iter().map(|range| strength(&fold(&body[range]), &plan.terms)).fold(
        Strength::default(),
        |best, one| {
            if weigh(one) > weigh(best) { one } else { best }
        },
    );
    let title = strength(&fold(&record.article.title), &plan.terms);
    parts.passage = total_weight * (PASSAGE_COVERAGE * best.coverage + PASSAGE_PROXIMITY * best.proximity);
    parts.title = total_weight * (TITLE_COVERAGE * title.coverage + TITLE_PROXIMITY * title.proximity);
}

fn weigh(strength: Strength) -> f32 {
    strength.coverage + strength.proximity * strength.coverage
}

/// Best first; of equals the newer, then the smaller id.
fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        let date = |one: &Ranked| Reverse(one.record.article.published);
        b.score.total_cmp(&a.score).then_with(|| date(a).cmp(&date(b))).then_with(|| a.record.id.cmp(&b.record.id))
    });
}

fn article_hits(snapshot: &Snapshot, ranked: Vec<Ranked>, plan: &Plan, options: &SearchOptions) -> Result<Vec<Hit>> {
    let wanted = options.offset..options.offset.saturating_add(options.limit);
    let mut hits = Vec::new();
    for (number, one) in ranked.into_iter().enumerate() {
        if number >= wanted.end {
            break;
        }
        let mut best = if wanted.contains(&number) {
            best_passages(&one.record, plan, options.per_article.max(1))
        } else {
            Vec::new()
        };
        best.sort_by_key(|passage| passage.number);
        hits.push(hit(snapshot, one, best, plan, number + 1, options)?);
    }
    Ok(hits)
}

fn passage_hits(snapshot: &Snapshot, ranked: Vec<Ranked>, plan: &Plan, options: &SearchOptions) -> Result<Vec<Hit>> {
    let total_weight: f32 = plan.terms.iter().map(|term| term.weight).sum();
    let mut pairs: Vec<(Parts, usize, PassageHit)> = Vec::new();
    for (number, one) in ranked.iter().enumerate() {
        for passage in best_passages(&one.record, plan, options.per_article.max(1)) {
            pairs.push((Parts { passage: total_weight * passage.score / 2.0, ..one.parts }, number, passage));
        }
    }
    // The articles are in order already: equal passages keep it.
    if options.order == Order::Score {
        pairs.sort_by(|a, b| b.0.sum().total_cmp(&a.0.sum()).then_with(|| a.1.cmp(&b.1)));
    }
    let mut hits = Vec::new();
    for (number, (parts, article, passage)) in
        pairs.into_iter().take(options.offset.saturating_add(options.limit)).enumerate()
    {
        let one = &ranked[article];
        let one = Ranked { record: one.record.clone(), score: parts.sum(), parts };
        hits.push(hit(snapshot, one, vec![passage], plan, number + 1, options)?);
    }
    Ok(hits)
}

fn hit(
    snapshot: &Snapshot,
    one: Ranked,
    mut passages: Vec<PassageHit>,
    plan: &Plan,
    rank: usize,
    options: &SearchOptions,
) -> Result<Hit> {
    let body = &one.record.article.body;
    for passage in &mut passages {
        if options.context_sentences > 0 {
            passage.span = with_context(body, &passage.span, options.context_sentences);
        }
        passage.marks = marks(&body[passage.span.clone()], &plan.clauses, &plan.loose);
    }
    Ok(Hit {
        rank,
        short_id: snapshot.short_id(&one.record.id)?.to_owned(),
        title_marks: marks(&one.record.article.title, &plan.clauses, &plan.loose),
        passages,
        score: one.score,
        parts: one.parts,
        record: one.record,
    })
}

/// Returns the passages that answer best, best first, not yet marked; the first passage where none answers.
fn best_passages(record: &Record, plan: &Plan, count: usize) -> Vec<PassageHit> {
    let body = &record.article.body;
    let mut scored: Vec<PassageHit> = Vec::new();
    for (number, span) in passages(body).into_iter().enumerate() {
        let folded = fold(&body[span.clone()]);
        let whole = plan.clauses.iter().filter(|clause| folded.contains(clause.as_str())).count();
        let score = weigh(strength(&folded, &plan.terms)) + whole as f32 / (plan.clauses.len().max(1) as f32);
        scored.push(PassageHit { number: number + 1, span, marks: Vec::new(), score });
    }
    scored.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.number.cmp(&b.number)));
    let answering = scored.iter().take_while(|passage| passage.score > 0.0).count();
    scored.truncate(count.min(answering.max(1)));
    scored
}

/// Counts articles, passages and occurrences exactly.
pub fn count(snapshot: &Snapshot, text: &str, matching: Matching, filters: &Filters) -> Result<(Total, Plan)> {
    let mut plan = Plan::new(snapshot, Query::parse(text))?;
    let mut condition = if matching == Matching::Any { plan.any_condition() } else { plan.condition.clone() };
    let mut total = count_matching(snapshot, &plan, &condition, filters)?;
    if total.articles == 0 && matching == Matching::Auto && plan.terms.len() > 1 {
        condition = plan.any_condition();
        total = count_matching(snapshot, &plan, &condition, filters)?;
        if total.articles > 0 {
            plan.notes.push("no article has all of it: articles with any of it".into());
        }
    }
    Ok((total, plan))
}

fn count_matching(snapshot: &Snapshot, plan: &Plan, condition: &Condition, filters: &Filters) -> Result<Total> {
    let mut total = Total::default();
    if plan.clauses.is_empty() {
        total.articles = snapshot.count(condition, filters)?;
        return Ok(total);
    }
    total.articles = snapshot.for_each_matching(condition, filters, |record| {
        let (passages, occurrences) = occurrences(&record, plan);
        total.passages += passages;
        total.occurrences += occurrences;
        Ok(())
    })?;
    Ok(total)
}

/// Counts the passages of an article in which something of the query stands, and the places where it does.
///
/// A clause stands where its whole text stands; where an article does not have it whole, its words count.
fn occurrences(record: &Record, plan: &Plan) -> (u64, u64) {
    let article = &record.article;
    let folded = crate::fold::Folded::new(&article.body);
    let heads: Vec<String> =
        [Some(&article.title), article.original_title.as_ref()].into_iter().flatten().map(|text| fold(text)).collect();
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut occurrences = 0;
    let mut find = |needle: &str| {
        let in_heads: usize = heads.iter().map(|head| find_all(head, needle).len()).sum();
        let in_body = find_all(&folded.text, needle);
        places.extend(in_body.iter().map(|at| folded.source_range(*at..at + needle.len())));
        in_heads + in_body.len()
    };
    for (number, clause) in plan.clauses.iter().enumerate() {
        let whole = find(clause);
        occurrences += whole as u64;
        if whole == 0 {
            let words = plan.loose.iter().filter(|term| term.clause == number);
            occurrences += words.map(|term| find(&term.text) as u64).sum::<u64>();
        }
    }
    let with_something = passages(&article.body)
        .into_iter()
        .filter(|passage| places.iter().any(|place| place.start < passage.end && passage.start < place.end));
    (with_something.count() as u64, occurrences)
}

/// Returns articles in order of date.
pub fn list(
    snapshot: &Snapshot,
    text: &str,
    filters: &Filters,
    oldest_first: bool,
    limit: usize,
    offset: usize,
) -> Result<(Vec<Record>, u64)> {
    let condition = condition(&Query::parse(text).query);
    let (found, total) = snapshot.newest(
        &condition,
        filters,
        oldest_first,
        limit.min(LIMIT_MAX).saturating_add(offset.min(LIMIT_MAX)),
    )?;
    let records = found.iter().skip(offset).map(|found| snapshot.record(found)).collect::<Result<_>>()?;
    Ok((records, total))
}
