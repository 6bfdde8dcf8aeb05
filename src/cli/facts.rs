//! The command that prints the facts of files or articles.

use std::io::{self, Write};
use std::path::PathBuf;

use super::args::{Common, FactsArgs, FactsFormat};
use super::output::{self, Output};
use super::{CommandResult, FOUND, NOTHING_FOUND, SOME_FAILED, eprint_clean};
use crate::decode::decode;
use crate::extract::{Format, extract};
use crate::facts::{self, MeetingRecord, Metadata};
use crate::render;
use crate::source::{Item, ReadOptions, files, for_each_item};
use crate::sanitize::Json;

pub(super) fn run_facts(common: &Common, args: &FactsArgs) -> CommandResult {
    let mut printer = Printer { out: Output::open(common, true), common, args, printed: 0, failed: 0, error: None };
    let (paths, ids): (Vec<&String>, Vec<&String>) = args
        .names
        .iter()
        .partition(|name| name.as_str() == "-" || std::path::Path::new(name).exists() || name.contains(['/', '.']));
    let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    for found in files(&paths) {
        match found {
            Ok(path) => {
                let format = args.as_format.as_deref().and_then(Format::named);
                let said = ReadOptions { format, encoding: args.encoding.as_deref() };
                for_each_item(&path, said, &mut |item| {
                    match item {
                        Ok(item) => printer.item(&item),
                        Err((place, skip)) => printer.fail(&place.to_string(), &skip.to_string()),
                    }
                    printer.error.is_none()
                });
            }
            Err((name, skip)) => printer.fail(&name, &skip.to_string()),
        }
    }
    if !ids.is_empty() {
        let (snapshot, _) = super::open(common)?;
        for id in ids {
            let record = snapshot.record(&snapshot.resolve(id)?)?;
            let short = snapshot.short_id(&record.id)?.to_owned();
            let metadata = facts::metadata_of(&record.article);
            let read = facts::read(&record.article.body, &metadata);
            printer.print(&short, &read, &record.article.body);
        }
    }
    let Printer { out, printed, failed, error, .. } = printer;
    if let Some(error) = error {
        return Err(error.into());
    }
    out.close()?;
    Ok(match (printed, failed) {
        (_, failed) if failed > 0 => SOME_FAILED,
        (0, _) => NOTHING_FOUND,
        _ => FOUND,
    })
}

struct Printer<'a> {
    out: Output,
    common: &'a Common,
    args: &'a FactsArgs,
    printed: usize,
    failed: usize,
    error: Option<io::Error>,
}

impl Printer<'_> {
    fn fail(&mut self, place: &str, why: &str) {
        self.failed += 1;
        eprint_clean(&format!("{place}: {why}"));
    }

    fn item(&mut self, item: &Item) {
        let place = std::path::Path::new(&item.place.path);
        let stem = place.file_stem().map_or("-".into(), |stem| stem.to_string_lossy().into_owned());
        let id = if item.place.record > 0 { format!("{stem}:{}", item.place.record) } else { stem };
        // Copied text is read as it lies there, furniture included, so that spans are bytes of the file.
        if item.format == Format::Text {
            let metadata = Metadata { url: self.args.url.clone(), published: self.args.date, ..Metadata::default() };
            match std::str::from_utf8(&item.bytes) {
                Ok(text) => self.print(&id, &facts::read(text, &metadata), text),
                Err(_) => match decode(&item.bytes, self.args.encoding.as_deref()) {
                    Some(decoded) => self.print(&id, &facts::read(&decoded.text, &metadata), &decoded.text),
                    None => self.fail(&item.place.to_string(), "no such encoding"),
                },
            }
            return;
        }
        let provenance = item.provenance(self.args.encoding.as_deref());
        match extract(&item.bytes, &provenance) {
            Ok(article) => {
                let id = article.key.clone().unwrap_or(id);
                let read = facts::read(&article.body, &facts::metadata_of(&article));
                self.print(&id, &read, &article.body);
            }
            Err(skip) => self.fail(&item.place.to_string(), &skip.to_string()),
        }
    }

    fn print(&mut self, id: &str, record: &MeetingRecord, text: &str) {
        self.printed += 1;
        let written = match self.args.format {
            FactsFormat::Json | FactsFormat::Gold => {
                let mut value = render::facts_json(record);
                value["id"] = id.into();
                writeln!(self.out, "{}", Json(&value))
            }
            FactsFormat::Text => self.card(id, record, text),
        };
        if let Err(error) = written {
            self.error.get_or_insert(error);
        }
    }

    fn card(&mut self, id: &str, record: &MeetingRecord, text: &str) -> io::Result<()> {
        if self.printed > 1 {
            writeln!(self.out)?;
        }
        let title = record.title.as_ref().map_or("", |title| title.value.as_str());
        writeln!(self.out, "{}  {}", render::clean(id), render::clean(title))?;
        render::facts_text(&mut self.out, record, text, output::style(self.common, false))
    }
}
