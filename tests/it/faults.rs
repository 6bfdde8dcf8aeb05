//! A disk that fails under the real program: an error at every operation, and what a power cut would leave.
//!
//! The program runs with a small library before the system's (`faults/shim.c`), so that SQLite, tantivy and our own
//! files all meet the faults. `HUIBAO_LONG_TESTS=1` takes every operation instead of some.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::trust::files;
use super::{Case, Ran, samples};

/// What an operation fails with: an error of the disk, no space left, or the end of the program.
const EIO: i32 = 5;
const ENOSPC: i32 = 28;
const EROFS: i32 = 30;
const KILL: i32 = 0;
/// Every how many operations a short run takes.
const SHORT_STEP: usize = 41;

fn step(long: usize) -> usize {
    if std::env::var_os("HUIBAO_LONG_TESTS").is_some() { long } else { SHORT_STEP }
}

fn shim() -> &'static Path {
    static SHIM: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = SHIM.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("shim.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/faults/shim.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-w", "-o"]).args([&path, &source]).args(["-ldl", "-lpthread"]);
        let made = compiler.status().expect("a C compiler: the program itself needs one to be built");
        assert!(made.success());
        (folder, path)
    });
    path
}

/// Runs the program on a disk that fails at an operation, with this error, from then on or once.
fn run_failing(case: &Case, args: &[&str], at: Option<usize>, number: i32, stays: bool) -> Ran {
    let mut command = case.command(args);
    command.env("LD_PRELOAD", shim()).env("FAULT_ROOT", case.archive()).env("FAULT_ERRNO", number.to_string());
    command.env("FAULT_COUNT", case.folder.path().join("count"));
    if let Some(at) = at {
        command.env("FAULT_AT", at.to_string());
    }
    if stays {
        command.env("FAULT_ON", "1");
    }
    Ran::from(command.output().expect("the program starts"))
}

fn operations(case: &Case) -> usize {
    let count = std::fs::read_to_string(case.folder.path().join("count")).expect("the count was written");
    count.parse().expect("a number")
}

fn added(out: &str) -> usize {
    out.lines().filter(|line| line.contains("\"status\":\"added\"")).count()
}

/// Calls `work` with every so many numbers below a limit, on all cores; tells all that failed.
fn for_each(limit: usize, step: usize, work: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    let failed = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(step, Ordering::Relaxed);
                    if at >= limit {
                        break;
                    }
                    if std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(at))).is_err() {
                        failed.lock().expect("no panic here").push(at);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("no panic here");
    assert!(failed.is_empty(), "at {failed:?}: see above");
}

/// Copies an archive, if there is one.
fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).into_iter().flatten().flatten() {
        std::fs::create_dir_all(to).expect("creates");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("copies");
        }
    }
}

/// Returns how many articles an archive lists, mended first if it asks for it.
fn listed(case: &Case, what: &str) -> usize {
    let list = || case.run(&["list", "-l", "-n", "1000"]);
    let mut ran = list();
    if ran.code == 4 && !ran.err.contains("no archive") {
        assert!(ran.err.contains("huibao "), "{what}: {ran:?}");
        let repaired = case.run(&["repair"]);
        assert_eq!(repaired.code, 0, "{what}: {ran:?} {repaired:?}");
        ran = list();
    }
    assert!(matches!(ran.code, 0 | 1) || ran.err.contains("no archive"), "{what}: {ran:?}");
    ran.out.lines().count()
}

/// Prepares archives and runs each command that writes on them: into a new archive, into one that is there, an index
/// made anew, articles tagged and removed for good, an export and a backup taken in. `check` gets a fresh copy, the
/// command, the articles that were there before, and the number of an operation.
fn for_each_writer(every: usize, check: impl Fn(&Case, &[&str], usize, usize) + Sync) {
    let more = Case::new();
    let file = more.file("more.txt", "8月30日，云岭市召开抗旱会议\n会议强调，要压实责任，确保供水。\n");
    let whole = Case::with_samples();
    let export = more.file("export.jsonl", &whole.run(&["export"]).out).display().to_string();
    let backup = more.folder.path().join("backup").display().to_string();
    assert_eq!(whole.run(&["backup", &backup]).code, 0);
    let id = whole.run(&["list", "no:18", "-l"]).out.trim().to_owned();
    let (samples, file) = (samples().display().to_string(), file.display().to_string());
    // What is built from the same parts as another is tried at fewer operations.
    for (first, every, args) in [
        (0, every, &["add", &samples, "--format", "jsonl"][..]),
        (15, every, &["add", &file, "--format", "jsonl"]),
        (15, every, &["reindex"]),
        (15, 3 * every, &["tag", "+防汛", &id]),
        (15, every, &["rm", "--query", "防汛", "--yes", "--purge"]),
        (0, 7 * every, &["import", &export]),
        (0, 7 * every, &["restore", &backup]),
    ] {
        let prepared = || {
            let case = Case::new();
            if first > 0 {
                copy(&whole.archive(), &case.archive());
            }
            case
        };
        let case = prepared();
        let ran = run_failing(&case, args, None, EIO, false);
        assert_eq!(ran.code, 0, "{ran:?}");
        let operations = operations(&case);
        assert!(operations > 100, "{operations}");
        for_each(operations, every, |at| check(&prepared(), args, first, at));
    }
}

#[test]
fn what_was_reported_is_there_whatever_operation_failed() {
    for_each_writer(step(1), |prepared, args, first, at| {
        for (number, stays) in [(EIO, false), (ENOSPC, true)] {
            let case = Case::new();
            copy(&prepared.archive(), &case.archive());
            let ran = run_failing(&case, args, Some(at), number, stays);
            let (code, err, out) = (ran.code, &ran.err, added(&ran.out));
            let what = format!("{args:?}, error {number} at {at}, stays: {stays}: {code} {err}, reported: {out}");
            assert!(!ran.err.contains("panicked at") && ran.code >= 0, "{what}");
            assert!(ran.code == 0 || !ran.err.is_empty(), "{what}");
            let wanted = if args[0] == "rm" { 1 } else { first + out };
            let there = listed(&case, &what);
            assert!(there >= wanted, "{what}, there: {there}");
            if there > 0 {
                let checked = case.run(&["check", "--full"]);
                assert_eq!(checked.code, 0, "{what}: {checked:?}");
            }
        }
    });
}

#[test]
fn a_kill_at_any_operation_loses_nothing_and_is_no_damage() {
    for_each_writer(step(7), |case, args, first, at| {
        let ran = run_failing(case, args, Some(at), KILL, false);
        let reported = added(&ran.out);
        let checked = case.run(&["check"]);
        let what = format!("{args:?}, killed at {at}, reported: {reported}: {checked:?}");
        assert!(checked.code == 0 || checked.err.contains("no archive") && first + reported == 0, "{what}");
        let wanted = if args[0] == "rm" { 1 } else { first + reported };
        let there = case.run(&["list", "-l", "-n", "1000"]).out.lines().count();
        assert!(there >= wanted, "{what}, there: {there}");
        let checked = case.run(&["check", "--full"]);
        assert!(checked.code == 0 || there == 0, "{what}, then: {checked:?}");
        // Nothing that was left stands in the next writer's way.
        let again = case.run(args);
        let is_done = again.code == 0 || again.code == 1 && args[0] == "rm" || again.err.contains("holds an archive");
        assert!(is_done, "{what}, again: {again:?}");
        let checked = case.run(&["check", "--full"]);
        assert_eq!(checked.code, 0, "{what}, again: {checked:?}");
        let litter = files(&case.archive()).into_iter().find(|file| file.extension().is_some_and(|name| name == "tmp"));
        assert!(litter.is_none() || again.code > 1, "{what}: {litter:?}");
    });
}

/// A repair that is stopped anywhere goes on with the next one, and brings back what it would have brought back.
#[test]
fn a_repair_stopped_anywhere_is_finished_by_the_next() {
    let damaged = Case::with_samples();
    let store = damaged.archive().join("archive.sqlite3");
    let mut content = std::fs::read(&store).expect("reads");
    let at = content.len() * 4 / 5;
    content[at] ^= 8;
    std::fs::write(&store, content).expect("writes");
    std::fs::remove_file(damaged.archive().join("archive.parity")).expect("removes");
    let prepared = || {
        let case = Case::new();
        copy(&damaged.archive(), &case.archive());
        case
    };
    let healthy = prepared();
    let ran = run_failing(&healthy, &["repair"], None, EIO, false);
    assert!(ran.code == 0 && ran.out.contains(".damaged"), "{ran:?}");
    let expected = healthy.run(&["export"]).out;
    assert_eq!(expected.lines().count(), 16);
    for_each(operations(&healthy), step(11), |at| {
        for (number, stays) in [(KILL, false), (EIO, false), (ENOSPC, true)] {
            let case = prepared();
            let ran = run_failing(&case, &["repair"], Some(at), number, stays);
            let what = format!("error {number} at {at}, stays: {stays}: {ran:?}");
            assert!(number == KILL || ran.code == 0 || !ran.err.is_empty(), "{what}");
            let list = case.run(&["list", "-l", "-n", "100"]);
            assert!(list.code == 4 || list.out.lines().count() == 15, "{what}, then: {list:?}");
            let again = case.run(&["repair"]);
            assert_eq!(again.code, 0, "{what}, again: {again:?}");
            assert_eq!(case.run(&["export"]).out, expected, "{what}, again: {again:?}");
            assert_eq!(case.run(&["check", "--full"]).code, 0, "{what}");
        }
    });
}

/// Whoever reads gets the whole answer, or is told that it is none: also where a killed writer left a log, and where
/// nothing can be written, so that SQLite cannot make what it reads a log with.
#[test]
fn a_reader_is_answered_rightly_or_told_why_not() {
    let whole = Case::with_samples();
    let killed = Case::new();
    // The last of what a kill leaves in the log.
    let samples = samples().display().to_string();
    assert_eq!(run_failing(&killed, &["add", &samples], None, EIO, false).code, 0);
    let last = operations(&killed);
    for back in 1.. {
        std::fs::remove_dir_all(killed.archive()).expect("removes");
        run_failing(&killed, &["add", &samples], Some(last - 10 * back), KILL, false);
        let log = killed.archive().join("archive.sqlite3-wal");
        if log.metadata().is_ok_and(|log| log.len() > 50_000) {
            break;
        }
    }
    for origin in [&whole, &killed] {
        let prepared = || {
            let case = Case::new();
            copy(&origin.archive(), &case.archive());
            case
        };
        for args in [&["count", "会议"][..], &["list", "-l", "-n", "100"], &["export"], &["search", "防汛", "-l"]] {
            let healthy = prepared();
            let expected = run_failing(&healthy, args, None, EIO, false);
            assert!(expected.code == 0 && !expected.out.is_empty(), "{expected:?}");
            for_each(operations(&healthy), step(9).min(20), |at| {
                for (number, stays) in [(EIO, false), (EIO, true), (EROFS, true)] {
                    let ran = run_failing(&prepared(), args, Some(at), number, stays);
                    let is_told = !matches!(ran.code, 0 | 1) && !ran.err.is_empty() || ran.err.contains("behind");
                    let is_right = ran.code == 0 && ran.out == expected.out;
                    assert!(is_right || is_told, "{args:?}, error {number} at {at}, stays: {stays}: {ran:?}");
                }
            });
        }
    }
}

/// A file or folder: what it is, and what of it is on disk for sure.
enum Node {
    File { now: Vec<u8>, durable: Vec<u8> },
    Folder { now: BTreeMap<String, usize>, durable: BTreeMap<String, usize> },
}

/// What a power cut leaves.
#[derive(Debug, Clone, Copy)]
enum Left {
    /// What was synced and nothing else; names, too, must have been synced.
    Synced,
    /// Everything.
    Everything,
    /// All names and sizes; of what was not synced zeros.
    NamesAndZeros,
}

/// A disk put together from what was written down.
struct Disk {
    root: PathBuf,
    nodes: Vec<Node>,
    out: String,
}

impl Disk {
    fn new(root: &Path) -> Disk {
        let empty = Node::Folder { now: BTreeMap::new(), durable: BTreeMap::new() };
        Disk { root: root.to_path_buf(), nodes: vec![empty], out: String::new() }
    }

    fn find(&self, path: &str) -> Option<usize> {
        let inside = Path::new(path).strip_prefix(&self.root).ok()?;
        let mut at = 0;
        for name in inside.iter() {
            let Node::Folder { now, .. } = &self.nodes[at] else { return None };
            at = *now.get(name.to_str()?)?;
        }
        Some(at)
    }

    fn names(&mut self, path: &str) -> (&mut BTreeMap<String, usize>, String) {
        let path = Path::new(path);
        let parent = path.parent().expect("has a folder").display().to_string();
        let at = self.find(&parent).expect("its folder is there");
        let name = path.file_name().expect("has a name").to_string_lossy().into_owned();
        match &mut self.nodes[at] {
            Node::Folder { now, .. } => (now, name),
            Node::File { .. } => panic!("{} is a file", path.display()),
        }
    }

    fn content(&mut self, path: &str) -> &mut Vec<u8> {
        let at = self.find(path).unwrap_or_else(|| panic!("{path} is there"));
        match &mut self.nodes[at] {
            Node::File { now, .. } => now,
            Node::Folder { .. } => panic!("{path} is a folder"),
        }
    }

    fn make(&mut self, path: &str, node: Node) {
        let number = self.nodes.len();
        self.nodes.push(node);
        let (names, name) = self.names(path);
        names.insert(name, number);
    }

    fn follow(&mut self, change: &Change<'_>) {
        let path = change.path;
        match change.what {
            b'o' => self.out += &String::from_utf8_lossy(change.bytes),
            b'c' => self.make(path, Node::File { now: Vec::new(), durable: Vec::new() }),
            b'd' => self.make(path, Node::Folder { now: BTreeMap::new(), durable: BTreeMap::new() }),
            b't' => self.content(path).clear(),
            b'l' => self.content(path).resize(change.at, 0),
            b'w' => {
                let content = self.content(path);
                let end = change.at + change.bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[change.at..end].copy_from_slice(change.bytes);
            }
            b's' => {
                let at = self.find(path).unwrap_or(0);
                match &mut self.nodes[at] {
                    Node::File { now, durable } => durable.clone_from(now),
                    Node::Folder { now, durable } => durable.clone_from(now),
                }
            }
            b'u' => {
                let (names, name) = self.names(path);
                names.remove(&name);
            }
            b'r' => {
                let (names, name) = self.names(path);
                let moved = names.remove(&name).expect("what is renamed is there");
                let (names, name) = self.names(change.other);
                names.insert(name, moved);
            }
            what => panic!("an unknown change: {what}"),
        }
    }

    fn lay_out(&self, left: Left, at: usize, to: &Path) {
        match &self.nodes[at] {
            Node::Folder { now, durable } => {
                std::fs::create_dir_all(to).expect("creates");
                for (name, node) in if matches!(left, Left::Synced) { durable } else { now } {
                    self.lay_out(left, *node, &to.join(name));
                }
            }
            Node::File { now, durable } => {
                let mut content = durable.clone();
                match left {
                    Left::Synced => {}
                    Left::Everything => content.clone_from(now),
                    Left::NamesAndZeros => content.resize(now.len(), 0),
                }
                std::fs::write(to, content).expect("writes");
            }
        }
    }
}

/// A change as the shim writes it down.
struct Change<'a> {
    what: u8,
    path: &'a str,
    other: &'a str,
    at: usize,
    bytes: &'a [u8],
}

fn read_log(mut log: &[u8]) -> Vec<Change<'_>> {
    fn take<'a>(log: &mut &'a [u8], size: usize) -> &'a [u8] {
        let (taken, rest) = log.split_at(size);
        *log = rest;
        taken
    }
    fn number(log: &mut &[u8], size: usize) -> usize {
        take(log, size).iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
    }
    let mut changes = Vec::new();
    while !log.is_empty() {
        let what = take(&mut log, 1)[0];
        let (path, other) = (number(&mut log, 4), number(&mut log, 4));
        let (at, size) = (number(&mut log, 8), number(&mut log, 8));
        let text = |bytes| std::str::from_utf8(bytes).expect("paths of tests are UTF-8");
        let (path, other) = (text(take(&mut log, path)), text(take(&mut log, other)));
        let bytes = if matches!(what, b'w' | b'o') { take(&mut log, size) } else { &[] };
        changes.push(Change { what, path, other, at, bytes });
    }
    changes
}

#[test]
fn what_was_reported_survives_a_power_cut_anywhere() {
    let case = Case::new();
    let log = case.folder.path().join("log");
    let more = case.file("more.txt", "8月30日，云岭市召开抗旱会议\n会议强调，要压实责任，确保供水。\n");
    let (samples, more) = (samples().display().to_string(), more.display().to_string());
    for args in [
        &["add", &samples, "--format", "jsonl"][..],
        &["alias", "add", "防汛=防洪"],
        &["add", &more, "--format", "jsonl"],
        &["reindex"],
    ] {
        let mut command = case.command(args);
        command.env("LD_PRELOAD", shim()).env("FAULT_ROOT", case.folder.path()).env("FAULT_LOG", &log);
        let ran = Ran::from(command.output().expect("the program starts"));
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
    }
    let log = std::fs::read(&log).expect("reads");
    let changes = read_log(&log);
    assert!(changes.len() > 500, "{}", changes.len());
    let (log_root, last) = (case.folder.path(), changes.len());
    let survived = AtomicUsize::new(0);
    for_each(last + 1, step(3), |cut| {
        let mut disk = Disk::new(log_root);
        changes[..cut].iter().for_each(|change| disk.follow(change));
        let reported = added(&disk.out);
        for left in [Left::Synced, Left::Everything, Left::NamesAndZeros] {
            let what = format!("cut at {cut} of {last}, left: {left:?}, reported: {reported}");
            let case = Case::new();
            disk.lay_out(left, 0, case.folder.path());
            let there = listed(&case, &what);
            assert!(there >= reported, "{what}, there: {there}");
            if there > 0 {
                let checked = case.run(&["check", "--full"]);
                assert_eq!(checked.code, 0, "{what}: {checked:?}");
                survived.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    assert!(survived.load(Ordering::Relaxed) > 10);
    // The disk put together from everything is the disk itself.
    let mut disk = Disk::new(log_root);
    changes.iter().for_each(|change| disk.follow(change));
    let laid = Case::new();
    disk.lay_out(Left::Everything, 0, laid.folder.path());
    assert_eq!(laid.run(&["export"]).out, case.run(&["export"]).out);
}
