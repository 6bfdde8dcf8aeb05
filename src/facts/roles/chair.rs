//! Who chaired: rules of what 主持 is, and of who stands with it.

use std::ops::Range;

use super::{People, Sentence};
use crate::facts::RuleUse;
use crate::facts::mentions::{Known, Mention, lead_end, mentions};
use crate::facts::rule::rule_table;
use crate::lexicon::rule_words;
use crate::page::Page;
use crate::view::FoldedText;

/// A verb of chairing, and where it stands.
struct ChairClues<'a, 'v> {
    view: &'a FoldedText<'v>,
    sentence: &'a Sentence,
    clause: Range<usize>,
    verb: usize,
}

/// Who chaired.
enum ChairFound {
    /// Persons of the sentence, by their numbers.
    Mentioned(Range<usize>),
    /// A name nothing else shows to be one.
    Named(Range<usize>),
    Organ(Range<usize>),
}

rule_table!(ChairRule, ChairClues<'_, '_>, ChairFound);
rule_table!(NoChairRule, ChairClues<'_, '_>, ());

/// What 主持 may be besides the chairing of this meeting.
const NO_CHAIR: &[NoChairRule] = &[
    NoChairRule::new(
        "of-something-else",
        |c| c.view.any_at(c.verb + 2, rule_words("chair, of something else")).map(drop),
        ("2月3日,云岭市召开宣传工作会议。林远舟主持全面工作。", "林远舟主持全面工作。"),
    ),
    NoChairRule::new(
        "told-of-others",
        |c| is_told_of_others(c).then_some(()),
        (
            "2月3日,市委召开常委会会议,传达学习总书记在主持中央政治局第三十次集体学习时的重要讲话精神。",
            "2月3日,市委召开常委会会议,传达学习总书记在主持中央政治局第三十次集体学习时的重要讲话精神。",
        ),
    ),
    NoChairRule::new(
        "no-meeting-behind",
        |c| (!is_meeting_behind(c)).then_some(()),
        ("2月3日,云岭市召开宣传工作会议。林远舟主持党史撰写。", "林远舟主持党史撰写。"),
    ),
];

/// Who chaired, from what is nearest to the verb to what is farthest.
const CHAIRS: &[ChairRule] = &[
    ChairRule::new("named-before", named_before, ("7月3日,市委书记林远舟主持召开防汛会议。", "林远舟")),
    ChairRule::new("by-name", by_name, ("7月3日,全市防汛工作会议召开。招待会由李桂义主持。", "李桂义")),
    ChairRule::new(
        "subject-goes-on",
        subject_goes_on,
        ("7月3日,市长储云帆到市水利局调研,随后主持召开防汛工作座谈会。", "储云帆"),
    ),
    ChairRule::new(
        "organ",
        organ_chairs,
        ("昨天下午,市委召开十三届十三次全体会议。市委常委会主持会议,市委书记林远舟讲话。", "市委常委会"),
    ),
];

/// Reads who chaired from a sentence.
pub(super) fn read(view: &FoldedText<'_>, sentence: &Sentence, people: &mut People) {
    let mut at = sentence.range.start;
    while let Some(verb) = view.find("主持", &(at..sentence.range.end)) {
        at = verb + 2;
        let clause = sentence.clauses.iter().find(|clause| clause.contains(&verb));
        let Some(clause) = clause.filter(|_| !view.quoted[verb] && !view.bracketed[verb]) else { continue };
        let clues = ChairClues { view, sentence, clause: clause.clone(), verb };
        if let Some(((), rule)) = NoChairRule::first(NO_CHAIR, &clues) {
            people.rules.push(RuleUse { field: "not_chair", value: view.text(&sentence.range), rule });
            continue;
        }
        if !people.chairs.is_empty() {
            continue;
        }
        let Some((found, rule)) = ChairRule::first(CHAIRS, &clues) else { continue };
        match found {
            ChairFound::Mentioned(group) => {
                sentence.mentions[group].iter().for_each(|mention| people.note_chair(view, mention, rule));
            }
            ChairFound::Named(name) => {
                let (start, end) = (name.start, name.end);
                let mention = Mention { name, offices: Vec::new(), start, end, bare: false, listed: false };
                people.note_chair(view, &mention, rule);
            }
            ChairFound::Organ(organ) => {
                people.rules.push(RuleUse { field: "chair", value: view.text(&organ), rule });
                people.chairs.push((organ, true));
            }
        }
    }
}

/// 传达学习…在主持…时的重要讲话精神: what was reported of another meeting.
fn is_told_of_others(clues: &ChairClues<'_, '_>) -> bool {
    let ChairClues { view, sentence, clause, verb } = clues;
    let after = *verb..sentence.range.end.min(verb + 40);
    let told = view.find_any(rule_words("told of another meeting"), &after).is_some();
    let telling = view.find_any(rule_words("tells of another meeting"), &(sentence.range.start..*verb)).is_some();
    told && (telling || view.find_any(&["总书记"], &(clause.start..*verb)).is_some())
}

/// Returns who is named before the verb; a list chairs together: A、B共同主持.
fn named_before(clues: &ChairClues<'_, '_>) -> Option<ChairFound> {
    let ChairClues { view, sentence, verb, .. } = clues;
    let before = sentence.mentions.iter().rposition(|mention| mention.end <= *verb);
    let last = before.filter(|index| is_filler(view, &(sentence.mentions[*index].end..*verb)))?;
    let mut first = last;
    while sentence.mentions[first].listed && first > 0 {
        first -= 1;
    }
    Some(ChairFound::Mentioned(first..last + 1))
}

impl ChairClues<'_, '_> {
    /// Returns where the clause begins, behind what leads in.
    fn start(&self) -> usize {
        lead_end(self.view, self.clause.start, self.verb)
    }

    /// Returns where the subject of the verb begins: behind the 由 of a passive.
    fn from(&self) -> usize {
        let start = self.start();
        (start..self.verb).rev().find(|p| self.view.chars[*p] == '由').map_or(start, |p| p + 1)
    }
}

/// A name nothing else shows to be one: 会议由李某主持.
fn by_name(clues: &ChairClues<'_, '_>) -> Option<ChairFound> {
    let ChairClues { view, sentence, clause, verb } = clues;
    let from = clues.from();
    let may_be_named = from < *verb && (from == clause.start || view.chars[from - 1] != '在');
    let end = may_be_named
        .then(|| crate::facts::names::name_at(view, from, sentence.range.end, crate::facts::names::Place::AfterOffice))
        .flatten()?;
    (end <= *verb && is_filler(view, &(end..*verb))).then_some(ChairFound::Named(from..end))
}

/// 林某到某局调研,随后主持召开座谈会: the subject of the sentence goes on.
fn subject_goes_on(clues: &ChairClues<'_, '_>) -> Option<ChairFound> {
    let ChairClues { view, sentence, clause, verb } = clues;
    let first = sentence.mentions.first()?;
    let leads =
        |c: &Range<usize>| c.contains(&first.name.start) && first.start <= lead_end(view, c.start, c.end).max(c.start);
    let goes_on = is_filler(view, &(clause.start..*verb))
        && first.end < clause.start
        && sentence.clauses.iter().any(leads)
        && !sentence.mentions.get(1).is_some_and(|next| next.listed);
    goes_on.then_some(ChairFound::Mentioned(0..1))
}

/// 市委常委会主持会议
fn organ_chairs(clues: &ChairClues<'_, '_>) -> Option<ChairFound> {
    let ChairClues { view, clause, verb, .. } = clues;
    let from = clues.from();
    let organ = view.trimmed(from..*verb);
    let is_organ = rule_words("organ that chairs").iter().any(|end| view.ends_at(organ.end, end));
    let is_other = view.any_at(verb + 2, &["召开", "制定"]).is_some();
    (is_organ && organ.len() <= 20 && from >= clause.start && !is_other).then_some(ChairFound::Organ(organ))
}

/// Returns whether what follows 主持 is a meeting or nothing.
fn is_meeting_behind(clues: &ChairClues<'_, '_>) -> bool {
    let ChairClues { view, sentence, verb, .. } = clues;
    let at = verb + 2;
    if at >= sentence.range.end || view.is_clause_end(at) || view.chars[at] == ' ' {
        return true;
    }
    let near = at..sentence.range.end.min(at + 60);
    let end = near.clone().find(|p| matches!(view.chars[*p], '。' | ';')).unwrap_or(near.end);
    let meets = view.find_any(rule_words("what is chaired"), &(at..end)).is_some();
    meets || view.is_at(at, "并") || view.is_at(at, "的")
}

/// Time, place and manner that may be between a name and 主持.
fn is_filler(view: &FoldedText<'_>, gap: &Range<usize>) -> bool {
    let gap = view.trimmed(gap.clone());
    if gap.is_empty() {
        return true;
    }
    if gap.len() > 26 || gap.clone().any(|at| view.is_clause_end(at) && view.chars[at] != ':') {
        return false;
    }
    let words = rule_words("between a chair and the verb");
    let mut at = gap.start;
    while at < gap.end {
        if matches!(view.chars[at], ' ' | '(' | ')') {
            at += 1;
            continue;
        }
        if let Some((end, _)) = crate::facts::dates::date_at(view, at, gap.end) {
            at = end;
            continue;
        }
        if let Some((_, end)) = view.any_at(at, words) {
            at = end;
            continue;
        }
        // 在市行政中心, 代表市委, 受市委委托
        if matches!(view.chars[at], '在' | '受') || view.is_at(at, "代表") {
            return view.find_any(rule_words("act between a name and chairing"), &(at..gap.end)).is_none();
        }
        return false;
    }
    true
}

/// Reads who chaired from the headline.
pub(super) fn read_headline(view: &FoldedText<'_>, page: &Page, known: &Known, people: &mut People) {
    let Some(title) = page.title.clone() else { return };
    let found = mentions(view, &title, known);
    let Some(first) = found.first() else { return };
    let chairs = view.is_at(first.end, "主持召开")
        || view.is_at(first.end, "主持") && view.find("会", &(first.end..title.end)).is_some();
    if chairs && first.start == title.start {
        people.note_chair(view, first, "headline");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::rule::try_examples;

    #[test]
    fn who_is_a_word_chairs() {
        for name in ["江南", "和平", "成功", "万里", "官远明"] {
            let text = format!("8月3日,云岭县召开防汛工作会议。会议由县长{name}主持。");
            let record = crate::facts::read(&text, &Default::default());
            assert_eq!(record.chairs.iter().map(|chair| chair.name.value.as_str()).collect::<Vec<_>>(), [name]);
        }
    }

    #[test]
    fn every_example_is_decided_by_its_rule() {
        try_examples("not_chair", NO_CHAIR.iter().map(|rule| (rule.name, rule.example)));
        try_examples("chair", CHAIRS.iter().map(|rule| (rule.name, rule.example)));
        let headline = ("林远舟主持召开防汛会议\n7月3日,云岭市召开防汛会议,部署防汛工作,压实防汛责任。", "林远舟");
        try_examples("chair", [("headline", headline)].into_iter());
    }
}
