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
use crate::service::{ArticleAnswer, ArticleRef, Snapshot};

/// Shows an article, or one passage of it (ID:3).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao show 3f9a2c1b
  huibao show 3f9a2c1b:3 --format md
  huibao show 3f9a --raw > page.html
  huibao show 3f9a --revisions
  huibao show 3f9a --diff")]
pub(super) struct Show {
    /// An id, or as much of it as is needed; ID:N for one passage.
    #[arg(value_name = "ID[:N]", required = true)]
    articles: Vec<String>,
    /// Writes the original bytes.
    #[arg(long, conflicts_with = "copy")]
    raw: bool,
    /// Shows its facts, each with the words that prove it.
    #[arg(long, conflicts_with = "raw")]
    facts: bool,
    /// Lists its revisions, the oldest first.
    #[arg(long, conflicts_with_all = ["raw", "facts"])]
    revisions: bool,
    /// Shows it as this revision said it.
    #[arg(long, value_name = "N", conflicts_with_all = ["raw", "revisions"])]
    revision: Option<usize>,
    /// Shows what a revision changed of the one before it, sentence by sentence: the last, or with N that one.
    #[arg(long, value_name = "N", num_args = 0..=1, conflicts_with_all = ["raw", "facts", "revisions", "revision"])]
    diff: Option<Option<usize>>,
    #[command(flatten)]
    output: FormatArgs<ArticleAnswer>,
}

impl Show {
    /// Shows the revisions of one article, one of them, or what it changed.
    fn revisions_of(&self, edge: &Edge, snapshot: &Snapshot) -> CommandResult {
        let [id] = &self.articles[..] else { return Err(edge.usage(say::ONE_ARTICLE_ONLY, &[], None)) };
        let article = ArticleRef::parse(id);
        if let Some(number) = self.diff {
            edge.write(&snapshot.diff(&article, number)?, &self.output)?;
        } else if let Some(number) = self.revision {
            let answer = snapshot.show_revision(&article, number)?;
            if self.facts && self.output.format == OutputFormat::Text {
                let mut out = edge.output(self.output.copy, true)?;
                render::facts_text(&mut out, &answer.facts, &answer.indexed.article.body, edge.style())?;
                out.close()?;
            } else {
                edge.write(&answer, &self.output)?;
            }
        } else {
            edge.write(&snapshot.revisions(&article)?, &self.output)?;
        }
        Ok(ExitStatus::Done)
    }

    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, _) = edge.open()?;
        if self.revisions || self.revision.is_some() || self.diff.is_some() {
            return self.revisions_of(edge, &snapshot);
        }
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
