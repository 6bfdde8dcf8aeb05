//! What an article has to contain, as plain data: what a query is compiled to (`compile`), what an index looks for, and
//! what can be evaluated on a text (`on_text`).

mod compile;
mod on_text;

pub(crate) use self::compile::{Compiler, Runs, typed_string};
pub(crate) use self::on_text::{holds_on_article, holds_on_part};
use crate::query::Unit;

/// What an article has to hold, ready for the index; texts are folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// Anything.
    All,
    /// This string, as it is.
    Contains(String),
    /// This value in this field of facts.
    Fact(&'static str, String),
    /// Strings positioned in a certain way.
    Proximity(Proximity),
    /// A name or a headline in which these sounds follow each other.
    Pinyin(Vec<String>),
    /// This text as it is, not folded; the folded text has to be there as well.
    Verbatim(String),
    /// All of them.
    And(Vec<Condition>),
    /// One of them.
    Or(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
}

/// How strings are positioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Proximity {
    /// Anywhere.
    Somewhere(Operand),
    /// At least this often, not overlapping.
    AtLeast(u32, Operand),
    /// Wholly in the first characters of the body, this many.
    First(u32, Operand),
    /// Behind each other with at most this many characters between them.
    Near {
        /// The one.
        left: Operand,
        /// The other.
        right: Operand,
        /// Characters between them.
        chars: u32,
        /// The left one comes first.
        ordered: bool,
    },
    /// All in one sentence or paragraph.
    Together(Unit, Vec<Operand>),
}

/// A string, or several that serve alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A folded text; `None` is any one character.
    Text(Vec<Option<char>>),
    /// A folded text that begins a word of letters or digits.
    Prefix(String),
    /// Folded texts one after the other in a sentence, with a gap between two.
    Gap(Vec<Vec<Option<char>>>),
    /// One of several.
    Any(Vec<Operand>),
}
