//! `fact`: corrects facts of articles.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::common::{Edge, eprint_clean};
use super::values::{FormatArgs, plain_options};
use super::{CommandError, CommandResult, ExitStatus};
use crate::error::Error;
use crate::facts::{Edit, EditKind};
use crate::render::messages as say;
use crate::service::{ArticleRef, CorrectionsAnswer, EditsAnswer, Snapshot};

/// Corrects facts of an article; corrections stay through reindex and new revisions.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao fact 3f9a2c1b chair=林远舟             replaces what has one value
  huibao fact 3f9a2c1b attend+=王小川 attend-=丁一舟
  huibao fact 3f9a2c1b title=市委召开专题会议 outlet=云岭日报 published=2024-07-20
  huibao fact --query 'outlet:云岭日报社' outlet=云岭日报 --dry-run
  huibao fact --from corrections.csv            columns id, field, value
  huibao fact 3f9a2c1b --list                   what was corrected, and what is printed
  huibao fact 3f9a2c1b chair --undo             as it was read
  huibao fact 3f9a2c1b --seen                   its cautions were looked at: has:caution finds it no more

FIELD=VALUE replaces the value of a field that has one and adds to a field that has several,
FIELD+=VALUE adds, FIELD-=VALUE takes away, FIELD-= takes all away. office=林远舟:市委书记.")]
pub(super) struct Fact {
    /// An id, or as much of it as is needed, and then FIELD=VALUE, FIELD+=VALUE, FIELD-=VALUE.
    #[arg(value_name = "ID|FIELD=VALUE", allow_hyphen_values = false)]
    words: Vec<String>,
    /// Corrects every article that matches.
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true, conflicts_with_all = ["from", "seen", "list"])]
    query: Option<String>,
    /// Reads corrections from a CSV file (- for standard input) with the columns id, field, value; a field may end in + or -.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seen", "list", "undo", "words"])]
    from: Option<PathBuf>,
    /// Says what would be corrected, and changes nothing.
    #[arg(short = 'N', long)]
    dry_run: bool,
    /// Does not ask before many articles are corrected.
    #[arg(short, long)]
    yes: bool,
    /// Lists what was corrected.
    #[arg(long, conflicts_with_all = ["seen", "undo"])]
    list: bool,
    /// Takes corrections back: all of the article, or those of the fields that are named.
    #[arg(long, conflicts_with_all = ["seen", "drop"])]
    undo: bool,
    /// Takes the values away instead of giving them, as FIELD-=VALUE does.
    #[arg(long)]
    drop: bool,
    /// Marks its cautions as seen; with --drop takes the mark away.
    #[arg(long)]
    seen: bool,
    #[command(flatten)]
    output: FormatArgs<EditsAnswer>,
}

/// Edits of articles, and how many lines of a file were not understood.
type Wanted = (Vec<(ArticleRef, Vec<Edit>)>, usize);

impl Fact {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let needs_id = self.query.is_none() && self.from.is_none();
        let (id, facts) = match self.words.split_first() {
            Some((id, facts)) if needs_id => (id.as_str(), facts),
            None if needs_id => return Err(edge.usage(say::FACT_USAGE, &[&"ID"], say::FACT_USAGE_HINT)),
            _ => ("", &self.words[..]),
        };
        let (snapshot, _) = edge.open_briefly()?;
        let (edits, failed) = match (&self.from, &self.query) {
            (Some(file), _) => self.read(edge, &snapshot, file)?,
            (_, Some(query)) => (self.of_query(edge, &snapshot, query, facts)?, 0),
            _ => {
                let article = snapshot.full_ref(&ArticleRef::parse(id))?;
                if self.seen {
                    return self.mark_cautions(edge, &snapshot, &article, facts);
                }
                if self.list || facts.is_empty() && !self.undo && !self.drop {
                    return self.list(edge, &snapshot, &article, facts);
                }
                let edits = self.edits(edge, &snapshot, &article, facts)?;
                (vec![(article, edits)], 0)
            }
        };
        if edits.is_empty() && failed == 0 {
            edge.note(say::NOTHING_TO_CORRECT, &[]);
            return Ok(ExitStatus::NothingFound);
        }
        let many = self.query.is_some() && !self.dry_run && !self.yes;
        if many && !confirmed(edge, edits.len())? {
            let text = if io::stdin().is_terminal() { say::NOT_CORRECTED } else { say::NO_TERMINAL_TO_CORRECT };
            eprint_clean(text.of(edge.language));
            return Ok(ExitStatus::Fatal);
        }
        let answer = if self.dry_run {
            snapshot.rehearse_edit(&edits)?
        } else {
            drop(snapshot);
            edge.archive()?.writer()?.edit(&edits)?
        };
        edge.write(&answer, &self.output)?;
        Ok(if failed > 0 { ExitStatus::SomeFailed } else { ExitStatus::Done })
    }

    /// Reads the edits of the command line.
    fn edits(
        &self,
        edge: &Edge,
        snapshot: &Snapshot,
        article: &ArticleRef,
        facts: &[String],
    ) -> Result<Vec<Edit>, CommandError> {
        if self.undo && facts.is_empty() {
            let corrected = snapshot.show(article)?.facts.corrected;
            let of = |field: &str| Edit::new(field, EditKind::Undo, "");
            return Ok(corrected.iter().map(|one| of(&one.field)).collect::<Result<_, Error>>()?);
        }
        self.typed(edge, facts)
    }

    fn typed(&self, edge: &Edge, facts: &[String]) -> Result<Vec<Edit>, CommandError> {
        if facts.is_empty() {
            return Err(edge.usage(say::FACT_USAGE, &[&"FIELD=VALUE"], say::FACT_USAGE_HINT));
        }
        let mut edits = Vec::new();
        for fact in facts {
            let (field, value) = fact.split_once(['=', '＝']).map_or((fact.as_str(), None), |(f, v)| (f, Some(v)));
            let (field, kind) = self.kind_of(field);
            // 主持：林远舟, as it stands on the card.
            let (field, value) = match (value, field.split_once(['：', ':'])) {
                (None, Some((field, value))) => (field, Some(value)),
                _ => (field, value),
            };
            let gives = matches!(kind, EditKind::Set | EditKind::Add);
            if gives && value.is_none_or(|value| value.trim().is_empty()) {
                return Err(edge.usage(say::FACT_USAGE, &[fact], say::FACT_USAGE_HINT));
            }
            edits.push(Edit::new(field, kind, value.unwrap_or_default())?);
        }
        Ok(edits)
    }

    /// Returns a field without its sign, and what is wanted of it.
    fn kind_of<'a>(&self, field: &'a str) -> (&'a str, EditKind) {
        match (field.strip_suffix('+'), field.strip_suffix('-')) {
            (Some(field), _) => (field, EditKind::Add),
            (_, Some(field)) => (field, EditKind::Drop),
            _ if self.undo => (field, EditKind::Undo),
            _ if self.drop => (field, EditKind::Drop),
            _ => (field, EditKind::Set),
        }
    }

    fn of_query(
        &self,
        edge: &Edge,
        snapshot: &Snapshot,
        query: &str,
        facts: &[String],
    ) -> Result<Vec<(ArticleRef, Vec<Edit>)>, CommandError> {
        let ids = snapshot.matching_ids(query, &plain_options())?;
        let typed = if self.undo && facts.is_empty() { None } else { Some(self.typed(edge, facts)?) };
        let mut edits = Vec::new();
        for id in ids {
            let article = ArticleRef { id, passage: None };
            let own = match &typed {
                Some(typed) => typed.clone(),
                None => self.edits(edge, snapshot, &article, facts)?,
            };
            edits.extend((!own.is_empty()).then_some((article, own)));
        }
        Ok(edits)
    }

    /// Reads a table of corrections; a line that is not understood is told and the others count.
    fn read(&self, edge: &Edge, snapshot: &Snapshot, file: &Path) -> Result<Wanted, CommandError> {
        let mut bytes = Vec::new();
        if file == Path::new("-") {
            io::stdin().read_to_end(&mut bytes)?;
        } else {
            bytes = std::fs::read(file).map_err(Error::file(file))?;
        }
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        let mut table = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let (mut failed, mut edits) = (0, BTreeMap::<String, (usize, Vec<Edit>)>::new());
        for (number, row) in (1..).zip(table.records()) {
            let edit = row.map_err(|why| why.to_string()).and_then(|row| self.row(edge, snapshot, number, &row));
            match edit {
                Ok(Some((id, edit))) => edits.entry(id).or_insert((number, Vec::new())).1.push(edit),
                Ok(None) => {}
                Err(why) => {
                    failed += 1;
                    eprint_clean(&format!("{}:{number}: {why}", file.display()));
                }
            }
        }
        let mut edits: Vec<(usize, String, Vec<Edit>)> =
            edits.into_iter().map(|(id, (number, edits))| (number, id, edits)).collect();
        edits.sort_by_key(|(number, ..)| *number);
        Ok((edits.into_iter().map(|(_, id, edits)| (ArticleRef { id, passage: None }, edits)).collect(), failed))
    }

    /// Reads a line: none for the headings and for an empty one.
    fn row(
        &self,
        edge: &Edge,
        snapshot: &Snapshot,
        number: usize,
        row: &csv::StringRecord,
    ) -> Result<Option<(String, Edit)>, String> {
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let is_heading = number == 1 && cell(0).eq_ignore_ascii_case("id");
        if is_heading || row.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(None);
        }
        let say = |error: Error| say::error_text(&error, edge.language);
        let id = snapshot.full_ref(&ArticleRef::parse(cell(0))).map_err(say)?.id;
        let (field, kind) = self.kind_of(cell(1));
        Ok(Some((id, Edit::new(field, kind, cell(2)).map_err(say)?)))
    }

    fn list(&self, edge: &Edge, snapshot: &Snapshot, article: &ArticleRef, facts: &[String]) -> CommandResult {
        if let Some(fact) = facts.first() {
            return Err(edge.usage(say::FACT_LIST_USAGE, &[fact], None));
        }
        let shown = snapshot.show(article)?;
        let answer = CorrectionsAnswer { id: shown.short_id, corrected: shown.facts.corrected };
        edge.write(&answer, &self.output)?;
        if answer.corrected.is_empty() {
            edge.note(say::NOTHING_CORRECTED, &[&answer.id]);
        }
        Ok(ExitStatus::found(!answer.corrected.is_empty()))
    }

    fn mark_cautions(&self, edge: &Edge, snapshot: &Snapshot, article: &ArticleRef, facts: &[String]) -> CommandResult {
        if let Some(fact) = facts.first() {
            return Err(edge.usage(say::FACT_LIST_USAGE, &[fact], None));
        }
        let indexed = snapshot.show(article)?.indexed;
        let cautions: Vec<String> = match self.drop {
            true => indexed.seen_cautions().map(str::to_owned).collect(),
            false => indexed.article.cautions,
        };
        let changed = edge.archive()?.writer()?.mark_cautions(article, &cautions, !self.drop)?;
        let text = if self.drop { say::MARKED_UNSEEN } else { say::MARKED_SEEN };
        edge.say(text, &[&edge.count_of(changed, say::A_CAUTION, say::CAUTIONS)])?;
        Ok(ExitStatus::Done)
    }
}

fn confirmed(edge: &Edge, articles: usize) -> Result<bool, CommandError> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    let articles = edge.count_of(articles as u64, say::ARTICLE, say::ARTICLES);
    write!(io::stderr(), "{}", say::CORRECT.with(edge.language, &[&articles]))?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "是"))
}
