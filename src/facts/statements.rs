//! Who said what: cues (丁某指出, 会议强调, 他说), the speaker behind each, and how far the words go.

mod cues;

use std::ops::Range;

use super::mentions::{Mention, lead_end};
use super::roles::{People, Sentence};
use super::verbs::{MEETING_SAY, SAY};
use super::{Evidence, Role, Span, Speech, fact};
use crate::page::Page;
use crate::view::FoldedText;

/// A statement and the folded name of its speaker.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) spoken: super::Statement,
    pub(super) key: String,
    at: Range<usize>,
    paragraph: usize,
}

/// Reads the statements of a report, in order.
pub(super) fn read(view: &FoldedText<'_>, page: &Page, people: &People) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    let mut subject_before: Option<(usize, Subject)> = None;
    for sentence in &people.sentences {
        let mut reader = Reader { view, sentence, people, found: &mut found, subject: None, said: false, acted: false };
        reader.read(subject_before.as_ref().filter(|(paragraph, _)| *paragraph == sentence.paragraph).map(|(_, s)| s));
        if let Some(subject) = reader.subject.take() {
            // 会议 is no 他.
            if matches!(subject, Subject::Person(..)) {
                subject_before = Some((sentence.paragraph, subject));
            }
        } else if subject_before.as_ref().is_some_and(|(paragraph, _)| *paragraph != sentence.paragraph) {
            subject_before = None;
        }
    }
    found.sort_by_key(|statement| statement.at.start);
    for index in 0..found.len() {
        let paragraph = &page.paragraphs[found[index].paragraph];
        let start = found[index].at.start;
        let next = found.iter().map(|s| s.at.start).find(|next| *next > start && *next < paragraph.end);
        let extent = view.trimmed(start..next.unwrap_or(paragraph.end));
        let bytes = view.bytes(&extent);
        found[index].spoken.extent = Span { start: bytes.start as u32, end: bytes.end as u32 };
    }
    found
}

/// Who a clause speaks of.
#[derive(Debug, Clone)]
enum Subject {
    /// One or more persons: folded name and place.
    Person(Vec<(String, Range<usize>)>),
    /// The meeting: 会议, 全会.
    Meeting(Range<usize>),
}

struct Reader<'a, 'v> {
    view: &'a FoldedText<'v>,
    sentence: &'a Sentence,
    people: &'a People,
    found: &'a mut Vec<Statement>,
    subject: Option<Subject>,
    /// A cue is in this sentence already.
    said: bool,
    /// The subject did something a dropped subject may go on from.
    acted: bool,
}

impl Reader<'_, '_> {
    fn read(&mut self, before: Option<&Subject>) {
        for clause in &self.sentence.clauses {
            self.read_clause(clause, before);
        }
    }

    fn read_clause(&mut self, clause: &Range<usize>, before: Option<&Subject>) {
        let view = self.view;
        let start = lead_end(view, clause.start, clause.end);
        let pronoun = matches!(view.chars.get(start), Some('他' | '她'));
        if pronoun && start + 1 < clause.end && view.chars[start + 1] != '们' {
            return self.pronoun_speaks(clause, start, before);
        }
        if let Some((end, meeting)) = self.meeting_subject(clause, start) {
            return self.meeting_speaks(clause, end, &meeting);
        }
        let is_here = |m: &&Mention| m.name.start >= clause.start && m.end <= clause.end && !view.quoted[m.name.start];
        let first = self.sentence.mentions.iter().find(is_here);
        match first.filter(|m| m.start <= start + 1 || self.only_lead(clause, m.start)) {
            Some(first) => self.persons_speak(clause, start, first),
            // Someone in the middle of the clause (会后,听取了张三的汇报) is not its subject.
            None if first.is_some_and(|m| m.start > start + 1) => {}
            None => self.without_subject(clause, start),
        }
    }

    /// 他强调, 她指出
    fn pronoun_speaks(&mut self, clause: &Range<usize>, start: usize, before: Option<&Subject>) {
        let first = |persons: &[(String, Range<usize>)]| persons.iter().take(1).cloned().collect();
        if let Some((_, end, name)) = self.say_verb(start + 1, clause, SAY) {
            let own = self.subject.clone().filter(|s| matches!(s, Subject::Person(..)));
            let resolved = own.or_else(|| before.cloned()).or_else(|| self.last_speaker());
            if let Some(Subject::Person(persons)) = resolved {
                self.push(first(&persons), false, name, start..end, Speech::Say, Evidence::Pronoun);
                self.subject = Some(Subject::Person(persons));
            }
        } else if let Some((range, name)) = self.report(start + 1, clause)
            && let Some(Subject::Person(persons)) = before
        {
            self.push(first(persons), false, name, range, Speech::Report, Evidence::Pronoun);
        }
    }

    /// 会议指出; what a meeting did a dropped subject may go on from.
    fn meeting_speaks(&mut self, clause: &Range<usize>, end: usize, meeting: &Range<usize>) {
        self.subject = Some(Subject::Meeting(meeting.clone()));
        self.acted = true;
        let view = self.view;
        let said = self.say_verb(end, clause, MEETING_SAY);
        let said = said.filter(|(_, end, name)| *name != "提出" || view.is_at(*end, ",") || view.is_at(*end, ":"));
        match said {
            Some((_, end, name)) => {
                let speaker = vec![("会议".to_owned(), meeting.clone())];
                self.push(speaker, true, name, meeting.start..end, Speech::Say, Evidence::Text);
            }
            None => self.meeting_goes_on(clause, end),
        }
    }

    /// 林某强调; 张某、李某分别作了说明
    fn persons_speak(&mut self, clause: &Range<usize>, start: usize, first: &Mention) {
        let view = self.view;
        let sentence = self.sentence;
        let index = sentence.mentions.iter().position(|m| m.start == first.start).unwrap_or(0);
        let mut last = index;
        let joins = |last: usize| {
            let gap = |next: &Mention| view.trimmed(sentence.mentions[last].end..next.start).len();
            let next = sentence.mentions.get(last + 1);
            next.is_some_and(|next| next.end <= clause.end && (next.listed || gap(next) <= 1))
        };
        while joins(last) {
            last += 1;
        }
        let group = &sentence.mentions[index..=last];
        let mut persons: Vec<(String, Range<usize>)> = Vec::new();
        // 石某,张某、李某等分别作了说明: a list runs over the comma.
        if self.subject.is_none() || self.waiting(clause) {
            persons.extend(self.waiting_persons(clause));
        }
        persons.extend(group.iter().map(|m| (view.text(&m.name), m.name.clone())));
        let mut after = group.last().map_or(start, |m| m.end);
        if let Some((_, end)) = view.any_at(after, &["等同志", "等领导", "等人", "等"]) {
            after = end;
        }
        let single = vec![persons.last().cloned().unwrap_or_default()];
        self.subject = Some(Subject::Person(single.clone()));
        self.acted = false;
        if let Some((_, end, name)) = self.say_verb(after, clause, SAY) {
            let cue = if group.len() > 1 { after..end } else { first.name.start..end };
            let speakers = if group.len() > 1 { persons } else { single };
            let speech = if name == "提出要求" { self.points_speech(after, end) } else { Speech::Say };
            self.push(speakers, false, name, cue, speech, Evidence::Text);
            return;
        }
        self.person_acts(after, clause, persons, single);
    }

    /// Returns whether only words that lead in are in front of `at`: an organ, a purpose.
    fn only_lead(&self, clause: &Range<usize>, at: usize) -> bool {
        let view = self.view;
        let gap = lead_end(view, clause.start, at)..at;
        gap.len() <= 8
            && view
                .find_any(&["对", "向", "把", "传达", "学习", "听取", "贯彻", "按照", "根据", "与", "和"], &gap)
                .is_none()
    }

    /// Returns whether persons of earlier clauses wait for the verb of this one.
    fn waiting(&self, clause: &Range<usize>) -> bool {
        !self.waiting_persons(clause).is_empty()
    }

    fn waiting_persons(&self, clause: &Range<usize>) -> Vec<(String, Range<usize>)> {
        let view = self.view;
        let mut persons = Vec::new();
        let index = self.sentence.clauses.iter().position(|c| c == clause).unwrap_or(0);
        for earlier in self.sentence.clauses[..index].iter().rev() {
            let here: Vec<&Mention> = self
                .sentence
                .mentions
                .iter()
                .filter(|m| m.name.start >= earlier.start && m.end <= earlier.end)
                .collect();
            let Some(last) = here.last() else { break };
            if !view.trimmed(last.end..earlier.end).is_empty() {
                break;
            }
            persons.splice(0..0, here.iter().map(|m| (view.text(&m.name), m.name.clone())));
        }
        persons
    }

    fn last_speaker(&self) -> Option<Subject> {
        let last = self.found.iter().rev().find(|s| s.paragraph == self.sentence.paragraph && !s.spoken.by_meeting)?;
        Some(Subject::Person(vec![(last.key.clone(), last.at.clone())]))
    }

    /// Returns where the meeting ends as the subject of a clause: 会议, 全会, 市委常委会会议.
    fn meeting_subject(&self, clause: &Range<usize>, start: usize) -> Option<(usize, Range<usize>)> {
        const NOUNS: &[&str] = &[
            "会议",
            "全会",
            "大会",
            "例会",
            "座谈会",
            "推进会",
            "常务会",
            "党组会",
            "部署会",
            "动员会",
            "调度会",
            "现场会",
            "常委会",
        ];
        let view = self.view;
        if start > clause.start
            && ["向", "对", "据", "根据", "按照", "为", "在"].iter().any(|word| view.ends_at(start, word))
        {
            return None;
        }
        if let Some((_, end)) = view.any_at(start, &["会议", "全会", "大会", "例会"])
            && ![
                "精神", "室", "期间", "上", "由", "的", "召开", "纪要", "通知", "开始", "结束", "中心", "代表", "指南",
                "讲话", "材料",
            ]
            .iter()
            .any(|word| view.is_at(end, word))
        {
            return Some((end, start..end));
        }
        // 市政府常务会议强调, 委员长会议决定: directly before a verb only.
        let limit = clause.end.min(start + 24);
        for at in start + 2..limit {
            if view.quoted.get(at).copied().unwrap_or(false) {
                break;
            }
            let Some((_, end)) = view.any_at(at, NOUNS) else { continue };
            let mut verb = end;
            for word in ["还", "同时", "也", "并"] {
                if view.is_at(verb, word) {
                    verb += word.chars().count();
                }
            }
            if verb < clause.end
                && MEETING_SAY.iter().any(|(word, _)| view.is_at(verb, word) && *word != "建议" && *word != "表示")
            {
                let verbs = view.find_any(
                    &[
                        "传达", "学习", "贯彻", "落实", "根据", "按照", "召开", "在", "听取", "对", "这次", "向",
                        "关于", "的",
                    ],
                    &(clause.start..at),
                );
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
            if let Some((word, end)) = view.any_at(at + 1, &["指出", "强调", "要求", "决定"])
                && end >= clause.end
            {
                let name = SAY.iter().find(|(known, _)| *known == word).map_or(word, |(_, name)| *name);
                self.push(vec![("会议".to_owned(), at..end)], true, name, at..end, Speech::Say, Evidence::Ellipsis);
                return;
            }
        }
    }

    fn person_acts(
        &mut self,
        after: usize,
        clause: &Range<usize>,
        persons: Vec<(String, Range<usize>)>,
        single: Vec<(String, Range<usize>)>,
    ) {
        let view = self.view;
        // 就…向…提出四点要求: the demand may occur in the next clause.
        if let Some((at, end)) = (after..clause.end)
            .find_map(|at| (!view.quoted[at]).then(|| self.points(at, clause)).flatten().map(|end| (at, end)))
        {
            let speech = self.points_speech(at, end);
            let cue = if speech == Speech::Say { at..end } else { single[0].1.start..end };
            let cue = if cue.start < clause.start || view.trimmed(after..at).is_empty() {
                single[0].1.start..end
            } else {
                at..end.max(cue.start)
            };
            self.push(single, false, "提出要求", cue, speech, Evidence::Text);
            return;
        }
        if let Some((range, name)) = self.report(after, clause) {
            let direct = view.trimmed(after..range.start).is_empty();
            let cue = if direct && persons.len() == 1 { persons[0].1.start..range.end } else { range };
            self.push(persons, false, name, cue, Speech::Report, Evidence::Text);
            self.acted = true;
            return;
        }
        self.acted = view
            .find_any(
                &[
                    "主持",
                    "听取",
                    "点评",
                    "充分肯定",
                    "传达",
                    "出席",
                    "参加",
                    "讲话",
                    "审议",
                    "研究",
                    "部署",
                    "到会",
                    "肯定",
                    "察看",
                    "调研",
                    "检查",
                    "召开",
                    "调度",
                    "会商",
                ],
                &(after..clause.end),
            )
            .is_some();
    }

    /// A clause that begins with its verb: the subject of the sentence goes on.
    fn without_subject(&mut self, clause: &Range<usize>, start: usize) {
        let view = self.view;
        let Some(subject) = self.subject.clone() else {
            return;
        };
        let mut at = start.max(clause.start);
        for word in ["并", "还", "同时", "并且", "随后", "最后"] {
            if view.is_at(clause.start, word) {
                at = view.skip_blanks(clause.start + word.chars().count());
            }
        }
        let verb = view.any_at(at, &["强调指出", "指出", "强调", "要求"]);
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
            return;
        }
        let Subject::Person(persons) = subject else { return };
        // 吴某就学习贯彻全会精神,向全市提出四点要求:
        if let Some((at, end)) = (clause.start..clause.end)
            .find_map(|at| (!view.quoted[at]).then(|| self.points(at, clause)).flatten().map(|end| (at, end)))
            && !self.said
        {
            let speech = self.points_speech(at, end);
            self.push(persons, false, "提出要求", at..end, speech, Evidence::Ellipsis);
            return;
        }
        let goes_on = matches!(view.chars[clause.start], '并' | '就' | '对')
            || view.is_at(clause.start, "作")
            || view.is_at(clause.start, "代表");
        if goes_on
            && !self.said
            && let Some((range, name)) = self.report(at, clause)
        {
            self.push(persons, false, name, range, Speech::Report, Evidence::Ellipsis);
        }
    }

    fn push(
        &mut self,
        speakers: Vec<(String, Range<usize>)>,
        by_meeting: bool,
        verb: &str,
        cue: Range<usize>,
        speech: Speech,
        basis: Evidence,
    ) {
        let view = self.view;
        if cue.is_empty() {
            return;
        }
        self.said |= speech == Speech::Say;
        for (key, place) in speakers {
            let at_meeting = by_meeting || self.at_meeting(&key);
            let speaker = if by_meeting {
                "会议".to_owned()
            } else {
                view.stored(&self.people.entry(&key).map_or(place, |e| e.place.clone()))
            };
            self.found.push(Statement {
                spoken: super::Statement {
                    speaker,
                    by_meeting,
                    verb: verb.to_owned(),
                    cue: fact(view, &cue),
                    speech,
                    basis,
                    at_meeting,
                    extent: Span::default(),
                },
                key,
                at: cue.clone(),
                paragraph: self.sentence.paragraph,
            });
        }
    }

    /// Returns whether a speaker spoke at the meeting: has a part in it, or no office outside it.
    fn at_meeting(&self, key: &str) -> bool {
        const OUTSIDE: &[&str] = &[
            "研究院",
            "研究所",
            "大学",
            "学院",
            "分析师",
            "经济学家",
            "研究员",
            "教授",
            "咨询",
            "证券",
            "基金",
            "律师",
            "评论员",
            "专家",
            "首席",
            "研究总监",
            "学者",
            "发言人",
            "智库",
            "研究中心",
            "总书记",
        ];
        const OCCASIONS: &[&str] = &["采访", "记者", "此前", "撰文", "微博", "视频中", "接受媒体"];
        let Some(entry) = self.people.entry(key) else { return true };
        if entry
            .roles
            .iter()
            .any(|role| matches!(role, Role::Chair | Role::Attend | Role::Observe | Role::Invited | Role::Elected))
        {
            return true;
        }
        let view = self.view;
        // Whoever leads the country and has no part in the meeting is quoted: 习近平总书记强调.
        let quoted = entry.offices.iter().any(|office| {
            ["总书记", "国家主席"].iter().any(|word| view.find(word, &office.range).is_some())
                || view.text(&office.range) == "主席"
        });
        if quoted {
            return false;
        }
        // 作出重要指示, 发来贺信: whoever writes is not there.
        let absent = self.people.sentences.iter().any(|sentence| {
            sentence.mentions.iter().any(|m| {
                view.text(&m.name) == key
                    && view
                        .find_any(
                            &[
                                "作出重要指示",
                                "致贺辞",
                                "致贺信",
                                "致函",
                                "作出指示",
                                "作出批示",
                                "作出重要批示",
                                "致信",
                                "致贺信",
                                "发来贺信",
                                "发来贺电",
                                "批示",
                            ],
                            &(m.end..sentence.range.end.min(m.end + 12)),
                        )
                        .is_some()
            })
        });
        if absent {
            return false;
        }
        let outside = entry.offices.iter().any(|office| view.find_any(OUTSIDE, &office.range).is_some());
        let elsewhere = view.find_any(OCCASIONS, &self.sentence.range).is_some();
        !outside && !elsewhere
    }
}
