//! The driver that keeps a queue in this process: gone with it, seen by no other.
//!
//! Invariant: every lock is held for a few operations on maps, and never while something is waited for.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::dead::DeadLetter;
use super::driver::{Counts, Delivery, Doing, Driver, End, Fault, How, Settled, Taken, Ticket};
use super::error::PushError;
use super::job::{JobId, millis, time};

/// For how many waiting jobs room is kept.
const ROOM: usize = 1024;

/// One queue in memory.
pub(super) struct Memory {
    name: Box<str>,
    capacity: u32,
    lease: Duration,
    attempts: u32,
    state: Mutex<State>,
    news: Notify,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Kept>,
    /// By the time at which they are due.
    later: BTreeMap<(Instant, u64), Kept>,
    out: HashMap<u64, Out>,
    /// The oldest first. There are at most `capacity`: what comes beyond pushes out the oldest.
    dead: VecDeque<(Kept, String, SystemTime)>,
    /// Numbers everything that needs one.
    next: u64,
}

/// A job. A million of them wait in memory, so it is small.
struct Kept {
    id: JobId,
    payload: Box<[u8]>,
    pushed: u64,
    /// Since when it waits.
    since: Instant,
    /// How often it was handed out.
    attempts: u32,
}

/// A job that is handed out.
struct Out {
    kept: Kept,
    turn: u64,
    until: Instant,
}

impl Memory {
    pub(super) fn new(name: &str, capacity: u32, lease: Duration, attempts: u32) -> Self {
        Self { name: name.into(), capacity, lease, attempts, state: Mutex::default(), news: Notify::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing between two changes of one operation can panic, allocation aside.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, id: JobId, payload: Vec<u8>, delay: Duration) -> Result<(), PushError> {
        let now = Instant::now();
        let kept = Kept {
            id,
            payload: payload.into_boxed_slice(),
            pushed: millis(SystemTime::now()),
            since: now,
            attempts: 0,
        };
        let mut state = self.lock();
        if state.waiting.len() + state.later.len() >= self.capacity as usize {
            return Err(PushError::Full { queue: self.name.to_string(), capacity: self.capacity });
        }
        state.wait(kept, now, delay);
        drop(state);
        self.news.notify_one();
        Ok(())
    }

    fn hand_out(&self, most: usize, sweep: bool) -> Taken {
        let now = Instant::now();
        let mut state = self.lock();
        let mut taken = Taken::default();
        state.promote(now);
        if sweep {
            self.reclaim(&mut state, most, now, &mut taken);
        }
        while taken.jobs.len() < most {
            let Some(kept) = state.waiting.pop_front() else {
                // Room for a backlog that is worked off is given back.
                state.waiting.shrink_to(ROOM);
                break;
            };
            let number = state.number();
            taken.jobs.push(state.give(kept, number, now + self.lease));
        }
        taken.due = state.later.first_key_value().map(|((due, _), _)| due.saturating_duration_since(now));
        taken.out = state.out.len();
        taken
    }

    /// Takes what nobody has renewed.
    fn reclaim(&self, state: &mut State, most: usize, now: Instant, taken: &mut Taken) {
        let over: Vec<u64> =
            state.out.iter().filter(|(_, out)| out.until <= now).map(|(number, _)| *number).take(most).collect();
        for number in over {
            let Some(out) = state.out.remove(&number) else { continue };
            if out.kept.attempts >= self.attempts {
                taken.buried.push((out.kept.id, out.kept.attempts));
                let reason = lost(out.kept.attempts);
                self.bury(state, out.kept, reason);
            } else {
                taken.jobs.push(state.give(out.kept, number, now + self.lease));
            }
        }
    }

    fn bury(&self, state: &mut State, kept: Kept, reason: String) {
        if state.dead.len() >= self.capacity as usize {
            state.dead.pop_front();
            tracing::warn!(target: "runa", queue = &*self.name,
                "queue `{}` holds as many dead letters as its `capacity`: the oldest is forgotten", self.name);
        }
        state.dead.push_back((kept, reason, SystemTime::now()));
    }

    fn end(&self, end: &End) -> Settled {
        let now = Instant::now();
        let mut state = self.lock();
        match state.out.get(&end.ticket.entry.0) {
            None => return Settled::Gone,
            Some(out) if out.turn != end.ticket.turn => return Settled::Lost,
            Some(_) => {}
        }
        let Some(Out { mut kept, .. }) = state.out.remove(&end.ticket.entry.0) else { return Settled::Gone };
        match &end.how {
            How::Done => return Settled::Yes,
            How::Again { after } => state.wait(kept, now, *after),
            How::Dead { reason } => {
                self.bury(&mut state, kept, reason.clone());
                return Settled::Yes;
            }
            How::Back { counted } => {
                kept.attempts = kept.attempts.saturating_sub(u32::from(!counted));
                state.wait(kept, now, Duration::ZERO);
            }
        }
        drop(state);
        self.news.notify_one();
        Settled::Yes
    }

    fn look(&self) -> Counts {
        let now = Instant::now();
        let mut state = self.lock();
        state.promote(now);
        let oldest = state.waiting.front().map(|kept| now.saturating_duration_since(kept.since));
        Counts {
            waiting: state.waiting.len() as u64,
            delayed: state.later.len() as u64,
            running: state.out.len() as u64,
            dead: state.dead.len() as u64,
            oldest,
        }
    }

    fn letters(&self, most: usize, cut: usize) -> Vec<DeadLetter> {
        let state = self.lock();
        let letter = |(kept, reason, since): &(Kept, String, SystemTime)| DeadLetter {
            id: kept.id,
            attempts: kept.attempts,
            reason: reason.clone(),
            since: *since,
            pushed_at: time(kept.pushed),
            payload: String::from_utf8_lossy(&kept.payload[..kept.payload.len().min(cut)]).into_owned(),
        };
        state.dead.iter().rev().take(most).map(letter).collect()
    }
}

impl State {
    fn exhume(&mut self, id: JobId) -> Option<Kept> {
        let place = self.dead.iter().position(|(kept, ..)| kept.id == id)?;
        self.dead.remove(place).map(|(kept, ..)| kept)
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn wait(&mut self, mut kept: Kept, now: Instant, delay: Duration) {
        match now.checked_add(delay) {
            Some(_) if delay.is_zero() => {
                kept.since = now;
                self.waiting.push_back(kept);
            }
            // A time that no clock reaches is as good as the longest that one does.
            due => {
                let due = due.unwrap_or_else(|| now + Duration::from_secs(u32::MAX.into()));
                let number = self.number();
                self.later.insert((due, number), kept);
            }
        }
    }

    /// Lets what is due wait in line.
    fn promote(&mut self, now: Instant) {
        while let Some(entry) = self.later.first_entry().filter(|entry| entry.key().0 <= now) {
            let due = entry.key().0;
            let mut kept = entry.remove();
            kept.since = due;
            self.waiting.push_back(kept);
        }
    }

    fn give(&mut self, mut kept: Kept, number: u64, until: Instant) -> Delivery {
        kept.attempts += 1;
        let turn = self.number();
        let delivery = Delivery {
            ticket: Ticket { entry: (number, 0), turn },
            id: kept.id,
            attempt: kept.attempts,
            pushed: kept.pushed,
            payload: kept.payload.to_vec(),
        };
        self.out.insert(number, Out { kept, turn, until });
        delivery
    }
}

/// Why a job is dead that never ended.
pub(super) fn lost(attempts: u32) -> String {
    format!("handed out {attempts} times, and no worker ever said how it ended: they crashed, or hung past its lease")
}

impl Driver for Memory {
    fn push(&self, id: JobId, payload: Vec<u8>, delay: Duration) -> Doing<'_, Result<(), PushError>> {
        Box::pin(ready(self.keep(id, payload, delay)))
    }

    fn take(&self, most: usize, sweep: bool) -> Doing<'_, Result<Taken, Fault>> {
        Box::pin(ready(Ok(self.hand_out(most, sweep))))
    }

    fn wait(&self) -> Doing<'_, ()> {
        Box::pin(self.news.notified())
    }

    fn renew<'a>(&'a self, tickets: &'a [Ticket]) -> Doing<'a, Result<Vec<Ticket>, Fault>> {
        let until = Instant::now() + self.lease;
        let mut state = self.lock();
        let mut gone = Vec::new();
        for ticket in tickets {
            match state.out.get_mut(&ticket.entry.0) {
                Some(out) if out.turn == ticket.turn => out.until = until,
                _ => gone.push(*ticket),
            }
        }
        drop(state);
        Box::pin(ready(Ok(gone)))
    }

    fn settle<'a>(&'a self, ends: &'a [End]) -> Doing<'a, Result<Vec<Settled>, Fault>> {
        Box::pin(ready(Ok(ends.iter().map(|end| self.end(end)).collect())))
    }

    fn count(&self) -> Doing<'_, Result<Counts, Fault>> {
        Box::pin(ready(Ok(self.look())))
    }

    fn count_now(&self) -> Option<Counts> {
        Some(self.look())
    }

    fn dead(&self, most: usize, cut: usize) -> Doing<'_, Result<Vec<DeadLetter>, Fault>> {
        Box::pin(ready(Ok(self.letters(most, cut))))
    }

    fn dead_now(&self, most: usize, cut: usize) -> Option<Vec<DeadLetter>> {
        Some(self.letters(most, cut))
    }

    fn revive(&self, id: JobId) -> Doing<'_, Result<bool, Fault>> {
        let mut state = self.lock();
        let found = state.exhume(id);
        let there = found.is_some();
        if let Some(mut kept) = found {
            kept.attempts = 0;
            state.wait(kept, Instant::now(), Duration::ZERO);
        }
        drop(state);
        self.news.notify_one();
        Box::pin(ready(Ok(there)))
    }

    fn delete(&self, id: JobId) -> Doing<'_, Result<bool, Fault>> {
        Box::pin(ready(Ok(self.lock().exhume(id).is_some())))
    }

    fn leave(&self) -> Doing<'_, u64> {
        let counts = self.look();
        Box::pin(ready(counts.waiting + counts.delayed + counts.running))
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("counts", &self.look()).finish_non_exhaustive()
    }
}
