//! Draws queries from an archive's own texts, the same ones in every run.

use std::path::PathBuf;
use std::sync::Arc;

use huibao::internals::index::IndexedArticle;
use huibao::internals::tokenizer::Dictionary;
use huibao::{AddOptions, Archive, Control, ListRequest, Snapshot};

/// How many queries of each kind.
pub(crate) const QUERIES: usize = 500;

/// Opens the archive of `HUIBAO_BENCH_ARCHIVE`, or makes one of the samples in a temporary folder.
pub(crate) fn snapshot() -> (Arc<Snapshot>, Option<tempfile::TempDir>) {
    let open = |dir: &PathBuf| {
        let archive = Archive::open(dir).expect("there is an archive");
        archive.snapshot(&mut Control::default()).expect("the archive can be opened")
    };
    if let Some(dir) = std::env::var_os("HUIBAO_BENCH_ARCHIVE") {
        return (open(&PathBuf::from(dir)), None);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let samples = [PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples")];
    let dir = folder.path().join("archive");
    let archive = Archive::create(&dir).expect("creates");
    let mut writer = archive.writer().expect("nobody else writes");
    writer.add(&samples, &AddOptions::default(), &mut Control::default()).expect("the samples can be added");
    drop(writer);
    println!("HUIBAO_BENCH_ARCHIVE names no archive: measuring on the samples, which says little");
    (open(&dir), Some(folder))
}

/// Every article.
pub(crate) fn records(snapshot: &Snapshot) -> Vec<IndexedArticle> {
    let all = snapshot.list(&ListRequest { limit: usize::MAX, ..ListRequest::default() });
    all.expect("the archive can be read").articles.into_iter().map(|listed| listed.indexed).collect()
}

/// Queries of each kind, as a person types them.
pub(crate) struct Drawn {
    pub(crate) words: Vec<String>,
    pub(crate) three_words: Vec<String>,
    pub(crate) any_of_four: Vec<String>,
    pub(crate) strings: Vec<String>,
}

/// Draws queries: words and strings that stand in the texts, as often as they stand there.
pub(crate) fn drawn(records: &[IndexedArticle]) -> Drawn {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit.max(1) as u64) as usize
    };
    let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    let mut drawn = Drawn { words: vec![], three_words: vec![], any_of_four: vec![], strings: vec![] };
    while drawn.words.len() < QUERIES {
        let body = huibao::internals::fold::fold(&records[below(records.len())].article.body);
        let characters: Vec<char> = body.chars().collect();
        let start = below(characters.len());
        let near: String = characters[start..characters.len().min(start + 300)].iter().collect();
        let words: Vec<&str> = Dictionary::full()
            .words(&near)
            .into_iter()
            .map(|range| &near[range])
            .filter(|word| word.chars().count() > 1 && word.chars().all(is_han))
            .collect();
        let string: String = characters[start..].iter().take(4 + below(5)).collect();
        if words.len() < 4 || !string.chars().all(is_han) || string.chars().count() < 4 {
            continue;
        }
        let mut word = || words[below(words.len())].to_owned();
        drawn.words.push(word());
        drawn.three_words.push([word(), word(), word()].join(" "));
        drawn.any_of_four.push([word(), word(), word(), word()].join(" OR "));
        drawn.strings.push(format!("\"{string}\""));
    }
    drawn
}

/// Returns the 50th and the 99th percentile of how long each query takes, in milliseconds.
pub(crate) fn percentiles(queries: &[String], mut answer: impl FnMut(&str)) -> (f64, f64) {
    queries.iter().take(20).for_each(|query| answer(query));
    let mut times: Vec<f64> = queries
        .iter()
        .map(|query| {
            let start = std::time::Instant::now();
            answer(query);
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() * 99 / 100])
}
