//! Removes articles.

use std::path::Path;

use super::export::matching;
use super::sync::change;
use super::{ArticleRef, Snapshot};
use crate::article::ArticleId;
use crate::error::{Error, Result};
use crate::query::{Query, QueryOptions};

/// What is removed: these articles, and those that match a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removal {
    /// Articles by their ids.
    pub articles: Vec<ArticleRef>,
    /// A query, which has to ask for a word or a string.
    pub query: Option<String>,
    /// How the query is read.
    pub options: QueryOptions,
}

/// What a removal would remove.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemovalPlan {
    /// Short id, full id and headline of each article, in order of full id.
    pub articles: Vec<(String, String, String)>,
}

/// Finds what a removal would remove. A query that asks for nothing in particular is an [`Error::QueryTooWide`].
pub(super) fn plan(snapshot: &Snapshot, removal: &Removal) -> Result<RemovalPlan> {
    let mut articles = Vec::new();
    for article in &removal.articles {
        articles.push(snapshot.resolve(article)?);
    }
    if let Some(query) = &removal.query {
        if !asks_for_something(query) {
            return Err(Error::QueryTooWide);
        }
        articles.extend(matching(&*snapshot.reader, query, &removal.options)?);
    }
    articles.sort_by(|a, b| a.id.cmp(&b.id));
    articles.dedup_by(|a, b| a.id == b.id);
    let ids: Vec<&str> = articles.iter().map(|indexed| indexed.id.as_str()).collect();
    let short = snapshot.reader.short_ids(&ids)?;
    let rows = articles.iter().zip(short).map(|(one, short)| (short, one.id.clone(), one.article.title.clone()));
    Ok(RemovalPlan { articles: rows.collect() })
}

pub(super) fn remove(dir: &Path, plan: &RemovalPlan) -> Result<u64> {
    if plan.articles.is_empty() {
        return Ok(0);
    }
    let ids: Vec<ArticleId> = plan.articles.iter().filter_map(|(_, id, _)| ArticleId::parse(id)).collect();
    change(dir, |store| {
        ids.iter().try_for_each(|id| store.remove(*id))?;
        Ok(ids.len() as u64)
    })
}

/// Returns whether a query names a word or string that has to occur in what it finds.
fn asks_for_something(text: &str) -> bool {
    let mut asks = false;
    Query::parse(text).query.for_each_positive(&mut |part| {
        asks |= matches!(part, Query::Words(text) | Query::Exact(text) if text.chars().any(char::is_alphanumeric));
    });
    asks
}
