//! The service of one connection: tells the router who asks, and the connection when a request begins and ends.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use http::{Method, Request, Response, StatusCode, Version};
use http_body::Body as _;
use hyper::body::Incoming;

use super::body::{Counted, InFlight};
use super::introduction::Introduction;
use super::pulse::Pulse;
use crate::kernel::request::{Answer, Arrival, Front, Whom};

/// Answers the requests of one connection.
#[derive(Clone, Debug)]
pub(super) struct Answers {
    pub(super) front: Front,
    pub(super) introduction: Introduction,
    pub(super) pulse: Arc<Pulse>,
    /// More requests than these are not taken back.
    pub(super) resets: u32,
}

impl hyper::service::Service<Request<Incoming>> for Answers {
    type Response = Response<Counted>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, mut request: Request<Incoming>) -> Answering {
        // The connection is closed when it looks next, and what it had until then is not begun.
        if self.pulse.taken_back() > self.resets {
            return Answering { answer: None, in_flight: None, connects: false };
        }
        let mut in_flight = InFlight::new(Arc::clone(&self.pulse));
        self.pulse.asked.note(request.method(), request.uri());
        let connects = request.method() == Method::CONNECT && request.version() <= Version::HTTP_11;
        self.introduction.to(request.extensions_mut());
        let version = request.version();
        let mut arrival = None;
        let request = request.map(|body| {
            // An empty body of axum's is not on the heap; hyper's would be.
            if body.is_end_stream() {
                return Body::empty();
            }
            let (body, follows) = Arrival::follow(body, version);
            in_flight.follow(&follows);
            arrival = Some(follows);
            body
        });
        let peer = Some(self.introduction.peer);
        Answering { answer: Some(self.front.call(request, arrival, peer)), in_flight: Some(in_flight), connects }
    }
}

pin_project_lite::pin_project! {
    /// A response to come.
    pub(super) struct Answering {
        // None of a client that does more than it may.
        #[pin]
        answer: Option<Answer>,
        in_flight: Option<InFlight>,
        // Whether success gives the connection away.
        connects: bool,
    }
}

impl Future for Answering {
    type Output = Result<Response<Counted>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(answer) = this.answer.as_pin_mut() else { return Poll::Pending };
        let polled = match this.in_flight {
            Some(in_flight) => in_flight.pulse().during(|| answer.poll(cx)),
            None => answer.poll(cx),
        };
        let Ok(mut response) = ready!(polled);
        let mut in_flight = this.in_flight.take();
        if let Some(in_flight) = &mut in_flight {
            in_flight.is_answered();
        }
        let status = response.status();
        if (status == StatusCode::SWITCHING_PROTOCOLS || (*this.connects && status.is_success()))
            && let Some(in_flight) = &in_flight
        {
            in_flight.note_upgraded(response.extensions_mut().remove::<Option<Whom>>().flatten());
        }
        Poll::Ready(Ok(response.map(|body| Counted::new(body, in_flight))))
    }
}
