//! What waits for one writer.

use std::sync::Arc;
use std::time::SystemTime;

use tokio::sync::oneshot;

use super::gap::Gap;
use super::{LEAST, Limits, OVERDRAFT, RECORD};
use crate::kernel::journal::{Note, Scribe};

/// So many bytes are written at once.
const BATCH: usize = 128 << 10;

/// The buffer of one writer.
#[derive(Debug, Default)]
pub(in crate::audit) struct Lane {
    /// Takes records at once, while none waits.
    pub(super) direct: Option<Arc<dyn Scribe>>,
    pub(super) buffer: Vec<u8>,
    pub(super) records: u32,
    /// When they happened, for a writer that must know.
    pub(super) times: Vec<SystemTime>,
    /// Records that were dropped since the last ones that were not.
    pub(super) gap: Option<Gap>,
    /// Records and bytes that the writer has taken and not written yet.
    pub(super) writing: (u32, usize),
    pub(super) writer: Writer,
    pub(super) haste: Haste,
    pub(super) closed: bool,
    pub(super) waiters: Vec<oneshot::Sender<bool>>,
    /// Why the writer fails.
    pub(super) failing: Option<String>,
}

/// What a writer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Writer {
    /// It waits for the first record.
    #[default]
    Idle,
    /// It waits for the time to write what comes.
    Gathering,
    /// It writes, and looks again by itself when it has.
    Writing,
    /// It has ended.
    Ended,
}

/// Whether a writer may still gather.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Haste {
    #[default]
    None,
    /// There is enough to write.
    Full,
}

impl Lane {
    /// A lane whose records `scribe` takes at once, if it can.
    pub(in crate::audit) fn direct(scribe: Arc<dyn Scribe>) -> Self {
        Self { direct: Some(scribe), ..Self::default() }
    }

    /// Whether the record is gone already.
    pub(super) fn takes_directly(&self, note: Note<'_>) -> bool {
        let Some(scribe) = &self.direct else { return false };
        self.unwritten() == 0 && scribe.write(note)
    }

    /// While there is a gap nothing is taken, so that a gap is a run of numbers.
    pub(super) fn has_room(&self, length: usize, limits: &Limits) -> bool {
        let (records, bytes) = self.waiting();
        let (most_records, most_bytes) = if limits.accept_loss {
            (limits.records, size(limits))
        } else {
            (limits.records.saturating_add(OVERDRAFT), size(limits).saturating_mul(2))
        };
        self.gap.is_none()
            && self.writer != Writer::Ended
            && records < most_records
            && (bytes + length <= most_bytes || records == 0)
    }

    /// Whether no more should come.
    pub(super) fn is_full(&self, limits: &Limits) -> bool {
        let (records, bytes) = self.waiting();
        records >= limits.records || bytes >= size(limits)
    }

    fn waiting(&self) -> (u32, usize) {
        (self.records + self.writing.0, self.buffer.len() + self.writing.1)
    }

    /// Records that would be lost without a word if the process ended now.
    pub(super) fn unwritten(&self) -> u64 {
        u64::from(self.records) + u64::from(self.writing.0) + u64::from(self.gap.is_some())
    }

    pub(super) fn push(&mut self, line: &[u8], time: SystemTime) {
        self.buffer.extend_from_slice(line);
        self.records += 1;
        if self.direct.is_some() {
            self.times.push(time);
        }
    }

    pub(super) fn drop_record(&mut self, seq: u64) {
        match &mut self.gap {
            Some(gap) => gap.grow(seq),
            None => self.gap = Some(Gap::of(seq)),
        }
    }

    /// Tells of the next batch whether it is written.
    pub(super) fn waiter(&mut self) -> oneshot::Receiver<bool> {
        let (tell, told) = oneshot::channel();
        self.waiters.push(tell);
        told
    }

    /// Whether the writer must be woken for the record that was just pushed: once for each reason, not once a record.
    pub(super) fn wakes(&mut self, limits: &Limits) -> bool {
        let full = self.buffer.len() >= BATCH || self.records >= (limits.records / 2).max(1);
        let haste = if full { Haste::Full } else { Haste::None };
        let wakes = match self.writer {
            Writer::Idle => true,
            Writer::Gathering => haste > self.haste,
            Writer::Writing | Writer::Ended => false,
        };
        self.haste = self.haste.max(haste);
        if wakes {
            // So that the next record, which may come before the writer runs, does not wake it again: each time is a system call.
            self.writer = Writer::Gathering;
        }
        wakes
    }
}

fn size(limits: &Limits) -> usize {
    (limits.records as usize).saturating_mul(RECORD).max(LEAST)
}
