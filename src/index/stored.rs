//! What the index stores of an article, and its form on disk.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::article::{Article, PartialDate};
use crate::extract::Format;
use crate::source::Place;

/// An article as the index stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The full id, 32 hexadecimal digits.
    pub id: String,
    /// The article; its tags are the ones it came with and the ones people gave, without those they took away.
    pub article: Article,
    /// When it was first added, in seconds since 1970.
    pub added: i64,
    /// How many revisions of it there are.
    pub revisions: u32,
    /// What kind of file it came in.
    pub format: Format,
    /// Where it was found.
    pub places: Vec<Place>,
}

/// [`Record`] on disk. Short names: they stand in every document.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored<'a> {
    #[serde(borrow)]
    t: Cow<'a, str>,
    #[serde(borrow)]
    b: Cow<'a, str>,
    i: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    k: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ot: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    o: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    s: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    c: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    u: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    r: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    e: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    g: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    x: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    w: Vec<String>,
    a: i64,
    v: u32,
    f: String,
    l: Vec<(String, u64)>,
}

impl Record {
    pub(super) fn to_stored(&self) -> Stored<'_> {
        let article = &self.article;
        Stored {
            t: Cow::Borrowed(&article.title),
            b: Cow::Borrowed(&article.body),
            i: self.id.clone(),
            k: article.key.clone(),
            ot: article.original_title.clone(),
            o: article.outlet.clone(),
            s: article.source.clone(),
            c: article.channel.clone(),
            p: article.published.map(PartialDate::number),
            u: article.url.clone(),
            r: article.reporters.clone(),
            e: article.editors.clone(),
            g: article.tags.clone(),
            x: article.extra.clone(),
            w: article.cautions.clone(),
            a: self.added,
            v: self.revisions,
            f: self.format.name().to_owned(),
            l: self.places.iter().map(|place| (place.path.clone(), place.record)).collect(),
        }
    }

    pub(super) fn from_stored(stored: Stored<'_>) -> Record {
        Record {
            id: stored.i,
            article: Article {
                key: stored.k,
                title: stored.t.into_owned(),
                original_title: stored.ot,
                outlet: stored.o,
                source: stored.s,
                channel: stored.c,
                published: stored.p.and_then(PartialDate::from_number),
                reporters: stored.r,
                editors: stored.e,
                url: stored.u,
                tags: stored.g,
                body: stored.b.into_owned(),
                extra: stored.x,
                cautions: stored.w,
            },
            added: stored.a,
            revisions: stored.v,
            format: Format::named(&stored.f).unwrap_or(Format::Text),
            places: stored.l.into_iter().map(|(path, record)| Place { path, record }).collect(),
        }
    }
}
