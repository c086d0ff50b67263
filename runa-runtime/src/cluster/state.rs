//! What the provider knows: shared by its two loops, its handle, and what shows it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::driver::{Driver, Mark};
use super::instance::{Instance, moment};
use super::members::Members;
use super::own::{self, Own};
use super::view::View;
use crate::kernel::metrics::{Counter, Histogram};
use crate::kernel::{Parts, Phase};

/// How long after somebody has looked at the list times are read with each heartbeat, however large it is.
const INTEREST: Duration = Duration::from_mins(1);

/// Up to how many instances times are read with each heartbeat although nobody looks.
const SMALL: usize = 1_000;

pub(super) struct State {
    pub(super) parts: Parts,
    pub(super) driver: Box<dyn Driver>,
    pub(super) own: Own,
    pub(super) measured: Measured,
    /// Asks for a heartbeat now.
    pub(super) hurry: Notify,
    /// Asks for the whole list.
    pub(super) anew: Notify,
    known: Mutex<Known>,
    snapshots: watch::Sender<Snapshot>,
    began: Instant,
    /// When somebody last looked, in milliseconds since `began`, plus one; 0 for never.
    looked: AtomicU64,
}

/// What heartbeats are measured by.
pub(super) struct Measured {
    pub(super) took: Histogram,
    pub(super) failed: Counter,
    pub(super) joined: Counter,
}

/// What is known of the store.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) members: Members,
    /// The members as a list, made once for all who look.
    list: Arc<[Arc<Instance>]>,
    /// 0 until it has joined.
    pub(super) incarnation: u64,
    /// Why this instance cannot show that it lives.
    pub(super) trouble: Option<String>,
    /// When the store last answered, and what it said of itself.
    heard: Option<(Instant, Mark)>,
    /// Whether the list comes from the store.
    listed: bool,
}

/// The list at one moment.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) instances: Arc<[Arc<Instance>]>,
}

impl State {
    pub(super) fn new(parts: Parts, driver: Box<dyn Driver>, own: Own, measured: Measured) -> Self {
        Self {
            parts,
            driver,
            own,
            measured,
            hurry: Notify::new(),
            anew: Notify::new(),
            known: Mutex::default(),
            snapshots: watch::Sender::new(Snapshot { instances: Arc::new([]) }),
            began: Instant::now(),
            looked: AtomicU64::new(0),
        }
    }

    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        // Whatever a panic interrupted is put right by the next list.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is known, and tells everybody.
    pub(super) fn learn(&self, learn: impl FnOnce(&mut Members)) {
        let mut known = self.known();
        known.listed = true;
        learn(&mut known.members);
        known.list = known.members.all();
        // Under the lock, so that an older list never follows a newer one.
        self.snapshots.send_replace(Snapshot { instances: Arc::clone(&known.list) });
    }

    /// Takes over until when each instance counts as alive. That is no event, so nobody is woken.
    pub(super) fn learn_times(&self, times: Vec<(String, u64)>) {
        let mut known = self.known();
        known.members.refresh(times);
        known.list = known.members.all();
    }

    /// The store has answered.
    pub(super) fn heard(&self, mark: Mark) {
        let now = Instant::now();
        let mut known = self.known();
        self.after_silence(&mut known, now);
        known.heard = Some((now, mark));
    }

    /// The store has answered, and said nothing of itself.
    pub(super) fn still_there(&self) {
        let mut known = self.known();
        self.after_silence(&mut known, Instant::now());
        if let Some((when, mark)) = &mut known.heard {
            let passed = u64::try_from(when.elapsed().as_millis()).unwrap_or_default();
            mark.now += passed;
            *when += Duration::from_millis(passed);
        }
    }

    fn after_silence(&self, known: &mut Known, now: Instant) {
        if known.heard.as_ref().is_some_and(|(when, _)| now - *when > self.own.interval * 2) {
            known.members.renew(now);
        }
    }

    /// What the store last said of itself.
    pub(super) fn mark(&self) -> Option<Mark> {
        self.known().heard.as_ref().map(|(_, mark)| mark.clone())
    }

    pub(super) fn me(&self) -> Instance {
        let known = self.known();
        let mut own = self.own.instance(&self.parts);
        if let Some(seen) = known.members.get(&own.id).filter(|seen| seen.incarnation == known.incarnation) {
            own.started = seen.started;
            own.last_heartbeat = seen.last_heartbeat;
        }
        own.incarnation = known.incarnation;
        own
    }

    /// The list, for somebody who needs it.
    pub(super) fn view(&self) -> View {
        let passed = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.looked.store(passed.saturating_add(1), Ordering::Relaxed);
        self.glance()
    }

    /// The list, for who shows or counts it.
    pub(super) fn glance(&self) -> View {
        let known = self.known();
        let (age, now) = match &known.heard {
            Some((when, mark)) => {
                let age = when.elapsed();
                (age, moment(mark.now) + age)
            }
            None => (self.began.elapsed(), std::time::SystemTime::now()),
        };
        let instances = Arc::clone(&known.list);
        if !known.listed && self.serves() {
            // Nobody has told yet who else there is.
            drop(known);
            return View { instances: Arc::new([Arc::new(self.me())]), stale: true, age, now };
        }
        let doubtful = known.members.next_end().is_some() || known.heard.as_ref().is_some_and(|(_, mark)| mark.grace);
        let stale = !known.listed || doubtful || age > self.patience() || self.driver.away().is_some();
        View { instances, stale, age, now }
    }

    /// How old the list may be.
    fn patience(&self) -> Duration {
        // Two heartbeats, and what one may take.
        self.own.interval * 2 + Duration::from_secs(2)
    }

    /// Whether it serves, or has served: only then it is one of the instances.
    pub(super) fn serves(&self) -> bool {
        self.parts.bound.get().is_some() && self.parts.life.phase() >= Phase::Running
    }

    /// Whether times are worth reading now. In a large cluster in which nobody looks they would be most of what goes over the network.
    pub(super) fn times_matter(&self, count: usize) -> bool {
        let looked = self.looked.load(Ordering::Relaxed);
        let since = self.began.elapsed().saturating_sub(Duration::from_millis(looked.saturating_sub(1)));
        count <= SMALL || (looked > 0 && since < INTEREST)
    }

    pub(super) fn snapshots(&self) -> watch::Receiver<Snapshot> {
        self.snapshots.subscribe()
    }

    /// What others are to be told of this instance, as JSON.
    pub(super) fn body(&self) -> String {
        // Texts and numbers can always be written.
        serde_json::to_string(&self.own.body(&self.parts)).unwrap_or_default()
    }

    pub(super) fn status(&self) -> super::Status {
        own::status(&self.parts)
    }
}
