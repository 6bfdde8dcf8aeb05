//! `person`: a person's reports, everybody by number of reports, names by their beginnings.

use clap::Args;

use super::CommandResult;
use super::common::{Edge, found_or};
use super::values::{FactFilters, FilterArgs, FormatArgs, ReadingArgs};
use crate::index::DateOrder;
use crate::query::Diagnostic;
use crate::render::{OutputFormat, Text, messages as say};
use crate::service::{PeopleOrder, PeopleRequest, PersonAnswer, PersonRequest, Snapshot};

/// Shows a person's reports, newest first; without a name, who took part in most.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao person 林远舟
  huibao person 林远舟 office:县长              whoever of the name has that office
  huibao person --since 2024 place:云岭         who attended most, in 2024, in 云岭
  huibao person --sort last -n 0 --format csv   everybody, who was there last first")]
pub(super) struct Person {
    /// The name; without one (or as *) everybody.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Lists the names that begin so, in characters or in pinyin.
    #[arg(long, value_name = "BEGINNING", conflicts_with = "name")]
    complete: Option<String>,
    /// Only reports that match.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How many lines; 0 for all.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// What comes first: date (oldest) or -date (newest) of a person; attended, named, last or name of everybody.
    #[arg(long, value_name = "ORDER", allow_hyphen_values = true,
        value_parser = ["date", "-date", "attended", "named", "last", "name"])]
    sort: Option<String>,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    facts: FactFilters,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    output: FormatArgs<PersonAnswer>,
}

impl Person {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let (snapshot, behind) = edge.open()?;
        if let Some(beginning) = &self.complete {
            let answer = snapshot.complete(beginning, self.limit)?;
            edge.write(&answer, &self.output)?;
            return Ok(found_or(answer.total > 0, behind));
        }
        // A condition is no name: person chair:林远舟 asks for everybody there.
        let is_condition = |text: &str| text == "*" || text.contains([':', '：']) || text.starts_with(['-', '(']);
        let (name, mut words) = match &self.name {
            Some(name) if !is_condition(name) => (Some(name), Vec::new()),
            Some(condition) if condition != "*" => (None, vec![condition.clone()]),
            _ => (None, Vec::new()),
        };
        words.extend(self.query.iter().cloned());
        let query = self.facts.with(edge, &words);
        match name {
            Some(name) => self.timeline(edge, &snapshot, behind, name, query),
            None => self.everybody(edge, &snapshot, behind, query),
        }
    }

    fn everybody(&self, edge: &Edge, snapshot: &Snapshot, behind: bool, query: String) -> CommandResult {
        let order = match self.sort.as_deref() {
            None | Some("attended") => PeopleOrder::Attended,
            Some("named") => PeopleOrder::Named,
            Some("last" | "-date") => PeopleOrder::Newest,
            Some("name") => PeopleOrder::Name,
            Some(other) => return Err(edge.usage(say::SORT_OF_A_PERSON, &[&other], None)),
        };
        let request = PeopleRequest {
            query,
            filters: self.filters.filters(edge),
            limit: self.limit,
            order,
            options: self.reading.options(),
            ..PeopleRequest::default()
        };
        let answer = snapshot.people(&request)?;
        edge.write(&answer, &self.output)?;
        let shown = answer.people.len();
        self.say(edge, &answer.notes, &request.query, (shown, answer.total), say::MORE_PERSONS);
        Ok(found_or(answer.total > 0, behind))
    }

    fn timeline(&self, edge: &Edge, snapshot: &Snapshot, behind: bool, name: &str, query: String) -> CommandResult {
        let order = match self.sort.as_deref() {
            None | Some("-date" | "last") => DateOrder::Newest,
            Some("date") => DateOrder::Oldest,
            Some(other) => return Err(edge.usage(say::SORT_OF_EVERYBODY, &[&other], None)),
        };
        let request = PersonRequest {
            name: name.to_owned(),
            query,
            filters: self.filters.filters(edge),
            limit: self.limit,
            order,
            options: self.reading.options(),
            ..PersonRequest::default()
        };
        let answer = snapshot.person(&request)?;
        edge.write(&answer, &self.output)?;
        let shown = answer.appearances.len();
        self.say(edge, &answer.notes, &request.query, (shown, answer.total), say::MORE_REPORTS);
        Ok(found_or(answer.total > 0, behind))
    }

    /// Says what there is to say of an answer: notes, that nothing was found, that there is more.
    fn say(&self, edge: &Edge, notes: &[Diagnostic], query: &str, (shown, total): (usize, usize), more: Text) {
        // One JSON object carries its notes itself.
        if self.output.format != OutputFormat::Json {
            edge.say_notes(notes, query);
        }
        if total == 0 {
            edge.note(say::NO_SUCH_PERSON, &[]);
        } else if shown < total {
            edge.note(more, &[&shown, &total]);
        }
    }
}
