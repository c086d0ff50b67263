//! The lines that requests leave.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderValue, StatusCode};
use axum::routing::get;
use runa_schema::settings::Format;
use serde_json::Value;
use tower::Service;

use super::{json, logged, settings};
use crate::kernel::Phase;
use crate::kernel::request::{Path, Recorder, wrap};

/// The lines that `requests` (method, path, user agent) leave.
fn served(requests: &[(&str, &str, &str)]) -> Vec<Value> {
    served_in(Phase::Running, requests)
}

/// The same, while the process is in `phase`.
fn served_in(phase: Phase, requests: &[(&str, &str, &str)]) -> Vec<Value> {
    let lines = logged(settings(Format::Json), |parts| {
        let access: Arc<dyn Recorder> = Arc::new(parts.access.clone().unwrap());
        let path = Path { recorders: Arc::new([access]), ..Path::bare() };
        path.life.advance(phase);
        let probe = axum::Router::new()
            .route("/-/ready", get(async || "ready"))
            .route("/-/failing", get(async || StatusCode::SERVICE_UNAVAILABLE))
            .route("/-/broken", get(async || StatusCode::INTERNAL_SERVER_ERROR));
        let router = axum::Router::new()
            .route(
                "/hello/{name}",
                get(async || {
                    tracing::info!("inside");
                    "hello"
                }),
            )
            .route("/panic", get(async || panic!("no \"secret\"\n") as &'static str))
            .route("/slow", get(async || tokio::time::sleep(Duration::from_millis(30)).await))
            .route("/skipped", get(async || "x"))
            .route("/busy", get(async || StatusCode::SERVICE_UNAVAILABLE))
            .route("/below/{name}", get(async || "x"))
            .merge(crate::kernel::request::internal(probe));
        let mut router = wrap(router, path);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for (method, path, agent) in requests {
                let mut request = Request::builder().method(*method).uri(*path).body(Body::empty()).unwrap();
                let agent = HeaderValue::from_bytes(agent.as_bytes()).unwrap();
                request.headers_mut().insert("user-agent", agent);
                request.headers_mut().insert("x-request-id", "id-1".parse().unwrap());
                request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4711))));
                let response = router.as_service::<Body>().call(request).await.unwrap();
                axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            }
        });
    });
    lines.iter().map(|line| json(line)).collect()
}

#[test]
fn a_request_leaves_one_line() {
    let lines = served(&[("GET", "/hello/ann?password=x", "curl \"é\"")]);
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["message"], &lines[0]["request_id"]), (&"inside".into(), &"id-1".into()));
    let line = &lines[1];
    for (field, value) in [
        ("level", "INFO"),
        ("target", "http"),
        ("message", "request"),
        ("method", "GET"),
        ("path", "/hello/ann"),
        ("route", "/hello/{name}"),
        ("client", "127.0.0.1"),
        ("request_id", "id-1"),
        ("user_agent", "curl \"é\""),
    ] {
        assert_eq!(line[field], value, "{field}");
    }
    assert_eq!((&line["status"], &line["bytes"]), (&200.into(), &5.into()));
    assert!(line["duration_ms"].as_f64().unwrap() < 10_000.0);
    assert!(line["outcome"].is_null());
}

#[test]
fn what_a_client_chooses_is_short() {
    let (path, agent) = (format!("/{}", "p".repeat(20_000)), "é\"".repeat(100_000));
    let line = &served(&[("GET", &path, &agent)])[0];
    for field in ["path", "user_agent"] {
        let said = line[field].as_str().unwrap();
        assert!(said.ends_with('…') && (600..=1024 + 3).contains(&said.len()), "{field}: {}", said.len());
    }
    assert_eq!((&line["truncated"], &line["status"], &line["request_id"]), (&true.into(), &404.into(), &"id-1".into()));
}

#[test]
fn the_level_says_whose_fault_it_is() {
    let lines = served(&[("GET", "/nowhere", ""), ("GET", "/slow", ""), ("GET", "/panic", ""), ("PUT", "/slow", "")]);
    let seen: Vec<_> =
        lines.iter().map(|line| (line["level"].as_str().unwrap(), line["message"].as_str().unwrap())).collect();
    let panic = ("ERROR", "the handler of a request panicked");
    assert_eq!(seen, [("WARN", "request"), ("WARN", "request"), panic, ("ERROR", "request"), ("WARN", "request")]);
    assert_eq!((&lines[2]["panic"], &lines[2]["request_id"]), (&"no \"secret\"\n".into(), &"id-1".into()));
    assert_eq!((&lines[3]["status"], &lines[3]["outcome"]), (&500.into(), &"panicked".into()));
    assert_eq!((&lines[0]["route"], &lines[0]["status"]), (&Value::Null, &404.into()));
}

#[test]
fn probes_and_skipped_paths_are_silent_unless_they_fail() {
    let lines =
        served(&[("GET", "/-/ready", ""), ("GET", "/skipped", ""), ("GET", "/below/x", ""), ("GET", "/-/failing", "")]);
    assert_eq!(lines.iter().map(|line| line["path"].clone()).collect::<Vec<_>>(), ["/-/failing"]);
}

#[test]
fn a_probe_that_is_told_of_a_drain_is_no_error() {
    let requests = [("GET", "/-/failing", ""), ("GET", "/-/broken", ""), ("GET", "/busy", "")];
    let paths = |phase| {
        let lines = served_in(phase, &requests);
        lines.iter().map(|line| format!("{} {}", line["level"], line["path"]).replace('"', "")).collect::<Vec<_>>()
    };
    let real = ["ERROR /-/broken", "ERROR /busy"];
    assert_eq!(paths(Phase::Running), ["ERROR /-/failing", real[0], real[1]]);
    assert_eq!(paths(Phase::Draining), real);
}
