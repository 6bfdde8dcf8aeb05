//! Compares what the index answers with plain scans of the texts. The tests use it on the samples.

use huibao::internals::fold::{Folded, fold};
use huibao::internals::index::{Counts, IndexedArticle};
use huibao::internals::passage::{find_all, passages, sentences};
use huibao::internals::query::Query;
use huibao::internals::tokenizer::Dictionary;
use huibao::{CountRequest, ListRequest, Matching, QueryOptions, Result, Snapshot};
use std::ops::Range;

/// A small generator, so that every run tries the same strings.
pub(crate) struct Random(u64);

impl Random {
    /// Begins a sequence.
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Returns a number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// An article's folded texts.
pub(crate) struct Text {
    id: String,
    heads: Vec<String>,
    body: String,
    /// Passages of the folded body, in bytes.
    passages: Vec<Range<usize>>,
}

impl Text {
    /// The sentences of the folded body.
    pub(crate) fn sentences(&self) -> impl Iterator<Item = &str> {
        let ranges = self.passages.iter().flat_map(|passage| sentences(&self.body, passage.clone()));
        ranges.map(|range| &self.body[range])
    }
}

/// All texts of an archive.
pub(crate) struct Texts {
    /// One for each article.
    pub(crate) articles: Vec<Text>,
}

impl Texts {
    /// Reads them all.
    pub(crate) fn of(snapshot: &Snapshot) -> Result<Texts> {
        let records = list_all(snapshot, "")?;
        let articles = records.into_iter().map(|record| {
            let article = record.article;
            let folded = Folded::new(&article.body);
            let mut folded_passages: Vec<Range<usize>> = Vec::new();
            for passage in passages(&article.body) {
                let start = folded_passages.last().map_or(0, |last| last.end);
                let place = |source: usize, from: usize| {
                    let behind = folded.text[from..].char_indices().map(|(at, _)| from + at);
                    let mut behind = behind.skip_while(|at| folded.source_range(*at..*at).start < source);
                    behind.next().unwrap_or(folded.text.len())
                };
                let start = place(passage.start, start);
                folded_passages.push(start..place(passage.end, start));
            }
            let heads = [Some(&article.title), article.original_title.as_ref()];
            let heads = heads.into_iter().flatten().map(|head| fold(head)).collect();
            Text { id: record.id, heads, body: folded.text, passages: folded_passages }
        });
        Ok(Texts { articles: articles.collect() })
    }

    /// Counts articles, passages and occurrences by reading everything, and names the articles.
    fn scan(&self, needle: &str) -> ([u64; 3], Vec<&str>) {
        let (mut counts, mut ids) = ([0; 3], Vec::new());
        for article in &self.articles {
            let in_heads: usize = article.heads.iter().map(|head| find_all(head, needle).len()).sum();
            let places = find_all(&article.body, needle);
            if in_heads + places.len() == 0 {
                continue;
            }
            let touched = article
                .passages
                .iter()
                .filter(|passage| places.iter().any(|place| place.start < passage.end && passage.start < place.end));
            counts[0] += 1;
            counts[1] += touched.count() as u64;
            counts[2] += (in_heads + places.len()) as u64;
            ids.push(article.id.as_str());
        }
        (counts, ids)
    }
}

/// How strings are drawn from the texts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// From the beginning of a word to the end of one.
    WordBorders,
    /// From anywhere to anywhere.
    Anywhere,
    /// A few Chinese characters that are no word of the dictionary, as most names are.
    OutsideTheDictionary,
    /// With a digit.
    Digits,
    /// With a Latin letter.
    Latin,
    /// With Chinese characters and others.
    Mixed,
}

impl Kind {
    /// All kinds.
    pub(crate) const ALL: [Kind; 6] =
        [Kind::WordBorders, Kind::Anywhere, Kind::OutsideTheDictionary, Kind::Digits, Kind::Latin, Kind::Mixed];

    /// What reports call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::WordBorders => "word borders",
            Kind::Anywhere => "anywhere",
            Kind::OutsideTheDictionary => "no word",
            Kind::Digits => "digits",
            Kind::Latin => "latin",
            Kind::Mixed => "mixed",
        }
    }

    fn accepts(self, string: &str) -> bool {
        let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
        let usual = !string.contains('"') && string.trim() == string && !string.is_empty();
        usual
            && match self {
                Kind::WordBorders | Kind::Anywhere => true,
                Kind::OutsideTheDictionary => {
                    let length = string.chars().count();
                    (2..=4).contains(&length) && string.chars().all(is_han) && !Dictionary::full().has(string)
                }
                Kind::Digits => string.contains(|c: char| c.is_ascii_digit()),
                Kind::Latin => string.contains(|c: char| c.is_ascii_alphabetic()),
                Kind::Mixed => string.contains(is_han) && string.contains(|c: char| c.is_ascii_graphic()),
            }
    }
}

/// Draws strings from the texts; fewer if the texts have few of the kind.
pub(crate) fn strings(texts: &Texts, kind: Kind, wanted: usize, random: &mut Random) -> Vec<String> {
    let mut drawn = Vec::new();
    let mut patience = wanted.saturating_mul(500);
    while drawn.len() < wanted && patience > 0 && !texts.articles.is_empty() {
        patience -= 1;
        let body = &texts.articles[random.below(texts.articles.len())].body;
        let starts: Vec<usize> = body.char_indices().map(|(at, _)| at).collect();
        if starts.is_empty() {
            continue;
        }
        let first = random.below(starts.len());
        let end = |length: usize| starts.get(first + length).copied().unwrap_or(body.len());
        let string = if kind == Kind::WordBorders {
            let near = &body[starts[first]..end(60)];
            let words = Dictionary::full().words(near);
            let Some(from) = words.get(random.below(words.len().max(1))) else { continue };
            let last = words.iter().filter(|word| word.start >= from.start).take(1 + random.below(4)).last();
            &near[from.start..last.map_or(from.end, |last| last.end)]
        } else {
            &body[starts[first]..end(1 + random.below(12))]
        };
        if kind.accepts(string) {
            drawn.push(string.to_owned());
        }
    }
    drawn
}

/// Returns every article that matches, newest first.
pub(crate) fn list_all(snapshot: &Snapshot, query: &str) -> Result<Vec<IndexedArticle>> {
    let request = ListRequest { query: query.to_owned(), limit: usize::MAX, ..ListRequest::default() };
    Ok(snapshot.list(&request)?.articles.into_iter().map(|listed| listed.indexed).collect())
}

fn count_all(snapshot: &Snapshot, query: &str) -> Result<Counts> {
    let request = CountRequest {
        query: query.to_owned(),
        options: QueryOptions { matching: Matching::Words, ..QueryOptions::default() },
        ..CountRequest::default()
    };
    Ok(snapshot.count(&request)?.counts)
}

/// Checks one string against a plain scan: quoted, it counts and finds exactly what the texts have; unquoted, it
/// loses nothing of that.
pub(crate) fn is_exact(snapshot: &Snapshot, texts: &Texts, string: &str) -> std::result::Result<(), String> {
    const LISTED_MAX: u64 = 300;
    let fault = |what: String| Err(format!("{string:?}: {what}"));
    let quoted = format!("\"{string}\"");
    let (wanted, mut ids) = texts.scan(&fold(string));
    let total = count_all(snapshot, &quoted).map_err(|error| error.to_string())?;
    let counted = [total.articles, total.passages, total.occurrences];
    if counted != wanted {
        return fault(format!("counted {counted:?}, the texts have {wanted:?}"));
    }
    if total.articles <= LISTED_MAX {
        let found = list_all(snapshot, &quoted).map_err(|error| error.to_string())?;
        let mut found: Vec<&str> = found.iter().map(|record| record.id.as_str()).collect();
        found.sort_unstable();
        ids.sort_unstable();
        if found != ids {
            return fault(format!("found {} articles, the texts have {}", found.len(), ids.len()));
        }
    }
    let plain = string.replace(|c: char| !c.is_alphanumeric(), " ");
    let both = format!("{plain} {quoted}");
    // A word that reads as an operator there asks for something else.
    let Query::And(parts) = Query::parse(&both).query else { return Ok(()) };
    if parts.iter().all(|part| matches!(part, Query::Words(_) | Query::Exact(_))) {
        let total = count_all(snapshot, &both).map_err(|error| error.to_string())?;
        if total.articles != wanted[0] {
            return fault(format!("unquoted finds {} articles of {}", total.articles, wanted[0]));
        }
    }
    Ok(())
}

/// Returns whether the words of a text are the same with the small dictionary made for it.
pub(crate) fn cuts_alike(whole: &Dictionary, folded: &str) -> bool {
    let small = Dictionary::covering(folded);
    small.words(folded) == whole.words(folded) && small.search_words(folded) == whole.search_words(folded)
}
