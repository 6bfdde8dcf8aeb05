//! `tag`: gives and takes away tags.

use clap::Args;

use super::common::Edge;
use super::minus::MINUS;
use super::{CommandResult, ExitStatus};
use crate::render::messages as say;
use crate::service::ArticleRef;

/// Gives (+) and takes away (-) tags.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao tag +防汛 +2022 3f9a2c1b 77ab01c2
  huibao tag -草稿 3f9a2c1b")]
pub(super) struct Tag {
    /// Tags with + or - before them, then ids.
    #[arg(value_name = "+TAG|-TAG|ID", required = true, num_args = 2..)]
    words: Vec<String>,
}

impl Tag {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (mut changes, mut articles) = (Vec::new(), Vec::new());
        for word in &self.words {
            match (word.strip_prefix('+'), word.strip_prefix(['-', MINUS])) {
                (Some(tag), _) if !tag.is_empty() => changes.push((tag.to_owned(), true)),
                (_, Some(tag)) if !tag.is_empty() => changes.push((tag.to_owned(), false)),
                _ => articles.push(ArticleRef::parse(word)),
            }
        }
        if changes.is_empty() || articles.is_empty() {
            return Err(edge.usage(say::TAGS_USAGE, &[], say::TAGS_USAGE_HINT));
        }
        let (snapshot, _) = edge.open_briefly()?;
        let articles = articles.iter().map(|article| snapshot.full_ref(article)).collect::<Result<Vec<_>, _>>()?;
        drop(snapshot);
        let changed = edge.archive()?.writer()?.tag(&articles, &changes)?;
        edge.say(say::CHANGED, &[&edge.count_of(changed, say::ARTICLE, say::ARTICLES)])?;
        Ok(ExitStatus::Done)
    }
}
