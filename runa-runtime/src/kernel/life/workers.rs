//! The workers of the runtime, looked at from a thread that is none of them.
//!
//! Promises: a worker that has not come back for `runtime.blocked_after` is said once, and once more when it has; it is counted; one that
//! sleeps, or that has much to do, is not taken for one that is blocked. tokio counts what is needed without being asked, so it costs the
//! workers nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

use crate::kernel::core::Core;
use crate::kernel::metrics::{Metrics, float};
use crate::kernel::stderr;

/// How often they are looked at.
const LOOK: Duration = Duration::from_millis(100);

/// What the looks have found. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blockages(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    blockages: AtomicU64,
    millis: AtomicU64,
}

impl Blockages {
    /// Shows them. Names are those of the kernel, so nobody else has them.
    pub(crate) fn show(&self, metrics: &Metrics) {
        let (times, millis) = (self.clone(), self.clone());
        let seconds = move || float(millis.0.millis.load(Ordering::Relaxed)) / 1e3;
        let shown = metrics
            .metric("runa_runtime_blocked_seconds_total", "Time for which workers of the runtime were blocked.")
            .read_counter(move || Some(seconds()));
        let counted = metrics
            .metric("runa_runtime_blockages_total", "How often a worker of the runtime was blocked for long.")
            .read_counter(move || Some(float(times.0.blockages.load(Ordering::Relaxed))));
        debug_assert!(shown.is_ok() && counted.is_ok(), "{shown:?} {counted:?}");
    }
}

/// One worker, as it was at the last look.
#[derive(Debug, Default)]
struct Worker {
    /// How often it has gone to sleep or woken up: odd while it sleeps.
    parks: u64,
    /// How long it has been busy. Also grows from time to time while it never sleeps.
    busy: Duration,
    /// For how long neither has changed.
    stuck: Duration,
    told: bool,
}

/// What a look at one worker finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Nothing,
    /// It has been blocked for as long as is tolerated.
    Blocked(Duration),
    /// It is still blocked, for so much longer.
    Still(Duration),
    /// It has come back after so long.
    Back(Duration),
}

impl Worker {
    fn look(&mut self, parks: u64, busy: Duration, passed: Duration, limit: Option<Duration>) -> Found {
        let same = self.parks == parks && self.busy == busy;
        (self.parks, self.busy) = (parks, busy);
        if parks % 2 == 1 || !same {
            let stuck = std::mem::take(&mut self.stuck);
            return if std::mem::take(&mut self.told) { Found::Back(stuck) } else { Found::Nothing };
        }
        self.stuck += passed;
        match limit {
            Some(_) if self.told => Found::Still(passed),
            Some(limit) if self.stuck >= limit => {
                self.told = true;
                Found::Blocked(self.stuck)
            }
            _ => Found::Nothing,
        }
    }
}

/// Looks at the workers for ever: has it said aside who is blocked, and wakes one that sleeps while another is.
///
/// tokio lets one worker wait for sockets and timers while the others sleep. When what it waited for makes it run a task that blocks,
/// nobody waits for sockets and timers any more, although others are free: the whole process stands still. A new task wakes one of them,
/// and it takes over.
#[cfg(target_has_atomic = "64")]
pub(crate) async fn look_after(core: &Arc<Core>, runtime: &Handle) {
    let metrics = runtime.metrics();
    let limit = core.blocked_after;
    let mut workers: Vec<Worker> = std::iter::repeat_with(Worker::default).take(metrics.num_workers()).collect();
    let mut last = Instant::now();
    loop {
        sleep(LOOK).await;
        // Whoever has not run itself, because the machine or the process stood still, has not seen others stand still.
        let passed = last.elapsed().min(LOOK * 2);
        last = Instant::now();
        let (mut awake, mut asleep) = (false, false);
        for (index, worker) in workers.iter_mut().enumerate() {
            let parks = metrics.worker_park_unpark_count(index);
            asleep |= parks % 2 == 1;
            awake |= parks.is_multiple_of(2) && parks == worker.parks;
            let found = worker.look(parks, metrics.worker_total_busy_duration(index), passed, limit);
            tell(core, (index, metrics.num_workers()), found);
        }
        if awake && asleep {
            runtime.spawn(async {});
        }
        if workers.iter().any(|worker| worker.stuck > Duration::ZERO) || core.parts.life.is_ending() {
            core.suspects.look(core);
        } else {
            core.suspects.clear();
        }
    }
}

/// The same, where the workers cannot be looked at.
#[cfg(not(target_has_atomic = "64"))]
pub(crate) async fn look_after(core: &Arc<Core>, runtime: &Handle) {
    loop {
        sleep(LOOK).await;
        core.suspects.look(core);
        runtime.spawn(async {});
    }
}

fn tell(core: &Arc<Core>, (index, workers): (usize, usize), found: Found) {
    let counts = &core.blockages.0;
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    match found {
        Found::Nothing => {}
        Found::Still(longer) => {
            counts.millis.fetch_add(millis(longer), Ordering::Relaxed);
        }
        Found::Blocked(long) => {
            counts.blockages.fetch_add(1, Ordering::Relaxed);
            counts.millis.fetch_add(millis(long), Ordering::Relaxed);
            let suspects = core.suspects.for_about(long, LOOK * 3);
            let who = if suspects.is_empty() { "a handler or a task".to_owned() } else { suspects.join(", or ") };
            let text = format!(
                "worker {index} of {workers} has been blocked for {} ms: {who} keeps its thread, and whatever else waits for this worker \
                 waits too; what blocks belongs into `spawn_blocking`",
                millis(long)
            );
            say(core, index, millis(long), text);
        }
        Found::Back(long) => {
            let text = format!("worker {index} of {workers} is free again, after {} ms", millis(long));
            say(core, index, millis(long), text);
        }
    }
}

fn say(core: &Arc<Core>, worker: usize, blocked_ms: u64, text: String) {
    let says = Arc::clone(core);
    core.aside.say(move || {
        if says.logs.load(Ordering::Relaxed) {
            tracing::warn!(target: "runa", worker, blocked_ms, "{text}");
        } else {
            stderr::say(format_args!("warning: {text}"));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_blocked_that_neither_sleeps_nor_goes_on() {
        const SECOND: Duration = Duration::from_secs(1);
        let mut worker = Worker::default();
        let mut look = |parks, busy| worker.look(parks, Duration::from_millis(busy), LOOK * 4, Some(SECOND));
        // It sleeps for as long as it likes.
        for _ in 0..20 {
            assert_eq!(look(1, 0), Found::Nothing);
        }
        // It has much to do, and goes on.
        for busy in 0..20 {
            assert_eq!(look(2, busy), Found::Nothing);
        }
        assert_eq!((look(2, 19), look(2, 19)), (Found::Nothing, Found::Nothing));
        assert_eq!(look(2, 19), Found::Blocked(LOOK * 12));
        assert_eq!(look(2, 19), Found::Still(LOOK * 4));
        assert_eq!(look(3, 20), Found::Back(LOOK * 16));
        assert_eq!((look(3, 20), look(4, 20)), (Found::Nothing, Found::Nothing));
        // Shorter than what is said.
        assert_eq!((look(4, 20), look(4, 20), look(5, 21)), (Found::Nothing, Found::Nothing, Found::Nothing));
    }

    #[test]
    fn nothing_is_said_where_nothing_is_wanted() {
        let mut worker = Worker::default();
        for _ in 0..100 {
            assert_eq!(worker.look(2, Duration::ZERO, LOOK, None), Found::Nothing);
        }
    }
}
