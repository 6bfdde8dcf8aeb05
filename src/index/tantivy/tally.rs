//! Counts found articles by the values of something: a period, an outlet, a field of facts. No article is read.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::{By, Condition, Filters, Phrase, Tally, TantivyReader, counting, doc_sets, fact_terms};
use crate::article::PartialDate;
use crate::error::Result;
use crate::facts::listed_values;

/// What is known of one document of a segment.
#[derive(Clone, Copy, Default)]
struct OfDoc {
    /// The filters let it through.
    counts: bool,
    /// It is found.
    found: bool,
    occurrences: u64,
    /// It has a value.
    has_value: bool,
}

impl OfDoc {
    fn add_to(self, tally: &mut Tally) {
        tally.all += 1;
        tally.articles += u64::from(self.found);
        tally.occurrences += self.occurrences;
    }
}

impl TantivyReader {
    /// Returns each value with the articles found, the places of the phrases in them, and all its articles that pass
    /// the filters; in the order of the values.
    pub(super) fn tally_by(
        &self,
        condition: &Condition,
        filters: &Filters,
        phrases: &[Phrase],
        by: By,
    ) -> Result<Vec<Tally>> {
        let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
        let all = self.documents_by_segment(&Condition::All, filters)?;
        let found = self.documents_by_segment(condition, filters)?;
        for ((segment, all), found) in self.searcher.segment_readers().iter().zip(all).zip(found) {
            let mut docs = vec![OfDoc::default(); segment.max_doc() as usize];
            for doc in all {
                docs[doc as usize].counts = true;
            }
            let places = counting::places_of_each(segment, self.fields.characters, phrases, &found)?;
            for (doc, occurrences) in found.into_iter().zip(places) {
                docs[doc as usize] = OfDoc { counts: true, found: true, occurrences, has_value: false };
            }
            let mut add = |value: &str, doc: DocId| {
                let of_doc = docs[doc as usize];
                if !of_doc.counts {
                    return;
                }
                docs[doc as usize].has_value = true;
                // Most values are there already: no key is made for those.
                match tallies.get_mut(value) {
                    Some(tally) => of_doc.add_to(tally),
                    None => of_doc.add_to(tallies.entry(value.to_owned()).or_default()),
                }
            };
            match by {
                By::Year | By::Quarter | By::Month | By::Day => self.for_each_period(segment, by, &mut add)?,
                By::Outlet => self.for_each_outlet(segment, &mut add)?,
                By::Field(field) => self.for_each_fact(segment, field, &mut add)?,
            }
            for of_doc in docs.iter().filter(|of_doc| of_doc.counts && !of_doc.has_value) {
                of_doc.add_to(tallies.entry(String::new()).or_default());
            }
        }
        // A period in which nothing is found is told, too.
        let told = tallies.into_iter().filter(|(_, tally)| by.is_period() || tally.articles > 0);
        Ok(told.map(|(value, tally)| Tally { value, ..tally }).collect())
    }

    /// Returns the documents of each segment that meet condition and filters, in order.
    fn documents_by_segment(&self, condition: &Condition, filters: &Filters) -> Result<Vec<Vec<DocId>>> {
        let segments = self.searcher.segment_readers();
        match condition {
            Condition::All if *filters == Filters::default() => {
                return Ok(segments.iter().map(|segment| segment.doc_ids_alive().collect()).collect());
            }
            _ if *filters == Filters::default() => {
                return Ok(doc_sets::documents_of_all(segments, self.fields.searched(), condition)?);
            }
            _ => {}
        }
        let query = self.matching_query(condition, filters)?;
        let found = self.searcher.search(&*query, &tantivy::collector::DocSetCollector)?;
        let mut documents = vec![Vec::new(); self.searcher.segment_readers().len()];
        for address in found {
            documents[address.segment_ord as usize].push(address.doc_id);
        }
        documents.iter_mut().for_each(|documents| documents.sort_unstable());
        Ok(documents)
    }

    /// Articles without a publish date have the empty period.
    fn for_each_period(&self, segment: &SegmentReader, by: By, add: &mut dyn FnMut(&str, DocId)) -> Result<()> {
        let published = segment.fast_fields().u64("published")?;
        // Neighbouring documents are often of one period.
        let mut before = (None, String::new());
        for doc in segment.doc_ids_alive() {
            let date = published.first(doc).and_then(PartialDate::from_number);
            if before.0 != Some(date) {
                before = (Some(date), date.map(|date| period(date, by)).unwrap_or_default());
            }
            add(&before.1, doc);
        }
        Ok(())
    }

    fn for_each_outlet(&self, segment: &SegmentReader, add: &mut dyn FnMut(&str, DocId)) -> Result<()> {
        let Some(column) = segment.fast_fields().str("publisher")? else { return Ok(()) };
        let mut names: Vec<String> = Vec::with_capacity(column.num_terms());
        for ordinal in 0..column.num_terms() as u64 {
            let mut name = String::new();
            column.ord_to_str(ordinal, &mut name).map_err(tantivy::TantivyError::from)?;
            names.push(name);
        }
        for doc in segment.doc_ids_alive() {
            let name = column.term_ords(doc).next().and_then(|ordinal| names.get(ordinal as usize));
            add(name.map_or("", String::as_str), doc);
        }
        Ok(())
    }

    fn for_each_fact(&self, segment: &SegmentReader, field: &str, add: &mut dyn FnMut(&str, DocId)) -> Result<()> {
        // Values with a fixed list are there by both their names.
        let listed = listed_values(field);
        let inverted = segment.inverted_index(self.fields.facts)?;
        let mut failed = None;
        fact_terms::for_each_value(segment, self.fields.facts, field, |value, info| {
            if listed.as_ref().is_some_and(|listed| !listed.iter().any(|(name, _)| *name == value)) {
                return ControlFlow::Continue(());
            }
            match inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic) {
                Ok(mut postings) => {
                    let mut doc = postings.doc();
                    while doc != TERMINATED {
                        if !segment.is_deleted(doc) {
                            add(value, doc);
                        }
                        doc = postings.advance();
                    }
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        failed.map_or(Ok(()), |error| Err(tantivy::TantivyError::from(error).into()))
    }
}

/// Returns the period a date is in; what is not known of it is left out: 2024 by month is 2024.
fn period(date: PartialDate, by: By) -> String {
    match (by, date.month, date.day) {
        (By::Quarter, month @ 1.., _) => format!("{:04}-Q{}", date.year, month.div_ceil(3)),
        (By::Month | By::Day, month @ 1.., 0) | (By::Month, month @ 1.., _) => format!("{:04}-{month:02}", date.year),
        (By::Day, month, day @ 1..) => format!("{:04}-{month:02}-{day:02}", date.year),
        _ => format!("{:04}", date.year),
    }
}
