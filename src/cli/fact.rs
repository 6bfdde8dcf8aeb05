//! `fact`: corrects facts of an article.

use clap::Args;

use super::common::Edge;
use super::{CommandResult, ExitStatus};
use crate::error::Error;
use crate::facts::Correction;
use crate::render::messages as say;
use crate::service::ArticleRef;

/// Corrects a fact of an article; corrections stay through reindex and new revisions.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao fact 3f9a2c1b chair=林远舟
  huibao fact 3f9a2c1b attend=王小川 --drop
  huibao fact 3f9a2c1b date=2022-08-28")]
pub(super) struct Fact {
    /// An id, or as much of it as is needed.
    #[arg(value_name = "ID")]
    id: String,
    /// Fields with their values: chair=林远舟; a field alone with --drop means all its values.
    #[arg(value_name = "FIELD=VALUE", required = true)]
    facts: Vec<String>,
    /// Takes the values away instead of giving them.
    #[arg(long)]
    drop: bool,
}

impl Fact {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let mut corrections = Vec::new();
        for fact in &self.facts {
            let (field, value) = fact.split_once(['=', '：', ':']).unwrap_or((fact, ""));
            if value.trim().is_empty() && !self.drop {
                return Err(edge.usage(say::FACT_USAGE, &[fact], say::FACT_USAGE_HINT));
            }
            let correction = Correction::new(field.trim(), value.trim().to_owned(), self.drop);
            let known = || Correction::FIELDS.join(" ");
            corrections
                .push(correction.ok_or_else(|| Error::FieldUncorrectable { field: field.to_owned(), known: known() })?);
        }
        let (snapshot, _) = edge.open_briefly()?;
        let article = snapshot.full_ref(&ArticleRef::parse(&self.id))?;
        drop(snapshot);
        let changed = edge.archive()?.writer()?.correct(&article, &corrections)?;
        edge.say(say::CORRECTED, &[&edge.count_of(changed, say::FACT, say::FACTS)])?;
        Ok(ExitStatus::Done)
    }
}
