//! `open`: opens the original page or file.

use std::io::{self, Write};
use std::path::Path;

use clap::Args;

use super::common::Edge;
use super::{CommandResult, ExitStatus};
use crate::render::{self, messages as say};
use crate::service::ArticleRef;

/// Opens the original page or file.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao open 3f9a2c1b")]
pub(super) struct Open {
    /// An id, or as much of it as is needed.
    #[arg(value_name = "ID")]
    id: String,
}

impl Open {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, _) = edge.open()?;
        let original = snapshot.original(&ArticleRef::parse(&self.id))?;
        let mut paths = original.places.iter().map(|place| place.path.clone());
        let file = paths.find(|path| path != "-" && Path::new(path).is_file());
        let Some(target) = file.or(original.url) else {
            return Err(edge.usage(say::NOT_OPENED, &[&self.id], say::NOT_OPENED_HINT));
        };
        let headless = cfg!(target_os = "linux")
            && std::env::var_os("DISPLAY").is_none()
            && std::env::var_os("WAYLAND_DISPLAY").is_none();
        if headless || opener::open(&target).is_err() {
            writeln!(io::stdout(), "{}", render::clean(&target))?;
        }
        Ok(ExitStatus::Done)
    }
}
