//! How many jobs a second a queue moves, and what a backlog weighs. `benches/queue/run` starts what it needs.
//!
//! `JOBS` jobs of 100 bytes, 64 at most between their push and their end, in one process. With `BACKLOG` it instead pushes so many that nobody
//! handles, and says what they weigh.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use runa::queue::Job;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

#[derive(Serialize, Deserialize)]
struct Work {
    number: usize,
    text: String,
}

impl Work {
    /// 100 bytes as JSON.
    fn new(number: usize) -> Self {
        Self { number: number + 1_000_000, text: "x".repeat(72) }
    }
}

const IN_FLIGHT: usize = 64;

#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    let bench = ops.clone();
    ops.run(async move {
        match number("BACKLOG") {
            Some(jobs) => backlog(&bench, jobs).await,
            None => through(&bench, number("JOBS").unwrap_or(100_000)).await,
        }
        Ok::<_, std::convert::Infallible>(())
    })
    .await
}

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

async fn through(ops: &Ops, jobs: usize) {
    let queue = &ops.queue.jobs;
    let lanes = Arc::new(Semaphore::new(IN_FLIGHT));
    let done = Arc::new(AtomicUsize::new(0));
    let (free, count) = (Arc::clone(&lanes), Arc::clone(&done));
    let handler = move |job: Job<Work>| {
        std::hint::black_box(job.number);
        count.fetch_add(1, Ordering::Relaxed);
        free.add_permits(1);
        async { Ok::<_, std::convert::Infallible>(()) }
    };
    queue.handle(handler).expect("it has no handler yet");
    run(ops, &lanes, jobs / 10).await;
    let before = cpu();
    let began = Instant::now();
    run(ops, &lanes, jobs).await;
    let took = began.elapsed();
    let cpu = cpu() - before;
    let each = Duration::from_secs_f64(cpu / f64::from(u32::try_from(jobs).expect("so many")));
    let rate = f64::from(u32::try_from(jobs).expect("so many")) / took.as_secs_f64();
    println!(
        "{:<8} {jobs} jobs, {IN_FLIGHT} in flight: {rate:.0} jobs/s, {each:.1?} of CPU each in this process",
        ops.stage()
    );
    assert_eq!(done.load(Ordering::Relaxed), jobs + jobs / 10, "each once");
}

/// Pushes so many, and waits until the last is done and settled.
async fn run(ops: &Ops, lanes: &Arc<Semaphore>, jobs: usize) {
    let mut pushing = JoinSet::new();
    let next = Arc::new(AtomicUsize::new(0));
    for _ in 0..IN_FLIGHT {
        let (queue, lanes, next) = (ops.queue.jobs.clone(), Arc::clone(lanes), Arc::clone(&next));
        pushing.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= jobs {
                    break;
                }
                // Given back by the handler.
                lanes.acquire().await.expect("it is never closed").forget();
                queue.push(&Work::new(number)).await.expect("it is taken");
            }
        });
    }
    pushing.join_all().await;
    while ops.queue.jobs.counts().await.expect("it is there").running > 0 || lanes.available_permits() < IN_FLIGHT {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn backlog(ops: &Ops, jobs: usize) {
    let before = resident();
    let began = Instant::now();
    let mut pushing = JoinSet::new();
    for lane in 0..IN_FLIGHT {
        let queue = ops.queue.backlog.clone();
        pushing.spawn(async move {
            for number in (lane..jobs).step_by(IN_FLIGHT) {
                queue.push(&Work::new(number)).await.expect("it is taken");
            }
        });
    }
    pushing.join_all().await;
    let took = began.elapsed();
    let waiting = ops.queue.backlog.counts().await.expect("it is there").waiting;
    println!(
        "{:<8} {waiting} jobs wait, pushed in {took:.1?}: {} MiB more in this process",
        ops.stage(),
        (resident() - before) / 1024
    );
}

/// Memory of this process that is in RAM, in KiB.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// Seconds of CPU that this process has used.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    fields.iter().sum::<f64>() / 100.0
}
