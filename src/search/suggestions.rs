//! What to say where nothing was found: which clause occurs in no article, what fewer clauses, folding, a name that is
//! written almost so, or the publish date would give.

use super::plan::Plan;
use super::{SearchRequest, condition_of};
use crate::error::Result;
use crate::facts::key;
use crate::index::Reader;
use crate::query::{Diagnostic, DiagnosticKind, Query, QueryOptions};

/// Of longer queries only this many clauses are tried.
const CLAUSES_MAX: usize = 8;
/// Names of this many characters may be mistyped.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=6;

pub(super) fn notes(reader: &dyn Reader, plan: &Plan, request: &SearchRequest) -> Result<Vec<Diagnostic>> {
    let query = plan.query();
    let verbatim = request.options.verbatim;
    let count = |query: &Query, verbatim: bool| {
        let options = QueryOptions { verbatim, ..request.options };
        reader.count(&condition_of(reader, query, &options)?, &request.filters)
    };
    let mut remarks = Vec::new();
    let clauses: Vec<&Query> = match query {
        Query::And(parts) => parts.iter().collect(),
        query => vec![query],
    };
    for clause in clauses.iter().take(CLAUSES_MAX) {
        if !matches!(clause, Query::Not(_)) && clauses.len() > 1 && count(clause, verbatim)? == 0 {
            remarks.push(DiagnosticKind::Nowhere(clause.to_string()));
        }
    }
    if clauses.len() > 1 {
        for left_out in 0..clauses.len().min(CLAUSES_MAX) {
            let rest = clauses.iter().enumerate().filter(|(number, _)| *number != left_out);
            let found = count(&Query::And(rest.map(|(_, part)| (*part).clone()).collect()), verbatim)?;
            if found > 0 {
                remarks.push(DiagnosticKind::Without(clauses[left_out].to_string(), found));
            }
        }
    }
    remarks.extend(facts_as_text(&clauses, &|query| count(query, verbatim))?);
    if verbatim {
        let found = count(query, false)?;
        remarks.extend((found > 0).then_some(DiagnosticKind::WithFolding(found)));
    }
    if let Some(folded) = publish_dates(query) {
        let found = count(&folded, verbatim)?;
        remarks.extend((found > 0).then_some(DiagnosticKind::OrPublished(found)));
    }
    let unknown = words(query);
    if !unknown.is_empty() {
        let known = reader.fact_values("person")?;
        for name in unknown {
            // What is in the texts is no name that is mistyped.
            if clauses.len() > 1 && count(&Query::Words(name.clone()), verbatim)? > 0 {
                continue;
            }
            remarks.extend(nearly(&known, &name).map(|known| DiagnosticKind::DidYouMean(name.clone(), known)));
        }
    }
    Ok(remarks.into_iter().map(|kind| Diagnostic { kind, at: None }).collect())
}

/// Says of facts nothing has how many articles have their value in the text: whoever pastes 地点：三楼会议室 means that.
fn facts_as_text(clauses: &[&Query], count: &dyn Fn(&Query) -> Result<u64>) -> Result<Vec<DiagnosticKind>> {
    let mut remarks = Vec::new();
    for clause in clauses.iter().take(CLAUSES_MAX) {
        let Query::Fact(_, value) = clause else { continue };
        if count(clause)? > 0 {
            continue;
        }
        let found = count(&Query::Exact(value.clone()))?;
        if found > 0 {
            remarks.push(DiagnosticKind::AsText(clause.to_string(), value.clone(), found));
        }
    }
    Ok(remarks)
}

/// Returns the query with publish dates for event dates, if it asks for event dates.
fn publish_dates(query: &Query) -> Option<Query> {
    match query {
        Query::Fact("date", value) => Some(Query::Fact("published", value.clone())),
        Query::And(parts) => {
            let changed: Vec<Option<Query>> = parts.iter().map(publish_dates).collect();
            let any = changed.iter().any(Option::is_some);
            let all = changed.into_iter().zip(parts).map(|(changed, part)| changed.unwrap_or_else(|| part.clone()));
            any.then(|| Query::And(all.collect()))
        }
        _ => None,
    }
}

/// Returns the texts that may be a name.
fn words(query: &Query) -> Vec<String> {
    let mut words = Vec::new();
    query.for_each_positive(&mut |part| {
        if let Query::Words(text) | Query::Exact(text) = part {
            words.push(text.clone());
        }
    });
    for field in ["chair", "attend", "observe", "said", "person"] {
        words.extend(query.required(field).into_iter().map(str::to_owned));
    }
    words.retain(|word| NAME_CHARS.contains(&word.chars().count()));
    words.sort();
    words.dedup();
    words.truncate(CLAUSES_MAX);
    words
}

/// Returns the name most articles have that differs in one character; none for a name that is known itself.
fn nearly(known: &[(String, u64)], name: &str) -> Option<String> {
    let wanted: Vec<char> = key(name).chars().collect();
    let differing = |known: &str| known.chars().zip(&wanted).filter(|(a, b)| a != *b).count();
    let mut near = None;
    for (known, _) in known.iter().filter(|(known, _)| known.chars().count() == wanted.len()) {
        match differing(known) {
            0 => return None,
            1 => near = near.or(Some(known.clone())),
            _ => {}
        }
    }
    near
}
