//! `analyze`: how a text is folded, tokenized and read as a query.

use clap::Args;

use super::common::{Edge, today};
use super::values::{FormatArgs, query_text};
use super::{CommandResult, ExitStatus};
use crate::query::QueryOptions;
use crate::service::{Analysis, Archive, analyze_text};

/// Shows how a text is folded and tokenized, and how it is read as a query.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao analyze '運城市委書記主持召開第１１０次會議'
  huibao analyze --facts '8月28日,云岭市委书记林远舟主持召开市委常委会会议。'")]
pub(super) struct Analyze {
    /// The text.
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    /// Shows the facts of the text, too, and which rules decided.
    #[arg(long)]
    facts: bool,
    #[command(flatten)]
    output: FormatArgs<Analysis>,
}

impl Analyze {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let text = query_text(&self.text);
        let options = QueryOptions { today: today(), ..QueryOptions::default() };
        // What the archive has set is put in, where there is one.
        let analysis = if Archive::is_in(&edge.folder) {
            edge.open()?.0.analyze(&text, &options)?
        } else {
            analyze_text(&text, &options)?
        };
        let analysis = if self.facts { analysis.with_facts() } else { analysis };
        edge.write(&analysis, &self.output)?;
        Ok(ExitStatus::Done)
    }
}
