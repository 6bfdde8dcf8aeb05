//! The area a meeting was held for, where the text names it.

use std::ops::Range;

use super::Found;
use super::level::{NATIONAL, PROVINCES};
use crate::facts::lexicon::lexicon;
use crate::facts::page::Page;
use crate::facts::view::{FoldedText, is_han};
use crate::facts::{Fact, MeetingRecord, Span, fact};

/// Finds the area the text itself names for the meeting.
pub(super) fn jurisdiction(
    view: &FoldedText<'_>,
    page: &Page,
    meeting: &Found,
    record: &MeetingRecord,
) -> Option<Fact> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let sentence_start = page.lead.start;
    places.extend(meeting.organ.clone());
    places.push(meeting.surface.clone());
    // Offices of whoever chaired, then whoever was named first.
    let mut offices: Vec<Span> = Vec::new();
    for chair in &record.chairs {
        if let Some(person) = record.people.iter().find(|person| person.name.value == chair.name.value) {
            // 省委常委、某市委书记: the last office is the one at home.
            offices.extend(person.offices.iter().rev().map(|office| office.surface.span));
        }
    }
    let national = |words: &str| NATIONAL.iter().any(|word| words.contains(word));
    let first = record.people.iter().find(|person| person.took_part());
    if record.chairs.iter().any(|chair| chair.offices.iter().any(|office| national(office)))
        || national(&view.text(&meeting.surface))
    {
        return None;
    }
    if record.chairs.is_empty() {
        offices.extend(first.iter().flat_map(|p| p.offices.iter().rev()).map(|o| o.surface.span));
    }
    places.extend(offices.iter().filter_map(|span| view.range_of(span.start as usize..span.end as usize)));
    places.extend(page.title_range.clone());
    places.extend(
        page.subtitles.iter().filter_map(|line| view.range_of(line.span.start as usize..line.span.end as usize)),
    );
    let lead_end = page.lead.end.min(sentence_start + 60);
    places.push(sentence_start..lead_end);
    places.iter().find_map(|range| area_in(view, range)).map(|range| fact(view, &range))
}

/// Finds the first area in a range: 云岭市, 青原县石桥镇, 新河自治区.
fn area_in(view: &FoldedText<'_>, range: &Range<usize>) -> Option<Range<usize>> {
    const STOPS: &[char] = &[
        '届', '共', '报', '网', '社', '副', '议', '暨', '部', '在', '由', '全', '我', '各', '本', '该', '原', '和',
        '与', '及', '是', '了', '的', '于', '日', '午', '晚', '国', '天', '为', '对', '向', '会', '开', '次', '级',
        '经', '省', '市', '县', '区', '州', '盟', '旗', '委', '个', '到', '从', '自', '年',
    ];
    const ENDS: &[&str] =
        &["自治区", "自治州", "自治县", "自治旗", "街道", "省", "市", "县", "区", "旗", "州", "盟", "镇", "乡"];
    const GENERIC: &[&str] = &[
        "副",
        "常务副",
        "代",
        "原",
        "城",
        "社",
        "园",
        "地",
        "校",
        "景",
        "小",
        "山",
        "库",
        "片",
        "辖",
        "开发",
        "高新",
        "经开",
        "示范",
        "灾",
        "疫",
        "矿",
        "林",
        "牧",
        "军",
        "军分",
        "战",
        "教",
        "特",
        "新",
        "乡",
        "村",
        "上",
        "城镇",
        "小城",
        "重",
        "集",
        "老",
        "自治",
        "直辖",
        "超",
        "股",
        "楼",
        "门",
        "菜",
        "实验",
        "协作",
        "保税",
        "试验",
        "港",
        "度假",
        "旅游",
        "工业",
        "经济技术开发",
        "行政",
        "风景",
        "部",
        "边",
        "革命老",
        "先行",
        "中心城",
        "主城",
        "创新",
        "保护",
        "功能",
        "产业集聚",
        "创",
        "一",
        "二",
        "两",
        "三",
        "示范乡",
        "文明",
        "卫生",
        "森林",
        "历史文化名",
        "县",
        "省",
        "全",
        "我",
        "本",
        "各",
        "以市",
        "以区",
        "级",
        "级示范",
        "级安全发展示范",
    ];
    /// Words that stand before a suffix by chance: 区长沈山州, 国际友好城市, 决定市, 围绕区.
    #[rustfmt::skip]
    const NO_PLACE: &[&str] = &[
        "长", "宣布", "国际", "际友好", "数说", "网传", "据悉", "上半年", "下半年", "先进", "邀请", "欧元", "决定", "督促", "聚焦", "围绕",
        "恢复", "听取", "根据", "按照", "提升", "主持", "预计", "今年", "去年", "明年", "齐聚", "联合", "发布", "审议", "强调", "指出",
        "要求", "通报", "汇报", "研究", "部署", "安排", "贯彻", "坚持", "围", "助力", "打造", "组织", "代表", "专家", "带领", "中央",
        "世界", "海滨", "绿化", "各县", "授", "厂", "项工作", "专题",
    ];
    /// The three leagues (盟) that are left; others are unions.
    const LEAGUES: &[&str] = &["兴安", "锡林郭勒", "阿拉善"];
    /// No known area has a longer name.
    const AREA_CHARS_MAX: usize = 12;
    let mut found: Option<Range<usize>> = None;
    let mut at = range.start;
    while at < range.end {
        if view.quoted[at] || view.bracketed[at] || !is_han(view.chars[at]) {
            at += 1;
            continue;
        }
        let Some((suffix, end)) = view.any_at(at, ENDS).filter(|(_, end)| *end <= range.end) else {
            at += 1;
            continue;
        };
        // 真主党旗下, 数说湾区: the suffix begins or ends another word.
        let other = match suffix {
            "盟" => !LEAGUES.iter().any(|league| view.ends_at(at, league)),
            // 郑州市: the area ends behind it.
            "州" => view.is_at(end, "市"),
            _ => false,
        };
        if other
            || suffix == "旗" && view.any_at(end, &["下", "帜", "舰", "袍", "号", "手"]).is_some()
            || view.ends_at(end, "湾区")
        {
            at = end;
            continue;
        }
        let floor = found.as_ref().map_or(range.start, |known| known.end);
        // A known place begins where it begins, whatever stands before it: 网传湖南|桃源县, 年上半年|上海市.
        let known_start = (floor.max(at.saturating_sub(AREA_CHARS_MAX))..at)
            .find(|p| !view.quoted[*p] && lexicon().is_area(&view.chars[*p..end].iter().collect::<String>()));
        let mut start = at;
        while start > floor
            && at - start < 8
            && is_han(view.chars[start - 1])
            && !STOPS.contains(&view.chars[start - 1])
            && !view.quoted[start - 1]
            && !view.bracketed[start - 1]
        {
            start -= 1;
        }
        for word in [
            "中国人民政治协商会议",
            "中国共产党",
            "中共",
            "政协",
            "人大",
            "主持召开",
            "召开",
            "举行",
            "讯",
            "共青团",
            "中国",
            "抓好",
            "建设",
            "出席",
            "传达",
            "学习",
            "召",
            "推进",
            "落实",
            "深化",
            "巩固",
            "加强",
            "近日",
            "日前",
            "省委",
            "新一",
            "第一",
        ] {
            if let Some(p) = (start..at).rev().find(|p| view.is_at(*p, word)) {
                start = start.max(p + word.chars().count()).min(at);
            }
        }
        let start = known_start.unwrap_or(start);
        let place: String = view.chars[start..at].iter().collect();
        let follows_other = found.as_ref().is_some_and(|known| known.end == start);
        let clear = start == range.start
            || !is_han(view.chars[start - 1])
            || STOPS.contains(&view.chars[start - 1])
            || ["政协", "中共", "共产党", "会议", "召开", "举行"].iter().any(|w| view.ends_at(start, w))
            || follows_other;
        let long = place.chars().count() >= 2 || place.chars().count() == 1 && matches!(suffix, "县" | "州");
        let named = long
            && (known_start.is_some() && place.ends_with(['山', '城', '港', '园', '林', '门', '楼', '新'])
                || !GENERIC.iter().any(|word| {
                    place == *word || place.ends_with(word) && (suffix == "区" || word.chars().count() > 1)
                }))
            && (clear || known_start.is_some())
            && (known_start.is_some()
                || !view.ends_at(at, "城") && (suffix != "州" || lexicon().is_city(&format!("{place}州"))))
            && !place.ends_with(['一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '个'])
            && !NO_PLACE.iter().any(|word| place.contains(word) && known_start.is_none())
            && place.chars().count() <= 7;
        let named =
            named || PROVINCES.iter().any(|province| place.ends_with(province)) && matches!(suffix, "省" | "自治区");
        // 县级, 市级, 区域, 乡村, 州长: the suffix belongs to another word.
        let other_word = ["级", "域", "村", "场", "民", "情", "政公", "外", "内", "值", "际"]
            .iter()
            .any(|word| view.is_at(end, word))
            && !view.is_at(end, "民族")
            || view.is_at(at, "乡村")
            || view.is_at(at, "镇村")
            || view.is_at(at, "市场")
            || view.is_at(at, "区域")
            || view.is_at(at, "县域");
        if named && !other_word {
            found = match found {
                Some(known) if known.end == start => Some(known.start..end),
                None => Some(start..end),
                Some(known) => return Some(known),
            };
        } else if found.is_some() {
            return found;
        }
        at = end;
    }
    found
}
