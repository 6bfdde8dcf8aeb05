//! Corrects facts of articles and what articles say of themselves, and marks cautions as seen.

use std::path::Path;

use super::sync::{change, ids_of};
use super::worker::extract_safely;
use super::{ArticleRef, Snapshot};
use crate::article::{Article, ArticleId};
use crate::error::{Error, Result};
use crate::facts::{self, Corrected, Correction, Edit, EditKind, MeetingRecord, correctable};
use crate::index::{DateOrder, Filters};
use crate::query::QueryOptions;
use crate::search::{self, LIMIT_MAX, READ_TOGETHER};
use crate::store::{Store, StoredArticle};

/// What became of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EditReport {
    /// The article's full id.
    pub id: String,
    /// The edit.
    pub edit: Edit,
    /// The field's values before.
    pub before: Vec<String>,
    /// Its values after; the same where nothing changed.
    pub after: Vec<String>,
}

impl EditReport {
    /// Returns whether anything changed.
    pub fn is_change(&self) -> bool {
        self.before != self.after
    }
}

/// What became of edits, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EditsAnswer {
    /// An edit of an article each.
    pub edits: Vec<EditReport>,
    /// Nothing was written.
    pub is_rehearsal: bool,
}

impl EditsAnswer {
    /// Returns how many facts changed.
    pub fn changed(&self) -> u64 {
        self.edits.iter().filter(|one| one.is_change()).count() as u64
    }
}

/// What people corrected of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorrectionsAnswer {
    /// The article's short id.
    pub id: String,
    /// A field each.
    pub corrected: Vec<Corrected>,
}

/// Edits articles; what an edit does not change is not kept.
pub(super) fn edit(dir: &Path, edits: &[(ArticleRef, Vec<Edit>)]) -> Result<EditsAnswer> {
    let articles: Vec<ArticleRef> = edits.iter().map(|(article, _)| article.clone()).collect();
    let ids = ids_of(dir, &articles)?;
    let reports = change(dir, |store| {
        let mut reports = Vec::new();
        for (id, (_, edits)) in ids.iter().zip(edits) {
            let number = store.number(*id)?;
            let edited = Edited::of(store.stored(number)?, edits)?;
            if edited.reports.iter().any(EditReport::is_change) {
                store.set_corrections(number, &edited.rows())?;
            }
            reports.extend(edited.reports);
        }
        Ok(reports)
    })?;
    Ok(EditsAnswer { edits: reports, is_rehearsal: false })
}

/// Says what [`edit`] would do.
pub(super) fn rehearse(snapshot: &Snapshot, edits: &[(ArticleRef, Vec<Edit>)]) -> Result<EditsAnswer> {
    let store = Store::open_read_only(&snapshot.dir)?;
    let mut reports = Vec::new();
    for (article, edits) in edits {
        let id = snapshot.full_ref(article)?.id;
        let id = ArticleId::parse(&id).ok_or(Error::ArticleMissing { id })?;
        reports.extend(Edited::of(store.stored(store.number(id)?)?, edits)?.reports);
    }
    Ok(EditsAnswer { edits: reports, is_rehearsal: true })
}

/// A query that asks for nothing at all is an [`Error::QueryTooWide`].
pub(super) fn matching_ids(snapshot: &Snapshot, query: &str, options: &QueryOptions) -> Result<Vec<String>> {
    if query.trim().is_empty() {
        return Err(Error::QueryTooWide);
    }
    let reader = &*snapshot.reader;
    let condition = search::condition(reader, query, options)?;
    let (found, _) = reader.by_date(&condition, &Filters::default(), DateOrder::Newest, LIMIT_MAX)?;
    let mut ids = Vec::with_capacity(found.len());
    for chunk in found.chunks(READ_TOGETHER) {
        ids.extend(reader.indexed_facts(chunk)?.into_iter().map(|article| article.id));
    }
    Ok(ids)
}

/// An article's corrections with edits.
struct Edited {
    /// What a later program wrote and this one does not know.
    unknown: Vec<(String, String, bool)>,
    corrections: Vec<Correction>,
    reports: Vec<EditReport>,
}

impl Edited {
    fn of(stored: StoredArticle, edits: &[Edit]) -> Result<Edited> {
        let id = stored.id.to_string();
        let read = extract_safely(&stored.original, &stored.provenance);
        let read = read.map_err(|_| Error::ArticleMissing { id: id.clone() })?;
        let mut edited = Edited { unknown: Vec::new(), corrections: Vec::new(), reports: Vec::new() };
        for (field, value, dropped) in stored.corrections {
            match Correction::kept(&field, value.clone(), dropped) {
                Some(correction) => edited.corrections.push(correction),
                None => edited.unknown.push((field, value, dropped)),
            }
        }
        let state = |corrections: &[Correction]| -> (Article, MeetingRecord) {
            let (mut article, mut facts) = (read.article.clone(), read.facts.clone());
            facts::correct(corrections, &mut article, &mut facts);
            (article, facts)
        };
        let mut now = state(&edited.corrections);
        for edit in edits {
            let Some(field) = correctable(edit.field) else { continue };
            let corrections = edit.applied(&edited.corrections);
            let next = state(&corrections);
            let (before, after) = (field.values(&now.0, &now.1), field.values(&next.0, &next.1));
            if before != after || edit.kind == EditKind::Undo {
                (edited.corrections, now) = (corrections, next);
            }
            edited.reports.push(EditReport { id: id.clone(), edit: edit.clone(), before, after });
        }
        Ok(edited)
    }

    fn rows(&self) -> Vec<(String, String, bool)> {
        let known = self.corrections.iter().map(|one| (one.field.to_owned(), one.value.clone(), one.dropped));
        self.unknown.iter().cloned().chain(known).collect()
    }
}

/// Marks cautions of an article as seen, or (false) as not seen. Returns how many changed.
pub(super) fn mark_cautions(dir: &Path, article: &ArticleRef, cautions: &[String], is_seen: bool) -> Result<u64> {
    let ids = ids_of(dir, std::slice::from_ref(article))?;
    change(dir, |store| {
        let number = store.number(ids[0])?;
        let mut changed = 0;
        for caution in cautions {
            let Correction { field, value, dropped } = Correction::of_caution(caution, is_seen);
            changed += u64::from(store.correct(number, field, &value, dropped)?);
        }
        Ok(changed)
    })
}
