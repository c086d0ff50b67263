//! What an app under test says and what goes wrong in it, kept for the test instead of written.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// Kept for one app. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Captured(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    lines: Mutex<Vec<u8>>,
    faults: Mutex<Vec<String>>,
    changes: watch::Sender<()>,
}

#[cfg(feature = "test")]
impl Captured {
    /// Everything that was written, in whole lines.
    pub(crate) fn text(&self) -> String {
        let lines = lock(&self.0.lines);
        let end = lines.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        String::from_utf8_lossy(&lines[..end]).into_owned()
    }

    /// Hears of every line that is written from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.0.changes.subscribe()
    }

    /// Takes out what has gone wrong since the last time.
    pub(crate) fn take_faults(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.0.faults))
    }
}

impl Captured {
    /// Remembers that something has gone wrong which a test must not overlook.
    pub(crate) fn fault(&self, text: String) {
        lock(&self.0.faults).push(text);
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
