//! Who attended: the persons and groups to the left of 出席, 列席, 参加, over commas, back to the last other act.

use std::ops::Range;

use super::Role;
use super::mentions::{Mention, lead_end};
use super::roles::{People, Sentence};
use crate::lexicon::{lexicon, rule_words};
use crate::view::FoldedText;

/// Words between the last name and 出席 that are no act.
const MANNERS: &[&str] = &[
    "等",
    "同志",
    "领导",
    "及",
    "和",
    "也",
    "还",
    "分别",
    "共同",
    "一同",
    "一起",
    "应邀",
    "全程",
    "先后",
    "现场",
    "视频",
    "线上",
    "通过",
    "在家",
    "在",
    "主席台",
    "前排",
    "分会场",
    "会场",
    "主会场",
    "以视频形式",
    "以视频方式",
    "到会",
    "悉数",
    "参加",
    "出席",
    "或",
    "列席",
    "以",
    "分管",
    "有关",
    "相关",
    "将",
];

/// Notes who attends, observes or is invited in a sentence.
pub(super) fn read(view: &FoldedText<'_>, sentence: &Sentence, people: &mut People) {
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
    ];
    let mut at = sentence.range.start;
    while at < sentence.range.end {
        let Some((word, role)) = VERBS.iter().find(|(word, _)| view.is_at(at, word)).copied() else {
            at += 1;
            continue;
        };
        let verb = at;
        at += word.chars().count();
        if view.quoted[verb] || view.bracketed[verb] || not_this_meeting(view, verb, at) {
            continue;
        }
        // 向出席会议的各国政界表示欢迎: whoever greets does not attend.
        let greeted = ["向", "对", "会见", "会见了", "看望"].iter().any(|word| view.ends_at(verb, word));
        if greeted {
            continue;
        }
        let role = if (view.ends_at(verb, "应邀") || view.ends_at(verb, "特邀")) && role == Role::Attend {
            Role::Invited
        } else {
            role
        };
        let role = if view.ends_at(verb, "出席或") || view.ends_at(verb, "参加或") || view.ends_at(verb, "出席和")
        {
            Role::Attend
        } else {
            role
        };
        let Some(index) = sentence.clauses.iter().position(|clause| clause.contains(&verb)) else { continue };
        // 出席会议的有A、B; 参加会议的领导还有: who follows attends.
        let clause_end = sentence.clauses[index].end;
        let listed = (at..clause_end.min(at + 12)).find(|p| view.chars[*p] == '的').filter(|de| {
            let rest = *de + 1..sentence.range.end.min(*de + 10);
            view.find_any(&["有", "是", ":", "包括", "为", "领导"], &rest).is_some()
                || sentence.mentions.iter().any(|m| m.start >= *de && m.start <= *de + 3)
        });
        if let Some(de) = listed {
            let first_clause = sentence.clauses.iter().find(|clause| clause.end > de).map_or(de, |c| c.end);
            let mut last = de;
            for mention in sentence.mentions.iter().filter(|mention| mention.start > de) {
                // The list ends at the first act.
                let gap = last..mention.start;
                if mention.start > first_clause
                    && view
                        .find_any(&["主持", "讲话", "指出", "强调", "列席", "出席", "召开", "致辞", "作报告"], &gap)
                        .is_some()
                {
                    break;
                }
                last = mention.end;
                people.note(view, mention, Some(role));
            }
            continue;
        }
        let mut region = verb;
        for clause in sentence.clauses[..=index].iter().rev() {
            let piece = clause.start..clause.end.min(region);
            let here: Vec<&Mention> =
                sentence.mentions.iter().filter(|m| m.name.start >= piece.start && m.end <= piece.end).collect();
            let this = clause.contains(&verb);
            if !is_nominal(view, &piece, &here, this) {
                break;
            }
            for mention in &here {
                people.note(view, mention, Some(role));
            }
            let from = here.last().map_or_else(|| lead_end(view, piece.start, piece.end), |last| last.end);
            note_group(view, &(from..piece.end), !here.is_empty(), role, people);
            region = clause.start;
        }
        // A张三主持会议并参加讨论 speaks of 张三 alone; the subject of the clause before an 并 attends too.
    }
}

/// Returns whether the object of an attendance verb is not a meeting: 参加工作, 参加过, 将出席.
fn not_this_meeting(view: &FoldedText<'_>, verb: usize, after: usize) -> bool {
    let behind = [
        "工作",
        "革命",
        "者",
        "单位",
        "过",
        "高考",
        "比赛",
        "选举",
        "人员范围",
        "范围",
        "表决",
        "投票",
        "党组织",
        "劳动",
        "植树",
        "情况",
    ];
    let before = ["将", "拟", "不", "未", "积极", "要求", "组织", "名单", "邀请", "曾", "缺席或不"];
    behind.iter().any(|word| view.is_at(after, word)) || before.iter().any(|word| view.ends_at(verb, word))
}

/// Returns whether a clause is only persons and groups, so that the verb behind it is theirs.
fn is_nominal(view: &FoldedText<'_>, piece: &Range<usize>, here: &[&Mention], this: bool) -> bool {
    let head = match here.first() {
        Some(first) => lead_end(view, piece.start, first.start.max(piece.start))..first.start.max(piece.start),
        None => 0..0,
    };
    if !head.is_empty() {
        let words = view.trimmed(head.clone());
        let group = GROUP_ENDS.iter().any(|end| view.find(end, &words).is_some());
        let offices = lexicon().head_before(view, words.end.saturating_sub(1), words.start).is_some();
        if !words.is_empty()
            && !group
            && !offices
            && view
                .find_any(&["召开", "举行", "主持", "指出", "强调", "要求", "审议", "听取", "通过", "传达"], &words)
                .is_some()
        {
            return false;
        }
    }
    let tail = view.trimmed(here.last().map_or(piece.start, |last| last.end)..piece.end);
    if here.is_empty() {
        let tail = view.trimmed(lead_end(view, tail.start, tail.end)..tail.end);
        let group = GROUP_ENDS.iter().any(|end| view.ends_at(tail.end, end))
            || this && GROUP_ENDS.iter().any(|end| view.find(end, &tail).is_some());
        return group
            && view
                .find_any(&["主持", "讲话", "指出", "强调", "召开", "举行", "汇报", "发言", "审议", "听取"], &tail)
                .is_none()
            || this && (tail.is_empty() || manner(view, tail.start, &tail));
    }
    if tail.is_empty() {
        return true;
    }
    if !this && view.find_any(&["出席", "列席", "参加", "参会", "到会", "就座"], &tail).is_some() {
        return false;
    }
    if manner(view, tail.start, &tail) {
        return true;
    }
    let acts = view.find_any(rule_words("act before attendance"), &tail);
    match acts {
        // 受林某委托 is no attendance; 林某等市领导 is, and so is 林某专程出席.
        None => {
            let group = GROUP_ENDS.iter().any(|end| view.ends_at(tail.end, end));
            let asked =
                view.ends_at(tail.end, "委托") || view.ends_at(tail.end, "邀请") || view.is_at(tail.start, "的");
            // 在国家会议中心: a place.
            let place = tail.len() <= 16 && view.chars[tail.start] == '在';
            !asked && (group || this && (tail.len() <= 6 || place))
        }
        // A group may hold such a word: 各部门主要负责同志, 市政府有关部门.
        Some((at, _)) => {
            let group = GROUP_ENDS.iter().any(|end| view.ends_at(tail.end, end));
            let joined = matches!(view.chars[tail.start], '、' | '和' | '及' | '与' | '以' | '等');
            group
                && joined
                && at > tail.start
                && view.find_any(&["主持", "讲话", "指出", "强调", "汇报", "通报", "部署", "作"], &tail).is_none()
        }
    }
}

fn manner(view: &FoldedText<'_>, at: usize, range: &Range<usize>) -> bool {
    let mut at = at;
    while at < range.end {
        if matches!(view.chars[at], ' ' | '、' | '"') {
            at += 1;
            continue;
        }
        match MANNERS.iter().filter(|word| view.is_at(at, word)).map(|word| word.chars().count()).max() {
            Some(length) => at += length,
            None => {
                // 在市行政中心, 在各分会场: a place.
                return view.find_any(&["会场", "主席台", "会议室"], &(range.start..range.end)).is_some()
                    && view.find_any(&["讲话", "主持", "指出", "强调"], range).is_none();
            }
        }
    }
    true
}

const GROUP_ENDS: &[&str] = &[
    "负责同志",
    "负责人",
    "成员",
    "代表",
    "人员",
    "同志",
    "干部",
    "领导",
    "委员",
    "党员",
    "常委",
    "书记",
    "主任",
    "师生",
    "嘉宾",
    "学员",
    "等",
    "人",
    "企业家",
    "专家",
    "单位",
    "部门",
    "班子",
    "局长",
    "院长",
    "村民",
    "职工",
];

/// Keeps what is left of the attending as a group: 各县区主要负责同志.
fn note_group(view: &FoldedText<'_>, range: &Range<usize>, behind_names: bool, role: Role, people: &mut People) {
    let mut range = view.trimmed(range.clone());
    let mark = |c: char| matches!(c, '、' | '和' | '及' | '与' | ' ' | ',' | '以');
    while range.start < range.end && (mark(view.chars[range.start]) || behind_names && view.chars[range.start] == '等')
    {
        range.start += 1;
    }
    for word in ["分别", "也", "应邀", "还", "一同", "共同", "全程"] {
        if view.ends_at(range.end, word) {
            range.end -= word.chars().count();
        }
    }
    let named = [
        "负责同志",
        "负责人",
        "成员",
        "代表",
        "人员",
        "同志",
        "干部",
        "委员",
        "领导",
        "单位",
        "部门",
        "师生",
        "人",
        "等",
        "常委",
        "主任",
        "书记",
    ]
    .iter()
    .any(|end| view.ends_at(range.end, end));
    // 抓好…人员参加…工作, 政府将派代表: what is asked or to come.
    let asked =
        view.any_at(range.start, &["抓好", "组织", "要", "引导", "鼓励", "动员", "推动", "支持", "确保"]).is_some()
            || view.find_any(&["将派", "派出", "派代表"], &range).is_some();
    let counted = view.find_any(&["应到", "实到", "应出席", "缺席", "会议应"], &range).is_some()
        || view.is_at(range.start, "出席");
    if named && !counted && !asked && range.len() >= 4 && !people.groups.iter().any(|(known, _)| *known == range) {
        people.groups.push((range, role));
    }
}
