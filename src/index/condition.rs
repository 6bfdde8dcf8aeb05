//! What an article has to hold, as plain data: what `matching` and `places` look for.

use crate::query::Unit;

/// What an article has to hold, ready for the index; texts are folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Anything.
    All,
    /// This string, as it stands.
    Contains(String),
    /// This value in this field of facts.
    Fact(&'static str, String),
    /// Strings that stand in a certain way.
    Placed(Placed),
    /// A name or a headline in which these sounds follow each other.
    Sounds(Vec<String>),
    /// This text as it is, not folded; the folded text has to stand there as well.
    Verbatim(String),
    /// All of them.
    And(Vec<Condition>),
    /// One of them.
    Or(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
}

/// How strings stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// Anywhere.
    Somewhere(Places),
    /// At least so often, not overlapping.
    AtLeast(u32, Places),
    /// Wholly in the first characters of the body, so many.
    First(u32, Places),
    /// Behind each other with at most so many characters between them.
    Near {
        /// The one.
        left: Places,
        /// The other.
        right: Places,
        /// Characters between them.
        chars: u32,
        /// The left one stands first.
        ordered: bool,
    },
    /// All in one sentence or paragraph.
    Together(Unit, Vec<Places>),
}

/// A string, or several that serve alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Places {
    /// A folded text; `None` is any one character.
    Text(Vec<Option<char>>),
    /// A folded text that begins a word of letters or digits.
    Begin(String),
    /// One of several.
    Any(Vec<Places>),
}
