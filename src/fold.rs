//! Folds text to the form in which it is searched: one character for one character.
//!
//! Full-width becomes half-width, upper case lower case, traditional simplified, every blank a space,
//! every dot of a foreign name `·`, every dash `-`, the brackets of document numbers `[]`; radicals and copies of
//! ideographs become the ideograph, letters lose their marks; characters without width disappear. Index and query fold
//! alike, and [`Folded`] leads every folded place back to the stored text, which is what people see.

use std::sync::LazyLock;

/// Changes whenever a character folds differently: part of the index's identity.
pub(crate) const FOLD_VERSION: u32 = 2;

/// `traditional simplified` a line; `src/lexicon/make.py` says where it comes from.
static TRADITIONAL: &[u8] = include_bytes!("lexicon/traditional.txt");

/// `character plain` a line, sorted; `src/lexicon/make.py` says where it comes from.
static PLAIN: &str = include_str!("lexicon/plain.txt");

/// The same, in order of the first.
static PLAIN_PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let pairs = PLAIN.lines().filter_map(|line| line.split_once(' '));
    pairs.filter_map(|(marked, plain)| Some((marked.chars().next()?, plain.chars().next()?))).collect()
});

const HAN_FIRST: u32 = 0x3400;
const HAN_LAST: u32 = 0x9fff;

/// The simplified form of every character from U+3400 to U+9FFF, 0 where it is its own.
static SIMPLIFIED: [u16; (HAN_LAST - HAN_FIRST + 1) as usize] = simplified();

#[allow(long_running_const_eval)] // reads a table of 3,000 lines once, when the program is built
const fn simplified() -> [u16; (HAN_LAST - HAN_FIRST + 1) as usize] {
    let mut table = [0; (HAN_LAST - HAN_FIRST + 1) as usize];
    let mut at = 0;
    while at + 7 < TRADITIONAL.len() {
        table[(three_bytes(at) - HAN_FIRST) as usize] = three_bytes(at + 4) as u16;
        at += 8;
    }
    table
}

/// Reads a character of three UTF-8 bytes; all of the table's are.
const fn three_bytes(at: usize) -> u32 {
    let (a, b, c) = (TRADITIONAL[at], TRADITIONAL[at + 1], TRADITIONAL[at + 2]);
    ((a as u32 & 0x0f) << 12) | ((b as u32 & 0x3f) << 6) | (c as u32 & 0x3f)
}

/// Returns the folded character, or `None` for one that has no width.
#[inline]
pub(crate) fn fold_char(c: char) -> Option<char> {
    match c {
        ' '..='@' | '['..='~' => Some(c),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        '\u{3400}'..='\u{9fff}' => Some(simplified_of(c)),
        '〔' => Some('['),
        '〕' => Some(']'),
        '〜' => Some('~'),
        // CJK punctuation, but for the ideographic space
        '\u{3001}'..='\u{303f}' => Some(c),
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).map(|c| c.to_ascii_lowercase()),
        _ => fold_rare(c),
    }
}

#[inline]
fn simplified_of(c: char) -> char {
    let simple = match c {
        '\u{3400}'..='\u{9fff}' => SIMPLIFIED[(c as u32 - HAN_FIRST) as usize],
        _ => 0,
    };
    if simple == 0 { c } else { char::from_u32(u32::from(simple)).unwrap_or(c) }
}

#[cold]
fn fold_rare(c: char) -> Option<char> {
    match c {
        '•' | '‧' | '・' | '･' | '∙' | '⋅' | '●' | '᛫' | '⸱' => Some('·'),
        // Hyphens, dashes, minus, and the lines that stand for them.
        '\u{2010}'..='\u{2015}' | '−' | '⁃' | '─' | '━' | '⸺' | '⸻' | '﹘' | '﹣' => Some('-'),
        '∼' => Some('~'),
        '﹝' => Some('['),
        '﹞' => Some(']'),
        '｡' => Some('。'),
        '｢' => Some('「'),
        '｣' => Some('」'),
        '､' => Some('、'),
        '￠' => Some('¢'),
        '￡' => Some('£'),
        '￥' => Some('¥'),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => None,
        // Marks of letters written apart.
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{3099}' | '\u{309a}' | '\u{20d0}'..='\u{20f0}' => None,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}' => None,
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        c => Some(match plain(c) {
            Some(plain) => simplified_of(plain),
            None => only_lowercase(c),
        }),
    }
}

/// Folds a character as rules read it: dashes and brackets mean something to them, and letters keep their marks.
pub(crate) fn fold_for_rules(c: char) -> Option<char> {
    match c {
        '—' | '–' | '―' | '─' | '〔' | '〕' | '\u{300}'..='\u{36f}' => Some(c),
        '\u{c0}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' => Some(only_lowercase(c)),
        _ => fold_char(c),
    }
}

/// Returns the folded text.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    folded.extend(text.chars().filter_map(fold_char));
    folded
}

/// Returns the text as it is compared where two may be one article: as the first version folded it, whose hashes archives
/// keep. What is folded since then stays as it is here.
pub(crate) fn fold_for_identity(text: &str) -> String {
    const SINCE: &str = "後於徵夥著瞭菸麽甯捱摺榘醣麴〔〕〜∼﹝﹞−⁃─━⸺⸻﹘﹣";
    let fold_char = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{3099}' | '\u{309a}' => Some(c),
        '\u{20d0}'..='\u{20f0}' => Some(c),
        c if c.is_ascii() => fold_char(c),
        c if SINCE.contains(c) => Some(c),
        c if plain(c).is_some() => Some(only_lowercase(c)),
        c => fold_char(c),
    };
    let mut folded = String::with_capacity(text.len());
    folded.extend(text.chars().filter_map(fold_char));
    folded
}

/// Returns the one character that is a character's lower case; itself where there are several.
fn only_lowercase(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

/// Returns the folded text with the ends of its lines kept.
pub(crate) fn fold_lines(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    folded.extend(text.chars().filter_map(|c| if c == '\n' { Some(c) } else { fold_char(c) }));
    folded
}

/// A folded text that knows where each of its characters occurs in the text it was made from.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of `text` the byte of the source its character begins at, and the source's length.
    origin: Vec<u32>,
    /// For each byte of `text` the byte of the source its character ends at.
    ends: Vec<u32>,
}

impl Folded {
    /// Folds `source`, which has to be shorter than 4 GiB.
    pub fn new(source: &str) -> Folded {
        let mut folded = Folded {
            text: String::with_capacity(source.len()),
            origin: Vec::with_capacity(source.len() + 1),
            ends: Vec::with_capacity(source.len() + 1),
        };
        for (start, c) in source.char_indices() {
            if let Some(c_folded) = fold_char(c) {
                folded.text.push(c_folded);
                folded.origin.resize(folded.text.len(), start as u32);
                folded.ends.resize(folded.text.len(), (start + c.len_utf8()) as u32);
            }
        }
        folded.origin.push(source.len() as u32);
        folded
    }

    /// Returns the source's byte range of a byte range of the folded text.
    pub fn source_range(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let start = self.origin[range.start] as usize;
        match range.end.checked_sub(1) {
            Some(last) if range.end > range.start => start..self.ends[last] as usize,
            _ => start..start,
        }
    }
}

/// Returns the character a radical is drawn as, which is what is meant where a text has one: fonts of PDF files name it.
pub(crate) fn radical(c: char) -> Option<char> {
    matches!(c, '\u{2e80}'..='\u{2fdf}').then(|| plain(c)).flatten()
}

/// Returns what a character that Unicode has twice, or a letter with marks, is without that.
fn plain(c: char) -> Option<char> {
    let at = PLAIN_PAIRS.binary_search_by_key(&c, |(marked, _)| *marked).ok()?;
    Some(PLAIN_PAIRS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        assert_eq!(fold(source), expected);
        assert_eq!(Folded::new(source).text, expected);
        assert_eq!(fold(expected), expected, "folding twice is folding once");
    }

    #[test]
    fn width_case_and_script() {
        check("第１１０次ＡＢ（扩大）", "第110次ab(扩大)");
        check("雲嶺市委書記", "云岭市委书记");
        check("阿里•木江", "阿里·木江");
        check("a\u{3000}b\u{a0}c\td\ne", "a b c d e");
    }

    #[test]
    fn characters_simplified_text_uses_too() {
        check("著名乾坤瞭望狼藉", "着名乾坤了望狼藉");
        check("會後關於徵求意見，夥同", "会后关于征求意见,伙同");
    }

    #[test]
    fn what_is_written_in_several_ways() {
        check("⼈⼤⼯作，⺠⽣⻓江", "人大工作,民生长江");
        check("\u{f967}斷\u{2f80a}", "不断僧");
        check("Zürich Zu\u{308}rich ORLÉANS", "zurich zurich orleans");
        check("2021—2025年、2026–2030年 Ｄ1－Ｄ2──", "2021-2025年、2026-2030年 d1-d2--");
        check("澄政办发〔2024〕17号", "澄政办发[2024]17号");
    }

    #[test]
    fn what_has_no_width_disappears() {
        check("\u{feff}会\u{200b}议\u{0}", "会议");
    }

    #[test]
    fn identities_stay_those_archives_keep() {
        let since = "後於著—〔2024〕⼈É∼u\u{308}";
        assert_eq!(fold_for_identity(since), "後於著—〔2024〕⼈é∼u\u{308}");
        assert_eq!(fold_for_identity("雲嶺市Ａ（一）"), "云岭市a(一)");
    }

    #[test]
    fn every_folded_place_leads_back() {
        let source = "A\u{200b}書記（Ｂ）";
        let folded = Folded::new(source);
        assert_eq!(folded.text, "a书记(b)");
        let at = folded.text.find("书记").expect("is there");
        assert_eq!(&source[folded.source_range(at..at + 6)], "書記");
        assert_eq!(&source[folded.source_range(0..1)], "A");
        let all = folded.source_range(0..folded.text.len());
        assert_eq!(all, 0..source.len());
    }

    #[test]
    fn the_table_of_plain_characters_is_sorted() {
        assert!(PLAIN_PAIRS.is_sorted() && PLAIN_PAIRS.len() == PLAIN.lines().count());
        assert_eq!((radical('⽅'), radical('⻓'), radical('不')), (Some('方'), Some('长'), None));
    }

    #[test]
    fn the_table_is_sorted_three_byte_pairs() {
        let table = std::str::from_utf8(TRADITIONAL).expect("is UTF-8");
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines.is_sorted());
        for line in lines {
            assert!(line.len() == 7 && line.as_bytes()[3] == b' ', "{line}");
        }
    }
}
