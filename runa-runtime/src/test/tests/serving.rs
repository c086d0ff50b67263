//! What a test is told when nothing is served, and what can be done at once.

use std::future::pending;

use axum::Router;
use axum::routing::get;

use super::{App, Ops, Options, outcome};
use crate::kernel::Error;

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
    assert!(failed.starts_with("`serve` failed: `serve` cannot be called: the process serves"), "{failed}");
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
        app.reached(crate::kernel::Phase::Draining).await;
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
