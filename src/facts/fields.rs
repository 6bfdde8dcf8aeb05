//! The fields facts are searched by: one table that the index, the query, the flags and the help read.

use super::meeting::kind::MeetingKind;
use super::meeting::level::{Body, Level};
use super::{MeetingRecord, Role};
use crate::article::Article;
use crate::fold::fold;

/// How a value of a field is compared with what someone asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// The whole value: a name.
    Exact,
    /// Its end: 市委书记 finds 云岭市委书记.
    Suffix,
    /// A part of it.
    Substring,
    /// Its beginning.
    Prefix,
    /// A number.
    Number,
    /// A day, month or year: 2022-08-28, 2022-08, 2022, 8月28日.
    Day,
}

/// A field.
#[derive(Debug)]
pub struct FieldSpec {
    /// The name in queries, flags and JSON.
    pub name: &'static str,
    /// The Chinese name in queries.
    pub label: &'static str,
    /// How it is compared.
    pub kind: FieldKind,
    /// What it is, for help.
    pub help: &'static str,
    values: fn(&MeetingRecord, &Article) -> Vec<String>,
}

/// All fields.
pub(crate) const FIELDS: &[FieldSpec] = &[
    FieldSpec {
        name: "chair",
        label: "主持",
        kind: FieldKind::Exact,
        help: "Who chaired: a person or an organ",
        values: chairs,
    },
    FieldSpec {
        name: "attend",
        label: "出席",
        kind: FieldKind::Exact,
        help: "Who attended",
        values: |r, _| with_role(r, &[Role::Attend, Role::Chair, Role::Invited]),
    },
    FieldSpec {
        name: "observe",
        label: "列席",
        kind: FieldKind::Exact,
        help: "Who observed",
        values: |r, _| with_role(r, &[Role::Observe]),
    },
    FieldSpec {
        name: "said",
        label: "发言",
        kind: FieldKind::Exact,
        help: "Who said it; 会议 for the meeting itself",
        values: speakers,
    },
    FieldSpec {
        name: "person",
        label: "人物",
        kind: FieldKind::Exact,
        help: "Who is named, in any role",
        values: |r, _| r.people.iter().map(|p| p.name.value.clone()).collect(),
    },
    FieldSpec {
        name: "office",
        label: "职务",
        kind: FieldKind::Suffix,
        help: "In which office somebody is named",
        values: |r, _| r.people.iter().flat_map(|p| p.offices.iter()).map(|o| o.surface.value.clone()).collect(),
    },
    FieldSpec {
        name: "meeting",
        label: "会议",
        kind: FieldKind::Substring,
        help: "Part of the meeting's name",
        values: meeting_names,
    },
    FieldSpec {
        name: "series",
        label: "系列",
        kind: FieldKind::Exact,
        help: "The meeting's name without its number",
        values: |r, _| r.meeting.iter().filter_map(|m| m.series.clone()).collect(),
    },
    FieldSpec {
        name: "no",
        label: "第",
        kind: FieldKind::Number,
        help: "The meeting's number",
        values: |r, _| r.meeting.iter().filter_map(|m| m.ordinal.as_ref()).map(|(n, _)| n.to_string()).collect(),
    },
    FieldSpec {
        name: "type",
        label: "类型",
        kind: FieldKind::Exact,
        help: "The sort of meeting: party_standing or 党委常委会",
        values: kinds,
    },
    FieldSpec {
        name: "level",
        label: "层级",
        kind: FieldKind::Exact,
        help: "national, province, prefecture, county, township, unit",
        values: |r, _| r.level.iter().flat_map(|l| [l.name().to_owned(), l.label().to_owned()]).collect(),
    },
    FieldSpec {
        name: "body",
        label: "机关",
        kind: FieldKind::Exact,
        help: "party, gov, npc, cppcc …",
        values: |r, _| r.body.iter().flat_map(|b| [b.name().to_owned(), b.label().to_owned()]).collect(),
    },
    FieldSpec {
        name: "place",
        label: "地点",
        kind: FieldKind::Substring,
        help: "Part of the area or the room",
        values: |r, _| r.jurisdiction.iter().chain(&r.venue).map(|f| f.value.clone()).collect(),
    },
    FieldSpec {
        name: "agency",
        label: "单位",
        kind: FieldKind::Substring,
        help: "Part of the name of an organization that reported",
        values: |r, _| r.agencies.iter().map(|a| a.name.value.clone()).collect(),
    },
    FieldSpec {
        name: "by",
        label: "记者",
        kind: FieldKind::Exact,
        help: "Who wrote it",
        values: |r, a| r.reporters.iter().map(|c| c.name.value.clone()).chain(a.reporters.iter().cloned()).collect(),
    },
    FieldSpec {
        name: "editor",
        label: "编辑",
        kind: FieldKind::Exact,
        help: "Who edited it",
        values: |r, a| r.editors.iter().map(|c| c.name.value.clone()).chain(a.editors.iter().cloned()).collect(),
    },
    FieldSpec {
        name: "outlet",
        label: "来源",
        kind: FieldKind::Substring,
        help: "Part of the name of the outlet or the printed source",
        values: |r, a| {
            r.outlet
                .iter()
                .chain(&r.source)
                .map(|f| f.value.clone())
                .chain(a.outlet.iter().chain(&a.source).cloned())
                .collect()
        },
    },
    FieldSpec {
        name: "channel",
        label: "频道",
        kind: FieldKind::Substring,
        help: "Part of the channel's name",
        values: |r, a| r.channel.iter().map(|f| f.value.clone()).chain(a.channel.clone()).collect(),
    },
    FieldSpec {
        name: "agenda",
        label: "议题",
        kind: FieldKind::Substring,
        help: "Part of what the meeting dealt with",
        values: |r, _| r.agenda.iter().map(|item| item.matter.value.clone()).collect(),
    },
    FieldSpec {
        name: "document",
        label: "文件",
        kind: FieldKind::Substring,
        help: "Part of the title of a document in 《…》",
        values: |r, _| r.documents.iter().map(|one| one.title.value.clone()).collect(),
    },
    FieldSpec {
        name: "appointed",
        label: "任免",
        kind: FieldKind::Exact,
        help: "Who was put into an office or taken out of it",
        values: |r, _| r.appointments.iter().map(|one| one.person.value.clone()).collect(),
    },
    FieldSpec {
        name: "slogan",
        label: "提法",
        kind: FieldKind::Substring,
        help: "Part of a slogan in “…”",
        values: |r, _| r.slogans.iter().map(|f| f.value.clone()).collect(),
    },
    FieldSpec { name: "date", label: "日期", kind: FieldKind::Day, help: "When the meeting was", values: event_days },
    FieldSpec {
        name: "published",
        label: "发布",
        kind: FieldKind::Day,
        help: "When it was published",
        values: |_, a| a.published.iter().map(ToString::to_string).collect(),
    },
    FieldSpec {
        name: "title",
        label: "标题",
        kind: FieldKind::Substring,
        help: "Part of the headline",
        values: |_, a| [Some(a.title.clone()), a.original_title.clone()].into_iter().flatten().collect(),
    },
    FieldSpec { name: "tag", label: "标签", kind: FieldKind::Exact, help: "A tag", values: |_, a| a.tags.clone() },
    FieldSpec {
        name: "url",
        label: "网址",
        kind: FieldKind::Substring,
        help: "Part of the address",
        values: |_, a| a.url.iter().cloned().collect(),
    },
    // These two are of the archive and not of the article: the index adds their values.
    FieldSpec {
        name: "id",
        label: "编号",
        kind: FieldKind::Prefix,
        help: "The beginning of the id",
        values: |_, _| Vec::new(),
    },
    FieldSpec {
        name: "added",
        label: "入库",
        kind: FieldKind::Day,
        help: "When it was added",
        values: |_, _| Vec::new(),
    },
    FieldSpec {
        name: "is",
        label: "体裁",
        kind: FieldKind::Exact,
        help: "What sort of text: meeting, digest, inspection, courtesy_call, briefing, company_notice, rules, fiction, other",
        values: |r, _| {
            let meeting = r.is_meeting.then(|| ["meeting".to_owned(), "会议报道".to_owned()]);
            let genre = (!r.is_meeting).then(|| r.kind.name().to_owned());
            meeting.into_iter().flatten().chain(genre).collect()
        },
    },
    FieldSpec {
        name: "has",
        label: "含",
        kind: FieldKind::Exact,
        help: "caution: a doubt about how it was read that nobody has marked as seen; unread: a sentence not understood; corrected: a fact that people corrected",
        values: |r, a| {
            let names = [
                ("caution", "注意", !a.cautions.is_empty()),
                ("unread", "未读", !r.unread.is_empty()),
                ("corrected", "更正", !r.corrected.is_empty()),
            ];
            let has = names.into_iter().filter(|(.., has)| *has);
            has.flat_map(|(name, label, _)| [name.to_owned(), label.to_owned()]).collect()
        },
    },
];

/// Returns the field of that English or Chinese name, whatever the case; `source` is another name of `outlet`.
pub fn field_named(name: &str) -> Option<&'static FieldSpec> {
    let name = name.trim();
    // What cards and records call it.
    let name = match name {
        "媒体" | "稿源" => "outlet",
        source if source.eq_ignore_ascii_case("source") => "outlet",
        "届次" => "no",
        "地区" => "place",
        "发言人" => "said",
        name => name,
    };
    let is_meant = |field: &&FieldSpec| field.name.eq_ignore_ascii_case(name) || field.label == name;
    FIELDS.iter().find(is_meant)
}

/// Returns the field whose name is nearly what was typed: `chiar`, `cahir`, `char`.
pub(crate) fn field_nearly(typed: &str) -> Option<&'static FieldSpec> {
    let typed = typed.to_lowercase();
    let near =
        |name: &str| name.len() >= 4 && strsim::osa_distance(&typed, name) <= if name.len() >= 6 { 2 } else { 1 };
    // 主持人 is nearly 主持.
    let near_label = |label: &str| {
        let (short, long) = if label.len() < typed.len() { (label, &*typed) } else { (&*typed, label) };
        short.chars().count() >= 2 && long.starts_with(short) && long.chars().count() - short.chars().count() <= 1
    };
    FIELDS.iter().find(|field| near(field.name) || near_label(field.label))
}

/// Returns all values of a field that has a fixed list of them, each with its Chinese name.
pub(crate) fn listed_values(field: &str) -> Option<Vec<(&'static str, &'static str)>> {
    match field {
        "type" => Some(MeetingKind::TABLE.iter().map(|(_, name, label)| (*name, *label)).collect()),
        "level" => Some(Level::TABLE.iter().map(|(_, name, label)| (*name, *label)).collect()),
        "body" => Some(Body::TABLE.iter().map(|(_, name, label)| (*name, *label)).collect()),
        "has" => Some(vec![("caution", "注意"), ("unread", "未读"), ("corrected", "更正")]),
        "is" => Some(vec![
            ("meeting", "会议报道"),
            ("digest", "综述"),
            ("inspection", "调研"),
            ("courtesy_call", "会见"),
            ("briefing", "发布会"),
            ("company_notice", "公司公告"),
            ("rules", "规章"),
            ("fiction", "小说"),
            ("other", "其他"),
        ]),
        _ => None,
    }
}

impl FieldSpec {
    /// Returns the folded values an article has in this field, each once.
    pub fn values(&self, record: &MeetingRecord, article: &Article) -> Vec<String> {
        let mut values: Vec<String> = (self.values)(record, article).iter().map(|value| key(value)).collect();
        values.retain(|value| !value.is_empty());
        values.sort();
        values.dedup();
        values
    }
}

/// Returns the form in which values are compared: folded, without blanks.
pub fn key(value: &str) -> String {
    fold(value).chars().filter(|c| !c.is_whitespace()).collect()
}

fn chairs(record: &MeetingRecord, _: &Article) -> Vec<String> {
    record.chairs.iter().map(|chair| chair.name.value.clone()).collect()
}

fn with_role(record: &MeetingRecord, roles: &[Role]) -> Vec<String> {
    let has = |person: &&super::Person| person.roles.iter().any(|role| roles.contains(role));
    record.people.iter().filter(has).map(|person| person.name.value.clone()).collect()
}

fn speakers(record: &MeetingRecord, _: &Article) -> Vec<String> {
    record.statements.iter().map(|statement| statement.speaker.clone()).collect()
}

fn meeting_names(record: &MeetingRecord, _: &Article) -> Vec<String> {
    let Some(meeting) = &record.meeting else { return Vec::new() };
    let aliases = meeting.aliases.iter().map(|alias| alias.value.clone());
    [meeting.name.clone(), meeting.surface.value.clone()].into_iter().chain(aliases).collect()
}

fn kinds(record: &MeetingRecord, _: &Article) -> Vec<String> {
    match &record.meeting {
        Some(meeting) => vec![meeting.kind.name().to_owned(), meeting.kind.label().to_owned()],
        None => Vec::new(),
    }
}

/// Every day of the meeting; of a long range the first and the last.
fn event_days(record: &MeetingRecord, _: &Article) -> Vec<String> {
    const DAYS_MAX: i64 = 31;
    let Some(date) = &record.event else { return Vec::new() };
    let Some(until) = date.until.filter(|until| until.year > 0 && date.day.year > 0) else {
        return std::iter::once(date.day).chain(date.until).map(|day| day.to_string()).collect();
    };
    let (first, last) = (date.day.number_of_day(), until.number_of_day());
    if !(0..=DAYS_MAX).contains(&(last - first)) {
        return vec![date.day.to_string(), until.to_string()];
    }
    (first..=last).map(|day| super::Day::from_number_of_day(day).to_string()).collect()
}
