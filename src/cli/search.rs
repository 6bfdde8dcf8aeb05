//! `search`: finds passages.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::common::{Edge, eprint_clean, found_or};
use super::output::Output;
use super::values::{FactFilters, FilterArgs, FormatArgs, ReadingArgs, all_if_zero, parse_group, parse_order};
use super::{CommandError, CommandResult};
use crate::error::Error;
use crate::index::By;
use crate::limits::Limits;
use crate::render::messages as say;
use crate::render::{self, Answer, Named, OutputFormat, Style, trec_line};
use crate::search::{ConcordanceAnswer, ConcordanceRequest, Group, LineOrder, Order, SearchAnswer, SearchRequest};
use crate::service::{Snapshot, TallyAnswer, TallyRequest};

/// Finds passages.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao search 防汛 责任                    articles with both words
  huibao search '“五包一”' -n 3               a string exactly as it stands
  huibao search '(防汛 OR 抗旱) -演练' --since 2022-06 --sort -date
  huibao search 第110次 --format json | jq '.hits[].text'
  huibao search 防汛 --facets year,outlet,chair   with counts below
  huibao search 压实 --kwic 12 --lines-by behind   each occurrence in its line
  huibao search 坚持…为中心 --kwic 10            which forms there are, and how often")]
pub(super) struct Search {
    /// Words, “exact strings”, -without, OR, (brackets).
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How many results: articles, or passages with --group passage; 0 for all. [default: 10, lines of --kwic: 50]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Skips the first N results.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// How many passages of one article; 0 for all. [default: 2, with --group passage all]
    #[arg(long, value_name = "N")]
    per_article: Option<usize>,
    /// What is together.
    #[arg(long, value_name = "WHAT", default_value = "article", value_parser = parse_group)]
    group: Group,
    /// How many more sentences around a passage.
    #[arg(short = 'C', long, value_name = "N", default_value_t = 0)]
    context: usize,
    /// What comes first: score, date (oldest), -date (newest).
    #[arg(long, value_name = "ORDER", default_value = "score", value_parser = parse_order, allow_hyphen_values = true)]
    sort: Order,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    facts: FactFilters,
    #[command(flatten)]
    reading: ReadingArgs,
    /// Shows every occurrence in the middle of its line, with N characters on each side.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=200),
        conflicts_with_all = ["queries", "group", "context", "per_article", "sort", "explain", "offset"])]
    kwic: Option<u16>,
    /// What the lines of --kwic are sorted by: date (newest first), behind or before the keyword.
    #[arg(long, value_name = "ORDER", default_value = "date", value_parser = parse_line_order, requires = "kwic")]
    lines_by: LineOrder,
    /// Counts by these below the results: outlet, year, chair … Counted as count --by does: articles with every run as typed, unless --match says otherwise.
    #[arg(long, value_name = "WHAT,…", value_delimiter = ',', value_parser = super::count::parse_by, conflicts_with_all = ["kwic", "queries"])]
    facets: Vec<By>,
    /// Shows where each part of a score comes from.
    #[arg(long)]
    explain: bool,
    /// Runs every query of a file, {"_id": …, "text": …} a line.
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    queries: Option<PathBuf>,
    #[command(flatten)]
    output: FormatArgs<Named<'static>>,
}

impl Search {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        if let Some(chars) = self.kwic {
            return self.concordance(edge, &snapshot, behind, usize::from(chars));
        }
        let request = SearchRequest {
            limit: all_if_zero(self.limit.unwrap_or(HITS)),
            offset: self.offset,
            per_article: self.per_article.unwrap_or(if self.group == Group::Passage { 0 } else { PASSAGES }),
            group: self.group,
            context_sentences: self.context,
            order: self.sort,
            filters: self.filters.filters(edge),
            with_total: self.output.format == OutputFormat::Json,
            options: self.reading.options(),
            ..SearchRequest::default()
        };
        let queries = match &self.queries {
            Some(path) => read_queries(edge, path)?,
            None => {
                let query = self.facts.with(edge, &self.query);
                if query.trim().is_empty() {
                    return Err(Error::QueryEmpty.into());
                }
                vec![(None, query)]
            }
        };
        self.refuse_unshown(edge)?;
        let style = edge.style();
        let style = Style { explain: self.explain, color: style.color && !self.output.copy, ..style };
        let mut out = edge.output(self.output.copy, self.queries.is_none())?;
        let mut found = false;
        for (id, query) in queries {
            let request = SearchRequest { query, ..request.clone() };
            found |= if self.output.format == OutputFormat::Trec {
                write_run(&mut out, &snapshot, id.as_deref(), &request)?
            } else {
                let answer = snapshot.search(&request)?;
                let facets = self.facets(&snapshot, &request)?;
                let named = Named { query_id: id.as_deref(), answer: &answer, facets: &facets };
                render::write(&named, self.output.format, style, &mut out)?;
                out.flush()?;
                explain_answer(edge, &answer, &request, self.output.format);
                !answer.hits.is_empty()
            };
        }
        out.close()?;
        Ok(found_or(found, behind))
    }

    /// Refuses what the format asked for has no place for.
    fn refuse_unshown(&self, edge: &Edge) -> Result<(), CommandError> {
        let format = self.output.format;
        let refused = |option: &str, formats: &str| {
            Err(edge.usage(say::NO_SUCH_FORMAT, &[&option, &format.name(), &formats], None))
        };
        if !self.facets.is_empty() && !matches!(format, OutputFormat::Text | OutputFormat::Json) {
            return refused("--facets", "text, json");
        }
        if self.explain && !matches!(format, OutputFormat::Text | OutputFormat::Json | OutputFormat::Jsonl) {
            return refused("--explain", "text, json, jsonl");
        }
        Ok(())
    }

    /// Counts what matches exactly by what is asked for.
    fn facets(&self, snapshot: &Snapshot, request: &SearchRequest) -> Result<Vec<TallyAnswer>, CommandError> {
        let one = |by: &By| {
            let answer = snapshot.tally(&TallyRequest {
                queries: vec![request.query.clone()],
                by: *by,
                across: None,
                top: FACET_VALUES,
                filters: request.filters.clone(),
                options: request.options,
                limits: Limits::default(),
            });
            Ok(answer?)
        };
        self.facets.iter().map(one).collect()
    }

    /// Shows every occurrence in its line.
    fn concordance(&self, edge: &Edge, snapshot: &Snapshot, behind: bool, chars: usize) -> CommandResult {
        let query = self.facts.with(edge, &self.query);
        if query.trim().is_empty() {
            return Err(Error::QueryEmpty.into());
        }
        let answer = snapshot.concordance(&ConcordanceRequest {
            query,
            chars,
            order: self.lines_by,
            limit: all_if_zero(self.limit.unwrap_or(LINES)),
            filters: self.filters.filters(edge),
            options: self.reading.options(),
            limits: Limits::default(),
        })?;
        let format = self.output.format;
        let shapes = <ConcordanceAnswer as Answer>::SHAPES;
        if !OutputFormat::of_shapes(shapes).any(|(_, known)| known == format) {
            let names: Vec<&str> = OutputFormat::of_shapes(shapes).map(|(name, _)| name).collect();
            return Err(edge.usage(say::NO_SUCH_FORMAT, &[&"--kwic", &format.name(), &names.join(", ")], None));
        }
        edge.write(&answer, &self.output)?;
        if format != OutputFormat::Json {
            edge.say_notes(&answer.notes, &answer.query);
            edge.note(say::LINES_SHOWN, &[&answer.lines.len(), &answer.occurrences, &answer.articles]);
        }
        Ok(found_or(answer.occurrences > 0, behind))
    }
}

/// Values of a facet that are shown, those with the most articles; periods are all shown.
const FACET_VALUES: usize = 8;
/// Passages of an article shown where no number is asked for.
const PASSAGES: usize = 2;
/// Results shown where no number is asked for.
const HITS: usize = 10;
/// Lines of a concordance shown where no number is asked for.
const LINES: usize = 50;

/// Reads what the lines of a concordance are sorted by.
fn parse_line_order(text: &str) -> Result<LineOrder, String> {
    match text {
        "date" => Ok(LineOrder::Newest),
        "behind" => Ok(LineOrder::Behind),
        "before" => Ok(LineOrder::Before),
        _ => Err("write date, behind or before".into()),
    }
}

/// Says how the query was read, and what else there is to say of the answer. One JSON object carries that itself.
pub(super) fn explain_answer(edge: &Edge, answer: &SearchAnswer, request: &SearchRequest, format: OutputFormat) {
    if edge.common.quiet || format == OutputFormat::Json {
        return;
    }
    edge.say_notes(&answer.notes, &answer.query);
    let first = request.offset == 0 && request.limit > 0;
    if answer.hits.is_empty() && first && format != OutputFormat::Ids {
        edge.note(say::NOTHING_FOUND, &[&answer.read_as]);
    } else if answer.hits.is_empty() && !first {
        eprint_clean(say::NOTHING_MORE.of(edge.language));
    } else if edge.common.verbose > 0 || !answer.notes.is_empty() {
        edge.note(say::READ_AS, &[&answer.read_as]);
    }
    let is_read = matches!(format, OutputFormat::Text | OutputFormat::Md) || std::io::stderr().is_terminal();
    if !answer.hits.is_empty() && is_read {
        eprint_clean(&found_line(edge, answer, request));
    }
}

/// Says how many articles there are, as typed and with the words apart, and how many of them are shown.
fn found_line(edge: &Edge, answer: &SearchAnswer, request: &SearchRequest) -> String {
    let (tiers, language) = (answer.tiers, edge.language);
    let mut shown: Vec<&str> = answer.hits.iter().map(|hit| hit.record.id.as_str()).collect();
    shown.dedup();
    let shown = shown.len();
    let full = tiers.typed + tiers.apart;
    let tiered = match (tiers.typed, tiers.apart) {
        (0, 0) => return say::FOUND_NONE.of(language).to_owned(),
        (typed, 0) if tiers.has_some => Some(say::FOUND_TYPED.with(language, &[&typed])),
        (_, 0) => None,
        (typed, apart) => Some(say::FOUND_APART.with(language, &[&typed, &apart])),
    };
    let line = match tiered {
        Some(tiers_line) if tiers.has_some => say::FOUND_SOME.with(language, &[&tiers_line]),
        Some(tiers_line) => tiers_line,
        None => String::new(),
    };
    let line = match line.is_empty() {
        true => say::FOUND.with(language, &[&shown, &full]),
        false => say::FOUND_SHOWN.with(language, &[&line, &shown]),
    };
    let last = request.offset + answer.hits.len();
    if answer.group == Group::Passage {
        let line = say::PASSAGES_SHOWN.with(language, &[&line, &answer.hits.len()]);
        let is_more = answer.hits.len() == request.limit;
        return if is_more { say::MORE_BEHIND.with(language, &[&line, &last]) } else { line };
    }
    let is_more = answer.group == Group::Article && (last as u64) < full && request.limit > 0;
    if is_more { say::MORE_BEHIND.with(language, &[&line, &last]) } else { line }
}

/// Writes the run of one query. It needs no passages, so none are looked for.
fn write_run(
    out: &mut Output,
    snapshot: &Snapshot,
    id: Option<&str>,
    request: &SearchRequest,
) -> Result<bool, CommandError> {
    let rows = snapshot.search_keys(request)?;
    for (number, (key, score)) in rows.iter().enumerate() {
        writeln!(out, "{}", trec_line(id, key, request.offset + number + 1, *score))?;
    }
    Ok(!rows.is_empty())
}

/// Reads `{"_id": …, "text": …}` lines.
fn read_queries(edge: &Edge, path: &Path) -> Result<Vec<(Option<String>, String)>, CommandError> {
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
            let place = format!("{}:{}", path.display(), number + 1);
            return Err(edge.usage(say::NO_QUERY_LINE, &[&place], say::NO_QUERY_LINE_HINT));
        };
        let id = match value.get("_id").or(value.get("id")) {
            Some(serde_json::Value::String(id)) => id.clone(),
            Some(other) => other.to_string(),
            None => (number + 1).to_string(),
        };
        queries.push((Some(id), text.to_owned()));
    }
    Ok(queries)
}
