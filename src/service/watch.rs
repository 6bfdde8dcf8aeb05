//! Watches folders and adds what is finished in them.
//!
//! At the start everything is looked at, then what the system tells of; and everything again and again, since it does
//! not tell all. Adding twice adds once, so a notice that is missed or comes twice costs nothing. Sources stay as they
//! are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::event::{Control, Event};
use super::{AddOptions, AddSummary, Archive};
use crate::error::{Error, Result};
use crate::source::{Notices, Settling, files, is_unfinished, is_visible_below};

/// How often the clock is looked at: a signal is heeded after this at the latest.
const STEP: Duration = Duration::from_millis(200);
/// So many finished files are added without waiting for others.
const BATCH_FILES: usize = 50;
/// And those that have been finished for so long.
const BATCH_AGE: Duration = Duration::from_secs(5);
/// No more at once: in between others may write.
const BATCH_FILES_MAX: usize = 2000;
/// Someone else writes: it is tried again after this.
const BUSY_PAUSE: Duration = Duration::from_secs(1);

/// How to watch.
#[derive(Debug, Clone)]
pub struct WatchOptions {
    /// How to add.
    pub add: AddOptions,
    /// A file is finished when its size and time have stayed the same for so long.
    pub settle: Duration,
    /// Everything is looked at again after so long, whatever the system tells.
    pub poll: Duration,
    /// Files that are none of the sources, as a log.
    pub ignored: Vec<PathBuf>,
}

impl Default for WatchOptions {
    fn default() -> WatchOptions {
        let (settle, poll) = (Duration::from_secs(2), Duration::from_secs(30));
        WatchOptions { add: AddOptions::default(), settle, poll, ignored: Vec::new() }
    }
}

/// What is said while folders are watched, once each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WatchNote {
    /// Watching began: so many files are there.
    Began(usize),
    /// The system does not tell of changes, and why: they are seen at the next look.
    Deaf(String),
    /// Someone else writes to the archive: so many finished files wait.
    Busy(usize),
    /// A name or a file cannot be read now, and why; it is tried again.
    Unreadable(String, String),
    /// The name says that the file is not finished; it waits for another.
    Unfinished(PathBuf),
}

/// Watches folders until `control` is cancelled. Returns how many items ended how; what was reported is saved.
///
/// A folder that is not there is an error; one that goes away later is waited for.
pub(super) fn watch(
    archive: &Archive,
    folders: &[PathBuf],
    options: &WatchOptions,
    control: &mut Control<'_>,
) -> Result<AddSummary> {
    let folders: BTreeSet<PathBuf> = folders.iter().map(absolute).collect();
    for folder in &folders {
        std::fs::read_dir(folder).map_err(Error::file(folder))?;
    }
    let mut watch = Watch {
        archive,
        options,
        settling: Settling::new(options.settle),
        ignored: options.ignored.iter().map(absolute).collect(),
        unreadable: BTreeMap::new(),
        unfinished: BTreeMap::new(),
        try_again: None,
        summary: AddSummary::default(),
        folders,
    };
    let (notices, deaf) = Notices::of(&watch.folders);
    deaf.into_iter().for_each(|why| control.report(Event::Watch(&WatchNote::Deaf(why))));
    let count = watch.look(control);
    control.report(Event::Watch(&WatchNote::Began(count)));
    let mut looked = Instant::now();
    while !control.is_cancelled() {
        std::thread::sleep(STEP);
        let noticed = notices.take();
        if noticed.lost || looked.elapsed() >= options.poll {
            watch.look(control);
            looked = Instant::now();
        }
        watch.see(&noticed.paths);
        watch.settling.settle(Instant::now());
        if watch.is_due() {
            watch.add(control)?;
        }
    }
    Ok(watch.summary)
}

fn absolute(path: &PathBuf) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.clone())
}

struct Watch<'a> {
    archive: &'a Archive,
    folders: BTreeSet<PathBuf>,
    options: &'a WatchOptions,
    settling: Settling,
    ignored: BTreeSet<PathBuf>,
    /// What could not be read at the last look, and why.
    unreadable: BTreeMap<String, String>,
    /// Files with names of unfinished ones, and at how many looks they were there.
    unfinished: BTreeMap<PathBuf, u32>,
    /// Someone else had the archive: not before this.
    try_again: Option<Instant>,
    summary: AddSummary,
}

impl Watch<'_> {
    /// Looks at everything there is. Returns the number of files.
    fn look(&mut self, control: &mut Control<'_>) -> usize {
        let (now, mut count) = (Instant::now(), 0);
        let mut unreadable = BTreeMap::new();
        let mut unfinished = BTreeMap::new();
        let folders: Vec<PathBuf> = self.folders.iter().cloned().collect();
        for file in files(&folders, &Archive::is_in) {
            match file {
                Ok(path) if self.ignored.contains(&path) => {}
                Ok(path) if is_unfinished(&path) => {
                    let looks = self.unfinished.get(&path).copied().unwrap_or_default() + 1;
                    // Seen once it may be a download; it is said of those that stay.
                    if looks == 2 {
                        control.report(Event::Watch(&WatchNote::Unfinished(path.clone())));
                    }
                    unfinished.insert(path, looks);
                }
                Ok(path) => {
                    count += 1;
                    self.settling.see(&path, now);
                }
                Err((place, skip)) => {
                    unreadable.insert(place, skip.to_string());
                }
            }
        }
        let closed = self.settling.closed().iter().map(|(path, why)| (path.display().to_string(), why.clone()));
        unreadable.extend(closed);
        for (place, why) in &unreadable {
            if self.unreadable.get(place) != Some(why) {
                control.report(Event::Watch(&WatchNote::Unreadable(place.clone(), why.clone())));
            }
        }
        (self.unreadable, self.unfinished) = (unreadable, unfinished);
        count
    }

    /// Looks at what the system tells of.
    fn see(&mut self, paths: &BTreeSet<PathBuf>) {
        let now = Instant::now();
        for path in paths.iter().filter(|path| is_visible_below(path, &self.folders, &Archive::is_in)) {
            if !path.exists() {
                self.settling.see(path, now);
                continue;
            }
            for file in files(std::slice::from_ref(path), &Archive::is_in).into_iter().flatten() {
                if !self.ignored.contains(&file) && !is_unfinished(&file) {
                    self.settling.see(&file, now);
                }
            }
        }
    }

    /// Returns whether it is time to add: enough files are finished, or the first has waited long enough, or there is
    /// nothing to wait for.
    fn is_due(&self) -> bool {
        let (count, Some(since)) = self.settling.ready() else { return false };
        self.try_again.is_none_or(|then| Instant::now() >= then)
            && (count >= BATCH_FILES || since.elapsed() >= BATCH_AGE || self.settling.waiting() == 0)
    }

    /// Adds what is finished, with the lock for just that long.
    fn add(&mut self, control: &mut Control<'_>) -> Result<()> {
        let mut writer = match self.archive.writer() {
            Ok(writer) => writer,
            Err(Error::ArchiveBusy { .. }) => {
                if self.try_again.is_none() {
                    control.report(Event::Watch(&WatchNote::Busy(self.settling.ready().0)));
                }
                self.try_again = Some(Instant::now() + BUSY_PAUSE);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.try_again = None;
        let taken = self.settling.take(BATCH_FILES_MAX);
        let options = AddOptions { is_watched: true, ..self.options.add.clone() };
        let AddSummary { added, replaced, unchanged, skipped, interrupted } =
            writer.add(&taken.paths(), &options, control)?;
        self.summary.added += added;
        self.summary.replaced += replaced;
        self.summary.unchanged += unchanged;
        self.summary.skipped += skipped;
        self.summary.interrupted |= interrupted;
        self.settling.done(taken, Instant::now());
        Ok(())
    }
}
