//! Text of an HTML tree as a browser would break it into lines.

use dom_query::NodeRef;

use super::markup::without_markup;
use super::trim;

const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "tr",
    "table",
    "tbody",
    "thead",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "br",
    "hr",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "form",
    "figure",
    "figcaption",
    "center",
    "body",
    "address",
    "fieldset",
    "caption",
];

const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "video", "audio",
    "select", "option", "button", "input", "textarea", "head", "title", "link", "meta", "map", "rt", "rp",
];

/// Cells of a table of data have at most so many characters; longer ones are parts of a page laid out as a table.
const CELL_CHARS_MAX: usize = 80;

/// Returns the text below a node, a line for each block or `<br>`, blanks trimmed, empty lines left out.
pub(super) fn lines(node: &NodeRef<'_>) -> Vec<String> {
    let mut writer = LineWriter::default();
    write_lines(node, &mut writer);
    let lines = writer.finish();
    // Some systems write their markup as text.
    if lines.iter().any(|line| line.contains("</p>") || line.contains("<br")) {
        let text = lines.join("\n");
        return without_markup(&text)
            .split('\n')
            .map(trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
    }
    lines
}

#[derive(Default)]
struct LineWriter {
    lines: Vec<String>,
    line: String,
}

impl LineWriter {
    fn end_line(&mut self) {
        let line = trim(&self.line);
        if !line.is_empty() {
            self.lines.push(line.to_owned());
        }
        self.line.clear();
    }

    /// Adds text as it is written, a line for each.
    fn add_as_written(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.end_line();
            }
            self.line.push_str(line.trim_end_matches('\r'));
        }
    }

    /// Adds text of the page, whose runs of blanks and line ends mean one space, as in a browser.
    fn add(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}') {
                if !self.line.ends_with([' ', '\n']) && !self.line.is_empty() {
                    self.line.push(' ');
                }
            } else {
                self.line.push(c);
            }
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.end_line();
        self.lines
    }
}

fn write_lines(node: &NodeRef<'_>, writer: &mut LineWriter) {
    for child in node.children_it(false) {
        if child.is_text() {
            writer.add(&child.text());
        } else if child.is_element() {
            let name = child.node_name().unwrap_or_default();
            let name = name.as_ref();
            if SILENT.contains(&name) || is_hidden(&child) {
                continue;
            }
            if name == "pre" {
                writer.end_line();
                writer.add_as_written(&child.text());
                writer.end_line();
                continue;
            }
            if name == "tr"
                && let Some(row) = data_row(&child)
            {
                writer.end_line();
                writer.lines.push(row);
                continue;
            }
            let block = BLOCKS.contains(&name);
            if block {
                writer.end_line();
            }
            if matches!(name, "td" | "th") && !writer.line.is_empty() {
                writer.line.push(' ');
            }
            write_lines(&child, writer);
            if block {
                writer.end_line();
            }
        }
    }
}

/// Returns the cells of a row of data in one line; none of a row that lays out a page.
fn data_row(row: &NodeRef<'_>) -> Option<String> {
    let cells: Vec<NodeRef<'_>> = row.children_it(false).filter(NodeRef::is_element).collect();
    if cells.len() < 2 {
        return None;
    }
    let text = |cell: &NodeRef<'_>| {
        let mut writer = LineWriter::default();
        write_lines(cell, &mut writer);
        writer.finish().join(" ")
    };
    let texts: Vec<String> = cells.iter().map(text).collect();
    let is_data = texts.iter().all(|text| text.chars().count() <= CELL_CHARS_MAX);
    let filled: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    (is_data && !filled.is_empty()).then(|| filled.join(" "))
}

fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").map(|style| style.to_lowercase().replace(' ', "")).unwrap_or_default();
    // Chat pages hide their text until a script shows it: `visibility` says nothing.
    style.contains("display:none") && node.attr("id").is_none_or(|id| &*id != "js_content")
}
