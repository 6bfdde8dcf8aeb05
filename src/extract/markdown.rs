//! Reads notes with the marks of Markdown, and the fields that note programs keep in front of them.

use serde_json::Value;

use super::{Skip, record, text};
use crate::article::Article;

/// Returns whether a text begins with fields: lines of `name: value` between lines of `---`.
pub(super) fn has_fields(text: &str) -> bool {
    split(text).is_some_and(|(fields, _)| fields.lines().filter(|line| line.contains(':')).count() > 0)
}

/// Splits what is in front and the note.
fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start().strip_prefix("---")?.trim_start_matches([' ', '\r']).strip_prefix('\n')?;
    let end = rest.match_indices("\n---").map(|(at, _)| at).next()?;
    let behind = &rest[end + 4..];
    Some((&rest[..end], behind.split_once('\n').map_or("", |(_, note)| note)))
}

pub(super) fn extract(note: &str) -> Result<Article, Skip> {
    let (fields, note) = split(note).unwrap_or(("", note));
    let mut article = text::extract(&without_marks(note))?;
    let fields = fields_of(fields);
    if fields.is_empty() {
        return Ok(article);
    }
    let named = record::fields_of_note(fields);
    if !named.title.is_empty() {
        // The headline is not in the text a second time.
        article.title.clone_from(&named.title);
        article.body = article.body.strip_prefix(&format!("{}\n", named.title)).unwrap_or(&article.body).to_owned();
    }
    let Article {
        key,
        title: _,
        original_title,
        outlet,
        source,
        channel,
        published,
        published_as: _,
        reporters,
        editors,
        url,
        tags,
        body: _,
        extra,
        cautions,
    } = named;
    article.key = key;
    article.original_title = original_title.or(article.original_title);
    article.outlet = outlet.or(article.outlet);
    article.source = source.or(article.source);
    article.channel = channel.or(article.channel);
    article.published = published.or(article.published);
    article.url = url.or(article.url);
    article.tags = tags;
    article.extra = extra;
    article.cautions.extend(cautions);
    if !reporters.is_empty() {
        article.reporters = reporters;
    }
    if !editors.is_empty() {
        article.editors = editors;
    }
    Ok(article)
}

/// Reads `name: value`, `name: [a, b]` and lists of `- a` below a name.
fn fields_of(text: &str) -> Vec<(String, Value)> {
    let mut fields: Vec<(String, Value)> = Vec::new();
    let bare = |value: &str| value.trim().trim_matches(['"', '\'']).to_owned();
    for line in text.lines() {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            match fields.last_mut() {
                Some((_, Value::Array(items))) => items.push(bare(item).into()),
                Some((_, value)) if value.as_str() == Some("") => *value = Value::Array(vec![bare(item).into()]),
                _ => {}
            }
        } else if let Some((name, value)) = line.split_once(':').filter(|(name, _)| !name.starts_with([' ', '#'])) {
            let value = value.trim();
            let list = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
            let value = match list {
                Some(items) => Value::Array(items.split(',').map(|item| bare(item).into()).collect()),
                None => bare(value).into(),
            };
            fields.push((name.trim().to_owned(), value));
        }
    }
    fields
}

/// Removes the marks of Markdown: headings, emphasis, links, lists, quotations.
fn without_marks(note: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut fenced = false;
    for line in note.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        let is_rule = trimmed.len() >= 3 && trimmed.chars().all(|c| matches!(c, '-' | '*' | '_' | ' ' | '|' | ':'));
        if is_rule && !fenced {
            continue;
        }
        let hashes = trimmed.chars().take_while(|c| *c == '#').count();
        let bare = match hashes {
            1..=6 if trimmed[hashes..].starts_with(' ') => trimmed[hashes..].trim().trim_end_matches('#').trim_end(),
            _ => trimmed.trim_start_matches("> ").trim_start_matches('>'),
        };
        let bare = ["- ", "* ", "+ "].iter().find_map(|mark| bare.strip_prefix(mark)).unwrap_or(bare);
        lines.push(if fenced { line.to_owned() } else { without_inline_marks(bare) });
    }
    lines.join("\n")
}

fn without_inline_marks(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['[', '*', '_', '`', '!', '\\']) {
        text.push_str(&rest[..at]);
        let (mark, behind) = (&rest[at..], &rest[at + 1..]);
        if mark.starts_with('\\') {
            let escaped: String = behind.chars().take(1).collect();
            rest = &behind[escaped.len()..];
            text.push_str(&escaped);
        } else if let Some((label, address)) = link(mark.strip_prefix('!').unwrap_or(mark)) {
            if !mark.starts_with('!') {
                text.push_str(&without_inline_marks(label));
            }
            rest = address;
        } else if let Some(stripped) = ["**", "__", "`", "*"].iter().find_map(|emphasis| {
            let inner = mark.strip_prefix(emphasis)?;
            inner.contains(emphasis).then_some((emphasis, inner))
        }) {
            let (emphasis, inner) = stripped;
            let (inside, after) = inner.split_once(emphasis).unwrap_or((inner, ""));
            text.push_str(&without_inline_marks(inside));
            rest = after;
        } else {
            let c: String = mark.chars().take(1).collect();
            text.push_str(&c);
            rest = &mark[c.len()..];
        }
    }
    text.push_str(rest);
    text
}

/// Reads `[label](address)`: returns the label and what is behind.
fn link(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, behind) = rest.split_once(')')?;
    let is_address = !address.contains(char::is_whitespace) || address.contains(" \"");
    (is_address && !label.contains('[')).then_some((label, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_front_and_marks() {
        let note = "---\ntitle: 市委召开会议\ndate: 2024-06-19\ntags: [防汛, 会议]\nauthor:\n  - 周文博\n---\n\n# 市委召开会议\n\n6月18日，市委召开会议，**压实**[责任](https://a.example/)。\n\n- 会议强调，`要`抓好落实。\n";
        let article = extract(note).expect("an article");
        assert_eq!(article.title, "市委召开会议");
        assert_eq!(article.body, "6月18日，市委召开会议，压实责任。\n会议强调，要抓好落实。");
        assert_eq!(article.published.map(|date| date.to_string()).as_deref(), Some("2024-06-19"));
        assert_eq!(
            (article.tags, article.reporters),
            (vec!["防汛".to_owned(), "会议".to_owned()], vec!["周文博".to_owned()])
        );
        assert!(has_fields(note) && !has_fields("---\n会议\n---\n"));
    }
}
