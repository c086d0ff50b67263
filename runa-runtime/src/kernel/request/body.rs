//! A response body that knows when it has ended.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use http::{Method, StatusCode, header};
use http_body::{Frame, SizeHint};

use super::Outcome;
use super::ticket::Ticket;

/// Lets `ticket` end with the body of `response`. A body that nobody will read ends here and is not wrapped.
pub(super) fn follow(response: Response, ticket: Ticket, outcome: Outcome) -> Response {
    let status = response.status();
    let bodiless = ticket.exchange.method == Method::HEAD
        || status.is_informational()
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
        || response.body().is_end_stream();
    if bodiless {
        ticket.end(outcome);
        return response;
    }
    let declared = response.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let length = declared.or_else(|| response.body().size_hint().exact());
    response.map(|inner| Body::new(Followed { inner, length, outcome, ticket: Some(ticket) }))
}

/// Passes everything on as it is: frames, trailers, size hint, end of stream.
struct Followed {
    inner: Body,
    /// How many bytes it says it has. Hyper stops reading there, without asking for the end.
    length: Option<u64>,
    /// The outcome, if it comes to its end.
    outcome: Outcome,
    ticket: Option<Ticket>,
}

impl Followed {
    fn end(&mut self, outcome: Outcome) {
        if let Some(ticket) = self.ticket.take() {
            ticket.end(outcome);
        }
    }

    fn is_whole(&self) -> bool {
        let sent = self.ticket.as_ref().map_or(0, |ticket| ticket.exchange.sent);
        self.length.is_some_and(|length| sent >= length) || self.inner.is_end_stream()
    }
}

impl HttpBody for Followed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        match &polled {
            Poll::Pending => {}
            Poll::Ready(Some(Ok(frame))) => {
                if let (Some(data), Some(ticket)) = (frame.data_ref(), &mut self.ticket) {
                    ticket.exchange.sent += data.len() as u64;
                }
                if self.inner.is_end_stream() {
                    let outcome = self.outcome;
                    self.end(outcome);
                }
            }
            Poll::Ready(Some(Err(_))) => self.end(Outcome::Failed),
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
        if self.ticket.is_some() && self.is_whole() {
            let outcome = self.outcome;
            self.end(outcome);
        }
        // Else the ticket, if it is still here, ends as what it says until then: the client has gone.
    }
}
