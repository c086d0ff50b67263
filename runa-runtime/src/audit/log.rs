//! Records as lines of the log.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::drive::Output;
use super::ledger::Batch;
use crate::kernel::journal::{Note, Scribe};

/// What stands before the fields of a record: its time, which a line of the log has itself.
const HEAD: usize = r#"{"time":"2026-11-22T15:46:00.123456Z","#.len();
/// How long the log may have no room before that is a failure.
const PATIENCE: Duration = Duration::from_secs(1);

/// Hands over what the log had no room for at once.
pub(super) struct Log {
    pub(super) scribe: Arc<dyn Scribe>,
}

impl Output for Log {
    fn write(&mut self, batch: &mut Batch) -> Result<(), String> {
        let until = Instant::now() + PATIENCE;
        while let Some((line, time)) = batch.first() {
            let length = line.len();
            let fields = line.get(HEAD..length.saturating_sub(2)).unwrap_or_default();
            let time = time.unwrap_or_else(SystemTime::now);
            if self.scribe.write(Note { time, target: "audit", message: "audit", fields }) {
                batch.wrote(length, 1);
            } else if Instant::now() < until {
                thread::sleep(Duration::from_millis(5));
            } else {
                return Err("the buffer of the log is full".to_owned());
            }
        }
        Ok(())
    }
}
