//! Where output goes: standard output or a pager, with or without colours.

use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};

use super::common::{ColorChoice, Edge, eprint_clean};
use crate::render::messages as say;
use crate::render::{Language, Style};

/// Columns of a terminal that does not say.
const COLUMNS_DEFAULT: usize = 80;
/// Fewer are not enough for an id and a word.
const COLUMNS_MIN: usize = 30;
/// Lines of more are hard to read.
const COLUMNS_MAX: usize = 120;

/// Standard output, or a pager before it.
pub(super) struct Output {
    pager: Option<Child>,
    out: Box<dyn Write>,
    /// What goes to the clipboard in the end, and the language to say so in.
    copy: Option<(Vec<u8>, Language)>,
}

/// More bytes are not put on a clipboard: written in base64 they are as long as the strings terminals take (74,994 in
/// hterm, the least of those that say it).
const COPIED_BYTES_MAX: usize = 56_000;

impl Output {
    /// Opens standard output, behind a pager if a person is looking and one is wished for.
    pub(super) fn open(edge: &Edge, paged: bool) -> Output {
        let wished = paged && !edge.common.no_pager && io::stdout().is_terminal();
        if let Some((child, stdin)) = wished.then(start_pager).flatten() {
            return Output { pager: Some(child), out: Box::new(io::BufWriter::new(stdin)), copy: None };
        }
        Output { pager: None, out: Box::new(io::BufWriter::with_capacity(1 << 16, io::stdout())), copy: None }
    }

    /// Puts what is written on the clipboard too, when it is closed.
    pub(super) fn copied(self, language: Language) -> Output {
        Output { copy: Some((Vec::new(), language)), ..self }
    }

    /// Writes what is left and waits for the pager to be closed.
    pub(super) fn close(mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        drop(std::mem::replace(&mut self.out, Box::new(io::sink())));
        if let Some(mut child) = self.pager.take() {
            child.wait()?;
        }
        flushed?;
        if let Some((text, language)) = self.copy.take() {
            if text.len() > COPIED_BYTES_MAX {
                eprint_clean(&say::TOO_LONG_TO_COPY.with(language, &[&text.len(), &COPIED_BYTES_MAX]));
            } else {
                io::stderr().write_all(copy_command(&text).as_bytes())?;
            }
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        if let Some((text, _)) = &mut self.copy {
            text.extend_from_slice(&bytes[..written]);
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What tells a terminal to put a text on the clipboard: OSC 52.
fn copy_command(text: &[u8]) -> String {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    format!("\u{1b}]52;c;{}\u{7}", data_encoding::BASE64.encode(text))
}

fn start_pager() -> Option<(Child, std::process::ChildStdin)> {
    let wish = std::env::var("HUIBAO_PAGER").or_else(|_| std::env::var("PAGER")).unwrap_or_else(|_| "less".into());
    let mut words = wish.split_whitespace();
    let mut command = Command::new(words.next().filter(|program| *program != "cat")?);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    if std::env::var_os("LESSCHARSET").is_none() {
        command.env("LESSCHARSET", "utf-8");
    }
    let mut child = command.spawn().ok()?;
    let stdin = child.stdin.take()?;
    Some((child, stdin))
}

/// Decides how text looks.
pub(super) fn style(edge: &Edge) -> Style {
    let terminal = io::stdout().is_terminal();
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var("TERM").is_ok_and(|term| term == "dumb");
    let color = match edge.common.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => terminal && !no_color,
    };
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = terminal.then(|| usize::from(console::Term::stdout().size().1)).filter(|width| *width > 0);
    let cut = terminal || columns.is_some();
    Style {
        color,
        // What a program reads is not wrapped: `grep` would miss what stands across a line's end.
        width: match columns.or(measured) {
            Some(columns) => columns.clamp(COLUMNS_MIN, COLUMNS_MAX),
            None if terminal => COLUMNS_DEFAULT,
            None => usize::MAX,
        },
        cut,
        is_terminal: terminal,
        explain: false,
        language: edge.language,
    }
}

#[cfg(test)]
mod tests {
    use super::copy_command;

    #[test]
    fn a_text_is_copied_without_its_last_line_end() {
        assert_eq!(copy_command("会议\n".as_bytes()), "\u{1b}]52;c;5Lya6K6u\u{7}");
    }
}
