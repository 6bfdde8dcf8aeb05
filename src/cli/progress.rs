//! Progress on standard error, when a person is looking.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Common;
use crate::add::Event;

/// A progress bar, or nothing.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar over the bytes of the sources, with rate and time left.
    pub(super) fn reading(common: &Common, total_bytes: u64) -> Progress {
        let template = "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left  {msg}";
        Progress::new(common, total_bytes, template)
    }

    /// A bar over changes the index follows; shown when there are any.
    pub(super) fn indexing(common: &Common) -> Progress {
        Progress::new(common, 0, "indexing {bar:30} {pos}/{len}  {eta} left")
    }

    fn new(common: &Common, length: u64, template: &str) -> Progress {
        if common.quiet || !io::stderr().is_terminal() {
            return Progress { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(5));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress { bar }
    }

    /// Follows what the library tells.
    pub(super) fn update(&mut self, event: &Event<'_>) {
        match event {
            Event::Read(bytes) => self.bar.inc(*bytes),
            Event::Indexing(done, total) => {
                self.bar.set_length(*total);
                self.bar.set_position(*done);
            }
            Event::Item(_) => {}
        }
    }

    /// Writes a line without breaking the bar.
    pub(super) fn line(&self, text: &str) {
        self.bar.suspend(|| super::eprint_clean(text));
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
