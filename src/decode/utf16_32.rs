//! Texts in UTF-16 and UTF-32, with and without a mark, and in the mixture of UTF-16 and UTF-8 databases export.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::common_chars::everyday_share;
use super::{CHINESE_SHARE, Decoded, finish, strict};

/// How far a zero byte, which only these encodings have in a text, is looked for.
const SAMPLE_BYTES: usize = 4096;
/// Characters that occur in no text, but for ends of lines and pages.
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

/// A way to read bytes, if they are all a text in it.
type Way = fn(&[u8]) -> Option<Decoded>;

/// Recognizes what has zero bytes by reading its beginning: in the right way it is a text, in no other.
pub(super) fn without_mark(bytes: &[u8]) -> Option<Decoded> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    if !sample.contains(&0) {
        return None;
    }
    let ways: [Way; 4] = [
        |bytes| four_bytes(bytes, u32::from_le_bytes, "UTF-32LE"),
        |bytes| four_bytes(bytes, u32::from_be_bytes, "UTF-32BE"),
        |bytes| strict(bytes, UTF_16LE),
        |bytes| strict(bytes, UTF_16BE),
    ];
    let share_of = |way: Way| {
        // A character of two halves may be cut.
        let decoded = way(sample).or_else(|| way(sample.get(..sample.len().checked_sub(2)?)?))?;
        let ascii = decoded.text.bytes().filter(u8::is_ascii).count();
        let others = decoded.text.chars().count() - ascii;
        let share = everyday_share(&decoded.text);
        let is_text = !decoded.text.contains(is_control) && (share >= CHINESE_SHARE || others * 4 <= ascii);
        is_text.then_some((share, way))
    };
    let (_, way) = ways.into_iter().filter_map(share_of).max_by_key(|(share, _)| *share)?;
    way(bytes)
}

/// Reads CESU-8 (Unicode Technical Report 26), in which databases export rare characters: the two halves of UTF-16 of
/// one, each in three bytes. `None` where there are none, or something else is wrong.
pub(super) fn surrogates(bytes: &[u8]) -> Option<Decoded> {
    let half = |at: usize, first: std::ops::RangeInclusive<u8>| match bytes.get(at..at + 3)? {
        [0xed, b, c] if first.contains(b) && (0x80..0xc0).contains(c) => {
            Some(0xd000 | u16::from(b & 0x3f) << 6 | u16::from(c & 0x3f))
        }
        _ => None,
    };
    let (mut whole, mut done) = (Vec::with_capacity(bytes.len()), 0);
    for at in memchr::memchr_iter(0xed, bytes) {
        if at < done {
            continue;
        }
        if let (Some(high), Some(low)) = (half(at, 0xa0..=0xaf), half(at + 3, 0xb0..=0xbf)) {
            whole.extend_from_slice(&bytes[done..at]);
            whole.extend_from_slice(String::from_utf16(&[high, low]).ok()?.as_bytes());
            done = at + 6;
        }
    }
    whole.extend_from_slice(&bytes[done..]);
    let text = (done > 0).then(|| String::from_utf8(whole).ok())??;
    Some(finish(&text, "CESU-8", Vec::new()))
}

fn four_bytes(bytes: &[u8], number: fn([u8; 4]) -> u32, name: &'static str) -> Option<Decoded> {
    let (numbers, rest) = bytes.as_chunks::<4>();
    let text: String = numbers.iter().map(|bytes| char::from_u32(number(*bytes))).collect::<Option<_>>()?;
    rest.is_empty().then(|| finish(&text, name, Vec::new()))
}
