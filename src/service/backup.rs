//! Copies an archive's store to one sealed file, and makes an archive of it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::Archive;
use super::event::Control;
use super::sync::catch_up;
use super::worker::threads;
use crate::disk::{create_archive_dir, next_to, private, put_in_place};
use crate::error::{Error, Result};
use crate::index::tantivy::{TantivyWriter, WriterMode};
use crate::store::{Store, WriterLock};

/// What a backup ends with: this and the SHA-256 of all that is in front of it, in hexadecimal digits. SQLite reads
/// what its header counts and no more.
const SEAL: &[u8] = b"huibao backup sha-256 ";
const SEAL_BYTES: usize = SEAL.len() + 64;

/// Writes a copy of the store to a file, while others read and write. A file that is no backup is never replaced.
pub fn backup(dir: &Path, file: &Path) -> Result<u64> {
    let store = Store::open_read_only(dir)?;
    store.verify()?;
    // The file of an archive is none either.
    if file.exists() && !seal_of(file).is_ok_and(|(_, seal)| seal.starts_with(SEAL)) {
        return Err(Error::FileExists { file: file.to_path_buf() });
    }
    let next = next_to(file);
    // What lies there under that name may be someone's.
    if next.exists() {
        return Err(Error::FileExists { file: next });
    }
    private(File::options().create_new(true).write(true)).open(&next).map_err(Error::file(&next))?;
    let written = || {
        store.copy_to(&next)?;
        let articles = Store::open_copy(&next)?.totals()?.articles;
        let digest = digest_of(File::open(&next).map_err(Error::file(&next))?).map_err(Error::file(&next))?;
        let sealed = File::options().append(true).open(&next).and_then(|mut copy| {
            copy.write_all(SEAL)?;
            copy.write_all(digest.as_bytes())
        });
        sealed.map_err(Error::file(&next))?;
        put_in_place(file).map_err(Error::file(file))?;
        Ok(articles)
    };
    let written = written();
    if written.is_err() {
        // The first error is the one to on_event.
        let _ = std::fs::remove_file(&next);
    }
    written
}

/// Returns the SHA-256 of a text in hexadecimal digits.
fn digest_of(mut content: impl Read) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match content.read(&mut buffer)? {
            0 => return Ok(HEXLOWER.encode(&hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}

/// Returns whether a backup is what was written.
fn is_whole(file: &Path) -> std::io::Result<bool> {
    let (content_bytes, seal) = seal_of(file)?;
    let digest = digest_of(File::open(file)?.take(content_bytes))?;
    Ok(seal.strip_prefix(SEAL) == Some(digest.as_bytes()))
}

/// Returns the last bytes of a file, where the seal of a backup is, and how many are in front of it.
fn seal_of(file: &Path) -> std::io::Result<(u64, Vec<u8>)> {
    let mut copy = File::open(file)?;
    let content_bytes = copy.metadata()?.len().saturating_sub(SEAL_BYTES as u64);
    let mut seal = Vec::new();
    copy.seek(SeekFrom::Start(content_bytes))?;
    copy.read_to_end(&mut seal)?;
    Ok((content_bytes, seal))
}

/// Makes an archive of a backup; the folder must not hold one yet.
pub fn restore(dir: &Path, file: &Path, control: &mut Control<'_>) -> Result<u64> {
    let damaged = |what: &str| {
        let (dir, what) = (file.to_path_buf(), format!("the backup is damaged: {what}"));
        Err(Error::ArchiveDamaged { dir, what })
    };
    let copy = Store::open_copy(file)?;
    if !is_whole(file).map_err(Error::file(file))? {
        return damaged("it is not what was written");
    }
    if let Some(fault) = copy.structure_faults()?.first() {
        return damaged(fault);
    }
    if Archive::is_in(dir) {
        return Err(Error::ArchiveExists { dir: dir.to_path_buf() });
    }
    create_archive_dir(dir)?;
    let _lock = WriterLock::take(dir)?;
    // What a kill leaves is nothing, or the whole store with an index that is behind.
    let (mut index, _) = TantivyWriter::open(dir, WriterMode::Bulk(threads(0)), copy.settings()?.words)?;
    let store = Store::begin_as(dir, &copy)?;
    catch_up(&store, &mut index, 0, control)?;
    index.close()?;
    Ok(store.totals()?.articles)
}
