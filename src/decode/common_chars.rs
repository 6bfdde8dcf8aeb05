//! Tells everyday Chinese from what bytes give in the wrong encoding.

use std::sync::LazyLock;

/// The commonest characters of Chinese, simplified and traditional; the hundred first make up some 40 % of any real
/// text.
const EVERYDAY: &str = include_str!("../lexicon/common_chars.txt");

/// One bit for each character of the Basic Multilingual Plane.
static SET: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut set = vec![0u64; 1 << 10];
    for c in EVERYDAY.trim_end().chars().chain("，。、：；“”（）《》　！？".chars()) {
        set[c as usize >> 6] |= 1 << (c as usize & 63);
    }
    set
});

/// How many characters tell.
const SAMPLE_CHARS: usize = 20_000;

/// Returns how much of the non-ASCII text is everyday Chinese, in thousandths; 0 where there is none.
pub(super) fn everyday_share(text: &str) -> usize {
    share_in(text, SAMPLE_CHARS)
}

/// The same of the first `sample` characters that are not ASCII.
pub(super) fn share_in(text: &str, sample: usize) -> usize {
    let (mut everyday, mut all) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()).take(sample) {
        all += 1;
        everyday += SET.get(c as usize >> 6).map_or(0, |bits| (bits >> (c as usize & 63)) as usize & 1);
    }
    (everyday * 1000).checked_div(all).unwrap_or(0)
}
