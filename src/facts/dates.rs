//! Reads dates as reports print them, and gives the day of the meeting its year.

use std::ops::Range;

use super::view::FoldedText;
use super::{Day, Evidence};

/// A date expression of the text; parts it does not print are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Printed {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
    /// The last day of a range, with its month.
    pub(super) until: Option<(u8, u8)>,
    /// 今天 is 0, 昨天 is -1.
    pub(super) relative: Option<i8>,
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
pub(super) fn date_at(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<(usize, Printed)> {
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
pub(super) fn number(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<(usize, u32)> {
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
pub(super) fn numeral(view: &FoldedText<'_>, at: usize, limit: usize) -> Option<(usize, u32)> {
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

/// The meeting's date with the words that say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) printed: Printed,
}

/// Finds the date of the meeting in the first characters of the report.
///
/// A date followed by 电 or 讯 is the wire's, one in quotation marks or book marks is another's, one behind
/// 将于 or 决定于 is to come.
pub(super) fn event(view: &FoldedText<'_>, body: &Range<usize>) -> (Option<Found>, Option<Found>) {
    const LEAD_CHARS: usize = 160;
    let limit = body.end.min(body.start + LEAD_CHARS);
    let mut at = body.start;
    let mut wire = None;
    let mut best: Option<(u8, Found)> = None;
    while at < limit {
        let begins = at == 0 || !view.chars[at - 1].is_ascii_digit();
        let Some((end, printed)) = begins.then(|| date_at(view, at, body.end)).flatten().filter(|_| !view.quoted[at])
        else {
            at += 1;
            continue;
        };
        let found = Found { range: at..end, printed };
        let behind = view.skip_blanks(end);
        if ["电", "讯", "消息", "报道", "综合", "—", "版", ")", "】"].iter().any(|mark| view.is_at(behind, mark))
            && printed.relative.is_none()
            && !view.bracketed[at]
            || view.is_at(behind, "电")
            || view.is_at(behind, "讯")
        {
            wire.get_or_insert(found);
        } else if !is_elsewhere(view, at, end, body) {
            let rank = match printed {
                Printed { relative: Some(_), .. } => 2,
                Printed { year, month, .. } if year > 0 && month > 0 && printed.day > 0 => 0,
                Printed { month, .. } if month > 0 => 1,
                _ => 3,
            };
            let mut found = found;
            // What the first sentence says comes before what later ones do.
            let first_sentence = !view.chars[body.start..at].contains(&'。');
            let mut rank: u8 = if first_sentence { rank } else { rank + 4 };
            // 今天(10日): the bracket says which day.
            if printed.relative.is_some()
                && view.chars.get(end) == Some(&'(')
                && let Some((close, inner)) = date_at(view, end + 1, body.end)
                && view.chars.get(close) == Some(&')')
            {
                found = Found { range: at..close + 1, printed: Printed { relative: printed.relative, ..inner } };
                rank = rank.saturating_sub(1);
            }
            if printed.month == 0 && printed.day > 0 && printed.relative.is_none() && !bare_day(view, at, end) {
                rank = 99;
            }
            if rank < 9 + 4
                && printed_day(&found.printed)
                && best.as_ref().is_none_or(|(known, _)| rank < *known && *known > 1)
            {
                best = Some((rank, found));
            }
        }
        at = end;
    }
    (best.map(|(_, found)| found), wire)
}

/// A year or a month alone is no day.
fn printed_day(printed: &Printed) -> bool {
    printed.day > 0 || printed.relative.is_some()
}

/// A day alone is a date if it begins a clause or follows a name: 17日上午, 刘伟12日主持.
fn bare_day(view: &FoldedText<'_>, at: usize, end: usize) -> bool {
    let before = at.checked_sub(1).map_or('。', |p| view.chars[p]);
    let after = view.chars.get(view.skip_blanks(end)).copied().unwrap_or('。');
    !matches!(before, '第' | '近' | '前' | '后' | '约' | '共' | '为' | '工' | '每')
        && !matches!(after, '内' | '前' | '后' | '起' | '游' | '、')
}

/// Returns whether the date belongs to something else: a plan, another meeting, a document, a time to come.
fn is_elsewhere(view: &FoldedText<'_>, at: usize, end: usize, body: &Range<usize>) -> bool {
    let before = at.saturating_sub(12).max(body.start)..at;
    let to_come = ["决定于", "将于", "定于", "拟于", "截至", "截止", "自", "从", "到", "至", "距", "早在", "继"];
    if to_come.iter().any(|mark| view.ends_at(at, mark)) {
        return true;
    }
    if view.find_any(&["传达", "学习贯彻", "贯彻落实"], &before).is_some() {
        return true;
    }
    let behind = view.skip_blanks(end);
    let others = [
        "以来",
        "起",
        "前",
        "之前",
        "零时",
        "实施",
        "印发",
        "发布的",
        "出台",
        "生效",
        "召开的",
        "举行的",
        "闭幕的",
        "期间",
    ];
    others.iter().any(|mark| view.is_at(behind, mark))
}

/// Gives a printed date its year from the day it was published.
///
/// A month and day mean the nearest such day not after the publish date, with one day of grace; a day alone the
/// same in months. Without a publish date the year stays open: `--08-28`.
pub(super) fn resolve(printed: Printed, published: Option<(Day, Evidence)>) -> Option<(Day, Option<Day>, Evidence)> {
    let until = |day: Day| {
        printed.until.map(|(month, last)| Day { month: if month > 0 { month } else { day.month }, day: last, ..day })
    };
    if printed.year > 0 {
        let day = Day { year: printed.year, month: printed.month, day: printed.day };
        return Some((day, until(day), Evidence::Text));
    }
    let known = published.filter(|(day, _)| day.year > 0 && day.month > 0 && day.day > 0);
    if let Some(shift) = printed.relative
        && printed.day == 0
    {
        let (published, basis) = known?;
        return Some((published.shifted(i64::from(shift)), None, basis));
    }
    let open = Day { year: 0, month: printed.month, day: printed.day };
    let Some((published, basis)) = known else {
        return (printed.day > 0).then_some((open, until(open), Evidence::Text));
    };
    let latest = published.shifted(1);
    if printed.month > 0 {
        let year =
            if (printed.month, printed.day) <= (latest.month, latest.day) { latest.year } else { latest.year - 1 };
        let day = Day { year, month: printed.month, day: printed.day };
        let end = until(day).map(|end| if end.month < day.month { Day { year: year + 1, ..end } } else { end });
        return Some((day, end, basis));
    }
    let day = if printed.day <= latest.day {
        Day { day: printed.day, ..latest }
    } else {
        let (year, month) = if latest.month == 1 { (latest.year - 1, 12) } else { (latest.year, latest.month - 1) };
        Day { year, month, day: printed.day }
    };
    Some((day, until(day), basis))
}

/// Reads a date a page lost a 月 of: 325日 is 3月25日, if the page was published within ten days of it.
pub(super) fn broken(
    view: &FoldedText<'_>,
    body: &Range<usize>,
    published: Option<(Day, Evidence)>,
) -> Option<(Range<usize>, Day, Evidence)> {
    let start = body.start;
    let (end, value) = number(view, start, body.end)?;
    if end - start != 3 || view.chars.get(end) != Some(&'日') || view.chars.get(start) == Some(&'0') {
        return None;
    }
    let (published, basis) = published.filter(|(day, _)| day.year > 0 && day.day > 0)?;
    let day = Day { year: published.year, month: (value / 100) as u8, day: (value % 100) as u8 };
    let near = (published.number_of_day() - day.number_of_day()).abs() <= 10;
    (near && (1..=31).contains(&day.day)).then_some((start..end + 1, day, basis))
}

/// Reads a full or partial date out of a line of metadata: `2022-09-22 15:06`, `2022年09月22日15:06`, `08-04 15:37`.
pub(super) fn stamp(view: &FoldedText<'_>, range: &Range<usize>) -> Option<(Range<usize>, Day)> {
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
            (Day { year: first as u16, month: second.min(99) as u8, day: third.min(99) as u8 }, end)
        } else {
            if p - at != 2 || q - p != 3 || view.chars[p] != '-' {
                continue;
            }
            (Day { year: 0, month: first as u8, day: second as u8 }, q)
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
