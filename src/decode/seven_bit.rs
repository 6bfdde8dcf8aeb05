//! Encodings that write Chinese and Japanese in ASCII: HZ, UTF-7 and ISO-2022-JP, of old mail and newsgroups.

use data_encoding::{BASE64_NOPAD, BitOrder, Encoding, Specification};
use encoding_rs::{GBK, ISO_2022_JP};
use std::sync::LazyLock;

use super::common_chars::everyday_share;
use super::{CHINESE_SHARE, Decoded, finish, strict};

/// Reads what is ASCII and means something else; `None` where it is what it looks like.
pub(super) fn detect(bytes: &[u8]) -> Option<Decoded> {
    if !bytes.is_ascii() {
        return None;
    }
    let has = |mark: &[u8]| memchr::memmem::find(bytes, mark).is_some();
    if has(b"\x1b$B") || has(b"\x1b$@") {
        return strict(bytes, ISO_2022_JP);
    }
    if has(b"~{") && has(b"~}") {
        return chinese(hz(bytes)?, "HZ");
    }
    if memchr::memchr(b'+', bytes).is_some() {
        return chinese(utf7(bytes)?, "UTF-7");
    }
    None
}

fn chinese(text: String, name: &'static str) -> Option<Decoded> {
    (everyday_share(&text) >= CHINESE_SHARE).then(|| finish(&text, name, Vec::new()))
}

/// Reads HZ (RFC 1843): between `~{` and `~}` are GB 2312's characters without their eighth bits.
fn hz(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'~', rest) {
        text.push_str(std::str::from_utf8(&rest[..at]).ok()?);
        rest = &rest[at + 1..];
        match rest.first()? {
            b'~' => text.push('~'),
            b'\n' => {}
            b'{' => {
                let end = memchr::memmem::find(rest, b"~}")?;
                let high: Vec<u8> = rest[1..end].iter().map(|byte| byte | 0x80).collect();
                text.push_str(&GBK.decode_without_bom_handling_and_without_replacement(&high)?);
                rest = &rest[end + 1..];
            }
            _ => return None,
        }
        rest = &rest[1..];
    }
    text.push_str(std::str::from_utf8(rest).ok()?);
    Some(text)
}

/// Base 64 as UTF-7 has it: without padding, and the bits left over are not looked at.
static RUN: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification: Specification = BASE64_NOPAD.specification();
    specification.bit_order = BitOrder::MostSignificantFirst;
    specification.check_trailing_bits = false;
    specification.encoding().expect("the specification of a known encoding")
});

/// Reads UTF-7 (RFC 2152): between `+` and `-`, or what is no letter of base 64, is UTF-16 in base 64.
fn utf7(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'+', rest) {
        text.push_str(std::str::from_utf8(&rest[..at]).ok()?);
        rest = &rest[at + 1..];
        let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'+' | b'/'));
        let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
        if run.is_empty() {
            // `+-` is a plus sign.
            text.push('+');
        } else {
            let pairs = RUN.decode(run).ok()?;
            let units: Vec<u16> = pairs.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            text.push_str(&String::from_utf16(&units).ok()?);
        }
        rest = after.strip_prefix(b"-").unwrap_or(after);
    }
    text.push_str(std::str::from_utf8(rest).ok()?);
    Some(text)
}
