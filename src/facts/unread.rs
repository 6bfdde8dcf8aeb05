//! Sentences from which nothing was read, though a verb says that somebody attended, chaired or spoke: a record that
//! looks complete and is not is the worst thing to cite from.

use std::sync::LazyLock;

use super::roles::{People, Sentence};
use super::statements::Statement;
use super::{Doubt, Unread, fact};
use crate::lexicon::{Words, rule_words};
use crate::view::FoldedText;

/// Finds them, in order.
pub(super) fn find(view: &FoldedText<'_>, people: &People, statements: &[Statement]) -> Vec<Unread> {
    let unread = people.sentences.iter().filter_map(|sentence| {
        let doubt = doubt_of(view, sentence)?;
        if view.find_any(rule_words("counts or names attendance only"), &sentence.range).is_some() {
            return None;
        }
        let is_read = match doubt {
            Doubt::Speech => statements.iter().any(|statement| statement.is_in(&sentence.range)),
            Doubt::Attendance | Doubt::Chair => people.has_read(view, &sentence.range),
        };
        (!is_read).then(|| Unread { doubt, sentence: fact(view, &view.trimmed(sentence.range.clone())) })
    });
    unread.collect()
}

static ATTENDANCE: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("tells of attendance")));
static CHAIRING: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("tells of chairing")));
static SPEECH: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("tells of speech")));

/// Returns what a sentence tells of by its first verb outside quotes and brackets.
fn doubt_of(view: &FoldedText<'_>, sentence: &Sentence) -> Option<Doubt> {
    let plain = |at: usize| !view.quoted[at] && !view.bracketed[at];
    for at in sentence.range.clone().filter(|at| plain(*at)) {
        if ATTENDANCE.is_at(view, at) {
            return Some(Doubt::Attendance);
        }
        if CHAIRING.is_at(view, at) {
            return Some(Doubt::Chair);
        }
        // 强调, with what was said behind it.
        if let Some(end) = SPEECH.end_at(view, at)
            && matches!(view.chars.get(end), Some(',' | ':'))
        {
            return Some(Doubt::Speech);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::facts::{Doubt, read};

    fn check(text: &str, expected: &[(Doubt, &str)]) {
        let text = format!("云岭县召开防汛工作会议\n6月3日,云岭县召开防汛工作会议,县长何清主持会议。{text}");
        let unread = read(&text, &Default::default()).unread;
        let found: Vec<(Doubt, &str)> = unread.iter().map(|one| (one.doubt, one.sentence.value.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_nothing_was_read_from_is_kept() {
        check("一批老水利人冒雨出席了这次会议。", &[(Doubt::Attendance, "一批老水利人冒雨出席了这次会议。")]);
        check(
            "有一位老水利人语重心长地强调,要守住堤坝。",
            &[(Doubt::Speech, "有一位老水利人语重心长地强调,要守住堤坝。")],
        );
    }

    #[test]
    fn what_was_read_or_ruled_out_is_no_doubt() {
        check("副县长周立群、赵子安出席会议。", &[]);
        check("何清强调,要压实责任。会议指出,形势严峻。", &[]);
        check("各乡镇主要负责同志参加会议。", &[]);
        check("周立群参加工作多年。会议应出席委员9人。", &[]);
        check("他说:“出席会议的都要强调,责任如山。”", &[]);
    }
}
