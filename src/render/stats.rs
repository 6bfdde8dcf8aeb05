//! What an archive contains, in numbers.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::coverage::{coverage_json, coverage_text};
use super::json::VERSION;
use super::messages::{self as say, Language};
use super::{Answer, Shape, Style, clean, pad};
use crate::article::PartialDate;
use crate::service::Stats;

/// Outlets that are named for people.
const OUTLETS_SHOWN: usize = 10;

impl Answer for Stats {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let date = |date: Option<PartialDate>| date.map_or("-".into(), |date| date.to_string());
        let (totals, words) = (&self.totals, style.language);
        let revisions = say::STATS_REVISIONS.with(words, &[&totals.articles, &self.revisions]);
        let span = say::STATS_SPAN.with(words, &[&date(totals.first), &date(totals.last), &totals.undated]);
        let sizes = [size(self.store_bytes_on_disk), size(self.index_bytes_on_disk)];
        let sizes = say::STATS_SIZES.with(words, &[&sizes[0], &sizes[1], &self.segments]);
        let lines = [
            (say::STATS_ARTICLES, revisions),
            (say::STATS_PASSAGES, totals.passages.to_string()),
            (say::STATS_CHARACTERS, totals.chars.to_string()),
            (say::STATS_DATES, span),
            (say::STATS_ORIGINALS, say::STATS_PACKED.with(words, &[&size(self.original_bytes)])),
            (say::STATS_DISK, sizes),
            (say::STATS_FORMAT, self.format.to_string()),
            (say::STATS_DICTIONARY, self.tokenizer.clone()),
            (say::STATS_BY_HAND, say::STATS_CORRECTED.with(words, &[&self.corrected, &self.with_cautions])),
            (say::STATS_OUTLETS, self.outlets.len().to_string()),
        ];
        coverage_text(out, &self.coverage, style)?;
        for (heading, value) in lines {
            writeln!(out, "{}{value}", pad(heading.of(words), 13))?;
        }
        for (name, articles) in self.outlets.iter().take(OUTLETS_SHOWN) {
            writeln!(out, "  {articles:>8}  {}", clean(name))?;
        }
        Ok(())
    }

    fn object(&self, _: Language) -> Value {
        let totals = &self.totals;
        let outlets = self.outlets.iter().map(|(name, articles)| json!({ "outlet": name, "articles": articles }));
        json!({
            "v": VERSION,
            "articles": totals.articles,
            "passages": totals.passages,
            "chars": totals.chars,
            "first": totals.first.map(|date| date.to_string()),
            "last": totals.last.map(|date| date.to_string()),
            "undated": totals.undated,
            "revisions": self.revisions,
            "original_bytes": self.original_bytes,
            "store_bytes_on_disk": self.store_bytes_on_disk,
            "index_bytes_on_disk": self.index_bytes_on_disk,
            "segments": self.segments,
            "format": self.format,
            "tokenizer": self.tokenizer,
            "rules_version": self.rules_version,
            "facts": coverage_json(&self.coverage),
            "corrected": self.corrected,
            "with_cautions": self.with_cautions,
            "outlets": outlets.collect::<Vec<_>>(),
        })
    }
}

/// A size as people read it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
