//! Reads the facts of files, or returns those of a stored article.

use std::path::{Path, PathBuf};

use super::worker::{Extracted, extract_safely};
use super::{ArticleRef, Snapshot};
use crate::article::PartialDate;
use crate::decode::decode;
use crate::error::{Error, Result};
use crate::extract::Format;
use crate::facts::{self, MeetingRecord, Metadata};
use crate::source::{Item, ReadOptions, files, for_each_item};

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct FactsOptions {
    /// The address the text came from; it may hold the publish date.
    pub url: Option<String>,
    /// The publish date of texts that print none.
    pub published: Option<PartialDate>,
    /// Reads everything as this format.
    pub format: Option<Format>,
    /// Reads everything in this encoding.
    pub encoding: Option<String>,
}

/// The facts of a text, with the text their spans are bytes of.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FactsAnswer {
    /// The name of the file, or the shortest id of the article.
    pub id: String,
    /// The facts.
    pub facts: MeetingRecord,
    /// The text that was read.
    pub text: String,
}

pub(super) fn of_article(snapshot: &Snapshot, article: &ArticleRef) -> Result<FactsAnswer> {
    let answer = super::show::show(snapshot, article)?;
    Ok(FactsAnswer { id: answer.short_id, facts: answer.facts, text: answer.indexed.article.body })
}

/// Calls `take` with the facts of each item of files and folders, or with where one is that gives none, and why; ends
/// when `take` returns false.
pub fn facts_of_files(
    paths: &[PathBuf],
    options: &FactsOptions,
    take: &mut dyn FnMut(std::result::Result<FactsAnswer, (String, String)>) -> bool,
) -> Result<()> {
    if let Some(name) = options.encoding.as_deref().filter(|name| decode(b"", Some(name)).is_none()) {
        return Err(Error::EncodingUnknown { name: name.to_owned() });
    }
    let mut goes_on = true;
    for found in files(paths, &super::Archive::is_in) {
        match found {
            Ok(path) => {
                let read = ReadOptions { format: options.format, encoding: options.encoding.as_deref() };
                for_each_item(&path, read, &mut |item| {
                    let place = |item: &Item| item.place.to_string();
                    goes_on = take(match &item {
                        Ok(item) => facts_of(item, options).map_err(|why| (place(item), why)),
                        Err((place, skip)) => Err((place.to_string(), skip.to_string())),
                    });
                    goes_on
                });
            }
            Err((name, skip)) => goes_on = take(Err((name, skip.to_string()))),
        }
        if !goes_on {
            break;
        }
    }
    Ok(())
}

fn facts_of(item: &Item, options: &FactsOptions) -> std::result::Result<FactsAnswer, String> {
    let place = Path::new(&item.place.path);
    let stem = place.file_stem().map_or("-".into(), |stem| stem.to_string_lossy().into_owned());
    let id = if item.place.record > 0 { format!("{stem}:{}", item.place.record) } else { stem };
    // Copied text is read as it is, furniture included, so that spans are bytes of the file.
    if item.format == Format::Text {
        let metadata = Metadata { url: options.url.clone(), published: options.published, ..Metadata::default() };
        let text = match std::str::from_utf8(&item.bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => decode(&item.bytes, options.encoding.as_deref()).map(|decoded| decoded.text).unwrap_or_default(),
        };
        return Ok(FactsAnswer { id, facts: facts::read(&text, &metadata), text });
    }
    let provenance = item.provenance(options.encoding.as_deref());
    let Extracted { article, facts } = extract_safely(&item.bytes, &provenance).map_err(|skip| skip.to_string())?;
    Ok(FactsAnswer { id: article.key.unwrap_or(id), facts, text: article.body })
}
