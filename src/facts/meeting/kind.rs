//! What kind of meeting it is: by its name and its organ.

use serde::{Deserialize, Serialize};

use crate::lexicon::{contains_any, rule_words};

/// What kind of meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[allow(missing_docs)] // the names are those of `MeetingKind::TABLE`, which explains them in Chinese
pub enum MeetingKind {
    PartyStanding,
    PartyPlenum,
    PartyGroup,
    PartyCommittee,
    LeadingGroup,
    GovStanding,
    GovPlenary,
    NpcSession,
    NpcStanding,
    NpcDirector,
    CppccSession,
    CppccStanding,
    CppccChair,
    Discipline,
    MilitaryParty,
    Congress,
    MassPlenum,
    StaffCongress,
    Study,
    Symposium,
    Cadre,
    #[default]
    Work,
    Other,
}

impl MeetingKind {
    /// Each kind with its name in JSON and in Chinese.
    pub const TABLE: &[(MeetingKind, &str, &str)] = &[
        (MeetingKind::PartyStanding, "party_standing", "党委常委会"),
        (MeetingKind::PartyPlenum, "party_plenum", "党委全会"),
        (MeetingKind::PartyGroup, "party_group", "党组会"),
        (MeetingKind::PartyCommittee, "party_committee", "单位党委会"),
        (MeetingKind::LeadingGroup, "leading_group", "领导小组、委员会、指挥部会议"),
        (MeetingKind::GovStanding, "gov_standing", "政府常务会议"),
        (MeetingKind::GovPlenary, "gov_plenary", "政府全体会议"),
        (MeetingKind::NpcSession, "npc_session", "人大会议"),
        (MeetingKind::NpcStanding, "npc_standing", "人大常委会会议"),
        (MeetingKind::NpcDirector, "npc_director", "人大主任会议"),
        (MeetingKind::CppccSession, "cppcc_session", "政协全体会议"),
        (MeetingKind::CppccStanding, "cppcc_standing", "政协常委会会议"),
        (MeetingKind::CppccChair, "cppcc_chair", "政协主席会议"),
        (MeetingKind::Discipline, "discipline", "纪委全会"),
        (MeetingKind::MilitaryParty, "military_party", "军队党委会"),
        (MeetingKind::Congress, "congress", "代表大会"),
        (MeetingKind::MassPlenum, "mass_plenum", "群团全委会"),
        (MeetingKind::StaffCongress, "staff_congress", "职工代表大会"),
        (MeetingKind::Study, "study", "集体学习"),
        (MeetingKind::Symposium, "symposium", "座谈会"),
        (MeetingKind::Cadre, "cadre", "干部大会"),
        (MeetingKind::Work, "work", "工作会议"),
        (MeetingKind::Other, "other", "其他"),
    ];

    /// Returns the name used in JSON.
    pub fn name(self) -> &'static str {
        MeetingKind::TABLE.iter().find(|(kind, ..)| *kind == self).map_or("work", |(_, name, _)| name)
    }

    /// Returns the Chinese name.
    pub fn label(self) -> &'static str {
        MeetingKind::TABLE.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., label)| label)
    }
}

/// What is known of a meeting: its name, and its organ with the name, folded.
struct Clues<'a> {
    name: &'a str,
    organ: &'a str,
    whole: String,
}

impl Clues<'_> {
    /// Returns whether the name or the organ has one of the words.
    fn has(&self, words: &str) -> bool {
        contains_any(&self.whole, rule_words(words))
    }

    /// Returns whether the name has one of the words.
    fn named(&self, words: &str) -> bool {
        contains_any(self.name, rule_words(words))
    }

    /// Returns whether it is one of a people's congress or a consultative conference, not one about their work.
    fn of_congress(&self) -> bool {
        (self.has("npc") || self.has("cppcc")) && !self.named("work of an organ")
    }

    fn of_npc(&self) -> bool {
        self.of_congress() && self.has("npc") && !self.has("cppcc")
    }

    fn of_cppcc(&self) -> bool {
        self.of_congress() && (self.has("cppcc") || !self.has("npc"))
    }

    fn standing(&self) -> bool {
        self.has("standing of npc or cppcc")
    }

    fn party(&self) -> bool {
        self.has("party committee of an area")
            || self.organ.ends_with('委')
            || self.named("plenum of a term") && !self.has("gov seat")
    }
}

/// A rule: the first that holds decides.
struct Rule {
    /// What it is called where it is said which rule spoke.
    name: &'static str,
    when: fn(&Clues<'_>) -> bool,
    kind: MeetingKind,
    /// A name and an organ it decides.
    #[cfg_attr(not(test), allow(dead_code))]
    example: (&'static str, &'static str),
}

use MeetingKind as K;

/// The rules in their order; words are in `lexicon/rules.txt`.
const RULES: &[Rule] = &[
    rule("democratic-life", |c| c.named("meeting of any kind"), K::Other, ("专题民主生活会", "县委常委班子")),
    rule("ceremony", |c| c.named("ceremony"), K::Other, ("学院转设工作表彰大会", "集团公司")),
    rule("symposium", |c| c.named("symposium"), K::Symposium, ("企业家座谈会", "市委")),
    rule("study", |c| c.named("study"), K::Study, ("理论学习中心组学习会", "市委")),
    rule(
        "military-party",
        |c| c.has("military unit") && c.has("military party matter"),
        K::MilitaryParty,
        ("党委全体会议", "军分区"),
    ),
    rule("staff-congress", |c| c.named("staff congress"), K::StaffCongress, ("第三届职工代表大会", "集团公司")),
    rule("director", |c| c.named("director meeting"), K::NpcDirector, ("第二十次主任会议", "市人大常委会")),
    rule(
        "cppcc-chair",
        |c| c.of_congress() && c.has("cppcc") && c.named("chair meeting"),
        K::CppccChair,
        ("第十次主席会议", "市政协"),
    ),
    rule("npc-standing", |c| c.of_npc() && c.standing(), K::NpcStanding, ("常委会第三十次会议", "市人大")),
    rule(
        "npc-committee",
        |c| c.of_npc() && c.whole.contains("委员会") && !c.whole.contains("代表大会"),
        K::Other,
        ("第九次会议", "市人大教科文卫委员会"),
    ),
    rule("npc-session", |c| c.of_npc() && c.named("session"), K::NpcSession, ("第一次会议", "市第九届人民代表大会")),
    rule("cppcc-standing", |c| c.of_cppcc() && c.standing(), K::CppccStanding, ("常委会第十二次会议", "市政协")),
    rule(
        "cppcc-session",
        |c| c.of_cppcc() && c.named("session"),
        K::CppccSession,
        ("第四次会议", "政协市第五届委员会"),
    ),
    rule("chair-alone", |c| c.named("chair meeting"), K::CppccChair, ("第十次主席会议", "")),
    rule(
        "discipline",
        |c| c.has("discipline") && c.named("discipline plenum"),
        K::Discipline,
        ("第三次全体会议", "市纪委"),
    ),
    rule(
        "discipline-standing",
        |c| c.has("discipline") && c.named("party standing"),
        K::Discipline,
        ("常委会(扩大)会议", "市纪委"),
    ),
    rule("leading-group", |c| c.named("leading group"), K::LeadingGroup, ("防汛抗旱指挥部会议", "市")),
    rule(
        "leading-committee",
        |c| c.named("committee") && c.named("leading committee"),
        K::LeadingGroup,
        ("市委财经委员会第五次会议", ""),
    ),
    rule(
        "committee",
        |c| c.named("committee") && c.name.contains("次") && !c.has("no leading committee"),
        K::LeadingGroup,
        ("住房公积金管理委员会第一次会议", "市"),
    ),
    rule("gov-standing", |c| c.named("gov standing"), K::GovStanding, ("第三十次常务会议", "市政府")),
    rule("gov-plenary", |c| c.has("gov") && c.named("gov plenary"), K::GovPlenary, ("第二次全体会议", "市政府")),
    rule("party-group", |c| c.named("party group"), K::PartyGroup, ("党组会议", "市政府")),
    rule("congress", |c| c.named("congress"), K::Congress, ("第六次代表大会", "中共云岭市")),
    rule("politburo", |c| c.named("politburo"), K::PartyStanding, ("中共中央政治局会议", "")),
    rule(
        "party-standing",
        |c| c.named("party standing") && !c.named("council"),
        K::PartyStanding,
        ("常委会会议", "市委"),
    ),
    rule(
        "mass-plenum",
        |c| c.named("plenary") && c.has("mass organization"),
        K::MassPlenum,
        ("七届三次全委会", "市妇联"),
    ),
    rule("foreign-plenum", |c| c.named("plenary") && c.has("no party plenum"), K::Other, ("全会", "某国立法大会")),
    rule("party-plenum", |c| c.named("plenary") && c.party(), K::PartyPlenum, ("五届六次全会", "市委")),
    rule("plenary", |c| c.named("plenary"), K::Work, ("全体会议", "规划局")),
    rule("party-committee", |c| c.named("party committee meeting"), K::PartyCommittee, ("党委会议", "某学院")),
    rule("conference", |c| c.named("conference"), K::Other, ("云岭水利论坛", "")),
    rule("cadre", |c| c.named("cadre"), K::Cadre, ("全市领导干部会议", "")),
    rule("work", |c| c.named("work meeting"), K::Work, ("安全生产调度会", "市")),
];

const fn rule(
    name: &'static str,
    when: fn(&Clues<'_>) -> bool,
    kind: MeetingKind,
    example: (&'static str, &'static str),
) -> Rule {
    Rule { name, when, kind, example }
}

/// Returns the kind of meeting by its name and its organ, both folded, and the name of the rule that says so.
pub(super) fn kind_of(name: &str, organ: &str) -> (MeetingKind, &'static str) {
    // Of meetings joined by 暨 the first says what it is, unless it is any meeting.
    if let Some((first, _)) = name.split_once('暨') {
        let decided = kind_of(first, organ);
        // 政协党组暨主席会议: of the first only the organ is named.
        let names_one = first.contains(['会', '班', '议']) || first.contains("学习");
        if !names_one {
            let (_, second) = name.split_once('暨').unwrap_or_default();
            return kind_of(second, &format!("{organ}{first}"));
        }
        // 从严治党暨党风廉政建设工作会: the first part alone is no meeting.
        if !matches!(decided, (MeetingKind::Work, _) | (MeetingKind::Other, "none")) {
            return decided;
        }
    }
    // 学习贯彻四中全会精神宣讲报告会: what it is about says nothing of what it is.
    let name = name.rsplit_once("精神").map_or(name, |(_, own)| if own.is_empty() { name } else { own });
    let clues = Clues { name, organ, whole: format!("{organ}{name}") };
    let rule = RULES.iter().find(|rule| (rule.when)(&clues));
    rule.map_or((MeetingKind::Other, "none"), |rule| (rule.kind, rule.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_decides_its_example() {
        for rule in RULES {
            let (name, organ) = rule.example;
            assert_eq!(kind_of(name, organ), (rule.kind, rule.name), "{organ}{name}");
        }
    }

    #[test]
    fn the_first_of_joined_meetings_decides() {
        assert_eq!(kind_of("市委常委会会议暨工作推进会", "").0, MeetingKind::PartyStanding);
        assert_eq!(kind_of("工作会议暨市委常委会会议", "").0, MeetingKind::PartyStanding);
        assert_eq!(kind_of("从严治党暨党风廉政建设工作会", "").0, MeetingKind::Work);
        assert_eq!(kind_of("学习贯彻党的四中全会精神宣讲报告会", "").0, MeetingKind::Work);
        assert_eq!(kind_of("见面", "").0, MeetingKind::Other);
        assert_eq!(kind_of("市政协党组暨四届十一次主席会议", "").0, MeetingKind::CppccChair);
    }
}
