//! Tasks while they run, and what their end means.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::super::core::Core;
use super::super::event::What;
use super::super::life::verdict;
use super::super::polled::Polled;
use super::super::request::RequestContext;
use super::super::{Phase, catch, stderr};
use super::{Kind, Policy, Restart, Run, Work};

/// How long a task that is dropped is waited for. One that blocks its thread is left behind.
const LEAVING: Duration = Duration::from_millis(50);

/// The running tasks of the service, or of one provider.
#[derive(Debug, Default)]
pub(crate) struct Tasks {
    set: Mutex<Set>,
    /// The names of those that listen for the end of the process.
    heeding: watch::Sender<Vec<&'static str>>,
    /// The names of all that have not ended.
    open: Arc<Mutex<Vec<&'static str>>>,
}

/// Behind one lock, so that no task comes after the end.
#[derive(Debug, Default)]
struct Set {
    tasks: JoinSet<()>,
    /// Whether they have been ended.
    over: bool,
}

tokio::task_local! {
    /// The task that is polled.
    static SEAT: Seat;
    /// Is there while `main` is polled.
    static MAIN: ();
}

/// Runs `work` as `main`, which only what it awaits itself is part of.
pub(crate) async fn as_main<F: Future>(work: F) -> F::Output {
    MAIN.scope((), work).await
}

/// Whether who asks is `main`.
pub(crate) fn is_main() -> bool {
    MAIN.try_with(|()| ()).is_ok()
}

/// The place of one running task.
struct Seat {
    name: &'static str,
    heeds: AtomicBool,
    heeding: watch::Sender<Vec<&'static str>>,
    open: Arc<Mutex<Vec<&'static str>>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = open.iter().position(|name| *name == self.name) {
            open.remove(at);
        }
        drop(open);
        if *self.heeds.get_mut() {
            self.heeding.send_modify(|names| {
                if let Some(at) = names.iter().position(|name| *name == self.name) {
                    names.swap_remove(at);
                }
            });
        }
    }
}

/// Says that who asks listens for the end of the process. `true`: it is a task, and is waited for.
pub(crate) fn heeds() -> bool {
    let heed = |seat: &Seat| {
        if !seat.heeds.swap(true, Ordering::Relaxed) {
            seat.heeding.send_modify(|names| names.push(seat.name));
        }
    };
    SEAT.try_with(heed).is_ok()
}

impl Tasks {
    /// Starts a task, on the runtime of the app.
    pub(crate) fn spawn(&self, core: &Arc<Core>, name: &'static str, work: Work) {
        if !self.add(core, name, work) {
            core.warn(&format!("task `{name}` is not started: the tasks of the service have ended"));
        }
    }

    /// Whether it is not too late.
    fn add(&self, core: &Arc<Core>, name: &'static str, Work(work): Work) -> bool {
        let mut set = self.set();
        if set.over {
            return false;
        }
        self.open.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        let (heeding, open) = (self.heeding.clone(), Arc::clone(&self.open));
        let place = Seat { name, heeds: AtomicBool::new(false), heeding, open };
        let task = Watched { name, policy: work.policy(), core: Arc::clone(core) };
        // Those that have ended leave nothing behind.
        while set.tasks.try_join_next().is_some() {}
        // What is started for a request is logged as of it, also how it ends.
        let task = RequestContext::current().scope(SEAT.scope(place, task.live(work)));
        // Whoever starts it may be a thread that belongs to no runtime, or to another.
        set.tasks.spawn_on(task, core.runtime.get_or_init(Handle::current));
        true
    }

    /// Waits until those that listen for the end of the process have ended, and drops the others. `Err` names those that had not ended at
    /// `deadline`.
    pub(crate) async fn finish(&self, deadline: Instant) -> Result<(), Vec<&'static str>> {
        let mut heeding = self.heeding.subscribe();
        let in_time = timeout_at(deadline, heeding.wait_for(Vec::is_empty)).await.is_ok();
        let late = if in_time { Ok(()) } else { Err(heeding.borrow().clone()) };
        self.set().over = true;
        let unfinished = self.unfinished(late.as_ref().err().map_or(&[], Vec::as_slice));
        if !unfinished.is_empty() {
            tracing::info!(target: "runa", "dropped unfinished: {unfinished}");
        }
        self.drop_all().await;
        late
    }

    /// The names of those that have not ended, each once, but for those that are told otherwise.
    fn unfinished(&self, told: &[&str]) -> String {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner).clone();
        open.retain(|name| !told.contains(name));
        open.sort_unstable();
        let named = |same: &[&'static str]| match same {
            [one] => (*one).to_owned(),
            _ => format!("{} ×{}", same[0], same.len()),
        };
        open.chunk_by(PartialEq::eq).map(named).collect::<Vec<_>>().join(", ")
    }

    /// Drops all that still run.
    pub(crate) async fn drop_all(&self) {
        let mut tasks = std::mem::take(&mut self.set().tasks);
        tasks.abort_all();
        let _ = timeout(LEAVING, async { while tasks.join_next().await.is_some() {} }).await;
    }

    fn set(&self) -> MutexGuard<'_, Set> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One task, and where its end is told.
struct Watched {
    name: &'static str,
    policy: &'static str,
    core: Arc<Core>,
}

impl Watched {
    async fn live(self, work: Kind) {
        match work {
            Kind::Once(policy, work) => {
                let end = self.run(work, false).await;
                self.ended(policy, &end);
            }
            Kind::Again(restart, mut work) => self.again(restart, move || work()).await,
        }
    }

    async fn again(&self, restart: Restart, mut work: impl FnMut() -> Run) {
        let (mut row, mut anew) = (0, false);
        loop {
            let began = Instant::now();
            let run = Box::pin(async { work().await });
            let end = self.run(run, anew).await;
            anew = true;
            if self.is_ending() || (restart.may_end && end.is_ok()) {
                return self.ended(Policy::Logged, &end);
            }
            let Some(wait) = restart.next(&mut row, began.elapsed()) else {
                return self.ended(Policy::Fatal, &end);
            };
            let name = self.name;
            let rounded = Duration::from_millis(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
            self.warn(&format!("task `{name}` {}; it begins anew in {rounded:?}", how(&end)));
            tokio::select! {
                biased;
                () = self.core.parts.life.reached(Phase::Draining) => return,
                () = sleep(wait) => self.core.roster.note(name, self.policy, |row| row.restarts += 1),
            }
        }
    }

    /// One run, which is counted while it lasts.
    async fn run(&self, work: impl Future<Output = super::Result<()>>, again: bool) -> Result<(), String> {
        let mut running = Running::new(self, again);
        let end = match running.polled.follow(catch(work)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(format!("failed: {error}")),
            Err(panic) => Err(format!("panicked: {panic}")),
        };
        running.ends(&end);
        self.core.roster.note(self.name, self.policy, |row| match &end {
            Ok(()) => row.ended += 1,
            Err(why) => {
                row.failed += 1;
                row.last = Some(why.clone());
            }
        });
        if let Err(why) = &end {
            self.core.fault(format!("task `{}` {why}", self.name));
        }
        end
    }

    /// Says how it has ended, and does what that means.
    fn ended(&self, policy: Policy, end: &Result<(), String>) {
        let (name, how) = (self.name, how(end));
        match (policy, end) {
            // To end is what is asked of a task then.
            (_, Ok(())) if self.is_ending() => tracing::debug!(target: "runa", task = name, "task `{name}` {how}"),
            (Policy::Logged | Policy::MayEnd, Ok(())) => {
                tracing::info!(target: "runa", task = name, "task `{name}` {how}");
            }
            (Policy::Logged, Err(_)) => self.warn(&format!("task `{name}` {how}")),
            (Policy::Fatal, _) | (Policy::MayEnd, Err(_)) => {
                self.core.verdict.note(verdict::FAILED);
                let text = format!("task `{name}` {how}; the process cannot do without it and ends");
                if end.is_ok() {
                    self.core.fault(&*text);
                }
                if self.core.logs.load(Ordering::Relaxed) {
                    tracing::error!(target: "runa", task = name, "{text}");
                } else {
                    stderr::say(format_args!("error: {text}"));
                }
                self.core.shutdown();
            }
        }
    }

    fn is_ending(&self) -> bool {
        self.core.parts.life.is_ending()
    }

    fn warn(&self, text: &str) {
        if self.core.logs.load(Ordering::Relaxed) {
            tracing::warn!(target: "runa", task = self.name, "{text}");
        } else {
            stderr::say(format_args!("warning: {text}"));
        }
    }
}

fn how(end: &Result<(), String>) -> &str {
    end.as_ref().err().map_or("has ended", String::as_str)
}

/// Counts as running until it is dropped, as tasks are at the end.
struct Running<'a> {
    task: &'a Watched,
    polled: Arc<Polled>,
    ended: bool,
}

impl<'a> Running<'a> {
    fn new(task: &'a Watched, again: bool) -> Self {
        let polled = Arc::<Polled>::default();
        task.core.roster.note(task.name, task.policy, |row| row.polled.push(Arc::clone(&polled)));
        task.core.note(|| What::TaskBegins { task: task.name, again });
        Self { task, polled, ended: false }
    }

    fn ends(&mut self, end: &Result<(), String>) {
        self.ended = true;
        let task = self.task.name;
        self.task.core.note(|| What::TaskEnds { task, error: end.as_ref().err().cloned() });
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let Watched { name, policy, core } = self.task;
        core.roster.note(name, policy, |row| row.polled.retain(|one| !Arc::ptr_eq(one, &self.polled)));
        if !self.ended {
            core.note(|| What::TaskDropped { task: name });
        }
    }
}
