//! What limits a search: a condition, days, outlets, tags.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, Occur, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::doc_sets::Documents;
use super::{Condition, Filters, TantivyReader};
use crate::error::Result;
use crate::fold::fold;

impl TantivyReader {
    pub(super) fn matching_query(
        &self,
        condition: &Condition,
        filters: &Filters,
    ) -> Result<Box<dyn tantivy::query::Query>> {
        let mut clauses = vec![(Occur::Must, self.condition_query(condition)?)];
        for filter in self.filter_queries(filters)? {
            clauses.push((Occur::Must, filter));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    pub(super) fn condition_query(&self, condition: &Condition) -> Result<Box<dyn tantivy::query::Query>> {
        Ok(match condition {
            Condition::All => Box::new(AllQuery),
            condition => {
                Box::new(Documents::meeting(self.searcher.segment_readers(), self.fields.searched(), condition)?)
            }
        })
    }

    pub(super) fn filter_queries(&self, filters: &Filters) -> Result<Vec<Box<dyn tantivy::query::Query>>> {
        let mut queries: Vec<Box<dyn tantivy::query::Query>> = Vec::new();
        if filters.since.is_some() || filters.until.is_some() {
            let day = |number| Term::from_field_u64(self.fields.published, number);
            let lower = filters.since.map_or(Bound::Included(day(1)), |date| Bound::Included(day(date.span().0)));
            let upper = filters.until.map_or(Bound::Unbounded, |date| Bound::Included(day(date.span().1)));
            queries.push(Box::new(RangeQuery::new(lower, upper)));
        }
        if let Some(source) = &filters.source {
            let mut terms = self.terms_containing(self.fields.outlet, &fold(source))?;
            terms.extend(self.terms_containing(self.fields.source, &fold(source))?);
            queries.push(Box::new(TermSetQuery::new(terms)));
        }
        for tag in &filters.tags {
            queries.push(Box::new(TermQuery::new(
                Term::from_field_text(self.fields.tag, &fold(tag)),
                IndexRecordOption::Basic,
            )));
        }
        Ok(queries)
    }

    fn terms_containing(&self, field: Field, part: &str) -> Result<Vec<Term>> {
        let mut terms = Vec::new();
        self.for_each_term(field, |text| {
            if text.contains(part) {
                terms.push(Term::from_field_text(field, text));
            }
        })?;
        Ok(terms)
    }

    pub(super) fn for_each_term(&self, field: Field, mut visit: impl FnMut(&str)) -> Result<()> {
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() {
                if let Ok(text) = std::str::from_utf8(stream.key()) {
                    visit(text);
                }
            }
        }
        Ok(())
    }
}
