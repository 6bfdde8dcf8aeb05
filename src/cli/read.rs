//! The commands that answer.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use super::args::{Analyze, Common, Count, FilterArgs, List, ReadingArgs, Search, Show, Stats, query_text};
use super::output::{self, Output};
use super::{CommandResult, FOUND, NEEDS_ATTENTION, NOTHING_FOUND, CommandError, eprint_clean, language, open, today};
use crate::error::Error;
use crate::fold::fold;
use crate::index::{Filters, IndexedArticle, Snapshot};
use crate::passage::passages;
use crate::query::{QueryOptions, Diagnostic, Query};
use crate::render::messages as say;
use crate::render::{self, OutputFormat};
use crate::search::{self, SearchOptions};
use crate::sanitize::{Json, needs_escape};
use crate::tokenizer::Dictionary;

pub(super) fn run_search(common: &Common, args: &Search) -> CommandResult {
    let (snapshot, behind) = open(common)?;
    let format = chosen(args.format, args.json, args.ids);
    let options = SearchOptions {
        limit: args.limit,
        offset: args.offset,
        per_article: args.per_article,
        group: args.group,
        context_sentences: args.context,
        order: args.sort,
        filters: filters(&args.filters),
        matching: args.matching,
        with_total: format == OutputFormat::Json,
        context: context(&args.reading),
    };
    let mut out = Output::open(common, args.queries.is_none());
    let mut found = false;
    match &args.queries {
        Some(path) => {
            for (id, text) in read_queries(path)? {
                found |= write_answer(&mut out, &snapshot, Some(&id), &text, &options, format, common, args.explain)?;
            }
        }
        None => {
            if args.facts.with(&args.query).trim().is_empty() {
                return Err(Error::Usage(
                    "search for what? give a query or a fact, for instance --chair 林远舟".into(),
                )
                .into());
            }
            found = write_answer(
                &mut out,
                &snapshot,
                None,
                &args.facts.with(&args.query),
                &options,
                format,
                common,
                args.explain,
            )?
        }
    }
    out.close()?;
    Ok(found_or(found, behind))
}

/// Answers one query.
pub(super) fn run_search_with(common: &Common, text: &str, options: SearchOptions, format: OutputFormat) -> CommandResult {
    let (snapshot, behind) = open(common)?;
    let options = SearchOptions { with_total: format == OutputFormat::Json, ..options };
    let mut out = Output::open(common, true);
    let found = write_answer(&mut out, &snapshot, None, text, &options, format, common, false)?;
    out.close()?;
    Ok(found_or(found, behind))
}

/// Reads `{"_id": …, "text": …}` lines.
fn read_queries(path: &Path) -> Result<Vec<(String, String)>, CommandError> {
    let file = std::fs::File::open(path).map_err(Error::file(path))?;
    let mut queries = Vec::new();
    for (number, line) in io::BufReader::new(file).lines().enumerate() {
        let line = line.map_err(Error::file(path))?;
        if line.trim().is_empty() {
            continue;
        }
        let value: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        let text = value.get("text").or(value.get("query")).and_then(|text| text.as_str());
        let Some(text) = text else {
            return Err(Error::Usage(format!(
                "{}:{}: not a query; write {{\"_id\": \"1\", \"text\": \"…\"}}",
                path.display(),
                number + 1
            ))
            .into());
        };
        let id = match value.get("_id").or(value.get("id")) {
            Some(serde_json::Value::String(id)) => id.clone(),
            Some(other) => other.to_string(),
            None => (number + 1).to_string(),
        };
        queries.push((id, text.to_owned()));
    }
    Ok(queries)
}

#[allow(clippy::too_many_arguments)] // the edge gathers them all
fn write_answer(
    out: &mut Output,
    snapshot: &Snapshot,
    query_id: Option<&str>,
    text: &str,
    options: &SearchOptions,
    format: OutputFormat,
    common: &Common,
    explain: bool,
) -> Result<bool, CommandError> {
    if format == OutputFormat::Trec {
        let rows = search::search_keys(snapshot, text, options)?;
        for (number, (key, score)) in rows.iter().enumerate() {
            writeln!(
                out,
                "{} Q0 {} {} {score:.6} huibao",
                render::clean(query_id.unwrap_or("1")),
                render::clean(key).replace(char::is_whitespace, "_"),
                options.offset + number + 1
            )?;
        }
        return Ok(!rows.is_empty());
    }
    let answer = search::search(snapshot, text, options)?;
    match format {
        OutputFormat::Json => writeln!(out, "{}", Json(&render::search_json(text, &answer, query_id, language())))?,
        OutputFormat::Jsonl => {
            for hit in &answer.hits {
                for passage in &hit.passages {
                    writeln!(out, "{}", Json(&render::hit_json(hit, Some(passage), query_id)))?;
                }
                if hit.passages.is_empty() {
                    writeln!(out, "{}", Json(&render::hit_json(hit, None, query_id)))?;
                }
            }
        }
        OutputFormat::Csv | OutputFormat::Tsv => {
            let (header, rows) = render::search_rows(&answer.hits);
            render::write_table(out, delimiter(format), header, rows.into_iter())?;
        }
        OutputFormat::Ids => {
            for hit in &answer.hits {
                match (options.group, hit.passages.first()) {
                    (search::Group::Passage, Some(passage)) => writeln!(out, "{}:{}", hit.short_id, passage.number)?,
                    _ => writeln!(out, "{}", hit.short_id)?,
                }
            }
        }
        OutputFormat::Md => render::markdown_hits(out, &answer.hits)?,
        OutputFormat::Text | OutputFormat::Trec => {
            render::search_text(out, &answer, options.group, output::style(common, explain))?
        }
    }
    out.flush()?;
    // JSON carries its notes itself.
    if !common.quiet && format != OutputFormat::Json {
        say_notes(&answer.notes, text);
        let first = options.offset == 0 && options.limit > 0;
        if answer.hits.is_empty() && first && format != OutputFormat::Ids {
            eprint_clean(&say::NOTHING_FOUND.with(language(), &[&answer.read_as]));
        } else if answer.hits.is_empty() && !first {
            eprint_clean(say::NOTHING_MORE.of(language()));
        } else if common.verbose || !answer.notes.is_empty() {
            eprint_clean(&say::READ_AS.with(language(), &[&answer.read_as]));
        }
    }
    Ok(!answer.hits.is_empty())
}

/// Says how a query was read; on a terminal with a caret under the place.
fn say_notes(notes: &[Diagnostic], text: &str) {
    for note in notes {
        eprint_clean(&say::NOTE.with(language(), &[&say::note_text(note, language())]));
        let Some(at) = note.at.clone().filter(|_| io::stderr().is_terminal()) else { continue };
        let columns = |part: &str| unicode_width::UnicodeWidthStr::width(render::clean(part).as_str());
        let (Some(before), Some(marked)) = (text.get(..at.start), text.get(at)) else { continue };
        eprint_clean(&format!("  {text}"));
        eprint_clean(&format!("  {}{}", " ".repeat(columns(before)), "^".repeat(columns(marked).max(1))));
    }
}

/// Returns what the options say of how a query is read.
pub(super) fn context(args: &ReadingArgs) -> QueryOptions {
    QueryOptions { today: today(), verbatim: args.exact, or_published: args.or_published, ..QueryOptions::default() }
}

/// Nothing found in an index that is behind says nothing of the archive.
pub(super) fn found_or(found: bool, behind: bool) -> u8 {
    match (found, behind) {
        (true, _) => FOUND,
        (false, true) => NEEDS_ATTENTION,
        (false, false) => NOTHING_FOUND,
    }
}

pub(super) fn delimiter(format: OutputFormat) -> u8 {
    if format == OutputFormat::Tsv { b'\t' } else { b',' }
}

pub(super) fn run_list(common: &Common, args: &List) -> CommandResult {
    let (snapshot, behind) = open(common)?;
    let oldest_first = args.sort == search::Order::Oldest;
    let (records, total) = search::list(
        &snapshot,
        &args.facts.with(&args.query),
        &filters(&args.filters),
        oldest_first,
        args.limit,
        args.offset,
        &context(&args.reading),
    )?;
    let rows: Vec<(String, IndexedArticle)> = records
        .into_iter()
        .map(|record| Ok((snapshot.short_id(&record.id)?.to_owned(), record)))
        .collect::<Result<_, Error>>()?;
    let mut out = Output::open(common, true);
    match chosen(args.format, args.json, args.ids) {
        OutputFormat::Json => {
            let articles: Vec<serde_json::Value> =
                rows.iter().map(|(id, record)| render::list_json(id, record)).collect();
            writeln!(out, "{}", Json(&serde_json::json!({ "v": 1, "total": total, "articles": articles })))?;
        }
        OutputFormat::Jsonl => {
            for (id, record) in &rows {
                writeln!(out, "{}", Json(&render::list_json(id, record)))?;
            }
        }
        format @ (OutputFormat::Csv | OutputFormat::Tsv) => {
            let (header, rows) = render::list_rows(&rows);
            render::write_table(&mut out, delimiter(format), header, rows.into_iter())?;
        }
        OutputFormat::Ids => {
            for (id, _) in &rows {
                writeln!(out, "{id}")?;
            }
        }
        OutputFormat::Md => render::markdown_list(&mut out, &rows)?,
        OutputFormat::Trec => return Err(Error::Usage("only search writes trec".into()).into()),
        OutputFormat::Text => render::list_text(&mut out, &rows, output::style(common, false))?,
    }
    out.close()?;
    if rows.is_empty() && !common.quiet {
        eprint_clean(if total == 0 { say::NO_SUCH_ARTICLE } else { say::NOTHING_MORE }.of(language()));
    }
    let last = args.offset + rows.len();
    if (last as u64) < total && !common.quiet && io::stderr().is_terminal() {
        eprint_clean(&say::MORE_ARTICLES.with(language(), &[&rows.len(), &total, &last]));
    }
    Ok(found_or(!rows.is_empty(), behind))
}

pub(super) fn run_show(common: &Common, args: &Show) -> CommandResult {
    let (snapshot, _) = open(common)?;
    let mut out = Output::open(common, !args.raw);
    for (number, wanted) in args.ids.iter().enumerate() {
        let (prefix, passage) = match wanted.split_once(':') {
            Some((prefix, number)) => (prefix, Some(number)),
            None => (wanted.as_str(), None),
        };
        let mut record = snapshot.record(&snapshot.resolve(prefix)?)?;
        if args.raw {
            let original = crate::add::original(&common.archive, &record.id)?.original;
            let needs_escape = |c: char| needs_escape(c) && !matches!(c, '\n' | '\r' | '\t');
            if io::stdout().is_terminal() && String::from_utf8_lossy(&original).contains(needs_escape) {
                let why = "the original has characters a terminal would obey: write it to a file, > FILE";
                return Err(Error::Usage(why.to_owned()).into());
            }
            out.write_all(&original)?;
            continue;
        }
        if let Ok(places) = crate::add::places(&common.archive, &record) {
            record.places = places;
        }
        let id = snapshot.short_id(&record.id)?.to_owned();
        if args.facts && chosen(args.format, args.json, false) == OutputFormat::Text {
            writeln!(out, "{id}  {}", render::clean(&record.article.title))?;
            render::facts_text(&mut out, &record.facts(), &record.article.body, output::style(common, false))?;
            continue;
        }
        let passage = passage.map(|number| passage_span(&record, wanted, number)).transpose()?;
        let style = output::style(common, false);
        if number > 0 && args.format == OutputFormat::Text {
            writeln!(out)?;
        }
        match (chosen(args.format, args.json, false), passage) {
            (OutputFormat::Json | OutputFormat::Jsonl, passage) => {
                writeln!(out, "{}", Json(&render::show_json(&id, &record, passage)))?
            }
            (OutputFormat::Md, passage) => render::markdown_record(&mut out, &id, &record, passage)?,
            (OutputFormat::Ids, _) => writeln!(out, "{id}")?,
            (OutputFormat::Csv | OutputFormat::Tsv | OutputFormat::Trec, _) => {
                return Err(Error::Usage("show writes text, json, jsonl, md or ids".into()).into());
            }
            (OutputFormat::Text, Some((number, span))) => {
                render::show_passage_text(&mut out, &id, &record, number, span, style)?
            }
            (OutputFormat::Text, None) => render::record_text(&mut out, &id, &record, style)?,
        }
    }
    out.close()?;
    Ok(FOUND)
}

fn passage_span(record: &IndexedArticle, wanted: &str, number: &str) -> Result<(usize, std::ops::Range<usize>), CommandError> {
    let spans = passages(&record.article.body);
    let number: usize = number.parse().unwrap_or(0);
    let span = number.checked_sub(1).and_then(|at| spans.get(at)).cloned();
    let span = span.ok_or_else(|| Error::Usage(format!("{wanted}: the article has passages 1 to {}", spans.len())))?;
    Ok((number, span))
}

pub(super) fn run_count(common: &Common, args: &Count) -> CommandResult {
    let (snapshot, behind) = open(common)?;
    let text = args.facts.with(&args.query);
    if text.trim().is_empty() {
        return Err(Error::Usage("count what? give a query or a fact, for instance --chair 林远舟".into()).into());
    }
    let (total, plan) =
        search::count(&snapshot, &text, args.matching, &filters(&args.filters), &context(&args.reading))?;
    let mut out = io::stdout().lock();
    match chosen(args.format, args.json, false) {
        OutputFormat::Json | OutputFormat::Jsonl => {
            writeln!(out, "{}", Json(&render::count_json(&text, plan.read_as(), total)))?
        }
        format @ (OutputFormat::Csv | OutputFormat::Tsv) => {
            let row = vec![total.articles.to_string(), total.passages.to_string(), total.occurrences.to_string()];
            render::write_table(
                &mut out,
                delimiter(format),
                &["articles", "passages", "occurrences"],
                std::iter::once(row),
            )?;
        }
        _ => {
            let counts: [&dyn std::fmt::Display; 3] = [&total.articles, &total.passages, &total.occurrences];
            writeln!(out, "{}", say::COUNTED.with(language(), &counts))?;
        }
    }
    if !common.quiet {
        say_notes(plan.notes(), &text);
    }
    Ok(found_or(total.articles > 0, behind))
}

pub(super) fn filters(args: &FilterArgs) -> Filters {
    Filters { since: args.since, until: args.until, source: args.source.clone(), tags: args.tags.clone() }
}

pub(super) fn run_open(common: &Common, prefix: &str) -> CommandResult {
    let (snapshot, _) = open(common)?;
    let record = snapshot.record(&snapshot.resolve(prefix)?)?;
    let places = crate::add::places(&common.archive, &record)?;
    let file = places.iter().map(|place| place.path.clone()).find(|path| path != "-" && Path::new(path).is_file());
    let Some(target) = file.or(record.article.url) else {
        return Err(Error::Usage(format!(
            "{prefix} has no address and its file is gone; `huibao show {prefix} --raw` writes the original"
        ))
        .into());
    };
    let headless = cfg!(target_os = "linux")
        && std::env::var_os("DISPLAY").is_none()
        && std::env::var_os("WAYLAND_DISPLAY").is_none();
    if headless || opener::open(&target).is_err() {
        writeln!(io::stdout(), "{}", render::clean(&target))?;
    }
    Ok(FOUND)
}

pub(super) fn run_stats(common: &Common, args: &Stats) -> CommandResult {
    const OUTLETS_SHOWN: usize = 10;
    let (snapshot, _) = open(common)?;
    let totals = snapshot.totals()?;
    let outlets = snapshot.outlets()?;
    let truth = crate::store::Store::open_read_only(&common.archive)?.totals()?;
    let truth_bytes = size_of(&common.archive, |name| name.starts_with(crate::store::FILE_NAME));
    let index_bytes = size_of(&common.archive.join(crate::index::FOLDER_NAME), |_| true);
    let mut out = io::stdout().lock();
    if chosen(args.format, args.json, false) != OutputFormat::Text {
        let named: Vec<serde_json::Value> = outlets
            .iter()
            .map(|(name, articles)| serde_json::json!({ "outlet": name, "articles": articles }))
            .collect();
        let more = vec![
            ("revisions", truth.revisions.into()),
            ("original_bytes", truth.original_bytes.into()),
            ("truth_bytes_on_disk", truth_bytes.into()),
            ("index_bytes_on_disk", index_bytes.into()),
            ("segments", snapshot.segments().into()),
            ("format", crate::store::FORMAT.into()),
            ("tokenizer", crate::tokenizer::identity().into()),
            ("outlets", named.into()),
        ];
        writeln!(out, "{}", Json(&render::stats_json(&totals, more)))?;
        return Ok(FOUND);
    }
    let date = |date: Option<crate::article::PartialDate>| date.map_or("-".into(), |date| date.to_string());
    let words = language();
    let revisions = say::STATS_REVISIONS.with(words, &[&totals.articles, &truth.revisions]);
    let span = say::STATS_SPAN.with(words, &[&date(totals.first), &date(totals.last), &totals.undated]);
    let sizes = [megabytes(truth_bytes), megabytes(index_bytes)];
    let sizes = say::STATS_SIZES.with(words, &[&sizes[0], &sizes[1], &snapshot.segments()]);
    let lines = [
        (say::STATS_ARCHIVE, render::clean(&common.archive.display().to_string())),
        (say::STATS_ARTICLES, revisions),
        (say::STATS_PASSAGES, totals.passages.to_string()),
        (say::STATS_CHARACTERS, totals.chars.to_string()),
        (say::STATS_DATES, span),
        (say::STATS_ORIGINALS, say::STATS_PACKED.with(words, &[&megabytes(truth.original_bytes)])),
        (say::STATS_DISK, sizes),
        (say::STATS_FORMAT, crate::store::FORMAT.to_string()),
        (say::STATS_DICTIONARY, crate::tokenizer::identity()),
        (say::STATS_OUTLETS, outlets.len().to_string()),
    ];
    for (heading, value) in lines {
        writeln!(out, "{}{value}", render::pad(heading.of(words), 13))?;
    }
    for (name, articles) in outlets.iter().take(OUTLETS_SHOWN) {
        writeln!(out, "  {articles:>8}  {}", render::clean(name))?;
    }
    Ok(FOUND)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn size_of(dir: &Path, counts: impl Fn(&str) -> bool) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let counted = entries.filter(|entry| counts(&entry.file_name().to_string_lossy()));
    counted.filter_map(|entry| entry.metadata().ok()).filter(std::fs::Metadata::is_file).map(|data| data.len()).sum()
}

pub(super) fn run_analyze(common: &Common, args: &Analyze) -> CommandResult {
    let text = query_text(&args.text);
    let folded = fold(&text);
    let dictionary = Dictionary::covering(&folded);
    let cut = |ranges: Vec<std::ops::Range<usize>>| {
        ranges.into_iter().map(|range| folded[range].to_owned()).collect::<Vec<_>>()
    };
    let (words, indexed) = (cut(dictionary.words(&folded)), cut(dictionary.search_words(&folded)));
    let parsed = Query::parse(&text);
    let notes: Vec<String> = parsed.notes.iter().map(|note| say::note_text(note, language())).collect();
    let mut out = io::stdout().lock();
    if chosen(args.format, args.json, false) != OutputFormat::Text {
        let value = serde_json::json!({ "v": 1, "text": text, "folded": folded, "words": words, "indexed": indexed, "query": parsed.query.to_string(), "notes": notes });
        writeln!(out, "{}", Json(&value))?;
        return Ok(FOUND);
    }
    let width = output::style(common, false).width;
    for (label, value) in [
        (say::ANALYZE_FOLDED, folded.clone()),
        (say::ANALYZE_WORDS, words.join(" / ")),
        (say::ANALYZE_INDEXED, indexed.join(" / ")),
        (say::ANALYZE_QUERY, parsed.query.to_string()),
        (say::ANALYZE_NOTES, notes.join("; ")),
    ] {
        for (number, line) in render::wrap(&render::clean(&value), width.saturating_sub(9)).iter().enumerate() {
            writeln!(out, "{}{line}", render::pad(if number == 0 { label.of(language()) } else { "" }, 9))?;
        }
    }
    Ok(FOUND)
}

pub(super) fn chosen(format: OutputFormat, json: bool, ids: bool) -> OutputFormat {
    if json {
        OutputFormat::Json
    } else if ids {
        OutputFormat::Ids
    } else {
        format
    }
}
