//! Whether a request that changes something comes from the console's own pages.

use http::{HeaderMap, HeaderName, header};

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether the browser says so. Both headers are set by browsers and cannot be forged by a page; who has neither is no browser, and has no
/// cookie that another site could misuse.
pub(super) fn is_own(headers: &HeaderMap) -> bool {
    let site = headers.get(SITE).is_none_or(|site| site == "same-origin" || site == "none");
    let origin = headers.get(header::ORIGIN).is_none_or(|origin| {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
        origin.is_some() && origin == host
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
        is_own(&headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect())
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
