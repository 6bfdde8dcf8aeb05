//! Makes results of ranked articles: chooses their passages and marks what answers in them.

use super::near_duplicate::Likeness;
use super::plan::Plan;
use super::said;
use super::scoring::{Parts, Scorer};
use super::{Group, Hit, Order, PassageHit, Ranked, SearchRequest};
use crate::error::Result;
use crate::facts::MeetingRecord;
use crate::index::{IndexedArticle, Reader};
use crate::passage::{marks, passages, with_context};

/// A list longer than a few pages is for a program, and comparing all with all would take long.
const COMPARED_MAX: usize = 100;

/// Makes the results of one query.
pub(super) struct HitMaker<'a> {
    pub(super) reader: &'a dyn Reader,
    pub(super) plan: &'a Plan,
    pub(super) scorer: Scorer,
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
            self.hit(rank, record, facts, one.parts, one.score, best)
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
            self.hit(rank, record, facts, parts, parts.sum(), vec![passage])
        });
        hits.collect()
    }

    fn hit(
        &self,
        rank: usize,
        record: IndexedArticle,
        facts: MeetingRecord,
        parts: Parts,
        score: f32,
        mut passages: Vec<PassageHit>,
    ) -> Result<Hit> {
        let (body, plan) = (&record.article.body, self.plan);
        for passage in &mut passages {
            passage.speaker = facts.speaker_of(&passage.span).map(str::to_owned);
            if self.request.context_sentences > 0 {
                passage.span = with_context(body, &passage.span, self.request.context_sentences);
            }
            passage.marks = marks(&body[passage.span.clone()], &plan.clauses, &plan.unquoted_terms);
        }
        Ok(Hit {
            rank,
            short_id: self.reader.short_ids(&[&record.id])?.remove(0),
            title_marks: marks(&record.article.title, &plan.clauses, &plan.unquoted_terms),
            passages,
            same_as: None,
            score,
            parts,
            record,
            facts,
        })
    }

    /// Returns the passages that answer best, best first, not yet marked; the first passage where none answers.
    fn best_passages(&mut self, body: &str, facts: &MeetingRecord) -> Vec<PassageHit> {
        let said = said::parts(self.plan, facts);
        let mut scored: Vec<PassageHit> = Vec::new();
        for (number, span) in (1..).zip(passages(body)) {
            // Of a passage only what the speaker said answers.
            let score = if self.plan.speakers.is_empty() {
                self.scorer.passage(&body[span.clone()])
            } else {
                let shared = said.iter().map(|part| part.start.max(span.start)..part.end.min(span.end));
                let shared: Vec<_> = shared.filter(|part| part.start < part.end).collect();
                if shared.is_empty() {
                    continue;
                }
                shared.into_iter().map(|part| self.scorer.passage(&body[part])).fold(0.0, f32::max)
            };
            scored.push(PassageHit { number, span, marks: Vec::new(), speaker: None, score });
        }
        scored.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.number.cmp(&b.number)));
        let answering = scored.iter().take_while(|passage| passage.score > 0.0).count();
        scored.truncate(self.request.per_article.max(1).min(answering.max(1)));
        scored
    }
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
