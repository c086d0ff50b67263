//! What a test is told when nothing is served, and what can be done at once.

use std::borrow::Cow;
use std::future::pending;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use runa_schema::resolve::{Given, argument};
use runa_schema::value::Value;
use tokio::time::Instant;

use super::{App, Ops, Options, outcome};
use crate::kernel::event::What;
use crate::kernel::request::ClientIp;
use crate::kernel::{Error, Phase};

fn failure<F>(options: &Options, test: impl FnOnce(App<Ops>) -> F) -> String
where
    F: Future<Output = ()>,
{
    outcome(options, test).1.unwrap()
}

#[test]
fn serve_that_cannot_begin_says_at_once_why_and_where() {
    let failed = failure(&Options::new("serves"), async |app: App<Ops>| {
        app.serve(Router::new().route("/-/ready", get(|| async { "not yours" }))).await;
        unreachable!("nothing is served");
    });
    assert!(failed.starts_with("`serve` failed: ") && failed.contains("/-/ready"), "{failed}");
    assert!(failed.contains(concat!(", at ", file!(), ":")), "{failed}");
}

#[test]
fn who_serves_or_runs_twice_is_told() {
    let failed = failure(&Options::new("quiet"), async |app: App<Ops>| {
        app.serve(Router::new()).await;
        app.serve(Router::new()).await;
        unreachable!("the first router is served");
    });
    let first = concat!("`serve` failed: `serve` cannot be called: `serve`, called at ", file!(), ":");
    assert!(failed.starts_with(first) && failed.contains(", serves already, at 127.0.0.1:"), "{failed}");
    let hasty = Options::new("quiet").overrides([("server.drain.grace", "10ms")]);
    let failed = failure(&hasty, async |app: App<Ops>| {
        app.run(pending::<Result<(), Error>>()).await;
        app.client();
    });
    assert_eq!(failed, "`run` serves no router: only `app.admin()` is there");
}

#[test]
fn work_that_panics_fails_the_test() {
    let failed = failure(&Options::new("quiet"), async |app: App<Ops>| {
        app.run::<_, Error>(async { panic!("no ink") }).await;
        app.event(|what| *what == What::Phase(Phase::Draining)).await;
    });
    assert!(failed.contains("`run` panicked: no ink"), "{failed}");
}

#[cfg(unix)]
#[test]
fn a_socket_in_the_file_system_is_not_for_the_client() {
    let path = std::env::temp_dir().join(format!("runa-test-client-{}", std::process::id()));
    let socket = format!("unix:{}", path.display());
    let failed = failure(&Options::new("quiet").overrides([("server.listen", socket)]), async |app: App<Ops>| {
        app.serve(Router::new()).await;
        app.client();
    });
    assert!(failed.starts_with("`server.listen` names only unix sockets"), "{failed}");
}

#[test]
fn a_histogram_is_read_by_its_parts() {
    let failed = failure(&Options::new("quiet"), async |app: App<Ops>| {
        let waits = app.metrics().store().metric("waits_seconds", "How long.").histogram(&[0.1, 1.0]).unwrap();
        waits.observe(0.5);
        let (count, sum) = ("waits_seconds_count", "waits_seconds_sum");
        assert_eq!([count, sum].map(|name| app.metrics().value(name, &[])), [Some(1.0), Some(0.5)]);
        app.metrics().value("waits_seconds", &[]);
    });
    assert_eq!(
        failed,
        "`waits_seconds` is a histogram: read `waits_seconds_count` or `waits_seconds_sum`; its buckets are in `metrics().store()`"
    );
}

#[test]
fn what_is_waited_for_can_be_waited_for_together() {
    let (_, failed) = outcome(&Options::new("quiet"), async |app: App<Ops>| {
        app.serve(Router::new().route("/", get(|| async { tracing::info!("lent") }))).await;
        let (answer, line, lines) = tokio::join!(
            app.client().get("/"),
            app.log().message(&format!("{}t", "len")),
            app.log().line(|line| line["message"] == "lent"),
        );
        assert_eq!((answer.status().as_u16(), &line), (200, &lines));
    });
    assert_eq!(failed, None);
}

#[test]
fn no_end_waits_for_clients_that_are_far_away() {
    const RUNTIME: &[Given] = &[argument("flavor", Value::Text(Cow::Borrowed("current_thread")))];
    let (_, failed) = outcome(&Options::new("quiet").runtime(RUNTIME), async |app: App<Ops>| {
        app.serve(Router::new()).await;
        // It goes on when the app waits for a timer, and for nothing else.
        tokio::time::pause();
        let begins = Instant::now();
        app.end().await;
        assert!(begins.elapsed() < Duration::from_millis(50), "{:?}", begins.elapsed());
    });
    assert_eq!(failed, None);
}

#[test]
fn the_client_is_the_one_of_the_header_that_the_stage_names() {
    for (header, client) in [("any", "127.0.0.1"), ("x-forwarded-for", "203.0.113.7"), ("forwarded", "192.0.2.1")] {
        let settings = [("server.trusted_proxies", "127.0.0.1"), ("server.forwarded_header", header)];
        let (_, failed) = outcome(&Options::new("quiet").overrides(settings), async |app: App<Ops>| {
            app.serve(Router::new().route("/", get(|ClientIp(client): ClientIp| async move { client.to_string() })))
                .await;
            let request =
                http::Request::get("/").header("x-forwarded-for", "203.0.113.7").header("forwarded", "for=192.0.2.1");
            assert_eq!(app.client().send(request.body("").unwrap()).await.text(), client);
        });
        assert_eq!(failed, None);
    }
}
