//! Organizations and unnamed groups that reported or spoke.

use std::ops::Range;
use std::sync::LazyLock;

use super::mentions::lead_end;
use super::roles::People;
use super::verbs::ORGAN_ACTS;
use super::{Agency, fact};
use crate::lexicon::Endings;
use crate::view::FoldedText;

/// What an organ's name ends in.
static ORGANS: &str = include_str!("../lexicon/organs.txt");

/// What a group of persons ends in.
static GROUPS: &str = include_str!("../lexicon/groups.txt");

const BETWEEN: &[&str] = &[
    "分别",
    "先后",
    "就",
    "依次",
    "作",
    "现场",
    "书面",
    "围绕",
    "结合",
    "向大会",
    "还",
    "也",
    "逐一",
    "等",
    "一致",
    "进行了",
    "进行",
    "做",
    "对",
    "表示",
    "集中",
    "详细",
];

static ORGAN: LazyLock<Endings> = LazyLock::new(|| Endings::listed(ORGANS));
static GROUP: LazyLock<Endings> = LazyLock::new(|| Endings::listed(GROUPS));

/// Reads the agencies of a report, in order.
pub(super) fn read(view: &FoldedText<'_>, people: &People) -> Vec<Agency> {
    let mut found: Vec<Agency> = Vec::new();
    for sentence in &people.sentences {
        for clause in &sentence.clauses {
            let start = lead_end(view, clause.start, clause.end);
            let named = sentence.mentions.iter().any(|m| m.name.start >= clause.start && m.end <= clause.end);
            // What is to be heard at another meeting was not heard at this one.
            let planned = view
                .find_any(&["决定于", "会议决定", "议程", "将听取"], &(sentence.range.start..clause.start + 1))
                .is_some();
            if let Some(at) = heard(view, clause).filter(|_| !planned) {
                let end = view.find("关于", &(at..clause.end)).or_else(|| view.find("就", &(at..clause.end)));
                // 听取了某局工作汇报, 听取某指挥部2020年工作汇报: the organ is right before its report.
                if end.is_none()
                    && let Some(end) = view
                        .find_any(&["工作汇报", "工作情况汇报", "工作报告", "工作情况的汇报"], &(at..clause.end))
                        .filter(|(end, _)| !view.quoted[*end])
                        .map(|(end, _)| year_before(view, at, end))
                    && ORGAN.is_before(view, end, at)
                    && !named
                {
                    split(view, &(at..end), "汇报", false, &mut found);
                    continue;
                }
                if let Some(end) = end.filter(|end| *end > at + 1 && !named && *end - at <= 60) {
                    split(view, &(at..end), "汇报", false, &mut found);
                    // 听取了甲关于…的汇报及乙关于…的汇报: the second half.
                    let mut from = end;
                    while let Some(next) = ["的汇报及", "的汇报和", "的汇报、", "报告和", "报告及", "汇报、"]
                        .iter()
                        .filter_map(|m| view.find(m, &(from..clause.end)).map(|p| p + m.chars().count()))
                        .min()
                    {
                        from = next;
                        let Some(end) = view.find("关于", &(next..clause.end)) else { break };
                        split(view, &(next..end), "汇报", false, &mut found);
                    }
                }
                continue;
            }
            if named
                || view.is_at(start, "会议")
                || view.is_at(start, "大会")
                || view.is_at(start, "全会")
                || matches!(view.chars.get(start), Some('他' | '她'))
            {
                continue;
            }
            let Some((end, act)) = subject_end(view, start, clause) else { continue };
            let group = GROUP.is_before(view, end, start);
            split(view, &(start..end), act, group, &mut found);
        }
    }
    found
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

/// Returns where what was heard begins: behind 听取了, 听取和审议.
fn heard(view: &FoldedText<'_>, clause: &Range<usize>) -> Option<usize> {
    let at = view.find("听取", &(clause.start..clause.end.min(clause.start + 24)))?;
    if view.quoted[at] {
        return None;
    }
    let mut end = at + 2;
    for word in ["和审议了", "并审议了", "和审议", "审议了", "审议", "和讨论", "并讨论", "了"] {
        if view.is_at(end, word) {
            end += word.chars().count();
        }
    }
    Some(end)
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
                let noun = ["会", "人", "的", "材料", "单位", "制度"].iter().any(|n| view.is_at(after, n));
                if after <= clause.end && !noun {
                    let before = view.find_any(
                        &[
                            "听取", "审议", "传达", "研究", "对", "向", "要求", "强调", "召开", "主持", "根据", "按照",
                            "通过", "的", "了", "将", "把", "让", "以", "为",
                        ],
                        &(start..at),
                    );
                    return before.is_none().then_some((at, *name));
                }
            }
            let Some(word) = BETWEEN.iter().find(|word| view.is_at(verb, word)) else { break };
            verb += word.chars().count();
            if matches!(*word, "就" | "围绕" | "结合" | "对") {
                // 就有关情况作了汇报: the act ends the clause.
                let act = ORGAN_ACTS
                    .iter()
                    .filter(|(word, _)| view.ends_at(clause.end, word))
                    .max_by_key(|(word, _)| word.chars().count());
                let before = view.find_any(
                    &["听取", "审议", "传达", "研究", "要求", "强调", "召开", "主持", "的", "了"],
                    &(start..at),
                );
                return act.filter(|_| before.is_none()).map(|(_, name)| (at, *name));
            }
        }
    }
    None
}

/// Splits a list of organs at 、 and 和 outside brackets; keeps what ends like an organ.
fn split(view: &FoldedText<'_>, range: &Range<usize>, act: &str, group: bool, found: &mut Vec<Agency>) {
    let range = view.trimmed(range.clone());
    if range.len() < 2 || range.len() > 80 {
        return;
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    if group {
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
            // 人力资源和社会保障局: a conjunction splits only behind an organ.
            if view.chars[at] != '、' && !ORGAN.is_before(view, at, start) {
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
        // 工商银行(4.740, 0.02, 0.42%)
        if view.chars[piece.end - 1] == ')'
            && let Some(open) = piece.clone().rev().find(|p| view.chars[*p] == '(')
            && view.chars[open + 1..piece.end].iter().any(char::is_ascii_digit)
        {
            piece.end = open;
        }
        let organ =
            ORGAN.is_before(view, piece.end, piece.start) || GROUP.is_before(view, piece.end, piece.start) || group;
        // 市人大常委会办公室 and later 办公室 are one.
        let words = view.stored(&piece);
        let known = found.iter().any(|agency| agency.name.value.ends_with(&words));
        if organ && piece.len() >= 2 && piece.len() <= 40 && !known {
            found.push(Agency { name: fact(view, &piece), act: act.to_owned() });
        }
    }
}
