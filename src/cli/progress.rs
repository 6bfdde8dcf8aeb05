//! Progress on standard error, when a person is looking.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::common::{Edge, eprint_clean};
use crate::service::Event;

/// A progress bar, or nothing.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar over the bytes of the sources, with rate and time left.
    pub(super) fn reading(edge: &Edge, total_bytes: u64) -> Progress {
        let template = "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left  {msg}";
        Progress::new(edge, total_bytes, template)
    }

    /// A bar over changes the index follows; shown when there are any.
    pub(super) fn indexing(edge: &Edge) -> Progress {
        Progress::new(edge, 0, "indexing {bar:30} {pos}/{len}  {eta} left")
    }

    fn new(edge: &Edge, length: u64, template: &str) -> Progress {
        if edge.common.quiet || !io::stderr().is_terminal() {
            return Progress { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(5));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress { bar }
    }

    /// Follows what the library reports.
    pub(super) fn update(&mut self, event: &Event<'_>) {
        match event {
            Event::Read(bytes) => self.bar.inc(*bytes),
            Event::Indexing(done, total) => {
                self.bar.set_length(*total);
                self.bar.set_position(*done);
            }
            _ => {}
        }
    }

    /// Writes a line without breaking the bar.
    pub(super) fn line(&self, text: &str) {
        self.bar.suspend(|| eprint_clean(text));
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
