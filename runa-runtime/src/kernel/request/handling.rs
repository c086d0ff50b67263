//! The head: the future of a handler, held to its time, with its panics caught.

use std::any::Any;
use std::convert::Infallible;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::response::Response;
use http::{HeaderValue, StatusCode, Version, header};
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep_until};

use super::internal::Internal;
use super::ticket::Ticket;
use super::{Outcome, Path, RequestId, answer, body, current, id};

pin_project! {
    /// The future of a response.
    pub(super) struct Handling<F> {
        #[pin]
        work: Work<F>,
        // Made only when the handler has not answered at its first poll: most do, and a timer costs a lock of the timer wheel.
        #[pin]
        limit: Option<Sleep>,
        path: Arc<Path>,
        id: Option<RequestId>,
        version: Version,
        ticket: Option<Ticket>,
        started: Instant,
    }
}

pin_project! {
    #[project = Doing]
    pub(super) enum Work<F> {
        // A gate that waits, such as an audit that writes before the handler runs, becomes a state of its own before this one.
        Handler { #[pin] handler: F },
        Refused { response: Option<Response> },
    }
}

impl<F> Handling<F> {
    pub(super) const fn new(
        work: Work<F>,
        path: Arc<Path>,
        id: RequestId,
        version: Version,
        ticket: Option<Ticket>,
        started: Instant,
    ) -> Self {
        Self { work, limit: None, path, id: Some(id), version, ticket, started }
    }
}

impl<F> Future for Handling<F>
where
    F: Future<Output = Result<Response, Infallible>>,
{
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let (response, outcome) = match this.work.project() {
            Doing::Refused { response } => match response.take() {
                Some(response) => (response, Outcome::Answered),
                None => return Poll::Pending,
            },
            Doing::Handler { handler } => {
                current::swap(this.id);
                let polled = catch_unwind(AssertUnwindSafe(|| handler.poll(context)));
                current::swap(this.id);
                match polled {
                    Ok(Poll::Ready(Ok(response))) => (response, Outcome::Answered),
                    Ok(Poll::Ready(Err(never))) => match never {},
                    Ok(Poll::Pending) => {
                        if this.limit.is_none() {
                            this.limit.set(Some(sleep_until((*this.started + this.path.timeout).into())));
                        }
                        match this.limit.as_pin_mut().map(|limit| limit.poll(context)) {
                            Some(Poll::Ready(())) => (answer::timed_out(), Outcome::TimedOut),
                            _ => return Poll::Pending,
                        }
                    }
                    Err(panic) => {
                        report(panic.as_ref(), this.id.as_ref());
                        (answer::panicked(), Outcome::Panicked)
                    }
                }
            }
        };
        let response = finish(response, this.path, this.id.take(), *this.version);
        Poll::Ready(Ok(match this.ticket.take() {
            Some(mut ticket) => {
                ticket.exchange.status = Some(response.status());
                ticket.exchange.internal = response.extensions().get::<Internal>().is_some();
                body::follow(response, ticket, outcome)
            }
            None => response,
        }))
    }
}

/// What every head carries.
fn finish(mut response: Response, path: &Path, id: Option<RequestId>, version: Version) -> Response {
    let upgraded = response.status() == StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    if let Some(id) = id {
        headers.insert(id::HEADER, id.into_header());
    }
    // HTTP/2 has no such header: there the server sends GOAWAY.
    if path.life.is_ending() && version <= Version::HTTP_11 && !upgraded {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Says in the log what the client is not told.
fn report(panic: &(dyn Any + Send), id: Option<&RequestId>) {
    let said = panic
        .downcast_ref::<&'static str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is no text");
    let request_id = id.map(RequestId::as_str);
    tracing::error!(target: "http", panic = said, request_id, "the handler of a request panicked");
}
