//! Takes articles out whole and takes them in again: all revisions, places, tags and corrections, under their ids.

use rusqlite::params;
use sha2::{Digest, Sha256};

use super::pack::Original;
use super::provenance::read_provenance;
use super::{Store, Transaction};
use crate::article::{ArticleId, Origin};
use crate::error::Result;
use crate::extract::Provenance;

/// This many articles are taken out together: enough that each pack is opened few times.
pub(crate) const DUMPED_TOGETHER: usize = 16_384;

/// An article with everything the store has of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dump {
    /// Its id.
    pub id: ArticleId,
    /// Its id in the export it came from.
    pub key: Option<String>,
    /// When it was first added, in seconds since 1970.
    pub added: i64,
    /// Its originals, the oldest first.
    pub revisions: Vec<Revision>,
    /// Where it was found, in order of path and record.
    pub places: Vec<Origin>,
    /// Tags people gave (true) or took away (false), in order.
    pub tags: Vec<(String, bool)>,
    /// What people corrected: field, value, whether it is taken away.
    pub corrections: Vec<(String, String, bool)>,
}

/// One original of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// The bytes.
    pub original: Vec<u8>,
    /// How they are read.
    pub provenance: Provenance,
    /// When they were added, in seconds since 1970.
    pub added: i64,
}

impl Store {
    /// Returns the ids of all articles, in order.
    pub fn ids(&self) -> Result<Vec<ArticleId>> {
        let mut find = self.db.prepare("SELECT id FROM article ORDER BY id")?;
        let rows = find.query_map([], |row| Ok(ArticleId(row.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns the ids of the articles that can be read at all, in a damaged store too.
    pub fn readable_ids(&self) -> Vec<ArticleId> {
        let mut found: std::collections::BTreeSet<ArticleId> = std::collections::BTreeSet::new();
        // An index may be whole where the table is not, and the other way round; reading may end early both ways.
        for order in ["id", "number", "number DESC"] {
            let Ok(mut find) = self.db.prepare(&format!("SELECT id FROM article ORDER BY {order}")) else { continue };
            let Ok(rows) = find.query_map([], |row| Ok(ArticleId(row.get(0)?))) else { continue };
            found.extend(rows.map_while(std::result::Result::ok));
        }
        found.into_iter().collect()
    }

    /// Returns the hash of headline and body an article was put with.
    pub fn text_of(&self, id: ArticleId) -> Result<ArticleId> {
        let mut find = self.db.prepare_cached("SELECT text FROM article WHERE id = ?")?;
        Ok(ArticleId(find.query_row([id.0], |row| row.get(0))?))
    }

    /// Takes an article out whole; an original that is not what was stored is an error.
    pub fn dump(&self, id: ArticleId) -> Result<Dump> {
        let number = self.number(id)?;
        let stored = self.metadata(number)?;
        let key = self.find_id(id)?.and_then(|(_, _, key)| key);
        let mut find = self.db.prepare(
            "SELECT o.pack, o.start, o.size, o.sha256, o.added, r.text
             FROM original o JOIN reading r ON r.number = o.reading WHERE o.article = ? ORDER BY o.number",
        )?;
        type Row = (i64, usize, usize, [u8; 32], i64, String);
        let rows = find.query_map([number], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })?;
        let rows: Vec<Row> = rows.collect::<rusqlite::Result<_>>()?;
        drop(find);
        let mut revisions = Vec::new();
        for (pack, start, size, sha256, added, provenance) in rows {
            let original = self.packed(pack, start, size)?;
            if Sha256::digest(&original)[..] != sha256 {
                return Err(self.damaged(format!("an original of {id} is not what was stored")));
            }
            let provenance = read_provenance(&provenance)
                .ok_or_else(|| self.damaged(format!("the reading of {id} is not understood")))?;
            revisions.push(Revision { original, provenance, added });
        }
        if revisions.is_empty() {
            return Err(self.damaged(format!("the originals of {id} are not found")));
        }
        let mut places = stored.places;
        places.sort_by(|a, b| (&a.path, a.record).cmp(&(&b.path, b.record)));
        Ok(Dump { id, key, added: stored.added, revisions, places, tags: stored.tags, corrections: stored.corrections })
    }

    /// Takes several articles out, in the order of `ids`; their packs are opened once.
    pub fn dumps(&self, ids: &[ArticleId]) -> Vec<Result<Dump>> {
        let mut order: Vec<(i64, usize)> =
            ids.iter().enumerate().map(|(at, id)| (self.number(*id).unwrap_or_default(), at)).collect();
        order.sort_unstable();
        let mut dumps: Vec<(usize, Result<Dump>)> = order.into_iter().map(|(_, at)| (at, self.dump(ids[at]))).collect();
        dumps.sort_unstable_by_key(|(at, _)| *at);
        dumps.into_iter().map(|(_, dump)| dump).collect()
    }
}

impl Transaction<'_> {
    /// Takes an article in under its own id. `text` and `content` are the hashes of what is extracted from its latest
    /// original. Returns false, and changes nothing, if the id is taken.
    pub fn adopt(&mut self, dump: &Dump, text: ArticleId, content: ArticleId) -> Result<bool> {
        if self.find_id(dump.id)?.is_some() {
            return Ok(false);
        }
        let number = self.insert_article(dump.id, dump.key.as_deref(), (text, content), dump.added)?;
        for revision in &dump.revisions {
            let Revision { original, provenance, added } = revision;
            let sha256 = Sha256::digest(original).into();
            let original =
                self.keep_original(number, &Original { bytes: original, sha256, provenance, added: *added })?;
            self.db.prepare_cached("UPDATE article SET original = ? WHERE number = ?")?.execute([original, number])?;
        }
        self.db.prepare_cached("DELETE FROM removal WHERE id = ?")?.execute([dump.id.0])?;
        for place in &dump.places {
            self.note_place(number, place, &[])?;
        }
        for (tag, given) in &dump.tags {
            self.db
                .prepare_cached("INSERT OR REPLACE INTO tag VALUES(?, ?, ?)")?
                .execute(params![number, tag, given])?;
        }
        for (field, value, dropped) in &dump.corrections {
            self.db
                .prepare_cached("INSERT OR REPLACE INTO correction VALUES(?, ?, ?, ?)")?
                .execute(params![number, field, value, dropped])?;
        }
        Ok(true)
    }
}
