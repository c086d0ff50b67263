//! The end of tasks and providers: each drains, then each stops, and none can keep the process from ending.

use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout};
use tracing::dispatcher::{get_default, with_default};

use super::{Phase, systemd, verdict};
use crate::kernel::core::{Core, Standing};
use crate::kernel::event::{Part, What};
use crate::kernel::installer::Ending;
use crate::kernel::{catch, trace};

/// What a step gets at least, when earlier ones have used up everything: enough to write what was logged.
const LEAST: Duration = Duration::from_millis(50);

/// How long who watches over the process has for what it still has to say.
const ASIDE: Duration = Duration::from_millis(500);

/// Which part of what is left is kept for stopping.
const STOPPING: u32 = 5;

/// Ends the tasks of the service, lets every provider drain, then stops them.
///
/// Both in reverse order of the list: who is listed below may still hand over something to who stands above it, as everybody does to the
/// log. Nobody stops before all have drained, because who drains above may still write to who is listed below, as a job of the queue does
/// to audit.
///
/// The last event says how long it took and with which code the process ends, as far as that is known before the log itself stops.
pub(crate) async fn end(core: &Core, main: Option<ExitCode>) {
    // If nobody has heard of it until now.
    core.say_why();
    if let Some(told) = systemd::stopping(core) {
        told.say();
    }
    end_tasks(core).await;
    core.parts.life.advance(Phase::Stopping);
    let mut standing: Vec<Standing> = std::mem::take(&mut *core.standing());
    standing.reverse();
    let deadline = core.deadline();
    let left = deadline.saturating_duration_since(Instant::now());
    let drains = standing.iter().map(|provider| provider.joined.drain.len()).sum();
    let mut budget = Budget { deadline: deadline - left / STOPPING, steps: drains };
    for provider in &mut standing {
        for ending in provider.joined.drain.drain(..) {
            step(core, provider.name, Part::Drain, ending, budget.next()).await;
        }
    }
    // Whoever logs is still there.
    core.aside.quiet(ASIDE).await;
    let stops = standing.iter().map(|provider| provider.joined.stop.len()).sum();
    let mut budget = Budget { deadline, steps: stops };
    for provider in standing {
        provider.tasks.drop_all().await;
        if provider.logs {
            let stop_ms = u64::try_from(core.ending_for().as_millis()).unwrap_or(u64::MAX);
            tracing::info!(target: "runa", stop_ms, exit_code = core.verdict.with(main), "stopped");
        }
        for ending in provider.joined.stop {
            step(core, provider.name, Part::Stop, ending, budget.next()).await;
        }
    }
}

/// Tasks have known since draining began. Those that listen for it have `drain.grace` from now on, as far as `main` would have had it.
async fn end_tasks(core: &Core) {
    let deadline = core.main_deadline().min(Instant::now() + core.parts.server.drain.grace);
    if let Err(late) = core.tasks.finish(deadline).await {
        core.verdict.note(verdict::LATE);
        for name in late {
            core.error(&format!("task `{name}` listens for the end and had not ended when `drain.grace` had passed"));
        }
    }
}

/// Time for steps, each of which has an equal share of what those before it have left.
struct Budget {
    deadline: Instant,
    steps: usize,
}

impl Budget {
    fn next(&mut self) -> Duration {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(self.steps.max(1)).unwrap_or(u32::MAX);
        self.steps = self.steps.saturating_sub(1);
        share.max(LEAST)
    }
}

/// Runs one step. It has a thread of its own, so that one that blocks keeps neither a worker from the others nor the process from ending.
///
/// It is none of those of `spawn_blocking`: of them there are so many and no more, and the service may have all of them.
async fn step(core: &Core, provider: &'static str, part: Part, ending: Ending, share: Duration) {
    core.now.begin(provider, part);
    core.note(|| What::ProviderBegins { provider, part });
    let (runtime, dispatch) = (Handle::current(), get_default(Clone::clone));
    let work = async move { timeout(share, catch(async { ending(share).await })).await };
    // The clock of a test that pauses it goes on when nobody works, and knows of no other threads.
    let (_held, holds) = mpsc::channel::<()>();
    drop(spawn_blocking(move || holds.recv()));
    let (ended, ends) = oneshot::channel();
    let thread = trace::spawn("runa-end", move || {
        // Nobody may wait any more.
        let _ = ended.send(with_default(&dispatch, || runtime.block_on(work)));
    });
    // It gives up by itself, and says what it has to say then, unless it blocks.
    let outcome = match thread {
        Ok(_) => timeout(share + LEAST, ends).await.map(|ended| ended.map_err(|_| "its thread has ended".to_owned())),
        Err(error) => Ok(Err(format!("there is no thread for it: {error}"))),
    };
    core.now.over();
    let verb = part.verb();
    let (exit, text) = match outcome {
        Ok(Ok(Ok(Ok(Ok(()))))) => return core.note(|| What::ProviderEnds { provider, part, error: None }),
        Ok(Ok(Ok(Ok(Err(error))))) => (verdict::FAILED, format!("provider `{provider}` failed to {verb}: {error}")),
        Ok(Ok(Ok(Err(panic)))) => {
            (verdict::FAILED, format!("provider `{provider}` panicked while it was to {verb}: {panic}"))
        }
        Ok(Err(lost)) => (verdict::FAILED, format!("provider `{provider}` failed to {verb}: {lost}")),
        Ok(Ok(Err(_))) | Err(_) => {
            let blocks = if outcome.is_err() { ": it blocks its thread" } else { "" };
            let share = share.as_millis();
            (
                verdict::LATE,
                format!("provider `{provider}` did not {verb} within {share} ms, its share of `drain.total`{blocks}"),
            )
        }
    };
    core.note(|| What::ProviderEnds { provider, part, error: Some(text.clone()) });
    core.verdict.note(exit);
    core.error(&text);
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn who_is_quick_leaves_time_to_others_and_who_hangs_costs_its_own_share() {
        let began = Instant::now();
        let mut budget = Budget { deadline: began + SECOND * 12, steps: 4 };
        assert_eq!(budget.next(), SECOND * 3);
        // Quick: three are left with all of it.
        assert_eq!(budget.next(), SECOND * 4);
        // It hangs.
        advance(SECOND * 4).await;
        assert_eq!(budget.next(), SECOND * 4);
        advance(SECOND * 4).await;
        assert_eq!(budget.next(), SECOND * 4);
        advance(SECOND * 4).await;
        assert_eq!(Instant::now(), began + SECOND * 12, "all hang, and the sum is what there was");
    }

    #[tokio::test(start_paused = true)]
    async fn everybody_has_a_moment_when_nothing_is_left() {
        let mut budget = Budget { deadline: Instant::now(), steps: 2 };
        assert_eq!([budget.next(), budget.next(), budget.next()], [LEAST; 3]);
        let mut budget = Budget { deadline: Instant::now() + SECOND, steps: 0 };
        assert_eq!(budget.next(), SECOND);
    }
}
