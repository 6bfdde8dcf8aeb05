//! How characters sound: pinyin without tones, for names and headlines that are typed by their sounds.
//!
//! Pure. The readings come from the crate pinyin, whose tables are those of the pinyin-data project (from the Unihan
//! database); surnames with a reading of their own are here. Only this file knows the crate.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;

/// Changes whenever a character sounds differently: part of the index's identity.
pub(crate) const SOUND_VERSION: u32 = 2;

/// Longer queries are no name and no part of a headline.
const LETTERS_MAX: usize = 60;
/// At most this many ways to split letters into syllables are tried.
const CUTS_MAX: usize = 32;

/// Surnames that sound otherwise than the character does elsewhere (姓氏异读), after 现代汉语词典, 7th edition.
const SURNAMES: &[(char, &str)] = &[
    ('曾', "zeng"),
    ('单', "shan"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('区', "ou"),
    ('查', "zha"),
    ('朴', "piao"),
    ('任', "ren"),
    ('华', "hua"),
    ('盖', "ge"),
    ('尉', "yu"),
    ('召', "shao"),
    ('乐', "yue"),
    ('员', "yun"),
    ('贠', "yun"),
    ('缪', "miao"),
    ('翟', "zhai"),
    ('覃', "qin"),
    ('宓', "mi"),
    ('冼', "xian"),
    ('洗', "xian"),
    ('折', "she"),
    ('黑', "he"),
    ('种', "chong"),
    ('牟', "mu"),
    ('逄', "pang"),
    ('繁', "po"),
    ('秘', "bi"),
    ('纪', "ji"),
    ('葛', "ge"),
    ('那', "na"),
    ('能', "nai"),
    ('隗', "wei"),
    ('郗', "xi"),
    ('句', "gou"),
    ('过', "guo"),
    ('令', "ling"),
    ('哈', "ha"),
    ('洪', "hong"),
    ('长', "zhang"),
    ('谌', "chen"),
    ('费', "fei"),
    ('柏', "bai"),
];

/// Readings of characters that fold into another: 著 is 着 in folded text, and sounds as in 著名.
const OF_FOLDED: &[(char, &str)] = &[('着', "zhu")];

/// Returns the readings of a folded character without tones, and the letter each begins with; letters and digits
/// sound as they are. `first` says that it begins a name.
pub fn readings_of(c: char, first: bool) -> Vec<String> {
    let mut sounds: BTreeSet<String> = BTreeSet::new();
    if c.is_ascii_alphanumeric() {
        sounds.insert(c.to_string());
    }
    let readings = c.to_pinyin_multi().into_iter().flatten().map(|sound| plain(sound.plain()));
    let surname = SURNAMES.iter().filter(|(name, _)| first && *name == c).map(|(_, sound)| (*sound).to_owned());
    let folded = OF_FOLDED.iter().filter(|(into, _)| *into == c).map(|(_, sound)| (*sound).to_owned());
    for sound in readings.chain(surname).chain(folded) {
        let initial = sound.chars().next().map(String::from);
        sounds.extend(initial);
        sounds.insert(sound);
    }
    sounds.into_iter().collect()
}

/// Writes ü as it is typed.
fn plain(sound: &str) -> String {
    sound.replace('ü', "v")
}

/// Every syllable some character sounds like.
static SYLLABLES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let characters = ('\u{4e00}'..='\u{9fff}').flat_map(|c| c.to_pinyin_multi().into_iter().flatten());
    characters.map(|sound| plain(sound.plain())).collect()
});

/// Returns the ways letters can be read: as syllables (`xian` is `xian` and `xi an`), and as the letters that
/// syllables begin with. Blanks and apostrophes part syllables. None for what is no pinyin.
pub fn readings(letters: &str) -> Vec<Vec<String>> {
    let parts: Vec<String> = letters
        .split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’'))
        .filter(|part| !part.is_empty())
        .map(|part| part.to_lowercase().replace('ü', "v"))
        .collect();
    let count: usize = parts.iter().map(String::len).sum();
    if count == 0 || count > LETTERS_MAX || !parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return Vec::new();
    }
    let mut cuts: Vec<Vec<String>> = vec![Vec::new()];
    for part in &parts {
        let of_part = cut(part);
        cuts = cuts
            .iter()
            .flat_map(|cut| of_part.iter().map(|more| [cut.as_slice(), more].concat()))
            .take(CUTS_MAX)
            .collect();
    }
    let initials: Vec<String> = parts.iter().flat_map(|part| part.chars()).map(String::from).collect();
    if !cuts.contains(&initials) {
        cuts.push(initials);
    }
    cuts
}

/// Returns the ways to cut letters into syllables and digits.
fn cut(letters: &str) -> Vec<Vec<String>> {
    const SYLLABLE_MAX: usize = 6;
    // The cuts of every beginning.
    let mut cuts: Vec<Vec<Vec<String>>> = vec![Vec::new(); letters.len() + 1];
    cuts[0].push(Vec::new());
    for end in 1..=letters.len() {
        for start in end.saturating_sub(SYLLABLE_MAX)..end {
            let piece = &letters[start..end];
            let digit = piece.len() == 1 && piece.as_bytes()[0].is_ascii_digit();
            if digit || SYLLABLES.contains(piece) {
                let more: Vec<Vec<String>> =
                    cuts[start].iter().map(|cut| [cut.as_slice(), &[piece.to_owned()]].concat()).collect();
                let room = CUTS_MAX - cuts[end].len().min(CUTS_MAX);
                cuts[end].extend(more.into_iter().take(room));
            }
        }
    }
    cuts.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_cut_into_syllables() {
        let check = |letters: &str, expected: &[&str]| {
            let cuts: Vec<String> = readings(letters).iter().map(|cut| cut.join(" ")).collect();
            for one in expected {
                assert!(cuts.iter().any(|cut| cut == one), "{letters}: {cuts:?}");
            }
        };
        check("chuxianghao", &["chu xiang hao"]);
        check("cxh", &["c x h"]);
        check("xian", &["xian", "xi an", "x i a n"]);
        check("xi'an", &["xi an"]);
        check("lvliang", &["lv liang"]);
        assert!(readings("储祥好").is_empty() && readings("").is_empty());
    }

    #[test]
    fn surnames_sound_as_surnames_too() {
        let check = |name: &str, sound: &str| {
            let first = name.chars().next().expect("a name");
            assert!(readings_of(first, true).iter().any(|one| one == sound), "{name} {sound}");
        };
        check("曾亮", "zeng");
        check("单宝珍", "shan");
        check("解放", "xie");
        check("仇和", "qiu");
        check("区伯", "ou");
        check("尉健行", "yu");
        check("储祥好", "chu");
        assert!(readings_of('会', false).contains(&"hui".to_owned()));
        assert!(readings_of('吕', false).contains(&"lv".to_owned()));
    }
}
