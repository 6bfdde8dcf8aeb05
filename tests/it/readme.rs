//! The README shows what the program really says.

use std::path::Path;
use std::process::Command;

use super::{Case, samples};

/// Where the README's reader has the repository.
const READER_FOLDER: &str = "/home/me/huibao/samples";

/// Runs a line of the README as its reader would, in one folder with the samples.
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
    String::from_utf8_lossy(&output.stdout).replace(&samples().display().to_string(), READER_FOLDER)
}

#[cfg(unix)]
#[test]
fn every_example_gives_what_it_shows() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&file).expect("reads");
    let case = Case::new();
    let mut real = String::new();
    for (number, part) in readme.split("```console\n").enumerate() {
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
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &real).expect("writes");
    }
    let differs = readme.lines().zip(real.lines()).find(|(shown, real)| shown != real);
    assert!(readme == real || std::env::var_os("UPDATE_GOLDEN").is_some(), "README.md: {differs:?}");
}
