//! Folders that are watched: everything that is written into them is added once, whatever happens meanwhile.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::Case;

/// A busy machine is waited for this long.
const PATIENCE: Duration = Duration::from_secs(60);

fn report(n: usize) -> String {
    format!(
        "云岭市召开第{n}次防汛会议\n\n8月28日，云岭市召开第{n}次防汛会议，林远舟主持并讲话。会议强调，要压实责任。\n"
    )
}

/// A running `watch`, with the objects it tells.
struct Watching {
    child: Child,
    items: Receiver<serde_json::Value>,
    notes: Receiver<String>,
}

impl Watching {
    /// Starts it, and waits until it says that it watches.
    fn start(case: &Case, folder: &Path, more: &[&str]) -> Watching {
        let folder = folder.display().to_string();
        let mut args = vec!["watch", &folder, "--settle", "0.5", "--poll", "1", "--format", "jsonl"];
        args.extend(more);
        let mut child = case.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        let (item, items) = channel();
        let lines = BufReader::new(child.stdout.take().expect("is piped")).lines().map_while(Result::ok);
        std::thread::spawn(move || {
            lines.for_each(|line| drop(item.send(serde_json::from_str(&line).expect("an object"))));
        });
        let (note, notes) = channel();
        let lines = BufReader::new(child.stderr.take().expect("is piped")).lines().map_while(Result::ok);
        std::thread::spawn(move || lines.for_each(|line| drop(note.send(line))));
        let began: String = notes.recv_timeout(PATIENCE).expect("it begins");
        assert!(began.contains("watching"), "{began}");
        Watching { child, items, notes }
    }

    fn item(&self) -> serde_json::Value {
        self.items.recv_timeout(PATIENCE).expect("an item in time")
    }

    /// Ends it with a signal. Returns what it said at last, and how long it took.
    fn end(mut self) -> (String, Duration) {
        let since = Instant::now();
        let asked = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().expect("kill runs");
        assert!(asked.success());
        let status = self.child.wait().expect("ends");
        let took = since.elapsed();
        let said: Vec<String> = std::mem::replace(&mut self.notes, channel().1).iter().collect();
        assert_eq!(status.code(), Some(0), "{said:?}");
        (said.join("\n"), took)
    }
}

impl Drop for Watching {
    /// A test that fails leaves nothing running.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn watched(case: &Case) -> PathBuf {
    let folder = case.folder.path().join("in");
    std::fs::create_dir_all(folder.join("深")).expect("creates");
    folder
}

#[test]
fn what_comes_is_added_when_it_is_finished() {
    let case = Case::new();
    let folder = watched(&case);
    let log = folder.join("log.txt");
    std::fs::write(folder.join("1.txt"), report(1)).expect("writes");
    let watching = Watching::start(&case, &folder, &["--tag", "来件", "--log", &log.display().to_string()]);
    let item = watching.item();
    assert_eq!((item["status"].as_str(), item["title"].as_str()), (Some("added"), Some("云岭市召开第1次防汛会议")));
    // Someone who writes slowly, but goes on.
    let mut slow = std::fs::File::create(folder.join("深/2.txt")).expect("creates");
    for part in report(2).split_inclusive('，') {
        slow.write_all(part.as_bytes()).expect("writes");
        std::thread::sleep(Duration::from_millis(150));
    }
    std::fs::write(folder.join("3.html.crdownload"), report(3)).expect("writes");
    let item = watching.item();
    assert!(item["path"].as_str().expect("a path").ends_with("2.txt"), "{item}");
    let unfinished: String = watching.notes.recv_timeout(PATIENCE).expect("it is said");
    assert!(unfinished.contains("3.html.crdownload waits"), "{unfinished}");
    std::fs::rename(folder.join("3.html.crdownload"), folder.join("3.txt")).expect("renames");
    assert!(watching.item()["path"].as_str().expect("a path").ends_with("3.txt"));
    // Edited where it is: a revision. Another folder moved here: all that is in it.
    std::fs::write(folder.join("1.txt"), report(1) + "会议要求，抓好落实。\n").expect("writes");
    assert_eq!(watching.item()["status"], "replaced");
    let other = case.folder.path().join("other");
    std::fs::create_dir(&other).expect("creates");
    std::fs::write(other.join("4.txt"), report(4)).expect("writes");
    std::fs::rename(other, folder.join("other")).expect("renames");
    assert!(watching.item()["path"].as_str().expect("a path").ends_with("4.txt"));
    let (said, took) = watching.end();
    // Twice and more what is promised: a machine that tests is busy.
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert!(said.contains("added 4, replaced 1, unchanged 0, skipped 0"), "{said}");
    let lines = std::fs::read_to_string(log).expect("is written");
    assert_eq!(lines.lines().count(), 5, "{lines}");
    assert!(lines.lines().all(|line| line.split('\t').count() == 5), "{lines}");
    assert_eq!(case.run(&["list", "--tag", "来件", "-l"]).out.lines().count(), 4);
    assert!(folder.join("1.txt").is_file(), "sources stay");
}

#[test]
fn others_write_in_between_and_are_waited_for() {
    let case = Case::with_samples();
    let folder = watched(&case);
    let watching = Watching::start(&case, &folder, &[]);
    let lock = huibao::internals::store::WriterLock::take(&case.archive()).expect("nobody writes");
    std::fs::write(folder.join("1.txt"), report(1)).expect("writes");
    let busy: String = watching.notes.recv_timeout(PATIENCE).expect("it is said");
    assert!(busy.contains("someone else writes to the archive; 1 file wait"), "{busy}");
    drop(lock);
    assert_eq!(watching.item()["status"], "added");
    let other = case.file("other.txt", report(2)).display().to_string();
    assert_eq!(case.run(&["add", &other]).code, 0);
    watching.end();
}

#[test]
fn killed_and_started_again_it_adds_everything_once() {
    let case = Case::new();
    let folder = watched(&case);
    let writer = std::thread::spawn({
        let folder = folder.clone();
        move || {
            for n in 0..200 {
                std::fs::write(folder.join(format!("{n}.txt")), report(n)).expect("writes");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    });
    for pause in [700, 1100, 900, 1300] {
        let mut watching = Watching::start(&case, &folder, &[]);
        std::thread::sleep(Duration::from_millis(pause));
        watching.child.kill().expect("is killed");
        watching.child.wait().expect("ends");
    }
    writer.join().expect("writes");
    let watching = Watching::start(&case, &folder, &[]);
    let since = Instant::now();
    while case.run(&["list", "-l", "-n", "1000"]).out.lines().count() < 200 {
        assert!(since.elapsed() < PATIENCE, "not everything came");
        std::thread::sleep(Duration::from_millis(300));
    }
    watching.end();
    assert_eq!(case.run(&["count", "防汛", "--json"]).json()["articles"], 200);
    assert_eq!(case.run(&["check", "--full"]).code, 0);
    let again = case.run(&["add", &folder.display().to_string()]);
    assert!(again.out.contains("added 0, replaced 0, unchanged 200"), "{again:?}");
}

#[test]
fn it_writes_the_file_that_starts_it() {
    let case = Case::new();
    let folder = watched(&case).display().to_string();
    let ran = case.run(&["watch", &folder, "--tag", "来 件", "--poll", "60", "--service=systemd"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains(&format!("\"--tag\" \"来 件\" \"--poll\" \"60\" \"--\" \"{folder}\"")), "{}", ran.out);
    assert!(!case.archive().exists(), "nothing else is done");
    assert_eq!(case.run(&["watch", "nowhere"]).code, 2);
}
