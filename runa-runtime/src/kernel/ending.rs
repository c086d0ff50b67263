//! The end of providers: each drains, then each stops in reverse order, and none can keep the process from ending.

use std::process::ExitCode;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::core::{Core, Standing};
use super::installer::Ending;
use super::{Phase, catch, verdict};

/// What a step gets at least, when earlier ones have used up everything: enough to write what was logged.
const LEAST: Duration = Duration::from_millis(50);

/// Lets every provider drain, then stops them in reverse. Each step has its share of what is left of `drain.total`.
///
/// The last event says how long it took and with which code the process ends, as far as that is known before the log itself stops.
pub(crate) async fn end(core: &Core, main: Option<ExitCode>) {
    core.tasks.abort();
    core.parts.life.advance(Phase::Stopping);
    let mut standing: Vec<Standing> = std::mem::take(&mut *core.standing());
    standing.reverse();
    let steps = standing.iter().map(|provider| provider.drain.len() + provider.stop.len()).sum::<usize>();
    let steps = u32::try_from(steps).unwrap_or(u32::MAX);
    let mut budget = Budget { deadline: core.deadline(), steps };
    for provider in &mut standing {
        let name = provider.name;
        for ending in provider.drain.drain(..) {
            step(core, name, "drain", ending, budget.next()).await;
        }
    }
    for provider in standing {
        if provider.logs {
            let stop_ms = u64::try_from(core.ending_for().as_millis()).unwrap_or(u64::MAX);
            tracing::info!(target: "runa", stop_ms, exit_code = core.verdict.with(main), "stopped");
        }
        for ending in provider.stop {
            step(core, provider.name, "stop", ending, budget.next()).await;
        }
    }
}

struct Budget {
    deadline: Instant,
    steps: u32,
}

impl Budget {
    fn next(&mut self) -> Duration {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let share = left / self.steps.max(1);
        self.steps = self.steps.saturating_sub(1);
        share.max(LEAST)
    }
}

/// Runs one step as a task of its own, so that even one that blocks its thread is left behind when its time is over.
async fn step(core: &Core, provider: &str, what: &str, ending: Ending, share: Duration) {
    let mut task = tokio::spawn(async move { catch(ending(share)).await });
    let (exit, text) = match timeout(share, &mut task).await {
        Ok(Ok(Ok(Ok(())))) => return,
        Ok(Ok(Ok(Err(error)))) => (verdict::FAILED, format!("provider `{provider}` failed to {what}: {error}")),
        Ok(Ok(Err(panic))) => {
            (verdict::FAILED, format!("provider `{provider}` panicked while it was to {what}: {panic}"))
        }
        Ok(Err(lost)) => (verdict::FAILED, format!("provider `{provider}` failed to {what}: {lost}")),
        Err(_) => {
            task.abort();
            let share = share.as_millis();
            (
                verdict::LATE,
                format!("provider `{provider}` did not {what} within {share} ms, its share of `drain.total`"),
            )
        }
    };
    core.verdict.note(exit);
    core.error(&text);
}
