//! Reads what people type into the search line.
//!
//! Own parser, plain data. Nothing pasted is an error: what is not valid syntax is searched as it stands,
//! and [`Parsed::notes`] says how it was read. [`Query`]'s `Display` writes text that parses back to itself.
//! Knows nothing of the index.

use std::fmt;

use crate::facts::field_named;

/// More characters than this are not read, and a note says so.
pub const QUERY_CHARS_MAX: usize = 1000;
/// Brackets nested deeper than this are read as blanks.
const DEPTH_MAX: usize = 16;
/// More words and strings than this are not read, and a note says so.
const TERMS_MAX: usize = 64;

/// A query as plain data. Texts stand as typed; folding is the search's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Every article.
    All,
    /// A run of text without blanks: each of its words has to occur.
    Words(String),
    /// A quoted string: has to occur as it stands.
    Exact(String),
    /// A fact: the field's English name and the value as typed.
    Fact(&'static str, String),
    /// All of them.
    And(Vec<Query>),
    /// At least one of them.
    Or(Vec<Query>),
    /// Not this one.
    Not(Box<Query>),
}

/// A query and how its text was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The query.
    pub query: Query,
    /// What was read otherwise than its writer may have meant, a sentence each.
    pub notes: Vec<String>,
}

impl Query {
    /// Reads a query.
    pub fn parse(text: &str) -> Parsed {
        let mut notes = Vec::new();
        let text = match text.char_indices().nth(QUERY_CHARS_MAX) {
            Some((end, _)) => {
                notes.push(format!("only the first {QUERY_CHARS_MAX} characters are read"));
                &text[..end]
            }
            None => text,
        };
        let mut tokens = tokens(text, &mut notes);
        let terms = tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| matches!(token, Lexeme::Words(_) | Lexeme::Exact(_) | Lexeme::Fact(..)));
        if let Some((first_left_out, _)) = terms.clone().nth(TERMS_MAX) {
            notes.push(format!("only the first {TERMS_MAX} words and strings are read"));
            tokens.truncate(first_left_out);
        }
        let mut parser = Parser { tokens: &tokens, at: 0, depth: 0, notes };
        let mut clauses = Vec::new();
        while parser.at < parser.tokens.len() {
            clauses.extend(parser.or());
            if parser.peek() == Some(&Lexeme::Close) {
                parser.note("a closing bracket without an opening one is read as a blank");
                parser.at += 1;
            }
        }
        let query = join(clauses, Query::And).unwrap_or(Query::All);
        Parsed { query, notes: parser.notes }
    }

    /// Returns the values every answer has in a field: those joined by AND at the top.
    pub fn required(&self, field: &str) -> Vec<&str> {
        match self {
            Query::Fact(name, value) if *name == field => vec![value],
            Query::And(parts) => parts.iter().flat_map(|part| part.required(field)).collect(),
            _ => Vec::new(),
        }
    }

    /// Calls `visit` with every word run and string that has to or may occur; not with what must not.
    pub fn for_each_positive<'a>(&'a self, visit: &mut impl FnMut(&'a Query)) {
        match self {
            Query::Words(_) | Query::Exact(_) => visit(self),
            Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| part.for_each_positive(visit)),
            Query::Not(_) | Query::All | Query::Fact(..) => {}
        }
    }
}

/// One of the parts, or all joined; nested joins of the same kind become one.
fn join(mut parts: Vec<Query>, kind: fn(Vec<Query>) -> Query) -> Option<Query> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => {
            let same = std::mem::discriminant(&kind(Vec::new()));
            let flat = parts.into_iter().flat_map(|part| match part {
                part if std::mem::discriminant(&part) != same => vec![part],
                Query::And(inner) | Query::Or(inner) => inner,
                part => vec![part],
            });
            Some(kind(flat.collect()))
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Lexeme {
    Words(String),
    Exact(String),
    Fact(&'static str, String),
    Open,
    Close,
    Or,
    Not,
}

const QUOTES: &[(char, char)] =
    &[('"', '"'), ('＂', '＂'), ('“', '”'), ('„', '”'), ('「', '」'), ('『', '』'), ('‘', '’')];

fn tokens(text: &str, notes: &mut Vec<String>) -> Vec<Lexeme> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let rest = &text[at + c.len_utf8()..];
        if let Some((_, close)) = QUOTES.iter().find(|(open, _)| *open == c) {
            // meeting:“市委 专题会议”
            let field = word.strip_suffix([':', '：']).and_then(field_named);
            if field.is_some() {
                word.clear();
            }
            end_word(&mut word, &mut tokens);
            match rest.split_once(*close) {
                Some((inner, _)) if !inner.trim().is_empty() => {
                    tokens.push(match field {
                        Some(field) => Lexeme::Fact(field.name, inner.trim().to_owned()),
                        None => Lexeme::Exact(inner.to_owned()),
                    });
                    chars = skip(text, at + c.len_utf8() + inner.len() + close.len_utf8());
                }
                Some((inner, _)) => {
                    notes.push("empty quotes are read as a blank".into());
                    chars = skip(text, at + c.len_utf8() + inner.len() + close.len_utf8());
                }
                None => notes.push(format!("{c} has no {close} and is read as a blank")),
            }
        } else if c.is_whitespace() || QUOTES.iter().any(|(_, close)| *close == c) {
            end_word(&mut word, &mut tokens);
        } else if matches!(c, '(' | '（' | ')' | '）') {
            end_word(&mut word, &mut tokens);
            tokens.push(if matches!(c, '(' | '（') { Lexeme::Open } else { Lexeme::Close });
        } else if word.is_empty()
            && matches!(c, '-' | '－')
            && rest.starts_with(|c: char| c.is_alphanumeric() || is_open(c))
        {
            tokens.push(Lexeme::Not);
        } else {
            word.push(c);
        }
    }
    end_word(&mut word, &mut tokens);
    tokens
}

fn is_open(c: char) -> bool {
    matches!(c, '(' | '（') || QUOTES.iter().any(|(open, _)| *open == c)
}

fn is_close(c: char) -> bool {
    matches!(c, ')' | '）') || QUOTES.iter().any(|(_, close)| *close == c)
}

fn skip(text: &str, to: usize) -> std::str::CharIndices<'_> {
    let mut chars = text.char_indices();
    while chars.offset() < to && chars.next().is_some() {}
    chars
}

fn end_word(word: &mut String, tokens: &mut Vec<Lexeme>) {
    if word.is_empty() {
        return;
    }
    let word = std::mem::take(word);
    tokens.push(match word.as_str() {
        "OR" | "或" | "|" | "｜" | "||" => Lexeme::Or,
        // The blank says it already.
        "AND" | "&&" => return,
        _ => match word.split_once([':', '：']) {
            Some((name, value)) if !value.is_empty() => match field_named(name) {
                Some(field) => Lexeme::Fact(field.name, value.to_owned()),
                None => Lexeme::Words(word),
            },
            _ => Lexeme::Words(word),
        },
    });
}

struct Parser<'a> {
    tokens: &'a [Lexeme],
    at: usize,
    depth: usize,
    notes: Vec<String>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Lexeme> {
        self.tokens.get(self.at)
    }

    fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|known| known == note) {
            self.notes.push(note.to_owned());
        }
    }

    /// `a b OR c d`: OR binds weaker than the blank.
    fn or(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        parts.extend(self.and());
        while self.peek() == Some(&Lexeme::Or) {
            self.at += 1;
            match self.and() {
                Some(part) if !parts.is_empty() => parts.push(part),
                part => {
                    self.note("an OR with nothing on one side is read as a blank");
                    parts.extend(part);
                }
            }
        }
        join(parts, Query::Or)
    }

    fn and(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        while let Some(token) = self.peek() {
            if matches!(token, Lexeme::Or | Lexeme::Close) {
                break;
            }
            parts.extend(self.clause());
        }
        join(parts, Query::And)
    }

    fn clause(&mut self) -> Option<Query> {
        let token = self.peek()?;
        self.at += 1;
        match token {
            Lexeme::Words(text) => Some(Query::Words(text.clone())),
            Lexeme::Exact(text) => Some(Query::Exact(text.clone())),
            Lexeme::Fact(field, value) => Some(Query::Fact(field, value.clone())),
            Lexeme::Not => self.clause().map(|query| match query {
                Query::Not(inner) => *inner,
                query => Query::Not(Box::new(query)),
            }),
            Lexeme::Open if self.depth < DEPTH_MAX => {
                self.depth += 1;
                let inner = self.or();
                self.depth -= 1;
                match self.peek() {
                    Some(Lexeme::Close) => self.at += 1,
                    _ => self.note("an opening bracket without a closing one is read as a blank"),
                }
                inner
            }
            Lexeme::Open => {
                self.note("brackets nested too deep are read as blanks");
                None
            }
            Lexeme::Or | Lexeme::Close => None,
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::All => Ok(()),
            Query::Words(text) => f.write_str(text),
            Query::Fact(field, value) => {
                let plain = !value.contains(|c: char| c.is_whitespace() || is_open(c) || is_close(c));
                if plain { write!(f, "{field}:{value}") } else { write!(f, "{field}:{}", Query::Exact(value.clone())) }
            }
            Query::Exact(text) => {
                // It came between quotes that do not stand in it, or from code, where straight ones serve.
                let fits = |(_, close): &&(char, char)| !text.contains(*close);
                let (open, close) = QUOTES.iter().find(fits).copied().unwrap_or(('"', '"'));
                write!(f, "{open}{text}{close}")
            }
            Query::And(parts) => write_parts(f, parts, " "),
            Query::Or(parts) => write_parts(f, parts, " OR "),
            Query::Not(inner) => match **inner {
                // A minus before a mark would be read as part of the word.
                Query::Words(ref text) if !text.starts_with(char::is_alphanumeric) => write!(f, "-({inner})"),
                Query::Words(_) | Query::Exact(_) | Query::Fact(..) => write!(f, "-{inner}"),
                _ => write!(f, "-({inner})"),
            },
        }
    }
}

fn write_parts(f: &mut fmt::Formatter<'_>, parts: &[Query], between: &str) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(between)?;
        }
        match part {
            Query::And(_) | Query::Or(_) => write!(f, "({part})")?,
            _ => write!(f, "{part}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, notes: usize) {
        let parsed = Query::parse(text);
        assert_eq!(parsed.query.to_string(), expected, "{text}");
        assert_eq!(parsed.notes.len(), notes, "{text}: {:?}", parsed.notes);
        assert_eq!(Query::parse(expected).query, parsed.query, "{expected} parses back");
    }

    #[test]
    fn words_strings_and_operators() {
        check("防汛 责任", "防汛 责任", 0);
        check("“动态清零” 「外防输入」", "\"动态清零\" \"外防输入\"", 0);
        check("防汛 -演练", "防汛 -演练", 0);
        check("防汛 OR 抗旱", "防汛 OR 抗旱", 0);
        check("防汛　或　抗旱 会议", "防汛 OR (抗旱 会议)", 0);
        check("（防汛 | 抗旱） 会议", "(防汛 OR 抗旱) 会议", 0);
        check("会议 -（演练 OR 测试）", "会议 -(演练 OR 测试)", 0);
        check("市委召开“不忘初心”主题教育会议", "市委召开 \"不忘初心\" 主题教育会议", 0);
        check("", "", 0);
    }

    #[test]
    fn nothing_pasted_is_an_error() {
        check("(防汛", "防汛", 1);
        check("防汛)抗旱", "防汛 抗旱", 1);
        check("“防汛", "防汛", 1);
        check("OR 防汛 OR", "防汛", 1);
        check("\"\"", "", 1);
        check("5-6月 A-B 2022-08-28", "5-6月 A-B 2022-08-28", 0);
        check("——", "——", 0);
    }

    #[test]
    fn size_is_bounded() {
        let parsed = Query::parse(&"(".repeat(100_000));
        assert_eq!(parsed.query, Query::All);
        let parsed = Query::parse(&"防 ".repeat(100_000));
        assert!(matches!(parsed.query, Query::And(parts) if parts.len() == TERMS_MAX));
        let deep = format!("{}会议{}", "(".repeat(300), ")".repeat(300));
        assert_eq!(Query::parse(&deep).query, Query::Words("会议".into()));
    }
}
