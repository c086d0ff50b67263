//! Several processes of `orders` in stage `prod`, and one Redis that is killed, hangs, is emptied and starts again.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::get;
use crate::process::{Process, Start};
use crate::redis::Redis;

/// How long a test waits for what must happen at once.
const PATIENCE: Duration = Duration::from_secs(20);
const INTERVAL: Duration = Duration::from_millis(200);
const TTL: Duration = Duration::from_secs(2);

/// A process, and where it serves.
struct Instance {
    process: Process,
    address: SocketAddr,
    admin: SocketAddr,
}

fn settings(redis: &Redis) -> Start {
    Start::in_stage("orders", "prod")
        .production(redis)
        .env("RUNA__SERVER__DRAIN__DELAY", "0s")
        .env("RUNA__CLUSTER__HEARTBEAT_INTERVAL", "200ms")
        .env("RUNA__CLUSTER__TTL", "2s")
}

impl Instance {
    fn start(start: Start) -> Self {
        let process = start.spawn();
        let addresses = process.addresses();
        Self { process, address: addresses.service.unwrap(), admin: addresses.operators.unwrap() }
    }

    fn view(&self) -> Value {
        view(self.address)
    }

    /// How it sees the one at `address`.
    fn sees(&self, address: SocketAddr) -> Option<Value> {
        let view = self.view();
        view["instances"].as_array().unwrap().iter().find(|one| one["addr"] == address.to_string()).cloned()
    }

    /// Waits until its view is as wanted, and says how long that took.
    fn until(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Duration {
        let began = Instant::now();
        loop {
            let view = self.view();
            if wanted(&view) {
                return began.elapsed();
            }
            assert!(began.elapsed() < PATIENCE, "not {what}: {view:#}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until it sees so many, and is sure of it.
    fn sees_all(&self, count: usize) -> Duration {
        self.until(&format!("{count} instances"), |view| view["stale"] == false && number(view) == count)
    }
}

fn view(address: SocketAddr) -> Value {
    let answer = get(address, "/instances");
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

fn number(view: &Value) -> usize {
    view["instances"].as_array().unwrap().len()
}

fn three(redis: &Redis) -> [Instance; 3] {
    let instances = [settings(redis), settings(redis), settings(redis)].map(Instance::start);
    for instance in &instances {
        instance.sees_all(3);
    }
    instances
}

/// Looks at every list all the time while `work` runs: nobody is ever missing, and nobody is ever another.
fn nobody_is_missed(instances: &[Instance; 3], work: impl FnOnce()) {
    let who = |view: &Value| {
        let instances = view["instances"].as_array().unwrap();
        instances.iter().map(|one| (one["id"].to_string(), one["incarnation"].as_u64())).collect::<Vec<_>>()
    };
    let before = who(&instances[0].view());
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for instance in instances {
            let (address, over, before) = (instance.address, &over, &before);
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let view = view(address);
                    assert_eq!(who(&view), *before, "{view:#}");
                    thread::sleep(Duration::from_millis(5));
                }
            });
        }
        // Also when `work` panics: the threads are waited for.
        let _over = Over(&over);
        work();
        for instance in instances {
            instance.sees_all(3);
        }
    });
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How many the store has.
fn held(redis: &Redis) -> String {
    redis.command(&["ZCARD", "runa:{cluster:orders}:beats"])
}

fn until_all_are_held(redis: &Redis) -> Duration {
    let began = Instant::now();
    while held(redis) != ":3" {
        assert!(began.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(2));
    }
    began.elapsed()
}

#[test]
fn they_see_each_other_and_who_drains_and_goes_is_seen_at_once() {
    let redis = Redis::start();
    let one = Instance::start(settings(&redis));
    one.sees_all(1);
    // One that drains for a while, and some that end at once. The machine may be busy once, but not each time.
    let slow = Instance::start(settings(&redis).env("RUNA__SERVER__DRAIN__DELAY", "1s"));
    let others = [(); 3].map(|()| Instance::start(settings(&redis)));
    one.sees_all(5);
    let seen = one.sees(slow.address).unwrap();
    assert_eq!(
        (&seen["status"], &seen["service"], &seen["stage"]),
        (&"running".into(), &"orders".into(), &"prod".into())
    );
    assert!(seen["pid"].is_u64() && seen["incarnation"].as_u64() > Some(0) && seen["version"] == "0.1.0", "{seen}");

    // Seen while it lasts, or never.
    slow.process.signal("TERM");
    one.until("draining", |_| one.sees(slow.address).is_some_and(|slow| slow["status"] == "draining"));
    assert_eq!(slow.process.end().code, Some(0));
    one.sees_all(4);

    let took = others.map(|other| {
        other.process.signal("TERM");
        let took = one.until("gone", |_| one.sees(other.address).is_none());
        assert_eq!(other.process.end().code, Some(0));
        took
    });
    // Who is killed is seen until its time is over.
    assert!(took.iter().min() < Some(&(TTL / 2)), "{took:?}");
    one.sees_all(1);
}

#[test]
fn who_is_killed_expires_and_who_stood_still_comes_back_as_another() {
    let redis = Redis::start();
    let [one, two, three] = three(&redis);
    let killed = Instant::now();
    drop(three.process);
    one.until("without the killed one", |_| one.sees(three.address).is_none());
    assert!(killed.elapsed() + INTERVAL * 2 > TTL, "{:?}", killed.elapsed());

    let before = one.sees(two.address).unwrap();
    two.process.signal("STOP");
    one.until("without the one that stands still", |view| number(view) == 1);
    two.process.signal("CONT");
    two.sees_all(2);
    one.sees_all(2);
    let after = one.sees(two.address).unwrap();
    assert_eq!((&before["id"], &before["started"]), (&after["id"], &after["started"]));
    assert!(before["incarnation"].as_u64() < after["incarnation"].as_u64(), "{before} {after}");
}

#[test]
fn a_redis_that_is_emptied_killed_or_hangs_empties_no_list() {
    let mut redis = Redis::start();
    let instances = three(&redis);
    nobody_is_missed(&instances, || {
        let took = [(); 3].map(|()| {
            redis.command(&["FLUSHALL"]);
            until_all_are_held(&redis)
        });
        // Within one heartbeat. The machine may be busy once, but not each time.
        assert!(took.iter().min() < Some(&(INTERVAL + Duration::from_millis(300))), "{took:?}");

        let stale = |view: &Value| view["stale"] == true && view["age_seconds"].as_f64() > Some(TTL.as_secs_f64());
        redis.pause();
        for instance in &instances {
            instance.until("stale", stale);
        }
        // Requests are served, and readiness only warns.
        assert_eq!(get(instances[0].address, "/hello").status, 200);
        redis.resume();
        until_all_are_held(&redis);

        redis.kill();
        for instance in &instances {
            instance.until("stale", stale);
        }
        redis.restart();
        until_all_are_held(&redis);

        redis.lose();
        redis.restart();
        until_all_are_held(&redis);
    });
    let metrics = get(instances[0].admin, "/-/metrics").body;
    assert!(metrics.contains(r#"runa_cluster_instances{status="running"} 3"#), "{metrics}");
    for instance in instances {
        instance.process.signal("TERM");
        let ended = instance.process.end();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.stdout.contains("`cluster` shows again that this instance lives"), "{}", ended.stdout);
    }
    assert_eq!(held(&redis), ":0");
}

#[test]
fn with_redis_away_at_start_it_serves_and_joins_when_redis_comes() {
    let mut redis = Redis::away();
    let one = Instance::start(settings(&redis));
    let view = one.view();
    assert!(view["stale"] == true && number(&view) == 1, "{view}");
    assert_eq!(get(one.address, "/hello").status, 200);
    redis.restart();
    let two = Instance::start(settings(&redis));
    one.sees_all(2);
    two.sees_all(2);
    // It ends cleanly also while Redis is away, and in time.
    redis.kill();
    one.process.signal("TERM");
    assert_eq!(one.process.end().code, Some(0));
}

#[test]
fn a_wrong_address_of_redis_is_said_without_it() {
    let start = settings(&Redis::away()).env("REDIS_URL", "redis://:canary-9933@host/no-number");
    let ended = start.spawn().end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    // It is said in the log, which was there before.
    assert!(ended.stdout.contains(".redis.url` is no address of a Redis"), "{ended:?}");
    assert!(!ended.stderr.contains("canary") && !ended.stdout.contains("canary"), "{ended:?}");
}

#[test]
fn elsewhere_an_instance_is_alone_or_there_is_no_list() {
    let orders = |stage| {
        let process = Start::in_stage("orders", stage).env("RUNA__SERVER__LISTEN", "127.0.0.1:0").spawn();
        let address = process.addresses().service.unwrap();
        (process, address)
    };
    let (_process, address) = orders("test");
    assert_eq!(get(address, "/instances").status, 404);
    let (process, address) = orders("dev");
    let one = Instance { process, address, admin: address };
    one.sees_all(1);
    let panels: Value = serde_json::from_str(&get(address, "/-/debug/monitor").body).unwrap();
    let panel = panels["panels"].as_array().unwrap().iter().find(|panel| panel["name"] == "cluster").unwrap();
    assert_eq!(panel["table"]["rows"].as_array().map(Vec::len), Some(1), "{panel}");
}
