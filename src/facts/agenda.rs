//! What the meeting dealt with, one item each (会议审议通过《…》、听取…汇报), and the documents named in 《…》.

use std::ops::Range;
use std::sync::LazyLock;

use super::mentions::lead_end;
use super::roles::{People, Sentence};
use super::statements::Statement;
use super::{AgendaItem, Document, Fact, Speech, fact};
use crate::lexicon::{Endings, Words, rule_words};
use crate::page::Page;
use crate::view::FoldedText;

/// A matter has at least so many characters: 审议通过决定 alone names nothing.
const MATTER_CHARS_MIN: usize = 3;
/// What the subject of a clause may be long, in characters: 市十五届人大常委会主任会议.
const SUBJECT_CHARS_MAX: usize = 24;

static ACTS: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("act of a meeting")));
static SUBJECTS: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("meeting as a subject")));
static CONVENES: LazyLock<Words> = LazyLock::new(|| Words::new(&["召开", "主持", "举行"]));
static ADVERBS: LazyLock<Words> = LazyLock::new(|| Words::new(rule_words("between a meeting and its act")));
static MATTERS: LazyLock<Endings> = LazyLock::new(|| Endings::new(rule_words("end of a matter")));
static REPORTS: LazyLock<Endings> = LazyLock::new(|| Endings::new(rule_words("end of a report heard")));

/// An act and where what it was done to begins.
struct Act {
    /// From its first character to its last, 了 left out of the words.
    range: Range<usize>,
    after: usize,
}

/// Reads the agenda of a report, in order.
pub(super) fn read(view: &FoldedText<'_>, people: &People, statements: &[Statement]) -> Vec<AgendaItem> {
    let mut items = Vec::new();
    let mut before: Option<usize> = None;
    for sentence in &people.sentences {
        // What is behind 会议指出 is what was said, not what was done; 会议决定 may do something.
        let said = statements.iter().filter(|one| one.is_in(&sentence.range));
        let said =
            said.filter(|one| one.spoken.speech == Speech::Say && !matches!(one.spoken.verb.as_str(), "决定" | "确定"));
        let end = said.map(Statement::start).min().unwrap_or(sentence.range.end);
        // A sentence that begins with an act goes on from the meeting of the one before it.
        let goes_on =
            before == Some(sentence.paragraph) && act_at(view, sentence.range.start, sentence.range.end).is_some();
        let acts = read_sentence(view, sentence, end, goes_on, &mut items);
        before = acts.then_some(sentence.paragraph);
    }
    items
}

/// Reads a sentence up to `end`; returns whether the meeting is the subject at its end.
fn read_sentence(
    view: &FoldedText<'_>,
    sentence: &Sentence,
    end: usize,
    goes_on: bool,
    items: &mut Vec<AgendaItem>,
) -> bool {
    // The meeting goes on as the subject, and the act that a list of reports goes on with.
    let mut goes_on = goes_on;
    let mut before: Option<Range<usize>> = None;
    for clause in sentence.clauses.iter().filter(|clause| clause.start < end) {
        let subject = meeting_subject(view, clause);
        let start = match (subject, goes_on) {
            (Some(end), _) => end,
            (None, true) => clause.start,
            (None, false) => {
                goes_on = convenes(view, clause);
                continue;
            }
        };
        let named = sentence.mentions.iter().any(|mention| mention.start <= start + 1 && mention.end > start);
        if named {
            goes_on = false;
            continue;
        }
        if let Some(act) = act_at(view, start, clause.end) {
            goes_on = true;
            before = Some(act.range.clone());
            take(view, &act.range, &(act.after..clause.end), items);
        } else if let Some((act, matter)) = act_upon(view, start, clause.end) {
            goes_on = true;
            before = None;
            take(view, &act, &matter, items);
        } else if let Some(act) = before.clone().filter(|_| subject.is_none() && is_next_report(view, clause)) {
            take(view, &act, clause, items);
        } else {
            goes_on = subject.is_some() || convenes(view, clause);
            before = None;
        }
    }
    goes_on
}

/// Returns where 会议, 全会, 主任会议 end as the subject of a clause; 会上 counts as one.
fn meeting_subject(view: &FoldedText<'_>, clause: &Range<usize>) -> Option<usize> {
    let limit = clause.end.min(clause.start + SUBJECT_CHARS_MAX);
    for at in clause.start..limit {
        if view.quoted[at] {
            return None;
        }
        let Some(end) = SUBJECTS.end_at(view, at) else { continue };
        // 会议室, 会议指出, 会议的主要任务
        let next = ADVERBS.end_at(view, end).unwrap_or(end);
        let acts = ACTS.is_at(view, next) || matches!(view.chars.get(end), Some('对' | '就' | '围'));
        let alone = end == clause.end || ADVERBS.end_at(view, end) == Some(clause.end);
        if !acts && !alone {
            continue;
        }
        let lead = lead_end(view, clause.start, at);
        let is_name = view.find_any(rule_words("no name of the meeting that acts"), &(lead..at)).is_none();
        return is_name.then_some(end);
    }
    None
}

/// Returns whether a clause convenes the meeting, so that what it did may follow without a subject.
fn convenes(view: &FoldedText<'_>, clause: &Range<usize>) -> bool {
    let plain = |at: &usize| !view.quoted[*at] && !view.bracketed[*at];
    let verb = clause.clone().find(|at| CONVENES.is_at(view, *at) && plain(at));
    let to_come = view.find_any(&["将", "拟", "要求", "定于"], clause).is_some();
    verb.is_some_and(|at| !to_come && view.find("会", &(at..clause.end)).is_some())
        || ["会上", "会议", "全会"].iter().any(|word| view.is_at(clause.start, word) && clause.len() == 2)
}

fn behind_adverbs(view: &FoldedText<'_>, start: usize, limit: usize) -> usize {
    let mut at = view.skip_blanks(start);
    while let Some(end) = ADVERBS.end_at(view, at).filter(|end| *end < limit) {
        at = end;
    }
    at
}

/// Returns the act at a place, behind adverbs: 还听取和审议了.
fn act_at(view: &FoldedText<'_>, start: usize, limit: usize) -> Option<Act> {
    let begin = behind_adverbs(view, start, limit);
    let mut end = ACTS.end_at(view, begin)?;
    loop {
        let done = if view.is_at(end, "了") { end + 1 } else { end };
        let joined = match view.chars.get(done) {
            Some('并' | '和' | '、' | '及') => ADVERBS.end_at(view, done + 1).unwrap_or(done + 1),
            _ => done,
        };
        match ACTS.end_at(view, joined) {
            Some(next) if next <= limit => end = next,
            _ => break,
        }
    }
    // 研究院, 学习会, 讨论会
    if end >= limit || view.is_at(end, "的") || view.any_at(end, rule_words("noun with an act in front")).is_some() {
        return None;
    }
    let after = if view.is_at(end, "了") { end + 1 } else { end };
    Some(Act { range: begin..end, after })
}

/// Returns the act behind what it is done to, and that: 对…进行了研究, 就…作出部署.
fn act_upon(view: &FoldedText<'_>, start: usize, limit: usize) -> Option<(Range<usize>, Range<usize>)> {
    let at = behind_adverbs(view, start, limit);
    let (_, begin) = view.any_at(at, &["对", "就", "围绕"])?;
    let verb =
        (begin + 2..limit).find(|p| !view.quoted[*p] && view.any_at(*p, rule_words("does something")).is_some())?;
    let (_, mut from) = view.any_at(verb, rule_words("does something"))?;
    while let Some((_, end)) =
        view.any_at(from, &["了", "专题", "全面", "具体", "深入", "认真", "安排", "集中", "充分"])
    {
        if view.is_at(from, "安排") && !view.is_at(end, "部署") {
            break;
        }
        from = end;
    }
    let end = ACTS.end_at(view, from).filter(|end| *end <= limit)?;
    Some((from..end, begin..verb))
}

/// Returns whether a clause names one more report or decision: 关于…的汇报, 新修订的渔业法.
fn is_next_report(view: &FoldedText<'_>, clause: &Range<usize>) -> bool {
    let end = if view.ends_at(clause.end, "。") { clause.end - 1 } else { clause.end };
    ["关于", "新修订的"].iter().any(|begin| view.is_at(clause.start, begin))
        && MATTERS.is_before(view, end, clause.start)
}

/// Takes what an act was done to: one item for each document or matter.
fn take(view: &FoldedText<'_>, act: &Range<usize>, matter: &Range<usize>, items: &mut Vec<AgendaItem>) {
    let words: String = view.stored(act).chars().filter(|c| !matches!(c, '了' | ' ')).collect();
    let mut matter = view.trimmed(matter.clone());
    while matter.start < matter.end && matches!(view.chars[matter.end - 1], '。' | '!' | '?' | ';' | ',' | ':' | '、')
    {
        matter.end -= 1;
    }
    // 原则同意《…》并指出: another act.
    let is_and = |p: &usize| view.chars[*p] == '并' && !view.quoted[*p] && !view.bracketed[*p];
    let closed = |p: &usize| view.chars[*p - 1] == '》' || MATTERS.is_before(view, *p, matter.start);
    if let Some(and) = (matter.start + 1..matter.end).filter(is_and).find(closed) {
        matter.end = and;
    }
    if view.find_any(&["以下", "如下", "下列"], &matter).is_some_and(|(at, _)| !view.quoted[at]) {
        return;
    }
    for piece in pieces(view, &matter, &words) {
        let piece = view.trimmed(piece);
        if piece.len() < MATTER_CHARS_MIN {
            continue;
        }
        let item = AgendaItem { act: words.clone(), matter: fact(view, &piece) };
        // 会议审议了… and later the same again.
        if !items.iter().any(|known| known.act == item.act && known.matter.value == item.matter.value) {
            items.push(item);
        }
    }
}

/// Cuts what an act was done to into its documents and matters.
fn pieces(view: &FoldedText<'_>, matter: &Range<usize>, act: &str) -> Vec<Range<usize>> {
    let mut matter = matter.clone();
    for word in ["等文件", "等事项", "等议题", "等"] {
        let end = matter.end - word.chars().count().min(matter.len());
        if view.ends_at(matter.end, word)
            && (word != "等" || view.ends_at(end, "》") || MATTERS.is_before(view, end, matter.start))
        {
            matter.end = end;
        }
    }
    // 传达学习总书记在甲会上的讲话和重要指示: one matter, of documents alone several.
    let told = ["传达", "学习", "贯彻"].iter().any(|word| act.contains(word));
    let is_last_whole = |words: &Endings| words.is_before(view, matter.end, matter.start);
    // 听取专家对工作报告、规划草案的意见: what was heard is a report each.
    let nouns: &Endings = if act.contains("听取") { &REPORTS } else { &MATTERS };
    let mut pieces = Vec::new();
    let mut start = matter.start;
    for at in matter.clone() {
        let length = match view.chars[at] {
            '以' if view.is_at(at, "以及") => 2,
            '、' | '和' | '及' | '与' => 1,
            // 《甲》《乙》: without a mark between them.
            '《' if at > start && view.chars[at - 1] == '》' => 0,
            _ => continue,
        };
        // 宪法和法律委员会
        if view.any_at(at, rule_words("conjunction in an organ's name")).is_some() {
            continue;
        }
        let inside = length > 0 && (view.quoted[at] || view.bracketed[at]);
        if inside
            || at < start + MATTER_CHARS_MIN
            || at + length + MATTER_CHARS_MIN > matter.end
            || is_open(view, start, at)
        {
            continue;
        }
        let next = at + length;
        let is_document = view.chars[at - 1] == '》' && view.chars[next] == '《' && view.chars[start] == '《';
        let is_matter =
            !told && is_last_whole(nouns) && (nouns.is_before(view, at, start) || view.chars[at - 1] == '》');
        if is_document || is_matter {
            pieces.push(start..at);
            start = next;
        }
    }
    pieces.push(start..matter.end);
    pieces
}

/// Returns whether a piece has a 关于 that no 的 closes: 关于修改甲法 of 关于修改甲法、乙法的决定.
fn is_open(view: &FoldedText<'_>, start: usize, end: usize) -> bool {
    let about = (start..end).rev().find(|p| !view.quoted[*p] && view.is_at(*p, "关于"));
    about.is_some_and(|about| !(about..end).any(|p| !view.quoted[p] && view.chars[p] == '的'))
}

/// Reads the documents a report names in 《…》, in order, each once, with what was done to it.
pub(super) fn documents(view: &FoldedText<'_>, page: &Page, agenda: &[AgendaItem]) -> Vec<Document> {
    let mut found: Vec<Document> = Vec::new();
    for paragraph in &page.paragraphs {
        let mut open = Vec::new();
        for at in paragraph.clone() {
            match view.chars[at] {
                '《' => open.push(at),
                '》' => {
                    let Some(start) = open.pop() else { continue };
                    // 《关于〈…〉的决定》, 《关于提请审议《…》的议案》: the outer one.
                    if open.is_empty() {
                        take_document(view, paragraph.start, start..at + 1, agenda, &mut found);
                    }
                }
                _ => {}
            }
        }
    }
    found
}

fn take_document(
    view: &FoldedText<'_>,
    floor: usize,
    printed: Range<usize>,
    agenda: &[AgendaItem],
    found: &mut Vec<Document>,
) {
    let title = fact(view, &(printed.start + 1..printed.end - 1));
    let is_paper = rule_words("end of a paper's name").iter().any(|end| title.value.ends_with(end));
    let is_theme = ["以", "题为", "题目为", "主题为"].iter().any(|word| view.ends_at(printed.start, word));
    // 《意见》 stands for a document named before.
    let is_short = rule_words("short for a document").contains(&title.value.as_str());
    if title.value.chars().count() < 2 || is_paper || is_theme || is_short {
        return;
    }
    let act = agenda.iter().find(|item| holds(&item.matter, &title)).map(|item| item.act.clone());
    let act = act.or_else(|| act_before(view, floor, printed.start));
    match found.iter_mut().find(|known| known.title.value == title.value) {
        Some(known) => known.act = known.act.take().or(act),
        None => found.push(Document { title, act }),
    }
}

fn holds(outer: &Fact, inner: &Fact) -> bool {
    outer.span.start <= inner.span.start && inner.span.end <= outer.span.end
}

/// Returns the verb before a document in its clause: 印发《…》, 认真贯彻《…》.
fn act_before(view: &FoldedText<'_>, floor: usize, at: usize) -> Option<String> {
    const BEFORE_CHARS_MAX: usize = 8;
    let from = floor.max(at.saturating_sub(BEFORE_CHARS_MAX));
    let from = (from..at).rev().find(|p| view.is_clause_end(*p)).map_or(from, |p| p + 1);
    let acts = rule_words("done to a document");
    let words = (from..at).filter_map(|p| acts.iter().filter(|word| view.is_at(p, word)).max_by_key(|word| word.len()));
    let mut words = words.filter(|word| !word.is_empty());
    let word = words.next_back();
    word.map(|word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use crate::facts::{MeetingRecord, read};

    fn record(text: &str) -> MeetingRecord {
        read(&format!("7月3日,云岭市市长储云帆主持召开市政府常务会议。{text}"), &Default::default())
    }

    fn check(text: &str, expected: &[&str]) {
        let items: Vec<String> =
            record(text).agenda.iter().map(|item| format!("{} {}", item.act, item.matter.value)).collect();
        assert_eq!(items, expected, "{text}");
    }

    #[test]
    fn each_matter_is_an_item() {
        check("会议审议通过了《云岭市防汛预案》。", &["审议通过 《云岭市防汛预案》"]);
        check(
            "会议审议并原则通过《防汛预案》《抗旱预案》和《山洪预案》,研究了秋粮收购工作。",
            &[
                "审议并原则通过 《防汛预案》",
                "审议并原则通过 《抗旱预案》",
                "审议并原则通过 《山洪预案》",
                "研究 秋粮收购工作",
            ],
        );
        check(
            "会议听取了市水利局局长阮一舟作的关于汛情的汇报,关于水库蓄水的汇报,审议了相关草案。",
            &["听取 市水利局局长阮一舟作的关于汛情的汇报", "听取 关于水库蓄水的汇报", "审议 相关草案"],
        );
        check("会议还研究了其他事项。", &["研究 其他事项"]);
        check(
            "会议表决通过了水利法,新修订的渔业法,关于修改河道法的决定。审议了水情报告。",
            &["表决通过 水利法", "表决通过 新修订的渔业法", "表决通过 关于修改河道法的决定", "审议 水情报告"],
        );
        check(
            "会议表决通过了市人大宪法和法律委员会关于代表议案审议结果的报告。",
            &["表决通过 市人大宪法和法律委员会关于代表议案审议结果的报告"],
        );
        check("会议审议通过了工作安排,市人大常委会学习讲座选题。", &["审议通过 工作安排"]);
        check("会议对秋粮收购工作进行了专题研究。", &["研究 秋粮收购工作"]);
        check("经表决,会议通过了关于水库管理的决定。", &["通过 关于水库管理的决定"]);
        check(
            "会议审议了《防汛预案》、市水利局机构调整方案和水库移民安置方案。",
            &["审议 《防汛预案》", "审议 市水利局机构调整方案", "审议 水库移民安置方案"],
        );
        check(
            "会议听取了干部群众对政府工作报告、规划草案的意见建议。",
            &["听取 干部群众对政府工作报告、规划草案的意见建议"],
        );
        check("会议通过了关于修改水法、渔业法的决定。", &["通过 关于修改水法、渔业法的决定"]);
        check(
            "会议听取和审议了市法院工作报告、市检察院工作报告。",
            &["听取和审议 市法院工作报告", "听取和审议 市检察院工作报告"],
        );
        check("会议传达学习总书记在防汛会上的讲话和重要指示。", &["传达学习 总书记在防汛会上的讲话和重要指示"]);
        check("会议原则同意《防汛预案》并指出,要抓好实施。", &["原则同意 《防汛预案》"]);
        check("会议书面审议了水库安全评估报告。", &["书面审议 水库安全评估报告"]);
    }

    #[test]
    fn the_meeting_goes_on_behind_its_opening() {
        let text = "7月3日,云岭市市长储云帆主持召开市政府常务会议,传达学习省委全会精神,研究防汛工作。";
        let items: Vec<String> = read(text, &Default::default())
            .agenda
            .iter()
            .map(|item| format!("{} {}", item.act, item.matter.value))
            .collect();
        assert_eq!(items, ["传达学习 省委全会精神", "研究 防汛工作"]);
        check("会上,通报了上半年汛情。", &["通报 上半年汛情"]);
    }

    #[test]
    fn what_was_said_or_is_to_come_is_no_item() {
        check("会议指出,要学习上级文件,研究具体措施。", &[]);
        check("会议强调,2012年市委会议审议通过《防汛预案》以来,堤坝稳固。", &[]);
        check("副市长阮一舟传达了文件精神。", &[]);
        check("会议通过的《防汛预案》明确了责任。", &[]);
        check("市水利研究院参加会议。会议研究院落水位的专家到会。", &[]);
        check("储云帆强调,要研究水情,部署力量。", &[]);
    }

    #[test]
    fn documents_and_what_was_done_to_them() {
        let record = record(
            "会议审议通过《云岭市防汛预案》。会议指出,要认真落实《水库管理办法》,学习《安澜》一文。《云岭日报》报道。储云帆以《守堤》为题讲课。",
        );
        let documents: Vec<(&str, Option<&str>)> =
            record.documents.iter().map(|one| (one.title.value.as_str(), one.act.as_deref())).collect();
        assert_eq!(
            documents,
            [("云岭市防汛预案", Some("审议通过")), ("水库管理办法", Some("落实")), ("安澜", Some("学习"))]
        );
    }
}
