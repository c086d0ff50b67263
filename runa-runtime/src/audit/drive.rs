//! The thread of a writer.
//!
//! Promises: what a writer did not take is tried again until it does, or until the process ends; that it fails is counted, and said once
//! a minute; a panic of somebody's writer is a failure like others.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::complaint::Complaint;
use super::ledger::{Batch, Ledger};
use crate::kernel::{message, stderr};

/// Time from one try to the next, at first and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Where records go. Called on a thread of its own, so it may block.
pub(super) trait Output: Send + 'static {
    /// Writes what is not written yet, and says how far it came.
    fn write(&mut self, batch: &mut Batch) -> Result<(), String>;

    /// When it wants to be called although there is no record.
    fn due(&self) -> Option<Instant> {
        None
    }

    /// It is due, or somebody waits until all that it wrote is safe.
    fn tick(&mut self) -> Result<(), String> {
        Ok(())
    }
}

/// Starts the thread of the lane `index`.
pub(super) fn start(
    ledger: Arc<Ledger>,
    index: usize,
    output: Box<dyn Output>,
    base: Arc<[u8]>,
    complaint: Complaint,
) -> io::Result<()> {
    let name = format!("runa-audit-{}", ledger.names[index]);
    crate::kernel::spawn_thread(&name, move || {
        Driver { ledger: &ledger, index, complaint }.run(output, &base);
        ledger.ended(index);
    })?;
    Ok(())
}

struct Driver<'a> {
    ledger: &'a Ledger,
    index: usize,
    complaint: Complaint,
}

impl Driver<'_> {
    fn run(&self, mut output: Box<dyn Output>, base: &[u8]) {
        let mut batch = Batch::default();
        while self.ledger.take(self.index, &mut batch, output.due(), base) {
            if batch.is_empty() {
                let done = guarded(|| output.tick());
                if let Err(reason) = &done {
                    self.complain(reason);
                }
                batch.tell(done.is_ok());
                continue;
            }
            let mut pause = RETRY.0;
            let mut failed = false;
            loop {
                let begun = Instant::now();
                let written = guarded(|| output.write(&mut batch));
                self.ledger.counts[self.index].seconds.observe(begun.elapsed().as_secs_f64());
                let Err(reason) = written else { break };
                self.complain(&reason);
                self.ledger.failed(self.index, &mut batch, reason);
                if !failed {
                    failed = true;
                    self.complaint.changed();
                }
                if !self.ledger.pause(self.index, pause) {
                    self.give_up(&batch);
                    return;
                }
                pause = (pause * 2).min(RETRY.1);
            }
            self.ledger.written(self.index, &mut batch);
            if failed {
                self.complaint.changed();
            }
        }
    }

    fn complain(&self, reason: &str) {
        let name = self.ledger.names[self.index];
        self.complaint.say(&format!("`audit` cannot write its records by `{name}`: {reason}; it tries again"));
    }

    fn give_up(&self, batch: &Batch) {
        let lost = batch.rest().split_inclusive(|byte| *byte == b'\n').count();
        let name = self.ledger.names[self.index];
        // The log has stopped by now.
        stderr::say(format_args!("error: `audit` has lost {lost} records that `{name}` did not take"));
    }
}

fn guarded(work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(format!("it panicked: {}", message(panic.as_ref()))))
}
