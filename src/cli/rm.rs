//! `rm`: removes articles.

use std::io::{self, IsTerminal, Write};

use clap::Args;

use super::common::{Edge, eprint_clean};
use super::values::plain_options;
use super::{CommandError, CommandResult, ExitStatus};
use crate::render::messages as say;
use crate::service::{ArticleRef, Removal, RemovalPlan};

/// Articles that are named before they are removed.
const SHOWN: usize = 10;

/// Removes articles.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao rm 3f9a2c1b
  huibao rm --query '测试页' --yes --purge")]
pub(super) struct Rm {
    /// Ids.
    #[arg(value_name = "ID", required_unless_present_any = ["query", "purge"])]
    ids: Vec<String>,
    /// Removes every article that matches.
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Does not ask.
    #[arg(short, long)]
    yes: bool,
    /// Leaves no byte of them in the archive's files, nor of what was removed before; works alone too.
    #[arg(long)]
    purge: bool,
}

impl Rm {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, _) = edge.open_briefly()?;
        let plan = snapshot.plan_removal(&Removal {
            articles: self.ids.iter().map(|id| ArticleRef::parse(id)).collect(),
            query: self.query.clone(),
            options: plain_options(),
        })?;
        drop(snapshot);
        let is_empty = plan.articles.is_empty();
        if !is_empty && !self.yes && !confirmed(edge, &plan)? {
            let text = if io::stdin().is_terminal() { say::NOT_REMOVED } else { say::NO_TERMINAL };
            eprint_clean(text.of(edge.language));
            return Ok(ExitStatus::Fatal);
        }
        if !is_empty || self.purge {
            let mut writer = edge.archive()?.writer()?;
            writer.remove(&plan)?;
            if self.purge {
                // What was removed before, by a command that was stopped, too.
                writer.purge()?;
            }
        }
        if is_empty && self.query.is_some() {
            eprint_clean(say::NOTHING_TO_REMOVE.of(edge.language));
            return Ok(ExitStatus::NothingFound);
        }
        if !is_empty {
            let removed = edge.count_of(plan.articles.len() as u64, say::ARTICLE, say::ARTICLES);
            edge.say(say::REMOVED, &[&removed])?;
        }
        Ok(ExitStatus::Done)
    }
}

fn confirmed(edge: &Edge, plan: &RemovalPlan) -> Result<bool, CommandError> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    for (short_id, _, title) in plan.articles.iter().take(SHOWN) {
        eprint_clean(&format!("  {short_id}  {title}"));
    }
    let count = plan.articles.len();
    if count > SHOWN {
        eprint_clean(&say::AND_MORE.with(edge.language, &[&(count - SHOWN)]));
    }
    let articles = edge.count_of(count as u64, say::ARTICLE, say::ARTICLES);
    write!(io::stderr(), "{}", say::REMOVE.with(edge.language, &[&articles]))?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "是"))
}
