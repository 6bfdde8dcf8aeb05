//! Evaluates a condition on a text: what someone said, or an article that a backend only proposes.

use super::{Condition, Operand, Proximity};
use crate::article::Article;
use crate::fold::{fold, fold_lines};
use crate::query::{SENTENCE_ENDS, Unit, chains};

/// Returns whether what a condition asks of strings holds for a part of an article, folded with its lines; facts, names
/// and what is forbidden concern the whole article and were looked at before.
pub(crate) fn holds_on_part(condition: &Condition, lines: &str) -> bool {
    match condition {
        Condition::All | Condition::Fact(..) | Condition::Not(_) | Condition::Pinyin(_) => true,
        // It speaks of the article's beginning, not of theirs.
        Condition::Proximity(Proximity::First(..)) => true,
        Condition::Contains(string) => lines.replace('\n', " ").contains(string.as_str()),
        Condition::Verbatim(string) => lines.replace('\n', " ").contains(&fold(string)),
        Condition::Proximity(placed) => Text::new(lines).holds(placed),
        Condition::And(parts) => parts.iter().all(|part| holds_on_part(part, lines)),
        Condition::Or(parts) => parts.iter().any(|part| holds_on_part(part, lines)),
    }
}

/// Returns whether an article may meet a condition, as far as its texts show it: what is asked of facts and names is
/// taken as met, since a backend finds those exactly.
pub(crate) fn holds_on_article(condition: &Condition, article: &Article) -> bool {
    let titles = [Some(&article.title), article.original_title.as_ref()];
    let raw: Vec<&String> = std::iter::once(&article.body).chain(titles.into_iter().flatten()).collect();
    let texts: Vec<Text> = raw.iter().map(|text| Text::new(&fold_lines(text))).collect();
    may_hold(condition, &raw, &texts)
}

/// The body comes first among the texts.
fn may_hold(condition: &Condition, raw: &[&String], texts: &[Text]) -> bool {
    match condition {
        Condition::All | Condition::Fact(..) | Condition::Pinyin(_) => true,
        Condition::Contains(string) => texts.iter().any(|text| text.contains(string)),
        Condition::Verbatim(string) => raw.iter().any(|text| text.contains(string.as_str())),
        Condition::Proximity(Proximity::First(..)) if texts.is_empty() => false,
        Condition::Proximity(first @ Proximity::First(..)) => texts[0].holds(first),
        Condition::Proximity(Proximity::AtLeast(count, operand)) => {
            texts.iter().map(|text| text.count_apart(operand)).sum::<usize>() >= *count as usize
        }
        Condition::Proximity(proximity) => texts.iter().any(|text| text.holds(proximity)),
        Condition::And(parts) => parts.iter().all(|part| may_hold(part, raw, texts)),
        Condition::Or(parts) => parts.iter().any(|part| may_hold(part, raw, texts)),
        Condition::Not(part) => asks_of_facts(part) || !may_hold(part, raw, texts),
    }
}

/// Returns whether any part of a condition asks of facts or names, which texts do not show.
fn asks_of_facts(condition: &Condition) -> bool {
    match condition {
        Condition::Fact(..) | Condition::Pinyin(_) => true,
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(asks_of_facts),
        Condition::Not(part) => asks_of_facts(part),
        _ => false,
    }
}

/// A folded text, line ends kept, as characters.
struct Text {
    characters: Vec<char>,
}

/// Where something is, in characters.
type Place = (usize, usize);

impl Text {
    fn new(folded_lines: &str) -> Text {
        Text { characters: folded_lines.chars().collect() }
    }

    /// Returns whether strings are positioned so.
    fn holds(&self, placed: &Proximity) -> bool {
        match placed {
            Proximity::Somewhere(places) => !self.places(places).is_empty(),
            Proximity::AtLeast(count, operand) => self.count_apart(operand) >= *count as usize,
            Proximity::First(chars, places) => self.places(places).iter().any(|place| place.1 <= *chars as usize),
            Proximity::Near { left, right, chars, ordered } => {
                let (left, right) = (self.places(left), self.places(right));
                let follows = |one: &Place, other: &Place| {
                    other.0.checked_sub(one.1).is_some_and(|between| between <= *chars as usize)
                };
                left.iter().any(|one| right.iter().any(|other| follows(one, other) || !ordered && follows(other, one)))
            }
            Proximity::Together(unit, parts) => {
                let parts: Vec<Vec<Place>> = parts.iter().map(|part| self.places(part)).collect();
                let marks: &[char] = if *unit == Unit::Sentence { &['\n', '。', '!', '?'] } else { &['\n'] };
                let mut start = 0;
                self.characters.split_inclusive(|c| marks.contains(c)).any(|piece| {
                    let end = start + piece.len();
                    let inside = |place: &Place| start <= place.0 && place.1 <= end;
                    let all = parts.iter().all(|part| part.iter().any(inside));
                    start = end;
                    all
                })
            }
        }
    }

    /// Returns whether a folded string is in it; a line's end is a blank to it.
    fn contains(&self, string: &str) -> bool {
        let wanted: Vec<Option<char>> = string.chars().map(Some).collect();
        !self.strings(&wanted).is_empty()
    }

    /// Returns how often an operand occurs, not overlapping.
    fn count_apart(&self, operand: &Operand) -> usize {
        let mut free = 0;
        let apart = self.places(operand).into_iter().filter(|(start, end)| {
            let apart = *start >= free;
            free = if apart { *end } else { free };
            apart
        });
        apart.count()
    }

    fn places(&self, places: &Operand) -> Vec<Place> {
        let mut found: Vec<Place> = match places {
            Operand::Any(parts) => parts.iter().flat_map(|part| self.places(part)).collect(),
            Operand::Text(wanted) => self.strings(wanted),
            Operand::Gap(parts) => self.gaps(parts),
            Operand::Prefix(text) => {
                let wanted: Vec<Option<char>> = text.chars().map(Some).collect();
                let inside = |start: usize| start > 0 && self.characters[start - 1].is_ascii_alphanumeric();
                self.strings(&wanted).into_iter().filter(|(start, _)| !inside(*start)).collect()
            }
        };
        found.sort_unstable();
        found
    }

    fn gaps(&self, parts: &[Vec<Option<char>>]) -> Vec<Place> {
        let short = |place: Place| (place.0 as u32, place.1 as u32);
        let places: Vec<Vec<(u32, u32)>> =
            parts.iter().map(|part| self.strings(part).into_iter().map(short).collect()).collect();
        let is_break = |c: &char| *c == '\n' || SENTENCE_ENDS.contains(c);
        let breaks: Vec<u32> = (0..).zip(&self.characters).filter(|(_, c)| is_break(c)).map(|(at, _)| at).collect();
        let Some((first, rest)) = places.split_first() else { return Vec::new() };
        chains(first, rest, &breaks).into_iter().map(|place| (place.0 as usize, place.1 as usize)).collect()
    }

    fn strings(&self, wanted: &[Option<char>]) -> Vec<Place> {
        // A line's end is a blank to whoever looks for one.
        let is = |c: char, wanted: Option<char>| wanted.is_none_or(|w| w == c || w == ' ' && c == '\n');
        let windows = self.characters.windows(wanted.len().max(1)).enumerate();
        let found = windows.filter(|(_, window)| window.iter().zip(wanted).all(|(c, wanted)| is(*c, *wanted)));
        found.map(|(start, _)| (start, start + wanted.len())).collect()
    }
}
