//! The program from outside: arguments, output, exit codes.

use std::io::Write;
use std::process::Stdio;

use super::{Case, samples};

#[test]
fn pages_continue_each_other() {
    let case = Case::new();
    let words = ["防汛", "责任", "会议", "排查", "水库"];
    let lines: String = (0..150)
        .map(|number| {
            let words = (0..5).filter(|bit| number >> bit & 1 == 1).map(|bit| words[bit]).collect::<Vec<_>>();
            // Long articles have the words together, which only a close look sees; short ones have them apart.
            let (between, filler) =
                if number % 7 > 3 { ("", 200) } else { ("，各级各部门要认真落实，", 1) };
            let body = format!("云岭市第{number}次调度。{}。\\n{}", words.join(between), "要求。".repeat(filler));
            format!("{{\"id\":\"{number}\",\"title\":\"调度{number}\",\"body\":\"{body}\"}}\n")
        })
        .collect();
    case.add(&[case.file("many.jsonl", lines)]);
    for query in ["防汛 责任", "防汛 OR 水库", "\"会议\"", "防汛责任会议排查水库调度工作"] {
        for group in ["article", "passage"] {
            let ids = |limit: &str, offset: &str| {
                let args = ["search", query, "--format", "ids", "--group", group, "-n", limit, "--offset", offset];
                case.run(&args).out
            };
            let pages: String = ["0", "30", "60", "90", "120"].map(|offset| ids("30", offset)).concat();
            assert_eq!(ids("150", "0"), pages, "{query} {group}");
        }
    }
}

#[test]
fn a_missing_archive_is_named() {
    let case = Case::new();
    for args in [
        &["search", "会议"][..],
        &["list"],
        &["count", "会议"],
        &["show", "ab"],
        &["stats"],
        &["reindex"],
        &["rm", "ab"],
        &["tag", "+a", "ab"],
    ] {
        let ran = case.run(args);
        assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
        assert!(ran.err.contains(&case.archive().display().to_string()) && ran.err.contains("huibao add"), "{ran:?}");
    }
    assert!(!case.archive().exists(), "nothing was created");
}

#[test]
fn adding_twice_changes_nothing_and_says_so() {
    let case = Case::new();
    let folder = samples().display().to_string();
    assert_eq!(
        case.run(&["add", &folder]).out,
        "formats  text 8, jsonl 3, csv 2, html 2\noutlets  云岭日报 3, 清河新闻网 3, 清源融媒 3, 东陵融媒 1, 云岭市人民政府 1, … +2\nadded 15, replaced 0, unchanged 0, skipped 0\n"
    );
    assert_eq!(case.run(&["add", &folder]).out, "added 0, replaced 0, unchanged 15, skipped 0\n");
    assert_eq!(case.run(&["stats", "--json"]).json()["revisions"], 15);
}

#[test]
fn a_dry_run_changes_nothing() {
    let case = Case::new();
    let ran = case.run(&["add", &samples().display().to_string(), "--dry-run"]);
    let last_line = ran.out.lines().last().unwrap_or_default();
    assert_eq!((ran.code, last_line), (0, "would add 15, replace 0, leave 0, skip 0"));
    assert!(!case.archive().exists());
    case.add(&[samples()]);
    let ran = case.run(&["add", &samples().display().to_string(), "--dry-run"]);
    assert_eq!(ran.out, "would add 0, replace 0, leave 15, skip 0\n");
}

#[test]
fn bad_items_are_listed_and_the_good_ones_kept() {
    let case = Case::new();
    case.file("1-empty.txt", "");
    case.file("2-good.txt", "8月28日，市委召开会议，研究部署防汛工作。");
    case.file("3-binary.txt", [0u8, 1, 2, 3, 255, 254, 0, 7]);
    case.file(
        "4-rows.jsonl",
        "{\"title\":\"甲\",\"body\":\"会议强调防汛。\"}\n{\"title\":\n{\"title\":\"乙\",\"body\":\"会议要求防汛。\"}\n",
    );
    let ran = case.run(&["add", &case.folder.path().display().to_string(), "/nowhere/at/all"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (3, "formats  jsonl 2, text 1\nadded 3, replaced 0, unchanged 0, skipped 4\n")
    );
    for named in [
        "1-empty.txt: empty",
        "3-binary.txt: not a text file",
        "4-rows.jsonl:2: bad record",
        "/nowhere/at/all: no such file",
    ] {
        assert!(ran.err.contains(named), "{named}: {}", ran.err);
    }
    assert!(case.run(&["count", "防汛"]).out.starts_with("3 articles"));
}

#[test]
fn standard_input_with_source_date_and_tag() {
    let case = Case::new();
    let mut child = case
        .command(&["add", "-", "--source", "清河日报", "--date", "2022-08-29", "--tag", "草稿", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("is piped").write_all("8月28日，市委召开会议。".as_bytes()).expect("writes");
    let ran = super::Ran::from(child.wait_with_output().expect("ends"));
    assert_eq!(ran.json()["status"], "added");
    let listed = case.run(&[
        "list",
        "--tag",
        "草稿",
        "--source",
        "清河",
        "--since",
        "2022-08-29",
        "--until",
        "2022-08",
        "--format",
        "jsonl",
    ]);
    assert_eq!(
        (listed.json()["published"].as_str(), listed.json()["outlet"].as_str()),
        (Some("2022-08-29"), Some("清河日报"))
    );
    assert_eq!(case.run(&["list", "--until", "2022-07"]).code, 1);
}

/// Adds what is piped.
fn pasted(case: &Case, text: &str) -> super::Ran {
    let mut command = case.command(&["add", "-", "--format", "jsonl"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    child.stdin.take().expect("is piped").write_all(text.as_bytes()).expect("writes");
    super::Ran::from(child.wait_with_output().expect("ends"))
}

#[test]
fn what_is_pasted_replaces_nothing_that_was_pasted_before() {
    let case = Case::new();
    let report = |day: &str, matter: &str| {
        format!("市委常委会召开会议\n\n{day}，市委书记张三主持召开市委常委会会议，研究{matter}工作。")
    };
    let texts = [report("7月1日", "防汛"), report("8月3日", "扶贫"), report("8月3日", "扶贫和防汛")];
    for text in &texts {
        assert_eq!(pasted(&case, text).json()["status"], "added", "{text}");
    }
    assert_eq!(pasted(&case, &texts[0]).json()["status"], "unchanged", "the same text is the same article");
    assert_eq!(case.run(&["list", "--json"]).json()["total"], 3);
    // A file that is edited is another version of itself.
    let file = case.file("a.txt", &texts[1]).display().to_string();
    case.run(&["add", &file]);
    case.file("a.txt", texts[1].replace("8月3日", "8月4日"));
    case.run(&["add", &file]);
    assert_eq!(case.run(&["list", "--json"]).json()["total"], 4);
}

#[test]
fn many_items_with_one_reason_are_told_in_few_lines() {
    let case = Case::new();
    let rows: String = (0..300).map(|number| format!("{number},甲\n")).collect();
    let table = case.file("a.csv", format!("号,名\n{rows}")).display().to_string();
    let ran = case.run(&["add", &table]);
    assert!(ran.code == 3 && ran.err.lines().count() < 12 && ran.err.contains("295 more"), "{ran:?}");
    let ran = case.run(&["add", &table, "--lang", "zh"]);
    assert!(ran.err.contains("另有 295 项：记录没有正文"), "{ran:?}");
}

#[test]
fn of_nothing_no_archive_is_made() {
    let case = Case::new();
    let empty = case.archive().with_file_name("empty");
    std::fs::create_dir(&empty).expect("makes a folder");
    let ran = case.run(&["add", empty.to_str().expect("a path")]);
    assert!(ran.code == 0 && ran.out.contains("added 0") && !ran.err.contains("new archive"), "{ran:?}");
    assert!(!case.archive().exists());
    assert_eq!(case.run(&["add", "nowhere.txt"]).code, 3);
    assert!(!case.archive().exists());
}

#[test]
fn what_is_left_out_is_said_in_chinese() {
    let case = Case::new();
    let (empty, binary) = (case.file("空.txt", ""), case.file("a.bin", [0_u8, 1, 2, 3, 0, 0, 7]));
    let (empty, binary) = (empty.display().to_string(), binary.display().to_string());
    let ran = case.run(&["add", &empty, &binary, "nowhere.txt", "--lang", "zh"]);
    for said in ["空文件", "不是文本文件", "没有这个文件"] {
        assert!(ran.err.contains(said), "{said}: {ran:?}");
    }
    let ran = case.run(&["log", "--lang", "zh"]);
    assert!(ran.out.contains("空文件") && !ran.out.contains("empty"), "{ran:?}");
    for (args, said) in [
        (&["count", "会", "--by", "weekday", "--lang", "zh"][..], "可取 year、quarter"),
        (&["list", "-n", "--lang", "zh"], "缺少值"),
        (&["list", "--style", "2015", "--lang", "zh"], "--style 只用于"),
        (&["add", "a.txt", "--map", "rumpf=b", "--lang", "zh"], "没有 rumpf 这个字段"),
        (&["import", "nowhere.jsonl", "--lang", "zh"], "没有这个文件或文件夹"),
    ] {
        let ran = case.run(args);
        assert!(ran.code == 2 && ran.err.contains(said) && !ran.err.contains("error"), "{args:?}: {ran:?}");
    }
}

#[test]
fn what_an_option_means_is_done_or_refused() {
    let case = Case::with_samples();
    // Filters alone count everything that passes them.
    let all = case.run(&["list", "--since", "2000", "--json"]).json()["total"].clone();
    assert_eq!(case.run(&["count", "--since", "2000", "--json"]).json()["articles"], all);
    assert_eq!(case.run(&["count"]).code, 2);
    let either = case.run(&["list", "--chair", "林远舟 OR 储云帆", "--json"]).json();
    let both = case.run(&["list", "--chair", "林远舟", "--chair", "储云帆", "--json"]).json();
    assert_eq!(either["total"], both["total"]);
    for args in [
        ["search", "防汛", "--facets", "year", "--format", "csv"].as_slice(),
        &["search", "防汛", "--explain", "--format", "md"],
    ] {
        let ran = case.run(args);
        assert!(ran.code == 2 && ran.err.contains("text, json"), "{ran:?}");
    }
    let never = case.run(&["list", "--since", "2024-05", "--until", "2023"]);
    assert!(never.err.contains("is after"), "{never:?}");
    // A passage group has all passages, and an article as many as are asked for.
    let passages = |args: &[&str]| {
        let ran = case.run(&[&["search", "防汛", "-n", "0", "--format", "jsonl"], args].concat());
        ran.out.lines().count() as u64
    };
    let total = case.run(&["count", "防汛", "--json"]).json()["passages"].as_u64().expect("a number");
    assert_eq!(passages(&["--group", "passage", "--match", "typed"]), total);
    assert_eq!(passages(&["--per-article", "0", "--match", "typed"]), total);
    // An id alone shows what was corrected, as --list does.
    let id = case.run(&["list", "-n", "1", "--format", "ids"]).out.trim().to_owned();
    assert_eq!(case.run(&["fact", &id]).out, case.run(&["fact", &id, "--list"]).out);
    assert_eq!(case.run(&["alias", "list"]).code, 0);
    // Tags of a query, and the list of them.
    assert_eq!(case.run(&["tag", "+已核", "--query", "防汛"]).code, 0);
    let tagged = case.run(&["list", "tag:已核", "--json"]).json()["total"].as_u64().expect("a number");
    assert!(case.run(&["tag"]).out.contains(&format!(" {tagged}  已核\n")));
    assert_eq!(case.run(&["tag", "+已核"]).code, 2);
    let address = case.run(&["add", "https://qh.example/1.html"]);
    assert!(address.code == 3 && address.err.contains("no connection is opened"), "{address:?}");
    let name = case.run(&["said", "chair:林远舟"]);
    assert!(name.code == 2 && name.err.contains("comes first"), "{name:?}");
    case.add(&[case.file("天气.txt", "今天天气晴好,适合出门散步。\n")]);
    let of_sort = |sort: &str| case.run(&["list", &format!("is:{sort}"), "--json"]).json()["total"].as_u64();
    assert!(of_sort("other") > Some(0) && of_sort("其他") == of_sort("other"));
    let near = case.run(&["list", "主持人:林远舟"]);
    assert!(near.err.contains("主持:"), "{near:?}");
}

#[test]
fn columns_can_be_mapped() {
    let case = Case::new();
    let table = case.file("a.csv", "标目,全文二\n一次会议,会议强调防汛。\n").display().to_string();
    assert_eq!(case.run(&["add", &table]).code, 3);
    assert_eq!(case.run(&["add", &table, "--map", "title=标目,body=全文二"]).code, 0);
    assert_eq!(case.run(&["search", "防汛", "--json"]).json()["hits"][0]["title"], "一次会议");
    let ran = case.run(&["add", &table, "--map", "rumpf=全文二"]);
    assert!(ran.code == 2 && ran.err.contains("no field is called rumpf"), "{ran:?}");
}

#[test]
fn json_of_a_search() {
    let case = Case::with_samples();
    let answer = case.run(&["search", "“五包一”", "--json"]).json();
    assert_eq!(
        (answer["v"].as_u64(), answer["total"]["articles"].as_u64(), answer["total"]["passages"].as_u64()),
        (Some(1), Some(1), Some(1))
    );
    let hit = &answer["hits"][0];
    let text = hit["text"].as_str().expect("a text");
    let mark = |at: usize| hit["marks"][0][at].as_u64().expect("a number") as usize;
    assert_eq!(&text[mark(0)..mark(1)], "五包一");
    let shown = case.run(&["show", hit["id"].as_str().expect("an id"), "--json"]).json();
    let span = |at: usize| hit["span"][at].as_u64().expect("a number") as usize;
    assert_eq!(&shown["body"].as_str().expect("a body")[span(0)..span(1)], text);
    let missing = case.run(&["search", "“没有这句话”", "--json"]);
    assert_eq!((missing.code, missing.json()["hits"].as_array().map(Vec::len)), (1, Some(0)));
}

#[test]
fn many_queries_in_one_run() {
    let case = Case::with_samples();
    let queries =
        case.file("q.jsonl", "{\"_id\":\"q1\",\"text\":\"招商引资\"}\n{\"_id\":\"q2\",\"text\":\"没有的词组\"}\n");
    let ran = case.run(&[
        "search",
        "--queries",
        &queries.display().to_string(),
        "--match",
        "any",
        "--format",
        "trec",
        "-n",
        "1",
    ]);
    let first: Vec<&str> = ran.out.lines().next().expect("a line").split(' ').collect();
    assert_eq!((first[0], first[1], first[2], first[3], first[5]), ("q1", "Q0", "qy-2024-002", "1", "huibao"));
}

#[test]
fn limits_may_be_absurd() {
    let case = Case::with_samples();
    let most = usize::MAX.to_string();
    for format in ["trec", "jsonl", "ids"] {
        let ran = case.run(&[
            "search",
            "会议",
            "--format",
            format,
            "-n",
            &most,
            "--offset",
            "1",
            "--per-article",
            &most,
            "-C",
            "9",
        ]);
        assert!(ran.code == 0 && ran.out.lines().count() > 5, "{ran:?}");
        assert_eq!(case.run(&["search", "会议", "--format", format, "-n", &most, "--offset", &most]).code, 1);
    }
    assert_eq!(case.run(&["list", "-n", &most, "-l"]).out.lines().count(), 15);
    assert_eq!(case.run(&["list", "-n", "1", "--offset", &most]).code, 1);
}

#[test]
fn ids_may_be_short_and_passages_named() {
    let case = Case::with_samples();
    let full = case.run(&["search", "“五包一”", "--json"]).json()["hits"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(case.run(&["show", &full[..6]]).code, 0);
    let ran = case.run(&["show", &format!("{full}:3")]);
    assert!(ran.out.contains("“五包一”") && ran.out.contains("《林远舟主持召开市委第18次专题会议"), "{ran:?}");
    assert_eq!(case.run(&["show", &format!("{full}:99")]).code, 2);
    assert_eq!(case.run(&["show", "ffffffffffff"]).code, 1);
    let raw = case.command(&["show", &full, "--raw"]).output().expect("runs").stdout;
    assert_eq!(raw, std::fs::read(samples().join("01-云岭防汛会议.txt")).expect("reads"));
}

#[test]
fn an_ambiguous_id_lists_what_it_may_mean() {
    let case = Case::with_samples();
    let ids = case.run(&["list", "-l", "-n", "100"]).out;
    let shared = (0..16)
        .map(|digit| format!("{digit:x}"))
        .find(|digit| ids.lines().filter(|id| id.starts_with(digit.as_str())).count() > 1);
    let ran = case.run(&["show", &shared.expect("15 ids share a first digit")]);
    assert!(ran.code == 2 && ran.err.contains("is the beginning of several"), "{ran:?}");
}

#[test]
fn a_minus_needs_no_special_care() {
    let case = Case::with_samples();
    let base = ["search", "-l", "-n", "100", "--match", "words"];
    let count = |args: &[&str]| case.run(&[&base, args].concat()).out.lines().count();
    let (with, without, both) = (count(&["会议", "防汛"]), count(&["会议", "-防汛"]), count(&["会议"]));
    assert!(with > 0 && without > 0);
    assert_eq!(with + without, both);
    assert_eq!(count(&["会议", "-“防汛”"]), without);
}

#[test]
fn lists_are_in_order_page_by_page() {
    let case = Case::with_samples();
    let all = |sort: &str| case.run(&["list", "-l", "--sort", sort, "-n", "100"]).out;
    for sort in ["date", "-date"] {
        let pages: String = (0..8)
            .map(|page| case.run(&["list", "-l", "--sort", sort, "-n", "2", "--offset", &(2 * page).to_string()]).out)
            .collect();
        assert_eq!(pages, all(sort));
    }
    let dates = |sort: &str| -> Vec<String> {
        let lines = case.run(&["list", "--sort", sort, "--format", "csv"]).out;
        lines.lines().skip(1).filter_map(|line| line.split(',').nth(4).map(str::to_owned)).collect()
    };
    let (newest, oldest) = (dates("-date"), dates("date"));
    assert_eq!((newest[0].as_str(), oldest[0].as_str()), ("2024-07-20", "2011-03-04"));
    assert!(newest[11..].iter().chain(&oldest[11..]).all(String::is_empty), "undated ones come last both ways");
}

#[test]
fn a_query_that_asks_for_nothing_removes_nothing() {
    let case = Case::with_samples();
    for query in ["", "。", "-会议", "chair:林远舟", "“。”"] {
        assert_eq!(case.run(&["rm", "--yes", &format!("--query={query}")]).code, 2, "{query}");
    }
    assert_eq!(case.run(&["list", "-l"]).out.lines().count(), 15);
}

#[test]
fn only_the_string_is_marked_and_counted() {
    let case = Case::with_samples();
    let hit = case.run(&["search", "“一库一策”", "--json"]).json()["hits"][0].clone();
    assert_eq!(hit["marks"].as_array().map(Vec::len), Some(1));
    assert_eq!(case.run(&["count", "“一库一策”", "--json"]).json()["occurrences"], 1);
    assert_eq!(case.run(&["count", "3+3", "--json"]).json()["occurrences"], 1, "marks of ASCII join a word");
}

#[test]
fn the_json_query_is_what_was_typed() {
    let case = Case::with_samples();
    assert_eq!(case.run(&["search", "会议", "-防汛", "-GDP", "--json"]).json()["query"], "会议 -防汛 -GDP");
}

#[test]
fn an_archive_is_not_added_to_itself() {
    let case = Case::new();
    case.file("a.txt", "8月28日，会议召开，强调防汛。");
    let folder = case.folder.path().display().to_string();
    assert_eq!(case.run(&["add", &folder]).code, 0);
    assert_eq!(case.run(&["add", &folder]).out, "added 0, replaced 0, unchanged 1, skipped 0\n");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let case = Case::with_samples();
    let id = case.run(&["search", "五包一", "-l"]).out.trim().to_owned();
    for width in [40, 80] {
        for args in [&["search", "责任"][..], &["show", &id]] {
            let output = case.command(args).env("COLUMNS", width.to_string()).output().expect("runs");
            for line in String::from_utf8_lossy(&output.stdout).lines() {
                let columns: usize = line.chars().map(|c| if c.is_ascii() || "«»“”".contains(c) { 1 } else { 2 }).sum();
                assert!(columns <= width, "{columns} > {width}: {line}");
            }
        }
    }
}

#[test]
fn help_and_errors_speak_chinese_too() {
    let case = Case::new();
    let ran = case.run(&["search", "--help", "--lang", "zh"]);
    assert!(ran.code == 0 && ran.out.starts_with("检索段落\n") && ran.out.contains("用法：huibao search"), "{ran:?}");
    assert!(!ran.out.contains("Options") && !ran.out.contains("[default"), "{ran:?}");
    let output = case.command(&["serch"]).env("LC_ALL", "zh_CN.UTF-8").output().expect("runs");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && err.contains("没有命令 serch") && err.contains("search"), "{err}");
    let ran = case.run(&["--lang=zh", "search", "--since", "2024foo", "会"]);
    assert!(ran.code == 2 && ran.err.contains("请写日期"), "{ran:?}");
    // Examples come before options, and what every command has comes last.
    let ran = case.run(&["help", "search"]);
    let place = |text: &str| ran.out.find(text).unwrap_or_else(|| panic!("{text}: {ran:?}"));
    assert!(place("Examples:") < place("Options:") && place("--kwic") < place("Options of every command:"));
    assert_eq!(case.run(&["help", "search", "--lang", "zh"]).out.lines().next(), Some("检索段落"));
}

#[test]
fn what_is_piped_is_not_wrapped() {
    let case = Case::with_samples();
    let id = case.run(&["search", "五包一", "-l"]).out.trim().to_owned();
    let body = case.run(&["show", &id, "--json"]).json()["body"].as_str().expect("a text").to_owned();
    let output = case.command(&["show", &id]).env_remove("COLUMNS").output().expect("runs");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    for paragraph in body.lines().filter(|paragraph| paragraph.chars().count() < 240) {
        assert!(shown.contains(paragraph), "{paragraph} in {shown}");
    }
    let output = case.command(&["search", "压实防汛责任"]).env_remove("COLUMNS").output().expect("runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("«压实防汛责任»"), "{output:?}");
}

#[test]
fn no_control_character_reaches_the_terminal() {
    let case = Case::new();
    let evil = "\u{1b}[2J\u{7}\u{9b}31m\u{7f}\u{202e}\u{2066}\u{b}";
    let mut record = serde_json::json!({ "body": format!("5月6日，云岭市委书记林{evil}远舟主持召开防汛会议。林远舟强调，要压实{evil}责任。") });
    for name in ["id", "title", "source", "outlet", "channel", "author", "editor", "url", "tags", "date", "备注"] {
        record[name] = format!("防汛{evil}{name}").into();
    }
    let page =
        case.file(&format!("a{}.jsonl", "\u{1b}[2J\u{202e}"), format!("{record}\n{{bad{evil}\n")).display().to_string();
    let missing = format!("/missing{evil}");
    let id = {
        case.run(&["add", &page]);
        case.run(&["list", "-l"]).out.trim().to_owned()
    };
    assert!(!id.is_empty());
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["add", &page],
        vec!["add", "-v", &page],
        vec!["add", "--format", "jsonl", &page],
        vec!["tag", "+a\u{1b}[2J", &id],
        vec!["alias", "add", "防汛\u{1b}=防洪"],
        vec!["alias", "list"],
        vec!["saved", "add", "a\u{9b}=防汛\u{202e}"],
        vec!["saved", "list"],
        vec!["show", &id, "--facts"],
        vec!["show", &id, "--json"],
        vec!["facts", &id],
        vec!["facts", &id, "--format", "json"],
        vec!["fact", &id, "chair=林\u{1b}[2J"],
        vec!["meeting", "--json"],
        vec!["person"],
        vec!["said", "责任"],
        vec!["analyze", evil],
        vec!["search", evil],
        vec!["search", "防汛", "--explain"],
        vec!["search", "chair:\u{1b}x"],
        vec!["show", evil],
        vec!["rm", evil],
        vec!["list", "--since", evil],
        vec!["import", &missing],
        vec!["restore", &missing],
        vec!["--archive", &missing, "list"],
        vec!["search", "--queries", &missing],
        vec!["add", &missing],
        vec![evil],
        vec!["check", "--json"],
        vec!["open", &id],
        vec!["stats", "--json"],
    ];
    for format in ["text", "json", "jsonl", "csv", "tsv", "md", "ids", "trec"] {
        commands.push(vec!["search", "防汛", "--format", format]);
        commands.push(vec!["list", "--format", format]);
    }
    // Lines of RIS end with a carriage return of the program's own.
    for format in ["jsonl", "csv", "md", "bibtex"] {
        commands.push(vec!["export", "--format", format]);
    }
    let is_bad = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for args in commands {
        let ran = case.run(&args);
        for text in [&ran.out, &ran.err] {
            assert_eq!(text.chars().find(is_bad), None, "{args:?}: {text:?}");
        }
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let case = Case::with_samples();
    let mut child = case
        .command(&["list", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn help_completions_and_manual() {
    let case = Case::new();
    let help = case.run(&["--help"]);
    assert!(help.out.contains("Exit codes:") && help.out.contains("search"));
    for command in [
        "add",
        "search",
        "list",
        "show",
        "count",
        "rm",
        "tag",
        "open",
        "stats",
        "reindex",
        "analyze",
        "completions",
        "man",
    ] {
        assert!(case.run(&[command, "--help"]).out.contains("Examples:"), "{command}");
        assert!(case.run(&["man", command]).out.contains(".SH"), "{command}");
    }
    assert!(case.run(&["completions", "bash"]).out.contains("_huibao"));
    assert_eq!(case.run(&["frobnicate"]).code, 2);
    let pages = case.archive().with_file_name("man1");
    assert_eq!(case.run(&["man", "--dir", pages.to_str().expect("a path")]).code, 0);
    let program = std::fs::read_to_string(pages.join("huibao.1")).expect("a page");
    for title in
        [".SH OPTIONS", ".SH \"QUERY LANGUAGE\"", ".SH \"ENVIRONMENT\"", ".SH \"FILES\"", ".SH \"EXIT STATUS\""]
    {
        assert!(program.contains(title), "{title}");
    }
    assert!(std::fs::read_to_string(pages.join("huibao-search.1")).expect("a page").contains("防汛"));
}

#[test]
fn other_names_of_commands_are_understood() {
    let case = Case::with_samples();
    for (other, own) in [("ls", "list"), ("find", "search"), ("grep", "search"), ("query", "search")] {
        let (other, own) = (case.run(&[other, "防汛", "--json"]), case.run(&[own, "防汛", "--json"]));
        assert!(other.code == 0 && other.out == own.out, "{other:?}");
    }
    assert_eq!(case.run(&["people", "-n", "2"]).out, case.run(&["person", "-n", "2"]).out);
    // They are understood, not offered.
    assert!(!case.run(&["--help"]).out.contains("grep"));
}

#[test]
fn shells_are_offered_what_the_archive_has() {
    let case = Case::with_samples();
    let id = case.run(&["list", "-n", "1", "--format", "ids"]).out.trim().to_owned();
    let offered = |words: &[&str]| -> Vec<String> {
        let mut command = case.command(&[]);
        command
            .env("COMPLETE", "bash")
            .env("_CLAP_IFS", "\n")
            .env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string());
        let output = command.arg("--").args(words).output().expect("runs");
        String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
    };
    let contains = |words: &[&str], expected: &str| {
        let offered = offered(words);
        assert!(offered.iter().any(|one| one == expected), "{words:?}: {offered:?}");
    };
    contains(&["huibao", "se"], "search");
    contains(&["huibao", "show", &id[..2]], &id);
    contains(&["huibao", "person", "储"], "储云帆");
    contains(&["huibao", "list", "--chair", "储"], "储云帆");
    let oldest = case.run(&["list", "--sort", "date", "-n", "1", "--format", "ids"]).out.trim().to_owned();
    contains(&["huibao", "show", &oldest[..4]], &oldest);
    contains(&["huibao", "count", "--by", "year,out"], "year,outlet");
    contains(&["huibao", "--archive", "nowhere", "sh"], "show");
    assert!(offered(&["huibao", "--archive", "nowhere", "show", ""]).iter().all(|one| one.starts_with('-')));
}

#[test]
fn open_prints_the_target_where_there_is_no_opener() {
    let case = Case::with_samples();
    let id = case.run(&["search", "“五包一”", "-l"]).out.trim().to_owned();
    let ran = super::Ran::from(
        case.command(&["open", &id]).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().expect("runs"),
    );
    if cfg!(target_os = "linux") {
        assert!(ran.out.ends_with("01-云岭防汛会议.txt\n"), "{ran:?}");
    }
}

#[test]
fn the_archive_is_found_from_below() {
    let case = Case::with_samples();
    let below = case.archive().parent().expect("a folder").join("a/b");
    std::fs::create_dir_all(&below).expect("makes folders");
    if case.archive().file_name().is_some_and(|name| name != "index") {
        std::fs::rename(case.archive(), case.archive().with_file_name("index")).expect("renames");
    }
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_huibao"));
        command.args(args).current_dir(&below).env_remove("HUIBAO_ARCHIVE").env("LC_ALL", "C");
        command.output().expect("runs")
    };
    let found = run(&["count", "防汛"]);
    assert!(found.status.success() && String::from_utf8_lossy(&found.stdout).starts_with("3 articles"), "{found:?}");
    // An empty variable names none.
    let mut unset = std::process::Command::new(env!("CARGO_BIN_EXE_huibao"));
    let unset = unset.args(["count", "防汛"]).current_dir(&below).env("HUIBAO_ARCHIVE", "").output().expect("runs");
    assert!(unset.status.success(), "{unset:?}");
    // An archive of its own is only made where there is none above.
    std::fs::write(below.join("x.txt"), "清源县召开防汛会议\n7月3日,清源县召开防汛会议。").expect("writes");
    let added = run(&["add", "x.txt"]);
    assert!(String::from_utf8_lossy(&added.stderr).contains("archive: ") && !below.join("index").exists(), "{added:?}");
    let own = run(&["--archive", "own", "add", "x.txt"]);
    assert!(String::from_utf8_lossy(&own.stderr).contains("new archive: own"), "{own:?}");
}
