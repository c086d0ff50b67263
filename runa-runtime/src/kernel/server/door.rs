//! The connections of one listener, and what they are told when it closes.

use std::sync::atomic::{AtomicU8, Ordering, fence};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::closed::Closed;
use super::crowd::Crowd;
use super::peer::Peer;
use super::pulse::{Pulse, State};
use super::shortage::Turned;
use crate::kernel::event::What;
use crate::kernel::given_up::{GivenUp, Lost, Waited};

/// How far a listener has closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// It takes connections and keeps them.
    Open,
    /// It takes connections, and asks clients to go elsewhere.
    Leaving,
    /// It takes no more; each connection ends with the request it has.
    Closed,
    /// Connections are dropped.
    Aborted,
}

/// How long connections that are given up have to be dropped, and how often is looked whether they are.
const DROPPED: Duration = Duration::from_millis(250);
const LOOK: Duration = Duration::from_millis(1);

const LEVELS: [Level; 4] = [Level::Open, Level::Leaving, Level::Closed, Level::Aborted];

/// Shared by the accept loop, the connections, and whoever closes them.
#[derive(Debug)]
pub(super) struct Door {
    level: AtomicU8,
    closed: CancellationToken,
    aborted: CancellationToken,
    room: Arc<Semaphore>,
    inside: Crowd,
    left: Notify,
    pub(super) given_up: Arc<GivenUp>,
    /// Who hears of connections.
    told: Closed,
    /// Whom the accept loop could not take, if it came to that.
    pub(super) turned: OnceLock<Turned>,
}

/// What is still inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Still {
    /// Connections.
    pub(crate) connections: usize,
    /// Those with a request whose response has not ended.
    pub(crate) busy: usize,
    /// Those that speak another protocol now. Neither we nor hyper can ask them to end: their handlers do, when they see the process end.
    pub(crate) upgraded: usize,
}

/// Those that are served, for whoever looks from another thread while this one may be blocked.
#[derive(Debug)]
pub(crate) struct Guests(pub(super) Arc<Door>);

impl Guests {
    /// The requests that wait for a response.
    pub(crate) fn waiting(&self) -> Vec<String> {
        let mut waiting = Vec::new();
        self.0.inside.each(|_, pulse| {
            if pulse.state() == State::Busy && !pulse.is_upgraded() {
                waiting.push(pulse.whom());
            }
        });
        waiting
    }

    /// Shows those whose handler runs just now: which connection, what changes with each poll, and who it is.
    pub(crate) fn polled(&self, mut see: impl FnMut(u64, u32, &dyn Fn() -> String)) {
        self.0.inside.each(|id, pulse| {
            if let Some(mark) = pulse.mark() {
                see(id, mark, &|| pulse.whom());
            }
        });
    }
}

impl Door {
    pub(super) fn new(max_connections: u32, given_up: Arc<GivenUp>, told: Closed) -> Arc<Self> {
        let room = usize::try_from(max_connections).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        Arc::new(Self {
            level: AtomicU8::new(0),
            closed: CancellationToken::new(),
            aborted: CancellationToken::new(),
            room: Arc::new(Semaphore::new(room)),
            inside: Crowd::new(),
            left: Notify::new(),
            given_up,
            told,
            turned: OnceLock::new(),
        })
    }

    pub(super) fn level(&self) -> Level {
        LEVELS[usize::from(self.level.load(Ordering::SeqCst)).min(LEVELS.len() - 1)]
    }

    /// Moves on and wakes every connection, so that none sleeps through it.
    ///
    /// Here the level is written and then the waker of each connection read; there, at its first poll, the waker is written and then the
    /// level read. Both have a fence in between ([`Pulse::watch`]), and one of two such fences is the first for everybody: if it is ours,
    /// the connection reads this level, and if it is the connection's, we read its waker. Without them both could read what was before. One
    /// that comes in behind us has taken its place after we had the lock of that, and so reads this level, too.
    pub(super) fn move_to(&self, level: Level) {
        self.level.fetch_max(level as u8, Ordering::SeqCst);
        if level >= Level::Closed {
            self.closed.cancel();
        }
        if level >= Level::Aborted {
            self.aborted.cancel();
        }
        fence(Ordering::SeqCst);
        self.inside.each(|_, pulse| pulse.wake());
    }

    /// Waits until no more connections are to be taken.
    pub(super) async fn closed(&self) {
        self.closed.cancelled().await;
    }

    /// Waits until connections are dropped.
    pub(super) async fn aborted(&self) {
        self.aborted.cancelled().await;
    }

    /// Room for one more connection, at once.
    pub(super) fn try_room(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.room).try_acquire_owned().ok()
    }

    /// Waits for room for one more connection.
    pub(super) async fn room(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.room).acquire_owned().await.ok()
    }

    /// Lets a connection in. Those of the backlog of a closing listener come without room: they would only be refused.
    pub(super) fn enter(self: &Arc<Self>, room: Option<OwnedSemaphorePermit>, peer: Peer) -> (Arc<Pulse>, Place) {
        let pulse = Arc::new(Pulse::of(peer));
        let id = self.inside.enter(Arc::clone(&pulse));
        self.told.tell(|| What::ConnectionBegins { peer: peer.address() });
        (pulse, Place { id, door: Arc::clone(self), _room: room })
    }

    /// Waits until nobody is inside.
    pub(super) async fn empty(&self) {
        loop {
            let left = self.left.notified();
            if self.inside.is_empty() {
                return;
            }
            left.await;
        }
    }

    pub(super) fn still(&self) -> Still {
        let mut still = Still::default();
        self.inside.each(|_, pulse| {
            still.connections += 1;
            if pulse.is_upgraded() {
                still.upgraded += 1;
            } else if pulse.state() == State::Busy {
                still.busy += 1;
            }
        });
        still
    }

    #[cfg(test)]
    pub(super) fn heads(&self) -> usize {
        let mut heads = 0;
        self.inside.each(|_, pulse| heads += usize::from(pulse.state() == State::Head));
        heads
    }

    /// Drops every connection that can be dropped, and says who that was.
    pub(super) async fn give_up(&self) -> Lost {
        let still = self.still();
        let mut left = Vec::new();
        self.inside.each(|id, pulse| {
            if !pulse.is_upgraded() {
                left.push((id, Arc::clone(pulse)));
            }
        });
        self.given_up.begin();
        self.move_to(Level::Aborted);
        // The requests of HTTP/2 are tasks of their own, and one that blocks its thread is not dropped at all.
        let until = Instant::now() + DROPPED;
        loop {
            left.retain(|(id, pulse)| pulse.state() == State::Busy || self.inside.holds(*id));
            if left.is_empty() || Instant::now() >= until {
                return self.given_up.lost(still, left.iter().map(|(_, pulse)| pulse.whom()).collect());
            }
            sleep(LOOK).await;
        }
    }

    /// The owners of connections that were upgraded.
    pub(super) fn owners(&self) -> Vec<Waited> {
        let mut owners = Vec::new();
        self.inside.each(|_, pulse| owners.extend(pulse.owner()));
        owners
    }
}

/// The place of one connection. Dropping it makes room for the next.
#[derive(Debug)]
pub(super) struct Place {
    id: u64,
    door: Arc<Door>,
    _room: Option<OwnedSemaphorePermit>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let last = self.door.inside.leave(self.id, |pulse| {
            self.door.told.tell(|| What::ConnectionEnds { peer: pulse.and_then(|pulse| pulse.peer()?.address()) });
        });
        if last {
            self.door.left.notify_waiters();
        }
    }
}
