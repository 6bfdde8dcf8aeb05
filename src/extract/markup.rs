//! Looks at markup without parsing it: what would take a parser too long is found here, and read as text.

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

/// Returns the text of a page too deep to parse, tags taken for line ends.
pub(super) fn without_tags(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = &rest[at + 1..];
        let skip_to =
            ["script", "style"].iter().find(|name| tag.get(..name.len()).is_some_and(|t| t.eq_ignore_ascii_case(name)));
        let end = match skip_to {
            Some(name) => tag.find(&format!("</{name}")).map(|end| end + 2 + tag[end + 2..].find('>').unwrap_or(0)),
            None => tag.find('>'),
        };
        match end {
            Some(end) => rest = tag.get(end + 1..).unwrap_or_default(),
            None => return text,
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    text + rest
}
