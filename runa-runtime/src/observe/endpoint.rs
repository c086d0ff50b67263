//! The endpoints: who may see which, where each lies, and the way to its answer.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use runa_schema::settings::{Endpoint, ObserveSettings};

use super::{accept, answer, monitor, verdict, viewer};
use crate::kernel::checks::Status;
use crate::kernel::{Parts, Result};

const ALL: [Endpoint; 5] = [Endpoint::Health, Endpoint::Ready, Endpoint::Started, Endpoint::Metrics, Endpoint::Debug];

/// Which listener a request came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Area {
    /// That of the operators.
    Admin,
    /// That of the service.
    Main {
        /// Whether other machines can reach it.
        open: bool,
    },
}

/// What every endpoint knows.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) parts: Arc<Parts>,
    pub(super) config: ObserveSettings,
    pub(super) began: Instant,
}

impl Site {
    /// The endpoints that are there at all.
    pub(super) fn endpoints(&self, area: Area) -> Vec<Endpoint> {
        ALL.into_iter()
            .filter(|endpoint| self.config.debug || *endpoint != Endpoint::Debug)
            .filter(|endpoint| area != Area::Main { open: true } || self.config.expose.contains(endpoint))
            .collect()
    }

    pub(super) fn path(&self, endpoint: Endpoint) -> String {
        self.config.mount.join(match endpoint {
            Endpoint::Debug => "/debug/monitor",
            Endpoint::Health => "/health",
            Endpoint::Ready => "/ready",
            Endpoint::Started => "/started",
            Endpoint::Metrics => "/metrics",
        })
    }
}

/// As the summary at start calls it.
pub(super) const fn name(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Health => "health",
        Endpoint::Ready => "ready",
        Endpoint::Started => "started",
        Endpoint::Metrics => "metrics",
        Endpoint::Debug => "monitor",
    }
}

/// The routes for one listener.
pub(super) fn router(site: &Arc<Site>, area: Area) -> Router {
    site.endpoints(area).into_iter().fold(Router::new(), |router, endpoint| {
        let site = Arc::clone(site);
        let path = site.path(endpoint);
        // `get` serves HEAD too.
        let serve = get(move |request: Request| async move { respond(&site, area, endpoint, &request) });
        router.route(&path, serve.fallback(|| async { fresh(StatusCode::METHOD_NOT_ALLOWED.into_response()) }))
    })
}

/// Metrics of the checks.
pub(super) fn define(parts: &Arc<Parts>) -> Result<()> {
    let checks = parts.checks.clone();
    let metric = parts
        .metrics
        .metric("runa_check_passing", "Whether a check passed, or passed with a warning, when it last ran.");
    metric.labels(["check", "kind"]).read_gauge(move || {
        checks.reports().into_iter().filter(|report| report.at.is_some()).map(|report| {
            let passing = if report.status == Status::Fail { 0.0 } else { 1.0 };
            ([report.name.to_string(), report.kind.as_str().to_owned()], passing)
        })
    })?;
    let checks = parts.checks.clone();
    let metric =
        parts.metrics.metric("runa_check_duration_seconds", "How long a check took when it last ran.").unit("seconds");
    metric.labels(["check"]).read_gauge(move || {
        let reports = checks.reports().into_iter();
        reports.filter_map(|report| Some(([report.name.to_string()], report.took?.as_secs_f64())))
    })
}

/// Answers from what is known. Nothing here is waited for.
fn respond(site: &Site, area: Area, endpoint: Endpoint, request: &Request) -> Response {
    let local = area == Area::Admin || viewer::is_local(request);
    if !local && !site.config.expose.contains(&endpoint) {
        // On a loopback listener, with a proxy before it that lets others in.
        return fresh(StatusCode::NOT_FOUND.into_response());
    }
    let accepted: Vec<&str> =
        request.headers().get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let verdict = match endpoint {
        Endpoint::Health => verdict::health(),
        Endpoint::Ready => verdict::ready(&site.parts),
        Endpoint::Started => verdict::started(&site.parts),
        Endpoint::Metrics => {
            let form = accept::metrics(&accepted);
            return text(StatusCode::OK, form.content_type(), site.parts.metrics.text(form));
        }
        Endpoint::Debug => return text(StatusCode::OK, "application/json", monitor::document(site).to_string()),
    };
    let status = if verdict.status == Status::Fail { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    if accept::health_json(&accepted) {
        text(status, "application/health+json", answer::health_json(&site.parts, &verdict, local).to_string())
    } else {
        text(status, "application/json", answer::plain(&site.parts, &verdict, local).to_string())
    }
}

fn text(status: StatusCode, content_type: &'static str, body: String) -> Response {
    fresh((status, [(CONTENT_TYPE, HeaderValue::from_static(content_type))], body).into_response())
}

/// What is true now is not to be kept.
fn fresh(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
