//! The documents show what the program really says.

use std::path::Path;
use std::process::Command;

use super::{Case, samples};

/// Where the documents' reader has the repository.
const READER_FOLDER: &str = "/home/me/huibao/samples";

/// Runs a line of a document as its reader would, in one folder with the samples.
fn run(case: &Case, line: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_huibao")).parent().expect("in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("{line} 2>&1")])
        .current_dir(samples().parent().expect("in the repository"))
        .envs([("PATH", path.as_str()), ("COLUMNS", "80")])
        .env("HUIBAO_ARCHIVE", case.archive())
        .env("LC_ALL", "C")
        .env_remove("NO_COLOR")
        .output()
        .expect("the shell starts");
    let shown = String::from_utf8_lossy(&output.stdout).replace(&samples().display().to_string(), READER_FOLDER);
    // The reader's archive is the default one.
    shown.replace(&case.archive().display().to_string(), "index")
}

/// Returns a document with what its console blocks really print.
#[cfg(unix)]
fn real(document: &str) -> String {
    let case = Case::new();
    let mut real = String::new();
    for (number, part) in document.split("```console\n").enumerate() {
        if number == 0 {
            real.push_str(part);
            continue;
        }
        let (shown, rest) = part.split_once("```").expect("a block ends");
        let command =
            shown.lines().next().and_then(|line| line.strip_prefix("$ ")).expect("a block begins with a command");
        let output = run(&case, command);
        let mut lines: Vec<&str> = output.trim_end().lines().collect();
        // A block that ends in … shows only the beginning.
        if shown.trim_end().ends_with("\n…") {
            lines.truncate(shown.lines().count() - 2);
            lines.push("…");
        }
        real.push_str(&format!("```console\n$ {command}\n{}\n```{rest}", lines.join("\n")));
    }
    real
}

#[cfg(unix)]
fn check(name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let document = std::fs::read_to_string(&file).expect("reads");
    let real = real(&document);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &real).expect("writes");
        return;
    }
    let differs = document.lines().zip(real.lines()).find(|(shown, real)| shown != real);
    assert!(document == real, "{name}: {differs:?}");
}

#[cfg(unix)]
#[test]
fn every_example_gives_what_it_shows() {
    let names = ["README.md", "README.zh.md", "CONTRIBUTING.md"];
    let docs = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).expect("reads").flatten();
    let docs = docs
        .filter(|entry| entry.path().is_file())
        .map(|entry| format!("docs/{}", entry.file_name().to_string_lossy()));
    for name in names.map(str::to_owned).into_iter().chain(docs) {
        check(&name);
    }
}

/// What a newcomer reads first stays short.
#[test]
fn the_readme_is_short() {
    for name in ["README.md", "README.zh.md"] {
        let size = std::fs::metadata(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("is there").len();
        assert!(size <= 12_000, "{name}: {size} bytes");
    }
}
