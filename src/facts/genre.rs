//! Tells reports of one meeting from everything else.

use serde::{Deserialize, Serialize};

use std::sync::LazyLock;

use crate::lexicon::{Words, rule_words};
use crate::page::Page;
use crate::view::FoldedText;

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

/// Words of opening a meeting.
const OPENINGS: &[&str] = &["召开", "举行", "开幕", "闭幕", "续会", "主持会议", "主持大会", "主持了会议", "主持全会"];

/// Nouns a meeting is called by.
static MEETING_NOUNS: &str = include_str!("../lexicon/meetings.txt");

/// What heads of state and guests do.
const CALLS: &[&str] = &[
    "会见",
    "拜会",
    "会晤",
    "举行会谈",
    "通电话",
    "举行仪式",
    "国事访问",
    "应约同",
    "授勋",
    "颁授",
    "递交国书",
    "接受国书",
    "欢迎宴会",
    "招待会",
];

/// [`MEETING_NOUNS`], to be looked for at every place.
pub(super) static NOUN: LazyLock<Words> = LazyLock::new(|| Words::listed(MEETING_NOUNS));

/// Returns the genre, and the name of the rule that says so.
pub(super) fn of(view: &FoldedText<'_>, page: &Page) -> (Genre, &'static str) {
    let Some(last) = page.paragraphs.last() else { return (Genre::Other, "no-text") };
    let body = page.paragraphs[0].start..last.end;
    let lead = page.lead.start..body.end.min(page.lead.start + 220);
    let all = 0..view.chars.len();
    let has = |words: &[&str], range: &std::ops::Range<usize>| view.find_any(words, range).is_some();
    let title = page.title.clone().unwrap_or(0..0);
    if is_fiction(view, page) {
        return (Genre::Fiction, "fiction");
    }
    if has(&["股东大会", "董事会决议", "监事会决议", "证券代码", "股东会决议"], &(0..view.chars.len().min(400)))
        && has(&["公告", "表决", "议案"], &all)
    {
        return (Genre::CompanyNotice, "company-notice");
    }
    if view.is_at(page.lead.start, "各位代表") || view.is_at(page.lead.start, "同志们") {
        return (Genre::Other, "speech");
    }
    if articles(view, page) >= 3 {
        return (Genre::Rules, "numbered-articles");
    }
    let brief = has(&["快讯", "简讯", "要闻速览", "一周要闻", "新闻早班车"], &title);
    if openings(view, page) >= 2 || brief && page.paragraphs.len() > 1 {
        return (Genre::Digest, "several-openings");
    }
    let meeting_in_lead = names_a_meeting(view, &lead);
    let call = has(CALLS, &(lead.start..lead.end.min(lead.start + 120))) || has(CALLS, &title);
    let called = view.find_any(CALLS, &lead).map_or(usize::MAX, |(at, _)| at);
    let convenes = view.find_any(&["召开", "举行会议", "主持会议"], &lead).map_or(usize::MAX, |(at, _)| at);
    if call && called <= convenes {
        return (Genre::CourtesyCall, "call-in-lead");
    }
    if has(&["新闻发布会", "吹风会", "记者会", "发布会"], &(lead.start..lead.end.min(lead.start + 130)))
        || has(&["发布会", "吹风会"], &title)
    {
        return (Genre::Briefing, "briefing-in-lead");
    }
    let tour = has(
        &["调研", "慰问", "考察", "督导", "检查", "走访", "看望", "视察"],
        &(lead.start..lead.end.min(lead.start + 90)),
    );
    let convened = view.find_any(&["主持召开", "召开", "举行", "主持会议", "开幕", "闭幕", "举办"], &lead);
    // 某某调研…,并主持召开座谈会: the tour is what is reported.
    let toured = view.find_any(&["调研", "考察", "视察", "走访", "慰问"], &(lead.start..lead.end.min(lead.start + 40)));
    let symposium_behind = toured.zip(convened).is_some_and(|((tour, _), (opening, word))| {
        let object = opening + word.chars().count();
        tour < opening && !view.is_at(tour + 2, "座谈") && view.is_at(object, "座谈会")
    });
    if tour && (convened.is_none() || !meeting_in_lead || symposium_behind) {
        return (Genre::Inspection, "tour-in-lead");
    }
    let chaired = ["主持召开", "主持会议", "主持了会议", "主持学习", "主持大会", "会议由", "大会由", "全会由", "主持"]
        .iter()
        .any(|w| has(&[w], &all))
        && names_a_meeting(view, &all);
    let opened = opens(view, &lead) || has(OPENINGS, &title) && names_a_meeting(view, &title);
    let attended = has(&["出席", "参加", "列席", "参会", "到会", "就座"], &body);
    let said = cues(view, page) > 0;
    let votes = [chaired, opened, attended, said].iter().filter(|vote| **vote).count();
    if votes >= 2 && (opened || chaired && meeting_in_lead) {
        (Genre::Report, "opened-chaired-attended-said")
    } else {
        (Genre::Other, "too-few-signs")
    }
}

/// Returns whether a sentence of the range opens a meeting it names; what is to come or is reported of another (将于…举行,
/// 举行的) opens none.
fn opens(view: &FoldedText<'_>, range: &std::ops::Range<usize>) -> bool {
    const AHEAD: &[&str] =
        &["将于", "将在", "拟于", "定于", "计划于", "计划在", "即将", "预计", "要求", "呼吁", "请求", "提议"];
    view.sentences(range).iter().any(|sentence| {
        let is_opening = |at: usize| {
            let Some((_, end)) = view.any_at(at, OPENINGS).or_else(|| view.any_at(at, &["举办"])) else {
                return false;
            };
            let before = sentence.start.max(at.saturating_sub(24))..at;
            // 出席在某地举行的会议: whoever attends is reported of.
            let attended = view.find_any(&["出席", "参加"], &before).is_some_and(|(verb, _)| {
                !["将", "机会", "派团", "期待", "拟", "会", "后", "借"].iter().any(|word| view.ends_at(verb, word))
            });
            (!view.is_at(end, "的") || attended) && view.find_any(AHEAD, &before).is_none() && !view.ends_at(at, "将")
        };
        names_a_meeting(view, sentence) && sentence.clone().any(is_opening)
    })
}

/// Returns whether a meeting is named in the range; 人民大会堂 is a building.
pub(super) fn names_a_meeting(view: &FoldedText<'_>, range: &std::ops::Range<usize>) -> bool {
    range.clone().any(|at| noun_end(view, at).is_some_and(|end| end <= range.end))
}

/// Returns where the noun a meeting is called by ends, if one begins at `at`; 大会堂 is a building, 工作会谈 a talk.
pub(super) fn noun_end(view: &FoldedText<'_>, at: usize) -> Option<usize> {
    let end = NOUN.end_at(view, at)?;
    let other = ["堂", "谈", "晤", "见", "诊", "商", "员", "费", "签", "计", "同"];
    let is_other = view.ends_at(end, "会") && other.iter().any(|word| view.is_at(end, word));
    (!is_other || view.is_at(end, "同期")).then_some(end)
}

/// Counts 会议指出 and the like.
fn cues(view: &FoldedText<'_>, page: &Page) -> usize {
    page.paragraphs
        .iter()
        .filter(|paragraph| {
            view.find_any(&["会议", "大会", "全会", "会上", "续会"], paragraph).is_some()
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
        .filter(|paragraph| view.find_any(&["道:“", "说:“", "笑道", "问道", "喝道", "说道"], paragraph).is_some())
        .count();
    let novel = view.find_any(&["小说", "书架", "章节目录", "书签"], &(0..view.chars.len().min(600))).is_some();
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
