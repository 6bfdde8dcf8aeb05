//! Turns bytes into text, and says when it had to guess.
//!
//! The order is that of certainty: byte order mark, strict UTF-8, UTF-8 with a few bad bytes, the charset the
//! page declares, GB18030, Big5, and `chardetng` last. A declared charset is believed only if the bytes fit it:
//! pages that declare gb2312 and are UTF-8, and the reverse, are common.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

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
    Some(if encoding == encoding_rs::GBK { GB18030 } else { encoding })
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, used, bad) = encoding.decode(bytes);
    let mut cautions = Vec::new();
    if bad {
        let count = text.matches('\u{fffd}').count();
        cautions.push(format!("{count} places are not valid {}", used.name()));
    }
    finish(&text, used, cautions)
}

fn detect(bytes: &[u8]) -> Decoded {
    if Encoding::for_bom(bytes).is_some() {
        return decode_as(bytes, UTF_8);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return finish(text, UTF_8, Vec::new());
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_as(bytes, encoding);
    }
    if let Some(decoded) = mostly_utf8(bytes) {
        return decoded;
    }
    let declared = declared_charset(bytes).filter(|encoding| *encoding != UTF_8);
    // Bytes of one double-byte encoding often fit another: what reads as everyday Chinese is right,
    // and of equals the declared one.
    let candidates = [Some(BIG5), Some(GB18030), declared].into_iter().flatten();
    let readings = candidates.filter_map(|encoding| strict(bytes, encoding));
    if let Some(decoded) = readings.max_by_key(|decoded| everyday_share(&decoded.text)) {
        return uncertain_unless_chinese(decoded);
    }
    // Only a few bad bytes in a declared or a Chinese encoding: read it so, and say it.
    let lossy = [declared, Some(GB18030), Some(BIG5)].into_iter().flatten().map(|e| decode_as(bytes, e));
    let best = lossy.min_by_key(|d| (d.text.matches('\u{fffd}').count(), 1000 - everyday_share(&d.text)));
    if let Some(decoded) = best {
        let bad = decoded.text.matches('\u{fffd}').count();
        if bad as f64 <= (bytes.len() as f64 * 0.01).max(2.0) && everyday_share(&decoded.text) > 50 {
            return decoded;
        }
    }
    guess(bytes)
}

fn guess(bytes: &[u8]) -> Decoded {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow);
    let mut decoded = decode_as(bytes, encoding);
    decoded.cautions.push(format!("the encoding is a guess ({})", decoded.encoding));
    decoded
}

/// Decodes if every byte fits.
fn strict(bytes: &[u8], encoding: &'static Encoding) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(finish(&text, encoding, Vec::new()))
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
        finish(&text, UTF_8, cautions)
    })
}

/// Recognizes UTF-16 by the zero bytes of its ASCII, which no other text has.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(DECLARATION_BYTES) & !1];
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = sample.len() / 50;
    if odd > enough && even == 0 {
        Some(UTF_16LE)
    } else if even > enough && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
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

/// Returns how much of the non-ASCII text is everyday Chinese, in thousandths.
///
/// Bytes read in the wrong double-byte encoding give rare characters and private ones; the hundred commonest
/// characters make up about 40 % of any real Chinese text, simplified or traditional.
fn everyday_share(text: &str) -> usize {
    const EVERYDAY: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严這個來們時國會說過學對發經後動開現們為與關點業實東車長書記議強調開體應區產當從還問無報";
    let (mut everyday, mut all) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()).take(20_000) {
        all += 1;
        everyday += usize::from(EVERYDAY.contains(c) || "，。、：；“”（）《》　！？".contains(c));
    }
    (everyday * 1000).checked_div(all).unwrap_or(0)
}

fn uncertain_unless_chinese(mut decoded: Decoded) -> Decoded {
    if everyday_share(&decoded.text) < 250 {
        decoded.cautions.push(format!("the encoding is a guess ({})", decoded.encoding));
    }
    decoded
}

fn finish(text: &str, encoding: &'static Encoding, cautions: Vec<String>) -> Decoded {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    Decoded { text, encoding: encoding.name(), cautions }
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
