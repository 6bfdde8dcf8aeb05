//! What always holds.

use huibao::extract::{Format, Reading, extract};
use huibao::fold::fold;
use huibao::index::Filters;
use huibao::passage::{Term, marks, passages};
use huibao::query::Query;
use huibao::search::{Matching, SearchOptions, count, search};
use proptest::prelude::*;

use super::Case;

/// A small generator, so that every run tries the same strings.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[test]
fn every_verbatim_string_is_found_and_counted() {
    let case = Case::with_samples();
    let snapshot = case.snapshot();
    let (records, _) = huibao::search::list(&snapshot, "", &Filters::default(), false, 1000, 0).expect("lists");
    assert_eq!(records.len(), 15);
    let texts: Vec<[String; 3]> = records
        .iter()
        .map(|record| {
            let article = &record.article;
            [fold(&article.title), fold(article.original_title.as_deref().unwrap_or_default()), fold(&article.body)]
        })
        .collect();
    let mut random = Random(20_240_712);
    for _ in 0..1000 {
        let record = &records[random.below(records.len())];
        let characters: Vec<char> = record.article.body.chars().collect();
        let start = random.below(characters.len());
        let length = 1 + random.below(12);
        let string: String = characters[start..characters.len().min(start + length)].iter().collect();
        if string.contains('"') || string.trim().is_empty() {
            continue;
        }
        let query = format!("\"{string}\"");
        let (total, _) = count(&snapshot, &query, Matching::Auto, &Filters::default()).expect("counts");
        let folded = fold(&string);
        let in_article = |texts: &[String; 3]| texts.iter().map(|text| text.matches(&folded).count()).sum::<usize>();
        let articles = texts.iter().filter(|texts| in_article(texts) > 0).count();
        let occurrences: usize = texts.iter().map(in_article).sum();
        assert_eq!((total.articles, total.occurrences), (articles as u64, occurrences as u64), "{query}");
        // With and without quotes the article is among the hits.
        let options = SearchOptions { limit: 1000, matching: Matching::All, ..SearchOptions::default() };
        for text in [query, string.replace(['(', ')', '（', '）', '-', '－', '“', '”'], " ")] {
            let answer = search(&snapshot, &text, &options).expect("searches");
            assert!(
                answer.hits.iter().any(|hit| hit.record.id == record.id),
                "{text:?} misses {}",
                record.article.title
            );
        }
    }
}

#[test]
fn a_word_jieba_cuts_otherwise_is_found() {
    let case = Case::with_samples();
    let snapshot = case.snapshot();
    for name in ["储云帆", "林远舟", "丁一鸣", "阿依古丽·买买江", "3+3", "第18次", "18次", "五包一", "鲁卫平", "魯衛平"]
    {
        let answer = search(&snapshot, name, &SearchOptions::default()).expect("searches");
        assert!(!answer.hits.is_empty(), "{name}");
    }
}

fn query_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "防汛", "会议", " ", " ", "OR", "或", "|", "-", "(", ")", "（", "）", "\"", "“", "”", "「", "」", "『", "』",
        "‘", "’", "a", "第18次", "　", "!", "－", "\u{0}",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_query_written_out_reads_the_same(text in query_text()) {
        let query = Query::parse(&text).query;
        let written = query.to_string();
        prop_assert_eq!(Query::parse(&written).query, query, "{}", written);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), format in 0usize..6) {
        let _ = extract(&bytes, &Reading::of(Format::NAMES[format].1));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[<>/a-z\"=&;:：，。\\n\\[\\]{}\\-| 会议记者编辑来源0-9年月日（）()]{0,300}", format in 0usize..6) {
        let _ = extract(text.as_bytes(), &Reading::of(Format::NAMES[format].1));
    }

    #[test]
    fn passages_and_marks_stay_inside_the_text(body in "[会议强调，。！？”“\\n 　a-zA-Z0-9()（）]{0,900}", word in "[会议强调，a]{1,3}") {
        let spans = passages(&body);
        let mut end = 0;
        for span in &spans {
            prop_assert!(span.start >= end && span.end > span.start);
            end = span.end;
            let text = &body[span.clone()];
            let term = Term { text: fold(&word), weight: 1.0, clause: 0 };
            for mark in marks(text, &[fold(&word)], &[term]) {
                prop_assert_eq!(fold(&text[mark]).contains(&fold(&word)), true);
            }
        }
        let kept: String = spans.iter().map(|span| &body[span.clone()]).collect::<String>().split_whitespace().collect();
        prop_assert_eq!(kept, body.split_whitespace().collect::<String>());
    }
}
