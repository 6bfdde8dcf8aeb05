//! Tables: what separates their columns, which row names them, fields as people quote them.

use std::borrow::Cow;

use super::record::is_known_column;
use super::{Format, Skip, trim};
use crate::decode;

/// What may separate columns; the first is what CSV says.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// A cell of more characters is no name of a column.
const NAME_CHARS_MAX: usize = 30;

/// Tables of exports.
pub(crate) struct Table;

impl Table {
    /// Returns what separates columns in the format.
    pub(crate) fn delimiter_of(format: Format) -> u8 {
        if format == Format::Tsv { b'\t' } else { b',' }
    }

    /// Returns what separates the columns of a header line: what gives the most names that are known, then the most.
    pub(crate) fn delimiter_in(line: &[u8]) -> Option<u8> {
        let rank = |delimiter: u8| {
            let fields = Table::fields(line, delimiter);
            (fields.iter().filter(|name| is_known_column(name)).count(), fields.len())
        };
        let ranked = DELIMITERS.iter().rev().map(|delimiter| (rank(*delimiter), *delimiter));
        ranked.filter(|((_, fields), _)| *fields > 1).max_by_key(|(rank, _)| *rank).map(|(_, delimiter)| delimiter)
    }

    /// Returns the fields of a row.
    pub(crate) fn fields(row: &[u8], delimiter: u8) -> Vec<String> {
        let text = decode::decode_likely(row, None).text;
        let mended = mend_quotes(&text, delimiter);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(mended.as_bytes());
        let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
        record.iter().map(|field| trim(field).to_owned()).collect()
    }

    /// Returns which of the first rows names the columns.
    ///
    /// # Errors
    ///
    /// Fails if none does: the first row is an article already.
    pub(crate) fn header_row(rows: &[Vec<String>]) -> Result<usize, Skip> {
        let known = |row: &Vec<String>| row.iter().filter(|name| is_known_column(name)).count();
        let best = (0..rows.len()).rev().max_by_key(|at| known(&rows[*at])).filter(|at| known(&rows[*at]) > 0);
        match best {
            Some(row) => Ok(row),
            // Names nobody knows may be mapped by hand; a text or a date is no name.
            None if rows[0].iter().all(|cell| may_be_name(cell)) => Ok(0),
            None => Err(Skip::NoHeader { first: rows[0].first().map(|cell| shortened(cell)).unwrap_or_default() }),
        }
    }
}

fn may_be_name(cell: &str) -> bool {
    cell.chars().count() <= NAME_CHARS_MAX
        && !cell.contains(['。', '，'])
        && !cell.starts_with(|c: char| c.is_ascii_digit())
        && !cell.starts_with("http")
}

fn shortened(cell: &str) -> String {
    cell.chars().take(NAME_CHARS_MAX).collect()
}

/// Doubles the quotation marks that a quoted field has inside, where their writer did not: `"推进"三会一课"工作"`.
pub(super) fn mend_quotes(text: &str, delimiter: u8) -> Cow<'_, str> {
    if !text.contains('"') {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut mended: Option<Vec<u8>> = None;
    let (mut open, mut at_start, mut at) = (false, true, 0);
    while at < bytes.len() {
        let byte = bytes[at];
        let next = bytes.get(at + 1).copied();
        let mut doubled = false;
        if open && byte == b'"' {
            match next {
                Some(b'"') => {
                    mended.iter_mut().for_each(|out| out.push(b'"'));
                    at += 1;
                }
                None | Some(b'\r' | b'\n') => open = false,
                Some(next) if next == delimiter => open = false,
                Some(_) => doubled = true,
            }
        } else if byte == b'"' && at_start {
            open = true;
        }
        at_start = !open && (byte == delimiter || byte == b'\n');
        if doubled {
            mended.get_or_insert_with(|| bytes[..at].to_vec()).push(b'"');
        }
        mended.iter_mut().for_each(|out| out.push(byte));
        at += 1;
    }
    match mended.map(String::from_utf8) {
        Some(Ok(mended)) => mended.into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_inside_quoted_fields_are_characters() {
        let check = |row: &str, expected: &[&str]| assert_eq!(Table::fields(row.as_bytes(), b','), expected, "{row}");
        check(r#"甲,"推进"三会一课"工作",乙"#, &["甲", r#"推进"三会一课"工作"#, "乙"]);
        check(r#""他说""好""。",乙"#, &[r#"他说"好"。"#, "乙"]);
        check(r#"他说"好",乙"#, &[r#"他说"好""#, "乙"]);
        assert!(matches!(mend_quotes("甲,\"乙\"", b','), Cow::Borrowed(_)));
    }

    #[test]
    fn delimiters_and_headers_are_found() {
        assert_eq!(Table::delimiter_in("标题;日期;正文".as_bytes()), Some(b';'));
        assert_eq!(Table::delimiter_in("标题\t日期,时\t正文".as_bytes()), Some(b'\t'));
        assert_eq!(Table::delimiter_in("会议报道一览".as_bytes()), None);
        let rows = |rows: &[&[&str]]| {
            rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect::<Vec<Vec<String>>>()
        };
        assert_eq!(Table::header_row(&rows(&[&["会议报道一览", ""], &["标题", "正文"]])), Ok(1));
        assert_eq!(Table::header_row(&rows(&[&["a", "b"], &["甲", "乙"]])), Ok(0));
        let articles = rows(&[&["市委召开会议", "2024-06-19", "会议强调，要压实责任。"]]);
        assert!(matches!(Table::header_row(&articles), Err(Skip::NoHeader { .. })));
    }
}
