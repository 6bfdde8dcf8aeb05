//! How well an article answers: it has every run as it was typed, all its words apart, or some of them. The better
//! come first, and how many there are of each is said.

use std::collections::HashSet;

use super::plan::{Plan, Shape};
use super::{LIMIT_MAX, Order, SearchRequest, count_matching, proved, reranked};
use crate::article::Article;
use crate::condition::holds_on_article;
use crate::error::Result;
use crate::index::{Among, Condition, Counts, DateOrder, Found, Reader};
use crate::query::Matching;

/// How well an article answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// It has every run as it was typed.
    Typed,
    /// It has all words, not every run as it was typed.
    Apart,
    /// It has some of the words.
    Some,
}

impl Tier {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Typed => "typed",
            Tier::Apart => "apart",
            Tier::Some => "some",
        }
    }

    /// Returns how well an article answers.
    pub(super) fn of(plan: &Plan, article: &Article) -> Tier {
        match () {
            () if holds_on_article(&plan.typed, article) => Tier::Typed,
            () if holds_on_article(&plan.words_apart, article) => Tier::Apart,
            () => Tier::Some,
        }
    }
}

/// How many articles answer how well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tiers {
    /// Articles with every run as it was typed.
    pub typed: u64,
    /// Articles more with all words.
    pub apart: u64,
    /// Whether articles with some of the words are among those shown.
    pub has_some: bool,
}

impl Tiers {
    /// Counts the articles; whether some have only some of the words is seen when they are shown.
    pub(super) fn count(reader: &dyn Reader, plan: &Plan, request: &SearchRequest) -> Result<Tiers> {
        let count = |matching: Matching, condition: &Condition| -> Result<u64> {
            if plan.speakers.is_empty() {
                return reader.count(condition, &request.filters);
            }
            Ok(count_matching(reader, plan, matching, &request.filters, &request.limits)?.articles)
        };
        let typed = count(Matching::Typed, &plan.typed)?;
        let with_words = if plan.has_words_apart() { count(Matching::Words, &plan.words_apart)? } else { typed };
        Ok(Tiers { typed, apart: with_words.saturating_sub(typed), has_some: false })
    }
}

/// A found article and where it comes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    /// Its tier, if it is known before the article is read; those that are not known come last.
    pub(super) tier: Option<Tier>,
    pub(super) found: Found,
}

/// What comes first.
pub(super) fn place(tier: Option<Tier>) -> u8 {
    match tier {
        Some(Tier::Typed) => 0,
        Some(Tier::Apart) => 1,
        Some(Tier::Some) | None => 2,
    }
}

/// Returns the way of matching that finds just what a search shows, if it shows one set.
pub(super) fn one_set(plan: &Plan, request: &SearchRequest) -> Option<Matching> {
    let exact = request.order != Order::Score || plan.terms.is_empty() || !plan.speakers.is_empty();
    match request.options.matching {
        Matching::Auto if exact => Some(Matching::Typed),
        Matching::Auto => None,
        matching => Some(matching),
    }
}

/// Chooses articles to look at closely, the better tiers first.
pub(super) fn found(reader: &dyn Reader, plan: &Plan, request: &SearchRequest, wanted: usize) -> Result<Vec<Placed>> {
    // Who said it is looked at afterwards: nothing may be missing then.
    let depth = if plan.speakers.is_empty() { wanted.max(reranked(plan)) } else { LIMIT_MAX };
    if let Some(matching) = one_set(plan, request) {
        let tier = (matching == Matching::Typed).then_some(Tier::Typed);
        let found = one(reader, plan, request, matching, depth)?;
        return Ok(found.into_iter().map(|found| Placed { tier, found }).collect());
    }
    let is_long = plan.is_long_or_asks();
    let mut steps = vec![(Some(Tier::Typed), Matching::Typed)];
    if is_long {
        // Of so many words most say more than all of a few.
        steps.push((None, Matching::Any));
    } else {
        steps.extend(plan.has_words_apart().then_some((Some(Tier::Apart), Matching::Words)));
        steps.extend(plan.some_words.is_some().then_some((Some(Tier::Some), Matching::Any)));
    }
    let mut placed: Vec<Placed> = Vec::new();
    let mut seen = HashSet::new();
    for (tier, matching) in steps {
        if placed.len() >= depth {
            break;
        }
        let mut found = match matching {
            Matching::Any => some(reader, plan, request, depth)?,
            _ => one(reader, plan, request, matching, depth)?,
        };
        found.retain(|one| seen.insert(one.address));
        found.truncate(depth - placed.len());
        placed.extend(found.into_iter().map(|found| Placed { tier, found }));
    }
    if placed.is_empty() && is_long {
        // A pasted headline has marks of quotation too: an article may lack what is between them.
        let found = one(reader, plan, request, Matching::Any, depth)?;
        placed.extend(found.into_iter().map(|found| Placed { tier: None, found }));
    }
    Ok(placed)
}

/// Returns the best articles of the set a way of matching finds, in the order that is asked for.
pub(super) fn one(
    reader: &dyn Reader,
    plan: &Plan,
    request: &SearchRequest,
    matching: Matching,
    depth: usize,
) -> Result<Vec<Found>> {
    let condition = plan.condition(matching);
    if request.order != Order::Score || plan.terms.is_empty() {
        let order = if request.order == Order::Oldest { DateOrder::Oldest } else { DateOrder::Newest };
        let found = reader.by_date(&condition, &request.filters, order, depth)?.0;
        return proved(reader, &condition, found, &request.limits);
    }
    let all_words = plan.shape == Shape::AllWords && matching != Matching::Any;
    // Articles that have the words as words come before those that have them only inside others: if there are enough
    // of them, the others need not be looked for.
    let quick = match matching {
        Matching::Any => (plan.only_words && plan.negative.is_none()).then_some(Among::AnyWord),
        Matching::Words => match plan.shape {
            // A question's asking words do not rank, but they have to occur.
            Shape::AllWords => (!plan.asks()).then_some(Among::AllWords),
            Shape::AnyWord => Some(Among::AnyWord),
            Shape::Mixed => None,
        },
        Matching::Auto | Matching::Typed => match plan.shape {
            Shape::AllWords if !plan.has_words_apart() && !plan.asks() => Some(Among::AllWords),
            Shape::AnyWord => Some(Among::AnyWord),
            _ => None,
        },
    };
    best(reader, plan, request, quick, &condition, all_words, depth)
}

/// Returns the best articles with some of the words.
fn some(reader: &dyn Reader, plan: &Plan, request: &SearchRequest, depth: usize) -> Result<Vec<Found>> {
    let Some(condition) = &plan.some_words else { return Ok(Vec::new()) };
    let quick = (plan.shape == Shape::AllWords && plan.is_long_or_asks()).then_some(Among::AnyWord);
    // Those that have all words are not preferred here: who has them all comes first or is weighed with the others.
    best(reader, plan, request, quick, condition, false, depth)
}

fn best(
    reader: &dyn Reader,
    plan: &Plan,
    request: &SearchRequest,
    quick: Option<Among<'_>>,
    condition: &Condition,
    all_words_first: bool,
    depth: usize,
) -> Result<Vec<Found>> {
    let words = plan.words();
    if let Some(among) = quick {
        let found = reader.rank(&words, among, &request.filters, depth)?;
        if found.len() >= depth {
            return proved(reader, condition, found, &request.limits);
        }
    }
    let among = Among::Condition { condition, all_words_first };
    proved(reader, condition, reader.rank(&words, among, &request.filters, depth)?, &request.limits)
}

/// Counts everything that answers fully: all words, or what the one set is that is shown.
pub(super) fn total(reader: &dyn Reader, plan: &Plan, request: &SearchRequest) -> Result<Counts> {
    let matching = one_set(plan, request).unwrap_or(Matching::Words);
    count_matching(reader, plan, matching, &request.filters, &request.limits)
}
