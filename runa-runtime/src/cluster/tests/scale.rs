//! Many instances in one Redis, and what they cost. Figures are printed, not asserted:
//! `RUNA_SCALE=10000 cargo test --release -p runa-runtime --all-features --lib scale -- --nocapture`.
#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

use super::*;
use crate::cluster::driver::{Beat, Claim, Driver, Standing};
use crate::cluster::redis::InRedis;
use crate::kernel::tests::redis::Redis;

#[tokio::test]
async fn a_thousand_are_listed_in_one_round_trip() {
    let count: usize = std::env::var("RUNA_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000);
    let redis = Redis::start();
    // No write is waited for by the disk here: it is about what is asked.
    redis.command(&["CONFIG", "SET", "appendonly", "no"]);
    let settings = in_redis(&redis.url()).redis.unwrap().0;
    let driver = InRedis::open(&settings, Duration::from_secs(5), "orders").unwrap();
    let body = |index: usize| {
        format!(
            r#"{{"stage":"prod","version":"1.2.3","hostname":"orders-{index}","pid":{index},"addr":"10.0.0.1:{index}","status":"running","ttl":15000,"meta":{{"zone":"a","build":"2026.11"}}}}"#
        )
    };
    let mut took = Vec::new();
    for round in 0..2 {
        for index in 0..count {
            let (id, body) = (format!("orders-{index}-7f3a9c215d2e8b40"), body(index % 65_000));
            let claim = if round == 0 { Claim::New } else { Claim::Again(0) };
            let beat = Beat {
                id: &id,
                claim,
                ttl: Duration::from_mins(1),
                started: None,
                uptime: Duration::ZERO,
                body: &body,
            };
            let began = Instant::now();
            let beaten = driver.beat(beat).await.unwrap();
            took.push(began.elapsed());
            assert_eq!(beaten.standing, if round == 0 { Standing::Held } else { Standing::Taken });
        }
    }
    println!("{count} instances: a heartbeat {}", spread(took));
    let calls = |what: &str| {
        let stats = redis.command(&["INFO", "commandstats"]);
        let line =
            stats.split(' ').find_map(|word| word.strip_prefix(&*format!("cmdstat_{what}:calls=")).map(str::to_owned));
        line.and_then(|line| line.split(',').next()?.parse::<u64>().ok()).unwrap_or(0)
    };
    let mut took = Vec::new();
    let before = calls("exec");
    for _ in 0..50 {
        let began = Instant::now();
        let listing = driver.list().await.unwrap();
        let view = View::of(listing);
        took.push(began.elapsed());
        assert_eq!(view.instances.len(), count);
    }
    println!("{count} instances: a list {}", spread(took));
    assert_eq!((calls("exec") - before, calls("keys"), calls("hget|get")), (50, 0, 0));
}

fn spread(mut took: Vec<Duration>) -> String {
    took.sort_unstable();
    let at = |percent: usize| took[(took.len() - 1) * percent / 100];
    format!("p50 {:?}, p99 {:?}, max {:?}", at(50), at(99), at(100))
}
