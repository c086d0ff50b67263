//! Whether the service has the routes that `server.routes` names.
//!
//! axum tells nobody which routes a router has. So a copy of it, in which nothing of the service is behind a layer that stands before
//! everything, is sent a request for each; what it finds is what limits of a route are looked up by.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::{Extension, Router};
use runa_schema::nearest::nearest;
use tower::Service;

use super::super::{Error, Result};

/// How axum ends the route of what lies below a nested service. A request to it has no route that could be named.
const BELOW: &str = "{*__private__axum_nest_tail_param}";

/// What stands in a request for a parameter: no service has it as a part of a route.
const ANY: &str = "runa-asks-for-this-route";

/// `Err` names every route that `service` does not have.
pub(crate) fn known<'a>(service: &Router, routes: impl IntoIterator<Item = &'a str>) -> Result<()> {
    let asked = service.clone().layer(from_fn(answer));
    let missing: Vec<_> = routes.into_iter().filter_map(|route| missing(service, &asked, route)).collect();
    if missing.is_empty() { Ok(()) } else { Err(Error::configuration(missing.join("; "))) }
}

/// Answers in the place of whatever is behind it, with the route that was found.
async fn answer(route: Option<MatchedPath>, _: Request, _: Next) -> impl IntoResponse {
    (route.map(Extension), ())
}

/// The route that a request to `route` finds in a router that is made to be asked.
fn found(asked: &Router, route: &str) -> Option<MatchedPath> {
    let request = Request::get(filled(route, ANY)).body(Body::empty()).ok()?;
    let future = pin!(asked.clone().call(request));
    // Nothing in it waits.
    let Poll::Ready(Ok(mut response)) = future.poll(&mut Context::from_waker(Waker::noop())) else { return None };
    response.extensions_mut().remove::<MatchedPath>()
}

/// Why a route is not there; `None`: it is.
fn missing(service: &Router, asked: &Router, route: &str) -> Option<String> {
    let found = found(asked, route);
    let found = found.as_ref().map(MatchedPath::as_str);
    if found == Some(route) {
        return None;
    }
    let named = format!("`server.routes` names `{route}`");
    // What is there under other names of its parameters is another route.
    if let Some(taken) = found.filter(|found| filled(found, "") == filled(route, "")) {
        return Some(format!("{named}, which the service has as `{taken}`"));
    }
    let (below, all): (Vec<_>, Vec<_>) = all(service).into_iter().partition(|known| known.ends_with(BELOW));
    let mut nested = below.iter().map(|known| known.trim_end_matches(BELOW));
    if let Some(nested) = nested.find(|nested| found.is_none() && route.starts_with(nested)) {
        return Some(format!(
            "{named}, which lies below the service that is nested at `{nested}`: requests to it have no route"
        ));
    }
    let near = nearest(route, all.iter().map(String::as_str))
        .or_else(|| all.iter().map(String::as_str).find(|known| known.ends_with(route)));
    Some(match near {
        Some(near) => format!("{named}, which the service does not have; the nearest is `{near}`"),
        None => format!("{named}, which the service does not have"),
    })
}

/// A route with a text in the place of each parameter, whatever it is called.
fn filled(route: &str, text: &str) -> String {
    let parts = route.split('/').map(|part| match part.split_once('{') {
        Some((fixed, name)) if text.is_empty() && name.starts_with('*') => format!("{fixed}{{*}}"),
        Some((fixed, _)) if text.is_empty() => format!("{fixed}{{}}"),
        Some((fixed, _)) => format!("{fixed}{text}"),
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The routes as the router prints itself. Nobody promises that it does, so only a help is made of it.
fn all(service: &Router) -> Vec<String> {
    let printed = format!("{service:?}");
    let is_route = |text: &&str| text.starts_with('/') && (text.ends_with(BELOW) || !text.contains("__private__"));
    let mut all: Vec<_> = printed.split('"').filter(is_route).map(str::to_owned).collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use axum::routing::{any, get, get_service, post};

    use super::*;

    async fn called() {
        unreachable!("nothing of the service is called");
    }

    fn service() -> Router {
        let nested = Router::new().route("/upload/{id}", post(async || ())).route("/", get(async || ()));
        let file = || get(async || ());
        Router::new()
            .route("/", get(async || ()))
            .route("/orders/{id}", get(async || ()).post(async || ()))
            .route("/any", any(called))
            .route("/any/{*rest}", get(async || ()))
            .layer(from_fn(async |_: Request, _: Next| called().await))
            .route("/service", get_service(file()))
            .route("/v1.0/{*rest}", get(async || ()))
            .route_service("/whole", file())
            .nest("/api", nested)
            .nest_service("/files", file())
            .merge(Router::new().route("/merged", get(async || ())))
            .fallback(async || ())
    }

    #[test]
    fn what_is_there_is_known_however_it_was_added() {
        let routes = [
            "/",
            "/orders/{id}",
            "/any",
            "/service",
            "/v1.0/{*rest}",
            "/whole",
            "/api/upload/{id}",
            "/api",
            "/files",
            "/merged",
        ];
        assert_eq!(known(&service(), routes).map_err(|error| error.to_string()), Ok(()));
    }

    #[test]
    fn what_is_not_there_is_named_with_what_is_nearest() {
        for (route, expected) in [
            ("/order/{id}", ", which the service does not have; the nearest is `/orders/{id}`"),
            ("/orders/{number}", ", which the service has as `/orders/{id}`"),
            ("/upload/{id}", ", which the service does not have; the nearest is `/api/upload/{id}`"),
            ("/strange", ", which the service does not have"),
            ("/any/{id}", ", which the service does not have"),
            (
                "/files/{name}",
                ", which lies below the service that is nested at `/files/`: requests to it have no route",
            ),
        ] {
            let error = known(&service(), ["/any", route]).expect_err(route);
            assert_eq!(
                (error.to_string(), error.exit_code()),
                (format!("`server.routes` names `{route}`{expected}"), 78)
            );
        }
        let error = known(&service(), ["/a", "/any", "/b"]).expect_err("two").to_string();
        assert_eq!(error.matches("which the service does not have").count(), 2, "{error}");
        assert!(known(&Router::new(), []).is_ok());
    }
}
