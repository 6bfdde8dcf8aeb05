//! Anything people may give, through everything: bytes, decode, extract, facts, tokenize, index, search, passage.
//!
//! The inputs are made of the genre's words, of what pages and exports put around them, and of damage; the same for
//! every run. `HUIBAO_LONG_TESTS=1` makes 20,000 of them. `tests/fuzz` keeps inputs that once were read wrong.

use std::path::{Path, PathBuf};

use huibao::internals::extract::Skip;
use huibao::internals::facts;
use huibao::internals::passage::passages;
use huibao::{AddOptions, Archive, Control, Event, ItemOutcome};

use super::checks::{Kind, Random, Texts, is_exact, list_all, strings};
use super::{Case, request, samples};

/// Inputs that are added together.
const BATCH: usize = 250;

const PIECES: &[&str] = &[
    "8月28日，",
    "2024年7月12日，",
    "云岭市委书记",
    "林远舟",
    "主持召开",
    "第18次",
    "专题会议",
    "并讲话。",
    "王小川、",
    "丁一鸣",
    "出席会议",
    "列席",
    "。",
    "，",
    "：“",
    "”",
    "会议强调，",
    "会议指出",
    "他要求，",
    "要压实责任",
    "防汛抗旱",
    "\n",
    "\n\n",
    "　　",
    " ",
    "（记者 周文）",
    "[编辑:史小卓]",
    "来源：清河日报",
    "原标题:",
    "相关阅读",
    "责任编辑：",
    "首页 > 要闻",
    "ICP备2099号",
    "aa-",
    "GDP",
    "3.5%",
    "１１０",
    "①",
    "㎡",
    "𠮷",
    "é",
    "e\u{301}",
    "\u{200b}",
    "\u{202e}",
    "\u{feff}",
    "\0",
    "\r",
    "\u{1b}[31m",
    "&amp;",
    "&#x3002;",
    "<",
    ">",
    "\"",
    "'",
    "\\",
    "{",
    "}",
    ",",
    "\t",
    "魯衛平",
    "一百一十",
    "·",
    "…",
    "——",
    "！",
    "？",
    "的",
    "了",
    "市",
    "县",
    "委",
    "会",
    "年",
    "月",
    "日",
    "第",
    "次",
    "、",
];
const TAGS: &[&str] = &[
    "<p>",
    "</p>",
    "<div id=zoom>",
    "</div>",
    "<br>",
    "<b>",
    "</b>",
    "<table><tr><td>",
    "</table>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<style>",
    "</style>",
    "<meta name=\"ArticleTitle\" content=\"",
    "\">",
    "<title>",
    "</title>",
    "<h1>",
    "</h1>",
    "<a href=\"",
    "<body>",
    "<svg>",
    "<template>",
    "<select>",
    "<![CDATA[",
];

fn pick<'a>(random: &mut Random, from: &[&'a str]) -> &'a str {
    from[random.below(from.len())]
}

fn text(random: &mut Random) -> String {
    (0..random.below(120)).map(|_| pick(random, PIECES)).collect()
}

/// Makes one input: a file name and its bytes.
fn input(random: &mut Random, known: &[Vec<u8>]) -> (&'static str, Vec<u8>) {
    let (ending, content) = match random.below(8) {
        0 | 1 => ("txt", text(random)),
        2 => ("html", (0..random.below(30)).map(|_| format!("{}{}", pick(random, TAGS), text(random))).collect()),
        3 => {
            let row = |random: &mut Random| serde_json::json!({"title": text(random), "body": text(random), "date": text(random), "标签": [text(random)]});
            ("jsonl", (0..3).map(|_| format!("{}\n", row(random))).collect())
        }
        4 => (
            "csv",
            format!("标题,正文,日期\n{},\"{}\",{}\n{}\n", text(random), text(random), text(random), text(random)),
        ),
        5 => (
            "mhtml",
            format!(
                "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>{}\n--b{}\n",
                text(random),
                text(random)
            ),
        ),
        _ => ("txt", String::new()),
    };
    let mut bytes = match random.below(12) {
        _ if content.is_empty() && !known.is_empty() => known[random.below(known.len())].clone(),
        0 | 1 => encoding_rs::GB18030.encode(&content).0.into_owned(),
        2 => encoding_rs::BIG5.encode(&content).0.into_owned(),
        3 => content.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        4 => [&[0xfe, 0xff][..], &content.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()].concat(),
        _ => content.into_bytes(),
    };
    for _ in 0..random.below(8).saturating_sub(4) {
        if bytes.is_empty() {
            break;
        }
        let (at, end) = (random.below(bytes.len()), random.below(bytes.len()));
        match random.below(4) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at.min(end)..at.max(end))),
            _ => {
                let again = bytes[at.min(end)..at.max(end)].to_vec();
                bytes.splice(at..at, again);
            }
        }
    }
    (ending, bytes)
}

/// Adds the files and looks at everything that became of them.
fn look_through(folder: &Path, what: &str, random: &mut Random) {
    let case = Case::new();
    let (mut items, mut taken) = (0, 0);
    let mut control = Control::new(|event| {
        if let Event::Item(report) = event {
            items += 1;
            taken += usize::from(matches!(report.outcome, ItemOutcome::Added | ItemOutcome::Replaced));
            let panicked = matches!(report.outcome, ItemOutcome::Skipped(Skip::Panicked(_)));
            assert!(!panicked, "{what}: {report:?}");
        }
    });
    let archive = Archive::create(case.archive()).expect("creates");
    let mut writer = archive.writer().expect("nobody else writes");
    writer.add(&[folder.to_path_buf()], &AddOptions::default(), &mut control).expect("adds");
    drop((control, writer));
    let files = std::fs::read_dir(folder).expect("reads").count();
    assert!(items >= files && taken * 3 > files, "{what}: {files} files, {items} items, {taken} taken");
    let snapshot = case.snapshot();
    let everything = list_all(&snapshot, "");
    for record in everything.expect("lists") {
        let article = &record.article;
        let facts = facts::read(&article.body, &facts::metadata_of(article));
        super::facts::quote(&facts, &article.body);
        let mut end = 0;
        for passage in passages(&article.body) {
            assert!(passage.start >= end && article.body.get(passage.clone()).is_some(), "{what}: {article:?}");
            end = passage.end;
        }
    }
    let texts = Texts::of(&snapshot).expect("reads");
    for kind in Kind::ALL {
        for string in strings(&texts, kind, 4, random) {
            assert_eq!(is_exact(&snapshot, &texts, &string), Ok(()), "{what}, {}", kind.name());
        }
    }
    for _ in 0..4 {
        let query = text(random);
        let answer = snapshot.search(&request(&query)).expect("a query is never an error");
        for hit in &answer.hits {
            for passage in &hit.passages {
                assert!(hit.record.article.body.get(passage.span.clone()).is_some(), "{what}: {query:?}");
            }
        }
    }
}

#[test]
fn inputs_that_once_were_read_wrong_are_read() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    look_through(&kept, "tests/fuzz", &mut Random::new(1));
}

#[test]
fn anything_goes_through_everything() {
    let batches = if std::env::var_os("HUIBAO_LONG_TESTS").is_some() { 80 } else { 2 };
    let known: Vec<Vec<u8>> = std::fs::read_dir(samples())
        .expect("reads")
        .flatten()
        .map(|entry| std::fs::read(entry.path()).expect("reads"))
        .collect();
    for batch in 0..batches {
        let mut random = Random::new(1000 + batch);
        let folder = tempfile::tempdir().expect("a temporary folder");
        for number in 0..BATCH {
            let (ending, bytes) = input(&mut random, &known);
            let path: PathBuf = folder.path().join(format!("{number:03}.{ending}"));
            std::fs::write(path, bytes).expect("writes");
        }
        look_through(folder.path(), &format!("batch {batch}"), &mut random);
    }
}
