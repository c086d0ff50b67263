//! The ledger: gives each record its number, and keeps it for every writer until it is written.
//!
//! Promises: numbers have no hole that is not told of; memory is bounded; who hands over never waits for a writer here; a writer that
//! hangs or fails keeps its own records waiting and nobody else's; under load there is one wake-up for a batch, not one for a record.
//!
//! Each writer has a lane: a buffer of encoded lines, and one thread that empties it. All lanes are under one lock, which is held for
//! copying only, so their order is that of the numbers.

mod gap;
mod lane;
mod ring;
mod take;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::{Notify, oneshot};

use super::id;
use super::metrics::Counts;
use crate::kernel::clock::Clock;
use crate::kernel::journal::Note;
use crate::kernel::panels::Panels;
pub(super) use lane::Lane;
use lane::Writer;
use ring::Ring;
pub(super) use take::Batch;

/// Records that may come on top of a full buffer: of requests whose head had gone out before it was full.
const OVERDRAFT: u32 = 4_096;
/// Bytes that a record may have on average before the buffer counts as full.
const RECORD: usize = 2 << 10;
/// A buffer is never full before it holds so many bytes.
const LEAST: usize = 2 << 20;

/// What a record goes under in the log.
const TARGET: &str = "audit";

/// How much may wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) records: u32,
    /// Whether what is beyond is dropped at once, instead of making requests wait.
    pub(super) accept_loss: bool,
    /// How long records are gathered before they are written.
    pub(super) gather: Duration,
}

/// The ledger of one process.
#[derive(Debug)]
pub(super) struct Ledger {
    inner: Mutex<Inner>,
    /// Wakes the writer of each lane.
    work: Box<[Condvar]>,
    pub(super) names: Box<[&'static str]>,
    pub(super) counts: Box<[Counts]>,
    /// Whether some lane is full.
    crowded: AtomicBool,
    room: Notify,
    limits: Limits,
    /// Whether somebody wants to see the latest records.
    panels: Panels,
}

#[derive(Debug)]
struct Inner {
    seq: u64,
    boot: String,
    clock: Clock,
    lanes: Vec<Lane>,
    /// The record that is being handed over.
    line: Vec<u8>,
    latest: Ring,
}

/// What became of a record.
#[derive(Debug, Default)]
pub(super) struct Handed {
    pub(super) seq: u64,
    /// Each says whether its writer has it safe.
    pub(super) safe: Vec<oneshot::Receiver<bool>>,
    /// The log has it, and tells when it is written.
    pub(super) journal: Option<std::sync::Arc<dyn crate::kernel::journal::Scribe>>,
    /// Some writer has not taken it.
    pub(super) dropped: bool,
}

impl Ledger {
    pub(super) fn new(boot: String, limits: Limits, lanes: Vec<(&'static str, Lane, Counts)>, panels: Panels) -> Self {
        let names = lanes.iter().map(|lane| lane.0).collect();
        let counts = lanes.iter().map(|lane| lane.2.clone()).collect();
        let lanes: Vec<Lane> = lanes.into_iter().map(|lane| lane.1).collect();
        Self {
            work: lanes.iter().map(|_| Condvar::new()).collect(),
            names,
            counts,
            inner: Mutex::new(Inner {
                seq: 0,
                boot,
                clock: Clock::default(),
                lanes,
                line: Vec::new(),
                latest: Ring::default(),
            }),
            crowded: AtomicBool::new(false),
            room: Notify::new(),
            limits,
            panels,
        }
    }

    /// Takes a record, whose fields are the inside of a JSON object. With `watched`, tells when it is safe.
    pub(super) fn hand_over(&self, time: SystemTime, fields: &[u8], watched: bool) -> Handed {
        let mut guard = self.lock();
        let inner = &mut *guard;
        inner.seq += 1;
        let mut handed = Handed { seq: inner.seq, ..Handed::default() };
        let begun = inner.compose(time, fields);
        if self.panels.shown() {
            inner.latest.push(&inner.line);
        }
        for (index, lane) in inner.lanes.iter_mut().enumerate() {
            let inside = &inner.line[begun..inner.line.len() - 2];
            let note = Note { time, target: TARGET, message: "audit", fields: inside };
            if lane.takes_directly(note) {
                self.counts[index].written.inc();
                if watched {
                    handed.journal.clone_from(&lane.direct);
                }
                continue;
            }
            if !lane.has_room(inner.line.len(), &self.limits) {
                lane.drop_record(inner.seq);
                self.counts[index].dropped.inc();
                handed.dropped = true;
                continue;
            }
            lane.push(&inner.line, time);
            if watched {
                handed.safe.push(lane.waiter());
            }
            if lane.is_full(&self.limits) {
                self.crowded.store(true, Ordering::Relaxed);
            }
            if lane.wakes(&self.limits) {
                self.work[index].notify_one();
            }
        }
        handed
    }

    /// Whether a record would make some buffer overflow now.
    pub(super) fn is_crowded(&self) -> bool {
        self.crowded.load(Ordering::Relaxed)
    }

    /// Waits until no buffer is full.
    pub(super) async fn has_room(&self) {
        loop {
            let room = self.room.notified();
            let mut room = std::pin::pin!(room);
            room.as_mut().enable();
            if !self.is_crowded() {
                return;
            }
            room.await;
        }
    }

    /// Waits until everything that was handed over before is written, by every writer, and in a file synced, however long that takes.
    pub(super) async fn flush(&self) {
        for index in 0..self.work.len() {
            while let Some(written) = self.flushed(index) {
                if written.await == Ok(true) {
                    break;
                }
                // It fails while its writer fails, and is tried again.
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    fn flushed(&self, index: usize) -> Option<oneshot::Receiver<bool>> {
        let mut inner = self.lock();
        let lane = &mut inner.lanes[index];
        let waiter = (lane.writer != Writer::Ended).then(|| lane.waiter());
        drop(inner);
        self.work[index].notify_one();
        waiter
    }

    /// Records that wait for the writer of a lane, and why it fails, if it does.
    pub(super) fn state(&self, index: usize) -> (u64, Option<String>) {
        let inner = self.lock();
        let lane = &inner.lanes[index];
        (lane.unwritten(), lane.failing.clone())
    }

    /// The latest records, the oldest first.
    pub(super) fn latest(&self) -> Vec<Vec<u8>> {
        self.lock().latest.lines()
    }

    /// Lets the writers write what is left, and end.
    pub(super) fn close(&self) {
        for lane in &mut self.lock().lanes {
            lane.closed = true;
        }
        for work in &self.work {
            work.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing under this lock can leave it half done.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks again whether some lane is full.
    fn look_for_room(&self, inner: &Inner) {
        if self.is_crowded() && !inner.lanes.iter().any(|lane| lane.is_full(&self.limits)) {
            self.crowded.store(false, Ordering::Relaxed);
            self.room.notify_waiters();
        }
    }
}

impl Inner {
    /// Makes the line of a record. Returns where its fields begin: before is what a line of the log has of its own.
    fn compose(&mut self, time: SystemTime, fields: &[u8]) -> usize {
        let line = &mut self.line;
        line.clear();
        line.extend_from_slice(b"{\"time\":\"");
        self.clock.write(time, line);
        line.extend_from_slice(b"\",");
        let begun = line.len();
        line.extend_from_slice(b"\"id\":\"");
        id::write(&self.boot, self.seq, line);
        line.extend_from_slice(b"\",\"seq\":");
        line.extend_from_slice(itoa::Buffer::new().format(self.seq).as_bytes());
        line.push(b',');
        line.extend_from_slice(fields);
        line.extend_from_slice(b"}\n");
        begun
    }
}
