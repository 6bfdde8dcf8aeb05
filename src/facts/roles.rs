//! Who chaired, who attended, observed, was invited or elected.

mod chair;

use std::collections::BTreeSet;
use std::ops::Range;

use super::Position;
use super::attendance;
use super::mentions::{Known, Mention, OfficeSpan, mentions};
use super::statements::Statement;
use super::{Chair, Group, MeetingRecord, Office, Person, Role, RuleUse, fact};
use crate::lexicon::{lexicon, rule_words};
use crate::page::Page;
use crate::view::FoldedText;

/// A sentence of the report with the persons in it.
#[derive(Debug)]
pub(super) struct Sentence {
    pub(super) range: Range<usize>,
    /// Which paragraph it is in.
    pub(super) paragraph: usize,
    pub(super) clauses: Vec<Range<usize>>,
    pub(super) mentions: Vec<Mention>,
}

/// A person as gathered over the report.
#[derive(Debug)]
pub(super) struct Entry {
    /// Folded name.
    pub(super) name: String,
    pub(super) place: Range<usize>,
    pub(super) offices: Vec<OfficeSpan>,
    pub(super) roles: BTreeSet<Role>,
    /// Where the name stands in the first list of those who attended.
    listed: Option<usize>,
}

/// Everybody in the report.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) sentences: Vec<Sentence>,
    pub(super) entries: Vec<Entry>,
    chairs: Vec<(Range<usize>, bool)>,
    pub(super) groups: Vec<(Range<usize>, Role, &'static str)>,
    /// Names that were given a role where they stand.
    noted: Vec<Range<usize>>,
    /// Which rules gave the roles.
    pub(super) rules: Vec<RuleUse>,
}

impl People {
    /// Returns the entry of a name.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// Returns the persons who chaired, folded names, in order.
    pub(super) fn chairs<'v>(&'v self, view: &'v FoldedText<'_>) -> impl Iterator<Item = String> + 'v {
        self.chairs.iter().filter(|(_, organ)| !organ).map(|(range, _)| name_of(view, range))
    }

    /// Writes what was gathered into the record; speakers at the meeting become participants.
    pub(super) fn write(self, view: &FoldedText<'_>, statements: &[Statement], record: &mut MeetingRecord) {
        let positions = self.positions();
        for (entry, position) in self.entries.into_iter().zip(positions) {
            let mut roles: Vec<Role> = entry.roles.iter().copied().collect();
            let spoke = statements.iter().any(|statement| {
                statement.spoken.at_meeting && !statement.spoken.by_meeting && statement.key == entry.name
            });
            if spoke {
                roles.push(Role::Speaker);
            }
            if roles.is_empty() {
                roles.push(Role::Mention);
            }
            if roles.len() > 1 {
                roles.retain(|role| *role != Role::Mention);
            }
            roles.sort();
            roles.dedup();
            let offices = entry
                .offices
                .iter()
                .map(|office| Office { surface: fact(view, &office.range), carried: office.carried })
                .collect();
            record.people.push(Person { name: name_fact(view, &entry.place), offices, roles, position });
        }
        for (range, organ) in self.chairs {
            let name = name_fact(view, &range);
            let person = record.people.iter().find(|person| person.name.value == name.value);
            let offices = person.map_or(Vec::new(), |p| p.offices.iter().map(|o| o.surface.value.clone()).collect());
            record.chairs.push(Chair { name, organ, offices });
        }
        let group = |(range, role, verb): (Range<usize>, Role, &str)| Group {
            surface: fact(view, &range),
            role,
            verb: verb.to_owned(),
        };
        record.groups = self.groups.into_iter().map(group).collect();
    }

    /// Returns where each person stands among those who attended.
    fn positions(&self) -> Vec<Option<Position>> {
        let sentence_of = |at: usize| self.sentences.iter().position(|sentence| sentence.range.contains(&at));
        let mut listed: Vec<(usize, usize, usize)> = Vec::new();
        for (number, entry) in self.entries.iter().enumerate() {
            let place = entry.listed.and_then(|at| Some((sentence_of(at)?, at)));
            listed.extend(place.map(|(sentence, at)| (sentence, at, number)));
        }
        listed.sort_unstable();
        let mut positions = vec![None; self.entries.len()];
        let (mut list, mut place, mut before) = (0, 0, None);
        for (sentence, _, number) in listed {
            if before != Some(sentence) {
                (list, place, before) = (list + 1, 0, Some(sentence));
            }
            place += 1;
            positions[number] = Some(Position { list, place });
        }
        positions
    }

    /// Returns whether anything was read of who chaired or attended in a sentence, or a rule said why not.
    pub(super) fn has_read(&self, view: &FoldedText<'_>, sentence: &Range<usize>) -> bool {
        let is_here = |range: &Range<usize>| range.start >= sentence.start && range.end <= sentence.end;
        let text = || view.text(sentence);
        self.chairs.iter().any(|(range, _)| is_here(range))
            || self.groups.iter().any(|(range, ..)| is_here(range))
            || self.noted.iter().any(is_here)
            || self.rules.iter().any(|used| used.field.starts_with("not_") && text().contains(&used.value))
    }

    fn note_chair(&mut self, view: &FoldedText<'_>, mention: &Mention, rule: &'static str) {
        self.rules.push(RuleUse { field: "chair", value: view.text(&mention.name), rule });
        self.chairs.push((mention.name.clone(), false));
        self.note(view, mention, Some(Role::Chair));
    }

    /// Notes that a rule gives a person a role.
    pub(super) fn note_role(&mut self, view: &FoldedText<'_>, mention: &Mention, role: Role, rule: &'static str) {
        self.rules.push(RuleUse { field: "people", value: view.text(&mention.name), rule });
        self.noted.push(mention.name.clone());
        self.note(view, mention, Some(role));
        if matches!(role, Role::Attend | Role::Observe | Role::Invited) {
            let name = name_of(view, &mention.name);
            let entry = self.entries.iter_mut().find(|entry| entry.name == name);
            if let Some(entry) = entry {
                entry.listed.get_or_insert(mention.name.start);
            }
        }
    }

    fn note(&mut self, view: &FoldedText<'_>, mention: &Mention, role: Option<Role>) {
        let name = name_of(view, &mention.name);
        let index = self.entries.iter().position(|entry| entry.name == name).unwrap_or_else(|| {
            self.entries.push(Entry {
                name,
                place: mention.name.clone(),
                offices: Vec::new(),
                roles: BTreeSet::new(),
                listed: None,
            });
            self.entries.len() - 1
        });
        let entry = &mut self.entries[index];
        if mention.name.start < entry.place.start {
            entry.place = mention.name.clone();
        }
        for office in &mention.offices {
            let words = view.text(&office.range);
            // 县政府县长 and later 县长 are one office.
            let known = entry.offices.iter().any(|known| {
                let known = view.text(&known.range);
                known.ends_with(&words) || words.ends_with(&known)
            });
            if !known {
                entry.offices.push(office.clone());
            }
        }
        entry.roles.extend(role);
    }
}

/// Returns a name without the blanks that lists pad it with.
pub(super) fn name_of(view: &FoldedText<'_>, range: &Range<usize>) -> String {
    view.text(range).chars().filter(|c| *c != ' ').collect()
}

fn name_fact(view: &FoldedText<'_>, range: &Range<usize>) -> super::Fact {
    let mut name = fact(view, range);
    name.value.retain(|c| !c.is_whitespace());
    name
}

/// Reads the persons of a report.
pub(super) fn read(view: &FoldedText<'_>, page: &Page) -> People {
    let mut people = People::default();
    let mut known = Known::default();
    let sentences: Vec<(usize, Range<usize>)> = page
        .paragraphs
        .iter()
        .enumerate()
        .flat_map(|(index, paragraph)| {
            let start = if index == 0 { page.lead.start.max(paragraph.start) } else { paragraph.start };
            view.sentences(&(start..paragraph.end)).into_iter().map(move |sentence| (index, sentence))
        })
        .collect();
    let nobody = Known::default();
    let mut learn = |sentence: &Range<usize>| {
        let found = mentions(view, sentence, &nobody);
        for mention in &found {
            if !mention.bare || speaks_for_itself(view, mention, sentence) {
                let name = &view.chars[mention.name.clone()];
                known.insert(name);
                known.insert(&name.iter().copied().filter(|c| *c != ' ').collect::<Vec<_>>());
            }
        }
        found
    };
    page.title.iter().for_each(|title| drop(learn(title)));
    let first: Vec<Vec<Mention>> = sentences.iter().map(|(_, range)| learn(range)).collect();
    for ((paragraph, range), found) in sentences.into_iter().zip(first) {
        // Names learnt elsewhere may be here alone.
        let again = found.iter().any(|mention| mention.bare) || known.misses(view, &range, &found);
        let mut found = if again { mentions(view, &range, &known) } else { found };
        found.retain(|mention| !mention.bare || known.contains(&view.chars[mention.name.clone()]));
        let clauses = view.clauses(&range);
        people.sentences.push(Sentence { range, paragraph, clauses, mentions: found });
    }
    let sentences = std::mem::take(&mut people.sentences);
    for sentence in &sentences {
        chair::read(view, sentence, &mut people);
        attendance::read(view, sentence, &mut people);
        read_elections(view, sentence, &mut people);
        read_elected(view, sentence, &mut people);
        for mention in &sentence.mentions {
            people.note(view, mention, None);
        }
    }
    for sentence in &sentences {
        read_speech_alone(view, sentence, &mut people);
    }
    if people.chairs.is_empty() {
        chair::read_headline(view, page, &known, &mut people);
    }
    let chairs: Vec<String> = people.chairs(view).collect();
    for entry in &mut people.entries {
        if chairs.contains(&entry.name) {
            entry.roles.insert(Role::Chair);
        }
    }
    // As printed: in this genre the order is the rank.
    people.entries.sort_by_key(|entry| entry.place.start);
    people.sentences = sentences;
    people
}

/// 市长刘某讲话: whoever is told of with an office and nothing but a speech was there.
fn read_speech_alone(view: &FoldedText<'_>, sentence: &Sentence, people: &mut People) {
    for mention in sentence.mentions.iter().filter(|mention| !mention.offices.is_empty()) {
        let name = name_of(view, &mention.name);
        let has_role = people.entry(&name).is_none_or(|entry| !entry.roles.is_empty());
        let end = view.any_at(view.skip_blanks(mention.end), rule_words("speaks and no more")).map(|(_, end)| end);
        if !has_role && end.is_some_and(|end| view.is_clause_end(end)) {
            people.note_role(view, mention, Role::Attend, "gave-a-speech");
        }
    }
}

/// A bare name at the beginning of a clause is a name if it chairs or speaks right there.
fn speaks_for_itself(view: &FoldedText<'_>, mention: &Mention, sentence: &Range<usize>) -> bool {
    let at = view.skip_blanks(mention.end);
    let strong = view.any_at(at, rule_words("act of a bare name")).is_some_and(|(_, end)| end <= sentence.end);
    // A word of the language needs more than a verb behind it.
    strong && mention.name.len() <= 4 && lexicon().is_surname(view.chars[mention.name.start])
}

/// 选举谢远同志为会长,吴岚、邱明远同志为副会长; 选举产生了由谢远、吴岚等5名同志组成的理事会.
fn read_elected(view: &FoldedText<'_>, sentence: &Sentence, people: &mut People) {
    let Some((begin, _)) = view.find_any(rule_words("elects"), &sentence.range).filter(|(at, _)| !view.quoted[*at])
    else {
        return;
    };
    let mentions: Vec<&Mention> = sentence.mentions.iter().filter(|mention| mention.start > begin).collect();
    let mut first = 0;
    for index in 0..mentions.len() {
        if mentions.get(index + 1).is_some_and(|next| next.listed) {
            continue;
        }
        let group = &mentions[first..=index];
        first = index + 1;
        let mut at = group.last().map_or(begin, |last| last.end);
        at = (at..sentence.range.end).find(|p| !view.chars[*p].is_ascii_digit()).unwrap_or(at);
        for word in rule_words("behind who is elected") {
            if view.is_at(at, word) {
                at += word.chars().count();
            }
        }
        let office = view.is_at(at, "为").then(|| at + 1).and_then(|from| {
            let clause = sentence.clauses.iter().find(|clause| clause.contains(&from))?;
            let end = (from + 1..=clause.end).rev().find(|p| lexicon().head_before(view, *p, from).is_some())?;
            Some(from..end)
        });
        if office.is_none() && !view.is_at(at, "组成") {
            continue;
        }
        for mention in group {
            let mut mention = (*mention).clone();
            mention.offices.extend(office.clone().map(|range| OfficeSpan { range, carried: false }));
            people.note_role(view, &mention, Role::Elected, "elected-list");
        }
    }
}

/// 当选: whoever is in front of it in its clause.
fn read_elections(view: &FoldedText<'_>, sentence: &Sentence, people: &mut People) {
    let mut at = sentence.range.start;
    while let Some(verb) = view.find("当选", &(at..sentence.range.end)) {
        at = verb + 2;
        let Some(clause) = sentence.clauses.iter().find(|clause| clause.contains(&verb)) else { continue };
        let mut last = verb;
        for mention in sentence.mentions.iter().rev().filter(|m| m.start >= clause.start && m.end <= verb) {
            let gap = view.trimmed(mention.end..last);
            if gap.len() > 3 {
                break;
            }
            last = mention.start;
            let mut mention = mention.clone();
            let name = name_of(view, &mention.name);
            let has_office = people.entries.iter().any(|entry| entry.name == name && !entry.offices.is_empty());
            // The office comes behind: 当选为副主席.
            let from = if view.is_at(at, "为") { at + 1 } else { at };
            let end = (from..clause.end).rev().map(|p| p + 1).find(|p| lexicon().head_before(view, *p, from).is_some());
            if let Some(end) = end
                && mention.offices.is_empty()
                && !has_office
            {
                mention.offices.push(OfficeSpan { range: from..end, carried: false });
            }
            people.note_role(view, &mention, Role::Elected, "elected");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::rule::try_examples;

    /// Checks who attends, in printed order; who chairs is 何清 everywhere.
    fn attend(text: &str, expected: &[&str]) {
        let text = format!("8月3日,云岭县召开防汛工作会议。县长何清主持会议。{text}");
        let record = crate::facts::read(&text, &Default::default());
        let attend = record.people.iter().filter(|person| person.roles.contains(&Role::Attend));
        let names: Vec<&str> = attend.map(|person| person.name.value.as_str()).collect();
        assert_eq!(names, expected, "{text}");
    }

    #[test]
    fn a_member_nobody_knows_costs_only_himself() {
        attend("副县长楼清远、周立群、赵子安出席会议。", &["楼清远", "周立群", "赵子安"]);
        attend("副县长周立群、官志刚、赵子安出席会议。", &["周立群", "官志刚", "赵子安"]);
        attend("副县长马力、江南、周立群出席会议。", &["马力", "江南", "周立群"]);
        attend("副县长成功、周立群出席会议。", &["成功", "周立群"]);
        attend("县委副书记万里,县委常委周立群出席会议。", &["万里", "周立群"]);
        attend("县政协副主席王立民、卓玛、索朗达娃出席会议。", &["王立民", "卓玛", "索朗达娃"]);
        attend("副县长周立群、县水务系统一线的同志、赵子安出席会议。", &["周立群", "赵子安"]);
        attend("副县长马文、王　钊、李　芮、赵明出席会议。", &["马文", "王钊", "李芮", "赵明"]);
        attend("副县长马文、古力 · 艾山、赵明出席会议。", &["马文", "古力·艾山", "赵明"]);
        attend("县政协主席欧阳春 晖出席会议。", &["欧阳春晖"]);
    }

    #[test]
    fn attendance_of_other_kinds() {
        attend("出席投票的委员包括:周立群、赵子安。", &["周立群", "赵子安"]);
        attend("县防汛专班周立群、赵子安等同志到会指导。", &["周立群", "赵子安"]);
        attend("周立群副县长到场指导。", &["周立群"]);
        let text = "8月3日,云岭县召开防汛会议,县长何清主持会议。县委书记赵子安出席,副县长周立群在研究议题时列席会议。";
        let record = crate::facts::read(text, &Default::default());
        let observes = record.people.iter().find(|person| person.name.value == "周立群").expect("is named");
        assert_eq!(observes.roles, [Role::Observe]);
    }

    #[test]
    fn a_place_in_the_list_is_kept() {
        let text = "8月3日,云岭县召开防汛会议,县长何清主持会议。县委书记赵子安,副县长周立群、马文出席会议。县委委员官远明列席会议。";
        let record = crate::facts::read(text, &Default::default());
        let places = record.people.iter().map(|person| (person.name.value.as_str(), person.position));
        let at = |list, place| Some(Position { list, place });
        let expected =
            [("何清", None), ("赵子安", at(1, 1)), ("周立群", at(1, 2)), ("马文", at(1, 3)), ("官远明", at(2, 1))];
        assert_eq!(places.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_stands_between_an_office_and_a_verb_is_no_name() {
        for words in ["专程", "亲自", "首次", "带队", "分别", "受邀", "一道", "人"] {
            attend(&format!("副县长周立群、赵子安出席会议。副市长{words}出席会议。"), &["周立群", "赵子安"]);
        }
        attend("副县长周立群出席会议。党员干部要懂法纪、明规矩、知敬畏。", &["周立群"]);
    }

    #[test]
    fn who_is_elected() {
        let elected =
            ("3月3日,云岭市召开人民代表大会会议,市长储云帆出席会议。康乐平、方祖同当选市人大常委会副主任。", "康乐平");
        try_examples("people", [("elected", elected)].into_iter());
        let list =
            "3月3日,云岭市召开理事会会议,市长储云帆主持会议。大会选举产生了由谢远、吴岚、张仁3名同志组成的理事会。";
        try_examples("people", [("elected-list", (list, "吴岚"))].into_iter());
    }
}
