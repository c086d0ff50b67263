//! What the request path knows of one request while it is under way, where it need not be moved.
//!
//! The future of a request is moved six times and more before it is polled: by hyper, by axum, and into its box. So all but a few words of
//! what is known lies behind a pointer, in memory that requests of one thread hand on to each other: in the steady state none is allocated.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use http::Version;

use super::ticket::Ticket;
use super::{Arrival, RequestContext, RequestId, Whom};
use crate::kernel::given_up::Waited;

/// So many records a thread keeps for the requests to come.
const KEPT: usize = 64;

thread_local! {
    #[allow(clippy::vec_box, reason = "it is the boxes that are kept")]
    static STOCK: RefCell<Vec<Box<Record>>> = const { RefCell::new(Vec::new()) };
}

/// One request.
#[derive(Debug)]
pub(super) struct Record {
    /// Of no request where there is a ticket, which has it, or when the response has it.
    pub(super) context: RequestContext,
    pub(super) ticket: Option<Ticket>,
    /// Only where nobody keeps a record.
    pub(super) whom: Option<Whom>,
    /// Whether its handler is not asked, because its body is too large.
    pub(super) refused: bool,
    pub(super) version: Version,
    pub(super) started: Instant,
    pub(super) timeout: Duration,
    /// Only for a request with a body.
    pub(super) arrival: Option<Arrival>,
}

impl Record {
    /// One that knows as yet when it began. The rest is written where it lies.
    #[inline]
    pub(super) fn new(started: Instant, version: Version) -> Box<Self> {
        let stocked = STOCK.try_with(|stock| stock.borrow_mut().pop()).ok().flatten();
        let mut record = stocked.unwrap_or_else(Self::blank);
        (record.started, record.version) = (started, version);
        record
    }

    #[cold]
    fn blank() -> Box<Self> {
        Box::new(Self {
            context: RequestContext::NONE,
            ticket: None,
            whom: None,
            refused: false,
            version: Version::HTTP_11,
            started: Instant::now(),
            timeout: Duration::ZERO,
            arrival: None,
        })
    }

    /// Forgets the request, which ends it if that has not been said, and keeps the memory.
    pub(super) fn hand_on(mut self: Box<Self>) {
        self.ticket = None;
        self.whom = None;
        self.arrival = None;
        self.context = RequestContext::NONE;
        // A thread that ends keeps nothing.
        let _ = STOCK.try_with(|stock| {
            let mut stock = stock.borrow_mut();
            if stock.len() < KEPT {
                stock.push(self);
            }
        });
    }

    /// The request, as log lines know it.
    pub(super) fn current(&mut self) -> &mut RequestContext {
        match &mut self.ticket {
            Some(ticket) => &mut ticket.exchange.context,
            None => &mut self.context,
        }
    }

    /// The id, for the head of a response that is all there is left to do.
    pub(super) fn take_id(&mut self) -> RequestId {
        std::mem::replace(self.current(), RequestContext::NONE).into_id()
    }

    /// The request, which is given up while it is `doing`.
    pub(super) fn give_up(&mut self, doing: &'static str) -> Option<Waited> {
        match &mut self.ticket {
            Some(ticket) => ticket.give_up(doing),
            None => self.whom.take().map(|whom| Waited::Request(whom, doing, self.started.elapsed())),
        }
    }
}
