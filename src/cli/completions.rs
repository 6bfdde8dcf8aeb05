//! `completions` and `man`: what shells and `man` read.

use std::io;

use clap::{Args, CommandFactory};

use super::common::Edge;
use super::{Cli, CommandResult, ExitStatus};
use crate::render::messages as say;

/// Writes a completion script for a shell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao completions bash > ~/.local/share/bash-completion/completions/huibao")]
pub(super) struct Completions {
    /// The shell.
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run(&self) -> CommandResult {
        clap_complete::generate(self.shell, &mut Cli::command(), "huibao", &mut io::stdout());
        Ok(ExitStatus::Done)
    }
}

/// Writes the manual page, of one command if it is named.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao man | man -l -
  huibao man search > huibao-search.1")]
pub(super) struct Man {
    /// A command.
    command: Option<String>,
}

impl Man {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let mut cli = Cli::command();
        cli.build();
        let page = match &self.command {
            None => cli,
            Some(name) => {
                let command = cli.find_subcommand(name).cloned();
                let command = command.ok_or_else(|| edge.usage(say::NO_COMMAND, &[name], say::NO_COMMAND_HINT))?;
                command.display_name(format!("huibao-{name}"))
            }
        };
        clap_mangen::Man::new(page).render(&mut io::stdout())?;
        Ok(ExitStatus::Done)
    }
}
