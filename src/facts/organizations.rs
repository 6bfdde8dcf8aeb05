//! Organizations and unnamed groups that reported or spoke.

use std::ops::Range;
use std::sync::LazyLock;

use super::mentions::lead_end;
use super::roles::People;
use super::rule::rule_table;
use super::verbs::ORGAN_ACTS;
use super::{Agency, fact};
use crate::lexicon::{Endings, rule_words};
use crate::view::FoldedText;

/// What an organ's name ends in.
static ORGANS: &str = include_str!("../lexicon/organs.txt");

/// What a group of persons ends in.
static GROUPS: &str = include_str!("../lexicon/groups.txt");

static ORGAN: LazyLock<Endings> = LazyLock::new(|| Endings::listed(ORGANS));
static GROUP: LazyLock<Endings> = LazyLock::new(|| Endings::listed(GROUPS));

/// A clause, and what the rules ask of it.
struct Clues<'a, 'v> {
    view: &'a FoldedText<'v>,
    sentence: &'a Range<usize>,
    clause: &'a Range<usize>,
    /// Where it begins, behind what leads in.
    start: usize,
    /// A person is named in it.
    named: bool,
}

/// A list of organs or groups with its act.
struct Acting {
    list: Range<usize>,
    act: &'static str,
    group: bool,
}

impl Acting {
    fn reported(list: Range<usize>) -> Acting {
        Acting { list, act: "汇报", group: false }
    }
}

rule_table!(AgencyRule, Clues<'_, '_>, Vec<Acting>);

/// Who reported or spoke in a clause: what was heard, else its subject.
const AGENCIES: &[AgencyRule] = &[
    AgencyRule::new(
        "several-heard",
        several_heard,
        ("7月3日,云岭市召开防汛会议,市长储云帆主持。会议听取了水情组、会务组等2个小组的筹备情况汇报。", "会务组"),
    ),
    AgencyRule::new(
        "report-heard",
        report_heard,
        ("7月3日,云岭市召开防汛会议,市长储云帆主持。会议听取了市水利局工作汇报。", "市水利局"),
    ),
    AgencyRule::new(
        "matter-heard",
        matter_heard,
        ("7月3日,云岭市召开防汛会议,市长储云帆主持。会议听取了市水利局关于汛情的汇报。", "市水利局"),
    ),
    AgencyRule::new(
        "nothing-heard",
        |c| c.heard().map(|_| Vec::new()),
        ("7月3日,云岭市召开防汛会议,市长储云帆主持。会议听取了汇报,市水利局、市气象局通报汛情。", ""),
    ),
    AgencyRule::new(
        "subject",
        subject,
        ("7月3日,云岭市召开防汛会议,市长储云帆主持。市水利局、市气象局汇报有关情况。", "市气象局"),
    ),
];

/// Reads the agencies of a report, in order, each with the rule that found it.
pub(super) fn read(view: &FoldedText<'_>, people: &People) -> Vec<(Agency, &'static str)> {
    let mut found: Vec<(Agency, &'static str)> = Vec::new();
    for sentence in &people.sentences {
        for clause in &sentence.clauses {
            let start = lead_end(view, clause.start, clause.end);
            let named = sentence.mentions.iter().any(|m| m.name.start >= clause.start && m.end <= clause.end);
            let clues = Clues { view, sentence: &sentence.range, clause, start, named };
            let Some((lists, rule)) = AgencyRule::first(AGENCIES, &clues) else { continue };
            for Acting { list, act, group } in lists {
                split(view, &list, act, group, rule, &mut found);
            }
        }
    }
    found
}

impl Clues<'_, '_> {
    /// Returns where what was heard begins: behind 听取了, 听取和审议. What is to be heard at another meeting was not heard
    /// at this one.
    fn heard(&self) -> Option<usize> {
        let Clues { view, sentence, clause, .. } = self;
        let at = view.find("听取", &(clause.start..clause.end.min(clause.start + 24)))?;
        // 会议决定人事任免事项;听取了…: what is behind a semicolon is another matter.
        let from = (sentence.start..clause.start).rev().find(|p| view.chars[*p] == ';').unwrap_or(sentence.start);
        let planned = || view.find_any(rule_words("heard later"), &(from..clause.start + 1)).is_some();
        if view.quoted[at] || planned() {
            return None;
        }
        let mut end = at + 2;
        for word in rule_words("behind hearing") {
            if view.is_at(end, word) {
                end += word.chars().count();
            }
        }
        Some(end)
    }

    /// Returns where the matter begins that was reported on: 关于, 就.
    fn matter(&self, at: usize) -> Option<usize> {
        let range = at..self.clause.end;
        self.view.find("关于", &range).or_else(|| self.view.find("就", &range))
    }
}

/// 听取了甲组、乙组等3个小组的情况汇报, 听取了各专委会今年以来的工作汇报: a list before 等 or a time, and what was heard of it.
fn several_heard(clues: &Clues<'_, '_>) -> Option<Vec<Acting>> {
    let Clues { view, clause, .. } = clues;
    let at = clues.heard().filter(|_| !clues.named)?;
    let limit = clause.end.min(at + 80);
    let is_heard = |from: usize| view.find_any(rule_words("what is heard"), &(from..clause.end)).is_some();
    let end = (at + 2..limit).find(|p| {
        !view.quoted[*p] && (view.chars[*p] == '等' || view.any_at(*p, rule_words("time of what is heard")).is_some())
    })?;
    let is_list = ORGAN.is_before(view, end, at) && is_heard(end);
    is_list.then(|| vec![Acting::reported(at..end)])
}

/// 听取了某局工作汇报, 听取某指挥部2020年工作汇报: the organ is right before its report.
fn report_heard(clues: &Clues<'_, '_>) -> Option<Vec<Acting>> {
    let view = clues.view;
    let at = clues.heard().filter(|_| !clues.named)?;
    if clues.matter(at).is_some() {
        return None;
    }
    let (end, _) = view.find_any(rule_words("report heard"), &(at..clues.clause.end))?;
    let end = Some(end).filter(|end| !view.quoted[*end]).map(|end| year_before(view, at, end))?;
    ORGAN.is_before(view, end, at).then(|| vec![Acting::reported(at..end)])
}

/// 听取了甲关于…的汇报及乙关于…的汇报
fn matter_heard(clues: &Clues<'_, '_>) -> Option<Vec<Acting>> {
    let Clues { view, clause, .. } = clues;
    let at = clues.heard().filter(|_| !clues.named)?;
    let end = clues.matter(at).filter(|end| *end > at + 1 && *end - at <= 60)?;
    let mut heard = vec![Acting::reported(at..end)];
    let mut from = end;
    let next = |from: usize| {
        let marks = rule_words("next report heard").iter();
        marks.filter_map(|mark| view.find(mark, &(from..clause.end)).map(|p| p + mark.chars().count())).min()
    };
    while let Some(start) = next(from) {
        from = start;
        let Some(end) = view.find("关于", &(start..clause.end)) else { break };
        heard.push(Acting::reported(start..end));
    }
    Some(heard)
}

/// The subject of a clause without a person, before an act: 市水利局汇报.
fn subject(clues: &Clues<'_, '_>) -> Option<Vec<Acting>> {
    let Clues { view, clause, start, named, .. } = clues;
    let is_meeting = ["会议", "大会", "全会", "他", "她"].iter().any(|word| view.is_at(*start, word));
    // 围绕学习要点作中心发言: a topic is no subject.
    if *named || is_meeting || view.any_at(*start, rule_words("begins no organ")).is_some() {
        return None;
    }
    let (end, act) = subject_end(view, *start, clause)?;
    Some(vec![Acting { list: *start..end, act, group: GROUP.is_before(view, end, *start) }])
}

/// Returns where a year before `end` begins: 2020年工作汇报.
fn year_before(view: &FoldedText<'_>, start: usize, end: usize) -> usize {
    let year = |end: usize| {
        let before = end.checked_sub(1).filter(|at| view.chars[*at] == '年')?;
        let digits = (start..before).rev().take_while(|at| view.chars[*at].is_ascii_digit()).count();
        (digits == 4).then_some(before - 4)
    };
    year(end).unwrap_or(end)
}

/// Returns where an organ or group as the subject of a clause ends, and its act.
fn subject_end(view: &FoldedText<'_>, start: usize, clause: &Range<usize>) -> Option<(usize, &'static str)> {
    for at in start + 2..clause.end {
        if view.quoted[at] || view.bracketed[at] {
            continue;
        }
        let closed = ORGAN.is_before(view, at, start) || GROUP.is_before(view, at, start);
        // A stock's ticker is between a name and its verb.
        let open = || (start..at).rev().find(|p| view.chars[*p] == '(');
        let closed = closed
            || view.chars[at - 1] == ')'
                && at - start > 3
                && open().is_some_and(|open| ORGAN.is_before(view, open, start));
        if !closed {
            continue;
        }
        let mut verb = view.skip_blanks(at);
        for _ in 0..4 {
            let act = ORGAN_ACTS
                .iter()
                .filter(|(word, _)| view.is_at(verb, word))
                .max_by_key(|(word, _)| word.chars().count());
            if let Some((word, name)) = act {
                let after = verb + word.chars().count();
                let noun = rule_words("noun behind an organ's act").iter().any(|n| view.is_at(after, n));
                if after <= clause.end && !noun {
                    let before = view.find_any(rule_words("no organ's own act"), &(start..at));
                    return before.is_none().then_some((at, *name));
                }
            }
            let Some(word) = rule_words("between an organ and its act").iter().find(|word| view.is_at(verb, word))
            else {
                break;
            };
            verb += word.chars().count();
            // 市财政局向委员汇报了有关情况
            if *word == "向" {
                let near = verb..clause.end.min(verb + 20);
                let act = ORGAN_ACTS.iter().find(|(word, _)| view.find(word, &near).is_some());
                let own = &(start..at);
                let before = view.find_any(rule_words("no organ's own topic"), own);
                let other = before.or_else(|| view.find_any(&["代表", "委托", "部署", "副"], own));
                return act.filter(|_| other.is_none()).map(|(_, name)| (at, *name));
            }
            if matches!(*word, "就" | "围绕" | "结合" | "对" | "进行了" | "进行" | "作" | "做") {
                // 就有关情况作了汇报: the act ends the clause.
                let act = ORGAN_ACTS
                    .iter()
                    .filter(|(word, _)| view.ends_at(clause.end, word))
                    .max_by_key(|(word, _)| word.chars().count());
                let before = view.find_any(rule_words("no organ's own topic"), &(start..at));
                return act.filter(|_| before.is_none()).map(|(_, name)| (at, *name));
            }
        }
    }
    None
}

/// Splits a list of organs at 、 and 和 outside brackets; keeps what ends like an organ.
fn split(
    view: &FoldedText<'_>,
    range: &Range<usize>,
    act: &str,
    group: bool,
    rule: &'static str,
    found: &mut Vec<(Agency, &'static str)>,
) {
    let range = view.trimmed(range.clone());
    if range.len() < 2 || range.len() > 80 {
        return;
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    // 党委办公室、生产部、财务部相关人员: each by itself, where each is an organ or a group.
    let marks: Vec<usize> = range.clone().filter(|at| view.chars[*at] == '、' && !view.bracketed[*at]).collect();
    let is_each = marks.iter().all(|mark| {
        let before = (range.start..*mark).rev().find(|p| {
            let joins = matches!(view.chars[*p], '和' | '及' | '与');
            view.chars[*p] == '、' || joins && organ_of_persons(view, &(range.start..*p)).is_some()
        });
        let start = before.map_or(range.start, |p| p + 1);
        ORGAN.is_before(view, *mark, start) || GROUP.is_before(view, *mark, start) || view.ends_at(*mark, "副秘书长")
    });
    let is_vague = marks
        .iter()
        .map(|mark| mark + 1)
        .chain([range.start])
        .any(|start| view.any_at(start, rule_words("vague group")).is_some());
    if group && (!is_each || is_vague) {
        pieces.push(range.clone());
    } else {
        let mut start = range.start;
        for at in range.clone() {
            let mark = match view.chars[at] {
                '、' => 1,
                '和' | '及' | '与' => 1,
                '以' if view.is_at(at, "以及") => 2,
                _ => 0,
            };
            if mark == 0 || view.bracketed[at] || view.quoted[at] || at <= start {
                continue;
            }
            // 人力资源和社会保障局: a conjunction splits only behind an organ, or persons of one.
            let of_persons = || organ_of_persons(view, &(start..at)).is_some();
            if view.chars[at] != '、' && !ORGAN.is_before(view, at, start) && !of_persons() {
                continue;
            }
            pieces.push(start..at);
            start = at + mark;
        }
        if start < range.end {
            pieces.push(start..range.end);
        }
    }
    for piece in pieces {
        let mut piece = view.trimmed(piece);
        while piece.end > piece.start && (view.chars[piece.end - 1] == '等' || view.chars[piece.end - 1] == '分') {
            piece.end -= 1;
        }
        // 甲局、乙局主要负责人: each is an organ.
        if range.len() > piece.len()
            && let Some(end) = organ_of_persons(view, &piece)
        {
            piece.end = end;
        }
        let piece = without_note(view, piece);
        let organ =
            ORGAN.is_before(view, piece.end, piece.start) || GROUP.is_before(view, piece.end, piece.start) || group;
        // 市人大常委会办公室 and later 办公室 are one.
        let words = view.stored(&piece);
        let known = found.iter().any(|(agency, _)| agency.name.value.ends_with(&words));
        if organ && piece.len() >= 2 && piece.len() <= 40 && !known {
            found.push((Agency { name: fact(view, &piece), act: act.to_owned() }, rule));
        }
    }
}

/// Returns an organ without what is noted behind it: a price, its other name, how many they are.
fn without_note(view: &FoldedText<'_>, mut piece: Range<usize>) -> Range<usize> {
    // 工商银行(4.740, 0.02, 0.42%), 市水利局(市防指办)
    if view.chars[piece.end - 1] == ')'
        && let Some(open) = piece.clone().rev().find(|p| view.chars[*p] == '(')
        && (view.chars[open + 1..piece.end].iter().any(char::is_ascii_digit)
            || ORGAN.is_before(view, open, piece.start) && !view.chars[open + 1..piece.end].contains(&'、'))
    {
        piece.end = open;
    }
    // 某某学院4家单位: how many they are belongs to none of them.
    let counted = rule_words("units that are counted").iter().filter(|unit| view.ends_at(piece.end, unit));
    if let Some(unit) = counted.max_by_key(|unit| unit.chars().count()) {
        let end = piece.end - unit.chars().count();
        let number = (piece.start..end).rev().take_while(|p| view.chars[*p].is_ascii_digit()).count();
        if number > 0 && ORGAN.is_before(view, end - number, piece.start) {
            piece.end = end - number;
        }
    }
    piece
}

/// Returns where the organ ends of which persons are meant: 公安局 of 公安局主要负责人.
fn organ_of_persons(view: &FoldedText<'_>, piece: &Range<usize>) -> Option<usize> {
    let words = rule_words("persons of an organ").iter();
    let ends = words.filter(|word| view.ends_at(piece.end, word)).map(|word| piece.end - word.chars().count());
    let is_vague = |end: usize| view.find_any(rule_words("vague group"), &(piece.start..end)).is_some();
    ends.filter(|end| *end > piece.start && ORGAN.is_before(view, *end, piece.start) && !is_vague(*end)).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::rule::try_examples;

    fn check(text: &str, expected: &[&str]) {
        let text = format!("7月3日,云岭市市长储云帆主持召开防汛会议。{text}");
        let record = crate::facts::read(&text, &Default::default());
        let names: Vec<&str> = record.agencies.iter().map(|agency| agency.name.value.as_str()).collect();
        assert_eq!(names, expected, "{text}");
    }

    #[test]
    fn what_was_heard_of_whom() {
        check("会议逐一听取了水情组、会务组、宣传组等3个小组的筹备情况汇报。", &["水情组", "会务组", "宣传组"]);
        check("会议决定人事事项;听取和审议了市检察院关于法律监督情况的报告。", &["市检察院"]);
        check("会议听取了各专委会今年以来的工作情况汇报。", &["各专委会"]);
        check("市水利局、市气象局相关人员分别作交流发言。", &["市水利局", "市气象局"]);
        check("市水利局、市气象局负责人向委员汇报了汛情。", &["市水利局", "市气象局"]);
        check("水利局、气象局分别进行了防汛物资使用情况报告。", &["水利局", "气象局"]);
        check("围绕学习要点作中心发言。", &[]);
        check("市水利局、市气象局负责同志在会上发言。", &["市水利局", "市气象局"]);
        check("市水利局负责同志和老战士、青年学生代表先后发言。", &["市水利局", "老战士", "青年学生代表"]);
        check("市水利局(市防指办)、市气象局逐项汇报了汛情。", &["市水利局", "市气象局"]);
        check("各县(市、区)、市水利局汇报了汛情。", &["各县(市、区)", "市水利局"]);
        check("某某学院4家单位作了发言。", &["某某学院"]);
    }

    #[test]
    fn every_example_is_decided_by_its_rule() {
        let finding = AGENCIES.iter().filter(|rule| rule.name != "nothing-heard");
        try_examples("agencies", finding.map(|rule| (rule.name, rule.example)));
    }
}
