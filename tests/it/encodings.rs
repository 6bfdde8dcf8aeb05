//! Texts in the encodings people have: read right, or said to be doubtful, or refused; never silently wrong.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, KOI8_R, SHIFT_JIS, UTF_8, WINDOWS_1251, WINDOWS_1252};

use super::Case;

const SIMPLIFIED: &str =
    "云岭市召开防汛工作会议\n\n8月28日，云岭市委书记林远舟主持召开专题会议。会议强调，要压实责任，确保安全度汛。\n";
const TRADITIONAL: &str =
    "雲嶺市召開防汛工作會議\n\n8月28日，雲嶺市委書記林遠舟主持召開專題會議。會議強調，要壓實責任，確保安全度汛。\n";
const HONG_KONG: &str = "雲嶺市會議\n\n8月28日，市委書記主持會議，話佢哋嘅責任要壓實，唔好鬆懈，嚟緊嘅工作要做好。\n";
const RARE: &str = "云岭市召开会议\n\n8月28日，市委书记林远舟、副市长䶮㐂㑇𠀀𡃁主持召开会议。会议强调，要压实责任。\n";
const JAPANESE: &str = "雲嶺市で会議が開かれた\n\n市委書記の林遠舟が会議を主宰し、責任を果たすよう求めた。\n";
const KOREAN: &str = "운령시 회의 개최\n\n8월 28일 시 위원회 서기가 회의를 주재하고 책임을 강조하였다.\n";
const RUSSIAN: &str =
    "В городе прошло совещание\n\n28 августа секретарь провёл совещание и подчеркнул ответственность.\n";
const FRENCH: &str =
    "Réunion de la ville à Yunling\n\nLe secrétaire a présidé la réunion du 28 août; il a souligné la sécurité.\n";
/// The standard's encoder writes none of the characters of Hong Kong.
const BIG5_HKSCS: &[u8] = b"\xb6\xb3\xc0\xad\xa5\xab\xb7|\xc4\xb3\n\n8\xa4\xeb28\xa4\xe9\xa1A\xa5\xab\xa9e\xae\xd1\xb0O\xa5D\xab\xf9\xb7|\xc4\xb3\xa1A\xb8\xdc\xca\\\x92]\x9d\xef\xb3d\xa5\xf4\xadn\xc0\xa3\xb9\xea\xa1A\xad\xf8\xa6n\xc3P\xbe\xd3\xa1A\x91\xc1\xba\xf2\x9d\xef\xa4u\xa7@\xadn\xb0\xb5\xa6n\xa1C\n";
const HZ: &[u8] = b"~{TFAkJPUY?*7@Q49$Ww;aRi~}\n\n8~{TB~}28~{HU#,TFAkJPN/Ji<GAVT6V[Vw3VUY?*W(Lb;aRi!#;aRiG?5w#,R*Q9J5TpHN#,H71#02H+6HQ4!#~}\n";
const UTF_7: &[u8] = b"+TpFcrV4CU+xfAJYybFtd5U9cTxqLrg\n\n8+Zwg-28+ZeX/DE6RXK1eAlnUTmaLsGeXj9yCH047YwFT7F8AThOYmE8ai64wAk8ai65fOowD/wyJgVOLW56NI077/wx4bk/dW4lRaF6mbFswAg\n";
const ISO_2022_JP: &[u8] = b"\x1b$B1@Nf;T$G2q5D$,3+$+$l$?\x1b(B\n\n\x1b$B;T0Q=q5-$NNS1s=.$,2q5D$r<g:K$7$?!#\x1b(B\n";
const ISO_2022_CN: &[u8] = b"\x1b$)A\x0eTFAkJPUY?*7@Q49$Ww;aRi\x0f\n";

/// What has to become of a file.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    /// This text, and nothing said.
    Right(&'static str),
    /// This text, and a word of doubt.
    Doubted(&'static str),
    /// Some text and a word of doubt, or a refusal that names the file.
    Flagged,
}
use Wanted::{Doubted, Flagged, Right};

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, used, unmapped) = encoding.encode(text);
    assert!(!unmapped && used == encoding, "{}", encoding.name());
    bytes.into_owned()
}

fn wide(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes_of).collect()
}

fn four(text: &str, bytes_of: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|c| bytes_of(c as u32)).collect()
}

/// Each half of UTF-16 of a rare character in three bytes.
fn cesu(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for c in text.chars() {
        match c.encode_utf16(&mut [0; 2]) {
            [_] => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
            halves => {
                for half in halves.iter().map(|half| u32::from(*half)) {
                    bytes.extend([0xe0 | half >> 12, 0x80 | half >> 6 & 63, 0x80 | half & 63].map(|byte| byte as u8));
                }
            }
        }
    }
    bytes
}

/// What is saved of a text that was read in a wrong encoding.
fn misread(text: &str, is: &'static Encoding, taken_for: &'static Encoding) -> Vec<u8> {
    taken_for.decode_without_bom_handling(&encoded(text, is)).0.into_owned().into_bytes()
}

fn page(text: &str, charset: &str) -> String {
    let (title, body) = text.split_once("\n\n").expect("two parts");
    let head = format!("<head><meta charset={charset}><title>{title}</title></head>");
    format!(
        "<html>{head}<body><h1>{title}</h1><div class=\"article-content\"><p>{}</p></div></body></html>",
        body.trim()
    )
}

fn broken(mut bytes: Vec<u8>, at: usize, by: &[u8]) -> Vec<u8> {
    bytes.splice(at..at, by.iter().copied());
    bytes
}

#[test]
fn every_encoding_is_read_right_or_said_to_be_doubtful() {
    let (gbk, big5) = (encoded(SIMPLIFIED, GBK), encoded(TRADITIONAL, BIG5));
    let utf8 = SIMPLIFIED.as_bytes().to_vec();
    let cut = |bytes: &[u8], by: usize| bytes[..bytes.len() - by].to_vec();
    let fixtures: Vec<(&str, Vec<u8>, Wanted)> = vec![
        ("utf-8.txt", utf8.clone(), Right(SIMPLIFIED)),
        ("utf-8 with its mark.txt", broken(utf8.clone(), 0, b"\xef\xbb\xbf"), Right(SIMPLIFIED)),
        ("gbk.txt", gbk.clone(), Right(SIMPLIFIED)),
        ("gbk, traditional.txt", encoded(TRADITIONAL, GBK), Right(TRADITIONAL)),
        ("gb18030, four bytes.txt", encoded(RARE, GB18030), Right(RARE)),
        ("big5.txt", big5.clone(), Right(TRADITIONAL)),
        ("big5 of Hong Kong.txt", BIG5_HKSCS.to_vec(), Right(HONG_KONG)),
        ("utf-16le with mark.txt", broken(wide(SIMPLIFIED, u16::to_le_bytes), 0, b"\xff\xfe"), Right(SIMPLIFIED)),
        ("utf-16be with mark.txt", broken(wide(SIMPLIFIED, u16::to_be_bytes), 0, b"\xfe\xff"), Right(SIMPLIFIED)),
        ("utf-16le.txt", wide(SIMPLIFIED, u16::to_le_bytes), Right(SIMPLIFIED)),
        ("utf-16be.txt", wide(SIMPLIFIED, u16::to_be_bytes), Right(SIMPLIFIED)),
        ("utf-32le with mark.txt", broken(four(RARE, u32::to_le_bytes), 0, b"\xff\xfe\0\0"), Right(RARE)),
        ("utf-32be with mark.txt", broken(four(RARE, u32::to_be_bytes), 0, b"\0\0\xfe\xff"), Right(RARE)),
        ("utf-32le.txt", four(RARE, u32::to_le_bytes), Right(RARE)),
        ("cesu-8.txt", cesu(RARE), Right(RARE)),
        ("hz.txt", HZ.to_vec(), Right(SIMPLIFIED)),
        ("utf-7.txt", UTF_7.to_vec(), Right(SIMPLIFIED)),
        (
            "iso-2022-jp.txt",
            ISO_2022_JP.to_vec(),
            Right("雲嶺市で会議が開かれた\n\n市委書記の林遠舟が会議を主宰した。\n"),
        ),
        ("iso-2022-cn.txt", ISO_2022_CN.to_vec(), Flagged),
        ("euc-jp.txt", encoded(JAPANESE, EUC_JP), Doubted(JAPANESE)),
        ("shift_jis.txt", encoded(JAPANESE, SHIFT_JIS), Doubted(JAPANESE)),
        ("euc-kr.txt", encoded(KOREAN, EUC_KR), Doubted(KOREAN)),
        ("koi8-r.txt", encoded(RUSSIAN, KOI8_R), Doubted(RUSSIAN)),
        ("windows-1251.txt", encoded(RUSSIAN, WINDOWS_1251), Doubted(RUSSIAN)),
        ("windows-1252.txt", encoded(FRENCH, WINDOWS_1252), Doubted(FRENCH)),
        ("utf-8, cut.txt", cut(&utf8, 2), Flagged),
        ("gbk, cut.txt", cut(&gbk, 2), Flagged),
        ("utf-8, a bad byte.txt", broken(utf8.clone(), 60, b"\xff"), Flagged),
        ("gbk, a bad byte.txt", broken(gbk.clone(), 60, b"\xff"), Flagged),
        ("gbk, a byte lost.txt", [&gbk[..61], &gbk[62..]].concat(), Flagged),
        ("utf-8 and gbk.txt", [&utf8[..], &gbk].concat(), Flagged),
        ("utf-8 and big5.txt", [&utf8[..], &big5].concat(), Flagged),
        ("utf-8 read as windows-1252.txt", misread(SIMPLIFIED, UTF_8, WINDOWS_1252), Flagged),
        ("gbk read as windows-1252.txt", misread(SIMPLIFIED, GBK, WINDOWS_1252), Flagged),
        ("utf-8 read as gbk.txt", misread(SIMPLIFIED, UTF_8, GBK), Flagged),
        ("big5 read as gbk.txt", misread(TRADITIONAL, BIG5, GBK), Flagged),
        ("lost characters.txt", "锟斤拷".repeat(20).into_bytes(), Flagged),
        ("a word of gbk.txt", encoded("通知", GBK), Doubted("通知")),
        ("gbk, declared utf-8.html", encoded(&page(SIMPLIFIED, "utf-8"), GBK), Right(SIMPLIFIED)),
        ("utf-8, declared gb2312.html", page(SIMPLIFIED, "gb2312").into_bytes(), Right(SIMPLIFIED)),
        ("big5, declared gbk.html", encoded(&page(TRADITIONAL, "gbk"), BIG5), Right(TRADITIONAL)),
        ("gbk, declared iso-8859-1.html", encoded(&page(SIMPLIFIED, "iso-8859-1"), GBK), Right(SIMPLIFIED)),
        ("gbk, declared x-user-defined.html", encoded(&page(SIMPLIFIED, "x-user-defined"), GBK), Right(SIMPLIFIED)),
        ("utf-16.html", broken(wide(&page(SIMPLIFIED, "utf-16"), u16::to_le_bytes), 0, b"\xff\xfe"), Right(SIMPLIFIED)),
    ];
    let blankless = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    for (name, bytes, wanted) in fixtures {
        let case = Case::new();
        let file = case.file(name, bytes);
        let ran = case.run(&["add", &file.display().to_string(), "--format", "jsonl"]);
        let id = case.run(&["list", "-l"]).out.trim().to_owned();
        if id.is_empty() {
            assert!(matches!(wanted, Flagged) && ran.code == 3 && ran.err.contains(name), "{name}: {ran:?}");
            continue;
        }
        let shown = case.run(&["show", &id, "--json"]).json();
        let text = [&shown["title"], &shown["body"]].map(|part| part.as_str().unwrap_or_default()).concat();
        let is_doubted = shown["cautions"].as_array().is_some_and(|cautions| !cautions.is_empty());
        match wanted {
            Right(expected) => assert!(blankless(&text) == blankless(expected) && !is_doubted, "{name}: {shown}"),
            Doubted(expected) => assert!(blankless(&text) == blankless(expected) && is_doubted, "{name}: {shown}"),
            Flagged => assert!(is_doubted && ran.err.contains("caution: "), "{name}: {shown}"),
        }
    }
}

/// A few characters alone can be read in many ways: their file tells.
#[test]
fn short_records_are_read_as_their_file_is() {
    let words = ["维权", "紧密", "统希", "系取", "展指", "联通", "通知", "修筑", "士贾", "目标", "龙岩", "璞玉"];
    let lines = |line: &dyn Fn(usize, &str) -> String| {
        words.iter().enumerate().map(|(n, word)| line(n, word)).collect::<Vec<_>>().join("\n")
    };
    let table = format!("id,title,body\n{}\n", lines(&|n, word| format!("{n},,{word}")));
    let objects = lines(&|n, word| format!("{{\"id\":\"{n}\",\"body\":\"{word}\"}}"));
    let array = format!("[{}]", objects.replace('\n', ",\n"));
    let long = format!("{{\"id\":\"x\",\"body\":\"{}\"}}\n", SIMPLIFIED.replace('\n', ""));
    for (name, bytes) in [
        ("words.csv", encoded(&table, GBK)),
        ("words.jsonl", encoded(&(long + &objects), GBK)),
        ("words.json", encoded(&array, GBK)),
        ("wide.csv", wide(&table, u16::to_le_bytes)),
        ("wide.jsonl", four(&objects, u32::to_be_bytes)),
    ] {
        let case = Case::new();
        let file = case.file(name, bytes).display().to_string();
        let ran = case.run(&["add", &file]);
        assert!(ran.code == 0 && ran.err.lines().all(|line| line.starts_with("new archive: ")), "{name}: {ran:?}");
        let found = case.run(&["list", "--format", "jsonl", "-n", "100"]).out;
        for (number, word) in words.iter().enumerate() {
            let of_word = |line: &&str| line.contains(&format!("\"key\":\"{number}\""));
            let line = found.lines().find(of_word).unwrap_or_else(|| panic!("{name} {number}: {found}"));
            let id =
                serde_json::from_str::<serde_json::Value>(line).expect("JSON")["id"].as_str().expect("id").to_owned();
            assert_eq!(case.run(&["show", &id, "--json"]).json()["body"], *word, "{name} {number}");
        }
        // And again the same way.
        assert!(case.run(&["add", &file]).out.contains("unchanged"), "{name}");
        assert_eq!(case.run(&["reindex"]).code, 0);
        assert_eq!(case.run(&["check", "--full"]).code, 0, "{name}");
    }
    // What somebody says is obeyed, for a whole array, too.
    let case = Case::new();
    let file = case.file("said.json", encoded("[{\"id\":\"1\",\"body\":\"璞\"}]", GBK)).display().to_string();
    assert_eq!(case.run(&["add", &file, "--encoding", "gbk"]).code, 0);
    let id = case.run(&["list", "-l"]).out.trim().to_owned();
    assert_eq!(case.run(&["show", &id, "--json"]).json()["body"], "璞");
}
