//! The body of a request: it tells whom a slow request waits for, and on HTTP/2 it stays until the answer has gone out.
//!
//! A body that the handler drops unread makes h2 reset the stream, and what was not yet sent of the answer is lost: the client of an
//! early 401 or 413 would see a reset. So what is left is handed over to the body of the response.

use std::cell::Cell;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http::Version;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::{Watch, body};

/// How long a client may go on sending a body that nobody reads, after its answer.
const LINGER: Duration = Duration::from_secs(2);

/// What is known of a request's body while its handler works. Only requests that have a body have one of these.
#[derive(Clone, Debug)]
pub(crate) struct Arrival(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// The handler has asked for more than has come.
    awaited: AtomicBool,
    /// The handler has read it to its end.
    whole: AtomicBool,
    /// Its limit has cut it off.
    cut_off: AtomicBool,
    /// Whether `left` is to be kept.
    keeps: bool,
    /// What the handler did not read.
    left: Mutex<Option<Body>>,
    /// Who sees it pass.
    watch: OnceLock<Arc<dyn Watch>>,
}

thread_local! {
    static OFFERED: Cell<Option<Arrival>> = const { Cell::new(None) };
}

impl Arrival {
    /// Follows `body`.
    pub(crate) fn follow<B>(body: B, version: Version) -> (Body, Self)
    where
        B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + Unpin + 'static,
    {
        let keeps = version == Version::HTTP_2;
        let (awaited, whole, cut_off) = (AtomicBool::new(false), AtomicBool::new(false), AtomicBool::new(false));
        let (left, watch) = (Mutex::default(), OnceLock::new());
        let arrival = Self(Arc::new(Shared { awaited, whole, cut_off, keeps, left, watch }));
        (body::boxed(Arriving { inner: Some(body), arrival: arrival.clone() }), arrival)
    }

    /// Lets the gate that `work` comes to first have it. An extension of the request would be one more allocation.
    pub(super) fn offer<T>(self, work: impl FnOnce() -> T) -> T {
        /// Takes it back where nobody wanted it, also from a panic.
        struct Offer;

        impl Drop for Offer {
            fn drop(&mut self) {
                OFFERED.take();
            }
        }

        OFFERED.set(Some(self));
        let _offer = Offer;
        work()
    }

    /// What is offered.
    pub(super) fn offered() -> Option<Self> {
        OFFERED.take()
    }

    /// From now on `watch` sees it pass.
    pub(super) fn watched(&self, watch: Arc<dyn Watch>) {
        // Nobody else has set one: a request passes one gate.
        let _ = self.0.watch.set(watch);
    }

    /// Whether the handler waits for the client, which has not sent the whole body.
    pub(super) fn is_awaited(&self) -> bool {
        self.0.awaited.load(Ordering::Relaxed)
    }

    /// Whether the handler has read it to its end.
    pub(crate) fn is_whole(&self) -> bool {
        self.0.whole.load(Ordering::Relaxed)
    }

    /// From now on its limit has cut it off.
    pub(super) fn cut_off(&self) {
        self.0.cut_off.store(true, Ordering::Relaxed);
    }

    /// Whether its limit has cut it off.
    pub(super) fn is_cut_off(&self) -> bool {
        self.0.cut_off.load(Ordering::Relaxed)
    }

    /// Takes what the handler has left unread.
    pub(super) fn take_left(&self) -> Option<Body> {
        self.0.left.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Passes everything on as it is; errors in one wrap, since extractors look only so deep for the one that means 413.
struct Arriving<B>
where
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + Unpin + 'static,
{
    /// `None` only while it is dropped.
    inner: Option<B>,
    arrival: Arrival,
}

impl<B> HttpBody for Arriving<B>
where
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + Unpin + 'static,
{
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let Self { inner: Some(inner), arrival } = &mut *self else { return Poll::Ready(None) };
        let polled = Pin::new(&mut *inner).poll_frame(context);
        arrival.0.awaited.store(polled.is_pending(), Ordering::Relaxed);
        let whole = match &polled {
            Poll::Ready(Some(Ok(_))) => inner.is_end_stream(),
            Poll::Ready(None) => true,
            Poll::Ready(Some(Err(_))) | Poll::Pending => false,
        };
        if whole {
            arrival.0.whole.store(true, Ordering::Relaxed);
        }
        if let Some(watch) = arrival.0.watch.get() {
            if let Poll::Ready(Some(Ok(frame))) = &polled
                && let Some(data) = frame.data_ref()
            {
                watch.arrives(data);
            }
            if whole {
                watch.arrived();
            }
        }
        polled.map_err(axum::Error::new)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.as_ref().map_or_else(SizeHint::default, HttpBody::size_hint)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(HttpBody::is_end_stream)
    }
}

impl<B> Drop for Arriving<B>
where
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + Unpin + 'static,
{
    fn drop(&mut self) {
        let shared = &self.arrival.0;
        shared.awaited.store(false, Ordering::Relaxed);
        if shared.keeps
            && let Some(inner) = self.inner.take().filter(|inner| !inner.is_end_stream())
        {
            *shared.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(Body::new(inner));
        }
    }
}

/// A body that holds on to `left` until it has ended.
pub(super) fn outlived(body: Body, left: Body) -> Body {
    body::boxed(Outlived { inner: body, left })
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
