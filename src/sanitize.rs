//! Characters a terminal would obey, or that turn the direction of writing, and JSON without them.

use std::fmt;

use serde_json::Value;

/// Returns whether a terminal obeys the character or shows what follows in another order: the control characters, the
/// bidirectional ones and the marks of direction (<https://www.unicode.org/reports/tr9/>). Ends of lines and tabs are
/// among them.
pub(crate) fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A value as one line of JSON that can be written to a terminal: what it would obey is written as `\u202e`, which means
/// the same.
#[derive(Debug)]
pub(crate) struct Json<'a>(pub &'a Value);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // These are only inside strings.
        let text = self.0.to_string();
        let mut rest = text.as_str();
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| needs_escape(*c)) {
            f.write_str(&rest[..at])?;
            write!(f, "\\u{:04x}", c as u32)?;
            rest = &rest[at + c.len_utf8()..];
        }
        f.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_means_the_same_and_has_nothing_to_obey() {
        let text: String = (0..0x3000).filter_map(char::from_u32).collect();
        let value = serde_json::json!({ "a\u{202e}": text, "会议": [1, "\u{9b}31m"] });
        let line = Json(&value).to_string();
        assert_eq!(line.chars().find(|c| needs_escape(*c)), None);
        assert_eq!(serde_json::from_str::<Value>(&line).expect("JSON"), value);
        assert_eq!(Json(&serde_json::json!({ "会": "议" })).to_string(), "{\"会\":\"议\"}");
    }
}
