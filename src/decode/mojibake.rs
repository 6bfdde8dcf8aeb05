//! Texts that are valid and all the same not what was written: someone read them in a wrong encoding and saved that.
//!
//! The text is kept as it is, since it is what the file has; the doubt is reported.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, WINDOWS_1252};

use super::CHINESE_SHARE;
use super::common_chars::share_in;

/// This many characters that are not ASCII show what a text is.
const SAMPLE_CHARS: usize = 200;
/// Of fewer nothing can be said.
const SAMPLE_CHARS_MIN: usize = 10;
/// A text read aright has at least so much everyday Chinese, in thousandths.
const SURELY_CHINESE_SHARE: usize = 450;

/// What was read as what: the encoding it was taken for, and the one it is in.
const MISREADINGS: &[(&Encoding, &Encoding)] = &[
    (WINDOWS_1252, UTF_8),
    (WINDOWS_1252, GB18030),
    (WINDOWS_1252, BIG5),
    (GB18030, UTF_8),
    (BIG5, UTF_8),
    (BIG5, GB18030),
    (GB18030, BIG5),
];

/// Returns what a reader of this text should know.
pub(super) fn doubts(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let lost = memchr::memmem::find_iter(text.as_bytes(), "\u{fffd}").count();
    if lost > 0 {
        found.push(format!("{lost} characters were lost before it was saved (U+FFFD)"));
    }
    // What GBK makes of two characters that were lost in UTF-8.
    if text.contains("锟斤拷锟斤拷") {
        found.push("characters were lost before it was saved (锟斤拷)".to_owned());
    }
    found.extend(misread(text));
    found
}

fn misread(text: &str) -> Option<String> {
    if share_in(text, SAMPLE_CHARS) >= CHINESE_SHARE {
        return None;
    }
    let end = text.char_indices().filter(|(_, c)| !c.is_ascii()).map(|(at, c)| at + c.len_utf8()).take(SAMPLE_CHARS);
    let (count, end) = end.fold((0, 0), |(count, _), end| (count + 1, end));
    if count < SAMPLE_CHARS_MIN {
        return None;
    }
    let sample: String = text[..end].chars().filter(|c| !c.is_ascii() && *c != '\u{fffd}').collect();
    let (taken_for, is) = MISREADINGS.iter().find(|(taken_for, is)| {
        let (bytes, _, unmapped) = taken_for.encode(&sample);
        // Where a character was lost its neighbours do not fit.
        let (reading, _) = is.decode_without_bom_handling(&bytes);
        let wrong = reading.matches('\u{fffd}').count();
        !unmapped && wrong * 5 <= reading.chars().count() && share_in(&reading, SAMPLE_CHARS) >= SURELY_CHINESE_SHARE
    })?;
    Some(format!("it looks like {} that was read as {} and saved so", is.name(), taken_for.name()))
}
