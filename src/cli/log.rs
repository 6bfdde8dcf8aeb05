//! `log`: what each run brought.

use clap::Args;

use super::CommandResult;
use super::common::{Edge, found_or};
use super::values::{FormatArgs, all_if_zero};
use crate::render::messages as say;
use crate::service::RunsAnswer;

/// Shows what runs of `add` and `watch` brought and refused, newest first.
#[derive(Debug, Args)]
#[command(after_help = "Runs that found nothing new and refused nothing are left out. Times are in UTC.

Examples:
  huibao log -n 5
  huibao list --added 今天                    what came today
  huibao log --format csv > runs.csv")]
pub(super) struct Log {
    /// How many runs; 0 for all.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    output: FormatArgs<RunsAnswer>,
}

impl Log {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        let answer = snapshot.runs(all_if_zero(self.limit))?;
        edge.write(&answer, &self.output)?;
        if answer.runs.is_empty() {
            edge.note(say::NO_RUNS, &[]);
        }
        Ok(found_or(!answer.runs.is_empty(), behind))
    }
}
