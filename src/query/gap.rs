//! Strings with something between them in one sentence: 坚持…为中心.

/// At most so many characters are in each gap: of 坚持…为中心 that of 坚持以人民为中心 has three, and a clause of the genre
/// is seldom longer.
pub(crate) const GAP_CHARS: u32 = 20;

/// Stands for a gap in what is looked for: U+10FFFD is none a text can have.
pub(crate) const GAP: char = '\u{10fffd}';

/// What a sentence ends with, folded; so does a line.
pub(crate) const SENTENCE_ENDS: [char; 3] = ['。', '!', '?'];

/// Returns the strings of a run with gaps, if it is one: letters on both sides of each … or *.
pub(super) fn parts(word: &str) -> Option<Vec<String>> {
    let is_gap = |c: char| matches!(c, '…' | '*' | '＊' | '⋯');
    // As in a regular expression: 坚持.*为中心.
    let word = &word.replace(".*", "*");
    let parts: Vec<&str> = word.split(is_gap).filter(|part| !part.is_empty()).collect();
    let is_inner = !word.starts_with(is_gap) && !word.ends_with(is_gap);
    let are_words = parts.iter().all(|part| part.chars().all(char::is_alphanumeric));
    (parts.len() > 1 && is_inner && are_words).then(|| parts.into_iter().map(str::to_owned).collect())
}

/// Returns where a run with gaps is, from beginning to end: of those that end alike the shortest, 坚持以人民为中心 of
/// 坚持改革,坚持以人民为中心.
pub(crate) fn chains(first: &[(u32, u32)], rest: &[Vec<(u32, u32)>], breaks: &[u32]) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    for place in first {
        let Some(end) = chained(place.1, rest, breaks) else { continue };
        if found.last().is_some_and(|last| last.1 == end) {
            found.pop();
        }
        found.push((place.0, end));
    }
    found
}

/// Returns where the last part ends that follows a first one, each gap at most [`GAP_CHARS`] characters and inside a
/// sentence; nearer ones are tried first. Places are in characters, in order, from beginning to end; `breaks` are those
/// of what ends sentences, in order.
fn chained(end: u32, rest: &[Vec<(u32, u32)>], breaks: &[u32]) -> Option<u32> {
    let Some((next, others)) = rest.split_first() else { return Some(end) };
    let sentence_end = breaks.get(breaks.partition_point(|at| *at < end)).copied().unwrap_or(u32::MAX);
    let from = next.partition_point(|place| place.0 < end);
    let near = next[from..].iter().take_while(|place| place.0 - end <= GAP_CHARS && place.0 <= sentence_end);
    near.into_iter().find_map(|place| chained(place.1, others, breaks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_stays_in_its_sentence() {
        assert_eq!(chained(2, &[vec![(0, 1), (5, 8)]], &[]), Some(8));
        assert_eq!(chained(2, &[vec![(5, 8)]], &[3]), None);
        assert_eq!(chained(2, &[vec![(23, 25)]], &[]), None);
        assert_eq!(chains(&[(0, 2), (5, 7)], &[vec![(10, 13)]], &[]), [(5, 13)]);
        // The nearer second part leads nowhere.
        assert_eq!(chained(2, &[vec![(4, 5), (20, 21)], vec![(40, 41)]], &[]), Some(41));
    }

    #[test]
    fn gaps_are_between_words() {
        assert_eq!(parts("坚持…为中心"), Some(vec!["坚持".to_owned(), "为中心".to_owned()]));
        assert_eq!(parts("坚持……为*中心").map(|parts| parts.len()), Some(3));
        assert_eq!(parts("坚持.*为中心"), parts("坚持*为中心"));
        assert!(["防控*", "…防控", "防汛**", "a.b…c", "…"].iter().all(|word| parts(word).is_none()));
    }
}
