//! A layer that says what a route does.

use std::borrow::Cow;
use std::task::{Context, Poll};

use http::Request;
use tower::{Layer, Service};

use super::said::Text;
use super::trail::Trail;

/// A layer for a route or a router: the records of its requests have this action. As a `route_layer` it leaves alone what no method of the route
/// answers (405).
///
/// Of several, the innermost holds, and a handler that calls [`Trail::set_action`] goes before all.
///
/// ```
/// use axum::{Router, routing::post};
/// use runa_runtime::audit;
///
/// let router: Router = Router::new()
///     .route("/orders", post(|| async {}).route_layer(audit::action("order.create")))
///     .route("/orders/{id}/cancel", post(|| async {}).route_layer(audit::action("order.cancel").resource("orders/{id}")));
/// ```
pub fn action(action: impl Into<Text>) -> Action {
    Action { action: action.into(), resource: None }
}

/// Made by [`action`].
#[derive(Clone, Debug)]
pub struct Action {
    action: Cow<'static, str>,
    resource: Option<Cow<'static, str>>,
}

impl Action {
    /// To what it is done. `{id}` stands for that parameter of the route.
    pub fn resource(mut self, resource: impl Into<Text>) -> Self {
        self.resource = Some(resource.into());
        self
    }
}

impl<S> Layer<S> for Action {
    type Service = Acting<S>;

    fn layer(&self, inner: S) -> Acting<S> {
        Acting { inner, action: self.clone() }
    }
}

/// A service whose requests have an action.
#[derive(Clone, Debug)]
pub struct Acting<S> {
    inner: S,
    action: Action,
}

impl<S, B> Service<Request<B>> for Acting<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> S::Future {
        if let Some(trail) = request.extensions().get::<Trail>() {
            trail.set_action(self.action.action.clone());
            if let Some(resource) = &self.action.resource {
                trail.set_resource(resource.clone());
            }
        }
        self.inner.call(request)
    }
}
