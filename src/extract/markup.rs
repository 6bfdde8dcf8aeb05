//! Looks at markup without parsing it: what would take a parser too long is found here, and read as text.

use crate::view::{REFERENCE_BYTES_MAX, reference};

/// Tags shorter than this, in bytes, are not searched for attributes.
const TAG_BYTES_MIN: usize = 2000;

/// Returns how deep the page's elements nest, counting those that never close.
pub(super) fn nesting(page: &str) -> usize {
    const VOID: &[&str] = &[
        "br", "img", "meta", "link", "input", "hr", "area", "base", "col", "embed", "param", "source", "track", "wbr",
        "p", "li", "td", "tr", "th", "option", "dd", "dt",
    ];
    let (mut depth, mut deepest, mut rest) = (0usize, 0usize, page);
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        let closing = rest.starts_with('/');
        let name = &rest[usize::from(closing)..];
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if length == 0 || !name.as_bytes()[0].is_ascii_alphabetic() {
            continue;
        }
        let name = name[..length].to_ascii_lowercase();
        if closing {
            depth = depth.saturating_sub(usize::from(!VOID.contains(&name.as_str())));
        } else if !VOID.contains(&name.as_str()) {
            if matches!(name.as_str(), "script" | "style") {
                let end = rest.find(if name == "script" { "</script" } else { "</style" });
                rest = end.map_or("", |end| &rest[end + 2..]);
                continue;
            }
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// Returns at least the most attributes an element has, counted by their `=`.
pub(super) fn attributes(page: &str) -> usize {
    let tags = page.split('<').skip(1).filter(|tag| tag.len() > TAG_BYTES_MIN);
    tags.map(|tag| tag.split('>').next().unwrap_or_default().matches('=').count()).max().unwrap_or(0)
}

/// Returns the number of the page's tags and character references.
pub(super) fn tag_count(page: &str) -> usize {
    memchr::memchr2_iter(b'<', b'&', page.as_bytes()).count()
}

/// Returns the text of a page too deep to parse, tags taken for line ends.
pub(super) fn without_tags(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let tag = &rest[at + 1..];
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            text.push('<');
            rest = tag;
            continue;
        }
        let skip_to =
            ["script", "style"].iter().find(|name| tag.get(..name.len()).is_some_and(|t| t.eq_ignore_ascii_case(name)));
        let end = match skip_to {
            Some(name) => tag.find(&format!("</{name}")).map(|end| end + 2 + tag[end + 2..].find('>').unwrap_or(0)),
            None => memchr::memchr(b'>', tag.as_bytes()),
        };
        match end {
            Some(end) => rest = tag.get(end + 1..).unwrap_or_default(),
            None => {
                rest = "";
                break;
            }
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }
    text.push_str(rest);
    resolve_references(text)
}

/// Puts characters in the place of references: `&ldquo;`, `&#8220;`, `&#x201c;`. What is none stays as it is.
pub(super) fn resolve_references(text: String) -> String {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return text;
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        resolved.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(REFERENCE_BYTES_MAX).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, reference(&rest[..end])?))) {
            Some((end, character)) => {
                resolved.push(character);
                rest = &rest[end + 1..];
            }
            None => resolved.push('&'),
        }
    }
    resolved.push_str(rest);
    resolved
}

/// Turns left-over markup of a copied page into lines: `<p>`, `<br>`, table marks.
pub(super) fn without_markup(text: &str) -> std::borrow::Cow<'_, str> {
    let has_tags = ["</p>", "<br", "</div>", "</strong>", "<p>"].iter().any(|tag| text.contains(tag));
    if !has_tags {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        let tag = &rest[at..];
        let end = tag.find('>').filter(|end| *end <= 300 && is_tag(&tag[1..*end]));
        let Some(end) = end else {
            plain.push('<');
            rest = &tag[1..];
            continue;
        };
        if ["<p", "</p", "<br", "<div", "</div", "<tr", "<li", "</li"]
            .iter()
            .any(|block| tag.to_ascii_lowercase().starts_with(block))
        {
            plain.push('\n');
        }
        rest = &tag[end + 1..];
    }
    plain.push_str(rest);
    resolve_references(plain).into()
}

fn is_tag(inner: &str) -> bool {
    let name = inner.trim_start_matches('/');
    name.starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters() {
        let check = |text: &str, expected: &str| assert_eq!(resolve_references(text.to_owned()), expected);
        check("&ldquo;会议&rdquo;&#12290;&#x3002;A&amp;B", "“会议”。。A&B");
        check("a & b &unknown; &; &#0; &#xd800; &", "a & b &unknown; &; &#0; &#xd800; &");
    }

    #[test]
    fn tags_become_line_ends() {
        let check = |page: &str, expected: &str| assert_eq!(without_tags(page), expected);
        check("<p>3 < 5</p><script>var a = '<b>';</script>会议<br>&lt;召开", "3 < 5\n会议\n<召开");
        check("会议<p ", "会议");
    }
}
