//! An app in a runtime that is not its own.

use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use axum::Router;
use tokio::time::timeout;

use super::house::{NOTES, Notes, Ops, PATIENCE};
use crate::kernel::{Error, Launch, Phase, Policy, start_inside};

/// Of a stage, with nothing of the test's process.
fn launch(stage: &str) -> Launch {
    Launch::stage(stage).variables([("RUNA__SERVER__DRAIN__DELAY", "0s")]).without_signals()
}

async fn with_notes<F: Future>(work: impl FnOnce(Arc<Notes>) -> F) -> F::Output {
    let notes = Arc::<Notes>::default();
    timeout(PATIENCE, NOTES.scope(Arc::clone(&notes), work(notes))).await.unwrap()
}

fn taken(notes: &Notes) -> Vec<String> {
    std::mem::take(&mut *notes.lines.lock().unwrap())
}

#[tokio::test]
async fn an_app_starts_serves_and_ends_where_it_is_told_to() {
    with_notes(async |notes| {
        let ops = start_inside::<Ops>(launch("quiet"), false).await.unwrap();
        assert_eq!((ops.0.stage(), taken(&notes)), ("quiet", vec!["install a".to_owned(), "install b".to_owned()]));
        let serving = tokio::spawn({
            let ops = ops.clone();
            async move { ops.0.serve(Router::new()).await }
        });
        ops.0.core().parts.life.reached(Phase::Running).await;
        // Whoever serves is waited for.
        assert_eq!(ops.end().await, ExitCode::SUCCESS);
        assert!(serving.is_finished());
        assert_eq!(taken(&notes), ["drain b", "drain a", "stop b", "stop a"]);
    })
    .await;
}

#[tokio::test]
async fn a_start_that_fails_has_stopped_what_stood_and_says_why() {
    with_notes(async |notes| {
        let error = start_inside::<Ops>(launch("fails"), false).await.unwrap_err();
        assert_eq!(error.exit_code(), 1);
        assert_eq!(error.to_string(), "provider `c` has not started: it does not want to");
        assert_eq!(taken(&notes)[3..], ["drain c", "drain b", "drain a", "stop c", "stop b", "stop a"]);
        let error = start_inside::<Ops>(launch("quite"), false).await.unwrap_err();
        assert_eq!(error.exit_code(), 78);
        assert_eq!(
            error.to_string(),
            "error: there is no stage `quite` [R0902]\n  --> the stage that the program asks for\n   = note: ops.yaml has the \
             stages `quiet`, `three`, `fails`, `panics`, `waits`, `ends_badly`, `serves`, `secure`\n   = help: did you mean `\"quiet\"`?\n\n`house` has \
             not started: 1 error"
        );
        assert_eq!(taken(&notes), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn an_app_or_a_start_that_is_dropped_still_stops_what_stands() {
    with_notes(async |notes| {
        let stopped = async |last: &str| {
            while notes.lines.lock().unwrap().last().is_none_or(|note| note != last) {
                tokio::task::yield_now().await;
            }
        };
        drop(start_inside::<Ops>(launch("quiet"), false).await.unwrap());
        stopped("stop a").await;
        assert_eq!(taken(&notes)[2..], ["drain b", "drain a", "stop b", "stop a"]);
        tokio::select! {
            _ = start_inside::<Ops>(launch("waits"), false) => panic!("it never starts"),
            () = stopped("install b") => {}
        }
        stopped("stop a").await;
    })
    .await;
}

/// As `anyhow`, it says its causes where all is asked for.
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if f.alternate() { "broken: it was old" } else { "broken" })
    }
}

#[tokio::test]
async fn its_end_says_what_has_failed_and_main_may_know_better() {
    with_notes(async |_| {
        for (main, expected) in [(None, 1), (Some(7), 7)] {
            let ops = start_inside::<Ops>(launch("quiet"), false).await.unwrap();
            let error = ops.0.run(async { Err(Broken) }).await.unwrap_err();
            assert_eq!(error.to_string(), "broken: it was old");
            let code = match main {
                Some(code) => ops.end_with(ExitCode::from(code)).await,
                None => ops.end().await,
            };
            assert_eq!(code, ExitCode::from(expected));
        }
        let ops = start_inside::<Ops>(launch("quiet"), false).await.unwrap();
        ops.0.spawn("worker", Policy::Fatal, async { Err(Error::new("it broke")) });
        ops.0.stopping().await;
        assert_eq!(ops.end().await, ExitCode::FAILURE);
    })
    .await;
}

#[tokio::test]
async fn work_that_does_not_end_is_given_up() {
    with_notes(async |notes| {
        let tight = [
            ("RUNA__SERVER__DRAIN__TOTAL", "100ms"),
            ("RUNA__SERVER__DRAIN__GRACE", "10ms"),
            ("RUNA__SERVER__DRAIN__DELAY", "0s"),
        ];
        let ops = start_inside::<Ops>(launch("quiet").variables(tight), false).await.unwrap();
        let core = Arc::clone(ops.0.core());
        // As a `serve` does that goes on.
        let _held = core.serving.lock().await;
        assert_eq!(ops.end().await, ExitCode::from(2));
        assert_eq!(taken(&notes).last().unwrap(), "stop a");
    })
    .await;
}

#[test]
fn outside_of_a_runtime_is_an_error() {
    let mut start = pin!(start_inside::<Ops>(launch("quiet"), false));
    let Poll::Ready(started) = start.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("it waits for a runtime");
    };
    assert_eq!(
        started.unwrap_err().to_string(),
        "an app starts inside of a tokio runtime, and is started outside of one"
    );
}
