//! The service as a careful team assembles it by hand from well-known crates, with what `orders` has in production:
//! request ids, a JSON line for each request with the same fields, Prometheus metrics, health and readiness, a timeout,
//! a body limit, caught panics, a clean stop. Lines wait for a full buffer, none are dropped, as in `orders` below its
//! limit.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{ConnectInfo, MatchedPath};
use axum::http::{Response, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum_prometheus::PrometheusMetricLayer;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{OnResponse, TraceLayer};
use tracing::Span;
use tracing_appender::non_blocking::NonBlockingBuilder;
use tracing_subscriber::EnvFilter;

#[path = "../app.rs"]
mod app;
mod audit;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (writer, _written) = NonBlockingBuilder::default().lossy(false).finish(std::io::stdout());
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(writer)
        .init();

    let ready = Arc::new(AtomicBool::new(true));
    let address = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    let service =
        service(Arc::clone(&ready), audit::Audit::from_env()?).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(terminated(ready)).await?;
    Ok(())
}

fn service(ready: Arc<AtomicBool>, audit: Option<audit::Audit>) -> Router {
    let (metrics, handle) = PrometheusMetricLayer::pair();
    let trace = TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(Respond).on_failure(());
    let outer = ServiceBuilder::new()
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(trace)
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(metrics);
    let inner = ServiceBuilder::new()
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(30)))
        .layer(RequestBodyLimitLayer::new(2 * 1024 * 1024));
    let routes = match audit {
        // Round the panics and the limits, so that what they answer is recorded too.
        Some(audit) => app::routes().layer(outer.layer(from_fn_with_state(audit, audit::record)).layer(inner)),
        None => app::routes().layer(outer.layer(inner)),
    };
    let probes = Router::new()
        .route("/-/health", get(|| async { "ok" }))
        .route("/-/ready", get(move || async move { readiness(&ready) }))
        .route("/-/metrics", get(move || async move { handle.render() }));
    routes.merge(probes)
}

fn readiness(ready: &AtomicBool) -> StatusCode {
    if ready.load(Ordering::Relaxed) { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}

/// What is known of a request before its handler runs.
fn span<B>(request: &axum::http::Request<B>) -> Span {
    let extensions = request.extensions();
    let id = extensions.get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    let route = extensions.get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
    let client = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| tracing::field::display(info.0.ip()));
    tracing::info_span!(
        "request",
        method = %request.method(),
        path = request.uri().path(),
        route,
        client,
        request_id = id,
    )
}

/// The line of the access log. The span's name stands for its message, which would only repeat it.
#[derive(Clone)]
struct Respond;

impl<B: HttpBody> OnResponse<B> for Respond {
    fn on_response(self, response: &Response<B>, latency: Duration, _: &Span) {
        tracing::info!(
            target: "access",
            status = response.status().as_u16(),
            duration_ms = f64::from(u32::try_from(latency.as_micros()).unwrap_or(u32::MAX)) / 1e3,
            bytes = response.body().size_hint().exact().unwrap_or_default(),
        );
    }
}

async fn terminated(ready: Arc<AtomicBool>) {
    if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        signal.recv().await;
        ready.store(false, Ordering::Relaxed);
    }
}
