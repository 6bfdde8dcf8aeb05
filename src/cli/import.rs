//! `import`: takes in what `export` wrote.

use std::io::{self, BufRead};
use std::path::PathBuf;

use clap::Args;

use super::common::{Edge, eprint_clean};
use super::progress::Progress;
use super::{CommandResult, ExitStatus};
use crate::error::Error;
use crate::render::messages as say;
use crate::service::{Archive, Control};

/// Takes in what `export` wrote.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao import archive.jsonl
  ssh host huibao export | huibao import -")]
pub(super) struct Import {
    /// What `export` wrote, or - for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Import {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (mut lines, name): (Box<dyn BufRead>, String) = if self.file.as_os_str() == "-" {
            (Box::new(io::BufReader::new(io::stdin())), "-".into())
        } else {
            let file = std::fs::File::open(&self.file).map_err(Error::file(&self.file))?;
            (Box::new(io::BufReader::new(file)), self.file.display().to_string())
        };
        let mut progress = Progress::indexing(edge);
        let archive = Archive::create(&edge.folder)?;
        let mut control = Control::new(|event| progress.update(&event));
        let summary = archive.writer()?.import(&mut lines, &name, &mut control)?;
        drop(control);
        progress.finish();
        for place in &summary.failures {
            eprint_clean(&format!("  {}", say::NO_EXPORT_LINE.with(edge.language, &[place])));
        }
        let skipped = summary.failures.len();
        edge.say(say::ADDED, &[&summary.added, &0, &summary.unchanged, &skipped])?;
        Ok(if skipped == 0 { ExitStatus::Done } else { ExitStatus::SomeFailed })
    }
}
