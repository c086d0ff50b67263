//! Why every request is recorded exactly once.

use std::sync::Arc;
use std::time::Instant;

use super::{Exchange, Hold, Outcome, Recorder, Watch, Whom};
use crate::kernel::given_up::Waited;

/// The right, and the duty, to record one request.
///
/// It moves from the handler's future into the response's body, and its drop is the only place that calls the recorders. So a request
/// cannot be recorded twice, and cannot be forgotten, wherever future or body are dropped.
#[derive(Debug)]
pub(crate) struct Ticket {
    pub(super) exchange: Exchange,
    recorders: Arc<[Arc<dyn Recorder>]>,
    watch: Option<Arc<dyn Watch>>,
}

impl Ticket {
    #[inline]
    pub(super) fn new(exchange: Exchange, recorders: Arc<[Arc<dyn Recorder>]>, watch: Option<Arc<dyn Watch>>) -> Self {
        for recorder in recorders.iter() {
            recorder.begin(&exchange);
        }
        Self { exchange, recorders, watch }
    }

    /// Says that there is a head, and what it waits for.
    pub(super) fn head(&self, outcome: Outcome) -> Option<Hold> {
        self.watch.as_ref()?.head(&self.exchange, outcome)
    }

    /// The request, which is given up while it is `doing`.
    pub(super) fn give_up(&mut self, doing: &'static str) -> Waited {
        self.exchange.outcome = Outcome::GivenUp;
        Waited::Request(Whom::recorded(&self.exchange), doing, self.exchange.started.elapsed())
    }

    /// Ends it with `outcome`, now.
    pub(super) fn end(mut self, outcome: Outcome) {
        self.exchange.outcome = outcome;
    }
}

/// Room for a ticket in the future of a request.
pub(crate) trait Room {
    /// Whether there is any.
    const ANY: bool;

    fn new(ticket: Option<Ticket>) -> Self;

    fn get(&mut self) -> Option<&mut Ticket>;

    fn take(&mut self) -> Option<Ticket>;
}

impl Room for Option<Ticket> {
    const ANY: bool = true;

    fn new(ticket: Self) -> Self {
        ticket
    }

    fn get(&mut self) -> Option<&mut Ticket> {
        self.as_mut()
    }

    fn take(&mut self) -> Self {
        self.take()
    }
}

/// Where nobody keeps records. A ticket is most of a future that has room for one.
#[derive(Debug)]
pub(crate) struct NoTicket;

impl Room for NoTicket {
    const ANY: bool = false;

    fn new(_: Option<Ticket>) -> Self {
        Self
    }

    fn get(&mut self) -> Option<&mut Ticket> {
        None
    }

    fn take(&mut self) -> Option<Ticket> {
        None
    }
}

/// What is known of a request of which nobody keeps a record.
#[derive(Debug)]
pub(super) struct Spare {
    pub(super) whom: Whom,
    pub(super) started: Instant,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let exchange = &mut self.exchange;
        exchange.duration = exchange.started.elapsed();
        if exchange.outcome == Outcome::ClientGone && std::thread::panicking() {
            // A body that panics takes its connection's task down, and itself with it.
            exchange.outcome = Outcome::Panicked;
        }
        for recorder in self.recorders.iter() {
            recorder.end(exchange);
        }
        if let Some(watch) = self.watch.take() {
            watch.end(exchange);
        }
    }
}
