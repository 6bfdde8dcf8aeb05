//! The language of queries as a whole: the same articles as a plain evaluation, hostile input, what people set.

use std::time::{Duration, Instant};

use huibao::internals::holds_on_article;
use huibao::internals::query::Query;
use huibao::{ListRequest, Matching, QueryOptions, Snapshot};
use proptest::prelude::*;

use super::checks::{Random, list_all};
use super::reference::Text;
use super::{Case, request};

fn ids(snapshot: &Snapshot, query: &str, matching: Matching) -> Vec<String> {
    let options = QueryOptions { matching, ..QueryOptions::default() };
    let request = ListRequest { query: query.to_owned(), limit: usize::MAX, options, ..ListRequest::default() };
    let listed = snapshot.list(&request).expect("lists").articles;
    let mut ids: Vec<String> = listed.into_iter().map(|listed| listed.indexed.id).collect();
    ids.sort();
    ids
}

fn texts(snapshot: &Snapshot) -> Vec<Text> {
    let records = list_all(snapshot, "").expect("lists");
    records.into_iter().map(Text::of).collect()
}

/// A thousand articles of sentences drawn from the samples, so that all of a query's parts meet in many ways.
fn thousand() -> Case {
    let case = Case::with_samples();
    let snapshot = case.snapshot();
    let records = list_all(&snapshot, "").expect("lists");
    let sentences: Vec<String> = records
        .iter()
        .flat_map(|record| record.article.body.split_inclusive(['。', '\n', '；']).map(str::to_owned))
        .filter(|sentence| sentence.trim().chars().count() > 3)
        .collect();
    let titles: Vec<String> = records.iter().map(|record| record.article.title.clone()).collect();
    let mut random = Random::new(7);
    let mut lines = String::new();
    for number in 0..1000 {
        let mut body = String::new();
        for _ in 0..1 + random.below(8) {
            body += &sentences[random.below(sentences.len())];
            if random.below(3) == 0 {
                body.push('\n');
            }
        }
        if random.below(4) == 0 {
            body += [
                "ＧＤＰ增长6.1％，5G基站3+3台。",
                "雲嶺市委書記主持第一百一十次會議",
                "第 110 次会议，110人参加",
                "阿里木•买买提指出，iPhone已到。",
                "二〇二四年五月二十日",
            ][random.below(5)];
        }
        let title = &titles[random.below(titles.len())];
        let date = format!("20{:02}-{:02}-{:02}", 20 + random.below(5), 1 + random.below(12), 1 + random.below(28));
        let record = serde_json::json!({ "id": format!("r{number}"), "title": title, "body": body, "date": date });
        lines += &format!("{record}\n");
    }
    case.add(&[case.file("thousand.jsonl", lines)]);
    case
}

/// Something to look for: strings of the texts, cut anywhere, and what people type.
fn atom(texts: &[String], random: &mut Random) -> String {
    const TYPED: &[&str] = &[
        "防汛",
        "责任",
        "林远舟",
        "储云帆",
        "会议",
        "要求",
        "第18次",
        "第十八次",
        "第１８次",
        "第110次",
        "第一百一十次",
        "110人",
        "5G",
        "3+3",
        "GDP",
        "gdp",
        "２０２４年５月２０日",
        "2024年5月20日",
        "5月20日",
        "雲嶺",
        "云岭",
        "書記",
        "防*",
        "防汛…责任",
        "要*落实",
        "会…要…工作",
        "i*",
        "G*",
        "林?舟",
        "会?强调",
        "阿里木·买买提",
        "“一库一策”",
        "的",
        "。",
        "——",
        "没有的词",
        "\"压实 责任\"",
        "NOT",
        "OR",
        "或",
        "非",
        "NEAR/3",
        "chair:林远舟",
        "主持:储云帆",
        "attend:储云帆",
        "said:会议",
        "office:书记",
        "meeting:专题会议",
        "no:18",
        "no:10..20",
        "no:..20",
        "date:2024",
        "date:7月12日",
        "date:2024-05..2024-07",
        "published:..2022",
        "published:2023-08",
        "place:云岭",
        "type:work",
        "slogan:五包一",
        "agenda:预案",
        "document:预案",
        "agency:水利",
        "outlet:清河",
        "date:*",
        "chair:*",
        "chair:林*",
        "py:lyz",
        "py:linyuanzhou",
        "py:fangxun",
        "py:shuili",
    ];
    if random.below(2) == 0 {
        return TYPED[random.below(TYPED.len())].to_owned();
    }
    let text: Vec<char> = texts[random.below(texts.len())].chars().collect();
    let start = random.below(text.len().max(1));
    let piece: String =
        text[start..].iter().take(1 + random.below(6)).filter(|c| !"\"“”‘’「」『』\n".contains(**c)).collect();
    if random.below(2) == 0 { format!("“{piece}”") } else { piece.replace(char::is_whitespace, "") }
}

fn string(texts: &[String], random: &mut Random) -> String {
    const STRINGS: &[&str] = &[
        "防汛",
        "责任",
        "会议",
        "林远舟",
        "要求",
        "指出",
        "“压实”",
        "(防汛 OR 安全)",
        "第18次",
        "强?",
        "林?舟",
        "防*",
        "市委",
        "。",
        "落实",
    ];
    if random.below(3) > 0 {
        return STRINGS[random.below(STRINGS.len())].to_owned();
    }
    let text: Vec<char> = texts[random.below(texts.len())].chars().collect();
    let start = random.below(text.len().max(1));
    let piece: String = text[start..].iter().take(1 + random.below(4)).filter(|c| c.is_alphanumeric()).collect();
    format!("“{piece}”")
}

fn query(texts: &[String], random: &mut Random, depth: usize) -> String {
    let part = |random: &mut Random| query(texts, random, depth + 1);
    match random.below(if depth > 2 { 3 } else { 14 }) {
        3 | 4 => format!("{} {}", part(random), part(random)),
        5 => format!("{} OR {}", part(random), part(random)),
        6 => format!("({}) ({})", part(random), part(random)),
        7 => format!("{} -({})", part(random), part(random)),
        8 => format!("{} NOT {}", part(random), part(random)),
        9 => format!("({}|{}) {}", part(random), part(random), part(random)),
        10 => {
            let name = ["NEAR", "ADJ"][random.below(2)];
            format!("{} {name}/{} {}", string(texts, random), random.below(20), string(texts, random))
        }
        11 => format!("{} {} {}", string(texts, random), ["SAME", "SENT"][random.below(2)], string(texts, random)),
        12 => format!("atleast{}:{}", 1 + random.below(4), string(texts, random)),
        13 => format!("first{}:{}", random.below(60), string(texts, random)),
        _ => atom(texts, random),
    }
}

#[test]
fn the_same_articles_as_a_plain_evaluation() {
    let case = thousand();
    let snapshot = case.snapshot();
    let mut texts = texts(&snapshot);
    assert!(texts.len() > 1000, "{}", texts.len());
    let records = list_all(&snapshot, "").expect("lists");
    let bodies: Vec<String> = records.iter().map(|record| record.article.body.clone()).collect();
    let mut random = Random::new(20_240_712);
    let (mut nothing, mut everything) = (0, 0);
    // `HUIBAO_LONG_TESTS=1` asks all of them.
    let queries = if std::env::var_os("HUIBAO_LONG_TESTS").is_some() { 5000 } else { 1200 };
    for number in 0..queries {
        let typed = query(&bodies, &mut random, 0);
        let parsed = Query::parse(&typed).query;
        let again = Query::parse(&parsed.to_string()).query;
        assert_eq!(parsed, again, "query {number}, {typed}: its own text reads as the same");
        // Runs as their words, and as they were typed.
        let is_typed = number % 2 == 1;
        texts.iter_mut().for_each(|text| text.typed = is_typed);
        let matching = if is_typed { Matching::Typed } else { Matching::Words };
        let mut expected: Vec<String> = texts.iter().filter(|text| text.holds(&parsed)).map(|t| t.id.clone()).collect();
        expected.sort();
        nothing += usize::from(expected.is_empty());
        everything += usize::from(expected.len() == texts.len());
        assert_eq!(ids(&snapshot, &typed, matching), expected, "query {number}: {typed}, read as {parsed}");
        // What proves the candidates of another backend never loses one, and keeps no other where texts alone decide.
        let mut on_facts = false;
        parsed.for_each(&mut |part| on_facts |= matches!(part, Query::Fact(..) | Query::Pinyin(_) | Query::Saved(_)));
        if number % 50 == 0 {
            let proved = records.iter().filter(|one| holds_on_article(&parsed, &one.article)).map(|one| one.id.clone());
            let mut proved: Vec<String> = proved.collect();
            proved.sort();
            assert!(on_facts || proved == expected, "query {number}: {typed}: {} of {}", proved.len(), expected.len());
            assert!(expected.iter().all(|id| proved.binary_search(id).is_ok()), "query {number}: {typed}");
        }
    }
    // Most of them tell articles apart.
    assert!(nothing + everything < queries / 2, "{nothing} find nothing, {everything} everything");
}

#[test]
fn hostile_queries_end_soon_on_a_small_stack() {
    let case = Case::with_samples();
    let long = |piece: &str, times: usize| piece.repeat(times);
    let mut queries = vec![
        long("(", 100_000),
        long(")", 100_000),
        long("(a OR ", 10_000),
        long("防 ", 100_000),
        long("防 OR ", 100_000),
        long("-", 10_000),
        long("NOT ", 10_000),
        long("“", 10_000),
        long("a NEAR/1000 ", 300),
        long("防 SAME ", 300),
        long("的 NEAR/1000 ", 63) + "的",
        long("atleast9:", 300),
        long("first1:(", 300),
        long("field:", 1000),
        long("chair:(", 300),
        long("防*", 300),
        long("防?", 499) + "防",
        long("aa-", 400),
        long("第1次", 200),
        long("一百", 500),
        long("py:a", 200),
        format!("py:{}", long("xian", 200)),
        format!("no:{}..{}", long("9", 400), long("9", 400)),
        "no:99999999999".into(),
        "date:99999-99-99..".into(),
        "NEAR/99999999999 a".into(),
        "atleast99999999999:防".into(),
        "first99999999999:防".into(),
        "\0\0防汛\0".into(),
        "\u{202e}防汛\u{2066}".into(),
        "\u{10ffff}\u{10fffe}".into(),
        "query:自己".into(),
        "|||| || |".into(),
        "非非非非".into(),
        "(防汛 OR) (OR) () -() \"\" “” :: ：： *: ? ?? *".into(),
    ];
    let pieces = [
        "(",
        ")",
        "（",
        "）",
        "“",
        "”",
        "\"",
        "‘",
        "「",
        "-",
        "!",
        "非",
        " ",
        "　",
        "OR",
        "|",
        "NEAR/3",
        "ADJ/",
        "SAME",
        "SENT",
        "防汛",
        "第110次",
        "chair:",
        "date:",
        "py:",
        "query:",
        "atleast2:",
        "first9:",
        "?",
        "*",
        ":",
        "..",
        "\0",
        "\u{202e}",
        "a",
        "１",
        "\n",
        "NOT",
        "·",
    ];
    let mut random = Random::new(3);
    while queries.len() < 1000 {
        let count = 1 + random.below(40);
        queries.push((0..count).map(|_| pieces[random.below(pieces.len())]).collect());
    }
    let snapshot = case.snapshot();
    let run = move || {
        for query in &queries {
            let start = Instant::now();
            snapshot.search(&request(query)).expect("answers");
            let shown: String = query.chars().take(60).collect();
            // Half a second on a program built for speed; the one of the tests is slower.
            assert!(start.elapsed() < Duration::from_secs(5), "{shown} took {:?}", start.elapsed());
        }
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("starts").join().expect("answers all");
}

#[test]
fn hard_cases() {
    let case = Case::new();
    let lines = [
        ("a", "市委召开第110次专题会议", "8月28日，雲嶺市委書記林遠舟主持第110次会议。储祥好指出，要管住水。"),
        ("b", "市委召开第一百一十次专题会议", "县长阿里木•买买提参加，１１０人到会。"),
        ("c", "市委召开第1100次会议", "GDP增长6%，落实“3+3”值守，5G基站。曾亮到会。"),
        ("d", "储云帆调研", "二〇二二年八月二十八日，罗伯特·卡洛斯来访。晋ICP备2021002877号。"),
        ("e", "曾亮主持召开座谈会", "大家发言。"),
    ];
    let lines: String = lines
        .iter()
        .map(|(id, title, body)| format!("{}\n", serde_json::json!({ "id": id, "title": title, "body": body })))
        .collect();
    case.add(&[case.file("hard.jsonl", lines)]);
    let check = |query: &str, expected: &str| {
        let rows = case.run(&["list", query, "--format", "jsonl"]).out;
        let mut keys: Vec<String> = rows
            .lines()
            .map(|line| {
                serde_json::from_str::<serde_json::Value>(line).expect("JSON")["key"].as_str().unwrap_or("-").to_owned()
            })
            .collect();
        keys.sort();
        assert_eq!(keys.concat(), expected, "{query}");
    };
    for query in ["第110次", "第一百一十次", "第１１０次", "第 110 次", "“第110次” OR 第110次"] {
        check(query, "ab");
    }
    check("“第110次”", "a");
    check("110人", "b");
    check("第1100次", "c");
    check("云岭市委书记林远舟", "a");
    check("“雲嶺市委書記”", "a");
    check("储祥好", "a");
    check("好", "a");
    check("阿里木·买买提", "b");
    check("买买提", "b");
    check("罗伯特•卡洛斯", "d");
    check("3+3", "c");
    check("gdp", "c");
    check("5g", "c");
    check("晋ICP备2021002877号", "d");
    check("２０２２年８月２８日", "d");
    check("py:chuxianghao", "a");
    check("py:cxh", "a");
    check("py:zengliang", "e");
    check("py:cengliang", "e");
    check("py:chuyunfan", "d");
    check("储?好", "a");
    check("云岭 -储祥好", "");
    check("会议 -“第110次”", "bc");
    check("水", "a");
}

#[test]
fn folding_can_be_switched_off() {
    let case = Case::new();
    let lines = "{\"id\":\"a\",\"title\":\"雲嶺\",\"body\":\"GDP增长\"}\n{\"id\":\"b\",\"title\":\"云岭\",\"body\":\"gdp增长\"}\n";
    case.add(&[case.file("fold.jsonl", lines)]);
    let count = |args: &[&str]| case.run(&[&["list", "-l"], args].concat()).out.lines().count();
    assert_eq!((count(&["雲嶺"]), count(&["--exact", "雲嶺"]), count(&["--exact", "“GDP”"])), (2, 1, 1));
    assert_eq!(count(&["--exact", "增长 -“GDP”"]), 1);
    let ran = case.run(&["search", "--exact", "雲岭"]);
    assert!(ran.code == 1 && ran.err.contains("without --exact (folded): 2 articles"), "{ran:?}");
}

#[test]
fn nothing_found_says_what_to_try() {
    let case = Case::with_samples();
    // Articles with half of the words are shown, and what is nowhere is said.
    let ran = case.run(&["search", "防汛 没有这个词"]);
    assert!(ran.code == 0 && ran.err.contains("no article has all the words"), "{ran:?}");
    assert!(ran.err.contains("no article has 没有这个词") && ran.err.contains("without “没有这个词”: "), "{ran:?}");
    let ran = case.run(&["search", "储样帆"]);
    assert!(ran.code == 1 && ran.err.contains("did you mean 储云帆?"), "{ran:?}");
    let ran = case.run(&["search", "chair:储样帆", "--lang", "zh"]);
    assert!(ran.code == 1 && ran.err.contains("是否指 储云帆？") && ran.err.contains("没有找到"), "{ran:?}");
    let ran = case.run(&["search", "NEAR/5 防汛"]);
    assert!(ran.err.contains("NEAR/5 has nothing on one side and is read as a word"), "{ran:?}");
    let json = case.run(&["search", "防汛 NEAR/5", "--json"]).json();
    assert!(json["notes"][0].as_str().is_some_and(|note| note.contains("NEAR/5")), "{json}");
}

#[test]
fn what_people_set_is_kept_and_used() {
    let case = Case::with_samples();
    let count = |query: &str| case.run(&["list", "-l", query]).out.lines().count();
    let (flood, drought) = (count("防汛"), count("招商引资"));
    assert!(flood > 0 && drought > 0);
    assert_eq!(case.run(&["alias", "add", "汛=防汛=招商引资"]).out, "set 汛 = 防汛 = 招商引资\n");
    let either = count("防汛");
    assert_eq!(either, count("“防汛” OR “招商引资” OR “汛”"));
    assert!(either > flood);
    let ran = case.run(&["search", "防汛", "-v"]);
    assert!(ran.err.contains("read as: \"防汛\" OR \"汛\" OR \"招商引资\""), "{ran:?}");
    assert_eq!(case.run(&["saved", "add", "汛情=防汛", "-演练"]).code, 0);
    assert_eq!(count("query:汛情"), count("防汛 -演练"));
    assert_eq!(case.run(&["saved", "list"]).out, "汛情 = 防汛 -演练\n");
    assert!(case.run(&["dict", "add", "生态环境"]).err.contains("huibao reindex"));
    assert!(!case.run(&["dict", "add", "全市雨情水情"]).err.is_empty());
    assert_eq!(case.run(&["reindex"]).code, 0);
    // All of it stands in the store: the index was built anew from it.
    assert_eq!((count("防汛"), count("query:汛情")), (either, count("防汛 -演练")));
    let ran = case.run(&["dict", "list"]);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("全市雨情水情\n生态环境\n", ""));
    let weights = case.snapshot().search(&request("全市雨情水情")).expect("searches").weights;
    assert_eq!(weights.len(), 1, "{weights:?}");
    assert_eq!(case.run(&["alias", "rm", "汛"]).code, 0);
    assert_eq!(count("防汛"), flood);
    assert_eq!(case.run(&["alias", "rm", "汛"]).code, 1);
    assert_eq!(case.run(&["saved", "rm", "汛情"]).code, 0);
    assert!(case.run(&["search", "query:汛情"]).err.contains("no query is saved as 汛情"));
    assert_eq!(case.run(&["alias", "add", "防汛"]).code, 2);
}

#[test]
fn names_are_completed() {
    let case = Case::with_samples();
    for beginning in ["储", "chu", "cyf", "chuyun"] {
        assert!(case.run(&["person", "--complete", beginning]).out.lines().any(|line| line == "储云帆"), "{beginning}");
    }
    assert_eq!(case.run(&["person", "--complete", "没有"]).code, 1);
}

#[test]
fn the_language_is_explained_on_one_screen_in_both_languages() {
    let case = Case::with_samples();
    let (english, chinese) = (case.run(&["help", "query"]), case.run(&["help", "query", "--lang", "zh"]));
    for ran in [&english, &chinese] {
        assert_eq!(ran.code, 0);
        let lines: Vec<&str> = ran.out.lines().collect();
        assert!(lines.len() <= 30, "{} lines", lines.len());
        for line in lines {
            assert!(unicode_width(line) <= 80, "{line}");
        }
    }
    assert!(english.out.contains("in one paragraph") && chinese.out.contains("同一段"));
    // The examples run on the samples, and nearly all of them find something there.
    let examples = english.out.lines().take_while(|line| !line.is_empty());
    for line in examples {
        let shown: String = line.split("  ").next().unwrap_or_default().to_owned();
        let query = shown.split(" = ").next().unwrap_or_default();
        let ran = case.run(&["list", "-l", query]);
        assert!(ran.code == 0 || query.contains("NAME"), "{query}: {ran:?}");
    }
}

fn unicode_width(line: &str) -> usize {
    line.chars().map(|c| if c as u32 >= 0x2e80 { 2 } else { 1 }).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_parses_and_its_reading_reads_the_same(text in "[()（）“”\"‘’「」 　|!?*:：非或ORNT.A/0-9第次年月日王钊防汛责任a-c-]{0,40}") {
        let parsed = Query::parse(&text).query;
        prop_assert_eq!(&Query::parse(&parsed.to_string()).query, &parsed, "{} -> {}", text, parsed);
    }
}
