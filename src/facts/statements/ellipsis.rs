//! Who goes on to speak where a clause or a sentence does not say who: 储云帆主持会议,强调…。希望各地压实责任。

use super::{Clause, Reader, Subject};
use crate::facts::verbs::SAY;
use crate::facts::{Evidence, Speech};
use crate::lexicon::rule_words;

impl Reader<'_, '_> {
    /// A sentence that begins with its verb: whoever spoke or acted before goes on. 要求各地压实责任。希望大家守住底线。
    pub(super) fn go_on(&mut self, before: Option<&Subject>) {
        let (view, Some(clause), Some(before)) = (self.view, self.sentence.clauses.first(), before) else { return };
        let mut at = view.skip_blanks(clause.start);
        if let Some((_, end)) = view.any_at(at, rule_words("goes on at the start")) {
            at = view.skip_blanks(end);
        }
        let Some((word, end)) = view.any_at(at, rule_words("verb of a sentence that goes on")) else { return };
        // 要求是…, 希望的田野: a noun; 要求 with nothing to follow says nothing.
        if self.is_noun_use(word, at, end, clause) || self.sentence.range.end - end < 4 {
            return;
        }
        let name = SAY.iter().find(|(known, _)| *known == word).map_or(word, |(_, name)| *name);
        let (speakers, by_meeting) = match before {
            Subject::Person(persons) => (persons.iter().take(1).cloned().collect(), false),
            Subject::Meeting(range) => (vec![("会议".to_owned(), range.clone())], true),
        };
        self.rule = "sentence-goes-on";
        self.push(speakers, by_meeting, name, at..end, Speech::Say, Evidence::Ellipsis);
        self.subject = Some(before.clone());
        self.acted = true;
    }

    /// A clause that begins with its verb: the subject of the sentence goes on.
    pub(super) fn without_subject(&mut self, clause: &Clause<'_>) -> bool {
        let (view, start, clause) = (self.view, clause.start, clause.range);
        let Some(subject) = self.subject.clone() else { return false };
        let mut at = start.max(clause.start);
        for word in rule_words("goes on at the start") {
            if view.is_at(clause.start, word) {
                at = view.skip_blanks(clause.start + word.chars().count());
            }
        }
        let verb = view.any_at(at, rule_words("verb of a dropped subject"));
        if let Some((word, end)) = verb
            && self.acted
            && !self.said
            && !self.is_noun_use(word, at, end, clause)
            && !view.is_at(end, "、")
        {
            let name = SAY.iter().find(|(known, _)| *known == word).map_or(word, |(_, name)| *name);
            let (speakers, by_meeting) = match &subject {
                Subject::Person(persons) => (persons.clone(), false),
                Subject::Meeting(range) => (vec![("会议".to_owned(), range.clone())], true),
            };
            let cue_end = (end..clause.end.min(end + 2)).last().map_or(end, |p| p + 1);
            self.push(speakers, by_meeting, name, at..cue_end.max(end), Speech::Say, Evidence::Ellipsis);
            return true;
        }
        let Subject::Person(persons) = subject else { return false };
        // 甲、乙、丙对报告给予高度评价,一致表示…: all of them.
        if self.group.len() > 1
            && let Some((_, after)) = view.any_at(at, rule_words("all of a group"))
            && let Some((_, end, name)) = self.say_verb(after, clause, SAY)
        {
            let group = self.group.clone();
            self.push(group, false, name, at..end, Speech::Say, Evidence::Ellipsis);
            return true;
        }
        // 吴某就学习贯彻全会精神,向全市提出四点要求:
        if let Some((at, end)) = (clause.start..clause.end)
            .find_map(|at| (!view.quoted[at]).then(|| self.points(at, clause)).flatten().map(|end| (at, end)))
            && !self.said
        {
            let speech = self.points_speech(at, end);
            self.push(persons, false, self.points_name(end), at..end, speech, Evidence::Ellipsis);
            return true;
        }
        // 甲某,乙某,丙某,分别作了发言: all who wait for the verb.
        let waiting = self.waiting_persons(clause);
        if waiting.len() > 1
            && view.any_at(at, rule_words("each of those named")).is_some()
            && let Some((range, name)) = self.report(at, clause)
        {
            self.push(waiting, false, name, range, Speech::Report, Evidence::Text);
            (self.acted, self.reported) = (true, true);
            return true;
        }
        let goes_on = matches!(view.chars[clause.start], '并' | '就' | '对')
            || view.is_at(clause.start, "针对")
            || view.is_at(clause.start, "作")
            || view.is_at(clause.start, "代表")
            || view.is_at(clause.start, "围绕")
            // 葛清传达文件精神,安排工作任务,宣读名单
            || self.reported && self.begins_with_act(at);
        if goes_on
            && !self.said
            && let Some((range, name)) = self.report(at, clause)
        {
            let group = if self.group.len() > 1 { self.group.clone() } else { persons };
            self.push(group, false, name, range, Speech::Report, Evidence::Ellipsis);
            self.reported = true;
        }
        true
    }
}
