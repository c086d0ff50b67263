//! Every chosen request leaves one record, whatever becomes of it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http_body::Frame;
use runa_schema::settings::{AuditMethod, AuditMode, AuditRouteSettings, Group};
use runa_schema::value::RouteRule;
use serde_json::{Value, json};

use super::super::{Entry, Trail, action};
use super::site::Site;

/// Two frames, and then an error, a panic, or nothing ever.
struct Frames(u8, End);

#[derive(Clone, Copy)]
enum End {
    Fails,
    Panics,
    Never,
}

impl HttpBody for Frames {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.0 > 0 {
            self.0 -= 1;
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"0123456789")))));
        }
        match self.1 {
            End::Fails => Poll::Ready(Some(Err(std::io::Error::other("the disk is gone: canary")))),
            End::Panics => panic!("canary"),
            End::Never => Poll::Pending,
        }
    }
}

async fn guard(request: Request, next: Next) -> Response {
    let trail = Trail::of(request.extensions());
    trail.set_guard("bearer").set_actor("7").set_actor_name("ann");
    if request.headers().contains_key("bad") {
        trail.set_error("the token has expired");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    next.run(request).await
}

async fn fails() {
    panic!("canary");
}

fn router() -> Router {
    Router::new()
        .route("/orders/{id}", post(|| async { "made" }).route_layer(action("order.create").resource("orders/{id}")))
        .route(
            "/late",
            post(|trail: Trail| async move {
                assert!(trail.is_recorded());
                trail
                    .set_action("late")
                    .set_resource("a thing")
                    .set_actor("8")
                    .set_meta("count", 3)
                    .set_meta("user_token", "canary");
                "done"
            }),
        )
        .route_layer(from_fn(guard))
        .route("/fail", post(|| async { StatusCode::IM_A_TEAPOT }))
        .route("/panic", post(fails))
        .route("/slow", post(std::future::pending::<()>))
        .route("/fails", post(|| async { Body::new(Frames(2, End::Fails)) }))
        .route("/panics", post(|| async { Body::new(Frames(2, End::Panics)) }))
        .route("/stream", post(|| async { Body::new(Frames(2, End::Never)) }))
        .route("/upgrade", post(|| async { StatusCode::SWITCHING_PROTOCOLS }))
        .route("/read", get(|trail: Trail| async move { trail.set_actor("nobody").is_recorded().to_string() }))
}

/// Way, request, and what its record holds.
fn ways() -> Vec<(&'static str, http::request::Builder, Value)> {
    let ask = http::Request::post;
    vec![
        (
            "answered",
            ask("/orders/7"),
            json!({"status": 200, "success": true, "outcome": "answered", "route": "/orders/{id}", "path": "/orders/7",
            "action": "order.create", "resource": "orders/7", "guard": "bearer", "actor": {"id": "7", "name": "ann"}, "client": "192.0.2.7"}),
        ),
        (
            "behind a proxy",
            ask("/orders/7").header("x-forwarded-for", "10.1.1.1, 203.0.113.7"),
            json!({"status": 200, "client": "203.0.113.7"}),
        ),
        (
            "late",
            ask("/late"),
            json!({"status": 200, "action": "late", "resource": "a thing", "actor": {"id": "8", "name": "ann"},
            "meta": {"count": 3, "user_token": "***"}}),
        ),
        (
            "401",
            ask("/orders/7").header("bad", "1"),
            json!({"status": 401, "success": false, "outcome": "answered",
            "error": "the token has expired", "actor": {"id": "7", "name": "ann"}}),
        ),
        (
            "404",
            ask("/nowhere"),
            json!({"status": 404, "success": false, "route": null, "outcome": "answered", "error": "Not Found"}),
        ),
        ("405", ask("/read"), json!({"status": 405, "success": false, "route": "/read", "outcome": "answered"})),
        (
            "413",
            ask("/late").header("content-length", 9_000_000),
            json!({"status": 413, "success": false, "outcome": "refused", "route": "/late"}),
        ),
        ("418", ask("/fail"), json!({"status": 418, "success": false, "outcome": "answered"})),
        (
            "panic",
            ask("/panic"),
            json!({"status": 500, "success": false, "outcome": "panicked", "error": "the handler panicked"}),
        ),
        ("timeout", ask("/slow"), json!({"status": 503, "success": false, "outcome": "timed_out"})),
        ("upgrade", ask("/upgrade"), json!({"status": 101, "success": true, "outcome": "answered"})),
    ]
}

fn assert_holds(record: &Value, wanted: &Value, what: &str) {
    for (name, value) in wanted.as_object().unwrap() {
        assert_eq!(&record[name], value, "{what}: `{name}` in {record}");
    }
}

/// A body that says it is as long as its header.
fn body(request: &http::request::Builder) -> Body {
    let length = request.headers_ref().and_then(|headers| headers.get("content-length")).is_some();
    if length { Body::from(vec![b'x'; 9_000_000]) } else { Body::empty() }
}

#[tokio::test]
async fn a10_a17_every_way_to_end_leaves_one_record() {
    for mode in [AuditMode::Async, AuditMode::Sync] {
        for (what, request, wanted) in ways() {
            let site = Site::new(router(), |config| config.mode = mode);
            let sent = body(&request);
            site.ask(request, sent).await;
            let record = site.record().await;
            assert_holds(&record, &wanted, what);
            assert!(!record.to_string().contains("canary"), "{record}");
            assert_eq!(record["request_id"].as_str().map(str::len), Some(32));
            assert_eq!(record["bytes_out"].is_null(), mode == AuditMode::Sync, "{record}");
        }
    }
}

#[tokio::test]
async fn a_response_that_ends_otherwise_is_told_of() {
    for (path, outcome) in [("/fails", "failed"), ("/panics", "panicked"), ("/stream", "client_gone")] {
        for mode in [AuditMode::Async, AuditMode::Sync] {
            let site = Site::new(router(), |config| config.mode = mode);
            let response = site.begin(http::Request::post(path), "").await;
            let mut body = response.into_body();
            let frames = async { while let Some(Ok(_)) = http_body_util::BodyExt::frame(&mut body).await {} };
            let _ = tokio::time::timeout(Duration::from_millis(50), frames).await;
            drop(body);
            if mode == AuditMode::Async {
                let record = site.record().await;
                assert_holds(
                    &record,
                    &json!({"outcome": outcome, "status": 200, "success": false, "bytes_out": 20}),
                    path,
                );
            } else {
                let records = site.records(2).await;
                assert_holds(&records[0], &json!({"outcome": "answered", "status": 200, "path": path}), path);
                let end = json!({"outcome": outcome, "success": false, "bytes_out": 20, "of": records[0]["id"], "request_id": records[0]["request_id"]});
                assert_holds(&records[1], &end, path);
                assert_eq!(records.len(), 2);
            }
        }
    }
}

#[tokio::test]
async fn a11_a_client_that_leaves_before_the_head_is_recorded() {
    for mode in [AuditMode::Async, AuditMode::Sync] {
        let site = Site::new(router(), |config| config.mode = mode);
        let asking = site.ask(http::Request::post("/slow"), "");
        assert!(tokio::time::timeout(Duration::from_millis(50), asking).await.is_err());
        let record = site.record().await;
        assert_holds(
            &record,
            &json!({"outcome": "client_gone", "status": null, "success": false, "path": "/slow"}),
            "gone",
        );
    }
}

#[tokio::test]
async fn only_chosen_requests_are_recorded_and_a_trail_is_harmless_for_others() {
    let rules = |rules: &[&str]| Some(rules.iter().map(|rule| RouteRule::parse(rule).unwrap()).collect());
    let site = Site::new(router(), |config| {
        config.methods = vec![AuditMethod::Post];
        config.routes =
            Group(AuditRouteSettings { include: rules(&["/orders/", "/late", "/fail"]), exclude: rules(&["/fail"]) });
    });
    for request in [
        http::Request::get("/read"),
        http::Request::put("/late"),
        http::Request::post("/fail"),
        http::Request::post("/nowhere"),
    ] {
        site.ask(request, "").await;
    }
    assert_eq!(site.ask(http::Request::get("/read"), "").await, (200, "false".to_owned()));
    assert_eq!(site.ask(http::Request::post("/orders/1"), "").await.0, 200);
    assert_eq!(site.record().await["path"], "/orders/1");
}

#[tokio::test]
async fn a16_ids_differ_and_sort_and_numbers_have_no_hole() {
    let site = Site::new(router(), |_| {});
    for _ in 0..50 {
        site.ask(http::Request::post("/fail"), "").await;
    }
    site.audit
        .record(Entry::new("cache.purged").actor("nightly").meta("entries", 1200_u32).meta("token", "canary"))
        .await
        .unwrap();
    site.audit.flush().await;
    let records = site.keeper.records.lock().unwrap().clone();
    assert_eq!(records.len(), 51);
    assert!(records.is_sorted_by(|a, b| a["id"].as_str() < b["id"].as_str()));
    assert!(records.iter().zip(1..).all(|(record, seq)| record["seq"] == seq));
    let wanted = json!({"action": "cache.purged", "actor": {"id": "nightly"}, "meta": {"entries": 1200, "token": "***"}, "success": true,
        "service": "orders", "stage": "test"});
    assert_holds(&records[50], &wanted, "entry");
    let other = Site::new(router(), |_| {});
    other.ask(http::Request::post("/fail"), "").await;
    assert_ne!(other.record().await["id"], records[0]["id"]);
}

#[tokio::test]
async fn what_a_client_sends_cannot_forge_a_line() {
    let site = Site::new(router(), |_| {});
    let request = http::Request::post("/nowhere/%0a%22?x=%0d%0a")
        .header("user-agent", "a\",\"actor\":{\"id\":\"root\"},\"b\":\"\u{9b}")
        .header("x-request-id", "\",\"seq\":0,\"a\":\"")
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    site.ask(request, "").await;
    let record = site.record().await;
    assert_holds(
        &record,
        &json!({"seq": 1, "actor": null, "trace_id": "0af7651916cd43dd8448eb211c80319c", "path": "/nowhere/%0a%22"}),
        "forged",
    );
    assert_eq!(record["request_id"], "\",\"seq\":0,\"a\":\"");
}
