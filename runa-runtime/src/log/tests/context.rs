//! Whose request a line is of.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::routing::{get, post};
use http_body::{Frame, SizeHint};
use runa_schema::settings::{AccessSettings, Format, Group};
use serde_json::Value;
use tokio::sync::Notify;
use tower::ServiceExt;

use super::{LogSettings, json, logged, settings};
use crate::kernel::request::{Path, Recorder, RequestContext, wrap};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

/// Logs when it is dropped.
struct Drops(&'static str);

impl Drop for Drops {
    fn drop(&mut self) {
        tracing::info!("dropped: {}", self.0);
    }
}

/// A body of one frame that says when it is asked, and when it is dropped; its length is known if one is given.
struct Says(bool, Option<u64>, #[expect(dead_code, reason = "its drop logs")] Drops);

impl HttpBody for Says {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let first = !std::mem::replace(&mut self.0, true);
        tracing::info!("streaming");
        Poll::Ready(first.then(|| Ok(Frame::data(Bytes::from_static(b"x")))))
    }

    fn size_hint(&self) -> SizeHint {
        self.1.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// A body that never comes.
struct Never;

impl HttpBody for Never {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

fn router(go: &Arc<Notify>) -> Router {
    let (waits, later) = (Arc::clone(go), Arc::clone(go));
    Router::new()
        .route("/plain", get(async || tracing::info!("plain")))
        .route("/stream", get(async || Body::new(Says(false, None, Drops("body")))))
        .route("/sized", get(async || Body::new(Says(false, Some(1), Drops("body")))))
        .route("/panic", get(async || panic!("oh") as &'static str))
        .route("/slow", get(async || (Drops("slow"), tokio::time::sleep(Duration::from_mins(9)).await).1))
        .route("/read", post(async |body: Bytes| drop(body)))
        .route("/left", get(async move || (Drops("left"), waits.notified().await).1))
        .route(
            "/spawn",
            get(async move || {
                let context = RequestContext::current();
                let waits = Arc::clone(&later);
                let task = async move {
                    waits.notified().await;
                    tracing::info!("a task");
                };
                tokio::spawn(context.clone().scope(task));
                let waits = Arc::clone(&later);
                tokio::spawn(async move {
                    waits.notified().await;
                    context.in_scope(|| tracing::info!("by hand"));
                    tracing::info!("forgotten");
                });
            }),
        )
}

/// The lines of one request and of what it leaves behind, each as its message, request id and trace id.
fn lines(settings: LogSettings, request: http::request::Builder, body: Body) -> Vec<(String, Value, Value)> {
    let lines = logged(settings, |parts| {
        let access = parts.access.clone().map(|access| Arc::new(access) as Arc<dyn Recorder>);
        let go = Arc::new(Notify::new());
        let path = Path { recorders: access.into_iter().collect(), body_limit: 10, aloud: true, ..Path::bare() };
        let router = wrap(router(&go), path);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let traceparent = format!("00-{TRACE}-b7ad6b7169203331-01");
            let request = request.header("x-request-id", "id-1").header("traceparent", traceparent);
            let request: Request = request.body(body).unwrap();
            let goes_away = request.uri().path() == "/left";
            let answer = router.oneshot(request);
            if goes_away {
                tokio::time::timeout(Duration::from_secs(1), answer).await.unwrap_err();
            } else {
                to_bytes(answer.await.unwrap().into_body(), 1000).await.unwrap();
            }
            // Whoever was spawned waits by now, and is let go.
            for _ in 0..9 {
                tokio::task::yield_now().await;
                go.notify_waiters();
            }
            tracing::info!("afterwards");
        });
    });
    let all = lines.iter().map(|line| {
        let line = json(line);
        (line["message"].as_str().unwrap().to_owned(), line["request_id"].clone(), line["trace_id"].clone())
    });
    all.collect()
}

/// The messages of the lines that bear both ids, and of those that bear none.
fn told(request: http::request::Builder, body: Body) -> (Vec<String>, Vec<String>) {
    let (of, others): (Vec<_>, Vec<_>) =
        lines(settings(Format::Json), request, body).into_iter().partition(|(_, id, _)| !id.is_null());
    for (message, id, trace) in &of {
        assert_eq!((id, trace), (&"id-1".into(), &TRACE.into()), "{message}");
    }
    assert!(others.iter().all(|(_, _, trace)| trace.is_null()), "{others:?}");
    (of.into_iter().map(|line| line.0).collect(), others.into_iter().map(|line| line.0).collect())
}

#[test]
fn every_line_of_a_request_bears_both_ids() {
    for (path, of) in [
        ("/plain", &["plain", "request"][..]),
        ("/stream", &["streaming", "streaming", "dropped: body", "request"]),
        ("/sized", &["streaming", "streaming", "dropped: body", "request"]),
        ("/panic", &["the handler of a request panicked", "request"]),
        // 503
        ("/slow", &["dropped: slow", "request"]),
        // Its client goes away.
        ("/left", &["dropped: left", "request"]),
        ("/nowhere", &["request"]),
    ] {
        let (mut seen, others) = told(Request::get(path), Body::empty());
        let mut of = of.to_vec();
        // A body ends before it is dropped, or after.
        seen.sort();
        of.sort_unstable();
        assert_eq!(
            (seen, others),
            (of.into_iter().map(str::to_owned).collect(), vec!["afterwards".to_owned()]),
            "{path}"
        );
    }
    // 413, and 408.
    for body in [Body::from("more than ten bytes"), Body::new(Never)] {
        assert_eq!(told(Request::post("/read"), body).0, ["request"]);
    }
}

#[test]
fn what_a_handler_starts_is_told_of_its_request() {
    let (of, others) = told(Request::get("/spawn"), Body::empty());
    assert_eq!(of, ["request", "a task", "by hand"]);
    assert_eq!(others, ["forgotten", "afterwards"]);
}

#[test]
fn it_can_be_switched_off() {
    let settings = LogSettings { context: false, ..settings(Format::Json) };
    let lines = lines(settings, Request::get("/plain"), Body::empty());
    assert_eq!(lines[0], ("plain".to_owned(), Value::Null, Value::Null));
    assert_eq!(lines[1], ("request".to_owned(), "id-1".into(), TRACE.into()));
}

#[test]
fn so_does_what_a_body_says_where_nobody_records_requests() {
    let access = Group(AccessSettings { enabled: false, ..settings(Format::Json).access.0 });
    for path in ["/stream", "/sized"] {
        let settings = LogSettings { access: access.clone(), ..settings(Format::Json) };
        let lines = lines(settings, Request::get(path), Body::empty());
        let of: Vec<_> = lines.iter().filter(|(_, id, _)| id == "id-1").map(|line| line.0.as_str()).collect();
        assert_eq!(of.len(), lines.len() - 1, "all but `afterwards`: {lines:?}");
        assert!(of.contains(&"streaming") && of.contains(&"dropped: body"), "{lines:?}");
    }
}
