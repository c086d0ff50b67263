//! What fails a test, and what is done all the same.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod events;
mod lines;
mod overrides;
mod serving;
mod workers;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Termination;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::{App, Options, run};
use crate::kernel::message;
use crate::kernel::tests::house::{NOTES, Notes, Ops};
use crate::kernel::{Error, Policy, Result};

/// What was done to the providers, and why the test has failed, if it has.
fn outcome<F>(options: &Options, test: impl FnOnce(App<Ops>) -> F) -> (Vec<String>, Option<String>)
where
    F: Future<Output: Termination>,
{
    let notes = Arc::<Notes>::default();
    let tested = AssertUnwindSafe(|| NOTES.sync_scope(Arc::clone(&notes), || run(options, test)));
    let failed = catch_unwind(tested).err().map(|panic| message(panic.as_ref()));
    let notes = notes.lines.lock().unwrap().clone();
    (notes, failed)
}

#[test]
fn a_test_that_ends_well_has_drained_and_stopped() {
    let (notes, failed) = outcome(&Options::new("quiet"), async |app: App<Ops>| {
        app.serve(Router::new().route("/", get(|| async { "hello" }))).await;
        let answer = app.get("/").await;
        assert_eq!((answer.status().as_u16(), answer.text()), (200, "hello".to_owned()));
    });
    assert_eq!(failed, None);
    assert_eq!(notes, ["install a", "install b", "drain b", "drain a", "stop b", "stop a"]);
}

#[test]
fn a_panic_is_the_tests_failure_and_the_app_still_stops() {
    let (notes, failed) = outcome(&Options::new("quiet"), async |app: App<Ops>| {
        app.serve(Router::new()).await;
        panic!("two is not one");
    });
    assert_eq!(failed.unwrap(), "two is not one");
    assert_eq!(notes.last().unwrap(), "stop a");
}

#[test]
fn what_fails_in_the_app_fails_the_test_with_its_reason() {
    let tight = Options::new("ends_badly").overrides([("server.drain.total", "500ms"), ("server.drain.grace", "10ms")]);
    let (_, failed) = outcome(&tight, async |_: App<Ops>| {});
    let failed = failed.unwrap();
    assert!(failed.contains("provider `c` did not stop within "), "{failed}");
    assert!(failed.contains("provider `b` panicked while it was to stop: it is afraid"), "{failed}");

    let (notes, failed) = outcome(&Options::new("fails"), async |_: App<Ops>| unreachable!("it has not started"));
    let failed = failed.unwrap();
    assert!(failed.contains("the app has not started: provider `c` has not started: it does not want to"), "{failed}");
    assert_eq!(notes.last().unwrap(), "stop a");

    for policy in [Policy::Logged, Policy::Fatal] {
        let (_, failed) = outcome(&Options::new("quiet"), async |app: App<Ops>| {
            let kernel = app.ops().0;
            kernel.spawn("clerk", policy, async { panic!("no ink") });
            app.log().line(|line| line["task"] == "clerk").await;
        });
        assert_eq!(failed.unwrap(), "the app under test has failed: task `clerk` panicked: no ink", "{policy:?}");
    }

    let (_, failed) = outcome(&Options::new("quiet"), async |_: App<Ops>| -> Result<()> { Err(Error::new("no")) });
    assert_eq!(failed.unwrap(), "the test has returned an error");
}

#[test]
fn what_the_test_has_seen_does_not_fail_it() {
    let (_, failed) = outcome(&Options::new("quiet"), async |app: App<Ops>| {
        app.ops().0.spawn("clerk", Policy::Fatal, async { Err(Error::new("no ink")) });
        app.log().line(|line| line["task"] == "clerk").await;
        assert_eq!(app.take_faults(), ["task `clerk` failed: no ink"]);
    });
    assert_eq!(failed, None);
}

#[test]
fn a_test_reads_nothing_of_the_process_and_says_what_is_wrong_with_what_it_gives() {
    let wrong =
        Options::new("quiet").env([("RUNA__SERVER__DRAIN__GRACE", "long")]).overrides([("server.body_limit", "much")]);
    let (_, failed) = outcome(&wrong, async |_: App<Ops>| {});
    let failed = failed.unwrap();
    for words in [
        "the variable `RUNA__SERVER__DRAIN__GRACE`",
        "`server.body_limit` in `overrides` of `#[runa::test]`",
        "`house` has not started: 2 errors",
    ] {
        assert!(failed.contains(words), "{failed}");
    }
    let (_, failed) = outcome(&Options::new("quite"), async |_: App<Ops>| {});
    assert!(failed.unwrap().contains("did you mean `\"quiet\"`?"));
}
