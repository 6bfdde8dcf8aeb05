//! The one reader of a copied page (`reader`), so that `add` and `facts` read the same: labels in front of values
//! (`labels`), who made it (`credits`), printed dates (`dates`), lines that are no article (`furniture`), lines broken at a width (`unwrap`), names of sites.

pub(crate) mod credits;
pub(crate) mod dates;
pub(crate) mod furniture;
pub(crate) mod labels;
mod reader;
pub(crate) mod unwrap;

pub(crate) use reader::{Credit, Page, read, read_meta_line};

/// A line of this many characters with a comma or full stop begins the report.
pub(crate) const PROSE_CHARS_MIN: usize = 45;
/// Headlines and subtitles are not longer than this, in characters.
pub(crate) const TITLE_CHARS_MAX: usize = 80;

/// Removes blanks of every script, and characters without width, from both ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}'))
}

/// Returns whether the line is a site's or a paper's name and nothing else.
pub(crate) fn is_masthead(line: &str) -> bool {
    const ENDS: &[&str] =
        &["网", "日报", "晚报", "早报", "晨报", "都市报", "时报", "在线", "客户端", "新闻网", "发布", "电视台"];
    let letters = line.chars().count();
    (3..=10).contains(&letters) && ENDS.iter().any(|end| line.ends_with(end)) && !line.contains(['，', '。', ' ', '、'])
}

/// Returns what a breadcrumb says: the outlet, if its first part names one, and the channel, of `may_be_channel` parts.
/// A part that names a channel (…频道) is the channel where the outlet is known, else the last part before the page is.
pub(crate) fn outlet_and_channel<'a>(parts: &[&'a str], outlet_is_known: bool) -> (Option<&'a str>, Option<&'a str>) {
    const CHANNEL_CHARS_MAX: usize = 20;
    let general =
        |part: &str| part.contains("首页") || part.contains("位置") || matches!(part, "正文" | "详情" | "内容" | "");
    let outlet = parts.first().filter(|first| !general(first) && parts.len() > 1).copied();
    let is_channel = |part: &&&str| !general(part) && part.chars().count() <= CHANNEL_CHARS_MAX;
    let rest: Vec<&&str> = parts.iter().skip(1).filter(is_channel).collect();
    let named = rest.iter().find(|part| part.ends_with("频道")).filter(|_| outlet.is_some() || outlet_is_known);
    (outlet, named.or(rest.last()).map(|part| **part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breadcrumbs_name_outlet_and_channel() {
        assert_eq!(
            outlet_and_channel(&["清河新闻网", "云岭频道", "今日头条"], false),
            (Some("清河新闻网"), Some("云岭频道"))
        );
        assert_eq!(outlet_and_channel(&["首页", "要闻", "正文"], false), (None, Some("要闻")));
        assert!(is_masthead("清河新闻网") && !is_masthead("会议召开"));
    }
}
