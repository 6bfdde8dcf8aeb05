//! Who attended: the persons and groups to the left of 出席, 列席, 参加, over commas, back to the last other act.

use std::ops::Range;

use super::mentions::{Mention, lead_end};
use super::roles::{People, Sentence};
use super::rule::rule_table;
use super::{Role, RuleUse};
use crate::lexicon::{lexicon, rule_words};
use crate::view::FoldedText;

/// Verbs of attending, with the role they give.
const VERBS: &[(&str, Role)] = &[
    ("出席", Role::Attend),
    ("列席", Role::Observe),
    ("参加", Role::Attend),
    ("参会", Role::Attend),
    ("到会", Role::Attend),
    ("就座", Role::Attend),
    ("与会", Role::Attend),
    ("参与", Role::Attend),
    ("收听收看", Role::Attend),
    ("到场", Role::Attend),
    ("莅临", Role::Attend),
    ("督会", Role::Attend),
    // Whoever leads the others through a text is there.
    ("带领大家", Role::Attend),
    ("带领与会", Role::Attend),
    ("带领参会", Role::Attend),
    ("带领全体", Role::Attend),
];

/// A verb of attending, and where it stands.
struct VerbClues<'a, 'v> {
    view: &'a FoldedText<'v>,
    sentence: &'a Sentence,
    /// The number of its clause.
    clause: usize,
    verb: usize,
    /// Where the verb ends.
    after: usize,
    role: Role,
    word: &'static str,
}

rule_table!(NotAttendedRule, VerbClues<'_, '_>, ());
rule_table!(RoleRule, VerbClues<'_, '_>, Role);

/// When a verb of attending tells of no attendance at this meeting.
const NOT_ATTENDED: &[NotAttendedRule] = &[
    NotAttendedRule::new(
        "of-something-else",
        |c| {
            // 出席投票的委员包括:甲、乙
            let votes = c.view.any_at(c.after, &["投票", "表决"]).is_some() && c.list_behind().is_some();
            c.view.any_at(c.after, rule_words("attended, of something else")).filter(|_| !votes).map(drop)
        },
        ("7月3日,云岭市召开防汛会议。储云帆参加工作多年。", "储云帆参加工作多年"),
    ),
    NotAttendedRule::new(
        "to-come-or-not",
        |c| c.ends_before(rule_words("before an attendance that was none")),
        ("7月3日,云岭市召开防汛会议。市长储云帆将出席会议。", "市长储云帆将出席会议"),
    ),
    // 向出席会议的各国政界表示欢迎: whoever greets does not attend.
    NotAttendedRule::new(
        "greeted",
        |c| c.ends_before(rule_words("greets who attends")),
        ("7月3日,云岭市召开防汛会议。市长储云帆向出席会议的代表表示欢迎。", "市长储云帆向出席会议的代表表示欢迎"),
    ),
];

/// What whoever attends is there.
const ROLES: &[RoleRule] = &[
    RoleRule::new(
        "either",
        |c| c.ends_before(&["出席或", "参加或", "出席和"]).map(|()| Role::Attend),
        ("7月3日,云岭市召开防汛会议。市长储云帆出席或列席会议。", "储云帆 attend"),
    ),
    RoleRule::new(
        "invited",
        |c| c.ends_before(&["应邀", "特邀"]).filter(|()| c.role == Role::Attend).map(|()| Role::Invited),
        ("7月3日,云岭市召开防汛会议。县长和致远应邀参加会议。", "和致远 invited"),
    ),
    RoleRule::new("by-verb", |c| Some(c.role), ("7月3日,云岭市召开防汛会议。县长和致远列席会议。", "和致远 observe")),
];

impl VerbClues<'_, '_> {
    /// Returns whether one of the words is right before the verb.
    fn ends_before(&self, words: &[&str]) -> Option<()> {
        words.iter().any(|word| self.view.ends_at(self.verb, word)).then_some(())
    }

    /// Returns the 的 of 出席会议的有A、B, behind which those who attend are listed.
    fn list_behind(&self) -> Option<usize> {
        let VerbClues { view, sentence, after, .. } = self;
        let limit = sentence.clauses[self.clause].end.min(after + 12);
        (*after..limit).find(|p| view.chars[*p] == '的').filter(|de| {
            let rest = *de + 1..sentence.range.end.min(*de + 10);
            view.find_any(rule_words("list of who attends"), &rest).is_some()
                || sentence.mentions.iter().any(|m| m.start >= *de && m.start <= *de + 3)
        })
    }
}

/// A clause in front of a verb of attending.
struct Piece<'a, 'v> {
    view: &'a FoldedText<'v>,
    range: Range<usize>,
    /// Who is named in it.
    here: Vec<&'a Mention>,
    /// It is the verb's own.
    this: bool,
    /// What is behind the last name; without names, the clause behind what leads in.
    tail: Range<usize>,
}

impl Piece<'_, '_> {
    fn tail_has(&self, words: &str) -> bool {
        self.view.find_any(rule_words(words), &self.tail).is_some()
    }

    fn tail_is_group(&self) -> bool {
        rule_words("end of a group").iter().any(|end| self.view.ends_at(self.tail.end, end))
    }
}

rule_table!(PieceRule, Piece<'_, '_>, bool);

/// Whether a clause is only persons and groups, so that the verb behind it is theirs; what is before it is asked next.
const PIECES: &[PieceRule] = &[
    PieceRule::new(
        "act-before-names",
        |p| acts_before_names(p).then_some(false),
        ("7月3日,云岭市召开防汛会议。会议召开前市委书记林远舟,市长储云帆出席会议。", "会议召开前市委书记林远舟"),
    ),
    PieceRule::new(
        "group-alone",
        |p| is_group_alone(p).then_some(true),
        ("7月3日,云岭市召开防汛会议。各县(市、区)主要负责同志参加会议。", "各县(市、区)主要负责同志"),
    ),
    PieceRule::new(
        "verb-alone",
        |p| (p.here.is_empty() && p.this && (p.tail.is_empty() || is_manner(p.view, &p.tail))).then_some(true),
        ("7月3日,云岭市召开防汛会议。市长储云帆、副市长阳可欣,现场参加会议。", "现场"),
    ),
    PieceRule::new(
        "office-alone",
        |p| is_office_alone(p).then_some(true),
        ("7月3日,云岭市召开防汛会议。副市长阳可欣,市政府副秘书长,各县负责人列席会议。", "市政府副秘书长"),
    ),
    PieceRule::new(
        "no-names",
        |p| p.here.is_empty().then_some(false),
        ("7月3日,云岭市防汛会议隆重召开,市长储云帆出席会议。", "云岭市防汛会议隆重召开"),
    ),
    PieceRule::new(
        "names-alone",
        |p| p.tail.is_empty().then_some(true),
        ("7月3日,云岭市召开防汛会议。市长储云帆出席会议。", "储云帆"),
    ),
    PieceRule::new(
        "attended-before",
        |p| (!p.this && p.tail_has("verb of attending")).then_some(false),
        ("7月3日,云岭市召开防汛会议。市长储云帆出席会议,县长和致远列席。", "市长储云帆出席会议"),
    ),
    PieceRule::new(
        "manner",
        |p| is_manner(p.view, &p.tail).then_some(true),
        ("7月3日,云岭市召开防汛会议。市长储云帆等领导一同出席会议。", "储云帆"),
    ),
    PieceRule::new(
        "group-with-act",
        |p| is_group_with_act(p).then_some(true),
        ("7月3日,云岭市召开防汛会议。市长储云帆和政策研究部门负责人参加会议。", "储云帆"),
    ),
    PieceRule::new(
        "during",
        |p| {
            let during = p.tail.len() <= 20 && p.view.chars[p.tail.start] == '在' && p.view.ends_at(p.tail.end, "时");
            (p.this && during).then_some(true)
        },
        ("7月3日,云岭市召开防汛会议。副市长阳可欣在研究相关议题时列席会议。", "阳可欣"),
    ),
    PieceRule::new(
        "act-between",
        |p| p.tail_has("act before attendance").then_some(false),
        ("7月3日,云岭市召开防汛会议。市长储云帆讲话,副市长阳可欣出席会议。", "市长储云帆讲话"),
    ),
    // 受林某委托, 应林某邀请 is no attendance of 林某.
    PieceRule::new(
        "asked",
        |p| {
            let asked = ["委托", "邀请"].iter().any(|word| p.view.ends_at(p.tail.end, word));
            (asked || p.view.is_at(p.tail.start, "的")).then_some(false)
        },
        ("7月3日,云岭市召开防汛会议。受市委书记林远舟委托,市长储云帆出席会议。", "受市委书记林远舟委托"),
    ),
    PieceRule::new(
        "group-behind-names",
        |p| p.tail_is_group().then_some(true),
        ("7月3日,云岭市召开防汛会议。市长储云帆等市领导、老党员出席会议。", "储云帆"),
    ),
    PieceRule::new(
        "near-the-verb",
        |p| {
            let place = p.tail.len() <= 16 && p.view.chars[p.tail.start] == '在';
            (p.this && (p.tail.len() <= 6 || place)).then_some(true)
        },
        ("7月3日,云岭市召开防汛会议。市长储云帆在国家会议中心出席会议。", "储云帆"),
    ),
    PieceRule::new(
        "something-between",
        |_| Some(false),
        ("7月3日,云岭市召开防汛会议。市长储云帆当天因病请假,副市长阳可欣出席会议。", "市长储云帆当天因病请假"),
    ),
];

/// Notes who attends, observes or is invited in a sentence.
pub(super) fn read(view: &FoldedText<'_>, sentence: &Sentence, people: &mut People) {
    let mut at = sentence.range.start;
    while at < sentence.range.end {
        let Some((word, role)) = VERBS.iter().find(|(word, _)| view.is_at(at, word)).copied() else {
            at += 1;
            continue;
        };
        let verb = at;
        at += word.chars().count();
        let clause = sentence.clauses.iter().position(|clause| clause.contains(&verb));
        let Some(clause) = clause.filter(|_| !view.quoted[verb] && !view.bracketed[verb]) else { continue };
        let clues = VerbClues { view, sentence, clause, verb, after: at, role, word };
        if let Some(((), rule)) = NotAttendedRule::first(NOT_ATTENDED, &clues) {
            people.rules.push(RuleUse { field: "not_people", value: view.text(&sentence.clauses[clause]), rule });
            continue;
        }
        let Some((role, role_rule)) = RoleRule::first(ROLES, &clues) else { continue };
        let before = people.rules.len();
        match clues.list_behind() {
            Some(de) => read_list_behind(&clues, de, role, people),
            None => read_clauses_before(&clues, role, people),
        }
        let attend: Vec<String> = people.rules[before..]
            .iter()
            .filter(|used| used.field == "people")
            .map(|used| used.value.clone())
            .collect();
        for name in attend {
            let value = format!("{name} {}", role.name());
            people.rules.push(RuleUse { field: "roles", value, rule: role_rule });
        }
    }
}

/// 出席会议的有A、B; 参加会议的领导还有: who follows attends, up to the first act.
fn read_list_behind(clues: &VerbClues<'_, '_>, de: usize, role: Role, people: &mut People) {
    let VerbClues { view, sentence, .. } = clues;
    let first_clause = sentence.clauses.iter().find(|clause| clause.end > de).map_or(de, |c| c.end);
    let mut last = de;
    for mention in sentence.mentions.iter().filter(|mention| mention.start > de) {
        let gap = last..mention.start;
        if mention.start > first_clause && view.find_any(rule_words("ends a list behind attending"), &gap).is_some() {
            break;
        }
        last = mention.end;
        people.note_role(view, mention, role, "listed-behind");
    }
}

/// Reads the clauses before the verb, from the nearest back, as long as they are only persons and groups.
fn read_clauses_before(clues: &VerbClues<'_, '_>, role: Role, people: &mut People) {
    let VerbClues { view, sentence, verb, .. } = clues;
    let mut region = *verb;
    for clause in sentence.clauses[..=clues.clause].iter().rev() {
        let range = clause.start..clause.end.min(region);
        let is_here = |m: &&Mention| m.name.start >= range.start && m.end <= range.end;
        let here: Vec<&Mention> = sentence.mentions.iter().filter(is_here).collect();
        let tail = view.trimmed(here.last().map_or(range.start, |last| last.end)..range.end);
        let lead = if here.is_empty() { lead_end(view, tail.start, tail.end) } else { tail.start };
        let piece =
            Piece { view, range: range.clone(), here, this: clause.contains(verb), tail: view.trimmed(lead..tail.end) };
        let Some((is_nominal, rule)) = PieceRule::first(PIECES, &piece) else { break };
        if !is_nominal {
            people.rules.push(RuleUse { field: "not_people", value: view.text(&range), rule });
            break;
        }
        for mention in &piece.here {
            people.note_role(view, mention, role, rule);
        }
        if piece.here.is_empty() {
            people.rules.push(RuleUse { field: "attending_clause", value: view.text(&range), rule });
        }
        let from = piece.here.last().map_or_else(|| lead_end(view, range.start, range.end), |last| last.end);
        note_group(view, &(from..range.end), !piece.here.is_empty(), (role, clues.word), people);
        region = clause.start;
    }
}

/// Returns whether an act is between what leads in and the first name: 会议传达某某批示.
fn acts_before_names(piece: &Piece<'_, '_>) -> bool {
    let Piece { view, range, here, .. } = piece;
    let Some(first) = here.first() else { return false };
    let end = first.start.max(range.start);
    let words = view.trimmed(lead_end(view, range.start, end)..end);
    let group = || rule_words("end of a group").iter().any(|end| view.find(end, &words).is_some());
    let office = || lexicon().head_before(view, words.end.saturating_sub(1), words.start).is_some();
    !words.is_empty() && view.find_any(rule_words("act before names"), &words).is_some() && !group() && !office()
}

/// Returns whether a clause without names is a group: 各县(市、区)主要负责同志.
fn is_group_alone(piece: &Piece<'_, '_>) -> bool {
    let holds_group = || rule_words("end of a group").iter().any(|end| piece.view.find(end, &piece.tail).is_some());
    piece.here.is_empty()
        && (piece.tail_is_group() || piece.this && holds_group())
        && !piece.tail_has("act of no group")
}

/// Returns whether a clause is an office and nobody's name: 市政府副秘书长.
fn is_office_alone(piece: &Piece<'_, '_>) -> bool {
    let Piece { view, here, tail, .. } = piece;
    let has_office = || lexicon().head_before(view, tail.end, tail.start).is_some();
    here.is_empty() && (3..=24).contains(&tail.len()) && !piece.tail_has("act before attendance") && has_office()
}

/// A group may hold the word of an act: 各部门主要负责同志, 宣传部门负责人.
fn is_group_with_act(piece: &Piece<'_, '_>) -> bool {
    let view = piece.view;
    let act = view.find_any(rule_words("act before attendance"), &piece.tail);
    let joined = matches!(view.chars[piece.tail.start], '、' | '和' | '及' | '与' | '以' | '等');
    act.is_some_and(|(at, _)| at > piece.tail.start)
        && piece.tail_is_group()
        && joined
        && !piece.tail_has("act of no group behind names")
}

/// Returns whether a range tells only how or where someone attends: 等领导一同, 在各分会场.
fn is_manner(view: &FoldedText<'_>, range: &Range<usize>) -> bool {
    let manners = rule_words("manner of attending");
    let mut at = range.start;
    while at < range.end {
        if matches!(view.chars[at], ' ' | '、' | '"') {
            at += 1;
            continue;
        }
        // 以线上线下结合的方式, 通过视频连线
        if let Some(end) = manner_phrase(view, at, range.end) {
            at = end;
            continue;
        }
        match manners.iter().filter(|word| view.is_at(at, word)).map(|word| word.chars().count()).max() {
            Some(length) => at += length,
            None => {
                return view.find_any(&["会场", "主席台", "会议室"], range).is_some()
                    && view.find_any(&["讲话", "主持", "指出", "强调"], range).is_none();
            }
        }
    }
    true
}

/// Returns where 以…方式, 以…形式, 通过…在线 end.
fn manner_phrase(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<usize> {
    const CHARS_MAX: usize = 14;
    let ends: &[&str] = match view.chars[at] {
        '以' => &["方式", "形式"],
        '通' if view.is_at(at, "通过") => &["在线", "线上", "连线", "视频", "网络", "视频会议", "腾讯会议"],
        _ => return None,
    };
    let range = at + 1..limit.min(at + CHARS_MAX);
    let (_, end) = range.rev().find_map(|p| view.any_at(p, ends))?;
    (end <= limit).then_some(end)
}

/// Keeps what is left of the attending as a group: 各县区主要负责同志.
fn note_group(
    view: &FoldedText<'_>,
    range: &Range<usize>,
    behind_names: bool,
    (role, verb): (Role, &'static str),
    people: &mut People,
) {
    let mut range = view.trimmed(range.clone());
    let mark = |c: char| matches!(c, '、' | '和' | '及' | '与' | ' ' | ',' | '以');
    while range.start < range.end && (mark(view.chars[range.start]) || behind_names && view.chars[range.start] == '等')
    {
        range.start += 1;
    }
    for word in rule_words("adverb of attending") {
        if view.ends_at(range.end, word) {
            range.end -= word.chars().count();
        }
    }
    let named = rule_words("end of a kept group").iter().any(|end| view.ends_at(range.end, end))
        || !behind_names && lexicon().head_before(view, range.end, range.start).is_some();
    // 抓好…人员参加…工作, 政府将派代表: what is asked or to come.
    let asked = view.any_at(range.start, rule_words("asks a group")).is_some()
        || view.find_any(&["将派", "派出", "派代表"], &range).is_some();
    let counted = view.find_any(rule_words("counts who attends"), &range).is_some() || view.is_at(range.start, "出席");
    if named && !counted && !asked && range.len() >= 4 && !people.groups.iter().any(|(known, ..)| *known == range) {
        people.groups.push((range, role, verb));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::rule::try_examples;

    #[test]
    fn every_example_is_decided_by_its_rule() {
        try_examples("not_people", NOT_ATTENDED.iter().map(|rule| (rule.name, rule.example)));
        try_examples("roles", ROLES.iter().map(|rule| (rule.name, rule.example)));
        for rule in PIECES {
            let nominal = ["group-alone", "verb-alone", "office-alone"].contains(&rule.name);
            let is_person = rule.example.1.chars().count() == 3;
            let field = if nominal {
                "attending_clause"
            } else if is_person {
                "people"
            } else {
                "not_people"
            };
            try_examples(field, [(rule.name, rule.example)].into_iter());
        }
        let listed = "7月3日,云岭市召开防汛会议。出席会议的有市长储云帆、副市长阳可欣。";
        try_examples("people", [("listed-behind", (listed, "阳可欣"))].into_iter());
    }
}
