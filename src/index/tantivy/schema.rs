//! The fields of the index, and what it says it was made with.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::directory::error::OpenReadError;
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::FOLDER_NAME;
use super::analyzer::{CharacterTokenizer, SoundTokenizer, WordTokenizer};
use super::directory::WritingDirectory;
use crate::error::{Error, IndexError, IndexPart, Result};
use crate::facts::RULES_VERSION;
use crate::store::Settings;
use crate::tokenizer::identity;

/// The layout of the fields. A change asks for a rebuild.
pub(super) const INDEX_FORMAT: u32 = 5;

/// What the commit payload says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Payload {
    pub(super) format: u32,
    pub(super) tokenizer: String,
    /// The version of the rules that read the facts.
    #[serde(default)]
    pub(super) rules: u32,
    pub(super) sequence: u64,
    /// What the store's file looked like then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fingerprint: Option<String>,
    /// The user words it was cut with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) words: Vec<String>,
    #[serde(default, skip_serializing_if = "PayloadSettings::is_empty")]
    pub(super) settings: PayloadSettings,
}

/// [`Settings`] as they are in the payload.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PayloadSettings {
    #[serde(default)]
    aliases: Vec<Vec<String>>,
    #[serde(default)]
    saved: BTreeMap<String, String>,
    #[serde(default)]
    words: Vec<String>,
}

impl PayloadSettings {
    fn is_empty(&self) -> bool {
        *self == PayloadSettings::default()
    }
}

impl From<Settings> for PayloadSettings {
    fn from(settings: Settings) -> PayloadSettings {
        let Settings { aliases, saved, words } = settings;
        PayloadSettings { aliases, saved, words }
    }
}

impl From<PayloadSettings> for Settings {
    fn from(settings: PayloadSettings) -> Settings {
        let PayloadSettings { aliases, saved, words } = settings;
        Settings { aliases, saved, words }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) id: Field,
    pub(super) words: Field,
    pub(super) characters: Field,
    pub(super) outlet: Field,
    pub(super) source: Field,
    pub(super) tag: Field,
    pub(super) published: Field,
    pub(super) added: Field,
    pub(super) head: Field,
    pub(super) publisher: Field,
    pub(super) chars: Field,
    pub(super) passages: Field,
    pub(super) bounds: Field,
    pub(super) sounds: Field,
    pub(super) facts: Field,
    pub(super) event: Field,
    pub(super) record: Field,
}

/// The fields that decide which articles meet a condition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Searched {
    pub(super) characters: Field,
    pub(super) sounds: Field,
    pub(super) facts: Field,
}

impl Fields {
    pub(super) fn searched(&self) -> Searched {
        Searched { characters: self.characters, sounds: self.sounds, facts: self.facts }
    }
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexed = |tokenizer: &str, option, norms| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(norms);
        TextOptions::default().set_indexing_options(indexing)
    };
    let number = || NumericOptions::default().set_fast();
    let fields = Fields {
        id: builder.add_text_field("id", STRING),
        words: builder.add_text_field("words", indexed("words", IndexRecordOption::WithFreqs, true)),
        characters: builder
            .add_text_field("characters", indexed("characters", IndexRecordOption::WithFreqsAndPositions, false)),
        outlet: builder.add_text_field("outlet", STRING),
        source: builder.add_text_field("source", STRING),
        tag: builder.add_text_field("tag", STRING),
        published: builder.add_u64_field("published", number()),
        added: builder.add_i64_field("added", number()),
        head: builder.add_u64_field("head", number()),
        publisher: builder.add_text_field("publisher", TextOptions::default().set_fast("raw")),
        chars: builder.add_u64_field("chars", number()),
        passages: builder.add_u64_field("passages", number()),
        bounds: builder.add_u64_field("bounds", number()),
        sounds: builder.add_text_field("sounds", indexed("sounds", IndexRecordOption::WithFreqsAndPositions, false)),
        facts: builder.add_text_field("facts", STRING),
        event: builder.add_u64_field("event", number()),
        record: builder.add_bytes_field("record", BytesOptions::default().set_stored()),
    };
    (builder.build(), fields)
}

pub(super) fn open_tantivy(path: &Path) -> Result<tantivy::Index> {
    let index = tantivy::Index::open(WritingDirectory::open(path)?)?;
    let words = payload_of(&index)?.map(|payload| payload.words).unwrap_or_default();
    register(&index, &words);
    Ok(index)
}

pub(super) fn register(index: &tantivy::Index, user_words: &[String]) {
    index.tokenizers().register("words", WordTokenizer::with(user_words));
    index.tokenizers().register("characters", CharacterTokenizer::default());
    index.tokenizers().register("sounds", SoundTokenizer::default());
}

pub(super) fn payload_of(index: &tantivy::Index) -> Result<Option<Payload>> {
    let unreadable = |error| tantivy::TantivyError::InternalError(format!("its state cannot be read: {error}"));
    // None: nothing was ever committed. One that cannot be read is not the same.
    let payload = index.load_metas()?.payload;
    Ok(payload.map(|text| serde_json::from_str(&text).map_err(unreadable)).transpose()?)
}

/// An index with other fields than these was made by another program.
pub(super) fn same_fields(dir: &Path, index: &tantivy::Index) -> Result<()> {
    if index.schema() == schema().0 {
        return Ok(());
    }
    Err(Error::IndexUnusable { dir: dir.to_path_buf(), why: "it has other fields than this program knows".into() })
}

pub(super) fn unusable(dir: &Path, error: &Error) -> Error {
    // A file no one lets us read is not damaged.
    if let Error::Index(IndexError(tantivy::TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }))) =
        error
        && io_error.kind() == std::io::ErrorKind::PermissionDenied
    {
        let source = std::io::Error::from(io_error.kind());
        return Error::File { path: dir.join(FOLDER_NAME).join(filepath), source };
    }
    let why = error.to_string();
    Error::IndexUnusable { dir: dir.to_path_buf(), why: why.trim_start_matches("search index: ").to_owned() }
}

pub(super) fn usable(dir: &Path, payload: Option<Payload>) -> Result<Option<Payload>> {
    // Nothing was ever committed.
    let Some(payload) = payload else { return Ok(None) };
    let (of, found, known) = if payload.format != INDEX_FORMAT {
        (IndexPart::Format, payload.format.to_string(), INDEX_FORMAT.to_string())
    } else if payload.tokenizer != identity() {
        (IndexPart::Tokenizer, payload.tokenizer, identity())
    } else if payload.rules != RULES_VERSION {
        (IndexPart::Rules, payload.rules.to_string(), RULES_VERSION.to_string())
    } else {
        return Ok(Some(payload));
    };
    Err(Error::IndexOutdated { dir: dir.to_path_buf(), of, found, known })
}

/// The first 64 bits of an id: orders articles as their ids do.
pub(super) fn head(id: &str) -> u64 {
    id.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_of_another_version_says_what_is_another() {
        let now = Payload {
            format: INDEX_FORMAT,
            tokenizer: identity(),
            rules: RULES_VERSION,
            sequence: 0,
            fingerprint: None,
            words: Vec::new(),
            settings: PayloadSettings::default(),
        };
        let of = |payload: &Payload| match usable(Path::new("a"), Some(payload.clone())) {
            Err(Error::IndexOutdated { of, found, .. }) => Some((of, found)),
            _ => None,
        };
        assert_eq!(of(&now), None);
        assert_eq!(of(&Payload { format: 4, ..now.clone() }), Some((IndexPart::Format, "4".into())));
        assert_eq!(of(&Payload { rules: 1, ..now.clone() }), Some((IndexPart::Rules, "1".into())));
        assert_eq!(of(&Payload { tokenizer: "x".into(), ..now }), Some((IndexPart::Tokenizer, "x".into())));
    }
}
