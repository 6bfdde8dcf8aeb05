//! `completions` and `man`: what shells and `man` read.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::env::Shells;

use super::candidates::VARIABLE;
use super::common::Edge;
use super::help::LINES;
use super::{Cli, CommandResult, ExitStatus};
use crate::error::Error;
use crate::render::messages as say;

/// Writes a completion script for a shell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao completions bash > ~/.local/share/bash-completion/completions/huibao
  huibao completions zsh > ~/.zfunc/_huibao
  huibao completions fish > ~/.config/fish/completions/huibao.fish")]
pub(super) struct Completions {
    /// The shell.
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run(&self) -> CommandResult {
        let shells = Shells::builtins();
        let shell = shells.completer(&self.shell.to_string());
        let shell = shell.expect("the crate knows the shells it lists");
        // The script asks the program: ids, tags and names are completed as the archive has them.
        shell.write_registration(VARIABLE, "huibao", "huibao", "huibao", &mut io::stdout())?;
        Ok(ExitStatus::Done)
    }
}

/// Writes the manual page, of one command if it is named.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao man | man -l -
  huibao man search > huibao-search.1
  huibao man --dir ~/.local/share/man/man1   every page")]
pub(super) struct Man {
    /// A command.
    command: Option<String>,
    /// Writes every page into a folder: huibao.1, huibao-search.1 …
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let mut cli = Cli::command();
        cli.build();
        if let Some(dir) = &self.dir {
            std::fs::create_dir_all(dir).map_err(Error::file(dir))?;
            let write = |name: String, command: &clap::Command| {
                let path = dir.join(name);
                let file = std::fs::File::create(&path).map_err(Error::file(&path))?;
                write_page(command, io::BufWriter::new(file)).map_err(Error::file(&path))
            };
            write("huibao.1".to_owned(), &cli)?;
            for command in cli.get_subcommands() {
                write(format!("huibao-{}.1", command.get_name()), &named(command))?;
            }
            return Ok(ExitStatus::Done);
        }
        let page = match &self.command {
            None => cli,
            Some(name) => {
                let command = cli.find_subcommand(name);
                named(command.ok_or_else(|| edge.usage(say::NO_COMMAND, &[name], say::NO_COMMAND_HINT))?)
            }
        };
        write_page(&page, io::stdout().lock())?;
        Ok(ExitStatus::Done)
    }
}

/// The command under the name its page has.
fn named(command: &clap::Command) -> clap::Command {
    command.clone().display_name(format!("huibao-{}", command.get_name()))
}

/// What the environment says to the program.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("HUIBAO_ARCHIVE", "The archive's folder, where --archive names none; empty is as good as unset."),
    ("HUIBAO_PAGER, PAGER", "What shows long output on a terminal; cat for none. less -FRX without it."),
    ("NO_COLOR", "No colours, if it has any value."),
    ("COLUMNS", "The width of output, also where it is no terminal."),
    ("LC_ALL, LC_MESSAGES, LANG", "The language of messages: Chinese where it begins with zh."),
];

/// Where things are.
const FILES: &[(&str, &str)] = &[
    ("index", "The archive, here or in the nearest folder above, where none is named."),
    ("index/archive.sqlite3", "The originals and all that was said by hand: the source of truth."),
    ("index/archive.parity, index/archive.sums", "What damage is found and mended with."),
    ("index/tantivy", "The search index, made anew from the originals by huibao reindex."),
];

/// Writes a page: what clap knows of the command, and for the program its language, surroundings and files.
fn write_page(command: &clap::Command, mut out: impl Write) -> io::Result<()> {
    let is_program = command.get_name() == "huibao";
    let man = clap_mangen::Man::new(command.clone());
    if !is_program {
        let mut page = Vec::new();
        man.render(&mut page)?;
        out.write_all(retitled(&page, "EXAMPLES").as_bytes())?;
        return out.flush();
    }
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    man.render_subcommands_section(&mut out)?;
    section(&mut out, "QUERY LANGUAGE", LINES.iter().map(|(written, english, _)| (*written, *english)))?;
    section(&mut out, "ENVIRONMENT", ENVIRONMENT.iter().copied())?;
    section(&mut out, "FILES", FILES.iter().copied())?;
    let mut exit_codes = Vec::new();
    man.render_extra_section(&mut exit_codes)?;
    out.write_all(retitled(&exit_codes, "EXIT STATUS").as_bytes())?;
    man.render_version_section(&mut out)?;
    out.flush()
}

/// Gives what clap_mangen calls EXTRA the name readers of manuals know.
fn retitled(page: &[u8], title: &str) -> String {
    String::from_utf8_lossy(page).replace(".SH EXTRA", &format!(".SH \"{title}\""))
}

/// Writes a list of words and what they mean.
fn section<'a>(out: &mut impl Write, title: &str, lines: impl Iterator<Item = (&'a str, &'a str)>) -> io::Result<()> {
    writeln!(out, ".SH \"{}\"", roff(title))?;
    for (word, meaning) in lines {
        writeln!(out, ".TP\n\\fB{}\\fR\n{}", roff(word), roff(meaning))?;
    }
    Ok(())
}

/// Writes text so that roff takes nothing of it for a request.
fn roff(text: &str) -> String {
    let escaped = text.replace('\\', "\\e").replace('-', "\\-");
    if escaped.starts_with(['.', '\'']) { format!("\\&{escaped}") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::roff;

    #[test]
    fn nothing_is_a_request() {
        assert_eq!(roff(".so x"), "\\&.so x");
        assert_eq!(roff("a\\b-c"), "a\\eb\\-c");
    }
}
