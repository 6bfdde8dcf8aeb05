//! `facts`: the facts of files, or of stored articles.

use std::path::{Path, PathBuf};

use clap::Args;

use super::common::{Edge, eprint_clean};
use super::output::Output;
use super::values::{parse_date, parse_input_format};
use super::{CommandError, CommandResult, ExitStatus};
use crate::article::PartialDate;
use crate::extract::Format;
use crate::render::{self, OutputFormat, Several};
use crate::service::{ArticleRef, Coverage, FactsAnswer, FactsOptions, facts_of_files};

/// Reads who convened, chaired, attended and said what, from files or stored articles.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  huibao facts page.txt                     a card: each fact with the words that prove it
  huibao facts reports/ --format jsonl > facts.jsonl
  huibao facts 3f9a2c1b --format json | jq .chair
  huibao facts reports/ --summary           how much was read, and where to look first")]
pub(super) struct Facts {
    /// Files, folders, - for standard input, or ids of stored articles.
    #[arg(required = true, value_name = "PATH|ID")]
    names: Vec<String>,
    /// The output format: text (a card), json (one object), jsonl (an object a line).
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json", "jsonl", "gold"],
        hide_possible_values = true)]
    format: String,
    /// Counts what was read and what was not understood, instead of printing the facts.
    #[arg(long)]
    summary: bool,
    /// The same as --format json.
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// The address the text came from; it may hold the publish date.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The publish date of texts that print none.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    date: Option<PartialDate>,
    /// Reads everything as this format instead of detecting it.
    #[arg(long = "as", value_name = "FORMAT", value_parser = parse_input_format)]
    as_format: Option<Format>,
    /// The encoding of everything instead of detecting it.
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<String>,
}

impl Facts {
    pub(super) fn run(&self, edge: &Edge) -> CommandResult {
        let format = match self.format.as_str() {
            _ if self.json => OutputFormat::Json,
            "json" => OutputFormat::Json,
            "text" => OutputFormat::Text,
            _ => OutputFormat::Jsonl,
        };
        let is_path = |name: &&String| name.as_str() == "-" || Path::new(name).exists() || name.contains(['/', '.']);
        let (paths, ids): (Vec<&String>, Vec<&String>) = self.names.iter().partition(is_path);
        let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
        let options = FactsOptions {
            url: self.url.clone(),
            published: self.date,
            format: self.as_format,
            encoding: self.encoding.clone(),
        };
        let summary = self.summary.then(Coverage::default);
        let out = Output::open(edge, true);
        let mut printer = Printer { edge, format, out, waiting: Vec::new(), printed: 0, summary };
        let (mut failed, mut written) = (0, Ok(()));
        facts_of_files(&paths, &options, &mut |read| {
            match read {
                Ok(answer) => written = printer.take(answer),
                Err((place, why)) => {
                    failed += 1;
                    eprint_clean(&format!("{place}: {why}"));
                }
            }
            written.is_ok()
        })?;
        written?;
        if !ids.is_empty() {
            let (snapshot, _) = edge.open()?;
            for id in ids {
                printer.take(snapshot.facts(&ArticleRef::parse(id))?)?;
            }
        }
        let printed = printer.end()?;
        Ok(if failed > 0 { ExitStatus::SomeFailed } else { ExitStatus::found(printed > 0) })
    }
}

/// Writes facts as they come; one JSON object has to wait for all of them.
struct Printer<'a> {
    edge: &'a Edge,
    format: OutputFormat,
    out: Output,
    waiting: Vec<FactsAnswer>,
    printed: usize,
    /// Counts instead.
    summary: Option<Coverage>,
}

impl Printer<'_> {
    fn take(&mut self, answer: FactsAnswer) -> Result<(), CommandError> {
        self.printed += 1;
        if let Some(summary) = &mut self.summary {
            summary.take(&answer.id, &answer.facts);
            return Ok(());
        }
        if self.format == OutputFormat::Json {
            self.waiting.push(answer);
            return Ok(());
        }
        if self.printed > 1 && self.format == OutputFormat::Text {
            std::io::Write::write_all(&mut self.out, b"\n")?;
        }
        Ok(render::write(&answer, self.format, self.edge.style(), &mut self.out)?)
    }

    fn end(mut self) -> Result<usize, CommandError> {
        if let Some(summary) = &self.summary {
            render::write(summary, self.format, self.edge.style(), &mut self.out)?;
        }
        if !self.waiting.is_empty() {
            let all = Several { name: "texts", answers: std::mem::take(&mut self.waiting) };
            render::write(&all, self.format, self.edge.style(), &mut self.out)?;
        }
        self.out.close()?;
        Ok(self.printed)
    }
}
