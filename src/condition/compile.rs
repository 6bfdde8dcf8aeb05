//! Makes a condition of a query: what it asks of an article, with its words tokenized.

use super::{Condition, Operand, Proximity};
use crate::facts::key;
use crate::fold::{Folded, fold};
use crate::pinyin::readings;
use crate::query::{Piece, Query, pieces};
use crate::tokenizer::QueryCutter;

/// Makes conditions of queries.
pub(crate) struct Compiler {
    pub(crate) cutter: QueryCutter,
    verbatim: bool,
}

impl Compiler {
    /// Returns a compiler for one query, cut with the user's words too.
    pub(crate) fn new(query: &Query, user_words: &[String], verbatim: bool) -> Compiler {
        let mut folded = String::new();
        query.for_each(&mut |part| {
            if let Query::Words(text) | Query::Exact(text) | Query::Prefix(text) | Query::Pattern(text) = part {
                folded.push_str(&fold(text));
                folded.push('\n');
            }
        });
        Compiler { cutter: QueryCutter::new(folded, user_words), verbatim }
    }

    /// Returns what a query asks of an article.
    pub(crate) fn condition(&self, query: &Query) -> Condition {
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

    /// Each word has to occur in the article, a number in one of the ways it is written.
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
    pub(crate) fn any(&self, query: &Query) -> Vec<Condition> {
        match query {
            Query::And(parts) | Query::Or(parts) => parts.iter().flat_map(|part| self.any(part)).collect(),
            Query::Not(_) | Query::All | Query::Fact(..) | Query::Pinyin(_) | Query::Saved(_) => Vec::new(),
            query => vec![self.condition(query)],
        }
    }

    /// Returns what the top level of a query forbids, and the facts it asks for.
    pub(crate) fn negative(&self, query: &Query) -> Option<Condition> {
        let parts = match query {
            Query::And(parts) => parts.as_slice(),
            query => std::slice::from_ref(query),
        };
        // A fact that is asked for is never left out for lack of articles.
        let forbidden: Vec<Condition> = parts
            .iter()
            .filter(|part| matches!(part, Query::Not(_) | Query::Fact(..) | Query::Pinyin(_)))
            .map(|part| self.condition(part))
            .collect();
        (!forbidden.is_empty()).then_some(Condition::And(forbidden))
    }

    /// Writes how a query is read: runs of text as the words they are tokenized into.
    pub(crate) fn read_as(&self, query: &Query) -> String {
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

/// Returns where a string may be. A run of words is one string there, a number all its ways.
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
            if folded.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                Operand::Prefix(folded)
            } else {
                text(&folded)
            }
        }
        Query::Pattern(pattern) => {
            Operand::Text(fold(pattern).chars().map(|c| Some(c).filter(|c| *c != '?')).collect())
        }
        Query::Or(parts) => Operand::Any(parts.iter().map(places).collect()),
        _ => Operand::Any(Vec::new()),
    }
}
