//! What the request path answers itself.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, Version, header};

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const TOO_LARGE: &str = "the body of the request is too large\n";

/// 413, when the declared length of a body is too large, before any of it is read.
pub(super) fn too_large(version: Version) -> Response {
    last(answer(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE), version)
}

/// What a handler has answered to a body that its limit cut off. A 413 in plain text is an extractor's, and says the same as if the length
/// had been declared; one in another form is the service's own. Headers that layers of the service have written stay.
pub(super) fn cut_off(mut response: Response, version: Version) -> Response {
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return response;
    }
    let headers = response.headers_mut();
    if headers.get(header::CONTENT_TYPE) == Some(&TEXT) && !headers.contains_key(header::CONTENT_ENCODING) {
        headers.remove(header::CONTENT_LENGTH);
        *response.body_mut() = Body::from(TOO_LARGE);
    }
    last(response, version)
}

/// 500. What the panic said is for the log, not for the client.
pub(super) fn panicked() -> Response {
    answer(StatusCode::INTERNAL_SERVER_ERROR, "internal server error\n")
}

/// 503, when the handler took too long.
pub(super) fn timed_out() -> Response {
    answer(StatusCode::SERVICE_UNAVAILABLE, "the service took too long to answer\n")
}

/// 408, when the client took too long to send the body that the handler waits for.
pub(super) fn too_slow(version: Version) -> Response {
    last(answer(StatusCode::REQUEST_TIMEOUT, "the body of the request took too long to arrive\n"), version)
}

/// The connection has half a request on it, so it is of no more use.
fn last(mut response: Response, version: Version) -> Response {
    close(&mut response, version);
    response
}

/// Tells the client of a request of `version` that its connection ends. HTTP/2 knows streams, and keeps it.
pub(super) fn close(response: &mut Response, version: Version) {
    if version > Version::HTTP_11 {
        return;
    }
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    if version == Version::HTTP_10 {
        // To a client of HTTP/1.0 that wants to stay hyper says `keep-alive` beside the `close`, unless the response is of HTTP/1.0, too.
        *response.version_mut() = version;
    }
}

fn answer(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, TEXT);
    response
}
