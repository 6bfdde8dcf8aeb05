//! Tidy tables: their columns are the codebook's, their rows agree with the record, and the examples of analysis run.

use std::collections::BTreeSet;
use std::process::Command;

use super::Case;

const TABLES: [&str; 7] = ["articles", "meetings", "people", "statements", "agenda", "slogans", "edges"];

fn rows(case: &Case, args: &[&str]) -> Vec<serde_json::Value> {
    let ran = case.run(&[&["export", "--format", "jsonl", "--table"], args].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn every_column_is_in_the_codebook() {
    let case = Case::with_samples();
    let codebook = include_str!("../../docs/codebook.md");
    for table in TABLES {
        let ran = case.run(&["export", "--table", table]);
        let header = ran.out.lines().next().unwrap_or_default();
        let is_row = |line: &&str| line.starts_with(&format!("| `{table}` |"));
        let told = codebook.split("## Tables").nth(1).and_then(|part| part.lines().find(is_row)).expect("is told of");
        let told = told.rsplit_once(" | `").map_or(told, |(_, columns)| columns);
        let told = format!("`{told}");
        let told: Vec<&str> = told.split('`').skip(1).step_by(2).collect();
        assert_eq!(header.split(',').collect::<Vec<_>>(), told, "{table}");
        assert!(ran.out.lines().count() > 4, "{table}: {ran:?}");
    }
    let ran = case.run(&["export", "--table", "persons"]);
    assert!(ran.code == 2 && ran.err.contains("people"), "{ran:?}");
    let ran = case.run(&["export", "--table", "people", "--format", "bibtex"]);
    assert!(ran.code != 0 && ran.err.contains("csv"), "{ran:?}");
    assert_eq!(case.run(&["export", "--table", "people", "--query", "没有的词没有的词"]).code, 1);
}

#[test]
fn rows_agree_with_the_record() {
    let case = Case::with_samples();
    let articles = rows(&case, &["articles"]);
    assert_eq!(articles.len(), 15);
    let ids: BTreeSet<&str> = articles.iter().filter_map(|row| row["id"].as_str()).collect();
    let mut counted = [0, 0, 0, 0];
    for id in &ids {
        let facts = &case.run(&["show", id, "--json"]).json()["facts"];
        let length = |name: &str| facts[name].as_array().map_or(0, Vec::len);
        let own = ["people", "statements", "agenda", "slogans"].map(length);
        counted.iter_mut().zip(own).for_each(|(all, one)| *all += one);
    }
    for (table, count) in ["people", "statements", "agenda", "slogans"].into_iter().zip(counted) {
        let rows = rows(&case, &[table]);
        assert_eq!(rows.len(), count, "{table}");
        assert!(rows.iter().all(|row| ids.contains(row["id"].as_str().unwrap_or_default())), "{table}");
    }
    // The words are where the row says.
    let said = rows(&case, &["statements", "--query", "防汛 责任"]);
    assert!(!said.is_empty());
    for row in &said {
        let body = case.run(&["show", row["id"].as_str().expect("an id"), "--json"]).json()["body"].clone();
        let place = |name: &str| row[name].as_u64().expect("a place") as usize;
        assert_eq!(body.as_str().and_then(|body| body.get(place("start")..place("end"))), row["text"].as_str());
    }
    // Who took part together: both in the same report of a meeting, neither with himself.
    let people = rows(&case, &["people"]);
    let edges = rows(&case, &["edges"]);
    for edge in &edges {
        let (a, b) = (edge["person_a"].as_str().expect("a name"), edge["person_b"].as_str().expect("a name"));
        let of = |name: &str| -> BTreeSet<&str> {
            let own = people.iter().filter(|row| row["name"] == name && row["took_part"] == true);
            own.filter_map(|row| row["id"].as_str()).collect()
        };
        assert!(a < b && of(a).intersection(&of(b)).next().is_some(), "{edge}");
        assert!(edge["meetings"].as_u64() <= edge["articles"].as_u64(), "{edge}");
    }
}

/// The examples of `docs/analysis` run on the samples, as far as the machine has what they need.
#[test]
fn examples_of_analysis_run() {
    let case = Case::with_samples();
    let folder = tempfile::tempdir().expect("a temporary folder");
    for table in TABLES {
        let ran = case.run(&["export", "--table", table]);
        std::fs::write(folder.path().join(format!("{table}.csv")), ran.out).expect("writes");
    }
    let script = |name: &str| format!("{}/docs/analysis/{name}", env!("CARGO_MANIFEST_DIR"));
    let has =
        |program: &str, args: &[&str]| Command::new(program).args(args).output().is_ok_and(|ran| ran.status.success());
    let run = |program: &str, name: &str, expected: &str| {
        let ran = Command::new(program).arg(script(name)).current_dir(folder.path()).output().expect("runs");
        let out = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success() && out.contains(expected), "{name}: {ran:?}");
    };
    let python = std::env::var("HUIBAO_PYTHON").unwrap_or_else(|_| "python3".into());
    if has(&python, &["-c", "import pandas"]) {
        run(&python, "meetings.py", "林远舟");
    }
    if has("Rscript", &["--version"]) {
        run("Rscript", "network.R", "person");
    }
}
