//! Reads what people type into the search line.
//!
//! Own parser, plain data. Nothing pasted is an error: what is not valid syntax is searched as it is, and
//! [`Parsed::notes`] says how it was read. [`Query`]'s `Display` writes text that parses back to itself. `lexer` and
//! `parse` read, `expand` puts in what a query leaves to others (saved queries, aliases, today), `ranges` and `numerals`
//! know how dates and numbers are written, `diagnostics` what there is to say. Knows nothing of the index.

mod diagnostics;
mod expand;
mod gap;
mod lexer;
mod numerals;
mod parse;
mod ranges;

use std::fmt;

pub(crate) use self::diagnostics::{Diagnostic, DiagnosticKind};
pub(crate) use self::expand::Expander;
pub use self::expand::QueryOptions;
pub(crate) use self::gap::{GAP, SENTENCE_ENDS, chains};
pub(crate) use self::numerals::ways;
pub use self::numerals::{Piece, pieces};
pub use self::ranges::{DaySpan, NumberSpan};

/// More characters than this are not read, and a note says so.
pub(crate) const QUERY_CHARS_MAX: usize = 1000;
/// What is between two strings is measured up to this many characters.
pub(crate) const NEAR_CHARS_MAX: u32 = 1000;
/// The distance of a NEAR or ADJ that names none, in characters.
pub(crate) const NEAR_CHARS: u32 = 10;

/// How runs of text without blanks are looked for, and how many words are needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Matching {
    /// Each run as a string, as it was typed. A search shows what has its words apart behind those, and then what has
    /// some of them.
    #[default]
    Auto,
    /// Each run as a string, and nothing else.
    Typed,
    /// All words of a run, wherever they are in the article.
    Words,
    /// At least one word or string.
    Any,
}

/// What strings have to occur in together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A sentence: it ends at 。！？ or with its paragraph.
    Sentence,
    /// A paragraph; a headline is one.
    Paragraph,
}

/// A query as plain data. Texts are as typed; folding is the search's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Every article.
    All,
    /// A run of text without blanks: it has to occur, or each of its words, as [`Matching`] says.
    Words(String),
    /// A quoted string: has to occur as it is.
    Exact(String),
    /// What a word begins with: 防控*.
    Prefix(String),
    /// A string in which ? is one unknown character: 储?好.
    Pattern(String),
    /// Strings one after the other in a sentence, with at most 20 characters between two: 坚持…为中心.
    Gap(Vec<String>),
    /// A fact: the field's English name and the value as typed.
    Fact(&'static str, String),
    /// How a name or a part of a headline sounds: py:cxh.
    Pinyin(String),
    /// A saved query: query:NAME.
    Saved(String),
    /// This often, or more often: atleast3:动态清零.
    AtLeast(u32, Box<Query>),
    /// In the first characters of the body, this many: first200:防汛.
    First(u32, Box<Query>),
    /// The two are near each other.
    Near {
        /// At most this many characters are between them.
        chars: u32,
        /// The left one comes first.
        ordered: bool,
        /// The one.
        left: Box<Query>,
        /// The other.
        right: Box<Query>,
    },
    /// All of them in one sentence or paragraph.
    Together(Unit, Vec<Query>),
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
    /// What was read otherwise than its writer may have meant.
    pub notes: Vec<Diagnostic>,
}

impl Query {
    /// Reads a query.
    pub fn parse(text: &str) -> Parsed {
        parse::parse(text)
    }

    /// Returns the values every answer has in a field: those joined by AND at the top.
    pub fn required(&self, field: &str) -> Vec<&str> {
        match self {
            Query::Fact(name, value) if *name == field => vec![value],
            Query::And(parts) => parts.iter().flat_map(|part| part.required(field)).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the parts it is made of, in order; none for what has no parts. Walkers need no arm of their own for a
    /// new operator.
    pub fn children(&self) -> Vec<&Query> {
        match self {
            Query::And(parts) | Query::Or(parts) | Query::Together(_, parts) => parts.iter().collect(),
            Query::Not(part) | Query::AtLeast(_, part) | Query::First(_, part) => vec![part],
            Query::Near { left, right, .. } => vec![left, right],
            Query::Words(_)
            | Query::Exact(_)
            | Query::Prefix(_)
            | Query::Pattern(_)
            | Query::Gap(_)
            | Query::All
            | Query::Fact(..)
            | Query::Pinyin(_)
            | Query::Saved(_) => Vec::new(),
        }
    }

    /// Returns the query with each of its parts mapped.
    pub fn map_children(self, mut map: impl FnMut(Query) -> Query) -> Query {
        let mut boxed = |part: Box<Query>| Box::new(map(*part));
        match self {
            Query::Not(part) => Query::Not(boxed(part)),
            Query::AtLeast(count, part) => Query::AtLeast(count, boxed(part)),
            Query::First(chars, part) => Query::First(chars, boxed(part)),
            Query::Near { chars, ordered, left, right } => {
                let (left, right) = (boxed(left), boxed(right));
                Query::Near { chars, ordered, left, right }
            }
            Query::And(parts) => Query::And(parts.into_iter().map(map).collect()),
            Query::Or(parts) => Query::Or(parts.into_iter().map(map).collect()),
            Query::Together(unit, parts) => Query::Together(unit, parts.into_iter().map(map).collect()),
            part => part,
        }
    }

    /// Calls `visit` with the query and every part of it, from the left.
    pub fn for_each<'a>(&'a self, visit: &mut impl FnMut(&'a Query)) {
        visit(self);
        self.children().into_iter().for_each(|part| part.for_each(visit));
    }

    /// Calls `visit` with every word run, string and pattern that has to or may occur; not with what must not.
    pub fn for_each_positive<'a>(&'a self, visit: &mut impl FnMut(&'a Query)) {
        match self {
            Query::Words(_) | Query::Exact(_) | Query::Prefix(_) | Query::Pattern(_) | Query::Gap(_) => visit(self),
            Query::Not(_) => {}
            _ => self.children().into_iter().for_each(|part| part.for_each_positive(visit)),
        }
    }

    /// Returns whether it says where strings are, so that its words are strings: 防汛 in `防汛 NEAR/5 责任`.
    fn is_string(&self) -> bool {
        match self {
            Query::Words(_) | Query::Exact(_) | Query::Prefix(_) | Query::Pattern(_) | Query::Gap(_) => true,
            Query::Or(parts) => parts.iter().all(Query::is_string),
            _ => false,
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

const QUOTES: &[(char, char)] =
    &[('"', '"'), ('＂', '＂'), ('“', '”'), ('„', '”'), ('「', '」'), ('『', '』'), ('‘', '’')];

fn is_open(c: char) -> bool {
    matches!(c, '(' | '（') || QUOTES.iter().any(|(open, _)| *open == c)
}

fn is_close(c: char) -> bool {
    matches!(c, ')' | '）') || QUOTES.iter().any(|(_, close)| *close == c)
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::All => Ok(()),
            Query::Words(text) => f.write_str(text),
            Query::Prefix(text) => write!(f, "{text}*"),
            Query::Pattern(text) => f.write_str(text),
            Query::Gap(parts) => f.write_str(&parts.join("…")),
            Query::Fact(field, value) => write_value(f, field, value),
            Query::Pinyin(letters) => write_value(f, "py", letters),
            Query::Saved(name) => write_value(f, "query", name),
            Query::AtLeast(count, part) => {
                write!(f, "atleast{count}:")?;
                write_string(f, part)
            }
            Query::First(chars, part) => {
                write!(f, "first{chars}:")?;
                write_string(f, part)
            }
            Query::Near { chars, ordered, left, right } => {
                write_part(f, left)?;
                write!(f, " {}/{chars} ", if *ordered { "ADJ" } else { "NEAR" })?;
                write_part(f, right)
            }
            Query::Together(unit, parts) => {
                write_parts(f, parts, if *unit == Unit::Sentence { " SENT " } else { " SAME " })
            }
            Query::Exact(text) => {
                // It came between quotes that do not occur in it, or from code, where straight ones serve.
                let fits = |(_, close): &&(char, char)| !text.contains(*close);
                let (open, close) = QUOTES.iter().find(fits).copied().unwrap_or(('"', '"'));
                write!(f, "{open}{text}{close}")
            }
            Query::And(parts) => write_parts(f, parts, " "),
            Query::Or(parts) => write_parts(f, parts, " OR "),
            Query::Not(inner) => match **inner {
                // A minus before a mark would be read as part of the word.
                Query::Words(ref text) | Query::Prefix(ref text) | Query::Pattern(ref text)
                    if !text.starts_with(char::is_alphanumeric) =>
                {
                    write!(f, "-({inner})")
                }
                Query::Words(_)
                | Query::Exact(_)
                | Query::Prefix(_)
                | Query::Pattern(_)
                | Query::Gap(_)
                | Query::Fact(..)
                | Query::Pinyin(_)
                | Query::Saved(_)
                | Query::AtLeast(..)
                | Query::First(..) => write!(f, "-{inner}"),
                _ => write!(f, "-({inner})"),
            },
        }
    }
}

fn write_value(f: &mut fmt::Formatter<'_>, field: &str, value: &str) -> fmt::Result {
    let plain = !value.contains(|c: char| c.is_whitespace() || is_open(c) || is_close(c) || matches!(c, '|' | '｜'));
    if plain { write!(f, "{field}:{value}") } else { write!(f, "{field}:{}", Query::Exact(value.to_owned())) }
}

fn write_string(f: &mut fmt::Formatter<'_>, part: &Query) -> fmt::Result {
    match part {
        Query::Or(_) => write!(f, "({part})"),
        _ => write!(f, "{part}"),
    }
}

fn write_part(f: &mut fmt::Formatter<'_>, part: &Query) -> fmt::Result {
    match part {
        Query::And(_) | Query::Or(_) | Query::Near { .. } | Query::Together(..) => write!(f, "({part})"),
        _ => write!(f, "{part}"),
    }
}

fn write_parts(f: &mut fmt::Formatter<'_>, parts: &[Query], between: &str) -> fmt::Result {
    let mut written: Vec<String> = parts.iter().map(|part| Written(part).to_string()).collect();
    // 第1 and 年 are two words and 第1 年 is a number, 王 and 钊 two words and 王 钊 a name, 第： and 5 two words and
    // 第： 5 a field: brackets keep them apart.
    let mut rest = String::new();
    for at in (0..written.len()).rev() {
        if between == " " && at > 0 && !written[at].starts_with('(') {
            rest = format!("{} {rest}", written[at]);
            let before = written[at - 1].rsplit(['-', '(']).next().unwrap_or_default();
            let joins = begins_ordinal(&written[at - 1])
                || lexer::is_field_alone(before)
                || lexer::is_inside_number(before, rest.trim_end());
            if joins {
                written[at] = format!("({})", written[at]);
                rest.clear();
            }
        }
    }
    f.write_str(&written.join(between))
}

/// A part of several.
struct Written<'a>(&'a Query);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_part(f, self.0)
    }
}

/// Returns whether a text ends in 第, or in 第 and a number.
fn begins_ordinal(text: &str) -> bool {
    let folded = crate::fold::fold(text);
    let head = folded.trim_end_matches(|c: char| c == ' ' || numerals::is_numeral(c));
    head.ends_with('第')
}
