//! Turns bytes into text, and says when it had to guess.
//!
//! The order is that of certainty: byte order mark, the zero bytes of wide characters, ASCII that means something else,
//! strict UTF-8, UTF-8 with a few bad bytes, the charset the page declares, GB18030, Big5, and `chardetng` last. A
//! declared charset is believed only if the bytes fit it: pages that declare gb2312 and are UTF-8, and the reverse,
//! are common. What reads as everyday Chinese (`common_chars`) is right.
//!
//! `utf16_32` reads UTF-16 and UTF-32, `seven_bit` HZ, UTF-7 and ISO-2022-JP; `mojibake` knows texts that were misread
//! before.

mod common_chars;
mod mojibake;
mod seven_bit;
mod utf16_32;

use encoding_rs::{BIG5, Encoding, GB18030, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};

use self::common_chars::everyday_share;

/// That the bytes are likely in an encoding counts as so much everyday Chinese in its reading, in thousandths.
const LIKELY_SHARE: usize = 300;
/// The fewer bytes there are the more it counts: this many thousandths, shared among those that are not ASCII.
const LIKELY_SHARE_OF_FEW: usize = 5_000;
/// A text has at least so much everyday Chinese, in thousandths, if it is Chinese read aright.
const CHINESE_SHARE: usize = 250;

/// Share of bytes that may be bad in a text that is treated as UTF-8 all the same.
const BAD_UTF8_SHARE: f64 = 0.001;
/// How far a declared charset is looked for, in bytes.
const DECLARATION_BYTES: usize = 4096;

/// A text and how it was obtained from its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text, without byte order mark, lines ending in `\n`.
    pub text: String,
    /// The encoding's standard name, for instance `gb18030`.
    pub encoding: &'static str,
    /// What a reader should know: bad bytes, a guess, a wrong declaration.
    pub cautions: Vec<String>,
    /// The encoding is a guess.
    pub is_guess: bool,
}

/// Decodes `bytes`, as the encoding named by `label` when one is given (`gbk`, `big5`, `utf-16le` …).
///
/// Returns `None` when no encoding has that name.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>) -> Option<Decoded> {
    match label {
        Some(label) => Some(decode_as(bytes, named(label)?)),
        None => Some(detect(bytes, None)),
    }
}

/// Decodes `bytes` of which someone says that they are likely in an encoding; a name no one knows says nothing.
pub(crate) fn decode_likely(bytes: &[u8], label: Option<&str>) -> Decoded {
    detect(bytes, label.and_then(named))
}

/// Returns whether a text that is mostly no ASCII has as much everyday Chinese as a language has; any other may be one.
pub(crate) fn may_be_language(text: &str) -> bool {
    let ascii = text.chars().filter(char::is_ascii).count();
    ascii * 2 > text.chars().count() || everyday_share(text) >= CHINESE_SHARE / 2
}

/// Returns the encoding of a file of records, as its beginning shows it; none where that is UTF-8 or shows nothing.
pub(crate) fn encoding_of(beginning: &[u8]) -> Option<&'static str> {
    let bad = std::str::from_utf8(beginning).err().filter(|error| error.error_len().is_some());
    let decoded = bad.map(|_| detect(beginning, None)).filter(|decoded| !decoded.is_guess)?;
    let encoding = named(decoded.encoding).filter(|encoding| *encoding != UTF_8)?;
    Some(encoding.name())
}

/// Returns whether ends of lines, quotation marks and commas of a file are what they are in ASCII, so that its records
/// can be distinguished before they are decoded. `label` is the encoding someone says it is in.
pub(crate) fn has_ascii_lines(beginning: &[u8], label: Option<&str>) -> bool {
    match label {
        Some(label) => named(label).is_none_or(Encoding::is_ascii_compatible),
        None => {
            let wide = utf16_32::with_mark(beginning).or_else(|| utf16_32::without_mark(beginning));
            wide.is_none() && Encoding::for_bom(beginning).is_none_or(|(encoding, _)| encoding == UTF_8)
        }
    }
}

/// Returns the encoding of that name; gb2312 and gbk mean their superset GB18030.
fn named(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    // These say that bytes are not to be read at all, or as no characters.
    if encoding == REPLACEMENT || encoding == X_USER_DEFINED {
        return None;
    }
    Some(if encoding == encoding_rs::GBK { GB18030 } else { encoding })
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, used, bad) = encoding.decode(bytes);
    let mut cautions = Vec::new();
    if bad {
        let count = text.matches('\u{fffd}').count();
        cautions.push(format!("{count} places are not valid {}", used.name()));
    } else if used == UTF_8 {
        cautions = mojibake::doubts(&text);
    }
    finish(&text, used.name(), cautions)
}

fn detect(bytes: &[u8], likely: Option<&'static Encoding>) -> Decoded {
    if let Some(decoded) = utf16_32::with_mark(bytes) {
        return decoded;
    }
    if Encoding::for_bom(bytes).is_some() {
        return decode_as(bytes, UTF_8);
    }
    if let Some(decoded) = utf16_32::without_mark(bytes).or_else(|| seven_bit::detect(bytes)) {
        return decoded;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return two_bytes_each(bytes, likely).unwrap_or_else(|| finish(text, UTF_8.name(), mojibake::doubts(text)));
    }
    if let Some(decoded) = utf16_32::surrogates(bytes).or_else(|| mostly_utf8(bytes)) {
        return decoded;
    }
    let declared = declared_charset(bytes).or(likely).filter(|encoding| *encoding != UTF_8);
    // Bytes of one encoding often fit another: what reads as everyday Chinese is right, and of equals the declared one.
    let candidates = [Some(UTF_16BE), Some(UTF_16LE), Some(BIG5), Some(GB18030), declared].into_iter().flatten();
    let readings = candidates.filter_map(|encoding| Some((encoding, strict(bytes, encoding)?)));
    let others = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let likely_share = LIKELY_SHARE + LIKELY_SHARE_OF_FEW / others.max(1);
    let bonus = |encoding| if Some(encoding) == likely { likely_share } else { 0 };
    let shares = readings.map(|(encoding, decoded)| (everyday_share(&decoded.text) + bonus(encoding), decoded));
    let fitting = shares.max_by_key(|(share, _)| *share);
    if let Some((_, decoded)) = fitting.filter(|(share, _)| *share >= CHINESE_SHARE) {
        return decoded;
    }
    // Only a few bad bytes in a declared or a Chinese encoding: read it so, and say it.
    let lossy = [declared, Some(GB18030), Some(BIG5)].into_iter().flatten().map(|e| decode_as(bytes, e));
    let best = lossy.min_by_key(|d| (d.text.matches('\u{fffd}').count(), 1000 - everyday_share(&d.text)));
    if let Some(decoded) = best {
        let bad = decoded.text.matches('\u{fffd}').count();
        if bad > 0
            && bad as f64 <= (bytes.len() as f64 * 0.01).max(2.0)
            && everyday_share(&decoded.text) > CHINESE_SHARE
        {
            return decoded;
        }
    }
    if let Some(decoded) = line_by_line(bytes) {
        return decoded;
    }
    // No Chinese as it is written every day.
    let fitting = |encoding: Option<&'static Encoding>| strict(bytes, encoding?);
    let mut decoded = fitting(declared).unwrap_or_else(|| guess(bytes));
    if decoded.text.contains('\u{fffd}') {
        decoded = fitting(Some(GB18030)).or_else(|| fitting(Some(BIG5))).unwrap_or(decoded);
    }
    guessed(decoded)
}

/// Reads what is valid UTF-8 of characters of two bytes each, as Greek and Russian are, and Chinese is not, but a few
/// characters of GBK may look so: `联通`, `通知`.
fn two_bytes_each(bytes: &[u8], likely: Option<&'static Encoding>) -> Option<Decoded> {
    if bytes.is_ascii() || bytes.iter().any(|byte| *byte >= 0xe0) {
        return None;
    }
    if let Some(encoding) = likely.filter(|encoding| *encoding != UTF_8) {
        return strict(bytes, encoding);
    }
    let decoded = strict(bytes, GB18030)?;
    (everyday_share(&decoded.text) >= 2 * CHINESE_SHARE).then(|| guessed(decoded))
}

fn guessed(mut decoded: Decoded) -> Decoded {
    decoded.cautions.push(format!("the encoding is a guess ({})", decoded.encoding));
    decoded.is_guess = true;
    decoded
}

/// Reads a file someone put together from files of several encodings.
fn line_by_line(bytes: &[u8]) -> Option<Decoded> {
    let mut text = String::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let readings = [UTF_8, GB18030, BIG5].into_iter().filter_map(|encoding| strict(line, encoding));
        let chinese = readings.filter(|line| line.text.is_ascii() || everyday_share(&line.text) >= CHINESE_SHARE);
        text += &chinese.max_by_key(|line| everyday_share(&line.text))?.text;
    }
    Some(finish(&text, UTF_8.name(), vec!["its lines are in several encodings".to_owned()]))
}

fn guess(bytes: &[u8]) -> Decoded {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    decode_as(bytes, detector.guess(None, chardetng::Utf8Detection::Allow))
}

/// Decodes if every byte fits.
fn strict(bytes: &[u8], encoding: &'static Encoding) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(finish(&text, encoding.name(), Vec::new()))
}

fn mostly_utf8(bytes: &[u8]) -> Option<Decoded> {
    let text = String::from_utf8_lossy(bytes);
    let bad = text.matches('\u{fffd}').count();
    let good = text.chars().filter(|c| !c.is_ascii()).count() - bad;
    // A page cut off in the middle of a character, or one broken byte in a short text, counts too;
    // the good characters have to be many more, or the page is ASCII with a little of another encoding.
    let few = bad as f64 <= bytes.len() as f64 * BAD_UTF8_SHARE && bad * 4 <= good || bad * 6 <= good;
    (few && good > 0).then(|| {
        let cautions = vec![format!("{bad} places are not valid UTF-8")];
        finish(&text, UTF_8.name(), cautions)
    })
}

/// Finds `charset=…` (HTML, MIME) or `encoding="…"` (XML) near the top.
fn declared_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: String =
        bytes[..bytes.len().min(DECLARATION_BYTES)].iter().map(|b| b.to_ascii_lowercase() as char).collect();
    ["charset=", "encoding="].iter().find_map(|mark| {
        let after = &head[head.find(mark)? + mark.len()..];
        let label = after.trim_start_matches(['"', '\'', ' ']);
        named(label.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next()?)
    })
}

fn finish(text: &str, encoding: &'static str, cautions: Vec<String>) -> Decoded {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    Decoded { text, encoding, cautions, is_guess: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "　　8月28日，云岭市委书记林远舟主持召开市委第110次专题会议。会议强调，要压实责任。\n";
    const TRADITIONAL: &str = "　　雲嶺市委書記林遠舟主持召開市委專題會議，強調要壓實責任，確保各項工作落到實處。\n";

    fn check(bytes: &[u8], text: &str, encoding: &str) {
        let decoded = decode(bytes, None).expect("no label was given");
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
        assert_eq!(decoded.cautions, Vec::<String>::new());
    }

    #[test]
    fn encodings_of_chinese_pages() {
        check(REPORT.as_bytes(), REPORT, "UTF-8");
        check(&[b"\xef\xbb\xbf", REPORT.as_bytes()].concat(), REPORT, "UTF-8");
        check(&GB18030.encode(REPORT).0, REPORT, "gb18030");
        check(&BIG5.encode(TRADITIONAL).0, TRADITIONAL, "Big5");
        check(&GB18030.encode(TRADITIONAL).0, TRADITIONAL, "gb18030");
    }

    #[test]
    fn utf16_with_and_without_mark() {
        let text = "2022 年\n会议 report\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&little, text, "UTF-16LE");
        check(&big, text, "UTF-16BE");
        check(&[&[0xff, 0xfe][..], &little].concat(), text, "UTF-16LE");
    }

    #[test]
    fn a_wrong_declaration_is_not_believed() {
        let page = format!("<meta charset=gb2312><p>{REPORT}");
        check(page.as_bytes(), &page, "UTF-8");
        let page = format!("<meta charset=\"utf-8\"><p>{REPORT}");
        check(&GB18030.encode(&page).0, &page, "gb18030");
    }

    #[test]
    fn big5_under_a_declaration_of_gb2312() {
        let page = format!("<meta charset=gb2312><p>{TRADITIONAL}");
        check(&BIG5.encode(&page).0, &page, "Big5");
        let page = format!("<meta charset=iso-8859-1><p>{REPORT}");
        check(&GB18030.encode(&page).0, &page, "gb18030");
    }

    #[test]
    fn short_gbk_words_are_not_taken_for_something_else() {
        let decoded = decode(&GB18030.encode("联通").0, None).expect("no label was given");
        assert_eq!(decoded.text, "联通");
    }

    #[test]
    fn one_bad_byte_keeps_utf8_and_is_reported() {
        let mut bytes = REPORT.as_bytes().to_vec();
        bytes[30] = 0xff;
        let decoded = decode(&bytes, None).expect("no label was given");
        assert_eq!(decoded.encoding, "UTF-8");
        assert_eq!(decoded.cautions.len(), 1);
        assert!(decoded.text.contains("主持召开"));
    }

    #[test]
    fn a_label_is_obeyed() {
        let decoded = decode(&GB18030.encode(REPORT).0, Some("gbk")).expect("a known label");
        assert_eq!(decoded.text, REPORT);
        assert_eq!(decode(b"", Some("martian")), None);
    }

    #[test]
    fn line_ends_become_one_kind() {
        check(b"a\r\nb\rc\n", "a\nb\nc\n", "UTF-8");
    }
}
