//! Where the request path lies: in the router, or round it.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use http::Request;
use pin_project_lite::pin_project;
use tower::{Layer, Service};

use super::arriving::Arrival;
use super::handling::Handling;
use super::layer::{PathLayer, PathService};
use super::{Path, Peer};

/// A router with the request path.
#[derive(Clone, Debug)]
pub(crate) enum Front {
    /// In the router, as its outermost layer: only there the route is known before the handler runs, while 404 and 405 still pass.
    Inside(Router),
    /// Round the router, because nobody asks for routes. It spares what a layer costs each request: four allocations, and moving the
    /// request through two more futures.
    Around(PathService<Router>),
}

impl Front {
    /// Puts the request path where it is needed. To be called last: what is added to the router later is not seen.
    pub(crate) fn new(router: Router, path: Path) -> Self {
        // Turns the handlers into routes now, and not once a connection.
        let router = router.with_state(());
        if path.asks_for_routes() {
            Self::Inside(router.layer(PathLayer::new(path)))
        } else {
            Self::Around(PathLayer::new(path).layer(router))
        }
    }

    /// Answers `request` of `peer`, whose body arrives as `arrival` says.
    #[inline]
    pub(crate) fn call(&self, request: Request<Body>, arrival: Option<Arrival>, peer: Option<Peer>) -> Answer {
        match self {
            Self::Inside(router) => Answer::Inside { answer: router.clone().call(request), arrival },
            Self::Around(path) => Answer::Around { answer: path.around(request, arrival, peer) },
        }
    }
}

/// A router without it.
#[cfg(test)]
impl From<Router> for Front {
    fn from(router: Router) -> Self {
        Self::Inside(router.with_state(()))
    }
}

/// A router with the request path in it, for tests without a server.
#[cfg(test)]
pub(crate) fn wrap(router: Router, path: Path) -> Router {
    router.layer(PathLayer::new(path))
}

pin_project! {
    /// A response to come.
    #[project = Coming]
    pub(crate) enum Answer {
        // The arrival is for the gate, which the first poll comes to.
        Inside { #[pin] answer: RouteFuture<Infallible>, arrival: Option<Arrival> },
        // Not on the heap: it is little more than what axum itself keeps of a request.
        Around { #[pin] answer: Handling<RouteFuture<Infallible>> },
    }
}

impl Future for Answer {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            Coming::Inside { answer, arrival } => match arrival.take() {
                Some(arrival) => arrival.offer(|| answer.poll(context)),
                None => answer.poll(context),
            },
            Coming::Around { answer } => answer.poll(context),
        }
    }
}
