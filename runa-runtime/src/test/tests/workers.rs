//! A worker that is blocked, among those that are not.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::get;
use tokio::task::{block_in_place, yield_now};

use super::{App, Ops, Options, outcome};
use crate::kernel::Policy;

/// Holds its thread until the test lets it go.
fn hold(until: &Mutex<Receiver<()>>) {
    until.lock().unwrap().recv().unwrap();
}

#[test]
fn a_blocked_worker_is_said_and_counted_once_and_no_other() {
    let options = Options::new("quiet").overrides([("runtime.blocked_after", "300ms")]);
    let (_, failed) = outcome(&options, async |app: App<Ops>| {
        let (lets_go, held) = channel();
        let (lets_place_go, in_place) = channel();
        let (held, in_place) = (Arc::new(Mutex::new(held)), Arc::new(Mutex::new(in_place)));
        let blocks = async move || hold(&held);
        // It has said that it will block, and its worker goes on elsewhere.
        let blocks_in_place = async move || {
            tracing::info!("in place");
            block_in_place(|| hold(&in_place));
        };
        app.serve(Router::new().route("/blocks", get(blocks)).route("/in-place", get(blocks_in_place))).await;
        let client = app.client();
        let patient = tokio::spawn(async move { client.get("/in-place").await });
        app.log().message("in place").await;
        // Never sleeps, and goes on.
        let busy = tokio::spawn(async {
            loop {
                yield_now().await;
            }
        });
        let blocked = tokio::spawn(async move { client.get("/blocks").await });

        let line = app.log().line(|line| line["blocked_ms"].is_u64()).await;
        assert_eq!((&line["level"], &line["target"]), (&"WARN".into(), &"runa".into()));
        let message = line["message"].as_str().unwrap();
        assert!(message.contains(" of 2 has been blocked for "), "{message}");
        // The one in place may have begun just then, and cannot be told apart.
        assert!(message.contains("GET /blocks from 127.0.0.1:"), "{message}");
        assert!(line["blocked_ms"].as_u64().unwrap() >= 300, "{line}");
        lets_go.send(()).unwrap();
        assert_eq!(blocked.await.unwrap().status().as_u16(), 200);
        let back = app.log().line(|line| line["message"].as_str().unwrap().contains("is free again, after")).await;
        assert_eq!(back["worker"], line["worker"]);
        lets_place_go.send(()).unwrap();
        assert_eq!(patient.await.unwrap().status().as_u16(), 200);

        // Nobody else is counted: neither who had much to do, nor who had said that it blocks and was held for longer.
        busy.abort();
        assert_eq!(app.metrics().value("runa_runtime_blockages_total", &[]), Some(1.0));
        assert!(app.metrics().value("runa_runtime_blocked_seconds_total", &[]).unwrap() >= 0.3);
        let said = app.log().all().await.iter().filter(|line| line["blocked_ms"].is_u64()).count();
        assert_eq!(said, 2);
    });
    assert_eq!(failed, None);
}

#[test]
fn a_task_that_blocks_is_named() {
    let options = Options::new("quiet").overrides([("runtime.blocked_after", "300ms")]);
    let (_, failed) = outcome(&options, async |app: App<Ops>| {
        let (lets_go, held) = channel();
        app.ops().0.spawn("cruncher", Policy::MayEnd, async move {
            // Of two polls, the second.
            yield_now().await;
            hold(&Mutex::new(held));
            Ok(())
        });
        let line = app.log().line(|line| line["blocked_ms"].is_u64()).await;
        let message = line["message"].as_str().unwrap();
        assert!(message.contains(" ms: task `cruncher` keeps its thread"), "{message}");
        lets_go.send(()).unwrap();
    });
    assert_eq!(failed, None);
}
