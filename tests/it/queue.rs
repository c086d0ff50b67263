//! Jobs of `orders` in stage `prod`: workers that are killed, told to end, or cut off from their Redis.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::{Response, get, request};
use crate::process::{Addresses, Start};
use crate::redis::Redis;

/// The lease of a queue where the manifest says nothing.
const LEASE: Duration = Duration::from_secs(30);

fn orders(redis: &Redis, relay: &Relay) -> Start {
    Start::in_stage("orders", "prod")
        .production(redis)
        .env("RUNA__SERVER__DRAIN__DELAY", "0s")
        .env("MAIL_RELAY", &relay.address.to_string())
}

fn order(addresses: &Addresses, item: &str) -> Response {
    let order = format!(r#"{{"item":"{item}","quantity":1,"password":"canary-7391"}}"#);
    request(addresses.service.unwrap(), "POST", "/orders", &[("content-type", "application/json")], &order)
}

/// Waits until `holds`; says what it waited for.
fn until(what: &str, patience: Duration, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + patience;
    while !holds() {
        assert!(Instant::now() < deadline, "never: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Where `orders` hands its e-mails to: takes them, or lets them wait.
struct Relay {
    address: SocketAddr,
    came: Arc<Mutex<Vec<String>>>,
    holds: Arc<AtomicBool>,
}

impl Relay {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (came, holds) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicBool>::default());
        let (noted, held) = (Arc::clone(&came), Arc::clone(&holds));
        // They end with the test.
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let (noted, held) = (Arc::clone(&noted), Arc::clone(&held));
                thread::spawn(move || {
                    let mut text = String::new();
                    if stream.read_to_string(&mut text).is_ok() {
                        noted.lock().unwrap().push(text);
                        while held.load(Ordering::Relaxed) {
                            thread::sleep(Duration::from_millis(5));
                        }
                        // Who was killed meanwhile does not hear it.
                        let _ = stream.write_all(b"ok");
                    }
                });
            }
        });
        Self { address, came, holds }
    }

    /// Lets e-mails wait, or takes them and those that wait.
    fn hold(&self, holds: bool) {
        self.holds.store(holds, Ordering::Relaxed);
    }

    /// What came, without the ids of the jobs.
    fn mails(&self) -> Vec<String> {
        let came = self.came.lock().unwrap();
        came.iter().map(|text| text.split_once(' ').unwrap().1.to_owned()).collect()
    }

    fn ids(&self) -> Vec<String> {
        let came = self.came.lock().unwrap();
        came.iter().map(|text| text.split_once(' ').unwrap().0.to_owned()).collect()
    }
}

fn metric(addresses: &Addresses, series: &str) -> Option<f64> {
    let text = get(addresses.metrics.unwrap(), "/-/metrics").body;
    text.lines().find_map(|line| line.strip_prefix(series)?.trim().parse().ok())
}

#[test]
fn a_job_whose_process_is_killed_runs_in_another_and_nothing_is_lost() {
    let (redis, relay) = (Redis::start(), Relay::start());
    let first = orders(&redis, &relay).spawn();
    let taken = first.addresses();
    relay.hold(true);
    // As many as run at once, and some that wait.
    for number in 0..15 {
        assert_eq!(order(&taken, &format!("tea {number}")).status, 201);
    }
    until("ten run", Duration::from_secs(20), || relay.mails().len() == 10);
    first.signal("KILL");
    let killed = Instant::now();
    assert_eq!(first.end().code, None);
    relay.hold(false);

    let second = orders(&redis, &relay).spawn();
    let addresses = second.addresses();
    until("all were sent by the second", LEASE + Duration::from_secs(10), || relay.mails().len() == 25);
    assert!(killed.elapsed() < LEASE + Duration::from_secs(1 + 4), "{:?}", killed.elapsed());
    let mut mails = relay.mails();
    mails.sort();
    mails.dedup();
    assert_eq!(mails.len(), 15, "{mails:?}");
    // What was run twice has the same id both times.
    let mut ids = relay.ids();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 15);
    until("all are settled", Duration::from_secs(20), || {
        metric(&addresses, r#"runa_queue_jobs_total{queue="emails",outcome="done"}"#) == Some(15.0)
    });
    second.signal("TERM");
    assert_eq!(second.end().code, Some(0));
    assert_eq!(redis.command(&["XLEN", "runa:{queue:orders:emails}:jobs"]), ":0");
}

#[test]
fn a_job_that_runs_when_the_process_is_told_to_end_is_finished() {
    let (redis, relay) = (Redis::start(), Relay::start());
    let process = orders(&redis, &relay).spawn();
    let addresses = process.addresses();
    relay.hold(true);
    assert_eq!(order(&addresses, "tea").status, 201);
    until("it runs", Duration::from_secs(20), || relay.mails().len() == 1);
    process.signal("TERM");
    // Told; what it says of itself is the sign.
    process.line("draining", |line| line.contains("closing: no more connections are taken"));
    relay.hold(false);
    let ended = process.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("confirmation sent"), "{}", ended.stdout);
    assert_eq!(redis.command(&["XLEN", "runa:{queue:orders:emails}:jobs"]), ":0");
    assert_eq!(relay.mails(), ["order 1 confirmed: tea"]);
}

#[test]
fn a_job_that_does_not_end_is_handed_to_the_next_process_at_once() {
    let (redis, relay) = (Redis::start(), Relay::start());
    let first =
        orders(&redis, &relay).env("RUNA__SERVER__DRAIN__TOTAL", "4s").env("RUNA__SERVER__DRAIN__GRACE", "1s").spawn();
    let taken = first.addresses();
    let second = orders(&redis, &relay);
    relay.hold(true);
    assert_eq!(order(&taken, "tea").status, 201);
    until("it runs", Duration::from_secs(20), || relay.mails().len() == 1);
    first.signal("TERM");
    let ended = first.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("1 running job of queue `emails` did not end in time"), "{}", ended.stdout);
    relay.hold(false);
    let began = Instant::now();
    let second = second.spawn();
    until("the second runs it", LEASE, || relay.mails().len() == 2);
    assert!(began.elapsed() < LEASE / 2, "it had not to wait for the lease: {:?}", began.elapsed());
    let ids = relay.ids();
    assert_eq!(ids[0], ids[1]);
    drop(second);
}

#[test]
fn without_its_redis_it_starts_says_that_it_is_not_ready_and_recovers() {
    let (mut redis, relay) = (Redis::away(), Relay::start());
    let process = orders(&redis, &relay).spawn();
    let addresses = process.addresses();
    let ready = || get(addresses.ready.unwrap(), "/-/ready");
    until("a reason", Duration::from_secs(20), || ready().body.contains("connection refused"));
    let report: serde_json::Value = serde_json::from_str(&ready().body).unwrap();
    let check = report["checks"].as_array().unwrap().iter().find(|check| check["name"] == "queue").unwrap();
    assert_eq!((ready().status, &check["status"]), (503, &"fail".into()));
    assert_eq!(get(addresses.operators.unwrap(), "/-/health").status, 200);
    let asked = Instant::now();
    assert_eq!(order(&addresses, "tea").status, 503);
    assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
    assert_eq!(metric(&addresses, r#"runa_queue_depth{queue="emails"}"#), None);

    redis.restart();
    until("it is ready", Duration::from_secs(20), || ready().status == 200);
    assert_eq!(order(&addresses, "coffee").status, 201);
    until("the e-mail", Duration::from_secs(20), || relay.mails().len() == 1);

    redis.pause();
    let asked = Instant::now();
    assert_eq!(order(&addresses, "milk").status, 503);
    assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
    redis.resume();
    until("it is ready again", Duration::from_secs(20), || ready().status == 200);
    process.signal("TERM");
    assert_eq!(process.end().code, Some(0));
}

#[test]
fn a_queue_in_memory_says_what_is_lost_with_it() {
    let relay = Relay::start();
    let process = Start::in_stage("orders", "dev")
        .env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
        .env("RUNA__SERVER__DRAIN__GRACE", "1s")
        .env("RUNA__SERVER__DRAIN__TOTAL", "4s")
        .env("MAIL_RELAY", &relay.address.to_string())
        .spawn();
    let addresses = process.addresses();
    relay.hold(true);
    for number in 0..12 {
        assert_eq!(order(&addresses, &format!("tea {number}")).status, 201);
    }
    until("ten run", Duration::from_secs(20), || relay.mails().len() == 10);
    process.signal("TERM");
    let ended = process.end();
    assert!(ended.stdout.contains("12 jobs of queue `emails` are lost with this process"), "{}", ended.stdout);
    relay.hold(false);
}
