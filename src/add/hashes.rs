//! Tells articles and their revisions apart by what was extracted.

use sha2::{Digest, Sha256};

use crate::store::ArticleId;
use crate::article::Article;
use crate::fold::fold;

/// Hashes headline and body, blanks and folding aside: the same report saved twice is the same.
pub fn text_hash(article: &Article) -> ArticleId {
    let mut text = fold(&article.title);
    text.push('\n');
    text.extend(fold(&article.body).chars().filter(|c| !c.is_whitespace()));
    ArticleId::of(&text)
}

/// Hashes all that was extracted.
pub(super) fn content_hash(article: &Article) -> ArticleId {
    let mut hasher = Sha256::new();
    let mut feed = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    };
    let Article { key, title, original_title, outlet, source, channel, published, .. } = article;
    let Article { reporters, editors, url, tags, body, extra, cautions, .. } = article;
    for text in [key, original_title, outlet, source, channel, url] {
        feed(if text.is_some() { "+" } else { "-" });
        feed(text.as_deref().unwrap_or_default());
    }
    feed(title);
    feed(body);
    feed(&published.map(|date| date.to_string()).unwrap_or_default());
    for list in [reporters, editors, tags, cautions] {
        feed(&list.len().to_string());
        list.iter().for_each(|text| feed(text));
    }
    for (name, value) in extra {
        feed(name);
        feed(value);
    }
    ArticleId::from_digest(&hasher.finalize().into())
}
