//! What the log of a process says about its start and its end, for somebody who has only the log and the exit code.

use std::net::TcpListener;

use serde_json::Value;

use crate::process::Start;

fn events(log: &str) -> Vec<Value> {
    log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn orders() -> Start {
    Start::in_stage("orders", "test").env("RUNA__SERVER__DRAIN__DELAY", "0s")
}

#[test]
fn the_last_line_says_that_it_has_stopped_and_how() {
    let process = orders().env("RUNA__SERVER__LISTEN", "127.0.0.1:0").spawn();
    process.addresses();
    process.signal("TERM");
    let ended = process.end();
    let events = events(&ended.stdout);
    let last = events.last().unwrap();
    assert_eq!((&last["message"], last["exit_code"].as_i64()), (&"stopped".into(), Some(0)), "{}", ended.stdout);
    assert!(last["stop_ms"].is_u64(), "{last}");
}

#[test]
fn the_reason_of_a_failure_is_in_the_log_too() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = orders().env("RUNA__SERVER__LISTEN", &address).spawn().end();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let events = events(&ended.stdout);
    let found = |level: &str, words: &str| {
        events.iter().any(|event| event["level"] == level && event["message"].as_str().unwrap().contains(words))
    };
    assert!(found("ERROR", &format!("cannot listen on `{address}` (`server.listen`)")), "{}", ended.stdout);
    assert_eq!(events.last().unwrap()["exit_code"], 1, "{}", ended.stdout);
}

#[test]
fn an_error_of_main_itself_is_in_the_log_once_and_nobody_wonders_that_it_has_not_served() {
    let wonders = |event: &Value| event["message"].to_string().contains("never called");
    let fails =
        |how: &str| Start::in_stage("drain", "test").env("RUNA__SERVER__LISTEN", "127.0.0.1:0").arg(how).spawn();
    let late = fails("fails late");
    late.urls();
    late.signal("TERM");
    for (ended, reason) in [(fails("fails").end(), "there is no paper left"), (late.end(), "there was no paper left")] {
        assert_eq!((ended.code, &ended.stderr), (Some(1), &format!("Error: {reason}\n")), "{}", ended.stdout);
        let events = events(&ended.stdout);
        let said: Vec<_> = events.iter().filter(|event| event["level"] == "ERROR").collect();
        assert_eq!(said.len(), 1, "{}", ended.stdout);
        assert_eq!(said[0]["message"], format!("`main` failed: {reason}"));
        assert!(!events.iter().any(wonders), "{}", ended.stdout);
        assert_eq!(events.last().unwrap()["exit_code"], 1, "{}", ended.stdout);
    }
}

#[test]
fn what_was_wrong_at_first_decides_when_serve_is_called_again() {
    let none =
        Start::in_stage("drain", "test").env("RUNA__SERVER__LISTEN", "none").env("RUNA__SERVER__ADMIN", "127.0.0.1:0");
    let ended = none.arg("serves twice").spawn().end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    assert!(ended.stderr.starts_with("Error: `serve` cannot be called: `serve`, called at "), "{}", ended.stderr);
    assert!(ended.stderr.contains(", has failed; return its error from `main`"), "{}", ended.stderr);
    let events = events(&ended.stdout);
    let said = events.iter().filter(|event| event["level"] == "ERROR").map(|event| event["message"].as_str().unwrap());
    let [first, second] = said.collect::<Vec<_>>()[..] else { panic!("{}", ended.stdout) };
    assert!(first.starts_with("`serve` has no address") && second.starts_with("`serve` cannot be called"));
    assert_eq!(events.last().unwrap()["exit_code"], 78, "{}", ended.stdout);
}

/// What a person sees at a terminal, on which both outputs go.
#[cfg(target_os = "linux")]
fn seen(start: Start) -> String {
    at_terminal(start, r#"exec script -qe /dev/null -c "$0""#)
}

/// What a terminal shows when this shell script has started it there.
#[cfg(target_os = "linux")]
fn at_terminal(start: Start, script: &str) -> String {
    let ended = start.env("RUNA__LOG__FORMAT", "pretty").under(&["sh", "-c", script]).spawn().end();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    ended.stdout
}

#[cfg(target_os = "linux")]
#[test]
fn who_sees_both_outputs_reads_an_error_once() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let seen_once = seen(orders().env("RUNA__SERVER__LISTEN", &address));
    assert_eq!(seen_once.matches(&format!("cannot listen on `{address}`")).count(), 1, "{seen_once}");
    assert!(seen_once.lines().any(|line| line.starts_with("Error: cannot listen on ")), "{seen_once}");
    let nowhere = || Start::in_stage("custom-provider", "staging").env("LEDGER", "/does/not/exist");
    let seen_once = seen(nowhere());
    assert_eq!(seen_once.matches("provider `ledger` has not started").count(), 1, "{seen_once}");
    // The log goes elsewhere.
    let seen_alone = at_terminal(nowhere(), r#"exec script -qe /dev/null -c "$0 >/dev/null""#);
    assert!(seen_alone.starts_with("error: provider `ledger` has not started: "), "{seen_alone}");
    // A pipeline has it in the log, and nothing beside.
    let ended = nowhere().spawn().end();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), ""));
    let found = |event: &Value| event["message"].as_str().unwrap().starts_with("provider `ledger` has not started: ");
    assert_eq!(events(&ended.stdout).iter().filter(|event| found(event)).count(), 1, "{}", ended.stdout);
    // A log that takes no errors has none.
    let ended = nowhere().env("RUNA__LOG__LEVEL", "off").spawn().end();
    assert!(ended.stderr.starts_with("error: provider `ledger` has not started: "), "{ended:?}");
}

#[test]
fn a_wrong_configuration_that_only_serve_sees_ends_with_78() {
    let ended = orders().env("RUNA__SERVER__LISTEN", "none").env("RUNA__SERVER__ADMIN", "127.0.0.1:0").spawn().end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    assert_eq!(events(&ended.stdout).last().unwrap()["exit_code"], 78, "{}", ended.stdout);
}

#[test]
fn a_listener_for_operators_without_anything_on_it_is_named_and_warned_of() {
    let process = Start::in_stage("hello", "dev")
        .env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
        .env("RUNA__SERVER__ADMIN", "127.0.0.1:0")
        .spawn();
    process.addresses();
    process.signal("TERM");
    let ended = process.end();
    let events = events(&ended.stdout);
    assert!(events.iter().any(|event| event["message"] == "admin" && event["url"].is_string()), "{}", ended.stdout);
    let warned = |event: &Value| event["level"] == "WARN" && event["message"].to_string().contains("`server.admin`");
    assert!(events.iter().any(warned), "{}", ended.stdout);
}
