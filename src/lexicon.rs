//! Word lists of the genre, read once: surnames, words that are no names, office heads, cities.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

use crate::view::FoldedText;

/// See `src/lexicon/README.md` for where each list comes from.
static SURNAMES: &str = include_str!("lexicon/surnames.txt");
static NOT_NAMES: &str = include_str!("lexicon/not_names.txt");
static AREAS: &str = include_str!("lexicon/areas.txt");
static OFFICES: &str = include_str!("lexicon/offices.txt");
/// `word frequency tag` a line, sorted bytewise; `src/lexicon/make.py` says where it comes from.
pub(crate) static WORD_LIST: &str = include_str!("lexicon/dict.txt");
static CITIES: &str = include_str!("lexicon/cities.txt");
/// `code name stem` a line.
static DIVISIONS: &str = include_str!("lexicon/divisions.txt");

/// Characters in which names of Tibetan, Mongolian, Uyghur and other persons are written.
const TRANSLITERATED: &str = "才让端扎西卓玛尼洛桑次仁多吉杰旦巴格丹增贡布索南拉措央金嘎德达瓦平尖曲智久美宝音满都呼特尔图那木斯朝鲁乌兰其额敦白哈苏日娜阿艾买提力伊热依努吾帕塔合克木江孜提古丽汗别克买买赛来甫肉孜热夏玉亚森吐肯加措顿珠计明普朗强坚参松郎江村罗旺堆晋美群培边白诺尔登云巴雅日勒图门毕力格宁布和孟克青胡尔查道尔吉满达嘉木样";

/// Characters names of the West are written with. By hand, in the manner of the transcription tables of the Xinhua agency.
const WESTERN: &str = "阿埃艾安昂奥巴班邦贝本比彼宾波伯博布达戴丹道德登邓迪蒂丁杜顿多厄恩尔法凡范菲费芬丰弗福夫富盖甘戈格根古圭哈海汉豪赫亨胡霍基吉加贾简杰金卡凯坎考科克肯库奎昆拉莱赖兰朗劳勒雷里利琳林卢鲁伦罗洛玛马迈曼芒毛梅门蒙米敏莫默姆穆纳娜奈南内尼宁纽诺欧帕潘佩彭皮珀普奇恰乔切钦琼丘茹瑞若萨塞森沙绍舍什施斯舒丝思松苏索塔泰坦汤唐特滕提廷图托瓦旺威韦维温翁沃乌西希锡夏肖谢辛休雅亚扬耶伊因尤约泽扎詹兹佐妮莉黛蕾蓓赛";

/// A set of characters of the Basic Multilingual Plane, one bit each.
#[derive(Clone)]
pub(crate) struct CharSet(Box<[u64; 1024]>);

impl Default for CharSet {
    fn default() -> CharSet {
        CharSet(Box::new([0; 1024]))
    }
}

impl CharSet {
    pub(crate) fn insert(&mut self, c: char) {
        if let Some(bits) = self.0.get_mut(c as usize / 64) {
            *bits |= 1 << (c as usize % 64);
        }
    }

    #[inline]
    pub(crate) fn contains(&self, c: char) -> bool {
        self.0.get(c as usize / 64).is_some_and(|bits| bits & (1 << (c as usize % 64)) != 0)
    }
}

impl FromIterator<char> for CharSet {
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> CharSet {
        let mut set = CharSet::default();
        characters.into_iter().for_each(|c| set.insert(c));
        set
    }
}

impl std::fmt::Debug for CharSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CharSet")
    }
}

pub(crate) struct Lexicon {
    surnames: CharSet,
    compound: HashSet<(char, char)>,
    /// Heads by their last character, the longest first.
    heads: HashMap<char, Vec<Vec<char>>>,
    head_ends: CharSet,
    cities: HashSet<&'static str>,
    transliterated: CharSet,
    western: CharSet,
}

/// Returns the lists.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(Lexicon::read)
}

pub(crate) fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// Returns whether a text is a surname, of one character or two, without a table that has to be made first.
pub(crate) fn is_surname(text: &str) -> bool {
    words(SURNAMES).any(|surname| surname == text)
}

/// Returns whether a text is a word of the language and no name, without a table that has to be made first.
pub(crate) fn is_word(text: &str) -> bool {
    is_listed(NOT_NAMES, text)
}

/// Returns the tag the dictionary has for a word: `v` for verbs, `ns` for places.
pub(crate) fn tag_of(word: &str) -> Option<&'static str> {
    // The lines are sorted by their words: the first that is not before `word ` is its own, if there is one.
    let start = WORD_LIST.as_bytes();
    let (mut low, mut high) = (0, start.len());
    while low < high {
        let middle = (low + high) / 2;
        let line = start[..middle].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = start[line..].iter().position(|byte| *byte == b'\n').map_or(start.len(), |at| line + at);
        let known = WORD_LIST[line..end].split(' ').next().unwrap_or_default();
        match known.cmp(word) {
            std::cmp::Ordering::Equal => return WORD_LIST[line..end].rsplit(' ').next(),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = line,
        }
    }
    None
}

/// The administrative divisions of the gazetteer by their names: at which levels there is one.
struct Gazetteer {
    /// Full names, and 伊犁州 for 伊犁哈萨克自治州.
    names: HashMap<String, DivisionLevels>,
    /// Names without their ends: 长沙.
    stems: HashMap<&'static str, DivisionLevels>,
}

/// A level of an administrative division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DivisionLevel {
    /// 省, 自治区, 直辖市
    Province,
    /// 地级市, 自治州, 地区, 盟
    Prefecture,
    /// 县, 县级市, 区, 旗
    County,
}

/// Which levels have a division of a name.
#[derive(Debug, Clone, Copy, Default)]
struct DivisionLevels([bool; 3]);

impl DivisionLevels {
    fn insert(&mut self, level: DivisionLevel) {
        self.0[level as usize] = true;
    }

    /// The one level; none where there is more than one.
    fn only(self) -> Option<DivisionLevel> {
        match self.0 {
            [true, false, false] => Some(DivisionLevel::Province),
            [false, true, false] => Some(DivisionLevel::Prefecture),
            [false, false, true] => Some(DivisionLevel::County),
            _ => None,
        }
    }
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut gazetteer = Gazetteer { names: HashMap::new(), stems: HashMap::new() };
    for line in DIVISIONS.lines() {
        let mut parts = line.split(' ');
        let (Some(code), Some(name), Some(stem)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let level = match () {
            () if code.ends_with("0000") => DivisionLevel::Province,
            () if code.ends_with("00") => DivisionLevel::Prefecture,
            () => DivisionLevel::County,
        };
        gazetteer.names.entry(name.to_owned()).or_default().insert(level);
        if name.ends_with("自治州") {
            gazetteer.names.entry(format!("{stem}州")).or_default().insert(level);
        }
        gazetteer.stems.entry(stem).or_default().insert(level);
    }
    gazetteer
});

/// Returns the level of an administrative division of this full name (芜湖市, 伊犁州); none where it is unknown or one name
/// of several levels.
pub(crate) fn division_level(name: &str) -> Option<DivisionLevel> {
    GAZETTEER.names.get(name).copied().and_then(DivisionLevels::only)
}

/// Returns the level of the division that the name of a paper or a site begins with: 芜湖 of 芜湖日报.
pub(crate) fn division_level_of_outlet(outlet: &str) -> Option<DivisionLevel> {
    let ends: Vec<usize> = outlet.char_indices().map(|(at, _)| at).skip(2).take(6).chain([outlet.len()]).collect();
    let named = |end: &usize| GAZETTEER.names.get(&outlet[..*end]).or_else(|| GAZETTEER.stems.get(&outlet[..*end]));
    ends.iter().rev().find_map(named).copied().and_then(DivisionLevels::only)
}

/// Returns whether a line of the list, which is sorted by its bytes, is the text.
fn is_listed(list: &str, text: &str) -> bool {
    // A search needs no table to be made first.
    let bytes = list.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = (low + high) / 2;
        let start = bytes[..middle].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1).max(low);
        let end = bytes[start..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| start + at);
        match bytes[start..end].cmp(text.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

impl Lexicon {
    fn read() -> Lexicon {
        let mut surnames = CharSet::default();
        let mut compound = HashSet::new();
        for name in words(SURNAMES) {
            let mut characters = name.chars();
            match (characters.next(), characters.next()) {
                (Some(only), None) => surnames.insert(only),
                (Some(first), Some(second)) => drop(compound.insert((first, second))),
                _ => {}
            }
        }
        let mut heads: HashMap<char, Vec<Vec<char>>> = HashMap::new();
        for head in words(OFFICES) {
            let characters: Vec<char> = head.chars().collect();
            if let Some(last) = characters.last() {
                heads.entry(*last).or_default().push(characters);
            }
        }
        for list in heads.values_mut() {
            list.sort_by_key(|head| std::cmp::Reverse(head.len()));
            list.dedup();
        }
        Lexicon {
            surnames,
            head_ends: heads.keys().copied().collect(),
            compound,
            heads,
            cities: words(CITIES).collect(),
            transliterated: TRANSLITERATED.chars().collect(),
            western: WESTERN.chars().collect(),
        }
    }

    pub(crate) fn is_surname(&self, c: char) -> bool {
        self.surnames.contains(c)
    }

    pub(crate) fn is_compound_surname(&self, first: char, second: char) -> bool {
        self.compound.contains(&(first, second))
    }

    /// Returns whether the characters are a word of the language and no name.
    pub(crate) fn is_word(&self, text: &str) -> bool {
        is_word(text)
    }

    /// Returns whether the text is the name of a known area: 桃源县.
    pub(crate) fn is_area(&self, name: &str) -> bool {
        // The dictionary has words that end like an area: 文明城市, 沿海地区.
        let is_word = || name.ends_with("地区") || rule_words("ends like an area").contains(&name);
        GAZETTEER.names.contains_key(name) || is_listed(AREAS, name) && !is_word()
    }

    pub(crate) fn is_city(&self, name: &str) -> bool {
        self.cities.contains(name)
    }

    /// Returns whether names of the West are written with a character.
    pub(crate) fn is_western(&self, c: char) -> bool {
        self.western.contains(c)
    }

    pub(crate) fn is_transliterated(&self, c: char) -> bool {
        self.transliterated.contains(c)
    }

    /// Returns where the longest office head that ends at `end` begins, not before `floor`.
    /// Returns whether the characters are an office by themselves: 委员长, 副主任.
    pub(crate) fn is_office(&self, view: &FoldedText<'_>, start: usize, end: usize) -> bool {
        let deputy = view.chars.get(start) == Some(&'副');
        self.head_before(view, end, start).is_some_and(|head| head == start || deputy && head == start + 1)
    }

    pub(crate) fn head_before(&self, view: &FoldedText<'_>, end: usize, floor: usize) -> Option<usize> {
        let last = *view.chars.get(end.checked_sub(1)?)?;
        if !self.head_ends.contains(last) {
            return None;
        }
        let heads = self.heads.get(&last)?;
        heads
            .iter()
            .filter(|head| end >= floor + head.len())
            .find(|head| view.chars[end - head.len()..end] == head[..])
            .map(|head| end - head.len())
    }
}

/// Words that are looked for at every place of a text: one look at the first character settles most places.
pub(crate) struct Words {
    first: CharSet,
    words: HashMap<char, Vec<Vec<char>>>,
}

impl Words {
    /// Reads the words of a file of `src/lexicon`.
    pub(crate) fn listed(list: &'static str) -> Words {
        Words::new(&words(list).collect::<Vec<_>>())
    }

    pub(crate) fn new(list: &[&str]) -> Words {
        let mut words: HashMap<char, Vec<Vec<char>>> = HashMap::new();
        let mut first = CharSet::default();
        for word in list {
            let characters: Vec<char> = word.chars().collect();
            let Some(begin) = characters.first().copied() else { continue };
            first.insert(begin);
            words.entry(begin).or_default().push(characters);
        }
        for list in words.values_mut() {
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        Words { first, words }
    }

    /// Returns where the longest of the words that is at `at` ends.
    pub(crate) fn end_at(&self, view: &FoldedText<'_>, at: usize) -> Option<usize> {
        let begin = *view.chars.get(at)?;
        if !self.first.contains(begin) {
            return None;
        }
        let words = self.words.get(&begin)?;
        words.iter().find(|word| view.chars[at..].starts_with(word)).map(|word| at + word.len())
    }

    /// Returns whether one of the words is at `at`.
    pub(crate) fn is_at(&self, view: &FoldedText<'_>, at: usize) -> bool {
        self.end_at(view, at).is_some()
    }
}

/// Words looked for before a place: the last character settles most places.
pub(crate) struct Endings(Words);

impl Endings {
    /// Reads the words of a file of `src/lexicon`.
    pub(crate) fn listed(list: &'static str) -> Endings {
        Endings::new(&words(list).collect::<Vec<_>>())
    }

    pub(crate) fn new(list: &[&str]) -> Endings {
        let reversed: Vec<String> = list.iter().map(|word| word.chars().rev().collect()).collect();
        Endings(Words::new(&reversed.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    /// Returns whether one of the words ends at `end` and begins at `floor` or later.
    pub(crate) fn is_before(&self, view: &FoldedText<'_>, end: usize, floor: usize) -> bool {
        let Some(last) = end.checked_sub(1).filter(|last| *last >= floor) else { return false };
        self.0.first.contains(view.chars[last])
            && self.0.words.get(&view.chars[last]).is_some_and(|words| {
                words.iter().any(|word| {
                    word.len() <= end - floor
                        && word.iter().zip(view.chars[floor..end].iter().rev()).all(|(a, b)| a == b)
                })
            })
    }
}

/// FNV-1a, for names of lists: they are asked for at many places of a text.
#[derive(Clone, Copy)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl std::hash::Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

type Lists = HashMap<&'static str, Vec<&'static str>, std::hash::BuildHasherDefault<Fnv>>;

/// The named lists of `lexicon/rules.txt`.
static RULE_WORDS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists::default();
    let mut name = "";
    for line in include_str!("lexicon/rules.txt").lines().filter(|line| !line.starts_with('#')) {
        let words = match line.split_once(": ") {
            Some((begun, words)) if !line.starts_with(' ') => {
                name = begun;
                words
            }
            _ => line,
        };
        lists.entry(name).or_default().extend(words.split_whitespace());
    }
    lists
});

/// Returns the words of a named list of `lexicon/rules.txt`.
pub(crate) fn rule_words(name: &str) -> &'static [&'static str] {
    RULE_WORDS.get(name).unwrap_or_else(|| panic!("lexicon/rules.txt has no list {name}"))
}

/// Returns whether a text contains one of the words.
pub(crate) fn contains_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_sorted_list_is_found() {
        assert!(words(NOT_NAMES).all(|word| lexicon().is_word(word)));
        assert!(!lexicon().is_word("林远舟") && !lexicon().is_word("") && !lexicon().is_word("龥龥"));
    }

    #[test]
    fn the_gazetteer_says_levels() {
        for (name, level) in [
            ("芜湖市", Some(DivisionLevel::Prefecture)),
            ("伊犁州", Some(DivisionLevel::Prefecture)),
            ("霍州市", Some(DivisionLevel::County)),
            ("上海市", Some(DivisionLevel::Province)),
            ("沙县", Some(DivisionLevel::County)),
            ("云岭市", None),
        ] {
            assert_eq!(division_level(name), level, "{name}");
        }
        for (outlet, level) in [
            ("芜湖日报", Some(DivisionLevel::Prefecture)),
            ("湖南省人民政府门户网站", Some(DivisionLevel::Province)),
            ("浏阳日报", Some(DivisionLevel::County)),
            // 吉林 is a province and a city.
            ("吉林日报", None),
            ("云岭日报", None),
            ("报", None),
        ] {
            assert_eq!(division_level_of_outlet(outlet), level, "{outlet}");
        }
    }

    #[test]
    fn the_longest_head_of_an_office_counts() {
        let view = FoldedText::new("市委副书记");
        assert_eq!(lexicon().head_before(&view, 5, 0), Some(2));
        assert_eq!(lexicon().head_before(&view, 4, 0), None);
    }
}
