//! The revisions of an article: what each said, and what the next changed.

use similar::{ChangeTag, TextDiff};

use super::Snapshot;
use super::show::{ArticleAnswer, ArticleRef};
use super::worker::extract_safely;
use crate::article::{Article, ArticleId};
use crate::error::{Error, Result};
use crate::extract::Format;
use crate::facts::MeetingRecord;
use crate::passage::sentences;
use crate::store::Store;

/// A revision of an article.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Revision {
    /// From 1, the oldest.
    pub number: usize,
    /// When it was added, in seconds since 1970.
    pub added: i64,
    /// What kind of file it came in.
    pub format: Format,
    /// Bytes of its original.
    pub bytes: usize,
    /// What it says; none where it can no longer be read.
    pub article: Option<Article>,
    /// Its facts as they are read today, without what people corrected.
    pub facts: MeetingRecord,
}

/// The revisions of an article, the oldest first.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RevisionsAnswer {
    /// The shortest id that means only the article.
    pub short_id: String,
    /// The revisions.
    pub revisions: Vec<Revision>,
}

/// What became of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is in both.
    Same,
    /// It is in the older one alone.
    Removed,
    /// It is in the newer one alone.
    Added,
}

/// A sentence of one of two revisions, or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentenceChange {
    /// What became of it.
    pub kind: ChangeKind,
    /// Its words.
    pub text: String,
}

/// What one revision changed of another, sentence by sentence; the headline is the first.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DiffAnswer {
    /// The shortest id that means only the article.
    pub short_id: String,
    /// The older revision's number.
    pub from: usize,
    /// The newer one's.
    pub to: usize,
    /// The sentences in order.
    pub changes: Vec<SentenceChange>,
}

/// Returns the revisions of an article, each read as it is read today.
pub(super) fn revisions(snapshot: &Snapshot, article: &ArticleRef) -> Result<RevisionsAnswer> {
    let indexed = snapshot.resolve(article)?;
    let store = Store::open_read_only(&snapshot.dir)?;
    let missing = || Error::ArticleMissing { id: indexed.id.clone() };
    let dump = store.dump(ArticleId::parse(&indexed.id).ok_or_else(missing)?)?;
    let revisions = (1..).zip(dump.revisions).map(|(number, revision)| {
        let extracted = extract_safely(&revision.original, &revision.provenance).ok();
        let (article, facts) = extracted.map(|extracted| (extracted.article, extracted.facts)).unzip();
        let (added, format, bytes) = (revision.added, revision.provenance.format, revision.original.len());
        Revision { number, added, format, bytes, article, facts: facts.unwrap_or_default() }
    });
    let revisions = revisions.collect();
    Ok(RevisionsAnswer { short_id: snapshot.reader.short_ids(&[&indexed.id])?.remove(0), revisions })
}

/// Shows an article as a revision said it, with the tags and places it has now. One that is not there is an
/// [`Error::RevisionMissing`].
pub(super) fn show(snapshot: &Snapshot, article: &ArticleRef, number: usize) -> Result<ArticleAnswer> {
    let whole = ArticleRef { passage: None, ..article.clone() };
    let RevisionsAnswer { short_id, mut revisions } = revisions(snapshot, &whole)?;
    let count = revisions.len();
    let at = number.checked_sub(1).filter(|at| *at < count);
    let revision = at.map(|at| revisions.swap_remove(at));
    let missing = || Error::RevisionMissing { id: short_id, number, revisions: count };
    let Some(Revision { article: Some(said), facts, format, .. }) = revision else { return Err(missing()) };
    let mut answer = super::show::show(snapshot, &whole)?;
    answer.indexed.article = Article { tags: answer.indexed.article.tags, ..said };
    answer.indexed.format = format;
    answer.facts = facts;
    Ok(answer)
}

/// Returns what a revision changed of the one before it. One that is not there, or is the first, is an
/// [`Error::RevisionMissing`].
pub(super) fn diff(snapshot: &Snapshot, article: &ArticleRef, number: Option<usize>) -> Result<DiffAnswer> {
    let RevisionsAnswer { short_id, revisions } = revisions(snapshot, article)?;
    let to = number.unwrap_or(revisions.len());
    if to < 2 || to > revisions.len() {
        return Err(Error::RevisionMissing { id: short_id, number: to, revisions: revisions.len() });
    }
    let texts = [to - 2, to - 1].map(|at| lines_of(revisions[at].article.as_ref()));
    let [old, new] = texts.each_ref().map(|texts| texts.iter().map(String::as_str).collect::<Vec<_>>());
    let diff = TextDiff::from_slices(&old, &new);
    let changes = diff.iter_all_changes().map(|change| SentenceChange {
        kind: match change.tag() {
            ChangeTag::Equal => ChangeKind::Same,
            ChangeTag::Delete => ChangeKind::Removed,
            ChangeTag::Insert => ChangeKind::Added,
        },
        text: change.value().to_owned(),
    });
    Ok(DiffAnswer { short_id, from: to - 1, to, changes: changes.collect() })
}

/// The headline and the sentences of an article.
fn lines_of(article: Option<&Article>) -> Vec<String> {
    let Some(article) = article else { return Vec::new() };
    let mut lines = vec![article.title.clone()];
    let mut start = 0;
    for paragraph in article.body.split('\n') {
        let range = start..start + paragraph.len();
        lines.extend(sentences(&article.body, range).into_iter().map(|one| article.body[one].trim().to_owned()));
        start += paragraph.len() + 1;
    }
    lines.retain(|line| !line.is_empty());
    lines
}
