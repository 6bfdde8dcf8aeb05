//! Takes articles out of an archive as lines of JSON, and in again: `export`, a new archive, `export` gives the same
//! bytes.
//!
//! The first line says what it is; then come settings, then articles in order of their ids, each with everything the
//! truth has of it and, for readers, what was extracted from it.

use std::fs::File;
use std::io::{BufRead, Read, Seek, SeekFrom, Write};
use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::hashes::{content_hash, text_hash};
use super::{Event, Extracted, Summary, catch_up, extract_safely, jobs, open_index, settings};
use crate::store::{Store, DUMPED_TOGETHER, Dump, ArticleId, Revision, SettingKind, WriterLock};
use crate::disk::{create_archive_dir, next_to, private, put_in_place};
use crate::error::{Error, Result};
use crate::index::IndexWriter;
use crate::source::Origin;
use crate::sanitize::Json;

/// Articles are taken in together, so many in one transaction.
const BATCH_ARTICLES: usize = 500;
const KINDS: [SettingKind; 3] = [SettingKind::Alias, SettingKind::Saved, SettingKind::Word];

/// Writes the archive, or the articles of some ids, as lines of JSON.
pub fn export(dir: &Path, ids: Option<&[String]>, out: &mut dyn Write) -> Result<u64> {
    let mut store = Store::open_read_only(dir)?;
    store.verify()?;
    let line =
        |out: &mut dyn Write, value: &Value| writeln!(out, "{}", Json(value)).map_err(Error::file("standard output"));
    line(out, &json!({ "huibao": "export", "v": 1 }))?;
    for kind in KINDS.iter().filter(|_| ids.is_none()) {
        for (name, value) in store.settings(*kind)? {
            line(out, &json!({ "huibao": "setting", "kind": kind.name(), "name": name, "value": value }))?;
        }
    }
    let all = match ids {
        Some(ids) => {
            let mut ids: Vec<ArticleId> = ids.iter().filter_map(|id| ArticleId::parse(id)).collect();
            ids.sort();
            ids
        }
        None => store.ids()?,
    };
    for ids in all.chunks(DUMPED_TOGETHER) {
        for dump in store.dumps(ids) {
            line(out, &article_json(&dump?))?;
        }
    }
    Ok(all.len() as u64)
}

fn article_json(dump: &Dump) -> Value {
    let latest = dump.revisions.last().map(|revision| extract_safely(&revision.original, &revision.provenance));
    let article = latest.and_then(std::result::Result::ok).map(|extracted| extracted.article).unwrap_or_default();
    let revisions: Vec<Value> = dump
        .revisions
        .iter()
        .map(|revision| {
            let provenance: Value = serde_json::from_str(&Store::provenance_text(&revision.provenance)).unwrap_or_default();
            match std::str::from_utf8(&revision.original) {
                Ok(text) => json!({ "added": revision.added, "reading": provenance, "text": text }),
                Err(_) => {
                    json!({ "added": revision.added, "reading": provenance, "base64": BASE64.encode(&revision.original) })
                }
            }
        })
        .collect();
    json!({
        "huibao": "article",
        "id": dump.id.to_string(),
        "key": dump.key,
        "added": dump.added,
        "title": article.title,
        "original_title": article.original_title,
        "outlet": article.outlet,
        "source": article.source,
        "channel": article.channel,
        "published": article.published.map(|date| date.to_string()),
        "reporters": article.reporters,
        "editors": article.editors,
        "url": article.url,
        "body": article.body,
        "tags": dump.tags,
        "corrections": dump.corrections,
        "places": dump.places.iter().map(|place| (&place.path, place.record)).collect::<Vec<_>>(),
        "revisions": revisions,
    })
}

/// Returns whether a line begins an export.
pub fn is_export(first_line: &str) -> bool {
    serde_json::from_str::<Value>(first_line).is_ok_and(|value| value["huibao"] == "export")
}

/// Takes in what [`export`] wrote. An article whose id is there already stays as it is; a line that is damaged is
/// told and the others go on.
pub fn import(
    dir: &Path,
    lines: &mut dyn BufRead,
    name: &str,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<(Summary, Vec<String>)> {
    create_archive_dir(dir)?;
    let _lock = WriterLock::take(dir)?;
    let mut store = Store::create_or_open(dir)?;
    let (mut summary, mut failures) = (Summary::default(), Vec::new());
    let mut batch: Vec<(Dump, Option<Extracted>)> = Vec::new();
    let mut opened = None;
    let mut number = 0;
    let (mut index, reached) = loop {
        let mut bytes = Vec::new();
        let read = lines.read_until(b'\n', &mut bytes).map_err(Error::file(name))?;
        if read == 0 || batch.len() >= BATCH_ARTICLES {
            let taken = std::mem::take(&mut batch);
            // An archive that has articles has an index, if one that is behind; people's words come before articles.
            let index = match opened.take() {
                Some(index) => index,
                None => open_index(&store, jobs(0), false)?,
            };
            store.write(|store| take_in(store, &taken, &mut summary))?;
            store.trim_log()?;
            if read == 0 {
                break index;
            }
            opened = Some(index);
        }
        number += 1;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match read_line(&bytes) {
            Some(Line::Header) => {}
            Some(Line::Setting(kind, key, value)) => {
                store.write(|store| store.set(kind, &key, &value))?;
            }
            Some(Line::Article(dump)) => {
                let latest = dump.revisions.last();
                let extracted = latest.and_then(|r| extract_safely(&r.original, &r.provenance).ok());
                batch.push((*dump, extracted));
            }
            None => {
                summary.skipped += 1;
                failures.push(format!("{name}:{number}: no line of an export"));
            }
        }
    };
    catch_up(&mut store, &mut index, reached, on_event)?;
    index.close()?;
    Ok((summary, failures))
}

fn take_in(store: &mut Store, batch: &[(Dump, Option<Extracted>)], summary: &mut Summary) -> Result<()> {
    for (dump, extracted) in batch {
        // What this program reads no article from stays in the truth all the same.
        let hashes = extracted.as_ref().map(|one| (text_hash(&one.article), content_hash(&one.article)));
        let (text, content) = hashes.unwrap_or((dump.id, dump.id));
        if store.adopt(dump, text, content)? {
            summary.added += 1;
        } else {
            summary.unchanged += 1;
        }
    }
    Ok(())
}

enum Line {
    Header,
    Setting(SettingKind, String, String),
    Article(Box<Dump>),
}

fn read_line(bytes: &[u8]) -> Option<Line> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match value["huibao"].as_str()? {
        "export" => (value["v"] == 1).then_some(Line::Header),
        "setting" => {
            let kind = KINDS.into_iter().find(|kind| value["kind"] == kind.name())?;
            Some(Line::Setting(kind, text(&value["name"])?, text(&value["value"])?))
        }
        "article" => {
            let revision = |value: &Value| {
                let original = match (value["text"].as_str(), value["base64"].as_str()) {
                    (Some(text), _) => text.as_bytes().to_vec(),
                    (None, Some(code)) => BASE64.decode(code.as_bytes()).ok()?,
                    _ => return None,
                };
                let provenance = Store::read_provenance(&value["reading"].to_string())?;
                Some(Revision { original, provenance, added: value["added"].as_i64()? })
            };
            let place = |value: &Value| Some(Origin { path: text(&value[0])?, record: value[1].as_u64()? });
            let tag = |value: &Value| Some((text(&value[0])?, value[1].as_bool()?));
            let correction = |value: &Value| Some((text(&value[0])?, text(&value[1])?, value[2].as_bool()?));
            let revisions = all(&value["revisions"], revision)?;
            if revisions.is_empty() {
                return None;
            }
            Some(Line::Article(Box::new(Dump {
                id: ArticleId::parse(value["id"].as_str()?)?,
                key: text(&value["key"]),
                added: value["added"].as_i64()?,
                revisions,
                places: all(&value["places"], place)?,
                tags: all(&value["tags"], tag)?,
                corrections: all(&value["corrections"], correction)?,
            })))
        }
        _ => None,
    }
}

fn all<T>(values: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    values.as_array()?.iter().map(read).collect()
}

/// What a backup ends with: this and the SHA-256 of all that stands before it, in hexadecimal digits. SQLite reads what
/// its header counts and no more.
const SEAL: &[u8] = b"huibao backup sha-256 ";
const SEAL_BYTES: usize = SEAL.len() + 64;

/// Writes a copy of the truth to a file, while others read and write. A file that is no backup is never replaced.
pub fn backup(dir: &Path, file: &Path) -> Result<u64> {
    let store = Store::open_read_only(dir)?;
    store.verify()?;
    // The file of an archive is none either.
    if file.exists() && !seal_of(file).is_ok_and(|(_, seal)| seal.starts_with(SEAL)) {
        return Err(Error::Usage(format!("{} is there already and is no backup: name another file", file.display())));
    }
    let next = next_to(file);
    // What lies there under that name may be somebody's.
    if next.exists() {
        return Err(Error::Usage(format!("{} is in the way: remove it, or name another file", next.display())));
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

/// Returns the last bytes of a file, where the seal of a backup stands, and how many stand before it.
fn seal_of(file: &Path) -> std::io::Result<(u64, Vec<u8>)> {
    let mut copy = File::open(file)?;
    let content_bytes = copy.metadata()?.len().saturating_sub(SEAL_BYTES as u64);
    let mut seal = Vec::new();
    copy.seek(SeekFrom::Start(content_bytes))?;
    copy.read_to_end(&mut seal)?;
    Ok((content_bytes, seal))
}

/// Makes an archive of a backup; the folder must not hold one yet.
pub fn restore(dir: &Path, file: &Path, on_event: &mut dyn FnMut(Event<'_>)) -> Result<u64> {
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
    let path = dir.join(crate::store::FILE_NAME);
    if path.exists() {
        return Err(Error::Usage(format!(
            "{} holds an archive already: name another with --archive DIR",
            dir.display()
        )));
    }
    create_archive_dir(dir)?;
    let _lock = WriterLock::take(dir)?;
    // What a kill leaves is nothing, or the whole truth with an index that is behind.
    let (mut index, _) = IndexWriter::open(dir, jobs(0), false, settings(&copy)?.words)?;
    let mut store = Store::begin_as(dir, &copy)?;
    catch_up(&mut store, &mut index, 0, on_event)?;
    index.close()?;
    Ok(store.totals()?.articles)
}
