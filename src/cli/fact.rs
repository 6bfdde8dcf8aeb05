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
  huibao fact 3f9a2c1b date=2022-08-28
  huibao fact 3f9a2c1b --seen          its cautions were looked at: has:caution finds it no more")]
pub(super) struct Fact {
    /// An id, or as much of it as is needed.
    #[arg(value_name = "ID")]
    id: String,
    /// Fields with their values: chair=林远舟; a field alone with --drop means all its values.
    #[arg(value_name = "FIELD=VALUE", required_unless_present = "seen", conflicts_with = "seen")]
    facts: Vec<String>,
    /// Takes the values away instead of giving them.
    #[arg(long)]
    drop: bool,
    /// Marks its cautions as seen; with --drop takes the mark away.
    #[arg(long)]
    seen: bool,
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
        if self.seen {
            let indexed = snapshot.show(&article)?.indexed;
            let cautions: Vec<&str> = match self.drop {
                true => indexed.seen_cautions().collect(),
                false => indexed.article.cautions.iter().map(String::as_str).collect(),
            };
            corrections = cautions.iter().map(|caution| Correction::of_caution(caution, !self.drop)).collect();
        }
        drop(snapshot);
        let changed = edge.archive()?.writer()?.correct(&article, &corrections)?;
        if self.seen {
            let text = if self.drop { say::MARKED_UNSEEN } else { say::MARKED_SEEN };
            edge.say(text, &[&edge.count_of(changed, say::A_CAUTION, say::CAUTIONS)])?;
            return Ok(ExitStatus::Done);
        }
        edge.say(say::CORRECTED, &[&edge.count_of(changed, say::FACT, say::FACTS)])?;
        Ok(ExitStatus::Done)
    }
}
