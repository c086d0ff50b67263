//! What an app under test says and what goes wrong in it, kept for the test instead of written.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use super::event::{Event, What};

/// Kept for one app. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Captured(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    began: Instant,
    events: Mutex<Vec<Event>>,
    lines: Mutex<Vec<u8>>,
    faults: Mutex<Vec<String>>,
    changes: watch::Sender<()>,
}

#[cfg(feature = "test")]
impl Captured {
    /// Its clock begins now.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Inner {
            began: Instant::now(),
            events: Mutex::default(),
            lines: Mutex::default(),
            faults: Mutex::default(),
            changes: watch::Sender::default(),
        }))
    }

    /// Everything that has happened.
    pub(crate) fn events(&self) -> Vec<Event> {
        lock(&self.0.events).clone()
    }

    /// Everything that was written, in whole lines.
    pub(crate) fn text(&self) -> String {
        self.text_from(0).0
    }

    /// The same of what was written behind `seen`, and where it ends: what is to be given the next time.
    pub(crate) fn text_from(&self, seen: usize) -> (String, usize) {
        let lines = lock(&self.0.lines);
        let new = lines.get(seen..).unwrap_or_default();
        let whole = new.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        (String::from_utf8_lossy(&new[..whole]).into_owned(), seen + whole)
    }

    /// Hears of every line and every event from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.0.changes.subscribe()
    }

    /// Takes out what has gone wrong since the last time.
    pub(crate) fn take_faults(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.0.faults))
    }
}

impl Captured {
    /// Remembers that something has happened.
    pub(crate) fn note(&self, what: What) {
        let mut events = lock(&self.0.events);
        // Asked for under the lock, so that the order of the stream is that of the clock.
        events.push(Event::new(self.0.began.elapsed(), what));
        drop(events);
        self.0.changes.send_replace(());
    }

    /// Remembers that something has gone wrong which a test must not overlook.
    pub(crate) fn fault(&self, text: String) {
        lock(&self.0.faults).push(text.clone());
        self.note(What::Fault(text));
    }

    /// Where lines are written.
    #[cfg(feature = "log")]
    pub(crate) fn output(&self) -> Box<dyn Write + Send> {
        Box::new(self.clone())
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock(&self.0.lines).extend_from_slice(bytes);
        self.0.changes.send_replace(());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A panic leaves what is kept whole: it is only added to and taken.
fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
