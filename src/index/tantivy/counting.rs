//! Counts where strings are, from positions alone: no article is read.

use tantivy::columnar::Column;
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader};

use super::doc_sets::{characters_of, for_each_place};
use super::proximity::places_of_gaps;
use super::{Condition, Counts, Phrase};
use crate::query::GAP;

/// Counts the documents of a segment, and their passages and places in which the strings are.
///
/// `documents` are those that count, in order; `None` when they are just those in which the only string is.
pub(super) fn count(
    segment: &SegmentReader,
    characters: Field,
    strings: &[Phrase],
    documents: Option<&[DocId]>,
) -> tantivy::Result<Counts> {
    let bounds = segment.fast_fields().u64("bounds")?;
    let mut counted = Counts { articles: documents.map_or(0, |documents| documents.len() as u64), ..Counts::default() };
    if let ([only], None) = (strings, documents) {
        let text = &only.ways[0];
        let length = text.chars().count() as u32;
        let mut passages = Passages::new(&bounds);
        for_each_place(segment, characters, &characters_of(text), None, |doc, starts| {
            counted.articles += 1;
            passages.begin(doc);
            for_each_apart(starts, length, |start| {
                counted.occurrences += 1;
                passages.visit(start, start + length);
            });
        })?;
        counted.passages = passages.visited;
        return Ok(counted);
    }
    let documents = documents.unwrap_or_default();
    let places = places(segment, characters, strings, documents)?;
    counted.occurrences = places.len() as u64;
    let mut passages = Passages::new(&bounds);
    for of_one in places.chunk_by(|a, b| a.0 == b.0) {
        passages.begin(of_one[0].0);
        of_one.iter().for_each(|(_, start, end)| passages.visit(*start, *end));
    }
    counted.passages = passages.visited;
    Ok(counted)
}

/// Returns of each document, in their order, how many places the strings have in it.
pub(super) fn places_of_each(
    segment: &SegmentReader,
    characters: Field,
    strings: &[Phrase],
    documents: &[DocId],
) -> tantivy::Result<Vec<u64>> {
    let places = places(segment, characters, strings, documents)?;
    let mut next = places.into_iter().map(|(doc, ..)| doc).peekable();
    let counts = documents.iter().map(|document| {
        let mut count = 0;
        while next.next_if_eq(document).is_some() {
            count += 1;
        }
        count
    });
    Ok(counts.collect())
}

/// Returns where the strings are in some documents: document, beginning and end, in order.
fn places(
    segment: &SegmentReader,
    characters: Field,
    strings: &[Phrase],
    documents: &[DocId],
) -> tantivy::Result<Vec<(DocId, u32, u32)>> {
    let mut places: Vec<(DocId, u32, u32)> = Vec::new();
    for string in strings {
        let before = places.len();
        for way in &string.ways {
            collect(segment, characters, way, documents, &mut places)?;
        }
        if string.words.is_empty() {
            continue;
        }
        places[before..].sort_unstable();
        let mut with = places[before..].iter().map(|place| place.0).peekable();
        // Where the whole is not, its words count.
        let without: Vec<DocId> = documents
            .iter()
            .copied()
            .filter(|doc| {
                let stands = with.peek() == Some(doc);
                while with.next_if_eq(doc).is_some() {}
                !stands
            })
            .collect();
        for word in &string.words {
            collect(segment, characters, word, &without, &mut places)?;
        }
    }
    places.sort_unstable();
    Ok(places)
}

/// Returns whether a condition is met just where this string is.
pub(super) fn is_only(condition: &Condition, strings: &[Phrase]) -> bool {
    matches!((condition, strings), (Condition::Contains(text), [only]) if !text.is_empty() && only.ways == [text.as_str()])
}

fn collect(
    segment: &SegmentReader,
    characters: Field,
    text: &str,
    among: &[DocId],
    places: &mut Vec<(DocId, u32, u32)>,
) -> tantivy::Result<()> {
    let length = text.chars().count() as u32;
    if length == 0 {
        return Ok(());
    }
    if text.contains(GAP) {
        let mut free = (0, 0);
        for (doc, start, end) in places_of_gaps(segment, characters, text, among)? {
            if free <= (doc, start) {
                places.push((doc, start, end));
                free = (doc, end);
            }
        }
        return Ok(());
    }
    for_each_place(segment, characters, &characters_of(text), Some(among), |doc, starts| {
        for_each_apart(starts, length, |start| places.push((doc, start, start + length)));
    })
}

/// Calls `visit` with the beginnings of occurrences that do not overlap, as a reader from the left finds them.
pub(super) fn for_each_apart(starts: &[u32], length: u32, mut visit: impl FnMut(u32)) {
    let mut free = 0;
    for &start in starts.iter().filter(|_| length > 0) {
        if start >= free {
            visit(start);
            free = start + length;
        }
    }
}

/// Counts the passages of one document after the other in which something is.
struct Passages<'a> {
    bounds: &'a Column<u64>,
    /// The position of each passage of the document at hand, and the one behind it.
    of_one: Vec<(u32, u32)>,
    /// The first that was not counted yet.
    next: usize,
    visited: u64,
}

impl<'a> Passages<'a> {
    fn new(bounds: &'a Column<u64>) -> Passages<'a> {
        Passages { bounds, of_one: Vec::new(), next: 0, visited: 0 }
    }

    fn begin(&mut self, doc: DocId) {
        self.next = 0;
        self.of_one.clear();
        let mut bounds = self.bounds.values_for_doc(doc).map(|bound| bound as u32);
        while let (Some(first), Some(behind)) = (bounds.next(), bounds.next()) {
            self.of_one.push((first, behind));
        }
    }

    /// Places have to come in order of their beginnings.
    fn visit(&mut self, start: u32, end: u32) {
        while let Some((first, behind)) = self.of_one.get(self.next) {
            if *behind <= start {
                self.next += 1;
            } else if *first < end {
                self.visited += 1;
                self.next += 1;
            } else {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::for_each_apart;

    #[test]
    fn occurrences_do_not_overlap() {
        let mut visited = Vec::new();
        for_each_apart(&[0, 1, 2, 3, 7], 2, |start| visited.push(start));
        assert_eq!(visited, [0, 2, 7]);
        for_each_apart(&[0, 1], 0, |_| panic!("nothing stands nowhere"));
    }
}
