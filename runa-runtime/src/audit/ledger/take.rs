//! The writer's side of a lane.

use std::sync::PoisonError;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::oneshot;

use super::lane::{Haste, Writer};
use super::{Inner, Ledger};

/// Capacity that an idle buffer keeps.
const KEPT: usize = 256 << 10;

/// Records that a writer has taken.
#[derive(Debug, Default)]
pub(in crate::audit) struct Batch {
    lines: Vec<u8>,
    times: Vec<SystemTime>,
    /// How far it is written: bytes, records.
    done: (usize, usize),
    records: u32,
    waiters: Vec<oneshot::Sender<bool>>,
}

impl Batch {
    /// What is not written yet: whole lines.
    pub(in crate::audit) fn rest(&self) -> &[u8] {
        &self.lines[self.done.0..]
    }

    /// The first line that is not written, with its end, and when it happened, if the lane keeps that.
    pub(in crate::audit) fn first(&self) -> Option<(&[u8], Option<SystemTime>)> {
        let line = self.rest().split_inclusive(|byte| *byte == b'\n').next()?;
        Some((line, self.times.get(self.done.1).copied()))
    }

    /// Whether nothing is left to write.
    pub(in crate::audit) fn is_written(&self) -> bool {
        self.rest().is_empty()
    }

    /// The first lines that are not written, of at most so many bytes, but one at least; and how many they are.
    pub(in crate::audit) fn part(&self, most: usize) -> (&[u8], usize) {
        let rest = self.rest();
        let (mut length, mut count) = (0, 0);
        for line in rest.split_inclusive(|byte| *byte == b'\n') {
            if length > 0 && length + line.len() > most {
                break;
            }
            length += line.len();
            count += 1;
        }
        (&rest[..length], count)
    }

    /// Says that so many bytes of whole lines are written.
    pub(in crate::audit) fn wrote(&mut self, bytes: usize, lines: usize) {
        self.done.0 += bytes;
        self.done.1 += lines;
    }

    /// Whether it is there only because time has passed.
    pub(in crate::audit) const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether somebody waits until it is safe.
    pub(in crate::audit) const fn is_awaited(&self) -> bool {
        !self.waiters.is_empty()
    }

    /// Tells who waits.
    pub(in crate::audit) fn tell(&mut self, safe: bool) {
        for waiter in self.waiters.drain(..) {
            // Who waited may have given up.
            let _ = waiter.send(safe);
        }
    }
}

impl Ledger {
    /// Waits for records and takes them, or, once `until` has passed, comes back with none. `false` at the end.
    pub(in crate::audit) fn take(&self, index: usize, batch: &mut Batch, until: Option<Instant>, base: &[u8]) -> bool {
        batch.lines.clear();
        batch.lines.shrink_to(KEPT);
        batch.times.clear();
        batch.done = (0, 0);
        batch.records = 0;
        let mut inner = self.lock();
        let mut begun = Instant::now();
        loop {
            let lane = &mut inner.lanes[index];
            let pending = lane.records > 0 || lane.gap.is_some();
            if lane.closed && !pending {
                return false;
            }
            let pending = pending || !lane.waiters.is_empty();
            let at_once = lane.closed || lane.haste == Haste::Full || !lane.waiters.is_empty();
            let gather = if at_once { Duration::ZERO } else { self.limits.gather.saturating_sub(begun.elapsed()) };
            if pending && gather.is_zero() {
                break;
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                lane.writer = Writer::Writing;
                return true;
            }
            // After a whole turn without a record, the next one wakes the writer; until then it is looked for.
            let idle = gather.is_zero();
            lane.writer = if idle { Writer::Idle } else { Writer::Gathering };
            let wait = [(!idle).then_some(gather), left].into_iter().flatten().min();
            let work = &self.work[index];
            inner = match wait {
                Some(wait) => work.wait_timeout(inner, wait).unwrap_or_else(PoisonError::into_inner).0,
                None => work.wait(inner).unwrap_or_else(PoisonError::into_inner),
            };
            if idle {
                begun = Instant::now();
            }
        }
        let Inner { lanes, boot, clock, .. } = &mut *inner;
        let lane = &mut lanes[index];
        std::mem::swap(&mut lane.buffer, &mut batch.lines);
        std::mem::swap(&mut lane.times, &mut batch.times);
        batch.records = std::mem::take(&mut lane.records);
        batch.waiters = std::mem::take(&mut lane.waiters);
        if let Some(gap) = lane.gap.take() {
            gap.write(boot, base, clock, &mut batch.lines);
            batch.times.push(gap.at());
            batch.records += 1;
        }
        lane.writing = (batch.records, batch.lines.len());
        lane.haste = Haste::None;
        lane.writer = Writer::Writing;
        true
    }

    /// Says that a batch is written.
    pub(in crate::audit) fn written(&self, index: usize, batch: &mut Batch) {
        let mut inner = self.lock();
        let lane = &mut inner.lanes[index];
        lane.writing = (0, 0);
        lane.failing = None;
        self.look_for_room(&inner);
        drop(inner);
        self.counts[index].written.add(u64::from(batch.records));
        batch.tell(true);
    }

    /// Says that a batch could not be written now. It is tried again, but nobody waits for that.
    pub(in crate::audit) fn failed(&self, index: usize, batch: &mut Batch, reason: String) {
        let mut inner = self.lock();
        let lane = &mut inner.lanes[index];
        lane.failing = Some(reason);
        batch.waiters.append(&mut lane.waiters);
        drop(inner);
        self.counts[index].failures.inc();
        batch.tell(false);
    }

    /// Lets time pass before the next try: less when somebody waits. `false` when there is no use in one.
    pub(in crate::audit) fn pause(&self, index: usize, time: Duration) -> bool {
        let begun = Instant::now();
        let mut inner = self.lock();
        loop {
            let lane = &mut inner.lanes[index];
            if lane.closed {
                return false;
            }
            // Who waits for a record to be safe learns by the next try that it is not.
            let time = if lane.waiters.is_empty() { time } else { time.min(Duration::from_millis(100)) };
            let Some(left) = time.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) else { return true };
            inner = self.work[index].wait_timeout(inner, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Says that a writer has ended.
    pub(in crate::audit) fn ended(&self, index: usize) {
        let mut inner = self.lock();
        let lane = &mut inner.lanes[index];
        lane.writer = Writer::Ended;
        lane.waiters.clear();
    }
}
