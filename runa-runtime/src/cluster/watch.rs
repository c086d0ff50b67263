//! What happens in the cluster, one event after another.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::watch::Receiver;

use super::instance::Instance;
use super::state::Snapshot;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// An instance has come, or has come back after it was counted as gone.
    Joined(Arc<Instance>),
    /// Something of an instance has changed, such as its status.
    Changed {
        /// How it was.
        before: Arc<Instance>,
        /// How it is.
        now: Arc<Instance>,
    },
    /// An instance has gone: it has ended, or was silent for longer than its `ttl`.
    Left(Arc<Instance>),
}

/// Events of the cluster. One who reads slowly misses no instance, only what came and went in between.
#[derive(Debug)]
pub struct Watch {
    snapshots: Receiver<Snapshot>,
    known: Arc<[Arc<Instance>]>,
    pending: VecDeque<Event>,
}

impl Watch {
    pub(super) fn new(mut snapshots: Receiver<Snapshot>) -> Self {
        snapshots.mark_changed();
        Self { snapshots, known: Arc::new([]), pending: VecDeque::new() }
    }

    /// Waits for the next event; `None` when the process has ended. May be dropped while it waits: nothing is lost.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.pending.pop_front() {
                return Some(event);
            }
            self.snapshots.changed().await.ok()?;
            let now = Arc::clone(&self.snapshots.borrow_and_update().instances);
            compare(&self.known, &now, &mut self.pending);
            self.known = now;
        }
    }
}

/// What lies between two lists, both in the order of ids.
fn compare(before: &[Arc<Instance>], now: &[Arc<Instance>], events: &mut VecDeque<Event>) {
    let (mut before, mut now) = (before.iter().peekable(), now.iter().peekable());
    loop {
        let order = match (before.peek(), now.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(before), Some(now)) => before.id.cmp(&now.id),
        };
        let old = if order.is_le() { before.next() } else { None };
        let new = if order.is_ge() { now.next() } else { None };
        match (old, new) {
            (Some(old), Some(new)) if old.incarnation == new.incarnation || old.incarnation == 0 => {
                if !Arc::ptr_eq(old, new) && new.differs_from(old) {
                    events.push_back(Event::Changed { before: Arc::clone(old), now: Arc::clone(new) });
                }
            }
            (old, new) => {
                events.extend(old.cloned().map(Event::Left));
                events.extend(new.cloned().map(Event::Joined));
            }
        }
    }
}
