//! A thread that looks after the process whatever its workers do.
//!
//! Handlers and `main` are other people's code, and may block every thread of the runtime. Then nothing inside of the runtime can hear a
//! signal or see a deadline pass. So this thread has a small runtime of its own. It promises: the first signal begins to drain, the
//! second ends the process at once, and no later than [`MARGIN`] after `drain.total` the process ends with exit code 2.

use std::future::pending;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::time::{sleep, sleep_until};

use super::core::Core;
use super::given_up::Peers;
use super::server::Guests;
use super::signals::{self, Signals};
use super::{Phase, stderr, step, systemd, trace, verdict};

/// What an end that goes as it should may take beyond `drain.total`: the least that `main` and each provider gets.
pub(super) const MARGIN: Duration = Duration::from_secs(2);

/// How often the workers are looked at.
const LOOK: Duration = Duration::from_millis(100);

/// The watch is kept until this is dropped.
#[derive(Debug)]
pub(crate) struct Watch {
    _over: oneshot::Sender<()>,
}

/// What is heard of signals, and what may end the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hears {
    /// The process is runa's: signals, and the time that has passed since draining began.
    Signals,
    /// It is not: signals, and the time only if it was a signal that began it.
    SignalsFirst,
    /// Nothing of runa ends the process.
    Nothing,
}

/// Keeps watch from now on over an app whose tasks run on `workers`.
pub(crate) fn start(core: &Arc<Core>, workers: &Handle, hears: Hears) -> io::Result<Watch> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let signals = {
        let _inside = runtime.enter();
        if hears == Hears::Nothing { None } else { Some(Signals::new()?) }
    };
    let (sender, over) = oneshot::channel();
    let (core, workers) = (Arc::clone(core), workers.clone());
    trace::spawn("runa-watch", move || {
        runtime.block_on(async {
            tokio::select! {
                _ = over => {}
                () = hear(&core, signals, hears) => {}
                () = nudge(&workers) => {}
                () = step::overdue(&core) => {}
                () = systemd::feed(&core, &workers) => {}
            }
        });
    })?;
    Ok(Watch { _over: sender })
}

/// Obeys signals, and ends the process when it should have ended by itself.
async fn hear(core: &Core, signals: Option<Signals>, hears: Hears) {
    let Some(mut signals) = signals else { return pending().await };
    if hears == Hears::SignalsFirst {
        let first = signals::first(core, &mut signals).await;
        tokio::join!(signals::second(first, &mut signals), limit(core));
    } else {
        let obey = async {
            let first = signals::first(core, &mut signals).await;
            signals::second(first, &mut signals).await;
        };
        tokio::join!(obey, limit(core));
    }
}

/// Ends the process when it should have ended by itself.
async fn limit(core: &Core) {
    core.parts.life.reached(Phase::Draining).await;
    sleep_until(core.deadline() + MARGIN).await;
    let total = core.parts.server.drain.total;
    let who = core.now.suspect().unwrap_or_else(|| {
        let waiting = core.guests.get().map(Guests::waiting).unwrap_or_default();
        format!("a handler, a task or `main` blocks its thread{}", Peers("; requests are under way", &waiting))
    });
    stderr::say(format_args!(
        "error: {total:?}, all of `drain.total`, have passed and the process has not ended: {who}; ending at once"
    ));
    std::process::exit(i32::from(verdict::LATE));
}

/// Wakes a worker that sleeps while another is blocked.
///
/// tokio lets one worker wait for sockets and timers while the others sleep. When what it waited for makes it run a task that blocks,
/// nobody waits for sockets and timers any more, although others are free: the whole process stands still. A new task wakes one of them,
/// and it takes over.
#[cfg(target_has_atomic = "64")]
async fn nudge(workers: &Handle) {
    let metrics = workers.metrics();
    let mut seen = vec![0; metrics.num_workers()];
    loop {
        sleep(LOOK).await;
        let (mut blocked, mut asleep) = (false, false);
        for (worker, seen) in seen.iter_mut().enumerate() {
            // It counts how often the worker has gone to sleep or woken up: odd while it sleeps.
            let now = metrics.worker_park_unpark_count(worker);
            let same = std::mem::replace(seen, now) == now;
            if now % 2 == 1 {
                asleep = true;
            } else if same {
                blocked = true;
            }
        }
        if blocked && asleep {
            workers.spawn(async {});
        }
    }
}

/// The same, where the workers cannot be looked at.
#[cfg(not(target_has_atomic = "64"))]
async fn nudge(workers: &Handle) {
    loop {
        sleep(LOOK).await;
        workers.spawn(async {});
    }
}
