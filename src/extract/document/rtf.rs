//! Reads RTF: text between control words, in the code page it names or in Unicode.

use super::{Document, bad};
use crate::decode;
use crate::extract::Skip;

/// Groups nested deeper are no document's.
const DEPTH_MAX: usize = 500;

/// Destinations whose text is none of the document's.
const SILENT: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "footer",
    "headerl",
    "headerr",
    "headerf",
    "footerl",
    "footerr",
    "footerf",
    "generator",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "fldinst",
    "xmlnstbl",
    "filetbl",
    "revtbl",
    "bkmkstart",
    "bkmkend",
    "annotation",
    "atnid",
    "atnauthor",
    "nonshppict",
    "deleted",
];

#[derive(Clone, Copy)]
struct Group {
    silent: bool,
    /// How many characters stand for one in Unicode.
    skip: usize,
}

struct Reader {
    text: String,
    /// Bytes of the code page that are not decoded yet.
    bytes: Vec<u8>,
    code_page: String,
    groups: Vec<Group>,
    /// Characters still to be left out behind one in Unicode.
    left_out: usize,
    /// A first half of a character in UTF-16.
    surrogate: Option<u16>,
}

pub(super) fn read(bytes: &[u8]) -> Result<Document, Skip> {
    let mut reader = Reader {
        text: String::new(),
        bytes: Vec::new(),
        code_page: "gb18030".into(),
        groups: vec![Group { silent: false, skip: 1 }],
        left_out: 0,
        surrogate: None,
    };
    reader.read(bytes)?;
    let lines: Vec<&str> = reader.text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    Ok(Document { text: lines.join("\n"), cautions: Vec::new() })
}

impl Reader {
    fn read(&mut self, bytes: &[u8]) -> Result<(), Skip> {
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'{' => {
                    let group = self.group();
                    self.groups.push(group);
                    if self.groups.len() > DEPTH_MAX {
                        return Err(bad("RTF", format!("groups nested deeper than {DEPTH_MAX}")));
                    }
                    at += 1;
                }
                b'}' => {
                    self.flush();
                    if self.groups.len() > 1 {
                        self.groups.pop();
                    }
                    at += 1;
                }
                b'\\' => at = self.control(bytes, at + 1),
                b'\r' | b'\n' => at += 1,
                byte => {
                    self.byte(byte);
                    at += 1;
                }
            }
        }
        self.flush();
        Ok(())
    }

    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or(Group { silent: false, skip: 1 })
    }

    fn group_mut(&mut self) -> Option<&mut Group> {
        self.groups.last_mut()
    }

    fn byte(&mut self, byte: u8) {
        if self.left_out > 0 {
            self.left_out -= 1;
        } else if !self.group().silent {
            self.bytes.push(byte);
        }
    }

    fn flush(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        if let Some(decoded) = decode::decode(&bytes, Some(&self.code_page)) {
            self.text.push_str(&decoded.text);
        }
    }

    fn push(&mut self, text: &str) {
        self.flush();
        if !self.group().silent {
            self.text.push_str(text);
        }
    }

    /// Reads a control word or symbol; returns where it ends.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(first) = bytes.get(at).copied() else { return at };
        if !first.is_ascii_alphabetic() {
            match first {
                b'\'' => {
                    let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
                    if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                        self.byte(byte);
                    }
                    return (at + 3).min(bytes.len());
                }
                b'~' => self.push(" "),
                b'_' => self.push("-"),
                b'*' => {
                    if let Some(group) = self.group_mut() {
                        group.silent = true;
                    }
                }
                b'{' | b'}' | b'\\' => self.byte(first),
                b'\r' | b'\n' => self.push("\n"),
                _ => {}
            }
            return at + 1;
        }
        let name_end = (at..bytes.len()).find(|p| !bytes[*p].is_ascii_alphabetic()).unwrap_or(bytes.len());
        let name = std::str::from_utf8(&bytes[at..name_end]).unwrap_or_default();
        let number_end = (name_end..bytes.len())
            .find(|p| !(bytes[*p].is_ascii_digit() || *p == name_end && bytes[*p] == b'-'))
            .unwrap_or(bytes.len());
        let number = std::str::from_utf8(&bytes[name_end..number_end]).ok().and_then(|text| text.parse::<i64>().ok());
        let end = number_end + usize::from(bytes.get(number_end) == Some(&b' '));
        match name {
            "par" | "line" | "sect" | "page" | "row" => self.push("\n"),
            "tab" | "cell" | "nestcell" => self.push("\t"),
            "emdash" => self.push("—"),
            "endash" => self.push("–"),
            "lquote" => self.push("‘"),
            "rquote" => self.push("’"),
            "ldblquote" => self.push("“"),
            "rdblquote" => self.push("”"),
            "bullet" => self.push("•"),
            "ansicpg" => {
                self.flush();
                self.code_page = match number {
                    Some(65001) => "utf-8".into(),
                    Some(950) => "big5".into(),
                    Some(936 | 54936) | None => "gb18030".into(),
                    Some(other) => format!("windows-{other}"),
                };
                if decode::decode(b"", Some(&self.code_page)).is_none() {
                    self.code_page = "gb18030".into();
                }
            }
            "uc" => {
                let skip = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(16);
                self.group_mut().into_iter().for_each(|group| group.skip = skip);
            }
            "u" => self.unicode(number.unwrap_or(0)),
            // What follows is so many bytes of a picture.
            "bin" => return (end + number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0)).min(bytes.len()),
            _ if SILENT.contains(&name) => self.group_mut().into_iter().for_each(|group| group.silent = true),
            _ => {}
        }
        end
    }

    fn unicode(&mut self, number: i64) {
        let unit = (number & 0xffff) as u16;
        let decoded: String = match self.surrogate.take() {
            Some(first) => char::decode_utf16([first, unit]).map(|c| c.unwrap_or('\u{fffd}')).collect(),
            None if (0xd800..0xdc00).contains(&unit) => {
                self.surrogate = Some(unit);
                String::new()
            }
            None => char::from_u32(u32::from(unit)).map(String::from).unwrap_or_default(),
        };
        self.push(&decoded);
        self.left_out = self.group().skip;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_a_code_page_and_in_unicode() {
        let check =
            |rtf: &str, expected: &str| assert_eq!(read(rtf.as_bytes()).expect("a text").text, expected, "{rtf}");
        check(
            r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 \'cb\'ce\'cc\'e5;}}\f0 \'bb\'e1\'d2\'e9\par \'d5\'d9\'bf\'aa\par}",
            "会议\n召开",
        );
        check(r"{\rtf1\uc1\u20250?\u-29778?{\*\generator x;}A\{B\}}", "会议A{B}");
        check(r"{\rtf1\uc0\u20250 \u35758 {\pict 00ff}\line x}", "会议\nx");
    }
}
