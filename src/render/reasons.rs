//! Why an item was left out, what is doubtful of one, what is damaged: said in English where it is found, in Chinese
//! where a Chinese reader sees it. What the table does not know, the words of a library for instance, stays as it is.

use std::sync::LazyLock;

use super::Language;

static TEXTS: &str = include_str!("reasons.txt");

/// The English texts in pieces, what is put in between them, with the Chinese ones.
static TABLE: LazyLock<Vec<(Vec<&str>, &str)>> = LazyLock::new(|| {
    let lines = TEXTS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    lines.map(|(english, chinese)| (english.split("{}").collect(), chinese)).collect()
});

/// Returns a reason in a language.
pub(crate) fn reason_in(reason: &str, language: Language) -> String {
    match language {
        Language::English => reason.to_owned(),
        Language::Chinese => in_chinese(reason),
    }
}

fn in_chinese(reason: &str) -> String {
    let known = TABLE.iter().find_map(|(pieces, chinese)| Some((put_in(pieces, reason)?, chinese)));
    let Some((values, chinese)) = known else { return reason.to_owned() };
    let mut parts = chinese.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (value, part) in values.iter().zip(parts) {
        text += &in_chinese(value);
        text += part;
    }
    text
}

/// Returns what stands between the pieces of a text; `None` where it is not this text.
fn put_in<'t>(pieces: &[&str], text: &'t str) -> Option<Vec<&'t str>> {
    let (first, others) = pieces.split_first()?;
    let mut rest = text.strip_prefix(first)?;
    let mut values = Vec::with_capacity(others.len());
    for (number, piece) in others.iter().enumerate() {
        let is_last = number + 1 == others.len();
        let at = match is_last {
            true if piece.is_empty() => rest.len(),
            true => rest.strip_suffix(piece)?.len(),
            false => rest.find(piece)?,
        };
        values.push(&rest[..at]);
        rest = &rest[at + piece.len()..];
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Skip;

    #[test]
    fn every_reason_to_leave_an_item_out_is_in_chinese() {
        for skip in [
            Skip::Empty,
            Skip::Binary,
            Skip::BadDocument { format: "PDF".into(), why: "it is encrypted".into() },
            Skip::NotBuilt { format: "PDF".into(), feature: "pdf".into() },
            Skip::TooLarge { size_bytes: 9, limit_bytes: 8 },
            Skip::TooLong { size_bytes: 9, lines: 8 },
            Skip::FieldsTooLong { size_bytes: 9 },
            Skip::NoText,
            Skip::Placeholder { words: "请稍候".into() },
            Skip::NoBody { fields: "a, b".into() },
            Skip::NoHeader { first: "1".into() },
            Skip::BadRecord("no JSON object in it".into()),
            Skip::Undecodable,
            Skip::BadMime("it has no text part".into()),
            Skip::UnknownEncoding("x".into()),
            Skip::Panicked("here".into()),
            Skip::Unreadable("no such file".into()),
        ] {
            let english = skip.to_string();
            assert_ne!(in_chinese(&english), english, "{skip:?}");
        }
    }

    #[test]
    fn what_is_put_in_stands_in_its_place() {
        assert_eq!(in_chinese("PDF cannot be read: it is encrypted"), "无法读取PDF：已加密");
        assert_eq!(in_chinese("4 places are not valid gb18030"), "有 4 处不是有效的 gb18030 编码");
        assert_eq!(in_chinese("empty-handed"), "empty-handed");
        assert_eq!(reason_in("empty", Language::English), "empty");
    }

    #[test]
    fn both_languages_put_in_the_same() {
        for line in TEXTS.lines().filter(|line| !line.starts_with('#')) {
            let (english, chinese) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
            assert_eq!(english.matches("{}").count(), chinese.matches("{}").count(), "{line}");
        }
    }
}
