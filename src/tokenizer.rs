//! Tokenizes folded text into words (for ranking) and characters (for exact strings).
//!
//! Words come from jieba, characters from the text itself. Index and query use the functions here and nothing else, so
//! that both sides tokenize alike; [`identity`] names everything tokenizing depends on. Only this file knows jieba.
//!
//! jieba's dictionary takes a tenth of a second and 32 MB to load. A query or a small article needs only the words that
//! occur in it: [`Dictionary::covering`] finds them in the sorted word list and gives the same tokens, because the word
//! graph has the same edges and the total frequency is kept the same by one filler word that no text can contain.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::OnceLock;

use jieba_rs::Jieba;

use crate::fold::FOLD_VERSION;
use crate::lexicon::WORD_LIST;
use crate::pinyin::SOUND_VERSION;

/// Sum of the frequencies of the word list; a test keeps it true.
const TOTAL_FREQUENCY: usize = 60_051_404;
/// First 16 hexadecimal digits of the word list's SHA-256; a test keeps it true.
const WORD_LIST_HASH: &str = "9338073fe271060a";
/// No word of the list has more characters; a test keeps it true.
const WORD_CHARS_MAX: usize = 16;
/// A word no text can contain: U+10FFFF is not a character.
const FILLER: &str = "\u{10ffff}";
/// jieba is fed pieces of at most this many bytes.
const PIECE_BYTES_MAX: usize = 16 << 10;
/// Runs of `[A-Za-z0-9._-]` are fed in pieces of this many bytes: jieba's time grows with their square.
const RUN_BYTES_MAX: usize = 256;
/// From this many bytes of text on it pays to load the whole dictionary.
pub(crate) const COVERING_BYTES_MAX: usize = 300_000;

/// How often a word that people add counts as seen: often enough to stay whole among its parts.
const USER_WORD_FREQUENCY: usize = 20_000;

/// Returns what tokenizing depends on, user words apart. An index made under another identity has to be rebuilt.
pub(crate) fn identity() -> String {
    format!(
        "jieba-rs 0.11 search+hmm, words {WORD_LIST_HASH}, fold {FOLD_VERSION}, characters 2, sounds {SOUND_VERSION}"
    )
}

/// The words jieba splits with.
#[derive(Debug, Clone)]
pub struct Dictionary {
    jieba: Jieba,
}

impl Dictionary {
    /// Returns the whole dictionary, loaded on first use.
    pub fn full() -> &'static Dictionary {
        static FULL: OnceLock<Dictionary> = OnceLock::new();
        FULL.get_or_init(|| {
            let jieba =
                Jieba::with_dict(&mut WORD_LIST.as_bytes()).expect("the word list is well-formed: a test reads it");
            Dictionary { jieba }
        })
    }

    /// Returns the whole dictionary with words people added, folded ones.
    pub fn full_with(words: &[String]) -> Dictionary {
        let mut dictionary = Dictionary::full().clone();
        for word in words {
            dictionary.jieba.add_word(word, Some(USER_WORD_FREQUENCY), None);
        }
        dictionary
    }

    /// Returns the words of the dictionary that occur in `folded`: enough to cut that text as the whole would.
    pub fn covering(folded: &str) -> Dictionary {
        Dictionary::covering_with(folded, &[])
    }

    /// Returns the words that occur in `folded`, of the dictionary and of the folded words people added.
    pub fn covering_with(folded: &str, user_words: &[String]) -> Dictionary {
        let mut jieba = Jieba::empty();
        let mut frequency_sum = 0;
        for (start, _) in folded.char_indices() {
            for_each_prefix_word(&folded[start..], |word, frequency| {
                if !jieba.has_word(word) {
                    jieba.add_word(word, Some(frequency), None);
                    frequency_sum += frequency;
                }
            });
        }
        // A word people add that the dictionary has already only changes its frequency, and with it the total.
        let mut total = TOTAL_FREQUENCY;
        for word in user_words {
            let known = frequency_of(word).unwrap_or_default();
            total = total - known + USER_WORD_FREQUENCY;
            if folded.contains(word.as_str()) {
                frequency_sum = frequency_sum - known + USER_WORD_FREQUENCY;
                jieba.add_word(word, Some(USER_WORD_FREQUENCY), None);
            }
        }
        jieba.add_word(FILLER, Some(total - frequency_sum), None);
        Dictionary { jieba }
    }

    /// Returns whether a text is a word of the dictionary.
    pub fn has(&self, word: &str) -> bool {
        self.jieba.has_word(word)
    }

    /// Returns the words of `folded` as byte ranges, compounds followed by nothing: what a query is made of.
    pub fn words(&self, folded: &str) -> Vec<Range<usize>> {
        let mut words = Vec::new();
        for piece in pieces(folded) {
            for token in self.jieba.cut(&folded[piece.clone()], true) {
                if is_word(token.word) {
                    words.push(piece.start + token.byte_start..piece.start + token.byte_end);
                }
            }
        }
        words
    }

    /// Returns the words of `folded` and the shorter words inside them as byte ranges: what is indexed.
    pub fn search_words(&self, folded: &str) -> Vec<Range<usize>> {
        let mut words = Vec::with_capacity(folded.len() / 4);
        for piece in pieces(folded) {
            for token in self.jieba.cut_for_search(&folded[piece.clone()], true) {
                if is_word(token.word) {
                    words.push(piece.start + token.byte_start..piece.start + token.byte_end);
                }
            }
        }
        words
    }
}

/// Cuts the texts of one query into words, with the dictionary the index was cut with.
#[derive(Debug)]
pub struct QueryCutter {
    folded: String,
    user_words: Vec<String>,
    /// Made when something has to be cut: its table alone takes a tenth of a search's time.
    dictionary: OnceCell<Dictionary>,
}

impl QueryCutter {
    /// Returns a cutter for texts that occur in `folded`.
    pub fn new(folded: String, user_words: &[String]) -> QueryCutter {
        QueryCutter { folded, user_words: user_words.to_vec(), dictionary: OnceCell::new() }
    }

    /// Cuts a folded text into its words.
    ///
    /// Letters and digits that marks of ASCII join stay one word, as they were typed: `3+3`, `2022-08-28`.
    pub fn words(&self, folded: &str) -> Vec<String> {
        let dictionary = self.dictionary.get_or_init(|| Dictionary::covering_with(&self.folded, &self.user_words));
        let mut words: Vec<Range<usize>> = Vec::new();
        for word in dictionary.words(folded) {
            match words.last_mut() {
                Some(last) if is_joined(folded, last.end, word.start) => last.end = word.end,
                _ => words.push(word),
            }
        }
        words.into_iter().map(|range| folded[range].to_owned()).collect()
    }
}

/// Returns whether only marks of ASCII are between two places, and letters or digits of ASCII around them.
fn is_joined(text: &str, end: usize, start: usize) -> bool {
    let between = &text[end..start];
    !between.is_empty()
        && between.bytes().all(|b| b.is_ascii_punctuation())
        && text[..end].ends_with(|c: char| c.is_ascii_alphanumeric())
        && text[start..].starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// Returns whether a token says something: punctuation and blanks do not.
fn is_word(token: &str) -> bool {
    token.chars().any(char::is_alphanumeric)
}

/// Returns how often the dictionary's makers saw a word, if it is in it.
fn frequency_of(word: &str) -> Option<usize> {
    let mut known = None;
    for_each_prefix_word(word, |found, frequency| {
        if found == word {
            known = Some(frequency);
        }
    });
    known
}

/// Calls `found` with each dictionary word that `text` begins with, shortest first, and its frequency.
fn for_each_prefix_word<'a>(text: &'a str, mut found: impl FnMut(&'a str, usize)) {
    let list = WORD_LIST.as_bytes();
    // The lines that begin with the characters read so far.
    let mut lines = 0..list.len();
    for (start, c) in text.char_indices().take(WORD_CHARS_MAX) {
        let prefix = &text.as_bytes()[..start + c.len_utf8()];
        lines = lines_with_prefix(list, lines, prefix);
        if lines.is_empty() {
            return;
        }
        // The word itself sorts before every longer one: a space is less than any character.
        if list[lines.start + prefix.len()] == b' ' {
            let digits = list[lines.start + prefix.len() + 1..].iter().take_while(|b| b.is_ascii_digit());
            let frequency = digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
            found(&text[..prefix.len()], frequency);
        }
    }
}

/// Narrows a range of whole lines to those that begin with `prefix`.
fn lines_with_prefix(list: &[u8], lines: Range<usize>, prefix: &[u8]) -> Range<usize> {
    let start = partition(list, lines.clone(), |line| line < prefix);
    let end = partition(list, start..lines.end, |line| line[..prefix.len().min(line.len())] == *prefix);
    start..end
}

/// Returns where the first line begins for which `before` is false; lines for which it holds come first.
fn partition(list: &[u8], lines: Range<usize>, before: impl Fn(&[u8]) -> bool) -> usize {
    let (mut low, mut high) = (lines.start, lines.end);
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b'\n', &list[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr::memchr(b'\n', &list[middle..high]).map_or(high, |at| middle + at + 1);
        if before(&list[start..end]) {
            low = end;
        } else {
            high = start;
        }
    }
    low
}

/// Splits a text into pieces jieba reads in linear time, at places where no word crosses if there are any.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= bytes.len() {
            return None;
        }
        let (mut run, mut at) = (0, start);
        while at < bytes.len() && at - start < PIECE_BYTES_MAX {
            let joins = bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'.' | b'_' | b'-');
            run = if joins { run + 1 } else { 0 };
            if run > RUN_BYTES_MAX {
                break;
            }
            at += 1;
        }
        let mut end = at;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        if end < bytes.len() && run <= RUN_BYTES_MAX {
            let mark = text[start..end]
                .char_indices()
                .rfind(|(_, c)| matches!(c, '。' | '，' | ',' | ' ' | '；' | '、' | '：' | ':'));
            end = mark.map_or(end, |(mark, c)| start + mark + c.len_utf8());
        }
        let piece = start..end;
        start = end;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    fn check(text: &str, words: &str) {
        let cut: Vec<&str> = Dictionary::covering(text).words(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(cut.join(" "), words);
    }

    #[test]
    fn words_of_a_report() {
        check("市委书记主持召开专题会议。", "市委书记 主持 召开 专题会议");
        check("第110次会议", "第 110 次 会议");
        check("——！", "");
    }

    #[test]
    fn compounds_keep_their_parts() {
        let text = "市委书记";
        let words: Vec<&str> = Dictionary::full().search_words(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(words, ["市委", "书记", "市委书记"]);
    }

    #[test]
    fn the_covering_dictionary_cuts_as_the_whole_does() {
        let texts = [
            "8月28日,云岭市委书记、市防汛抗旱指挥部指挥长林远舟主持召开第110次专题会议暨市防汛指挥部会议。",
            "他强调,要坚持“人民至上、生命至上”,以“时时放心不下”的责任感抓好3+3核酸检测和5g网络、gdp核算。",
            "阿依古丽·买买江出席会议,丁小川、储云帆、乔望山、单彦文参加。",
            "中华人民共和国全国人民代表大会常务委员会第一百一十次会议",
            "ab-型 aa制 4s店 1号店 wes-5.4.5 x.y_z 😀 龘龘 \u{10ffff} 的的的的",
        ];
        for text in texts {
            let covering = Dictionary::covering(text);
            assert_eq!(covering.words(text), Dictionary::full().words(text), "{text}");
            assert_eq!(covering.search_words(text), Dictionary::full().search_words(text), "{text}");
        }
    }

    #[test]
    fn the_word_list_is_what_the_constants_say() {
        let (mut total, mut longest) = (0, 0);
        let mut last = "";
        for line in WORD_LIST.lines() {
            let mut parts = line.split(' ');
            let word = parts.next().expect("a word");
            assert!(last < word, "sorted: {last} {word}");
            assert_eq!(crate::fold::fold(word), word, "folded");
            total += parts.next().and_then(|f| f.parse::<usize>().ok()).expect("a frequency");
            longest = longest.max(word.chars().count());
            last = word;
        }
        assert_eq!((total, longest), (TOTAL_FREQUENCY, WORD_CHARS_MAX));
        let hash: String = Sha256::digest(WORD_LIST.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(&hash[..16], WORD_LIST_HASH);
    }

    #[test]
    fn long_runs_are_read_in_pieces() {
        for text in ["aa-".repeat(300_000), "的".repeat(100_000), "会议，".repeat(50_000), "é".repeat(40_000)] {
            let joined: String = pieces(&text).map(|piece| &text[piece]).collect();
            assert_eq!(joined, text);
            assert!(pieces(&text).all(|piece| piece.len() <= PIECE_BYTES_MAX));
            Dictionary::full().search_words(&text);
        }
    }
}
