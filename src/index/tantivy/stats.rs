//! Totals over the whole index: outlets, values of facts, numbers.

use std::collections::BTreeMap;

use super::{Reader, TantivyReader, Totals, fact_terms};
use crate::article::PartialDate;
use crate::error::Result;

impl TantivyReader {
    /// Returns the names articles are shown under with their numbers of articles, the most first.
    pub(super) fn publishers(&self) -> Result<Vec<(String, u64)>> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let Some(column) = segment.fast_fields().str("publisher")? else { continue };
            let mut by_name = vec![0; column.num_terms()];
            for ordinal in segment.doc_ids_alive().filter_map(|doc| column.term_ords(doc).next()) {
                by_name[ordinal as usize] += 1;
            }
            for (ordinal, articles) in by_name.into_iter().enumerate().filter(|(_, articles)| *articles > 0) {
                let mut name = String::new();
                column.ord_to_str(ordinal as u64, &mut name).map_err(tantivy::TantivyError::from)?;
                *counts.entry(name).or_default() += articles;
            }
        }
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(counts)
    }

    /// Returns the folded values of a field of facts with their numbers of articles, the most first.
    pub(super) fn values_of(&self, field: &str) -> Result<Vec<(String, u64)>> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            fact_terms::for_each_value(segment, self.fields.facts, field, |value, info| {
                *counts.entry(value.to_owned()).or_default() += u64::from(info.doc_freq);
                std::ops::ControlFlow::Continue(())
            })?;
        }
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(counts)
    }

    /// Returns what all articles together hold.
    pub(super) fn add_up(&self) -> Result<Totals> {
        let mut totals = Totals { articles: self.len(), ..Totals::default() };
        for segment in self.searcher.segment_readers() {
            let column = |name: &str| segment.fast_fields().u64(name);
            let (published, passages, chars) = (column("published")?, column("passages")?, column("chars")?);
            for doc in segment.doc_ids_alive() {
                totals.passages += passages.first(doc).unwrap_or_default();
                totals.chars += chars.first(doc).unwrap_or_default();
                match published.first(doc).and_then(PartialDate::from_number) {
                    Some(date) => {
                        totals.first = Some(totals.first.map_or(date, |first| first.min(date)));
                        totals.last = Some(totals.last.map_or(date, |last| last.max(date)));
                    }
                    None => totals.undated += 1,
                }
            }
        }
        Ok(totals)
    }
}
