//! What someone said: the parts of an article that are theirs, when a query asks for `said:`.

use std::ops::Range;
use std::sync::Arc;

use super::plan::Plan;
use super::{LIMIT_MAX, Order, READ_TOGETHER, SearchRequest, notes_of, plan_of, tiers};
use crate::condition::{Condition, holds_on_part};
use crate::error::Result;
use crate::facts::{MeetingRecord, key};
use crate::fold::fold_lines;
use crate::index::{Candidate, Counts, Filters, Found, IndexedArticle, Reader};
use crate::limits::Limits;
use crate::passage::{Term, marks, passages};
use crate::query::{Diagnostic, QueryOptions};

/// Returns the parts of the body in which one of the speakers a query names speaks.
pub(super) fn parts(plan: &Plan, facts: &MeetingRecord) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = plan.speakers.iter().flat_map(|name| facts.spoken_by(name)).collect();
    parts.sort_by_key(|part| part.start);
    parts
}

/// Returns whether what a query asks for occurs in what its speakers said.
pub(super) fn is_spoken(plan: &Plan, condition: &Condition, facts: &MeetingRecord, body: &str) -> bool {
    let said: String = parts(plan, facts).into_iter().map(|part| fold_lines(&body[part]) + "\n").collect();
    holds_on_part(condition, &said)
}

/// Counts an article, and the passages and places of its speakers' words that have what a query asks for.
pub(super) fn count(plan: &Plan, terms: &[Term], facts: &MeetingRecord, body: &str, total: &mut Counts) {
    total.articles += 1;
    let said = parts(plan, facts);
    for passage in passages(body) {
        let mut places = 0;
        for part in &said {
            let shared = part.start.max(passage.start)..part.end.min(passage.end);
            if shared.start < shared.end {
                places += if plan.clauses.is_empty() { 1 } else { marks(&body[shared], &plan.clauses, terms).len() };
            }
        }
        total.passages += u64::from(places > 0);
        total.occurrences += places as u64;
    }
}

/// What is wanted of a person's words.
pub(crate) struct SaidSearch<'a> {
    /// The query, with `said:` in it.
    pub(crate) query: &'a str,
    /// It has words of its own: what was said has to hold them.
    pub(crate) has_words: bool,
    pub(crate) filters: &'a Filters,
    pub(crate) order: Order,
    pub(crate) limit: usize,
    pub(crate) offset: usize,
    pub(crate) options: QueryOptions,
    pub(crate) limits: &'a Limits,
}

/// A statement that answers.
#[derive(Debug, Clone)]
pub struct SaidHit {
    /// The shortest id that means only the article.
    pub short_id: String,
    /// The article.
    pub record: Arc<IndexedArticle>,
    /// Its facts.
    pub facts: Arc<MeetingRecord>,
    /// Which of its statements, from 0.
    pub statement: usize,
    /// The passage its words begin in, from 1.
    pub passage: usize,
    /// Places in its words to mark, in bytes from their beginning.
    pub marks: Vec<Range<usize>>,
}

/// Statements that answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct SaidFound {
    pub(crate) statements: u64,
    pub(crate) articles: u64,
    pub(crate) hits: Vec<SaidHit>,
    pub(crate) read_as: String,
    pub(crate) notes: Vec<Diagnostic>,
}

/// Finds the statements of the speakers a query names, those that hold what else it asks for.
pub(crate) fn statements(reader: &dyn Reader, asked: &SaidSearch<'_>) -> Result<SaidFound> {
    let plan = plan_of(reader, asked.query, &asked.options)?;
    let request = SearchRequest {
        query: asked.query.to_owned(),
        limit: LIMIT_MAX,
        order: asked.order,
        filters: asked.filters.clone(),
        options: asked.options,
        ..SearchRequest::default()
    };
    let matching = asked.options.matching;
    let condition = plan.condition(matching);
    let found = tiers::one(reader, &plan, &request, matching, LIMIT_MAX)?;
    let wanted = asked.offset..asked.offset.saturating_add(if asked.limit == 0 { LIMIT_MAX } else { asked.limit });
    let mut answer = SaidFound { read_as: plan.read_as_under(matching).to_owned(), ..SaidFound::default() };
    let mut shown: Vec<(Found, Vec<usize>)> = Vec::new();
    for chunk in found.chunks(READ_TOGETHER) {
        asked.limits.check()?;
        let own = if asked.has_words { holding(reader, &plan, &condition, chunk)? } else { all(reader, &plan, chunk)? };
        for (one, own) in chunk.iter().zip(own) {
            answer.articles += u64::from(!own.is_empty());
            let first = answer.statements as usize;
            answer.statements += own.len() as u64;
            let numbered = (first..).zip(own).filter(|(number, _)| wanted.contains(number));
            let own: Vec<usize> = numbered.map(|(_, statement)| statement).collect();
            shown.extend((!own.is_empty()).then_some((*one, own)));
        }
    }
    for (one, own) in &shown {
        asked.limits.check()?;
        let candidate = reader.candidates(std::slice::from_ref(one))?.remove(0);
        let (record, facts) = (Arc::new(reader.article(&candidate)?), Arc::new(reader.facts(&candidate)?));
        let short_id = reader.short_ids(&[&record.id])?.remove(0);
        let spans = passages(&record.article.body);
        for statement in own {
            let extent = facts.statements[*statement].extent;
            let words = &record.article.body[extent.start as usize..extent.end as usize];
            let passage = spans.iter().position(|span| span.end > extent.start as usize).map_or(1, |at| at + 1);
            let marks = marks(words, &plan.clauses, plan.counted_terms(matching));
            let (short_id, record, facts) = (short_id.clone(), Arc::clone(&record), Arc::clone(&facts));
            answer.hits.push(SaidHit { short_id, record, facts, statement: *statement, passage, marks });
        }
    }
    answer.notes = notes_of(reader, asked.query, asked.filters, &asked.options, answer.statements == 0)?;
    Ok(answer)
}

/// Returns of each article which statements are of the speakers.
fn all(reader: &dyn Reader, plan: &Plan, chunk: &[Found]) -> Result<Vec<Vec<usize>>> {
    let facts = reader.indexed_facts(chunk)?;
    Ok(facts.iter().map(|article| of_speakers(plan, &article.facts).collect()).collect())
}

/// Returns of each article which statements are of the speakers and hold what is asked for.
fn holding(reader: &dyn Reader, plan: &Plan, condition: &Condition, chunk: &[Found]) -> Result<Vec<Vec<usize>>> {
    let of_article = |candidate: Candidate| {
        let (facts, indexed) = (reader.facts(&candidate)?, reader.article(&candidate)?);
        let holds = |statement: &usize| {
            let extent = facts.statements[*statement].extent;
            let words = &indexed.article.body[extent.start as usize..extent.end as usize];
            holds_on_part(condition, &(fold_lines(words) + "\n"))
        };
        Ok(of_speakers(plan, &facts).filter(holds).collect())
    };
    reader.candidates(chunk)?.into_iter().map(of_article).collect()
}

fn of_speakers<'a>(plan: &'a Plan, facts: &'a MeetingRecord) -> impl Iterator<Item = usize> + 'a {
    let is_meant = |speaker: &str| {
        plan.speakers.iter().any(|asked| match asked.strip_suffix('*') {
            Some(beginning) => speaker.starts_with(beginning),
            None => asked == speaker,
        })
    };
    let statements = facts.statements.iter().enumerate();
    statements.filter(move |(_, one)| is_meant(&key(&one.speaker))).map(|(number, _)| number)
}
