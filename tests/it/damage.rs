//! Finding made bit by bit, cut by cut, in every file: found, named, mended, and nothing answered from it.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::checks::Random;
use super::trust::{files, with_people};
use super::{Case, samples};

#[test]
fn every_single_damage_in_every_file_is_found_and_mended() {
    let case = with_people();
    let archive = case.archive();
    assert_eq!(case.run(&["check"]).code, 0, "{:?}", case.run(&["check"]));
    assert_eq!(case.run(&["check", "--full"]).code, 0);
    let whole = case.run(&["export"]).out;
    let whole_files: Vec<(PathBuf, Vec<u8>)> =
        files(&archive).into_iter().map(|file| (file.clone(), std::fs::read(&file).expect("reads"))).collect();
    assert!(whole_files.len() > 10, "{whole_files:?}");
    let lay = |damaged: &Path, bytes: Option<&[u8]>| {
        std::fs::remove_dir_all(&archive).expect("removes");
        std::fs::create_dir_all(archive.join("tantivy")).expect("creates");
        for (file, content) in whole_files.iter().filter(|(file, _)| file != damaged) {
            std::fs::write(file, content).expect("writes");
        }
        if let Some(bytes) = bytes {
            std::fs::write(damaged, bytes).expect("writes");
        }
    };
    let long = std::env::var_os("HUIBAO_LONG_TESTS").is_some();
    let mut random = Random::new(5);
    for (file, content) in &whole_files {
        let name = file.strip_prefix(&archive).expect("inside").display().to_string();
        let mut findings: Vec<(String, Option<Vec<u8>>)> = vec![("gone".into(), None)];
        if !content.is_empty() {
            for _ in 0..if long { 40 } else { 8 } {
                let mut damaged = content.clone();
                let at = random.below(content.len());
                damaged[at] ^= 1 << random.below(8);
                findings.push((format!("bit at {at}"), Some(damaged)));
            }
            let (half, last) = (content.len() / 2, content.len() - 1);
            let cuts = [0, half, last, half / 3, half + half / 2, last.saturating_sub(8)];
            for cut in &cuts[..if long { 6 } else { 3 }] {
                findings.push((format!("cut at {cut}"), Some(content[..*cut].to_vec())));
            }
        }
        for (number, (damage, bytes)) in findings.into_iter().enumerate() {
            lay(file, bytes.as_deref());
            let ran = case.run(&["check"]);
            assert!(ran.code == 4 && ran.out.contains(&name), "{name} {damage}: {ran:?}");
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            let is_searched =
                ["idx", "term", "pos", "fast", "fieldnorm"].contains(&ending) || name.ends_with("meta.json");
            assert!(!is_searched || ran.out.contains("concerned"), "{name} {damage}: {ran:?}");
            // Mending each would take long: some of each file.
            if number % 4 > 0 {
                continue;
            }
            let ran = case.run(&["repair"]);
            assert_eq!(ran.code, 0, "{name} {damage}: {ran:?}");
            assert_eq!(case.run(&["check", "--full"]).code, 0, "{name} {damage}: {:?}", case.run(&["check", "--full"]));
            assert_eq!(case.run(&["list", "-l", "-n", "100"]).out.lines().count(), 15, "{name} {damage}");
            assert_eq!(case.run(&["export"]).out, whole, "{name} {damage}");
        }
    }
}

/// Headlines and texts of an export, or of what `show` says.
fn texts(lines: &str) -> Vec<(String, String)> {
    let articles = lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    articles.filter(|article| article["body"].is_string()).map(|a| (text(&a["title"]), text(&a["body"]))).collect()
}

#[test]
fn no_damage_anywhere_shows_a_wrong_text_or_one_twice() {
    let case = Case::with_samples();
    let known = texts(&case.run(&["export"]).out);
    assert_eq!(known.len(), 15);
    let id = case.run(&["list", "no:18", "-l"]).out.trim().to_owned();
    assert_eq!(texts(&case.run(&["show", &id, "--json"]).out.replace('\n', " ")).len(), 1);
    let whole: Vec<(PathBuf, Vec<u8>)> =
        files(&case.archive()).into_iter().map(|file| (file.clone(), std::fs::read(&file).expect("reads"))).collect();
    let mut random = Random::new(11);
    let mut refused = 0;
    for (file, content) in &whole {
        for _ in 0..if content.is_empty() { 0 } else { 12 } {
            let mut damaged = content.clone();
            let at = random.below(content.len());
            damaged[at] ^= 1 << random.below(8);
            std::fs::write(file, &damaged).expect("writes");
            for args in [&["list", "-l", "-n", "100"][..], &["export"], &["show", &id, "--json"]] {
                let ran = case.run(args);
                let what = format!("{} byte {at}, {args:?}: {ran:?}", file.display());
                assert!(matches!(ran.code, 0 | 1 | 4) && (ran.code < 4 || ran.err.contains("hint: ")), "{what}");
                assert!(args[0] != "list" || ran.out.lines().count() <= 15, "{what}");
                let out = if args[0] == "show" { ran.out.replace('\n', " ") } else { ran.out };
                assert!(texts(&out).iter().all(|text| known.contains(text)), "{what}");
                refused += usize::from(ran.code == 4);
            }
            // Looking at it may have mended the index.
            for (file, content) in &whole {
                std::fs::write(file, content).expect("writes");
            }
            for file in files(&case.archive()).iter().filter(|file| whole.iter().all(|(known, _)| known != *file)) {
                std::fs::remove_file(file).expect("removes");
            }
        }
    }
    assert!(refused > 5, "{refused}");
}

#[test]
fn an_index_that_forgot_how_far_it_is_has_nothing_twice() {
    let case = Case::with_samples();
    let meta = case.archive().join("tantivy/meta.json");
    let text = std::fs::read_to_string(&meta).expect("reads");
    let mark = "\\\"sequence\\\":15,\\\"fingerprint\\\":\\\"";
    assert!(text.contains(mark), "{text}");
    // One bit each: a number that is none, and the word it is found by.
    for (damaged, code) in [(mark.replace("15", "05"), 4), (mark.replace("sequence", "requence"), 4)] {
        std::fs::write(&meta, text.replace(mark, &damaged)).expect("writes");
        let ran = case.run(&["list", "-l", "-n", "100"]);
        assert!(ran.code == code && ran.err.contains("huibao reindex"), "{damaged}: {ran:?}");
    }
    // The number and what the store looked like, and no sums to tell it by: it catches up once more.
    std::fs::remove_file(case.archive().join("tantivy/files.sums")).expect("removes");
    std::fs::write(&meta, text.replace(mark, "\\\"sequence\\\":0,\\\"standing\\\":\\\"x")).expect("writes");
    assert_eq!(case.run(&["list", "-l", "-n", "100"]).out.lines().count(), 15);
}

/// A store that is there and empty: the program was stopped while it made the archive.
#[test]
fn an_archive_begun_and_not_finished_is_empty_and_can_be_added_to() {
    let case = Case::new();
    std::fs::create_dir(case.archive()).expect("creates");
    std::fs::write(case.archive().join("archive.sqlite3"), "").expect("writes");
    assert_eq!(case.run(&["check"]).code, 0);
    let ran = case.run(&["list"]);
    assert!(ran.code == 2 && ran.err.contains("no archive"), "{ran:?}");
    assert_eq!(std::fs::metadata(case.archive().join("archive.sqlite3")).expect("is there").len(), 0, "reading wrote");
    assert_eq!(case.add(&[samples()]).added, 15);
    assert_eq!(case.run(&["check", "--full"]).code, 0);
}

#[test]
fn a_damaged_index_answers_as_before_or_not_at_all() {
    let case = with_people();
    let questions = [
        &["search", "防汛 责任", "--format", "jsonl"][..],
        &["search", "“各级各部门”", "--format", "jsonl"],
        &["count", "会议"],
        &["list", "-n", "100", "--format", "jsonl"],
        &["list", "chair:林远舟", "-l"],
        &["stats", "--json"],
    ];
    let expected: Vec<String> = questions.iter().map(|question| case.run(question).out).collect();
    assert!(expected.iter().all(|out| !out.is_empty()), "{expected:?}");
    let whole: Vec<(PathBuf, Vec<u8>)> = files(&case.archive().join("tantivy"))
        .into_iter()
        .map(|file| (file.clone(), std::fs::read(&file).expect("reads")))
        .filter(|(_, content)| !content.is_empty())
        .collect();
    let flips = if std::env::var_os("HUIBAO_LONG_TESTS").is_some() { 40 } else { 6 };
    let mut random = Random::new(9);
    let mut refused = 0;
    for (file, content) in &whole {
        for _ in 0..flips {
            let mut damaged = content.clone();
            let at = random.below(content.len());
            damaged[at] ^= 1 << random.below(8);
            std::fs::write(file, &damaged).expect("writes");
            for (question, expected) in questions.iter().zip(&expected) {
                let ran = case.run(question);
                let what = format!("{} byte {at}, {question:?}: {ran:?}", file.display());
                assert!(ran.code == 0 && ran.out == *expected || ran.code == 4 && ran.err.contains("hint: "), "{what}");
                refused += usize::from(ran.code == 4);
            }
        }
        std::fs::write(file, content).expect("writes");
    }
    assert!(refused > flips * 10, "{refused}");
}

#[test]
fn nothing_is_written_over_a_damage() {
    let case = with_people();
    let whole = case.run(&["export"]).out;
    let file = case.archive().join("archive.sqlite3");
    let mut content = std::fs::read(&file).expect("reads");
    // A bit of a path or of a tag: SQLite does not see it.
    let mark = "重点".as_bytes();
    let at = content.windows(mark.len()).position(|window| window == mark).expect("the tag stands in it");
    content[at + 2] ^= 1;
    std::fs::write(&file, &content).expect("writes");
    let copy = case.folder.path().join("copy").display().to_string();
    for args in [&["export"][..], &["backup", &copy], &["reindex"]] {
        let ran = case.run(args);
        assert!(ran.code == 4 && ran.err.contains("archive.sqlite3: not what was written"), "{args:?}: {ran:?}");
    }
    let new = case.file("新.txt", "石桥县召开夏收工作会议\n\n7月2日，石桥县召开夏收工作会议。\n");
    let ran = case.run(&["add", &new.display().to_string()]);
    assert!(ran.code == 4 && ran.err.contains("archive.sqlite3: not what was written"), "{ran:?}");
    let ran = case.run(&["check"]);
    assert!(ran.code == 4 && ran.out.contains("archive.sqlite3: not what was written"), "{ran:?}");
    let ran = case.run(&["repair"]);
    assert!(ran.code == 0 && ran.out.contains("what it was again, bit for bit"), "{ran:?}");
    assert_eq!(case.run(&["check", "--full"]).code, 0);
    // The new article was saved before the damage was met.
    assert_eq!(case.run(&["search", "夏收", "--format", "jsonl"]).code, 0);
    let export = case.run(&["export"]).out;
    assert!(whole.lines().all(|line| export.contains(line)), "{export}");
    assert_eq!(export.lines().count(), whole.lines().count() + 1);
}

/// An archive whose writer was killed; returns it with the file that was being added, of 6,000 articles.
fn with_a_log() -> (Case, String) {
    use std::io::BufRead;
    let case = Case::new();
    let rows: String = (0..6_000)
        .map(|n| format!("{{\"id\":\"k{n}\",\"title\":\"第{n}次会议\",\"body\":\"第{n}次会议强调，要压实责任。\"}}\n"))
        .collect();
    let file = case.file("rows.jsonl", rows).display().to_string();
    let mut child = case
        .command(&["add", &file, "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let mut first = String::new();
    std::io::BufReader::new(child.stdout.take().expect("is piped")).read_line(&mut first).expect("reads");
    child.kill().expect("kills");
    child.wait().expect("ends");
    (case, file)
}

#[test]
fn damage_in_the_log_a_kill_left_is_found() {
    let (case, file) = with_a_log();
    let log = case.archive().join("archive.sqlite3-wal");
    let whole = std::fs::read(&log).expect("a log is left");
    assert_eq!(case.run(&["check"]).code, 0);
    for at in [3, whole.len() / 3, whole.len() / 2] {
        let mut damaged = whole.clone();
        damaged[at] ^= 4;
        std::fs::write(&log, &damaged).expect("writes");
        let ran = case.run(&["check"]);
        assert!(ran.code == 4 && ran.out.contains("archive.sqlite3-wal: "), "{at}: {ran:?}");
        let ran = case.run(&["add", &file]);
        assert!(ran.code == 4 && ran.err.contains("archive.sqlite3-wal: "), "{at}: {ran:?}");
    }
    assert_eq!(case.run(&["repair"]).code, 0);
    assert_eq!(case.run(&["check", "--full"]).code, 0);
    assert!(case.archive().join("archive.sqlite3.damaged-wal").exists());
    assert_eq!(case.run(&["add", &file]).code, 0);
    assert_eq!(case.run(&["count", "会议", "--json"]).json()["articles"], 6_000);
}

/// Sums and parity that were made over a damage.
#[test]
fn a_damage_no_sum_tells_of_is_found_in_full_and_mended() {
    let case = with_people();
    let file = case.archive().join("archive.sqlite3");
    let mut content = std::fs::read(&file).expect("reads");
    let mark = [0x28, 0xb5, 0x2f, 0xfd];
    let pack = content.windows(4).position(|window| window == mark).expect("a zstd frame");
    content[pack + 200] ^= 1;
    std::fs::write(&file, &content).expect("writes");
    for name in ["archive.sums", "archive.parity"] {
        std::fs::remove_file(case.archive().join(name)).expect("removes");
    }
    huibao::internals::store::Store::open_read_only(&case.archive()).expect("opens").renew_sums().expect("sums");
    assert_eq!(case.run(&["check"]).code, 0);
    let ran = case.run(&["check", "--full"]);
    assert!(ran.code == 4 && ran.out.contains("15 articles concerned"), "{ran:?}");
    let ran = case.run(&["repair"]);
    assert!(ran.code == 0 && ran.out.contains("of 15 articles only the text was left"), "{ran:?}");
    assert_eq!(case.run(&["check", "--full"]).code, 0);
    assert_eq!(case.run(&["repair"]).out.lines().next(), Some("nothing to repair"));
}

/// More damage than the parity mends.
#[test]
fn every_damaged_truth_is_kept_until_a_purge() {
    let case = with_people();
    let file = case.archive().join("archive.sqlite3");
    for (round, name) in ["archive.sqlite3.damaged", "archive.sqlite3.damaged-2"].into_iter().enumerate() {
        let mut damaged = std::fs::read(&file).expect("reads");
        damaged[0] = round as u8;
        std::fs::write(&file, &damaged).expect("writes");
        std::fs::remove_file(case.archive().join("archive.parity")).expect("removes");
        let ran = case.run(&["repair"]);
        assert!(ran.code == 0 && ran.out.contains("of 15 articles only the text was left"), "{ran:?}");
        assert_eq!(std::fs::read(case.archive().join(name)).expect("reads"), damaged);
        assert_eq!(case.run(&["check", "--full"]).code, 0);
    }
    let id = case.run(&["list", "no:18", "-l"]).out.trim().to_owned();
    assert_eq!(case.run(&["rm", "--purge", "--yes", &id]).code, 0);
    assert!(files(&case.archive()).iter().all(|file| !file.to_string_lossy().contains("damaged")));
}

#[test]
fn a_truth_that_cannot_be_read_is_put_together_from_the_index() {
    let case = with_people();
    let file = case.archive().join("archive.sqlite3");
    let before = case.run(&["list", "--format", "jsonl"]).out;
    std::fs::write(&file, b"nothing").expect("writes");
    std::fs::remove_file(case.archive().join("archive.parity")).expect("removes");
    let ran = case.run(&["check"]);
    assert!(ran.code == 4 && ran.out.contains("15 articles concerned"), "{ran:?}");
    let ran = case.run(&["repair"]);
    assert!(ran.code == 0 && ran.out.contains("of 15 articles only the text was left"), "{ran:?}");
    let field = |line: &str, name: &str| {
        let mut value = serde_json::from_str::<serde_json::Value>(line).expect("JSON")[name].clone();
        if let Some(list) = value.as_array_mut() {
            list.sort_by_key(ToString::to_string);
        }
        value
    };
    let after = case.run(&["list", "--format", "jsonl"]).out;
    for (a, b) in before.lines().zip(after.lines()) {
        for name in ["id", "title", "outlet", "published", "tags", "chars"] {
            assert_eq!(field(a, name), field(b, name));
        }
    }
    assert_eq!(case.run(&["saved", "list"]).out, "汛情 = 防汛 责任\n");
    assert_eq!(case.run(&["check", "--full"]).code, 0);
}

#[test]
fn a_page_of_the_truth_that_cannot_be_read_is_reported_and_mended() {
    let case = with_people();
    let file = case.archive().join("archive.sqlite3");
    let content = std::fs::read(&file).expect("reads");
    // Each of the first pages is the root of a table or an index.
    for page in 1..8 {
        let mut damaged = content.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0xff);
        std::fs::write(&file, &damaged).expect("writes");
        std::fs::remove_file(case.archive().join("archive.parity")).expect("removes");
        let ran = case.run(&["check"]);
        assert!(ran.code == 4 && ran.out.contains("archive.sqlite3: "), "page {page}: {ran:?}");
        assert_eq!(case.run(&["repair"]).code, 0, "page {page}");
        assert_eq!(case.run(&["list", "-l", "-n", "100"]).out.lines().count(), 15, "page {page}");
        assert_eq!(case.run(&["check", "--full"]).code, 0, "page {page}");
        std::fs::write(&file, &content).expect("writes");
        case.run(&["repair"]);
    }
}

/// An archive whose file is gone is not begun anew: what is left of it can be brought back.
#[test]
fn nothing_is_begun_over_the_remains_of_an_archive() {
    let case = Case::with_samples();
    let export = case.run(&["export"]).out;
    let backup = case.folder.path().join("backup").display().to_string();
    assert_eq!(case.run(&["backup", &backup]).code, 0);
    let exported = case.file("export.jsonl", &export).display().to_string();
    std::fs::remove_file(case.archive().join("archive.sqlite3")).expect("removes");
    let samples = samples().display().to_string();
    for args in [&["add", &samples][..], &["import", &exported], &["restore", &backup], &["list"], &["tag", "+x", "6c"]]
    {
        let ran = case.run(args);
        assert!(ran.code == 4 && ran.err.contains("archive.sqlite3: missing"), "{args:?}: {ran:?}");
    }
    assert_eq!(case.run(&["repair"]).code, 0);
    assert_eq!(case.run(&["export"]).out, export);
}

/// A store of before, under an index of now: what only the index has is told of and brought back.
#[test]
fn a_truth_that_lacks_what_its_index_has_takes_it_from_there() {
    let case = Case::new();
    assert_eq!(
        case.run(&["add", &case.file("a.txt", "云岭市召开抗旱会议\n会议强调，要确保供水。\n").display().to_string()])
            .code,
        0
    );
    let store = || files(&case.archive()).into_iter().filter(|file| !file.display().to_string().contains("tantivy"));
    let before: Vec<(PathBuf, Vec<u8>)> =
        store().map(|file| (file.clone(), std::fs::read(file).expect("reads"))).collect();
    assert_eq!(case.run(&["add", &samples().display().to_string()]).code, 0);
    let known = texts(&case.run(&["export"]).out);
    for (file, content) in before {
        std::fs::write(file, content).expect("writes");
    }
    for args in [&["list"][..], &["add", &samples().display().to_string()]] {
        let ran = case.run(args);
        assert!(ran.code == 4 && ran.err.contains("lacks changes"), "{args:?}: {ran:?}");
    }
    let ran = case.run(&["check"]);
    assert!(ran.code == 4 && ran.out.contains("15 articles"), "{ran:?}");
    let ran = case.run(&["repair"]);
    assert!(ran.code == 0 && ran.out.contains("of 15 articles only the text"), "{ran:?}");
    assert_eq!(texts(&case.run(&["export"]).out), known);
    assert_eq!(case.run(&["check", "--full"]).code, 0);
}

/// One change too few, and then one more, is not the same as none.
#[test]
fn a_change_hides_no_other_that_the_truth_lacks() {
    let case = Case::with_samples();
    let id = case.run(&["list", "no:18", "-l"]).out.trim().to_owned();
    let store = || files(&case.archive()).into_iter().filter(|file| !file.display().to_string().contains("tantivy"));
    let before: Vec<(PathBuf, Vec<u8>)> =
        store().map(|file| (file.clone(), std::fs::read(file).expect("reads"))).collect();
    assert_eq!(case.run(&["tag", "+甲", &id]).code, 0);
    for (file, content) in before {
        std::fs::write(file, content).expect("writes");
    }
    let ran = case.run(&["tag", "+乙", &id]);
    assert!(ran.code == 4 && ran.err.contains("lacks changes"), "{ran:?}");
}
