//! The commands that keep an archive: check, repair, export, import, backup, restore.

use std::fmt::Display;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;

use super::args::{BackupArgs, CheckArgs, Common, ExportArgs, ImportArgs, RestoreArgs};
use super::output::Output;
use super::progress::Progress;
use super::read::delimiter;
use super::{CommandResult, FOUND, NEEDS_ATTENTION, NOTHING_FOUND, SOME_FAILED, eprint_clean, count_of, language, open};
use crate::check::{self, Action, Finding};
use crate::error::Error;
use crate::index::{Filters, IndexedArticle, Snapshot};
use crate::query::QueryOptions;
use crate::render::messages as say;
use crate::render::{self, OutputFormat};
use crate::search;
use crate::sanitize::Json;

/// So many ids are named with a damage.
const IDS_SHOWN: usize = 10;

pub(super) fn run_check(common: &Common, args: &CheckArgs) -> CommandResult {
    let report = check::check(&common.archive, args.full)?;
    let mut out = Output::open(common, false);
    if args.json {
        let findings: Vec<serde_json::Value> = report
            .findings
            .iter()
            .map(|damage| serde_json::json!({ "file": damage.file.display().to_string(), "what": damage.what, "articles": damage.articles }))
            .collect();
        let value = serde_json::json!({ "v": 1, "ok": findings.is_empty(), "full": args.full, "articles": report.articles, "bytes": report.bytes, "behind": report.behind, "findings": findings });
        writeln!(out, "{}", Json(&value))?;
    } else {
        for damage in &report.findings {
            write_damage(&mut out, damage)?;
        }
        let megabytes = format!("{:.1}", report.bytes as f64 / 1e6);
        if report.findings.is_empty() && !common.quiet {
            let values: [&dyn Display; 2] = [&report.articles, &megabytes];
            writeln!(out, "{}", say::CHECKED.with(language(), &values))?;
        }
    }
    out.close()?;
    if report.behind > 0 && !common.quiet {
        eprint_clean(&say::NOTE.with(language(), &[&say::NOT_FOLLOWED.with(language(), &[&report.behind])]));
    }
    if report.findings.is_empty() {
        return Ok(FOUND);
    }
    eprint_clean(&say::HINT.with(language(), &[&say::REPAIR_HINT.of(language())]));
    Ok(NEEDS_ATTENTION)
}

fn write_damage(out: &mut Output, damage: &Finding) -> io::Result<()> {
    writeln!(out, "{}: {}", render::clean(&damage.file.display().to_string()), render::clean(&damage.what))?;
    let shown: Vec<&str> = damage.articles.iter().take(IDS_SHOWN).map(String::as_str).collect();
    if !shown.is_empty() {
        let count = count_of(damage.articles.len() as u64, say::ARTICLE, say::ARTICLES);
        let more = if damage.articles.len() > shown.len() { " …" } else { "" };
        writeln!(out, "  {}", say::CONCERNED.with(language(), &[&count, &format!("{}{more}", shown.join(" "))]))?;
    }
    Ok(())
}

pub(super) fn run_repair(common: &Common) -> CommandResult {
    let mut progress = Progress::indexing(common);
    let repaired = check::repair(&common.archive, &mut |event| progress.update(&event))?;
    progress.finish();
    let mut out = io::stdout().lock();
    for action in &repaired.done {
        let text = match action {
            Action::Nothing => say::REPAIR_NOTHING.of(language()).to_owned(),
            Action::IndexBuilt => say::REPAIR_INDEX.of(language()).to_owned(),
            Action::SumsMade => say::REPAIR_SUMS.of(language()).to_owned(),
            Action::TruthMended => say::REPAIR_MENDED.of(language()).to_owned(),
            Action::TruthSalvaged(path) => say::REPAIR_TRUTH.with(language(), &[&path.display()]),
        };
        writeln!(out, "{}", render::clean(&text))?;
    }
    writeln!(out, "{}", count_of(repaired.articles, say::ARTICLE, say::ARTICLES))?;
    for (text, ids) in [(say::REPAIR_TEXTS, &repaired.texts_only), (say::REPAIR_LOST, &repaired.lost)] {
        if !ids.is_empty() {
            writeln!(out, "{}", text.with(language(), &[&ids.len()]))?;
            ids.iter().try_for_each(|id| writeln!(out, "  {id}"))?;
        }
    }
    Ok(if repaired.lost.is_empty() { FOUND } else { SOME_FAILED })
}

pub(super) fn run_export(common: &Common, args: &ExportArgs) -> CommandResult {
    let (snapshot, behind) = open(common)?;
    if behind {
        return Ok(NEEDS_ATTENTION);
    }
    let records = match &args.query {
        Some(query) => Some(matching(&snapshot, query)?),
        None => None,
    };
    let mut out = Output::open(common, false);
    if args.format == "jsonl" {
        let ids = records.map(|records| records.into_iter().map(|record| record.id).collect::<Vec<_>>());
        let written = crate::add::export(&common.archive, ids.as_deref(), &mut out)?;
        out.close()?;
        return Ok(if written > 0 || args.query.is_none() { FOUND } else { NOTHING_FOUND });
    }
    let mut records = match records {
        Some(records) => records,
        None => matching(&snapshot, "")?,
    };
    records.sort_by(|a, b| a.id.cmp(&b.id));
    match args.format.as_str() {
        "csv" => {
            let rows = records.iter().map(render::export_row);
            render::write_table(&mut out, delimiter(OutputFormat::Csv), render::EXPORT_COLUMNS, rows)?;
        }
        "md" => {
            for record in &records {
                render::markdown_record(&mut out, &record.id, record, None)?;
                writeln!(out)?;
            }
        }
        "bibtex" => records.iter().try_for_each(|record| render::bibtex(&mut out, record))?,
        _ => records.iter().try_for_each(|record| render::ris(&mut out, record))?,
    }
    out.close()?;
    Ok(if records.is_empty() { NOTHING_FOUND } else { FOUND })
}

fn matching(snapshot: &Snapshot, query: &str) -> Result<Vec<IndexedArticle>, Error> {
    let context = QueryOptions { today: super::today(), ..QueryOptions::default() };
    Ok(search::list(snapshot, query, &Filters::default(), false, search::LIMIT_MAX, 0, &context)?.0)
}

pub(super) fn run_import(common: &Common, args: &ImportArgs) -> CommandResult {
    let (mut lines, name): (Box<dyn BufRead>, String) = if args.file.as_os_str() == "-" {
        (Box::new(io::BufReader::new(io::stdin())), "-".into())
    } else {
        let file = std::fs::File::open(&args.file).map_err(Error::file(&args.file))?;
        (Box::new(io::BufReader::new(file)), args.file.display().to_string())
    };
    let mut first = Vec::new();
    lines.by_ref().take(4096).read_until(b'\n', &mut first)?;
    if !crate::add::is_export(&String::from_utf8_lossy(&first)) {
        return Err(Error::Usage(format!(
            "{name} was not written by `huibao export`; `huibao add {name}` reads articles from other files"
        ))
        .into());
    }
    let mut lines = io::Cursor::new(first).chain(lines);
    let mut progress = Progress::indexing(common);
    let (summary, failures) =
        crate::add::import(&common.archive, &mut lines, &name, &mut |event| progress.update(&event))?;
    progress.finish();
    failures.iter().for_each(|failure| eprint_clean(&format!("  {failure}")));
    if !common.quiet {
        let values: [&dyn Display; 4] = [&summary.added, &summary.replaced, &summary.unchanged, &summary.skipped];
        writeln!(io::stdout(), "{}", say::ADDED.with(language(), &values))?;
    }
    Ok(if failures.is_empty() { FOUND } else { SOME_FAILED })
}

pub(super) fn run_backup(common: &Common, args: &BackupArgs) -> CommandResult {
    let articles = crate::add::backup(&common.archive, &args.file)?;
    told(common, say::BACKED_UP, articles, &args.file)
}

pub(super) fn run_restore(common: &Common, args: &RestoreArgs) -> CommandResult {
    let mut progress = Progress::indexing(common);
    let articles = crate::add::restore(&common.archive, &args.file, &mut |event| progress.update(&event))?;
    progress.finish();
    told(common, say::RESTORED, articles, &args.file)
}

fn told(common: &Common, text: say::Text, articles: u64, file: &Path) -> CommandResult {
    if !common.quiet {
        let articles = count_of(articles, say::ARTICLE, say::ARTICLES);
        let values: [&dyn Display; 2] = [&articles, &render::clean(&file.display().to_string())];
        writeln!(io::stdout(), "{}", text.with(language(), &values))?;
    }
    Ok(FOUND)
}
