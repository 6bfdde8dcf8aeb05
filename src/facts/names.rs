//! Finds names of persons: a surname and one or two characters, or a name with dots, where what follows closes it.

use std::sync::LazyLock;

use crate::lexicon::{Words, lexicon, rule_words, words};
use crate::view::{BREAK, FoldedText, is_han};

/// Where a name is looked for; each place has its own evidence that something is a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Right behind an office.
    AfterOffice,
    /// Behind a list mark that follows a name.
    InList,
    /// At the beginning of a clause.
    Clause,
}

/// Verbs and phrases that close a name before them, whatever stood before it.
static VERBS: &str = include_str!("../lexicon/behind_names.txt");

/// What closes a name in a list or behind an office besides marks.
static LIST_VERBS: &str = include_str!("../lexicon/behind_listed_names.txt");

/// Third characters that are the next word far more often than the end of a name.
const NEVER_THIRD: &[char] = &['等', '说', '称', '在', '的', '对', '就', '还', '也', '作', '担', '访', '于', '向'];

/// Returns where the name that begins at `at` ends, if one does.
///
/// `limit` is the end of the sentence.
pub(super) fn name_at(view: &FoldedText<'_>, at: usize, limit: usize, place: Place) -> Option<usize> {
    let first = *view.chars.get(at)?;
    if at >= limit || !is_han(first) {
        return None;
    }
    if let Some(end) = dotted(view, at, limit) {
        return Some(end);
    }
    let run = (at..limit.min(at + 7)).take_while(|p| is_han(view.chars[*p])).count();
    let lexicon = lexicon();
    let plain = |length: usize| -> bool {
        if length > run || !closes(view, at + length, limit, place) {
            return false;
        }
        let name: String = view.chars[at..at + length].iter().collect();
        acceptable(view, at, length, place, &name)
    };
    let second = view.chars.get(at + 1).copied().unwrap_or(' ');
    if lexicon.is_compound_surname(first, second) {
        for length in [4, 3] {
            if plain(length) {
                return Some(at + length);
            }
        }
    }
    if lexicon.is_surname(first) {
        let third = view.chars.get(at + 2).copied().unwrap_or(' ');
        let opens_verb = NEVER_THIRD.contains(&third) && plain(2) || verb_at(view, at + 2) && plain(2);
        if !opens_verb && plain(3) {
            return Some(at + 3);
        }
        if plain(2) {
            return Some(at + 2);
        }
        let marked = matches!(view.chars.get(at + 4), Some('、' | ',' | '。'));
        if lexicon.is_surname(second) && marked && plain(4) && place != Place::Clause {
            return Some(at + 4);
        }
    }
    // Names of other nations, written without a dot: 才让端智.
    if place != Place::Clause || run >= 3 {
        for length in (2..=run.min(6)).rev() {
            let known = view.chars[at..at + length].iter().filter(|c| lexicon.is_transliterated(**c)).count();
            let marked = at + length >= limit || matches!(view.chars[at + length], '、' | ',' | '。' | '(');
            let all = known == length || marked && place != Place::Clause && length >= 4 && known * 4 >= length * 3;
            if all && (length > 2 || place == Place::InList) && plain(length) {
                return Some(at + length);
            }
        }
    }
    None
}

/// Returns where a name with dots that begins at `at` ends: 伊力哈木·沙比尔.
fn dotted(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<usize> {
    let dot = |p: usize| p < limit && view.chars[p] == '·';
    let mut end = at;
    while end < limit && is_han(view.chars[end]) && end - at <= 8 {
        end += 1;
    }
    if !dot(end) || !(1..=8).contains(&(end - at)) {
        return None;
    }
    // 县长阿里木·买买提: the name begins behind the office.
    if (at + 2..end).any(|p| lexicon().head_before(view, p, at).is_some()) {
        return None;
    }
    let mut parts = 0;
    while dot(end) && parts < 3 {
        let part = end + 1;
        let mut p = part;
        while p < limit && is_han(view.chars[p]) && p - part < 10 {
            if p > part && closes(view, p, limit, Place::AfterOffice) && verb_at(view, p) {
                break;
            }
            p += 1;
        }
        if p == part {
            return None;
        }
        end = p;
        parts += 1;
    }
    let tail: String = view.chars[at..end].iter().collect();
    let no_name = rule_words("no name in front").iter().any(|mark| tail.ends_with(mark));
    (closes(view, end, limit, Place::AfterOffice) && !no_name).then_some(end)
}

/// Returns whether a word that closes a name is at `at`, apart from short ones names may hold.
fn verb_at(view: &FoldedText<'_>, at: usize) -> bool {
    static LONG: LazyLock<Words> =
        LazyLock::new(|| Words::new(&words(VERBS).filter(|verb| verb.chars().count() > 1).collect::<Vec<_>>()));
    LONG.is_at(view, at)
}

static CLOSE: LazyLock<Words> = LazyLock::new(|| Words::listed(VERBS));
static CLOSE_LIST: LazyLock<Words> = LazyLock::new(|| Words::listed(LIST_VERBS));
static NO_NAME: LazyLock<Words> = LazyLock::new(|| Words::listed(NEVER));

/// Returns whether a name may end before `at`.
fn closes(view: &FoldedText<'_>, at: usize, limit: usize, place: Place) -> bool {
    if at >= limit {
        return true;
    }
    let c = view.chars[at];
    match c {
        '、' | ',' | '。' | ';' | ':' | ')' | '(' | '!' | '?' | '”' | '“' | BREAK | '\n' | '[' | ']' | '/' => {
            true
        }
        ' ' => {
            let next = view.skip_blanks(at);
            place != Place::Clause || next >= limit || closes(view, next, limit, place)
        }
        '0'..='9' => place != Place::InList,
        '-' | '—' | '|' => place != Place::Clause,
        _ if !is_han(c) => false,
        _ => match place {
            Place::InList => CLOSE_LIST.is_at(view, at),
            Place::AfterOffice => CLOSE.is_at(view, at),
            Place::Clause => CLOSE.is_at(view, at) || titled(view, at, limit),
        },
    }
}

/// Returns whether an office printed behind a name is at `at`, and a verb or a mark behind it: 某某副委员长主持.
fn titled(view: &FoldedText<'_>, at: usize, limit: usize) -> bool {
    (2..=5).any(|length| {
        let end = at + length;
        end < limit
            && lexicon().is_office(view, at, end)
            && !view.is_at(at, "代表")
            // 习近平总书记, 李某总理: quoted far more often than present.
            && !view.is_at(at, "总书记")
            && !view.is_at(at, "总理")
            && !view.is_at(at, "主席")
            && !view.is_at(at, "同志")
            && verb_at(view, end)
    })
}

/// Words that begin like a name and are none, whatever follows.
static NEVER: &str = include_str!("../lexicon/never_names.txt");

/// Returns whether a mark or one of the genre's verbs is at `at`.
fn hard(view: &FoldedText<'_>, at: usize) -> bool {
    matches!(view.chars.get(at), None | Some('、' | ',' | '。' | '(' | ':' | ';' | '\n'))
        || view.is_at(at, "等")
        || verb_at(view, at)
}

/// Surnames that are common words: they begin a name only where a mark or a verb of the genre closes it (和党).
const COMMON_FIRST: &str = "和后由从但有才多开原相都须别那令来化展强严满关管解明战步全能空充通文国平";
/// What organs and groups end in, and names seldom.
const ORGAN_LAST: &str = "部局委办厅院会组队员署们省县镇乡村处科级位名人";

fn acceptable(view: &FoldedText<'_>, at: usize, length: usize, place: Place, name: &str) -> bool {
    let lexicon = lexicon();
    if view.chars[at..at + length].iter().any(|c| matches!(c, '〇' | '届')) {
        return false;
    }
    if NO_NAME.end_at(view, at).is_some_and(|end| end <= at + length) {
        return false;
    }
    if COMMON_FIRST.contains(view.chars[at]) && !hard(view, at + length) {
        return false;
    }
    let may_end_so = length > 2 && lexicon.is_surname(view.chars[at]) && place != Place::Clause;
    if ORGAN_LAST.contains(view.chars[at + length - 1]) && !may_end_so {
        return false;
    }
    if lexicon.is_word(name) || rule_words("foreign title").iter().any(|title| name.ends_with(title)) {
        return false;
    }
    // 高度重视: the first two characters are a word, and what follows is not a mark.
    if length == 3 {
        let front: String = view.chars[at..at + 2].iter().collect();
        let back: String = view.chars[at + 1..at + 3].iter().collect();
        let marked = matches!(view.chars.get(at + length), Some('、' | ',' | '。' | '(' | ':') | None);
        if lexicon.is_word(&front) && (!marked || lexicon.is_word(&back)) && place == Place::Clause {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, place: Place, expected: Option<&str>) {
        let view = FoldedText::new(text);
        let end = name_at(&view, 0, view.chars.len(), place);
        assert_eq!(end.map(|end| view.text(&(0..end))).as_deref(), expected, "{text}");
    }

    #[test]
    fn two_characters_or_three() {
        check("林远舟主持会议", Place::AfterOffice, Some("林远舟"));
        check("林舟主持会议", Place::AfterOffice, Some("林舟"));
        check("王勇安排稳增长工作", Place::AfterOffice, Some("王勇"));
        check("李斌等分别就议题作了说明", Place::InList, Some("李斌"));
        check("张和平、李四", Place::InList, Some("张和平"));
        check("张和出席会议", Place::AfterOffice, Some("张和"));
        check("王在平指出", Place::Clause, Some("王在平"));
        check("王勇在会上强调", Place::Clause, Some("王勇"));
    }

    #[test]
    fn compound_surnames_and_dots() {
        check("欧阳明出席", Place::AfterOffice, Some("欧阳明"));
        check("诸葛长青,李四", Place::AfterOffice, Some("诸葛长青"));
        check("司马光远主持会议", Place::AfterOffice, Some("司马光远"));
        check("阿里木·买买提、李四", Place::InList, Some("阿里木·买买提"));
        check("阿里木•买买提主持会议", Place::AfterOffice, Some("阿里木·买买提"));
        check("才让扎西,县长", Place::AfterOffice, Some("才让扎西"));
    }

    #[test]
    fn words_are_no_names() {
        check("高度重视", Place::AfterOffice, None);
        check("安排部署工作", Place::AfterOffice, None);
        check("方案要求各地", Place::Clause, None);
        check("全会指出", Place::Clause, None);
        check("开放合作·绿色发展", Place::Clause, None);
    }
}
