//! The text as the rules read it: folded, furniture of markup blanked, cut into lines, sentences and clauses.
//!
//! A position is an index of a character of the view; [`FoldedText::bytes`] leads every range of them back to the
//! stored text. The view is never stored.

use std::ops::Range;

use crate::fold::fold_for_rules;

/// Ends a paragraph inside a line: what `<br>` and `</p>` become.
pub(crate) const BREAK: char = '\u{1}';

/// The folded text with what the rules ask of it again and again.
#[derive(Debug, Default)]
pub(crate) struct FoldedText<'a> {
    source: &'a str,
    /// Folded characters.
    pub(crate) chars: Vec<char>,
    /// For each character the bytes it is for.
    origin: Vec<(u32, u32)>,
    /// For each character whether it occurs in “…” or 《…》.
    pub(crate) quoted: Vec<bool>,
    /// For each character whether it occurs in (…).
    pub(crate) bracketed: Vec<bool>,
    /// Lines that are not blank, without the blanks around them.
    pub(crate) lines: Vec<Line>,
}

/// A line of the text.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Its characters.
    pub(crate) range: Range<usize>,
    /// Counted from 1, blank ones included.
    pub(crate) number: u32,
}

impl<'a> FoldedText<'a> {
    /// Folds `text`, which has to be shorter than 4 GiB.
    pub(crate) fn new(text: &'a str) -> FoldedText<'a> {
        let mut view = FoldedText { source: text, ..FoldedText::default() };
        let mut characters = text.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let end = at + c.len_utf8();
            if c == '<'
                && let Some((length, block)) = tag(&text[at..])
            {
                view.push(if block { BREAK } else { ' ' }, at, at + length);
                while characters.next_if(|(next, _)| *next < at + length).is_some() {}
                continue;
            }
            if c == '&'
                && let Some((length, meant)) = reference_at(&text[at..])
            {
                view.push(fold_for_rules(meant).unwrap_or(' '), at, at + length);
                while characters.next_if(|(next, _)| *next < at + length).is_some() {}
                continue;
            }
            if matches!(c, '(' | '（')
                && let Some(length) = pinyin(&text[at..])
                && view.chars.last().is_some_and(|c| is_han(*c))
            {
                while characters.next_if(|(next, _)| *next < at + length).is_some() {}
                continue;
            }
            match c {
                '\n' => view.push('\n', at, end),
                '．' => view.push('·', at, end),
                // What closes an advertisement on a page.
                '×' if view.chars.last() == Some(&' ') => view.push(BREAK, at, end),
                // Arrows and pictures of the upper planes are blanks, characters of the upper planes are not.
                '\u{1f000}'..='\u{1faff}' => view.push(' ', at, end),
                _ => {
                    if let Some(folded) = fold_for_rules(c) {
                        view.push(folded, at, end);
                    }
                }
            }
        }
        view.cut_lines();
        view.mark();
        view
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        self.chars.push(c);
        self.origin.push((start as u32, end as u32));
    }

    fn cut_lines(&mut self) {
        let mut start = 0;
        let mut number = 1;
        for at in 0..=self.chars.len() {
            if at == self.chars.len() || self.chars[at] == '\n' {
                let range = self.trimmed(start..at);
                if !range.is_empty() {
                    self.lines.push(Line { range, number });
                }
                start = at + 1;
                number += 1;
            }
        }
    }

    /// Marks what occurs in quotation marks and brackets; a mark left open ends with its line.
    fn mark(&mut self) {
        self.quoted = vec![false; self.chars.len()];
        self.bracketed = vec![false; self.chars.len()];
        // Deeper nesting is no prose; a bound keeps the work linear.
        const DEPTH_MAX: usize = 16;
        let mut quotes: Vec<usize> = Vec::new();
        let mut brackets: Vec<usize> = Vec::new();
        for at in 0..self.chars.len() {
            match self.chars[at] {
                '\n' | BREAK => {
                    quotes.clear();
                    brackets.clear();
                }
                '“' | '《' | '「' | '『' | '〈' | '‘' if quotes.len() < DEPTH_MAX => quotes.push(at),
                '”' | '》' | '」' | '』' | '〉' | '’' => {
                    if let Some(open) = quotes.pop() {
                        self.quoted[open..=at].fill(true);
                    }
                }
                '"' => match quotes.iter().rposition(|open| self.chars[*open] == '"') {
                    Some(open) => {
                        self.quoted[quotes[open]..=at].fill(true);
                        quotes.truncate(open);
                    }
                    None if quotes.len() < DEPTH_MAX => quotes.push(at),
                    None => {}
                },
                '(' | '[' | '【' if brackets.len() < DEPTH_MAX => brackets.push(at),
                ')' | ']' | '】' => {
                    if let Some(open) = brackets.pop() {
                        self.bracketed[open..=at].fill(true);
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns the bytes of the stored text a range of characters is for.
    pub(crate) fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        match range.end.checked_sub(1) {
            Some(last) if range.start <= last => self.origin[range.start].0 as usize..self.origin[last].1 as usize,
            _ => 0..0,
        }
    }

    /// Returns the characters that are for bytes of the stored text.
    pub(crate) fn range_of(&self, bytes: Range<usize>) -> Option<Range<usize>> {
        let start = self.origin.partition_point(|(start, _)| (*start as usize) < bytes.start);
        let end = self.origin.partition_point(|(start, _)| (*start as usize) < bytes.end);
        (start < end).then_some(start..end)
    }

    /// Returns the stored text of a range.
    pub(crate) fn slice(&self, range: &Range<usize>) -> &'a str {
        &self.source[self.bytes(range)]
    }

    /// Returns the stored words of a range without blanks and sounds in brackets.
    pub(crate) fn stored(&self, range: &Range<usize>) -> String {
        range
            .clone()
            .filter(|at| !matches!(self.chars[*at], ' ' | BREAK | '\n'))
            .map(|at| &self.source[self.origin[at].0 as usize..self.origin[at].1 as usize])
            .collect()
    }

    /// Returns the characters of a range as a string.
    pub(crate) fn text(&self, range: &Range<usize>) -> String {
        self.chars[range.clone()].iter().collect()
    }

    /// Returns whether the characters from `at` on are `word`.
    pub(crate) fn is_at(&self, at: usize, word: &str) -> bool {
        word.chars().zip(at..).all(|(c, at)| self.chars.get(at) == Some(&c))
    }

    /// Returns the first of `words` that is at `at`, and where it ends.
    pub(crate) fn any_at<'w>(&self, at: usize, words: &[&'w str]) -> Option<(&'w str, usize)> {
        words.iter().find(|word| self.is_at(at, word)).map(|word| (*word, at + word.chars().count()))
    }

    /// Returns whether the characters before `at` are `word`.
    pub(crate) fn ends_at(&self, at: usize, word: &str) -> bool {
        let mut at = at;
        for c in word.chars().rev() {
            match at.checked_sub(1) {
                Some(before) if self.chars.get(before) == Some(&c) => at = before,
                _ => return false,
            }
        }
        true
    }

    /// Returns where `word` comes first in the range.
    pub(crate) fn find(&self, word: &str, range: &Range<usize>) -> Option<usize> {
        let first = word.chars().next()?;
        let length = word.chars().count();
        let last = (range.end + 1).saturating_sub(length).max(range.start);
        (range.start..last).find(|at| self.chars[*at] == first && self.is_at(*at, word))
    }

    /// Returns where any of `words` comes first in the range, and the word.
    pub(crate) fn find_any<'w>(&self, words: &[&'w str], range: &Range<usize>) -> Option<(usize, &'w str)> {
        // The words' first characters settle most places.
        let first: SmallSet = words.iter().filter_map(|word| word.chars().next()).collect();
        range
            .clone()
            .filter(|at| first.contains(self.chars[*at]))
            .find_map(|at| self.any_at(at, words).filter(|(_, end)| *end <= range.end).map(|(word, _)| (at, word)))
    }

    /// Returns the range without the blanks at its ends.
    pub(crate) fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let blank = |c: char| c == ' ' || c == BREAK || c.is_whitespace();
        let mut range = range;
        while range.start < range.end && blank(self.chars[range.start]) {
            range.start += 1;
        }
        while range.start < range.end && blank(self.chars[range.end - 1]) {
            range.end -= 1;
        }
        range
    }

    /// Returns the first position from `at` on that is no blank.
    pub(crate) fn skip_blanks(&self, at: usize) -> usize {
        let mut at = at;
        while matches!(self.chars.get(at), Some(' ')) {
            at += 1;
        }
        at
    }

    /// Cuts a range at the ends of its sentences: 。！？ and paragraph breaks. The mark belongs to its sentence.
    pub(crate) fn sentences(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut sentences = Vec::new();
        let mut start = range.start;
        for at in range.clone() {
            if matches!(self.chars[at], '。' | '!' | '?' | BREAK | '\n') {
                let sentence = self.trimmed(start..at + 1);
                if !sentence.is_empty() {
                    sentences.push(sentence);
                }
                start = at + 1;
            }
        }
        let rest = self.trimmed(start..range.end);
        if !rest.is_empty() {
            sentences.push(rest);
        }
        sentences
    }

    /// Cuts a sentence at its commas, semicolons and colons outside quotation marks and brackets.
    pub(crate) fn clauses(&self, sentence: &Range<usize>) -> Vec<Range<usize>> {
        let mut clauses = Vec::new();
        let mut start = sentence.start;
        for at in sentence.clone() {
            if self.is_clause_end(at) {
                let clause = self.trimmed(start..at);
                if !clause.is_empty() {
                    clauses.push(clause);
                }
                start = at + 1;
            }
        }
        let rest = self.trimmed(start..sentence.end);
        if !rest.is_empty() {
            clauses.push(rest);
        }
        clauses
    }

    /// Returns whether a clause ends at `at`.
    pub(crate) fn is_clause_end(&self, at: usize) -> bool {
        matches!(self.chars[at], ',' | ';' | ':' | '。' | '!' | '?' | BREAK | '\n')
            && !self.quoted[at]
            && !self.bracketed[at]
            || matches!(self.chars[at], '。' | BREAK | '\n')
    }

    /// Returns the line that holds `at`.
    pub(crate) fn line_of(&self, at: usize) -> u32 {
        let index = self.lines.partition_point(|line| line.range.start <= at);
        index.checked_sub(1).map_or(1, |index| self.lines[index].number)
    }
}

/// A set of characters that may say yes wrongly and never says no wrongly: 256 bits by the low byte.
#[derive(Default)]
struct SmallSet([u64; 4]);

impl SmallSet {
    fn contains(&self, c: char) -> bool {
        let bit = c as usize & 255;
        self.0[bit / 64] & (1 << (bit % 64)) != 0
    }
}

impl FromIterator<char> for SmallSet {
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> SmallSet {
        let mut set = SmallSet::default();
        for c in characters {
            let bit = c as usize & 255;
            set.0[bit / 64] |= 1 << (bit % 64);
        }
        set
    }
}

/// Returns whether the character is a Chinese one.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

/// Returns the length of a tag and whether it begins a new line.
fn tag(text: &str) -> Option<(usize, bool)> {
    const BLOCKS: &[&str] = &["p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "section"];
    let limit = text.char_indices().nth(300).map_or(text.len(), |(at, _)| at);
    let inner = &text[1..limit];
    let name = inner.trim_start_matches('/');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = inner.find('>')?;
    let letters = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let block = BLOCKS.iter().any(|block| name[..letters].eq_ignore_ascii_case(block));
    Some((end + 2, block))
}

/// Character references by name, those that pages and exports leave in texts.
const REFERENCES: &[(&str, char)] = &[
    ("nbsp", '\u{a0}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("hellip", '…'),
    ("middot", '·'),
    ("bull", '•'),
    ("times", '×'),
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
];

/// References are not longer than this, in bytes.
pub(crate) const REFERENCE_BYTES_MAX: usize = 10;

/// Returns the character a reference means, without its `&` and `;`: `ldquo`, `#8220`, `#x201c`.
pub(crate) fn reference(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return REFERENCES.iter().find(|(known, _)| *known == name).map(|(_, character)| *character);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32).filter(|c| *c != '\0')
}

/// Returns the length of the reference a text begins with, and what it means to the rules; `<` begins no tag.
fn reference_at(text: &str) -> Option<(usize, char)> {
    let end = text.bytes().take(REFERENCE_BYTES_MAX + 1).position(|byte| byte == b';')?;
    let meant = reference(&text[1..end])?;
    Some((end + 1, if meant == '<' || meant.is_whitespace() { ' ' } else { meant }))
}

/// Returns the length of a bracket with the sound of the character before it: 赵晔(yè).
fn pinyin(text: &str) -> Option<usize> {
    let open = text.chars().next()?;
    let inner = &text[open.len_utf8()..];
    let mut letters = 0;
    for (at, c) in inner.char_indices().take(8) {
        match c {
            'a'..='z' => letters += 1,
            c if "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü".contains(c) => letters += 1,
            ')' | '）' if letters > 0 => return Some(open.len_utf8() + at + c.len_utf8()),
            _ => return None,
        }
    }
    None
}
