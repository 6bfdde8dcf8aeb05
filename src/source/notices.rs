//! What the system tells of watched folders. It may tell nothing (network drives, containers, too many folders): whoever
//! listens also looks.

use std::collections::BTreeSet;
use std::path::PathBuf;

#[cfg(feature = "watch")]
use self::listening::Listener;

/// What was noticed since it was last asked.
#[derive(Debug, Default)]
pub(crate) struct Noticed {
    /// Files and folders that may have changed.
    pub(crate) paths: BTreeSet<PathBuf>,
    /// Some of it was lost: everything has to be looked at.
    pub(crate) lost: bool,
}

/// Listens to what the system tells of folders, as long as it lives.
#[derive(Debug)]
pub(crate) struct Notices {
    #[cfg(feature = "watch")]
    listener: Option<Listener>,
}

impl Notices {
    /// Listens; also returns why it hears nothing of a folder, or of any.
    #[cfg(feature = "watch")]
    pub(crate) fn of(folders: &BTreeSet<PathBuf>) -> (Notices, Vec<String>) {
        match Listener::of(folders) {
            Ok((listener, deaf)) => (Notices { listener: Some(listener) }, deaf),
            Err(why) => (Notices { listener: None }, vec![why]),
        }
    }

    /// Hears nothing in a build without it.
    #[cfg(not(feature = "watch"))]
    pub(crate) fn of(_: &BTreeSet<PathBuf>) -> (Notices, Vec<String>) {
        (Notices {}, vec!["this build has no part that listens".into()])
    }

    /// Returns what was noticed since it was last asked.
    pub(crate) fn take(&self) -> Noticed {
        #[cfg(feature = "watch")]
        if let Some(listener) = &self.listener {
            return listener.take();
        }
        Noticed::default()
    }
}

#[cfg(feature = "watch")]
mod listening {
    use std::collections::BTreeSet;
    use std::path::PathBuf;
    use std::sync::{Arc, Mutex, PoisonError};

    use notify::event::{AccessKind, AccessMode, EventKind};
    use notify::{RecommendedWatcher, RecursiveMode, Watcher};

    use super::Noticed;

    pub(super) struct Listener {
        noticed: Arc<Mutex<Noticed>>,
        _watcher: RecommendedWatcher,
    }

    impl std::fmt::Debug for Listener {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Listener").field("noticed", &self.noticed).finish_non_exhaustive()
        }
    }

    impl Listener {
        pub(super) fn of(folders: &BTreeSet<PathBuf>) -> Result<(Listener, Vec<String>), String> {
            let noticed = Arc::new(Mutex::new(Noticed::default()));
            let heard = Arc::clone(&noticed);
            let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
                let mut noticed = heard.lock().unwrap_or_else(PoisonError::into_inner);
                match event {
                    Ok(event) if event.need_rescan() => noticed.lost = true,
                    // Reading is no change, and this program reads.
                    Ok(event) if is_reading(event.kind) => {}
                    Ok(event) => noticed.paths.extend(event.paths),
                    Err(_) => noticed.lost = true,
                }
            });
            let mut watcher = watcher.map_err(|error| error.to_string())?;
            let deaf = folders.iter().filter_map(|folder| {
                let error = watcher.watch(folder, RecursiveMode::Recursive).err()?;
                Some(format!("{}: {error}", folder.display()))
            });
            let deaf = deaf.collect();
            Ok((Listener { noticed, _watcher: watcher }, deaf))
        }

        pub(super) fn take(&self) -> Noticed {
            std::mem::take(&mut *self.noticed.lock().unwrap_or_else(PoisonError::into_inner))
        }
    }

    fn is_reading(kind: EventKind) -> bool {
        matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
    }
}
