//! Takes articles out of an archive as lines of JSON, and in again: `export`, a new archive, `export` gives the same
//! bytes.
//!
//! The first line says what it is; then come settings, then articles in order of their ids, each with everything the
//! store has of it and, for readers, what was extracted from it. The types below are the format.

use std::io::{BufRead, Write};
use std::path::Path;

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::Snapshot;
use super::event::Control;
use super::sync::{adopt, catch_up, open_index};
use super::worker::{Extracted, extract_safely, threads};
use crate::article::{ArticleId, Origin};
use crate::error::{Error, Result};
use crate::extract::Provenance;
use crate::index::tantivy::WriterMode;
use crate::index::{DateOrder, Filters, IndexedArticle, Reader};
use crate::query::QueryOptions;
use crate::sanitize::Json;
use crate::search::{self, LIMIT_MAX, READ_TOGETHER};
use crate::store::{DUMPED_TOGETHER, Dump, Revision, SettingKind, Store, Transaction};

/// Articles are taken in together, this many in one transaction.
const BATCH_ARTICLES: usize = 500;
/// The first line of an export has no more bytes.
const FIRST_LINE_BYTES_MAX: u64 = 4096;
/// The version of the format.
const VERSION: u32 = 1;

/// A line of an export.
#[derive(Serialize, Deserialize)]
#[serde(tag = "huibao", rename_all = "lowercase")]
enum Line {
    Export { v: u32 },
    Setting { kind: String, name: String, value: String },
    Article(Box<ExportedArticle>),
}

/// An article as an export has it; what is not needed to take it in again is for readers.
#[derive(Serialize, Deserialize)]
struct ExportedArticle {
    id: String,
    key: Option<String>,
    added: i64,
    #[serde(flatten)]
    extracted: ForReaders,
    tags: Vec<(String, bool)>,
    corrections: Vec<(String, String, bool)>,
    places: Vec<(String, u64)>,
    revisions: Vec<ExportedRevision>,
}

/// What was extracted from the latest original.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct ForReaders {
    title: String,
    original_title: Option<String>,
    outlet: Option<String>,
    source: Option<String>,
    channel: Option<String>,
    published: Option<String>,
    reporters: Vec<String>,
    editors: Vec<String>,
    url: Option<String>,
    body: String,
}

/// An original: text where it is UTF-8, else base64.
#[derive(Serialize, Deserialize)]
struct ExportedRevision {
    added: i64,
    reading: serde_json::Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

/// Which articles are taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportRequest {
    /// What they match; everything where it is empty.
    pub query: String,
    /// How the query is read.
    pub options: QueryOptions,
}

/// Articles in order of their ids.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ExportedArticles {
    /// The articles.
    pub articles: Vec<IndexedArticle>,
}

/// Returns the articles that match, in order of id.
pub(crate) fn export_articles(snapshot: &Snapshot, request: &ExportRequest) -> Result<ExportedArticles> {
    let mut articles = matching(&*snapshot.reader, &request.query, &request.options)?;
    articles.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(ExportedArticles { articles })
}

/// Returns the articles that match, newest first.
pub(super) fn matching(reader: &dyn Reader, query: &str, options: &QueryOptions) -> Result<Vec<IndexedArticle>> {
    let condition = search::condition(reader, query, options)?;
    let (found, _) = reader.by_date(&condition, &Filters::default(), DateOrder::Newest, LIMIT_MAX)?;
    let mut articles = Vec::with_capacity(found.len());
    for chunk in found.chunks(READ_TOGETHER) {
        for candidate in reader.candidates(chunk)? {
            articles.push(reader.article(&candidate)?);
        }
    }
    Ok(articles)
}

/// Writes the archive, or the articles of some full ids, as lines of JSON. Returns the number of articles.
pub fn export(dir: &Path, ids: Option<&[String]>, out: &mut dyn Write) -> Result<u64> {
    let store = Store::open_read_only(dir)?;
    store.verify()?;
    write_line(out, &Line::Export { v: VERSION })?;
    for kind in SettingKind::ALL.iter().filter(|_| ids.is_none()) {
        for (name, value) in store.settings_of(*kind)? {
            write_line(out, &Line::Setting { kind: kind.name().to_owned(), name, value })?;
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
            write_line(out, &Line::Article(Box::new(exported(dump?))))?;
        }
    }
    Ok(all.len() as u64)
}

fn write_line(out: &mut dyn Write, line: &Line) -> Result<()> {
    let value = serde_json::to_value(line).expect("strings and numbers are always JSON");
    writeln!(out, "{}", Json(&value)).map_err(Error::file("-"))
}

fn exported(dump: Dump) -> ExportedArticle {
    let latest = dump.revisions.last().map(|revision| extract_safely(&revision.original, &revision.provenance));
    let article = latest.and_then(std::result::Result::ok).map(|extracted| extracted.article).unwrap_or_default();
    let revisions = dump.revisions.into_iter().map(|Revision { original, provenance, added }| {
        let reading = provenance.to_json();
        match String::from_utf8(original) {
            Ok(text) => ExportedRevision { added, reading, text: Some(text), base64: None },
            Err(error) => {
                let base64 = Some(BASE64.encode(error.as_bytes()));
                ExportedRevision { added, reading, text: None, base64 }
            }
        }
    });
    ExportedArticle {
        id: dump.id.to_string(),
        key: dump.key,
        added: dump.added,
        extracted: ForReaders {
            title: article.title,
            original_title: article.original_title,
            outlet: article.outlet,
            source: article.source,
            channel: article.channel,
            published: article.published.map(|date| date.to_string()),
            reporters: article.reporters,
            editors: article.editors,
            url: article.url,
            body: article.body,
        },
        tags: dump.tags,
        corrections: dump.corrections,
        places: dump.places.into_iter().map(|place| (place.path, place.record)).collect(),
        revisions: revisions.collect(),
    }
}

fn dump_of(article: ExportedArticle) -> Option<Dump> {
    let revisions = article.revisions.into_iter().map(|revision| {
        let original = match (revision.text, revision.base64) {
            (Some(text), _) => text.into_bytes(),
            (None, Some(code)) => BASE64.decode(code.as_bytes()).ok()?,
            _ => return None,
        };
        let provenance = Provenance::from_json(&revision.reading)?;
        Some(Revision { original, provenance, added: revision.added })
    });
    let revisions: Vec<Revision> = revisions.collect::<Option<_>>()?;
    if revisions.is_empty() {
        return None;
    }
    Some(Dump {
        id: ArticleId::parse(&article.id)?,
        key: article.key,
        added: article.added,
        revisions,
        places: article.places.into_iter().map(|(path, record)| Origin { path, record }).collect(),
        tags: article.tags,
        corrections: article.corrections,
    })
}

/// What became of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportSummary {
    /// Articles that are new.
    pub added: u64,
    /// Articles that were there.
    pub unchanged: u64,
    /// Lines that are no lines of an export: where they are.
    pub failures: Vec<String>,
}

/// Takes in what [`export`] wrote. An article whose id is there already stays as it is; a damaged line is reported and
/// the others go on. What does not begin as an export is an [`Error::NoExport`]. The caller holds the writer's lock.
pub(super) fn import(
    dir: &Path,
    lines: &mut dyn BufRead,
    name: &str,
    control: &mut Control<'_>,
) -> Result<ImportSummary> {
    // An export's first line is short; what else there is may be one line of gigabytes.
    let mut first = Vec::new();
    let read = std::io::Read::take(&mut *lines, FIRST_LINE_BYTES_MAX).read_until(b'\n', &mut first);
    read.map_err(Error::file(name))?;
    if !matches!(serde_json::from_slice(&first), Ok(Line::Export { .. })) {
        return Err(Error::NoExport { name: name.to_owned() });
    }
    let mut next_line = || -> Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        let read = lines.read_until(b'\n', &mut bytes).map_err(Error::file(name))?;
        Ok((read > 0).then_some(bytes))
    };
    let mut store = Store::create_or_open(dir)?;
    let mut summary = ImportSummary::default();
    let mut batch: Vec<(Dump, Option<Extracted>)> = Vec::new();
    let mut opened = None;
    let mut number = 0;
    let mut line = Some(first);
    let (mut index, reached) = loop {
        if line.is_none() || batch.len() >= BATCH_ARTICLES {
            let taken = std::mem::take(&mut batch);
            // An archive that has articles has an index, if one that is behind; user words come before articles.
            let index = match opened.take() {
                Some(index) => index,
                None => open_index(&store, WriterMode::Bulk(threads(0)))?,
            };
            store.transaction(|store| take_in(store, &taken, &mut summary))?;
            store.trim_log()?;
            if line.is_none() {
                break index;
            }
            opened = Some(index);
        }
        let bytes = line.take().unwrap_or_default();
        number += 1;
        line = next_line()?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match read_line(&bytes) {
            Some(Taken::Header) => {}
            Some(Taken::Setting(kind, key, value)) => {
                store.transaction(|store| store.set(kind, &key, &value))?;
            }
            Some(Taken::Article(dump)) => {
                let latest = dump.revisions.last();
                let extracted = latest.and_then(|r| extract_safely(&r.original, &r.provenance).ok());
                batch.push((*dump, extracted));
            }
            None => summary.failures.push(format!("{name}:{number}")),
        }
    };
    catch_up(&store, &mut index, reached, control)?;
    index.close()?;
    Ok(summary)
}

fn take_in(
    store: &mut Transaction<'_>,
    batch: &[(Dump, Option<Extracted>)],
    summary: &mut ImportSummary,
) -> Result<()> {
    for (dump, extracted) in batch {
        if adopt(store, dump, extracted.as_ref())? {
            summary.added += 1;
        } else {
            summary.unchanged += 1;
        }
    }
    Ok(())
}

enum Taken {
    Header,
    Setting(SettingKind, String, String),
    Article(Box<Dump>),
}

fn read_line(bytes: &[u8]) -> Option<Taken> {
    Some(match serde_json::from_slice(bytes).ok()? {
        Line::Export { v } if v == VERSION => Taken::Header,
        Line::Export { .. } => return None,
        Line::Setting { kind, name, value } => {
            let kind = SettingKind::ALL.into_iter().find(|known| known.name() == kind)?;
            Taken::Setting(kind, name, value)
        }
        Line::Article(article) => Taken::Article(Box::new(dump_of(*article)?)),
    })
}
