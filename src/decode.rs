//! Turns bytes into text, and says when it had to guess.
//!
//! The order is that of certainty: byte order mark, the zero bytes of wide characters, ASCII that means something else,
//! strict UTF-8, UTF-8 with a few bad bytes, the charset the page declares, GB18030, Big5, and `chardetng` last. A
//! declared charset is believed only if the bytes fit it: pages that declare gb2312 and are UTF-8, and the reverse,
//! are common. What reads as everyday Chinese (`everyday`) is right.
//!
//! `wide` reads UTF-16 and UTF-32, `seven_bit` HZ, UTF-7 and ISO-2022-JP; `doubts` knows texts that were misread before.

mod doubts;
mod everyday;
mod seven_bit;
mod wide;

use encoding_rs::{BIG5, Encoding, GB18030, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};

use self::everyday::everyday_share;

/// A text has at least so much everyday Chinese, in thousandths, if it is Chinese read aright.
const CHINESE_SHARE: usize = 250;

/// Share of bytes that may be bad in a text that is taken for UTF-8 all the same.
const BAD_UTF8_SHARE: f64 = 0.001;
/// How far a declared charset is looked for, in bytes.
const DECLARATION_BYTES: usize = 4096;

/// A text and how it was won from its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark, lines ending in `\n`.
    pub text: String,
    /// The encoding's standard name, for instance `gb18030`.
    pub encoding: &'static str,
    /// What a reader should know: bad bytes, a guess, a wrong declaration.
    pub cautions: Vec<String>,
}

/// Decodes `bytes`, as the encoding named by `label` when one is given (`gbk`, `big5`, `utf-16le` …).
///
/// Returns `None` when no encoding has that name.
pub fn decode(bytes: &[u8], label: Option<&str>) -> Option<Decoded> {
    match label {
        Some(label) => Some(decode_as(bytes, named(label)?)),
        None => Some(detect(bytes)),
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
    }
    finish(&text, used.name(), cautions)
}

fn detect(bytes: &[u8]) -> Decoded {
    if let Some(decoded) = wide::with_mark(bytes) {
        return decoded;
    }
    if Encoding::for_bom(bytes).is_some() {
        return decode_as(bytes, UTF_8);
    }
    if let Some(decoded) = wide::without_mark(bytes).or_else(|| seven_bit::detect(bytes)) {
        return decoded;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return finish(text, UTF_8.name(), doubts::doubts(text));
    }
    if let Some(decoded) = mostly_utf8(bytes) {
        return decoded;
    }
    let declared = declared_charset(bytes).filter(|encoding| *encoding != UTF_8);
    // Bytes of one encoding often fit another: what reads as everyday Chinese is right, and of equals the declared one.
    let candidates = [Some(UTF_16BE), Some(UTF_16LE), Some(BIG5), Some(GB18030), declared].into_iter().flatten();
    let readings = candidates.filter_map(|encoding| strict(bytes, encoding));
    let fitting = readings.max_by_key(|decoded| everyday_share(&decoded.text));
    if let Some(decoded) = fitting.as_ref().filter(|decoded| everyday_share(&decoded.text) >= CHINESE_SHARE) {
        return decoded.clone();
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
    let mut decoded = declared.and_then(|encoding| strict(bytes, encoding)).unwrap_or_else(|| guess(bytes));
    // No Chinese: what a detector of all the world's encodings says, unless it does not fit either.
    if decoded.text.contains('\u{fffd}') {
        decoded = fitting.unwrap_or(decoded);
    }
    decoded.cautions.push(format!("the encoding is a guess ({})", decoded.encoding));
    decoded
}

fn guess(bytes: &[u8]) -> Decoded {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    decode_as(bytes, detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow))
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
    Decoded { text, encoding, cautions }
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
