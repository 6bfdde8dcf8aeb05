//! Reads items into articles and facts, on all cores, each on its own.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::article::Article;
use crate::extract::document::is_read_apart;
use crate::extract::{Provenance, Skip, extract, extract_document};
use crate::facts::{self, MeetingRecord};
use crate::isolate;

/// Returns how many threads to use where this many are wanted; 0 takes what the machine has.
pub(super) fn threads(wanted: usize) -> usize {
    if wanted > 0 { wanted } else { std::thread::available_parallelism().map_or(1, usize::from) }
}

/// An article and its facts.
pub(super) struct Extracted {
    pub(super) article: Article,
    pub(super) facts: MeetingRecord,
}

thread_local! {
    static PANICKED_AT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Notes where this thread panics: whoever sets the process's panic hook calls it there.
pub(crate) fn note_panic(place: String) {
    PANICKED_AT.with(|at| at.replace(place));
}

/// Returns where this thread panicked last, as `file:line:column`; empty where no one notes it.
pub(crate) fn panicked_at() -> String {
    PANICKED_AT.with(|at| at.borrow().clone())
}

/// Extracts, reads the facts, and turns a panic into a reason.
pub(super) fn extract_safely(bytes: &[u8], provenance: &Provenance) -> std::result::Result<Extracted, Skip> {
    let work = || {
        let article = if is_read_apart(provenance.format) {
            extract_document(isolate::text_of(provenance.format, bytes)?, provenance)?
        } else {
            extract(bytes, provenance)?
        };
        let facts = facts::read(&article.body, &facts::metadata_of(&article));
        Ok(Extracted { article, facts })
    };
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(Skip::Panicked(format!("{}: {}", panicked_at(), message.unwrap_or_default())))
    })
}

/// Maps on several threads; the results come in the order of the items.
pub(super) fn in_parallel<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const CHUNK: usize = 16;
    if threads <= 1 || items.len() <= CHUNK {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Vec<R>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let start = next.fetch_add(CHUNK, Ordering::Relaxed);
                    let Some(chunk) =
                        items.get(start..(start + CHUNK).min(items.len())).filter(|chunk| !chunk.is_empty())
                    else {
                        break;
                    };
                    let results = chunk.iter().map(&work).collect();
                    done.lock().expect("no thread panics while it holds the list").push((start, results));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no thread panics while it holds the list");
    done.sort_unstable_by_key(|(start, _)| *start);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
