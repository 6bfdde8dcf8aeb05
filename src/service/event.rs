//! What a long operation reports while it goes on, and how it is ended early.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{ItemReport, WatchNote};

/// What is reported while an operation goes on.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// What became of an item; what was added is on disk.
    Item(&'a ItemReport),
    /// This many more bytes of the sources have been read.
    Read(u64),
    /// The index follows the store: this many changes are done, of this many.
    Indexing(u64, u64),
    /// Something about the folders that are watched.
    Watch(&'a WatchNote),
}

/// Listens to an operation and can end it. The default does neither.
pub struct Control<'a> {
    pub(super) on_event: Box<dyn FnMut(Event<'_>) + 'a>,
    pub(super) cancel: Arc<AtomicBool>,
}

impl<'a> Control<'a> {
    /// Returns a control that calls `on_event` with what is reported.
    pub fn new(on_event: impl FnMut(Event<'_>) + 'a) -> Control<'a> {
        Control { on_event: Box::new(on_event), cancel: Arc::default() }
    }

    /// Ends the operation, with everything reported so far saved, when the flag is set to true.
    pub fn with_cancel(self, cancel: Arc<AtomicBool>) -> Control<'a> {
        Control { cancel, ..self }
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    pub(super) fn report(&mut self, event: Event<'_>) {
        (self.on_event)(event);
    }
}

impl Default for Control<'_> {
    fn default() -> Self {
        Control::new(|_| {})
    }
}

impl std::fmt::Debug for Control<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control").field("cancel", &self.cancel).finish_non_exhaustive()
    }
}
