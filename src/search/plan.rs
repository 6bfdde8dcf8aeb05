//! Makes a query ready for one index: what it asks of an article, and what ranks it.

use crate::error::Result;
use crate::facts::key;
use crate::fold::{Folded, fold};
use crate::index::{Condition, Proximity, Operand, RankingWord, Snapshot};
use crate::passage::{Term, UNKNOWN};
use crate::query::{Diagnostic, Parsed, Piece, Query, pieces};
use crate::pinyin::readings;
use crate::tokenizer::QueryCutter;

/// Words that ask and are not in the answer, and particles.
const ASKING: [&str; 33] = [
    "什么",
    "谁",
    "哪",
    "哪个",
    "哪些",
    "哪位",
    "哪家",
    "哪种",
    "哪里",
    "哪儿",
    "哪年",
    "哪一年",
    "哪天",
    "几",
    "几个",
    "多少",
    "多大",
    "多久",
    "多长",
    "多高",
    "何",
    "何时",
    "何地",
    "何处",
    "何人",
    "怎么",
    "怎样",
    "怎么样",
    "如何",
    "为何",
    "为什么",
    "是否",
    "吗",
];
/// What such a word counts, as a share of what it would by its rareness: in news it is rare.
const ASKING_SHARE: f32 = 0.1;

/// A query made ready: what it asks of an article, and what ranks it.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) condition: Condition,
    /// Whether the condition is that every word stands in the article, and nothing else.
    pub(super) plain: bool,
    /// Whether the condition is that one of several words stands in the article, and nothing else.
    pub(super) plain_or: bool,
    pub(super) negative: Option<Condition>,
    /// Folded names of those who said it, if the query names them.
    pub(super) speakers: Vec<String>,
    /// Whether everything it looks for is words, none of them in a certain place.
    pub(super) only_words: bool,
    /// What it looks for, a condition for each.
    any: Vec<Condition>,
    /// Folded texts of the positive clauses.
    pub(super) clauses: Vec<String>,
    /// Their words.
    pub(super) terms: Vec<Term>,
    /// The words that count by themselves: a string counts only as a whole.
    pub(super) unquoted_terms: Vec<Term>,
    pub(super) read_as: String,
    pub(super) notes: Vec<Diagnostic>,
    query: Query,
}

impl Plan {
    /// Makes a parsed query ready for one index.
    pub fn new(snapshot: &Snapshot, parsed: Parsed, verbatim: bool) -> Result<Plan> {
        let query = parsed.query;
        let compiler = Compiler::new(&query, snapshot.user_words(), verbatim);
        let (mut clauses, mut terms) = (Vec::new(), Vec::new());
        let mut texts = Vec::new();
        query.for_each_positive(&mut |part| texts.push(part));
        let articles = snapshot.len() as f32;
        let mut unquoted_terms = Vec::new();
        for part in texts {
            let (text, is_loose) = match part {
                Query::Words(text) => (fold(text), true),
                Query::Exact(text) | Query::Prefix(text) => (fold(text), false),
                Query::Pattern(text) => (fold(text).replace('?', &UNKNOWN.to_string()), false),
                _ => continue,
            };
            let clause = clauses.len();
            let mut words: Vec<(String, u64)> = Vec::new();
            for piece in if matches!(part, Query::Pattern(_)) { Vec::new() } else { pieces(&text) } {
                match piece {
                    Piece::Text(text) => words.extend(join_names(snapshot, compiler.cutter.words(&text))?),
                    Piece::Number(own, others) => {
                        words.push((own, 0));
                        // The other ways to write it answer too, and are marked.
                        if is_loose {
                            unquoted_terms.extend(others.into_iter().map(|text| Term { text, weight: 0.0, clause }));
                        }
                    }
                }
            }
            if words.is_empty() {
                words.push((text.clone(), 0));
            }
            for (word, named) in words {
                let with = snapshot.document_frequency(&word)?.max(named) as f32;
                let rareness = (1.0 + (articles - with + 0.5).max(0.5) / (with + 0.5)).ln();
                let weight = rareness * share(&word);
                let term = Term { text: word, weight, clause };
                if is_loose {
                    unquoted_terms.push(term.clone());
                }
                terms.push(term);
            }
            clauses.push(text);
        }
        let runs = match &query {
            Query::And(parts) => parts.iter().all(|part| matches!(part, Query::Words(_))),
            query => matches!(query, Query::Words(_)),
        } && !verbatim;
        let are_words = terms.iter().all(|term| term.text.chars().any(char::is_alphanumeric));
        let plain = runs && are_words;
        let plain_or = are_words
            && !verbatim
            && matches!(&query, Query::Or(parts)
                if parts.iter().all(|part| matches!(part, Query::Words(_))) && parts.len() == terms.len());
        let mut only_words = !verbatim;
        query.for_each_positive(&mut |part| only_words &= matches!(part, Query::Words(_)));
        only_words &= !has_places(&query);
        let speakers = query.required("said").into_iter().map(key).collect();
        Ok(Plan {
            negative: compiler.negative(&query),
            any: compiler.any(&query),
            speakers,
            condition: compiler.condition(&query),
            plain,
            plain_or,
            only_words,
            clauses,
            terms,
            unquoted_terms,
            read_as: compiler.read_as(&query),
            notes: parsed.notes,
            query,
        })
    }

    /// The condition that one of the positive clauses holds, and none of the negative ones.
    pub(super) fn any_condition(&self) -> Condition {
        let mut parts = Vec::new();
        if self.only_words && !self.terms.is_empty() {
            let mut texts: Vec<&str> = self.terms.iter().chain(&self.unquoted_terms).map(|term| term.text.as_str()).collect();
            texts.dedup();
            parts.push(Condition::Or(texts.into_iter().map(|text| Condition::Contains(text.to_owned())).collect()));
        } else if !self.any.is_empty() {
            parts.push(Condition::Or(self.any.clone()));
        }
        parts.extend(self.negative.clone());
        Condition::And(parts)
    }

    /// The words, each once.
    pub(super) fn words(&self) -> Vec<RankingWord> {
        let mut words: Vec<RankingWord> = Vec::new();
        for term in &self.terms {
            if !words.iter().any(|word| word.text == term.text) {
                words.push(RankingWord { text: term.text.clone(), weight: term.weight, share: share(&term.text) });
            }
        }
        words
    }

    /// The query itself.
    pub(super) fn query(&self) -> &Query {
        &self.query
    }

    /// How the query was read.
    pub fn read_as(&self) -> &str {
        &self.read_as
    }

    /// What was read otherwise than meant.
    pub fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }
}

/// Joins neighbouring words that make a name the archive knows from its facts: jieba cuts 储祥 and 好, but whoever
/// asks for 储祥好 means the person. Returns each word with the number of articles that name it as a person.
///
/// Only what ranks is joined; what matches stays as the words were cut.
fn join_names(snapshot: &Snapshot, words: Vec<String>) -> Result<Vec<(String, u64)>> {
    const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=4;
    let mut joined = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let mut found = (words[at].clone(), 0, at + 1);
        let mut name = words[at].clone();
        for (next, word) in words.iter().enumerate().skip(at + 1) {
            name.push_str(word);
            let chars = name.chars().count();
            if chars > *NAME_CHARS.end() {
                break;
            }
            let articles = if NAME_CHARS.contains(&chars) { snapshot.person_frequency(&name)? } else { 0 };
            if articles > 0 {
                found = (name.clone(), articles, next + 1);
            }
        }
        let (word, articles, next) = found;
        joined.push((word, articles));
        at = next;
    }
    Ok(joined)
}

fn share(word: &str) -> f32 {
    if ASKING.contains(&word) { ASKING_SHARE } else { 1.0 }
}

/// Returns whether a query says how or in what its strings have to stand.
fn has_places(query: &Query) -> bool {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().any(has_places),
        Query::AtLeast(..) | Query::First(..) | Query::Near { .. } | Query::Together(..) => true,
        _ => false,
    }
}

/// Makes conditions of queries.
pub(super) struct Compiler {
    cutter: QueryCutter,
    verbatim: bool,
}

impl Compiler {
    /// Returns a compiler for one query, cut with the user's words too.
    pub(super) fn new(query: &Query, user_words: &[String], verbatim: bool) -> Compiler {
        fn collect(query: &Query, folded: &mut String) {
            match query {
                Query::Words(text) | Query::Exact(text) | Query::Prefix(text) | Query::Pattern(text) => {
                    folded.push_str(&fold(text));
                    folded.push('\n');
                }
                Query::And(parts) | Query::Or(parts) | Query::Together(_, parts) => {
                    parts.iter().for_each(|part| collect(part, folded));
                }
                Query::Not(part) | Query::AtLeast(_, part) | Query::First(_, part) => collect(part, folded),
                Query::Near { left, right, .. } => {
                    collect(left, folded);
                    collect(right, folded);
                }
                Query::All | Query::Fact(..) | Query::Pinyin(_) | Query::Saved(_) => {}
            }
        }
        let mut folded = String::new();
        collect(query, &mut folded);
        Compiler { cutter: QueryCutter::new(folded, user_words), verbatim }
    }

    /// Returns what a query asks of an article.
    pub(super) fn condition(&self, query: &Query) -> Condition {
        match query {
            Query::All => Condition::All,
            Query::Exact(text) if self.verbatim => Condition::Verbatim(text.clone()),
            Query::Exact(text) => Condition::Contains(fold(text)),
            Query::Fact(field, value) => Condition::Fact(field, key(value)),
            Query::Pinyin(letters) => Condition::Or(readings(letters).into_iter().map(Condition::Pinyin).collect()),
            // Whatever is not saved finds nothing.
            Query::Saved(_) => Condition::Or(Vec::new()),
            Query::Words(text) => self.words(text),
            Query::Prefix(_) | Query::Pattern(_) => Condition::Proximity(Proximity::Somewhere(places(query))),
            Query::AtLeast(count, part) => Condition::Proximity(Proximity::AtLeast(*count, places(part))),
            Query::First(chars, part) => Condition::Proximity(Proximity::First(*chars, places(part))),
            Query::Near { chars, ordered, left, right } => Condition::Proximity(Proximity::Near {
                left: places(left),
                right: places(right),
                chars: *chars,
                ordered: *ordered,
            }),
            Query::Together(unit, parts) => {
                Condition::Proximity(Proximity::Together(*unit, each_once(parts.iter().map(places))))
            }
            Query::And(parts) => {
                // Punctuation pasted between words asks for nothing.
                let asks =
                    |part: &&Query| !matches!(part, Query::Words(text) if !text.chars().any(char::is_alphanumeric));
                let some = parts.iter().any(|part| asks(&part));
                Condition::And(each_once(
                    parts.iter().filter(|part| !some || asks(part)).map(|part| self.condition(part)),
                ))
            }
            Query::Or(parts) => Condition::Or(each_once(parts.iter().map(|part| self.condition(part)))),
            Query::Not(part) => Condition::Not(Box::new(self.condition(part))),
        }
    }

    /// Each word has to stand in the article, a number in one of the ways it is written.
    fn words(&self, text: &str) -> Condition {
        let folded = Folded::new(text);
        if self.verbatim {
            // As it was typed, cut where the folded text is.
            let mut at = 0;
            let words = self.cutter.words(&folded.text).into_iter().filter_map(|word| {
                let start = at + folded.text[at..].find(&word)?;
                at = start + word.len();
                Some(Condition::Verbatim(text[folded.source_range(start..at)].to_owned()))
            });
            let words: Vec<Condition> = words.collect();
            return if words.is_empty() { Condition::Verbatim(text.to_owned()) } else { Condition::And(words) };
        }
        let mut conditions: Vec<Condition> = Vec::new();
        for piece in pieces(&folded.text) {
            match piece {
                Piece::Text(text) => {
                    let mut words = self.cutter.words(&text);
                    words.dedup();
                    conditions.extend(words.into_iter().map(Condition::Contains));
                }
                Piece::Number(own, others) => {
                    let ways = std::iter::once(own).chain(others).map(Condition::Contains);
                    conditions.push(Condition::Or(ways.collect()));
                }
            }
        }
        match conditions.len() {
            0 => Condition::Contains(folded.text),
            1 => conditions.remove(0),
            _ => Condition::And(conditions),
        }
    }

    /// Returns a condition for each string or place a query looks for.
    fn any(&self, query: &Query) -> Vec<Condition> {
        match query {
            Query::And(parts) | Query::Or(parts) => parts.iter().flat_map(|part| self.any(part)).collect(),
            Query::Not(_) | Query::All | Query::Fact(..) | Query::Pinyin(_) | Query::Saved(_) => Vec::new(),
            query => vec![self.condition(query)],
        }
    }

    /// Returns what the top level of a query forbids, and the facts it asks for.
    fn negative(&self, query: &Query) -> Option<Condition> {
        let parts = match query {
            Query::And(parts) => parts.as_slice(),
            query => std::slice::from_ref(query),
        };
        // A fact that is asked for is never left out for want of articles.
        let forbidden: Vec<Condition> = parts
            .iter()
            .filter(|part| matches!(part, Query::Not(_) | Query::Fact(..) | Query::Pinyin(_)))
            .map(|part| self.condition(part))
            .collect();
        (!forbidden.is_empty()).then_some(Condition::And(forbidden))
    }

    /// Writes how a query is read: runs of text as the words they are cut into.
    pub(super) fn read_as(&self, query: &Query) -> String {
        match query {
            Query::Words(text) => {
                let cut = |piece: Piece| match piece {
                    Piece::Text(text) => self.cutter.words(&text),
                    Piece::Number(own, _) => vec![own],
                };
                let words: Vec<String> = pieces(&fold(text)).into_iter().flat_map(cut).collect();
                if words.is_empty() { format!("\"{text}\"") } else { words.join(" ") }
            }
            Query::And(parts) => parts.iter().map(|part| self.read_part(part)).collect::<Vec<_>>().join(" "),
            Query::Or(parts) => parts.iter().map(|part| self.read_part(part)).collect::<Vec<_>>().join(" OR "),
            Query::Not(part) => format!("-{}", self.read_part(part)),
            query => query.to_string(),
        }
    }

    fn read_part(&self, part: &Query) -> String {
        let text = self.read_as(part);
        let several = matches!(part, Query::And(_) | Query::Or(_) | Query::Near { .. } | Query::Together(..))
            || matches!(part, Query::Words(_)) && text.contains(' ');
        if several { format!("({text})") } else { text }
    }
}

/// Looking for the same thing again finds nothing else.
fn each_once<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

/// Returns where a string may stand. A run of words is one string there, a number all its ways.
fn places(query: &Query) -> Operand {
    let text = |text: &str| Operand::Text(text.chars().map(Some).collect());
    match query {
        Query::Words(typed) => {
            let folded = fold(typed);
            match pieces(&folded).as_slice() {
                [Piece::Number(own, others)] => {
                    Operand::Any(std::iter::once(own).chain(others).map(|way| text(way)).collect())
                }
                _ => text(&folded),
            }
        }
        Query::Exact(typed) => text(&fold(typed)),
        Query::Prefix(stem) => {
            let folded = fold(stem);
            if folded.starts_with(|c: char| c.is_ascii_alphanumeric()) { Operand::Prefix(folded) } else { text(&folded) }
        }
        Query::Pattern(pattern) => Operand::Text(fold(pattern).chars().map(|c| Some(c).filter(|c| *c != '?')).collect()),
        Query::Or(parts) => Operand::Any(parts.iter().map(places).collect()),
        _ => Operand::Any(Vec::new()),
    }
}
