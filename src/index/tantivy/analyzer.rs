//! Words, characters and sounds of a text as tantivy takes them.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::pinyin::readings_of;
use crate::tokenizer::{COVERING_BYTES_MAX, Dictionary};

/// Tokenizes folded text into words for tantivy: all words of search mode, positions counting words.
#[derive(Debug, Clone, Default)]
pub(super) struct WordTokenizer {
    user_words: Arc<[String]>,
    /// The whole dictionary with user words, once it is needed.
    with_user_words: Arc<OnceLock<Dictionary>>,
    /// Bytes this tokenizer and its clones have tokenized: past a few the whole dictionary pays.
    covered_bytes: Arc<AtomicUsize>,
    words: Vec<Range<usize>>,
    token: Token,
}

impl WordTokenizer {
    /// Returns a tokenizer that knows the folded words people added, too.
    pub(super) fn with(user_words: &[String]) -> WordTokenizer {
        WordTokenizer { user_words: user_words.into(), ..WordTokenizer::default() }
    }
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, folded: &'a str) -> WordStream<'a> {
        let covered = self.covered_bytes.fetch_add(folded.len(), Ordering::Relaxed);
        self.words = if covered + folded.len() > COVERING_BYTES_MAX {
            let dictionary = match self.user_words.is_empty() {
                true => Dictionary::full(),
                false => self.with_user_words.get_or_init(|| Dictionary::full_with(&self.user_words)),
            };
            dictionary.search_words(folded)
        } else {
            Dictionary::covering_with(folded, &self.user_words).search_words(folded)
        };
        self.token.reset();
        WordStream { folded, words: &self.words, next: 0, token: &mut self.token }
    }
}

/// The words of one text.
#[derive(Debug)]
pub(super) struct WordStream<'a> {
    folded: &'a str,
    words: &'a [Range<usize>],
    next: usize,
    token: &'a mut Token,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.get(self.next) else { return false };
        self.token.position = self.next;
        self.token.text.clear();
        self.token.text.push_str(&self.folded[word.clone()]);
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// This many positions are between the values of one field: no phrase, and nothing that is near, reaches from one
/// into the next.
pub(super) const VALUE_GAP: u64 = 2048;
/// Stands where a line ends, besides the blank it is folded to, and behind the last character of a value.
pub(super) const LINE_END: char = '\n';

/// Cuts folded text, line ends kept, into characters for tantivy: every one, blanks and punctuation too, so that
/// every string of the text is a phrase of the index.
#[derive(Debug, Clone, Default)]
pub(super) struct CharacterTokenizer {
    token: Token,
}

impl Tokenizer for CharacterTokenizer {
    type TokenStream<'a> = CharacterStream<'a>;

    fn token_stream<'a>(&'a mut self, folded: &'a str) -> CharacterStream<'a> {
        self.token.reset();
        CharacterStream { rest: folded.chars(), next: 0, line_ends: false, ended: false, token: &mut self.token }
    }
}

/// The characters of one text.
#[derive(Debug)]
pub(super) struct CharacterStream<'a> {
    rest: std::str::Chars<'a>,
    next: usize,
    /// The blank of a line's end was given, the end itself was not.
    line_ends: bool,
    ended: bool,
    token: &'a mut Token,
}

impl TokenStream for CharacterStream<'_> {
    fn advance(&mut self) -> bool {
        // Positions count characters: only they keep exact phrases aligned, whatever jieba makes of the text.
        let (c, position) = if std::mem::take(&mut self.line_ends) {
            (LINE_END, self.next - 1)
        } else if let Some(c) = self.rest.next() {
            self.next += 1;
            self.line_ends = c == LINE_END;
            (if self.line_ends { ' ' } else { c }, self.next - 1)
        } else if !std::mem::replace(&mut self.ended, true) {
            // tantivy itself leaves this position and one more free before the next value.
            (LINE_END, self.next + VALUE_GAP as usize - 2)
        } else {
            return false;
        };
        self.token.position = position;
        self.token.text.clear();
        self.token.text.push(c);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Cuts names and headlines into their sounds for tantivy: at each character's position every reading without
/// tones, and the letters it begins with. `py:cxh` and `py:chuxianghao` are phrases of these.
#[derive(Debug, Clone, Default)]
pub(super) struct SoundTokenizer {
    token: Token,
}

impl Tokenizer for SoundTokenizer {
    type TokenStream<'a> = SoundStream<'a>;

    fn token_stream<'a>(&'a mut self, folded: &'a str) -> SoundStream<'a> {
        self.token.reset();
        let mut sounds = Vec::new();
        for (position, c) in folded.chars().enumerate() {
            sounds.extend(readings_of(c, position == 0).into_iter().map(|sound| (sound, position)));
        }
        // tantivy leaves a position free between two names: nothing that follows each other reaches over it.
        sounds.reverse();
        SoundStream { sounds, token: &mut self.token, text: std::marker::PhantomData }
    }
}

/// The sounds of one text.
#[derive(Debug)]
pub(super) struct SoundStream<'a> {
    /// The last first.
    sounds: Vec<(String, usize)>,
    token: &'a mut Token,
    text: std::marker::PhantomData<&'a str>,
}

impl TokenStream for SoundStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((sound, position)) = self.sounds.pop() else { return false };
        self.token.position = position;
        self.token.text = sound;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_its_position() {
        let mut tokenizer = CharacterTokenizer::default();
        let mut stream = tokenizer.token_stream("第 1次\n会");
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().text.clone(), stream.token().position));
        }
        let expected = [("第", 0), (" ", 1), ("1", 2), ("次", 3), (" ", 4), ("\n", 4), ("会", 5), ("\n", 6 + 2046)];
        assert_eq!(seen, expected.map(|(c, at)| (c.to_owned(), at)));
    }
}
