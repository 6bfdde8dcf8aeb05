//! Finds articles by how strings occur in them: how often, how early, how near, in one sentence or paragraph.
//!
//! From positions alone: no article is read. A place is a range of positions of folded characters; headlines and
//! body lie so far apart that nothing near reaches from one into the other.

use std::ops::Range;

use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader};

use super::analyzer::{LINE_END, VALUE_GAP};
use super::counting::for_each_apart;
use super::doc_sets::{containing, for_each_place};
use super::{Operand, Proximity};
use crate::query::{GAP, SENTENCE_ENDS, Unit, chains};

/// Where something is: a document and a range of positions.
type Place = (DocId, u32, u32);

impl Proximity {
    /// Returns the strings that all have to be there, as characters; none where one of several serves.
    pub(super) fn characters(&self) -> Vec<Vec<char>> {
        let of = |places: &Operand| match places {
            Operand::Text(characters) => Some(characters.iter().flatten().copied().collect()),
            Operand::Prefix(text) => Some(text.chars().collect()),
            Operand::Gap(_) | Operand::Any(_) => None,
        };
        self.parts().into_iter().filter_map(of).collect()
    }

    fn parts(&self) -> Vec<&Operand> {
        match self {
            Proximity::Somewhere(places) | Proximity::AtLeast(_, places) | Proximity::First(_, places) => vec![places],
            Proximity::Near { left, right, .. } => vec![left, right],
            Proximity::Together(_, parts) => parts.iter().collect(),
        }
    }
}

/// Returns the documents of a segment in which strings are so, in order; only those of `among` if it is given.
pub(super) fn documents(
    segment: &SegmentReader,
    field: Field,
    placed: &Proximity,
    among: Option<&[DocId]>,
) -> tantivy::Result<Vec<DocId>> {
    // Where all of them are at all; what is rarely first would be better, but few queries have more than two.
    let mut candidates: Option<Vec<DocId>> = among.map(<[DocId]>::to_vec);
    for part in placed.parts() {
        candidates = Some(fingerprint(segment, field, part, candidates.as_deref())?);
    }
    let candidates = candidates.unwrap_or_default();
    if candidates.is_empty() {
        return Ok(candidates);
    }
    let look = Look { segment, field, candidates: &candidates };
    match placed {
        Proximity::Somewhere(Operand::Text(_)) => Ok(candidates),
        Proximity::Somewhere(places) => Ok(documents_of(&look.places(places)?)),
        Proximity::AtLeast(count, places) => look.at_least(*count, places),
        Proximity::First(chars, places) => look.first(*chars, places),
        Proximity::Near { left, right, chars, ordered } => look.near(left, right, *chars, *ordered),
        Proximity::Together(unit, parts) => look.together(*unit, parts),
    }
}

fn terms(characters: &[Option<char>]) -> Vec<(u32, String)> {
    (0..).zip(characters).filter_map(|(at, c)| Some((at, String::from((*c)?)))).collect()
}

/// Returns the documents in which one of the strings is at all.
fn fingerprint(
    segment: &SegmentReader,
    field: Field,
    places: &Operand,
    among: Option<&[DocId]>,
) -> tantivy::Result<Vec<DocId>> {
    match places {
        Operand::Text(characters) => containing(segment, field, &terms(characters), among),
        Operand::Prefix(text) => containing(segment, field, &super::doc_sets::characters_of(text), among),
        Operand::Gap(parts) => {
            let mut candidates = among.map(<[DocId]>::to_vec);
            for part in parts {
                candidates = Some(containing(segment, field, &terms(part), candidates.as_deref())?);
            }
            Ok(candidates.unwrap_or_default())
        }
        Operand::Any(parts) => {
            let mut any = Vec::new();
            for part in parts {
                any.append(&mut fingerprint(segment, field, part, among)?);
            }
            any.sort_unstable();
            any.dedup();
            Ok(any)
        }
    }
}

struct Look<'a> {
    segment: &'a SegmentReader,
    field: Field,
    candidates: &'a [DocId],
}

impl Look<'_> {
    /// Returns where the strings occur in the candidates, in order.
    fn places(&self, places: &Operand) -> tantivy::Result<Vec<Place>> {
        let mut found = Vec::new();
        match places {
            Operand::Text(characters) => {
                let length = characters.len() as u32;
                for_each_place(self.segment, self.field, &terms(characters), Some(self.candidates), |doc, starts| {
                    found.extend(starts.iter().map(|start| (doc, *start, start + length)));
                })?;
            }
            Operand::Prefix(text) => {
                found = self.places(&Operand::Text(text.chars().map(Some).collect()))?;
                // Inside a longer word: a letter or digit is in front of it.
                for before in ('0'..='9').chain('a'..='z') {
                    let longer: Vec<Option<char>> = std::iter::once(before).chain(text.chars()).map(Some).collect();
                    let inside = self.places(&Operand::Text(longer))?;
                    found.retain(|(doc, start, end)| {
                        start.checked_sub(1).is_none_or(|before| inside.binary_search(&(*doc, before, *end)).is_err())
                    });
                }
            }
            Operand::Gap(parts) => found = self.gaps(parts)?,
            Operand::Any(parts) => {
                for part in parts {
                    found.append(&mut self.places(part)?);
                }
                found.sort_unstable();
                found.dedup();
            }
        }
        Ok(found)
    }

    /// Returns where strings follow each other in a sentence.
    fn gaps(&self, parts: &[Vec<Option<char>>]) -> tantivy::Result<Vec<Place>> {
        let texts = parts.iter().map(|part| self.places(&Operand::Text(part.clone())));
        let texts = texts.collect::<tantivy::Result<Vec<_>>>()?;
        let ends = self.places(&sentence_ends())?;
        let Some((first, rest)) = texts.split_first() else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for of_one in first.chunk_by(|a, b| a.0 == b.0) {
            let doc = of_one[0].0;
            let own = |places: &Vec<Place>| -> Vec<(u32, u32)> {
                of_document(places, doc).iter().map(|place| (place.1, place.2)).collect()
            };
            let rest: Vec<Vec<(u32, u32)>> = rest.iter().map(own).collect();
            let breaks: Vec<u32> = own(&ends).into_iter().map(|(at, _)| at).collect();
            let first: Vec<(u32, u32)> = of_one.iter().map(|place| (place.1, place.2)).collect();
            found.extend(chains(&first, &rest, &breaks).into_iter().map(|(start, end)| (doc, start, end)));
        }
        Ok(found)
    }

    fn at_least(&self, count: u32, places: &Operand) -> tantivy::Result<Vec<DocId>> {
        let all = self.places(places)?;
        let often = all.chunk_by(|a, b| a.0 == b.0).filter(|of_one| {
            let mut apart = 0;
            if let Operand::Text(characters) = places {
                let starts: Vec<u32> = of_one.iter().map(|place| place.1).collect();
                for_each_apart(&starts, characters.len() as u32, |_| apart += 1);
            } else {
                let mut free = 0;
                for (_, start, end) in of_one.iter() {
                    if *start >= free {
                        apart += 1;
                        free = *end;
                    }
                }
            }
            apart >= count
        });
        Ok(often.map(|of_one| of_one[0].0).collect())
    }

    fn first(&self, chars: u32, places: &Operand) -> tantivy::Result<Vec<DocId>> {
        // The body begins at 0, and headlines lie far behind its last passage.
        let bounds = self.segment.fast_fields().u64("bounds")?;
        let all = self.places(places)?;
        let early = all.into_iter().filter(|(doc, start, end)| {
            let body_end = bounds.values_for_doc(*doc).last().unwrap_or_default();
            *end <= chars && u64::from(*start) < body_end + VALUE_GAP / 2
        });
        Ok(documents_of(&early.collect::<Vec<_>>()))
    }

    fn near(&self, left: &Operand, right: &Operand, chars: u32, ordered: bool) -> tantivy::Result<Vec<DocId>> {
        let (left, right) = (self.places(left)?, self.places(right)?);
        let mut found = Vec::new();
        for of_one in left.chunk_by(|a, b| a.0 == b.0) {
            let doc = of_one[0].0;
            let others = of_document(&right, doc);
            let near = of_one.iter().any(|one| {
                follows(one, others, chars) || !ordered && others.iter().any(|other| follows(other, &[*one], chars))
            });
            if near {
                found.push(doc);
            }
        }
        Ok(found)
    }

    fn together(&self, unit: Unit, parts: &[Operand]) -> tantivy::Result<Vec<DocId>> {
        let line_end = Operand::Text(vec![Some(LINE_END)]);
        let ends = self.places(&if unit == Unit::Sentence { sentence_ends() } else { line_end })?;
        let parts = parts.iter().map(|part| self.places(part)).collect::<tantivy::Result<Vec<_>>>()?;
        let mut found = Vec::new();
        for doc in self.candidates {
            let ends = of_document(&ends, *doc);
            // The number of the sentence or paragraph each place lies in, if it lies in one.
            let units = |places: &[Place]| -> Vec<usize> {
                let unit = |at: u32| ends.partition_point(|end| end.1 < at);
                let inside = of_document(places, *doc).iter().filter(|place| unit(place.1) == unit(place.2 - 1));
                inside.map(|place| unit(place.1)).collect()
            };
            let mut common: Option<Vec<usize>> = None;
            for part in &parts {
                let of_part = units(part);
                common = Some(match common {
                    None => of_part,
                    Some(common) => common.into_iter().filter(|unit| of_part.contains(unit)).collect(),
                });
            }
            if common.is_some_and(|common| !common.is_empty()) {
                found.push(*doc);
            }
        }
        Ok(found)
    }
}

/// What ends a sentence: its mark, or the line's end.
fn sentence_ends() -> Operand {
    let marks = std::iter::once(LINE_END).chain(SENTENCE_ENDS);
    Operand::Any(marks.map(|mark| Operand::Text(vec![Some(mark)])).collect())
}

/// Returns where a text with gaps is in some documents: document, beginning and end, in order.
pub(super) fn places_of_gaps(
    segment: &SegmentReader,
    field: Field,
    text: &str,
    among: &[DocId],
) -> tantivy::Result<Vec<Place>> {
    let look = Look { segment, field, candidates: among };
    look.gaps(&text.split(GAP).map(|part| part.chars().map(Some).collect()).collect::<Vec<_>>())
}

/// Returns whether one of the places begins behind `one` with at most this many characters between.
fn follows(one: &Place, others: &[Place], chars: u32) -> bool {
    let first = others.partition_point(|other| other.1 < one.2);
    others.get(first).is_some_and(|other| other.1 - one.2 <= chars)
}

fn of_document(places: &[Place], doc: DocId) -> &[Place] {
    let range: Range<usize> =
        places.partition_point(|place| place.0 < doc)..places.partition_point(|place| place.0 <= doc);
    &places[range]
}

fn documents_of(places: &[Place]) -> Vec<DocId> {
    let mut documents: Vec<DocId> = places.iter().map(|place| place.0).collect();
    documents.dedup();
    documents
}
