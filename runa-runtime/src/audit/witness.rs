//! Which requests are recorded.

use std::sync::Arc;

use axum::extract::Request;
use http::{HeaderMap, Method};
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
        self.methods.contains(method)
    }

    fn gate(&self, exchange: &Exchange, request: &mut Request) -> Option<Arc<dyn Watch>> {
        if !self.chooses(exchange.route()) {
            return None;
        }
        let headers = request.headers();
        let content = Content::of(headers, exchange.request_bytes());
        let followed = Arc::new(Followed::new(Arc::clone(&self.office), content, trace(headers)));
        request.extensions_mut().insert(Trail(Some(Arc::clone(&followed))));
        Some(followed)
    }
}

/// The trace that the caller names by a valid `traceparent` (<https://www.w3.org/TR/trace-context/>).
fn trace(headers: &HeaderMap) -> Option<[u8; 32]> {
    let value = headers.get("traceparent")?.as_bytes();
    let mut parts = value.split(|byte| *byte == b'-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let hexadecimal = |part: &[u8], length: usize| {
        part.len() == length && part.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let zero = |part: &[u8]| part.iter().all(|byte| *byte == b'0');
    // Versions to come may have more behind the flags; this one has not.
    let valid = hexadecimal(version, 2)
        && version != b"ff"
        && (version != b"00" || parts.next().is_none())
        && hexadecimal(trace, 32)
        && hexadecimal(parent, 16)
        && hexadecimal(flags, 2)
        && !zero(trace)
        && !zero(parent);
    if valid { trace.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_taken_over_only_from_a_valid_header() {
        let id = "0af7651916cd43dd8448eb211c80319c";
        for (value, taken) in [
            (format!("00-{id}-b7ad6b7169203331-01"), true),
            (format!("01-{id}-b7ad6b7169203331-01-more"), true),
            (format!("00-{id}-b7ad6b7169203331-01-more"), false),
            (format!("ff-{id}-b7ad6b7169203331-01"), false),
            (format!("00-{}-b7ad6b7169203331-01", id.to_uppercase()), false),
            (format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)), false),
            (format!("00-{id}-0000000000000000-01"), false),
            (format!("00-{id}-b7ad6b7169203331"), false),
            (id.to_owned(), false),
            (String::new(), false),
        ] {
            let headers = HeaderMap::from_iter([(
                http::header::HeaderName::from_static("traceparent"),
                value.parse().expect("a value"),
            )]);
            assert_eq!(trace(&headers).is_some(), taken, "{value}");
        }
    }
}
