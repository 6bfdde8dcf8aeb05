//! The life of an archive: changes, removals, crashes.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use huibao::internals::store::WriterLock;

use super::{Case, samples};

#[test]
fn revisions_are_listed_shown_and_compared() {
    let case = Case::new();
    let text =
        |line: &str| format!("8月28日，云岭市召开防汛会议，市长储云帆主持会议并讲话。{line}会议要求，备足物资。");
    let file = case.file("会议.txt", text("他强调，要守住堤坝。"));
    case.add(std::slice::from_ref(&file));
    case.file("会议.txt", text("他强调，要守住全部堤坝。"));
    case.add(&[file]);
    let id = case.run(&["list", "-l"]).out.trim().to_owned();
    assert!(!id.contains('\n'), "{id}");
    let revisions = case.run(&["show", &id, "--revisions", "--json"]).json();
    let bodies: Vec<&str> =
        revisions["revisions"].as_array().expect("a list").iter().filter_map(|one| one["body"].as_str()).collect();
    assert!(bodies.len() == 2 && bodies[0].contains("守住堤坝") && bodies[1].contains("全部堤坝"), "{revisions}");
    let ran = case.run(&["show", &id, "--revision", "1"]);
    assert!(ran.out.contains("守住堤坝") && !ran.out.contains("全部"), "{ran:?}");
    let ran = case.run(&["show", &id, "--diff"]);
    assert!(ran.out.contains("- 他强调，要守住堤坝。\n+ 他强调，要守住全部堤坝。\n"), "{ran:?}");
    let diff = case.run(&["show", &id, "--diff", "2", "--json"]).json();
    let ops: Vec<&str> =
        diff["changes"].as_array().expect("a list").iter().filter_map(|one| one["op"].as_str()).collect();
    assert_eq!(ops, ["same", "removed", "added", "same"], "{diff}");
    for args in [&["--diff", "1"][..], &["--diff", "3"], &["--revision", "3"], &["--revision", "0"]] {
        let ran = case.run(&[&["show", &id][..], args].concat());
        assert!(ran.code == 2 && ran.err.contains("2 revisions"), "{args:?}: {ran:?}");
    }
}

#[test]
fn what_each_run_brought_is_in_the_log() {
    let case = Case::new();
    let folder = case.folder.path().join("a");
    std::fs::create_dir_all(&folder).expect("makes");
    let text = "8月28日，云岭市召开防汛会议，市长储云帆主持会议并讲话。来源：云岭日报";
    std::fs::write(folder.join("1.txt"), text).expect("writes");
    std::fs::write(folder.join("2.txt"), "").expect("writes");
    let add = |args: &[&str]| {
        let folder = folder.display().to_string();
        case.run(&[&["add", &folder][..], args].concat())
    };
    assert_eq!(case.run(&["log"]).code, 2, "there is no archive");
    assert_eq!(add(&["--dry-run"]).code, 3);
    assert_eq!(add(&["--tag-new", "新到"]).code, 3);
    let runs = case.run(&["log", "--json"]).json();
    let run = &runs["runs"][0];
    assert_eq!((run["added"].as_u64(), run["skipped"].as_u64()), (Some(1), Some(1)), "{runs}");
    assert_eq!(
        (run["command"].as_str(), run["reasons"].as_object().map(|counts| counts.len())),
        (Some("add"), Some(1))
    );
    assert_eq!(case.run(&["list", "tag:新到", "-l"]).out.lines().count(), 1);
    // What is found elsewhere once more is said, and gets no tag of what is new.
    std::fs::write(folder.join("3.txt"), text).expect("writes");
    let ran = add(&["--tag-new", "又到"]);
    assert!(ran.err.contains("3.txt: same text as") && ran.err.contains("1.txt"), "{ran:?}");
    assert_eq!(case.run(&["list", "tag:又到"]).code, 1);
    // A run that found nothing and refused nothing is none.
    std::fs::remove_file(folder.join("2.txt")).expect("removes");
    let before = case.run(&["log", "-n", "0", "--json"]).json()["runs"].as_array().map(Vec::len);
    let ran = add(&[]);
    assert!(ran.code == 0 && !ran.err.contains("same text"), "{ran:?}");
    assert_eq!(case.run(&["log", "-n", "0", "--json"]).json()["runs"].as_array().map(Vec::len), before);
    let ran = case.run(&["log", "-n", "1"]);
    assert!(ran.out.contains("  add ") && ran.out.contains("skipped 1"), "{ran:?}");
}

#[test]
fn the_index_can_be_deleted() {
    let case = Case::with_samples();
    let before = case.run(&["search", "防汛", "--json"]).out;
    std::fs::remove_dir_all(case.archive().join("tantivy")).expect("removes");
    assert_eq!(case.run(&["search", "防汛", "--json"]).out, before);
    assert_eq!(case.run(&["reindex"]).out, "indexed 15 articles\n");
    assert_eq!(case.run(&["search", "防汛", "--json"]).out, before);
    let names: Vec<String> = std::fs::read_dir(case.archive())
        .expect("reads")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!names.iter().any(|name| name.contains("next") || name.contains("old")), "{names:?}");
}

#[test]
fn a_damaged_index_names_the_remedy() {
    let case = Case::with_samples();
    let index = case.archive().join("tantivy");
    let segment = std::fs::read_dir(&index)
        .expect("reads")
        .flatten()
        .find(|entry| entry.path().extension().is_some_and(|e| e == "idx"));
    std::fs::remove_file(segment.expect("a segment").path()).expect("removes");
    let ran = case.run(&["search", "防汛"]);
    assert!(ran.code == 4 && ran.err.contains("huibao reindex"), "{ran:?}");
    assert_eq!(case.run(&["reindex"]).code, 0);
    assert_eq!(case.run(&["search", "防汛"]).code, 0);
}

#[test]
fn a_swap_cut_short_is_finished() {
    let case = Case::with_samples();
    let (current, old) = (case.archive().join("tantivy"), case.archive().join("tantivy.old"));
    std::fs::rename(&current, &old).expect("renames");
    assert_eq!(case.run(&["list", "-l"]).out.lines().count(), 15);
    assert!(current.exists() && !old.exists());
}

#[test]
fn an_edited_page_is_a_new_revision() {
    let case = Case::new();
    let page =
        |text: &str| format!("{{\"url\":\"https://news.example/1\",\"title\":\"会议召开\",\"body\":\"{text}\"}}\n");
    case.add(&[case.file("a.jsonl", page("会议强调防汛。"))]);
    let summary = case.add(&[case.file("b.jsonl", page("会议强调抗旱。"))]);
    assert_eq!((summary.added, summary.replaced), (0, 1));
    assert_eq!(case.run(&["search", "防汛", "-l"]).code, 1);
    let hit = case.run(&["search", "抗旱", "--json"]).json()["hits"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(case.run(&["show", &hit, "--json"]).json()["revisions"], 2);
}

#[test]
fn an_edited_file_is_a_new_revision() {
    let case = Case::new();
    let text = |more: &str| {
        format!("云岭市召开防汛会议\n\n8月28日，云岭市召开防汛会议，林远舟主持会议。会议强调，要压实责任。{more}")
    };
    let counts = |summary: huibao::AddSummary| (summary.added, summary.replaced, summary.unchanged);
    assert_eq!(counts(case.add(&[case.file("a.txt", text(""))])), (1, 0, 0));
    assert_eq!(counts(case.add(&[case.file("a.txt", text("会议要求，抓好落实。"))])), (0, 1, 0));
    // A copy of what it was is an article of its own, and stays one; back where it was it is a revision again.
    let copy = case.file("b.txt", text(""));
    assert_eq!(counts(case.add(std::slice::from_ref(&copy))), (1, 0, 0));
    assert_eq!(counts(case.add(&[case.file("a.txt", text("会议要求，抓好落实。")), copy])), (0, 0, 2));
    // A file that is used again for something else.
    let other = "清河县召开抗旱会议\n\n9月1日，清河县召开抗旱会议，方立诚主持会议。会议指出，形势严峻。";
    assert_eq!(counts(case.add(&[case.file("a.txt", other)])), (1, 0, 0));
    assert_eq!(case.run(&["list", "-l"]).out.lines().count(), 3);
}

#[test]
fn the_same_text_from_another_place_is_recorded() {
    let case = Case::new();
    case.add(&[case.file("a.txt", "8月28日，市委召开会议，强调防汛。")]);
    let summary = case.add(&[case.file("b.txt", "8月28日，市委召开会议，强调防汛。\n")]);
    assert_eq!((summary.added, summary.unchanged), (0, 1));
    let id = case.run(&["list", "-l"]).out.trim().to_owned();
    let places = case.run(&["show", &id, "--json"]).json()["places"].as_array().map(Vec::len);
    assert_eq!(places, Some(2));
}

#[test]
fn items_of_one_page_do_not_replace_each_other() {
    let case = Case::new();
    let row =
        |text: &str| format!("{{\"url\":\"https://news.example/day\",\"title\":\"{text}\",\"body\":\"{text}。\"}}\n");
    let file = case.file("day.jsonl", ["一", "二", "三"].map(row).concat());
    assert_eq!(case.add(std::slice::from_ref(&file)).added, 3);
    assert_eq!(case.add(&[file]).unchanged, 3);
}

#[test]
fn removed_articles_are_gone_at_once() {
    let case = Case::with_samples();
    let id = case.run(&["search", "“五包一”", "-l"]).out.trim().to_owned();
    let unasked = case.command(&["rm", &id]).stdin(Stdio::null()).output().expect("runs");
    assert_eq!(unasked.status.code(), Some(2), "without a person to ask nothing is removed");
    assert_eq!(case.run(&["rm", &id, "--yes"]).out, "removed 1 article\n");
    assert_eq!(case.run(&["search", "“五包一”"]).code, 1);
    assert_eq!(case.run(&["reindex"]).out, "indexed 14 articles\n");
    assert_eq!(case.run(&["search", "“五包一”"]).code, 1);
    assert_eq!(case.add(&[samples()]).added, 1, "it can come back");
    assert_eq!(case.run(&["rm", "--query", "", "--yes"]).code, 2, "an empty query does not mean everything");
}

#[test]
fn purged_articles_leave_no_byte() {
    let case = Case::new();
    let secret = "秘密标记词汇甲乙丙";
    case.add(&[
        case.file("a.txt", format!("8月28日，会议召开，{secret}。")),
        case.file("b.txt", "8月29日，会议召开，强调防汛。"),
    ]);
    // What was removed earlier and not purged goes too.
    assert_eq!(case.run(&["rm", "--query", secret, "--yes", "--purge"]).code, 0);
    fn holds(folder: &Path, needle: &[u8]) -> bool {
        std::fs::read_dir(folder).expect("reads").flatten().any(|entry| {
            let path = entry.path();
            if path.is_dir() {
                holds(&path, needle)
            } else {
                std::fs::read(&path).expect("reads").windows(needle.len()).any(|window| window == needle)
            }
        })
    }
    // Compressed blocks store short texts literally, so the bytes themselves are a fair marker.
    for needle in [secret.as_bytes(), "秘".as_bytes(), b"a.txt"] {
        assert!(!holds(&case.archive(), needle), "{}", String::from_utf8_lossy(needle));
    }
    assert_eq!(case.run(&["search", "防汛", "-l"]).out.lines().count(), 1);
}

#[test]
fn tags_survive() {
    let case = Case::with_samples();
    let id = case.run(&["search", "“五包一”", "-l"]).out.trim().to_owned();
    assert_eq!(case.run(&["tag", "+重点", "+draft", &id]).out, "1 article changed\n");
    assert_eq!(case.run(&["tag", "-draft", &id]).out, "1 article changed\n");
    let tagged = |case: &Case, tag: &str| case.run(&["list", "-l", "--tag", tag]).out.trim().to_owned();
    case.add(&[samples()]);
    assert_eq!((tagged(&case, "重点"), tagged(&case, "draft")), (id.clone(), String::new()));
    case.run(&["reindex"]);
    assert_eq!((tagged(&case, "重点"), tagged(&case, "draft")), (id, String::new()));
}

#[test]
fn a_second_writer_is_told_and_readers_go_on() {
    let case = Case::with_samples();
    let _lock = WriterLock::take(&case.archive()).expect("takes");
    let ran = case.run(&["add", &samples().display().to_string()]);
    assert!(ran.code == 4 && ran.err.contains("locked"), "{ran:?}");
    assert_eq!(case.run(&["search", "防汛"]).code, 0);
}

#[cfg(unix)]
#[test]
fn a_kill_loses_nothing_that_was_reported() {
    let case = Case::new();
    let rows: String = (0..12_000)
        .map(|n| format!("{{\"id\":\"k{n}\",\"title\":\"第{n}次会议\",\"body\":\"第{n}次会议强调，要压实防汛责任，确保安全度汛。\"}}\n"))
        .collect();
    let file = case.file("rows.jsonl", rows).display().to_string();
    for lines_before_kill in [1, 5_000] {
        let mut child = case
            .command(&["add", &file, "--format", "jsonl"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let mut reported = 0;
        let mut lines = BufReader::new(child.stdout.take().expect("is piped")).lines();
        for line in lines.by_ref().map_while(Result::ok) {
            assert!(line.contains("\"added\"") || line.contains("\"unchanged\""));
            reported += 1;
            if reported == lines_before_kill {
                child.kill().expect("kills");
            }
        }
        child.wait().expect("ends");
        let found = case.run(&["count", "防汛", "--json"]).json()["articles"].as_u64().expect("a number");
        assert!(found >= reported, "{reported} were reported, {found} are there");
        assert!(!case.run(&["list", "-n", "1"]).err.contains("warning"));
    }
    let ran = case.run(&["add", &file]);
    assert_eq!(ran.code, 0);
    assert_eq!(case.run(&["count", "防汛", "--json"]).json()["articles"], 12_000);
}

#[cfg(unix)]
#[test]
fn read_only_media_can_be_searched() {
    use std::os::unix::fs::PermissionsExt;
    let case = Case::with_samples();
    let set = |mode| {
        for folder in [case.archive(), case.archive().join("tantivy")] {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode)).expect("sets");
        }
    };
    set(0o555);
    let ran = case.run(&["search", "防汛", "-l"]);
    set(0o755);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    // For root the modes say nothing: folders where the files would be made do.
    let locks = [case.archive().join("archive.sqlite3-wal"), case.archive().join("tantivy/.tantivy-meta.lock")];
    for lock in &locks {
        let _ = std::fs::remove_file(lock);
        std::fs::create_dir(lock).expect("creates");
    }
    let ran = case.run(&["search", "防汛", "-l"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}
