//! The journal: lines for the log, from providers that must not know it.
//!
//! `log` joins with something that writes; others hand it records as they are. A line of the journal is no event: no filter takes it
//! away, and it is not cut. Whether the log has taken it, the caller is told, because what would be lost is theirs to account for.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

/// A line, from somebody who does not know in which form it is written.
#[derive(Clone, Copy, Debug)]
pub struct Note<'a> {
    /// When it happened.
    pub time: SystemTime,
    /// From whom it is, as lines of the log are filtered and found by.
    pub target: &'static str,
    /// What it says.
    pub message: &'static str,
    /// Its fields, as the inside of a JSON object: `"a":1,"b":{}`. None of them is called `time`, `level`, `target` or `message`, and none
    /// holds a raw end of line or control character.
    pub fields: &'a [u8],
}

/// Writes the lines of the journal. Called on the threads of the server: must neither wait nor block.
pub trait Scribe: fmt::Debug + Send + Sync + 'static {
    /// Takes a line of level `info`; `false` if there is no room for it. Then nothing is counted as lost yet.
    fn write(&self, note: Note<'_>) -> bool;

    /// Resolves when everything that was taken before is written.
    fn written(&self) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// Where lines of the journal go. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<OnceLock<Arc<dyn Scribe>>>);

impl Journal {
    /// Makes `scribe` write its lines. The first one stays: a stage has one log.
    pub fn join(&self, scribe: Arc<dyn Scribe>) {
        let _ = self.0.set(scribe);
    }

    /// Who writes, if the stage has somebody above the one who asks.
    pub fn scribe(&self) -> Option<Arc<dyn Scribe>> {
        self.0.get().cloned()
    }
}
