//! The same work in huibao and in SQLite FTS5, side by side: `HUIBAO_BENCH_ARCHIVE=DIR cargo bench --bench compare`.
//!
//! FTS5 gets every passage as a row, once for its trigram tokenizer and once cut by the same jieba, words joined by
//! blanks, for unicode61. Each answers as its users would ask: words with AND, OR, a phrase, `highlight`, the ten
//! best by `rank`, `count(*)`. Trigrams cannot find what is shorter than three characters: `LIKE` has to.

#![allow(clippy::print_stdout, missing_docs)] // a report is all it makes

#[path = "../drawn/mod.rs"]
mod drawn;

use std::hint::black_box;
use std::time::Instant;

use huibao::internals::index::IndexedArticle;
use huibao::internals::passage::passages;
use huibao::internals::tokenizer::Dictionary;
use huibao::{CountRequest, Matching, QueryOptions, SearchRequest};
use rusqlite::Connection;

use self::drawn::{drawn, percentiles, records, snapshot};

/// FTS5 with one tokenizer.
struct Fts {
    db: Connection,
    trigrams: bool,
}

impl Fts {
    fn new(records: &[IndexedArticle], folder: &std::path::Path, trigrams: bool) -> rusqlite::Result<Fts> {
        let name = if trigrams { "trigram" } else { "unicode61" };
        let start = Instant::now();
        let path = folder.join(name);
        let mut db = Connection::open(&path)?;
        db.execute_batch(&format!(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             CREATE VIRTUAL TABLE passage USING fts5(text, tokenize = '{name}');"
        ))?;
        let (mut rows, mut bytes) = (0, 0);
        let transaction = db.transaction()?;
        {
            let mut insert = transaction.prepare("INSERT INTO passage VALUES(?)")?;
            for record in records {
                for passage in passages(&record.article.body) {
                    let text = huibao::internals::fold::fold(&record.article.body[passage]);
                    (rows, bytes) = (rows + 1, bytes + text.len());
                    insert.execute([if trigrams { text } else { cut(&text) }])?;
                }
            }
        }
        transaction.commit()?;
        let (seconds, size) = (start.elapsed().as_secs_f64(), path.metadata().map_or(0, |file| file.len()));
        println!(
            "{name}: {rows} passages in {seconds:.1} s, {:.1} MB/s, {:.2} bytes a byte of text",
            bytes as f64 / 1e6 / seconds,
            size as f64 / bytes as f64
        );
        Ok(Fts { db, trigrams })
    }

    /// Writes what a query asks in FTS5's words; `None` for one that trigrams cannot ask.
    fn asked(&self, query: &str) -> Option<String> {
        let phrase = |text: &str| format!("\"{}\"", if self.trigrams { text.to_owned() } else { cut(text) });
        if let Some(string) = query.strip_prefix('"') {
            return Some(phrase(string.trim_end_matches('"')));
        }
        let (words, with) = match query.contains(" OR ") {
            true => (query.split(" OR ").collect::<Vec<_>>(), " OR "),
            false => (query.split(' ').collect(), " AND "),
        };
        if self.trigrams && words.iter().any(|word| word.chars().count() < 3) {
            return None;
        }
        Some(words.into_iter().map(phrase).collect::<Vec<_>>().join(with))
    }

    fn top_ten(&self, query: &str) {
        let ask = "SELECT rowid, highlight(passage, 0, '<', '>') FROM passage WHERE";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
        let rows = match self.asked(query) {
            Some(asked) => {
                let sql = format!("{ask} passage MATCH ? ORDER BY rank LIMIT 10");
                let mut statement = self.db.prepare_cached(&sql).expect("is SQL");
                statement.query_map([asked], read).expect("is asked").collect::<rusqlite::Result<Vec<_>>>()
            }
            None => {
                let (likes, words) = likes(query);
                let sql = format!("SELECT rowid, text FROM passage WHERE {likes} LIMIT 10");
                let mut statement = self.db.prepare_cached(&sql).expect("is SQL");
                let words = rusqlite::params_from_iter(words);
                statement.query_map(words, read).expect("is asked").collect::<rusqlite::Result<Vec<_>>>()
            }
        };
        black_box(rows.expect("is answered"));
    }

    fn count(&self, query: &str) {
        let (sql, words) = match self.asked(query) {
            Some(asked) => ("passage MATCH ?".to_owned(), vec![asked]),
            None => likes(query),
        };
        let sql = format!("SELECT count(*) FROM passage WHERE {sql}");
        let mut statement = self.db.prepare_cached(&sql).expect("is SQL");
        let words = rusqlite::params_from_iter(words);
        black_box(statement.query_row(words, |row| row.get::<_, i64>(0)).expect("is answered"));
    }
}

fn likes(query: &str) -> (String, Vec<String>) {
    let (words, with) = match query.contains(" OR ") {
        true => (query.split(" OR ").collect::<Vec<_>>(), " OR "),
        false => (query.split(' ').collect(), " AND "),
    };
    let sql = vec!["text LIKE ?"; words.len()].join(with);
    (sql, words.into_iter().map(|word| format!("%{word}%")).collect())
}

fn cut(text: &str) -> String {
    let words = Dictionary::full().words(text);
    words.into_iter().map(|range| &text[range]).collect::<Vec<_>>().join(" ")
}

fn main() {
    let (snapshot, _folder) = snapshot();
    let records = records(&snapshot);
    let drawn = drawn(&records);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let trigram = Fts::new(&records, folder.path(), true).expect("is built");
    let unicode = Fts::new(&records, folder.path(), false).expect("is built");
    drop(records);
    let found = |query: &str| {
        let request = SearchRequest { query: query.to_owned(), ..SearchRequest::default() };
        black_box(snapshot.search(&request).expect("searches"));
    };
    let counted = |query: &str| {
        let request = CountRequest {
            query: query.to_owned(),
            options: QueryOptions { matching: Matching::Words, ..QueryOptions::default() },
            ..CountRequest::default()
        };
        black_box(snapshot.count(&request).expect("counts"));
    };
    let frequent = vec!["的".to_owned(); 20];
    type Kind<'a> = (&'static str, &'a [String], bool);
    let kinds: [Kind<'_>; 7] = [
        ("one word", &drawn.words, false),
        ("three words", &drawn.three_words, false),
        ("any of four words", &drawn.any_of_four, false),
        ("string of 4 to 8", &drawn.strings, false),
        ("的", &frequent, false),
        ("count one word", &drawn.words, true),
        ("count 的", &frequent, true),
    ];
    println!("\n{:20} {:>17} {:>26} {:>26}", "p50 / p99 ms", "huibao", "FTS5 trigram", "FTS5 unicode61 + jieba");
    for (name, queries, counts) in kinds {
        // Trigrams read every passage for a short word: a few such queries are enough.
        let few = &queries[..queries.len().min(40)];
        let (ours, by_trigram, by_unicode) = if counts {
            let by_trigram = percentiles(few, |query| trigram.count(query));
            (percentiles(queries, counted), by_trigram, percentiles(queries, |query| unicode.count(query)))
        } else {
            let by_trigram = percentiles(few, |query| trigram.top_ten(query));
            (percentiles(queries, found), by_trigram, percentiles(queries, |query| unicode.top_ten(query)))
        };
        let beside = |(p50, p99): (f64, f64)| format!("{p50:.2} / {p99:.2} ({:.1}x)", p50 / ours.0);
        println!(
            "{name:20} {:>17} {:>26} {:>26}",
            format!("{:.2} / {:.2}", ours.0, ours.1),
            beside(by_trigram),
            beside(by_unicode)
        );
    }
}
