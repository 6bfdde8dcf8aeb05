//! Finds names of persons: a surname and one or two characters, or a name with dots, where what follows closes it.

use std::sync::LazyLock;

use crate::lexicon::{CharSet, Words, lexicon, rule_words, tag_of, words};
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
const NEVER_THIRD: &[char] =
    &['副', '等', '说', '称', '在', '的', '对', '就', '还', '也', '作', '担', '访', '于', '向'];

/// Third characters that are always the next word: 李强将于6月出席会议.
const ALWAYS_NEXT: &[char] = &['的', '等', '说', '称', '在', '也', '还', '是', '将', '与', '被'];

/// Characters that no part of a name with dots holds behind its second one: what it is followed by.
const BEHIND_DOTTED: &str = "的说称也将与在时是被为了就还又曾会副等对从把由已均";

/// Ranks behind names with dots, and words that begin with a character such names are written with.
static BEHIND_DOTTED_WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("behind a name with dots")));

/// Returns where the name that begins at `at` ends, if one does.
///
/// `limit` is the end of the sentence.
pub(super) fn name_at(view: &FoldedText<'_>, at: usize, limit: usize, place: Place) -> Option<usize> {
    let first = *view.chars.get(at)?;
    if at >= limit || !is_han(first) {
        return None;
    }
    if let Some(end) = dotted(view, at, limit).or_else(|| padded(view, at, limit, place)) {
        return Some(end);
    }
    plain_name(view, at, limit, place).map(|end| with_last_apart(view, at, end, limit))
}

/// Returns where a surname with its blanks and one character end, as lists pad names to one width: 王　钊.
fn padded(view: &FoldedText<'_>, at: usize, limit: usize, place: Place) -> Option<usize> {
    let lexicon = lexicon();
    let second = *view.chars.get(at + 1)?;
    let surname_end = match () {
        () if lexicon.is_compound_surname(view.chars[at], second) => at + 2,
        () if lexicon.is_surname(view.chars[at]) => at + 1,
        () => return None,
    };
    let last = view.skip_blanks(surname_end);
    let gap = last - surname_end;
    if !(1..=3).contains(&gap) || last >= limit || !is_han(view.chars[last]) {
        return None;
    }
    let end = last + 1;
    // 市 委 书 记: a text whose every character stands apart.
    let is_spaced = view.chars.get(end) == Some(&' ') && view.chars.get(end + 2) == Some(&' ');
    let is_spaced = is_spaced || at >= 2 && view.chars[at - 1] == ' ' && view.chars[at - 2] != '、' && gap == 1;
    let name: String = view.chars[at..end].iter().filter(|c| **c != ' ').collect();
    let fits = !is_spaced && closes(view, end, limit, place) && !lexicon.is_word(&name);
    (fits && (place != Place::Clause || hard(view, end))).then_some(end)
}

/// Returns where a name ends whose last character stands apart: 欧阳春 晖.
fn with_last_apart(view: &FoldedText<'_>, at: usize, end: usize, limit: usize) -> usize {
    let last = view.skip_blanks(end);
    let is_apart = last > end && last < limit && is_han(view.chars[last]) && end - at <= 3;
    if is_apart && hard(view, last + 1) && !CLOSE.is_at(view, last) && !CLOSE_LIST.is_at(view, last) {
        return last + 1;
    }
    end
}

/// A name without dots and blanks.
fn plain_name(view: &FoldedText<'_>, at: usize, limit: usize, place: Place) -> Option<usize> {
    let first = *view.chars.get(at)?;
    let run = (at..limit.min(at + 9)).take_while(|p| is_han(view.chars[*p])).count();
    let lexicon = lexicon();
    let plain = |length: usize| -> bool {
        if length > run || !closes(view, at + length, limit, place) {
            return false;
        }
        let name: String = view.chars[at..at + length].iter().collect();
        acceptable(view, at, length, place, &name)
    };
    // 宝音满都呼: 都 closes names of other kinds.
    let is_transliterated = |length: usize| view.chars[at..at + length].iter().all(|c| lexicon.is_transliterated(*c));
    if place != Place::Clause
        && let Some(length) =
            (4..=run.min(7)).rev().find(|length| is_transliterated(*length) && hard(view, at + length))
        && plain(length)
    {
        return Some(at + length);
    }
    // 总统托马斯蒂尔: a name of the West behind an office.
    let is_western = |length: usize| view.chars[at..at + length].iter().all(|c| lexicon.is_western(*c));
    if place != Place::Clause
        && let Some(length) = (4..=run.min(9)).rev().find(|length| is_western(*length) && hard(view, at + length))
        && plain(length)
    {
        return Some(at + length);
    }
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
        // 韩军和委员: 和 joins whoever follows, who is no verb.
        let joins = matches!(third, '和' | '及' | '与')
            // 周忠和委员指出: his office.
            && view
                .any_at(at + 3, rule_words("joined behind a name"))
                .is_some_and(|(_, end)| !view.is_clause_end(end) && !hard(view, end));
        let opens_verb = (NEVER_THIRD.contains(&third) || joins || verb_at(view, at + 2)) && plain(2);
        let is_next = run > 2 && ALWAYS_NEXT.contains(&third);
        if !opens_verb && !is_next && plain(3) {
            return Some(at + 3);
        }
        // 总理李强将于6月: what is behind closes no name elsewhere, and the office says that there is one.
        if is_next && place == Place::AfterOffice && acceptable(view, at, 2, place, &view.text(&(at..at + 2))) {
            return Some(at + 2);
        }
        if plain(2) {
            return Some(at + 2);
        }
        let marked = matches!(view.chars.get(at + 4), Some('、' | ',' | '。')) && !verb_at(view, at + 2);
        if lexicon.is_surname(second) && marked && plain(4) && place != Place::Clause {
            return Some(at + 4);
        }
    }
    if place == Place::AfterOffice && before_any_verb(view, at, limit) {
        return Some(at + 3);
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
    // 古力 · 艾山, too.
    let dot_at = |p: usize| -> Option<usize> {
        let dot = view.skip_blanks(p);
        (dot < limit && view.chars[dot] == '·' && dot - p <= 1).then_some(dot)
    };
    let dot = |p: usize| dot_at(p).is_some();
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
    let (mut parts, mut is_followed) = (0, false);
    while dot(end) && parts < 3 {
        let dot = dot_at(end)?;
        let part = if view.chars.get(dot + 1) == Some(&' ') { dot + 2 } else { dot + 1 };
        let mut p = part;
        while p < limit && is_han(view.chars[p]) && p - part < 10 {
            // 威廉姆斯在开幕式上
            is_followed = p - part >= 2 && is_behind_dotted(view, p, limit);
            let is_over = closes(view, p, limit, Place::AfterOffice) && verb_at(view, p) || view.chars[p] == '的';
            if p > part && is_over || is_followed {
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
    let is_foreign = |c: &char| *c == '·' || lexicon().is_western(*c) || lexicon().is_transliterated(*c);
    let foreign = view.chars[at..end].iter().filter(|c| is_foreign(c)).count();
    let is_followed = is_followed && foreign * 5 >= (end - at) * 4;
    ((is_followed || closes(view, end, limit, Place::AfterOffice)) && !no_name).then_some(end)
}

/// Returns whether what is at `at` is no more of a name with dots: 拉夫罗夫也将, 莫尔德维切夫中将, 博雷利提议.
fn is_behind_dotted(view: &FoldedText<'_>, at: usize, limit: usize) -> bool {
    BEHIND_DOTTED.contains(view.chars[at])
        || BEHIND_DOTTED_WORDS.is_at(view, at)
        || at + 2 <= limit
            && !lexicon().is_western(view.chars[at])
            && !lexicon().is_transliterated(view.chars[at])
            && matches!(tag_of(&view.text(&(at..at + 2))), Some("v" | "vn" | "d"))
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
        // 张仁5名同志
        '0'..='9' => {
            let behind = (at..limit).find(|p| !view.chars[*p].is_ascii_digit()).unwrap_or(limit);
            place != Place::InList || view.any_at(behind, &["名", "位", "人"]).is_some()
        }
        '-' | '—' | '|' => place != Place::Clause,
        _ if !is_han(c) => false,
        _ => match place {
            // 代表团团长: 代表 is no act there.
            _ if view.is_at(at, "代表团") => false,
            Place::InList => CLOSE_LIST.is_at(view, at),
            Place::AfterOffice | Place::Clause => CLOSE.is_at(view, at) || titled(view, at, limit, place),
        },
    }
}

/// Returns whether three characters behind an office are a surname and a name no word is in, and a verb of the language
/// follows that is no word with the last of them: 张远达|分析.
fn before_any_verb(view: &FoldedText<'_>, at: usize, limit: usize) -> bool {
    let end = at + 3;
    if end + 2 > limit || !view.chars[at..end + 2].iter().all(|c| is_han(*c)) || !lexicon().is_surname(view.chars[at]) {
        return false;
    }
    let word = |from: usize| tag_of(&view.text(&(from..from + 2)));
    let name = view.text(&(at..end));
    word(end) == Some("v")
        && (at..end).all(|from| word(from).is_none())
        && !ORGAN_LAST.contains(view.chars[end - 1])
        && !NEVER_THIRD.contains(&view.chars[end - 1])
        && !view.chars[at..end].iter().any(|c| IN_NO_NAME.contains(*c))
        && acceptable(view, at, 3, Place::AfterOffice, &name)
}

/// Returns whether an office printed behind a name is at `at`, and a verb or a mark behind it: 某某副委员长主持.
fn titled(view: &FoldedText<'_>, at: usize, limit: usize, place: Place) -> bool {
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
            && (verb_at(view, end)
                || view.any_at(end, rule_words("act of a name with its office")).is_some()
                || place == Place::Clause && view.is_at(end, "以及"))
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
const COMMON_FIRST: &str = "信铁应和后由从但有才多开原相都须别那令来化展强严满关管解明战步全能空充通文国平";
/// Surnames that are far more often words: before a word of the language they begin no name. 令计划, 严跃进 are names.
const WORDS_TOO: &str = "向党双权达宣水可对原和由从但应有多相那关管全能国明强开通化展解战步空充后才都须别来";
/// What organs and groups end in, and names seldom.
const ORGAN_LAST: &str = "部局委办厅院会组队员署们省市区县镇乡村处科级位名人";

fn acceptable(view: &FoldedText<'_>, at: usize, length: usize, place: Place, name: &str) -> bool {
    let lexicon = lexicon();
    if view.chars[at..at + length].iter().any(|c| matches!(c, '〇' | '届' | '的' | '了' | '被')) {
        return false;
    }
    if is_common_word(view, at, length) {
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
    // 林市长, 何副市长: a surname and an office.
    let is_titled = lexicon.is_surname(view.chars[at])
        && (1..=2).any(|surname| at + surname < at + length && lexicon.is_office(view, at + surname, at + length));
    if is_titled {
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

/// Returns whether a surname that is a common word is one, with another word behind it: 干部和群众, 向家属, 全覆盖, 应韩方
/// 邀请.
fn is_common_word(view: &FoldedText<'_>, at: usize, length: usize) -> bool {
    let first = view.chars[at];
    if !WORDS_TOO.contains(first) {
        return false;
    }
    let second = view.chars[at + 1];
    if length == 2 && (first == '和' || "还也总她他它我你其该此".contains(second)) {
        return true;
    }
    let rest = view.text(&(at + 1..at + length));
    // Given names are often adjectives and names of things (致远): those say nothing.
    const SORTS: &[&str] = &["n", "v", "vn", "nt", "ns", "j", "r", "ad", "d", "t", "f"];
    let is_word = length == 3 && tag_of(&rest).is_some_and(|tag| SORTS.contains(&tag));
    let asked = ["邀", "要求", "请求"];
    let is_invited = || (at + 2..(at + 8).min(view.chars.len())).any(|p| view.any_at(p, &asked).is_some());
    is_word || first == '应' && is_invited()
}

static SELDOM: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("seldom begins a name")));
static IN_NO_NAME: LazyLock<CharSet> =
    LazyLock::new(|| rule_words("in no name").iter().flat_map(|word| word.chars()).collect());
/// What stands between an office and its verb, and is no name.
static NO_BEGIN: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("begins no name")));
/// Verbs of taking part, which persons stand before.
static TAKES_PART: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("verb of taking part")));

/// Returns where a run ends that only its place shows to be a name: of two to four characters, behind an office or in a
/// list of persons, before a list mark or a verb of taking part. Rare surnames, names that are words, names of other
/// nations.
///
/// `is_shown` says that more than the place shows it: an office before it and a name behind the list mark after it.
pub(super) fn by_place(view: &FoldedText<'_>, at: usize, limit: usize, place: Place, is_shown: bool) -> Option<usize> {
    let run = (at..limit.min(at + 5)).take_while(|p| is_han(view.chars[*p])).count();
    let end = (2..=run.min(4)).map(|length| at + length).find(|end| ends_by_place(view, *end, limit, place))?;
    // 布安共同出席: what tells how stands between.
    let end = (at + 2..end).find(|p| verb_at(view, *p)).unwrap_or(end);
    let name: String = view.chars[at..end].iter().collect();
    let lexicon = lexicon();
    let closed = CLOSE.end_at(view, at).max(CLOSE_LIST.end_at(view, at));
    let seldom = SELDOM.is_at(view, at);
    let tag = tag_of(&name);
    let is_shown_word = is_shown && tag.is_some();
    let of_no_name = |c: &char| IN_NO_NAME.contains(*c);
    let no_name = closed.is_some_and(|end| end > at + 1 || !seldom && !is_shown_word)
        || !is_shown && NO_NAME.is_at(view, at)
        || NO_BEGIN.is_at(view, at)
        || (at + 1..=end).any(|p| lexicon.head_before(view, p, at).is_some())
        || !is_shown_word && view.chars[at..end].iter().any(of_no_name)
        // 自己, 官员, 过去: 官远明 is none of those.
        || seldom && !is_shown_word && (end - at != 3 || tag_of(&view.text(&(at..at + 2))).is_some())
        || ORGAN_LAST.contains(view.chars[end - 1]) && !(end - at == 3 && lexicon.is_surname(view.chars[at]))
        || lexicon.is_area(&name);
    if no_name {
        return None;
    }
    // A word of the language may be a name (江南, 马力), a verb or an adverb is none.
    let is_proven = TAKES_PART.is_at(view, end);
    let is_number = |tag: &str| tag == "m" && lexicon.is_surname(view.chars[at]);
    let may_be_word = |tag: &str| {
        is_shown
            || is_number(tag)
            || tag.starts_with('n')
            || is_proven && matches!(tag, "a" | "m" | "j" | "i" | "s" | "q")
    };
    // 增加智慧、读好书: words that are put together, unless a verb of taking part proves them a name.
    let word = |range: std::ops::Range<usize>| tag_of(&view.text(&range));
    let is_put_together = match end - at {
        4 => word(at..at + 2).is_some() && word(at + 2..end).is_some(),
        3 if !lexicon.is_surname(view.chars[at]) => {
            word(at + 1..end).is_some_and(|tag| matches!(tag, "n" | "v" | "vn" | "a" | "d"))
        }
        _ => false,
    };
    (tag.is_none_or(may_be_word) && (is_proven || is_shown || !is_put_together)).then_some(end)
}

/// Returns whether a mark or a verb of taking part is at a place.
fn ends_by_place(view: &FoldedText<'_>, at: usize, limit: usize, place: Place) -> bool {
    let is_part = TAKES_PART.is_at(view, at);
    match place {
        Place::InList => {
            at >= limit
                || is_part
                || view.is_at(at, "等")
                || view.is_at(at, "同志")
                || matches!(view.chars[at], '、' | ',' | '。' | ';' | '(')
        }
        Place::AfterOffice => is_part || at < limit && matches!(view.chars[at], '、' | ','),
        Place::Clause => false,
    }
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
        check("王勇和委员共54人出席", Place::AfterOffice, Some("王勇"));
        check("王祥和、李四", Place::AfterOffice, Some("王祥和"));
    }

    #[test]
    fn compound_surnames_and_dots() {
        check("欧阳明出席", Place::AfterOffice, Some("欧阳明"));
        check("诸葛长青,李四", Place::AfterOffice, Some("诸葛长青"));
        check("司马光远主持会议", Place::AfterOffice, Some("司马光远"));
        check("阿里木·买买提、李四", Place::InList, Some("阿里木·买买提"));
        check("阿里木•买买提主持会议", Place::AfterOffice, Some("阿里木·买买提"));
        check("才让扎西,县长", Place::AfterOffice, Some("才让扎西"));
        // What follows is no part of the name.
        check("谢尔盖·拉夫罗夫也将出席会议", Place::AfterOffice, Some("谢尔盖·拉夫罗夫"));
        check("约瑟夫·博雷利提议召开会议", Place::AfterOffice, Some("约瑟夫·博雷利"));
        check("安德烈·莫尔德维切夫中将主持会议", Place::AfterOffice, Some("安德烈·莫尔德维切夫"));
        check("艾力更·依明巴海副委员长出席", Place::AfterOffice, Some("艾力更·依明巴海"));
        check("李强将于6月23日出席会议", Place::AfterOffice, Some("李强"));
    }

    #[test]
    fn names_with_blanks_inside() {
        check("王 钊、李四", Place::InList, Some("王 钊"));
        check("王　钊出席会议", Place::AfterOffice, Some("王 钊"));
        check("欧阳春 晖出席会议", Place::AfterOffice, Some("欧阳春 晖"));
        check("古力 · 艾山、李四", Place::InList, Some("古力 · 艾山"));
        check("王钊 等出席会议", Place::AfterOffice, Some("王钊"));
        check("王钊 李 四", Place::InList, Some("王钊"));
    }

    #[test]
    fn words_are_no_names() {
        check("高度重视", Place::AfterOffice, None);
        check("安排部署工作", Place::AfterOffice, None);
        check("方案要求各地", Place::Clause, None);
        check("全会指出", Place::Clause, None);
        check("开放合作·绿色发展", Place::Clause, None);
        for text in [
            "党的、各级",
            "水平的、各级",
            "和政协、李四",
            "全覆盖、李四",
            "向家属、李四",
            "应韩方要求,",
            "有调整,",
            "原作者、李四",
            "和老、李四",
        ] {
            check(text, Place::InList, None);
        }
        check("令计划、李四", Place::InList, Some("令计划"));
        check("严跃进、李四", Place::InList, Some("严跃进"));
        check("阿不来提·阿不都热西提、李四", Place::InList, Some("阿不来提·阿不都热西提"));
        check("米歇尔·巴切莱特对我国进行访问", Place::AfterOffice, Some("米歇尔·巴切莱特"));
        check("应品广、李四", Place::InList, Some("应品广"));
        check("向巧、李四", Place::InList, Some("向巧"));
        check("应勇出席会议", Place::AfterOffice, Some("应勇"));
    }
}
