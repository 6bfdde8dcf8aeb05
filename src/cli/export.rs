//! `export`: articles with all annotations, or for other programs.

use clap::Args;

use super::common::Edge;
use super::output::Output;
use super::values::{FormatArgs, plain_options};
use super::{CommandResult, ExitStatus};
use crate::render::{self, OutputFormat};
use crate::service::{self, ExportRequest, ExportedArticles};

/// Exports articles with all annotations; read back with `import`.
#[derive(Debug, Args)]
#[command(after_help = "Only jsonl holds everything and can be imported.

Examples:
  huibao export > archive.jsonl             everything, originals included
  huibao export --query 防汛 --format csv > floods.csv
  huibao export --format bibtex > archive.bib")]
pub(super) struct Export {
    /// Only articles that match.
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    #[command(flatten)]
    output: FormatArgs<ExportedArticles>,
}

impl Export {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        if behind {
            return Ok(ExitStatus::NeedsAttention);
        }
        let request = ExportRequest { query: self.query.clone().unwrap_or_default(), options: plain_options() };
        let mut out = Output::open(edge, false);
        let written = if self.output.format == OutputFormat::Jsonl {
            let ids = match &self.query {
                Some(_) => {
                    let matching = snapshot.articles(&request)?.articles;
                    Some(matching.into_iter().map(|indexed| indexed.id).collect::<Vec<_>>())
                }
                None => None,
            };
            service::export(&edge.folder, ids.as_deref(), &mut out)?
        } else {
            let exported = snapshot.articles(&request)?;
            render::write(&exported, self.output.format, edge.style(), &mut out)?;
            exported.articles.len() as u64
        };
        out.close()?;
        let is_whole = self.query.is_none() && self.output.format == OutputFormat::Jsonl;
        Ok(ExitStatus::found(written > 0 || is_whole))
    }
}
