//! Finds articles by the beginnings of their ids, and the shortest beginnings that mean only them.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, SegmentReader};

use super::{Found, TantivyReader, found};
use crate::error::{Error, Result};

/// Ids are shown with at least this many digits.
const ID_DIGITS_MIN: usize = 8;

impl TantivyReader {
    /// Returns the article whose id begins with `prefix`.
    pub(super) fn find_prefix(&self, prefix: &str) -> Result<Found> {
        const CANDIDATES_MAX: usize = 10;
        let prefix = prefix.to_ascii_lowercase();
        let missing = || Error::ArticleMissing { id: prefix.clone() };
        if prefix.is_empty() || !prefix.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(missing());
        }
        let mut found: Vec<(String, DocAddress)> = Vec::new();
        for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
            let inverted = segment.inverted_index(self.fields.id)?;
            let range = inverted.terms().range().ge(&prefix).lt(format!("{prefix}g"));
            let mut stream = range.into_stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() && found.len() <= CANDIDATES_MAX {
                let postings = inverted
                    .read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)
                    .map_err(tantivy::TantivyError::from)?;
                let documents = AliveDocuments { postings, segment };
                let id = String::from_utf8_lossy(stream.key()).into_owned();
                found.extend(documents.map(|doc| (id.clone(), DocAddress::new(ordinal as u32, doc))));
            }
        }
        match found.len() {
            0 => Err(missing()),
            1 => Ok(self::found(0.0, found[0].1)),
            _ => {
                let candidates = found
                    .iter()
                    .take(CANDIDATES_MAX)
                    .map(|(id, _)| id[..12.max(prefix.len() + 1).min(32)].to_owned())
                    .collect();
                Err(Error::IdAmbiguous { id: prefix, candidates })
            }
        }
    }

    /// Returns the shortest beginning of an id, of eight digits or more, that no other article's id has.
    pub(super) fn short_id(&self, id: &str) -> Result<String> {
        let mut digits = ID_DIGITS_MIN;
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.id)?;
            let prefix = &id[..digits];
            let mut stream = inverted
                .terms()
                .range()
                .ge(prefix)
                .lt(format!("{prefix}g"))
                .into_stream()
                .map_err(tantivy::TantivyError::from)?;
            while stream.advance() {
                let other = stream.key();
                if other != id.as_bytes() {
                    let common = other.iter().zip(id.as_bytes()).take_while(|(a, b)| a == b).count();
                    digits = digits.max(common + 1);
                }
            }
        }
        Ok(id[..digits.min(id.len())].to_owned())
    }
}

struct AliveDocuments<'a> {
    postings: tantivy::postings::SegmentPostings,
    segment: &'a SegmentReader,
}

impl Iterator for AliveDocuments<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        use tantivy::DocSet;
        loop {
            let doc = self.postings.doc();
            if doc == tantivy::TERMINATED {
                return None;
            }
            self.postings.advance();
            if !self.segment.is_deleted(doc) {
                return Some(doc);
            }
        }
    }
}
