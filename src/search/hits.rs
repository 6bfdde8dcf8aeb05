//! Makes results of ranked articles: chooses their passages and marks what answers in them.

use std::ops::Range;

use super::near_duplicate::Likeness;
use super::plan::Plan;
use super::question::Question;
use super::said;
use super::scoring::{Parts, Scorer};
use super::{Group, Hit, Order, PassageHit, Ranked, SearchRequest, Tier};
use crate::error::Result;
use crate::facts::{MeetingRecord, fact_places};
use crate::fold::fold;
use crate::index::{IndexedArticle, Reader};
use crate::passage::{find_all, marks, passages, with_context};

/// A list longer than a few pages is for a program, and comparing all with all would take long.
const COMPARED_MAX: usize = 100;
/// What a passage is worth that has a fact asked for, where nothing else is asked for: any positive number serves.
const FACT: f32 = 1.0;

/// Makes the results of one query.
pub(super) struct HitMaker<'a> {
    pub(super) reader: &'a dyn Reader,
    pub(super) plan: &'a Plan,
    pub(super) scorer: Scorer,
    pub(super) question: Option<Question>,
    pub(super) request: &'a SearchRequest,
}

impl HitMaker<'_> {
    /// Returns the results that are wanted of the ranked articles.
    pub(super) fn hits(&mut self, ranked: &[Ranked]) -> Result<Vec<Hit>> {
        match self.request.group {
            Group::Article => self.articles(ranked),
            Group::Passage => self.passages(ranked),
        }
    }

    fn articles(&mut self, ranked: &[Ranked]) -> Result<Vec<Hit>> {
        let numbered = (1..).zip(ranked).skip(self.request.offset).take(self.request.limit);
        let hits = numbered.map(|(rank, one)| {
            let record = self.reader.article(&one.candidate)?;
            let facts = self.reader.facts(&one.candidate)?;
            let mut best = self.best_passages(&record.article.body, &facts);
            best.sort_by_key(|passage| passage.number);
            self.hit((rank, one.tier), record, facts, one.parts, one.score, best)
        });
        let mut hits = hits.collect::<Result<Vec<Hit>>>()?;
        if hits.len() <= COMPARED_MAX {
            mark_likes(&mut hits);
        }
        Ok(hits)
    }

    fn passages(&mut self, ranked: &[Ranked]) -> Result<Vec<Hit>> {
        let mut pairs: Vec<(Parts, usize, PassageHit)> = Vec::new();
        for (number, one) in ranked.iter().enumerate() {
            let record = self.reader.article(&one.candidate)?;
            let facts = self.reader.facts(&one.candidate)?;
            for passage in self.best_passages(&record.article.body, &facts) {
                pairs.push((Parts { passage: passage.score, ..one.parts }, number, passage));
            }
        }
        // The articles are in order already: equal passages keep it, and so do those of articles that were not
        // looked at closely, of which a longer list has more.
        if self.request.order == Order::Score {
            let close = pairs.iter().take_while(|pair| ranked[pair.1].close).count();
            pairs[..close].sort_by(|a, b| b.0.sum().total_cmp(&a.0.sum()).then_with(|| a.1.cmp(&b.1)));
        }
        let numbered = (1..).zip(pairs).skip(self.request.offset).take(self.request.limit);
        let hits = numbered.map(|(rank, (parts, article, passage))| {
            let one = &ranked[article];
            let record = self.reader.article(&one.candidate)?;
            let facts = self.reader.facts(&one.candidate)?;
            self.hit((rank, one.tier), record, facts, parts, parts.sum(), vec![passage])
        });
        hits.collect()
    }

    fn hit(
        &self,
        (rank, tier): (usize, Option<Tier>),
        record: IndexedArticle,
        facts: MeetingRecord,
        parts: Parts,
        score: f32,
        mut passages: Vec<PassageHit>,
    ) -> Result<Hit> {
        let (body, plan) = (&record.article.body, self.plan);
        let places = self.places(&facts);
        for passage in &mut passages {
            passage.speaker = facts.speaker_of(&passage.span).map(str::to_owned);
            if self.request.context_sentences > 0 {
                passage.span = with_context(body, &passage.span, self.request.context_sentences);
            }
            let span = passage.span.clone();
            let facts = places.iter().filter(|place| place.start >= span.start && place.end <= span.end);
            let facts = facts.map(|place| place.start - span.start..place.end - span.start);
            passage.marks = joined(marks(&body[span.clone()], &plan.clauses, plan.marked_terms()), facts);
        }
        Ok(Hit {
            rank,
            short_id: self.reader.short_ids(&[&record.id])?.remove(0),
            title_marks: marks(&record.article.title, &plan.clauses, plan.marked_terms()),
            passages,
            same_as: None,
            tier: tier.unwrap_or_else(|| Tier::of(plan, &record.article)),
            score,
            parts,
            record,
            facts,
        })
    }

    /// Returns the passages that answer best, best first, not yet marked; the first passage where none answers.
    fn best_passages(&mut self, body: &str, facts: &MeetingRecord) -> Vec<PassageHit> {
        let said = said::parts(self.plan, facts);
        let places = self.places(facts);
        let answer = self.question.as_ref().and_then(|question| question.answer(body));
        let strings: Vec<&str> = self.plan.strings().collect();
        let mut scored: Vec<Scored> = Vec::new();
        for (number, span) in (1..).zip(passages(body)) {
            let text = &body[span.clone()];
            // Of a passage only what the speaker said answers.
            let mut score = if self.plan.speakers.is_empty() {
                self.scorer.passage(text)
            } else {
                let shared = said.iter().map(|part| part.start.max(span.start)..part.end.min(span.end));
                let shared: Vec<_> = shared.filter(|part| part.start < part.end).collect();
                if shared.is_empty() {
                    continue;
                }
                shared.into_iter().map(|part| self.scorer.passage(&body[part])).fold(0.0, f32::max)
            };
            let holds_fact = places.iter().any(|place| place.start >= span.start && place.end <= span.end);
            // Where nothing but facts is asked for, they are what answers.
            if holds_fact && self.plan.clauses.is_empty() {
                score += FACT;
            }
            let strings = if strings.is_empty() || score <= 0.0 {
                0
            } else {
                let folded = fold(text);
                strings.iter().filter(|string| !find_all(&folded, string).is_empty()).count()
            };
            let has_answer = answer.as_ref().is_some_and(|answer| span.contains(&answer.sentence.start)) && score > 0.0;
            let hit = PassageHit { number, span, marks: Vec::new(), speaker: None, score };
            scored.push(Scored { hit, strings, has_answer, holds_fact });
        }
        // What holds more of the strings comes first, then what has the answer, then the best.
        scored.sort_by(|a, b| {
            (b.strings.cmp(&a.strings))
                .then_with(|| b.has_answer.cmp(&a.has_answer))
                .then_with(|| b.hit.score.total_cmp(&a.hit.score))
                .then_with(|| a.hit.number.cmp(&b.hit.number))
        });
        // Where one holds a string, those that hold none do not answer.
        if scored.first().is_some_and(|one| one.strings > 0) {
            scored.retain(|one| one.strings > 0 || one.has_answer || one.holds_fact);
        }
        let answering = scored.iter().filter(|one| one.hit.score > 0.0).count();
        let wanted = if self.request.per_article == 0 { usize::MAX } else { self.request.per_article };
        let shown = wanted.min(answering.max(1));
        // A fact that is asked for is shown in its place.
        let fact = scored.iter().position(|one| one.holds_fact);
        if let Some(fact) = fact.filter(|fact| *fact >= shown && !scored[..shown].iter().any(|one| one.holds_fact)) {
            let only = shown == 1 && scored[0].hit.score > 0.0;
            if !only {
                scored.swap(shown - 1, fact);
            }
        }
        scored.truncate(shown);
        scored.into_iter().map(|one| one.hit).collect()
    }

    /// Returns where the facts are that the query asks for by their fields, in bytes of the body.
    fn places(&self, facts: &MeetingRecord) -> Vec<Range<usize>> {
        let fields = self.plan.fields().into_iter();
        let spans = fields.flat_map(|(field, value)| fact_places(facts, field, value));
        spans.map(|span| span.start as usize..span.end as usize).collect()
    }
}

/// A passage that may be shown.
struct Scored {
    hit: PassageHit,
    /// How many of the strings it holds.
    strings: usize,
    /// It has the sentence that answers a question.
    has_answer: bool,
    /// A fact that is asked for is in it.
    holds_fact: bool,
}

/// Joins marks with those of facts, in order; those that overlap become one.
fn joined(marks: Vec<Range<usize>>, facts: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = marks.into_iter().chain(facts).collect();
    all.sort_by_key(|mark| (mark.start, mark.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(all.len());
    for mark in all {
        match joined.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => joined.push(mark),
        }
    }
    joined
}

/// Notes which results have the text of an earlier one.
fn mark_likes(hits: &mut [Hit]) {
    let mut seen: Vec<(usize, Likeness)> = Vec::new();
    for hit in hits {
        let likeness = Likeness::of(&hit.record.article.body);
        hit.same_as = seen.iter().find(|(_, other)| likeness.is_like(other)).map(|(rank, _)| *rank);
        if hit.same_as.is_none() {
            seen.push((hit.rank, likeness));
        }
    }
}
