//! What has happened in an app, from its first event to its last.

use std::future::pending;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::{App, Ops, Options, outcome};
use crate::kernel::event::{Event, What};
use crate::kernel::request::Outcome;
use crate::kernel::{Error, Policy, Restart};

/// Without their time.
fn told(events: &[Event]) -> Vec<String> {
    events.iter().map(|event| event.what.to_string()).collect()
}

fn place(events: &[Event], what: &str) -> usize {
    let told = told(events);
    told.iter().position(|one| one == what).unwrap_or_else(|| panic!("no `{what}` in {told:#?}"))
}

#[test]
fn a_life_is_told_in_order_and_on_one_clock() {
    let (_, failed) = outcome(&Options::new("quiet"), async |app: App<Ops>| {
        let kernel = app.ops().0;
        app.serve(Router::new().route("/items/{id}", get(|| async { "hello" }))).await;
        app.get("/items/1?query").await;
        kernel.spawn("clerk", Policy::MayEnd, async { Ok(()) });
        app.event(|what| matches!(what, What::TaskEnds { .. })).await;
        kernel.spawn("guard", Policy::Logged, pending());
        app.event(|what| matches!(what, What::TaskBegins { task: "guard", .. })).await;
        let ended = app.end().await;
        let events = ended.events();
        let order = [
            "Starting",
            "provider log is to start",
            "provider log did start",
            "provider a is to start",
            "provider a did start",
            "provider b is to start",
            "provider b did start",
            "Running",
            "request GET /items/{id} begins",
            "request GET /items/{id} ends: 200, answered",
            "task clerk begins",
            "task clerk ends",
            "task guard begins",
            "Draining",
            "Closing",
            "task guard is dropped",
            "Stopping",
            "provider b is to drain",
            "provider b did drain",
            "provider a is to drain",
            "provider a did drain",
            "provider b is to stop",
            "provider b did stop",
            "provider a is to stop",
            "provider a did stop",
            "provider log is to stop",
            "provider log did stop",
            "over: 0",
        ];
        let connections = |event: &&Event| {
            matches!(event.what, What::ConnectionBegins { peer: Some(_) } | What::ConnectionEnds { peer: Some(_) })
        };
        let rest: Vec<_> = events.iter().filter(|event| !connections(event)).cloned().collect();
        assert_eq!(told(&rest), order);
        let [begins, ends]: [_; 2] = events.iter().filter(connections).collect::<Vec<_>>().try_into().unwrap();
        assert!(begins.to_string().ends_with(" begins") && ends.to_string().ends_with(" ends"), "{begins} {ends}");
        let peer = |event: &Event| event.to_string().split(' ').nth(3).unwrap().to_owned();
        assert_eq!(peer(begins), peer(ends));
        assert!(begins.at <= events[place(&events, "request GET /items/{id} begins")].at);
        assert!(events.is_sorted_by_key(|event| event.at), "{events:?}");
    });
    assert_eq!(failed, None);
}

#[test]
fn each_request_ends_as_it_has_ended() {
    let options = Options::new("quiet").overrides([("server.request_timeout", "100ms")]);
    let (_, failed) = outcome(&options, async |app: App<Ops>| {
        let router =
            Router::new().route("/slow", get(pending::<()>)).route("/panics", get(|| async { panic!("no ink") as () }));
        app.serve(router).await;
        app.get("/slow").await;
        app.get("/panics").await;
        app.get("/nowhere").await;
        for what in [
            "request GET /slow ends: 503, timed_out",
            "request GET /panics ends: 500, panicked",
            "request GET /nowhere ends: 404, answered",
        ] {
            app.event(|one| one.to_string() == what).await;
        }
    });
    assert_eq!(failed, None);
}

#[test]
fn who_goes_away_and_who_is_given_up_is_told_apart() {
    let options = Options::new("quiet").overrides([("server.drain.grace", "10ms")]);
    let (_, failed) = outcome(&options, async |app: App<Ops>| {
        app.serve(Router::new().route("/stays/{nth}", get(pending::<()>))).await;
        let ask = async |path: &str| {
            let mut client = TcpStream::connect(app.client().address()).await.unwrap();
            client.write_all(format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await.unwrap();
            app.event(|what| matches!(what, What::RequestBegins { path: asked, .. } if asked == path)).await;
            client
        };
        drop(ask("/stays/1").await);
        app.event(|what| matches!(what, What::RequestEnds { outcome: Outcome::ClientGone, status: None, .. })).await;
        let _stays = ask("/stays/2").await;
        let ended = app.end().await;
        assert_eq!((ended.code, ended.faults.len()), (2, 1), "{:?}", ended.faults);
        let events = ended.events();
        let given_up = place(&events, "request GET /stays/{nth} ends: given_up");
        assert!(place(&events, "Closing") < given_up);
        assert!(given_up < place(&events, &format!("fault: {}", ended.faults[0])));
    });
    assert_eq!(failed, None);
}

#[test]
fn a_connection_that_is_closed_for_its_client_says_why() {
    let options = Options::new("quiet").overrides([("server.first_byte_timeout", "100ms")]);
    let (_, failed) = outcome(&options, async |app: App<Ops>| {
        app.serve(Router::new()).await;
        let client = TcpStream::connect(app.client().address()).await.unwrap();
        let address = client.local_addr().unwrap();
        let refused = app.event(|what| matches!(what, What::ConnectionRefused { .. })).await;
        assert_eq!(refused.what, What::ConnectionRefused { peer: Some(address), reason: "first_byte_timeout" });
        let ended = app.event(|what| *what == What::ConnectionEnds { peer: Some(address) }).await;
        let begun = app.event(|what| *what == What::ConnectionBegins { peer: Some(address) }).await;
        assert!(
            begun.at + Duration::from_millis(100) <= refused.at && refused.at <= ended.at,
            "{begun} {refused} {ended}"
        );
    });
    assert_eq!(failed, None);
}

#[test]
fn what_fails_says_so_and_what_begins_anew_too() {
    let tight = Options::new("ends_badly").overrides([("server.drain.total", "500ms"), ("server.drain.grace", "10ms")]);
    let (_, failed) = outcome(&tight, async |app: App<Ops>| {
        let once = std::sync::atomic::AtomicBool::new(true);
        let policy = Restart::default().waits(Duration::from_millis(1)..=Duration::from_millis(1)).may_end();
        app.ops().0.spawn("clerk", policy, move || {
            let first = once.swap(false, std::sync::atomic::Ordering::Relaxed);
            async move { if first { Err(Error::new("no ink")) } else { Ok(()) } }
        });
        app.event(|what| *what == What::TaskEnds { task: "clerk", error: None }).await;
        let events = app.events();
        let clerk: Vec<_> = told(&events).into_iter().filter(|one| one.starts_with("task clerk")).collect();
        let whole = ["task clerk begins", "task clerk failed: no ink", "task clerk begins anew", "task clerk ends"];
        assert_eq!(clerk, whole);
        place(&events, "fault: task `clerk` failed: no ink");
        let events = app.end().await.events();
        let failed = |part: &str| told(&events).into_iter().find(|one| one.contains(part)).unwrap_or_default();
        assert!(failed("provider c did not stop: ").contains("did not stop within "), "{events:?}");
        assert!(failed("provider b did not stop: ").ends_with("it is afraid"), "{events:?}");
    });
    assert_eq!(failed, None);
}
