//! The gate: what is known and decided before the handler runs.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, HttpBody};
use axum::extract::{DefaultBodyLimit, Request};
use axum::response::Response;
use http_body_util::Limited;
use tower::{Layer, Service};

use super::arriving::Arrival;
use super::deed::Following;
use super::handling::{Handling, Work};
use super::ticket::Ticket;
use super::{Exchange, Path, RequestContext, RequestId, Watch, Whom, answer};

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

    fn call(&mut self, mut request: Request) -> Self::Future {
        let started = Instant::now();
        let id = RequestId::of(request.headers(), self.path.request_id.as_ref());
        let mut context = RequestContext::of(id, request.headers());
        let believed = if self.path.proxies.is_empty() { None } else { self.believed(&mut request) };
        let witness = self.path.witness.as_ref().filter(|witness| witness.follows(request.method()));
        let mut watch = None;
        let ticket = (!self.path.recorders.is_empty() || witness.is_some()).then(|| {
            let mut exchange = Exchange::begin(&request, context.clone(), believed, started);
            // A witness must know it before there is a response, which may never come.
            exchange.internal =
                witness.is_some() && exchange.route().is_some_and(|route| self.path.own.contains(route));
            watch = witness.and_then(|witness| witness.gate(&exchange, &mut request));
            if exchange.internal
                && let Some(watch) = &watch
            {
                request.extensions_mut().insert(Following(Arc::clone(watch)));
            }
            Ticket::new(exchange, Arc::clone(&self.path.recorders), watch.clone())
        });
        // With a ticket, it knows.
        let whom = ticket.is_none().then(|| Whom::of(&request));
        let version = request.version();
        let limits = self.path.limits(request.extensions());
        let (work, arrival) = match limit(request, limits.body, watch) {
            Ok((request, arrival)) => (Work::Handler { handler: context.lend(|| self.inner.call(request)) }, arrival),
            Err(arrival) => (Work::Answer { response: Some(answer::too_large(version)) }, arrival),
        };
        Handling::new(
            work,
            Arc::clone(&self.path),
            context,
            version,
            (ticket, whom),
            (started, limits.timeout),
            arrival,
        )
    }
}

impl<S> PathService<S> {
    /// The client that a proxy names.
    fn believed(&self, request: &mut Request) -> Option<IpAddr> {
        let mut extensions = std::mem::take(request.extensions_mut());
        let client = self.path.proxies.note(request.headers(), &mut extensions);
        *request.extensions_mut() = extensions;
        client
    }
}

/// Holds the body to `limit` bytes, and follows it if there is one; `Err` if it says that it is larger.
///
/// Hyper holds a body to the length it declared, so only one without a declared length is counted. Its failure is the `LengthLimitError`
/// that axum's extractors answer with 413.
fn limit(
    mut request: Request,
    limit: u64,
    watch: Option<Arc<dyn Watch>>,
) -> Result<(Request, Option<Arrival>), Option<Arrival>> {
    let hint = request.body().size_hint();
    if hint.exact() == Some(0) {
        return Ok((request, None));
    }
    let version = request.version();
    if hint.lower() > limit {
        // Unread and dropped at once, but for what its arrival keeps.
        return Err(Some(Arrival::follow(request.into_body(), version, None).1));
    }
    let largest = hint.upper().unwrap_or(u64::MAX);
    if largest.min(limit) > LIMIT_OF_AXUM {
        DefaultBodyLimit::disable().apply(&mut request);
    }
    let (parts, body) = request.into_parts();
    let (body, arrival) = Arrival::follow(body, version, watch);
    let body = if largest > limit {
        Body::new(Limited::new(body, usize::try_from(limit).unwrap_or(usize::MAX)))
    } else {
        Body::new(body)
    };
    Ok((Request::from_parts(parts, body), Some(arrival)))
}
