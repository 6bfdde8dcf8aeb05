//! The meeting as who speaks: 会议指出, 市委常委会会议强调, and what it goes on to say.

use std::ops::Range;
use std::sync::LazyLock;

use super::{Clause, Reader, Subject};
use crate::facts::verbs::{MEETING_SAY, SAY};
use crate::facts::{Evidence, Speech};
use crate::lexicon::{Words, rule_words};

static SPEAKING: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("meeting that speaks")));

impl Reader<'_, '_> {
    /// 会议指出; what a meeting did a dropped subject may go on from.
    pub(super) fn meeting_speaks(&mut self, clause: &Clause<'_>) -> bool {
        let view = self.view;
        let Some((end, meeting)) = self.meeting_subject(clause.range, clause.start) else { return false };
        // 会议听取了某某作的说明
        let heard = self.sentence.mentions.iter().find(|m| m.name.start >= end && m.end <= clause.range.end);
        if let Some(heard) = heard.filter(|m| !view.quoted[m.name.start]) {
            self.is_heard(clause.range, heard);
        }
        self.subject = Some(Subject::Meeting(meeting.clone()));
        self.acted = true;
        let said = self.say_verb(end, clause.range, MEETING_SAY);
        let said = said.filter(|(_, end, name)| *name != "提出" || view.is_at(*end, ",") || view.is_at(*end, ":"));
        match said {
            Some((_, end, name)) => {
                let speaker = vec![("会议".to_owned(), meeting.clone())];
                self.push(speaker, true, name, meeting.start..end, Speech::Say, Evidence::Text);
            }
            None => self.meeting_goes_on(clause.range, end),
        }
        true
    }

    /// Returns where the meeting ends as the subject of a clause: 会议, 全会, 市委常委会会议.
    fn meeting_subject(&self, clause: &Range<usize>, start: usize) -> Option<(usize, Range<usize>)> {
        let view = self.view;
        if start > clause.start && rule_words("leads to no meeting").iter().any(|word| view.ends_at(start, word)) {
            return None;
        }
        if let Some((_, end)) = view.any_at(start, &["会议", "全会", "大会", "例会"])
            && view.any_at(end, rule_words("goes on after a meeting")).is_none()
        {
            return Some((end, start..end));
        }
        // 市政府常务会议强调, 委员长会议决定: directly before a verb only.
        let limit = clause.end.min(start + 24);
        for at in start + 2..limit {
            if view.quoted.get(at).copied().unwrap_or(false) {
                break;
            }
            if !SPEAKING.is_at(view, at) {
                continue;
            }
            let Some((_, end)) = view.any_at(at, rule_words("meeting that speaks")) else { continue };
            let mut verb = end;
            for word in rule_words("adverb of a meeting") {
                if view.is_at(verb, word) {
                    verb += word.chars().count();
                }
            }
            if verb < clause.end
                && MEETING_SAY.iter().any(|(word, _)| view.is_at(verb, word) && *word != "建议" && *word != "表示")
            {
                let verbs = view.find_any(rule_words("before a meeting that does not speak"), &(clause.start..at));
                return verbs.is_none().then_some((end, start..end));
            }
        }
        None
    }

    /// 会议原则同意…并指出: the meeting goes on behind 并.
    fn meeting_goes_on(&mut self, clause: &Range<usize>, from: usize) {
        let view = self.view;
        for at in from..clause.end {
            if view.quoted[at] || view.chars[at] != '并' {
                continue;
            }
            if let Some((word, end)) = view.any_at(at + 1, rule_words("verb of a meeting that goes on"))
                && end >= clause.end
            {
                let name = SAY.iter().find(|(known, _)| *known == word).map_or(word, |(_, name)| *name);
                self.push(vec![("会议".to_owned(), at..end)], true, name, at..end, Speech::Say, Evidence::Ellipsis);
                return;
            }
        }
    }
}
