//! Days and numbers a field is asked for: 2022-08, 8月28日, ..2022-08-28, 近三个月; 110, 100..110.

use super::numerals::{digit, value};
use crate::article::{PartialDate, days_in};
use crate::facts::Day;
use crate::fold::fold;

/// Days someone asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaySpan {
    /// From the first to the last day, both included; none is no bound.
    Between(Option<Day>, Option<Day>),
    /// From month and day to month and day of whatever year.
    EveryYear((u8, u8), (u8, u8)),
}

/// Numbers someone asks for, both ends included; none is no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberSpan(pub Option<u32>, pub Option<u32>);

impl NumberSpan {
    /// Reads `110`, `第110次`, `一百一十`, `100..110`, `..5`.
    pub fn parse(text: &str) -> Option<NumberSpan> {
        let text = fold(text);
        let number =
            |text: &str| value(text.trim().trim_start_matches('第').trim_end_matches(['次', '届', '期', '号']).trim());
        match text.split_once("..") {
            None => number(&text).map(|one| NumberSpan(Some(one), Some(one))),
            Some((from, to)) => {
                let bound = |text: &str| if text.trim().is_empty() { Some(None) } else { number(text).map(Some) };
                Some(NumberSpan(bound(from)?, bound(to)?)).filter(|span| span.0.is_some() || span.1.is_some())
            }
        }
    }

    /// Returns whether the number is one of them.
    pub fn contains(&self, number: u32) -> bool {
        self.0.is_none_or(|from| from <= number) && self.1.is_none_or(|to| number <= to)
    }
}

impl DaySpan {
    /// Reads what someone asks for, without a clock: 2022, 2022-08, 2022年8月28日, 8月28日, --08-28, 8月, A..B.
    pub fn parse(text: &str) -> Option<DaySpan> {
        let text = fold(text);
        match range_of(&text) {
            None => span(text.trim()),
            Some((from, to)) => {
                let bound = |text: &str| if text.trim().is_empty() { Some(None) } else { span(text.trim()).map(Some) };
                match (bound(from)?, bound(to)?) {
                    (Some(DaySpan::EveryYear(from, _)), Some(DaySpan::EveryYear(_, to))) => {
                        Some(DaySpan::EveryYear(from, to))
                    }
                    (Some(DaySpan::EveryYear(..)), _) | (_, Some(DaySpan::EveryYear(..))) | (None, None) => None,
                    (from, to) => {
                        let first = |span| if let DaySpan::Between(first, _) = span { first } else { None };
                        let last = |span| if let DaySpan::Between(_, last) = span { last } else { None };
                        Some(DaySpan::Between(from.and_then(first), to.and_then(last)))
                    }
                }
            }
        }
    }

    /// Reads words that need to know the day it is: 今年, 上月, 昨天, 近三个月. Returns the same without them.
    pub fn relative(text: &str, today: Day) -> Option<String> {
        let folded = fold(text);
        let text = folded.trim();
        let month = |shift: i32| {
            let months = i32::from(today.year) * 12 + i32::from(today.month) - 1 + shift;
            format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1)
        };
        let day = |shift: i64| today.shifted(shift).to_string();
        let fixed = match text {
            "今年" | "本年" => today.year.to_string(),
            "去年" => (today.year - 1).to_string(),
            "前年" => (today.year - 2).to_string(),
            "明年" => (today.year + 1).to_string(),
            "本月" | "这个月" | "当月" => month(0),
            "上月" | "上个月" => month(-1),
            "下月" | "下个月" => month(1),
            "今天" | "今日" | "today" => day(0),
            "昨天" | "昨日" | "yesterday" => day(-1),
            "前天" => day(-2),
            _ => String::new(),
        };
        if !fixed.is_empty() {
            return Some(fixed);
        }
        let rest =
            text.strip_prefix("最近").or_else(|| text.strip_prefix('近')).or_else(|| text.strip_prefix("过去"))?;
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || "一二三四五六七八九十百两半".contains(c)))?;
        let (count, unit) = rest.split_at(digits);
        let count = if count.is_empty() {
            1
        } else if count == "半" {
            0
        } else {
            value(count)?
        } as i32;
        let first = match unit.trim_start_matches('个') {
            "天" | "日" => today.shifted(1 - i64::from(count)),
            "周" | "星期" | "礼拜" => today.shifted(1 - 7 * i64::from(count)),
            "月" => months_before(today, count),
            "年" if count == 0 => months_before(today, 6),
            "年" => months_before(today, 12 * count),
            _ => return None,
        };
        Some(format!("{first}..{today}"))
    }

    /// Returns whether a day of the index lies in the span: `2022-08-28`, `2022-08`, `--08-28`. A day without a
    /// year lies in no span of years; one of which only the month is known lies in spans that hold all of it.
    pub fn contains(&self, day: &str) -> bool {
        let Some((first, last)) = bounds(day) else { return false };
        match self {
            DaySpan::Between(from, to) => {
                first.year > 0 && from.is_none_or(|from| from <= first) && to.is_none_or(|to| last <= to)
            }
            DaySpan::EveryYear(from, to) => {
                let (first, last) = ((first.month, first.day), (last.month, last.day));
                if from <= to { *from <= first && last <= *to } else { *from <= first || last <= *to }
            }
        }
    }
}

/// Splits a range at what stands between its ends: 2022..2023, 2022-2023, 2022~2023, 2022至2023, 2022,2023.
fn range_of(folded: &str) -> Option<(&str, &str)> {
    const BETWEEN: [&str; 9] = ["..", "~", "至", "到", "—", "–", "－", ",", "、"];
    if let Some(found) = BETWEEN.iter().find_map(|mark| folded.split_once(mark)) {
        return Some(found);
    }
    // 2022-08 is a month, 2022-2023 are two years.
    let (from, to) = folded.split_once('-')?;
    let is_year = |text: &str| text.trim().len() == 4 && text.trim().bytes().all(|byte| byte.is_ascii_digit());
    (is_year(from) && is_year(to)).then_some((from, to))
}

/// The same day this many months earlier and the day after: three months before 31 May begin on 1 March.
fn months_before(today: Day, count: i32) -> Day {
    let months = i32::from(today.year) * 12 + i32::from(today.month) - 1 - count;
    let (year, month) = (months.div_euclid(12).clamp(1, 9999) as u16, months.rem_euclid(12) as u8 + 1);
    Day { year, month, day: today.day.min(days_in(year, month)) }.shifted(1)
}

/// Returns the first and the last day of a day, a month or a year.
fn bounds(day: &str) -> Option<(Day, Day)> {
    if let Some(rest) = day.strip_prefix("--") {
        let (month, day) = rest.split_once('-')?;
        let day = Day { year: 0, month: month.parse().ok()?, day: day.parse().ok()? };
        return Some((day, day));
    }
    let date = PartialDate::parse(day)?;
    let last_month = if date.month > 0 { date.month } else { 12 };
    let last_day = if date.day > 0 { date.day } else { days_in(date.year, last_month) };
    let first = Day { year: date.year, month: date.month.max(1), day: date.day.max(1) };
    Some((first, Day { year: date.year, month: last_month, day: last_day }))
}

/// Reads one day, month or year.
fn span(text: &str) -> Option<DaySpan> {
    let every = |month: u32, day: Option<u32>| {
        let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
        // 29 February comes in some years.
        let last = days_in(2000, month);
        let day = match day {
            Some(day) => Some(u8::try_from(day).ok().filter(|day| (1..=last).contains(day))?),
            None => None,
        };
        Some(DaySpan::EveryYear((month, day.unwrap_or(1)), (month, day.unwrap_or(last))))
    };
    let of_day = |text: &str| value(text.trim_end_matches(['日', '号']));
    if let Some(rest) = text.strip_prefix("--") {
        let (month, day) = rest.split_once('-')?;
        return every(value(month)?, Some(value(day)?));
    }
    // What follows a date is never dropped.
    let dated = |text: &str| {
        let (first, last) = PartialDate::parse_whole(text).and_then(|_| bounds(text))?;
        Some(DaySpan::Between(Some(first), Some(last)))
    };
    if let Some((year, rest)) = text.split_once('年') {
        let year = year_value(year)?;
        if rest.is_empty() {
            return dated(&format!("{year:04}"));
        }
        let (month, day) = rest.split_once('月')?;
        let month = value(month)?;
        return if day.is_empty() {
            dated(&format!("{year:04}-{month:02}"))
        } else {
            dated(&format!("{year:04}-{month:02}-{:02}", of_day(day)?))
        };
    }
    if let Some((month, day)) = text.split_once('月') {
        return every(value(month)?, if day.is_empty() { None } else { Some(of_day(day)?) });
    }
    dated(text)
}

fn year_value(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().filter(|year| (1..=9999).contains(year));
    }
    if text.chars().count() != 4 {
        return None;
    }
    text.chars().try_fold(0, |year, c| Some(year * 10 + digit(c)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_years_and_ranges() {
        let check = |text: &str, holds: &[&str], lacks: &[&str]| {
            let span = DaySpan::parse(text).unwrap_or_else(|| panic!("{text}"));
            holds.iter().for_each(|day| assert!(span.contains(day), "{text} holds {day}"));
            lacks.iter().for_each(|day| assert!(!span.contains(day), "{text} lacks {day}"));
        };
        check("2022", &["2022-01-01", "2022-12-31", "2022-08", "2022"], &["2021-12-31", "--08-28"]);
        check("2022-08", &["2022-08-28", "2022-08"], &["2022", "2022-09-01"]);
        check("2022年8月", &["2022-08-01"], &["2022-07-31"]);
        check("二〇二二年八月二十八日", &["2022-08-28"], &["2022-08-27", "2022-08"]);
        check("8月28日", &["2022-08-28", "--08-28"], &["2022-08-27"]);
        check("--08-28", &["--08-28", "1999-08-28"], &["--08-27"]);
        check("8月", &["--08-28", "1999-08-01"], &["--09-01"]);
        check("..2022-08-28", &["2022-08-28", "1959-01-01"], &["2022-08-29", "--08-01"]);
        check("2022-08..2022-10", &["2022-08-01", "2022-10-31"], &["2022-11-01", "2022-07-31"]);
        check("2022-08..", &["2023-01-01"], &["2022-07-31"]);
        check("12月1日..1月31日", &["--12-24", "--01-05"], &["--02-01"]);
        for none in ["", "..", "2022-13", "防汛", "8月..2022", "2月30日"] {
            assert!(DaySpan::parse(none).is_none(), "{none}");
        }
    }

    #[test]
    fn words_that_need_a_clock() {
        let today = Day { year: 2024, month: 3, day: 31 };
        let check = |text: &str, expected: &str| {
            assert_eq!(DaySpan::relative(text, today).as_deref(), Some(expected), "{text}");
        };
        check("去年", "2023");
        check("上月", "2024-02");
        check("昨天", "2024-03-30");
        check("近三个月", "2024-01-01..2024-03-31");
        check("近7天", "2024-03-25..2024-03-31");
        check("近一年", "2023-04-01..2024-03-31");
        check("近半年", "2023-10-01..2024-03-31");
        assert!(DaySpan::relative("2022", today).is_none() && DaySpan::relative("近来", today).is_none());
    }

    #[test]
    fn numbers_and_ranges_of_them() {
        let span = |text: &str| NumberSpan::parse(text).map(|span| (span.0, span.1));
        assert_eq!(span("110"), Some((Some(110), Some(110))));
        assert_eq!(span("第一百一十次"), Some((Some(110), Some(110))));
        assert_eq!(span("100..110"), Some((Some(100), Some(110))));
        assert_eq!(span("..５"), Some((None, Some(5))));
        assert_eq!((span(".."), span("防汛")), (None, None));
    }
}
