//! A concordance: the keyword in the middle, aligned by width.

use std::io::{self, Write};

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::json::VERSION;
use super::messages::{self as say, Language, note_text};
use super::text::{marked, pad, shorten_to_width};
use super::{Answer, Shape, Style, Table, clean};
use crate::search::{ConcordanceAnswer, ConcordanceLine};

/// A keyword takes so many columns at most: forms with gaps are long.
const KEYWORD_COLUMNS_MAX: usize = 40;
/// So many continuations are shown to people; JSON has all that are counted.
const SHOWN_MAX: usize = 8;

impl ConcordanceLine {
    fn id(&self) -> String {
        format!("{}:{}", self.short_id, self.passage)
    }

    fn day(&self) -> String {
        self.published.map(|date| date.to_string()).unwrap_or_default()
    }
}

impl Answer for ConcordanceAnswer {
    const SHAPES: &'static [Shape] = &[Shape::Text, Shape::Object, Shape::Lines, Shape::Table];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let widest = |part: fn(&ConcordanceLine) -> &str, limit: usize| {
            self.lines.iter().map(|line| clean(part(line)).width()).max().unwrap_or(0).min(limit)
        };
        let place = |line: &ConcordanceLine| format!("{}  {}", line.id(), line.day());
        let keyword = widest(|line| &line.keyword, KEYWORD_COLUMNS_MAX);
        // On a terminal a line stays one line.
        let others = keyword + 4 + self.lines.iter().map(|line| place(line).width()).max().unwrap_or(0);
        let side = if style.cut { style.width.saturating_sub(others) / 2 } else { usize::MAX };
        let before = widest(|line| &line.before, side);
        let behind = widest(|line| &line.behind, side);
        for line in &self.lines {
            let left = last_columns(&clean(&line.before), before);
            let word = shorten_to_width(&clean(&line.keyword), KEYWORD_COLUMNS_MAX);
            let gap = " ".repeat(before - left.width());
            let rest = " ".repeat(keyword - word.width());
            let right = pad(&first_columns(&clean(&line.behind), behind), behind);
            writeln!(out, "{gap}{left}{}{rest}{right}  {}", marked(&word, style), place(line).trim_end())?;
        }
        let counts =
            [(say::HEAD_FORMS, &self.variants), (say::HEAD_BEHIND, &self.behind), (say::HEAD_BEFORE, &self.before)];
        let language = style.language;
        let label = counts.iter().map(|(head, _)| head.of(language).width()).max().unwrap_or(0);
        for (number, (head, counts)) in counts.into_iter().filter(|(_, counts)| !counts.is_empty()).enumerate() {
            if number == 0 && !self.lines.is_empty() {
                writeln!(out)?;
            }
            let shown = counts.iter().take(SHOWN_MAX).map(|(text, count)| format!("{} {count}", clean(text)));
            writeln!(out, "{}  {}", pad(head.of(language), label), shown.collect::<Vec<_>>().join(" · "))?;
        }
        Ok(())
    }

    fn object(&self, language: Language) -> Value {
        let counts = |counts: &[(String, u64)]| -> Vec<Value> {
            counts.iter().map(|(text, count)| json!({ "text": text, "count": count })).collect()
        };
        json!({
            "v": VERSION,
            "query": self.query,
            "read_as": self.read_as,
            "notes": self.notes.iter().map(|note| note_text(note, language)).collect::<Vec<_>>(),
            "articles": self.articles,
            "occurrences": self.occurrences,
            "lines": self.lines.iter().map(line_json).collect::<Vec<_>>(),
            "behind": counts(&self.behind),
            "before": counts(&self.before),
            "forms": counts(&self.variants),
        })
    }

    fn lines(&self, _: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.lines.iter().try_for_each(|one| line(line_json(one)))
    }

    fn table(&self) -> Table {
        let row = |line: &ConcordanceLine| {
            vec![
                line.short_id.clone(),
                line.passage.to_string(),
                line.day(),
                line.outlet.clone().unwrap_or_default(),
                line.speaker.clone().unwrap_or_default(),
                line.before.clone(),
                line.keyword.clone(),
                line.behind.clone(),
                line.title.clone(),
            ]
        };
        Table {
            header: &["id", "passage", "published", "outlet", "speaker", "before", "keyword", "behind", "title"],
            rows: self.lines.iter().map(row).collect(),
        }
    }
}

/// Returns the end of a text that fits so many columns.
fn last_columns(text: &str, columns: usize) -> String {
    let mut start = text.len();
    for (at, _) in text.char_indices().rev().take_while(|(at, _)| text[*at..].width() <= columns) {
        start = at;
    }
    text[start..].to_owned()
}

/// Returns the beginning of a text that fits so many columns.
fn first_columns(text: &str, columns: usize) -> String {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| text[..*end].width() <= columns).last().unwrap_or(0);
    text[..end].to_owned()
}

fn line_json(line: &ConcordanceLine) -> Value {
    json!({
        "v": VERSION,
        "id": line.short_id,
        "passage": line.passage,
        "published": line.published.map(|date| date.to_string()),
        "outlet": line.outlet,
        "title": line.title,
        "speaker": line.speaker,
        "before": line.before,
        "keyword": line.keyword,
        "behind": line.behind,
        "span": [line.span.start, line.span.end],
    })
}
