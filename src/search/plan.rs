//! Makes a query ready for one index: what it asks of an article, and what ranks it.

use crate::error::Result;
use crate::fold::fold;
use crate::index::{Condition, Snapshot, query_words};
use crate::passage::Term;
use crate::query::{Parsed, Query};

/// A query made ready: what it asks of an article, and what ranks it.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) condition: Condition,
    /// Whether the condition is that every word stands in the article, and nothing else.
    pub(super) plain: bool,
    pub(super) negative: Option<Condition>,
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
        let articles = snapshot.len() as f32;
        let mut loose = Vec::new();
        for (text, is_loose) in texts {
            let words = query_words(&text);
            let words = if words.is_empty() { vec![text.clone()] } else { words };
            for word in words {
                let with = snapshot.word_articles(&word)? as f32;
                let weight = (1.0 + (articles - with + 0.5).max(0.5) / (with + 0.5)).ln();
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
        let plain = runs && terms.iter().all(|term| term.text.chars().any(char::is_alphanumeric));
        let mut has_strings = false;
        query.for_each_positive(&mut |part| has_strings |= matches!(part, Query::Exact(_)));
        let condition = condition(&query);
        let read_as = read_as(&query);
        Ok(Plan {
            negative: negative(&query),
            condition,
            plain,
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

    pub(super) fn words(&self) -> Vec<(String, f32)> {
        let mut words: Vec<(String, f32)> = Vec::new();
        for term in &self.terms {
            if !words.iter().any(|(word, _)| *word == term.text) {
                words.push((term.text.clone(), term.weight));
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

/// Returns what a query asks of an article.
pub fn condition(query: &Query) -> Condition {
    match query {
        Query::All => Condition::All,
        Query::Exact(text) => Condition::Contains(fold(text)),
        Query::Words(text) => {
            let folded = fold(text);
            let mut words = query_words(&folded);
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
            Condition::And(parts.iter().filter(|part| !some || asks(part)).map(condition).collect())
        }
        Query::Or(parts) => Condition::Or(parts.iter().map(condition).collect()),
        Query::Not(part) => Condition::Not(Box::new(condition(part))),
    }
}

/// Returns what the top level of a query forbids.
fn negative(query: &Query) -> Option<Condition> {
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        query => std::slice::from_ref(query),
    };
    let forbidden: Vec<Condition> = parts.iter().filter(|part| matches!(part, Query::Not(_))).map(condition).collect();
    (!forbidden.is_empty()).then_some(Condition::And(forbidden))
}

/// Writes how a query is read: runs of text as the words they are cut into.
fn read_as(query: &Query) -> String {
    match query {
        Query::Words(text) => {
            let words = query_words(&fold(text));
            if words.is_empty() { format!("\"{text}\"") } else { words.join(" ") }
        }
        Query::And(parts) => parts.iter().map(read_part).collect::<Vec<_>>().join(" "),
        Query::Or(parts) => parts.iter().map(read_part).collect::<Vec<_>>().join(" OR "),
        Query::Not(part) => format!("-{}", read_part(part)),
        Query::All | Query::Exact(_) => query.to_string(),
    }
}

fn read_part(part: &Query) -> String {
    let text = read_as(part);
    let several = matches!(part, Query::And(_) | Query::Or(_)) || matches!(part, Query::Words(_)) && text.contains(' ');
    if several { format!("({text})") } else { text }
}
