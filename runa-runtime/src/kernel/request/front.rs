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

use super::Path;
use super::handling::Handling;
use super::layer::{PathLayer, PathService};

/// A router with the request path.
#[derive(Clone, Debug)]
pub(crate) enum Front {
    /// In the router, as its outermost layer: only there the route is known before the handler runs, while 404 and 405 still pass.
    Inside(Router),
    /// Round the router, because nobody asks for routes. It spares what a layer costs each request: three allocations, and moving the
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

    pub(crate) fn call(&self, request: Request<Body>) -> Answer {
        match self {
            Self::Inside(router) => Answer::Inside { answer: router.clone().call(request) },
            Self::Around(path) => Answer::Around { answer: Box::pin(path.clone().call(request)) },
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
        Inside { #[pin] answer: RouteFuture<Infallible> },
        // On the heap, as axum has it of a layer's: it is large, and hyper keeps room for an answer in every connection.
        Around { answer: Pin<Box<Handling<RouteFuture<Infallible>>>> },
    }
}

impl Future for Answer {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            Coming::Inside { answer } => answer.poll(context),
            Coming::Around { answer } => answer.as_mut().poll(context),
        }
    }
}
