//! What every answer of the console carries.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};

const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// An answer that is not kept, not framed, not guessed at, and loads nothing but what bears `nonce`.
pub(super) fn safe(response: impl IntoResponse, nonce: Option<&str>) -> Response {
    let mut response = response.into_response();
    let loaded =
        nonce.map(|nonce| format!("script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; ")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; {loaded}img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = response.headers_mut();
    // A nonce is made of hexadecimal digits.
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Not `no-referrer`: with that, browsers send forms with `Origin: null`.
        (header::REFERRER_POLICY, "same-origin"),
        (OPENER, "same-origin"),
        (RESOURCE, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A page.
pub(super) fn html(status: StatusCode, body: String, nonce: Option<&str>) -> Response {
    safe((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body), nonce)
}

/// A document of the API.
pub(super) fn json(status: StatusCode, body: String) -> Response {
    safe((status, [(header::CONTENT_TYPE, "application/json")], body), None)
}

/// Goes on elsewhere, as a new request.
pub(super) fn see(place: &str) -> Response {
    let mut response = safe(StatusCode::SEE_OTHER, None);
    // The mount is a path of ASCII.
    if let Ok(place) = HeaderValue::try_from(place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}
