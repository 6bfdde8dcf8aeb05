//! Decides which article an incoming one is.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::{Incoming, Store, Transaction};
use crate::article::{Article, ArticleId, Origin};
use crate::error::Result;
use crate::extract::document::is_read_apart;
use crate::extract::{Skip, extract};
use crate::fold::{fold, fold_for_identity};

/// Which article an incoming one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identified {
    pub(super) id: ArticleId,
    /// The number and content hash of the article that has the id already.
    pub(super) existing: Option<(i64, ArticleId)>,
    /// The number of another article that has its address.
    pub(super) beside: Option<i64>,
}

impl Identified {
    fn new(id: ArticleId, existing: Option<(i64, ArticleId)>) -> Identified {
        Identified { id, existing, beside: None }
    }
}

/// Characters that are compared together where two texts at one address are.
const SHINGLE_CHARS: usize = 6;
/// Of the shorter text so many shingles, in percent, are in the other where one is a revision of the other at its address.
const COMMON_PERCENT_MIN: usize = 20;
/// And so many where only the file is the same: a name says less than an address, as of a form that is filled in anew.
const COMMON_PERCENT_OF_FILE_MIN: usize = 50;

impl Transaction<'_> {
    /// Finds out which article this is, and the content hash the archive has of it: its address tells, unless
    /// records with ids of their own share one, or it has another headline and another text than the article there; else
    /// its text does, and the id it has in its export; else the file it was found in and nowhere else, where most of its
    /// text stood before. What is pasted comes from no file: another text is another article.
    pub(super) fn identify(&self, incoming: &Incoming<'_>) -> Result<Identified> {
        let text_identity = match incoming.key {
            Some(key) => format!("key:{key}\ntext:{}", incoming.text),
            None => format!("text:{}", incoming.text),
        };
        let canonical = incoming.url.and_then(canonical);
        let address = canonical.as_ref().map(|url| ArticleId::of(&format!("url:{url}")));
        if let Some(known) = self.find_text(incoming, address)? {
            return Ok(known);
        }
        let (Some(url), Some(address)) = (canonical, address) else {
            return self.identify_by_text(incoming, &text_identity);
        };
        let claimed = self.find_id(address)?;
        let Some((number, content, key)) = claimed else { return Ok(Identified::new(address, None)) };
        let is_same = match incoming.key {
            Some(own) => key.as_deref().is_none_or(|key| key == own),
            None => !self.is_neighbour(number, incoming.place)?,
        };
        let beside =
            if is_same && incoming.key.is_none() && self.is_another(number, incoming)? { Some(number) } else { None };
        if is_same && beside.is_none() {
            return Ok(Identified::new(address, Some((number, content))));
        }
        let identity = match incoming.key {
            Some(key) => format!("url:{url}\nkey:{key}"),
            None => format!("url:{url}\n{text_identity}"),
        };
        let id = ArticleId::of(&identity);
        let existing = self.find_id(id)?.map(|(number, content, _)| (number, content));
        Ok(Identified { id, existing, beside })
    }

    /// Finds out which article one without an address is, of whose text there is none.
    fn identify_by_text(&self, incoming: &Incoming<'_>, text_identity: &str) -> Result<Identified> {
        let id = ArticleId::of(text_identity);
        if incoming.key.is_none()
            && is_file(incoming.place)
            && let Some((number, id, content)) = self.only_article_of(incoming.place)?
            && let Ok(old) = self.article_now(number)?
            && common_percent(&old.body, incoming.body) >= COMMON_PERCENT_OF_FILE_MIN
        {
            return Ok(Identified::new(id, Some((number, content))));
        }
        let Some((number, content, _)) = self.find_id(id)? else { return Ok(Identified::new(id, None)) };
        if is_file(incoming.place) && self.knows_place(number, incoming.place)? {
            return Ok(Identified::new(id, Some((number, content))));
        }
        // The article that began with this text has another one now: a copy of what it was is no revision of it.
        let Origin { path, record } = incoming.place;
        Ok(Identified::new(ArticleId::of(&format!("{text_identity}\nplace:{path}#{record}")), None))
    }

    /// Returns the newest article that was found in a file, if it was found nowhere else: its number, id and content.
    fn only_article_of(&self, file: &Origin) -> Result<Option<(i64, ArticleId, ArticleId)>> {
        if file.record != 0 {
            return Ok(None);
        }
        let mut find = self.db.prepare_cached(
            "SELECT a.number, a.id, a.content FROM article a WHERE a.number =
               (SELECT max(p.article) FROM place p
                WHERE p.source = (SELECT number FROM source WHERE path = ?) AND p.record = 0)
             AND (SELECT count(*) FROM place WHERE article = a.number) = 1",
        )?;
        let row = |row: &Row<'_>| Ok((row.get(0)?, ArticleId(row.get(1)?), ArticleId(row.get(2)?)));
        Ok(find.query_row([&file.path], row).optional()?)
    }

    /// Reads what an article is now, with what this transaction added.
    fn article_now(&self, number: i64) -> Result<std::result::Result<Article, Skip>> {
        let (stored, (pack, start, size), _) = self.row(number)?;
        // What this transaction added may wait for its pack.
        let waits = pack == self.open_pack_number && !self.open_pack.is_empty();
        let content = if waits { self.open_pack.clone() } else { self.unpack(pack)? };
        let original = content.get(start..start + size).unwrap_or_default();
        Ok(extract(original, &stored.provenance))
    }

    /// Returns whether an article has another headline and another text than the one that has its address: what a
    /// template writes on all its pages is no address of one.
    fn is_another(&self, number: i64, incoming: &Incoming<'_>) -> Result<bool> {
        let (stored, ..) = self.row(number)?;
        if incoming.title.is_empty() || is_read_apart(stored.provenance.format) {
            return Ok(false);
        }
        let Ok(old) = self.article_now(number)? else { return Ok(false) };
        if old.title.is_empty() || fold(&old.title) == fold(incoming.title) {
            return Ok(false);
        }
        Ok(common_percent(&old.body, incoming.body) < COMMON_PERCENT_MIN)
    }
}

/// Returns whether an origin is a file; standard input is another one each time.
fn is_file(place: &Origin) -> bool {
    place.path != "-"
}

/// Returns how many of the shingles of the shorter text are in the other, in percent.
fn common_percent(one: &str, other: &str) -> usize {
    let shingles = |text: &str| -> HashSet<Vec<char>> {
        let letters: Vec<char> = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
        letters.windows(SHINGLE_CHARS.min(letters.len().max(1))).map(<[char]>::to_vec).collect()
    };
    let (one, other) = (shingles(one), shingles(other));
    one.intersection(&other).count() * 100 / one.len().min(other.len()).max(1)
}

impl Store {
    /// Finds an article with the same text that is not distinguished by an id of its own.
    ///
    /// Found at another place its other details stay as they are: it is the same text once more. Found again
    /// where it was, or under the same address or id, the details may be new.
    fn find_text(&self, incoming: &Incoming<'_>, address: Option<ArticleId>) -> Result<Option<Identified>> {
        // Thousands of records may have the same text: each question is one step into an index.
        let conditions: &[&str] = match incoming.key {
            Some(_) => &["key IS NULL AND ?2 IS NOT NULL", "key = ?2"],
            None => &["?2 IS NULL"],
        };
        let mut first: Option<(i64, ArticleId, Option<String>, ArticleId)> = None;
        for condition in conditions {
            let mut find = self.db.prepare_cached(&format!(
                "SELECT number, id, key, content FROM article WHERE text = ?1 AND {condition} LIMIT 1"
            ))?;
            let row = |row: &Row<'_>| Ok((row.get(0)?, ArticleId(row.get(1)?), row.get(2)?, ArticleId(row.get(3)?)));
            let found = find.query_row(params![incoming.text.0, incoming.key], row).optional()?;
            first = first.into_iter().chain(found).min_by_key(|(number, ..)| *number);
        }
        let Some((number, id, key, content)) = first else { return Ok(None) };
        let same = Some(id) == address
            || key.is_some() && key.as_deref() == incoming.key
            || self.knows_place(number, incoming.place)?;
        Ok(Some(Identified::new(id, Some((number, if same { content } else { incoming.content })))))
    }

    /// Returns a place an article was found at before, other than this one.
    pub fn other_place(&self, article: i64, place: &Origin) -> Result<Option<Origin>> {
        let mut find = self.db.prepare_cached(
            "SELECT s.path, p.record FROM place p JOIN source s ON s.number = p.source
             WHERE p.article = ?1 AND NOT (s.path = ?2 AND p.record = ?3) ORDER BY s.number, p.record LIMIT 1",
        )?;
        let row = |row: &Row<'_>| Ok(Origin { path: row.get(0)?, record: row.get::<_, i64>(1)? as u64 });
        Ok(find.query_row(params![article, place.path, place.record as i64], row).optional()?)
    }

    /// Returns whether an article was found at a place.
    pub fn knows_place(&self, article: i64, place: &Origin) -> Result<bool> {
        let mut find = self.db.prepare_cached(
            "SELECT 1 FROM place p JOIN source s ON s.number = p.source
             WHERE p.article = ? AND s.path = ? AND p.record = ?",
        )?;
        Ok(find.exists(params![article, place.path, place.record as i64])?)
    }

    /// Returns whether the article is another record of the same file: records of one file that share an address,
    /// as the items of a daily page do, never replace each other.
    fn is_neighbour(&self, article: i64, place: &Origin) -> Result<bool> {
        let mut find = self.db.prepare_cached(
            "SELECT 1 FROM place p JOIN source s ON s.number = p.source
             WHERE p.article = ?1 AND s.path = ?2 AND p.record <> ?3
             AND NOT EXISTS (SELECT 1 FROM place q WHERE q.article = ?1 AND q.source = p.source AND q.record = ?3)",
        )?;
        Ok(find.exists(params![article, place.path, place.record as i64])?)
    }
}

/// Returns the address without what does not tell pages apart: the scheme, a fragment, a trailing slash. A fragment that
/// is a route of a page made by scripts (`#/news/1`, `#!news`) does. A host alone identifies nothing: it is what templates
/// write.
fn canonical(url: &str) -> Option<String> {
    let (before, fragment) = url.trim().split_once('#').unwrap_or((url.trim(), ""));
    let route =
        if fragment.starts_with(['/', '!']) && fragment.len() > 1 { format!("#{fragment}") } else { String::new() };
    let url = before.strip_prefix("https://").or(before.strip_prefix("http://")).unwrap_or(before);
    let (host, path) = url.split_once('/').unwrap_or((url, ""));
    let path = path.trim_end_matches('/');
    let is_front = matches!(path, "" | "index.html" | "index.htm" | "index.shtml" | "index.php" | "index.jsp");
    (!is_front || !route.is_empty()).then(|| format!("{}/{path}{route}", host.to_lowercase()))
}

/// Hashes headline and body, blanks and folding aside: the same report saved twice is the same.
pub(crate) fn text_hash(article: &Article) -> ArticleId {
    let mut text = fold_for_identity(&article.title);
    text.push('\n');
    text.extend(fold_for_identity(&article.body).chars().filter(|c| !c.is_whitespace()));
    ArticleId::of(&text)
}

/// Hashes all that was extracted.
pub(crate) fn content_hash(article: &Article) -> ArticleId {
    let mut hasher = Sha256::new();
    let mut feed = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    };
    // Every field is named: one that is added later cannot be forgotten here.
    let Article {
        key,
        title,
        original_title,
        outlet,
        source,
        channel,
        published,
        // It says no more than the date.
        published_as: _,
        reporters,
        editors,
        url,
        tags,
        body,
        extra,
        cautions,
    } = article;
    for text in [key, original_title, outlet, source, channel, url] {
        feed(if text.is_some() { "+" } else { "-" });
        feed(text.as_deref().unwrap_or_default());
    }
    feed(title);
    feed(body);
    feed(&published.map(|date| date.to_string()).unwrap_or_default());
    for list in [reporters, editors, tags, cautions] {
        feed(&list.len().to_string());
        list.iter().for_each(|text| feed(text));
    }
    for (name, value) in extra {
        feed(name);
        feed(value);
    }
    ArticleId::from_digest(&hasher.finalize().into())
}
