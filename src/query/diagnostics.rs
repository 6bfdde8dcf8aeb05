//! What there is to say of how a query was read.

use std::ops::Range;

/// Something was read otherwise than its writer may have meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What.
    pub kind: DiagnosticKind,
    /// Where in the query's text, in bytes, if it is one place.
    pub at: Option<Range<usize>>,
}

/// What was read how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiagnosticKind {
    /// Only the first characters are read.
    CharsMax(usize),
    /// Only the first words and strings are read.
    TermsMax(usize),
    /// A closing bracket without an opening one is read as a blank.
    Unopened,
    /// An opening bracket without a closing one is read as a blank.
    Unclosed,
    /// Brackets nested too deep are read as blanks.
    TooDeep,
    /// Empty quotes are read as a blank.
    EmptyQuotes,
    /// A quotation mark without its other half is read as a blank: the mark, the missing one.
    QuoteUnclosed(char, char),
    /// An operator with nothing on one side is read as a word.
    Dangling(String),
    /// 非 before a word is read as NOT: the word.
    NotWord(String),
    /// An operator of places with operands that are no strings is read as AND.
    NotStrings(String),
    /// A value that is none of the field is read as words: the field, the value.
    NoValue(&'static str, String),
    /// A value that is none of a field's list: the field, the value, the list.
    NoSuchValue(&'static str, String, String),
    /// A value that is part of several of a field's list: the field, the value, those.
    ValueOfSeveral(&'static str, String, String),
    /// What looks like a field and is none: as typed, the field that is nearly so.
    NoField(String, &'static str),
    /// py: with letters that are no pinyin is read as words.
    NoPinyin(String),
    /// No query is saved under this name.
    NoSaved(String),
    /// Saved queries that name each other are not followed further.
    SavedTooDeep(String),
    /// A word is looked for under its other names too: as it was typed, all names.
    Alias(String, Vec<String>),
    /// This many more articles have the words of a run, not the run as it was typed.
    WordsApart(u64),
    /// A clause occurs in no article.
    Nowhere(String),
    /// A clause, and how many articles would be found without it.
    Without(String, u64),
    /// How many articles would be found with folding.
    WithFolding(u64),
    /// A name the archive knows is written almost so: as typed, the name.
    DidYouMean(String, String),
    /// No article has a fact, but so many have its value in the text: the clause, the value, how many.
    AsText(String, String, u64),
    /// What is between two strings may be anything, in one sentence and up to so many characters: as typed, the characters.
    Gap(String, u32),
    /// Of more occurrences than this the newest are lined up.
    LinedUpMax(usize),
    /// The query looks for no string: nothing is to be shown in its line.
    NoString,
    /// There is no article at all.
    EmptyArchive,
    /// A fact without a date: the publish date would give this many more.
    OrPublished(u64),
}

impl Diagnostic {
    pub(crate) fn new(kind: DiagnosticKind) -> Diagnostic {
        Diagnostic { kind, at: None }
    }
}
