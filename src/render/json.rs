//! What all JSON of answers shares: version 1, to which fields may be added and from which none is taken.

use serde_json::{Value, json};

use crate::facts::{Day, MeetingRecord};

/// The version of the contract; every object says it.
pub(super) const VERSION: u32 = 1;

/// A score with four decimals: more say nothing.
pub(super) fn rounded(score: f32) -> f64 {
    (f64::from(score) * 10_000.0).round() / 10_000.0
}

/// Ranges of bytes as pairs of their ends.
pub(super) fn pairs(ranges: &[std::ops::Range<usize>]) -> Vec<Value> {
    ranges.iter().map(|range| json!([range.start, range.end])).collect()
}

/// A day, or null.
pub(super) fn day(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// The names of those who chaired.
pub(super) fn chairs(facts: &MeetingRecord) -> Vec<&String> {
    facts.chairs.iter().map(|chair| &chair.name.value).collect()
}

/// `2022-08-29T10:15:00Z` of seconds since 1970.
pub(super) fn timestamp(seconds: i64) -> String {
    let Ok(time) = time::OffsetDateTime::from_unix_timestamp(seconds) else { return String::new() };
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}
