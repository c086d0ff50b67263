//! Whether a request that changes something comes from the console's own pages.

use std::net::IpAddr;

use axum::extract::Request;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, header};
use runa_schema::value::is_loopback;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whom the request means: the header `host`, or over HTTP/2 what stands in the URI.
pub(in crate::console) fn authority(request: &Request) -> Option<Authority> {
    let host = || request.headers().get(header::HOST)?.to_str().ok()?.parse().ok();
    request.uri().authority().cloned().or_else(host)
}

/// Whether the name by which the console is asked can only be that of this machine. Another site can let its own name point here, but
/// none of these.
pub(super) fn is_this_machine(authority: Option<&Authority>) -> bool {
    let Some(host) = authority.map(Authority::host) else { return false };
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let name = bare.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        // As a listener on all addresses stands in the log.
        || bare.parse::<IpAddr>().is_ok_and(|address| is_loopback(address) || address.is_unspecified())
}

/// Whether a browser says from where it comes. It does so where nobody can listen: by https, or on this machine.
pub(in crate::console) fn says_site(headers: &HeaderMap) -> bool {
    headers.contains_key(SITE)
}

/// Whether the browser says so. Both headers are set by browsers and cannot be forged by a page; who has neither is no browser, and has no
/// cookie that another site could misuse.
pub(super) fn is_own(headers: &HeaderMap, authority: Option<&Authority>) -> bool {
    let site = headers.get(SITE).is_none_or(|site| site == "same-origin" || site == "none");
    let origin = headers.get(header::ORIGIN).is_none_or(|origin| {
        let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
        origin.is_some_and(|origin| authority.is_some_and(|host| host.as_str().eq_ignore_ascii_case(origin)))
    });
    site && origin
}

/// Whether the browser came by https, through whatever ends TLS before us.
pub(super) fn is_https(headers: &HeaderMap) -> bool {
    headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https://"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn own(headers: &[(HeaderName, &'static str)]) -> bool {
        let headers: HeaderMap =
            headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        let authority = headers.get(header::HOST).and_then(|host| host.to_str().ok()?.parse().ok());
        is_own(&headers, authority.as_ref())
    }

    #[test]
    fn another_site_is_told_by_either_header() {
        let host = (header::HOST, "localhost:8080");
        assert!(own(&[]), "no browser");
        assert!(own(&[host.clone(), (header::ORIGIN, "http://localhost:8080"), (SITE, "same-origin")]));
        assert!(!own(&[host.clone(), (SITE, "cross-site")]));
        assert!(!own(&[host.clone(), (SITE, "same-site")]));
        for origin in ["http://localhost:9", "https://evil.example", "null", ""] {
            assert!(!own(&[host.clone(), (header::ORIGIN, origin)]), "{origin}");
        }
    }
}
