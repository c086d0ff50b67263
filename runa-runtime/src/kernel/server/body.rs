//! The body of a response, which keeps its request in flight and knows for whom it waits.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::Instant;

use super::pulse::Pulse;
use crate::kernel::request::{Arrival, Whom};

/// Who takes a request back so soon may want to wear the server out (CVE-2023-44487). Later it is one that has waited long enough.
const EARLY: Duration = Duration::from_secs(1);

/// What is given to HTTP/2 at once. It takes whatever it is given, so that a body of one large piece would be over, and its connection
/// idle, long before the client has read it.
const PIECE: usize = 64 << 10;

/// A request whose response has not ended.
#[derive(Debug)]
pub(super) struct InFlight {
    pulse: Arc<Pulse>,
    /// With HTTP/2, since when it waits for its answer.
    unanswered: Option<Instant>,
    /// With HTTP/2, whether the client has to make room before more is sent. (With HTTP/1 the socket knows.)
    waits: bool,
    /// With HTTP/1, what is known of its own body.
    arrival: Option<Arrival>,
}

impl InFlight {
    pub(super) fn new(pulse: Arc<Pulse>) -> Self {
        pulse.request_begins();
        // With HTTP/1 a client takes a request back by closing the connection.
        let unanswered = pulse.is_http2().then(Instant::now);
        Self { pulse, unanswered, waits: false, arrival: None }
    }

    /// It has a body.
    pub(super) fn follow(&mut self, arrival: &Arrival) {
        self.pulse.note_body();
        if !self.pulse.is_http2() {
            self.arrival = Some(arrival.clone());
        }
    }

    pub(super) fn pulse(&self) -> &Pulse {
        &self.pulse
    }

    pub(super) fn is_answered(&mut self) {
        if self.unanswered.take().is_some() {
            self.pulse.note_answered();
            self.wait();
        }
    }

    pub(super) fn note_upgraded(&self, whom: Option<Whom>) {
        self.pulse.note_upgraded(whom);
    }

    fn wait(&mut self) {
        self.waits = true;
        self.pulse.sending_begins();
    }

    fn go_on(&mut self) {
        if std::mem::take(&mut self.waits) {
            self.pulse.sending_ends();
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.go_on();
        self.pulse.request_ends(self.arrival.as_ref().is_none_or(Arrival::is_whole));
        if self.unanswered.is_some_and(|since| since.elapsed() < EARLY) {
            self.pulse.note_taken_back();
        }
    }
}

/// A body that keeps its request in flight. Bytes, size hint and trailers are those of the body inside, and with HTTP/1 its frames.
#[derive(Debug)]
pub(super) struct Counted {
    body: Body,
    in_flight: Option<InFlight>,
    /// What is left of a large frame.
    rest: Bytes,
}

impl Counted {
    pub(super) const fn new(body: Body, in_flight: Option<InFlight>) -> Self {
        Self { body, in_flight, rest: Bytes::new() }
    }
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let Some(in_flight) = this.in_flight.as_mut().filter(|one| one.pulse.is_http2()) else {
            return Pin::new(&mut this.body).poll_frame(cx);
        };
        // HTTP/2 asks when the client has room.
        in_flight.go_on();
        let frame = if this.rest.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                Some(Ok(frame)) => frame.into_data(),
                other => return Poll::Ready(other),
            }
        } else {
            Ok(std::mem::take(&mut this.rest))
        };
        in_flight.wait();
        Poll::Ready(Some(Ok(match frame {
            Ok(mut data) => {
                if data.len() > PIECE {
                    this.rest = data.split_off(PIECE);
                }
                Frame::data(data)
            }
            Err(other) => other,
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = self.body.size_hint();
        let rest = self.rest.len() as u64;
        if rest > 0 {
            let upper = hint.upper().map(|upper| upper + rest);
            hint.set_lower(hint.lower() + rest);
            if let Some(upper) = upper {
                hint.set_upper(upper);
            }
        }
        hint
    }
}
