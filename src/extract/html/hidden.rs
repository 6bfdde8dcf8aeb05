//! Texts that a page has where a parser does not look.

use dom_query::Document;

use super::ARTICLE_CHARS_MIN;
use super::boxes::prose;

/// Texts that pages hide from a parser: frames, shadow roots, what browsers without scripts see, editors' fields.
fn hidden_texts(document: &Document) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for frame in document.select("iframe, frame, embed, object").iter() {
        found.extend(frame.attr("srcdoc").map(|text| text.to_string()));
        let source = frame.attr("src").or_else(|| frame.attr("data")).unwrap_or_default();
        found.extend(of_data_address(&source));
    }
    for element in
        document.select("noscript, textarea, template, script[type='text/html'], script[type='text/template']").iter()
    {
        let inner = element.inner_html();
        // Where scripts run, a parser takes these for text.
        let text = if inner.contains("&lt;") { element.text() } else { inner };
        found.push(text.to_string());
    }
    found
}

/// Returns the page in an address `data:text/html;charset=…,…`.
fn of_data_address(address: &str) -> Option<String> {
    let (kind, data) = address.strip_prefix("data:")?.split_once(',')?;
    if !kind.is_empty() && !kind.starts_with("text/") {
        return None;
    }
    let bytes = if kind.ends_with(";base64") {
        data_encoding::BASE64_MIME_PERMISSIVE.decode(data.as_bytes()).ok()?
    } else {
        percent_decoded(data)
    };
    let charset = kind.split(';').find_map(|part| part.trim().strip_prefix("charset="));
    Some(crate::decode::decode_likely(&bytes, charset).text)
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    decoded
}

/// Returns the hidden text that has more prose than the page shows, as a page.
pub(super) fn hidden_page(document: &Document, shown: usize) -> Option<String> {
    let prose_of = |text: &String| document_prose(&Document::from(text.as_str()));
    let texts = hidden_texts(document);
    let ranked = texts.into_iter().map(|text| (prose_of(&text), text));
    ranked
        .filter(|(prose, _)| *prose > shown.max(ARTICLE_CHARS_MIN / 2))
        .max_by_key(|(prose, _)| *prose)
        .map(|(_, text)| text)
}

fn document_prose(document: &Document) -> usize {
    document.body().map_or(0, |body| prose(&body))
}
