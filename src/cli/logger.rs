//! Writes what the library logs to standard error, for whoever says `-vv`.

use std::io::Write;

use log::{LevelFilter, Log, Metadata, Record};

struct Logger;

static LOGGER: Logger = Logger;

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(env!("CARGO_PKG_NAME"))
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let text = crate::render::clean(&record.args().to_string());
            let level = record.level().as_str().to_lowercase();
            let _ = writeln!(std::io::stderr(), "[{level}] {}: {text}", record.target());
        }
    }

    fn flush(&self) {}
}

/// Starts to log from the second `-v` on; the third has everything.
pub(super) fn start(verbose: u8) {
    let level = match verbose {
        0 | 1 => return,
        2 => LevelFilter::Debug,
        _ => LevelFilter::Trace,
    };
    // Someone else's logger stays.
    if log::set_logger(&LOGGER).is_ok() {
        log::set_max_level(level);
    }
}
