//! Limits that a route has for itself.

use std::collections::HashMap;
use std::time::Duration;

use axum::extract::MatchedPath;
use http::Extensions;
use runa_schema::settings::RouteSettings;

use super::Path;

/// What one request may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) timeout: Duration,
    pub(super) body: u64,
}

/// The limits of single routes.
pub(crate) type ByRoute = HashMap<String, RouteSettings>;

impl Path {
    /// The limits of the request with these extensions. Its route is looked up only where some route has limits of its own.
    pub(super) fn limits(&self, extensions: &Extensions) -> Limits {
        let general = Limits { timeout: self.timeout, body: self.body_limit };
        if self.routes.is_empty() {
            return general;
        }
        let own = extensions.get::<MatchedPath>().and_then(|route| self.routes.get(route.as_str()));
        own.map_or(general, |own| Limits {
            timeout: own.request_timeout.unwrap_or(general.timeout),
            body: own.body_limit.map_or(general.body, |limit| limit.0),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use axum::Router;
    use axum::body::{Body, Bytes};
    use axum::extract::rejection::BytesRejection;
    use axum::extract::{DefaultBodyLimit, Request};
    use axum::response::{Html, IntoResponse};
    use axum::routing::{get, post};
    use http::StatusCode;
    use runa_schema::value::Size;
    use tokio::time::{Instant, sleep};
    use tower::ServiceExt;

    use super::*;
    use crate::kernel::request::wrap;

    const KIB: usize = 1 << 10;

    fn router() -> Router {
        let upload = post(async |body: Bytes| body.len().to_string());
        let slow = get(async || sleep(Duration::from_mins(9)).await);
        let nested = Router::new().route("/upload/{id}", upload.clone()).route("/slow", slow.clone());
        let service = Router::new().route("/upload/{id}", upload.clone()).route("/small", upload).route("/slow", slow);
        let own = |timeout, body: Option<usize>| RouteSettings {
            request_timeout: timeout,
            body_limit: body.map(|limit| Size(limit as u64)),
        };
        let routes = [
            ("/upload/{id}", own(None, Some(3 << 20))),
            ("/small", own(None, Some(1))),
            ("/slow", own(Some(Duration::from_mins(5)), None)),
            ("/api/upload/{id}", own(None, Some(20 * KIB))),
            ("/api/slow", own(Some(Duration::from_millis(5)), None)),
        ];
        let routes = routes.map(|(route, own)| (route.to_owned(), own)).into();
        wrap(service.nest("/api", nested), Path { body_limit: 10 * KIB as u64, routes, ..Path::bare() })
    }

    #[tokio::test]
    async fn a_route_has_a_larger_body_or_a_smaller_one() {
        for (path, length, status) in [
            ("/upload/7", 3 << 20, 200),
            ("/upload/7", (3 << 20) + 1, 413),
            ("/small", 1, 200),
            ("/small", 2, 413),
            ("/api/upload/7", 20 * KIB, 200),
            ("/api/upload/7", 20 * KIB + 1, 413),
        ] {
            let declared = Body::from(vec![b'x'; length]);
            let counted =
                Body::from_stream(tokio_util::io::ReaderStream::new(std::io::Cursor::new(vec![b'x'; length])));
            for body in [declared, counted] {
                let answer = router().oneshot(Request::post(path).body(body).unwrap()).await.unwrap();
                assert_eq!(answer.status(), status, "{path} {length}");
            }
        }
    }

    /// What a router says to a chunked body: status, `connection`, text.
    async fn counted(router: Router, length: usize) -> (u16, Option<String>, String) {
        let router = wrap(router, Path { body_limit: 100, ..Path::bare() });
        let body = Body::from_stream(tokio_util::io::ReaderStream::new(std::io::Cursor::new(vec![b'x'; length])));
        let answer = router.oneshot(Request::post("/").body(body).unwrap()).await.unwrap();
        let connection = answer.headers().get("connection").map(|value| value.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        let text = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, connection, String::from_utf8(text.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn what_the_service_says_of_its_own_to_a_large_body_stays() {
        let close = || Some("close".to_owned());
        let ours = "the body of the request is too large\n".to_owned();
        let read = || Router::new().route("/", post(async |_: Bytes| "read"));
        assert_eq!(counted(read(), 101).await, (413, close(), ours));
        let (status, connection, text) = counted(read().layer(DefaultBodyLimit::max(10)), 11).await;
        assert_eq!((status, connection), (413, None), "the limit of a layer is the service's");
        assert!(text.contains("length limit exceeded"), "{text}");
        let own = async |body: Result<Bytes, BytesRejection>| match body {
            Ok(_) => StatusCode::OK.into_response(),
            Err(error) => (error.status(), Html("<p>too large")).into_response(),
        };
        let page = "<p>too large".to_owned();
        assert_eq!(counted(Router::new().route("/", post(own)), 101).await, (413, close(), page));
        let ignores = async |body: Result<Bytes, BytesRejection>| body.is_err().to_string();
        assert_eq!(counted(Router::new().route("/", post(ignores)), 101).await, (200, None, "true".to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_route_has_a_longer_time() {
        ends_after("/slow", Duration::from_mins(5)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_route_has_a_shorter_time() {
        ends_after("/api/slow", Duration::from_millis(5)).await;
    }

    async fn ends_after(path: &str, after: Duration) {
        let began = Instant::now();
        let answer = router().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 503);
        assert!(began.elapsed() >= after && began.elapsed() < after * 2, "{path}: {:?}", began.elapsed());
    }
}
