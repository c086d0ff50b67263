//! Why every request is recorded exactly once.

use std::sync::Arc;

use super::{Exchange, Hold, Outcome, Recorder, Watch, Whom};
use crate::kernel::given_up::Waited;

/// The right, and the duty, to record one request.
///
/// It moves from the handler's future into the response's body, and its end, at the latest when it is dropped, is the only place that calls
/// the recorders. So a request cannot be recorded twice, and cannot be forgotten, wherever future or body are dropped.
#[derive(Debug)]
pub(crate) struct Ticket {
    pub(super) exchange: Exchange,
    recorders: Arc<[Arc<dyn Recorder>]>,
    watch: Option<Arc<dyn Watch>>,
    /// Whether it has begun and not ended.
    open: bool,
}

impl Ticket {
    /// One that nobody has heard of yet.
    #[inline]
    pub(super) fn new(exchange: Exchange, recorders: Arc<[Arc<dyn Recorder>]>) -> Self {
        Self { exchange, recorders, watch: None, open: false }
    }

    /// Tells the recorders of it, and later `watch`, too. From now on its end is recorded.
    pub(super) fn begin(&mut self, watch: Option<Arc<dyn Watch>>) {
        self.watch = watch;
        self.open = true;
        for recorder in self.recorders.iter() {
            recorder.begin(&self.exchange);
        }
    }

    /// Says that there is a head, and what it waits for.
    pub(super) fn head(&self, outcome: Outcome) -> Option<Hold> {
        self.watch.as_ref()?.head(&self.exchange, outcome)
    }

    /// The request, which is given up while it is `doing`, if it has not ended.
    pub(super) fn give_up(&mut self, doing: &'static str) -> Option<Waited> {
        self.exchange.outcome = Outcome::GivenUp;
        self.open.then(|| Waited::Request(Whom::recorded(&self.exchange), doing, self.exchange.started.elapsed()))
    }

    /// Ends it with `outcome`, now, if it has not ended.
    pub(super) fn end(&mut self, outcome: Outcome) {
        if self.open {
            self.exchange.outcome = outcome;
            self.record();
        }
    }

    fn record(&mut self) {
        self.open = false;
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

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.open {
            self.record();
        }
    }
}
