//! What one connection is doing, seen from its ends: the bytes of its socket and the requests of its service.
//!
//! hyper has a timer for request heads, but it also runs while a connection is idle between two requests, and it allocates a timer a
//! request. From this state one timer a connection serves for both limits, and is touched only when a connection really waits.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering, fence};
use std::task::Waker;
use std::time::Instant;

use super::asked::Asked;
use super::peer::Peer;
use super::protocol::Frames;
use crate::kernel::given_up::Waited;
use crate::kernel::polled::Polled;
use crate::kernel::request::Whom;

/// What HTTP/2 writes at once without a response, as when it answers pings, is shorter.
const CHATTER: usize = 256;

/// State of a connection, shared by its socket, its service and its task.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    /// The other end.
    peer: Option<Peer>,
    /// Requests whose response has not ended.
    in_flight: AtomicU32,
    /// What the latest of them asks for.
    pub(super) asked: Asked,
    /// Whether a handler runs.
    polled: Polled,
    /// Requests that have begun, wrapping; and the settings of HTTP/2, after which a client may rest.
    begun: AtomicU32,
    /// A head has begun that is not whole: with HTTP/1 by any byte since the last request ended, with HTTP/2 by some frames.
    head: AtomicBool,
    /// With HTTP/1: hyper may hold bytes that it has not used. Those that it holds when a request ends are of the next head.
    held: AtomicBool,
    /// Bytes of a response have gone out since the last look.
    written: AtomicBool,
    /// The client speaks HTTP/2.
    http2: AtomicBool,
    /// A write waits for the client to read.
    blocked: AtomicBool,
    /// Bodies of HTTP/2 that wait for the client to make room.
    sending: AtomicU32,
    /// Writes that went on after they had to wait, wrapping.
    resumed: AtomicU32,
    /// There was a request with a body, of which more may come than is read.
    had_body: AtomicBool,
    /// Nothing more is sent, and what still comes is thrown away.
    lingering: AtomicBool,
    /// Requests that the client took back before they were answered, less those that were answered.
    taken_back: AtomicU32,
    /// The client does more than it may: nothing more is read of it.
    floods: AtomicBool,
    /// The server closes it, and the client can be told.
    parting: AtomicBool,
    /// It speaks another protocol now, and belongs to a handler.
    upgraded: AtomicBool,
    /// Which request that came of, and when.
    origin: OnceLock<Box<(Whom, Instant)>>,
    waker: OnceLock<Waker>,
}

/// What a connection is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// For the first byte of its first request.
    Fresh,
    /// For the rest of a request's head.
    Head,
    /// For a handler, or for a body to end.
    Busy,
    /// For the next request.
    Idle,
}

impl State {
    /// What the client does when it has no request here that could speak for itself.
    pub(super) const fn without_a_request(self) -> Option<&'static str> {
        match self {
            Self::Fresh => Some("which has sent nothing"),
            Self::Head => Some("which has sent half the head of a request"),
            Self::Busy => None,
            Self::Idle => Some("which has not closed it"),
        }
    }
}

impl Pulse {
    /// That of a new connection.
    pub(super) fn of(peer: Peer) -> Self {
        Self { peer: Some(peer), ..Self::default() }
    }

    pub(super) const fn peer(&self) -> Option<Peer> {
        self.peer
    }

    pub(super) fn state(&self) -> State {
        if self.in_flight.load(Ordering::Relaxed) > 0 {
            State::Busy
        } else if self.head.load(Ordering::Relaxed) {
            State::Head
        } else if self.begun.load(Ordering::Relaxed) == 0 {
            State::Fresh
        } else {
            State::Idle
        }
    }

    /// Polls a handler.
    pub(super) fn during<T>(&self, poll: impl FnOnce() -> T) -> T {
        // With HTTP/1 there is one request at a time.
        if self.is_http2() { self.polled.during_one_of_many(poll) } else { self.polled.during(poll) }
    }

    /// What changes whenever a handler is polled, while one is.
    pub(super) fn mark(&self) -> Option<u32> {
        self.polled.mark()
    }

    pub(super) fn begun(&self) -> u32 {
        self.begun.load(Ordering::Relaxed)
    }

    pub(super) fn is_http2(&self) -> bool {
        self.http2.load(Ordering::Relaxed)
    }

    /// Whether something was written since the last call.
    pub(super) fn take_written(&self) -> bool {
        // Load first: it is written once a response and asked once a poll.
        self.written.load(Ordering::Relaxed) && self.written.swap(false, Ordering::Relaxed)
    }

    /// Notes that hyper asks for more. While it has a request it does so only when it holds nothing: it looks whether the client is still
    /// there as soon as it has the request and its body, and so always before the response ends.
    pub(super) fn note_asked(&self) {
        if self.in_flight.load(Ordering::Relaxed) > 0 {
            self.held.store(false, Ordering::Relaxed);
        }
    }

    /// Notes bytes of HTTP/1.
    pub(super) fn note_read(&self) {
        self.held.store(true, Ordering::Relaxed);
        if self.in_flight.load(Ordering::Relaxed) == 0 {
            self.head.store(true, Ordering::Relaxed);
        }
    }

    /// The same for HTTP/2.
    pub(super) fn note_frames(&self, frames: &Frames) {
        self.http2.store(true, Ordering::Relaxed);
        if frames.settled() && self.begun() == 0 {
            self.begun.fetch_add(1, Ordering::Relaxed);
        }
        self.head.store(frames.in_a_head(), Ordering::Relaxed);
        if frames.floods() {
            self.note_flood();
        }
    }

    /// Notes that a request was taken back before it was answered.
    pub(super) fn note_taken_back(&self) {
        self.taken_back.fetch_add(1, Ordering::Relaxed);
        self.wake();
    }

    /// Notes an answer, which makes up for a request that was taken back.
    pub(super) fn note_answered(&self) {
        if self.taken_back() > 0 {
            let less = |count: u32| count.checked_sub(1);
            let _ = self.taken_back.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        }
    }

    pub(super) fn taken_back(&self) -> u32 {
        self.taken_back.load(Ordering::Relaxed)
    }

    pub(super) fn note_flood(&self) {
        self.floods.store(true, Ordering::Relaxed);
    }

    pub(super) fn floods(&self) -> bool {
        self.floods.load(Ordering::Relaxed)
    }

    /// Notes that the server closes the connection, and that what is written now is not in the middle of something.
    pub(super) fn part(&self) {
        self.parting.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_parting(&self) -> bool {
        self.parting.load(Ordering::Relaxed)
    }

    /// Notes that the client does not read.
    pub(super) fn note_blocked(&self) {
        self.blocked.store(true, Ordering::Relaxed);
    }

    /// Whether the socket takes nothing just now.
    pub(super) fn is_full(&self) -> bool {
        self.blocked.load(Ordering::Relaxed)
    }

    /// While a write waits for the client: how many have done so before.
    pub(super) fn blocked(&self) -> Option<u32> {
        let blocked = self.is_full() || self.sending.load(Ordering::Relaxed) > 0;
        blocked.then(|| self.resumed.load(Ordering::Relaxed))
    }

    pub(super) fn sending_begins(&self) {
        self.sending.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn sending_ends(&self) {
        self.sending.fetch_sub(1, Ordering::Relaxed);
        self.resumed.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn note_body(&self) {
        self.had_body.store(true, Ordering::Relaxed);
    }

    /// Begins to linger if that is of use: on HTTP/1, when a body may not have been read to its end.
    pub(super) fn linger(&self) -> bool {
        let lingers = self.had_body.load(Ordering::Relaxed) && !self.is_http2();
        self.lingering.store(lingers, Ordering::Relaxed);
        lingers
    }

    pub(super) fn is_lingering(&self) -> bool {
        self.lingering.load(Ordering::Relaxed)
    }

    pub(super) fn note_upgraded(&self, whom: Option<Whom>) {
        if let Some(whom) = whom {
            self.origin.get_or_init(|| Box::new((whom, Instant::now())));
        }
        self.upgraded.store(true, Ordering::Relaxed);
    }

    /// Whom the connection belongs to since it was upgraded.
    pub(super) fn owner(&self) -> Option<Waited> {
        let (whom, since) = self.origin.get()?.as_ref();
        Some(Waited::Request(whom.clone(), "upgraded", since.elapsed()))
    }

    /// Its request, as an operator knows it.
    pub(super) fn whom(&self) -> String {
        let asked = match self.in_flight.load(Ordering::Relaxed) {
            0 | 1 => self.asked.to_string(),
            several => format!("one of {several} requests"),
        };
        let peer = self.peer.map_or_else(String::new, |peer| format!(" from {peer}"));
        asked + &peer
    }

    pub(super) fn is_upgraded(&self) -> bool {
        self.upgraded.load(Ordering::Relaxed)
    }

    pub(super) fn note_written(&self, count: usize) {
        self.note_unblocked();
        if count > CHATTER || !self.is_http2() {
            self.written.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn note_unblocked(&self) {
        if self.is_full() {
            self.blocked.store(false, Ordering::Relaxed);
            self.resumed.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn request_begins(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.head.store(false, Ordering::Relaxed);
    }

    /// `whole` says whether the request was read to its end. Of the rest of a body hyper still disposes, so what it holds is no head then.
    ///
    /// With HTTP/2 a response ends in a task of its own, which may be after the last bytes of it have gone out. So the connection is woken to
    /// see that it idles: nothing else might ever do so.
    pub(super) fn request_ends(&self, whole: bool) {
        let http2 = self.is_http2();
        if whole && !http2 && self.held.load(Ordering::Relaxed) {
            self.head.store(true, Ordering::Relaxed);
        }
        if self.in_flight.fetch_sub(1, Ordering::Relaxed) == 1 && http2 {
            self.wake();
        }
    }

    /// Remembers whom to wake. Once is enough: a connection stays in its task.
    pub(super) fn watch(&self, waker: &Waker) {
        if self.waker.get().is_none() {
            self.waker.get_or_init(|| waker.clone());
            // Before the level is read; see `Door::move_to`.
            fence(Ordering::SeqCst);
        }
    }

    pub(super) fn wake(&self) {
        if let Some(waker) = self.waker.get() {
            waker.wake_by_ref();
        }
    }
}
