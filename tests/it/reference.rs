//! What a query means, evaluated plainly and slowly over stored texts: no index, no positions, no sets.
//!
//! Written after the README's description of the language alone, and on characters, so that it shares nothing with
//! the program but the fold table, the cutting of words, the numbers' other ways and the facts' values.

use huibao::MeetingRecord;
use huibao::internals::facts::{FieldKind, field_named, key, metadata_of, read};
use huibao::internals::fold::fold;
use huibao::internals::index::IndexedArticle;
use huibao::internals::pinyin::{readings, readings_of};
use huibao::internals::query::{DaySpan, NumberSpan, Piece, Query, Unit, pieces};
use huibao::internals::tokenizer::QueryCutter;

/// An article as the reference sees it.
pub(super) struct Text {
    pub(super) id: String,
    record: IndexedArticle,
    facts: MeetingRecord,
    /// Headlines and body, folded, line ends kept.
    parts: Vec<Vec<char>>,
    /// Whether a run of text has to occur as it was typed, else its words.
    pub(super) typed: bool,
}

impl Text {
    pub(super) fn of(record: IndexedArticle) -> Text {
        let folded =
            |text: &str| -> Vec<char> { text.split('\n').map(fold).collect::<Vec<_>>().join("\n").chars().collect() };
        let heads = [Some(&record.article.title), record.article.original_title.as_ref()];
        let mut parts: Vec<Vec<char>> = heads.into_iter().flatten().map(|text| folded(text)).collect();
        parts.push(folded(&record.article.body));
        Text {
            id: record.id.clone(),
            facts: read(&record.article.body, &metadata_of(&record.article)),
            record,
            parts,
            typed: false,
        }
    }

    /// Where a string stands in each part; `?` in a pattern is any character.
    fn places(&self, wanted: &[Option<char>]) -> Vec<Vec<(usize, usize)>> {
        let is = |c: char, wanted: Option<char>| match wanted {
            None => true,
            Some(' ') => c == ' ' || c == '\n',
            Some(wanted) => c == wanted,
        };
        let in_part = |part: &Vec<char>| {
            let last = part.len().saturating_sub(wanted.len().saturating_sub(1));
            (0..last)
                .filter(|start| wanted.iter().enumerate().all(|(at, wanted)| is(part[start + at], *wanted)))
                .map(|start| (start, start + wanted.len()))
                .collect()
        };
        self.parts.iter().map(in_part).collect()
    }

    /// Where a string, a pattern or one of several stands.
    fn strings(&self, query: &Query) -> Vec<Vec<(usize, usize)>> {
        let plain = |text: &str| self.places(&fold(text).chars().map(Some).collect::<Vec<_>>());
        let all = |found: Vec<Vec<Vec<(usize, usize)>>>| -> Vec<Vec<(usize, usize)>> {
            let mut merged = vec![Vec::new(); self.parts.len()];
            for one in found {
                merged.iter_mut().zip(one).for_each(|(all, more): (&mut Vec<_>, _)| all.extend(more));
            }
            merged.iter_mut().for_each(|places| places.sort_unstable());
            merged
        };
        match query {
            Query::Words(text) => all(ways(&fold(text)).iter().map(|way| plain(way)).collect()),
            Query::Exact(text) => plain(text),
            Query::Prefix(stem) => {
                let stem = fold(stem);
                let mut found = plain(&stem);
                if stem.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                    for (part, places) in self.parts.iter().zip(&mut found) {
                        places.retain(|(start, _)| *start == 0 || !part[start - 1].is_ascii_alphanumeric());
                    }
                }
                found
            }
            Query::Pattern(pattern) => {
                self.places(&fold(pattern).chars().map(|c| (c != '?').then_some(c)).collect::<Vec<_>>())
            }
            Query::Gap(strings) => {
                let texts: Vec<Vec<char>> = strings.iter().map(|string| fold(string).chars().collect()).collect();
                self.parts.iter().map(|part| gaps(part, &texts)).collect()
            }
            Query::Or(parts) => all(parts.iter().map(|part| self.strings(part)).collect()),
            other => panic!("{other:?} is no string"),
        }
    }

    /// Returns whether a query holds for the article.
    pub(super) fn holds(&self, query: &Query) -> bool {
        let somewhere = |query: &Query| self.strings(query).iter().any(|places| !places.is_empty());
        match query {
            Query::All => true,
            Query::Exact(_) | Query::Prefix(_) | Query::Pattern(_) | Query::Gap(_) => somewhere(query),
            Query::Words(text) if self.typed => self.typed(text),
            Query::Words(text) => self.words(text),
            Query::Fact(field, value) => self.fact(field, value),
            Query::Pinyin(letters) => self.sounds(letters),
            Query::Saved(_) => false,
            Query::And(parts) => {
                let says =
                    |part: &&Query| !matches!(part, Query::Words(text) if !text.chars().any(char::is_alphanumeric));
                let only_marks = !parts.iter().any(|part| says(&part));
                parts.iter().filter(|part| only_marks || says(part)).all(|part| self.holds(part))
            }
            Query::Or(parts) => parts.iter().any(|part| self.holds(part)),
            Query::Not(part) => !self.holds(part),
            Query::AtLeast(count, part) => {
                let mut apart = 0;
                for places in self.strings(part) {
                    let mut free = 0;
                    for (start, end) in places {
                        if start >= free {
                            apart += 1;
                            free = end;
                        }
                    }
                }
                apart >= *count
            }
            Query::First(chars, part) => {
                let body = self.strings(part).pop().unwrap_or_default();
                body.iter().any(|(_, end)| *end <= *chars as usize)
            }
            Query::Near { chars, ordered, left, right } => {
                let near = |one: &(usize, usize), other: &(usize, usize)| {
                    other.0 >= one.1 && other.0 - one.1 <= *chars as usize
                };
                let (left, right) = (self.strings(left), self.strings(right));
                left.iter().zip(&right).any(|(left, right)| {
                    left.iter().any(|a| right.iter().any(|b| near(a, b) || !ordered && near(b, a)))
                })
            }
            Query::Together(unit, parts) => {
                let found: Vec<Vec<Vec<(usize, usize)>>> = parts.iter().map(|part| self.strings(part)).collect();
                (0..self.parts.len()).any(|part| {
                    self.units(part, *unit).into_iter().any(|(start, end)| {
                        found.iter().all(|of_one| of_one[part].iter().any(|place| start <= place.0 && place.1 <= end))
                    })
                })
            }
        }
    }

    fn units(&self, part: usize, unit: Unit) -> Vec<(usize, usize)> {
        let mut units = Vec::new();
        let mut start = 0;
        for (at, c) in self.parts[part].iter().enumerate() {
            if *c == '\n' || unit == Unit::Sentence && matches!(c, '。' | '!' | '?') {
                units.push((start, at + 1));
                start = at + 1;
            }
        }
        units.push((start, self.parts[part].len()));
        units
    }

    fn contains(&self, text: &str) -> bool {
        let wanted: Vec<Option<char>> = text.chars().map(Some).collect();
        wanted.is_empty() || self.places(&wanted).iter().any(|places| !places.is_empty())
    }

    /// A run as it was typed, without the marks around it, a number in any of its ways.
    fn typed(&self, text: &str) -> bool {
        let folded = fold(text);
        let inner = folded.trim_matches([',', '.', '!', '?', ';', ':', '、', '。']);
        ways(if inner.is_empty() { &folded } else { inner }).iter().any(|way| self.contains(way))
    }

    fn words(&self, text: &str) -> bool {
        let folded = fold(text);
        let cutter = QueryCutter::new(folded.clone(), &[]);
        let mut any = false;
        for piece in pieces(&folded) {
            match piece {
                Piece::Text(text) => {
                    for word in cutter.words(&text) {
                        any = true;
                        if !self.contains(&word) {
                            return false;
                        }
                    }
                }
                Piece::Number(own, others) => {
                    any = true;
                    if !std::iter::once(&own).chain(&others).any(|way| self.contains(way)) {
                        return false;
                    }
                }
            }
        }
        any || self.contains(&folded)
    }

    fn fact(&self, field: &str, value: &str) -> bool {
        let field = field_named(field).expect("a field");
        let values = field.values(&self.facts, &self.record.article);
        let wanted = key(value);
        values.iter().any(|value| match field.kind {
            _ if wanted == "*" => true,
            FieldKind::Exact => match wanted.strip_suffix('*') {
                Some(begin) => value.starts_with(begin),
                None => *value == wanted,
            },
            FieldKind::Suffix => value.ends_with(&wanted) && wanted.chars().count() > 1,
            FieldKind::Substring => value.contains(&wanted),
            FieldKind::Prefix => value.starts_with(wanted.trim_end_matches('*')),
            FieldKind::Number => {
                NumberSpan::parse(&wanted).is_some_and(|span| value.parse().is_ok_and(|number| span.contains(number)))
            }
            FieldKind::Day => DaySpan::parse(&wanted).is_some_and(|span| span.contains(value)),
        })
    }

    fn sounds(&self, letters: &str) -> bool {
        let mut names: Vec<String> = [Some(&self.record.article.title), self.record.article.original_title.as_ref()]
            .into_iter()
            .flatten()
            .map(|text| fold(text))
            .collect();
        names.extend(self.facts.people.iter().map(|person| key(&person.name.value)));
        names.extend(self.facts.chairs.iter().filter(|chair| chair.organ).map(|chair| key(&chair.name.value)));
        names.extend(self.facts.agencies.iter().map(|agency| key(&agency.name.value)));
        let ways = readings(letters);
        names.iter().any(|name| {
            let sounds: Vec<Vec<String>> = name.chars().enumerate().map(|(at, c)| readings_of(c, at == 0)).collect();
            ways.iter().any(|way| {
                sounds.windows(way.len()).any(|window| window.iter().zip(way).all(|(has, sound)| has.contains(sound)))
            })
        })
    }
}

/// Where strings follow each other in a sentence, at most 20 characters between two; of those that end alike the last.
fn gaps(text: &[char], strings: &[Vec<char>]) -> Vec<(usize, usize)> {
    fn ends(text: &[char], at: usize, strings: &[Vec<char>]) -> Option<usize> {
        let Some((next, rest)) = strings.split_first() else { return Some(at) };
        (at..=(at + 20).min(text.len()))
            .take_while(|p| *p == at || !matches!(text[p - 1], '\n' | '。' | '!' | '?'))
            .find_map(|p| if text[p..].starts_with(next) { ends(text, p + next.len(), rest) } else { None })
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for start in 0..text.len() {
        if !text[start..].starts_with(&strings[0]) {
            continue;
        }
        if let Some(end) = ends(text, start + strings[0].len(), &strings[1..]) {
            found.retain(|known| known.1 != end);
            found.push((start, end));
        }
    }
    found
}

/// The ways a folded run may be written: every number in each of its own.
fn ways(folded: &str) -> Vec<String> {
    let add = |ways: Vec<String>, piece: Piece| -> Vec<String> {
        let ends = match piece {
            Piece::Text(text) => vec![text],
            Piece::Number(own, others) => std::iter::once(own).chain(others).collect(),
        };
        ways.iter().flat_map(|way| ends.iter().map(move |end| format!("{way}{end}"))).collect()
    };
    pieces(folded).into_iter().fold(vec![String::new()], add)
}
