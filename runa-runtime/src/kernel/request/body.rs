//! A response body that knows when it has ended.

use std::error::Error as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use http::{Method, StatusCode, header};
use http_body::{Frame, SizeHint};
use http_body_util::combinators::UnsyncBoxBody;

use super::panic::report;
use super::record::Record;
use super::{Outcome, Path};

/// Whether `response` is done with at its head, where nobody keeps a record: its body most likely cannot fail, and nobody would hear of it.
pub(super) fn is_whole(response: &Response, path: &Path) -> bool {
    let body = response.body();
    let silent = if path.aloud { body.is_end_stream() } else { body.size_hint().exact().is_some() };
    silent && response.status() != StatusCode::SWITCHING_PROTOCOLS
}

/// Lets the record end with the body of `response`, which is not whole, and says in the log when that fails. A body that nobody will read
/// ends here and is not wrapped.
pub(super) fn follow(mut response: Response, mut record: Box<Record>, outcome: Outcome, path: &Arc<Path>) -> Response {
    let status = response.status();
    if let Some(ticket) = &mut record.ticket
        && (ticket.exchange.method == Method::HEAD
            || status.is_informational()
            || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
            || response.body().is_end_stream())
    {
        ticket.end(outcome);
        record.hand_on();
        return response;
    }
    let declared = response.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let length = declared.or_else(|| response.body().size_hint().exact());
    let path = Arc::clone(path);
    let inner = std::mem::take(response.body_mut());
    *response.body_mut() = boxed(Followed { inner, length, outcome, record: Some(record), path, over: false });
    response
}

/// `body` as one of axum's. It is what `Body::new` makes of it, which takes what is boxed as it is, and moves what is not four times.
pub(super) fn boxed(body: impl HttpBody<Data = Bytes, Error = axum::Error> + Send + 'static) -> Body {
    Body::new(UnsyncBoxBody::new(body))
}

/// Passes everything on as it is: frames, trailers, size hint, end of stream. Only a panic becomes an error.
struct Followed {
    inner: Body,
    /// How many bytes it says it has. Hyper stops reading there, without asking for the end.
    length: Option<u64>,
    /// The outcome, if it comes to its end.
    outcome: Outcome,
    /// The request: what the body logs is logged of it. `None` only while it is dropped.
    record: Option<Box<Record>>,
    path: Arc<Path>,
    /// It has failed, and is not to be asked again.
    over: bool,
}

impl Followed {
    fn end(&mut self, outcome: Outcome) {
        if let Some(ticket) = self.record.as_mut().and_then(|record| record.ticket.as_mut()) {
            ticket.end(outcome);
        }
    }

    /// Ends it early, saying why in the log as of the request.
    fn fail(&mut self, outcome: Outcome, say: impl FnOnce()) {
        self.over = true;
        if let Some(record) = &mut self.record {
            record.current().lend(say);
        }
        self.end(outcome);
    }

    fn is_whole(&self) -> bool {
        let ticket = self.record.as_ref().and_then(|record| record.ticket.as_ref());
        let sent = ticket.map_or(0, |ticket| ticket.exchange.sent);
        self.length.is_some_and(|length| sent >= length) || self.inner.is_end_stream()
    }
}

impl HttpBody for Followed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if self.over {
            return Poll::Ready(None);
        }
        let Self { inner, record: Some(record), .. } = &mut *self else { return Poll::Ready(None) };
        let poll = || catch_unwind(AssertUnwindSafe(|| Pin::new(inner).poll_frame(cx)));
        let polled = match record.current().lend(poll) {
            Ok(polled) => polled,
            Err(panic) => {
                self.fail(Outcome::Panicked, || report(panic.as_ref(), "the body of the response"));
                return Poll::Ready(Some(Err(axum::Error::new("the body of the response panicked"))));
            }
        };
        match &polled {
            Poll::Pending => {}
            Poll::Ready(Some(Ok(frame))) => {
                if let (Some(data), Some(ticket)) = (frame.data_ref(), &mut record.ticket) {
                    ticket.exchange.sent += data.len() as u64;
                }
                if self.inner.is_end_stream() {
                    let outcome = self.outcome;
                    self.end(outcome);
                }
            }
            Poll::Ready(Some(Err(error))) => self.fail(Outcome::Failed, || {
                // What axum puts round it says the same.
                let error = error.source().unwrap_or(error);
                tracing::error!(target: "http", error, "the body of a response failed on its way");
            }),
            Poll::Ready(None) => {
                let outcome = self.outcome;
                self.end(outcome);
            }
        }
        polled
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        let whole = self.is_whole();
        let Some(mut record) = self.record.take() else { return };
        match &mut record.ticket {
            Some(ticket) if whole => ticket.end(self.outcome),
            None if self.over || self.inner.is_end_stream() => {}
            _ => self.path.given_up.note(|| record.give_up("streaming the response")),
        }
        let inner = std::mem::take(&mut self.inner);
        record.current().lend(|| drop(inner));
        // The ticket, if it has not ended, does so as what it says until then: the client has gone.
        record.hand_on();
    }
}
