//! Makes a query ready for one index: what it asks of an article, and what ranks it.

use crate::condition::{Compiler, Runs, typed_string};
use crate::error::Result;
use crate::facts::key;
use crate::fold::fold;
use crate::index::{Condition, Phrase, RankingWord, Reader};
use crate::passage::{Term, UNKNOWN};
use crate::query::{Diagnostic, GAP, Matching, Parsed, Piece, Query, QueryOptions, pieces, ways};

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
/// Words of a question that say nothing by themselves.
const FUNCTION: [&str; 12] = ["的", "了", "是", "在", "和", "与", "为", "有", "个", "时候", "分别", "?"];
/// What such a word counts, as a share of what it would by its rareness: in news it is rare.
const ASKING_SHARE: f32 = 0.1;

/// A query of this many words is long: fewer are keywords, of which all are meant.
const LONG_WORDS: usize = 5;

/// What the condition of a query asks for, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Every word occurs in the article.
    AllWords,
    /// One of several words occurs in the article.
    AnyWord,
    /// Anything else.
    Mixed,
}

/// A query made ready: what it asks of an article, and what ranks it.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Every run as it was typed.
    pub(super) typed: Condition,
    /// All words, wherever they are.
    pub(super) words_apart: Condition,
    /// Some of the words and everything that is no word; none where that asks for nothing less.
    pub(super) some_words: Option<Condition>,
    pub(super) shape: Shape,
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
    /// The other ways to write a run as a whole.
    pub(super) other_ways: Vec<Term>,
    /// The query with its runs as their words.
    pub(super) read_as: String,
    /// The query with its runs as they were typed.
    pub(super) read_as_typed: String,
    pub(super) notes: Vec<Diagnostic>,
    /// Whether it is a question.
    asks: bool,
    query: Query,
}

impl Plan {
    /// Makes a parsed query ready for one index.
    pub(super) fn new(reader: &dyn Reader, parsed: Parsed, options: &QueryOptions) -> Result<Plan> {
        let verbatim = options.verbatim;
        let query = parsed.query;
        let compiler = Compiler::new(&query, reader.user_words(), verbatim);
        let Strings { clauses, mut terms, unquoted_terms, other_ways } = strings(reader, &compiler, &query)?;
        let asks = terms.iter().any(|term| ASKING.contains(&term.text.as_str()));
        if asks {
            let says = |term: &Term| !ASKING.contains(&term.text.as_str()) && !FUNCTION.contains(&term.text.as_str());
            let content: Vec<Term> = terms.iter().filter(|term| says(term)).cloned().collect();
            if !content.is_empty() {
                terms = content;
            }
        }
        let shape = shape_of(&query, &terms, verbatim);
        let mut only_words = !verbatim;
        query.for_each_positive(&mut |part| only_words &= matches!(part, Query::Words(_)));
        only_words &= !has_places(&query);
        let speakers = query.required("said").into_iter().map(key).collect();
        Ok(Plan {
            negative: compiler.negative(&query),
            any: compiler.any(&query),
            speakers,
            typed: compiler.condition(&query, Runs::Typed),
            words_apart: compiler.condition(&query, Runs::Words),
            some_words: compiler.some_words(&query),
            shape,
            only_words,
            clauses,
            terms,
            unquoted_terms,
            other_ways,
            read_as: compiler.read_as(&query),
            read_as_typed: compiler.read_as_typed(&query),
            notes: parsed.notes,
            asks,
            query,
        })
    }

    /// The exact set a way of matching asks for.
    pub(super) fn condition(&self, matching: Matching) -> Condition {
        match matching {
            Matching::Auto | Matching::Typed => self.typed.clone(),
            Matching::Words => self.words_apart.clone(),
            Matching::Any => self.any_condition(),
        }
    }

    /// The strings that count by themselves in what is found so.
    pub(super) fn counted_terms(&self, matching: Matching) -> &[Term] {
        match matching {
            Matching::Auto | Matching::Typed => &self.other_ways,
            Matching::Words | Matching::Any => &self.unquoted_terms,
        }
    }

    /// Returns whether the query is a headline, a sentence or a question, of which a good answer may lack a word.
    pub(super) fn is_long_or_asks(&self) -> bool {
        self.some_words.is_some() && (self.asks || self.words().len() >= LONG_WORDS)
    }

    /// The words that are marked: of a question only those that say something.
    pub(super) fn marked_terms(&self) -> &[Term] {
        if self.asks { &self.terms } else { &self.unquoted_terms }
    }

    /// The strings a passage is best shown with: what was quoted, and runs of several words.
    pub(super) fn strings(&self) -> impl Iterator<Item = &str> {
        let several =
            |clause: usize| self.unquoted_terms.iter().filter(move |term| term.clause == clause).nth(1).is_some();
        let quoted = |clause: usize| !self.unquoted_terms.iter().any(|term| term.clause == clause);
        let clauses = self.clauses.iter().enumerate();
        clauses.filter(move |(number, _)| quoted(*number) || several(*number)).map(|(_, text)| text.as_str())
    }

    /// The fields that are asked for, with their values.
    pub(super) fn fields(&self) -> Vec<(&'static str, &str)> {
        let mut fields = Vec::new();
        asked_fields(&self.query, &mut fields);
        fields
    }

    /// Returns whether the query is a question.
    pub(super) fn asks(&self) -> bool {
        self.asks
    }

    /// How the query is read under a way of matching.
    pub(super) fn read_as_under(&self, matching: Matching) -> &str {
        match matching {
            Matching::Auto | Matching::Typed => &self.read_as_typed,
            Matching::Words | Matching::Any => &self.read_as,
        }
    }

    /// The strings to count under a way of matching.
    pub(super) fn phrases(&self, matching: Matching) -> Vec<Phrase> {
        let of_clause = |terms: &[Term], clause: usize| -> Vec<String> {
            terms.iter().filter(|term| term.clause == clause).map(|term| term.text.clone()).collect()
        };
        let phrase = |(clause, whole): (usize, &String)| {
            let mut ways = vec![whole.clone()];
            ways.extend(of_clause(&self.other_ways, clause));
            let words = match matching {
                Matching::Auto | Matching::Typed => Vec::new(),
                Matching::Words | Matching::Any => {
                    let mut words = of_clause(&self.unquoted_terms, clause);
                    words.retain(|word| !ways.contains(word));
                    words
                }
            };
            Phrase { ways, words }
        };
        self.clauses.iter().enumerate().map(phrase).collect()
    }

    /// Returns whether an article may have all words and no run as it was typed.
    pub(super) fn has_words_apart(&self) -> bool {
        self.typed != self.words_apart
    }

    /// The condition that one of the positive clauses holds, and none of the negative ones.
    pub(super) fn any_condition(&self) -> Condition {
        let mut parts = Vec::new();
        if self.only_words && !self.terms.is_empty() {
            let mut texts: Vec<&str> =
                self.terms.iter().chain(&self.unquoted_terms).map(|term| term.text.as_str()).collect();
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
}

/// What a query looks for.
#[derive(Default)]
struct Strings {
    clauses: Vec<String>,
    terms: Vec<Term>,
    unquoted_terms: Vec<Term>,
    other_ways: Vec<Term>,
}

/// Gathers the strings a query looks for and their words, each with what it weighs.
fn strings(reader: &dyn Reader, compiler: &Compiler, query: &Query) -> Result<Strings> {
    let mut texts = Vec::new();
    query.for_each_positive(&mut |part| texts.push(part));
    let articles = reader.len() as f32;
    let mut found = Strings::default();
    for part in texts {
        let (text, is_unquoted) = match part {
            Query::Words(text) => (typed_string(text), true),
            Query::Exact(text) | Query::Prefix(text) => (fold(text), false),
            Query::Gap(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| fold(part)).collect();
                (parts.join(&GAP.to_string()), false)
            }
            Query::Pattern(text) => (fold(text).replace('?', &UNKNOWN.to_string()), false),
            _ => continue,
        };
        let clause = found.clauses.len();
        let mut words: Vec<(String, u64)> = Vec::new();
        if let Query::Gap(parts) = part {
            words.extend(parts.iter().map(|part| (fold(part), 0)));
        }
        for piece in if matches!(part, Query::Pattern(_) | Query::Gap(_)) { Vec::new() } else { pieces(&text) } {
            match piece {
                Piece::Text(text) => words.extend(join_names(reader, compiler.cutter.words(&text))?),
                Piece::Number(own, others) => {
                    // A year alone counts by its words: 2022 answers 2022年 too.
                    match is_year(&own) {
                        true => words.extend(compiler.cutter.words(&own).into_iter().map(|word| (word, 0))),
                        false => words.push((own, 0)),
                    }
                    // The other ways to write it answer too, and are marked.
                    if is_unquoted {
                        found.unquoted_terms.extend(others.into_iter().map(|text| Term { text, weight: 0.0, clause }));
                    }
                }
            }
        }
        if words.is_empty() {
            words.push((text.clone(), 0));
        }
        if is_unquoted {
            let others = ways(&text).into_iter().skip(1);
            found.other_ways.extend(others.map(|text| Term { text, weight: 0.0, clause }));
        }
        for (word, named) in words {
            let with = reader.document_frequency(&word)?.max(named) as f32;
            let rareness = (1.0 + (articles - with + 0.5).max(0.5) / (with + 0.5)).ln();
            let weight = rareness * share(&word);
            let term = Term { text: word, weight, clause };
            if is_unquoted {
                found.unquoted_terms.push(term.clone());
            }
            found.terms.push(term);
        }
        found.clauses.push(text);
    }
    Ok(found)
}

fn shape_of(query: &Query, terms: &[Term], verbatim: bool) -> Shape {
    let is_run = |part: &Query| matches!(part, Query::Words(_));
    let runs = match query {
        Query::And(parts) => parts.iter().all(is_run),
        query => is_run(query),
    };
    let are_words = terms.iter().all(|term| term.text.chars().any(char::is_alphanumeric));
    let alternatives = matches!(query, Query::Or(parts) if parts.iter().all(is_run) && parts.len() == terms.len());
    match () {
        () if verbatim || !are_words => Shape::Mixed,
        () if runs => Shape::AllWords,
        () if alternatives => Shape::AnyWord,
        () => Shape::Mixed,
    }
}

/// Joins neighbouring words that make a name the archive knows from its facts: jieba splits 储祥 and 好, but whoever asks
/// for 储祥好 means the person. Returns each word with the number of articles that name it as a person.
///
/// Only what ranks is joined; what matches stays as the words were tokenized.
fn join_names(reader: &dyn Reader, words: Vec<String>) -> Result<Vec<(String, u64)>> {
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
            let articles = if NAME_CHARS.contains(&chars) { reader.person_frequency(&name)? } else { 0 };
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

/// Gathers the fields a query asks for; not those it forbids.
fn asked_fields<'q>(query: &'q Query, fields: &mut Vec<(&'static str, &'q str)>) {
    match query {
        Query::Fact(field, value) => fields.push((field, value)),
        Query::Not(_) => {}
        query => query.children().into_iter().for_each(|part| asked_fields(part, fields)),
    }
}

/// Returns whether a number is a year by itself: 2022年.
fn is_year(number: &str) -> bool {
    number.strip_suffix('年').is_some_and(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
}

fn share(word: &str) -> f32 {
    if ASKING.contains(&word) { ASKING_SHARE } else { 1.0 }
}

/// Returns whether a query says how or in what its strings have to be.
fn has_places(query: &Query) -> bool {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().any(has_places),
        Query::AtLeast(..) | Query::First(..) | Query::Near { .. } | Query::Together(..) => true,
        _ => false,
    }
}
