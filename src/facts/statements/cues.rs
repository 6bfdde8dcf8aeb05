//! Finds the verb a clause speaks with: a verb of saying behind a subject, or an act of reporting in its rest.

use std::ops::Range;
use std::sync::LazyLock;

use super::Reader;
use crate::facts::Speech;
use crate::facts::dates;
use crate::facts::verbs::{FILLERS, GIVEN, REPORTS, SAY};
use crate::lexicon::{CharSet, rule_words};

/// What an act of reporting begins with.
static ACT_FIRST: LazyLock<CharSet> = LazyLock::new(|| {
    let words = REPORTS.iter().map(|(word, _)| *word).chain(rule_words("speech given").iter().copied());
    words.filter_map(|word| word.chars().next()).chain(['作', '做', '进']).collect()
});

impl Reader<'_, '_> {
    /// Finds a verb of saying behind a subject and at most three fillers: `(verb begins, verb ends, its name)`.
    pub(super) fn say_verb(
        &self,
        from: usize,
        clause: &Range<usize>,
        verbs: &[(&str, &'static str)],
    ) -> Option<(usize, usize, &'static str)> {
        let view = self.view;
        let mut at = view.skip_blanks(from);
        for _ in 0..4 {
            if at >= clause.end {
                return None;
            }
            let verb =
                verbs.iter().filter(|(word, _)| view.is_at(at, word)).max_by_key(|(word, _)| word.chars().count());
            if let Some((word, name)) = verb {
                let end = at + word.chars().count();
                if end <= clause.end && !self.is_noun_use(word, at, end, clause) {
                    return Some((at, end, name));
                }
            }
            if let Some(end) = self.points(at, clause) {
                return Some((at, end, self.points_name(end)));
            }
            // 吴某提出,要充实力量: what follows is said.
            if view.is_at(at, "提出") && matches!(view.chars.get(at + 2), Some(',' | ':')) {
                return Some((at, at + 2, "提出"));
            }
            if let Some((end, _)) = dates::date_at(view, at, clause.end) {
                at = view.skip_blanks(end);
                continue;
            }
            let filler = FILLERS.iter().filter(|word| view.is_at(at, word)).max_by_key(|word| word.chars().count());
            if let Some(word) = filler {
                at = view.skip_blanks(at + word.chars().count());
                continue;
            }
            // 出席会议并发表重要讲话强调: what was said follows the speech.
            if let Some(end) = self.comes_and_speaks(at, clause.end) {
                at = view.skip_blanks(end);
                continue;
            }
            // 在主持会议时, 在总结讲话中, 在接受采访时
            if view.chars[at] == '在' || view.is_at(at, "就") || view.is_at(at, "于") {
                let limit = clause.end.min(at + 30);
                let end = (at + 1..limit).find(|p| {
                    !view.quoted[*p]
                        && matches!(view.chars[*p], '中' | '时' | '上' | '后' | '场')
                        && verbs.iter().any(|(word, _)| {
                            view.is_at(p + 1, word)
                                || FILLERS
                                    .iter()
                                    .any(|f| view.is_at(p + 1, f) && view.is_at(p + 1 + f.chars().count(), word))
                        })
                })?;
                at = end + 1;
                continue;
            }
            return None;
        }
        None
    }

    /// Returns where 出席会议并发表重要讲话 ends, which a verb of saying follows.
    fn comes_and_speaks(&self, at: usize, limit: usize) -> Option<usize> {
        const MEETING_CHARS_MAX: usize = 24;
        let view = self.view;
        let (_, behind) = view.any_at(at, rule_words("comes and speaks"))?;
        let and =
            (behind..limit.min(behind + MEETING_CHARS_MAX)).find(|p| view.chars[*p] == '并' && !view.quoted[*p])?;
        let (_, end) = view.any_at(and + 1, rule_words("speaks and no more"))?;
        (end < limit && SAY.iter().any(|(word, _)| view.is_at(end, word))).then_some(end)
    }

    /// 提出四点要求:, 提出明确要求
    pub(super) fn points(&self, at: usize, clause: &Range<usize>) -> Option<usize> {
        let view = self.view;
        let end = view.any_at(at, &["提出"])?.1;
        let limit = clause.end.min(end + 10);
        let (word_at, word) = view.find_any(rule_words("points"), &(end..limit))?;
        Some(word_at + word.chars().count())
    }

    /// Returns whether an act of reporting is at a place.
    pub(super) fn begins_with_act(&self, at: usize) -> bool {
        REPORTS.iter().any(|(word, _)| self.view.is_at(at, word))
    }

    /// Returns the verb of points that end at a place by their noun: 提出四点建议 is 提出建议.
    pub(super) fn points_name(&self, end: usize) -> &'static str {
        let nouns = [("意见", "提出意见"), ("希望", "提出希望"), ("建议", "提出建议")];
        nouns.iter().find(|(noun, _)| self.view.ends_at(end, noun)).map_or("提出要求", |(_, name)| name)
    }

    pub(super) fn is_noun_use(&self, word: &str, at: usize, end: usize, clause: &Range<usize>) -> bool {
        let view = self.view;
        match word {
            "说" => {
                !(end >= clause.end || view.chars[end] == '“' || view.chars[end] == ' ')
                    || view.ends_at(at, "据")
                    || view.is_at(end, "法")
            }
            "称" => end < clause.end && view.chars[end] != '“',
            "要求" => view.is_at(end, "的") || view.is_at(end, "和"),
            "明确" | "决定" | "确定" => {
                end >= clause.end && word == "明确" || view.is_at(end, "的") || view.is_at(end, "要求")
            }
            "希望" | "建议" => view.is_at(end, "的") || view.is_at(end, "之"),
            "强调" | "指出" => view.is_at(end, "的"),
            _ => view.is_at(end, "的"),
        }
    }

    /// Finds an act of reporting in the rest of a clause: the cue and its verb.
    pub(super) fn report(&self, from: usize, clause: &Range<usize>) -> Option<(Range<usize>, &'static str)> {
        let view = self.view;
        let mut at = from;
        while at < clause.end {
            // The first characters settle most places.
            if view.quoted[at] || view.bracketed[at] || !ACT_FIRST.contains(view.chars[at]) {
                at += 1;
                continue;
            }
            // 作重要讲话, 作了讲话 alone is no statement, with its topic it is.
            if let Some((_, end)) = view.any_at(at, rule_words("speech given"))
                && matches!(view.chars.get(view.skip_blanks(from)), Some('就' | '围' | '对'))
            {
                return Some((at..end, "讲话"));
            }
            let report =
                REPORTS.iter().filter(|(word, _)| view.is_at(at, word)).max_by_key(|(word, _)| word.chars().count());
            if let Some((word, name)) = report {
                let end = at + word.chars().count();
                if end <= clause.end && self.is_act(word, at, end, from, clause) {
                    return Some((at..end, name));
                }
                at = end;
                continue;
            }
            // 作《2021年工作报告》: the document says what it is.
            if let Some(act) = self.reads_document(at, clause) {
                return Some(act);
            }
            // 作出…部署, 作…报告, 作了题为《…》的报告, 进行…部署
            let inside = at > 0 && "工合协操运制写动当看创著农耕叫用".contains(view.chars[at - 1]);
            if matches!(view.chars[at], '作' | '做') && !inside || view.is_at(at, "进行") {
                // 作了关于…的汇报: its noun is the last, however long the topic is.
                if let Some(act) = self.gives_about(at, clause) {
                    return Some(act);
                }
                let limit = clause.end.min(at + 40);
                let act = (at + 1..limit).filter(|p| !view.quoted[*p]).find_map(|p| {
                    GIVEN
                        .iter()
                        .find(|(word, _)| view.is_at(p, word))
                        .map(|(word, name)| (p + word.chars().count(), *name))
                });
                if let Some((end, name)) = act.filter(|(end, _)| *end <= clause.end && !view.is_at(*end, "会")) {
                    return Some((at..end, name));
                }
            }
            at += 1;
        }
        None
    }

    /// 作了关于…的汇报: the noun at the end of the clause.
    fn gives_about(&self, at: usize, clause: &Range<usize>) -> Option<(Range<usize>, &'static str)> {
        const CHARS_MAX: usize = 160;
        let view = self.view;
        view.any_at(at, &["作了关于", "作关于", "做了关于", "做关于"])?;
        let end = view.trimmed(at..clause.end).end;
        let end = if view.ends_at(end, "。") || view.ends_at(end, ";") { end - 1 } else { end };
        let (word, name) =
            GIVEN.iter().filter(|(word, _)| view.ends_at(end, word)).max_by_key(|(word, _)| word.len())?;
        (end - at <= CHARS_MAX && !view.quoted[end - 1] && view.ends_at(end - word.chars().count(), "的"))
            .then_some((at..end, *name))
    }

    /// 作《…工作报告》, 作了题为《…》的报告 is read by its noun.
    fn reads_document(&self, at: usize, clause: &Range<usize>) -> Option<(Range<usize>, &'static str)> {
        let view = self.view;
        let (_, open) = view.any_at(at, &["作了《", "做了《", "作《", "做《", "报告《", "报告了《"])?;
        let close = (open..clause.end).find(|p| view.chars[*p] == '》')?;
        let noun = |(word, name): &(&'static str, &'static str)| view.ends_at(close, word).then_some(*name);
        let by_noun = GIVEN.iter().find_map(noun);
        let name = if view.is_at(at, "报告") { Some("作报告") } else { by_noun };
        // 作《…》专题辅导: what is behind the title says it.
        let behind = GIVEN.iter().any(|(word, _)| view.find(word, &(close..clause.end)).is_some());
        name.filter(|_| !behind || view.is_at(at, "报告")).map(|name| (at..close + 1, name))
    }

    /// Returns whether a word of [`REPORTS`] is the act and not part of what is spoken about.
    pub(super) fn is_act(&self, word: &str, at: usize, end: usize, from: usize, clause: &Range<usize>) -> bool {
        let view = self.view;
        let rest = view.trimmed(end..clause.end);
        let gap = view.trimmed(from..at);
        // 主持并代表党委作表态发言: what is before 并 is another act.
        let gap = match gap.clone().rev().find(|p| view.chars[*p] == '并') {
            Some(and) if view.find_any(rule_words("comes and speaks"), &(gap.start..and)).is_some() => {
                view.trimmed(and + 1..gap.end)
            }
            _ => gap,
        };
        let direct = gap.is_empty()
            || FILLERS.iter().any(|f| gap.len() == f.chars().count() && view.is_at(gap.start, f))
            || gap.len() <= 20 && view.is_at(gap.start, "代表")
            || gap.len() <= 16 && view.is_at(gap.start, "向")
            || gap.len() <= 30
                && view.is_at(gap.start, "从")
                && ["方面", "角度", "层面"].iter().any(|word| view.ends_at(gap.end, word))
            || gap.len() <= 12 && (view.is_at(gap.start, "在") || view.is_at(gap.start, "首先"));
        // 对各科室述职情况进行点评: what is commented on.
        if rule_words("object of an act").iter().any(|object| view.is_at(end, object))
            && matches!(word, "述职" | "发言" | "汇报")
        {
            return false;
        }
        match word {
            // An act with an object is right behind its subject.
            "部署" | "安排" | "传达" | "传达学习" | "通报" | "宣读" | "介绍" | "解读" | "总结" | "领学" | "宣布"
            | "宣讲" | "回应" | "点评" | "简要介绍" | "安排部署" => {
                let topic =
                    (view.is_at(gap.start, "就") || view.is_at(gap.start, "对") || view.is_at(gap.start, "围绕"))
                        && rest.is_empty();
                (direct || topic) && !view.is_at(end, "会")
            }
            "汇报" | "发言" | "报告" => {
                direct && !view.is_at(end, "会") && !view.is_at(end, "人")
                    || rest.is_empty()
                        && !view.is_at(gap.start, "听取")
                        && view.find_any(rule_words("no own report"), &gap).is_none()
            }
            _ => view.find_any(rule_words("no own act"), &gap).is_none(),
        }
    }

    /// Returns whether words follow a verb of saying: 提出要求 alone is an act.
    pub(super) fn say_speech(&self, verb: &str, at: usize, end: usize) -> Speech {
        let is_points = verb.starts_with("提出") && verb != "提出";
        if is_points { self.points_speech(at, end) } else { Speech::Say }
    }

    pub(super) fn points_speech(&self, at: usize, end: usize) -> Speech {
        let view = self.view;
        let number = (at..end).any(|p| "一二三四五六七八九十两几0123456789".contains(view.chars[p]));
        if view.chars.get(end) == Some(&':') || number { Speech::Say } else { Speech::Report }
    }
}
