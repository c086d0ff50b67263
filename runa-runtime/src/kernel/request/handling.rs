//! The head: the future of a handler, held to its time, with its panics caught.

use std::convert::Infallible;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::response::Response;
use http::{StatusCode, Version};
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep_until};

use super::arriving::{self, Arrival};
use super::internal::Internal;
use super::panic::report;
use super::record::Record;
use super::{Hold, Outcome, Path, RequestContext, RequestId, Whom, answer, body};

pin_project! {
    /// The future of a response.
    pub(crate) struct Handling<F> {
        #[pin]
        pub(super) work: Work<F>,
        // Made only when the handler has not answered at its first poll: most do, and a timer costs a lock of the timer wheel.
        pub(super) limit: Option<Pin<Box<Sleep>>>,
        pub(super) path: Arc<Path>,
        // `None` when the response has it.
        pub(super) record: Option<Box<Record>>,
        // Only while the head waits.
        pub(super) held: Option<Box<Held>>,
    }

    impl<F> PinnedDrop for Handling<F> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            if let Some(held) = this.held {
                this.path.given_up.note(|| held.answered.record.give_up("waiting for its record"));
            }
            let Some(mut record) = this.record.take() else { return };
            this.path.given_up.note(|| {
                let reads = record.arrival.as_ref().is_some_and(Arrival::is_awaited);
                record.give_up(if reads { "waiting for the rest of the request" } else { "waiting for the handler" })
            });
            // Its client has gone before the response: what the handler says as it is dropped is said of its request, too.
            give_up(this.work, record.current());
            record.hand_on();
        }
    }
}

/// A head that a witness keeps back. Dropped with the future when its client goes away, and then so recorded.
pub(super) struct Held {
    hold: Hold,
    answered: Answered,
}

/// A response, and what is to be known of it when its body ends.
struct Answered {
    response: Response,
    record: Box<Record>,
    outcome: Outcome,
}

impl Answered {
    fn follow(self, path: &Arc<Path>) -> Response {
        body::follow(self.response, self.record, self.outcome, path)
    }
}

pin_project! {
    #[project = Doing]
    pub(crate) enum Work<F> {
        // A gate that waits, such as an audit that writes before the handler runs, becomes a state of its own before this one.
        Handler { #[pin] handler: F },
        // Dropped before its time.
        Gone,
    }
}

impl<F> Future for Handling<F>
where
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
        let Some(record) = this.record else { return Poll::Pending };
        let refused = record.refused;
        let (mut response, outcome) = match this.work.as_mut().project() {
            _ if record.refused => {
                give_up(this.work.as_mut(), record.current());
                (answer::too_large(record.version), Outcome::Answered)
            }
            Doing::Gone => return Poll::Pending,
            Doing::Handler { handler } => {
                let polled = record.current().lend(|| {
                    let polled = catch_unwind(AssertUnwindSafe(|| handler.poll(cx)));
                    if let Err(panic) = &polled {
                        report(panic.as_ref(), "the handler");
                    }
                    polled
                });
                match polled {
                    Ok(Poll::Ready(Ok(response))) => {
                        let cut_off = record.arrival.as_ref().is_some_and(Arrival::is_cut_off);
                        let answered = if cut_off { answer::cut_off(response, record.version) } else { response };
                        (answered, Outcome::Answered)
                    }
                    Ok(Poll::Ready(Err(never))) => match never {},
                    Ok(Poll::Pending) => {
                        let end = record.started + record.timeout;
                        match this.limit.get_or_insert_with(|| Box::pin(sleep_until(end.into()))).as_mut().poll(cx) {
                            Poll::Ready(()) => {
                                let client = record.arrival.as_ref().is_some_and(Arrival::is_awaited);
                                give_up(this.work.as_mut(), record.current());
                                (
                                    if client { answer::too_slow(record.version) } else { answer::timed_out() },
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
        if let Some(left) = record.arrival.as_ref().and_then(Arrival::take_left) {
            let body = std::mem::take(response.body_mut());
            *response.body_mut() = arriving::outlived(body, left);
        }
        let Some(mut record) = this.record.take() else { return Poll::Pending };
        // Most of those of which nobody keeps a record are done with.
        if record.ticket.is_none() && body::is_whole(&response, this.path) {
            finish(&mut response, this.path, record.take_id(), record.version);
            record.hand_on();
            return Poll::Ready(Ok(response));
        }
        finish(&mut response, this.path, record.current().id().clone(), record.version);
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            let whom = record.ticket.as_ref().map(|ticket| Whom::recorded(&ticket.exchange));
            response.extensions_mut().insert(whom.or_else(|| record.whom.clone()));
        }
        if let Some(ticket) = &mut record.ticket {
            ticket.exchange.status = Some(response.status());
            if outcome == Outcome::Answered && !refused {
                ticket.exchange.internal = response.extensions().get::<Internal>().is_some();
                ticket.exchange.unready = ticket.exchange.internal
                    && response.status() == StatusCode::SERVICE_UNAVAILABLE
                    && this.path.life.is_ending();
            }
            ticket.exchange.refused = refused;
        }
        let hold = record.ticket.as_ref().and_then(|ticket| ticket.head(outcome));
        let mut answered = Answered { response, record, outcome };
        let Some(mut hold) = hold else { return Poll::Ready(Ok(answered.follow(this.path))) };
        if hold.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Ok(answered.follow(this.path)));
        }
        // The handler has ended, and must not hold what others wait for, such as a permit, while its head is kept back.
        give_up(this.work, answered.record.current());
        *this.held = Some(Box::new(Held { hold, answered }));
        Poll::Pending
    }
}

/// Drops the handler before the answer, so that a drop that panics neither takes the answer along nor goes unsaid.
fn give_up<F>(mut work: Pin<&mut Work<F>>, context: &mut RequestContext) {
    context.lend(|| {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work.set(Work::Gone))) {
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
