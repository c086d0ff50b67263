//! The routes of the console.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use http::{StatusCode, header};

use super::auth::{self, Session};
use super::pages::{Page, Query, sign_in};
use super::site::Site;
use super::{answer, assets, live, pages};

/// The paths that are served, for the list at start and for conflicts.
pub(super) fn paths(mount: &str) -> Vec<String> {
    ["", "/", "/enter", "/sign-in", "/sign-out", "/{page}", "/api/{page}", "/live/{page}", "/assets/{name}"]
        .iter()
        .map(|tail| format!("{mount}{tail}"))
        .collect()
}

pub(super) fn router(site: &Arc<Site>) -> Router {
    let mount = &site.mount;
    let at = |tail: &str| format!("{mount}{tail}");
    Router::new()
        .route(&at(""), get(first))
        .route(&at("/"), get(home))
        .route(&at("/enter"), get(auth::enter))
        .route(&at("/sign-in"), post(auth::sign_in).get(first))
        .route(&at("/sign-out"), post(auth::sign_out))
        .route(&at("/api/{page}"), get(api))
        .route(&at("/live/{page}"), get(watch))
        .route(&at("/assets/{name}"), get(asset))
        .route(&at("/{page}"), get(page))
        .route_layer(middleware::from_fn_with_state(Arc::clone(site), auth::guard))
        .with_state(Arc::clone(site))
}

async fn first(State(site): State<Arc<Site>>, request: Request) -> Response {
    show(&site, Page::Overview, &request)
}

/// The mount as it is often typed, with a slash at its end.
async fn home(State(site): State<Arc<Site>>) -> Response {
    answer::see(&site.mount)
}

async fn page(State(site): State<Arc<Site>>, Path(name): Path<String>, request: Request) -> Response {
    match Page::named(&site.parts, &name) {
        Some(page) => show(&site, page, &request),
        None => pages::not_found(&site, &request),
    }
}

fn show(site: &Site, page: Page, request: &Request) -> Response {
    if site.auth.signed(request, site.port()).is_some() {
        pages::whole(site, page, &Query::of(request))
    } else {
        sign_in::ask(site, request)
    }
}

/// The data of a page.
async fn api(State(site): State<Arc<Site>>, Path(name): Path<String>, request: Request) -> Response {
    match site.auth.session_or_bearer(&request, site.port()) {
        Session::Signed => {}
        Session::None => return answer::json(StatusCode::UNAUTHORIZED, r#"{"error":"not signed in"}"#.into()),
        Session::Limited => {
            let body = r#"{"error":"too many attempts; wait a minute"}"#;
            return answer::json(StatusCode::TOO_MANY_REQUESTS, body.into());
        }
    }
    match Page::named(&site.parts, &name) {
        Some(page) => answer::json(StatusCode::OK, pages::json(&site, page, &Query::of(&request))),
        None => answer::json(StatusCode::NOT_FOUND, r#"{"error":"no such page"}"#.into()),
    }
}

/// The content of a page, again whenever it changes.
async fn watch(State(site): State<Arc<Site>>, Path(name): Path<String>, request: Request) -> Response {
    let Some(signed) = site.auth.signed(&request, site.port()) else {
        return answer::safe(StatusCode::UNAUTHORIZED, None);
    };
    let Some(page) = Page::named(&site.parts, &name) else { return answer::safe(StatusCode::NOT_FOUND, None) };
    match live::stream(&site, page, Query::of(&request), signed) {
        Some(stream) => answer::safe(([(header::CONTENT_TYPE, "text/event-stream")], Body::new(stream)), None),
        None => answer::safe((StatusCode::SERVICE_UNAVAILABLE, "too many viewers\n").into_response(), None),
    }
}

async fn asset(Path(name): Path<String>) -> Response {
    assets::answer(&name).unwrap_or_else(|| answer::safe(StatusCode::NOT_FOUND, None))
}
