//! Lists articles by date.

use super::Snapshot;
use crate::error::Result;
use crate::facts::MeetingRecord;
use crate::index::{DateOrder, Filters, IndexedArticle};
use crate::limits::Limits;
use crate::query::{Diagnostic, QueryOptions};
use crate::search::{self, LIMIT_MAX, READ_TOGETHER};

/// Which articles are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    /// What they match; everything where it is empty.
    pub query: String,
    /// Which articles count.
    pub filters: Filters,
    /// How the query is read.
    pub options: QueryOptions,
    /// What comes first.
    pub order: DateOrder,
    /// Articles wanted.
    pub limit: usize,
    /// Articles left out before the first.
    pub offset: usize,
    /// How long it may take.
    pub limits: Limits,
}

impl Default for ListRequest {
    fn default() -> ListRequest {
        ListRequest {
            query: String::new(),
            filters: Filters::default(),
            options: QueryOptions::default(),
            order: DateOrder::Newest,
            limit: 20,
            offset: 0,
            limits: Limits::default(),
        }
    }
}

/// An article of a list.
#[derive(Debug, Clone)]
pub struct ListedArticle {
    /// The shortest id that means only this article.
    pub short_id: String,
    /// The article.
    pub indexed: IndexedArticle,
    /// Its facts.
    pub facts: MeetingRecord,
}

/// A list of articles.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ListAnswer {
    /// How many match in all.
    pub total: u64,
    /// What was read otherwise than its writer may have meant.
    pub notes: Vec<Diagnostic>,
    /// The articles.
    pub articles: Vec<ListedArticle>,
}

pub(super) fn list(snapshot: &Snapshot, request: &ListRequest) -> Result<ListAnswer> {
    let reader = &*snapshot.reader;
    let parsed = search::expanded(reader, &request.query, &request.options);
    let condition = search::condition_of(reader, &parsed.query, &request.options)?;
    let wanted = request.limit.min(LIMIT_MAX).saturating_add(request.offset.min(LIMIT_MAX));
    let (found, total) = reader.by_date(&condition, &request.filters, request.order, wanted)?;
    let found = found.get(request.offset..).unwrap_or_default();
    let mut articles = Vec::with_capacity(found.len());
    for chunk in found.chunks(READ_TOGETHER) {
        request.limits.check()?;
        for candidate in reader.candidates(chunk)? {
            let indexed = reader.article(&candidate)?;
            let short_id = reader.short_ids(&[&indexed.id])?.remove(0);
            articles.push(ListedArticle { short_id, facts: reader.facts(&candidate)?, indexed });
        }
    }
    let notes = search::notes_of(reader, &request.query, &request.filters, &request.options, total == 0)?;
    Ok(ListAnswer { total, notes, articles })
}
