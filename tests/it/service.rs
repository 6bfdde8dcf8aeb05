//! The library as surfaces use it: snapshots, writers, limits; and faults that were found in it once.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use huibao::{
    AddOptions, Archive, ArticleRef, Control, CountRequest, Error, Limits, ListRequest, MeetingsRequest, SaidRequest,
    SearchRequest, analyze_text,
};

use super::{Case, request, samples};

const REPORT: &str = "7月2日,石桥县委书记林远舟主持召开石桥县防汛会议。他强调,要压实责任。";

#[test]
fn a_long_lived_archive_gets_the_new_state_and_the_same_one_while_nothing_changes() {
    let case = Case::with_samples();
    let archive = Archive::open(case.archive()).expect("opens");
    let mut silent = Control::default();
    let before = archive.snapshot(&mut silent).expect("opens");
    assert!(Arc::ptr_eq(&before, &archive.snapshot(&mut silent).expect("opens")), "nothing has changed");
    let file = case.file("new.txt", REPORT);
    archive.writer().expect("writes").add(&[file], &AddOptions::default(), &mut silent).expect("adds");
    let after = archive.snapshot(&mut silent).expect("opens");
    let count = |snapshot: &huibao::Snapshot| snapshot.stats().expect("counts").totals.articles;
    // What was opened before stays what it was.
    assert_eq!((count(&before), count(&after)), (15, 16));
}

#[test]
fn threads_share_a_snapshot() {
    let case = Case::with_samples();
    let snapshot = case.snapshot();
    let expected = snapshot.search(&request("防汛 责任")).expect("searches").hits.len();
    let search = |snapshot: Arc<huibao::Snapshot>| snapshot.search(&request("防汛 责任")).expect("searches").hits.len();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let snapshot = Arc::clone(&snapshot);
            std::thread::spawn(move || search(snapshot))
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().expect("ends"), expected);
    }
}

#[test]
fn questions_obey_their_limits() {
    let case = Case::with_samples();
    let snapshot = case.snapshot();
    let over = Limits { deadline: Some(Instant::now()), cancel: None };
    let cancelled = Limits { deadline: None, cancel: Some(Arc::new(AtomicBool::new(true))) };
    for (limits, is_deadline) in [(over, true), (cancelled, false)] {
        let limits = || limits.clone();
        let said = SaidRequest { name: "林远舟".into(), limits: limits(), ..SaidRequest::default() };
        let count = CountRequest { query: "said:林远舟".into(), limits: limits(), ..CountRequest::default() };
        let faults = [
            snapshot.search(&SearchRequest { limits: limits(), ..request("防汛") }).err(),
            snapshot.list(&ListRequest { limits: limits(), ..ListRequest::default() }).err(),
            snapshot.meetings(&MeetingsRequest { limits: limits(), ..MeetingsRequest::default() }).err(),
            snapshot.said(&said).err(),
            snapshot.count(&count).err(),
        ];
        for (number, fault) in faults.into_iter().enumerate() {
            let is_expected = match fault {
                Some(Error::DeadlineExceeded) => is_deadline,
                Some(Error::Interrupted) => !is_deadline,
                _ => false,
            };
            assert!(is_expected, "question {number}");
        }
    }
}

#[test]
fn a_second_writer_is_refused_until_the_first_is_dropped() {
    let case = Case::with_samples();
    let archive = Archive::open(case.archive()).expect("opens");
    let writer = archive.writer().expect("the first");
    assert!(matches!(archive.writer(), Err(Error::ArchiveBusy { .. })));
    drop(writer);
    assert!(archive.writer().is_ok());
}

#[test]
fn a_rehearsal_changes_nothing_and_makes_no_archive() {
    let case = Case::new();
    let mut silent = Control::default();
    let options = AddOptions::default();
    let would = Archive::rehearse_add(&case.archive(), &[samples()], &options, &mut silent).expect("rehearses");
    assert_eq!((would.added, Archive::is_in(&case.archive())), (15, false));
    case.add(&[samples()]);
    let would = Archive::rehearse_add(&case.archive(), &[samples()], &options, &mut silent).expect("rehearses");
    assert_eq!((would.added, would.unchanged), (0, 15));
}

#[test]
fn passages_that_are_not_there_are_named() {
    let case = Case::with_samples();
    let snapshot = case.snapshot();
    let ids = case.run(&["list", "-l"]).out;
    let id = ids.lines().next().expect("an id");
    for passage in ["0", "999", "x", ""] {
        let shown = snapshot.show(&ArticleRef::parse(&format!("{id}:{passage}")));
        assert!(matches!(shown, Err(Error::PassageMissing { .. })), "{passage}");
    }
    assert_eq!(analyze_text("第18次", &Default::default()).expect("analyzes").folded, "第18次");
}

#[test]
fn facts_of_a_stored_article_are_those_that_were_corrected() {
    let case = Case::new();
    case.add(&[case.file("a.txt", REPORT)]);
    let id = case.run(&["list", "-l"]).out.trim().to_owned();
    assert_eq!(case.run(&["fact", &id, "attend=王小川"]).code, 0);
    let facts = case.run(&["facts", &id, "--json"]).json();
    assert!(facts["people"].to_string().contains("王小川"), "{facts}");
    let card = case.run(&["facts", &id]).out;
    assert!(card.contains("王小川") && !card.contains("【】"), "{card}");
}

/// What a card says of the dates: the lines of a heading, and the quotation below each.
fn dates(card: &str) -> Vec<String> {
    let mut lines = card.lines().peekable();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if line.starts_with("date ") || line.starts_with("published ") {
            let quote = lines.peek().and_then(|next| Some(next.split_once('【')?.1.split_once('】')?.0));
            found.push(format!("{line} 【{}】", quote.unwrap_or_default()));
        }
    }
    found
}

#[test]
fn a_card_says_and_quotes_the_same_of_a_file_and_of_what_is_stored_of_it() {
    let case = Case::new();
    let page = format!("石桥县召开防汛会议\n2024-07-03 10:15  来源:清河日报\n{REPORT}\n责任编辑:史小卓");
    let file = case.file("a.txt", page);
    case.add(std::slice::from_ref(&file));
    let id = case.run(&["list", "-l"]).out.trim().to_owned();
    let file = file.display().to_string();
    let (read, stored) = (case.run(&["facts", &file]).out, case.run(&["facts", &id]).out);
    let expected =
        ["date      2024-07-02 (year after the publish date) 【7月2日】", "published 2024-07-03 【2024-07-03 10:15】"];
    assert_eq!(dates(&read), expected, "{read}");
    assert_eq!(dates(&stored), expected, "{stored}");
    let [read, stored] = [&file, &id].map(|name| case.run(&["facts", name, "--json"]).json());
    assert_eq!(read["event_date"]["year_basis"], stored["event_date"]["year_basis"]);
    // A fact's text is without blanks where its place is known.
    let text = |facts: &serde_json::Value| facts["publish_date"]["text"].as_str().map(|text| text.replace(' ', ""));
    assert_eq!(text(&read), text(&stored));
}

#[test]
fn a_salvaged_article_keeps_every_field() {
    let case = Case::new();
    let page = format!("会议召开\n原标题:石桥县召开防汛会议 压实责任\n{REPORT}\n来源:清河日报");
    let file = case.file("a.txt", page);
    let lost = case.file("b.jsonl", "{\"title\":\"乙\",\"body\":\"\u{fffd}会议召开,要求压实责任。\"}\n");
    case.add(&[file, lost]);
    let shown = || {
        let ids = case.run(&["list", "-l"]).out;
        let fields = |id: &str| {
            let article = case.run(&["show", id, "--json"]).json();
            format!("{} {} {}", article["title"], article["original_title"], article["cautions"])
        };
        let mut fields: Vec<String> = ids.lines().map(fields).collect();
        fields.sort();
        fields
    };
    let before = shown();
    assert!(before.len() == 2 && before.iter().any(|fields| fields.contains("压实责任")), "{before:?}");
    assert!(before.iter().any(|fields| !fields.ends_with("[]")), "{before:?}");
    // Nothing of the store is left but what the index has of its articles.
    let store = case.archive().join("archive.sqlite3");
    let size = std::fs::metadata(&store).expect("is there").len() as usize;
    std::fs::write(&store, vec![0x5a; size]).expect("writes");
    std::fs::remove_file(case.archive().join("archive.parity")).expect("removes");
    let repaired = case.run(&["repair"]);
    assert!(repaired.code == 0 && repaired.out.contains("only the text was left"), "{repaired:?}");
    assert_eq!(shown(), before, "{repaired:?}");
}

#[test]
fn minus_words_several_ids_and_counts_do_what_they_say() {
    let case = Case::with_samples();
    let (all, without) = (case.run(&["person", "林远舟"]), case.run(&["person", "林远舟", "-防汛"]));
    assert!(all.code == 0 && without.code == 0 && without.out.len() < all.out.len(), "{without:?}");
    let ids = case.run(&["list", "-l", "-n", "2"]).out;
    let ids: Vec<&str> = ids.lines().collect();
    let shown = case.run(&["show", ids[0], ids[1], "--json"]).json();
    assert_eq!(shown["articles"].as_array().map(Vec::len), Some(2));
    // A headline of which no article has every word: searching shows those with some, counting says there is none.
    let query = "林远舟 储云帆 招商引资 老旧小区 军分区 高考 春节 不存在的词语";
    let found = case.run(&["search", query, "--json"]).json();
    let counted = case.run(&["count", query, "--json"]).json();
    assert!(found["tiers"]["some"] == true && found["hits"].as_array().is_some_and(|hits| hits.len() > 1), "{found}");
    assert!(found["hits"][0]["tier"] == "some" && found["total"]["articles"] == 0, "{found}");
    assert!(counted["articles"] == 0, "{counted}");
    let apart = case.run(&["count", "常委会议", "--json"]).json();
    assert!(
        apart["articles"] == 1 && apart["notes"][0] == "5 more articles have its words apart (--match words)",
        "{apart}"
    );
    let words = case.run(&["count", "常委会议", "--match", "words", "--json"]).json();
    assert!(words["articles"] == 6 && words["notes"].as_array().is_some_and(Vec::is_empty), "{words}");
}

#[test]
fn what_goes_on_inside_is_shown_to_those_who_ask() {
    let case = Case::with_samples();
    let ran = case.run(&["search", "防汛", "-vv", "-l"]);
    assert!(ran.err.contains("[debug] huibao::") && ran.err.contains("opened"), "{}", ran.err);
    assert!(!case.run(&["search", "防汛", "-v", "-l"]).err.contains("[debug]"));
}

#[test]
fn rules_say_which_of_them_spoke() {
    let case = Case::new();
    let text = "8月28日,云岭市委书记林远舟主持召开市委常委会会议。会议强调,要压实责任。";
    let analyzed = case.run(&["analyze", "--facts", text, "--json"]).json();
    let rules = analyzed["rules"].as_array().expect("a list");
    let used = |field: &str, rule: &str| rules.iter().any(|used| used["field"] == field && used["rule"] == rule);
    assert!(used("meeting_type", "party-standing") && used("chair", "named-before"), "{analyzed}");
    assert!(analyzed["facts"]["is_meeting"].as_bool().expect("a truth value"));
}

#[test]
fn counts_by_values_are_those_of_the_lists() {
    let case = Case::with_samples();
    let count = |args: &[&str]| case.run(&[&["count", "--json"], args].concat()).json();
    for by in ["year", "month", "outlet", "level", "type", "chair", "person"] {
        let tally = count(&["会议", "--vs", "防汛", "--by", by, "--top", "0"]);
        let rows = tally["rows"].as_array().expect("rows").clone();
        assert!(!rows.is_empty() && tally["left_out"] == 0, "{tally}");
        for row in &rows {
            let value = row["value"].as_str().expect("a value");
            let clause = match by {
                _ if value.is_empty() => continue,
                "year" | "month" => format!("published:{value}"),
                by => format!("{by}:“{value}”"),
            };
            // An outlet may be part of another's name.
            if by == "outlet" {
                continue;
            }
            for (query, cell) in ["会议", "防汛"].iter().zip(row["counts"].as_array().expect("counts")) {
                let plain = count(&[query, &clause]);
                let same = |name: &str| plain[name] == cell[name];
                assert!(same("articles") && same("occurrences"), "{by} {value} {query}: {plain} {cell}");
            }
            assert_eq!(row["all_articles"], case.run(&["list", &clause, "--json"]).json()["total"], "{by} {value}");
        }
    }
    let periods = count(&["会议", "--by", "year"]);
    let articles = |row: &serde_json::Value| row["counts"][0]["articles"].as_u64().unwrap_or(0);
    let sum: u64 = periods["rows"].as_array().expect("rows").iter().map(articles).sum();
    assert_eq!(Some(sum), periods["queries"][0]["articles"].as_u64());
    let refused = case.run(&["count", "会议", "--by", "weekday"]);
    assert!(refused.code == 2 && refused.err.contains("quarter"), "{refused:?}");
}

#[test]
fn crossed_counts_are_those_of_both_values() {
    let case = Case::with_samples();
    let count = |args: &[&str]| case.run(&[&["count", "--json"], args].concat()).json();
    for (by, across) in [("month", "level"), ("chair", "year"), ("person", "type")] {
        let tally = count(&["会议", "--by", &format!("{by},{across}"), "--top", "0"]);
        let rows = tally["rows"].as_array().expect("rows");
        assert!(rows.len() > 1 && tally["across"] == across, "{tally}");
        let clause = |name: &str, value: &serde_json::Value| match (name, value.as_str().expect("a value")) {
            (_, "") => None,
            ("year" | "month", value) => Some(format!("published:{value}")),
            (name, value) => Some(format!("{name}:“{value}”")),
        };
        for row in rows {
            let both = (clause(by, &row["value"]), clause(across, &row["across"]));
            let (Some(first), Some(second)) = both else { continue };
            let (plain, cell) = (count(&["会议", &first, &second]), &row["counts"][0]);
            let same = |name: &str| plain[name] == cell[name];
            assert!(same("articles") && same("occurrences"), "{row}: {plain}");
            let all = case.run(&["list", &first, &second, "--json"]).json();
            assert_eq!(row["all_articles"], all["total"], "{row}");
        }
    }
    // So many values of each; those left out are counted.
    let few = count(&["会议", "--by", "year,person", "--top", "2"]);
    let mut names: Vec<&str> =
        few["rows"].as_array().expect("rows").iter().filter_map(|row| row["across"].as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() == 2 && few["left_out"].as_u64() > Some(0), "{few}");
    assert_eq!(case.run(&["count", "会议", "--by", "year,year"]).code, 2);
    assert_eq!(case.run(&["count", "会议", "--by", "year,month,day"]).code, 2);
}

#[test]
fn what_a_field_cannot_be_is_said() {
    let case = Case::with_samples();
    let list = |query: &str| case.run(&["list", query]);
    for (query, said) in [
        ("type:foo", "there are party_standing"),
        ("level:city", "prefecture 市级"),
        ("no:abc", "第110次"),
        ("date:2024-13", "2022-08"),
        ("date:2024foo", "2022-08"),
        ("chiar:林远舟", "did you mean chair:?"),
    ] {
        let ran = list(query);
        assert!(ran.code == 1 && ran.err.contains(said), "{query}: {ran:?}");
    }
    for query in [
        "Chair:林远舟",
        "chair: 林远舟",
        "标题:防汛",
        "source:清河",
        "is:meeting",
        "date:2011-2024",
        "published:2011至2024",
    ] {
        let ran = list(query);
        assert!(ran.code == 0 && !ran.err.contains("note"), "{query}: {ran:?}");
    }
    let either = case.run(&["list", "--chair", "林远舟", "--chair", "储云帆", "-n", "0"]);
    let one = case.run(&["list", "--chair", "林远舟", "-n", "0"]);
    assert!(either.out.lines().count() > one.out.lines().count() && either.err.contains("either of"), "{either:?}");
    assert!(case.run(&["list", "-3"]).out.lines().count() == 3 && case.run(&["list", "-x"]).code == 2);
    assert!(case.run(&["list", "--since", "2024foo"]).code == 2);
}
