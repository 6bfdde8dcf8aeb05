//! `show`: an article, a passage of it, its facts, or its original bytes.

use std::io::{self, IsTerminal, Write};

use clap::Args;

use super::common::Edge;
use super::output::Output;
use super::values::FormatArgs;
use super::{CommandResult, ExitStatus};
use crate::render::messages as say;
use crate::render::{self, OutputFormat, Several, Style};
use crate::sanitize::needs_escape;
use crate::service::{ArticleAnswer, ArticleRef};

/// Shows an article, or one passage of it (ID:3).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao show 3f9a2c1b
  huibao show 3f9a2c1b:3 --format md
  huibao show 3f9a --raw > page.html")]
pub(super) struct Show {
    /// An id, or as much of it as is needed; ID:N for one passage.
    #[arg(value_name = "ID[:N]", required = true)]
    articles: Vec<String>,
    /// Writes the original bytes.
    #[arg(long)]
    raw: bool,
    /// Shows its facts, each with the words that prove it.
    #[arg(long, conflicts_with = "raw")]
    facts: bool,
    #[command(flatten)]
    output: FormatArgs<ArticleAnswer>,
}

impl Show {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, _) = edge.open()?;
        let articles = self.articles.iter().map(|id| ArticleRef::parse(id));
        if self.raw {
            let mut out = Output::open(edge, false);
            for article in articles {
                let original = snapshot.original(&article)?.bytes;
                let is_obeyed = |c: char| needs_escape(c) && !matches!(c, '\n' | '\r' | '\t');
                if io::stdout().is_terminal() && String::from_utf8_lossy(&original).contains(is_obeyed) {
                    return Err(edge.usage(say::TERMINAL_CHARACTERS, &[], say::TERMINAL_CHARACTERS_HINT));
                }
                out.write_all(&original)?;
            }
            out.close()?;
            return Ok(ExitStatus::Done);
        }
        let answers = articles.map(|article| snapshot.show(&article)).collect::<Result<Vec<_>, _>>()?;
        if self.facts && self.output.format == OutputFormat::Text {
            let mut out = edge.output(self.output.copy, true)?;
            let style = edge.style();
            let style = Style { color: style.color && !self.output.copy, ..style };
            for answer in &answers {
                writeln!(out, "{}  {}", answer.short_id, render::clean(&answer.indexed.article.title))?;
                render::facts_text(&mut out, &answer.facts, &answer.indexed.article.body, style)?;
            }
            out.close()?;
            return Ok(ExitStatus::Done);
        }
        edge.write(&Several { name: "articles", answers }, &self.output)?;
        Ok(ExitStatus::Done)
    }
}
