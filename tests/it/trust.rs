//! What an archive promises: nothing lost, nobody let in, everything taken out and in again.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::checks::Random;
use super::{Case, samples};

/// The files of an archive, inside its folder.
pub(super) fn files(archive: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![archive.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("reads").flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    found.sort();
    found
}

pub(super) fn with_people() -> Case {
    let case = Case::with_samples();
    let id = case.run(&["list", "no:18", "-l"]).out.trim().to_owned();
    for args in [
        &["tag", "+重点", &id][..],
        &["fact", &id, "date=2024-07-12"],
        &["alias", "add", "防汛=防洪"],
        &["saved", "add", "汛情=防汛 责任"],
        &["dict", "add", "一库一策"],
        &["reindex"],
    ] {
        assert_eq!(case.run(args).code, 0, "{args:?}");
    }
    case
}

#[test]
fn an_export_is_the_whole_archive() {
    let case = with_people();
    let export = case.run(&["export"]).out;
    let file = case.file("archive.jsonl", &export);
    let other = Case::new();
    assert_eq!(
        other.run(&["import", &file.display().to_string()]).out,
        "added 15, replaced 0, unchanged 0, skipped 0\n"
    );
    assert_eq!(other.run(&["export"]).out, export);
    assert_eq!(
        other.run(&["search", "query:汛情", "--format", "jsonl"]).out,
        case.run(&["search", "query:汛情", "--format", "jsonl"]).out
    );
    assert_eq!(other.run(&["list", "--tag", "重点", "date:2024-07-12", "-l"]).out.lines().count(), 1);
    assert_eq!(
        other.run(&["import", &file.display().to_string()]).out,
        "added 0, replaced 0, unchanged 15, skipped 0\n"
    );
    assert_eq!(other.run(&["check", "--full"]).code, 0);
    let damaged = case.file("damaged.jsonl", export.replacen("\"added\"", "\"added", 1));
    let ran = Case::new().run(&["import", &damaged.display().to_string()]);
    assert!(ran.code == 3 && ran.err.contains("damaged.jsonl:") && ran.out.contains("added 14"), "{ran:?}");
    let sample = samples().join("11-清源县导出.jsonl").display().to_string();
    let ran = Case::new().run(&["import", &sample]);
    assert!(ran.code == 2 && ran.err.contains("huibao add"), "{ran:?}");
    assert_eq!(
        case.run(&["export", "--query", "防汛 责任", "--format", "csv"])
            .out
            .lines()
            .next()
            .map(|line| line.starts_with("id,title")),
        Some(true)
    );
    assert!(case.run(&["export", "--format", "bibtex"]).out.contains("@misc{huibao"));
    cited(&case);
    assert!(case.run(&["export", "--format", "ris"]).out.contains("TY  - NEWS"));
    assert_eq!(case.run(&["export", "--query", "没有的词没有的词"]).code, 1);
}

/// What is exported is cited by the standard, and as reference managers read it.
fn cited(case: &Case) {
    let cite = |args: &[&str]| case.run(&[&["export", "--query"], args].concat()).out;
    let paper = cite(&["title:信访", "--format", "gbt7714"]);
    assert_eq!(paper, "李欣然. 全市信访工作联席会议召开[N]. 云岭日报，2024-05-09.\n");
    let paper = cite(&["title:信访", "--format", "gbt7714", "--style", "2015"]);
    assert_eq!(paper, "李欣然. 全市信访工作联席会议召开[N]. 云岭日报, 2024-05-09.\n");
    let page = cite(&["title:第41次", "--format", "gbt7714"]);
    let (before, behind) = page.split_once("（2024-06-04）[").expect("the day of the page");
    assert_eq!(before, "储云帆主持召开市政府第41次常务会议[EB/OL]. 云岭市人民政府");
    assert!(behind[4..].starts_with('-') && behind.ends_with("/ylyw/202406/t20240604_310041.html.\n"), "{page}");
    let page = cite(&["title:第41次", "--format", "bibtex"]);
    assert!(page.starts_with("@online{huibao") && page.contains("urldate = {2"), "{page}");
    assert!(page.contains("url = {https://www.yunling.example/xwzx/ylyw/202406/t20240604_310041.html}"), "{page}");
    let csl: serde_json::Value =
        serde_json::from_str(&cite(&["title:第41次 OR title:信访", "--format", "csl"])).expect("JSON");
    let types: Vec<_> = csl.as_array().expect("a list").iter().map(|item| item["type"].as_str()).collect();
    assert!(types.contains(&Some("webpage")) && types.contains(&Some("article-newspaper")), "{csl}");
    assert!(cite(&["title:第41次", "--format", "ris"]).contains("\r\nY2  - 2"));
    // What is quoted has the file's name, never its folders, and an address as it is.
    let ran = case.run(&["search", "防汛 OR 信访", "-n", "0", "--format", "md"]);
    assert!(ran.out.contains(".txt [") && !ran.out.contains("/02-"), "{ran:?}");
    let ran = case.run(&["list", "title:第41次", "--format", "md"]);
    assert!(ran.out.contains("<https://www.yunling.example/xwzx/ylyw/202406/t20240604_310041.html>"), "{ran:?}");
    // A list names an article once, and there is nothing to copy by where no terminal is.
    let ran = case.run(&["search", "会议", "--format", "gbt7714", "-n", "5"]);
    assert_eq!(ran.out.lines().count(), 5, "{ran:?}");
    let ran = case.run(&["show", "6c93b4d7", "--copy"]);
    assert!(ran.code == 2 && ran.err.contains("clipboard"), "{ran:?}");
    assert_eq!(case.run(&["list", "--style", "2015"]).code, 2);
}

#[test]
fn a_backup_restores_everything() {
    let case = with_people();
    let file = case.folder.path().join("copy.backup");
    let name = file.display().to_string();
    assert!(case.run(&["backup", &name]).out.starts_with("15 articles in "));
    assert_eq!(case.run(&["backup", &name]).code, 0, "an older backup is replaced");
    let other = Case::new();
    assert!(other.run(&["restore", &name]).out.starts_with("15 articles from "));
    assert_eq!(other.run(&["export"]).out, case.run(&["export"]).out);
    assert_eq!(other.run(&["check", "--full"]).code, 0);
    assert_eq!(other.run(&["restore", &name]).code, 2, "an archive is never overwritten");
    let text = case.file("notes.txt", "会议");
    assert_eq!(case.run(&["backup", &text.display().to_string()]).code, 2);
    assert_eq!(std::fs::read(&text).expect("reads"), "会议".as_bytes());
    // Nor is another archive's file a backup, or what somebody has under the name a backup has at first.
    let store = other.archive().join("archive.sqlite3").display().to_string();
    assert_eq!(case.run(&["backup", &store]).code, 2);
    assert_eq!(case.run(&["backup", &case.archive().join("archive.sqlite3").display().to_string()]).code, 2);
    let in_the_way = case.file("copy.backup.tmp", "mine");
    assert_eq!(case.run(&["backup", &name]).code, 2);
    assert_eq!(std::fs::read(&in_the_way).expect("reads"), b"mine");
    assert_eq!(case.run(&["check"]).code, 0);
    let whole = std::fs::read(&file).expect("reads");
    let mut random = Random::new(23);
    let mut findings = vec![whole[..whole.len() / 2].to_vec(), whole[..whole.len() - 1].to_vec(), Vec::new()];
    findings.extend((0..20).map(|_| {
        let mut damaged = whole.clone();
        damaged[random.below(whole.len())] ^= 1 << random.below(8);
        damaged
    }));
    for damaged in findings {
        std::fs::write(&file, damaged).expect("writes");
        let case = Case::new();
        let ran = case.run(&["restore", &name]);
        assert!(matches!(ran.code, 2 | 4) && ran.err.contains("backup"), "{ran:?}");
        assert!(!case.archive().exists());
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_and_nothing_is_left_lying() {
    use std::os::unix::fs::PermissionsExt;
    let case = with_people();
    let mode = |path: &Path| std::fs::metadata(path).expect("is there").permissions().mode() & 0o777;
    assert_eq!(mode(&case.archive()), 0o700);
    for file in files(&case.archive()) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(!name.ends_with(".tmp") && !name.starts_with(".tmp"), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_was_there_becomes_private_if_it_is_empty() {
    use std::os::unix::fs::PermissionsExt;
    for (other, expected) in [(".gitignore", 0o700), ("notes.txt", 0o755)] {
        let case = Case::new();
        std::fs::create_dir(case.archive()).expect("creates");
        std::fs::set_permissions(case.archive(), PermissionsExt::from_mode(0o755)).expect("sets");
        std::fs::write(case.archive().join(other), "*").expect("writes");
        assert_eq!(case.run(&["add", &samples().display().to_string()]).code, 0);
        let mode = std::fs::metadata(case.archive()).expect("is there").permissions().mode() & 0o777;
        assert_eq!(mode, expected, "{other}");
    }
}

#[test]
fn what_was_reported_survives_thirty_kills() {
    let case = Case::new();
    let lines: String = (0..40_000)
        .map(|n| format!("{{\"id\":\"k{n}\",\"title\":\"第{n}次会议\",\"body\":\"会议强调，要落实第{n}项责任。\"}}\n"))
        .collect();
    let file = case.file("many.jsonl", lines).display().to_string();
    let mut random = Random::new(17);
    let (mut reported, mut delay) = (0, 160);
    for round in 0..30 {
        // A file never makes the program wait, as a pipe would that nobody reads: what a killed one saved and did not report
        // is unchanged in the next round, and what follows it has to be reached.
        let said = case.folder.path().join("said.jsonl");
        let mut child = case
            .command(&["add", &file, "--format", "jsonl"])
            .stdout(std::fs::File::create(&said).expect("creates"))
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        std::thread::sleep(std::time::Duration::from_millis(5 + random.below(delay) as u64));
        child.kill().expect("can be killed");
        child.wait().expect("ends");
        let lines = String::from_utf8_lossy(&std::fs::read(&said).expect("reads")).into_owned();
        reported += lines.lines().filter(|line| line.contains("\"status\":\"added\"")).count();
        let ran = case.run(&["count", "--json", "会议"]);
        if reported == 0 {
            // A slow machine.
            delay = (delay * 2).min(5_000);
        }
        if reported == 0 && ran.code == 2 {
            continue;
        }
        let counted = ran.json()["articles"].as_u64().unwrap_or_default() as usize;
        assert!(counted >= reported, "round {round}: {counted} of {reported}: {ran:?}");
        assert_eq!(case.run(&["check"]).code, 0, "round {round}: {:?}", case.run(&["check"]));
    }
    assert!(reported > 0);
    assert_eq!(case.run(&["add", &file, "-q"]).code, 0);
    assert_eq!(case.run(&["count", "--json", "会议"]).json()["articles"], 40_000);
    assert_eq!(case.run(&["check", "--full"]).code, 0);
}

#[test]
fn hostile_files_are_read_or_refused_by_name() {
    let case = Case::new();
    let nested = format!("<html><body>{}会议{}</body></html>", "<div>".repeat(20_000), "</div>".repeat(20_000));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"1\"")).collect();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("long.txt", "会".repeat(3_400_000).into_bytes()),
        ("aa.txt", "aa-".repeat(340_000).into_bytes()),
        ("nested.html", nested.into_bytes()),
        ("misnested.html", "<b><i></b></i>会议".repeat(5_000).into_bytes()),
        ("attributes.html", format!("<html><body{attributes}><p>会议召开</p></body></html>").into_bytes()),
        ("script.html", b"<html><body><p>a</p><script>var a = '".to_vec()),
        ("nul.csv", b"title,body\n\0\0,\0a\0\n".to_vec()),
        ("deep.jsonl", format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes()),
        ("key.jsonl", format!("{{\"id\":\"{}\",\"title\":\"a\",\"body\":\"会议\"}}", "k".repeat(100_000)).into_bytes()),
        ("dates.jsonl", "{\"title\":\"a\",\"date\":\"0000-00-00\",\"body\":\"甲\"}\n{\"title\":\"b\",\"date\":\"9999-99-99\",\"body\":\"乙\"}\n{\"title\":\"c\",\"date\":\"2022年2月30日\",\"body\":\"丙\"}\n".into()),
        ("bytes.txt", (0..=255u8).cycle().take(100_000).collect()),
        ("escape\u{1b}[31m.txt", "会议\u{1b}[31m召开\u{202e}。\n第二段。".into()),
    ];
    let folder = case.folder.path().join("hostile");
    std::fs::create_dir(&folder).expect("creates");
    for (name, content) in &files {
        std::fs::write(folder.join(name), content).expect("writes");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&folder, folder.join("loop")).expect("links");
        let made = std::process::Command::new("mkfifo").arg(folder.join("fifo.txt")).status();
        assert!(made.is_ok());
    }
    let start = std::time::Instant::now();
    let ran = case.run(&["add", &folder.display().to_string(), "--format", "jsonl"]);
    assert!(matches!(ran.code, 0 | 3), "{ran:?}");
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    let settled = ran.out.lines().count();
    assert!(settled >= files.len(), "{settled}: {}", ran.err);
    assert!(ran.err.contains("fifo.txt"), "{}", ran.err);
    for args in [
        &["list", "-n", "50"][..],
        &["search", "会议"],
        &["search", "\u{1b}[31m\u{202e}"],
        &["show", "nothing\u{1b}[2J"],
        &["\u{1b}]0;a\u{7}"],
    ] {
        let ran = case.run(args);
        for text in [&ran.out, &ran.err] {
            let obeyed =
                |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!text.contains(obeyed), "{args:?}: {text:?}");
        }
    }
    assert_eq!(case.run(&["check", "--full"]).code, 0);
}

/// Files cannot grow beyond a limit: every write behind it fails, wherever in its work the program is.
#[cfg(unix)]
#[test]
fn nothing_is_said_to_be_saved_that_a_full_disk_refused() {
    let lines: String = (0..9_000)
        .map(|n| {
            format!(
                "{{\"id\":\"f{n}\",\"title\":\"第{n}次会议\",\"body\":\"会议强调，要落实第{n}项责任，{}。\"}}\n",
                n * 7919
            )
        })
        .collect();
    let case = Case::new();
    let file = case.file("full.jsonl", lines).display().to_string();
    let mut refused = 0;
    for blocks in (100..4_000).step_by(150) {
        let case = Case::new();
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" add \"$1\" --json");
        let ran = super::Ran::from(
            std::process::Command::new("sh")
                .args(["-c", &script, env!("CARGO_BIN_EXE_huibao"), &file])
                .env("HUIBAO_ARCHIVE", case.archive())
                .env("LC_ALL", "C")
                .output()
                .expect("the shell starts"),
        );
        let reported = ran.out.lines().filter(|line| line.contains("\"status\":\"added\"")).count();
        refused += usize::from(ran.code != 0);
        assert!(ran.code == 0 || !ran.err.is_empty(), "{blocks}: {ran:?}");
        let ran = case.run(&["count", "--json", "会议"]);
        let counted = if ran.out.is_empty() { 0 } else { ran.json()["articles"].as_u64().unwrap_or_default() as usize };
        assert!(counted >= reported, "{blocks} blocks: {counted} of {reported}: {ran:?}");
        assert_eq!(case.run(&["check"]).code, 0, "{blocks}: {:?}", case.run(&["check"]));
    }
    assert!(refused > 2, "{refused}");
}

/// What a power cut may leave of files nobody made durable: nothing, or blocks of zeros. The store is synced with each
/// transaction, so this can happen to the index alone, and the index is derived.
#[test]
fn a_power_cut_costs_no_article() {
    let case = with_people();
    let archive = case.archive();
    let whole = case.run(&["export"]).out;
    let index: Vec<(PathBuf, Vec<u8>)> = files(&archive.join("tantivy"))
        .into_iter()
        .map(|file| (file.clone(), std::fs::read(&file).expect("reads")))
        .collect();
    /// What is left of a file, if anything.
    type Left<'a> = dyn Fn(&Path, &[u8]) -> Option<Vec<u8>> + 'a;
    let cut = |after: &Left<'_>| {
        std::fs::remove_dir_all(archive.join("tantivy")).expect("removes");
        std::fs::create_dir(archive.join("tantivy")).expect("creates");
        for (file, content) in &index {
            if let Some(content) = after(file, content) {
                std::fs::write(file, content).expect("writes");
            }
        }
        let ran = case.run(&["list", "-l", "-n", "100"]);
        assert!(ran.code == 4 || ran.out.lines().count() == 15, "{ran:?}");
        assert_eq!(case.run(&["repair"]).code, 0);
        assert_eq!(case.run(&["list", "-l", "-n", "100"]).out.lines().count(), 15);
        assert_eq!(case.run(&["export"]).out, whole);
    };
    for (lost, _) in &index {
        cut(&|file, content| (file != lost).then(|| content.to_vec()));
        cut(&|file, content| Some(if file == lost { vec![0; content.len()] } else { content.to_vec() }));
    }
    cut(&|_, _| None);
    cut(&|_, content| Some(vec![0; content.len()]));
}

#[test]
fn originals_are_only_read() {
    let case = Case::new();
    let folder = case.folder.path().join("originals");
    std::fs::create_dir(&folder).expect("creates");
    for file in files(&samples()) {
        std::fs::copy(&file, folder.join(file.file_name().expect("a name"))).expect("copies");
    }
    let state = || -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
        let modified = |file: &Path| std::fs::metadata(file).and_then(|data| data.modified()).expect("is there");
        files(&folder).into_iter().map(|f| (f.clone(), std::fs::read(&f).expect("reads"), modified(&f))).collect()
    };
    let before = state();
    for args in [&["add", &folder.display().to_string()][..], &["reindex"], &["check", "--full"], &["repair"]] {
        assert_eq!(case.run(args).code, 0, "{args:?}");
    }
    assert_eq!(state(), before);
    // A source that is gone takes no article with it.
    std::fs::remove_dir_all(&folder).expect("removes");
    assert_eq!(case.run(&["reindex"]).code, 0);
    assert_eq!(case.run(&["list", "-l", "-n", "100"]).out.lines().count(), 15);
}

#[test]
fn what_is_removed_for_good_is_in_no_file() {
    let case = Case::with_samples();
    let marker = "绝无仅有的记号Zq7";
    case.add(&[case.file("marked.txt", format!("云岭市召开{marker}会议\n会议强调,{marker}。\n"))]);
    let id = case.run(&["list", "-l", marker]).out.trim().to_owned();
    assert_eq!(case.run(&["rm", "--yes", "--purge", &id]).code, 0);
    for file in files(&case.archive()) {
        let content = std::fs::read(&file).expect("reads");
        let found = |needle: &[u8]| content.windows(needle.len()).any(|window| window == needle);
        assert!(!found(marker.as_bytes()) && !found(b"marked.txt"), "{}", file.display());
    }
    assert_eq!(case.run(&["check", "--full"]).code, 0);
}

/// Every released format stays readable: an archive as the program of that time left it, its index gone.
#[test]
fn archives_of_every_format_are_opened() {
    let case = Case::new();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/archives/format-1/archive.sqlite3");
    std::fs::create_dir(case.archive()).expect("creates");
    std::fs::copy(kept, case.archive().join("archive.sqlite3")).expect("copies");
    assert_eq!(case.run(&["reindex"]).out, "indexed 2 articles\n");
    let ran = case.run(&["list", "date:2024-07-12 防洪", "--tag", "重点", "-l"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1), "{ran:?}");
    assert_eq!(case.run(&["repair"]).code, 0);
    assert_eq!(case.run(&["check", "--full"]).code, 0);
}

/// An archive of a later program is refused in one line, and an index of another is not answered from.
#[test]
fn other_formats_are_refused_in_one_line() {
    let case = Case::with_samples();
    let meta = case.archive().join("tantivy/meta.json");
    let text = std::fs::read_to_string(&meta).expect("reads");
    let other = text.replace("{\\\"format\\\":", "{\\\"format\\\":9");
    assert_ne!(text, other);
    std::fs::write(&meta, other).expect("writes");
    let ran = case.run(&["search", "防汛"]);
    assert!(ran.code == 4 && ran.out.is_empty() && ran.err.contains("huibao reindex"), "{ran:?}");
    assert_eq!(case.run(&["reindex"]).code, 0);
    assert_eq!(case.run(&["search", "防汛"]).code, 0);
    let db = rusqlite::Connection::open(case.archive().join("archive.sqlite3")).expect("opens");
    db.execute("UPDATE meta SET value = 99 WHERE name = 'format'", []).expect("changes");
    drop(db);
    for args in [&["search", "防汛"][..], &["list"], &["count", "防汛"], &["add", "-"], &["export"], &["reindex"]] {
        let ran = case.run(args);
        let lines = ran.err.lines().filter(|line| !line.starts_with("hint: ")).count();
        assert!(ran.code != 0 && ran.out.is_empty() && lines == 1 && ran.err.contains("99"), "{args:?}: {ran:?}");
    }
}
