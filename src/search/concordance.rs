//! A concordance: every occurrence of what a query looks for in the middle of its line, with what goes before and behind.

use std::collections::HashMap;
use std::ops::Range;

use super::plan::Plan;
use super::{LIMIT_MAX, READ_TOGETHER, SearchRequest, notes_of, plan_of, said, tiers};
use crate::article::PartialDate;
use crate::error::Result;
use crate::fold::{Folded, fold};
use crate::index::{Filters, Found, Reader};
use crate::limits::Limits;
use crate::passage::{find_all, passages};
use crate::query::{Diagnostic, DiagnosticKind, QueryOptions};
use crate::search::Order;
use crate::tokenizer::Dictionary;

/// So many continuations and variants are counted out, those that occur most.
const COUNTED_MAX: usize = 20;
/// A continuation has at least so many characters, if the line has them: a particle alone says little.
const CONTINUATION_CHARS_MIN: usize = 2;

/// Of more occurrences the newest are lined up, sorted and counted out, and a note says so: 的 has a million, and the words
/// around each have to be tokenized.
const LINED_UP_MAX: usize = 100_000;

/// What the lines of a concordance are sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LineOrder {
    /// The newest article first, lines in the order of their text.
    #[default]
    Newest,
    /// By what is behind the keyword.
    Behind,
    /// By what is before the keyword, read backwards from it.
    Before,
}

/// A concordance that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcordanceRequest {
    /// The query as it was typed.
    pub query: String,
    /// Characters shown on each side.
    pub chars: usize,
    /// What comes first.
    pub order: LineOrder,
    /// Lines wanted; they are counted all the same.
    pub limit: usize,
    /// Which articles count.
    pub filters: Filters,
    /// How the query is read.
    pub options: QueryOptions,
    /// How long it may take.
    pub limits: Limits,
}

/// Occurrences in their lines.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ConcordanceAnswer {
    /// The query as it was typed.
    pub query: String,
    /// How it was read.
    pub read_as: String,
    /// What was read otherwise than its writer may have meant.
    pub notes: Vec<Diagnostic>,
    /// Articles in whose texts they are.
    pub articles: u64,
    /// Occurrences in them.
    pub occurrences: u64,
    /// The lines wanted.
    pub lines: Vec<ConcordanceLine>,
    /// What is behind the keyword, and how often: the words up to two characters or more, or a mark.
    pub behind: Vec<(String, u64)>,
    /// What is before it.
    pub before: Vec<(String, u64)>,
    /// The forms the keyword has, folded, where it has several.
    pub variants: Vec<(String, u64)>,
}

/// An occurrence in its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcordanceLine {
    /// The shortest id that means only the article.
    pub short_id: String,
    /// The passage it is in, from 1.
    pub passage: usize,
    /// When the article was published.
    pub published: Option<PartialDate>,
    /// The outlet or source.
    pub outlet: Option<String>,
    /// The headline.
    pub title: String,
    /// Who speaks there.
    pub speaker: Option<String>,
    /// What goes before, as printed; it ends where its paragraph begins.
    pub before: String,
    /// The keyword, as printed.
    pub keyword: String,
    /// What goes behind.
    pub behind: String,
    /// Where the keyword is in the body, in bytes.
    pub span: Range<usize>,
}

/// An occurrence, before its line is made.
struct Occurrence {
    found: Found,
    span: Range<usize>,
    before: String,
    keyword: String,
    behind: String,
}

/// Finds every occurrence.
pub(crate) fn concordance(reader: &dyn Reader, request: &ConcordanceRequest) -> Result<ConcordanceAnswer> {
    let plan = plan_of(reader, &request.query, &request.options)?;
    let matching = request.options.matching;
    let search = SearchRequest {
        query: request.query.clone(),
        limit: LIMIT_MAX,
        order: Order::Newest,
        filters: request.filters.clone(),
        options: request.options,
        ..SearchRequest::default()
    };
    let found = tiers::one(reader, &plan, &search, matching, LIMIT_MAX)?;
    let strings: Vec<String> =
        plan.phrases(matching).into_iter().flat_map(|phrase| phrase.ways.into_iter().chain(phrase.words)).collect();
    let mut notes = notes_of(reader, &request.query, &request.filters, &request.options, found.is_empty())?;
    if strings.is_empty() {
        notes.push(Diagnostic { kind: DiagnosticKind::NoString, at: None });
    }
    let mut answer = ConcordanceAnswer {
        query: request.query.clone(),
        read_as: plan.read_as_under(matching).to_owned(),
        notes,
        ..ConcordanceAnswer::default()
    };
    let mut all = occurrences(reader, &plan, &strings, &found, request, &mut answer)?;
    if answer.occurrences > all.len() as u64 {
        answer.notes.push(Diagnostic { kind: DiagnosticKind::LinedUpMax(all.len()), at: None });
    }
    answer.behind = continuations(all.iter().map(|one| one.behind.as_str()), false);
    answer.before = continuations(all.iter().map(|one| one.before.as_str()), true);
    let variants = most(all.iter().map(|one| fold(&one.keyword)));
    answer.variants = if variants.len() > 1 { variants } else { Vec::new() };
    match request.order {
        LineOrder::Newest => {}
        LineOrder::Behind => all.sort_by_cached_key(|one| fold(&one.behind)),
        LineOrder::Before => all.sort_by_cached_key(|one| fold(&one.before).chars().rev().collect::<String>()),
    }
    all.truncate(request.limit.min(LIMIT_MAX));
    request.limits.check()?;
    answer.lines = lines(reader, all)?;
    Ok(answer)
}

fn occurrences(
    reader: &dyn Reader,
    plan: &Plan,
    strings: &[String],
    found: &[Found],
    request: &ConcordanceRequest,
    answer: &mut ConcordanceAnswer,
) -> Result<Vec<Occurrence>> {
    let mut all = Vec::new();
    for chunk in found.chunks(READ_TOGETHER) {
        request.limits.check()?;
        for (one, candidate) in chunk.iter().zip(reader.candidates(chunk)?) {
            let body = std::str::from_utf8(candidate.body()).unwrap_or_default();
            let said = match plan.speakers.is_empty() {
                true => None,
                false => Some(said::parts(plan, &reader.facts(&candidate)?)),
            };
            let is_meant = |span: &Range<usize>| {
                said.as_ref()
                    .is_none_or(|parts| parts.iter().any(|part| part.start <= span.start && span.end <= part.end))
            };
            let own: Vec<Range<usize>> = spans(body, strings).into_iter().filter(is_meant).collect();
            answer.articles += u64::from(!own.is_empty());
            answer.occurrences += own.len() as u64;
            for span in own.into_iter().take(LINED_UP_MAX - all.len()) {
                let line_start = body[..span.start].rfind('\n').map_or(0, |at| at + 1);
                let line_end = body[span.end..].find('\n').map_or(body.len(), |at| span.end + at);
                let before = last_chars(&body[line_start..span.start], request.chars);
                let behind = first_chars(&body[span.end..line_end], request.chars);
                all.push(Occurrence {
                    found: *one,
                    before: before.to_owned(),
                    keyword: body[span.clone()].to_owned(),
                    behind: behind.to_owned(),
                    span,
                });
            }
        }
    }
    Ok(all)
}

/// Returns where one of the strings is in a body, in order; of those that overlap the first and longest.
fn spans(body: &str, strings: &[String]) -> Vec<Range<usize>> {
    // A string never crosses a paragraph's end, but for a blank in it: lines are folded each by itself.
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for paragraph in body.split_inclusive('\n') {
        let folded = Folded::new(paragraph);
        let places = strings.iter().flat_map(|string| find_all(&folded.text, string));
        found.extend(places.map(|place| {
            let own = folded.source_range(place);
            start + own.start..start + own.end
        }));
        start += paragraph.len();
    }
    found.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for span in found {
        if apart.last().is_none_or(|last| last.end <= span.start) {
            apart.push(span);
        }
    }
    apart
}

fn first_chars(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(end, _)| &text[..end])
}

fn last_chars(text: &str, count: usize) -> &str {
    let skipped = text.chars().count().saturating_sub(count);
    text.char_indices().nth(skipped).map_or("", |(start, _)| &text[start..])
}

/// Counts how the contexts go on, or how they come to the keyword where they are read from their ends.
fn continuations<'a>(contexts: impl Iterator<Item = &'a str>, is_before: bool) -> Vec<(String, u64)> {
    let folded: Vec<String> = contexts.map(fold).collect();
    let dictionary = Dictionary::covering(&folded.join("\n"));
    let next = |context: &String| -> Option<String> {
        let is_mark = |c: char| !c.is_alphanumeric();
        let mut words: Vec<&str> = dictionary.words(context).into_iter().map(|word| &context[word]).collect();
        if is_before {
            words.reverse();
        }
        let mut taken: Vec<&str> = Vec::new();
        for word in words {
            if word.chars().all(is_mark) && !taken.is_empty() {
                break;
            }
            taken.push(word);
            let chars: usize = taken.iter().map(|word| word.chars().count()).sum();
            if chars >= CONTINUATION_CHARS_MIN || word.chars().all(is_mark) {
                break;
            }
        }
        if is_before {
            taken.reverse();
        }
        (!taken.is_empty()).then(|| taken.concat())
    };
    most(folded.iter().filter_map(next))
}

/// Returns the texts that occur most, and how often; of equals the first in the order of characters.
fn most(texts: impl Iterator<Item = String>) -> Vec<(String, u64)> {
    let mut counts: HashMap<String, u64> = HashMap::new();
    texts.for_each(|text| *counts.entry(text).or_default() += 1);
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(COUNTED_MAX);
    counts
}

/// Makes the lines of occurrences; an article whose occurrences are neighbours is read once.
fn lines(reader: &dyn Reader, all: Vec<Occurrence>) -> Result<Vec<ConcordanceLine>> {
    let mut lines = Vec::with_capacity(all.len());
    for of_one in all.chunk_by(|a, b| a.found == b.found) {
        let candidate = reader.candidates(&[of_one[0].found])?.remove(0);
        let (record, facts) = (reader.article(&candidate)?, reader.facts(&candidate)?);
        let short_id = reader.short_ids(&[&record.id])?.remove(0);
        let passages = passages(&record.article.body);
        lines.extend(of_one.iter().map(|one| ConcordanceLine {
            short_id: short_id.clone(),
            passage: passages.iter().position(|span| span.end > one.span.start).unwrap_or(0) + 1,
            published: record.article.published,
            outlet: record.article.outlet_or_source().map(str::to_owned),
            speaker: facts.speaker_of(&one.span).map(str::to_owned),
            title: record.article.title.clone(),
            before: one.before.clone(),
            keyword: one.keyword.clone(),
            behind: one.behind.clone(),
            span: one.span.clone(),
        }));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_counted_by_their_next_words() {
        let counts = continuations(["责任制,抓好落实", "责任制落实", "的责任", ""].into_iter(), false);
        assert_eq!(counts[0], ("责任制".to_owned(), 2));
        assert_eq!(counts.iter().map(|(_, count)| count).sum::<u64>(), 3);
        let counts = continuations(["要压实", "层层压实", ",压实"].into_iter(), true);
        assert_eq!(counts[0], ("压实".to_owned(), 3));
    }

    #[test]
    fn of_overlapping_spans_the_longest_first_one_counts() {
        assert_eq!(spans("防汛责任和防汛", &["防汛".to_owned(), "防汛责任".to_owned()]), [0..12, 15..21]);
        let gap = format!("坚持{}为中心", crate::query::GAP);
        let body = "坚持以人民为中心。坚持。为中心";
        assert_eq!(spans(body, &[gap]).into_iter().map(|span| &body[span]).collect::<Vec<_>>(), ["坚持以人民为中心"]);
    }
}
