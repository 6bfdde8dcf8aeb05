//! Finds the articles whose words score best, the same ones whatever segments they lie in.

use tantivy::collector::TopDocs;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, TERMINATED};

use super::by_date::Dates;
use super::{DateOrder, Found, address_of, found as found_at};

/// Returns the best matches of a query, best first.
pub(super) fn best(searcher: &Searcher, query: &dyn Query, limit: usize) -> tantivy::Result<Vec<Found>> {
    // One more than is wanted shows whether equals were left out.
    let mut found: Vec<Found> = searcher
        .search(query, &TopDocs::with_limit(limit.saturating_add(1)).order_by_score())?
        .into_iter()
        .map(|(score, address)| found_at(score, address))
        .collect();
    if found.len() > limit {
        let least = found[limit - 1].score;
        if found[limit].score == least {
            found.retain(|one| one.score > least);
            let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
            for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
                weight.for_each_pruning(least.next_down(), segment, &mut |doc, score| {
                    if score == least {
                        found.push(found_at(score, DocAddress::new(ordinal, doc)));
                    }
                    least.next_down()
                })?;
            }
        }
    }
    in_order(searcher, found, limit)
}

/// Returns the best of some documents of each segment by the sum of what the words' queries score, best first;
/// with `all_first`, those that have all words before the others.
pub(super) fn best_among(
    searcher: &Searcher,
    words: &[Box<dyn Query>],
    documents: Vec<Vec<DocId>>,
    all_first: bool,
    limit: usize,
) -> tantivy::Result<Vec<Found>> {
    let weights = words
        .iter()
        .map(|word| word.weight(EnableScoring::enabled_from_searcher(searcher)))
        .collect::<tantivy::Result<Vec<_>>>()?;
    // Those that have all words, and the others.
    let mut found: [Vec<Found>; 2] = Default::default();
    for ((ordinal, segment), documents) in (0..).zip(searcher.segment_readers()).zip(documents) {
        let mut scores: Vec<(Score, usize)> = vec![(0.0, 0); documents.len()];
        for weight in &weights {
            let mut scorer = weight.scorer(segment, 1.0)?;
            for (doc, (sum, count)) in documents.iter().zip(&mut scores) {
                if scorer.doc() < *doc {
                    scorer.seek(*doc);
                }
                match scorer.doc() {
                    TERMINATED => break,
                    at if at == *doc => {
                        *sum += scorer.score();
                        *count += 1;
                    }
                    _ => {}
                }
            }
        }
        for (doc, (score, count)) in documents.into_iter().zip(scores) {
            let lacks_some = all_first && count < weights.len();
            found[usize::from(lacks_some)].push(found_at(score, DocAddress::new(ordinal, doc)));
        }
    }
    let mut best = Vec::new();
    for mut found in found {
        let limit = limit - best.len();
        if found.len() > limit && limit > 0 {
            found.select_nth_unstable_by(limit - 1, |a, b| b.score.total_cmp(&a.score));
            let least = found[..limit].iter().map(|one| one.score).fold(f32::INFINITY, f32::min);
            found.retain(|one| one.score >= least);
        }
        best.extend(in_order(searcher, found, limit)?);
    }
    Ok(best)
}

/// Orders matches by score, equals by date and id, and keeps the first.
fn in_order(searcher: &Searcher, mut found: Vec<Found>, limit: usize) -> tantivy::Result<Vec<Found>> {
    let dates = Dates::open(searcher, DateOrder::Newest)?;
    found.sort_by(|a, b| {
        (b.score.total_cmp(&a.score)).then_with(|| dates.key(address_of(a)).cmp(&dates.key(address_of(b))))
    });
    found.truncate(limit);
    Ok(found)
}
