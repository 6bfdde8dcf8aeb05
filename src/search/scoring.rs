//! Scores a text against a query in one walk over its characters, without cutting it into words again.
//!
//! The parts and their weights were found by trying each alone and together on judged news questions, headlines and
//! summaries, one half of the queries to choose by and the other to check; `benches/README.md` has the table. Words
//! alone tell too little where jieba splits names apart, pairs of characters alone too little where words are common:
//! together they are better than either on every set.

use super::plan::Plan;
use crate::fold::{fold, fold_char};
use crate::index::Candidate;

/// What a word is worth that is anywhere, as a share of its weight.
const WORDS: f32 = 0.75;
/// BM25's saturation and length normalization for words: that one is there at all says nearly everything.
const WORDS_SATURATION: f32 = 0.15;
const WORDS_LENGTH: f32 = 0.3;
/// What a neighbouring pair of characters is worth, as a share of the weight of its words; and across two words.
const PAIRS: f32 = 0.3;
const PAIRS_ACROSS: f32 = 0.6;
/// BM25's usual saturation and length normalization, for pairs and for words that are near each other.
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.75;
/// The length an article is measured by, in characters: fixed, so that what is added later changes no score.
const USUAL_CHARS: f32 = 500.0;
/// What two neighbouring words of the query are worth that follow each other in the text, as a share of the
/// lesser one's weight, and the gap that halves it, in characters.
const ORDER: f32 = 1.0;
const ORDER_HALF_CHARS: f32 = 10.0;
/// What they are worth that are near each other in any order, and how near that is, in characters.
const NEAR: f32 = 0.2;
const NEAR_CHARS: u32 = 16;
/// What the words are worth that occur in the best passage.
const PASSAGE: f32 = 0.3;
/// What a word is worth that occurs in the lead, and how long the lead is, in characters.
const LEAD: f32 = 0.15;
const LEAD_CHARS: u32 = 150;
/// What a word is worth that occurs in the headline.
const TITLE: f32 = 0.1;
/// What it is worth that the headline is the query, word for word, as a share of the weight of all its words: who
/// pastes a headline wants its article.
const WHOLE_TITLE: f32 = 1.0;
/// What pairs are worth where passages of one article are compared.
const PASSAGE_PAIRS: f32 = 0.3;

/// The parts of an article's score.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Parts {
    /// Words that occur in headline or body; BM25 of them for an article that was not looked at closely.
    pub words: f32,
    /// Pairs of characters that are neighbours in the query.
    pub pairs: f32,
    /// Neighbouring words of the query that follow each other in the text, or are near each other.
    pub order: f32,
    /// Words that occur in the best passage.
    pub passage: f32,
    /// Words that occur in the lead.
    pub lead: f32,
    /// Words that occur in the headline.
    pub title: f32,
    /// The question's words beside the kind of thing it asks for.
    pub answer: f32,
}

impl Parts {
    /// Returns the score the parts make.
    pub fn sum(self) -> f32 {
        self.words + self.pairs + self.order + self.passage + self.lead + self.title + self.answer
    }
}

/// A query made ready to score texts.
#[derive(Debug)]
pub(super) struct Scorer {
    characters: Characters,
    terms: Vec<Term>,
    /// Whole clauses of several words.
    clauses: Vec<Term>,
    /// Neighbouring words of the query: their numbers, and what it is worth that they follow each other.
    neighbours: Vec<(usize, usize, f32)>,
    /// For each character the ones that follow it in the query, and the number of the pair.
    pairs_from: Vec<Vec<(u16, u16)>>,
    pair_weights: Vec<f32>,
    /// Letters, digits and characters of the whole query, and what all its words weigh.
    whole: (String, f32),
    found: Found,
}

/// A string to look for, as numbers of [`Characters`].
#[derive(Debug)]
struct Term {
    characters: Vec<u16>,
    weight: f32,
}

/// What of the query occurs in a text.
#[derive(Debug, Default)]
struct Found {
    /// Place, counted in folded characters, and number of each character that the query has.
    characters: Vec<(u32, u16)>,
    /// Where each passage ends.
    ends: Vec<u32>,
    length: u32,
    /// Where each term is.
    terms: Vec<Vec<u32>>,
    /// Where each pair is.
    pairs: Vec<Vec<u32>>,
}

impl Scorer {
    pub(super) fn new(plan: &Plan) -> Scorer {
        let mut scorer = Scorer {
            characters: Characters::default(),
            terms: Vec::new(),
            clauses: Vec::new(),
            neighbours: Vec::new(),
            pairs_from: Vec::new(),
            pair_weights: Vec::new(),
            whole: (spoken_characters(&plan.clauses.concat()), plan.terms.iter().map(|term| term.weight).sum()),
            found: Found::default(),
        };
        let mut number_of = std::collections::HashMap::new();
        let mut before: Option<usize> = None;
        for term in &plan.terms {
            let number = *number_of.entry(term.text.as_str()).or_insert_with(|| {
                let characters = scorer.characters.numbers(&term.text);
                scorer.terms.push(Term { characters, weight: term.weight });
                scorer.terms.len() - 1
            });
            if let Some(before) = before.filter(|before| *before != number) {
                let weight = scorer.terms[before].weight.min(scorer.terms[number].weight);
                scorer.neighbours.push((before, number, weight));
            }
            before = Some(number);
        }
        for (number, clause) in plan.clauses.iter().enumerate() {
            let words = || plan.terms.iter().filter(|term| term.clause == number);
            if words().nth(1).is_some() {
                let characters = scorer.characters.numbers(clause);
                scorer.clauses.push(Term { characters, weight: words().map(|term| term.weight).sum() });
            }
            scorer.add_pairs(clause, &mut words().map(|term| (term.text.as_str(), term.weight)));
        }
        scorer
    }

    /// Adds the neighbouring characters of a clause. A pair inside a word weighs what the word does, one across
    /// two words a share of the mean of both.
    fn add_pairs(&mut self, clause: &str, words: &mut dyn Iterator<Item = (&str, f32)>) {
        // The number and the weight of the word each character occurs in.
        let mut weights: Vec<(usize, f32)> = Vec::new();
        let mut at = 0;
        for (number, (word, weight)) in (1..).zip(words) {
            let Some(start) = clause[at..].find(word).map(|start| at + start) else { continue };
            weights.resize(clause[..start].chars().count(), (0, 0.0));
            weights.resize(clause[..start + word.len()].chars().count(), (number, weight));
            at = start + word.len();
        }
        weights.resize(clause.chars().count(), (0, 0.0));
        let is_han = |c: char| !c.is_ascii() && c.is_alphanumeric();
        let characters: Vec<char> = clause.chars().collect();
        for (pair, weights) in characters.windows(2).zip(weights.windows(2)) {
            if !(is_han(pair[0]) && is_han(pair[1])) {
                continue;
            }
            let (first, second) = (self.characters.number(pair[0]), self.characters.number(pair[1]));
            self.pairs_from.resize_with(self.characters.len().max(self.pairs_from.len()), Vec::new);
            let following = &mut self.pairs_from[usize::from(first)];
            if following.iter().all(|(other, _)| *other != second) {
                following.push((second, self.pair_weights.len() as u16));
                let ((in_first, first_weight), (in_second, second_weight)) = (weights[0], weights[1]);
                let share = if in_first == in_second { 1.0 } else { PAIRS_ACROSS };
                self.pair_weights.push(share * (first_weight + second_weight) / 2.0);
            }
        }
    }

    /// Scores an article.
    pub(super) fn article(&mut self, article: &Candidate) -> Parts {
        let mut found = std::mem::take(&mut self.found);
        self.look(&mut found, article.title());
        let title_length = found.length;
        let in_title: Vec<u32> = found.terms.iter().map(|places| places.len() as u32).collect();
        let pairs_in_title: Vec<u32> = found.pairs.iter().map(|places| places.len() as u32).collect();
        self.look(&mut found, article.body());
        found.ends.extend(article.passage_ends());
        let length = (title_length + found.length) as f32 / USUAL_CHARS;
        let mut parts = Parts { order: self.order(&found) + self.near(&found, length), ..Parts::default() };
        for ((term, places), in_title) in self.terms.iter().zip(&found.terms).zip(in_title) {
            let count = places.len() as u32 + in_title;
            parts.words += WORDS * term.weight * saturated(count, length, WORDS_SATURATION, WORDS_LENGTH);
            parts.lead += LEAD * term.weight * f32::from(places.first().is_some_and(|at| *at < LEAD_CHARS));
            parts.title += TITLE * term.weight * f32::from(in_title > 0);
        }
        for ((weight, places), in_title) in self.pair_weights.iter().zip(&found.pairs).zip(pairs_in_title) {
            let count = places.len() as u32 + in_title;
            parts.pairs += PAIRS * weight * saturated(count, length, SATURATION, LENGTH);
        }
        parts.passage = PASSAGE * self.best_passage(&found);
        self.found = found;
        // Few headlines are as long: the others need not be folded.
        let title = std::str::from_utf8(article.title()).unwrap_or_default();
        if title.len() >= self.whole.0.len() && !title.is_empty() && spoken_characters(&fold(title)) == self.whole.0 {
            parts.title += WHOLE_TITLE * self.whole.1;
        }
        parts
    }

    /// Scores one passage by itself.
    pub(super) fn passage(&mut self, text: &str) -> f32 {
        let mut found = std::mem::take(&mut self.found);
        self.look(&mut found, text.as_bytes());
        found.ends.push(u32::MAX);
        let whole = self.clauses.iter().filter(|clause| found.has(clause)).map(|clause| clause.weight);
        let pairs = self.pair_weights.iter().zip(&found.pairs).filter(|(_, places)| !places.is_empty());
        let score = whole.fold(0.0, |sum, weight| sum + weight)
            + self.order(&found)
            + self.best_passage(&found)
            + PASSAGE_PAIRS * pairs.fold(0.0, |sum, (weight, _)| sum + weight);
        self.found = found;
        score
    }

    /// Finds everything of the query in a text of UTF-8.
    fn look(&self, found: &mut Found, mut text: &[u8]) {
        found.characters.clear();
        found.ends.clear();
        let mut at = 0;
        while let Some((c, rest)) = first_char(text) {
            text = rest;
            let Some(c) = fold_char(c) else { continue };
            if let Some(number) = self.characters.get(c) {
                found.characters.push((at, number));
            }
            at += 1;
        }
        found.length = at;
        found.terms.resize_with(self.terms.len(), Vec::new);
        for (term, places) in self.terms.iter().zip(&mut found.terms) {
            places.clear();
            places.extend(occurrences(&found.characters, &term.characters));
        }
        found.pairs.resize_with(self.pair_weights.len(), Vec::new);
        found.pairs.iter_mut().for_each(Vec::clear);
        for pair in found.characters.windows(2) {
            let ((first_at, first), (second_at, second)) = (pair[0], pair[1]);
            let following = self.pairs_from.get(usize::from(first)).filter(|_| second_at == first_at + 1);
            if let Some((_, pair)) = following.and_then(|pairs| pairs.iter().find(|(other, _)| *other == second)) {
                found.pairs[usize::from(*pair)].push(first_at);
            }
        }
    }

    fn order(&self, found: &Found) -> f32 {
        let worth = self.neighbours.iter().filter_map(|&(first, second, weight)| {
            let behind = self.terms[first].characters.len() as u32;
            let gap = least_gap(&found.terms[first], behind, &found.terms[second])?;
            Some(ORDER * weight / (1.0 + gap as f32 / ORDER_HALF_CHARS))
        });
        worth.fold(0.0, |sum, worth| sum + worth)
    }

    fn near(&self, found: &Found, length: f32) -> f32 {
        let worth = self.neighbours.iter().map(|&(first, second, weight)| {
            let lengths = [first, second].map(|term| self.terms[term].characters.len() as u32);
            let count = count_near(&found.terms[first], &found.terms[second], lengths);
            NEAR * weight * saturated(count, length, SATURATION, LENGTH)
        });
        worth.fold(0.0, |sum, worth| sum + worth)
    }

    /// Returns what the words weigh that the best passage has.
    fn best_passage(&self, found: &Found) -> f32 {
        let mut worth = vec![0.0f32; found.ends.len()];
        for (term, places) in self.terms.iter().zip(&found.terms) {
            for_each_passage(places, &found.ends, |passage| worth[passage] += term.weight);
        }
        worth.into_iter().fold(0.0, f32::max)
    }
}

impl Found {
    fn has(&self, term: &Term) -> bool {
        occurrences(&self.characters, &term.characters).next().is_some()
    }
}

/// Returns what of a folded text is letters, digits and characters.
fn spoken_characters(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Splits off the first character of a text known to be UTF-8: what was stored as text need not be proved again.
fn first_char(text: &[u8]) -> Option<(char, &[u8])> {
    let low = |byte: &u8| u32::from(byte & 0x3f);
    let (code, rest) = match text {
        [a @ 0..=0x7f, rest @ ..] => (u32::from(*a), rest),
        [a @ 0xe0..=0xef, b, c, rest @ ..] => (u32::from(a & 0x0f) << 12 | low(b) << 6 | low(c), rest),
        [a @ 0xf0..=0xff, b, c, d, rest @ ..] => {
            (u32::from(a & 0x07) << 18 | low(b) << 12 | low(c) << 6 | low(d), rest)
        }
        [a, b, rest @ ..] => (u32::from(a & 0x1f) << 6 | low(b), rest),
        _ => return None,
    };
    Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), rest))
}

/// BM25's count of occurrences, at most 1 + `saturation`.
fn saturated(count: u32, length: f32, saturation: f32, normalization: f32) -> f32 {
    let count = count as f32;
    count * (saturation + 1.0) / (count + saturation * (1.0 - normalization + normalization * length))
}

/// Returns where a string is among the characters found.
fn occurrences<'a>(characters: &'a [(u32, u16)], string: &'a [u16]) -> impl Iterator<Item = u32> + 'a {
    let starts = characters.windows(string.len().max(1)).filter(move |window| {
        string.first() == Some(&window[0].1)
            && window.iter().zip(string).zip(window[0].0..).all(|((found, wanted), at)| *found == (at, *wanted))
    });
    starts.map(|window| window[0].0)
}

/// Calls `visit` once with each passage that has one of the places; both are in order.
fn for_each_passage(places: &[u32], ends: &[u32], mut visit: impl FnMut(usize)) {
    let mut passage = 0;
    let mut visited = None;
    for at in places {
        while ends.get(passage).is_some_and(|end| end <= at) {
            passage += 1;
        }
        if passage < ends.len() && visited != Some(passage) {
            visit(passage);
            visited = Some(passage);
        }
    }
}

/// Returns the fewest characters between one place and the next of the other, both in order.
fn least_gap(firsts: &[u32], length: u32, seconds: &[u32]) -> Option<u32> {
    let mut seconds = seconds.iter().copied().peekable();
    let gaps = firsts.iter().filter_map(|first| {
        while seconds.next_if(|second| *second < first + length).is_some() {}
        seconds.peek().map(|second| second - (first + length))
    });
    gaps.min()
}

/// Counts the places near which, on either side, there is one of the others; both are in order.
fn count_near(firsts: &[u32], seconds: &[u32], lengths: [u32; 2]) -> u32 {
    let mut behind = 0;
    let near = firsts.iter().filter(|&&first| {
        while seconds.get(behind).is_some_and(|second| second + lengths[1] <= first) {
            behind += 1;
        }
        let before = behind.checked_sub(1).is_some_and(|at| first - (seconds[at] + lengths[1]) <= NEAR_CHARS);
        // One that overlaps the first is not beside it.
        let after = seconds[behind..].iter().find(|second| **second >= first + lengths[0]);
        before || after.is_some_and(|second| second - (first + lengths[0]) <= NEAR_CHARS)
    });
    near.count() as u32
}

/// Numbers the characters of a query.
#[derive(Debug, Default)]
struct Characters {
    known: Vec<char>,
    /// The number, from 1, of the first character whose last 12 bits these are.
    slots: Vec<u16>,
    /// The others.
    crowded: Vec<(char, u16)>,
}

impl Characters {
    const SLOTS: usize = 4096;

    fn len(&self) -> usize {
        self.known.len()
    }

    fn get(&self, c: char) -> Option<u16> {
        let slot = *self.slots.get(c as usize % Characters::SLOTS)?;
        if slot == 0 {
            return None;
        }
        if self.known[usize::from(slot) - 1] == c {
            return Some(slot - 1);
        }
        self.crowded.iter().find(|(other, _)| *other == c).map(|(_, number)| *number)
    }

    /// Returns the number of a character, a new one if it has none; a query has at most a thousand.
    fn number(&mut self, c: char) -> u16 {
        if let Some(number) = self.get(c) {
            return number;
        }
        self.slots.resize(Characters::SLOTS, 0);
        let number = self.known.len() as u16;
        self.known.push(c);
        let slot = &mut self.slots[c as usize % Characters::SLOTS];
        if *slot == 0 {
            *slot = number + 1;
        } else {
            self.crowded.push((c, number));
        }
        number
    }

    fn numbers(&mut self, text: &str) -> Vec<u16> {
        text.chars().map(|c| self.number(c)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_read_as_the_standard_library_reads_them() {
        let text = "a é\u{7ff}\u{800}会議\u{ffff}𠮷\u{10ffff}";
        let mut rest = text.as_bytes();
        let mut read = String::new();
        while let Some((c, behind)) = first_char(rest) {
            read.push(c);
            rest = behind;
        }
        assert_eq!(read, text);
    }

    #[test]
    fn characters_whose_slots_collide_are_told_apart() {
        let mut characters = Characters::default();
        let (a, b) = ('会', char::from_u32('会' as u32 + Characters::SLOTS as u32).expect("is a character"));
        assert_eq!(characters.numbers(&format!("{a}{b}{a}")), [0, 1, 0]);
        assert_eq!((characters.get(a), characters.get(b), characters.get('议')), (Some(0), Some(1), None));
    }

    #[test]
    fn strings_stand_where_their_characters_follow_each_other() {
        let characters = [(0, 0), (1, 1), (2, 0), (4, 1), (5, 0), (6, 1)];
        assert_eq!(occurrences(&characters, &[0, 1]).collect::<Vec<_>>(), [0, 5]);
        assert_eq!(occurrences(&characters, &[]).count(), 0);
    }

    #[test]
    fn the_gap_is_the_least_one_forwards() {
        assert_eq!(least_gap(&[0, 10], 2, &[5, 13]), Some(1));
        assert_eq!(least_gap(&[10], 2, &[3, 11]), None, "behind it, or inside it");
    }

    #[test]
    fn near_is_on_either_side() {
        assert_eq!(count_near(&[0, 100, 200], &[10, 90, 300], [2, 2]), 2);
        assert_eq!(count_near(&[10], &[10, 11], [2, 2]), 0, "overlapping is not beside");
        assert_eq!(count_near(&[50], &[32], [2, 2]), 1);
        assert_eq!(count_near(&[50], &[31], [2, 2]), 0);
    }

    #[test]
    fn a_passage_counts_once() {
        let mut visited = Vec::new();
        for_each_passage(&[0, 1, 7, 9], &[3, 5, 8], |passage| visited.push(passage));
        assert_eq!(visited, [0, 2]);
    }
}
