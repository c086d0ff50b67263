//! The service as its clients and its operators see it: each test has an app of its own.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use library::{Ops, router};
use runa::test::{App, Outcome, Phase, What};

#[runa::test(stage = "prod")]
async fn books_are_found_by_number(app: App<Ops>) {
    app.serve(router(app.ops())).await;
    let book = app.get("/books/1").await;
    assert_eq!((book.status().as_u16(), book.json::<String>()), (200, "Emma".to_owned()));
    let count = [("http_route", "/books/{number}"), ("http_response_status_code", "200")];
    assert_eq!(app.metrics().value("http_server_request_duration_seconds_count", &count), Some(1.0));
}

#[runa::test(stage = "test")]
async fn whoever_looks_for_a_book_that_is_not_here_is_noticed(app: App<Ops>) {
    app.serve(router(app.ops())).await;
    assert_eq!(app.get("/books/9").await.status().as_u16(), 404);
    let line = app.log().message("somebody looks for a book that is not here").await;
    assert_eq!((&line["level"], &line["number"]), (&"WARN".into(), &9.into()));
}

#[runa::test(stage = "dev", overrides = [("server.drain.delay", "50ms")])]
async fn it_says_that_it_leaves_and_leaves(app: App<Ops>) {
    app.serve(router(app.ops())).await;
    assert_eq!(app.get("/-/ready").await.status().as_u16(), 200);
    app.shutdown();
    assert_eq!(app.get("/-/ready").await.status().as_u16(), 503);
    let ended = app.end().await;
    assert_eq!((ended.code, ended.faults.len()), (0, 0));
    let phases: Vec<_> = ended.events().into_iter().filter(|event| matches!(event.what, What::Phase(_))).collect();
    let order = [Phase::Starting, Phase::Running, Phase::Draining, Phase::Closing, Phase::Stopping].map(What::Phase);
    assert!(phases.iter().map(|event| &event.what).eq(&order), "{phases:?}");
    // The delay has passed before it closed.
    assert!(phases[2].at + Duration::from_millis(50) <= phases[3].at, "{phases:?}");
    assert_eq!(ended.log().all().await.last().unwrap()["message"], "stopped");
}

#[runa::test(stage = "dev")]
async fn every_request_is_answered_before_anything_stops(app: App<Ops>) {
    app.serve(router(app.ops())).await;
    app.get("/books/2?lend=false").await;
    let asked = app.event(|what| matches!(what, What::RequestEnds { path, .. } if path == "/books/2")).await;
    let What::RequestEnds { route, status, outcome, .. } = &asked.what else { unreachable!("it is one") };
    assert_eq!((route.as_deref(), *status, *outcome), (Some("/books/{number}"), Some(200), Outcome::Answered));
    assert!(asked.to_string().ends_with("s request GET /books/{number} ends: 200, answered"), "{asked}");

    let ended = app.end().await;
    let drains = ended.events().into_iter().find(|event| event.what == What::Phase(Phase::Draining)).unwrap();
    assert!(asked.at < drains.at);
}
