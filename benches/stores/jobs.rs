//! Jobs a second through one queue, from the first push until the last is done: `RUNA_STAGE=redis JOBS=50000 jobs`.
//!
//! One process pushes with 64 on their way and works on as many. With `BACKLOG` set nobody works on them, and it is the memory of this process
//! that is measured. Prints one JSON object.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use runa::queue::Job;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

const IN_FLIGHT: u64 = 64;

#[derive(Serialize, Deserialize)]
struct Email {
    number: u64,
    to: String,
    subject: String,
}

#[runa::app(manifest = "jobs.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    let jobs: u64 = std::env::var("JOBS").ok().and_then(|jobs| jobs.parse().ok()).unwrap_or(10_000);
    if std::env::var_os("BACKLOG").is_some() {
        return backlog(&ops, jobs).await;
    }
    let (done, over) = (Arc::new(AtomicU64::new(0)), Arc::new(Notify::new()));
    let (counted, last) = (Arc::clone(&done), Arc::clone(&over));
    ops.queue.work.handle(move |job: Job<Email>| {
        let all = counted.fetch_add(1, Ordering::Relaxed) + 1;
        assert!(job.to.contains('@'), "a job is what was pushed");
        if all == jobs {
            last.notify_one();
        }
        async { Ok::<(), String>(()) }
    })?;
    ops.run(async {
        let began = Instant::now();
        let pushers: Vec<_> = (0..IN_FLIGHT).map(|first| tokio::spawn(push(ops.clone(), first, jobs))).collect();
        for pusher in pushers {
            pusher.await.map_err(|error| error.to_string())??;
        }
        over.notified().await;
        let seconds = began.elapsed().as_secs_f64();
        println!(r#"{{"jobs":{jobs},"seconds":{seconds:.6}}}"#);
        Ok::<(), String>(())
    })
    .await
}

/// What jobs weigh that wait.
async fn backlog(ops: &Ops, jobs: u64) -> runa::Result<()> {
    ops.run(async {
        let before = resident();
        for first in 0..IN_FLIGHT {
            push(ops.clone(), first, jobs).await?;
        }
        let waiting = ops.queue.work.counts().await.map_err(|error| error.to_string())?.waiting;
        println!(r#"{{"waiting":{waiting},"kib":{}}}"#, resident() - before);
        Ok::<(), String>(())
    })
    .await
}

/// Memory of this process that is in RAM, in KiB.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

async fn push(ops: Ops, first: u64, jobs: u64) -> Result<(), String> {
    let mut number = first;
    while number < jobs {
        let email = Email { number, to: "ann@example.org".to_owned(), subject: "Your order is on its way".to_owned() };
        ops.queue.work.push(&email).await.map_err(|error| error.to_string())?;
        number += IN_FLIGHT;
    }
    Ok(())
}
