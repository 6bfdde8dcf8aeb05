//! At which level, by which sort of organ, and for which area a meeting was held, where the text proves it.

use std::ops::Range;

use super::lexicon::lexicon;
use super::meeting::Found;
use super::page::Page;
use super::view::{View, is_han};
use super::{Fact, MeetingRecord, fact};

/// The level of the meeting, not of the outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // each names itself; `Level::TABLE` has the Chinese
pub enum Level {
    National,
    Province,
    Prefecture,
    County,
    Township,
    Unit,
}

impl Level {
    /// Each level with its name in JSON and in Chinese.
    pub const TABLE: &[(Level, &str, &str)] = &[
        (Level::National, "national", "全国"),
        (Level::Province, "province", "省级"),
        (Level::Prefecture, "prefecture", "市级"),
        (Level::County, "county", "县级"),
        (Level::Township, "township", "乡级"),
        (Level::Unit, "unit", "单位"),
    ];

    /// Returns the name used in JSON.
    pub fn name(self) -> &'static str {
        Level::TABLE.iter().find(|(level, ..)| *level == self).map_or("", |(_, name, _)| name)
    }

    /// Returns the Chinese name.
    pub fn label(self) -> &'static str {
        Level::TABLE.iter().find(|(level, ..)| *level == self).map_or("", |(.., label)| label)
    }
}

/// The sort of organ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // each names itself; `Body::TABLE` has the Chinese
pub enum Body {
    Party,
    Gov,
    Npc,
    Cppcc,
    Discipline,
    Court,
    Procuratorate,
    Military,
    MassOrg,
    Enterprise,
}

impl Body {
    /// Each body with its name in JSON and in Chinese.
    pub const TABLE: &[(Body, &str, &str)] = &[
        (Body::Party, "party", "党委"),
        (Body::Gov, "gov", "政府"),
        (Body::Npc, "npc", "人大"),
        (Body::Cppcc, "cppcc", "政协"),
        (Body::Discipline, "discipline", "纪委"),
        (Body::Court, "court", "法院"),
        (Body::Procuratorate, "procuratorate", "检察院"),
        (Body::Military, "military", "军队"),
        (Body::MassOrg, "mass_org", "群团"),
        (Body::Enterprise, "enterprise", "企业"),
    ];

    /// Returns the name used in JSON.
    pub fn name(self) -> &'static str {
        Body::TABLE.iter().find(|(body, ..)| *body == self).map_or("", |(_, name, _)| name)
    }

    /// Returns the Chinese name.
    pub fn label(self) -> &'static str {
        Body::TABLE.iter().find(|(body, ..)| *body == self).map_or("", |(.., label)| label)
    }
}

/// Where a meeting belongs.
pub(super) struct Setting {
    pub(super) level: Option<Level>,
    pub(super) body: Option<Body>,
    pub(super) jurisdiction: Option<Fact>,
}

/// Reads level, body and area from the meeting's name, its organ, the chair's and the attendees' offices.
pub(super) fn setting(view: &View<'_>, page: &Page, meeting: &Found, record: &MeetingRecord) -> Setting {
    let name = view.text(&meeting.surface);
    let organ = meeting.organ.as_ref().map_or(String::new(), |organ| view.text(organ));
    let own: Vec<String> = record.chairs.iter().flat_map(|c| c.offices.iter()).map(|o| crate::fold::fold(o)).collect();
    let all: Vec<String> = record
        .people
        .iter()
        .filter(|person| person.took_part())
        .flat_map(|person| person.offices.iter())
        .map(|office| crate::fold::fold(&office.surface.value))
        .collect();
    let title = page.title_range.as_ref().map_or(String::new(), |title| view.text(title));
    let first = format!("{organ}{name}");
    let chair = own.join(" ");
    let jurisdiction = jurisdiction(view, page, meeting, record);
    let area = jurisdiction.as_ref().map_or(String::new(), |fact| crate::fold::fold(&fact.value));
    Setting {
        level: level(view, &first, &chair, &all.join(" "), &title, &area),
        body: body(&first, &own, &title),
        jurisdiction,
    }
}

fn body(name: &str, chair: &[String], title: &str) -> Option<Body> {
    let sorts: &[(&[&str], Body)] = &[
        (&["人大", "人民代表大会", "主任会议", "委员长会议"], Body::Npc),
        (&["政协", "政治协商", "主席会议"], Body::Cppcc),
        (&["纪委", "监委", "纪律检查"], Body::Discipline),
        (&["中国共产党", "精神文明建设指导委员会", "宣传部长会议", "组织部长会议", "统战部长会议"], Body::Party),
        (&["检察院", "检察长"], Body::Procuratorate),
        (&["法院"], Body::Court),
        (&["军分区", "武装部", "军区", "部队"], Body::Military),
        (&["工会", "妇联", "共青团", "团市委", "团县委", "文联", "科协", "工商联", "残联", "红十字"], Body::MassOrg),
        (
            &["省委", "市委", "县委", "区委", "州委", "旗委", "盟委", "政治局", "党工委", "镇党委", "乡党委"],
            Body::Party,
        ),
        (&["政府", "国务院", "常务会议", "局", "厅", "委员会", "指挥部", "镇长", "乡长"], Body::Gov),
        (&["公司", "集团", "总经理", "董事长"], Body::Enterprise),
        (&["书记"], Body::Party),
        (&["市长", "省长", "县长", "区长", "州长", "部长", "总理", "主席", "行长"], Body::Gov),
    ];
    // 市委副书记、市长: the last office is the one a meeting is chaired in.
    std::iter::once(name)
        .chain(chair.iter().rev().map(String::as_str).filter(|office| !office.contains("指挥部")))
        .chain([title])
        .find_map(|words| {
            sorts.iter().find(|(marks, _)| marks.iter().any(|mark| words.contains(mark))).map(|(_, body)| *body)
        })
}

const NATIONAL: &[&str] = &["中共中央", "国务院", "全国人大", "全国政协", "国家主席", "中央政治局", "全国总工会"];
const MUNICIPALITIES: &[&str] = &["北京", "上海", "天津", "重庆"];
const PROVINCES: &[&str] = &[
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
];

fn level(view: &View<'_>, name: &str, chair: &str, people: &str, title: &str, area: &str) -> Option<Level> {
    let all = 0..view.chars.len();
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(chair, NATIONAL) || has(name, NATIONAL) {
        return Some(Level::National);
    }
    // The area named for the meeting says it best.
    if !area.is_empty() {
        let place = area.trim_end_matches(['市', '省']);
        if area.ends_with('省')
            || area.ends_with("自治区")
            || MUNICIPALITIES.iter().any(|city| area.starts_with(city)) && area.chars().count() == 3
        {
            return Some(Level::Province);
        }
        if area.ends_with("自治州") || area.ends_with('盟') || area.ends_with("地区") {
            return Some(Level::Prefecture);
        }
        if area.ends_with('镇') || area.ends_with('乡') || area.ends_with("街道") {
            return Some(Level::Township);
        }
        if area.ends_with('市') && area.matches('市').count() == 1 && !area.contains('省') {
            let prefecture = lexicon().is_city(place) || city_level(view, people) == Some(Level::Prefecture);
            return Some(if prefecture { Level::Prefecture } else { Level::County });
        }
        if area.ends_with('县') || area.ends_with('旗') || area.ends_with('区') {
            return Some(Level::County);
        }
    }
    for text in [name, chair, title] {
        if text.is_empty() {
            continue;
        }
        if has(
            text,
            &["国务院", "全国", "中央", "中共中央", "国家", "中国人民银行", "证监会", "部党组", "总理", "最高人民"],
        ) && !has(text, &["全国文明", "国家级", "全国两会", "国家安全", "国家森林", "国家卫生", "全国双拥"])
        {
            return Some(Level::National);
        }
        if has(text, &["镇党委", "乡党委", "街道党工委", "镇长", "乡长", "镇政府", "乡政府", "街道办"])
        {
            return Some(Level::Township);
        }
        if has(
            text,
            &[
                "省委",
                "省政府",
                "省长",
                "省人大",
                "省政协",
                "自治区党委",
                "自治区政府",
                "自治区人民政府",
                "自治区政协",
                "自治区人大",
                "自治区主席",
                "全省",
                "全区党委",
            ],
        ) && !has(text, &["市委书记"])
        {
            return Some(Level::Province);
        }
        if has(text, &["州委", "州政府", "盟委", "州长", "盟长", "全州", "地委", "军分区", "行署", "全盟"])
        {
            return Some(Level::Prefecture);
        }
        if has(
            text,
            &[
                "县委",
                "县政府",
                "县长",
                "旗委",
                "旗长",
                "全县",
                "县人大",
                "县政协",
                "全旗",
                "旗政府",
                "旗政协",
                "旗人大",
                "县十",
                "县第",
            ],
        ) && !has(text, &["县委书记座谈", "县(区)委书记", "县(市、区)委书记"])
        {
            return Some(Level::County);
        }
        if has(text, &["区委", "区长", "区政府", "区人大", "区政协", "区疫情", "区领导"])
            && !has(text, &["自治区", "市委", "市长"])
        {
            return Some(Level::County);
        }
        let city = has(
            text,
            &[
                "市委",
                "市长",
                "市政府",
                "市人大",
                "市政协",
                "全市",
                "市疫情",
                "市领导",
                "市十",
                "市第",
                "市纪委",
                "市人民",
                "市中级",
            ],
        );
        if city {
            return city_level(view, people);
        }
        if has(text, &["公司", "集团", "学校", "医院", "学院", "大学", "校党委", "总经理", "董事长", "校长", "院长"])
        {
            return Some(Level::Unit);
        }
    }
    if has(people, &["市长", "市领导", "市委"]) && !has(people, &["省委书记", "区委", "县委"]) {
        return city_level(view, people);
    }
    if has(people, &["县长", "县领导", "县委", "旗委", "旗长"]) {
        return Some(Level::County);
    }
    if has(people, &["区领导", "区委", "区长"]) && !has(people, &["自治区"]) {
        return Some(Level::County);
    }
    if has(people, &["镇长", "镇党委", "乡长"])
        || view.find_any(&["镇村两级", "全镇", "全乡"], &all).is_some() && name.contains('镇')
    {
        return Some(Level::Township);
    }
    None
}

/// 市 alone: a prefecture if counties and districts stand below it, or a known city is named.
fn city_level(view: &View<'_>, people: &str) -> Option<Level> {
    let all = 0..view.chars.len();
    let named = (1..view.chars.len()).filter(|at| view.chars[*at] == '市').find_map(|at| {
        (2..=4usize).find_map(|length| {
            let place: String = view.chars[at.checked_sub(length)?..at].iter().collect();
            (lexicon().is_city(&place) || MUNICIPALITIES.contains(&place.as_str())).then_some(place)
        })
    });
    if let Some(place) = named {
        return Some(if MUNICIPALITIES.contains(&place.as_str()) { Level::Province } else { Level::Prefecture });
    }
    let below = [
        "县(市、区)",
        "县(市)区",
        "县市区",
        "县(区)",
        "县区",
        "区县",
        "各县",
        "市(县、区)",
        "各市区",
        "各区",
        "县、区",
        "县(市",
        "区(市",
    ];
    if view.find_any(&below, &all).is_some() || people.contains("军分区") {
        return Some(Level::Prefecture);
    }
    let villages = ["镇街", "各镇", "各乡镇", "乡镇(街道)", "乡镇街道", "镇(街", "各镇(", "乡(镇", "乡镇、街道"];
    view.find_any(&villages, &all).is_some().then_some(Level::County)
}

/// Finds the area the text itself names for the meeting.
fn jurisdiction(view: &View<'_>, page: &Page, meeting: &Found, record: &MeetingRecord) -> Option<Fact> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let sentence_start = page.lead.start;
    places.extend(meeting.organ.clone());
    places.push(meeting.surface.clone());
    // Offices of whoever chaired, then whoever was named first.
    let mut offices: Vec<super::Span> = Vec::new();
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
fn area_in(view: &View<'_>, range: &Range<usize>) -> Option<Range<usize>> {
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
