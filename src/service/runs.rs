//! The log of runs.

use super::Snapshot;
use crate::error::Result;
use crate::store::{Run, Store};

/// Runs, the newest first.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct RunsAnswer {
    /// The runs.
    pub runs: Vec<Run>,
}

pub(super) fn runs(snapshot: &Snapshot, limit: usize) -> Result<RunsAnswer> {
    Ok(RunsAnswer { runs: Store::open_read_only(&snapshot.dir)?.runs(limit)? })
}
