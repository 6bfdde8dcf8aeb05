//! How long a query takes in process, with passages and marks: `HUIBAO_BENCH_ARCHIVE=DIR cargo bench --bench queries`.

#![allow(clippy::print_stdout, missing_docs)] // a report is all it makes

mod drawn;

use std::hint::black_box;

use criterion::Criterion;
use huibao::PartialDate;
use huibao::{CountRequest, Filters, SearchRequest, Snapshot};

use self::drawn::{QUERIES, drawn, percentiles, records, snapshot};

fn top_ten(snapshot: &Snapshot, query: &str, filters: &Filters) {
    let (query, filters) = (query.to_owned(), filters.clone());
    black_box(snapshot.search(&SearchRequest { query, filters, ..SearchRequest::default() }).expect("searches"));
}

fn main() {
    let (snapshot, _folder) = snapshot();
    let stats = snapshot.stats().expect("is read");
    let totals = stats.totals;
    println!("{} articles, {} passages, {} segments", totals.articles, totals.passages, stats.segments);
    let drawn = drawn(&records(&snapshot));
    let all = Filters::default();
    let year = totals.last.map_or(2022, |last| last.year).saturating_sub(1);
    let dated = Filters { since: PartialDate::new(year, 0, 0), until: PartialDate::new(year, 0, 0), ..all.clone() };
    let frequent = vec!["的".to_owned(); QUERIES];
    let counting = |query: &str| {
        let request = CountRequest { query: query.to_owned(), ..CountRequest::default() };
        black_box(snapshot.count(&request).expect("counts"));
    };
    let in_year = |query: &str| top_ten(&snapshot, query, &dated);
    let everywhere = |query: &str| top_ten(&snapshot, query, &all);
    type Kind<'a> = (&'static str, &'a [String], &'a dyn Fn(&str));
    let kinds: [Kind<'_>; 9] = [
        ("one word", &drawn.words, &everywhere),
        ("three words", &drawn.three_words, &everywhere),
        ("any of four words", &drawn.any_of_four, &everywhere),
        ("string of 4 to 8", &drawn.strings, &everywhere),
        ("的", &frequent, &everywhere),
        ("one word in a year", &drawn.words, &in_year),
        ("three words in a year", &drawn.three_words, &in_year),
        ("count one word", &drawn.words, &counting),
        ("count 的", &frequent, &counting),
    ];
    println!("{:24} {:>10} {:>10}", "", "p50 ms", "p99 ms");
    for (name, queries, answer) in &kinds {
        let (p50, p99) = percentiles(queries, answer);
        println!("{name:24} {p50:>10.3} {p99:>10.3}");
    }
    let mut criterion = Criterion::default().configure_from_args();
    for (name, queries, answer) in kinds {
        let mut queries = queries.iter().cycle();
        criterion.bench_function(name, |bencher| bencher.iter(|| answer(queries.next().expect("never ends"))));
    }
    criterion.final_summary();
}
