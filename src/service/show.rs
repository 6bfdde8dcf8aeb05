//! Shows an article, or a passage of it, and gives its original back.

use std::ops::Range;

use super::Snapshot;
use crate::article::{ArticleId, Origin};
use crate::error::{Error, Result};
use crate::facts::MeetingRecord;
use crate::index::IndexedArticle;
use crate::passage::passages;
use crate::store::Store;

/// An article as people write it: the beginning of its id, and `:N` for a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleRef {
    /// The id or as much of it as is needed.
    pub id: String,
    /// The passage as it was written, which may be no number.
    pub passage: Option<String>,
}

impl ArticleRef {
    /// Reads `3f9a2c1b` or `3f9a2c1b:3`.
    pub fn parse(text: &str) -> ArticleRef {
        match text.split_once(':') {
            Some((id, passage)) => ArticleRef { id: id.to_owned(), passage: Some(passage.to_owned()) },
            None => ArticleRef { id: text.to_owned(), passage: None },
        }
    }
}

impl From<&str> for ArticleRef {
    fn from(text: &str) -> ArticleRef {
        ArticleRef::parse(text)
    }
}

/// An article.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ArticleAnswer {
    /// The shortest id that means only this article.
    pub short_id: String,
    /// The article, with all places it was found at.
    pub indexed: IndexedArticle,
    /// Its facts, with what was corrected.
    pub facts: MeetingRecord,
    /// The passage that was asked for: its number, from 1, and its bytes in the body.
    pub passage: Option<(usize, Range<usize>)>,
}

/// The bytes an article came in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Original {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The article's address.
    pub url: Option<String>,
    /// Where it was found.
    pub places: Vec<Origin>,
}

/// A passage that is not there is an [`Error::PassageMissing`].
pub(super) fn show(snapshot: &Snapshot, article: &ArticleRef) -> Result<ArticleAnswer> {
    let reader = &*snapshot.reader;
    let candidate = reader.candidates(&[reader.resolve(&article.id)?])?.remove(0);
    let mut indexed = reader.article(&candidate)?;
    // The index has to do where the store cannot be read.
    if let Ok(places) = places(snapshot, &indexed) {
        indexed.places = places;
    }
    let passage = match &article.passage {
        Some(number) => {
            let spans = passages(&indexed.article.body);
            let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let missing = || Error::PassageMissing { id: format!("{}:{number}", article.id), passages: spans.len() };
            let at = at.filter(|at| *at < spans.len()).ok_or_else(missing)?;
            Some((at + 1, spans[at].clone()))
        }
        None => None,
    };
    let short_id = reader.short_ids(&[&indexed.id])?.remove(0);
    Ok(ArticleAnswer { short_id, indexed, facts: reader.facts(&candidate)?, passage })
}

pub(super) fn original(snapshot: &Snapshot, article: &ArticleRef) -> Result<Original> {
    let indexed = snapshot.resolve(article)?;
    let store = Store::open_read_only(&snapshot.dir)?;
    let stored = store.stored(store.number(parsed(&indexed.id)?)?)?;
    Ok(Original { bytes: stored.original, url: indexed.article.url, places: stored.places })
}

/// Returns all places an article was found at, from the store, which may know more of them than the index. A store
/// that lacks one of the index's is an [`Error::ArchiveDamaged`].
fn places(snapshot: &Snapshot, indexed: &IndexedArticle) -> Result<Vec<Origin>> {
    let store = Store::open_read_only(&snapshot.dir)?;
    let places = store.metadata(store.number(parsed(&indexed.id)?)?)?.places;
    if indexed.places.iter().all(|place| places.contains(place)) {
        return Ok(places);
    }
    let what = format!("where {} was found is not what was stored", indexed.id);
    Err(Error::ArchiveDamaged { dir: snapshot.dir.clone(), what })
}

fn parsed(id: &str) -> Result<ArticleId> {
    ArticleId::parse(id).ok_or_else(|| Error::ArticleMissing { id: id.to_owned() })
}
