//! How words and values are written on the command line.

use crate::article::PartialDate;
use crate::render::OutputFormat;
use crate::search::{Group, Matching, Order};

/// Lets `-演练`, `-GDP` and `-“…”` pass as words where they are not options. After `tag` every single minus is a
/// tag's.
pub(in crate::cli) fn with_minus_words(args: impl Iterator<Item = std::ffi::OsString>) -> Vec<std::ffi::OsString> {
    const SHORT_OPTIONS: &[char] = &['n', 'l', 'C', 'y', 'q', 'v', 'h', 'V', '-'];
    let mut command = None;
    let mut previous = String::new();
    args.enumerate()
        .map(|(number, arg)| {
            let Some(text) = arg.to_str() else { return arg };
            let is_value = std::mem::replace(&mut previous, text.to_owned()) == "--sort";
            if number > 0 && command.is_none() && !text.starts_with('-') {
                command = Some(text.to_owned());
            }
            let word = text.strip_prefix('-').filter(|word| !word.is_empty() && !is_value);
            let queries = matches!(
                command.as_deref(),
                Some("search" | "list" | "count" | "analyze" | "meeting" | "said" | "saved")
            );
            let tags = command.as_deref() == Some("tag");
            match word {
                Some(word) if queries && !word.starts_with(SHORT_OPTIONS) => format!("{MINUS}{word}").into(),
                Some(word) if tags && !word.starts_with('-') && !matches!(word, "q" | "v" | "h") => {
                    format!("{MINUS}{word}").into()
                }
                _ => arg,
            }
        })
        .collect()
}

/// Joins the words of a query as they were typed.
pub(in crate::cli) fn query_text(words: &[String]) -> String {
    let typed = words.iter().map(|word| match word.strip_prefix(MINUS) {
        Some(word) => format!("-{word}"),
        None => word.clone(),
    });
    typed.collect::<Vec<_>>().join(" ")
}

/// The full-width minus, which the query and `tag` read as a minus.
pub(in crate::cli) const MINUS: char = '－';

pub(super) fn parse_pair(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("write FIELD=COLUMN, for instance body=content")?;
    let fields = crate::extract::column_names();
    if fields.iter().any(|(known, _)| *known == field) {
        return Ok((field.to_owned(), column.to_owned()));
    }
    let known: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    Err(format!("no field is called {field}; there are {}", known.join(" ")))
}

pub(super) fn parse_date(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text).ok_or_else(|| "write a date like 2022-08-28, 2022-08 or 2022".to_owned())
}

pub(super) fn parse_group(text: &str) -> Result<Group, String> {
    match text {
        "article" => Ok(Group::Article),
        "passage" => Ok(Group::Passage),
        _ => Err("write article or passage".into()),
    }
}

pub(super) fn parse_order(text: &str) -> Result<Order, String> {
    match text {
        "score" => Ok(Order::Score),
        "date" => Ok(Order::Oldest),
        "-date" => Ok(Order::Newest),
        _ => Err("write score, date or -date".into()),
    }
}

pub(super) fn parse_matching(text: &str) -> Result<Matching, String> {
    match text {
        "auto" => Ok(Matching::Auto),
        "all" => Ok(Matching::All),
        "any" => Ok(Matching::Any),
        _ => Err("write auto, all or any".into()),
    }
}

pub(super) fn parse_format(text: &str) -> Result<OutputFormat, String> {
    Ok(match text {
        "text" => OutputFormat::Text,
        "json" => OutputFormat::Json,
        "jsonl" => OutputFormat::Jsonl,
        "csv" => OutputFormat::Csv,
        "tsv" => OutputFormat::Tsv,
        "md" => OutputFormat::Md,
        "ids" => OutputFormat::Ids,
        "trec" => OutputFormat::Trec,
        _ => return Err("write text, json, jsonl, csv, tsv, md or ids".into()),
    })
}
