//! The heartbeat: joins, shows again and again that this instance lives, joins again whenever the store has forgotten it, and leaves.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::driver::{Beat, Beaten, Claim, Mark, Standing};
use super::instance::Status;
use super::state::State;
use crate::kernel::{Phase, Result};

/// How soon a heartbeat that failed is repeated at the latest.
const AGAIN: Duration = Duration::from_secs(1);

/// How often a start that has not passed is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// What a store gets to breathe between two heartbeats, whatever it says.
const BREATH: Duration = Duration::from_millis(20);

/// Over how long the instances spread when all see at once that one has expired.
const SPREAD: Duration = Duration::from_millis(500);

/// Beats for as long as it is polled.
pub(super) async fn beat(state: Arc<State>) -> Result<()> {
    state.parts.life.reached(Phase::Running).await;
    if !state.serves() {
        // It was told to end before it served: others never hear of it.
        return Ok(());
    }
    let mut heart = Heart { state: &state, claim: Claim::New, held: None, started: None, last: None, troubled: false };
    loop {
        let status = state.status();
        let pause = heart.once().await;
        heart.last = Some(Instant::now());
        tokio::select! {
            () = sleep(pause) => {}
            () = state.hurry.notified() => sleep(BREATH).await,
            () = news(&state, status) => {}
        }
    }
}

/// Ends when others are to be told something new.
async fn news(state: &State, told: Status) {
    if told == Status::Draining {
        return std::future::pending().await;
    }
    let passed = async {
        while state.status() == told {
            sleep(LOOK).await;
        }
    };
    tokio::select! {
        () = state.parts.life.reached(Phase::Draining) => {}
        () = passed, if told == Status::Starting => {}
    }
}

/// Takes this instance off the list. Whether it works or not, the process ends.
pub(super) async fn leave(state: &State) {
    let incarnation = state.known().incarnation;
    if incarnation == 0 {
        return;
    }
    // A fraction of what the end of all providers may take.
    let deadline = (state.parts.server.drain.total / 20).clamp(Duration::from_millis(40), Duration::from_millis(500));
    if let Err(error) = state.driver.leave(&state.own.id, incarnation, deadline).await {
        tracing::warn!(target: "runa", "`cluster` could not take this instance off the list; it expires by itself: {error}");
    }
}

struct Heart<'a> {
    state: &'a State,
    claim: Claim,
    /// Where the store stood when this instance was last on the list. What others have heard since says nothing of that.
    held: Option<Mark>,
    /// When the process was started, by the store's clock.
    started: Option<u64>,
    /// When it was last done with trying.
    last: Option<Instant>,
    troubled: bool,
}

impl Heart<'_> {
    /// One heartbeat, or two where the store has forgotten it. Says how long to pause.
    async fn once(&mut self) -> Duration {
        let state = self.state;
        let began = Instant::now();
        if self.last.is_some_and(|last| began - last > state.own.ttl) {
            // It did not even try for that long, so it was the process that stood still, and others may have counted it as gone.
            self.claim = self.claim.anew();
        }
        let mut answer = self.send().await;
        if let Ok(Beaten { standing: Standing::Unknown, mark, .. }) = &answer {
            // A store that has lost its data does not make anybody another. One that has its data has counted this instance as gone.
            let lost = self.held.as_ref().is_some_and(|held| held.epoch != mark.epoch || held.version > mark.version);
            self.claim = match self.claim {
                Claim::Still(incarnation) if lost => Claim::Again(incarnation),
                claim => claim.anew(),
            };
            answer = self.send().await;
        }
        state.measured.took.observe(began.elapsed().as_secs_f64());
        match answer {
            Ok(beaten) => self.answered(beaten, began).await,
            Err(error) => {
                state.measured.failed.inc();
                self.trouble(Some(error.to_string()));
                let pause = state.own.interval.min(AGAIN);
                // It may be back sooner.
                let _ = timeout(pause, async {
                    sleep(pause / 10).await;
                    state.driver.back().await;
                })
                .await;
                Duration::ZERO
            }
        }
    }

    async fn send(&self) -> Result<Beaten> {
        let state = self.state;
        let body = state.body();
        let own = &state.own;
        let beat = Beat {
            id: &own.id,
            claim: self.claim,
            ttl: own.ttl,
            started: self.started,
            uptime: own.uptime(),
            body: &body,
        };
        state.driver.beat(beat).await
    }

    async fn answered(&mut self, beaten: Beaten, began: Instant) -> Duration {
        let state = self.state;
        match beaten.standing {
            Standing::Held => {
                if self.claim != Claim::Still(beaten.incarnation) {
                    state.measured.joined.inc();
                }
                self.claim = Claim::Still(beaten.incarnation);
                self.started = Some(beaten.started);
                self.held = Some(beaten.mark.clone());
                state.known().incarnation = beaten.incarnation;
                self.trouble(None);
            }
            Standing::Taken => self.trouble(Some(format!(
                "another instance has the id `{}`, so this one is not on the list; give each its own `cluster.id`, or none",
                state.own.id
            ))),
            // Forgotten twice in a row: it comes again with the next one.
            Standing::Unknown => {}
        }
        let missed = state.mark().is_some_and(|before| before.epoch != beaten.mark.epoch);
        state.heard(beaten.mark);
        if missed {
            state.anew.notify_one();
        }
        if state.times_matter(beaten.count) {
            // If they do not come, those that are known stand.
            if let Ok(times) = state.driver.times().await {
                state.learn_times(times);
            }
        }
        // Somebody who does not beat any more is looked after when his time has come.
        let regular = state.own.interval.mul_f64(0.95 + 0.05 * random());
        let next =
            beaten.next.map_or(regular, |next| next + BREATH + SPREAD.min(state.own.interval / 5).mul_f64(random()));
        regular.min(next).saturating_sub(began.elapsed()).max(BREATH)
    }

    /// Says once that something is wrong, and once that it is right again.
    fn trouble(&mut self, trouble: Option<String>) {
        match &trouble {
            Some(reason) if !self.troubled => {
                tracing::warn!(target: "runa", "`cluster` cannot show that this instance lives; others are listed as they were: {reason}");
            }
            None if self.troubled => tracing::info!(target: "runa", "`cluster` shows again that this instance lives"),
            _ => {}
        }
        let changed = self.troubled != trouble.is_some();
        self.troubled = trouble.is_some();
        self.state.known().trouble = trouble;
        if changed {
            self.state.parts.checks.again("cluster");
        }
    }
}

/// Between 0 and 1, so that instances do not all beat at once. No more random than that needs.
fn random() -> f64 {
    let random = RandomState::new().hash_one(0_u8);
    f64::from(u32::try_from(random & 0xFFFF_FFFF).unwrap_or_default()) / f64::from(u32::MAX)
}
