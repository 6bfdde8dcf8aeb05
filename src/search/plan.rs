//! Makes a query ready for one index: what it asks of an article, and what ranks it.

use crate::error::Result;
use crate::facts::key;
use crate::fold::fold;
use crate::index::{Condition, RankingWord, Snapshot};
use crate::passage::Term;
use crate::query::{Parsed, Query};
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
    pub(super) has_strings: bool,
    /// Folded texts of the positive clauses.
    pub(super) clauses: Vec<String>,
    /// Their words.
    pub(super) terms: Vec<Term>,
    /// The words that count by themselves: a string counts only as a whole.
    pub(super) loose: Vec<Term>,
    pub(super) read_as: String,
    pub(super) notes: Vec<String>,
}

impl Plan {
    /// Makes a parsed query ready for one index.
    pub fn new(snapshot: &Snapshot, parsed: Parsed) -> Result<Plan> {
        let query = parsed.query;
        let (mut clauses, mut terms) = (Vec::new(), Vec::new());
        let mut texts = Vec::new();
        query.for_each_positive(&mut |part| match part {
            Query::Words(text) | Query::Exact(text) => texts.push((fold(text), matches!(part, Query::Words(_)))),
            _ => {}
        });
        let cutter = cutter(&query);
        let articles = snapshot.len() as f32;
        let mut loose = Vec::new();
        for (text, is_loose) in texts {
            let words = cutter.words(&text);
            let words = if words.is_empty() { vec![text.clone()] } else { words };
            for (word, named) in join_names(snapshot, words)? {
                let with = snapshot.word_articles(&word)?.max(named) as f32;
                let rareness = (1.0 + (articles - with + 0.5).max(0.5) / (with + 0.5)).ln();
                let weight = rareness * share(&word);
                let term = Term { text: word, weight, clause: clauses.len() };
                if is_loose {
                    loose.push(term.clone());
                }
                terms.push(term);
            }
            clauses.push(text);
        }
        let runs = match &query {
            Query::And(parts) => parts.iter().all(|part| matches!(part, Query::Words(_))),
            query => matches!(query, Query::Words(_)),
        };
        let are_words = terms.iter().all(|term| term.text.chars().any(char::is_alphanumeric));
        let plain = runs && are_words;
        let plain_or = are_words
            && matches!(&query, Query::Or(parts)
                if parts.iter().all(|part| matches!(part, Query::Words(_))) && parts.len() == terms.len());
        let mut has_strings = false;
        query.for_each_positive(&mut |part| has_strings |= matches!(part, Query::Exact(_)));
        let condition = condition_with(&query, &cutter);
        let speakers = query.required("said").into_iter().map(key).collect();
        let read_as = read_as(&query, &cutter);
        Ok(Plan {
            negative: negative(&query, &cutter),
            speakers,
            condition,
            plain,
            plain_or,
            has_strings,
            clauses,
            terms,
            loose,
            read_as,
            notes: parsed.notes,
        })
    }

    /// The condition that one of the positive clauses holds, and none of the negative ones.
    pub(super) fn any_condition(&self) -> Condition {
        let mut parts = Vec::new();
        if !self.terms.is_empty() {
            let texts: Vec<&str> = if self.has_strings {
                self.clauses.iter().map(String::as_str).collect()
            } else {
                self.terms.iter().map(|term| term.text.as_str()).collect()
            };
            parts.push(Condition::Or(texts.into_iter().map(|text| Condition::Contains(text.to_owned())).collect()));
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

    /// How the query was read.
    pub fn read_as(&self) -> &str {
        &self.read_as
    }

    /// What was read otherwise than meant.
    pub fn notes(&self) -> &[String] {
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
            let articles = if NAME_CHARS.contains(&chars) { snapshot.person_articles(&name)? } else { 0 };
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

/// Returns what a query asks of an article.
pub fn condition(query: &Query) -> Condition {
    condition_with(query, &cutter(query))
}

/// Returns a cutter for the runs of text in a query.
fn cutter(query: &Query) -> QueryCutter {
    fn collect(query: &Query, folded: &mut String) {
        match query {
            Query::Words(text) | Query::Exact(text) => {
                folded.push_str(&fold(text));
                folded.push('\n');
            }
            Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| collect(part, folded)),
            Query::Not(part) => collect(part, folded),
            Query::All | Query::Fact(..) => {}
        }
    }
    let mut folded = String::new();
    collect(query, &mut folded);
    QueryCutter::new(folded)
}

fn condition_with(query: &Query, cutter: &QueryCutter) -> Condition {
    match query {
        Query::All => Condition::All,
        Query::Exact(text) => Condition::Contains(fold(text)),
        Query::Fact(field, value) => Condition::Fact(field, key(value)),
        Query::Words(text) => {
            let folded = fold(text);
            let mut words = cutter.words(&folded);
            words.dedup();
            match words.len() {
                0 => Condition::Contains(folded),
                1 => Condition::Contains(words.remove(0)),
                _ => Condition::And(words.into_iter().map(Condition::Contains).collect()),
            }
        }
        Query::And(parts) => {
            // Punctuation pasted between words asks for nothing.
            let asks = |part: &&Query| !matches!(part, Query::Words(text) if !text.chars().any(char::is_alphanumeric));
            let some = parts.iter().any(|part| asks(&part));
            Condition::And(
                parts.iter().filter(|part| !some || asks(part)).map(|part| condition_with(part, cutter)).collect(),
            )
        }
        Query::Or(parts) => Condition::Or(parts.iter().map(|part| condition_with(part, cutter)).collect()),
        Query::Not(part) => Condition::Not(Box::new(condition_with(part, cutter))),
    }
}

/// Returns what the top level of a query forbids, and the facts it asks for.
fn negative(query: &Query, cutter: &QueryCutter) -> Option<Condition> {
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        query => std::slice::from_ref(query),
    };
    // A fact that is asked for is never left out for want of articles.
    let forbidden: Vec<Condition> = parts
        .iter()
        .filter(|part| matches!(part, Query::Not(_) | Query::Fact(..)))
        .map(|part| condition_with(part, cutter))
        .collect();
    (!forbidden.is_empty()).then_some(Condition::And(forbidden))
}

/// Writes how a query is read: runs of text as the words they are cut into.
fn read_as(query: &Query, cutter: &QueryCutter) -> String {
    match query {
        Query::Words(text) => {
            let words = cutter.words(&fold(text));
            if words.is_empty() { format!("\"{text}\"") } else { words.join(" ") }
        }
        Query::And(parts) => parts.iter().map(|part| read_part(part, cutter)).collect::<Vec<_>>().join(" "),
        Query::Or(parts) => parts.iter().map(|part| read_part(part, cutter)).collect::<Vec<_>>().join(" OR "),
        Query::Not(part) => format!("-{}", read_part(part, cutter)),
        Query::All | Query::Exact(_) | Query::Fact(..) => query.to_string(),
    }
}

fn read_part(part: &Query, cutter: &QueryCutter) -> String {
    let text = read_as(part, cutter);
    let several = matches!(part, Query::And(_) | Query::Or(_)) || matches!(part, Query::Words(_)) && text.contains(' ');
    if several { format!("({text})") } else { text }
}
