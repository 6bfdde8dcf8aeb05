//! Tells which printed date is the meeting's, and gives it its year.

use std::ops::Range;

use super::{Date, Day, Evidence, Fact, Metadata, fact};
use crate::lexicon::rule_words;
use crate::page::Page;
pub(super) use crate::page::dates::{Printed, date_at, number, numeral};
use crate::view::FoldedText;

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
        if rule_words("behind a wire's date").iter().any(|mark| view.is_at(behind, mark))
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
    let to_come = rule_words("before another's date");
    if to_come.iter().any(|mark| view.ends_at(at, mark)) {
        return true;
    }
    if view.find_any(&["传达", "学习贯彻", "贯彻落实"], &before).is_some() {
        return true;
    }
    let behind = view.skip_blanks(end);
    let others = rule_words("behind another's date");
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

/// When the page was published, and which day it tells of.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) published: Option<Date>,
    /// The day of a wire's or a paper's dateline.
    pub(super) dateline: Option<Date>,
    /// The date of the meeting as printed.
    pub(super) event: Option<Found>,
}

/// Reads the dates of a page.
pub(super) fn of_page(view: &FoldedText<'_>, page: &Page, metadata: &Metadata) -> Dates {
    let mut dates = Dates { published: publish_date(view, page, metadata), ..Dates::default() };
    read_event(view, page, &mut dates);
    dates
}

fn publish_date(view: &FoldedText<'_>, page: &Page, metadata: &Metadata) -> Option<Date> {
    let printed = page.published.as_ref().map(|(range, printed)| {
        let day = Day { year: printed.year, month: printed.month, day: printed.day };
        Date { day, until: None, basis: Evidence::Text, printed: Some(fact(view, range)) }
    });
    if printed.as_ref().is_some_and(|date| date.day.year > 0) {
        return printed;
    }
    if let Some(published) = metadata.published.filter(|date| date.month > 0) {
        // What the page prints is quoted, though its place is not in the article's text.
        let printed = metadata.published_as.as_ref().map(|words| Fact { value: words.clone(), ..Fact::default() });
        let basis = if printed.is_some() { Evidence::Text } else { Evidence::FrontMatter };
        return Some(Date { day: published.into(), until: None, basis, printed });
    }
    let in_address = || metadata.url.as_deref().and_then(crate::page::dates::in_address);
    printed.or_else(|| Some(Date { day: in_address()?.into(), until: None, basis: Evidence::Url, printed: None }))
}

fn read_event(view: &FoldedText<'_>, page: &Page, dates: &mut Dates) {
    for (number, paragraph) in page.paragraphs.iter().take(3).enumerate() {
        let range = if number == 0 { page.lead.clone() } else { paragraph.clone() };
        let (event, wire) = event(view, &range);
        if let Some(wire) = wire
            && dates.dateline.is_none()
        {
            let published = dates.published.as_ref().map(|date| (date.day, super::year_basis(date)));
            dates.dateline = resolve(wire.printed, published).map(|(day, until, basis)| Date {
                day,
                until,
                basis,
                printed: Some(fact(view, &wire.range)),
            });
        }
        if event.is_some() {
            dates.event = event;
            return;
        }
        // Only paragraphs before the report proper may be passed over: a caption, a subtitle, what went before.
        if paragraph.len() > 60 && super::genre::names_a_meeting(view, paragraph) {
            return;
        }
    }
}
