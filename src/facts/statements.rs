//! Who said what: cues (丁某指出, 会议强调, 他说), the speaker behind each, and how far the words go.

mod cues;
mod ellipsis;
mod extent;
mod meeting;
mod presence;

use std::ops::Range;

use super::mentions::{Mention, lead_end};
use super::roles::{Entry, People, Sentence, name_of};
use super::verbs::SAY;
use super::{Evidence, RuleUse, Span, Speech, fact};
use crate::lexicon::{lexicon, rule_words};
use crate::page::Page;
use crate::view::FoldedText;

/// A statement and the folded name of its speaker.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) spoken: super::Statement,
    pub(super) key: String,
    at: Range<usize>,
    paragraph: usize,
    /// Where its sentence begins.
    sentence: usize,
    /// Which rules found the speaker, and whether the words fell at the meeting.
    rules: [&'static str; 2],
}

impl Statement {
    /// Returns whether its cue is in a range.
    pub(super) fn is_in(&self, range: &Range<usize>) -> bool {
        range.contains(&self.at.start)
    }

    /// Returns where its cue begins.
    pub(super) fn start(&self) -> usize {
        self.at.start
    }

    /// Returns which rules read it.
    pub(super) fn rule_uses(&self) -> [RuleUse; 2] {
        let value = format!("{} {}", self.key, self.spoken.verb);
        let [speaker, place] = self.rules;
        [
            RuleUse { field: "statements", value: value.clone(), rule: speaker },
            RuleUse { field: "at_meeting", value, rule: place },
        ]
    }
}

/// Reads the statements of a report, in order.
pub(super) fn read(view: &FoldedText<'_>, page: &Page, people: &People) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    let mut subject_before: Option<(usize, Subject)> = None;
    // Who spoke or acted in the sentence before, the meeting too.
    let mut acted_before: Option<(usize, Subject)> = None;
    let mut paragraph_before = None;
    for sentence in &people.sentences {
        let mut reader = Reader {
            view,
            sentence,
            people,
            found: &mut found,
            subject: None,
            said: false,
            acted: false,
            group: Vec::new(),
            reported: false,
            rule: "",
        };
        // 他 is whoever the paragraph spoke of last; at its beginning whoever spoke last in the one before it, or else
        // was last spoken of there.
        let begins = paragraph_before != Some(sentence.paragraph);
        let is_near =
            |paragraph: usize| paragraph == sentence.paragraph || begins && paragraph + 1 == sentence.paragraph;
        let spoke = reader.last_speaker(sentence.paragraph.wrapping_sub(1)).filter(|_| begins);
        paragraph_before = Some(sentence.paragraph);
        let near = subject_before.as_ref().filter(|(paragraph, _)| is_near(*paragraph)).map(|(_, subject)| subject);
        let acted = acted_before.take().filter(|(paragraph, _)| *paragraph == sentence.paragraph);
        reader.go_on(acted.as_ref().map(|(_, subject)| subject));
        reader.read(spoke.as_ref().or(near));
        let has_acted = reader.acted || reader.said || reader.reported;
        acted_before = reader.subject.clone().filter(|_| has_acted).map(|subject| (sentence.paragraph, subject));
        // What nobody else says goes on to be said: 他强调,…。要守住底线。希望大家抓好落实。
        acted_before = acted_before.or(acted.filter(|_| reader.subject.is_none()));
        if let Some(subject) = reader.subject.take() {
            // 会议 is no 他.
            if matches!(subject, Subject::Person(..)) {
                subject_before = Some((sentence.paragraph, subject));
            }
        }
    }
    found.sort_by_key(|statement| statement.at.start);
    extent::read(view, page, &mut found);
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
    /// All persons of the subject, where the last one is taken to speak on.
    group: Vec<(String, Range<usize>)>,
    /// The subject did something that is reported: what it did next is, too.
    reported: bool,
    /// The rule that reads the clause.
    rule: &'static str,
}

/// A clause, and who the sentence before it speaks of.
struct Clause<'c> {
    range: &'c Range<usize>,
    /// Where it begins, behind what leads in.
    start: usize,
    before: Option<&'c Subject>,
}

/// A rule of who speaks in a clause: the first that finds its subject reads the clause.
struct ClauseRule {
    name: &'static str,
    reads: fn(&mut Reader<'_, '_>, &Clause<'_>) -> bool,
    #[cfg_attr(not(test), allow(dead_code))]
    example: (&'static str, &'static str),
}

const CLAUSES: &[ClauseRule] = &[
    ClauseRule {
        name: "pronoun",
        reads: |reader, clause| reader.pronoun_speaks(clause),
        example: ("7月3日,市长储云帆主持召开防汛会议。他强调,要压实责任。", "储云帆 强调"),
    },
    ClauseRule {
        name: "meeting",
        reads: |reader, clause| reader.meeting_speaks(clause),
        example: ("7月3日,市长储云帆主持召开防汛会议。会议要求,要压实责任。", "会议 要求"),
    },
    ClauseRule {
        name: "person",
        reads: |reader, clause| reader.persons_speak(clause),
        example: ("7月3日,市长储云帆主持召开防汛会议。副市长阳可欣通报汛情。", "阳可欣 通报"),
    },
    ClauseRule {
        name: "subject-goes-on",
        reads: |reader, clause| reader.without_subject(clause),
        example: ("7月3日,市长储云帆主持召开防汛会议,强调要压实责任。", "储云帆 强调"),
    },
];

impl Reader<'_, '_> {
    fn read(&mut self, before: Option<&Subject>) {
        for clause in &self.sentence.clauses {
            self.read_clause(clause, before);
        }
    }

    fn read_clause(&mut self, range: &Range<usize>, before: Option<&Subject>) {
        let clause = Clause { range, start: lead_end(self.view, range.start, range.end), before };
        for rule in CLAUSES {
            self.rule = rule.name;
            if (rule.reads)(self, &clause) {
                return;
            }
        }
    }

    /// 他强调, 她指出
    fn pronoun_speaks(&mut self, clause: &Clause<'_>) -> bool {
        let (view, start) = (self.view, clause.start);
        let is_pronoun = matches!(view.chars.get(start), Some('他' | '她'))
            && start + 1 < clause.range.end
            && view.chars[start + 1] != '们';
        if !is_pronoun {
            return false;
        }
        let first = |persons: &[(String, Range<usize>)]| persons.iter().take(1).cloned().collect();
        if let Some((_, end, name)) = self.say_verb(start + 1, clause.range, SAY) {
            let own = self.subject.clone().filter(|s| matches!(s, Subject::Person(..)));
            let resolved =
                own.or_else(|| clause.before.cloned()).or_else(|| self.last_speaker(self.sentence.paragraph));
            if let Some(Subject::Person(persons)) = resolved {
                self.push(first(&persons), false, name, start..end, Speech::Say, Evidence::Pronoun);
                self.subject = Some(Subject::Person(persons));
            }
        } else if let Some((range, name)) = self.report(start + 1, clause.range)
            && let Some(Subject::Person(persons)) = self
                .subject
                .clone()
                .or_else(|| clause.before.cloned())
                .or_else(|| self.last_speaker(self.sentence.paragraph))
        {
            self.push(first(&persons), false, name, range, Speech::Report, Evidence::Pronoun);
        }
        true
    }

    /// 林某强调; 张某、李某分别作了说明
    fn persons_speak(&mut self, clause: &Clause<'_>) -> bool {
        let (view, sentence, start, clause) = (self.view, self.sentence, clause.start, clause.range);
        let is_here = |m: &&Mention| m.name.start >= clause.start && m.end <= clause.end && !view.quoted[m.name.start];
        let Some(first) = sentence.mentions.iter().find(is_here) else { return self.titled_speaks(start, clause) };
        if self.is_heard(clause, first) {
            return true;
        }
        if first.start > start + 1 && !self.only_lead(clause, first.start) {
            // Someone in the middle of the clause (会后,听取了张三的汇报) is not its subject.
            return true;
        }
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
        persons.extend(group.iter().map(|m| (name_of(view, &m.name), m.name.clone())));
        let mut after = group.last().map_or(start, |m| m.end);
        if let Some((_, end)) = view.any_at(after, rule_words("and others")) {
            after = end;
        }
        let single = vec![persons.last().cloned().unwrap_or_default()];
        let before = (self.subject.clone(), self.acted, self.reported, std::mem::take(&mut self.group));
        let (said, found) = (self.said, self.found.len());
        self.subject = Some(Subject::Person(single.clone()));
        (self.acted, self.reported) = (false, false);
        self.group.clone_from(&persons);
        if let Some((_, end, name)) = self.say_verb(after, clause, SAY) {
            let cue = if group.len() > 1 { after..end } else { first.name.start..end };
            let speakers = if group.len() > 1 { persons } else { single };
            let speech = self.say_speech(name, after, end);
            self.push(speakers, false, name, cue, speech, Evidence::Text);
            // 提出工作要求,指出…: what was demanded follows.
            self.acted = speech == Speech::Report;
            return true;
        }
        self.person_acts(after, clause, persons, single);
        // 储云帆表示,陆市长和阮县长多次巡堤: whoever is spoken of speaks no further.
        if said && self.found.len() == found {
            (self.subject, self.acted, self.reported, self.group) = before;
        }
        true
    }

    /// 听取了谢远同志关于《凝聚青春力量》的工作报告: who reported.
    fn is_heard(&mut self, clause: &Range<usize>, mention: &Mention) -> bool {
        let view = self.view;
        let Some(heard) = view.find("听取", &(clause.start..mention.start)) else { return false };
        let rest = mention.end..clause.end;
        let report = ["关于", "所作", "受", "作的", "作关于", "作了", "就", "的"]
            .iter()
            .any(|word| view.is_at(mention.end, word));
        // The last of them: 关于《…报告》的说明.
        let words = rule_words("report of a person heard");
        let act = rest.rev().filter(|p| !view.quoted[*p]).find_map(|p| {
            let word = view.any_at(p, words).filter(|(_, end)| *end <= clause.end);
            word.map(|(word, _)| (p, word))
        });
        if let Some((at, word)) = act.filter(|_| report && !view.quoted[heard]) {
            let name = if word.ends_with("报告") { "作报告" } else { "汇报" };
            let name = if word.ends_with("说明") { "说明" } else { name };
            let person = vec![(name_of(view, &mention.name), mention.name.clone())];
            self.push(
                person,
                false,
                name,
                mention.name.start..at + word.chars().count(),
                Speech::Report,
                Evidence::Text,
            );
            return true;
        }
        false
    }

    /// 林市长指出: the one person of that surname and that office.
    fn titled_speaks(&mut self, start: usize, clause: &Range<usize>) -> bool {
        let view = self.view;
        let Some(end) = (start + 2..clause.end.min(start + 8))
            .rev()
            .find(|end| lexicon().is_surname(view.chars[start]) && lexicon().is_office(view, start + 1, *end))
        else {
            return false;
        };
        let office = view.text(&(start + 1..end));
        let surname = view.chars[start];
        let is_meant = |entry: &&Entry| {
            let holds = entry.offices.iter().any(|known| {
                let known = view.text(&known.range);
                known.ends_with(&office) && !known[..known.len() - office.len()].ends_with('副')
            });
            entry.name.starts_with(surname) && holds
        };
        // 副市长张海虹 is addressed as 张市长 where no other 张 is 市长.
        let is_deputy = |entry: &&Entry| {
            let holds = |known: &super::mentions::OfficeSpan| view.text(&known.range).ends_with(&format!("副{office}"));
            entry.name.starts_with(surname) && entry.offices.iter().any(holds)
        };
        let entries = &self.people.entries;
        let meant: Vec<&Entry> = entries.iter().filter(is_meant).collect();
        let meant = if meant.is_empty() { entries.iter().filter(is_deputy).collect() } else { meant };
        let [entry] = meant.as_slice() else { return true };
        let persons = vec![(entry.name.clone(), entry.place.clone())];
        self.subject = Some(Subject::Person(persons.clone()));
        self.group.clone_from(&persons);
        (self.acted, self.reported) = (false, false);
        if let Some((_, verb_end, name)) = self.say_verb(end, clause, SAY) {
            let speech = self.say_speech(name, end, verb_end);
            self.push(persons, false, name, start..verb_end, speech, Evidence::Pronoun);
        } else if let Some((range, name)) = self.report(end, clause) {
            self.push(persons, false, name, start..range.end, Speech::Report, Evidence::Pronoun);
            (self.acted, self.reported) = (true, true);
        }
        true
    }

    /// Returns whether only words that lead in are in front of `at`: an organ, a purpose.
    fn only_lead(&self, clause: &Range<usize>, at: usize) -> bool {
        let view = self.view;
        let gap = lead_end(view, clause.start, at)..at;
        gap.len() <= 8 && view.find_any(rule_words("leads to no subject"), &gap).is_none()
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
            persons.splice(0..0, here.iter().map(|m| (name_of(view, &m.name), m.name.clone())));
        }
        persons
    }

    fn last_speaker(&self, paragraph: usize) -> Option<Subject> {
        let last = self.found.iter().rev().find(|s| s.paragraph == paragraph && !s.spoken.by_meeting)?;
        Some(Subject::Person(vec![(last.key.clone(), last.at.clone())]))
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
            self.push(single, false, self.points_name(end), cue, speech, Evidence::Text);
            return;
        }
        if let Some((range, name)) = self.report(after, clause) {
            let direct = view.trimmed(after..range.start).is_empty();
            let cue = if direct && persons.len() == 1 { persons[0].1.start..range.end } else { range.clone() };
            self.push(persons.clone(), false, name, cue, Speech::Report, Evidence::Text);
            // 通报工作情况并安排部署下阶段工作
            let and = (range.end..clause.end).find(|p| view.chars[*p] == '并' && !view.quoted[*p]);
            if let Some(and) = and.filter(|and| self.begins_with_act(and + 1))
                && let Some((range, name)) = self.report(and + 1, clause)
            {
                self.push(persons, false, name, range, Speech::Report, Evidence::Ellipsis);
            }
            (self.acted, self.reported) = (true, true);
            return;
        }
        self.acted = view.find_any(rule_words("act a subject goes on from"), &(after..clause.end)).is_some();
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
            let (at_meeting, place_rule) = if by_meeting { (true, "meeting") } else { self.at_meeting(&key, speech) };
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
                    points: Vec::new(),
                },
                key,
                at: cue.clone(),
                paragraph: self.sentence.paragraph,
                sentence: self.sentence.range.start,
                rules: [self.rule, place_rule],
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::rule::try_examples;

    /// Checks who says what in a report that 储云帆 chairs, the mayor of 云岭.
    fn check(text: &str, expected: &[&str]) {
        let text = format!("7月3日,云岭市市长储云帆主持召开防汛会议。{text}");
        let record = crate::facts::read(&text, &Default::default());
        let said: Vec<String> = record.statements.iter().map(|one| format!("{} {}", one.speaker, one.verb)).collect();
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn subjects_of_other_kinds() {
        check("储市长指出,要管好水库。", &["储云帆 指出"]);
        check("陆市长指出,要管好水库。", &[]);
        check("阮一舟(市水利局局长)首先发言。", &["阮一舟 发言"]);
        check("阮一舟局长做了汛情报告,并对提问进行逐一答复。", &["阮一舟 作报告", "阮一舟 答复"]);
        check("代表们听取了市水利局局长阮一舟同志关于《安澜》的工作报告。", &["阮一舟 作报告"]);
        check("副市长阮一舟讲话,希望大家守住堤坝。", &["阮一舟 希望"]);
        check("最后副市长阮一舟讲意见:一是守堤;二是巡查。", &["阮一舟 提出意见"]);
    }

    #[test]
    fn acts_one_after_another_and_together() {
        check("副市长阮一舟传达文件精神,安排巡查任务,宣读值班名单。", &["阮一舟 传达", "阮一舟 安排", "阮一舟 宣读"]);
        check("副市长阮一舟通报汛情并安排部署巡查工作。", &["阮一舟 通报", "阮一舟 安排部署"]);
        check(
            "副市长阮一舟、副市长陆知远对汛期工作进行了总结,并对巡查工作进行部署。",
            &["阮一舟 总结", "陆知远 总结", "阮一舟 部署", "陆知远 部署"],
        );
        check(
            "民革市委会主委阮一舟、民盟市委会主委陆知远对报告给予高度评价,一致表示完全赞同。",
            &["阮一舟 表示", "陆知远 表示"],
        );
    }

    #[test]
    fn points_keep_their_noun() {
        check("副市长阮一舟提出四点建议。", &["阮一舟 提出建议"]);
        check("副市长阮一舟提出三点希望:守堤。", &["阮一舟 提出希望"]);
        check("副市长阮一舟提出四点要求。", &["阮一舟 提出要求"]);
        check("阮一舟委员提出,要守住堤坝。", &["阮一舟 提出"]);
        check("副市长阮一舟从汛情、险情等方面介绍了情况。", &["阮一舟 介绍"]);
        check("副市长阮一舟,县长陆知远,分别作了发言。", &["阮一舟 发言", "陆知远 发言"]);
        check("会议传达了文件精神。希望大家守住堤坝。", &["会议 希望"]);
        check("副市长何清表示,阮一舟和陆知远多次巡堤。希望大家守住堤坝。", &["何清 表示", "何清 希望"]);
        check("会议确定,一要守堤;二要巡查。", &["会议 确定"]);
        check("会议审议通过《防汛预案》。指出,要守住堤坝。", &["会议 指出"]);
        check("副市长何清就农业工作作了发言。", &["何清 发言"]);
        check("副市长何清、赵子安出席并致辞。", &["何清 致辞", "赵子安 致辞"]);
        check("副市长何清出席会议并发表重要讲话强调,要守住堤坝。", &["何清 强调"]);
        check("副市长何清提出工作要求,指出要守住堤坝。", &["何清 提出要求", "何清 指出"]);
        let topic = "市水利局、市气象局、市农业农村局、市交通运输局等部门今年以来防汛工作开展情况和下一步打算";
        check(&format!("副市长何清向会议作了关于{topic}的汇报。"), &["何清 汇报"]);
        check("会议听取了市水利局局长赵子安受市政府委托作的关于汛情的报告。", &["赵子安 作报告"]);
    }

    #[test]
    fn every_example_is_decided_by_its_rule() {
        try_examples("statements", CLAUSES.iter().map(|rule| (rule.name, rule.example)));
    }
}
