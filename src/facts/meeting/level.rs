//! At which level, by which sort of organ, and for which area a meeting was held, where the text proves it.

use serde::{Deserialize, Serialize};

use super::Found;
use super::area::jurisdiction;
use crate::facts::{Fact, MeetingRecord, RuleUse};
use crate::lexicon::{DivisionLevel, contains_any, division_level, division_level_of_outlet, lexicon, rule_words};
use crate::page::Page;
use crate::view::FoldedText;

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

/// On what a level rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LevelBasis {
    /// The text's own words.
    Text,
    /// The list of administrative divisions, by the name of an area in the text.
    Gazetteer,
    /// The place of the outlet or the printed source, by the same list.
    Outlet,
}

impl LevelBasis {
    /// Returns the name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            LevelBasis::Text => "text",
            LevelBasis::Gazetteer => "gazetteer",
            LevelBasis::Outlet => "outlet",
        }
    }

    fn of_rule(rule: &str) -> LevelBasis {
        match rule {
            OUTLET => LevelBasis::Outlet,
            CITIES_NAMED => LevelBasis::Gazetteer,
            known if known.ends_with("-known") => LevelBasis::Gazetteer,
            _ => LevelBasis::Text,
        }
    }
}

/// The rule that takes the level of the outlet's place.
const OUTLET: &str = "outlet-place";
/// The rule that takes the level of the cities the text names.
const CITIES_NAMED: &str = "cities-named";

/// Where a meeting belongs.
pub(in crate::facts) struct Setting {
    pub(in crate::facts) level: Option<Level>,
    pub(in crate::facts) level_basis: Option<LevelBasis>,
    pub(in crate::facts) body: Option<Body>,
    pub(in crate::facts) jurisdiction: Option<Fact>,
    /// The rules that say level and body.
    pub(in crate::facts) rules: [RuleUse; 2],
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
    let title = page.title.as_ref().map_or(String::new(), |title| view.text(title));
    let first = format!("{organ}{name}");
    let chair = own.join(" ");
    let is_unit = is_unit(view, meeting, &own);
    let jurisdiction = if is_unit { None } else { jurisdiction(view, page, meeting, record) };
    let area = jurisdiction.as_ref().map_or(String::new(), |fact| crate::fold::fold(&fact.value));
    let outlets = page.outlet.iter().chain(&page.source).map(|range| view.text(range));
    let outlet = outlets.filter_map(|outlet| division_level_of_outlet(&outlet)).next();
    let (level, level_rule) = match is_unit {
        true => (Some(Level::Unit), "organ-is-unit"),
        false => level(view, &first, &chair, &all.join(" "), &title, &area, outlet),
    };
    let (body, body_rule) = body(&first, &own, &title);
    let rules = [RuleUse::of("level", level_rule), RuleUse::of("body", body_rule)];
    let level_basis = level.map(|_| LevelBasis::of_rule(level_rule));
    Setting { level, level_basis, body, jurisdiction, rules }
}

/// Returns whether a school, a hospital or an enterprise met: 云岭市人民医院 is no organ of 云岭市.
fn is_unit(view: &FoldedText<'_>, meeting: &Found, chair: &[String]) -> bool {
    let words = rule_words("unit of an area");
    let organ = meeting.organ.as_ref();
    let of_state =
        |range: &std::ops::Range<usize>| view.find_any(rule_words("organ of state in a name"), range).is_some();
    if of_state(&meeting.surface) {
        return false;
    }
    if organ.is_some_and(|organ| words.iter().any(|word| view.ends_at(organ.end, word))) {
        return true;
    }
    // 集团公司2024年工作会议, not 全市医院工作会议
    let (start, end) = (meeting.surface.start, meeting.surface.end);
    let is_of_all = matches!(view.chars.get(start), Some('全' | '我' | '各' | '国'));
    let named =
        words.iter().filter_map(|word| view.find(word, &(start..end)).map(|at| at + word.chars().count())).max();
    let numbered =
        named.is_some_and(|at| view.chars[at..end].first().is_some_and(|c| c.is_ascii_digit() || *c == '第'));
    let of_unit = |office: &String| contains_any(office, words) && !contains_any(office, rule_words("gov seat"));
    organ.is_none() && (numbered && !is_of_all || !chair.is_empty() && chair.iter().all(of_unit))
}

/// By organ and name, then the chair's offices, then the headline: the first rule with a word in it decides.
const BODY_RULES: &[(&str, Body)] = &[
    ("body npc", Body::Npc),
    ("body cppcc", Body::Cppcc),
    ("body discipline", Body::Discipline),
    ("body party-national", Body::Party),
    ("body procuratorate", Body::Procuratorate),
    ("body court", Body::Court),
    ("body military", Body::Military),
    ("body mass-organization", Body::MassOrg),
    ("body party-committee", Body::Party),
    ("body government", Body::Gov),
    ("body enterprise", Body::Enterprise),
    ("body secretary", Body::Party),
    ("body head-of-government", Body::Gov),
];

/// Returns the sort of organ, and the name of the rule that says so.
fn body(name: &str, chair: &[String], title: &str) -> (Option<Body>, &'static str) {
    // 市委副书记、市长: the last office is the one a meeting is chaired in.
    let offices = chair.iter().rev().map(String::as_str).filter(|office| !office.contains("指挥部"));
    // 二十国集团 is no enterprise.
    let nations =
        |words: &str, text: &str| words == "body enterprise" && contains_any(text, rule_words("groups of nations"));
    let decide = |text: &str| {
        let holds = |words: &str| contains_any(text, rule_words(words)) && !nations(words, text);
        BODY_RULES.iter().find(|(words, _)| holds(words))
    };
    let decided = std::iter::once(name).chain(offices).chain([title]).find_map(decide);
    decided.map_or((None, "none"), |(rule, body)| (Some(*body), rule))
}

/// What is known of a meeting, folded: its organ and name, the chair's offices, all participants' offices, the headline,
/// the area; and the one of the first texts that is looked at.
struct Clues<'a> {
    view: &'a FoldedText<'a>,
    name: &'a str,
    people: &'a str,
    area: &'a str,
    text: &'a str,
}

impl Clues<'_> {
    fn has(&self, words: &str) -> bool {
        contains_any(self.text, rule_words(words))
    }

    fn people(&self, words: &str) -> bool {
        contains_any(self.people, rule_words(words))
    }

    fn area_ends(&self, ends: &[&str]) -> bool {
        ends.iter().any(|end| self.area.ends_with(end))
    }

    fn is_municipality(&self) -> bool {
        let known = rule_words("municipality").iter().any(|city| self.area.starts_with(city));
        known && self.area.chars().count() == 3
    }

    fn is_one_city(&self) -> bool {
        self.area.ends_with('市') && self.area.matches('市').count() == 1 && !self.area.contains('省')
    }

    /// The level of the area's last part, where the gazetteer has it at one level only.
    fn area_level(&self) -> Option<DivisionLevel> {
        let starts = self.area.char_indices().map(|(at, _)| at);
        starts.map(|at| &self.area[at..]).find_map(division_level)
    }

    /// 襄樊市: a prefecture once.
    fn was_prefecture(&self) -> bool {
        lexicon().is_city(self.area.trim_end_matches('市'))
    }
}

/// What a rule says.
#[derive(Clone, Copy)]
enum Says {
    Level(Level),
    /// 市 alone: a prefecture or a county, or nothing.
    City,
}

/// A rule: the first that holds decides.
struct Rule {
    /// What it is called where it is said which rule spoke.
    name: &'static str,
    when: fn(&Clues<'_>) -> bool,
    says: Says,
}

const fn rule(name: &'static str, when: fn(&Clues<'_>) -> bool, level: Level) -> Rule {
    Rule { name, when, says: Says::Level(level) }
}

/// By the area named for the meeting, which says it best.
const AREA_RULES: &[Rule] = &[
    rule("area-province", |c| c.area_ends(&["省", "自治区"]) || c.is_municipality(), Level::Province),
    rule("area-prefecture", |c| c.area_ends(&["自治州", "盟", "地区"]), Level::Prefecture),
    rule("area-township", |c| c.area_ends(&["镇", "乡", "街道"]), Level::Township),
    rule("area-prefecture-known", |c| c.area_level() == Some(DivisionLevel::Prefecture), Level::Prefecture),
    rule("area-county-known", |c| c.area_level() == Some(DivisionLevel::County), Level::County),
    rule("area-prefecture-once", |c| c.is_one_city() && c.was_prefecture(), Level::Prefecture),
    Rule { name: "area-city", when: |c| c.is_one_city(), says: Says::City },
    rule("area-county", |c| c.area_ends(&["县", "旗", "区"]), Level::County),
];

/// By organ and name, the chair's offices, the headline, each in turn.
const TEXT_RULES: &[Rule] = &[
    rule("national", |c| c.has("level national") && !c.has("level national, not"), Level::National),
    rule("township", |c| c.has("level township"), Level::Township),
    rule("province", |c| c.has("level province") && !c.has("level province, not"), Level::Province),
    rule("prefecture", |c| c.has("level prefecture"), Level::Prefecture),
    rule("county", |c| c.has("level county") && !c.has("level county, not"), Level::County),
    rule("district", |c| c.has("level district") && !c.has("level district, not"), Level::County),
    Rule { name: "city", when: |c| c.has("level city"), says: Says::City },
    rule("unit", |c| c.has("level unit") && !c.has("groups of nations"), Level::Unit),
];

/// By the offices of all who took part.
const PEOPLE_RULES: &[Rule] = &[
    Rule {
        name: "people-city",
        when: |c| c.people("people of a city") && !c.people("people of a city, not"),
        says: Says::City,
    },
    rule("people-county", |c| c.people("people of a county"), Level::County),
    rule(
        "people-district",
        |c| c.people("people of a district") && !c.people("people of a district, not"),
        Level::County,
    ),
    rule("people-town", |c| c.people("people of a town"), Level::Township),
    rule("text-town", |c| c.name.contains('镇') && says(c.view, "text of a town"), Level::Township),
];

/// Returns whether the text has one of the words anywhere.
fn says(view: &FoldedText<'_>, words: &str) -> bool {
    view.find_any(rule_words(words), &(0..view.chars.len())).is_some()
}

/// Returns the level, and the name of the rule that says so.
fn level(
    view: &FoldedText<'_>,
    name: &str,
    chair: &str,
    people: &str,
    title: &str,
    area: &str,
    outlet: Option<DivisionLevel>,
) -> (Option<Level>, &'static str) {
    if [chair, name].iter().any(|text| contains_any(text, rule_words("national organ"))) {
        return (Some(Level::National), "national-organ");
    }
    let clues = |text| Clues { view, name, people, area, text };
    let decide = |rules: &'static [Rule], text| {
        let clues = clues(text);
        rules.iter().find(|rule| (rule.when)(&clues)).map(|rule| match rule.says {
            Says::Level(level) => (Some(level), rule.name),
            Says::City => match city_level(view, people, area, outlet) {
                (None, _) => (None, rule.name),
                found => found,
            },
        })
    };
    let by_area = Some(AREA_RULES).filter(|_| !area.is_empty()).and_then(|rules| decide(rules, ""));
    let texts = [name, chair, title].into_iter().filter(|text| !text.is_empty());
    by_area
        .or_else(|| texts.map(|text| decide(TEXT_RULES, text)).find_map(|decided| decided))
        .or_else(|| decide(PEOPLE_RULES, ""))
        .unwrap_or((None, "none"))
}

/// 市 alone, or one the gazetteer does not have: by the outlet's place, by cities that are named, by what is below it.
fn city_level(
    view: &FoldedText<'_>,
    people: &str,
    area: &str,
    outlet: Option<DivisionLevel>,
) -> (Option<Level>, &'static str) {
    match outlet {
        Some(DivisionLevel::Province) => {}
        Some(DivisionLevel::Prefecture) => return (Some(Level::Prefecture), OUTLET),
        Some(DivisionLevel::County) => return (Some(Level::County), OUTLET),
        None => {}
    }
    // Whose own area is unknown is not known by the cities it names.
    let cities = if area.is_empty() { named_cities(view) } else { Vec::new() };
    let has = |level| cities.contains(&level);
    if has(DivisionLevel::Province) && !has(DivisionLevel::Prefecture) {
        return (Some(Level::Province), CITIES_NAMED);
    }
    if has(DivisionLevel::Prefecture) != has(DivisionLevel::County) {
        let level = if has(DivisionLevel::Prefecture) { Level::Prefecture } else { Level::County };
        return (Some(level), CITIES_NAMED);
    }
    if says(view, "below a prefecture") || people.contains("军分区") {
        return (Some(Level::Prefecture), "below-a-prefecture");
    }
    (says(view, "below a county").then_some(Level::County), "below-a-county")
}

/// Returns the levels of the cities (市) the text names in full.
fn named_cities(view: &FoldedText<'_>) -> Vec<DivisionLevel> {
    let ends = (1..view.chars.len()).filter(|at| view.chars[*at] == '市');
    let named = ends.filter_map(|at| {
        (2..=5usize).rev().find_map(|length| {
            let place: String = view.chars[at.checked_sub(length)?..=at].iter().collect();
            division_level(&place)
        })
    });
    named.collect()
}
