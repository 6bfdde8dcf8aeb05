//! What someone said: the parts of an article that are theirs, when a query asks for `said:`.

use std::ops::Range;

use super::plan::Plan;
use crate::condition::holds_on_part;
use crate::facts::MeetingRecord;
use crate::fold::fold_lines;
use crate::index::Counts;
use crate::passage::{marks, passages};

/// Returns the parts of the body in which one of the speakers a query names speaks.
pub(super) fn parts(plan: &Plan, facts: &MeetingRecord) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = plan.speakers.iter().flat_map(|name| facts.spoken_by(name)).collect();
    parts.sort_by_key(|part| part.start);
    parts
}

/// Returns whether what a query asks for occurs in what its speakers said.
pub(super) fn is_spoken(plan: &Plan, facts: &MeetingRecord, body: &str) -> bool {
    let said: String = parts(plan, facts).into_iter().map(|part| fold_lines(&body[part]) + "\n").collect();
    holds_on_part(&plan.condition, &said)
}

/// Counts an article, its passages and places if what a query asks for occurs in what its speakers said.
pub(super) fn count(plan: &Plan, facts: &MeetingRecord, body: &str, total: &mut Counts) {
    if !is_spoken(plan, facts, body) {
        return;
    }
    total.articles += 1;
    let said = parts(plan, facts);
    for passage in passages(body) {
        let mut places = 0;
        for part in &said {
            let shared = part.start.max(passage.start)..part.end.min(passage.end);
            if shared.start < shared.end {
                places += if plan.clauses.is_empty() {
                    1
                } else {
                    marks(&body[shared], &plan.clauses, &plan.unquoted_terms).len()
                };
            }
        }
        total.passages += u64::from(places > 0);
        total.occurrences += places as u64;
    }
}
