//! `check`: finds damage.

use clap::Args;

use super::common::{Edge, eprint_clean};
use super::values::FormatArgs;
use super::{CommandResult, ExitStatus};
use crate::render::messages as say;
use crate::render::{self, OutputFormat};
use crate::service::{self, CheckReport};

/// Finds damage: every file against its checksums, the index against the originals.
#[derive(Debug, Args)]
#[command(after_help = "Exit code 4 when something is damaged.

Examples:
  huibao check
  huibao check --full                       every original and every stored text against its hash, too")]
pub(super) struct Check {
    /// Compares every original and every stored text with its hash, too.
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    output: FormatArgs<CheckReport>,
}

impl Check {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        edge.working(say::CHECKING);
        let report = service::check(&edge.folder, self.full)?;
        let is_whole = report.findings.is_empty();
        if !(is_whole && edge.common.quiet && self.output.format == OutputFormat::Text) {
            render::write(&report, self.output.format, edge.style(), &mut std::io::stdout().lock())?;
        }
        if report.behind > 0 && !edge.common.quiet {
            let text = say::NOT_FOLLOWED.with(edge.language, &[&report.behind]);
            eprint_clean(&say::NOTE.with(edge.language, &[&text]));
        }
        if is_whole {
            return Ok(ExitStatus::Done);
        }
        eprint_clean(&say::HINT.with(edge.language, &[&say::REPAIR_HINT.of(edge.language)]));
        Ok(ExitStatus::NeedsAttention)
    }
}
