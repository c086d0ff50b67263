//! The gate: what is known and decided before the handler runs.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, HttpBody};
use axum::extract::{DefaultBodyLimit, Request};
use axum::response::Response;
use axum::routing::future::RouteFuture;
use axum::{BoxError, Router};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tower::{Layer, Service};

use super::arriving::Arrival;
use super::deed::Following;
use super::handling::{Handling, Work};
use super::record::Record;
use super::ticket::Ticket;
use super::{Exchange, Path, Peer, RequestContext, Watch, Whom};

/// The limit that axum's extractors hold to when nothing else is said. What is known to be smaller needs no word to them.
const LIMIT_OF_AXUM: u64 = 2_097_152;

/// Puts the request path round a service.
#[derive(Clone, Debug)]
pub(super) struct PathLayer(Arc<Path>);

impl PathLayer {
    pub(super) fn new(path: Path) -> Self {
        Self(Arc::new(path))
    }
}

impl<S> Layer<S> for PathLayer {
    type Service = PathService<S>;

    fn layer(&self, inner: S) -> PathService<S> {
        PathService { inner, path: Arc::clone(&self.0) }
    }
}

/// A service with the request path round it.
#[derive(Clone, Debug)]
pub(crate) struct PathService<S> {
    inner: S,
    path: Arc<Path>,
}

impl<S> Service<Request> for PathService<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Handling<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        gate(&mut self.inner, &self.path, request, Arrival::offered(), Whom::of)
    }
}

impl PathService<Router> {
    /// Answers a request of which nobody keeps a record.
    #[inline]
    pub(super) fn around(
        &self,
        request: Request,
        arrival: Option<Arrival>,
        peer: Option<Peer>,
    ) -> Handling<RouteFuture<Infallible>> {
        // Its route is not known yet, nor need its peer be looked for.
        let whom = |request: &Request| Whom::unrouted(request.method(), request.uri(), peer);
        gate(&mut self.inner.clone(), &self.path, request, arrival, whom)
    }
}

#[inline]
fn gate<S>(
    inner: &mut S,
    path: &Arc<Path>,
    mut request: Request,
    arrival: Option<Arrival>,
    whom: impl FnOnce(&Request) -> Whom,
) -> Handling<S::Future>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let started = Instant::now();
    let context = RequestContext::of(request.headers(), path.request_id.as_ref());
    let believed = if path.proxies.is_empty() { None } else { believed(path, &mut request) };
    let witness = path.witness.as_ref().filter(|witness| witness.follows(request.method()));
    let mut record = Record::new(started, request.version());
    let mut watch = None;
    if path.recorders.is_empty() && witness.is_none() {
        record.context = context;
        record.whom = Some(whom(&request));
    } else {
        // Made where it lies, and only then begun.
        let exchange = Exchange::begin(&request, context, believed, started);
        let ticket = record.ticket.insert(Ticket::new(exchange, Arc::clone(&path.recorders)));
        let exchange = &mut ticket.exchange;
        // A witness must know it before there is a response, which may never come.
        exchange.internal = witness.is_some() && exchange.route().is_some_and(|route| path.own.contains(route));
        watch = witness.and_then(|witness| witness.gate(exchange, &mut request));
        if exchange.internal
            && let Some(watch) = &watch
        {
            request.extensions_mut().insert(Following(Arc::clone(watch)));
        }
        ticket.begin(watch.clone());
    }
    let limits = path.limits(request.extensions());
    record.timeout = limits.timeout;
    (record.refused, record.arrival) = limit(&mut request, arrival, limits.body, watch);
    // This makes the future and no more: nothing of the service runs before its first poll, and nothing at all of one that is refused.
    Handling {
        work: Work::Handler { handler: inner.call(request) },
        limit: None,
        path: Arc::clone(path),
        record: Some(record),
        held: None,
    }
}

/// The client that a proxy names.
fn believed(path: &Path, request: &mut Request) -> Option<IpAddr> {
    let mut extensions = std::mem::take(request.extensions_mut());
    let client = path.proxies.note(request.headers(), &mut extensions);
    *request.extensions_mut() = extensions;
    client
}

/// Holds the body to `limit` bytes, and follows it if there is one; `true` if it says that it is larger.
///
/// Hyper holds a body to the length it declared, so only one without a declared length is counted. Its failure is the `LengthLimitError`
/// that axum's extractors answer with 413, and the arrival knows of it, so that the client reads one answer for both.
fn limit(
    request: &mut Request,
    arrival: Option<Arrival>,
    limit: u64,
    watch: Option<Arc<dyn Watch>>,
) -> (bool, Option<Arrival>) {
    let hint = request.body().size_hint();
    if hint.exact() == Some(0) {
        return (false, None);
    }
    // Without a server nobody follows it yet.
    let arrival = arrival.unwrap_or_else(|| {
        let (body, arrival) = Arrival::follow(bare(request), request.version());
        *request.body_mut() = body;
        arrival
    });
    if hint.lower() > limit {
        // Unread and dropped at once, but for what its arrival keeps.
        *request.body_mut() = Body::empty();
        return (true, Some(arrival));
    }
    if let Some(watch) = watch {
        arrival.watched(watch);
    }
    let largest = hint.upper().unwrap_or(u64::MAX);
    if largest.min(limit) > LIMIT_OF_AXUM {
        DefaultBodyLimit::disable().apply(request);
    }
    if largest > limit {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let arrival = arrival.clone();
        let noted = move |error: BoxError| {
            if error.is::<LengthLimitError>() {
                arrival.cut_off();
            }
            error
        };
        *request.body_mut() = Body::new(Limited::new(bare(request), limit).map_err(noted));
    }
    (false, Some(arrival))
}

/// The body, with its errors bare: each layer that puts another round them hides them deeper from extractors.
fn bare(request: &mut Request) -> impl HttpBody<Data = Bytes, Error = BoxError> + Send + Unpin + use<> {
    std::mem::take(request.body_mut()).map_err(axum::Error::into_inner)
}
