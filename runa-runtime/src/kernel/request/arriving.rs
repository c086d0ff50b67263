//! The body of a request: it tells whom a slow request waits for, and on HTTP/2 it stays until the answer has gone out.
//!
//! A body that the handler drops unread makes h2 reset the stream, and what was not yet sent of the answer is lost: the client of an
//! early 401 or 413 would see a reset. So what is left is handed over to the body of the response.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http::Version;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::Watch;

/// How long a client may go on sending a body that nobody reads, after its answer.
const LINGER: Duration = Duration::from_secs(2);

/// What is known of a request's body while its handler works. Only requests that have a body have one of these.
#[derive(Clone, Debug)]
pub(super) struct Arrival(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// The handler has asked for more than has come.
    awaited: AtomicBool,
    /// Whether `left` is to be kept.
    keeps: bool,
    /// What the handler did not read.
    left: Mutex<Option<Body>>,
    /// Who sees it pass.
    watch: Option<Arc<dyn Watch>>,
}

impl Arrival {
    /// Follows `body`.
    pub(super) fn follow(body: Body, version: Version, watch: Option<Arc<dyn Watch>>) -> (Arriving, Self) {
        let keeps = version == Version::HTTP_2;
        let arrival = Self(Arc::new(Shared { awaited: AtomicBool::new(false), keeps, left: Mutex::default(), watch }));
        (Arriving { inner: body, arrival: arrival.clone() }, arrival)
    }

    /// Whether the handler waits for the client, which has not sent the whole body.
    pub(super) fn is_awaited(&self) -> bool {
        self.0.awaited.load(Ordering::Relaxed)
    }

    /// Takes what the handler has left unread.
    pub(super) fn take_left(&self) -> Option<Body> {
        self.0.left.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Passes everything on as it is; errors bare, since extractors look only so deep for the one that means 413.
pub(super) struct Arriving {
    inner: Body,
    arrival: Arrival,
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        self.arrival.0.awaited.store(polled.is_pending(), Ordering::Relaxed);
        if let Some(watch) = &self.arrival.0.watch {
            match &polled {
                Poll::Ready(Some(Ok(frame))) => {
                    if let Some(data) = frame.data_ref() {
                        watch.arrives(data);
                    }
                    if self.inner.is_end_stream() {
                        watch.arrived();
                    }
                }
                Poll::Ready(None) => watch.arrived(),
                Poll::Ready(Some(Err(_))) | Poll::Pending => {}
            }
        }
        polled.map_err(axum::Error::into_inner)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        let shared = &self.arrival.0;
        shared.awaited.store(false, Ordering::Relaxed);
        if shared.keeps && !self.inner.is_end_stream() {
            *shared.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(std::mem::take(&mut self.inner));
        }
    }
}

/// A body that holds on to `left` until it has ended.
pub(super) fn outlived(body: Body, left: Body) -> Body {
    Body::new(Outlived { inner: body, left })
}

struct Outlived {
    inner: Body,
    left: Body,
}

impl Drop for Outlived {
    /// The answer is queued, not sent: a reset now would overtake it. So the client is listened to for a while.
    fn drop(&mut self) {
        let mut left = std::mem::take(&mut self.left);
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(timeout(LINGER, async move { while let Some(Ok(_)) = left.frame().await {} }));
        }
    }
}

impl HttpBody for Outlived {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }
}
