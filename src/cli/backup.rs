//! `backup`: writes a consistent copy to one file, while others read and write.

use std::path::PathBuf;

use clap::Args;

use super::common::Edge;
use super::{CommandResult, ExitStatus};
use crate::render::{self, messages as say};
use crate::service;

/// Writes a consistent copy to one file, while others read and write.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao backup ~/huibao-2024.backup")]
pub(super) struct Backup {
    /// The file to write; an older backup there is replaced.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        edge.working(say::BACKING_UP);
        let articles = service::backup(&edge.folder, &self.file)?;
        let articles = edge.count_of(articles, say::ARTICLE, say::ARTICLES);
        edge.say(say::BACKED_UP, &[&articles, &render::clean(&self.file.display().to_string())])?;
        Ok(ExitStatus::Done)
    }
}
