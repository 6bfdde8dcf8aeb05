//! What always holds.

use huibao::Format;
use huibao::internals::extract::{Provenance, extract};
use huibao::internals::fold::fold;
use huibao::internals::passage::{Term, marks, passages};
use huibao::internals::query::Query;
use huibao::internals::tokenizer::Dictionary;
use proptest::prelude::*;

use super::checks::{Kind, Random, Texts, cuts_alike, is_exact, strings};
use super::{Case, request};

#[test]
fn every_verbatim_string_is_found_and_counted() {
    let case = Case::with_samples();
    let latin = "云岭市举行5G应用推进会\n会议通报,全市累计建成5G基站1286个,GDP同比增长6.1%。林远舟指出,要推广LED照明,\
                 用好“云岭通”APP,落实PPP项目3+3机制,WiFi覆盖A级景区。Steven Lin和iFactory公司代表参加会议。\n";
    case.add(&[case.file("latin.txt", latin)]);
    let snapshot = case.snapshot();
    let texts = Texts::of(&snapshot).expect("reads");
    assert_eq!(texts.articles.len(), 16);
    let mut random = Random::new(20_240_712);
    for kind in Kind::ALL {
        let drawn = strings(&texts, kind, 1000, &mut random);
        assert_eq!(drawn.len(), 1000, "{}", kind.name());
        for string in drawn {
            assert_eq!(is_exact(&snapshot, &texts, &string), Ok(()), "{}", kind.name());
        }
    }
}

#[test]
fn small_dictionaries_cut_the_samples_as_the_whole_one() {
    let case = Case::with_samples();
    let texts = Texts::of(&case.snapshot()).expect("reads");
    let sentences: Vec<&str> = texts.articles.iter().flat_map(|article| article.sentences()).collect();
    assert!(sentences.len() > 80, "{}", sentences.len());
    for sentence in sentences {
        assert!(cuts_alike(Dictionary::full(), sentence), "{sentence}");
    }
}

#[test]
fn a_word_jieba_cuts_otherwise_is_found() {
    let case = Case::with_samples();
    let snapshot = case.snapshot();
    for name in ["储云帆", "林远舟", "丁一鸣", "阿依古丽·买买江", "3+3", "第18次", "18次", "五包一", "鲁卫平", "魯衛平"]
    {
        let answer = snapshot.search(&request(name)).expect("searches");
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
        let _ = extract(&bytes, &Provenance::of(Format::NAMES[format].1));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[<>/a-z\"=&;:：，。\\n\\[\\]{}\\-| 会议记者编辑来源0-9年月日（）()]{0,300}", format in 0usize..6) {
        let _ = extract(text.as_bytes(), &Provenance::of(Format::NAMES[format].1));
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
