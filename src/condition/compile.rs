//! Makes a condition of a query: what it asks of an article, with its words tokenized.

use super::{Condition, Operand, Proximity};
use crate::facts::key;
use crate::fold::{Folded, fold};
use crate::pinyin::readings;
use crate::query::{Piece, Query, pieces, ways};
use crate::tokenizer::QueryCutter;

/// How a run of text without blanks is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runs {
    /// As a string.
    Typed,
    /// As its words, wherever they are.
    Words,
}

/// Marks that begin or end a run and belong to the sentence it was taken from, folded.
const AROUND: [char; 13] = [',', '.', '!', '?', ';', ':', '、', '。', '，', '！', '？', '；', '：'];

/// Of so many words half have to be there, where not all are.
const FEW_WORDS: usize = 4;

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
    pub(crate) fn condition(&self, query: &Query, runs: Runs) -> Condition {
        match query {
            Query::All => Condition::All,
            Query::Exact(text) if self.verbatim => Condition::Verbatim(text.clone()),
            Query::Exact(text) => Condition::Contains(fold(text)),
            Query::Fact(field, value) => Condition::Fact(field, key(value)),
            Query::Pinyin(letters) => Condition::Or(readings(letters).into_iter().map(Condition::Pinyin).collect()),
            // Whatever is not saved finds nothing.
            Query::Saved(_) => Condition::Or(Vec::new()),
            Query::Words(text) if runs == Runs::Typed => self.typed(text),
            Query::Words(text) => self.words(text),
            Query::Prefix(_) | Query::Pattern(_) | Query::Gap(_) => {
                Condition::Proximity(Proximity::Somewhere(places(query)))
            }
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
                    parts.iter().filter(|part| !some || asks(part)).map(|part| self.condition(part, runs)),
                ))
            }
            Query::Or(parts) => Condition::Or(each_once(parts.iter().map(|part| self.condition(part, runs)))),
            Query::Not(part) => Condition::Not(Box::new(self.condition(part, runs))),
        }
    }

    /// The run has to occur as it was typed, a number in one of the ways it is written.
    fn typed(&self, text: &str) -> Condition {
        if self.verbatim {
            return Condition::Verbatim(text.to_owned());
        }
        let mut ways: Vec<Condition> = ways(&typed_string(text)).into_iter().map(Condition::Contains).collect();
        if ways.len() == 1 { ways.remove(0) } else { Condition::Or(ways) }
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

    /// Half or some of the words of a query's runs, and everything else it asks for; none where it has fewer than two words,
    /// or says by OR or by brackets which it needs.
    pub(crate) fn some_words(&self, query: &Query) -> Option<Condition> {
        let parts = match query {
            Query::And(parts) => parts.as_slice(),
            query => std::slice::from_ref(query),
        };
        let (mut words, mut others) = (Vec::new(), Vec::new());
        let is_run = |part: &Query| matches!(part, Query::Words(_));
        for part in parts {
            let runs = match part {
                Query::Words(_) => std::slice::from_ref(part),
                // One run with other names in it.
                Query::Or(runs) if runs.iter().all(is_run) => runs.as_slice(),
                _ => &[],
            };
            if runs.is_empty() || self.verbatim {
                others.push(self.condition(part, Runs::Typed));
            }
            for run in runs.iter().filter(|_| !self.verbatim) {
                match self.condition(run, Runs::Words) {
                    Condition::And(parts) => words.extend(parts),
                    one => words.push(one),
                }
            }
        }
        let mut words = each_once(words.into_iter());
        // 储 and 样帆 of a name nobody has: a character alone is no half of a few words.
        let is_character = |word: &Condition| matches!(word, Condition::Contains(text) if text.chars().count() == 1);
        if words.len() <= FEW_WORDS {
            words.retain(|word| !is_character(word));
        }
        (words.len() > 1).then(|| Condition::And(others.into_iter().chain([half_of(words)]).collect()))
    }

    /// Returns a condition for each string or place a query looks for.
    pub(crate) fn any(&self, query: &Query) -> Vec<Condition> {
        match query {
            Query::And(parts) | Query::Or(parts) => parts.iter().flat_map(|part| self.any(part)).collect(),
            Query::Not(_) | Query::All | Query::Fact(..) | Query::Pinyin(_) | Query::Saved(_) => Vec::new(),
            query => vec![self.condition(query, Runs::Words)],
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
            .map(|part| self.condition(part, Runs::Typed))
            .collect();
        (!forbidden.is_empty()).then_some(Condition::And(forbidden))
    }

    /// Writes how a query is read whose runs are looked for as they were typed: those of several words as strings.
    pub(crate) fn read_as_typed(&self, query: &Query) -> String {
        self.typed_runs(query).to_string()
    }

    fn typed_runs(&self, query: &Query) -> Query {
        match query {
            Query::Words(text) => {
                let words = self.read_as(query);
                let is_whole = !words.contains(' ') || pieces(&fold(text)).len() > 1 && ways(&fold(text)).len() > 1;
                if is_whole { query.clone() } else { Query::Exact(text.trim().to_owned()) }
            }
            query => query.clone().map_children(|part| self.typed_runs(&part)),
        }
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

/// At least half of some words where they are few, else one of them: of many the ranking says which articles have most.
fn half_of(words: Vec<Condition>) -> Condition {
    if words.len() == 2 || words.len() > FEW_WORDS {
        return Condition::Or(words);
    }
    // Half of three or four are two.
    let pairs = (0..words.len()).flat_map(|first| (first + 1..words.len()).map(move |second| (first, second)));
    let both = |(first, second): (usize, usize)| Condition::And(vec![words[first].clone(), words[second].clone()]);
    Condition::Or(pairs.map(both).collect())
}

/// Returns what is looked for where a run is looked for as it was typed: folded, without the marks around it.
pub(crate) fn typed_string(text: &str) -> String {
    let folded = fold(text);
    let inner = folded.trim_matches(AROUND);
    if inner.is_empty() { folded } else { inner.to_owned() }
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
        Query::Words(typed) => match ways(&fold(typed)).as_slice() {
            [only] => text(only),
            several => Operand::Any(several.iter().map(|way| text(way)).collect()),
        },
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
        Query::Gap(parts) => Operand::Gap(parts.iter().map(|part| fold(part).chars().map(Some).collect()).collect()),
        Query::Or(parts) => Operand::Any(parts.iter().map(places).collect()),
        _ => Operand::Any(Vec::new()),
    }
}
