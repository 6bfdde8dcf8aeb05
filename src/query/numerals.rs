//! What is written in several ways: 第110次 is 第一百一十次, 2022年8月28日 is 二〇二二年八月二十八日, 〔2024〕17号 is
//! (2024)17号, and a name of two characters may have blanks inside, as lists have them.
//!
//! The rules for Chinese numerals are those of GB/T 15835-2011 (出版物上数字用法), for the numbers of documents those of
//! GB/T 9704-2012 (党政机关公文格式).

use crate::lexicon::{is_surname, is_word};

/// A piece of a run of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text that is cut into words.
    Text(String),
    /// A number with what it counts, which stays whole: as written, and in the other ways it is written.
    Number(String, Vec<String>),
}

/// What ordinals count: 第110次, 第十四届.
const COUNTED: &[char] = &[
    '次', '届', '期', '号', '批', '条', '章', '个', '轮', '场', '版', '集', '回', '位', '名', '季', '年', '卷', '讲',
    '站',
];

/// Cuts folded text into numbers that stay whole, and the rest.
pub fn pieces(folded: &str) -> Vec<Piece> {
    let chars: Vec<char> = folded.chars().collect();
    if let Some(padded) = padded_name(&chars) {
        return vec![Piece::Number(folded.to_owned(), padded)];
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while at < chars.len() {
        let inside = at > 0 && is_numeral(chars[at - 1]) && is_numeral(chars[at]);
        if let Some((end, variants)) = (!inside).then(|| number_at(&chars, at)).flatten() {
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces.push(Piece::Number(chars[at..end].iter().collect(), variants));
            at = end;
        } else {
            text.push(chars[at]);
            at += 1;
        }
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

/// More ways to write a run of text than these are not looked for.
const WAYS_MAX: usize = 64;

/// Returns the ways a folded run of text is written, as it was typed first: each number in it has several.
pub(crate) fn ways(folded: &str) -> Vec<String> {
    let mut ways = vec![String::new()];
    for piece in pieces(folded) {
        let (own, others) = match piece {
            Piece::Text(text) => (text, Vec::new()),
            Piece::Number(own, others) => (own, others),
        };
        let with = |end: &String| ways.iter().map(|way| format!("{way}{end}")).collect::<Vec<_>>();
        let others: Vec<String> = others.iter().flat_map(with).collect();
        ways = with(&own);
        ways.extend(others);
        ways.truncate(WAYS_MAX);
    }
    ways
}

pub(super) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二三四五六七八九十百千万两○".contains(c)
}

/// Returns how a name of a surname and one character is written where names are made equally long: 王　钊.
fn padded_name(chars: &[char]) -> Option<Vec<String>> {
    let whole: String = chars.iter().collect();
    let last =
        *chars.last().filter(|last| (2..=3).contains(&chars.len()) && ('\u{3400}'..='\u{9fff}').contains(*last))?;
    let surname = &whole[..whole.len() - last.len_utf8()];
    if !is_surname(surname) || is_word(&whole) {
        return None;
    }
    Some([" ", "  "].map(|blank| format!("{surname}{blank}{last}")).to_vec())
}

/// Reads an ordinal, a date or the number of a document that begins at `at`: where it ends and how else it is written.
fn number_at(chars: &[char], at: usize) -> Option<(usize, Vec<String>)> {
    ordinal_at(chars, at).or_else(|| date_at(chars, at)).or_else(|| document_at(chars, at))
}

/// The brackets around the year of a document's number, folded.
const BRACKETS: [(char, char); 3] = [('[', ']'), ('(', ')'), ('【', '】')];

/// [2024]17号.
fn document_at(chars: &[char], at: usize) -> Option<(usize, Vec<String>)> {
    let (_, close) = BRACKETS.into_iter().find(|(open, _)| *open == chars[at])?;
    let digits =
        |from: usize| chars.get(from..).map_or(0, |rest| rest.iter().take_while(|c| c.is_ascii_digit()).count());
    if digits(at + 1) != 4 || chars.get(at + 5) != Some(&close) {
        return None;
    }
    let end = at + 6 + digits(at + 6);
    if end == at + 6 || chars.get(end) != Some(&'号') {
        return None;
    }
    let (year, number): (String, String) =
        (chars[at + 1..at + 5].iter().collect(), chars[at + 6..end].iter().collect());
    let ways = BRACKETS.map(|(open, close)| format!("{open}{year}{close}{number}号")).to_vec();
    Some((end + 1, others(chars, at..end + 1, ways)))
}

/// What makes another word of 年.
const BEHIND_YEAR: [char; 8] = ['度', '代', '级', '会', '鉴', '均', '检', '轻'];

fn ordinal_at(chars: &[char], at: usize) -> Option<(usize, Vec<String>)> {
    if chars[at] != '第' {
        return None;
    }
    let blank = |mut at: usize| {
        while chars.get(at) == Some(&' ') {
            at += 1;
        }
        at
    };
    let start = blank(at + 1);
    let (end, value) = value_at(chars, start)?;
    let unit = blank(end);
    let counted = *chars.get(unit).filter(|c| COUNTED.contains(c))?;
    let digits = value.to_string();
    let numerals = numeral(value)?;
    let mut variants = Vec::new();
    for number in [digits, numerals] {
        for (before, behind) in [("", ""), ("", " "), (" ", ""), (" ", " ")] {
            variants.push(format!("第{before}{number}{behind}{counted}"));
        }
    }
    Some((unit + 1, others(chars, at..unit + 1, variants)))
}

/// 2022年8月28日, 8月28日, 2022年8月, 2022年.
fn date_at(chars: &[char], at: usize) -> Option<(usize, Vec<String>)> {
    let part = |from: usize, mark: &[char]| -> Option<(usize, u32)> {
        let (end, value) = value_at(chars, from)?;
        chars.get(end).filter(|c| mark.contains(c)).map(|_| (end + 1, value))
    };
    let year = year_at(chars, at);
    let month = part(year.map_or(at, |(end, _)| end), &['月']).filter(|(_, month)| (1..=12).contains(month));
    let day = month.and_then(|(end, _)| part(end, &['日', '号'])).filter(|(_, day)| (1..=31).contains(day));
    let end = match (year, month, day) {
        (_, Some(_), Some((end, _))) => end,
        (Some(_), Some((end, _)), None) => end,
        (Some((end, _)), None, _) if chars.get(end).is_none_or(|c| !BEHIND_YEAR.contains(c)) => end,
        _ => return None,
    };
    let mark = day.map_or('日', |(end, _)| chars[end - 1]);
    let write = |year_words: Option<String>, number: &dyn Fn(u32) -> String| {
        let mut text = year_words.map_or(String::new(), |year| format!("{year}年"));
        text += &month.map_or(String::new(), |(_, month)| format!("{}月", number(month)));
        text += &day.map_or(String::new(), |(_, day)| format!("{}{mark}", number(day)));
        text
    };
    let year = year.map(|(_, year)| year);
    let plain = |number: u32| number.to_string();
    let padded = |number: u32| format!("{number:02}");
    let words = |number: u32| numeral(number).unwrap_or_default();
    let mut variants = vec![
        write(year.map(|year| year.to_string()), &plain),
        write(year.map(|year| year.to_string()), &padded),
        write(year.map(|year| digits(year, '〇')), &words),
    ];
    if let Some(year) = year {
        variants.extend(['○', '零'].map(|zero| write(Some(digits(year, zero)), &words)));
    }
    Some((end, others(chars, at..end, variants)))
}

/// The ways a number is written that are not the one that was typed, each once.
fn others(chars: &[char], range: std::ops::Range<usize>, variants: Vec<String>) -> Vec<String> {
    let own: String = chars[range].iter().collect();
    let mut others: Vec<String> = Vec::new();
    for variant in variants {
        if variant != own && !others.contains(&variant) {
            others.push(variant);
        }
    }
    others
}

/// Reads digits or a Chinese numeral below 10,000 that begins at `at`.
fn value_at(chars: &[char], at: usize) -> Option<(usize, u32)> {
    let digits = chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    if digits > 0 {
        let text: String = chars[at..at + digits].iter().collect();
        return (digits <= 4).then_some((at + digits, text.parse().ok()?));
    }
    let run = chars[at..].iter().take_while(|c| is_numeral(**c)).count();
    let text: String = chars[at..at + run].iter().collect();
    Some((at + run, value(&text)?))
}

/// 2022年, 二〇二二年.
fn year_at(chars: &[char], at: usize) -> Option<(usize, u32)> {
    let run = chars.get(at..at + 4)?;
    if chars.get(at + 4) != Some(&'年') {
        return None;
    }
    let year = run.iter().try_fold(0, |year, c| Some(year * 10 + digit(*c)?))?;
    (1000..=2999).contains(&year).then_some((at + 5, year))
}

pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '〇' | '零' | '○' => Some(0),
        '两' => Some(2),
        c if c.is_ascii_digit() => c.to_digit(10),
        c => "一二三四五六七八九".chars().position(|one| one == c).map(|at| at as u32 + 1),
    }
}

/// Reads a whole number: digits, or a Chinese numeral below 10,000 (一百一十, 两千零五).
pub(super) fn value(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let (mut sum, mut pending, mut unit_before) = (0, None, 10_000);
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                let digit = digit(c)?;
                // 二二 is no number, 一百零五 is.
                if pending.is_some_and(|known| known != 0) {
                    return None;
                }
                pending = Some(digit);
                continue;
            }
        };
        if unit >= unit_before {
            return None;
        }
        sum += match pending.take() {
            Some(0) if unit > 10 => return None,
            Some(0) | None if unit == 10 => 10,
            Some(digit) => digit * unit,
            None => return None,
        };
        unit_before = unit;
    }
    Some(sum + pending.unwrap_or(0))
}

/// Writes a number below 10,000 as it is read: 110 is 一百一十.
fn numeral(number: u32) -> Option<String> {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if number == 0 || number > 9999 {
        return None;
    }
    let mut text = String::new();
    let mut zero = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = (number / unit % 10) as usize;
        if digit == 0 {
            zero = !text.is_empty();
            continue;
        }
        if zero {
            text.push('零');
            zero = false;
        }
        // 十五, not 一十五, at the beginning.
        if !(digit == 1 && unit == 10 && text.is_empty()) {
            text.push(DIGITS[digit]);
        }
        text.push_str(name);
    }
    Some(text)
}

/// Writes a year digit by digit: 二〇二二.
fn digits(year: u32, zero: char) -> String {
    let digit = |c: char| {
        c.to_digit(10).map_or(c, |digit| match digit {
            0 => zero,
            digit => "一二三四五六七八九".chars().nth(digit as usize - 1).unwrap_or(c),
        })
    };
    year.to_string().chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_and_written() {
        let pairs = [
            (1, "一"),
            (10, "十"),
            (15, "十五"),
            (20, "二十"),
            (105, "一百零五"),
            (110, "一百一十"),
            (111, "一百一十一"),
            (1005, "一千零五"),
            (1010, "一千零一十"),
            (2022, "二千零二十二"),
        ];
        for (number, text) in pairs {
            assert_eq!(numeral(number).as_deref(), Some(text));
            assert_eq!(value(text), Some(number), "{text}");
        }
        for number in 1..10_000 {
            assert_eq!(value(&numeral(number).expect("below 10,000")), Some(number));
        }
        assert_eq!(
            (value("一百一"), value("两百"), value("二二"), value("百"), value("110")),
            (Some(101), Some(200), None, None, Some(110))
        );
    }

    #[test]
    fn ordinals_and_dates_stay_whole() {
        let check = |text: &str, whole: &[&str], other: &str| {
            let found = pieces(text);
            let numbers: Vec<&str> = found
                .iter()
                .filter_map(|p| if let Piece::Number(own, _) = p { Some(own.as_str()) } else { None })
                .collect();
            assert_eq!(numbers, whole, "{text}");
            if !other.is_empty() {
                assert!(
                    found.iter().any(|p| matches!(p, Piece::Number(_, others) if others.iter().any(|o| o == other))),
                    "{text}: {found:?}"
                );
            }
        };
        check("市委第110次会议", &["第110次"], "第一百一十次");
        check("第一百一十次", &["第一百一十次"], "第110次");
        check("第 110 次", &["第 110 次"], "第110次");
        check("2022年8月28日会议", &["2022年8月28日"], "二〇二二年八月二十八日");
        check("二〇二二年八月二十八日", &["二〇二二年八月二十八日"], "2022年8月28日");
        check("8月28日", &["8月28日"], "八月二十八日");
        check("110人参加", &[], "");
        check("5G基站3+3", &[], "");
        check("十二届三次", &[], "");
        check("2019年脱贫", &["2019年"], "二〇一九年");
        check("二零二一年", &["二零二一年"], "2021年");
        check("2019年度", &[], "");
        check("澄政办发[2024]17号文件", &["[2024]17号"], "(2024)17号");
        check("[2024]号", &[], "");
        check("王钊", &["王钊"], "王 钊");
        check("欧阳晖", &["欧阳晖"], "欧阳  晖");
        check("安全", &[], "");
        check("王钊强调", &[], "");
    }
}
