//! Who was put into which office, or taken out of it: 任命, 免去, 当选.

use std::ops::Range;
use std::sync::LazyLock;

use super::mentions::lead_end;
use super::roles::{People, Sentence, name_of};
use super::{Appointment, Fact, fact};
use crate::lexicon::{CharSet, Words, lexicon, rule_words};
use crate::view::{FoldedText, is_han};

/// An office of an appointment is not longer than this, in characters.
const OFFICE_CHARS_MAX: usize = 48;

static PUT_INTO: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("puts into an office")));
static TAKEN_OUT: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("takes out of an office")));
static COMES_INTO: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("comes into an office")));
/// What these words begin with.
static FIRST: LazyLock<CharSet> = LazyLock::new(|| {
    let lists = ["puts into an office", "takes out of an office", "comes into an office"];
    lists.iter().flat_map(|list| rule_words(list)).filter_map(|word| word.chars().next()).collect()
});

/// Reads the appointments of a report, in order.
pub(super) fn read(view: &FoldedText<'_>, people: &People) -> Vec<Appointment> {
    let mut found = Vec::new();
    for sentence in &people.sentences {
        for clause in &sentence.clauses {
            let mut reader = Reader { view, sentence, clause, found: &mut found };
            reader.read();
        }
    }
    found
}

struct Reader<'a, 'v> {
    view: &'a FoldedText<'v>,
    sentence: &'a Sentence,
    clause: &'a Range<usize>,
    found: &'a mut Vec<Appointment>,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let view = self.view;
        let mut at = self.clause.start;
        while at < self.clause.end {
            // The first characters settle most places.
            if !FIRST.contains(view.chars[at]) || view.quoted[at] || view.bracketed[at] {
                at += 1;
                continue;
            }
            let longest = |words: &Words| words.end_at(view, at).map(|end| (view.text(&(at..end)), end));
            let end = if let Some((word, end)) = longest(&PUT_INTO) {
                self.put_into(end, &word);
                end
            } else if let Some((word, end)) = longest(&TAKEN_OUT) {
                self.taken_out(at, end, &word);
                end
            } else if let Some((word, end)) = longest(&COMES_INTO) {
                self.comes_into(at, end, &word);
                end
            } else {
                at
            };
            at = end.max(at + 1);
        }
    }

    /// 任命甲为某局局长、乙为某局副局长
    fn put_into(&mut self, end: usize, word: &str) {
        let mut at = end;
        while let Some(into) = self.view.find("为", &(at..self.clause.end)) {
            let Some(names) = self.names(at..into) else { return };
            let next = self.next_names(into + 1);
            let office = into + 1..next.unwrap_or(self.clause.end);
            self.push(word, names, office);
            let Some(next) = next else { return };
            at = next + 1;
        }
    }

    /// Returns the 、 behind which the next name and its 为 are.
    fn next_names(&self, from: usize) -> Option<usize> {
        let into = self.view.find("为", &(from..self.clause.end))?;
        let marks: Vec<usize> = (from..into).filter(|p| self.view.chars[*p] == '、').collect();
        // The longest run of names before 为.
        marks.into_iter().find(|mark| self.names(*mark + 1..into).is_some())
    }

    /// 免去甲的某局局长职务, 接受甲辞去某局局长职务的请求
    fn taken_out(&mut self, at: usize, end: usize, word: &str) {
        let (view, clause) = (self.view, self.clause);
        // 甲辞去…: the name is in front.
        if word == "辞去" {
            if let Some(names) = self.names_before(at) {
                self.push(word, names, end..clause.end);
            }
            return;
        }
        let mention = self.sentence.mentions.iter().find(|m| m.name.start == end && m.name.end < clause.end);
        let of = view.find("的", &(end..clause.end));
        let listed = of.and_then(|of| Some((self.names(end..of)?, of + 1)));
        let single = mention.map(|m| (vec![m.name.clone()], m.name.end));
        if let Some((names, from)) = listed.or(single) {
            let from = if view.is_at(from, "的") { from + 1 } else { from };
            self.push(word, names, from..clause.end);
        }
    }

    /// 甲当选为市长, 甲同志任县委书记
    fn comes_into(&mut self, at: usize, end: usize, word: &str) {
        let view = self.view;
        let office = if view.is_at(end, "为") { end + 1 } else { end }..self.clause.end;
        // 任务, 任期: only an office behind it tells.
        if word.ends_with('任') {
            // 曾担任, 主任, 前任
            if at > 0 && "担主前原现时历责信后在".contains(view.chars[at - 1]) {
                return;
            }
            let closed = self
                .office(office.clone())
                .is_some_and(|range| lexicon().head_before(view, range.end, range.start).is_some() && range.len() >= 2);
            if !closed {
                return;
            }
        }
        if let Some(names) = self.names_before(at) {
            self.push(word, names, office);
        }
    }

    /// Returns the names right before a place in the clause.
    fn names_before(&self, at: usize) -> Option<Vec<Range<usize>>> {
        let view = self.view;
        let mut end = at;
        while let Some(word) = rule_words("before coming into an office").iter().find(|word| view.ends_at(end, word)) {
            end -= word.chars().count();
        }
        // 会议接受甲辞去…的请求
        let start = view.find("接受", &(self.clause.start..end)).map_or(self.clause.start, |at| at + 2);
        let start = lead_end(view, start, end);
        let whole = self.names(start..end);
        whole.or_else(|| {
            // The list of mentions that ends here.
            let last = self
                .sentence
                .mentions
                .iter()
                .rposition(|m| m.name.end <= end && m.end >= end && m.start >= self.clause.start)?;
            let mut first = last;
            while first > 0
                && self.sentence.mentions[first].listed
                && self.sentence.mentions[first - 1].start >= self.clause.start
            {
                first -= 1;
            }
            Some(self.sentence.mentions[first..=last].iter().map(|m| m.name.clone()).collect())
        })
    }

    /// Returns the names a range is a list of; none where one piece is no name.
    fn names(&self, range: Range<usize>) -> Option<Vec<Range<usize>>> {
        let view = self.view;
        let range = view.trimmed(range);
        let mut names = Vec::new();
        let mut start = range.start;
        for at in range.start..=range.end {
            let is_mark = at == range.end || matches!(view.chars[at], '、' | '和' | '及');
            if !is_mark {
                continue;
            }
            let mut piece = view.trimmed(start..at);
            for word in ["同志", "先生", "女士", "等"] {
                if view.ends_at(piece.end, word) && piece.len() > word.chars().count() + 1 {
                    piece.end -= word.chars().count();
                }
            }
            if view.is_at(piece.start, "了") {
                piece.start += 1;
            }
            // 和 may be in a name: the piece goes on.
            if at < range.end && view.chars[at] == '和' && !self.is_name(&piece) {
                continue;
            }
            if !self.is_name(&piece) {
                return None;
            }
            names.push(piece);
            start = at + 1;
        }
        (!names.is_empty()).then_some(names)
    }

    fn is_name(&self, range: &Range<usize>) -> bool {
        let view = self.view;
        let words = name_of(view, range);
        let length = words.chars().count();
        let known = self.sentence.mentions.iter().any(|m| m.name == *range);
        let characters = view.chars[range.clone()].iter().all(|c| is_han(*c) || matches!(c, '·' | ' '));
        let first = view.chars.get(range.start).copied().unwrap_or(' ');
        let second = view.chars.get(range.start + 1).copied().unwrap_or(' ');
        let surname = lexicon().is_surname(first) || lexicon().is_compound_surname(first, second);
        let plain = (2..=4).contains(&length) && surname && !lexicon().is_word(&words);
        known || characters && (plain || words.contains('·') && (4..=20).contains(&length))
    }

    /// Returns the words of an office, without 职务 and what is behind it.
    fn office(&self, range: Range<usize>) -> Option<Range<usize>> {
        let view = self.view;
        let mut office = view.trimmed(range);
        if let Some((at, _)) = view.find_any(rule_words("behind an office taken"), &office) {
            office.end = at;
        }
        while office.end > office.start && matches!(view.chars[office.end - 1], '。' | '!' | ';' | ',' | '、' | '的')
        {
            office.end -= 1;
        }
        (2..=OFFICE_CHARS_MAX).contains(&office.len()).then_some(office)
    }

    fn push(&mut self, act: &str, names: Vec<Range<usize>>, office: Range<usize>) {
        let Some(office) = self.office(office) else { return };
        for name in names {
            let mut person: Fact = fact(self.view, &name);
            person.value.retain(|c| !c.is_whitespace());
            let one = Appointment { act: act.to_owned(), person, office: fact(self.view, &office) };
            let same = |known: &Appointment| {
                known.act == one.act && known.person.value == one.person.value && known.office.value == one.office.value
            };
            if !self.found.iter().any(same) {
                self.found.push(one);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    fn check(text: &str, expected: &[&str]) {
        let text = format!("7月3日,云岭市市长储云帆主持召开市人大常委会会议。{text}");
        let record = crate::facts::read(&text, &Default::default());
        let found: Vec<String> = record
            .appointments
            .iter()
            .map(|one| format!("{} {} {}", one.act, one.person.value, one.office.value))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn who_came_into_which_office() {
        check("会议决定任命阮一舟为云岭市副市长。", &["决定任命 阮一舟 云岭市副市长"]);
        check(
            "会议任命阮一舟、陆知远为云岭市人民法院审判员,方晓岚为庭长。",
            &["任命 阮一舟 云岭市人民法院审判员", "任命 陆知远 云岭市人民法院审判员"],
        );
        check(
            "会议任命阮一舟为市水利局局长、陆知远为市水利局副局长。",
            &["任命 阮一舟 市水利局局长", "任命 陆知远 市水利局副局长"],
        );
        check("大会选举阮一舟同志为会长。", &["选举 阮一舟 会长"]);
        check("阮一舟当选为云岭市副市长。", &["当选 阮一舟 云岭市副市长"]);
        check("阮一舟、陆知远当选市政协副主席。", &["当选 阮一舟 市政协副主席", "当选 陆知远 市政协副主席"]);
        check("会上宣布,阮一舟同志任云岭县委书记。", &["任 阮一舟 云岭县委书记"]);
    }

    #[test]
    fn who_left_which_office() {
        check("会议决定免去阮一舟的云岭市副市长职务。", &["决定免去 阮一舟 云岭市副市长"]);
        check("会议接受阮一舟辞去云岭市副市长职务的请求。", &["辞去 阮一舟 云岭市副市长"]);
    }

    #[test]
    fn other_uses_are_none() {
        check("会议决定任命一批干部为骨干。", &[]);
        check("阮一舟强调,任务艰巨。阮一舟任重道远。", &[]);
        check("会议决定人事任免事项。阮一舟曾担任云岭县委书记。", &[]);
    }
}
