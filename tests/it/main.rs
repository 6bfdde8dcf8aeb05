//! The library and the program as their users meet them.

#[path = "../../examples/verify/checks.rs"]
mod checks;
mod damage;
mod encodings;
mod facts;
#[cfg(target_os = "linux")]
mod faults;
mod formats;
mod fuzz;
mod golden;
mod json;
mod layers;
mod life;
mod program;
mod properties;
mod query;
mod readme;
mod reference;
mod service;
mod tables;
mod together;
mod trust;
mod watching;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use huibao::{AddOptions, AddSummary, Archive, Control, SearchRequest, Snapshot};

/// The samples of the repository.
fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// A search for this, as everybody searches.
fn request(query: &str) -> SearchRequest {
    SearchRequest { query: query.to_owned(), ..SearchRequest::default() }
}

/// An archive in a temporary folder, and the program run on it.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Case {
        Case { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn with_samples() -> Case {
        let case = Case::new();
        let summary = case.add(&[samples()]);
        assert_eq!((summary.added, summary.skipped), (15, 0));
        case
    }

    fn archive(&self) -> PathBuf {
        self.folder.path().join("archive")
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("writes");
        path
    }

    fn add(&self, paths: &[PathBuf]) -> AddSummary {
        let archive = Archive::create(self.archive()).expect("creates");
        let mut writer = archive.writer().expect("nobody else writes");
        writer.add(paths, &AddOptions::default(), &mut Control::default()).expect("adds")
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        let archive = Archive::open(self.archive()).expect("there is an archive");
        archive.snapshot(&mut Control::default()).expect("opens")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huibao"));
        command
            .args(args)
            .env("HUIBAO_ARCHIVE", self.archive())
            .env("COLUMNS", "80")
            .env("LC_ALL", "C")
            .env_remove("NO_COLOR");
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::from(self.command(args).output().expect("the program starts"))
    }
}

/// What a run of the program gave.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
