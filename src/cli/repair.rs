//! `repair`: restores what can be restored.

use clap::Args;

use super::common::Edge;
use super::progress::Progress;
use super::values::FormatArgs;
use super::{CommandResult, ExitStatus};
use crate::render::{self, messages as say};
use crate::service::{self, Control, RepairReport};

/// Restores what can be restored of a damaged archive.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao check; huibao repair")]
pub(super) struct Repair {
    #[command(flatten)]
    output: FormatArgs<RepairReport>,
}

impl Repair {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        edge.working(say::REPAIRING);
        let mut progress = Progress::indexing(edge);
        let report = service::repair(&edge.folder, &mut Control::new(|event| progress.update(&event)))?;
        progress.finish();
        render::write(&report, self.output.format, edge.style(), &mut std::io::stdout().lock())?;
        Ok(if report.lost.is_empty() { ExitStatus::Done } else { ExitStatus::SomeFailed })
    }
}
