//! Which requests are recorded.

use std::sync::Arc;

use axum::extract::Request;
use http::Method;
use runa_schema::settings::{AuditMethod, AuditRouteSettings};

use super::capture::Content;
use super::follow::Followed;
use super::office::Office;
use super::trail::Trail;
use crate::kernel::request::{Exchange, Watch, Witness};

/// Chooses them by method and route.
#[derive(Debug)]
pub(super) struct Auditor {
    pub(super) office: Arc<Office>,
    pub(super) methods: Vec<Method>,
    pub(super) routes: AuditRouteSettings,
}

/// Methods as HTTP has them.
pub(super) fn methods(settings: &[AuditMethod]) -> Vec<Method> {
    let method = |method: &AuditMethod| match method {
        AuditMethod::Get => Method::GET,
        AuditMethod::Head => Method::HEAD,
        AuditMethod::Post => Method::POST,
        AuditMethod::Put => Method::PUT,
        AuditMethod::Patch => Method::PATCH,
        AuditMethod::Delete => Method::DELETE,
        AuditMethod::Options => Method::OPTIONS,
    };
    settings.iter().map(method).collect()
}

impl Auditor {
    fn chooses(&self, route: Option<&str>) -> bool {
        let covers = |rules: &[runa_schema::value::RouteRule]| {
            route.is_some_and(|route| rules.iter().any(|rule| rule.covers(route)))
        };
        self.routes.include.as_deref().is_none_or(covers) && !self.routes.exclude.as_deref().is_some_and(covers)
    }
}

impl Witness for Auditor {
    fn follows(&self, method: &Method) -> bool {
        // Those that change something also for runa's own routes, such as the console's, which no setting leaves out.
        !method.is_safe() || self.methods.contains(method)
    }

    fn gate(&self, exchange: &Exchange, request: &mut Request) -> Option<Arc<dyn Watch>> {
        if !(exchange.internal() || self.methods.contains(exchange.method()) && self.chooses(exchange.route())) {
            return None;
        }
        let content = Content::of(request.headers(), exchange.request_bytes());
        let followed = Arc::new(Followed::new(Arc::clone(&self.office), content));
        request.extensions_mut().insert(Trail(Some(Arc::clone(&followed))));
        Some(followed)
    }
}
