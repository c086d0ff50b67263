//! Two apps in one process, each on a runtime of its own: neither sees anything of the other.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread;

use axum::Router;
use axum::routing::get;
use library::Ops;
use runa::observe::{Kind, Outcome};
use runa::test::{App, Phase, What};
use runa::{App as Manifest, Error, Observe, Policy};
use tokio::sync::Barrier;

runa::manifest!(
    /// Another service beside the library.
    "tests/reading-room.yaml" as Other
);

/// What this test needs of an app, whichever it is.
trait Service: Manifest {
    fn observe(&self) -> &Observe;
    fn spawn(&self, name: &'static str, policy: Policy, task: impl Future<Output = runa::Result<()>> + Send + 'static);
    fn shutdown(&self);
}

macro_rules! service {
    ($ops:ty) => {
        impl Service for $ops {
            fn observe(&self) -> &Observe {
                &self.observe
            }
            fn spawn(
                &self,
                name: &'static str,
                policy: Policy,
                task: impl Future<Output = runa::Result<()>> + Send + 'static,
            ) {
                self.spawn(name, policy, task);
            }
            fn shutdown(&self) {
                self.shutdown();
            }
        }
    };
}

service!(Ops);
service!(Other);

/// One app logs from everywhere; `who` stands in each line.
fn router(who: &'static str) -> Router {
    let handler = async move || {
        tracing::info!(who, "in a handler");
        tracing::debug!(who, "in detail");
        tokio::spawn(async move { tracing::info!(who, "in a task") }).await.unwrap();
        tokio::task::spawn_blocking(move || tracing::info!(who, "where it blocks")).await.unwrap();
        who
    };
    Router::new().route("/who", get(handler))
}

/// Where two apps of one test meet.
struct Meeting {
    barrier: Barrier,
    addresses: Mutex<Vec<SocketAddr>>,
}

struct Part {
    who: &'static str,
    requests: usize,
    /// One of the two fails, and ends first.
    fails: bool,
    level: &'static str,
}

async fn live<A: Service>(app: App<A>, part: Part, meeting: Arc<Meeting>) {
    let Part { who, requests, fails, level } = part;
    app.serve(router(who)).await;
    meeting.addresses.lock().unwrap().push(app.client().address());
    if fails {
        app.observe().check("store", Kind::Ready, || async { Outcome::Fail("it is away".into()) }).unwrap();
        app.observe().metrics().metric("books_lost_total", "Books that are lost.").counter().unwrap().add(3);
    }
    meeting.barrier.wait().await;

    // Both at once, on several threads each.
    for _ in 0..requests {
        assert_eq!(app.get("/who").await.text(), who);
    }
    tracing::info!(who, "in the test");
    meeting.barrier.wait().await;
    assert_eq!(app.get("/-/ready").await.status().as_u16(), if fails { 503 } else { 200 });
    let served = app.metrics().value("http_server_request_duration_seconds_count", &[("http_route", "/who")]);
    assert_eq!(served, Some(f64::from(u32::try_from(requests).unwrap())), "{who}");
    assert_eq!(app.metrics().value("books_lost_total", &[]), fails.then_some(3.0));
    let lines = app.log().all().await;
    let said: Vec<_> = lines.iter().filter(|line| line["who"].is_string()).collect();
    assert!(said.iter().all(|line| line["who"] == who), "{said:?}");
    for (message, expected) in [
        ("in a handler", requests),
        ("in a task", requests),
        ("where it blocks", requests),
        ("in the test", 1),
        ("in detail", if level == "debug" { requests } else { 0 }),
    ] {
        let count = said.iter().filter(|line| line["message"] == message).count();
        assert_eq!(count, expected, "{who}: {message}");
    }
    meeting.barrier.wait().await;

    if fails {
        app.spawn("cataloguer", Policy::Fatal, async { Err(Error::new("it lost its place")) });
        app.event(|what| *what == What::Phase(Phase::Draining)).await;
        let ended = app.end().await;
        assert_eq!(ended.code, 1);
        assert_eq!(ended.faults, ["task `cataloguer` failed: it lost its place"]);
        meeting.barrier.wait().await;
    } else {
        meeting.barrier.wait().await;
        assert_eq!(app.get("/who").await.text(), who);
        let (lines, events) = (app.log().all().await, app.events());
        assert!(!lines.iter().any(|line| line.to_string().contains("cataloguer")), "{lines:?}");
        let asked = |what: &What| matches!(what, What::RequestEnds { path, .. } if path == "/who");
        assert_eq!(events.iter().filter(|event| asked(&event.what)).count(), requests + 1, "{events:?}");
        let of_the_other = |what: &What| match what {
            What::TaskBegins { task, .. } | What::TaskEnds { task, .. } => *task == "cataloguer",
            What::Phase(phase) => *phase >= Phase::Draining,
            What::Fault(_) => true,
            _ => false,
        };
        assert!(!events.iter().any(|event| of_the_other(&event.what)), "{events:?}");
        app.shutdown();
        app.event(|what| *what == What::Phase(Phase::Closing)).await;
    }
}

fn beside<A: Service, B: Service>() {
    let meeting = Arc::new(Meeting { barrier: Barrier::new(2), addresses: Mutex::default() });
    let start = |part: Part| (part, Arc::clone(&meeting));
    let first = start(Part { who: "first", requests: 40, fails: true, level: "debug" });
    let second = start(Part { who: "second", requests: 25, fails: false, level: "info" });
    thread::scope(|scope| {
        scope.spawn(|| run::<A>(first));
        scope.spawn(|| run::<B>(second));
    });
    let addresses = meeting.addresses.lock().unwrap();
    assert!(addresses.len() == 2 && addresses[0] != addresses[1], "{addresses:?}");
}

/// As `#[runa::test(stage = "prod", overrides = [("log.level", level)])]` does.
fn run<A: Service>((part, meeting): (Part, Arc<Meeting>)) {
    let test = runa::__v0_1::Test::new("prod").overrides([("log.level", part.level)]);
    runa::__v0_1::test(&test, |app: App<A>| live(app, part, meeting));
}

#[test]
fn two_of_one_manifest_share_nothing() {
    beside::<Ops, Ops>();
}

#[test]
fn two_of_two_manifests_share_nothing() {
    beside::<Ops, Other>();
}
