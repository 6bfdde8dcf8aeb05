//! Text of an HTML tree as a browser would break it into lines.

use dom_query::NodeRef;

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
    "select", "option", "button", "input", "textarea", "head", "title", "link", "meta", "map",
];

/// Returns the text below a node, a line for each block or `<br>`, blanks trimmed, empty lines left out.
pub(super) fn lines(node: &NodeRef<'_>) -> Vec<String> {
    let mut writer = LineWriter::default();
    write_lines(node, &mut writer);
    writer.finish()
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

fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").map(|style| style.to_lowercase().replace(' ', "")).unwrap_or_default();
    // Chat pages hide their text until a script shows it: `visibility` says nothing.
    style.contains("display:none") && node.attr("id").is_none_or(|id| &*id != "js_content")
}
