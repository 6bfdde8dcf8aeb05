//! How fast facts are read, on one core: `HUIBAO_BENCH_ARCHIVE=DIR cargo bench --bench facts`.

#![allow(clippy::print_stdout, missing_docs)] // a report is all it makes

#[allow(dead_code)] // the queries are the other benchmarks'
mod drawn;

use std::hint::black_box;
use std::time::Instant;

use huibao::internals::facts::{metadata_of, read};
use huibao::internals::index::IndexedArticle;

use self::drawn::{records, snapshot};

/// Returns MB of text a second: the median of five passes over all records.
fn speed(records: &[&IndexedArticle], mut work: impl FnMut(&IndexedArticle)) -> f64 {
    let bytes: usize = records.iter().map(|record| record.article.body.len()).sum();
    let mut seconds: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            records.iter().for_each(|record| work(record));
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    bytes as f64 / 1e6 / seconds[seconds.len() / 2]
}

fn main() {
    let (snapshot, _folder) = snapshot();
    let records = records(&snapshot);
    let facts_of = |record: &IndexedArticle| read(&record.article.body, &metadata_of(&record.article));
    let all: Vec<&IndexedArticle> = records.iter().collect();
    let reports: Vec<&IndexedArticle> = all.iter().copied().filter(|record| facts_of(record).is_meeting).collect();
    for (name, records) in [("all articles", &all), ("meeting reports", &reports)] {
        let facts = speed(records, |record| drop(black_box(facts_of(record))));
        let folded = speed(records, |record| drop(black_box(huibao::internals::fold::fold(&record.article.body))));
        println!(
            "{name:16} {:>7}  facts {facts:7.1} MB/s, folding alone {folded:7.1} MB/s, ratio {:.2}",
            records.len(),
            folded / facts
        );
    }
}
