//! `log`: log lines and the access log.
//!
//! Promises: who logs never waits for the output; what is dropped is counted and said; each json line is valid JSON, and no text can
//! forge a line; everything is written when the process stops.

mod access;
mod install;
mod journal;
mod layer;
mod line;
mod sink;
mod span;
#[cfg(test)]
mod tests;
mod writer;

pub use runa_schema::settings::LogSettings;

#[allow(unused_imports, reason = "for benches/event, which compiles this module in")]
pub(crate) use install::Parts;
use sink::Sink;

/// The handle of the log.
///
/// Lines are written with the macros of `tracing`: what stands in them goes where the running stage says.
#[derive(Clone, Debug)]
pub struct Log {
    sink: Sink,
}

impl Log {
    /// How many lines were dropped since the start, because the output took them too slowly or not at all.
    pub fn dropped_lines(&self) -> u64 {
        self.sink.dropped()
    }

    /// Waits until every line that was logged before is written.
    pub async fn flush(&self) {
        self.sink.flush().await;
    }
}
