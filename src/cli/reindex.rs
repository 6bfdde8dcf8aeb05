//! `reindex`: rebuilds the search index.

use clap::Args;

use super::common::Edge;
use super::progress::Progress;
use super::{CommandResult, ExitStatus};
use crate::render::messages as say;
use crate::service::Control;

/// Rebuilds the search index from the stored originals.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao reindex")]
pub(super) struct Reindex {}

impl Reindex {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let mut progress = Progress::indexing(edge);
        let mut writer = edge.archive()?.writer()?;
        let articles = writer.reindex(&mut Control::new(|event| progress.update(&event)))?;
        progress.finish();
        edge.say(say::INDEXED, &[&edge.count_of(articles, say::ARTICLE, say::ARTICLES)])?;
        Ok(ExitStatus::Done)
    }
}
