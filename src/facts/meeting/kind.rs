//! What sort of meeting it is: by its name and its organ.

use serde::{Deserialize, Serialize};

/// What sort of meeting.
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

/// Returns the sort of meeting by its name and its organ, both folded.
pub(super) fn kind_of(name: &str, organ: &str) -> MeetingKind {
    // Of meetings joined by 暨 the first says what it is, unless it is any meeting.
    if let Some((first, _)) = name.split_once('暨') {
        let kind = kind_of(first, organ);
        if kind != MeetingKind::Work {
            return kind;
        }
    }
    use MeetingKind as K;
    let whole = format!("{organ}{name}");
    let has = |words: &[&str]| words.iter().any(|word| whole.contains(word));
    let named = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if named(&["民主生活会"]) {
        return K::Other;
    }
    if named(&["座谈会", "圆桌", "座谈", "恳谈会", "茶话会"]) {
        return K::Symposium;
    }
    if named(&["集体学习", "中心组", "学习会", "学习(扩大)会", "读书班"]) {
        return K::Study;
    }
    if has(&["军分区", "武装部", "军区", "警备区"]) && has(&["党委", "党管武装", "议军"]) {
        return K::MilitaryParty;
    }
    if named(&["职工代表大会", "职代会", "教代会", "教职工代表大会"]) {
        return K::StaffCongress;
    }
    let npc = has(&["人大", "人民代表大会"]);
    let cppcc = has(&["政协", "政治协商"]);
    if (npc || cppcc) && !named(&["工作会", "推进会", "部署会", "党组"]) {
        if named(&["主任会议", "委员长会议"]) {
            return K::NpcDirector;
        }
        if named(&["主席会议"]) && cppcc {
            return K::CppccChair;
        }
        let standing = has(&["常委会", "常务委员会", "常委会议", "常务会议"]);
        match (npc && !cppcc, standing) {
            (true, true) => return K::NpcStanding,
            (true, false) if named(&["会议", "大会"]) => return K::NpcSession,
            (false, true) => return K::CppccStanding,
            (false, false) if named(&["会议", "大会"]) => return K::CppccSession,
            _ => {}
        }
    }
    if named(&["主任会议", "委员长会议"]) {
        return K::NpcDirector;
    }
    if named(&["主席会议"]) {
        return K::CppccChair;
    }
    if has(&["纪委", "纪律检查委员会"]) && (named(&["全会", "全体会议", "次会议"])) {
        return K::Discipline;
    }
    if named(&[
        "领导小组",
        "指挥部",
        "总河长",
        "河长",
        "林长",
        "专班",
        "防指",
        "安委会",
        "安全生产委员会",
        "规委会",
        "编委会",
        "委员会会议",
        "议事协调",
        "双拥",
        "联席会议",
        "委员会全体",
        "指导委员会",
        "领导组",
    ]) || named(&["委员会"])
        && named(&[
            "深改",
            "改革",
            "财经",
            "国家安全",
            "依法治",
            "军民",
            "审计",
            "外事",
            "网络安全",
            "教育工作",
            "实施",
            "金融",
            "规划",
            "国防动员",
            "编制",
            "农村",
        ])
    {
        return K::LeadingGroup;
    }
    if named(&["常务会议"]) || named(&["常务会", "政府常务"]) {
        return K::GovStanding;
    }
    if has(&["政府", "国务院"]) && named(&["全体会议", "全体(扩大)会议", "组成人员会议", "全会"])
    {
        return K::GovPlenary;
    }
    if named(&["党组"]) {
        return K::PartyGroup;
    }
    let party = has(&["省委", "市委", "县委", "区委", "州委", "旗委", "盟委", "地委", "中央政治局", "中共"]);
    if named(&["代表大会", "代表会议", "党代会", "团代会", "妇代会", "工代会"]) || named(&["次代表"])
    {
        return K::Congress;
    }
    if named(&["政治局会议", "政治局常"]) {
        return K::PartyStanding;
    }
    if named(&["常委会", "常委(扩大)会", "常委扩大会", "常务委员会", "常委会议"]) && !named(&["理事会"])
    {
        return K::PartyStanding;
    }
    if named(&["全会", "全体会议", "全体(扩大)会议", "全委会", "全委(扩大)会议", "全体扩大会议"])
    {
        let mass = has(&[
            "总工会",
            "妇联",
            "共青团",
            "团市委",
            "团省委",
            "团县委",
            "团区委",
            "文联",
            "科协",
            "工商联",
            "残联",
            "侨联",
            "作协",
        ]);
        if mass {
            return K::MassPlenum;
        }
        if party || organ.ends_with('委') || named(&["届", "全会"]) && !has(&["政府"]) {
            return K::PartyPlenum;
        }
        return K::Work;
    }
    if named(&[
        "党委会",
        "党委会议",
        "党委(扩大)会",
        "党委扩大会",
        "校党委",
        "院党委",
        "党工委会议",
        "党工委(扩大)",
        "党委班子",
    ]) {
        return K::PartyCommittee;
    }
    if named(&["干部大会", "领导干部会议", "干部会议", "宣布"]) {
        return K::Cadre;
    }
    if named(&[
        "办公会",
        "市长办公",
        "县长办公",
        "专题会",
        "调度会",
        "工作会",
        "推进会",
        "部署会",
        "动员",
        "现场会",
        "例会",
        "总结",
        "协调会",
        "电视电话",
        "视频会",
        "会议",
        "会",
    ]) {
        return K::Work;
    }
    K::Other
}
