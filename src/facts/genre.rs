//! Tells reports of one meeting from everything else.

use serde::{Deserialize, Serialize};

use std::ops::Range;
use std::sync::LazyLock;

use super::rule::rule_table;
use crate::lexicon::{Words, rule_words};
use crate::page::Page;
use crate::view::{BREAK, FoldedText, is_han};

/// What sort of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Genre {
    /// A report of one meeting.
    Report,
    /// Several meetings in one text, for instance a chronicle (大事记).
    Digest,
    /// An inspection tour (调研, 检查).
    Inspection,
    /// A call on someone (会见).
    CourtesyCall,
    /// A press conference.
    Briefing,
    /// A company's notice to its shareholders.
    CompanyNotice,
    /// Rules, laws, measures.
    Rules,
    /// A novel.
    Fiction,
    /// Anything else.
    #[default]
    Other,
}

impl Genre {
    /// Returns the name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Genre::Report => "report",
            Genre::Digest => "digest",
            Genre::Inspection => "inspection",
            Genre::CourtesyCall => "courtesy_call",
            Genre::Briefing => "briefing",
            Genre::CompanyNotice => "company_notice",
            Genre::Rules => "rules",
            Genre::Fiction => "fiction",
            Genre::Other => "other",
        }
    }
}

/// A report of a meeting names one of these; nearly all other articles name none or lack a verb of meeting.
pub(super) fn may_be_a_report(text: &str) -> bool {
    use memchr::memmem::find;
    let bytes = text.as_bytes();
    let any = |words: &[&str]| words.iter().any(|word| find(bytes, word.as_bytes()).is_some());
    any(&["主持", "出席", "列席", "召开", "召開", "举行", "舉行", "开幕", "開幕", "闭幕", "閉幕", "参加", "參加"])
        && any(&[
            "会议",
            "會議",
            "大会",
            "大會",
            "全会",
            "全會",
            "座谈",
            "座談",
            "例会",
            "部署会",
            "推进会",
            "动员会",
            "调度会",
            "党组会",
            "续会",
            "常委会",
            "会上",
            "現場會",
            "现场会",
            "工作会",
            "交流会",
            "学习会",
            "总结会",
            "专题会",
            "办公会",
            "汇报会",
            "表彰会",
            "研讨会",
            "报告会",
            "民主生活会",
            "集体学习",
            "启动会",
            "协调会",
            "评审会",
            "咨询会",
            "联席会",
            "协商会",
            "讨论会",
            "生活会",
            "观摩会",
            "沟通会",
            "警示会",
        ])
}

/// Returns whether the beginning of an article's clean text, some four hundred characters, speaks of a meeting, a
/// call, a tour or a press conference: nearly all articles that are none of these do not.
pub(super) fn may_begin_a_report(text: &str) -> bool {
    const HEAD_BYTES: usize = 1400;
    static ACTS: LazyLock<Words> = LazyLock::new(|| {
        let meeting = [
            "主持",
            "出席",
            "列席",
            "召开",
            "举行",
            "开幕",
            "闭幕",
            "参加",
            "续会",
            "会见",
            "会晤",
            "会谈",
            "通电话",
            "发布会",
            "吹风会",
            "记者会",
        ];
        Words::new(&meeting)
    });
    static TOURS: LazyLock<Words> =
        LazyLock::new(|| Words::new(&["调研", "慰问", "考察", "督导", "走访", "看望", "视察", "会见", "会晤", "会谈"]));
    let mut end = text.len().min(HEAD_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let view = FoldedText::new(&text[..end]);
    let all = 0..view.chars.len();
    let act = all.clone().any(|at| ACTS.is_at(&view, at));
    act && (names_a_meeting(&view, &all) || (0..all.end.min(130)).any(|at| TOURS.is_at(&view, at)))
}

/// Nouns a meeting is called by.
static MEETING_NOUNS: &str = include_str!("../lexicon/meetings.txt");

/// [`MEETING_NOUNS`], to be looked for at every place.
pub(super) static NOUN: LazyLock<Words> = LazyLock::new(|| Words::listed(MEETING_NOUNS));

/// A page, and where its rules look.
struct Clues<'a, 'v> {
    view: &'a FoldedText<'v>,
    page: &'a Page,
    /// The report.
    body: Range<usize>,
    /// Its first characters.
    lead: Range<usize>,
    title: Range<usize>,
}

/// So many characters of a report tell its genre.
const LEAD_CHARS: usize = 220;
/// A notice says what company it is of in so many characters.
const NOTICE_HEAD_CHARS: usize = 400;

impl Clues<'_, '_> {
    fn has(&self, words: &str, range: &Range<usize>) -> bool {
        self.view.find_any(rule_words(words), range).is_some()
    }

    fn all(&self) -> Range<usize> {
        0..self.view.chars.len()
    }

    /// Returns the first characters of the lead.
    fn begin(&self, chars: usize) -> Range<usize> {
        self.lead.start..self.lead.end.min(self.lead.start + chars)
    }
}

rule_table!(GenreRule, Clues<'_, '_>, Genre);

/// The genres in the order they are asked for; the last holds of everything.
const GENRES: &[GenreRule] = &[
    GenreRule::new(
        "fiction",
        |c| is_fiction(c.view, c.page).then_some(Genre::Fiction),
        (
            "第一章 出山\n林远舟主持会议,储云帆笑道:“好。”\n章节目录\n阳可欣问道:“开会了?”\n林远舟笑道:“开会。”\n储云帆喝道:“都坐下!”\n上一章 下一章 书签",
            "",
        ),
    ),
    GenreRule::new(
        "company-notice",
        |c| is_company_notice(c).then_some(Genre::CompanyNotice),
        (
            "清河股份有限公司2024年第一次临时股东大会决议公告\n会议由董事长林远舟主持,出席会议的股东10人,会议表决通过各项议案。",
            "",
        ),
    ),
    GenreRule::new(
        "speech",
        |c| {
            let is_address = ["各位代表", "同志们"].iter().any(|word| c.view.is_at(c.page.lead.start, word));
            is_address.then_some(Genre::Other)
        },
        ("同志们:今天我们召开全市防汛工作会议,会议由储云帆同志主持,主要任务是部署防汛工作,压实防汛责任。", ""),
    ),
    GenreRule::new(
        "numbered-articles",
        |c| (articles(c.view, c.page) >= 3).then_some(Genre::Rules),
        (
            "云岭市人民政府工作规则\n第一条 市政府会议由市长召集和主持,市政府组成人员出席,讨论重大事项。\n第二条 常务会议由市长主持。\n第三条 全体会议每年召开两次。",
            "",
        ),
    ),
    GenreRule::new(
        "several-openings",
        |c| {
            let brief = c.has("brief headline", &c.title);
            (openings(c.view, c.page) >= 2 || brief && c.page.paragraphs.len() > 1).then_some(Genre::Digest)
        },
        (
            "7月3日,云岭市召开防汛会议。市长储云帆主持会议并讲话。\n7月4日,清源县召开防汛会议。县长和致远主持会议并讲话。",
            "",
        ),
    ),
    GenreRule::new(
        "call-in-lead",
        |c| is_courtesy_call(c).then_some(Genre::CourtesyCall),
        ("7月3日,市委书记林远舟在市行政中心会见来访的清河集团董事长高远志一行,市长储云帆出席,会后召开座谈会。", ""),
    ),
    GenreRule::new(
        "briefing-in-lead",
        |c| {
            let briefs = c.has("briefing", &c.begin(130)) || c.has("briefing in a headline", &c.title);
            briefs.then_some(Genre::Briefing)
        },
        ("7月3日,云岭市召开防汛工作新闻发布会,市水利局局长和致远出席会议并介绍有关情况,会议由储云帆主持。", ""),
    ),
    GenreRule::new(
        "tour-in-lead",
        |c| is_tour(c).then_some(Genre::Inspection),
        ("7月3日,市委书记林远舟深入清源县调研防汛工作,并主持召开座谈会。林远舟强调,要压实责任。", ""),
    ),
    GenreRule::new(
        "opened-chaired-attended-said",
        |c| is_report(c).then_some(Genre::Report),
        ("7月3日,市委书记林远舟主持召开防汛会议,市长储云帆出席。林远舟强调,要压实责任。", ""),
    ),
    GenreRule::new(
        "too-few-signs",
        |_| Some(Genre::Other),
        ("清源县涔水镇的防汛物资已经备齐,有关部门将按照会议部署继续备足沙袋,镇长夏晓菲出席了交接仪式。", ""),
    ),
];

/// Returns the genre, and the name of the rule that says so.
pub(super) fn of(view: &FoldedText<'_>, page: &Page) -> (Genre, &'static str) {
    let Some(last) = page.paragraphs.last() else { return (Genre::Other, "no-text") };
    let body = page.paragraphs[0].start..last.end;
    let lead = page.lead.start..body.end.min(page.lead.start + LEAD_CHARS);
    let clues = Clues { view, page, body, lead, title: page.title.clone().unwrap_or(0..0) };
    GenreRule::first(GENRES, &clues).unwrap_or((Genre::Other, "too-few-signs"))
}

fn is_company_notice(clues: &Clues<'_, '_>) -> bool {
    clues.has("company meeting", &(0..clues.view.chars.len().min(NOTICE_HEAD_CHARS)))
        && clues.has("company notice", &clues.all())
}

/// A call that comes before any meeting: 会见, 举行会谈.
fn is_courtesy_call(clues: &Clues<'_, '_>) -> bool {
    let first = |words: &str| clues.view.find_any(rule_words(words), &clues.lead).map_or(usize::MAX, |(at, _)| at);
    let called = clues.has("courtesy call", &clues.begin(120)) || clues.has("courtesy call", &clues.title);
    called && first("courtesy call") <= first("convening before a call")
}

/// 某某调研…,并主持召开座谈会: the tour is what is reported.
fn is_tour(clues: &Clues<'_, '_>) -> bool {
    let view = clues.view;
    if !clues.has("tour", &clues.begin(90)) {
        return false;
    }
    let Some((opening, word)) = view.find_any(rule_words("convening in a lead"), &clues.lead) else { return true };
    let is_symposium_behind =
        view.find_any(rule_words("tour with a symposium"), &clues.begin(40)).is_some_and(|(tour, _)| {
            let object = opening + word.chars().count();
            tour < opening && !view.is_at(tour + 2, "座谈") && view.is_at(object, "座谈会")
        });
    is_symposium_behind || !names_a_meeting(view, &clues.lead)
}

/// Two of four signs, an opening or a chair among them: a meeting opened, chaired, attended, spoken at.
fn is_report(clues: &Clues<'_, '_>) -> bool {
    let view = clues.view;
    let chaired = clues.has("chairing", &clues.all()) && names_a_meeting(view, &clues.all());
    let opened = opens(view, &clues.lead)
        || spoken_at_today(clues)
        || clues.has("opening of a meeting", &clues.title) && names_a_meeting(view, &clues.title);
    let attended = clues.has("attending", &clues.body);
    let said = cues(view, clues.page) > 0;
    let signs = [chaired, opened, attended, said].iter().filter(|sign| **sign).count();
    signs >= 2 && (opened || chaired && names_a_meeting(view, &clues.lead))
}

/// 4月13日,某某在某会上指出, and the meeting itself is told of: it is what is reported.
fn spoken_at_today(clues: &Clues<'_, '_>) -> bool {
    let view = clues.view;
    let Some(first) = view.sentences(&clues.lead).into_iter().next() else { return false };
    let dated = first
        .clone()
        .take(30)
        .any(|at| super::dates::date_at(view, at, first.end).is_some_and(|(_, date)| date.day > 0));
    let told = || clues.has("meeting that is told of", &clues.body);
    dated && super::meeting::spoken_at(view, &first).is_some() && told()
}

/// Returns whether a sentence of the range opens a meeting it names; what is to come or is reported of another (将于…举行,
/// 举行的) opens none.
fn opens(view: &FoldedText<'_>, range: &Range<usize>) -> bool {
    view.sentences(range).iter().any(|sentence| {
        let is_opening = |at: usize| {
            let Some((_, end)) =
                view.any_at(at, rule_words("opening of a meeting")).or_else(|| view.any_at(at, &["举办"]))
            else {
                return false;
            };
            let before = sentence.start.max(at.saturating_sub(24))..at;
            // 出席在某地举行的会议: whoever attends is reported of.
            let attended = view
                .find_any(&["出席", "参加"], &before)
                .is_some_and(|(verb, _)| !rule_words("attendance to come").iter().any(|word| view.ends_at(verb, word)));
            (!view.is_at(end, "的") || attended)
                && view.find_any(rule_words("to come"), &before).is_none()
                && !view.ends_at(at, "将")
        };
        names_a_meeting(view, sentence) && sentence.clone().any(is_opening)
    })
}

/// Returns whether a meeting is named in the range; 人民大会堂 is a building.
pub(super) fn names_a_meeting(view: &FoldedText<'_>, range: &Range<usize>) -> bool {
    range.clone().any(|at| noun_end(view, at).is_some_and(|end| end <= range.end))
}

/// Returns where the noun a meeting is called by ends, if one begins at `at`; 大会堂 is a building, 工作会谈 a talk.
pub(super) fn noun_end(view: &FoldedText<'_>, at: usize) -> Option<usize> {
    let Some(end) = NOUN.end_at(view, at) else { return any_noun_end(view, at) };
    let other = rule_words("no meeting behind 会");
    let is_other = view.ends_at(end, "会") && other.iter().any(|word| view.is_at(end, word));
    (!is_other || view.is_at(end, "同期")).then_some(end)
}

/// Returns where a noun in 会 ends that no list has, if something of that name was convened: 召开组织生活会。
fn any_noun_end(view: &FoldedText<'_>, at: usize) -> Option<usize> {
    const NOUN_CHARS: usize = 3;
    const OBJECT_CHARS_MAX: usize = 40;
    let end = at + NOUN_CHARS;
    if view.chars.get(end - 1) != Some(&'会') || view.quoted[at] {
        return None;
    }
    let ends = end >= view.chars.len() || view.is_clause_end(end) || view.chars[end] == BREAK;
    let is_none = || rule_words("no meeting in 会").iter().any(|word| view.ends_at(end, word));
    let from = (at.saturating_sub(OBJECT_CHARS_MAX)..at).rev().take_while(|p| !view.is_clause_end(*p)).last()?;
    let convened = || view.find("召开", &(from..at)).is_some();
    (ends && view.chars[at..end].iter().all(|c| is_han(*c)) && convened() && !is_none()).then_some(end)
}

/// Counts 会议指出 and the like.
fn cues(view: &FoldedText<'_>, page: &Page) -> usize {
    page.paragraphs
        .iter()
        .filter(|paragraph| {
            view.find_any(rule_words("cue's meeting"), paragraph).is_some()
                && view.find_any(rule_words("cue of a meeting"), paragraph).is_some()
                || view.find_any(&["指出", "强调"], paragraph).is_some()
        })
        .count()
}

fn is_fiction(view: &FoldedText<'_>, page: &Page) -> bool {
    let chapter = view.lines.iter().take(30).any(|line| {
        let head = line.range.start..line.range.end.min(line.range.start + 14);
        view.chars[head.start] == '第'
            && (head.start + 1..head.end).any(|at| {
                view.chars[at] == '章'
                    && (head.start + 1..at).all(|p| {
                        view.chars[p].is_ascii_digit() || "一二三四五六七八九十百千零〇两".contains(view.chars[p])
                    })
            })
            && line.range.len() <= 40
    });
    let dialogue = page
        .paragraphs
        .iter()
        .filter(|paragraph| view.find_any(rule_words("fiction says"), paragraph).is_some())
        .count();
    let novel = view.find_any(rule_words("fiction"), &(0..view.chars.len().min(600))).is_some();
    chapter && (dialogue > 0 || novel) || dialogue >= 4 && novel
}

/// Counts lines that begin with 第三条, of texts that are rules.
fn articles(view: &FoldedText<'_>, page: &Page) -> usize {
    page.paragraphs
        .iter()
        .filter(|paragraph| {
            view.chars[paragraph.start] == '第'
                && (paragraph.start + 1..paragraph.end.min(paragraph.start + 7)).any(|at| view.chars[at] == '条')
        })
        .count()
}

/// Counts paragraphs that open a meeting of their own with a date: two of them make a chronicle.
fn openings(view: &FoldedText<'_>, page: &Page) -> usize {
    let mut dated = 0;
    for paragraph in &page.paragraphs {
        let head = paragraph.start..paragraph.end.min(paragraph.start + 110);
        let begins = super::dates::date_at(view, paragraph.start, paragraph.end).filter(|(_, printed)| printed.day > 0);
        if begins.is_some()
            && view.find_any(&["召开", "主持召开", "举行"], &head).is_some()
            && names_a_meeting(view, &head)
        {
            dated += 1;
        }
    }
    dated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::rule::try_examples;

    #[test]
    fn every_example_is_decided_by_its_rule() {
        try_examples("doc_kind", GENRES.iter().map(|rule| (rule.name, rule.example)));
    }
}
