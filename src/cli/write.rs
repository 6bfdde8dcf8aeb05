//! The commands that change an archive.

use std::io::{self, IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::args::{self, Add, Common, FactArgs, Rm, Tag};
use super::progress::Progress;
use super::{CommandResult, FATAL, FOUND, INTERRUPTED, NOTHING_FOUND, SOME_FAILED, CommandError, eprint_clean, count_of, language, open};
use crate::add::{AddOptions, Event, Outcome};
use crate::article::PartialDate;
use crate::error::Error;
use crate::extract::Format;
use crate::facts::Correction;
use crate::index::{Filters, IndexedArticle, Snapshot};
use crate::query::{QueryOptions, Query};
use crate::render;
use crate::render::messages as say;
use crate::search;
use crate::sanitize::Json;

/// How long an addition may take to end by itself after a signal.
const ORDERLY_END: std::time::Duration = std::time::Duration::from_millis(1500);

pub(super) fn run_add(common: &Common, add: &Add) -> CommandResult {
    let options = AddOptions {
        format: add.format.as_deref().and_then(Format::named),
        encoding: add.encoding.clone(),
        columns: add.map.clone(),
        source: add.source.clone(),
        published: add.date,
        tags: add.tags.clone(),
        jobs: add.jobs,
        dry_run: add.dry_run,
    };
    let stop = Arc::new(AtomicBool::new(false));
    let on_signal = Arc::clone(&stop);
    let handled = ctrlc::set_handler(move || {
        on_signal.store(true, Ordering::Relaxed);
        // Who waits for a pipe or a slow disk does not see it. What was reported is saved, however the program ends.
        std::thread::sleep(ORDERLY_END);
        eprint_clean(say::STOPPED.of(language()));
        std::process::exit(INTERRUPTED.into());
    });
    if let Err(error) = handled {
        eprint_clean(&say::WARNING.with(language(), &[&error]));
    }
    let json = add.json || add.output != "text";
    let total = crate::source::total_bytes(&crate::source::files(&add.paths));
    let mut progress = Progress::reading(common, total);
    let mut out = io::stdout().lock();
    let mut failures: Vec<String> = Vec::new();
    let mut written = Ok(());
    let summary = crate::add::add(&common.archive, &add.paths, &options, &stop, &mut |event| {
        progress.update(&event);
        let Event::Item(report) = event else { return };
        if let Outcome::Skipped(skip) = &report.outcome {
            failures.push(format!("{}: {skip}", report.place));
        }
        if json {
            written = written.as_ref().map_or(Ok(()), |()| writeln!(out, "{}", Json(&render::item_json(report))));
        } else if common.verbose {
            let status = match &report.outcome {
                Outcome::Added => "added",
                Outcome::Replaced => "replaced",
                Outcome::Unchanged => "unchanged",
                Outcome::Skipped(_) => "skipped",
            };
            progress.line(&format!("{status:9}  {}  {}", report.place, report.title));
        }
        for caution in &report.cautions {
            progress.line(&format!("caution: {}: {caution}", report.place));
        }
    });
    progress.finish();
    let summary = summary?;
    written?;
    if !failures.is_empty() && !common.quiet {
        eprint_clean(&say::SKIPPED.with(language(), &[&count_of(failures.len() as u64, say::ITEM, say::ITEMS)]));
        failures.iter().for_each(|failure| eprint_clean(&format!("  {failure}")));
    }
    if !json && !common.quiet {
        let text = if add.dry_run { say::WOULD_ADD } else { say::ADDED };
        let counts = [summary.added, summary.replaced, summary.unchanged, summary.skipped];
        writeln!(out, "{}", text.with(language(), &[&counts[0], &counts[1], &counts[2], &counts[3]]))?;
    }
    if summary.interrupted {
        eprint_clean(say::STOPPED.of(language()));
        return Ok(INTERRUPTED);
    }
    Ok(if summary.skipped > 0 { SOME_FAILED } else { FOUND })
}

pub(super) fn run_rm(common: &Common, args: &Rm) -> CommandResult {
    let (snapshot, _) = open(common)?;
    let mut to_remove: Vec<IndexedArticle> = Vec::new();
    for prefix in &args.ids {
        to_remove.push(snapshot.record(&snapshot.resolve(prefix)?)?);
    }
    if let Some(query) = &args.query {
        if !asks_for_something(query) {
            return Err(Error::Usage("a query without a word to find would remove nearly everything".into()).into());
        }
        let (records, _) =
            search::list(&snapshot, query, &Filters::default(), false, search::LIMIT_MAX, 0, &QueryOptions::default())?;
        to_remove.extend(records);
    }
    to_remove.sort_by(|a, b| a.id.cmp(&b.id));
    to_remove.dedup_by(|a, b| a.id == b.id);
    if to_remove.is_empty() {
        drop(ManuallyDrop::into_inner(snapshot));
        if args.purge {
            // What was removed before, by a command that was stopped, too.
            crate::add::purge(&common.archive)?;
        }
        if args.query.is_none() {
            return Ok(FOUND);
        }
        eprint_clean(say::NOTHING_TO_REMOVE.of(language()));
        return Ok(NOTHING_FOUND);
    }
    if !args.yes && !confirmed(&snapshot, &to_remove)? {
        let text = if io::stdin().is_terminal() { say::NOT_REMOVED } else { say::NOBODY_ASKED };
        eprint_clean(text.of(language()));
        return Ok(FATAL);
    }
    drop(ManuallyDrop::into_inner(snapshot));
    crate::add::change(
        &common.archive,
        |archive| {
            to_remove
                .iter()
                .filter_map(|record| crate::store::ArticleId::parse(&record.id))
                .try_for_each(|id| archive.remove(id))
        },
        &mut |_| {},
    )?;
    if args.purge {
        crate::add::purge(&common.archive)?;
    }
    if !common.quiet {
        let removed = count_of(to_remove.len() as u64, say::ARTICLE, say::ARTICLES);
        writeln!(io::stdout(), "{}", say::REMOVED.with(language(), &[&removed]))?;
    }
    Ok(FOUND)
}

/// Returns whether a query names a word or string that has to stand in what it finds.
fn asks_for_something(text: &str) -> bool {
    let mut asks = false;
    Query::parse(text).query.for_each_positive(&mut |part| {
        asks |= matches!(part, Query::Words(text) | Query::Exact(text) if text.chars().any(char::is_alphanumeric));
    });
    asks
}

fn confirmed(snapshot: &Snapshot, to_remove: &[IndexedArticle]) -> Result<bool, CommandError> {
    const SHOWN: usize = 10;
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    for record in to_remove.iter().take(SHOWN) {
        eprint_clean(&format!("  {}  {}", snapshot.short_id(&record.id)?, record.article.title));
    }
    if to_remove.len() > SHOWN {
        eprint_clean(&say::AND_MORE.with(language(), &[&(to_remove.len() - SHOWN)]));
    }
    let many = count_of(to_remove.len() as u64, say::ARTICLE, say::ARTICLES);
    write!(io::stderr(), "{}", say::REMOVE.with(language(), &[&many]))?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "是"))
}

pub(super) fn run_tag(common: &Common, args: &Tag) -> CommandResult {
    let (mut changes, mut prefixes) = (Vec::new(), Vec::new());
    for word in &args.words {
        match (word.strip_prefix('+'), word.strip_prefix(['-', args::MINUS])) {
            (Some(tag), _) if !tag.is_empty() => changes.push((tag.to_owned(), true)),
            (_, Some(tag)) if !tag.is_empty() => changes.push((tag.to_owned(), false)),
            _ => prefixes.push(word),
        }
    }
    if changes.is_empty() || prefixes.is_empty() {
        return Err(
            Error::Usage("write tags with + or - before them, then ids: huibao tag +防汛 3f9a2c1b".into()).into()
        );
    }
    let (snapshot, _) = open(common)?;
    let mut ids = Vec::new();
    for prefix in prefixes {
        ids.push(snapshot.record(&snapshot.resolve(prefix)?)?.id);
    }
    drop(ManuallyDrop::into_inner(snapshot));
    let changed = crate::add::change(
        &common.archive,
        |archive| {
            let mut changed = 0;
            for id in ids.iter().filter_map(|id| crate::store::ArticleId::parse(id)) {
                let number = archive.number(id)?;
                changed += u64::from(archive.change_tags(number, &changes)?);
            }
            Ok(changed)
        },
        &mut |_| {},
    )?;
    if !common.quiet {
        let changed = count_of(changed, say::ARTICLE, say::ARTICLES);
        writeln!(io::stdout(), "{}", say::CHANGED.with(language(), &[&changed]))?;
    }
    Ok(FOUND)
}

pub(super) fn run_reindex(common: &Common) -> CommandResult {
    let mut progress = Progress::indexing(common);
    let articles = crate::add::reindex(&common.archive, &mut |event| progress.update(&event))?;
    progress.finish();
    if !common.quiet {
        let articles = count_of(articles, say::ARTICLE, say::ARTICLES);
        writeln!(io::stdout(), "{}", say::INDEXED.with(language(), &[&articles]))?;
    }
    Ok(FOUND)
}

pub(super) fn run_fact(common: &Common, args: &FactArgs) -> CommandResult {
    let mut corrections = Vec::new();
    for fact in &args.facts {
        let (field, value) = fact.split_once(['=', '：', ':']).unwrap_or((fact, ""));
        if value.trim().is_empty() && !args.drop {
            return Err(Error::Usage(format!("{fact}: write FIELD=VALUE, for instance chair=林远舟")).into());
        }
        let Some(correction) = Correction::new(field.trim(), value.trim().to_owned(), args.drop) else {
            let known = Correction::FIELDS.join(" ");
            return Err(Error::Usage(format!("{field} cannot be corrected; there are {known}")).into());
        };
        let dated = correction.field != "date" || args.drop || PartialDate::parse(&correction.value).is_some();
        let numbered = correction.field != "no" || args.drop || correction.value.parse::<u32>().is_ok();
        if !dated || !numbered {
            return Err(Error::Usage(format!("{fact}: write date=2022-08-28, no=110")).into());
        }
        corrections.push(correction);
    }
    let (snapshot, _) = open(common)?;
    let id = snapshot.record(&snapshot.resolve(&args.id)?)?.id;
    drop(ManuallyDrop::into_inner(snapshot));
    let changed = crate::add::change(
        &common.archive,
        |archive| {
            let Some(id) = crate::store::ArticleId::parse(&id) else { return Ok(0) };
            let number = archive.number(id)?;
            let mut changed = 0;
            for correction in &corrections {
                changed +=
                    u64::from(archive.correct(number, correction.field, &correction.value, correction.dropped)?);
            }
            Ok(changed)
        },
        &mut |_| {},
    )?;
    if !common.quiet {
        let changed = count_of(changed, say::FACT, say::FACTS);
        writeln!(io::stdout(), "{}", say::CORRECTED.with(language(), &[&changed]))?;
    }
    Ok(FOUND)
}
