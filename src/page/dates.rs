//! Dates as pages and reports print them, and the one an address carries.

use std::ops::Range;

use crate::article::PartialDate;
use crate::view::FoldedText;

/// A date expression of the text; parts it does not print are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Printed {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
    /// The last day of a range, with its month.
    pub(crate) until: Option<(u8, u8)>,
    /// 今天 is 0, 昨天 is -1.
    pub(crate) relative: Option<i8>,
}

const PARTS_OF_DAY: &[&str] =
    &["上午", "下午", "晚上", "中午", "傍晚", "凌晨", "早上", "清晨", "晚间", "深夜", "夜间", "晚", "早"];

const RELATIVE: &[(&str, i8)] = &[
    ("今天", 0),
    ("今日", 0),
    ("今晨", 0),
    ("今晚", 0),
    ("今早", 0),
    ("昨天", -1),
    ("昨日", -1),
    ("昨晚", -1),
    ("前天", -2),
    ("前日", -2),
];

/// Reads the date expression that begins at `at`; returns where it ends, part of the day included.
pub(crate) fn date_at(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<(usize, Printed)> {
    let (end, printed) = plain_date(view, at, limit)?;
    let end = view.any_at(end, PARTS_OF_DAY).map_or(end, |(_, end)| end);
    (end <= limit).then_some((end, printed))
}

fn plain_date(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<(usize, Printed)> {
    if let Some((word, shift)) = RELATIVE.iter().find(|(word, _)| view.is_at(at, word)) {
        return Some((at + word.chars().count(), Printed { relative: Some(*shift), ..Printed::default() }));
    }
    let mut printed = Printed::default();
    let (mut p, value) = number(view, at, limit)?;
    let mut value = value;
    let unit = |p: usize| view.chars.get(view.skip_blanks(p)).copied().unwrap_or(' ');
    let after = |p: usize| view.skip_blanks(view.skip_blanks(p) + 1);
    if unit(p) == '年' {
        printed.year = u16::try_from(value).ok().filter(|year| (1900..2100).contains(year))?;
        (p, value) = number(view, after(p), limit)?;
    }
    if unit(p) == '月' {
        printed.month = u8::try_from(value).ok().filter(|month| (1..=12).contains(month))?;
        let next = number(view, after(p), limit)
            .filter(|(end, _)| matches!(unit(*end), '日' | '号' | '至' | '-' | '—' | '~' | '到' | '、' | '和'));
        let Some((end, day)) = next else {
            return (printed.year > 0).then_some((view.skip_blanks(p) + 1, printed));
        };
        (p, value) = (end, day);
    } else if printed.year > 0 {
        return None;
    }
    printed.day = u8::try_from(value).ok().filter(|day| (1..=31).contains(day))?;
    let mut end = p;
    let first_unit = matches!(unit(p), '日' | '号');
    if first_unit {
        end = view.skip_blanks(p) + 1;
    }
    // A range: 15日至17日, 26—27日, 3月30日至4月2日.
    let mut q = view.skip_blanks(end);
    let joined = ["至", "到", "-", "—", "~", "–"].iter().any(|mark| view.is_at(q, mark));
    if joined {
        while matches!(view.chars.get(q), Some('至' | '到' | '-' | '—' | '~' | '–' | ' ')) {
            q += 1;
        }
        if let Some((r, last)) = number(view, q, limit) {
            let (r, month, last) = if unit(r) == '月' {
                match number(view, after(r), limit) {
                    Some((r, day)) => (r, last as u8, day),
                    None => (r, printed.month, last),
                }
            } else {
                (r, printed.month, last)
            };
            if matches!(unit(r), '日' | '号') && (1..=31).contains(&last) && month <= 12 {
                printed.until = Some((month, last as u8));
                return Some((view.skip_blanks(r) + 1, printed));
            }
        }
    }
    (first_unit && (printed.month > 0 || end - at <= 4)).then_some((end, printed))
}

/// Reads a number of at most four digits, or of numerals: 28, 二十八, 二〇二二.
pub(crate) fn number(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<(usize, u32)> {
    let mut p = at;
    let mut value = 0;
    while p < limit && view.chars[p].is_ascii_digit() && p - at < 5 {
        value = value * 10 + view.chars[p].to_digit(10)?;
        p += 1;
    }
    if p > at {
        return (p - at <= 4).then_some((p, value));
    }
    numeral(view, at, limit)
}

/// Reads a number in Chinese numerals.
pub(crate) fn numeral(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<(usize, u32)> {
    let digit = |c: char| match c {
        '〇' | '零' | '○' => Some(0),
        '一' => Some(1),
        '二' | '两' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    };
    let unit = |c: char| match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    };
    let end = (at..limit.min(at + 9))
        .find(|p| digit(view.chars[*p]).is_none() && unit(view.chars[*p]).is_none())
        .unwrap_or(limit.min(at + 9));
    let run = &view.chars[at..end.max(at)];
    if run.is_empty() {
        return None;
    }
    if run.iter().all(|c| digit(*c).is_some()) {
        let value = run.iter().filter_map(|c| digit(*c)).take(5).fold(0, |value, digit| value * 10 + digit);
        return (run.len() <= 4).then_some((end, value));
    }
    let (mut total, mut current) = (0, 0);
    for c in run {
        if let Some(value) = digit(*c) {
            current = value;
        } else if let Some(scale) = unit(*c) {
            total += current.max(1) * scale;
            current = 0;
        }
    }
    Some((end, total + current))
}

/// Reads a full or partial date out of a line of metadata: `2022-09-22 15:06`, `2022年09月22日15:06`, `08-04 15:37`.
pub(crate) fn stamp(view: &FoldedText<'_>, range: &Range<usize>) -> Option<(Range<usize>, Printed)> {
    for at in range.clone() {
        if !view.chars[at].is_ascii_digit()
            || at > range.start && (view.chars[at - 1].is_ascii_digit() || view.chars[at - 1] == '-')
        {
            continue;
        }
        let (p, first) = number(view, at, range.end)?;
        let separator = |p: usize| matches!(view.chars.get(p), Some('-' | '/' | '.' | '年' | '月'));
        if !separator(p) {
            continue;
        }
        let Some((q, second)) = number(view, view.skip_blanks(p + 1), range.end) else { continue };
        let (day, mut end) = if p - at == 4 {
            if !separator(q) || !(1900..2100).contains(&first) {
                continue;
            }
            let Some((r, third)) = number(view, view.skip_blanks(q + 1), range.end) else { continue };
            let end = if view.chars.get(r) == Some(&'日') { r + 1 } else { r };
            (
                Printed {
                    year: first as u16,
                    month: second.min(99) as u8,
                    day: third.min(99) as u8,
                    ..Printed::default()
                },
                end,
            )
        } else {
            if p - at != 2 || q - p != 3 || view.chars[p] != '-' {
                continue;
            }
            (Printed { month: first as u8, day: second as u8, ..Printed::default() }, q)
        };
        if !(1..=12).contains(&day.month) || !(1..=31).contains(&day.day) {
            continue;
        }
        let clock = view.skip_blanks(end);
        if let Some((r, hour)) = number(view, clock, range.end)
            && hour < 24
            && view.chars.get(r) == Some(&':')
            && let Some((s, _)) = number(view, r + 1, range.end)
        {
            end = s;
            if view.chars.get(s) == Some(&':')
                && let Some((t, _)) = number(view, s + 1, range.end)
            {
                end = t;
            }
        } else if day.year == 0 {
            continue;
        }
        return Some((at..end, day));
    }
    None
}

/// Returns the date an address carries: `/2022/08/29/`, `/202208/29/`, `t20220829_`, `/2022-08/29/`.
pub(crate) fn in_address(address: &str) -> Option<PartialDate> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest).split_once('/')?.1;
    let bytes = path.as_bytes();
    for at in 0..bytes.len() {
        let fresh = at == 0 || !bytes[at - 1].is_ascii_digit();
        if !fresh || !bytes[at].is_ascii_digit() {
            continue;
        }
        let rest = &path[at..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let split = rest[digits..].starts_with(['/', '-']) && rest.len() > digits + 1;
        let day = rest.get(digits + 1..).unwrap_or_default();
        let day_digits = day.bytes().take_while(u8::is_ascii_digit).count();
        let date = match digits {
            8 => PartialDate::parse(rest),
            6 if split && day_digits == 2 => PartialDate::parse(&format!("{}{}", &rest[..6], &day[..2])),
            4 if split => PartialDate::parse(rest),
            _ => None,
        };
        if let Some(date) = date.filter(|date| date.day > 0 && (1990..2100).contains(&date.year)) {
            return Some(date);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_addresses() {
        let check = |address: &str, expected: Option<&str>| {
            assert_eq!(in_address(address).map(|d| d.to_string()).as_deref(), expected, "{address}");
        };
        check("http://a.example/art/2024/10/23/art_41522_4976247.html", Some("2024-10-23"));
        check("http://a.example/xw/202105/t20210510_2465883.shtml", Some("2021-05-10"));
        check("http://a.example/nbrb/html/2022-02/19/content_1308573.htm", Some("2022-02-19"));
        check("http://a.example/content/202007/15/content_87594.html", Some("2020-07-15"));
        check("https://a.example/content/646848/59/13732897.html", None);
    }
}
