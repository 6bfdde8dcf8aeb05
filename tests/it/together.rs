//! Several programs at once, people who stop them, and folders as they really are.

#![cfg(unix)]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::Case;

fn rows(count: usize) -> String {
    (0..count)
        .map(|n| format!("{{\"id\":\"k{n}\",\"title\":\"第{n}次会议\",\"body\":\"第{n}次会议强调，要压实防汛责任，确保安全度汛。\"}}\n"))
        .collect()
}

/// Starts an addition and returns it with its report when its first line is there.
fn started(case: &Case, file: &str) -> (Child, std::io::Lines<BufReader<std::process::ChildStdout>>) {
    let mut child = case
        .command(&["add", file, "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(child.stdout.take().expect("is piped")).lines();
    assert!(lines.next().expect("a line").expect("reads").contains("\"added\""));
    (child, lines)
}

#[test]
fn a_signal_ends_an_addition_soon_and_in_order() {
    for signal in ["-INT", "-TERM"] {
        let case = Case::new();
        let file = case.file("rows.jsonl", rows(60_000)).display().to_string();
        let (child, lines) = started(&case, &file);
        let asked = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
        assert!(asked.success());
        let since = std::time::Instant::now();
        let reported = 1 + lines.map_while(Result::ok).filter(|line| line.contains("\"added\"")).count();
        let output = child.wait_with_output().expect("ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // Twice and more what is promised: a machine that tests is busy.
        assert!(since.elapsed().as_secs() < 5, "{signal}: {:?}", since.elapsed());
        assert!(output.status.code() == Some(130) && said.contains("what was reported is saved"), "{said}");
        assert!(reported < 60_000, "{signal} came too late");
        assert_eq!(case.run(&["check", "--full"]).code, 0, "{signal}");
        let there = case.run(&["count", "防汛", "--json"]).json()["articles"].as_u64().expect("a number");
        assert_eq!(there as usize, reported, "{signal}");
        assert_eq!(case.run(&["add", &file, "-q"]).code, 0);
        assert_eq!(case.run(&["count", "防汛", "--json"]).json()["articles"], 60_000);
    }
}

#[test]
fn a_signal_ends_an_addition_that_waits_for_its_input() {
    let case = Case::new();
    let mut child = case
        .command(&["add", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(child.try_wait().expect("waits").is_none());
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs").success());
    let _open = child.stdin.take();
    let output = child.wait_with_output().expect("ends");
    assert_eq!(output.status.code(), Some(130), "{output:?}");
}

#[test]
fn readers_read_while_a_writer_writes_and_a_second_writer_is_told() {
    let case = Case::with_samples();
    let file = case.file("rows.jsonl", rows(60_000)).display().to_string();
    let other =
        case.file("other.txt", "石桥县召开夏收工作会议\n\n7月2日，石桥县召开夏收工作会议。\n").display().to_string();
    let (mut child, lines) = started(&case, &file);
    // Whoever does not read holds the writer up.
    let reader = std::thread::spawn(move || lines.map_while(Result::ok).count());
    let (mut answers, mut last) = (0, 0);
    while child.try_wait().expect("waits").is_none() {
        let counted = case.run(&["count", "防汛", "--json"]);
        assert_eq!(counted.code, 0, "{counted:?}");
        let articles = counted.json()["articles"].as_u64().expect("a number");
        assert!(articles >= last, "{articles} after {last}");
        last = articles;
        let found = case.run(&["search", "“五包一”", "-l"]);
        assert_eq!((found.code, found.out.lines().count()), (0, 1), "{found:?}");
        for args in [&["add", &other][..], &["tag", "+重点", found.out.trim()], &["reindex"], &["check"], &["repair"]]
        {
            let told = case.run(args);
            let is_over = child.try_wait().expect("waits").is_some();
            assert!(is_over || told.code == 4 && told.err.contains("locked"), "{args:?}: {told:?}");
        }
        answers += 1;
    }
    assert_eq!(child.wait().expect("ends").code(), Some(0));
    assert_eq!(reader.join().expect("reads"), 59_999);
    assert!(answers > 1, "the writer was over at once");
    assert_eq!(case.run(&["check", "--full"]).code, 0);
    assert!(case.run(&["count", "防汛", "--json"]).json()["articles"].as_u64().expect("a number") > 60_000);
}

#[test]
fn a_folder_of_odd_files_is_read_as_far_as_it_can_be() {
    let case = Case::new();
    let folder = case.folder.path().join("文件");
    std::fs::create_dir_all(folder.join("深/更深")).expect("creates");
    let report = |n: usize| {
        format!("云岭市召开第{n}次防汛会议\n\n8月{n}日，云岭市召开第{n}次防汛会议。会议强调，要压实责任。\n")
    };
    let names: [&[u8]; 6] = [
        "甲.txt".as_bytes(),
        b"a\nb.txt",
        b"\x1b[31mred\x1b[0m.txt",
        b"bad\xff\xfe.txt",
        b"-rf.txt",
        "深/更深/乙.txt".as_bytes(),
    ];
    for (n, name) in names.iter().enumerate() {
        std::fs::write(folder.join(OsStr::from_bytes(name)), report(n + 1)).expect("writes");
    }
    std::os::unix::fs::symlink(&folder, folder.join("深/loop")).expect("links");
    std::os::unix::fs::symlink("nowhere.txt", folder.join("dangling.txt")).expect("links");
    std::os::unix::fs::symlink("self.txt", folder.join("self.txt")).expect("links");
    std::os::unix::fs::symlink("/dev/zero", folder.join("endless.txt")).expect("links");
    assert!(Command::new("mkfifo").arg(folder.join("pipe.txt")).status().expect("mkfifo runs").success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.join("socket.txt")).expect("binds");
    std::fs::write(folder.join("empty.txt"), "").expect("writes");
    std::fs::write(folder.join("locked.txt"), report(9)).expect("writes");
    std::fs::set_permissions(folder.join("locked.txt"), std::fs::Permissions::from_mode(0o000)).expect("sets");
    let may_read_all = std::fs::read(folder.join("locked.txt")).is_ok();
    let ran = case.run(&["add", &folder.display().to_string()]);
    assert_eq!(ran.code, 3, "{ran:?}");
    for name in ["dangling.txt", "self.txt", "endless.txt", "pipe.txt", "socket.txt", "empty.txt"] {
        assert!(ran.err.contains(name), "{name}: {ran:?}");
    }
    assert!(may_read_all || ran.err.contains("locked.txt"), "{ran:?}");
    let expected = names.len() + usize::from(may_read_all);
    let listed = case.run(&["list", "-l", "-n", "100"]);
    assert_eq!(listed.out.lines().count(), expected, "{listed:?}");
    for id in listed.out.lines() {
        let shown = case.run(&["show", id]);
        for text in [&shown.out, &shown.err, &ran.out, &ran.err] {
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        }
    }
    // Gone from the disk, or the disk gone: nothing leaves the archive.
    std::fs::remove_dir_all(&folder).expect("removes");
    let ran = case.run(&["add", &folder.display().to_string()]);
    assert!(ran.code == 3 && ran.err.contains("no such file"), "{ran:?}");
    assert_eq!(case.run(&["list", "-l", "-n", "100"]).out, listed.out);
}

#[test]
fn a_file_that_vanishes_is_named_and_the_others_go_on() {
    let case = Case::new();
    let names: Vec<PathBuf> = (1..4)
        .map(|n| {
            case.file(&format!("{n}.txt"), format!("云岭市召开第{n}次会议\n\n8月{n}日，云岭市召开第{n}次会议。\n"))
        })
        .collect();
    let names: Vec<String> = names.iter().map(|name| name.display().to_string()).collect();
    std::fs::remove_file(&names[1]).expect("removes");
    let ran = case.run(&["add", &names[0], &names[1], &names[2]]);
    assert!(ran.code == 3 && ran.err.contains("2.txt: no such file") && ran.out.contains("added 2"), "{ran:?}");
}
