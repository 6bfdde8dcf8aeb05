//! Which files of watched folders are finished: those nobody has written to for a while.
//!
//! Nothing but a file's size and time is looked at, and its name. The time it is comes from the caller.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// What browsers, downloaders and copying programs end the names of unfinished files with: Firefox, Chrome, Safari,
/// Opera, aria2, WinSCP.
const UNFINISHED_ENDINGS: [&str; 9] =
    [".part", ".crdownload", ".download", ".opdownload", ".partial", ".aria2", ".filepart", ".tmp", ".temp"];
/// What office programs begin the name of their note beside an open file with.
const OWNER_PREFIX: &str = "~$";
/// An empty file usually is about to be written: it is waited for this much longer.
const EMPTY_PATIENCE: u32 = 15;

/// How a file looks from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    /// Nothing is one that is no file any more.
    fn of(path: &Path) -> Option<Stamp> {
        let data = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        Some(Stamp { bytes: data.len(), modified: data.modified().ok() })
    }
}

/// The files of watched folders: which wait, which are finished, which were taken.
#[derive(Debug)]
pub(crate) struct Settling {
    /// How long size and time have to stay the same.
    settle: Duration,
    /// As they were when they were taken.
    taken: HashMap<PathBuf, Stamp>,
    /// As they were at a moment, since when nothing changed.
    waiting: HashMap<PathBuf, (Stamp, Instant)>,
    /// Finished, and since when.
    ready: BTreeMap<PathBuf, (Stamp, Instant)>,
    /// Finished, but they cannot be opened, and why; tried again.
    closed: BTreeMap<PathBuf, String>,
}

impl Settling {
    pub(crate) fn new(settle: Duration) -> Settling {
        let (taken, waiting) = (HashMap::new(), HashMap::new());
        Settling { settle, taken, waiting, ready: BTreeMap::new(), closed: BTreeMap::new() }
    }

    /// Looks at a file: what is new or changed waits.
    pub(crate) fn see(&mut self, path: &Path, now: Instant) {
        let Some(stamp) = Stamp::of(path) else {
            self.taken.remove(path);
            self.waiting.remove(path);
            self.ready.remove(path);
            self.closed.remove(path);
            return;
        };
        let is_known = self.taken.get(path) == Some(&stamp)
            || self.waiting.get(path).is_some_and(|(known, _)| *known == stamp)
            || self.ready.get(path).is_some_and(|(known, _)| *known == stamp);
        if !is_known {
            self.ready.remove(path);
            self.waiting.insert(path.to_path_buf(), (stamp, now));
        }
    }

    /// Moves on what nobody has written to for long enough.
    pub(crate) fn settle(&mut self, now: Instant) {
        let due = |(path, (stamp, since)): (&PathBuf, &(Stamp, Instant))| {
            let patience = if stamp.bytes == 0 { self.settle * EMPTY_PATIENCE } else { self.settle };
            (now.duration_since(*since) >= patience).then(|| path.clone())
        };
        let due: Vec<PathBuf> = self.waiting.iter().filter_map(due).collect();
        for path in due {
            let Some((known, _)) = self.waiting.remove(&path) else { continue };
            let Some(stamp) = Stamp::of(&path) else {
                self.see(&path, now);
                continue;
            };
            if stamp != known || is_being_downloaded(&path) {
                self.waiting.insert(path, (stamp, now));
                continue;
            }
            match std::fs::File::open(&path) {
                Ok(_) => {
                    self.closed.remove(&path);
                    self.ready.insert(path, (stamp, now));
                }
                Err(error) => {
                    self.closed.insert(path.clone(), super::reason(&error));
                    self.waiting.insert(path, (stamp, now));
                }
            }
        }
    }

    /// Returns how many files are finished, and since when the first is.
    pub(crate) fn ready(&self) -> (usize, Option<Instant>) {
        (self.ready.len(), self.ready.values().map(|(_, since)| *since).min())
    }

    /// Returns how many files wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The finished files that cannot be opened, and why.
    pub(crate) fn closed(&self) -> &BTreeMap<PathBuf, String> {
        &self.closed
    }

    /// Takes finished files, in order of name; they have to come back through
    /// [`Settling::done`].
    pub(crate) fn take(&mut self, limit: usize) -> Taken {
        let mut taken = Vec::new();
        while taken.len() < limit
            && let Some((path, state)) = self.ready.pop_first()
        {
            taken.push((path, state));
        }
        Taken(taken)
    }

    /// Files that were read; one that was written to meanwhile waits anew.
    pub(crate) fn done(&mut self, taken: Taken, now: Instant) {
        for (path, (stamp, _)) in taken.0 {
            self.taken.insert(path.clone(), stamp);
            self.see(&path, now);
        }
    }
}

/// Finished files on their way into an archive.
#[derive(Debug)]
pub(crate) struct Taken(Vec<(PathBuf, (Stamp, Instant))>);

impl Taken {
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.0.iter().map(|(path, _)| path.clone()).collect()
    }
}

/// Returns whether a name says that its file is not finished, or none of its owner's.
pub(crate) fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    name.starts_with(OWNER_PREFIX) || UNFINISHED_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Returns whether a file is the place a downloader keeps for what it writes beside it.
fn is_being_downloaded(path: &Path) -> bool {
    UNFINISHED_ENDINGS.iter().any(|ending| {
        let mut beside = OsString::from(path);
        beside.push(ending);
        Path::new(&beside).exists()
    })
}

/// Returns whether a file below one of the roots would be found by walking: no part of its path below is hidden.
pub(crate) fn is_visible_below(path: &Path, roots: &BTreeSet<PathBuf>, is_archive: &dyn Fn(&Path) -> bool) -> bool {
    let Some(root) = roots.iter().find(|root| path.starts_with(root)) else { return false };
    let below = path.strip_prefix(root).unwrap_or(path);
    let is_hidden = below.iter().any(super::is_hidden);
    !is_hidden && !path.ancestors().take_while(|above| above.starts_with(root)).any(is_archive)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLE: Duration = Duration::from_secs(2);

    fn after(start: Instant, seconds: f64) -> Instant {
        start + Duration::from_secs_f64(seconds)
    }

    fn names(taken: &Taken) -> Vec<String> {
        let names = taken.paths();
        names.iter().map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_is_finished_when_nobody_wrote_for_a_while() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (path, start) = (folder.path().join("a.txt"), Instant::now());
        let mut files = Settling::new(SETTLE);
        std::fs::write(&path, "一").expect("writes");
        files.see(&path, start);
        files.settle(after(start, 1.9));
        assert_eq!((files.ready().0, files.waiting()), (0, 1));
        std::fs::write(&path, "一二").expect("writes");
        files.settle(after(start, 2.0));
        assert_eq!((files.ready().0, files.waiting()), (0, 1), "it grew, though nothing told");
        files.settle(after(start, 3.9));
        assert_eq!(files.ready().0, 0);
        files.settle(after(start, 4.0));
        let taken = files.take(10);
        assert_eq!((names(&taken), files.ready().0), (vec!["a.txt".to_owned()], 0));
        files.done(taken, after(start, 4.0));
        files.see(&path, after(start, 5.0));
        assert_eq!(files.waiting(), 0, "it is as it was taken");
        std::fs::write(&path, "一二三").expect("writes");
        files.see(&path, after(start, 6.0));
        assert_eq!(files.waiting(), 1);
    }

    #[test]
    fn what_is_written_while_it_is_read_waits_anew() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (path, start) = (folder.path().join("a.txt"), Instant::now());
        let mut files = Settling::new(SETTLE);
        std::fs::write(&path, "一").expect("writes");
        files.see(&path, start);
        files.settle(after(start, 2.0));
        let taken = files.take(10);
        std::fs::write(&path, "一二").expect("writes");
        files.done(taken, after(start, 3.0));
        assert_eq!(files.waiting(), 1);
        files.settle(after(start, 5.0));
        let taken = files.take(10);
        files.done(taken, after(start, 5.0));
        std::fs::write(&path, "一").expect("writes");
        files.see(&path, after(start, 5.5));
        std::fs::remove_file(&path).expect("removes");
        files.see(&path, after(start, 6.0));
        assert_eq!((files.ready().0, files.waiting()), (0, 0));
    }

    #[test]
    fn empty_files_and_those_beside_a_download_wait() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (empty, page, start) = (folder.path().join("e.txt"), folder.path().join("p.html"), Instant::now());
        let mut files = Settling::new(SETTLE);
        std::fs::write(&empty, "").expect("writes");
        std::fs::write(&page, "<p>").expect("writes");
        let part = folder.path().join("p.html.part");
        std::fs::write(&part, "<p>").expect("writes");
        files.see(&empty, start);
        files.see(&page, start);
        files.settle(after(start, 2.0));
        assert_eq!(files.ready().0, 0);
        std::fs::remove_file(part).expect("removes");
        files.settle(after(start, 4.0));
        assert_eq!(names(&files.take(10)), ["p.html"]);
        files.settle(after(start, 30.0));
        assert_eq!(names(&files.take(10)), ["e.txt"]);
    }

    #[test]
    fn names_of_unfinished_files() {
        for name in ["a.html.crdownload", "A.PART", "~$会议.docx", "b.tmp"] {
            assert!(is_unfinished(Path::new(name)), "{name}");
        }
        for name in ["part.txt", "a.html", "会议~$.docx", "download"] {
            assert!(!is_unfinished(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn hidden_folders_and_archives_are_not_looked_into() {
        let roots = BTreeSet::from([PathBuf::from("/home/.me/in")]);
        let is_archive = |path: &Path| path.ends_with("index");
        for (path, is_visible) in [
            ("/home/.me/in/a.txt", true),
            ("/home/.me/in/b/a.txt", true),
            ("/home/.me/in/.git/a.txt", false),
            ("/home/.me/in/index/a.txt", false),
            ("/home/.me/out/a.txt", false),
        ] {
            assert_eq!(is_visible_below(Path::new(path), &roots, &is_archive), is_visible, "{path}");
        }
    }
}
