//! `stats`: what the archive contains.

use std::io::{self, Write};

use clap::Args;

use super::common::Edge;
use super::values::FormatArgs;
use super::{CommandResult, ExitStatus};
use crate::render::messages as say;
use crate::render::{self, OutputFormat, pad};

/// Says what the archive contains.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao stats
  huibao stats --format json")]
pub(super) struct Stats {
    #[command(flatten)]
    output: FormatArgs<crate::service::Stats>,
}

impl Stats {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, _) = edge.open()?;
        let stats = snapshot.stats()?;
        if self.output.format == OutputFormat::Text {
            let archive = render::clean(&edge.folder.display().to_string());
            writeln!(io::stdout(), "{}{archive}", pad(say::STATS_ARCHIVE.of(edge.language), 13))?;
        }
        edge.write(&stats, &self.output)?;
        Ok(ExitStatus::Done)
    }
}
