//! What is known of a queue without asking: scrapes, panels and checks must not wait for the place that keeps it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use super::dead::DeadLetter;
use super::driver::{Counts, Driver};
use super::one::LETTERS;

/// How often a queue is looked at.
const EVERY: Duration = Duration::from_secs(3);

/// How old what is known may be.
const LIFE: Duration = Duration::from_secs(10);

/// How much of the payload of a dead letter is kept for showing.
pub(super) const CUT: usize = 200;

/// What was seen last.
pub(super) struct Watch {
    driver: Arc<dyn Driver>,
    seen: Mutex<Option<Seen>>,
    asked: Notify,
}

struct Seen {
    at: Instant,
    what: Result<Counts, String>,
    letters: Vec<DeadLetter>,
    /// The number of dead letters when they were read last, and whether someone has asked for them since.
    read: u64,
    asked: bool,
}

impl Watch {
    pub(super) fn new(driver: Arc<dyn Driver>) -> Self {
        Self { driver, seen: Mutex::default(), asked: Notify::new() }
    }

    /// How it stands; `None` while that is not known.
    pub(super) fn counts(&self) -> Option<Counts> {
        if let Some(counts) = self.driver.count_now() {
            return Some(counts);
        }
        let seen = self.lock();
        let seen = seen.as_ref().filter(|seen| seen.at.elapsed() < LIFE)?;
        seen.what.clone().ok()
    }

    /// The latest dead letters; `None` while they are not known.
    pub(super) fn letters(&self) -> Option<Vec<DeadLetter>> {
        if let Some(letters) = self.driver.dead_now(LETTERS, CUT) {
            return Some(letters);
        }
        let mut seen = self.lock();
        let seen = seen.as_mut()?;
        // For who looks again: one letter may have gone and another come.
        seen.asked = true;
        self.asked.notify_one();
        seen.what.is_ok().then(|| seen.letters.clone())
    }

    /// Looks, again and again, and when someone asks. Calls `changed` when it can be seen no longer, or again.
    pub(super) async fn run(&self, changed: impl Fn()) {
        let mut well = true;
        loop {
            let reached = self.look().await.is_ok();
            if reached != well {
                well = reached;
                changed();
            }
            tokio::select! {
                () = sleep(EVERY) => {}
                // Whoever asks does not make it look more often than once a second.
                () = async { self.asked.notified().await; sleep(EVERY / 3).await } => {}
            }
        }
    }

    /// Looks now. The error is the reason why nothing can be seen.
    pub(super) async fn look(&self) -> Result<Counts, String> {
        let what = self.driver.count().await.map_err(|fault| fault.0);
        let dead = what.as_ref().map_or(0, |counts| counts.dead);
        let (read, asked) = self.lock().as_ref().map_or((0, false), |seen| (seen.read, seen.asked));
        let letters = if what.is_ok() && (read != dead || (asked && dead > 0)) {
            self.driver.dead(LETTERS, CUT).await.ok()
        } else {
            None
        };
        let mut seen = self.lock();
        let last = seen.take();
        let fresh = letters.is_some();
        *seen = Some(Seen {
            at: Instant::now(),
            what: what.clone(),
            read: if fresh { dead } else { read },
            asked: asked && !fresh && dead > 0,
            letters: letters.or(last.map(|last| last.letters)).unwrap_or_default(),
        });
        what
    }

    fn lock(&self) -> MutexGuard<'_, Option<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
