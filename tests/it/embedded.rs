//! `embedded`: an app in a process whose `main` and runtime are not runa's.

use std::collections::HashMap;
use std::net::SocketAddr;

use crate::http::get;
use crate::process::{Ended, Process, Start};

/// What the program says when the app has ended.
const AFTER: &str = "the library has closed, and its program has not\n";

fn embedded(stage: &str) -> Start {
    Start::in_stage("embedded", stage)
        .env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
        .env("RUNA__SERVER__DRAIN__DELAY", "0s")
}

#[test]
fn an_app_lives_in_a_main_of_somebody_elses() {
    for signal in ["TERM", "INT"] {
        let process = embedded("prod").spawn();
        let addresses = process.addresses();
        assert_eq!((addresses.stage.as_str(), addresses.installed.len()), ("prod", 2));
        assert_eq!(get(addresses.service.unwrap(), "/").body, "a library in stage prod\n");
        assert_eq!(get(addresses.service.unwrap(), "/books/9").status, 404);
        process.signal(signal);
        let ended = process.end();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.stdout.contains(&format!("SIG{signal} received")), "{}", ended.stdout);
        assert!(ended.stdout.lines().last().unwrap().contains("\"message\":\"stopped\""), "{}", ended.stdout);
        // What the program gives as `layers` receives what is logged, and the program has gone on after the end.
        assert!(ended.stderr.contains("WARN library: ") && ended.stderr.ends_with(AFTER), "{}", ended.stderr);
    }
}

#[test]
fn what_is_wrong_is_returned_whole_and_the_program_chooses_its_code() {
    let ended = embedded("prd").env("RUNA__LOG__LEVEL", "loud").spawn().end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    assert_eq!(
        ended.stderr,
        "\
error: there is no stage `prd` [R0902]
  --> the variable `RUNA_STAGE`
   = note: ops.yaml has the stages `dev`, `test`, `prod`
   = help: did you mean `RUNA_STAGE=prod`?

`library` has not started: 1 error
"
    );
    let ended = embedded("prod").env("RUNA__LOG__LEVEL", "loud").env("RUNA__SERVER__LISTEN", "nowhere").spawn().end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    assert!(ended.stderr.ends_with("`library` has not started: 2 errors\n"), "{}", ended.stderr);
}

#[test]
fn an_error_of_serve_has_the_last_word_and_providers_still_stop() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let ended = embedded("prod").env("RUNA__SERVER__LISTEN", &taken.local_addr().unwrap().to_string()).spawn().end();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.lines().any(|line| line.starts_with("Error: cannot listen on ")), "{}", ended.stderr);
    assert!(ended.stdout.lines().last().unwrap().contains("\"message\":\"stopped\""), "{}", ended.stdout);
}

#[test]
fn who_overrides_the_runtime_is_told_that_it_is_not_runas() {
    let process = embedded("prod").env("RUNA__RUNTIME__WORKER_THREADS", "3").spawn();
    let line = process.line("the warning", |line| line.contains("runtime.worker_threads"));
    assert!(line.contains("has no effect: the runtime is the program's own"), "{line}");
    end(process);
}

#[test]
fn an_app_that_is_dropped_says_so_and_keeps_what_was_logged() {
    for _ in 0..20 {
        let ended = Start::of("embedding").arg("leaves-early").spawn().end();
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.stderr.starts_with("warning: the app was dropped and not ended: "), "{ended:?}");
        // Nothing panics, and nobody is blamed.
        let lines: Vec<_> = ended.stderr.lines().collect();
        assert!(lines.len() == 2 && lines[1].starts_with("Error: "), "{ended:?}");
        for line in ["a file is read", "the app was dropped and not ended", "\"stopped\""] {
            assert!(ended.stdout.contains(line), "{line}: {ended:?}");
        }
    }
}

#[test]
fn who_serves_twice_is_told_where_the_first_call_is() {
    let ended = Start::of("embedding").arg("serves-twice").spawn().end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let told = "`serve` cannot be called: `serve`, called at tests/embedding/program.rs:";
    let said =
        |log: &str| log.lines().filter(|line| line.contains("\"level\":\"ERROR\"") && line.contains(told)).count();
    assert_eq!(said(&ended.stdout), 1, "{ended:?}");
    // At a terminal too, although a `main` that returned it would have shown it there.
    if cfg!(target_os = "linux") {
        let script = r#"exec script -qe /dev/null -c "$0 serves-twice""#;
        let ended = Start::of("embedding").under(&["sh", "-c", script]).spawn().end();
        assert_eq!((ended.code, said(&ended.stdout)), (Some(0), 1), "{ended:?}");
    }
}

#[test]
fn of_two_apps_that_follow_each_other_each_has_its_log() {
    let ended = Start::of("embedding").arg("one-after-another").spawn().end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let found = |words: &str| ended.stdout.lines().find(|line| line.contains(words));
    // The first writes for people.
    for words in ["the first is here", "the first is still here"] {
        assert!(found(words).is_some_and(|line| !line.starts_with('{')), "{words}: {ended:?}");
    }
    // One beside it is told that it is not heard, and takes nothing from it.
    assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    assert!(ended.stderr.starts_with("warning: a tracing subscriber is already set in this process"), "{ended:?}");
    assert_eq!(found("nobody is here"), None);
    // By its own level and in its own form; what the first has noted of a span is in another.
    let line: serde_json::Value = serde_json::from_str(found("the second is here").unwrap()).unwrap();
    assert_eq!((&line["level"], &line["spans"][0]), (&"DEBUG".into(), &serde_json::json!({ "name": "outlives" })));
    assert!(ended.stdout.lines().last().unwrap().contains("\"stopped\""), "{ended:?}");
}

#[test]
fn two_apps_in_one_process_share_nothing_but_its_end() {
    let (_, ended) = beside("beside-with-layers");
    let said = |what: &str| ended.stdout.matches(what).count();
    assert_eq!((said("SIGTERM received"), said("\"message\":\"stopped\"")), (2, 2), "{ended:?}");
    // A worker and a thread that blocks; in detail where that is wanted.
    assert_eq!((said("\"app\":\"shop\""), said("\"app\":\"office\"")), (3 * 2, 5 * 3), "{ended:?}");
    let hears = |who: &str, whom: &str| ended.stderr.matches(&format!("{who} hears \"{whom}\"")).count();
    assert_eq!((hears("shop", "shop"), hears("office", "office")), (3 * 3, 5 * 3), "{ended:?}");
    assert_eq!((hears("shop", "office"), hears("office", "shop")), (0, 0), "{ended:?}");
}

#[test]
fn what_no_app_of_the_process_wants_is_not_looked_at() {
    // The office wants `debug`, the shop `info`.
    assert_eq!(beside("beside").0, ["debug", "debug"]);
}

/// Two apps in one process, until a signal ends both. Gives what each says of the level that tracing lets through.
fn beside(how: &str) -> (Vec<String>, Ended) {
    let process = Start::of("embedding").arg(how).spawn();
    // The one, and then, with the other, where both are.
    process.line("what runs", |line| line.contains(" runs in stage "));
    let places = process.urls().into_iter().map(|url| url.strip_prefix("http://").unwrap().parse().unwrap());
    let apps: HashMap<String, SocketAddr> = places.map(|place| (get(place, "/who").body, place)).collect();
    let mut levels = Vec::new();
    for (app, requests) in [("shop", 3), ("office", 5)] {
        for _ in 1..requests {
            assert_eq!(get(apps[app], "/who").body, app);
        }
        let metrics = get(apps[app], "/-/metrics").body;
        let served = |line: &&str| {
            line.starts_with("http_server_request_duration_seconds_count{") && line.contains("http_route=\"/who\"")
        };
        let served: Vec<_> = metrics.lines().filter(served).collect();
        assert!(served.len() == 1 && served[0].ends_with(&format!(" {requests}")), "{app}: {served:?}");
        levels.push(get(apps[app], "/level").body);
    }
    process.signal("TERM");
    let ended = process.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    (levels, ended)
}

fn end(process: Process) {
    process.addresses();
    process.signal("TERM");
    let ended = process.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
}
