//! Finds the persons of a sentence and the offices printed with them.

use std::ops::Range;
use std::sync::LazyLock;

use super::dates::date_at;
use super::names::{Place, by_place, name_at};
use crate::lexicon::{CharSet, Endings, Words, lexicon, rule_words, tag_of};
use crate::view::{FoldedText, is_han};

/// Offices are not longer than this, in characters.
const OFFICE_CHARS_MAX: usize = 32;

/// A person named in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// The name.
    pub(super) name: Range<usize>,
    /// The offices printed with it, in printed order.
    pub(super) offices: Vec<OfficeSpan>,
    /// Where the offices, or the name without any, begin.
    pub(super) start: usize,
    /// Where the name ends with all that belongs to it: 同志, a bracket, an office behind.
    pub(super) end: usize,
    /// Stands alone at the beginning of a clause, without office: a name only if more speaks for it.
    pub(super) bare: bool,
    /// Continues the list of the mention before.
    pub(super) listed: bool,
}

/// The words of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OfficeSpan {
    pub(super) range: Range<usize>,
    /// Printed before an earlier name of the list.
    pub(super) carried: bool,
}

/// Names the document has shown to be names, by their first character.
#[derive(Debug, Default)]
pub(super) struct Known {
    names: std::collections::HashMap<char, Vec<Vec<char>>>,
    first: CharSet,
}

impl Known {
    pub(super) fn insert(&mut self, name: &[char]) {
        let Some(first) = name.first() else { return };
        self.first.insert(*first);
        let names = self.names.entry(*first).or_default();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_vec());
            names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        }
    }

    pub(super) fn contains(&self, name: &[char]) -> bool {
        name.first()
            .and_then(|first| self.names.get(first))
            .is_some_and(|names| names.iter().any(|known| known == name))
    }

    fn at(&self, view: &FoldedText<'_>, at: usize, limit: usize) -> Option<usize> {
        let first = *view.chars.get(at)?;
        if !self.first.contains(first) {
            return None;
        }
        let names = self.names.get(&first)?;
        let name = names.iter().find(|name| view.chars[at..limit].starts_with(name))?;
        Some(at + name.len())
    }
}

impl Known {
    /// Returns whether a name occurs in the sentence where no mention has it.
    pub(super) fn misses(&self, view: &FoldedText<'_>, sentence: &Range<usize>, found: &[Mention]) -> bool {
        sentence.clone().any(|at| {
            self.at(view, at, sentence.end).is_some() && !found.iter().any(|m| m.name.start <= at && at < m.name.end)
        })
    }
}

/// Finds the persons of a sentence, in printed order.
pub(super) fn mentions(view: &FoldedText<'_>, sentence: &Range<usize>, known: &Known) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut floor = sentence.start;
    let mut clause = sentence.start;
    let mut fresh = true;
    let mut at = sentence.start;
    let limit = sentence.end;
    while at < limit {
        if view.is_clause_end(at) {
            at += 1;
            clause = at;
            floor = at;
            fresh = true;
            continue;
        }
        if view.quoted[at] {
            at += 1;
            fresh = false;
            continue;
        }
        if fresh {
            fresh = false;
            let start = lead_end(view, clause, limit);
            let bare = known.at(view, start, limit).or_else(|| name_at(view, start, limit, Place::Clause));
            // 在某地主持: a place, unless the name is known.
            let place = start > clause && view.chars[start - 1] == '在';
            let bare = bare.filter(|end| !place || known.contains(&view.chars[start..*end]));
            if let Some(end) = bare.filter(|_| start >= at) {
                // A dotted name that is a whole clause behind a name continues its list.
                let is_dotted = view.chars[start..end].contains(&'·') && end < limit && view.is_clause_end(end);
                let behind_name = || found.last().is_some_and(|last| view.trimmed(last.end..start).len() == 1);
                let sure = known.contains(&view.chars[start..end]) || is_dotted && behind_name();
                let mut mention =
                    Mention { name: start..end, offices: Vec::new(), start, end, bare: !sure, listed: false };
                close(view, &mut mention, limit);
                let next = list(view, &mut found, mention, limit);
                (at, floor) = (next, next);
                continue;
            }
        }
        // An office ends here, and a name begins.
        let name_start = view.skip_blanks(at);
        let office_end = behind_bracket(view, at, floor);
        let head = (at > floor && (name_start == at || !view.chars[at - 1].is_ascii()))
            .then(|| lexicon().head_before(view, office_end, floor))
            .flatten()
            // 总工程师, not 总工.
            .filter(|head| {
                !(1..=4).any(|more| {
                    at + more <= limit
                        && lexicon().head_before(view, at + more, floor).is_some_and(|longer| longer <= *head)
                })
            });
        if head.is_some()
            && let Some(end) = known
                .at(view, name_start, limit)
                .filter(|end| name_at(view, name_start, limit, Place::AfterOffice).is_none_or(|other| other <= *end))
                .or_else(|| name_at(view, name_start, limit, Place::AfterOffice))
                .or_else(|| behind_office(view, at, name_start, limit))
        {
            let offices = offices_before(view, at, floor, clause, sentence.start);
            let start = offices.first().map_or(name_start, |office| office.range.start);
            let mut mention = Mention { name: name_start..end, offices, start, end, bare: false, listed: false };
            close(view, &mut mention, limit);
            let next = list(view, &mut found, mention, limit);
            (at, floor) = (next, next);
            continue;
        }
        let known_here = || known.at(view, at, limit).filter(|_| at == clause || !inside_word(view, at));
        if let Some(end) = opened(view, at, limit).or_else(known_here) {
            let mut mention =
                Mention { name: at..end, offices: Vec::new(), start: at, end, bare: false, listed: false };
            close(view, &mut mention, limit);
            let next = list(view, &mut found, mention, limit);
            (at, floor) = (next, next);
            continue;
        }
        at += 1;
    }
    found
}

/// Returns where an office ends that may have a bracket behind it: 副总经理(主持工作).
fn behind_bracket(view: &FoldedText<'_>, at: usize, floor: usize) -> usize {
    const BRACKET_CHARS_MAX: usize = 10;
    if at <= floor || view.chars[at - 1] != ')' {
        return at;
    }
    let from = at.saturating_sub(BRACKET_CHARS_MAX).max(floor);
    let open = (from..at - 1).rev().find(|p| view.chars[*p] == '(');
    open.filter(|open| view.chars[open + 1..at - 1].iter().all(|c| is_han(*c))).unwrap_or(at)
}

/// Returns where a name ends that words before it open: 选举谢远同志为会长, 县工作专班冯志远、陈岚等同志.
fn opened(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<usize> {
    static OPENS: LazyLock<Endings> = LazyLock::new(|| Endings::new(rule_words("opens a name")));
    static ORGANS: LazyLock<Endings> = LazyLock::new(|| Endings::new(rule_words("organ before names")));
    let is_opened = OPENS.is_before(view, at, 0);
    if !is_opened && !ORGANS.is_before(view, at, 0) {
        return None;
    }
    let end = name_at(view, at, limit, Place::InList)?;
    let is_comrade = view.is_at(end, "同志") || view.is_at(end, "等同志");
    let is_name = is_before_name(view, end, limit) || is_opened && is_comrade;
    is_name.then_some(end)
}

/// A known name of two characters may be by chance inside another word; the character before decides.
fn inside_word(view: &FoldedText<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| view.chars[before]) else { return false };
    is_han(before)
        && !matches!(
            before,
            '、' | '由'
                | '和'
                | '及'
                | '与'
                | '受'
                | '后'
                | '中'
                | '上'
                | '时'
                | '了'
                | '日'
                | '天'
                | '午'
                | '是'
                | '对'
                | '向'
                | '任'
                | '为'
                | '记'
                | '长'
                | '席'
                | '表'
                | '选'
                | '请'
                | '按'
                | '有'
        )
}

/// Takes in what belongs to a name behind it: 同志, a bracket, an office printed behind (赵乐际委员长).
fn close(view: &FoldedText<'_>, mention: &mut Mention, limit: usize) {
    loop {
        let at = mention.end;
        if let Some((_, end)) = view.any_at(at, rule_words("address behind a name")) {
            mention.end = end;
            continue;
        }
        if at < limit && view.chars[at] == '(' {
            let close = (at + 1..limit.min(at + 24)).find(|p| view.chars[*p] == ')');
            if let Some(close) = close {
                // 周启明(国家轻工业局局长)
                let office = lexicon().head_before(view, close, at + 1).filter(|_| mention.offices.is_empty());
                if office.is_some() && view.chars[at + 1..close].iter().all(|c| is_han(*c)) {
                    mention.offices.push(OfficeSpan { range: at + 1..close, carried: false });
                    mention.bare = false;
                }
                mention.end = close + 1;
                continue;
            }
        }
        break;
    }
    if mention.offices.is_empty() && mention.end == mention.name.end {
        let office = (2..=6).rev().find_map(|length| {
            let end = mention.end + length;
            let whole = end <= limit
                && lexicon().is_office(view, mention.end, end)
                && view.chars[mention.end..end].iter().all(|c| is_han(*c));
            (whole
                && !view.is_at(mention.end, "代表")
                && !view.is_at(mention.end, "同志")
                && !view.is_at(mention.end, "指挥"))
            .then_some(mention.end..end)
        });
        if let Some(range) = office {
            mention.end = range.end;
            mention.offices.push(OfficeSpan { range, carried: false });
            mention.bare = false;
        }
    }
}

/// Adds a mention and the names its list goes on with; returns where the list ends.
fn list(view: &FoldedText<'_>, found: &mut Vec<Mention>, first: Mention, limit: usize) -> usize {
    let offices: Vec<OfficeSpan> =
        first.offices.iter().map(|office| OfficeSpan { carried: true, ..office.clone() }).collect();
    let bare = first.bare;
    let mut end = first.end;
    let first_index = found.len();
    found.push(first);
    loop {
        let Some(next) = after_list_mark(view, end, limit) else { return end };
        // Two names in a row show a list of persons, without an office too.
        let is_shown = !bare || found.len() - first_index > 1;
        let is_marked = view.chars[next - 1] == '、' || view.chars[next - 1] == ' ';
        let name = name_at(view, next, limit, Place::InList)
            // 甲国、乙国: without an office a place in a list is a place.
            .or_else(|| {
                let is_person = |end: &usize| !bare || tag_of(&view.text(&(next..*end))) != Some("ns");
                member_by_place(view, next, limit).filter(is_person).filter(|_| is_shown && is_marked)
            });
        let Some(name_end) = name else {
            // Whoever is not recognized costs only himself.
            match goes_on_behind(view, next, limit).filter(|_| is_shown && is_marked) {
                Some(mark) => {
                    end = mark;
                    continue;
                }
                None => return next,
            }
        };
        // 副主任张三、主任李四: an office, not a name, if its head is right here.
        if (2..=4)
            .any(|length| next + length <= name_end && lexicon().head_before(view, next + length, next) == Some(next))
        {
            return next;
        }
        let mut mention =
            Mention { name: next..name_end, offices: offices.clone(), start: next, end: name_end, bare, listed: true };
        let carried = std::mem::take(&mut mention.offices);
        close(view, &mut mention, limit);
        if mention.offices.is_empty() {
            mention.offices = carried;
        }
        end = mention.end;
        found.push(mention);
        if bare {
            // Two names in a row speak for each other.
            for mention in &mut found[first_index..] {
                mention.bare = false;
            }
        }
    }
}

/// Returns whether a list mark is at a place and a name behind it, maybe behind others that are words.
fn is_before_name(view: &FoldedText<'_>, mark: usize, limit: usize) -> bool {
    const WORDS_MAX: usize = 3;
    let mut mark = mark;
    for _ in 0..=WORDS_MAX {
        let next = view.skip_blanks(mark + 1);
        if view.chars.get(mark) != Some(&'、') {
            return false;
        }
        if name_at(view, next, limit, Place::InList).is_some() {
            return true;
        }
        let Some(end) = by_place(view, next, limit, Place::InList, true) else { return false };
        mark = end;
    }
    false
}

/// Returns where a member of a list ends that only its place shows to be a name.
fn member_by_place(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<usize> {
    let shown = by_place(view, at, limit, Place::InList, true).filter(|end| is_before_name(view, *end, limit));
    shown.or_else(|| by_place(view, at, limit, Place::InList, false))
}

/// Returns where a name behind an office ends that only its place shows to be one.
fn behind_office(view: &FoldedText<'_>, office_end: usize, at: usize, limit: usize) -> Option<usize> {
    // 会议由县长成功主持: whoever is behind 由 is a person.
    let by = (office_end.saturating_sub(OFFICE_CHARS_MAX)..office_end).rev();
    let is_agent = by.take_while(|p| !view.is_clause_end(*p)).any(|p| view.chars[p] == '由');
    let shown = by_place(view, at, limit, Place::AfterOffice, true)
        .filter(|end| is_before_name(view, *end, limit) || is_agent && view.is_at(*end, "主持"));
    let end = shown.or_else(|| by_place(view, at, limit, Place::AfterOffice, false))?;
    let is_proven = match view.chars.get(end) {
        Some('、') => is_before_name(view, end, limit) || goes_on_with_office(view, end, limit),
        Some(',') => goes_on_with_office(view, end, limit),
        _ => true,
    };
    is_proven.then_some(end)
}

/// Returns whether an office with somebody behind it follows the mark at a place, and a verb of taking part behind all.
fn goes_on_with_office(view: &FoldedText<'_>, mark: usize, limit: usize) -> bool {
    let start = view.skip_blanks(mark + 1);
    let end = (start..limit.min(start + OFFICE_CHARS_MAX)).find(|p| view.is_clause_end(*p)).unwrap_or(limit);
    let named = (start + 1..end).any(|p| {
        lexicon().head_before(view, p, start).is_some() && name_at(view, p, limit, Place::AfterOffice).is_some()
    });
    let acts = || view.find_any(rule_words("act of who is listed"), &(mark..limit)).is_some();
    named && (acts() || view.find_any(rule_words("verb of taking part"), &(mark..limit)).is_some())
}

/// Returns where the list mark behind an unknown member of a list is, if a name follows it.
fn goes_on_behind(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<usize> {
    const MEMBER_CHARS_MAX: usize = 12;
    let mark = (at..limit.min(at + MEMBER_CHARS_MAX)).find(|p| view.is_clause_end(*p) || view.chars[*p] == '、')?;
    let has_office = (at + 1..=mark).any(|p| lexicon().head_before(view, p, at).is_some());
    let next = view.skip_blanks(mark + 1);
    let goes_on = view.chars[mark] == '、' && !has_office && name_at(view, next, limit, Place::InList).is_some();
    goes_on.then_some(mark)
}

/// Returns where the next item of a list begins, if a list mark or a conjunction is at `at`.
fn after_list_mark(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<usize> {
    let at = view.skip_blanks(at);
    let after = match view.chars.get(at)? {
        '、' | '/' => at + 1,
        '以' if view.is_at(at, "以及") => at + 2,
        '和' | '及' | '与' => at + 1,
        c if is_han(*c) && at > 0 && view.chars[at - 1] == ' ' => at,
        _ => return None,
    };
    let after = view.skip_blanks(after);
    (after < limit).then_some(after)
}

/// Words a clause may begin with before its subject.
static LEADS: &str = include_str!("../lexicon/leads.txt");

/// Returns where the subject of a clause begins: behind dates and words that lead into it.
pub(super) fn lead_end(view: &FoldedText<'_>, start: usize, limit: usize) -> usize {
    let mut at = view.skip_blanks(start);
    loop {
        let before = at;
        if let Some((end, _)) = date_at(view, at, limit) {
            at = view.skip_blanks(end);
            // 今天(10日)
            if view.chars.get(at) == Some(&'(')
                && let Some(close) = (at..limit.min(at + 12)).find(|p| view.chars[*p] == ')')
            {
                at = view.skip_blanks(close + 1);
            }
        }
        static LEAD: LazyLock<Words> = LazyLock::new(|| Words::listed(LEADS));
        if let Some(end) = LEAD.end_at(view, at).filter(|end| *end < limit) {
            at = view.skip_blanks(end);
        }
        // (记者 某某)中国某局局长
        if at < limit
            && matches!(view.chars[at], '(' | '【')
            && let Some(close) = (at..limit.min(at + 40)).find(|p| matches!(view.chars[*p], ')' | '】'))
        {
            at = view.skip_blanks(close + 1);
            continue;
        }
        if at < limit
            && matches!(view.chars[at], '”' | ':' | '-' | '—' | '●' | '·' | '▲' | '■' | '/' | '|' | '】' | ')')
        {
            at = view.skip_blanks(at + 1);
        }
        if at == before || at >= limit {
            return at.min(limit);
        }
    }
}

/// Reads the offices that end at `end`, joined by 、, in printed order.
fn offices_before(view: &FoldedText<'_>, end: usize, floor: usize, clause: usize, sentence: usize) -> Vec<OfficeSpan> {
    let mut offices = Vec::new();
    let mut bottom = floor.max(clause);
    let mut end = end;
    loop {
        let mark = (bottom..end).rev().find(|at| view.chars[*at] == '、' && !view.quoted[*at] && !view.bracketed[*at]);
        let start = mark.map_or(bottom, |mark| mark + 1);
        let office = office_in(view, start, end, mark.is_none());
        let Some(range) = office else { break };
        let cut = range.start > start && !view.chars[start..range.start].iter().all(|c| *c == ' ');
        offices.push(OfficeSpan { range, carried: false });
        match mark {
            Some(mark) if !cut && mark > bottom && lexicon().head_before(view, mark, bottom).is_some() => end = mark,
            Some(_) => break,
            // 县委书记,县长李四主持: a clause that is nothing but an office belongs to the name after it.
            None => {
                let Some(comma) = bottom.checked_sub(1).filter(|at| *at > sentence && view.chars[*at] == ',') else {
                    break;
                };
                if cut || floor > clause || lexicon().head_before(view, comma, sentence).is_none() {
                    break;
                }
                let previous = (sentence..comma).rev().find(|at| view.is_clause_end(*at)).map_or(sentence, |at| at + 1);
                let whole = office_in(view, previous, comma, true)
                    .is_some_and(|range| range.start <= lead_end(view, previous, comma) && !holds_name(view, &range));
                if !whole {
                    break;
                }
                bottom = previous;
                end = comma;
            }
        }
    }
    offices.reverse();
    offices
}

/// Returns whether an office is followed by a name inside the range: then the range is no office alone.
fn holds_name(view: &FoldedText<'_>, range: &Range<usize>) -> bool {
    (range.start + 2..range.end).any(|at| {
        lexicon().head_before(view, at, range.start).is_some()
            && name_at(view, at, range.end, Place::AfterOffice).is_some_and(|end| end == range.end)
    })
}

/// Words after which an office may begin in the middle of a clause.
static CUTS: &str = include_str!("../lexicon/before_offices.txt");

/// Returns the office in a piece that ends at `end`: without dates and leading words.
fn office_in(view: &FoldedText<'_>, start: usize, end: usize, first: bool) -> Option<Range<usize>> {
    let head = lexicon().head_before(view, behind_bracket(view, end, start), start)?;
    let mut begin = if first { lead_end(view, start, end) } else { view.skip_blanks(start) };
    begin = begin.min(head);
    if first {
        static CUT: LazyLock<Words> = LazyLock::new(|| Words::listed(CUTS));
        let from = begin;
        for at in (from..head).filter(|at| !view.quoted[*at] && !view.bracketed[*at]) {
            if let Some(after) = CUT.end_at(view, at).filter(|after| *after <= head) {
                begin = begin.max(lead_end(view, after, end)).min(head);
            }
            // 此次督导由某局局长带队: the office begins behind the 由.
            let by = view.chars[at] == '由' && at + 1 < head;
            // 参加会议的市领导: what modifies the office is not part of it.
            let modifies = view.chars[at] == '的' && (from..at).any(|p| view.is_at(p, "会议") || view.is_at(p, "活动"));
            if by || modifies {
                begin = (at + 1).min(head);
            }
        }
    }
    // Blanks end an office unless they are between brackets.
    if let Some(blank) = (begin..head).rev().find(|at| view.chars[*at] == ' ' && !view.bracketed[*at]) {
        begin = blank + 1;
    }
    while begin < head && matches!(view.chars[begin], '和' | '及' | '与' | '由' | '了' | '并' | '受') {
        begin += 1;
    }
    // 我中心主任: whose it is, is no part of it.
    if begin < head && matches!(view.chars[begin], '我' | '该') {
        begin += 1;
    }
    (end - begin <= OFFICE_CHARS_MAX).then_some(begin..end)
}
