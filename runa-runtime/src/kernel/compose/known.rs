//! Whether the service has the routes that `server.routes` names.
//!
//! axum tells nobody which routes a router has. But it panics where a route is added that is there already, so a copy of the router is
//! asked in that way.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::Router;
use axum::routing::{MethodFilter, MethodRouter, on};
use runa_schema::nearest::nearest;

use super::super::catch::message;
use super::super::{Error, Result};

/// What axum calls the routes below a nested service. A request to one has no route that could be named.
const BELOW: &str = "{*__private__axum_nest_tail_param}";

/// `Err` names every route that `service` does not have.
pub(crate) fn known<'a>(service: &Router, routes: impl IntoIterator<Item = &'a str>) -> Result<()> {
    if cfg!(panic = "abort") {
        // To ask would end the process.
        return Ok(());
    }
    let missing = || routes.into_iter().filter_map(|route| missing(service, route)).collect::<Vec<_>>();
    let missing = super::quietly(missing);
    if missing.is_empty() { Ok(()) } else { Err(Error::configuration(missing.join("; "))) }
}

/// Why a route is not there; `None`: it is.
fn missing(service: &Router, route: &str) -> Option<String> {
    let added = catch_unwind(AssertUnwindSafe(|| drop(service.clone().route(route, everything()))));
    let other = match added {
        Ok(()) => None,
        // What is there under other names of its parameters is another route.
        Err(panic) => match message(panic.as_ref()).split_once("registered route: ") {
            Some((_, taken)) if taken != route => Some(taken.to_owned()),
            _ => return None,
        },
    };
    let all = all(service);
    let named = format!("`server.routes` names `{route}`");
    Some(match other {
        Some(below) if below.ends_with(BELOW) => {
            let nested = below.trim_end_matches(BELOW);
            format!("{named}, which lies below the service that is nested at `{nested}`: requests to it have no route")
        }
        Some(taken) => format!("{named}, which the service has as `{taken}`"),
        None => match nearest(route, all.iter().map(String::as_str))
            .or_else(|| all.iter().map(String::as_str).find(|known| known.ends_with(route)))
        {
            Some(near) => format!("{named}, which the service does not have; the nearest is `{near}`"),
            None => format!("{named}, which the service does not have"),
        },
    })
}

/// Every method by a handler, and every other by a fallback: nothing can be beside it.
fn everything() -> MethodRouter {
    let all = MethodFilter::GET
        .or(MethodFilter::HEAD)
        .or(MethodFilter::POST)
        .or(MethodFilter::PUT)
        .or(MethodFilter::PATCH)
        .or(MethodFilter::DELETE)
        .or(MethodFilter::OPTIONS)
        .or(MethodFilter::TRACE)
        .or(MethodFilter::CONNECT);
    on(all, async || ()).fallback(async || ())
}

/// The routes as the router prints itself. Nobody promises that it does, so only a help is made of it.
fn all(service: &Router) -> Vec<String> {
    let printed = format!("{service:?}");
    let is_route = |text: &&str| text.starts_with('/') && !text.contains("__private__");
    let mut all: Vec<_> = printed.split('"').filter(is_route).map(str::to_owned).collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use axum::routing::{any, get, get_service, post};

    use super::*;

    fn service() -> Router {
        let nested = Router::new().route("/upload/{id}", post(async || ())).route("/", get(async || ()));
        let file = || get(async || ());
        Router::new()
            .route("/", get(async || ()))
            .route("/orders/{id}", get(async || ()).post(async || ()))
            .route("/any", any(async || ()))
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
