//! Decides which articles meet a condition: exact set algebra over the characters field.
//!
//! Every condition becomes a sorted list of documents of one segment. A string is a phrase of characters: the
//! documents of its rarest character are checked against the others. Deleted documents are never listed.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyDocument, TantivyError, Term};

use super::{Candidate, Condition, Searched};
use crate::fold::fold;

/// Reading an article takes as long as looking at this many documents.
const VERBATIM_COST: u64 = 64;

/// Returns the documents of a segment that meet a condition, in order; only those of `among` if it is given.
pub(super) fn documents(
    segment: &SegmentReader,
    searched: Searched,
    condition: &Condition,
    among: Option<&[DocId]>,
) -> tantivy::Result<Vec<DocId>> {
    match condition {
        Condition::All => Ok(all(segment, among)),
        Condition::Contains(text) => containing(segment, searched.characters, &characters_of(text), among),
        Condition::Pinyin(sounds) => {
            let terms: Vec<(u32, String)> = (0..).zip(sounds.iter().cloned()).collect();
            containing(segment, searched.sounds, &terms, among)
        }
        Condition::Proximity(placed) => super::proximity::documents(segment, searched.characters, placed, among),
        Condition::Verbatim(text) => {
            let candidates = containing(segment, searched.characters, &characters_of(&fold(text)), among)?;
            verbatim(segment, text, candidates)
        }
        Condition::Fact(field, value) => {
            let mut found = super::fact_terms::documents(segment, searched.facts, field, value)?;
            if let Some(among) = among {
                found.retain(|doc| among.binary_search(doc).is_ok());
            }
            Ok(found)
        }
        Condition::And(parts) => {
            // What is forbidden is taken from what is left, and what is cheap to find goes first.
            let mut order: Vec<&Condition> = parts.iter().collect();
            order.sort_by_key(|part| cost(segment, searched, part));
            let mut left: Option<Vec<DocId>> = None;
            for part in order {
                left = Some(documents(segment, searched, part, left.as_deref().or(among))?);
            }
            Ok(left.unwrap_or_else(|| all(segment, among)))
        }
        Condition::Or(parts) => {
            let mut any = Vec::new();
            for part in parts {
                any.append(&mut documents(segment, searched, part, among)?);
            }
            any.sort_unstable();
            any.dedup();
            Ok(any)
        }
        Condition::Not(part) => {
            let all = all(segment, among);
            let without = documents(segment, searched, part, Some(&all))?;
            let mut without = without.into_iter().peekable();
            Ok(all.into_iter().filter(|doc| without.next_if_eq(doc).is_none()).collect())
        }
    }
}

/// Returns the documents of each segment that meet a condition; on several threads when that takes long.
pub(super) fn documents_of_all(
    segments: &[SegmentReader],
    searched: Searched,
    condition: &Condition,
) -> tantivy::Result<Vec<Vec<DocId>>> {
    // Looking at fewer documents takes no longer than starting a thread.
    const COST_MIN: u64 = 3000;
    let find = |segment: &SegmentReader| documents(segment, searched, condition, None);
    let is_long = |segment: &SegmentReader| cost(segment, searched, condition) > COST_MIN;
    if segments.len() < 2 || !segments[1..].iter().any(is_long) {
        return segments.iter().map(find).collect();
    }
    std::thread::scope(|scope| {
        let others: Vec<_> = segments[1..].iter().map(|segment| scope.spawn(|| find(segment))).collect();
        let first = find(&segments[0]);
        let joined =
            others.into_iter().map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        std::iter::once(first).chain(joined).collect()
    })
}

fn all(segment: &SegmentReader, among: Option<&[DocId]>) -> Vec<DocId> {
    among.map_or_else(|| segment.doc_ids_alive().collect(), <[DocId]>::to_vec)
}

/// Estimates how many documents have to be looked at; what only excludes comes last.
fn cost(segment: &SegmentReader, searched: Searched, condition: &Condition) -> u64 {
    match condition {
        Condition::All | Condition::Not(_) => u64::MAX,
        // Facts are listed, nothing has to be looked at.
        Condition::Fact(..) => 0,
        Condition::Contains(text) => rarest(segment, searched.characters, text.chars()),
        // Each has to be read.
        Condition::Verbatim(text) => {
            rarest(segment, searched.characters, fold(text).chars()).saturating_mul(VERBATIM_COST)
        }
        Condition::Proximity(placed) => placed.characters().iter().fold(u64::MAX, |least, characters| {
            least.min(rarest(segment, searched.characters, characters.iter().copied()))
        }),
        Condition::Pinyin(_) => 0,
        Condition::And(parts) => parts.iter().map(|part| cost(segment, searched, part)).min().unwrap_or(u64::MAX),
        Condition::Or(parts) => {
            parts.iter().fold(0, |sum: u64, part| sum.saturating_add(cost(segment, searched, part)))
        }
    }
}

/// Returns the number of documents that have the rarest of the characters.
fn rarest(segment: &SegmentReader, field: Field, characters: impl Iterator<Item = char>) -> u64 {
    let Ok(inverted) = segment.inverted_index(field) else { return u64::MAX };
    let counts = characters.filter_map(|c| inverted.doc_freq(&term(field, c.encode_utf8(&mut [0; 4]))).ok());
    counts.map(u64::from).min().unwrap_or(u64::MAX)
}

fn term(field: Field, text: &str) -> Term {
    Term::from_field_text(field, text)
}

/// Returns the characters of a string with their places in it.
pub(super) fn characters_of(text: &str) -> Vec<(u32, String)> {
    (0..).zip(text.chars().map(String::from)).collect()
}

/// Keeps the documents in whose stored headlines or body the text is as it is.
fn verbatim(segment: &SegmentReader, text: &str, documents: Vec<DocId>) -> tantivy::Result<Vec<DocId>> {
    let store = segment.get_store_reader(16)?;
    let mut found = Vec::new();
    for doc in documents {
        let document: TantivyDocument = store.get(doc)?;
        let article = document.field_values().find_map(|(_, value)| value.as_bytes().and_then(Candidate::read));
        if article.is_some_and(|article| article.holds(text)) {
            found.push(doc);
        }
    }
    Ok(found)
}

/// Returns the documents in which the terms are at their places.
pub(super) fn containing(
    segment: &SegmentReader,
    field: Field,
    terms: &[(u32, String)],
    among: Option<&[DocId]>,
) -> tantivy::Result<Vec<DocId>> {
    if terms.is_empty() {
        return Ok(all(segment, among));
    }
    let mut found = Vec::new();
    let mut phrase = Phrase::open(segment, field, terms, Wanted::Documents)?;
    for_each_containing(segment, phrase.as_mut(), among, |doc, _| found.push(doc));
    Ok(found)
}

/// Calls `visit` with every place where the terms are, the places of a document together: the document and the
/// positions of its beginnings, in order, overlapping ones among them.
pub(super) fn for_each_place(
    segment: &SegmentReader,
    characters: Field,
    terms: &[(u32, String)],
    among: Option<&[DocId]>,
    visit: impl FnMut(DocId, &[u32]),
) -> tantivy::Result<()> {
    let mut phrase = Phrase::open(segment, characters, terms, Wanted::Operand)?;
    for_each_containing(segment, phrase.as_mut(), among, visit);
    Ok(())
}

fn for_each_containing(
    segment: &SegmentReader,
    phrase: Option<&mut Phrase>,
    among: Option<&[DocId]>,
    mut visit: impl FnMut(DocId, &[u32]),
) {
    let Some(phrase) = phrase else { return };
    if let Some(among) = among {
        for &doc in among {
            if phrase.stands_in(doc) {
                visit(doc, &phrase.starts);
            }
        }
        return;
    }
    let mut doc = phrase.rarest().doc();
    while doc != TERMINATED {
        if !segment.is_deleted(doc) && phrase.stands_in(doc) {
            visit(doc, &phrase.starts);
        }
        doc = phrase.rarest().advance();
    }
}

/// What is wanted of a string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Documents,
    Operand,
}

/// The characters of a string with their places in it, the rarest first.
struct Phrase {
    characters: Vec<(u32, SegmentPostings)>,
    /// Where the string may begin in the document at hand; empty if one character's places are not wanted.
    starts: Vec<u32>,
    positions: Vec<u32>,
    wanted: Wanted,
}

impl Phrase {
    /// Returns `None` when a character does not occur at all.
    fn open(
        segment: &SegmentReader,
        field: Field,
        terms: &[(u32, String)],
        wanted: Wanted,
    ) -> tantivy::Result<Option<Phrase>> {
        let inverted = segment.inverted_index(field)?;
        let single = terms.len() == 1 && wanted == Wanted::Documents;
        let option = if single { IndexRecordOption::Basic } else { IndexRecordOption::WithFreqsAndPositions };
        let mut characters = Vec::new();
        for (at, text) in terms {
            let Some(postings) = inverted.read_postings(&term(field, text), option)? else { return Ok(None) };
            characters.push((*at, postings));
        }
        characters.sort_by_key(|(_, postings)| postings.doc_freq());
        let open = Phrase { characters, starts: Vec::new(), positions: Vec::new(), wanted };
        Ok((!open.characters.is_empty()).then_some(open))
    }

    fn rarest(&mut self) -> &mut SegmentPostings {
        &mut self.characters[0].1
    }

    /// Returns whether the string occurs in the document; documents have to come in order.
    fn stands_in(&mut self, doc: DocId) -> bool {
        // Where the rarest do not occur in one document, or not together, the others need not be looked for.
        const RAREST: usize = 4;
        let has = |(_, postings): &mut (u32, SegmentPostings)| {
            postings.doc() == doc || postings.doc() < doc && postings.seek(doc) == doc
        };
        let rarest = self.characters.len().min(RAREST);
        if !self.characters[..rarest].iter_mut().all(has) {
            return false;
        }
        if self.characters.len() == 1 && self.wanted == Wanted::Documents {
            return true;
        }
        for (number, character) in self.characters.iter_mut().enumerate() {
            if number >= RAREST && !has(character) {
                return false;
            }
            let (at, postings) = character;
            self.positions.clear();
            postings.append_positions_with_offset(0, &mut self.positions);
            if number == 0 {
                self.starts.clear();
                self.starts.extend(self.positions.iter().filter_map(|position| position.checked_sub(*at)));
            } else {
                keep_common(&mut self.starts, &self.positions, *at);
            }
            if self.starts.is_empty() {
                return false;
            }
        }
        true
    }
}

/// Keeps the starts that have one of the positions `at` places behind them; both are sorted.
fn keep_common(starts: &mut Vec<u32>, positions: &[u32], at: u32) {
    let mut rest = positions;
    starts.retain(|start| {
        let wanted = start + at;
        while let Some((first, behind)) = rest.split_first() {
            if *first >= wanted {
                return *first == wanted;
            }
            rest = behind;
        }
        false
    });
}

/// A set of documents as a tantivy query that scores nothing.
#[derive(Clone)]
pub(super) struct Documents {
    by_segment: Arc<HashMap<SegmentId, Arc<Vec<DocId>>>>,
}

impl std::fmt::Debug for Documents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Documents({})", self.by_segment.values().map(|docs| docs.len()).sum::<usize>())
    }
}

impl Documents {
    /// Finds the documents of every segment that meet a condition.
    pub(super) fn meeting(
        segments: &[SegmentReader],
        searched: Searched,
        condition: &Condition,
    ) -> tantivy::Result<Documents> {
        let found = documents_of_all(segments, searched, condition)?;
        let by_segment = segments.iter().zip(found).map(|(segment, found)| (segment.segment_id(), Arc::new(found)));
        Ok(Documents { by_segment: Arc::new(by_segment.collect()) })
    }
}

impl Query for Documents {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(DocumentsWeight(self.clone())))
    }
}

struct DocumentsWeight(Documents);

impl Weight for DocumentsWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let documents = self.0.by_segment.get(&reader.segment_id()).cloned().unwrap_or_default();
        Ok(Box::new(ConstScorer::new(Listed { documents, at: 0 }, boost)))
    }

    fn explain(&self, _: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("a set of documents has nothing to say of #{doc}")))
    }
}

/// A list of documents as tantivy walks it.
struct Listed {
    documents: Arc<Vec<DocId>>,
    at: usize,
}

impl DocSet for Listed {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.documents.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|doc| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.documents.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        self.documents.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::keep_common;

    #[test]
    fn starts_are_kept_where_the_next_character_follows() {
        let mut starts = vec![0, 4, 7, 9];
        keep_common(&mut starts, &[1, 5, 6, 10], 1);
        assert_eq!(starts, [0, 4, 9]);
        keep_common(&mut starts, &[], 2);
        assert_eq!(starts, [0; 0]);
    }
}
