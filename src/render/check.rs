//! What a check or a repair found.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::VERSION;
use super::messages::{self as say, Language, count_of};
use super::reasons::reason_in;
use super::{Answer, Shape, Style, clean};
use crate::service::{CheckReport, Finding, Repair, RepairReport};

/// Ids that are named for people.
const IDS_SHOWN: usize = 10;

impl Answer for CheckReport {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        self.findings.iter().try_for_each(|finding| write_finding(out, finding, style))?;
        if self.findings.is_empty() {
            let megabytes = format!("{:.1}", self.bytes as f64 / 1e6);
            writeln!(out, "{}", say::CHECKED.with(style.language, &[&self.articles, &megabytes]))?;
        }
        Ok(())
    }

    fn object(&self, _: Language) -> Value {
        let findings = self.findings.iter().map(|finding| {
            json!({
                "file": finding.file.display().to_string(),
                "what": finding.what,
                "full_ids": finding.articles,
            })
        });
        json!({
            "v": VERSION,
            "ok": self.findings.is_empty(),
            "full": self.full,
            "articles": self.articles,
            "bytes": self.bytes,
            "behind": self.behind,
            "findings": findings.collect::<Vec<_>>(),
        })
    }
}

fn write_finding(out: &mut dyn Write, finding: &Finding, style: Style) -> io::Result<()> {
    let (file, what) = (finding.file.display().to_string(), reason_in(&finding.what, style.language));
    writeln!(out, "{}", clean(&say::PLACE.with(style.language, &[&file, &what])))?;
    let shown: Vec<&str> = finding.articles.iter().take(IDS_SHOWN).map(String::as_str).collect();
    if !shown.is_empty() {
        let count = count_of(finding.articles.len() as u64, say::ARTICLE, say::ARTICLES, style.language);
        let more = if finding.articles.len() > shown.len() { " …" } else { "" };
        let ids = format!("{}{more}", shown.join(" "));
        writeln!(out, "  {}", say::CONCERNED.with(style.language, &[&count, &ids]))?;
    }
    Ok(())
}

impl Answer for RepairReport {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let language = style.language;
        for action in &self.done {
            let text = match action {
                Repair::Nothing => say::REPAIR_NOTHING.of(language).to_owned(),
                Repair::IndexBuilt => say::REPAIR_INDEX.of(language).to_owned(),
                Repair::ChecksumsMade => say::REPAIR_SUMS.of(language).to_owned(),
                Repair::StoreRestored => say::REPAIR_MENDED.of(language).to_owned(),
                Repair::StoreSalvaged(path) => say::REPAIR_STORE.with(language, &[&path.display()]),
            };
            writeln!(out, "{}", clean(&text))?;
        }
        writeln!(out, "{}", count_of(self.articles, say::ARTICLE, say::ARTICLES, language))?;
        for (text, ids) in [(say::REPAIR_TEXTS, &self.texts_only), (say::REPAIR_LOST, &self.lost)] {
            if !ids.is_empty() {
                writeln!(out, "{}", text.with(language, &[&ids.len()]))?;
                ids.iter().try_for_each(|id| writeln!(out, "  {id}"))?;
            }
        }
        Ok(())
    }

    fn object(&self, _: Language) -> Value {
        let done = self.done.iter().map(|action| match action {
            Repair::Nothing => ("nothing", None),
            Repair::IndexBuilt => ("index_built", None),
            Repair::ChecksumsMade => ("checksums_made", None),
            Repair::StoreRestored => ("store_restored", None),
            Repair::StoreSalvaged(path) => ("store_salvaged", Some(path.display().to_string())),
        });
        json!({
            "v": VERSION,
            "done": done.map(|(action, kept)| json!({ "action": action, "damaged_file": kept })).collect::<Vec<_>>(),
            "articles": self.articles,
            "texts_only_full_ids": self.texts_only,
            "lost_full_ids": self.lost,
        })
    }
}
