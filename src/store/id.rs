//! What an article is called.

use sha2::{Digest, Sha256};

/// An article's full id: the first half of a SHA-256, written as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(pub [u8; 16]);

impl ArticleId {
    /// Returns the id of an identity: an address, or what else tells one article from all others.
    pub fn of(identity: &str) -> ArticleId {
        ArticleId::from_digest(&Sha256::digest(identity.as_bytes()).into())
    }

    /// Returns the first half of a SHA-256.
    pub fn from_digest(digest: &[u8; 32]) -> ArticleId {
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        ArticleId(id)
    }

    /// Reads 32 hexadecimal digits.
    pub fn parse(hex: &str) -> Option<ArticleId> {
        let mut id = [0; 16];
        if hex.len() != 32 || !hex.is_ascii() {
            return None;
        }
        for (byte, at) in id.iter_mut().zip((0..32).step_by(2)) {
            *byte = u8::from_str_radix(&hex[at..at + 2], 16).ok()?;
        }
        Some(ArticleId(id))
    }
}

impl std::fmt::Display for ArticleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
