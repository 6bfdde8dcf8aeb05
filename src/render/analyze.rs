//! How a text is folded, tokenized and read.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::facts::{facts_json, facts_text};
use super::json::VERSION;
use super::messages::{self as say, Language, note_text};
use super::text::wrap_words;
use super::{Answer, Shape, Style, clean, pad, wrap};
use crate::facts::RuleUse;
use crate::service::Analysis;

const HEADING_COLUMNS: usize = 9;

impl Answer for Analysis {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let language = style.language;
        let notes: Vec<String> = self.notes.iter().map(|note| note_text(note, language)).collect();
        let columns = style.width.saturating_sub(HEADING_COLUMNS);
        let words = |words: &[String]| wrap_words(&words.iter().map(|word| clean(word)).collect::<Vec<_>>(), columns);
        let line = |text: &str| wrap(&clean(text), columns);
        let mut lines = vec![
            (say::ANALYZE_FOLDED, line(&self.folded)),
            (say::ANALYZE_WORDS, words(&self.words)),
            (say::ANALYZE_INDEXED, words(&self.indexed)),
            (say::ANALYZE_QUERY, line(&self.query)),
        ];
        if self.read_as != self.query {
            lines.push((say::ANALYZE_READ_AS, line(&self.read_as)));
        }
        lines.push((say::ANALYZE_NOTES, line(&notes.join("; "))));
        for (heading, lines) in lines {
            for (number, line) in lines.iter().enumerate() {
                let heading = if number == 0 { heading.of(language) } else { "" };
                writeln!(out, "{}{line}", pad(heading, HEADING_COLUMNS))?;
            }
        }
        if let Some((record, rules)) = &self.facts {
            writeln!(out)?;
            facts_text(out, record, &self.text, style)?;
            writeln!(out)?;
            let width = rules.iter().map(|rule| rule.field.len()).max().unwrap_or(0) + 2;
            let rules_width = rules.iter().map(|rule| rule.rule.len()).max().unwrap_or(0) + 2;
            for used in rules {
                let line = format!("{}{}{}", pad(used.field, width), pad(used.rule, rules_width), clean(&used.value));
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }

    fn object(&self, language: Language) -> Value {
        let mut value = json!({
            "v": VERSION,
            "text": self.text,
            "folded": self.folded,
            "words": self.words,
            "indexed": self.indexed,
            "query": self.query,
            "read_as": self.read_as,
            "notes": self.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
        });
        if let Some((record, rules)) = &self.facts {
            let used = |used: &RuleUse| match used.value.as_str() {
                "" => json!({ "field": used.field, "rule": used.rule }),
                value => json!({ "field": used.field, "rule": used.rule, "value": value }),
            };
            value["facts"] = facts_json(record, &self.text);
            value["rules"] = rules.iter().map(used).collect();
        }
        value
    }
}
