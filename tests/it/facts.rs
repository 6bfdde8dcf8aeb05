//! Facts of meeting reports: what always holds, and how people search, view and correct them.

use huibao::MeetingRecord;
use huibao::internals::facts::{self, Metadata, Span};
use proptest::prelude::*;

use super::{Case, request, samples};

const REPORT: &str = "7月12日,云岭市委书记、市防汛抗旱指挥部总指挥林远舟主持召开市委第18次专题会议。他强调,要压实责任。市委副书记、市长储云帆提出具体要求。市领导苏雁宁、温润生出席会议,县长和致远列席会议。\n储云帆指出,要管住水、管住人。\n会上,市水利局、市气象局汇报有关情况。(记者 周文博)";

fn read(text: &str) -> MeetingRecord {
    facts::read(text, &Metadata::default())
}

/// Everything a record says but where it stands.
fn said(record: &MeetingRecord) -> String {
    let people: Vec<String> = record
        .people
        .iter()
        .map(|person| {
            let offices: Vec<String> =
                person.offices.iter().map(|o| huibao::internals::fold::fold(&o.surface.value)).collect();
            format!("{} {:?} {offices:?}", person.name.value, person.roles)
        })
        .collect();
    let statements: Vec<String> = record.statements.iter().map(|s| format!("{} {}", s.speaker, s.verb)).collect();
    let agencies: Vec<String> =
        record.agencies.iter().map(|agency| huibao::internals::fold::fold(&agency.name.value)).collect();
    let chairs: Vec<&str> = record.chairs.iter().map(|chair| chair.name.value.as_str()).collect();
    let meeting = record.meeting.as_ref().map(|meeting| huibao::internals::fold::fold(&meeting.name));
    let date = record.event.as_ref().map(ToString::to_string);
    format!("{meeting:?} {date:?} {chairs:?}\n{people:?}\n{statements:?}\n{agencies:?}")
}

#[test]
fn punctuation_of_either_width_gives_the_same_facts() {
    let texts: Vec<String> = std::iter::once(REPORT.to_owned()).chain(sample_texts()).collect();
    for text in texts {
        let wide = text.replace(',', "，").replace('(', "（").replace(')', "）").replace(':', "：").replace(';', "；");
        let narrow =
            text.replace('，', ",").replace('（', "(").replace('）', ")").replace('：', ":").replace('；', ";");
        assert_eq!(said(&read(&wide)), said(&read(&narrow)), "{text}");
    }
}

fn sample_texts() -> Vec<String> {
    let mut paths: Vec<_> = std::fs::read_dir(samples()).expect("reads").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let texts = paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.map(|path| std::fs::read_to_string(path).expect("reads")).collect()
}

#[test]
fn what_is_added_says_of_itself_what_the_page_says() {
    use huibao::internals::extract::{Provenance, extract};
    let page = "清河日报\n清河新闻网 > 云岭频道 > 今日头条\n林远舟主持召开市委专题会议\n2024-07-13 08:30 来源:云岭发布 作者:记者周文博\n";
    let closing = "\n责任编辑:史小卓\n编辑:\n章小彬\n相关阅读\n另一个会议召开";
    for text in sample_texts().into_iter().chain([format!("{page}{REPORT}{closing}")]) {
        let article = extract(text.as_bytes(), &Provenance::of(huibao::Format::Text)).expect("an article");
        let record = read(&text);
        if record.title.is_none() && record.meeting.is_none() {
            continue;
        }
        let value = |fact: &Option<facts::Fact>| fact.as_ref().map(|fact| fact.value.clone());
        let bare = |field: &Option<String>| field.as_ref().map(|field| field.replace(' ', ""));
        assert_eq!(bare(&article.original_title), value(&record.original_title), "{text}");
        assert_eq!(bare(&article.outlet), value(&record.outlet), "{text}");
        assert_eq!(bare(&article.channel), value(&record.channel), "{text}");
        assert_eq!(bare(&article.source), value(&record.source), "{text}");
        let printed = record.published.as_ref().and_then(|date| date.printed.as_ref());
        assert_eq!(bare(&article.published_as), printed.map(|fact| fact.value.clone()), "{text}");
        let names = |credits: &[String]| credits.to_vec();
        let mut reporters: Vec<String> = record.reporters.iter().map(|credit| credit.name.value.clone()).collect();
        reporters.dedup();
        assert_eq!(names(&article.reporters), reporters, "{text}");
        let editors: Vec<String> = record.editors.iter().map(|credit| credit.name.value.clone()).collect();
        assert_eq!(names(&article.editors), editors, "{text}");
        // Whatever is not on the page's furniture is in the article.
        let kept = fold_words(&format!("{}\n{}", article.title, article.body));
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| line.chars().count() > 40) {
            let is_kept = record.furniture.contains(&number) || kept.contains(&fold_words(line));
            assert!(is_kept || line.contains("原标题"), "{line}");
        }
    }
}

fn fold_words(text: &str) -> String {
    huibao::internals::fold::fold(text).replace(' ', "")
}

#[test]
fn furniture_around_a_report_changes_none_of_its_facts() {
    let bare = said(&read(REPORT));
    let before = ["清河新闻网 > 云岭频道 > 今日头条\n", "首页\n当前位置：首页 > 新闻中心\n", "小字号\n"];
    let after = [
        "\n[编辑:史小卓]",
        "\n清ICP备2099002877号",
        "\n分享让更多人看到\n返回顶部",
        "\n相关阅读\n另一位市长张三主持召开全市大会",
    ];
    for before in before {
        for after in after {
            assert_eq!(said(&read(&format!("{before}{REPORT}{after}"))), bare, "{before} {after}");
        }
    }
}

#[test]
fn without_a_publish_date_the_year_is_absent() {
    let dated = format!("2024年7月13日 08:33\n{REPORT}");
    let day = |text: &str| read(text).event.map(|date| date.to_string());
    assert_eq!(day(&dated).as_deref(), Some("2024-07-12"));
    assert_eq!(day(REPORT).as_deref(), Some("--07-12"));
    for text in sample_texts() {
        let Some(date) = read(&text).event.filter(|date| date.day.year > 0) else { continue };
        let without: String =
            text.lines().filter(|line| !line.contains("20")).map(|line| format!("{line}\n")).collect();
        if let Some(again) = read(&without).event.filter(|again| again.printed == date.printed) {
            assert!(
                again.day.year == 0 && again.day.month == date.day.month && again.day.day == date.day.day,
                "{text}"
            );
        }
    }
}

/// Returns every span of a record with the words it should stand for, where they are known.
fn spans(record: &MeetingRecord) -> Vec<(Span, Option<String>)> {
    let mut spans: Vec<(Span, Option<String>)> = Vec::new();
    let mut facts: Vec<&facts::Fact> = Vec::new();
    facts.extend(record.title.iter().chain(&record.original_title).chain(&record.subtitles).chain(&record.outlet));
    facts.extend(record.channel.iter().chain(&record.source).chain(&record.venue).chain(&record.jurisdiction));
    facts.extend(record.chairs.iter().map(|chair| &chair.name));
    facts.extend(record.people.iter().map(|person| &person.name));
    facts.extend(record.people.iter().flat_map(|person| person.offices.iter().map(|office| &office.surface)));
    facts.extend(record.groups.iter().map(|group| &group.surface));
    facts.extend(record.statements.iter().map(|statement| &statement.cue));
    facts.extend(record.agencies.iter().map(|agency| &agency.name));
    facts.extend(record.reporters.iter().chain(&record.editors).map(|credit| &credit.name));
    facts.extend(&record.slogans);
    facts.extend(record.agenda.iter().map(|item| &item.matter));
    facts.extend(record.documents.iter().map(|document| &document.title));
    facts.extend(record.appointments.iter().flat_map(|one| [&one.person, &one.office]));
    if let Some(meeting) = &record.meeting {
        facts.push(&meeting.surface);
        facts.extend(&meeting.aliases);
        facts.extend(meeting.ordinal.iter().map(|(_, fact)| fact));
    }
    for date in record.event.iter().chain(&record.published).chain(&record.dateline) {
        facts.extend(&date.printed);
    }
    spans.extend(facts.into_iter().map(|fact| (fact.span, Some(fact.value.clone()))));
    spans.extend(record.statements.iter().map(|statement| (statement.extent, None)));
    let points = record.statements.iter().flat_map(|statement| &statement.points);
    spans.extend(points.map(|point| (*point, None)));
    spans
}

fn quotes_its_facts(text: &str) {
    quote(&read(text), text);
}

/// Checks that every fact of a record stands in the text where it says; what came with the text has no place in it.
pub(super) fn quote(record: &MeetingRecord, text: &str) {
    for (span, value) in spans(record).into_iter().filter(|(span, _)| *span != Span::default()) {
        let words = text.get(span.start as usize..span.end as usize);
        let words = words.unwrap_or_else(|| panic!("{span:?} is no place of {text:?}"));
        // Characters without width, and controls, stand for nothing.
        let stands = |c: &char| {
            let format = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
            !format && !c.is_whitespace() && !c.is_control()
        };
        let bare = |text: &str| text.chars().filter(stands).collect::<String>();
        if let Some(value) = value {
            assert!(
                bare(words).contains(&bare(&value)) || words.contains(['<', '(', '（', '\u{200b}']),
                "{words:?} {value:?}"
            );
        }
    }
}

#[test]
fn every_fact_quotes_the_text() {
    quotes_its_facts(REPORT);
    sample_texts().iter().for_each(|text| quotes_its_facts(text));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        quotes_its_facts(&String::from_utf8_lossy(&bytes));
    }

    /// Reports torn apart and put together anew: marks, tags and brackets at places nobody expects.
    #[test]
    fn any_pieces_of_reports_are_read_without_a_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "8月28日", ",", "，", "。", "\n", "云岭市委书记", "林远舟", "、", "储云帆", "主持召开", "会议", "市委", "第110次", "暨", "他强调",
        "指出", "要求", "出席会议", "列席", "(", ")", "（", "“", "”", "《", "》", "<p>", "</p>", "阿里木·买买提", "·", "等", "和", "由", "主持",
        "市长", "昨天", "325日", "3月", "至", "召开", "在市礼堂", "(记者 宋 玉)", "[编辑:", "来源:", "汇报", "市水利局", "听取了", "关于", " ",
        "当选", "\u{200b}", "：", "正文：", "原标题:", "讯", "据", "消息", "1", "二〇二二年", "会上", "县", "旗", "自治区", "\u{1}",
    ]), 0..60)) {
        let text = pieces.concat();
        quotes_its_facts(&text);
        quotes_its_facts(&format!("{REPORT}{text}"));
    }
}

#[test]
fn facts_filter_and_say_who_speaks() {
    let case = Case::with_samples();
    let ran = case.run(&["search", "chair:林远舟 said:储云帆 水库", "--json"]);
    let answer = ran.json();
    let hits = answer["hits"].as_array().expect("hits");
    assert_eq!(hits.len(), 1, "{ran:?}");
    assert_eq!(hits[0]["speaker"], "储云帆");
    assert!(hits[0]["text"].as_str().is_some_and(|text| text.starts_with("储云帆指出")), "{ran:?}");
    assert_eq!(case.run(&["count", "said:储云帆", "水库", "--format", "csv"]).out.lines().nth(1), Some("1,1,1"));
    // He never speaks of what 林远舟 said.
    assert_eq!(case.run(&["search", "said:储云帆 五包一"]).code, 1);
    let same = |args: &[&str]| case.run(args).out;
    let expected = same(&["list", "主持:林远舟", "-l"]);
    assert_eq!(expected.lines().count(), 3, "{expected}");
    assert_eq!(same(&["list", "--chair", "林远舟", "-l"]), expected);
    assert_eq!(same(&["list", "chair：林远舟", "-l"]), expected);
    assert_eq!(same(&["list", "office:县委书记", "-l"]), same(&["list", "职务:“县委书记”", "-l"]));
    assert_eq!(same(&["list", "no:18", "-l"]), same(&["list", "第:18 meeting:专题会议", "-l"]));
    assert_eq!(same(&["list", "date:2024-07", "-l"]).lines().count(), 1);
    assert_eq!(same(&["list", "日期:7月12日", "-l"]), same(&["list", "no:18", "-l"]));
    let without = same(&["list", "-chair:林远舟", "-n", "50", "-l"]);
    assert_eq!(without.lines().count() + expected.lines().count(), 15, "NOT is exact");
}

#[test]
fn views_over_the_archive() {
    let case = Case::with_samples();
    let numbered: String = [(3, "2024-05-08"), (5, "2024-05-20"), (6, "2024-05-27")]
        .iter()
        .map(|(number, date)| {
            numbered(*number, &format!("{}月{}日", &date[6..7], date[8..].trim_start_matches('0')), Some(date))
        })
        .chain([numbered(4, "5月13日", None)])
        .collect();
    case.add(&[case.file("numbered.jsonl", numbered)]);
    let meetings = case.run(&["meeting", "series:县防汛指挥部会议", "--json"]).json();
    let lines = meetings["meetings"].as_array().expect("meetings");
    let numbers: Vec<i64> = lines.iter().filter_map(|line| line["no"].as_i64()).collect();
    assert_eq!(numbers, [6, 5, 4, 3], "{meetings}");
    assert_eq!((&lines[2]["date"], &lines[2]["date_inferred"]), (&"--05-13".into(), &"2024-05-13".into()));
    // A year that only the series proves counts when it is asked for.
    assert_eq!(
        case.run(&["meeting", "series:县防汛指挥部会议 date:2024-05", "--format", "csv"]).out.lines().count(),
        4
    );
    let asked = case.run(&["meeting", "series:县防汛指挥部会议 date:2024-05", "--inferred", "--format", "csv"]);
    assert_eq!(asked.out.lines().count(), 5, "{asked:?}");
    case.run(&["rm", "-y", lines[1]["reports"][0].as_str().unwrap_or_default()]);
    let gaps = case.run(&["meeting", "--gaps"]).out;
    assert!(gaps.contains("县防汛指挥部会议（清源县）  no. 3 to 6, missing 5"), "{gaps}");
    let person = case.run(&["person", "储云帆"]).out;
    assert!(person.contains("市长") && person.contains("储云帆指出,要管住水"), "{person}");
    assert!(case.run(&["person"]).out.contains("林远舟"));
    assert_eq!(case.run(&["person", "查无此人"]).code, 1);
    assert!(case.run(&["said", "储云帆", "水库"]).out.contains("«水库»"));
}

fn numbered(number: u32, day: &str, published: Option<&str>) -> String {
    let body = format!("{day},清源县委书记鲁卫平主持召开县防汛指挥部第{number}次会议。会议强调,要抓好落实。");
    let published = published.map_or(String::new(), |date| format!(",\"date\":\"{date}\""));
    format!("{{\"id\":\"n{number}\",\"title\":\"县防汛指挥部召开第{number}次会议\",\"body\":\"{body}\"{published}}}\n")
}

#[test]
fn corrections_stay_through_reindex_and_a_second_addition() {
    let case = Case::with_samples();
    let id = case.run(&["list", "no:18", "-l"]).out.trim().to_owned();
    let ran = case.run(&["fact", &id, "chair=储云帆", "date=2023-07-12"]).out;
    assert_eq!(
        ran,
        format!("{id}  chair: 储云帆 (was 林远舟)\n{id}  date: 2023-07-12 (was --07-12)\n2 facts corrected\n")
    );
    let holds = |when: &str| {
        let facts = case.run(&["show", &id, "--json"]).json()["facts"].clone();
        assert_eq!(facts["chair"].as_array().map(Vec::len), Some(1), "{when}");
        assert_eq!(facts["chair"][0]["name"], "储云帆", "{when}");
        assert_eq!(
            (&facts["event_date"]["value"], &facts["event_date"]["year_basis"]),
            (&"2023-07-12".into(), &"people".into())
        );
        assert_eq!(case.run(&["list", "chair:储云帆 date:2023", "-l"]).out.trim(), id, "{when}");
        assert!(!case.run(&["list", "chair:林远舟", "-l"]).out.contains(&id), "{when}");
    };
    holds("at once");
    case.run(&["reindex"]);
    holds("after reindex");
    case.run(&["add", &samples().display().to_string()]);
    holds("added again");
    let ran = case.run(&["fact", &id, "cheer=五包一"]);
    assert!(ran.code == 2 && ran.err.contains("chair"), "{ran:?}");
}

#[test]
fn a_correction_says_what_it_did_and_can_be_taken_back() {
    let case = Case::with_samples();
    let id = case.run(&["list", "no:18", "-l"]).out.trim().to_owned();
    let lines = |args: &[&str]| {
        let ran = case.run(&[&["fact", &id], args].concat());
        ran.out.lines().map(|line| line.trim_start_matches(&id).trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(lines(&["attend-=不存在"]), ["attend: there is no 不存在 to take away", "0 facts corrected"]);
    assert_eq!(lines(&["chair=林远舟"]), ["chair: it is 林远舟 already", "0 facts corrected"]);
    assert_eq!(lines(&["attend=王小川", "-N"]), ["attend: added 王小川", "1 fact would be corrected"]);
    assert_eq!(case.run(&["fact", &id, "--list"]).code, 1);
    assert_eq!(lines(&["attend+=王小川", "outlet=云岭日报社"])[2], "2 facts corrected");
    assert_eq!(case.run(&["list", "has:corrected", "-l"]).out.trim(), id);
    assert_eq!(case.run(&["list", "outlet:云岭日报社", "-l"]).out.trim(), id);
    let listed = case.run(&["fact", &id, "--list", "--json"]).json();
    assert_eq!(listed["corrected"][1]["printed"], serde_json::json!(["清河新闻网"]));
    let card = case.run(&["show", &id, "--facts"]).out;
    assert!(card.contains("王小川 (corrected by hand)") && card.contains("(printed: 清河新闻网)"), "{card}");
    assert_eq!(lines(&["outlet", "--undo"]), ["outlet: 清河新闻网 (was 云岭日报社)", "1 fact corrected"]);
    assert_eq!(lines(&["--undo"]), ["attend: took away 王小川", "1 fact corrected"]);
    assert!(case.run(&["list", "has:corrected", "-l"]).out.is_empty());
}

#[test]
fn said_shows_every_statement_and_only_those_that_hold_the_query() {
    let case = Case::new();
    let text = "石桥县召开防汛会议\n7月2日,石桥县委书记林远舟主持召开石桥县防汛会议。林远舟指出,要守住水库。\n他强调,要转移群众。\n林远舟要求:\n一要巡查水库。\n二要备足物资。\n";
    let file = case.file("report.txt", text).display().to_string();
    case.run(&["add", &file, "--date", "2024-07-03"]);
    let said = |args: &[&str]| {
        let answer = case.run(&[&["said"], args, &["--json"]].concat()).json();
        let verbs: Vec<String> = answer["statements"]
            .as_array()
            .map(|all| all.iter().map(|one| one["verb"].as_str().unwrap_or_default().to_owned()).collect())
            .unwrap_or_default();
        (answer["total"]["statements"].as_u64().unwrap_or_default(), verbs)
    };
    assert_eq!(said(&["林远舟"]), (3, vec!["指出".into(), "强调".into(), "要求".into()]));
    assert_eq!(said(&["林远舟", "水库"]), (2, vec!["指出".into(), "要求".into()]));
    assert_eq!(said(&["*", "转移群众"]), (1, vec!["强调".into()]));
    let piped = case.run(&["said", "林远舟", "物资"]).out;
    assert!(piped.contains("林远舟要求: 一要巡查水库。 二要备足«物资»。"), "{piped}");
    assert_eq!(case.run(&["said", "林远舟", "飞机"]).code, 1);
}

#[test]
fn bare_meetings_are_completed_and_people_of_one_name_told_apart() {
    let case = Case::new();
    let reports = [
        (
            "石桥区人大常委会召开主任会议",
            "7月2日,石桥区人大常委会主任林远舟主持召开主任会议。石桥区人大常委会副主任何清出席会议。",
        ),
        ("东陵县召开防汛会议", "7月3日,东陵县委书记林远舟主持召开东陵县防汛会议。东陵县县长何清出席会议。"),
        ("东陵县召开秋收会议", "9月3日,东陵县委书记林远舟主持召开东陵县秋收会议。他说,据何清介绍,秋收顺利。"),
    ];
    for (number, (title, body)) in reports.iter().enumerate() {
        let file = case.file(&format!("{number}.txt"), format!("{title}\n{body}\n")).display().to_string();
        case.run(&["add", &file, "--date", "2024-10-01"]);
    }
    let meetings = case.run(&["meeting"]).out;
    assert!(meetings.contains("2024-07-02  石桥区人大常委会主任会议  chair 林远舟"), "{meetings}");
    let person = case.run(&["person", "林远舟"]).out;
    assert!(person.contains("offices of 2 areas") && person.contains("东陵县: 2 reports"), "{person}");
    let own = case.run(&["person", "林远舟", "office:县委书记", "--json"]).json();
    assert_eq!((&own["total"], &own["reports"][0]["date"]), (&2.into(), &"2024-09-03".into()));
    let all = case.run(&["person", "--format", "csv"]).out;
    assert!(all.contains("林远舟,3,3,东陵县委书记,2024-09-03"), "{all}");
    assert!(case.run(&["person", "meeting:秋收", "--format", "csv"]).out.contains("林远舟,1,1,"));
    assert!(!case.run(&["person", "--until", "2023"]).out.contains("林远舟"));
    assert!(case.run(&["meeting", "-n", "1"]).err.contains("1 of 3 meetings"));
}

#[test]
fn many_articles_are_corrected_by_a_query_or_a_table() {
    let case = Case::with_samples();
    let found = case.run(&["list", "outlet:云岭日报", "-l"]).out.lines().count();
    let edit = ["fact", "--query", "outlet:云岭日报", "outlet=云岭新报"];
    assert!(case.run(&[&edit[..], &["-N"]].concat()).out.contains(&format!("{found} facts would be corrected")));
    let ran = case.run(&edit);
    assert!(ran.code == 2 && ran.err.contains("--yes"), "{ran:?}");
    assert!(case.run(&[&edit[..], &["-y"]].concat()).out.contains(&format!("{found} facts corrected")));
    assert_eq!(case.run(&["list", "outlet:云岭新报", "-l"]).out.lines().count(), found);
    let id = case.run(&["list", "no:18", "-l"]).out.trim().to_owned();
    let table =
        case.file("corrections.csv", format!("id,field,value\n{id},no,19\n00000000,no,3\n{id},attend+,王小川\n"));
    let ran = case.run(&["fact", "--from", &table.display().to_string()]);
    assert!(ran.code == 3 && ran.out.ends_with("2 facts corrected\n") && ran.err.contains(":3:"), "{ran:?}");
    assert_eq!(case.run(&["list", "no:19 attend:王小川", "-l"]).out.trim(), id);
}

#[test]
fn names_the_archive_knows_rank_as_names() {
    let case = Case::with_samples();
    let weights = |query: &str| -> Vec<String> {
        let answer = case.snapshot().search(&request(query)).expect("searches");
        answer.weights.into_iter().map(|(word, _)| word).collect()
    };
    // jieba cuts 温润 and 生.
    assert_eq!(weights("温润生防汛"), ["温润生", "防汛"]);
    assert_eq!(weights("温润土防汛"), ["温润", "土", "防汛"]);
}

#[test]
fn facts_of_files_and_of_stored_articles() {
    let case = Case::with_samples();
    let file = samples().join("01-云岭防汛会议.txt").display().to_string();
    let facts = case.run(&["facts", &file, "--format", "gold"]).json();
    let text = std::fs::read(samples().join("01-云岭防汛会议.txt")).expect("reads");
    assert_eq!((&facts["id"], &facts["is_meeting"]), (&"01-云岭防汛会议".into(), &true.into()));
    let span = |value: &serde_json::Value| {
        let at = |index: usize| value["span"][index].as_u64().unwrap_or_default() as usize;
        String::from_utf8_lossy(&text[at(0)..at(1)]).into_owned()
    };
    assert_eq!(span(&facts["chair"][0]), "林远舟");
    assert_eq!(span(&facts["meeting"]), facts["meeting"]["surface"].as_str().unwrap_or_default());
    let missing = case.run(&["facts", "nowhere.txt"]);
    assert!(missing.code == 3 && missing.err.contains("nowhere.txt"), "{missing:?}");
    let id = case.run(&["list", "no:18", "-l"]).out.trim().to_owned();
    let card = case.run(&["show", &id, "--facts", "--lang", "zh"]).out;
    assert!(
        card.contains("主持      云岭市委书记、市防汛抗旱指挥部总指挥 林远舟") && card.contains("【林远舟】"),
        "{card}"
    );
    assert!(case.run(&["facts", &id]).out.contains("【林远舟】"));
}

#[test]
fn numbers_that_are_there_are_not_missing() {
    let case = Case::new();
    let report = |organ: &str, number: &str, matter: &str| {
        let day = number.len() % 27 + 1;
        format!("2024年5月{day}日，{organ}第{number}次常务会议召开，研究{matter}工作。市长储云帆主持会议并讲话。")
    };
    let numbers = ["三", "四", "五", "八"];
    for (at, number) in numbers.iter().enumerate() {
        let matter = if at == 1 { "教育" } else { "防汛" };
        case.file(&format!("{at}.txt"), report("云岭市政府", number, matter));
    }
    let folder = case.folder.path().to_path_buf();
    case.add(&[folder]);
    let gaps = |args: &[&str]| case.run(&[&["meeting", "--gaps", "--json"], args].concat()).json();
    let all = gaps(&[]);
    assert_eq!(
        (all["gaps"][0]["missing"].clone(), &all["total"]),
        (serde_json::json!(["6-7"]), &serde_json::json!(1)),
        "{all}"
    );
    // The fourth does not match, and is there all the same.
    assert_eq!(gaps(&["防汛"])["gaps"][0]["missing"], serde_json::json!(["6-7"]));
    let series = all["gaps"][0]["series"].as_str().expect("a series").to_owned();
    assert_eq!(case.run(&["meeting", "--series", &series, "--json"]).json()["total"], 4, "{series}");
}
