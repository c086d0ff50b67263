//! The head: the future of a handler, held to its time, with its panics caught.

use std::convert::Infallible;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::response::Response;
use http::{StatusCode, Version};
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep_until};

use super::arriving::{self, Arrival};
use super::internal::Internal;
use super::panic::report;
use super::ticket::{Room, Spare, Ticket};
use super::{Hold, Outcome, Path, RequestContext, RequestId, Whom, answer, body};
use crate::kernel::given_up::Waited;

pin_project! {
    /// The future of a response.
    pub(crate) struct Handling<F, T>
    where
        T: Room,
    {
        #[pin]
        work: Work<F>,
        // Made only when the handler has not answered at its first poll: most do, and a timer costs a lock of the timer wheel.
        limit: Option<Pin<Box<Sleep>>>,
        path: Arc<Path>,
        // Of no request when the response has it.
        context: RequestContext,
        version: Version,
        ticket: T,
        // Only where nobody keeps a record.
        whom: Option<Whom>,
        started: Instant,
        timeout: Duration,
        // Only for a request with a body.
        arrival: Option<Arrival>,
        // Only while the head waits.
        held: Option<Box<Held>>,
    }

    impl<F, T> PinnedDrop for Handling<F, T>
    where
        T: Room,
    {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            this.path.given_up.note(|| {
                if let Some(held) = this.held {
                    return Some(held.answered.ticket.as_mut()?.give_up("waiting for its record"));
                }
                let reads = this.arrival.as_ref().is_some_and(Arrival::is_awaited);
                let doing = if reads { "waiting for the rest of the request" } else { "waiting for the handler" };
                match this.ticket.get() {
                    Some(ticket) => Some(ticket.give_up(doing)),
                    None => this.whom.take().map(|whom| Waited::Request(whom, doing, this.started.elapsed())),
                }
            });
            // Its client has gone before the response: what the handler says as it is dropped is said of its request, too.
            if this.context.request_id().is_some() {
                give_up(this.work, this.context);
            }
        }
    }
}

/// A head that a witness keeps back. Dropped with the future when its client goes away, and then so recorded.
struct Held {
    hold: Hold,
    answered: Answered,
}

/// A response, and what is to be known of it when its body ends.
struct Answered {
    response: Response,
    ticket: Option<Ticket>,
    spare: Option<Spare>,
    context: RequestContext,
    outcome: Outcome,
}

impl Answered {
    fn follow(self, path: &Arc<Path>) -> Response {
        body::follow(self.response, self.ticket, self.spare, self.context, self.outcome, path)
    }
}

pin_project! {
    #[project = Doing]
    pub(crate) enum Work<F> {
        // A gate that waits, such as an audit that writes before the handler runs, becomes a state of its own before this one.
        Handler { #[pin] handler: F },
        // Of the request path itself; `None` when it has been given.
        Answer { response: Option<Response> },
    }
}

impl<F, T: Room> Handling<F, T> {
    #[inline]
    pub(super) fn new(
        work: Work<F>,
        path: Arc<Path>,
        context: RequestContext,
        version: Version,
        (ticket, whom): (T, Option<Whom>),
        (started, timeout): (Instant, Duration),
        arrival: Option<Arrival>,
    ) -> Self {
        Self { work, limit: None, path, context, version, ticket, whom, started, timeout, arrival, held: None }
    }
}

impl<F, T> Future for Handling<F, T>
where
    T: Room,
    F: Future<Output = Result<Response, Infallible>>,
{
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Some(held) = this.held {
            return match held.hold.as_mut().poll(cx) {
                Poll::Ready(()) => match this.held.take() {
                    Some(held) => Poll::Ready(Ok(held.answered.follow(this.path))),
                    None => Poll::Pending,
                },
                Poll::Pending => Poll::Pending,
            };
        }
        let mut refused = false;
        let (mut response, outcome) = match this.work.as_mut().project() {
            Doing::Answer { response } => match response.take() {
                Some(response) => {
                    refused = true;
                    (response, Outcome::Answered)
                }
                None => return Poll::Pending,
            },
            Doing::Handler { handler } => {
                let polled = this.context.lend(|| {
                    let polled = catch_unwind(AssertUnwindSafe(|| handler.poll(cx)));
                    if let Err(panic) = &polled {
                        report(panic.as_ref(), "the handler");
                    }
                    polled
                });
                match polled {
                    Ok(Poll::Ready(Ok(response))) => {
                        let cut_off = this.arrival.as_ref().is_some_and(Arrival::is_cut_off);
                        let answered = if cut_off { answer::cut_off(response, *this.version) } else { response };
                        (answered, Outcome::Answered)
                    }
                    Ok(Poll::Ready(Err(never))) => match never {},
                    Ok(Poll::Pending) => {
                        let end = *this.started + *this.timeout;
                        match this.limit.get_or_insert_with(|| Box::pin(sleep_until(end.into()))).as_mut().poll(cx) {
                            Poll::Ready(()) => {
                                let client = this.arrival.as_ref().is_some_and(Arrival::is_awaited);
                                give_up(this.work.as_mut(), this.context);
                                (
                                    if client { answer::too_slow(*this.version) } else { answer::timed_out() },
                                    Outcome::TimedOut,
                                )
                            }
                            Poll::Pending => return Poll::Pending,
                        }
                    }
                    Err(_) => (answer::panicked(), Outcome::Panicked),
                }
            }
        };
        let context = std::mem::replace(this.context, RequestContext::NONE);
        if let Some(left) = this.arrival.as_ref().and_then(Arrival::take_left) {
            let body = std::mem::take(response.body_mut());
            *response.body_mut() = arriving::outlived(body, left);
        }
        // Most of those of which nobody keeps a record are done with.
        if this.ticket.get().is_none() && body::is_whole(&response, this.path) {
            finish(&mut response, this.path, context.into_id(), *this.version);
            return Poll::Ready(Ok(response));
        }
        finish(&mut response, this.path, context.id().clone(), *this.version);
        let spare = this.whom.take().map(|whom| Spare { whom, started: *this.started });
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            let whom = this.ticket.get().map(|ticket| Whom::recorded(&ticket.exchange));
            response.extensions_mut().insert(whom.or_else(|| spare.as_ref().map(|spare| spare.whom.clone())));
        }
        let ticket = this.ticket.take().map(|mut ticket| {
            ticket.exchange.status = Some(response.status());
            if outcome == Outcome::Answered && !refused {
                ticket.exchange.internal = response.extensions().get::<Internal>().is_some();
                ticket.exchange.unready = ticket.exchange.internal
                    && response.status() == StatusCode::SERVICE_UNAVAILABLE
                    && this.path.life.is_ending();
            }
            ticket.exchange.refused = refused;
            ticket
        });
        let hold = ticket.as_ref().and_then(|ticket| ticket.head(outcome));
        let mut answered = Answered { response, ticket, spare, context, outcome };
        let Some(mut hold) = hold else { return Poll::Ready(Ok(answered.follow(this.path))) };
        if hold.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Ok(answered.follow(this.path)));
        }
        // The handler has ended, and must not hold what others wait for, such as a permit, while its head is kept back.
        give_up(this.work, &mut answered.context);
        *this.held = Some(Box::new(Held { hold, answered }));
        Poll::Pending
    }
}

/// Drops the handler before the answer, so that a drop that panics neither takes the answer along nor goes unsaid.
fn give_up<F>(mut work: Pin<&mut Work<F>>, context: &mut RequestContext) {
    context.lend(|| {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work.set(Work::Answer { response: None }))) {
            report(panic.as_ref(), "dropping the handler");
        }
    });
}

/// What every head carries.
fn finish(response: &mut Response, path: &Path, id: RequestId, version: Version) {
    let upgraded = response.status() == StatusCode::SWITCHING_PROTOCOLS;
    if let Some(name) = &path.request_id {
        response.headers_mut().insert(name.clone(), id.into_header());
    }
    // HTTP/2 is told by GOAWAY.
    if path.life.is_ending() && !upgraded {
        answer::close(response, version);
    }
}
