//! Queues as metrics.
//!
//! What the queue itself knows (depth, age, dead letters) is the same in every process and read from the last look; while the place that keeps
//! it is away there is no sample, rather than a zero. What this process did (pushed, running, done, failed, dead) is its own.

use std::sync::{Arc, Weak};

use super::driver::Counts;
use super::line::Line;
use crate::kernel::Result;
use crate::kernel::metrics::{Counter, Family, Gauge, Histogram, Metrics, float};

/// Bounds of the durations of jobs, in seconds.
const BOUNDS: [f64; 13] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0, 120.0, 600.0];

/// The metrics of all queues.
pub(super) struct Families {
    pushed: Family<Counter, 1>,
    ended: Family<Counter, 2>,
    running: Family<Gauge, 1>,
    duration: Family<Histogram, 1>,
}

/// What one queue counts in this process.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) pushed: Counter,
    pub(super) done: Counter,
    /// Attempts that failed and are tried again.
    pub(super) failed: Counter,
    pub(super) dead: Counter,
    pub(super) running: Gauge,
    pub(super) duration: Histogram,
}

impl Families {
    pub(super) fn define(metrics: &Metrics) -> Result<Self> {
        Ok(Self {
            pushed: metrics
                .metric("runa_queue_pushed_total", "Jobs that this process pushed.")
                .labels(["queue"])
                .counter()?,
            ended: metrics
                .metric(
                    "runa_queue_jobs_total",
                    "Attempts at jobs that ended in this process: done, failed (tried again), or dead.",
                )
                .labels(["queue", "outcome"])
                .counter()?,
            running: metrics
                .metric("runa_queue_running", "Jobs that run in this process.")
                .labels(["queue"])
                .gauge()?,
            duration: metrics
                .metric("runa_queue_job_duration_seconds", "How long handlers took, however they ended.")
                .unit("seconds")
                .labels(["queue"])
                .histogram(&BOUNDS)?,
        })
    }

    pub(super) fn of(&self, queue: &str) -> Counted {
        let ended = |outcome| self.ended.with([queue, outcome]);
        Counted {
            pushed: self.pushed.with([queue]),
            done: ended("done"),
            failed: ended("failed"),
            dead: ended("dead"),
            running: self.running.with([queue]),
            duration: self.duration.with([queue]),
        }
    }
}

/// Defines what is read when somebody asks.
pub(super) fn define(metrics: &Metrics, lines: &Arc<[Arc<Line>]>) -> Result<()> {
    // The registry outlives nobody, but must not keep queues alive either.
    let lines: Vec<Weak<Line>> = lines.iter().map(Arc::downgrade).collect();
    let gauge = |name: &str, unit: Option<&str>, help: &str, value: fn(&Counts) -> Option<f64>| {
        let lines = lines.clone();
        let definition = metrics.metric(name, help);
        let definition = if let Some(unit) = unit { definition.unit(unit) } else { definition };
        definition.labels(["queue"]).read_gauge(move || {
            let read = |line: Arc<Line>| Some(([line.name().to_owned()], value(&line.watch.counts()?)?));
            lines.iter().filter_map(Weak::upgrade).filter_map(read).collect::<Vec<_>>()
        })
    };
    gauge("runa_queue_depth", None, "Jobs that wait for a worker, whichever process pushed them.", |counts| {
        Some(float(counts.waiting))
    })?;
    gauge("runa_queue_delayed", None, "Jobs whose time has not come.", |counts| Some(float(counts.delayed)))?;
    gauge("runa_queue_dead_letters", None, "Jobs that are not tried any more.", |counts| Some(float(counts.dead)))?;
    gauge(
        "runa_queue_oldest_age_seconds",
        Some("seconds"),
        "How long the job has waited that has waited the longest; 0 when none waits.",
        |counts| Some(counts.oldest.unwrap_or_default().as_secs_f64()),
    )
}
