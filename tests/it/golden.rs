//! What small pages become and how answers look, as files to review. `UPDATE_GOLDEN=1` rewrites them.

use std::fmt::Write;
use std::path::Path;

use huibao::internals::render::note_text;
use huibao::{Language, SearchRequest};

use super::checks::list_all;
use super::{Case, request};

fn check(name: &str, got: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, got).expect("writes");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(got, expected, "{name} has changed: if that is right, run UPDATE_GOLDEN=1 cargo test");
}

/// Puts TIME where a time of this run is: 2026-01-02T03:04:05Z.
fn without_times(text: &str) -> String {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00Z";
    let is_time = |bytes: &[u8]| {
        bytes.len() == SHAPE.len()
            && bytes
                .iter()
                .zip(SHAPE)
                .all(|(byte, shape)| if *shape == b'0' { byte.is_ascii_digit() } else { byte == shape })
    };
    let (mut cleaned, mut rest) = (String::new(), text);
    while let Some(at) = rest.as_bytes().windows(SHAPE.len()).position(is_time) {
        cleaned += &rest[..at];
        cleaned += "TIME";
        rest = &rest[at + SHAPE.len()..];
    }
    cleaned + rest
}

#[test]
fn articles_of_the_samples() {
    let case = Case::with_samples();
    let records = list_all(&case.snapshot(), "").expect("lists");
    let mut text = String::new();
    for record in records {
        let article = record.article;
        let date = article.published.map(|date| date.to_string());
        writeln!(text, "# {}", article.title).expect("writes");
        writeln!(
            text,
            "original title {:?}, outlet {:?}, source {:?}, channel {:?}",
            article.original_title, article.outlet, article.source, article.channel
        )
        .expect("writes");
        writeln!(
            text,
            "published {date:?}, reporters {:?}, editors {:?}, tags {:?}",
            article.reporters, article.editors, article.tags
        )
        .expect("writes");
        writeln!(
            text,
            "url {:?}, extra {:?}, cautions {:?}\n{}\n",
            article.url, article.extra, article.cautions, article.body
        )
        .expect("writes");
    }
    check("articles.txt", &text);
}

#[test]
fn ranking_on_the_samples() {
    let case = Case::with_samples();
    let snapshot = case.snapshot();
    // What is typed, and words of the headline (or beginning) of the article that is wanted.
    let queries = [
        ("防汛 责任", "林远舟主持召开市委第18次专题会议"),
        ("“五包一”", "林远舟主持召开市委第18次专题会议"),
        ("林远舟强调", "林远舟主持召开市委第18次专题会议"),
        ("储云帆 常务会议", "常务会议"),
        ("招商引资", "招商引资"),
        ("第18次专题会议", "林远舟主持召开市委第18次专题会议"),
        ("安全生产 三项整治", "红原网时刻新闻"),
        ("縣委常委會議", "縣委"),
        ("主席会议 老旧小区", "主席会议"),
        ("谁主持召开了军分区党委全体会议", "军分区"),
        ("会议 -防汛", ""),
        ("(春节 OR 高考) 群众", ""),
    ];
    let mut text = String::new();
    let (mut reciprocal, mut wanted_queries) = (0.0, 0);
    for (query, wanted) in queries {
        let answer = snapshot.search(&SearchRequest { limit: 5, ..request(query) }).expect("searches");
        let lead = |hit: &huibao::Hit| match hit.record.article.title.as_str() {
            "" => hit.record.article.body.chars().take(20).collect::<String>(),
            title => title.to_owned(),
        };
        let rank = answer.hits.iter().find(|hit| !wanted.is_empty() && lead(hit).contains(wanted)).map(|hit| hit.rank);
        if !wanted.is_empty() {
            wanted_queries += 1;
            reciprocal += rank.map_or(0.0, |rank| 1.0 / rank as f64);
        }
        let notes: Vec<String> = answer.notes.iter().map(|note| note_text(note, Language::English)).collect();
        writeln!(text, "{query}  [{}] {}", answer.read_as, notes.join("; ")).expect("writes");
        if !wanted.is_empty() {
            let rank = rank.map_or("not among the first 5".to_owned(), |rank| format!("rank {rank}"));
            writeln!(text, "  wanted: {wanted}: {rank}").expect("writes");
        }
        for hit in &answer.hits {
            let passages: Vec<String> = hit.passages.iter().map(|passage| format!(":{}", passage.number)).collect();
            writeln!(text, "  {} {} {}", hit.rank, passages.join(""), lead(hit)).expect("writes");
        }
    }
    let mean = reciprocal / f64::from(wanted_queries);
    let text = format!("mean reciprocal rank {mean:.3} of {wanted_queries} queries\n\n{text}");
    check("ranking.txt", &text);
}

#[test]
fn answers_in_every_format() {
    let case = Case::with_samples();
    for (name, args) in [
        ("search.txt", &["search", "防汛", "责任", "-n", "2"][..]),
        ("search-color.txt", &["search", "防汛", "责任", "-n", "1", "--color", "always"]),
        ("search-passage.txt", &["search", "责任", "--group", "passage", "-n", "3", "-C", "1", "--explain"]),
        ("search.jsonl", &["search", "防汛", "责任", "-n", "1", "--format", "jsonl"]),
        ("search.csv", &["search", "五包一", "--format", "csv"]),
        ("search.md", &["search", "五包一", "--format", "md"]),
        ("search.ids", &["search", "防汛", "-l"]),
        ("list.txt", &["list"]),
        ("list.tsv", &["list", "--since", "2024-05", "--format", "tsv"]),
        ("list.md", &["list", "--source", "云岭日报", "--format", "md"]),
        ("count.json", &["count", "防汛", "--json"]),
        ("analyze.txt", &["analyze", "雲嶺市委書記主持召開第１８次專題會議"]),
    ] {
        let ran = case.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        // Where the samples stand differs from machine to machine.
        let here = super::samples().display().to_string();
        check(name, &without_times(&ran.out.replace(&here, "samples")));
    }
}
