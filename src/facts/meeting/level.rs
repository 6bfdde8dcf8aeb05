//! At which level, by which sort of organ, and for which area a meeting was held, where the text proves it.

use serde::{Deserialize, Serialize};

use super::Found;
use super::area::jurisdiction;
use crate::facts::lexicon::lexicon;
use crate::facts::page::Page;
use crate::facts::view::FoldedText;
use crate::facts::{Fact, MeetingRecord};

/// The level of the meeting, not of the outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
pub(in crate::facts) struct Setting {
    pub(in crate::facts) level: Option<Level>,
    pub(in crate::facts) body: Option<Body>,
    pub(in crate::facts) jurisdiction: Option<Fact>,
}

/// Reads level, body and area from the meeting's name, its organ, the chair's and the attendees' offices.
pub(in crate::facts) fn setting(
    view: &FoldedText<'_>,
    page: &Page,
    meeting: &Found,
    record: &MeetingRecord,
) -> Setting {
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

pub(super) const NATIONAL: &[&str] =
    &["中共中央", "国务院", "全国人大", "全国政协", "国家主席", "中央政治局", "全国总工会"];
const MUNICIPALITIES: &[&str] = &["北京", "上海", "天津", "重庆"];
pub(super) const PROVINCES: &[&str] = &[
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

fn level(view: &FoldedText<'_>, name: &str, chair: &str, people: &str, title: &str, area: &str) -> Option<Level> {
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
fn city_level(view: &FoldedText<'_>, people: &str) -> Option<Level> {
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
