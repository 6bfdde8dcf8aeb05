//! Shows how a text is folded and tokenized, and how it is read as a query.

use super::Snapshot;
use crate::error::Result;
use crate::facts::{self, MeetingRecord, Metadata, RuleUse};
use crate::fold::fold;
use crate::query::{Diagnostic, Query, QueryOptions};
use crate::search;
use crate::tokenizer::Dictionary;

/// How a text is read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Analysis {
    /// The text.
    pub text: String,
    /// The form in which it is searched.
    pub folded: String,
    /// Its words.
    pub words: Vec<String>,
    /// The words an index has of it: long ones with their parts.
    pub indexed: Vec<String>,
    /// The query it is.
    pub query: String,
    /// How a search reads it: its runs as words, with saved queries and other names put in.
    pub read_as: String,
    /// What is read otherwise than its writer may have meant.
    pub notes: Vec<Diagnostic>,
    /// The facts read from the text and the rules that decided, where they were asked for.
    pub facts: Option<(MeetingRecord, Vec<RuleUse>)>,
}

impl Analysis {
    /// Adds the facts of the text, with the rules that decided.
    pub fn with_facts(mut self) -> Analysis {
        self.facts = Some(facts::explain(&self.text, &Metadata::default()));
        self
    }
}

pub(super) fn analyze(snapshot: Option<&Snapshot>, text: &str, options: &QueryOptions) -> Result<Analysis> {
    let folded = fold(text);
    let user_words = snapshot.map(|snapshot| snapshot.reader.user_words()).unwrap_or_default();
    let dictionary = Dictionary::covering_with(&folded, user_words);
    let texts =
        |ranges: Vec<std::ops::Range<usize>>| ranges.into_iter().map(|range| folded[range].to_owned()).collect();
    let (words, indexed) = (texts(dictionary.words(&folded)), texts(dictionary.search_words(&folded)));
    let parsed = Query::parse(text);
    let (read_as, notes) = match snapshot {
        Some(snapshot) => {
            let reading = search::read_query(&*snapshot.reader, text, options)?;
            (reading.read_as, reading.notes)
        }
        None => (parsed.query.to_string(), parsed.notes),
    };
    let query = parsed.query.to_string();
    Ok(Analysis { text: text.to_owned(), folded, words, indexed, query, read_as, notes, facts: None })
}
