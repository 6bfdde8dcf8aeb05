//! Counts found articles by the values of something: a period, an outlet, a field of facts. No article is read.

use std::collections::{BTreeMap, HashMap};
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

/// Values, each with a number of its own.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }

    fn name(&self, number: u32) -> String {
        self.names[number as usize].clone()
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
            let mut docs = self.of_docs(segment, all, found, phrases)?;
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
            self.for_each_value(segment, by, &mut add)?;
            for of_doc in docs.iter().filter(|of_doc| of_doc.counts && !of_doc.has_value) {
                of_doc.add_to(tallies.entry(String::new()).or_default());
            }
        }
        // A period in which nothing is found is told, too.
        let told = tallies.into_iter().filter(|(_, tally)| by.is_period() || tally.articles > 0);
        Ok(told.map(|(value, tally)| Tally { value, ..tally }).collect())
    }

    /// Returns each pair of values with the articles found that have both, the places of the phrases in them, and all
    /// articles with both that pass the filters; in the order of the values.
    pub(super) fn tally_across(
        &self,
        condition: &Condition,
        filters: &Filters,
        phrases: &[Phrase],
        by: By,
        across: By,
    ) -> Result<Vec<Tally>> {
        let (mut rows, mut columns) = (Names::default(), Names::default());
        let mut tallies: HashMap<(u32, u32), Tally> = HashMap::new();
        let all = self.documents_by_segment(&Condition::All, filters)?;
        let found = self.documents_by_segment(condition, filters)?;
        for ((segment, all), found) in self.searcher.segment_readers().iter().zip(all).zip(found) {
            let docs = self.of_docs(segment, all, found, phrases)?;
            let by = self.values_of_docs(segment, by, &docs, &mut rows)?;
            let across = self.values_of_docs(segment, across, &docs, &mut columns)?;
            let mut rest = &across[..];
            for values in by.chunk_by(|a, b| a.0 == b.0) {
                let doc = values[0].0;
                let start = rest.iter().position(|(other, _)| *other >= doc).unwrap_or(rest.len());
                rest = &rest[start..];
                let same = rest.iter().take_while(|(other, _)| *other == doc).count();
                for (_, row) in values {
                    for (_, column) in &rest[..same] {
                        docs[doc as usize].add_to(tallies.entry((*row, *column)).or_default());
                    }
                }
            }
        }
        let told = tallies.into_iter().filter(|(_, tally)| tally.articles > 0);
        let mut told: Vec<Tally> = told
            .map(|((row, column), tally)| Tally { value: rows.name(row), across: columns.name(column), ..tally })
            .collect();
        told.sort_by(|a, b| (&a.value, &a.across).cmp(&(&b.value, &b.across)));
        Ok(told)
    }

    /// Returns what is known of each document of a segment.
    fn of_docs(
        &self,
        segment: &SegmentReader,
        all: Vec<DocId>,
        found: Vec<DocId>,
        phrases: &[Phrase],
    ) -> Result<Vec<OfDoc>> {
        let mut docs = vec![OfDoc::default(); segment.max_doc() as usize];
        for doc in all {
            docs[doc as usize].counts = true;
        }
        let places = counting::places_of_each(segment, self.fields.characters, phrases, &found)?;
        for (doc, occurrences) in found.into_iter().zip(places) {
            docs[doc as usize] = OfDoc { counts: true, found: true, occurrences, has_value: false };
        }
        Ok(docs)
    }

    /// Returns the values of every document that counts, by their numbers in `names`, in the order of the documents; one
    /// without a value has the empty one.
    fn values_of_docs(
        &self,
        segment: &SegmentReader,
        by: By,
        docs: &[OfDoc],
        names: &mut Names,
    ) -> Result<Vec<(DocId, u32)>> {
        let mut values: Vec<(DocId, u32)> = Vec::new();
        let mut has_value = vec![false; docs.len()];
        // Values come again and again, one behind the other.
        let mut before = (String::new(), names.number(""));
        self.for_each_value(segment, by, &mut |value, doc| {
            if docs[doc as usize].counts {
                if before.0 != value {
                    before = (value.to_owned(), names.number(value));
                }
                has_value[doc as usize] = true;
                values.push((doc, before.1));
            }
        })?;
        let none = names.number("");
        let without = (0..docs.len()).filter(|doc| docs[*doc].counts && !has_value[*doc]);
        values.extend(without.map(|doc| (doc as DocId, none)));
        values.sort_unstable();
        values.dedup();
        Ok(values)
    }

    /// Visits each value of each living document of a segment.
    fn for_each_value(&self, segment: &SegmentReader, by: By, add: &mut dyn FnMut(&str, DocId)) -> Result<()> {
        match by {
            By::Year | By::Quarter | By::Month | By::Day => self.for_each_period(segment, by, add),
            By::Outlet => self.for_each_outlet(segment, add),
            By::Field(field) => self.for_each_fact(segment, field, add),
        }
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
