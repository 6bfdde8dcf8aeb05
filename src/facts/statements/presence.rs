//! Whether whoever is quoted spoke at the meeting.

use super::Reader;
use crate::facts::mentions::OfficeSpan;
use crate::facts::roles::{Entry, People, Sentence, name_of};
use crate::facts::rule::rule_table;
use crate::facts::{Role, Speech};
use crate::lexicon::rule_words;
use crate::view::FoldedText;

/// Who is quoted, and where.
struct Speaker<'a, 'v> {
    view: &'a FoldedText<'v>,
    key: &'a str,
    sentence: &'a Sentence,
    people: &'a People,
    entry: &'a Entry,
    /// What is quoted is an act, not words.
    is_report: bool,
}

impl Speaker<'_, '_> {
    fn holds(&self, words: &str) -> bool {
        self.entry.offices.iter().any(|office| self.view.find_any(rule_words(words), &office.range).is_some())
    }
}

rule_table!(PresenceRule, Speaker<'_, '_>, bool);

/// Whether a speaker spoke at the meeting.
const PRESENCE: &[PresenceRule] = &[
    PresenceRule::new(
        "took-part",
        |s| {
            use Role::{Attend, Chair, Elected, Invited, Observe};
            let is_part = |role: &Role| matches!(role, Chair | Attend | Observe | Invited | Elected);
            s.entry.roles.iter().any(is_part).then_some(true)
        },
        ("7月3日,市长储云帆主持召开防汛会议。储云帆强调,要压实责任。", "储云帆 强调"),
    ),
    // Whoever leads the country and has no part in the meeting is quoted.
    PresenceRule::new(
        "leads-the-country",
        |s| {
            let is_head = |office: &OfficeSpan| s.view.text(&office.range) == "主席";
            (s.holds("office of who leads the country") || s.entry.offices.iter().any(is_head)).then_some(false)
        },
        ("7月3日,市长储云帆主持召开防汛会议。国家主席高远志强调,要压实责任。", "高远志 强调"),
    ),
    // 作出重要指示, 发来贺信: whoever writes is not there.
    PresenceRule::new(
        "wrote",
        |s| wrote(s).then_some(false),
        ("7月3日,市长储云帆主持召开防汛会议。省长江临风作出批示。江临风强调,要压实责任。", "江临风 强调"),
    ),
    PresenceRule::new(
        "office-outside",
        |s| (!s.is_report && s.holds("office outside meetings") && !is_at_home(s)).then_some(false),
        ("7月3日,市长储云帆主持召开防汛会议。清河研究院研究总监刘水清指出,政策有望出台。", "刘水清 指出"),
    ),
    PresenceRule::new(
        "said-elsewhere",
        |s| s.view.find_any(rule_words("occasion outside meetings"), &s.sentence.range).map(|_| false),
        ("7月3日,市长储云帆主持召开防汛会议。副市长阳可欣在接受采访时表示,水位平稳。", "阳可欣 表示"),
    ),
    PresenceRule::new(
        "nothing-against-it",
        |_| Some(true),
        ("7月3日,市长储云帆主持召开防汛会议。副市长阳可欣指出,水位平稳。", "阳可欣 指出"),
    ),
];

/// Returns whether a meeting of the sort of body is reported that a speaker's office is of: a college's own meeting.
fn is_at_home(speaker: &Speaker<'_, '_>) -> bool {
    let Speaker { view, people, entry, .. } = speaker;
    let Some(first) = people.sentences.first() else { return false };
    let words = rule_words("office outside meetings").iter();
    let own = |word: &&&str| entry.offices.iter().any(|office| view.find(word, &office.range).is_some());
    let lead = first.range.start..first.range.end.min(first.range.start + 60);
    words.filter(own).any(|word| view.find(word, &lead).is_some())
}

/// Returns whether a speaker wrote instead of coming: 就某书出版发行作出批示, not 传达某某批示, nor what others wrote.
fn wrote(speaker: &Speaker<'_, '_>) -> bool {
    const BEHIND_CHARS_MAX: usize = 80;
    let Speaker { view, key, people, .. } = speaker;
    people.sentences.iter().any(|sentence| {
        sentence.mentions.iter().enumerate().filter(|(_, mention)| name_of(view, &mention.name) == *key).any(
            |(number, mention)| {
                let next = sentence.mentions.get(number + 1).map_or(sentence.range.end, |next| next.start);
                let behind = mention.end..next.min(mention.end + BEHIND_CHARS_MAX);
                let Some((at, _)) = view.find_any(rule_words("writes instead of coming"), &behind) else {
                    return false;
                };
                view.find_any(rule_words("tells of what others wrote"), &(mention.end..at)).is_none()
            },
        )
    })
}

impl Reader<'_, '_> {
    /// Returns whether a speaker spoke at the meeting, and the rule that says so.
    pub(super) fn at_meeting(&self, key: &str, speech: Speech) -> (bool, &'static str) {
        let Some(entry) = self.people.entry(key) else { return (true, "nothing-against-it") };
        let is_report = speech == Speech::Report;
        let speaker = Speaker { view: self.view, key, sentence: self.sentence, people: self.people, entry, is_report };
        PresenceRule::first(PRESENCE, &speaker).unwrap_or((true, "nothing-against-it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::rule::try_examples;

    #[test]
    fn every_example_is_decided_by_its_rule() {
        try_examples("at_meeting", PRESENCE.iter().map(|rule| (rule.name, rule.example)));
    }

    #[test]
    fn whoever_passes_on_what_others_wrote_is_there() {
        let at_meeting = |text: &str| {
            let text = format!("7月3日,云岭市市长储云帆主持召开防汛会议。{text}");
            let record = crate::facts::read(&text, &Default::default());
            record.statements.iter().map(|one| (one.speaker.clone(), one.at_meeting)).collect::<Vec<_>>()
        };
        let of = |name: &str, is_there: bool| vec![(name.to_owned(), is_there)];
        assert_eq!(
            at_meeting("副市长阳可欣通报汛情,传达省委书记江临风关于防汛工作作出的批示。")[..1],
            of("阳可欣", true)
        );
        assert_eq!(at_meeting("省长江临风就防汛物资储备工作作出批示,要求备足物资。"), of("江临风", false));
    }
}
