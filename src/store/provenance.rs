//! How an original is read, as text beside it.

use crate::article::PartialDate;
use crate::extract::{Format, Provenance};

impl Provenance {
    /// Returns it as JSON, the same for the same.
    pub fn to_json(&self) -> serde_json::Value {
        object_of(self)
    }

    /// Reads what [`Provenance::to_json`] gave.
    pub fn from_json(object: &serde_json::Value) -> Option<Provenance> {
        of_object(object)
    }
}

/// Writes it as text, the same for the same.
pub(super) fn provenance_text(provenance: &Provenance) -> String {
    object_of(provenance).to_string()
}

/// Reads what [`provenance_text`] wrote.
pub(super) fn read_provenance(text: &str) -> Option<Provenance> {
    of_object(&serde_json::from_str(text).ok()?)
}

fn object_of(provenance: &Provenance) -> serde_json::Value {
    let mut object = serde_json::Map::new();
    object.insert("format".into(), provenance.format.name().into());
    if let Some(encoding) = &provenance.encoding {
        object.insert("encoding".into(), encoding.clone().into());
    }
    if let Some(encoding) = &provenance.file_encoding {
        object.insert("file_encoding".into(), encoding.clone().into());
    }
    if !provenance.columns.is_empty() {
        let columns = provenance.columns.iter().map(|(field, column)| vec![field.clone(), column.clone()]);
        object.insert("columns".into(), columns.collect::<Vec<_>>().into());
    }
    if let Some(source) = &provenance.source {
        object.insert("source".into(), source.clone().into());
    }
    if let Some(date) = &provenance.published {
        object.insert("published".into(), date.to_string().into());
    }
    if let Some(url) = &provenance.url {
        object.insert("url".into(), url.clone().into());
    }
    if let Some(title) = &provenance.title {
        object.insert("title".into(), title.clone().into());
    }
    serde_json::Value::Object(object)
}

fn of_object(object: &serde_json::Value) -> Option<Provenance> {
    let text_of = |name: &str| object.get(name).and_then(|value| value.as_str());
    let pairs = object.get("columns").and_then(|value| value.as_array()).into_iter().flatten();
    Some(Provenance {
        format: Format::named(text_of("format")?)?,
        encoding: text_of("encoding").map(str::to_owned),
        file_encoding: text_of("file_encoding").map(str::to_owned),
        columns: pairs
            .map(|pair| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned())))
            .collect::<Option<_>>()?,
        source: text_of("source").map(str::to_owned),
        published: text_of("published").and_then(PartialDate::parse),
        url: text_of("url").map(str::to_owned),
        title: text_of("title").map(str::to_owned),
    })
}
