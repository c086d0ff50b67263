//! Which provider the process waits for: who takes long to start is named, and who takes too long is given up.
//!
//! There is one time limit for the whole start, because that is what those who wait for it have: the start-up probe of Kubernetes,
//! `TimeoutStartSec` of systemd. It is a setting, because only the service knows: one that migrates a database needs an hour.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::verdict;
use crate::kernel::core::Core;
use crate::kernel::event::Part;

/// After how long a provider that is not installed is named. Again after twice as long, and so on.
const LONG: Duration = Duration::from_secs(10);

/// How often the start is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// The step that is under way.
#[derive(Debug, Default)]
pub(crate) struct Now(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    step: Option<Step>,
    /// Why the start was given up.
    given_up: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    provider: &'static str,
    part: Part,
    since: Instant,
    /// When it is named next.
    warns: Duration,
}

impl Now {
    pub(crate) fn begin(&self, provider: &'static str, part: Part) {
        self.state().step = Some(Step { provider, part, since: Instant::now(), warns: LONG });
    }

    pub(crate) fn over(&self) {
        self.state().step = None;
    }

    /// Why the start was given up, if it was.
    pub(crate) fn given_up(&self) -> Option<String> {
        self.state().given_up.clone()
    }

    /// Who is to blame when nothing goes on.
    pub(crate) fn suspect(&self) -> Option<String> {
        let step = self.state().step?;
        Some(format!("provider `{}` blocks its thread while it is to {}", step.provider, step.part.verb()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a look at the start has found.
#[derive(Debug)]
enum Found {
    /// It takes long.
    Long(String),
    /// It takes too long, and the process has to end.
    Late(String),
}

impl Found {
    fn say(&self, core: &Core) {
        match self {
            Self::Long(text) => core.warn(text),
            Self::Late(why) => core.start_error(why),
        }
    }
}

/// Watches the start: warns of a provider that takes long, and tells the process to end when the whole takes longer than
/// `server.start_timeout`. May run beside [`overdue_aside`]; each thing is said once.
pub(crate) async fn overdue<T>(core: &Core) -> T {
    loop {
        sleep(LOOK).await;
        if let Some(found) = look(core, Instant::now()) {
            found.say(core);
            if matches!(found, Found::Late(_)) {
                core.shutdown();
            }
        }
    }
}

/// The same for a thread that must not wait until it is said.
pub(crate) async fn overdue_aside<T>(core: &Arc<Core>) -> T {
    loop {
        sleep(LOOK).await;
        if let Some(found) = look(core, Instant::now()) {
            let late = matches!(found, Found::Late(_));
            let says = Arc::clone(core);
            core.aside.say(move || found.say(&says));
            if late {
                core.shutdown();
            }
        }
    }
}

fn look(core: &Core, now: Instant) -> Option<Found> {
    let limit = core.parts.server.start_timeout;
    let mut state = core.now.state();
    if state.given_up.is_some() {
        return None;
    }
    let step = state.step.as_mut().filter(|step| step.part == Part::Install)?;
    let provider = step.provider;
    let waited = now.saturating_duration_since(step.since);
    if now.saturating_duration_since(core.began) >= limit {
        let why = format!("provider `{provider}` has not started: `server.start_timeout`, {limit:?}, has passed");
        state.given_up = Some(why.clone());
        core.verdict.note(verdict::LATE);
        return Some(Found::Late(why));
    }
    (waited >= step.warns).then(|| {
        let long = step.warns;
        step.warns *= 2;
        Found::Long(format!(
            "provider `{provider}` has not started for {long:?}; the start is given up when `server.start_timeout`, {limit:?}, has passed"
        ))
    })
}
