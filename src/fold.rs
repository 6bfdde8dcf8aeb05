//! Folds text to the form in which it is searched: one character for one character.
//!
//! Full-width becomes half-width, upper case lower case, traditional simplified, every blank a space,
//! every dot of a foreign name `·`; characters without width disappear. Index and query fold alike,
//! and [`Folded`] leads every folded place back to the stored text, which is what people see.

/// Changes whenever a character folds differently: part of the index's identity.
pub(crate) const FOLD_VERSION: u32 = 1;

/// `traditional simplified` a line; `src/lexicon/make.py` says where it comes from.
static TRADITIONAL: &[u8] = include_bytes!("lexicon/traditional.txt");

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
        '\u{3400}'..='\u{9fff}' => match SIMPLIFIED[(c as u32 - HAN_FIRST) as usize] {
            0 => Some(c),
            simple => char::from_u32(u32::from(simple)),
        },
        // CJK punctuation, but for the ideographic space
        '\u{3001}'..='\u{303f}' => Some(c),
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).map(|c| c.to_ascii_lowercase()),
        _ => fold_rare(c),
    }
}

#[cold]
fn fold_rare(c: char) -> Option<char> {
    match c {
        '•' | '‧' | '・' | '･' | '∙' | '⋅' | '●' | '᛫' | '⸱' => Some('·'),
        '｡' => Some('。'),
        '｢' => Some('「'),
        '｣' => Some('」'),
        '､' => Some('、'),
        '￠' => Some('¢'),
        '￡' => Some('£'),
        '￥' => Some('¥'),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => None,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}' => None,
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        c => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(only), None) => Some(only),
                _ => Some(c),
            }
        }
    }
}

/// Returns the folded text.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    folded.extend(text.chars().filter_map(fold_char));
    folded
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

/// The characters that Kangxi's radicals (U+2F00 to U+2FD5) are drawn as, in their order; from Unicode's decompositions.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
/// Radicals of the supplement (U+2E80 to U+2EF3) with the characters they are drawn as; from Unicode's
/// `EquivalentUnifiedIdeograph.txt`, those that fonts of simplified and traditional text have.
const RADICALS: &[(char, char)] = &[
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺫', '罒'),
    ('⺬', '示'),
    ('⺮', '竹'),
    ('⺲', '罒'),
    ('⺳', '网'),
    ('⺷', '羊'),
    ('⺹', '耂'),
    ('⺼', '肉'),
    ('⻁', '虎'),
    ('⻂', '衤'),
    ('⻃', '覀'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻌', '辶'),
    ('⻎', '辶'),
    ('⻐', '钅'),
    ('⻑', '長'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻞', '食'),
    ('⻟', '飠'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻫', '斉'),
    ('⻬', '齐'),
    ('⻭', '歯'),
    ('⻮', '齿'),
    ('⻯', '竜'),
    ('⻰', '龙'),
    ('⻱', '龜'),
    ('⻲', '亀'),
    ('⻳', '龟'),
];

/// Returns the character a radical is drawn as, which is what is meant where a text has one: fonts of PDF files name it.
pub(crate) fn radical(c: char) -> Option<char> {
    match c {
        '\u{2f00}'..='\u{2fd5}' => KANGXI.chars().nth(c as usize - 0x2f00),
        '\u{2e80}'..='\u{2ef3}' => RADICALS.iter().find(|(radical, _)| *radical == c).map(|(_, meant)| *meant),
        _ => None,
    }
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
    fn characters_simplified_text_uses_stay() {
        check("著名乾坤瞭望", "著名乾坤瞭望");
    }

    #[test]
    fn what_has_no_width_disappears() {
        check("\u{feff}会\u{200b}议\u{0}", "会议");
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
    fn the_table_is_sorted_three_byte_pairs() {
        let table = std::str::from_utf8(TRADITIONAL).expect("is UTF-8");
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines.is_sorted());
        for line in lines {
            assert!(line.len() == 7 && line.as_bytes()[3] == b' ', "{line}");
        }
    }
}
