//! The area a meeting was held for, where the text names it.

use std::ops::Range;

use super::Found;
use crate::facts::{Fact, MeetingRecord, Span, fact};
use crate::lexicon::{contains_any, division_level, lexicon, rule_words};
use crate::page::Page;
use crate::view::{FoldedText, is_han};

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
            let now = person.offices.iter().rev().filter(|office| !was_once(&office.surface.value));
            offices.extend(now.map(|office| office.surface.span));
        }
    }
    let of_all = |words: &str| words.contains("全国") && !contains_any(words, rule_words("level national, not"));
    let national = |words: &str| contains_any(words, rule_words("national organ")) || of_all(words);
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
    places.extend(page.title.clone());
    places.extend(page.subtitles.iter().cloned());
    let lead_end = page.lead.end.min(sentence_start + 60);
    places.push(sentence_start..lead_end);
    // 省委召开会议,某市委书记出席: of the places only one of the organ's level is its area.
    let level = own_level(view, meeting);
    let fits = |range: &Range<usize>| level.is_none_or(|level| is_of_level(view, range, level));
    let area = |range: &Range<usize>| area_in(view, range).filter(fits);
    let named = places.iter().find_map(area).filter(|range| !view.is_at(range.end, "军区"));
    named.or_else(|| known_area(view, page, &places)).map(|range| fact(view, &range))
}

/// Returns the level an organ that met is called by, if no area is: 省 of 省委.
fn own_level(view: &FoldedText<'_>, meeting: &Found) -> Option<char> {
    let own = meeting.organ.iter().chain([&meeting.surface]);
    let starts =
        own.map(|range| range.start).filter(|at| view.any_at(*at, rule_words("organ of a bare level")).is_some());
    starts.map(|at| view.chars[at]).next()
}

/// Returns whether an area may be of a level: a county's organ may be one of a city or a banner.
fn is_of_level(view: &FoldedText<'_>, area: &Range<usize>, level: char) -> bool {
    let ends = |words: &[&str]| words.iter().any(|word| view.ends_at(area.end, word));
    match level {
        '省' => ends(&["省", "自治区"]) || rule_words("municipality").iter().any(|city| view.is_at(area.start, city)),
        '市' => ends(&["市", "州", "盟", "地区"]),
        '区' => ends(&["区"]),
        '县' => ends(&["县", "旗", "市", "区"]),
        _ => true,
    }
}

/// Returns whether an office was held before: 时任某县委书记, 原全椒县委书记; 原阳县 is a county.
fn was_once(office: &str) -> bool {
    let began = ["时任", "曾任", "前任"].iter().any(|word| office.starts_with(word));
    began || office.starts_with('原') && area_of_office(office).is_none()
}

/// Finds the area of an organ that is named by its level alone (市委), where the report names one known area of that
/// level, and one only, as that of an organ or a document: 《芜湖市防汛条例》, 成都市人大.
fn known_area(view: &FoldedText<'_>, page: &Page, places: &[Range<usize>]) -> Option<Range<usize>> {
    let bare = |range: &Range<usize>| {
        let at = view.find_any(rule_words("organ of a bare level"), range)?.0;
        Some(view.chars[at])
    };
    let level = places.iter().find_map(bare)?;
    let mut found: Option<Range<usize>> = None;
    for paragraph in &page.paragraphs {
        for at in paragraph.clone().filter(|at| view.chars[*at] == level) {
            let end = at + 1;
            let mut starts = paragraph.start.max(at.saturating_sub(AREA_CHARS_MAX))..at.saturating_sub(1);
            let is_known =
                |start: &usize| division_level(&view.chars[*start..end].iter().collect::<String>()).is_some();
            let Some(start) = starts.find(is_known) else { continue };
            let is_organ = view.any_at(end, rule_words("behind an area of an organ")).is_some();
            let in_title = start > 0 && (view.chars[start - 1] == '《' || view.ends_at(start, "《关于"));
            let elsewhere = rule_words("before an area elsewhere").iter().any(|word| view.ends_at(start, word));
            if !(is_organ || in_title) || elsewhere {
                continue;
            }
            match &found {
                Some(known) if view.chars[known.clone()] != view.chars[start..end] => return None,
                Some(_) => {}
                None => found = Some(start..end),
            }
        }
    }
    found
}

/// Returns the area an office names: 云岭县 of 云岭县委书记.
pub(crate) fn area_of_office(office: &str) -> Option<String> {
    let view = FoldedText::new(office);
    area_in(&view, &(0..view.chars.len())).filter(|range| range.start == 0).map(|range| view.stored(&range))
}

/// Characters no name of an area has, before its end.
const STOPS: &str =
    "届共报网社副议暨部在由全我各本该原和与及是了的于日午晚国天为对向会开次级经省市县区州盟旗委个到从自年";
/// The three leagues (盟) that are left; others are unions.
const LEAGUES: &[&str] = &["兴安", "锡林郭勒", "阿拉善"];
/// No known area has a longer name.
const AREA_CHARS_MAX: usize = 12;
/// No name before an area's end has more characters.
const NAME_CHARS_MAX: usize = 7;

/// Finds the first area in a range: 云岭市, 青原县石桥镇, 新河自治区.
fn area_in(view: &FoldedText<'_>, range: &Range<usize>) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    let mut at = range.start;
    while at < range.end {
        if view.quoted[at] || view.bracketed[at] || !is_han(view.chars[at]) {
            at += 1;
            continue;
        }
        let ends = rule_words("end of an area");
        let Some((suffix, end)) = view.any_at(at, ends).filter(|(_, end)| *end <= range.end) else {
            at += 1;
            continue;
        };
        if !is_of_another_name(view, at, end, suffix) {
            let floor = found.as_ref().map_or(range.start, |known| known.end);
            let candidate = Candidate::before(view, floor, at, end, suffix);
            let follows_other = found.as_ref().is_some_and(|known| known.end == candidate.start);
            let is_first = candidate.start == range.start || follows_other;
            let visited = ["赴", "来自", "时任", "原任", "曾任"].iter().any(|word| view.ends_at(candidate.start, word));
            if candidate.is_area(view, is_first) && !goes_on(view, at, end) && !visited {
                found = match found {
                    Some(known) if known.end == candidate.start => Some(known.start..end),
                    None => Some(candidate.start..end),
                    Some(known) => return Some(known),
                };
            } else if found.is_some() {
                return found;
            }
        }
        at = end;
    }
    found
}

/// Returns whether the end of an area is part of another name: 真主党旗下, 数说湾区, 郑州市 (which ends after it).
fn is_of_another_name(view: &FoldedText<'_>, at: usize, end: usize, suffix: &str) -> bool {
    let other = match suffix {
        "盟" => !LEAGUES.iter().any(|league| view.ends_at(at, league)),
        "州" => view.is_at(end, "市"),
        "旗" => view.any_at(end, rule_words("goes on after a banner")).is_some(),
        _ => false,
    };
    other || view.ends_at(end, "湾区")
}

/// Returns whether the end of an area belongs to another word: 县级, 市级, 区域, 乡村, 州长.
fn goes_on(view: &FoldedText<'_>, at: usize, end: usize) -> bool {
    let other = rule_words("goes on after an area").iter().any(|word| view.is_at(end, word));
    other && !view.is_at(end, "民族") || view.any_at(at, rule_words("word with the end of an area")).is_some()
}

/// Characters that may be the name of an area, and its end.
struct Candidate<'a> {
    start: usize,
    name: String,
    suffix: &'a str,
    at: usize,
    /// Whether name and end together are a known area.
    is_known: bool,
}

impl<'a> Candidate<'a> {
    /// Returns what is in front of the end of an area at `at`, not before `floor`.
    fn before(view: &FoldedText<'_>, floor: usize, at: usize, end: usize, suffix: &'a str) -> Candidate<'a> {
        // A known place begins where it begins, whatever is in front of it: 网传湖南|桃源县, 年上半年|上海市.
        let known = (floor.max(at.saturating_sub(AREA_CHARS_MAX))..at)
            .find(|p| !view.quoted[*p] && lexicon().is_area(&view.chars[*p..end].iter().collect::<String>()));
        let mut start = at;
        while start > floor
            && at - start < NAME_CHARS_MAX + 1
            && is_han(view.chars[start - 1])
            && !STOPS.contains(view.chars[start - 1])
            && !view.quoted[start - 1]
            && !view.bracketed[start - 1]
        {
            start -= 1;
        }
        for word in rule_words("before an area") {
            // 共 ends what may be a name: 共青团 begins before it.
            let from = start.saturating_sub(word.chars().count() - 1).max(floor);
            if let Some(p) = (from..at).rev().find(|p| view.is_at(*p, word)) {
                start = start.max(p + word.chars().count()).min(at);
            }
        }
        let start = known.unwrap_or(start);
        let name = view.chars[start..at].iter().collect();
        Candidate { start, name, suffix, at, is_known: known.is_some() }
    }

    /// Returns whether it is an area; `is_first` says that nothing is in front of it, or another area.
    fn is_area(&self, view: &FoldedText<'_>, is_first: bool) -> bool {
        let province = || rule_words("province").iter().any(|province| self.name.ends_with(province));
        self.is_named(view, is_first) || matches!(self.suffix, "省" | "自治区") && province()
    }

    fn is_named(&self, view: &FoldedText<'_>, is_first: bool) -> bool {
        let (name, suffix, length) = (&self.name, self.suffix, self.name.chars().count());
        if length > NAME_CHARS_MAX || !(length >= 2 || length == 1 && matches!(suffix, "县" | "州")) {
            return false;
        }
        if name.ends_with(['一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '个']) {
            return false;
        }
        let generic = rule_words("generic before an area")
            .iter()
            .any(|word| name == *word || name.ends_with(word) && (suffix == "区" || word.chars().count() > 1));
        if self.is_known {
            return !generic || name.ends_with(['山', '城', '港', '园', '林', '门', '楼', '新']);
        }
        let is_clear = is_first
            || !is_han(view.chars[self.start - 1])
            || STOPS.contains(view.chars[self.start - 1])
            || rule_words("opens an area").iter().any(|word| view.ends_at(self.start, word));
        let is_city = || lexicon().is_city(&format!("{name}州"));
        !generic
            && is_clear
            && !view.ends_at(self.at, "城")
            && (suffix != "州" || is_city())
            && !contains_any(name, rule_words("no part of an area"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let view = FoldedText::new(text);
        let found = area_in(&view, &(0..view.chars.len())).map(|range| view.text(&range));
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn an_office_that_was_is_no_office() {
        for (office, once) in
            [("时任全椒县委书记", true), ("原全椒县委书记", true), ("原阳县委书记", false), ("县委书记", false)]
        {
            assert_eq!(was_once(office), once, "{office}");
        }
    }

    #[test]
    fn a_bare_organ_is_that_of_the_one_known_area() {
        let check = |text: &str, expected: Option<&str>| {
            let record = crate::facts::read(text, &Default::default());
            assert_eq!(record.jurisdiction.as_ref().map(|fact| fact.value.as_str()), expected, "{text}");
        };
        let opening = "7月3日,市政协召开主席会议,市政协主席储云帆主持会议。";
        check(&format!("{opening}会议审议了《芜湖市政协工作条例》。"), Some("芜湖市"));
        check(&format!("{opening}会议审议了《芜湖市政协工作条例》和《安庆市政协章程》。"), None);
        check(&format!("{opening}与会人员赴芜湖市考察。"), None);
        check("7月3日,全国防汛会议在芜湖市召开,部长储云帆主持会议。", None);
        check("7月3日,市委召开防汛会议,市委书记、时任全椒县委书记储云帆主持会议。", None);
    }

    #[test]
    fn areas_are_no_parts_of_other_words() {
        check("云岭市召开会议", Some("云岭市"));
        check("云溪县石桥镇召开会议", Some("云溪县石桥镇"));
        check("各县要压实责任", None);
        check("开发区管委会", None);
        check("区域协调发展", None);
        check("乡村振兴", None);
        check("决定市场准入", None);
        check("数说湾区", None);
        check("共青团云岭镇委员会召开会议", Some("云岭镇"));
        check("中国共产党云岭旗第十六届委员会", Some("云岭旗"));
        check("清源县政府县长主持会议", Some("清源县"));
        check("巡察市教育局", None);
        check("最后镇党委书记讲话", None);
        check("民革市委会", None);
    }
}
