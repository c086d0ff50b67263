//! Layers of tower-http as a service puts them round its own routes.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use tower_http::validate_request::ValidateRequestHeaderLayer;

pub(crate) fn all() -> Router {
    let cors = CorsLayer::new()
        .allow_origin(HeaderValue::from_static("https://example.com"))
        .allow_methods([Method::GET, Method::PUT]);
    let cross = Router::new().route("/cross/{id}", get(|| async { "shared" })).layer(cors);
    let compressed = Router::new()
        .route("/compressed", get(|| async { "compress me. ".repeat(200) }))
        .layer(CompressionLayer::new());
    let guarded = Router::new()
        .route("/guarded/{id}", get(|| async { "a secret" }))
        .layer(ValidateRequestHeaderLayer::custom(knows));
    let bounded = Router::new()
        .route("/bounded", get(|| async { std::future::pending::<&'static str>().await }))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_millis(20)));
    let caught = Router::new()
        .route("/caught", get(|| async { if true { panic!("on purpose") } else { "never" } }))
        .layer(CatchPanicLayer::new());
    let unguarded = Router::new()
        .route("/pending", get(|| async { std::future::pending::<&'static str>().await }))
        .route("/panics", get(|| async { if true { panic!("on purpose") } else { "never" } }));
    let traced = Router::new().route("/traced", get(|| async { "traced" })).layer(TraceLayer::new_for_http());
    Router::new()
        .merge(cross)
        .merge(compressed)
        .merge(guarded)
        .merge(bounded)
        .merge(caught)
        .merge(unguarded)
        .merge(traced)
}

/// Lets in who knows the word.
#[expect(clippy::result_large_err, reason = "as the layer wants it")]
fn knows(request: &mut Request) -> Result<(), Response> {
    let knows = request.headers().get(header::AUTHORIZATION).is_some_and(|word| word == "Bearer open-sesame");
    if knows {
        Ok(())
    } else {
        Err((StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")], "not you").into_response())
    }
}
