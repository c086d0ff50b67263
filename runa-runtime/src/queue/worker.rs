//! The worker of one queue: takes jobs, keeps their leases, runs them.
//!
//! Invariant: leases are renewed before jobs are taken, by the same task. A process that was stopped for a while (SIGSTOP, a suspended machine)
//! learns which jobs it has lost before it could take them from itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use super::driver::{Delivery, End, Fault, How, Taken, Ticket};
use super::handler::{Handler, Ran};
use super::line::Line;
use super::{retry, settle};
use crate::kernel::Phase;

/// The most jobs that are taken at once.
const BATCH: usize = 256;

/// How long a worker sleeps at most when nothing wakes it: should a wake-up be lost, no job waits longer.
const LONGEST_SLEEP: Duration = Duration::from_secs(10);

/// How soon it asks again while the driver is away.
const AWAY: Duration = Duration::from_millis(250);

/// The jobs that this process holds: from when they were taken until the driver knows how they ended.
#[derive(Default)]
pub(super) struct Held(Mutex<HashMap<Ticket, Option<AbortHandle>>>);

impl Held {
    fn lock(&self) -> MutexGuard<'_, HashMap<Ticket, Option<AbortHandle>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets go of it. `false`: that has happened before.
    pub(super) fn remove(&self, ticket: Ticket) -> bool {
        self.lock().remove(&ticket).is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    fn tickets(&self) -> Vec<Ticket> {
        self.lock().keys().copied().collect()
    }
}

struct Worker {
    line: Arc<Line>,
    handler: Handler,
    permits: Arc<Semaphore>,
    held: Arc<Held>,
    ends: UnboundedSender<End>,
    renewal: Instant,
    sweep: Instant,
    /// Until when it sleeps unless it is woken; `None`: it asks at once.
    rest: Option<Instant>,
    /// Whether it has said that the driver is away.
    away: bool,
}

/// Runs the jobs of `line` from when the process runs until it drains; then keeps the leases of those that still run.
pub(super) async fn run(line: Arc<Line>, handler: Handler) {
    line.life.reached(Phase::Running).await;
    let (ends, ended) = unbounded_channel();
    let held = Arc::<Held>::default();
    let settling = tokio::spawn(settle::run(Arc::clone(&line), Arc::clone(&held), ended));
    let now = Instant::now();
    let mut worker = Worker {
        permits: Arc::new(Semaphore::new(line.settings.concurrency as usize)),
        renewal: now + line.settings.lease / 3,
        sweep: now,
        rest: None,
        away: false,
        line,
        handler,
        held,
        ends,
    };
    worker.line.driver.begin();
    worker.work().await;
    worker.finish().await;
    drop(worker);
    // It ends when nobody can tell it anything any more.
    let _ = settling.await;
}

impl Worker {
    async fn work(&mut self) {
        let line = Arc::clone(&self.line);
        let mut draining = std::pin::pin!(line.life.reached(Phase::Draining));
        loop {
            let resting = self.rest.unwrap_or(self.renewal);
            tokio::select! {
                biased;
                () = &mut draining => return,
                () = sleep_until(self.renewal) => self.renew().await,
                () = line.driver.wait(), if self.rest.is_some() => self.rest = None,
                () = sleep_until(resting), if self.rest.is_some() => self.rest = None,
                permit = Arc::clone(&self.permits).acquire_owned(), if self.rest.is_none() => {
                    // The semaphore is never closed.
                    let Ok(permit) = permit else { return };
                    self.take(permit).await;
                }
            }
        }
    }

    /// Takes what fits, and starts it.
    async fn take(&mut self, permit: OwnedSemaphorePermit) {
        let mut permits = vec![permit];
        while permits.len() < BATCH
            && let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned()
        {
            permits.push(permit);
        }
        let now = Instant::now();
        let sweep = now >= self.sweep;
        if sweep {
            self.sweep = now + self.patrol();
        }
        match self.line.driver.take(permits.len(), sweep).await {
            Ok(taken) if self.line.life.is_ending() => self.refuse(&taken.jobs).await,
            Ok(taken) => {
                self.back();
                self.took(taken, permits);
            }
            Err(fault) => {
                self.gone(&fault);
                self.rest = Some(Instant::now() + AWAY);
            }
        }
    }

    fn took(&mut self, taken: Taken, mut permits: Vec<OwnedSemaphorePermit>) {
        let name = self.line.name();
        for (id, attempts) in taken.buried {
            self.line.counted.dead.inc();
            tracing::error!(target: "runa", queue = name, %id, attempts,
                "a job of queue `{name}` is dead: {}", super::memory::lost(attempts));
        }
        let all = taken.jobs.len() >= permits.len();
        for delivery in taken.jobs {
            let permit = permits.pop();
            self.start(delivery, permit);
        }
        if !all {
            let now = Instant::now();
            let held = self.held.len();
            // Someone else's jobs can come back; those that are handed out from now on cannot before a lease has passed.
            let patrol = if taken.out > held { self.sweep } else { now + self.line.settings.lease };
            let due = taken.due.map_or(now + LONGEST_SLEEP, |due| now + due.min(LONGEST_SLEEP));
            self.rest = Some(patrol.min(due).min(now + LONGEST_SLEEP));
            if taken.out <= held {
                self.sweep = self.sweep.max(patrol);
            }
        }
        self.tell();
    }

    /// Hands back at once what came when draining had begun.
    async fn refuse(&self, jobs: &[Delivery]) {
        let back = |delivery: &Delivery| End { ticket: delivery.ticket, how: How::Back { counted: false } };
        let ends: Vec<_> = jobs.iter().map(back).collect();
        if !ends.is_empty()
            && let Err(fault) = self.line.driver.settle(&ends).await
        {
            self.not_back(ends.len(), &fault);
        }
    }

    /// Runs one job as a task of its own.
    fn start(&self, delivery: Delivery, permit: Option<OwnedSemaphorePermit>) {
        let ticket = delivery.ticket;
        // Entered before it can end.
        self.held.lock().insert(ticket, None);
        let job = one(Arc::clone(&self.line), Arc::clone(&self.handler), delivery, self.ends.clone(), permit);
        let task = tokio::spawn(job).abort_handle();
        if let Some(held) = self.held.lock().get_mut(&ticket) {
            *held = Some(task);
        }
    }

    async fn renew(&mut self) {
        let lease = self.line.settings.lease;
        self.renewal = Instant::now() + lease / 3;
        let tickets = self.held.tickets();
        if tickets.is_empty() {
            return;
        }
        match self.line.driver.renew(&tickets).await {
            Ok(gone) => {
                self.back();
                // One that has ended meanwhile is held no longer.
                let lost = gone.into_iter().filter(|ticket| self.held.lock().contains_key(ticket)).count();
                if lost > 0 {
                    let name = self.line.name();
                    tracing::warn!(target: "runa", queue = name, jobs = lost,
                        "the lease of {lost} running job{} of queue `{name}` is over; another worker may run {}",
                        if lost == 1 { "" } else { "s" }, if lost == 1 { "it" } else { "them" });
                }
            }
            Err(fault) => {
                self.gone(&fault);
                self.renewal = Instant::now() + AWAY.min(lease / 3);
            }
        }
    }

    /// Keeps the leases until every job has ended, or is to be given up.
    async fn finish(&mut self) {
        let line = Arc::clone(&self.line);
        self.tell();
        line.takes_no_more();
        while self.held.len() > 0 {
            tokio::select! {
                () = line.given_up() => return self.hand_back().await,
                () = line.holds_none() => return,
                () = sleep_until(self.renewal) => self.renew().await,
            }
        }
    }

    /// Stops what still runs, and lets it wait for another process.
    async fn hand_back(&self) {
        let held: Vec<_> = self.held.lock().drain().collect();
        for task in held.iter().filter_map(|(_, task)| task.as_ref()) {
            task.abort();
        }
        let back = |(ticket, _): &(Ticket, _)| End { ticket: *ticket, how: How::Back { counted: true } };
        let ends: Vec<_> = held.iter().map(back).collect();
        let name = self.line.name();
        match self.line.driver.settle(&ends).await {
            Ok(_) => tracing::warn!(target: "runa", queue = name, jobs = ends.len(),
                "{} running job{} of queue `{name}` did not end in time and wait for another process",
                ends.len(), if ends.len() == 1 { "" } else { "s" }),
            Err(fault) => self.not_back(ends.len(), &fault),
        }
        self.line.holds(|| 0);
    }

    fn not_back(&self, jobs: usize, fault: &Fault) {
        let name = self.line.name();
        tracing::error!(target: "runa", queue = name, jobs,
            "{jobs} job{} of queue `{name}` could not be handed back; another process takes them when their lease is over: {fault}",
            if jobs == 1 { "" } else { "s" });
    }

    /// How often it looks for leases that have run out: often enough to find them within a second.
    fn patrol(&self) -> Duration {
        (self.line.settings.lease / 2).min(Duration::from_millis(500))
    }

    /// Tells who waits for it how many jobs it holds.
    fn tell(&self) {
        self.line.holds(|| self.held.len());
    }

    fn gone(&mut self, fault: &Fault) {
        if !std::mem::replace(&mut self.away, true) {
            let name = self.line.name();
            tracing::warn!(target: "runa", queue = name, "queue `{name}` cannot be worked on: {fault}");
        }
    }

    fn back(&mut self) {
        if std::mem::take(&mut self.away) {
            let name = self.line.name();
            tracing::info!(target: "runa", queue = name, "queue `{name}` is worked on again");
        }
    }
}

/// One job, from its start to how it ended.
async fn one(
    line: Arc<Line>,
    handler: Handler,
    delivery: Delivery,
    ends: UnboundedSender<End>,
    permit: Option<OwnedSemaphorePermit>,
) {
    let Delivery { ticket, id, attempt, .. } = delivery;
    let running = Running::begin(&line);
    let began = Instant::now();
    let ran = handler(delivery).await;
    line.counted.duration.observe_duration(began.elapsed());
    drop(running);
    let how = judge(&line, ran, id, attempt);
    // Nobody listens once everything was given up; then it was handed back.
    let _ = ends.send(End { ticket, how });
    drop(permit);
}

/// What becomes of a job that ran.
fn judge(line: &Line, ran: Ran, id: super::JobId, attempt: u32) -> How {
    let name = line.name();
    let (reason, again) = match ran {
        Ran::Well => return How::Done,
        Ran::Failed(reason) => (reason, retry::delay(&line.settings.retry, attempt)),
        Ran::Unreadable(reason) => (reason, None),
    };
    if let Some(after) = again {
        tracing::warn!(target: "runa", queue = name, %id, attempt,
            "a job of queue `{name}` failed and is tried again in {after:.1?}: {reason}");
        How::Again { after }
    } else {
        tracing::error!(target: "runa", queue = name, %id, attempt, "a job of queue `{name}` is dead: {reason}");
        How::Dead { reason }
    }
}

/// Counts a job as running, also one that is aborted.
struct Running<'a>(&'a Line);

impl<'a> Running<'a> {
    fn begin(line: &'a Line) -> Self {
        line.counted.running.add(1.0);
        Self(line)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.counted.running.add(-1.0);
    }
}

/// Waits until this process holds no job of `line`, at most until `deadline`; then gives up what still runs.
pub(super) async fn drained(line: &Line, deadline: Instant) {
    if timeout_at(deadline, line.holds_none()).await.is_err() {
        line.give_up();
        // What the driver does not take back by then comes back by its lease.
        let _ = timeout(settle::DEADLINE, line.holds_none()).await;
    }
}
