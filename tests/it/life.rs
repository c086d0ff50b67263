//! How a process ends: what clients see while it does, and what its exit code says.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use crate::http::{connect, get, read};
use crate::process::Start;

fn orders(delay: &str, grace: &str, total: &str) -> Start {
    Start::in_stage("orders", "test")
        .env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
        .env("RUNA__SERVER__DRAIN__DELAY", delay)
        .env("RUNA__SERVER__DRAIN__GRACE", grace)
        .env("RUNA__SERVER__DRAIN__TOTAL", total)
}

/// Waits until `holds`; says what it waited for.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "never: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a request is in flight beside the one that asks.
fn in_flight(address: SocketAddr) -> bool {
    let metrics = get(address, "/-/metrics").body;
    // The lines of help and type name it too.
    metrics.lines().any(|line| line.starts_with("http_server_active_requests") && line.ends_with(" 2"))
}

#[test]
fn while_it_drains_it_serves_and_says_that_it_is_not_ready() {
    let process = orders("3s", "5s", "20s").spawn();
    let address = process.addresses().service.unwrap();
    assert_eq!(get(address, "/-/ready").status, 200);
    process.signal("TERM");
    until("readiness fails", || get(address, "/-/ready").status == 503);
    assert_eq!(get(address, "/-/health").status, 200);
    // A connection that would like to live on is asked to go, after its answer.
    let mut client = connect(address);
    client.write_all(b"GET /hello HTTP/1.1\r\nHost: orders\r\n\r\n").unwrap();
    let answer = read(&mut client);
    assert_eq!((answer.status, answer.body.as_str()), (200, "hello"));
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(process.end().code, Some(0));
}

#[test]
fn a_request_in_flight_is_answered() {
    let process = orders("0s", "10s", "20s").spawn();
    let address = process.addresses().service.unwrap();
    let slow = thread::spawn(move || get(address, "/slow?ms=3000"));
    until("the request is in flight", || in_flight(address));
    assert!(!slow.is_finished());
    process.signal("TERM");
    assert_eq!(slow.join().unwrap().body, "slept 3000ms");
    assert_eq!(process.end().code, Some(0));
}

#[test]
fn an_idle_connection_does_not_hold_the_process() {
    let process = orders("0s", "10s", "20s").spawn();
    let address = process.addresses().service.unwrap();
    let mut idle = connect(address);
    idle.write_all(b"GET /hello HTTP/1.1\r\nHost: orders\r\n\r\n").unwrap();
    let mut answer = [0; 1024];
    assert!(idle.read(&mut answer).unwrap() > 0);
    let asked = Instant::now();
    process.signal("TERM");
    assert_eq!(idle.read(&mut answer).unwrap(), 0, "the idle connection is closed");
    assert_eq!(process.end().code, Some(0));
    assert!(asked.elapsed() < Duration::from_secs(8), "it waited for an idle connection");
}

#[test]
fn a_request_that_never_ends_is_given_up_and_named() {
    let process = orders("0s", "300ms", "2s").env("RUNA__SERVER__REQUEST_TIMEOUT", "1h").spawn();
    let address = process.addresses().service.unwrap();
    let mut client = connect(address);
    client.write_all(b"GET /slow?ms=600000 HTTP/1.1\r\nHost: orders\r\n\r\n").unwrap();
    until("the request is in flight", || in_flight(address));
    process.signal("TERM");
    let ended = process.end();
    assert_eq!(ended.code, Some(2), "{ended:?}");
    let named = format!("GET /slow from {} for ", client.local_addr().unwrap());
    assert!(ended.stdout.contains(&named) && ended.stdout.contains("1 connection given up"), "{ended:?}");
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let process = orders("60s", "60s", "200s").spawn();
    let address = process.addresses().service.unwrap();
    process.signal("TERM");
    until("readiness fails", || get(address, "/-/ready").status == 503);
    // What comes within half a second is a repeat of the first.
    thread::sleep(Duration::from_millis(700));
    process.signal("TERM");
    let asked = Instant::now();
    assert_eq!(process.end().code, Some(128 + 15));
    assert!(asked.elapsed() < Duration::from_secs(10));
}

#[cfg(target_os = "linux")]
#[test]
fn a_closed_terminal_drains_and_does_not_cut_off_a_drain() {
    let process = orders("0s", "10s", "20s").spawn();
    let address = process.addresses().service.unwrap();
    let slow = thread::spawn(move || get(address, "/slow?ms=2000"));
    until("the request is in flight", || in_flight(address));
    process.signal("HUP");
    process.line("the first signal", |line| line.contains("SIGHUP received"));
    // Longer than a repeat.
    thread::sleep(Duration::from_secs(1));
    process.signal("HUP");
    assert_eq!(slow.join().unwrap().body, "slept 2000ms");
    let ended = process.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn nohup_keeps_a_process_alive() {
    let process = orders("0s", "10s", "20s").under(&["nohup"]).spawn();
    let address = process.addresses().service.unwrap();
    process.signal("HUP");
    // An ignored signal is gone when `kill` is back.
    assert_eq!(get(address, "/hello").body, "hello");
    process.signal("TERM");
    let ended = process.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.stdout.contains("SIGHUP") && ended.stdout.contains("SIGTERM received"), "{}", ended.stdout);
}

#[test]
fn the_table_of_exit_codes_says_with_which_a_process_ends() {
    let start = || {
        let start = Start::in_stage("drain", "test").env("RUNA__SERVER__LISTEN", "127.0.0.1:0");
        start.env("RUNA__SERVER__DRAIN__DELAY", "0s").env("RUNA__SERVER__DRAIN__GRACE", "100ms")
    };
    let quiet = start().spawn();
    quiet.addresses();
    quiet.signal("TERM");
    let busy = start().spawn();
    let mut client = connect(busy.addresses().service.unwrap());
    client.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    until("the request is in flight", || in_flight(client.peer_addr().unwrap()));
    busy.signal("TERM");
    let mut codes = vec![quiet.end().code, start().arg("fails").spawn().end().code, busy.end().code];
    codes.push(start().env("RUNA_STAGE", "none").spawn().end().code);
    for signal in ["INT", "TERM"] {
        let start = start().env("RUNA__SERVER__DRAIN__DELAY", "20s").env("RUNA__SERVER__DRAIN__TOTAL", "1m");
        let mut process = start.spawn();
        process.addresses();
        // The first asks. Those that come at once are taken for it.
        until("it insists", || {
            !process.is_running() || {
                process.signal(signal);
                false
            }
        });
        codes.push(process.end().code);
    }
    let page = std::fs::read_to_string(crate::tidy::root().join("docs/drain.md")).unwrap();
    let table = page.split_once("| exit code | |\n|---|---|\n").unwrap().1.split("\n\n").next().unwrap();
    let known = table.lines().flat_map(|row| row.split('|').nth(1).unwrap().split(','));
    assert_eq!(codes, known.map(|code| Some(code.trim().parse::<i32>().unwrap())).collect::<Vec<_>>());
}
