//! Texts of two or four bytes a character, with and without a mark.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::everyday::everyday_share;
use super::{CHINESE_SHARE, Decoded, finish, strict};

/// How far a zero byte, which only these encodings have in a text, is looked for.
const SAMPLE_BYTES: usize = 4096;
/// Characters that stand in no text, but for ends of lines and pages.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')
}

/// Reads UTF-32, which begins with its mark, and which `encoding_rs` does not know.
pub(super) fn with_mark(bytes: &[u8]) -> Option<Decoded> {
    match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => four_bytes(rest, u32::from_le_bytes, "UTF-32LE"),
        [0, 0, 0xfe, 0xff, rest @ ..] => four_bytes(rest, u32::from_be_bytes, "UTF-32BE"),
        _ => None,
    }
}

/// Recognizes what has zero bytes by reading it: in the right way it is a text, in no other.
pub(super) fn without_mark(bytes: &[u8]) -> Option<Decoded> {
    if !bytes[..bytes.len().min(SAMPLE_BYTES)].contains(&0) {
        return None;
    }
    let readings = [
        four_bytes(bytes, u32::from_le_bytes, "UTF-32LE"),
        four_bytes(bytes, u32::from_be_bytes, "UTF-32BE"),
        strict(bytes, UTF_16LE),
        strict(bytes, UTF_16BE),
    ];
    let likely = |decoded: &Decoded| {
        let ascii = decoded.text.bytes().filter(u8::is_ascii).count();
        let others = decoded.text.chars().count() - ascii;
        !decoded.text.contains(is_control) && (everyday_share(&decoded.text) >= CHINESE_SHARE || others * 4 <= ascii)
    };
    readings.into_iter().flatten().filter(likely).max_by_key(|decoded| everyday_share(&decoded.text))
}

fn four_bytes(bytes: &[u8], number: fn([u8; 4]) -> u32, name: &'static str) -> Option<Decoded> {
    let (numbers, rest) = bytes.as_chunks::<4>();
    let text: String = numbers.iter().map(|bytes| char::from_u32(number(*bytes))).collect::<Option<_>>()?;
    rest.is_empty().then(|| finish(&text, name, Vec::new()))
}
