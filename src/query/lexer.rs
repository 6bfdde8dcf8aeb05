//! Cuts what was typed into lexemes: terms, operators, brackets, prefixes.

use std::ops::Range;

use super::diagnostics::{Diagnostic, DiagnosticKind};
use super::{NEAR_CHARS, NEAR_CHARS_MAX, Piece, QUOTES, Query, Unit, is_open};
use crate::facts::{FieldSpec, field_named, field_nearly};
use crate::fold::fold;
use crate::tokenizer::Dictionary;

/// A 非 right before more characters than this is part of a sentence.
const NOT_WORD_CHARS_MAX: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// A word, a string, a fact: something to look for.
    Term(Query),
    /// What is asked of the term or bracket that follows.
    Prefix(Prefix),
    Open,
    Close,
    Or,
    Not,
    /// NEAR/10 and the like.
    Place(Place),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Near { chars: u32, ordered: bool },
    Together(Unit),
}

/// What is in front of a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefix {
    Field(&'static FieldSpec),
    Sounds,
    Saved,
    AtLeast(u32),
    First(u32),
}

impl PartialEq for FieldSpec {
    fn eq(&self, other: &FieldSpec) -> bool {
        self.name == other.name
    }
}

impl Eq for FieldSpec {}

pub(super) struct Token {
    pub(super) lexeme: Lexeme,
    /// Where it occurs in the text, in bytes.
    pub(super) at: Range<usize>,
}

/// The half-width form of a mark: full-width ones mean the same.
fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// Returns whether a blank is inside what stays whole: between 第 and its number, between that and what it counts, or
/// between a surname and the one character behind it.
pub(super) fn is_inside_number(before: &str, behind: &str) -> bool {
    let joined = format!("{} {}", fold(before), fold(behind));
    let blank = fold(before).len();
    let mut at = 0;
    super::pieces(&joined).into_iter().any(|piece| {
        let (text, is_number) = match &piece {
            Piece::Text(text) => (text, false),
            Piece::Number(own, _) => (own, true),
        };
        let start = at;
        at += text.len();
        is_number && start < blank && blank < at
    })
}

pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) notes: Vec<Diagnostic>,
}

impl Lexer<'_> {
    fn push(&mut self, lexeme: Lexeme, at: Range<usize>) {
        self.tokens.push(Token { lexeme, at });
    }

    pub(super) fn read(&mut self) {
        // Where the word at hand begins.
        let mut word: Option<usize> = None;
        let mut at = 0;
        while let Some(c) = self.text[at..].chars().next() {
            let end = at + c.len_utf8();
            let rest = &self.text[end..];
            if let Some((_, close)) = QUOTES.iter().find(|(open, _)| *open == c) {
                self.end_word(word.take(), at);
                match rest.split_once(*close) {
                    Some((inner, _)) => {
                        let behind = end + inner.len() + close.len_utf8();
                        if inner.trim().is_empty() {
                            self.notes.push(Diagnostic { kind: DiagnosticKind::EmptyQuotes, at: Some(at..behind) });
                        } else {
                            self.push(Lexeme::Term(Query::Exact(inner.to_owned())), at..behind);
                        }
                        at = behind;
                    }
                    None => {
                        self.notes
                            .push(Diagnostic { kind: DiagnosticKind::QuoteUnclosed(c, *close), at: Some(at..end) });
                        at = end;
                    }
                }
                continue;
            }
            match narrow(c) {
                // 第110 次 is one number.
                ' ' if word.is_some_and(|start| is_inside_number(&self.text[start..at], rest)) => {}
                ' ' => self.end_word(word.take(), at),
                c if c.is_whitespace() || QUOTES.iter().any(|(_, close)| *close == c) => self.end_word(word.take(), at),
                '(' | ')' => {
                    self.end_word(word.take(), at);
                    self.push(if narrow(c) == '(' { Lexeme::Open } else { Lexeme::Close }, at..end);
                }
                '|' => {
                    self.end_word(word.take(), at);
                    if !matches!(self.tokens.last(), Some(Token { lexeme: Lexeme::Or, .. })) {
                        self.push(Lexeme::Or, at..end);
                    }
                }
                '-' | '!' if word.is_none() && rest.starts_with(|c: char| c.is_alphanumeric() || is_open(c)) => {
                    // Behind a quotation it is a mark of the text, and says nothing.
                    if self.begins_here(at) {
                        self.push(Lexeme::Not, at..end);
                    }
                }
                _ => {
                    word.get_or_insert(at);
                }
            }
            at = end;
        }
        self.end_word(word, self.text.len());
    }

    /// Returns whether a word may begin here: behind a blank, an opening bracket or an operator. “杜苏芮”！紧急 says no.
    fn begins_here(&self, at: usize) -> bool {
        let before = self.text[..at].chars().next_back().map(narrow);
        before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')' | '|' | '-' | '!' | ':'))
    }

    fn end_word(&mut self, start: Option<usize>, end: usize) {
        let Some(start) = start else { return };
        let word = &self.text[start..end];
        let at = start..end;
        let plain: String = word.chars().map(narrow).collect();
        let lexeme = match plain.as_str() {
            "OR" | "或" => Lexeme::Or,
            // The blank says it already.
            "AND" | "&&" => return,
            "NOT" | "非" => Lexeme::Not,
            "SAME" => Lexeme::Place(Place::Together(Unit::Paragraph)),
            "SENT" => Lexeme::Place(Place::Together(Unit::Sentence)),
            _ => {
                if let Some(place) = place(&plain) {
                    self.push(Lexeme::Place(place), at);
                } else if let Some((prefix, length)) = prefix(&plain, word) {
                    self.push(Lexeme::Prefix(prefix), at.start..at.start + length);
                    // A field's value is the rest of the word, whatever it looks like.
                    if length < word.len() {
                        self.push(Lexeme::Term(value(&word[length..], prefix)), at.start + length..at.end);
                    }
                } else if let Some(rest) = Lexer::negated(word) {
                    self.notes.push(Diagnostic { kind: DiagnosticKind::NotWord(rest.clone()), at: Some(at.clone()) });
                    self.push(Lexeme::Not, at.start..at.start + '非'.len_utf8());
                    self.push(Lexeme::Term(Query::Words(rest)), at.start + '非'.len_utf8()..at.end);
                } else {
                    if let Some((typed, known)) = misspelt_field(&plain) {
                        self.notes
                            .push(Diagnostic { kind: DiagnosticKind::NoField(typed, known), at: Some(at.clone()) });
                    }
                    let term = term(word);
                    if matches!(term, Query::Gap(_)) {
                        let kind = DiagnosticKind::Gap(term.to_string(), super::gap::GAP_CHARS);
                        self.notes.push(Diagnostic { kind, at: Some(at.clone()) });
                    }
                    self.push(Lexeme::Term(term), at);
                }
                return;
            }
        };
        self.push(lexeme, at);
    }

    /// 非演练 is NOT 演练, if 演练 is one word and no word begins with 非 here: not 非洲, not 非必要不离京.
    fn negated(word: &str) -> Option<String> {
        let rest = word.strip_prefix('非')?;
        let is_operator = ["或", "非", "OR", "AND", "NOT", "NEAR", "ADJ", "SAME", "SENT"].contains(&rest);
        if rest.is_empty() || is_operator || rest.chars().count() > NOT_WORD_CHARS_MAX {
            return None;
        }
        let folded = fold(word);
        let words = Dictionary::covering(&folded).words(&folded);
        let (first, last) = (words.first()?, words.last()?);
        (words.len() == 2 && &folded[first.clone()] == "非" && *last == (first.end..folded.len()))
            .then(|| rest.to_owned())
    }
}

/// A word: what it begins with, a pattern, or as it is.
fn term(word: &str) -> Query {
    let is_unknown = |c: char| narrow(c) == '?';
    if let Some(stem) = word.strip_suffix(['*', '＊'])
        && stem.chars().all(char::is_alphanumeric)
        && !stem.is_empty()
    {
        return Query::Prefix(stem.to_owned());
    }
    let inner = word.trim_matches(is_unknown);
    if inner.len() == word.len()
        && word.contains(is_unknown)
        && word.chars().all(|c| c.is_alphanumeric() || is_unknown(c))
    {
        return Query::Pattern(word.chars().map(|c| if is_unknown(c) { '?' } else { c }).collect());
    }
    match super::gap::parts(word) {
        Some(parts) => Query::Gap(parts),
        None => Query::Words(word.to_owned()),
    }
}

/// The value behind a prefix in one word.
fn value(text: &str, prefix: Prefix) -> Query {
    match prefix {
        Prefix::AtLeast(_) | Prefix::First(_) => term(text),
        _ => Query::Words(text.to_owned()),
    }
}

/// Returns what is in front of a colon, if it is nearly the name of a field.
fn misspelt_field(plain: &str) -> Option<(String, &'static str)> {
    let (name, value) = plain.split_once(':')?;
    let is_latin = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_name = (is_latin || name.chars().all(crate::view::is_han)) && !value.is_empty() && !value.starts_with("//");
    let known = field_nearly(name).filter(|_| is_name)?;
    Some((name.to_owned(), if is_latin { known.name } else { known.label }))
}

/// NEAR/10, ADJ/5, NEAR, ADJ.
fn place(plain: &str) -> Option<Place> {
    let (name, chars) = plain.split_once('/').unwrap_or((plain, ""));
    let ordered = match name {
        "NEAR" => false,
        "ADJ" => true,
        _ => return None,
    };
    let chars = if chars.is_empty() && !plain.contains('/') { NEAR_CHARS } else { chars.parse().ok()? };
    Some(Place::Near { chars: chars.min(NEAR_CHARS_MAX), ordered })
}

/// Returns whether a word is the name of a field and its colon, whose value may follow behind a blank.
pub(super) fn is_field_alone(word: &str) -> bool {
    let plain: String = word.chars().map(narrow).collect();
    matches!(prefix(&plain, word), Some((Prefix::Field(_), length)) if length == word.len())
}

/// Reads what is in front of a colon, and how many bytes of the word it takes with the colon.
fn prefix(plain: &str, word: &str) -> Option<(Prefix, usize)> {
    let (name, _) = plain.split_once(':')?;
    let length = word.char_indices().nth(name.chars().count() + 1).map_or(word.len(), |(at, _)| at);
    let count = |letters: &str| name.strip_prefix(letters).and_then(|digits| digits.parse::<u32>().ok());
    let prefix = match name {
        "py" | "拼音" => Prefix::Sounds,
        "query" | "查询" => Prefix::Saved,
        _ => match (field_named(name), count("atleast"), count("first")) {
            (Some(field), ..) => Prefix::Field(field),
            (None, Some(count), _) => Prefix::AtLeast(count.max(1)),
            (None, None, Some(chars)) => Prefix::First(chars),
            _ => return None,
        },
    };
    Some((prefix, length))
}
