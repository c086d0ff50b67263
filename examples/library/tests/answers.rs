//! The service as its clients and its operators see it: each test has an app of its own.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use library::{Ops, router};
use runa::test::{App, Phase};

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
    assert_eq!(ended.phases(), [Phase::Starting, Phase::Running, Phase::Draining, Phase::Closing, Phase::Stopping]);
    assert_eq!(ended.log().all().await.last().unwrap()["message"], "stopped");
}
