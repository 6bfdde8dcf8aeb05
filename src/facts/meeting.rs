//! Which meeting: its name, its number, what sort it is, and where it was held.

pub(super) mod area;
pub(super) mod kind;
mod label;
pub(super) mod level;

use std::ops::Range;

use self::kind::kind_of;
use super::dates::numeral;
use super::genre::{NOUN, names_a_meeting, noun_end};
use super::mentions::lead_end;
use super::rule::rule_table;
use super::{Fact, Meeting, RuleUse, fact};
use crate::lexicon::rule_words;
use crate::page::Page;
use crate::view::{BREAK, FoldedText, is_han};

/// The meeting as found in the text.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Its name in one piece.
    pub(super) surface: Range<usize>,
    /// The organ that is in front of 召开.
    pub(super) organ: Option<Range<usize>>,
    /// The words that say where it was: 在市民中心.
    pub(super) venue: Option<Range<usize>>,
    title: Option<Range<usize>>,
    /// The sentence it is named in, or the first.
    sentence: Range<usize>,
    /// The rule that found the name.
    rule: &'static str,
}

/// A name, and the organ in front of the verb of convening.
type Named = (Range<usize>, Option<Range<usize>>);

/// Where a meeting may be named.
struct Clues<'a, 'v> {
    view: &'a FoldedText<'v>,
    /// The first sentences of the report.
    sentences: &'a [Range<usize>],
    title: Option<&'a Range<usize>>,
}

rule_table!(NameRule, Clues<'_, '_>, Named);

/// Where the name is looked for, the surest first.
const NAMES: &[NameRule] = &[
    NameRule::new(
        "sentence",
        |c| c.sentences.iter().find_map(|sentence| in_sentence(c.view, sentence)),
        ("7月3日,云岭市召开防汛会议。市长储云帆出席会议并讲话。", ""),
    ),
    NameRule::new(
        "headline",
        |c| in_sentence(c.view, c.title?),
        ("云岭市召开防汛工作会议\n7月3日,市长储云帆主持会议并讲话,他强调,要压实防汛责任,守住安全底线。", ""),
    ),
    NameRule::new(
        "spoken-at",
        |c| c.sentences.first().and_then(|sentence| spoken_at(c.view, sentence)).map(|name| (name, None)),
        (
            "7月3日,市委书记林远舟在市委理论学习中心组学习会上指出,要学深悟透。市长储云帆参加会议。会议学习了有关文件。",
            "",
        ),
    ),
    NameRule::new(
        "name-in-headline",
        |c| bare_name(c.view, c.title?).map(|name| (name, None)),
        ("云岭市防汛工作会议\n7月3日,市长储云帆主持会议并讲话,他强调,要压实防汛责任,守住安全底线。", ""),
    ),
    NameRule::new(
        "name-in-sentence",
        |c| c.sentences.iter().find_map(|sentence| bare_name(c.view, sentence)).map(|name| (name, None)),
        ("在视频会后召开的续会上,市水利局汇报汛情。市长储云帆出席并讲话,他强调,要压实责任。", ""),
    ),
];

/// Verbs whose object is the meeting; the longest first.
const CONVENE: &[&str] = &[
    "主持召开了",
    "主持召开",
    "组织召开了",
    "组织召开",
    "召开了",
    "召开",
    "举行了",
    "举行",
    "召集",
    "开展了",
    "举办了",
    "举办",
    "参加了",
    "出席了",
    "主持",
    "出席",
    "参加",
];

/// Verbs whose subject is the meeting.
const HELD: &[&str] = &[
    "召开",
    "举行",
    "开幕",
    "闭幕",
    "圆满",
    "胜利",
    "隆重",
    "在",
    "继续",
    "如期",
    "开始",
    "以视频",
    "举办",
    "今天",
    "昨天",
    "今日",
    "昨日",
    "于",
    "结束",
    "顺利",
    "正式",
    "拉开",
];

/// The meeting is named within this many sentences.
const SENTENCES_MAX: usize = 5;

/// Finds the meeting a report is about.
pub(super) fn find(view: &FoldedText<'_>, page: &Page) -> Option<Found> {
    let title = page.title.clone();
    let mut sentences: Vec<Range<usize>> = Vec::new();
    for (index, paragraph) in page.paragraphs.iter().enumerate() {
        let start = if index == 0 { page.lead.start.max(paragraph.start) } else { paragraph.start };
        sentences.extend(view.sentences(&(start..paragraph.end)));
        if sentences.len() >= SENTENCES_MAX {
            break;
        }
    }
    sentences.truncate(SENTENCES_MAX);
    let venue = sentences.iter().find_map(|sentence| venue(view, sentence));
    let clues = Clues { view, sentences: &sentences, title: title.as_ref() };
    let ((surface, organ), rule) = NameRule::first(NAMES, &clues)?;
    let name_in =
        |title: &Range<usize>| in_sentence(view, title).map(|(name, _)| name).or_else(|| bare_name(view, title));
    let title = title.as_ref().and_then(name_in);
    let own = sentences.iter().find(|sentence| sentence.contains(&surface.start)).or(sentences.first());
    let sentence = own.cloned().unwrap_or_default();
    Some(Found { surface, organ, venue, title, sentence, rule })
}

/// Finds the meeting of a sentence: the object of 召开 or the subject of 举行.
fn in_sentence(view: &FoldedText<'_>, sentence: &Range<usize>) -> Option<Named> {
    let clauses = view.clauses(sentence);
    for clause in &clauses {
        let mut at = clause.start;
        while at < clause.end {
            if view.quoted[at] {
                at += 1;
                continue;
            }
            let Some((verb, end)) = view.any_at(at, CONVENE).filter(|(_, end)| *end <= clause.end) else {
                at += 1;
                continue;
            };
            if not_the_opening(view, clause, at, end) {
                at = end;
                continue;
            }
            let object = object_of(view, end, clause.end);
            // 市人大常委会第二十七次会议举行第一次全体会议: a sitting of the meeting.
            let is_sitting = |object: &Range<usize>| {
                let words = rule_words("sitting of a meeting").iter();
                words.into_iter().any(|word| view.ends_at(object.end, word))
            };
            let whole = || subject_of(view, clause, at).filter(|whole| view.ends_at(whole.end, "次会议"));
            if let Some(whole) = object.as_ref().filter(|object| is_sitting(object)).and_then(|_| whole()) {
                return Some((whole, None));
            }
            if let Some(object) = object {
                let weak = matches!(verb, "参加了" | "出席了" | "主持" | "出席" | "参加");
                let generic = view.text(&object).chars().count() <= 2;
                let organ = (!weak).then(|| organ_before(view, clause, at)).flatten();
                if !generic || organ.is_some() {
                    return Some((object, organ));
                }
            }
            // 主持 alone says little: 主持会议并讲话.
            let convened =
                matches!(verb, "召开" | "举行" | "召开了" | "举行了" | "举办") || verb.starts_with("主持召开");
            if convened && let Some(subject) = subject_of(view, clause, at) {
                return Some((subject, None));
            }
            at = end;
        }
        // 会议…胜利闭幕, 圆满完成各项议程,胜利闭幕
        for word in rule_words("meeting did") {
            if let Some(at) = view.find(word, clause)
                && let Some(subject) = subject_of(view, clause, at)
            {
                return Some((subject, None));
            }
        }
    }
    None
}

/// Returns whether a verb of convening speaks of another meeting: 决定于…召开, 召开的…, 召开以来.
fn not_the_opening(view: &FoldedText<'_>, clause: &Range<usize>, at: usize, end: usize) -> bool {
    let before = clause.start..at;
    let behind = rule_words("behind another meeting's opening");
    behind.iter().any(|word| view.is_at(end, word))
        || view.find_any(rule_words("before another meeting's opening"), &before).is_some()
        || view.ends_at(at, "筹备")
        || view.ends_at(at, "将")
        || view.ends_at(at, "在视频会后")
}

/// Returns the meeting that begins at `from` as the object of a verb.
fn object_of(view: &FoldedText<'_>, from: usize, limit: usize) -> Option<Range<usize>> {
    let from = skip_particles(view, from);
    let end = name_end(view, from, limit.min(from + 70))?;
    let from = view.any_at(from, rule_words("whose meeting")).map_or(from, |(_, behind)| behind);
    let name = behind_relative(view, from, end)..end;
    let vague = rule_words("vague meeting");
    (!vague.iter().any(|word| view.is_at(name.start, word))).then_some(name)
}

/// Returns where the name begins behind what is said of the meeting: 在某地召开的, 某社主办的.
fn behind_relative(view: &FoldedText<'_>, from: usize, end: usize) -> usize {
    let from = view.any_at(from, rule_words("is before a meeting")).map_or(from, |(_, behind)| behind);
    let last = (from..end)
        .rev()
        .filter(|at| !view.quoted[*at])
        .find_map(|at| view.any_at(at, rule_words("relative before a meeting")));
    last.map(|(_, behind)| view.skip_blanks(behind)).filter(|behind| end - behind >= 4).unwrap_or(from)
}

fn skip_particles(view: &FoldedText<'_>, at: usize) -> usize {
    let mut at = view.skip_blanks(at);
    for word in rule_words("particle before a meeting") {
        if view.is_at(at, word) && !view.is_at(at, "的的") {
            at = view.skip_blanks(at + word.chars().count());
        }
    }
    at
}

/// Returns where the meeting's name ends: behind its noun, an (扩大), and what 暨 joins to it.
fn name_end(view: &FoldedText<'_>, from: usize, limit: usize) -> Option<usize> {
    let mut at = from;
    while at < limit {
        let c = view.chars[at];
        if !view.bracketed[at] && !view.quoted[at] && matches!(c, ',' | '。' | ';' | ':' | '!') {
            return None;
        }
        if view.quoted[at] {
            at += 1;
            continue;
        }
        let Some(mut end) = noun_end(view, at).filter(|end| *end <= limit) else {
            at += 1;
            continue;
        };
        // 常委会会议, 座谈会议, 代表大会第三次会议: the longer name.
        if let Some(next) = NOUN.end_at(view, end) {
            end = next;
        }
        let joined = rule_words("word with 议").iter().any(|word| view.is_at(end, word));
        if view.is_at(end, "议") && view.ends_at(end, "会") && !joined {
            end += 1;
        }
        for bracket in rule_words("enlarged meeting") {
            if view.is_at(end, bracket) {
                end += bracket.chars().count();
                break;
            }
        }
        if goes_on(view, end, limit) {
            at = end;
            continue;
        }
        if view.is_at(end, "暨") {
            return name_end(view, end + 1, limit).or(Some(end));
        }
        return Some(end);
    }
    None
}

/// Returns whether the noun is only the beginning or a part of the name.
fn goes_on(view: &FoldedText<'_>, end: usize, limit: usize) -> bool {
    if end >= limit {
        return false;
    }
    let rest = end..limit.min(end + 34);
    let stop = rest
        .clone()
        .find(|p| !view.bracketed[*p] && matches!(view.chars[*p], ',' | '。' | ';' | ':' | '、' | ' ' | BREAK))
        .unwrap_or(rest.end);
    let ahead = end..stop;
    // 主席团第一次会议, 第十一届委员会第二次会议, 全委会…会议: a number and another noun follow.
    let numbered = (view.is_at(end, "第")
        || view.is_at(end, "主席团")
        || view.is_at(end, "党组")
        || view.is_at(end, "常务委员会")
        || view.is_at(end, "专题")
        || view.is_at(end, "分组")
        || view.is_at(end, "主任会")
        || view.is_at(end, "班子")
        || view.is_at(end, "换届")
        || view.is_at(end, "与")
        || view.is_at(end, "和"))
        && names_a_meeting(view, &ahead);
    // 会议室, 会议精神, 常委会办公室: the noun is part of another word.
    let part = rule_words("word with a meeting").iter().any(|word| view.is_at(end, word));
    let organ = view.ends_at(end, "论坛")
        || view.ends_at(end, "峰会")
        || view.ends_at(end, "常委会")
        || view.ends_at(end, "人大")
        || view.ends_at(end, "理事会");
    let joined = matches!(view.chars[end], '和' | '与' | '、') && organ;
    let small = is_han(view.chars[end])
        && organ
        && !view.is_at(end, "暨")
        && names_a_meeting(view, &ahead)
        && !HELD.iter().any(|word| view.is_at(end, word));
    let and = matches!(view.chars[end], '和' | '与') && !organ;
    (numbered && !and) || part || small && !joined
}

/// Returns the meeting that is the subject of the verb at `verb`.
fn subject_of(view: &FoldedText<'_>, clause: &Range<usize>, verb: usize) -> Option<Range<usize>> {
    let start = lead_end(view, clause.start, verb);
    let end = name_end(view, start, verb.max(start))?;
    let gap = view.trimmed(end..verb);
    let near = gap.len() <= 30
        && (gap.is_empty()
            || HELD.iter().any(|word| view.is_at(gap.start, word))
            || super::dates::date_at(view, gap.start, verb).is_some()
            || gap.len() <= 4);
    let start = behind_byline(view, start, end);
    let start = view.any_at(start, rule_words("whose meeting")).map_or(start, |(_, behind)| behind);
    let start = behind_relative(view, start, end);
    let words = view.text(&(start..end));
    // 林某在全省会议上: a person, not the meeting, is the subject.
    let personal = (start + 2..end.min(start + 5)).any(|at| view.chars[at] == '在')
        || ["强调", "指出", "主持"].iter().any(|word| words.contains(word));
    if personal {
        return None;
    }
    let act = rule_words("act at the start of a subject").iter().any(|word| words.starts_with(word));
    let this = rule_words("this meeting").iter().any(|word| words.starts_with(word));
    (near && !this && end - start >= 3 && !act && words.chars().count() <= 60).then_some(start..end)
}

/// Returns the meeting somebody spoke at: 林远舟在市委中心组学习会上指出.
pub(super) fn spoken_at(view: &FoldedText<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let clause = view.clauses(sentence).into_iter().find(|clause| view.find("在", clause).is_some())?;
    let at = view.find("在", &clause)?;
    let says = |end: &usize| {
        *end < clause.end && view.is_at(*end, "上") && view.any_at(end + 1, rule_words("says of its own")).is_some()
    };
    let end = (at + 2..clause.end).filter_map(|p| noun_end(view, p)).find(says)?;
    (end - at > 4).then_some(at + 1..end)
}

/// A subject begins behind 讯 and brackets of the dateline.
fn behind_byline(view: &FoldedText<'_>, start: usize, end: usize) -> usize {
    let mut from = start;
    for at in start..end {
        if view.bracketed[at]
            && view.chars[at] == ')'
            && !view.is_at(at + 1, "委")
            && view.find_any(rule_words("byline in brackets"), &(start..at)).is_some()
        {
            from = at + 1;
        }
        if view.chars[at] == ' ' {
            from = at + 1;
        }
    }
    view.skip_blanks(from)
}

/// Returns a meeting named without a verb: a headline that is a name, 在…续会上.
fn bare_name(view: &FoldedText<'_>, range: &Range<usize>) -> Option<Range<usize>> {
    for word in ["续会", "会议精神"] {
        if let Some(at) = view.find(word, range) {
            return (word == "续会").then_some(at..at + 2);
        }
    }
    let start = lead_end(view, range.start, range.end);
    let end = name_end(view, start, range.end)?;
    let words = view.text(&(start..end));
    let clean = view.find_any(rule_words("act in a bare name"), &(start..end)).is_none();
    (clean && words.chars().count() >= 4 && words.chars().count() <= 40).then_some(start..end)
}

/// Returns the organ right before a verb of convening: 市委 of 市委召开.
fn organ_before(view: &FoldedText<'_>, clause: &Range<usize>, verb: usize) -> Option<Range<usize>> {
    let mut start = lead_end(view, clause.start, verb);
    start = behind_byline(view, start, verb);
    let mut end = verb;
    // 市委今天召开, 市委在行政中心召开
    while end > start && view.chars[end - 1] == ' ' {
        end -= 1;
    }
    // 某某委员会今天在某地召开, 某主席团18日下午在某地举行
    let aside = (start + 2..end).find(|at| {
        super::dates::date_at(view, *at, end).is_some()
            || view.chars[*at] == '在' && !view.quoted[*at]
            || view.is_at(*at, "就")
            || view.is_at(*at, "组织")
    });
    if let Some(aside) = aside {
        end = aside;
        while end > start && view.chars[end - 1] == ' ' {
            end -= 1;
        }
    }
    // 中心组日前召开: when it was is no part of it.
    for word in ["日前", "近日", "今天", "昨天", "今日", "昨日", "当天", "随后"] {
        if view.ends_at(end, word) && end - start > word.chars().count() {
            end -= word.chars().count();
        }
    }
    let range = start..end;
    let organ =
        rule_words("organ that convenes").iter().any(|word| view.ends_at(end, word)) && (2..=36).contains(&range.len());
    let clean = view.find_any(rule_words("no organ that convenes"), &range).is_none();
    (organ && clean).then_some(range)
}

/// Finds the room or building: 在市行政中心三楼会议室召开.
fn venue(view: &FoldedText<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    for at in sentence.clone() {
        if view.chars[at] != '在' || view.quoted[at] {
            continue;
        }
        let limit = sentence.end.min(at + 36);
        let verb = (at + 2..limit)
            .find(|p| rule_words("verb behind a venue").iter().any(|word| view.is_at(*p, word)) && !view.quoted[*p]);
        let comma = (at + 1..limit).find(|p| matches!(view.chars[*p], ',' | '。'));
        let Some(verb) = verb.filter(|verb| comma.is_none_or(|comma| comma > *verb)) else { continue };
        let range = view.trimmed(at + 1..verb);
        // 文科楼A111: the number of a room behind the building.
        let building =
            range.clone().rev().find(|p| is_han(view.chars[*p]) && view.chars[*p] != '室').map_or(range.end, |p| p + 1);
        let ends = |end: usize| rule_words("venue").iter().any(|word| view.ends_at(end, word));
        if (ends(range.end) || ends(building)) && range.len() >= 2 {
            return Some(range);
        }
    }
    None
}

impl Found {
    /// Makes the meeting of the record.
    pub(super) fn into_meeting(self, view: &FoldedText<'_>) -> (Meeting, [RuleUse; 2]) {
        let surface = fact(view, &self.surface);
        let ordinal = ordinal(view, &self.surface);
        let begins_with_number = view.is_at(self.surface.start, "第")
            || numeral(view, self.surface.start, self.surface.end)
                .is_some_and(|(end, _)| matches!(view.chars.get(end), Some('届' | '次')))
            || super::dates::number(view, self.surface.start, self.surface.end)
                .is_some_and(|(end, _)| matches!(view.chars.get(end), Some('届' | '次')));
        let words = view.text(&self.surface);
        let generic = rule_words("generic meeting").contains(&words.as_str()) && !words.starts_with("党组");
        let name = match &self.organ {
            Some(organ) if begins_with_number || generic => view.stored(organ) + &surface.value,
            _ => surface.value.clone(),
        };
        let aliases = self
            .title
            .iter()
            .filter(|title| **title != self.surface)
            .map(|title| fact(view, title))
            .filter(|alias| alias.value != name)
            .collect();
        let organ = self.organ.as_ref().map_or(String::new(), |organ| view.text(organ));
        let (mut kind, mut rule) = kind_of(&crate::fold::fold(&name), &organ);
        // 召开大会,宣布任免命令: what is announced makes it one of cadres.
        let announces = || ["宣布", "任"].iter().all(|word| view.find(word, &self.sentence).is_some());
        let is_any =
            matches!(kind, kind::MeetingKind::Work | kind::MeetingKind::Other) && surface.value.chars().count() <= 4;
        if is_any && announces() && view.find_any(rule_words("change of offices"), &self.sentence).is_some() {
            (kind, rule) = (kind::MeetingKind::Cadre, "announces-offices");
        }
        let series = series_of(&crate::fold::fold(&name));
        let meeting = Meeting { series: ordinal.as_ref().map(|_| series), name, surface, aliases, ordinal, kind };
        (meeting, [RuleUse::of("meeting", self.rule), RuleUse::of("meeting_type", rule)])
    }
}

/// Reads 110 of 第110次, 11 of 十一届十一次; of meetings joined by 暨 the first that has a number.
fn ordinal(view: &FoldedText<'_>, name: &Range<usize>) -> Option<(u32, Fact)> {
    let split = view.find("暨", name).unwrap_or(name.end);
    last_ordinal(view, &(name.start..split)).or_else(|| last_ordinal(view, &(split..name.end)))
}

fn last_ordinal(view: &FoldedText<'_>, range: &Range<usize>) -> Option<(u32, Fact)> {
    let times = range.clone().rev().filter(|at| view.chars[*at] == '次' && !view.quoted[*at]);
    for end in times {
        let digits = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千零〇两 ".contains(c);
        let mut start = end;
        while start > range.start && digits(view.chars[start - 1]) {
            start -= 1;
        }
        let number = view.skip_blanks(start);
        let Some((stop, value)) = super::dates::number(view, number, end + 1) else { continue };
        if view.skip_blanks(stop) != end || value == 0 {
            continue;
        }
        let with = if start > range.start && view.chars[start - 1] == '第' { start - 1 } else { number };
        return Some((value, fact(view, &(with..end + 1))));
    }
    None
}

/// Returns the name without numbers, terms and (扩大).
fn series_of(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut series = String::new();
    let mut at = 0;
    let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千零〇".contains(c);
    while at < characters.len() {
        let from = at + usize::from(characters[at] == '第');
        let end = (from..characters.len())
            .find(|p| !digit(characters[*p]) && characters[*p] != ' ')
            .unwrap_or(characters.len());
        if end > from && matches!(characters.get(end), Some('次' | '届')) {
            at = end + 1;
            continue;
        }
        series.push(characters[at]);
        at += 1;
    }
    series.replace("(扩大)", "").replace("扩大会议", "会议")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::rule::try_examples;

    #[test]
    fn every_example_is_decided_by_its_rule() {
        try_examples("meeting", NAMES.iter().map(|rule| (rule.name, rule.example)));
    }
}
