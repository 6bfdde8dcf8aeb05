//! Reads the facts of a meeting report (会议报道): which meeting, when, who chaired, who attended in which
//! office, who said what. Every fact quotes the text.
//!
//! Pure: the same text and metadata give the same record; no clock, no files. Most articles are no meeting reports, and a
//! cheap look settles them. A text is folded (`view`), divided into furniture, headline and report (`page`), given a
//! `genre`, and read rule by rule: `dates`, `meeting` with its `kind`, `level` and `area`, `mentions` with `names`,
//! `roles` and `attendance`, `statements` with `verbs`, `organizations`, `agenda`, `appointments`, `slogans`. `types` is what comes out,
//! `fields` what it is searched by, `corrections` what people change. Word lists are in `src/lexicon`; which rule decided
//! a field is said by [`explain`].
//!
//! A value no one printed stays empty: no chair is guessed from the first speaker, no year from a licence number.

mod agenda;
mod appointments;
mod attendance;
mod corrections;
mod dates;
mod fields;
mod genre;
mod meeting;
mod mentions;
mod names;
mod organizations;
mod places;
mod roles;
mod rule;
mod slogans;
mod statements;
mod types;
mod unread;
mod verbs;

use std::ops::Range;

use crate::article::{Article, PartialDate};
use crate::page;
use crate::view;

pub use corrections::{Correction, Edit, EditKind};
pub(crate) use corrections::{correct, correctable};
pub(crate) use fields::{FIELDS, FieldSpec, field_nearly, listed_values};
pub use fields::{FieldKind, field_named, key};
pub(crate) use genre::Genre;
pub(crate) use meeting::area::area_of_office;
pub(crate) use meeting::kind::MeetingKind;
pub(crate) use meeting::level::{Body, Level, LevelBasis};
pub(crate) use places::places as fact_places;
pub(crate) use types::{
    Agency, AgendaItem, Appointment, Chair, Corrected, Credit, Date, Day, Document, Doubt, Evidence, Group, Meeting,
    Office, Person, Position, Role, Speech, Statement, Unread,
};
pub use types::{Fact, MeetingRecord, Span};

/// Changes whenever the rules read something differently: part of an archive's identity.
pub(crate) const RULES_VERSION: u32 = 8;

/// A longer text is no report of a meeting: the longest known are a twentieth of it.
const TEXT_BYTES_MAX: usize = 4 << 20;

/// What is known of a text besides its words.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    /// The headline, when it does not occur in the text itself.
    pub title: Option<String>,
    /// The address of the page.
    pub url: Option<String>,
    /// The publish date a page's own record or an export gives.
    pub published: Option<PartialDate>,
    /// The words a page prints it in.
    pub published_as: Option<String>,
}

/// Returns what an article says besides its text.
pub fn metadata_of(article: &Article) -> Metadata {
    let title = Some(article.title.clone()).filter(|title| !title.is_empty());
    Metadata {
        title: Some(title.unwrap_or_default()),
        url: article.url.clone(),
        published: article.published,
        published_as: article.published_as.clone(),
    }
}

/// Reads the facts of a text.
///
/// The text may be a whole page as copied, furniture included, or an article's clean text with its headline on the
/// side. Spans are bytes of `text`.
pub fn read(text: &str, metadata: &Metadata) -> MeetingRecord {
    read_with(text, metadata, &mut Vec::new())
}

/// Which rule decided a value: names are those of the tables where the rules are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleUse {
    /// The field's key in JSON; with `not_` before it where the rule kept a value out.
    pub field: &'static str,
    /// The value, folded, of a field that may have several; else empty.
    pub value: String,
    /// The rule's name; `none` where no rule decided.
    pub rule: &'static str,
}

impl RuleUse {
    fn of(field: &'static str, rule: &'static str) -> RuleUse {
        RuleUse { field, value: String::new(), rule }
    }
}

/// Reads the facts of a text, and says which rules decided.
pub(crate) fn explain(text: &str, metadata: &Metadata) -> (MeetingRecord, Vec<RuleUse>) {
    let mut rules = Vec::new();
    let record = read_with(text, metadata, &mut rules);
    (record, rules)
}

fn read_with(text: &str, metadata: &Metadata, rules: &mut Vec<RuleUse>) -> MeetingRecord {
    if text.len() > TEXT_BYTES_MAX || !genre::may_be_a_report(text) {
        return MeetingRecord::default();
    }
    if metadata.title.is_some() && !genre::may_begin_a_report(text) {
        return MeetingRecord::default();
    }
    let view = view::FoldedText::new(text);
    let page = page::read(&view, metadata.title.as_deref());
    let dates = dates::of_page(&view, &page, metadata);
    let (kind, rule) = genre::of(&view, &page);
    rules.push(RuleUse::of("doc_kind", rule));
    let mut record = MeetingRecord { is_meeting: kind == Genre::Report, kind, ..MeetingRecord::default() };
    if matches!(kind, Genre::Fiction | Genre::Rules | Genre::CompanyNotice) {
        return record;
    }
    let published = dates.published.as_ref().map(|date| (date.day, year_basis(date)));
    let found = meeting::find(&view, &page);
    if record.is_meeting {
        record.event = event(&view, &page, &dates, published);
        // A life or a history tells of meetings of other years.
        let years = |day: Day| i32::from(day.year);
        let old = record.event.as_ref().zip(published).is_some_and(|(event, (published, _))| {
            event.day.year > 0 && published.year > 0 && years(published) - years(event.day) >= 2
        });
        if old {
            (record.is_meeting, record.kind, record.event) = (false, Genre::Other, None);
        }
        record.dateline = dates.dateline.clone();
    }
    let mut people = roles::read(&view, &page);
    rules.append(&mut people.rules);
    let statements = statements::read(&view, &page, &people);
    rules.extend(statements.iter().flat_map(statements::Statement::rule_uses));
    let agencies = organizations::read(&view, &people);
    rules.extend(agencies.iter().map(|(agency, rule)| RuleUse {
        field: "agencies",
        value: crate::fold::fold(&agency.name.value),
        rule,
    }));
    record.agencies = agencies.into_iter().map(|(agency, _)| agency).collect();
    let own = (kind == Genre::Report).then(|| {
        let agenda = agenda::read(&view, &people, &statements);
        let documents = agenda::documents(&view, &page, &agenda);
        (agenda, documents, appointments::read(&view, &people), unread::find(&view, &people, &statements))
    });
    people.write(&view, &statements, &mut record);
    record.statements = statements.into_iter().map(|statement| statement.spoken).collect();
    // A meeting no one chaired, attended or spoke at is only named.
    let titled = metadata
        .title
        .as_deref()
        .is_some_and(|title| ["会议", "座谈会", "全会", "大会"].iter().any(|noun| title.contains(noun)));
    record.is_meeting &= found.is_some() || titled;
    record.is_meeting &= !record.chairs.is_empty()
        || !record.agencies.is_empty()
        || !record.groups.is_empty()
        || record.people.iter().any(Person::took_part)
        || record.statements.iter().any(|statement| statement.by_meeting);
    if let Some(own) = own.filter(|_| record.is_meeting) {
        (record.agenda, record.documents, record.appointments, record.unread) = own;
    }
    if kind == Genre::Report && !record.is_meeting {
        record.kind = Genre::Other;
    }
    if let Some(found) = found.filter(|_| record.is_meeting) {
        let setting = meeting::level::setting(&view, &page, &found, &record);
        (record.level, record.level_basis) = (setting.level, setting.level_basis);
        record.body = setting.body;
        record.jurisdiction = setting.jurisdiction;
        record.venue = found.venue.as_ref().map(|range| fact(&view, range));
        rules.extend(setting.rules);
        let (meeting, used) = found.into_meeting(&view);
        rules.extend(used);
        record.meeting = Some(meeting);
    }
    record.slogans = slogans::read(&view, &page);
    describe_page(&view, page, dates, &mut record);
    record
}

/// Writes into the record what the page says of itself.
fn describe_page(view: &view::FoldedText, page: page::Page, dates: dates::Dates, record: &mut MeetingRecord) {
    let quote = |range: &Range<usize>| fact(view, range);
    let credits = |credits: &[page::Credit]| {
        let credit = |credit: &page::Credit| Credit { name: quote(&credit.name), role: credit.label.to_owned() };
        credits.iter().map(credit).collect()
    };
    record.published = dates.published;
    record.title = page.title.as_ref().map(quote);
    record.original_title = page.original_title.as_ref().map(quote);
    record.subtitles = page.subtitles.iter().map(quote).collect();
    record.outlet = page.outlet.as_ref().map(quote);
    record.channel = page.channel.as_ref().map(quote);
    record.source = page.source.as_ref().map(quote);
    record.reporters = credits(&page.reporters);
    record.editors = credits(&page.editors);
    record.furniture = page.furniture;
}

fn year_basis(date: &Date) -> Evidence {
    match date.basis {
        Evidence::Text => Evidence::PublishDate,
        other => other,
    }
}

fn event(
    view: &view::FoldedText,
    page: &page::Page,
    dates: &dates::Dates,
    published: Option<(Day, Evidence)>,
) -> Option<Date> {
    if let Some((range, day, basis)) = dates::broken(view, &page.lead, published) {
        return Some(Date { day, until: None, basis, printed: Some(fact(view, &range)) });
    }
    let found = dates.event.as_ref()?;
    // 今天 under the dateline of a wire or a paper is that day.
    let wire = dates.dateline.as_ref().filter(|wire| wire.day.year > 0 && wire.day.day > 0 && wire.until.is_none());
    let published = match wire.filter(|_| found.printed.relative.is_some()) {
        Some(wire) => Some((wire.day, wire.basis)),
        None => published,
    };
    let (day, until, basis) = dates::resolve(found.printed, published)?;
    Some(Date { day, until, basis, printed: Some(fact(view, &found.range)) })
}

/// Returns a range of the view as a fact: its words as stored, without blanks.
fn fact(view: &view::FoldedText, range: &Range<usize>) -> Fact {
    let bytes = view.bytes(range);
    let value = view.stored(range);
    Fact { value, span: Span { start: bytes.start as u32, end: bytes.end as u32 }, line: view.line_of(range.start) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> MeetingRecord {
        read(text, &Metadata::default())
    }

    /// Writes who takes part as `name:roles:offices`, in order of appearance in the record.
    fn people(text: &str) -> Vec<String> {
        let record = read_text(text);
        let words = |person: &Person| {
            let roles: Vec<&str> = person.roles.iter().map(|role| role.name()).collect();
            let offices: Vec<&str> = person.offices.iter().map(|office| office.surface.value.as_str()).collect();
            format!("{}:{}:{}", person.name.value, roles.join("+"), offices.join("、"))
        };
        let mut people: Vec<&Person> = record.people.iter().collect();
        people.sort_by_key(|person| person.name.span);
        people.into_iter().map(words).collect()
    }

    fn statements(text: &str) -> Vec<String> {
        let words = |s: &Statement| format!("{} {}{}", s.speaker, s.verb, if s.at_meeting { "" } else { " outside" });
        read_text(text).statements.iter().map(words).collect()
    }

    const OPENING: &str = "8月28日,云岭市委书记、市防汛抗旱指挥部指挥长林远舟主持召开市委第110次专题会议。";

    #[test]
    fn the_meeting_its_number_and_its_series() {
        let check = |text: &str, name: &str, number: Option<u32>, kind: MeetingKind| {
            let meeting = read_text(text).meeting.unwrap_or_else(|| panic!("no meeting in {text}"));
            assert_eq!(
                (meeting.name.as_str(), meeting.ordinal.map(|(n, _)| n), meeting.kind),
                (name, number, kind),
                "{text}"
            );
        };
        check(OPENING, "市委第110次专题会议", Some(110), MeetingKind::Work);
        let text = "10月23日上午,区委常委会召开第138次(扩大)会议,传达上级精神。区委书记章刚毅主持会议并讲话。";
        check(text, "区委常委会第138次(扩大)会议", Some(138), MeetingKind::PartyStanding);
        let text = "5月8日,区长刘明锋主持召开区委常委会暨区疫情防控指挥部第71次会议。会议传达学习了省委五次全会精神。";
        check(text, "区委常委会暨区疫情防控指挥部第71次会议", Some(71), MeetingKind::PartyStanding);
        let text = "3月3日,市十五届人大常委会举行第三十二次主任会议。会议决定于3月29日召开市人大常委会第十六次会议。";
        check(text, "市十五届人大常委会第三十二次主任会议", Some(32), MeetingKind::NpcDirector);
        let text = "云岭市总工会第八次代表大会15日隆重召开。市委书记林远舟出席会议。";
        check(text, "云岭市总工会第八次代表大会", Some(8), MeetingKind::Congress);
        assert_eq!(read_text(OPENING).meeting.and_then(|m| m.series).as_deref(), Some("市委专题会议"));
    }

    #[test]
    fn who_chaired() {
        let check = |text: &str, expected: &[&str]| {
            let record = read_text(text);
            assert_eq!(
                record.chairs.iter().map(|chair| chair.name.value.as_str()).collect::<Vec<_>>(),
                expected,
                "{text}"
            );
        };
        check(OPENING, &["林远舟"]);
        check("7月3日,全市防汛工作会议召开。会议由李桂义主持。市长储云帆出席会议并讲话。", &["李桂义"]);
        check("市长储云帆今天（10日）主持召开市政府常务会议。会议指出,要压实责任。", &["储云帆"]);
        check(
            "昨天下午,市委召开十三届十三次全体会议。市委常委会主持会议,市委书记林远舟讲话。全会指出,要抓好落实。",
            &["市委常委会"],
        );
        check("2月3日,全市宣传工作会议召开。市委书记林远舟出席会议并讲话。", &[]);
        check("2月3日,市人大常委会召开会议。储云帆副主任主持会议。", &["储云帆"]);
        check("2月3日,市人大常委会召开会议。储云副主任主持会议。", &["储云"]);
        let other = "2月3日,市委召开常委会会议,传达学习总书记在主持中央政治局第三十次集体学习时的重要讲话精神。市委书记林远舟主持会议。";
        check(other, &["林远舟"]);
    }

    #[test]
    fn who_attended_in_which_office() {
        let text = format!(
            "{OPENING}市委副书记、市长储云帆,市人大常委会副主任康乐平、方祖同及秘书长刘长青出席会议,市政协主席周宗元列席会议。"
        );
        assert_eq!(
            people(&text),
            [
                "林远舟:chair:云岭市委书记、市防汛抗旱指挥部指挥长",
                "储云帆:attend:市委副书记、市长",
                "康乐平:attend:市人大常委会副主任",
                "方祖同:attend:市人大常委会副主任",
                "刘长青:attend:秘书长",
                "周宗元:observe:市政协主席",
            ]
        );
        let text = format!("{OPENING}孙军、孙小松等列席会议。县长阿里木·买买提应邀参加会议。");
        assert_eq!(people(&text)[1..], ["孙军:observe:", "孙小松:observe:", "阿里木·买买提:invited:县长"]);
    }

    #[test]
    fn who_only_is_quoted_takes_no_part() {
        let text =
            format!("{OPENING}清河研究院研究总监刘水清指出,政策有望出台。受省委书记高远志委托,省长江临风出席会议。");
        let roles = people(&text);
        assert!(roles.contains(&"刘水清:mention:清河研究院研究总监".to_owned()), "{roles:?}");
        assert!(roles.contains(&"高远志:mention:省委书记".to_owned()), "{roles:?}");
        assert!(statements(&text).contains(&"刘水清 指出 outside".to_owned()));
    }

    #[test]
    fn a_letter_is_nobody() {
        let text =
            format!("{OPENING}市长储云帆宣读高远志主席贺信并致辞。贺信指出,要守住堤坝。要边建设、边巡查、边整改。");
        let names: Vec<String> = read_text(&text).people.into_iter().map(|person| person.name.value).collect();
        assert!(!names.iter().any(|name| name.starts_with('贺') || name.starts_with('边')), "{names:?}");
    }

    #[test]
    fn who_said_what() {
        let text = format!(
            "{OPENING}他强调,要压实责任。市长储云帆提出具体要求。副市长阳可欣通报全市汛情。\n林远舟在会上指出,要关口前移。\n会议要求,要抓好落实。"
        );
        assert_eq!(statements(&text), ["林远舟 强调", "储云帆 提出要求", "阳可欣 通报", "林远舟 指出", "会议 要求"]);
        let text = "市长储云帆主持召开市政府常务会议,要求认真贯彻。会议原则同意《云岭市规划》并指出,要抓好实施。";
        assert_eq!(statements(text), ["储云帆 要求", "会议 指出"]);
        let text = format!("{OPENING}副省长石泰安,副主席张庆年、李斌等分别就有关议题作了传达和说明。");
        assert_eq!(statements(&text), ["石泰安 传达和说明", "张庆年 传达和说明", "李斌 传达和说明"]);
    }

    #[test]
    fn a_passage_has_the_speaker_whose_words_fill_it() {
        let text = "市长储云帆主持召开市政府常务会议。\n储云帆指出,要管住水。要管住人,该转移的坚决转移。";
        let record = read_text(text);
        let start = text.find("要管住人").expect("stands there");
        assert_eq!(record.speaker_of(&(start..text.len())), Some("储云帆"));
        assert_eq!(record.speaker_of(&(0..20)), None);
        assert_eq!(&text[record.spoken_by("储云帆")[0].clone()], "储云帆指出,要管住水。要管住人,该转移的坚决转移。");
    }

    #[test]
    fn lists_keep_who_is_not_known_by_a_surname() {
        let text = format!("{OPENING}何清、赵子安、铁明、沈跃远等出席会议。副县长钱一、孙立以线上线下方式出席。");
        assert_eq!(
            people(&text)[1..],
            [
                "何清:attend:",
                "赵子安:attend:",
                "铁明:attend:",
                "沈跃远:attend:",
                "钱一:attend:副县长",
                "孙立:attend:副县长"
            ]
        );
        let text = format!("{OPENING}某国总统托马斯蒂尔、某邦总统伯顿、秘书长卡拉马里分别致辞。");
        assert_eq!(statements(&text), ["托马斯蒂尔 致辞", "伯顿 致辞", "卡拉马里 致辞"]);
        let text = format!("{OPENING}要加强对巡察工作的领导和指导督导。要教育干部和群众。这是代表应尽的责任。");
        assert_eq!(people(&text).len(), 1, "{:?}", people(&text));
    }

    #[test]
    fn agencies_and_groups() {
        let text = format!(
            "{OPENING}会上,各县(市、区)和市教育局、市人力资源和社会保障局汇报有关情况。各县(市、区)主要负责同志参加会议。"
        );
        let record = read_text(&text);
        let names: Vec<&str> = record.agencies.iter().map(|agency| agency.name.value.as_str()).collect();
        assert_eq!(names, ["各县(市、区)", "市教育局", "市人力资源和社会保障局"]);
        assert_eq!(record.groups[0].surface.value, "各县(市、区)主要负责同志");
    }

    #[test]
    fn a_year_needs_a_basis() {
        let date = |text: &str, published: Option<&str>| {
            let metadata = Metadata { published: published.and_then(PartialDate::parse), ..Metadata::default() };
            read(text, &metadata).event.map(|date| date.to_string())
        };
        assert_eq!(date(OPENING, None).as_deref(), Some("--08-28"));
        assert_eq!(date(OPENING, Some("2022-08-29")).as_deref(), Some("2022-08-28"));
        assert_eq!(date(&OPENING.replace("8月28日", "12月30日"), Some("2023-01-02")).as_deref(), Some("2022-12-30"));
        assert_eq!(date(&OPENING.replace("8月28日", "昨天"), Some("2024-03-01")).as_deref(), Some("2024-02-29"));
        assert_eq!(date(&OPENING.replace("8月28日", "近日"), Some("2024-03-01")), None);
        assert_eq!(date(&OPENING.replace("8月28日", "3月15日至17日"), None).as_deref(), Some("--03-15/--03-17"));
        assert_eq!(date(&format!("{OPENING}\n晋ICP备2021002877号"), None).as_deref(), Some("--08-28"));
    }

    #[test]
    fn what_is_no_report_of_one_meeting() {
        let check = |text: &str, kind: Genre| {
            let record = read_text(text);
            assert_eq!((record.kind, record.is_meeting), (kind, false), "{text}");
        };
        check("今天天气晴朗，适合出行。", Genre::Other);
        let text =
            "7月12日下午,市委书记林远舟在市宾馆会见了以高远志为团长的代表团一行,市长储云帆参加会见。双方出席了座谈会。";
        check(text, Genre::CourtesyCall);
        let text = "1月22日,县政协召开常委会第九次会议,主席康乐平主持会议。\n1月23日,县委召开常委会会议,县委书记鲁卫平主持会议。";
        check(text, Genre::Digest);
    }

    #[test]
    fn an_area_begins_where_its_name_does() {
        let check = |text: &str, area: Option<&str>| {
            let text = format!("{text}市委书记林远舟主持会议。会议指出,要压实责任。");
            assert_eq!(read_text(&text).jurisdiction.map(|fact| fact.value).as_deref(), area, "{text}");
        };
        check("7月2日,网传湖南桃源县召开防汛工作会议。", Some("桃源县"));
        check("7月2日,2023年普洱市防汛工作会议召开。", Some("普洱市"));
        check("7月2日,云岭市召开防汛工作会议。", Some("云岭市"));
        check("7月2日,国际友好城市工作会议召开。", None);
        check("7月2日,紧紧围绕区域发展召开工作会议。", None);
    }

    #[test]
    fn what_is_said_of_a_meeting_is_not_its_name() {
        let check = |text: &str, name: &str| {
            let text = format!("{text}市委书记林远舟出席会议并讲话。林远舟指出,要压实责任。");
            assert_eq!(read_text(&text).meeting.map(|meeting| meeting.name).as_deref(), Some(name), "{text}");
        };
        check("省长江临风31日出席在云岭召开的大气污染防治协作机制第十次会议并讲话。", "大气污染防治协作机制第十次会议");
        check("7月2日,由云岭市科协等主办的青年科学家论坛在云岭举行。", "青年科学家论坛");
    }

    #[test]
    fn what_is_to_come_or_long_past_is_no_report() {
        let check = |text: &str| {
            let metadata = Metadata { published: PartialDate::parse("2023-07-10"), ..Metadata::default() };
            assert!(!read(text, &metadata).is_meeting, "{text}");
        };
        check("清河流域工作会议将于8月22日至24日在云岭举行。市长储云帆表示,期待出席会议。储云帆指出,要压实责任。");
        check("1926年6月2日,林远舟主持召开清河地区第一次代表大会。林远舟指出,要组织起来。");
        check("7月2日,市长储云帆与某集团董事长举行工作会谈。储云帆指出,要压实责任。储云帆强调,要抓落实。");
        check("书记庞云于7月3日去世。他上一次公开出现,是主持召开了一个会议。");
    }

    #[test]
    fn a_name_ends_before_a_preposition() {
        let text = "7月2日,市委书记庞云于7月2日主持召开防汛工作会议。庞云指出,要压实责任。";
        assert_eq!(people(text), ["庞云:chair+speaker:市委书记"]);
        let text =
            "7月2日,省安委会召开防汛工作会议。市长龚正在云岭分会场强调,要压实责任。市长龚正在市会议中心出席会议。";
        assert_eq!(people(text), ["龚正:attend+speaker:市长"]);
        assert_eq!(statements(text), ["龚正 强调"]);
    }

    #[test]
    fn an_office_behind_the_name_and_who_is_greeted() {
        check_chair("7月2日,市人大常委会举行第六次会议。李洪中副主任主持会议并讲话。", &["李洪中"]);
        let text = "7月2日,青年论坛在云岭开幕。省长江临风致信祝贺,向出席论坛的各国嘉宾表示欢迎。市长储云帆出席开幕式。会议指出,要加强交流。";
        let roles = people(text);
        assert!(roles.iter().all(|one| !one.starts_with("江临风:attend")), "{roles:?}");
        let text = format!("{OPENING}区长王华向与会者介绍了有关情况。");
        assert!(people(&text).iter().any(|one| one.starts_with("王华:")), "{:?}", people(&text));
    }

    fn check_chair(text: &str, expected: &[&str]) {
        let record = read_text(text);
        let chairs: Vec<&str> = record.chairs.iter().map(|chair| chair.name.value.as_str()).collect();
        assert_eq!(chairs, expected, "{text}");
    }

    #[test]
    fn organs_whose_reports_were_heard() {
        let text = format!("{OPENING}会议听取了市体育局工作汇报。");
        let names: Vec<String> = read_text(&text).agencies.iter().map(|agency| agency.name.value.clone()).collect();
        assert_eq!(names, ["市体育局"]);
    }

    #[test]
    fn today_under_a_dateline_is_that_day() {
        let metadata = Metadata { published: PartialDate::parse("2023-08-11"), ..Metadata::default() };
        let text =
            "本报8月10日讯(记者 李一清)今天下午,市防汛工作会议召开。市长储云帆出席会议并讲话。储云帆指出,要压实责任。";
        assert_eq!(read(text, &metadata).event.map(|date| date.to_string()).as_deref(), Some("2023-08-10"));
    }

    #[test]
    fn the_day_stands_beside_the_opening() {
        let text = "近日,全市巡察反馈工作已经全部完成,十五个巡察组分别向四十一个单位党组织主要负责同志和领导班子反馈了巡察有关情况,并对整改工作提出了要求。\n2月3日,市委巡察工作领导小组召开反馈会议。副组长林远舟出席会议并讲话。";
        assert_eq!(read_text(text).event.map(|date| date.to_string()).as_deref(), Some("--02-03"));
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        let day = Day { year: 2024, month: 2, day: 28 };
        assert_eq!(day.shifted(2).to_string(), "2024-03-01");
        assert_eq!(day.shifted(-59).to_string(), "2023-12-31");
        assert_eq!(Day::from_number_of_day(day.number_of_day()), day);
    }
}
