//! `export`: articles with all annotations, or for other programs.

use std::io::IsTerminal;

use clap::Args;

use super::common::Edge;
use super::output::Output;
use super::values::{FormatArgs, plain_options};
use super::{CommandResult, ExitStatus};
use crate::render::{self, OutputFormat, messages as say};
use crate::service::{self, ExportRequest, ExportedArticles, TableKind};

/// Exports articles with all annotations; read back with `import`.
#[derive(Debug, Args)]
#[command(after_help = "Only jsonl holds everything and can be imported.

Examples:
  huibao export > archive.jsonl             everything, originals included
  huibao export --query 防汛 --format csv > floods.csv
  huibao export --format bibtex > archive.bib
  huibao export --table people > people.csv   one row a person in an article
  huibao export --table edges --query 防汛 --format jsonl")]
pub(super) struct Export {
    /// Only articles that match.
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// A tidy table instead of articles: articles, meetings, people, statements, agenda, slogans, edges (who took part
    /// with whom); csv where no format is named.
    #[arg(long, value_name = "TABLE", value_parser = parse_table)]
    table: Option<TableKind>,
    #[command(flatten)]
    output: FormatArgs<ExportedArticles>,
}

fn parse_table(text: &str) -> Result<TableKind, String> {
    let names = || TableKind::names().collect::<Vec<_>>().join(", ");
    TableKind::named(text).ok_or_else(|| format!("write one of {}", names()))
}

impl Export {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        if behind {
            return Ok(ExitStatus::NeedsAttention);
        }
        let request = ExportRequest { query: self.query.clone().unwrap_or_default(), options: plain_options() };
        // What scrolls by says itself that something goes on.
        if !std::io::stdout().is_terminal() {
            edge.working(say::EXPORTING);
        }
        if let Some(kind) = self.table {
            let table = snapshot.table(kind, &request)?;
            let format = if self.output.is_given { self.output.format } else { OutputFormat::Csv };
            let mut out = Output::open(edge, false);
            render::write(&table, format, edge.style(), &mut out)?;
            out.close()?;
            return Ok(ExitStatus::found(!table.rows.is_empty()));
        }
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
