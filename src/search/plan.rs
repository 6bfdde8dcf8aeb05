//! Makes a query ready for one index: what it asks of an article, and what ranks it.

use crate::condition::Compiler;
use crate::error::Result;
use crate::facts::key;
use crate::fold::fold;
use crate::index::{Condition, RankingWord, Reader};
use crate::passage::{Term, UNKNOWN};
use crate::query::{Diagnostic, Parsed, Piece, Query, pieces};

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
    pub(super) condition: Condition,
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
    pub(super) read_as: String,
    pub(super) notes: Vec<Diagnostic>,
    query: Query,
}

impl Plan {
    /// Makes a parsed query ready for one index.
    pub(super) fn new(reader: &dyn Reader, parsed: Parsed, verbatim: bool) -> Result<Plan> {
        let query = parsed.query;
        let compiler = Compiler::new(&query, reader.user_words(), verbatim);
        let (mut clauses, mut terms) = (Vec::new(), Vec::new());
        let mut texts = Vec::new();
        query.for_each_positive(&mut |part| texts.push(part));
        let articles = reader.len() as f32;
        let mut unquoted_terms = Vec::new();
        for part in texts {
            let (text, is_unquoted) = match part {
                Query::Words(text) => (fold(text), true),
                Query::Exact(text) | Query::Prefix(text) => (fold(text), false),
                Query::Pattern(text) => (fold(text).replace('?', &UNKNOWN.to_string()), false),
                _ => continue,
            };
            let clause = clauses.len();
            let mut words: Vec<(String, u64)> = Vec::new();
            for piece in if matches!(part, Query::Pattern(_)) { Vec::new() } else { pieces(&text) } {
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
                            unquoted_terms.extend(others.into_iter().map(|text| Term { text, weight: 0.0, clause }));
                        }
                    }
                }
            }
            if words.is_empty() {
                words.push((text.clone(), 0));
            }
            for (word, named) in words {
                let with = reader.document_frequency(&word)?.max(named) as f32;
                let rareness = (1.0 + (articles - with + 0.5).max(0.5) / (with + 0.5)).ln();
                let weight = rareness * share(&word);
                let term = Term { text: word, weight, clause };
                if is_unquoted {
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
        let alternatives = matches!(&query, Query::Or(parts)
            if parts.iter().all(|part| matches!(part, Query::Words(_))) && parts.len() == terms.len());
        let shape = match () {
            () if runs && are_words => Shape::AllWords,
            () if alternatives && are_words && !verbatim => Shape::AnyWord,
            () => Shape::Mixed,
        };
        let mut only_words = !verbatim;
        query.for_each_positive(&mut |part| only_words &= matches!(part, Query::Words(_)));
        only_words &= !has_places(&query);
        let speakers = query.required("said").into_iter().map(key).collect();
        Ok(Plan {
            negative: compiler.negative(&query),
            any: compiler.any(&query),
            speakers,
            condition: compiler.condition(&query),
            shape,
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
