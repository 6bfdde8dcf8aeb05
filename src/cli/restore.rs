//! `restore`: makes an archive of a backup.

use std::path::PathBuf;

use clap::Args;

use super::common::Edge;
use super::progress::Progress;
use super::{CommandResult, ExitStatus};
use crate::render::{self, messages as say};
use crate::service::{self, Control};

/// Makes an archive of a backup.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao restore ~/huibao-2024.backup --archive new")]
pub(super) struct Restore {
    /// What `backup` wrote.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Restore {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        edge.working(say::RESTORING);
        let mut progress = Progress::indexing(edge);
        let mut control = Control::new(|event| progress.update(&event));
        let articles = service::restore(&edge.folder_to_make(), &self.file, &mut control)?;
        drop(control);
        progress.finish();
        let articles = edge.count_of(articles, say::ARTICLE, say::ARTICLES);
        edge.say(say::RESTORED, &[&articles, &render::clean(&self.file.display().to_string())])?;
        Ok(ExitStatus::Done)
    }
}
