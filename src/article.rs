//! What we keep of a page: plain data, no behaviour that knows where it came from or where it goes.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// An article: the clean text of one report with what its page says about it.
/// `serde` is the form in which an index stores what is not its text; what leaves the program is written elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// The identifier the article carried in its export (`id` of a JSONL line), if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The headline; empty when the page prints none.
    #[serde(skip)]
    pub title: String,
    /// The headline of the page it was taken from, after 原标题.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_title: Option<String>,
    /// The site or paper that published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// The printed source (来源), often another paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The channel or section of the outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// When it was published.
    #[serde(skip)]
    pub published: Option<PartialDate>,
    /// The words on the page that say so, where they were printed there and not only in the page's own record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_as: Option<String>,
    /// Reporters (记者, 通讯员, 作者), in printed order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reporters: Vec<String>,
    /// Editors (编辑, 责编), in printed order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub editors: Vec<String>,
    /// The address of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Tags that came with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Clean text, paragraphs separated by `\n`.
    #[serde(skip)]
    pub body: String,
    /// Fields of an export that have no meaning here, kept as they came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<(String, String)>,
    /// What a reader should know about how the text was obtained, for instance a guessed encoding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<String>,
}

impl Article {
    /// Returns the name people know the publisher by: the outlet, else the printed source.
    pub fn outlet_or_source(&self) -> Option<&str> {
        self.outlet.as_deref().or(self.source.as_deref())
    }
}

/// An article's full id: the first half of a SHA-256, written as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(pub [u8; 16]);

impl ArticleId {
    /// Returns the id of an identity: an address, or what else tells one article from all others.
    pub fn of(identity: &str) -> ArticleId {
        ArticleId::from_digest(&Sha256::digest(identity.as_bytes()).into())
    }

    /// Returns the first half of a SHA-256.
    pub fn from_digest(digest: &[u8; 32]) -> ArticleId {
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        ArticleId(id)
    }

    /// Reads 32 hexadecimal digits.
    pub fn parse(hex: &str) -> Option<ArticleId> {
        let mut id = [0; 16];
        if hex.len() != 32 || !hex.is_ascii() {
            return None;
        }
        for (byte, at) in id.iter_mut().zip((0..32).step_by(2)) {
            *byte = u8::from_str_radix(&hex[at..at + 2], 16).ok()?;
        }
        Some(ArticleId(id))
    }
}

impl std::fmt::Display for ArticleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Where an item came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// The file's absolute path, or `-` for standard input.
    pub path: String,
    /// The record's number in the file (a JSONL line's, from 1; a table's below the header, from 1), 0 for a whole file.
    pub record: u64,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.record {
            0 => f.write_str(&self.path),
            record => write!(f, "{}:{record}", self.path),
        }
    }
}

/// A date of which the day, or the month and the day, may be unknown.
///
/// Ordered by year, month, day; an unknown part sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// 1000 to 2999.
    pub year: u16,
    /// 1 to 12, or 0 when unknown.
    pub month: u8,
    /// 1 to 31, or 0 when unknown.
    pub day: u8,
}

impl PartialDate {
    /// Returns the date if it exists in the calendar (2月30日 does not).
    pub fn new(year: u16, month: u8, day: u8) -> Option<PartialDate> {
        let known =
            (1000..=2999).contains(&year) && month <= 12 && (month > 0 || day == 0) && day <= days_in(year, month);
        known.then_some(PartialDate { year, month, day })
    }

    /// Returns `YYYYMMDD` as a number, 0 for unknown parts: it sorts as the date does.
    pub fn number(self) -> u64 {
        u64::from(self.year) * 10_000 + u64::from(self.month) * 100 + u64::from(self.day)
    }

    /// Returns the date behind a [`PartialDate::number`].
    pub fn from_number(number: u64) -> Option<PartialDate> {
        let year = u16::try_from(number / 10_000).ok()?;
        PartialDate::new(year, (number / 100 % 100) as u8, (number % 100) as u8)
    }

    /// Returns the numbers of the first and last day the date may mean: `2022-08` is all of August.
    pub fn span(self) -> (u64, u64) {
        let first = self.number();
        let last = match (self.month, self.day) {
            (0, _) => first + 1299,
            (_, 0) => first + 99,
            _ => first,
        };
        (first, last)
    }

    /// Reads the first complete date of `text`, in the forms pages print: `2022-08-29 10:15`,
    /// `2022年8月29日`, `2022/8/29`, `2022.08.29`, `20220829`, `2022-08`, `2022年`, `2022`.
    ///
    /// The text has to begin with the date (blanks aside).
    pub fn parse(text: &str) -> Option<PartialDate> {
        PartialDate::parse_prefix(text).map(|(date, _)| date)
    }

    /// Reads a text that is a date and nothing else.
    pub fn parse_whole(text: &str) -> Option<PartialDate> {
        let (date, rest) = PartialDate::parse_prefix(text)?;
        let rest = rest.trim().trim_start_matches(['年', '月', '日', '号', '/']);
        rest.is_empty().then_some(date)
    }

    /// Reads a date at the beginning of a text; also returns what follows it.
    fn parse_prefix(text: &str) -> Option<(PartialDate, String)> {
        let text: String = text.trim().chars().map(half_width_digit).collect();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        if matches!(digits, 8 | 12 | 14) {
            let date = PartialDate::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?)?;
            return Some((date, text[digits..].to_owned()));
        }
        if digits != 4 {
            return None;
        }
        let year = text[..4].parse().ok()?;
        let Some((month, rest)) = part(&text[4..], &['-', '/', '.', '年']) else {
            return Some((PartialDate::new(year, 0, 0)?, text[4..].to_owned()));
        };
        match part(rest, &['-', '/', '.', '月']) {
            Some((day, rest)) => Some((PartialDate::new(year, month, day)?, rest.to_owned())),
            None => Some((PartialDate::new(year, month, 0)?, rest.to_owned())),
        }
    }
}

/// Splits `-8-29` into 8 and the rest, when it begins with one of the separators and a number.
fn part<'a>(text: &'a str, separators: &[char]) -> Option<(u8, &'a str)> {
    let rest = text.trim_start().strip_prefix(separators)?.trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    Some((rest[..digits].parse().ok()?, &rest[digits..]))
}

fn half_width_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        _ => c,
    }
}

pub(crate) fn days_in(year: u16, month: u8) -> u8 {
    match month {
        0 => 0,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (month, 0) => write!(f, "{:04}-{month:02}", self.year),
            (month, day) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let date = PartialDate::parse(text);
        assert_eq!(date.map(|d| d.to_string()).as_deref(), expected, "{text}");
        if let Some(date) = date {
            assert_eq!(PartialDate::from_number(date.number()), Some(date));
        }
    }

    #[test]
    fn dates_as_pages_print_them() {
        check("2022-08-29 10:15:00", Some("2022-08-29"));
        check("2022年8月29日", Some("2022-08-29"));
        check("2022 年 8 月 29 日", Some("2022-08-29"));
        check("２０２２年８月２９日", Some("2022-08-29"));
        check("2022/8/9", Some("2022-08-09"));
        check("2019-09-07T13:43:45+08:00", Some("2019-09-07"));
        check("20220829", Some("2022-08-29"));
        check("2022-08", Some("2022-08"));
        check("2022", Some("2022"));
    }

    #[test]
    fn dates_that_do_not_exist_are_none() {
        check("2023-02-30", None);
        check("2023-13-01", None);
        check("0000-00-00", None);
        check("9999-01-01", None);
        check("昨天", None);
        check("", None);
    }

    #[test]
    fn a_month_spans_its_days() {
        let month = PartialDate::parse("2022-08").expect("a date");
        assert_eq!(month.span(), (20_220_800, 20_220_899));
    }
}
