//! Keeps originals compressed together: Chinese news compresses half as well an article at a time.

use std::path::Path;

use rusqlite::{OptionalExtension, params};

use super::provenance::provenance_text;
use super::{FILE_NAME, Incoming, Store, Transaction, mark, now};
use crate::error::{Error, Result};
use crate::extract::Provenance;

/// Originals are compressed together until they are this long, in bytes.
const PACK_BYTES: usize = 512 << 10;
const COMPRESSION_LEVEL: i32 = 6;

/// An original that is kept.
pub(super) struct Original<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) sha256: [u8; 32],
    pub(super) provenance: &'a Provenance,
    /// When it was added, in seconds since 1970.
    pub(super) added: i64,
}

impl<'a> From<&Incoming<'a>> for Original<'a> {
    fn from(incoming: &Incoming<'a>) -> Original<'a> {
        let Incoming { original, sha256, provenance, .. } = *incoming;
        Original { bytes: original, sha256, provenance, added: now() }
    }
}

impl Transaction<'_> {
    pub(super) fn keep_original(&mut self, article: i64, original: &Original<'_>) -> Result<i64> {
        let Original { bytes, sha256, .. } = original;
        if self.open_pack.len() + bytes.len() > PACK_BYTES {
            self.close_pack()?;
        }
        if self.open_pack.is_empty() {
            self.open_pack_number =
                self.db.query_row("SELECT coalesce(max(number), 0) + 1 FROM pack", [], |row| row.get(0))?;
        }
        let provenance = self.number_of("reading", "text", &provenance_text(original.provenance))?;
        let start = self.open_pack.len() as i64;
        self.open_pack.extend_from_slice(bytes);
        self.db
            .prepare_cached(
                "INSERT INTO original(article, sha256, mark, reading, pack, start, size, added)
                 VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                article,
                sha256,
                mark(sha256),
                provenance,
                self.open_pack_number,
                start,
                bytes.len() as i64,
                original.added
            ])?;
        Ok(self.db.last_insert_rowid())
    }

    /// Compresses what waits for its pack.
    pub(super) fn close_pack(&mut self) -> Result<()> {
        if self.open_pack.is_empty() {
            return Ok(());
        }
        let bytes = compress(&self.dir, &self.open_pack)?;
        self.db.prepare_cached("INSERT INTO pack VALUES(?, ?, ?)")?.execute(params![
            self.open_pack_number,
            self.open_pack.len() as i64,
            bytes
        ])?;
        self.open_pack.clear();
        Ok(())
    }

    /// Overwrites the bytes of removed originals in their packs, or drops packs with their last one. Each pack is
    /// opened once.
    pub(super) fn blank_removed(&mut self) -> Result<()> {
        for (pack, removed) in std::mem::take(&mut self.removed) {
            *self.last_pack.borrow_mut() = None;
            let others: i64 =
                self.db.query_row("SELECT count(*) FROM original WHERE pack = ?", [pack], |row| row.get(0))?;
            if others == 0 {
                self.db.execute("DELETE FROM pack WHERE number = ?", [pack])?;
                continue;
            }
            let mut content = self.unpack(pack)?;
            for (start, size) in removed {
                content[start as usize..(start + size) as usize].fill(0);
            }
            let bytes = compress(&self.dir, &content)?;
            self.db.execute("UPDATE pack SET bytes = ? WHERE number = ?", params![bytes, pack])?;
        }
        Ok(())
    }
}

impl Store {
    /// Returns an original from its pack.
    pub(super) fn packed(&self, pack: i64, start: usize, size: usize) -> Result<Vec<u8>> {
        let mut last = self.last_pack.borrow_mut();
        if last.as_ref().is_none_or(|(number, _)| *number != pack) {
            *last = Some((pack, self.unpack(pack)?));
        }
        let content = last.as_ref().map_or(&[][..], |(_, content)| content);
        let original = content.get(start..start + size).map(<[u8]>::to_vec);
        original.ok_or_else(|| self.damaged(format!("pack {pack} is too short")))
    }

    pub(super) fn unpack(&self, pack: i64) -> Result<Vec<u8>> {
        let mut find = self.db.prepare_cached("SELECT size, bytes FROM pack WHERE number = ?")?;
        let found: Option<(usize, Vec<u8>)> =
            find.query_row([pack], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let (size, bytes) = found.ok_or_else(|| self.damaged(format!("pack {pack} is missing")))?;
        zstd::bulk::decompress(&bytes, size).map_err(|error| self.damaged(format!("pack {pack}: {error}")))
    }
}

fn compress(dir: &Path, content: &[u8]) -> Result<Vec<u8>> {
    let done = zstd::bulk::Compressor::new(COMPRESSION_LEVEL).and_then(|mut compressor| {
        compressor.include_checksum(true)?;
        compressor.compress(content)
    });
    done.map_err(Error::file(dir.join(FILE_NAME)))
}
