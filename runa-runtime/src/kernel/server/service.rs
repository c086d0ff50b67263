//! The service of one connection: tells the router who asks, and the connection when a request begins and ends.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Version};
use http_body::{Body as _, Frame, SizeHint};
use hyper::body::Incoming;

use super::peer::Peer;
use super::pulse::Pulse;
use crate::kernel::request::{Answer, Front};

/// Answers the requests of one connection.
#[derive(Clone, Debug)]
pub(super) struct Answers {
    pub(super) front: Front,
    pub(super) peer: Peer,
    pub(super) pulse: Arc<Pulse>,
}

impl hyper::service::Service<Request<Incoming>> for Answers {
    type Response = Response<Counted>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, mut request: Request<Incoming>) -> Answering {
        self.pulse.request_begins();
        if !request.body().is_end_stream() {
            self.pulse.note_body();
        }
        let connects = request.method() == Method::CONNECT && request.version() <= Version::HTTP_11;
        let in_flight = InFlight(Arc::clone(&self.pulse));
        self.peer.introduce(request.extensions_mut());
        // An empty body of axum's is not on the heap; hyper's would be.
        let request = request.map(|body| if body.is_end_stream() { Body::empty() } else { Body::new(body) });
        Answering { answer: self.front.call(request), in_flight: Some(in_flight), connects }
    }
}

/// A request whose response has not ended.
#[derive(Debug)]
struct InFlight(Arc<Pulse>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.request_ends();
    }
}

pin_project_lite::pin_project! {
    /// A response to come.
    pub(super) struct Answering {
        #[pin]
        answer: Answer,
        in_flight: Option<InFlight>,
        // Whether success gives the connection away.
        connects: bool,
    }
}

impl Future for Answering {
    type Output = Result<Response<Counted>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Ok(response) = ready!(this.answer.poll(cx));
        let in_flight = this.in_flight.take();
        let status = response.status();
        if (status == StatusCode::SWITCHING_PROTOCOLS || (*this.connects && status.is_success()))
            && let Some(in_flight) = &in_flight
        {
            in_flight.0.note_upgraded();
        }
        Poll::Ready(Ok(response.map(|body| Counted { body, _in_flight: in_flight })))
    }
}

/// A body that keeps its request in flight. Size hint, frames and trailers are those of the body inside.
#[derive(Debug)]
pub(super) struct Counted {
    body: Body,
    _in_flight: Option<InFlight>,
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
