//! What a meeting is shown as where its name alone says too little: 预备会议, 主任(扩大)会议.

use crate::facts::MeetingRecord;
use crate::lexicon::{contains_any, lexicon, rule_words};
use crate::view::FoldedText;

/// A name with more characters than this says enough by itself.
const BARE_CHARS_MAX: usize = 12;

impl MeetingRecord {
    /// Returns what the meeting is shown as: its name; a bare one behind its organ or place, the article's headline
    /// where the name says nothing.
    pub fn label(&self, title: &str) -> String {
        let Some(meeting) = &self.meeting else { return title.to_owned() };
        let name = meeting.name.as_str();
        let name = ["这次", "此次", "本次", "该", "本"].iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name);
        if !is_bare(name) {
            return name.to_owned();
        }
        let place = self.jurisdiction.as_ref().map(|fact| fact.value.as_str());
        let organ = self.chairs.iter().flat_map(|chair| &chair.offices).find_map(|office| organ_of(office));
        match (organ, place) {
            (Some(organ), _) if !says_nothing(name) => joined(place, &joined(Some(&organ), name)),
            _ if says_nothing(name) && !title.is_empty() => title.to_owned(),
            (_, place) => joined(place, name),
        }
    }
}

/// Returns whether a name has neither organ nor place.
fn is_bare(name: &str) -> bool {
    name.chars().count() <= BARE_CHARS_MAX && !contains_any(name, rule_words("organ or place in a name"))
}

/// Returns whether a name is that of any meeting: 大会, 第三次会议.
fn says_nothing(name: &str) -> bool {
    let number = |c: &char| !"第次届0123456789一二三四五六七八九十()（）".contains(*c);
    let rest: String = name.chars().filter(number).collect();
    rule_words("name of any meeting").contains(&rest.replace("扩大", "").as_str())
}

/// Returns the organ of an office: 区人大常委会 of 区人大常委会主任, 县政府 of 县长.
fn organ_of(office: &str) -> Option<String> {
    let view = FoldedText::new(office);
    let end = view.chars.len();
    let head = lexicon().head_before(&view, end, 0)?;
    let mut organ: String = view.chars[..head].iter().collect();
    for word in ["常务副", "副", "党组", "党委"] {
        organ = organ.strip_suffix(word).unwrap_or(&organ).to_owned();
    }
    let head: String = view.chars[head..].iter().collect();
    // 云岭县县长
    let governs = ["省长", "市长", "县长", "区长", "镇长", "乡长"].iter().find(|governor| head.ends_with(**governor));
    if let Some(governor) = governs {
        let level: String = governor.chars().take(1).collect();
        let organ = if organ.ends_with(&level) { organ } else { format!("{organ}{level}") };
        return Some(format!("{organ}政府"));
    }
    let is_organ = rule_words("end of an organ that meets").iter().any(|word| organ.ends_with(word));
    (organ.chars().count() >= 2 && is_organ).then_some(organ)
}

/// Joins two names; what the first ends in is not written twice: 云岭市 and 市委 are 云岭市委.
fn joined(before: Option<&str>, name: &str) -> String {
    let Some(before) = before.filter(|before| !name.starts_with(*before)) else { return name.to_owned() };
    let characters: Vec<char> = before.chars().collect();
    let shared = (1..characters.len()).rev().find(|at| {
        let end: String = characters[*at..].iter().collect();
        name.starts_with(&end)
    });
    let before: String = characters[..shared.unwrap_or(characters.len())].iter().collect();
    format!("{before}{name}")
}

#[cfg(test)]
mod tests {
    use crate::facts::{Chair, Fact, Meeting, MeetingRecord};

    fn check(name: &str, office: &str, place: Option<&str>, expected: &str) {
        let of = |value: &str| Fact { value: value.to_owned(), ..Fact::default() };
        let record = MeetingRecord {
            meeting: Some(Meeting {
                name: name.to_owned(),
                surface: of(name),
                aliases: Vec::new(),
                ordinal: None,
                kind: Default::default(),
                series: None,
            }),
            chairs: vec![Chair { name: of("林远舟"), organ: false, offices: vec![office.to_owned()] }],
            jurisdiction: place.map(of),
            ..MeetingRecord::default()
        };
        assert_eq!(record.label("云岭区召开会议"), expected, "{name} {office} {place:?}");
    }

    #[test]
    fn a_bare_name_is_completed() {
        check("市委第18次专题会议", "市委书记", Some("云岭市"), "市委第18次专题会议");
        check("主任(扩大)会议", "区人大常委会主任", None, "区人大常委会主任(扩大)会议");
        check("主任(扩大)会议", "区人大常委会副主任", Some("云岭区"), "云岭区人大常委会主任(扩大)会议");
        check("党组(扩大)会议", "县政协党组书记", None, "县政协党组(扩大)会议");
        check("防汛会议", "云岭县县长", None, "云岭县政府防汛会议");
        check("防汛会议", "主持人", Some("云岭县"), "云岭县防汛会议");
        check("大会", "县长", Some("云岭县"), "云岭区召开会议");
        check("第三次会议", "市长", None, "云岭区召开会议");
        check("这次市委集体学习", "市委书记", None, "市委集体学习");
    }
}
