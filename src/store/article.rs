//! Reads back what the store has of an article.

use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};

use super::Store;
use super::provenance::read_provenance;
use crate::article::{ArticleId, Origin};
use crate::error::{Error, Result};
use crate::extract::Provenance;

/// A pack, and where in it an original begins and how long it is, in bytes.
type Packed = (i64, usize, usize);

/// An article as the store has it.
#[derive(Debug, Clone)]
pub struct StoredArticle {
    /// Its number in the archive.
    pub number: i64,
    /// Its id.
    pub id: ArticleId,
    /// When it was first added, in seconds since 1970.
    pub added: i64,
    /// How many revisions there are.
    pub revisions: u32,
    /// The latest original; empty where only the rest was asked for.
    pub original: Vec<u8>,
    /// How to read it.
    pub provenance: Provenance,
    /// Where it was found, in the order of discovery.
    pub places: Vec<Origin>,
    /// Tags people gave (true) or took away (false).
    pub tags: Vec<(String, bool)>,
    /// What people corrected of its facts, in order: field, value, whether it is taken away.
    pub corrections: Vec<(String, String, bool)>,
}

impl Store {
    /// Returns an article with its latest original.
    pub fn stored(&self, number: i64) -> Result<StoredArticle> {
        let (mut stored, (pack, start, size), sha256) = self.row(number)?;
        stored.original = self.packed(pack, start, size)?;
        if Sha256::digest(&stored.original)[..] != sha256 {
            return Err(self.damaged(format!("the original of {} is not what was stored", stored.id)));
        }
        Ok(stored)
    }

    /// Returns what the archive knows of an article, without its original.
    pub fn metadata(&self, number: i64) -> Result<StoredArticle> {
        Ok(self.row(number)?.0)
    }

    /// Returns an article without its original, where in which pack that is, and its hash.
    pub(super) fn row(&self, number: i64) -> Result<(StoredArticle, Packed, [u8; 32])> {
        let row = self
            .db
            .prepare_cached(
                "SELECT a.id, a.added, o.pack, o.start, o.size, o.sha256, r.text,
                   (SELECT count(*) FROM original WHERE article = a.number)
                 FROM article a JOIN original o ON o.number = a.original JOIN reading r ON r.number = o.reading
                 WHERE a.number = ?",
            )?
            .query_row([number], |row| {
                let packed: Packed = (row.get(2)?, row.get(3)?, row.get(4)?);
                let sha256: [u8; 32] = row.get(5)?;
                let (text, revisions): (String, u32) = (row.get(6)?, row.get(7)?);
                Ok((ArticleId(row.get(0)?), row.get(1)?, packed, sha256, text, revisions))
            })
            .optional()?;
        let Some((id, added, packed, sha256, provenance, revisions)) = row else {
            return Err(Error::ArticleMissing { id: format!("#{number}") });
        };
        let mut find = self.db.prepare_cached(
            "SELECT s.path, p.record FROM place p JOIN source s ON s.number = p.source
             WHERE p.article = ? ORDER BY s.number, p.record",
        )?;
        let places =
            find.query_map([number], |row| Ok(Origin { path: row.get(0)?, record: row.get::<_, i64>(1)? as u64 }))?;
        let places = places.collect::<rusqlite::Result<_>>()?;
        let mut find = self.db.prepare_cached("SELECT tag, given FROM tag WHERE article = ? ORDER BY tag")?;
        let tags = find.query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let tags = tags.collect::<rusqlite::Result<_>>()?;
        let provenance = read_provenance(&provenance)
            .ok_or_else(|| self.damaged(format!("the reading of {id} is not understood")))?;
        Ok((
            StoredArticle {
                number,
                id,
                added,
                revisions,
                original: Vec::new(),
                provenance,
                places,
                tags,
                corrections: self.corrections(number)?,
            },
            packed,
            sha256,
        ))
    }
}
