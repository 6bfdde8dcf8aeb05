//! Dates as exports, content systems and mails write them, in China's time: what is not understood whole is no date.

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use crate::article::PartialDate;
use crate::page::labels::{Label, label_of};
use crate::view::FoldedText;

/// China has one time, eight hours ahead of UTC.
const CHINA_HOURS: i8 = 8;
/// Days of Excel are counted from this day; serials of the years 1954 to 2119.
const EXCEL_DAY_ZERO: (i32, Month, u8) = (1899, Month::December, 30);
const EXCEL_DAYS: std::ops::Range<i64> = 20_000..80_000;
/// Seconds since 1970 of March 1973: smaller numbers are something else.
const SECONDS_MIN: i64 = 100_000_000;
/// Larger numbers are milliseconds.
const SECONDS_MAX: i64 = 100_000_000_000;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a date, the time of day after it moved to China's time where it names its zone.
pub(super) fn parse(text: &str) -> Option<PartialDate> {
    // One width of digits, one dash, numerals for 〇.
    let text = FoldedText::new(text.trim());
    let text: String = text.chars.iter().map(|c| if "－—–−‐‑".contains(*c) { '-' } else { *c }).collect();
    // 发布时间:2024-06-19, [2024-06-19]
    let text = text.trim().trim_matches(['[', ']', '(', ')', '【', '】', '"', '“', '”']).trim();
    let label =
        text.split_once(':').filter(|(label, _)| label_of(label.trim()).is_some_and(|(_, label)| label == Label::Date));
    let text = label.map_or(text, |(_, value)| value.trim());
    if let Some(date) = of_number(text) {
        return Some(date);
    }
    let numerals = in_digits(text);
    let text = numerals.as_deref().unwrap_or(text);
    year_first(text).or_else(|| month_named(text)).or_else(|| year_last(text))
}

/// Seconds or milliseconds since 1970, days of Excel.
pub(super) fn of_number(text: &str) -> Option<PartialDate> {
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
    let whole = number as i64;
    if EXCEL_DAYS.contains(&whole) {
        let (year, month, day) = EXCEL_DAY_ZERO;
        return partial(Date::from_calendar_date(year, month, day).ok()?.checked_add(time::Duration::days(whole))?);
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if whole < SECONDS_MIN || matches!(digits, 8 | 12 | 14) && PartialDate::parse(text).is_some() {
        return None;
    }
    let seconds = if whole > SECONDS_MAX { whole / 1000 } else { whole };
    partial(OffsetDateTime::from_unix_timestamp(seconds).ok()?.to_offset(china()).date())
}

fn china() -> UtcOffset {
    UtcOffset::from_hms(CHINA_HOURS, 0, 0).unwrap_or(UtcOffset::UTC)
}

fn partial(date: Date) -> Option<PartialDate> {
    PartialDate::new(u16::try_from(date.year()).ok()?, date.month().into(), date.day())
}

/// 二〇二四年六月十九日 in digits.
fn in_digits(text: &str) -> Option<String> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let digit = |c: char| if matches!(c, '零' | '○') { Some(0) } else { DIGITS.chars().position(|d| d == c) };
    let (year, rest) = text.split_once('年')?;
    let year: Option<String> = year.chars().map(|c| Some(digit(c)?.to_string())).collect();
    let year = year.filter(|year| year.len() == 4)?;
    // 十九, 二十一, 三十
    let number = |text: &str| -> Option<usize> {
        match text.split_once('十') {
            Some((tens, ones)) => {
                let tens = if tens.is_empty() { 1 } else { digit(tens.chars().next()?)? };
                let ones = if ones.is_empty() { 0 } else { digit(ones.chars().next()?)? };
                Some(tens * 10 + ones)
            }
            None => digit(text.chars().next()?),
        }
    };
    let Some((month, rest)) = rest.split_once('月') else { return Some(format!("{year}年{rest}")) };
    let Some((day, rest)) = rest.split_once('日') else { return Some(format!("{year}-{}", number(month)?)) };
    Some(format!("{year}-{}-{}{rest}", number(month)?, number(day)?))
}

/// 2024-06-19T16:30:00Z, 2024年6月19日 星期三 10:15, 20240619, 2024-06, 2024年
fn year_first(text: &str) -> Option<PartialDate> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if matches!(digits, 8 | 12 | 14) {
        let date = PartialDate::parse(text)?;
        return with_time(date, &text[8..digits], &text[digits..]);
    }
    if digits != 4 {
        return None;
    }
    let mut numbers = vec![text[..4].parse::<u16>().ok()?];
    let mut rest = &text[4..];
    while numbers.len() < 3 {
        let next = rest.trim_start();
        let marked = next.strip_prefix(['-', '/', '.', '年', '月']).map(str::trim_start);
        let next = marked.or_else(|| (next.len() < rest.len()).then_some(next));
        let Some(next) = next else { break };
        let digits = next.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&digits) || next[digits..].starts_with(':') {
            rest = if digits == 0 { next } else { rest };
            break;
        }
        numbers.push(next[..digits].parse().ok()?);
        rest = &next[digits..];
    }
    let part = |at: usize| numbers.get(at).map_or(Some(0), |number| u8::try_from(*number).ok());
    let date = PartialDate::new(numbers[0], part(1)?, part(2)?)?;
    with_time(date, "", rest.trim_start_matches(['日', '号', '月', '年']))
}

/// Moves a date whose time of day names its zone to China's; none if what follows is no time.
fn with_time(date: PartialDate, digits: &str, rest: &str) -> Option<PartialDate> {
    let rest = rest.trim_start_matches(['t', 'T', ',', ' ', '\u{3000}']);
    let weekday = ["星期", "周", "礼拜", "(星期", "(周"].iter().find_map(|word| rest.strip_prefix(word));
    let rest =
        weekday.map_or(rest, |rest| rest.trim_start_matches(|c: char| "一二三四五六日天)".contains(c)).trim_start());
    let rest =
        ["上午", "下午", "晚上", "中午", "am", "pm"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let clock: String = rest.chars().take_while(|c| c.is_ascii_digit() || ":.时分秒点 ".contains(*c)).collect();
    let zone = rest[clock.len()..].trim();
    let mut parts = clock.split([':', '时', '分', '点', '秒', ' ']).filter(|part| !part.is_empty());
    let mut part = || parts.next().and_then(|part| part.split('.').next()).and_then(|part| part.parse::<u8>().ok());
    let (hour, minute) =
        if digits.len() >= 4 { (digits[..2].parse().ok(), digits[2..4].parse().ok()) } else { (part(), part()) };
    let offset = match zone {
        "" | "am" | "pm" => return Some(date),
        "z" | "Z" | "utc" | "gmt" => UtcOffset::UTC,
        _ => offset_of(zone)?,
    };
    let (Some(hour), Some(minute)) = (hour, minute.or(Some(0))) else { return None };
    if date.day == 0 {
        return None;
    }
    let day = Date::from_calendar_date(i32::from(date.year), Month::try_from(date.month).ok()?, date.day).ok()?;
    let moment = PrimitiveDateTime::new(day, Time::from_hms(hour, minute, 0).ok()?).assume_offset(offset);
    partial(moment.to_offset(china()).date())
}

/// +08:00, +0800, +08, (cst) behind it.
fn offset_of(zone: &str) -> Option<UtcOffset> {
    let zone = zone.strip_prefix("gmt").or(zone.strip_prefix("utc")).unwrap_or(zone).trim();
    let sign = match zone.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String =
        zone[1..].chars().take_while(|c| c.is_ascii_digit() || *c == ':').filter(|c| *c != ':').collect();
    let hours: i8 = digits.get(..2)?.parse().ok()?;
    let minutes: i8 = digits.get(2..4).map_or(Ok(0), str::parse).ok()?;
    UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()
}

/// Wed, 19 Jun 2024 16:30:00 GMT; June 19, 2024; 19 June 2024
fn month_named(text: &str) -> Option<PartialDate> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let is_month = |word: &str| {
        MONTHS
            .iter()
            .position(|month| word.starts_with(month) && word.chars().all(|c| c.is_ascii_alphabetic() || c == '.'))
    };
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| Some((at, is_month(word)?)))?;
    let day = |word: &&str| {
        word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u8>().ok().filter(|day| (1..=31).contains(day))
    };
    let year = |word: &&str| word.parse::<u16>().ok().filter(|year| (1900..2200).contains(year));
    let before = at.checked_sub(1).and_then(|before| words.get(before)).and_then(&day);
    let (day, behind) = match before {
        Some(day) => (day, at + 1),
        None => (words.get(at + 1).and_then(day)?, at + 2),
    };
    // Thu Jun 20 00:30:00 +0800 2024: the year is last.
    let place = (behind..words.len()).find(|at| year(&words[*at]).is_some())?;
    let date = PartialDate::new(year(&words[place])?, month as u8 + 1, day)?;
    let rest: Vec<&str> =
        words.iter().enumerate().skip(behind).filter(|(at, _)| *at != place).map(|(_, word)| *word).collect();
    with_time(date, "", &rest.join(" "))
}

/// 6/19/2024 10:00: months come first unless they cannot; 19.6.2024 days.
fn year_last(text: &str) -> Option<PartialDate> {
    let date = text.split([' ', 't', ',']).next()?;
    let mark = if date.contains('/') {
        '/'
    } else if date.contains('.') {
        '.'
    } else {
        '-'
    };
    let numbers: Vec<u16> = date.split(mark).map(str::parse).collect::<Result<_, _>>().ok()?;
    let &[first, second, year] = &numbers[..] else { return None };
    if !(1900..2200).contains(&year) {
        return None;
    }
    let month_first = mark == '/' && first <= 12 || second > 12;
    let (month, day) = if month_first { (first, second) } else { (second, first) };
    let date_of = PartialDate::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
    with_time(date_of, "", &text[date.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_all_their_forms() {
        for (text, expected) in [
            ("2024-06-19", "2024-06-19"),
            ("2024-06-18T16:30:00Z", "2024-06-19"),
            ("2024-06-18T15:30:00.000Z", "2024-06-18"),
            ("2024-06-19T00:30:00+08:00", "2024-06-19"),
            ("2024-06-19 00:30:00 +0900", "2024-06-18"),
            ("2024年6月19日 星期三 10:15", "2024-06-19"),
            ("2024年6月19日", "2024-06-19"),
            ("２０２４－０６－２１", "2024-06-21"),
            ("2024 06 21", "2024-06-21"),
            ("2024.06.21 08:00", "2024-06-21"),
            ("20240619", "2024-06-19"),
            ("20240619103000", "2024-06-19"),
            ("发布时间：2024-06-19", "2024-06-19"),
            ("[2024-06-19]", "2024-06-19"),
            ("2024-06", "2024-06"),
            ("2024年", "2024"),
            ("2024", "2024"),
            ("二〇二四年六月十九日", "2024-06-19"),
            ("二○二四年十二月三十一日", "2024-12-31"),
            ("Tue, 18 Jun 2024 16:30:00 GMT", "2024-06-19"),
            ("Wed, 19 Jun 2024 10:30:00 +0800", "2024-06-19"),
            ("Thu Jun 20 00:30:00 +0800 2024", "2024-06-20"),
            ("June 19, 2024", "2024-06-19"),
            ("6/19/2024 10:00", "2024-06-19"),
            ("19.6.2024", "2024-06-19"),
            ("45462", "2024-06-19"),
            ("45462.5", "2024-06-19"),
            ("1718728200", "2024-06-19"),
            ("1718728200000", "2024-06-19"),
        ] {
            assert_eq!(parse(text).map(|date| date.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["2024foo", "2023-02-30", "昨天", "13/40/2024", "2024-06-19 待定", "12", ""] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
