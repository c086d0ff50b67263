//! Input that is captured: masked field by field, or not shown at all.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use axum::routing::post as on_post;
use http_body::Frame;
use runa_schema::settings::{AuditFileSettings, AuditKeepSettings, AuditMethod, AuditMode, AuditRotateSettings, Group};
use runa_schema::value::{Secret, Size};
use serde_json::{Value, json};

use super::site::{OWN, Site, post};
use crate::kernel::request::internal;

fn router() -> Router {
    Router::new()
        .route("/read", on_post(|body: Bytes| async move { body.len().to_string() }))
        .route("/early", on_post(|| async { StatusCode::FORBIDDEN }))
}

fn site() -> Site {
    Site::new(router(), |config| {
        config.capture_input = true;
        config.max_input_size = Size(1 << 10);
    })
}

/// What is recorded of the input of one request.
async fn input(request: http::request::Builder, body: impl Into<Body>) -> (Value, String) {
    let site = site();
    site.ask(request, body).await;
    let record = site.record().await;
    (record["input"].clone(), record.to_string())
}

#[tokio::test]
async fn a5_no_secret_leaves_in_any_form() {
    let long = format!(r#"{{"password":"canary","a":"{}"}}"#, "x".repeat(2000));
    let form = format!("password=canary&a={}", "x".repeat(2000));
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    for (kind, body, wanted) in [
        ("application/json", r#"{"a":1,"password":"canary"}"#.as_bytes(), json!({"a": 1, "password": "***"})),
        ("application/json", br#"[{"token":"canary"},[{"pin":17}]]"#, json!([{"token": "***"}, [{"pin": "***"}]])),
        ("APPLICATION/JSON; Charset=UTF-8", br#"{"apiKey":"canary"}"#, json!({"apiKey": "***"})),
        ("application/merge-patch+json", br#"{"client_secret":["canary"]}"#, json!({"client_secret": "***"})),
        ("application/x-www-form-urlencoded", b"user_password=canary&a=1", json!({"user_password": "***", "a": "1"})),
        ("application/json", br#"{"password":"canary"#, json!({"type": "application/json", "length": 19})),
        ("application/json", long.as_bytes(), json!({"type": "application/json", "length": long.len()})),
        (
            "application/x-www-form-urlencoded",
            form.as_bytes(),
            json!({"type": "application/x-www-form-urlencoded", "length": form.len()}),
        ),
        ("text/plain", b"password=canary", json!({"type": "text/plain", "length": 15})),
        (
            "multipart/form-data; boundary=canary",
            b"--canary\r\ncanary",
            json!({"type": "multipart/form-data", "length": 16}),
        ),
        ("application/json", b"{\"a\":\"\xffcanary\"}", json!({"type": "application/json", "length": 15})),
        (
            "application/x-www-form-urlencoded",
            b"a=\xffcanary",
            json!({"type": "application/x-www-form-urlencoded", "length": 9}),
        ),
        ("application/octet-stream", &gzip, json!({"type": "application/octet-stream", "length": 10})),
    ] {
        let (input, record) = input(post("/read", kind), body.to_vec()).await;
        assert_eq!(input, json!({"body": wanted}), "{kind}");
        assert!(!record.contains("canary"), "{record}");
    }
    let coded = post("/read", "application/json").header("content-encoding", "gzip");
    assert_eq!(input(coded, r#"{"a":1}"#).await.0, json!({"body": {"type": "application/json", "length": 7}}));
    let bare = http::Request::post("/read");
    assert_eq!(input(bare, r#"{"password":"canary"}"#).await.0, json!({"body": {"type": null, "length": 21}}));
}

#[tokio::test]
async fn what_is_sent_to_routes_of_runa_is_never_recorded_but_that_it_was_sent() {
    let [own, slow, panic] = OWN;
    let routes = Router::new()
        .route(own, on_post(|body: String| async { body }))
        .route(slow, on_post(std::future::pending::<()>))
        .route(panic, on_post(|| async { panic!("it is afraid") as () }));
    let all = router().merge(internal(routes));
    for mode in [AuditMode::Async, AuditMode::Sync] {
        for (path, length, status) in
            [(own, None, 200), (slow, None, 503), (panic, None, 500), (own, Some("9000000"), 413)]
        {
            let site = Site::new(all.clone(), |config| {
                config.mode = mode;
                config.capture_input = true;
                config.mask_builtin = false;
                // Neither leaves them out.
                config.methods = vec![AuditMethod::Put];
                config.routes.0.include = Some(Vec::new());
            });
            site.ask(post("/read", "text/plain"), "").await;
            let mut request = post(&format!("{path}?key=canary"), "application/x-www-form-urlencoded");
            if let Some(length) = length {
                request = request.header("content-length", length);
            }
            let body = if length.is_some() { "x".repeat(9_000_000) } else { "token=canary".to_owned() };
            site.ask(request, body).await;
            let record = site.record().await;
            assert_eq!((record["route"].as_str(), record["status"].as_u64()), (Some(path), Some(status)), "{record}");
            assert!(record["input"].is_null() && !record.to_string().contains("canary"), "{record}");
        }
        let site = Site::new(all.clone(), |config| (config.mode, config.capture_input) = (mode, true));
        let leaving = site.ask(post(slow, "application/json"), r#"{"pass":"canary"}"#);
        assert!(tokio::time::timeout(Duration::from_millis(50), leaving).await.is_err());
        let record = site.record().await;
        assert_eq!(record["outcome"], "client_gone");
        assert!(record["input"].is_null() && !record.to_string().contains("canary"), "{record}");
    }
}

#[tokio::test]
async fn a9_names_in_a_query_and_deep_in_a_body_are_masked() {
    let request = post("/read?access_token=canary&page=2&q=%7B", "application/json");
    let (input, record) = input(request, r#"{"a":[{"b":{"user-password":{"x":"canary"}}},{"Set-Cookie":7}]}"#).await;
    let wanted = json!({"query": {"access_token": "***", "page": "2", "q": "{"},
        "body": {"a": [{"b": {"user-password": "***"}}, {"Set-Cookie": "***"}]}});
    assert_eq!(input, wanted);
    assert!(!record.contains("canary"), "{record}");
    let many = format!("/read?{}password=canary", "a=1&".repeat(600));
    let (input, record) = self::input(http::Request::post(many), "").await;
    assert_eq!(input["query"]["type"], "query");
    assert!(!record.contains("canary"), "{record}");
}

#[tokio::test]
async fn names_of_ones_own_are_masked_beside_the_built_in_ones() {
    let masked = async |builtin: bool| {
        let site = Site::new(router(), |config| {
            config.capture_input = true;
            config.mask_fields = vec!["iban".to_owned()];
            config.mask_builtin = builtin;
        });
        site.ask(post("/read", "application/json"), r#"{"customer_iban":1,"password":2,"a":3}"#).await;
        site.record().await["input"]["body"].clone()
    };
    assert_eq!(masked(true).await, json!({"customer_iban": "***", "password": "***", "a": 3}));
    assert_eq!(masked(false).await, json!({"customer_iban": "***", "password": 2, "a": 3}));
}

#[tokio::test]
async fn a6_a_body_streams_past_and_reaches_its_handler_whole() {
    let site = site();
    let body = pieces((0..64).map(|_| vec![b'7'; 10_000]));
    assert_eq!(site.ask(post("/read", "application/json"), body).await, (200, "640000".to_owned()));
    let record = site.record().await;
    assert_eq!(record["input"], json!({"body": {"type": "application/json", "length": 640_000}}));
    assert_eq!(record["bytes_in"], 640_000);
}

/// A body in pieces of unknown length, which ends or not.
struct Pieces(VecDeque<Bytes>, bool);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.0.pop_front() {
            Some(piece) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            None if self.1 => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

fn pieces<T: Into<Bytes>>(pieces: impl IntoIterator<Item = T>) -> Body {
    Body::new(Pieces(pieces.into_iter().map(Into::into).collect(), true))
}

#[tokio::test]
async fn a_body_in_pieces_is_one_document_and_one_that_nobody_reads_is_said_to_be() {
    let site_ = site();
    site_.ask(post("/read", "application/json"), pieces([r#"{"pass"#, r#"word":"can"#, r#"ary","a":1}"#])).await;
    assert_eq!(site_.record().await["input"], json!({"body": {"password": "***", "a": 1}}));

    let (input, _) = input(post("/early", "application/json"), r#"{"a":1}"#).await;
    assert_eq!(input, json!({"body": {"type": "application/json", "length": 7, "read": 0}}));
    let (input, record) = self::input(http::Request::post("/early"), "").await;
    assert_eq!(input, Value::Null, "{record}");
}

#[tokio::test]
async fn with_a_key_what_is_not_shown_has_a_hash_that_can_be_searched_for() {
    let path = std::env::temp_dir().join(format!("runa-audit-key-{}.jsonl", std::process::id()));
    let site = Site::new(router(), |config| {
        config.capture_input = true;
        config.max_input_size = Size(64);
        config.file = Some(Group(AuditFileSettings {
            path: path.clone(),
            rotate: Group(AuditRotateSettings { size: None, every: None }),
            keep: Group(AuditKeepSettings { files: None }),
            key: Some(Secret::new("key")),
        }));
    });
    // HMAC_SHA256("key", "The quick brown fox jumps over the lazy dog"), a vector of the algorithm's article in an encyclopedia.
    let fox = "The quick brown fox jumps over the lazy dog";
    site.ask(post("/read", "text/plain"), fox).await;
    let long = format!("{fox}{fox}{fox}");
    site.ask(post("/read", "text/plain"), pieces([long[..50].to_owned(), long[50..].to_owned()])).await;
    site.ask(post("/read", "text/plain"), long).await;
    site.audit.flush().await;
    let hash = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8";
    let records = site.records(3).await;
    assert_eq!(records[0]["input"], json!({"body": {"type": "text/plain", "length": 43, "hmac": hash}}));
    assert_eq!(records[1]["input"], records[2]["input"], "in pieces or not");
    assert_ne!(records[1]["input"]["body"]["hmac"], hash);
    let file = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let lines: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, records, "each writer has the same");
}

#[tokio::test]
async fn a_slow_body_is_recorded_with_what_has_come() {
    let site = site();
    let body = Body::new(Pieces([Bytes::from("{\"password\":\"can")].into(), false));
    let (status, _) = site.ask(post("/read", "application/json"), body).await;
    assert_eq!(status, 408);
    let record = site.record().await;
    assert_eq!(record["outcome"], "timed_out");
    assert_eq!(record["input"], json!({"body": {"type": "application/json", "length": 16, "read": 16}}));
    assert!(record["duration_ms"].as_f64() < Some(Duration::from_secs(10).as_secs_f64() * 1000.0));
}
