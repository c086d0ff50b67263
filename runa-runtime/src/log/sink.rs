//! The bounded buffer between those who log and the one thread that writes.
//!
//! Promises: who logs never waits for the output, whatever it does; memory is bounded; what is dropped is counted and said; under load
//! there is one wake-up for a batch, not one for a line.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::line::Encoded;
use crate::kernel::tail::Tail;

/// How long lines are gathered before they are written.
const GATHER: Duration = Duration::from_millis(50);
/// Least time from one write to the next for lines that are urgent: a storm of them does not become a storm of writes.
const GATHER_URGENT: Duration = Duration::from_millis(5);
/// So many bytes are written at once.
const BATCH: usize = 128 << 10;
/// Capacity that an idle buffer keeps.
const KEPT: usize = 2 * BATCH;
/// Bytes that a line may have on average before the buffer counts as full.
const LINE: usize = 1 << 10;

/// Where lines go. The last one that is dropped lets the writer write what is left, and end.
#[derive(Clone)]
pub(super) struct Sink {
    owner: Arc<Owner>,
    tail: Tail,
}

struct Owner(Arc<Shared>);

/// What loggers and the writer share.
pub(super) struct Shared {
    state: Mutex<State>,
    /// Wakes the writer.
    work: Condvar,
    /// Tells that the writer has ended.
    ended: Condvar,
    dropped: AtomicU64,
    lines: u32,
    bytes: usize,
}

#[derive(Default)]
struct State {
    buffer: Vec<u8>,
    lines: u32,
    /// Lines that were dropped since the last time it was said.
    unsaid: u64,
    /// Lines that the writer has taken and not written yet, and those of whose loss it is telling.
    writing: u64,
    writer: Writer,
    haste: Haste,
    /// Since the service stops, nothing is gathered any more.
    hurry: bool,
    flushes: Vec<oneshot::Sender<()>>,
    closed: bool,
}

/// What the writer does.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Writer {
    /// It waits for the first line.
    #[default]
    Idle,
    /// It waits for the time to write what comes.
    Gathering,
    /// It writes, and looks again by itself when it has.
    Writing,
    /// It has ended.
    Ended,
}

/// Whether the writer may still gather.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Haste {
    /// As long as it likes.
    #[default]
    None,
    /// There is a line that should not wait.
    Urgent,
    /// There is enough to write.
    Full,
}

/// What belongs to the lines that the writer has taken.
#[derive(Debug)]
pub(super) struct Batch {
    /// Lines that were dropped, to be said after them.
    pub(super) dropped: u64,
    flushes: Vec<oneshot::Sender<()>>,
}

impl Sink {
    /// A buffer for so many lines, and its writer's end.
    pub(super) fn new(lines: u32, tail: Tail) -> (Self, Arc<Shared>) {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            work: Condvar::new(),
            ended: Condvar::new(),
            dropped: AtomicU64::new(0),
            lines,
            bytes: (lines as usize).saturating_mul(LINE),
        });
        (Self { owner: Arc::new(Owner(Arc::clone(&shared))), tail }, shared)
    }

    /// Takes a line, or drops and counts it.
    pub(super) fn push(&self, line: &Encoded<'_>, urgent: bool) {
        if !self.offer(line, urgent) {
            let shared = &*self.owner.0;
            shared.lock().unsaid += 1;
            shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Takes a line if there is room. One that is longer than the whole buffer is taken when that is empty.
    pub(super) fn offer(&self, line: &Encoded<'_>, urgent: bool) -> bool {
        if self.tail.wants(line.level) {
            self.tail.push(line.time, line.level, line.target, line.json, line.bytes);
        }
        let line = line.bytes;
        let shared = &*self.owner.0;
        let mut state = shared.lock();
        if state.lines >= shared.lines
            || (state.buffer.len() + line.len() > shared.bytes && state.lines > 0)
            || state.writer == Writer::Ended
        {
            return false;
        }
        state.buffer.extend_from_slice(line);
        state.lines += 1;
        let haste = match urgent {
            _ if state.buffer.len() >= BATCH || state.lines >= shared.lines / 2 => Haste::Full,
            true => Haste::Urgent,
            false => Haste::None,
        };
        // A batch wakes the writer once for each reason, not once a line.
        let wake = match state.writer {
            Writer::Idle => true,
            Writer::Gathering => haste > state.haste,
            Writer::Writing | Writer::Ended => false,
        };
        state.haste = state.haste.max(haste);
        if wake {
            // So that the next line, which may come before the writer runs, does not wake it again: each time is a system call.
            state.writer = Writer::Gathering;
            drop(state);
            shared.work.notify_one();
        }
        true
    }

    /// How many lines were dropped since the start.
    pub(super) fn dropped(&self) -> u64 {
        self.owner.0.dropped.load(Ordering::Relaxed)
    }

    /// How many lines would be lost without a word if the process ended now. The output may have taken some of them.
    pub(super) fn unwritten(&self) -> u64 {
        let state = self.owner.0.lock();
        u64::from(state.lines) + state.unsaid + state.writing
    }

    /// Resolves when everything that was pushed before is written.
    pub(super) async fn flush(&self) {
        let (done, written) = oneshot::channel();
        {
            let mut state = self.owner.0.lock();
            if state.writer == Writer::Ended {
                return;
            }
            state.flushes.push(done);
        }
        self.owner.0.work.notify_one();
        // The writer ends only after the last flush.
        let _ = written.await;
    }

    /// From now on, each line is written at once.
    pub(super) fn hurry(&self) {
        self.owner.0.lock().hurry = true;
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.closed = true;
        self.0.work.notify_one();
        // What is left is written, unless the output is stuck. After a stop there is nothing left.
        let until = Instant::now() + Duration::from_secs(1);
        while state.writer != Writer::Ended && (state.lines > 0 || state.writer == Writer::Writing) {
            let Some(left) = until.checked_duration_since(Instant::now()) else { return };
            state = self.0.ended.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing under this lock can leave the state half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for lines and exchanges them for the empty `buffer`. `None` at the end.
    pub(super) fn take(&self, buffer: &mut Vec<u8>) -> Option<Batch> {
        buffer.clear();
        buffer.shrink_to(KEPT);
        let mut state = self.lock();
        let last = Instant::now();
        let mut begun = last;
        loop {
            let pending = state.lines > 0 || state.unsaid > 0;
            if state.closed && !pending {
                return None;
            }
            let at_once = state.closed || state.hurry || !state.flushes.is_empty();
            let wait = match state.haste {
                Haste::Full => Duration::ZERO,
                _ if at_once => Duration::ZERO,
                Haste::Urgent => GATHER_URGENT.saturating_sub(last.elapsed()),
                Haste::None => GATHER.saturating_sub(begun.elapsed()),
            };
            if !wait.is_zero() {
                state.writer = Writer::Gathering;
                state = self.work.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
            } else if pending || !state.flushes.is_empty() {
                break;
            } else {
                // A whole turn without a line: the next one wakes the writer.
                state.writer = Writer::Idle;
                state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                begun = Instant::now();
            }
        }
        std::mem::swap(&mut state.buffer, buffer);
        state.writing = u64::from(state.lines) + state.unsaid;
        state.lines = 0;
        state.haste = Haste::None;
        state.writer = Writer::Writing;
        Some(Batch { dropped: std::mem::take(&mut state.unsaid), flushes: std::mem::take(&mut state.flushes) })
    }

    /// Counts lines that the output did not take.
    pub(super) fn lost(&self, lines: u64) {
        self.dropped.fetch_add(lines, Ordering::Relaxed);
        self.lock().unsaid += lines;
    }

    /// Says that a batch is written.
    pub(super) fn written(&self, batch: Batch) {
        self.lock().writing = 0;
        for flush in batch.flushes {
            // Who waited may have given up.
            let _ = flush.send(());
        }
    }

    /// Says that the writer has ended.
    pub(super) fn end(&self) {
        let mut state = self.lock();
        state.writer = Writer::Ended;
        state.flushes.clear();
        drop(state);
        self.ended.notify_all();
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sink")
            .field("lines", &self.owner.0.lines)
            .field("dropped", &self.dropped())
            .finish_non_exhaustive()
    }
}
