//! `tag`: gives and takes away tags.

use std::io::{self, Write};

use clap::Args;

use super::common::Edge;
use super::minus::MINUS;
use super::values::plain_options;
use super::{CommandResult, ExitStatus};
use crate::index::{By, Filters};
use crate::limits::Limits;
use crate::render::{self, messages as say};
use crate::service::{ArticleRef, TallyRequest};

/// Gives (+) and takes away (-) tags.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao tag +防汛 +2022 3f9a2c1b 77ab01c2
  huibao tag -草稿 3f9a2c1b
  huibao tag +已核 --query 'chair:林远舟 date:2024'
  huibao tag                                the tags there are, with their articles")]
pub(super) struct Tag {
    /// Tags with + or - before them, then ids.
    #[arg(value_name = "+TAG|-TAG|ID")]
    words: Vec<String>,
    /// Instead of ids: every article that matches.
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
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
        if self.words.is_empty() && self.query.is_none() {
            return list(edge);
        }
        if changes.is_empty() || articles.is_empty() == self.query.is_none() {
            return Err(edge.usage(say::TAGS_USAGE, &[], say::TAGS_USAGE_HINT));
        }
        let (snapshot, _) = edge.open_briefly()?;
        if let Some(query) = &self.query {
            let ids = snapshot.matching_ids(query, &plain_options())?;
            articles = ids.iter().map(|id| ArticleRef::parse(id)).collect();
            if articles.is_empty() {
                edge.note(say::NO_SUCH_ARTICLE, &[]);
                return Ok(ExitStatus::NothingFound);
            }
        }
        let articles = articles.iter().map(|article| snapshot.full_ref(article)).collect::<Result<Vec<_>, _>>()?;
        drop(snapshot);
        let changed = edge.archive()?.writer()?.tag(&articles, &changes)?;
        edge.say(say::CHANGED, &[&edge.count_of(changed, say::ARTICLE, say::ARTICLES)])?;
        Ok(ExitStatus::Done)
    }
}

/// Lists the tags there are.
fn list(edge: &Edge) -> CommandResult {
    let (snapshot, _) = edge.open()?;
    let answer = snapshot.tally(&TallyRequest {
        queries: vec!["tag:*".to_owned()],
        by: By::Field("tag"),
        across: None,
        top: 0,
        filters: Filters::default(),
        options: plain_options(),
        limits: Limits::default(),
    })?;
    if answer.rows.is_empty() {
        edge.note(say::NOTHING_SET, &[]);
    }
    for row in &answer.rows {
        let articles = row.cells.first().map_or(0, |(articles, _)| *articles);
        writeln!(io::stdout(), "{articles:>8}  {}", render::clean(&row.value))?;
    }
    Ok(ExitStatus::Done)
}
