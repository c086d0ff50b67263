//! Who keeps a thread for itself: the code of a handler, a task or `main` that is polled and does not come back.
//!
//! tokio tells which worker is blocked, and not by what. So while one is, and while the process ends, everybody's [marks] are looked at:
//! whoever has the same one at two looks has not come back in between.
//!
//! [marks]: crate::kernel::polled::Polled

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::kernel::core::Core;
use crate::kernel::server::Guests;

/// Shorter is no reason to blame anybody.
const LONG: Duration = Duration::from_millis(500);

/// What the looks have found.
#[derive(Debug, Default)]
pub(crate) struct Suspects(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    now: Vec<Suspect>,
    /// Who came back last while the process ended, and after how long.
    last: Option<(String, Duration)>,
}

#[derive(Debug)]
struct Suspect {
    key: Key,
    mark: u32,
    since: Instant,
    who: String,
}

/// Whose code it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Main,
    /// By where its mark is.
    Task(usize),
    /// By its connection.
    Request(u64),
}

impl Suspects {
    /// Looks at everybody.
    pub(crate) fn look(&self, core: &Core) {
        let now = Instant::now();
        let mut state = self.state();
        let mut before = std::mem::take(&mut state.now);
        each(core, |key, mark, who| {
            let known = before.iter().position(|one| one.key == key && one.mark == mark);
            let known = known.map(|at| before.swap_remove(at));
            state.now.push(known.unwrap_or_else(|| Suspect { key, mark, since: now, who: who() }));
        });
        if core.parts.life.is_ending() {
            let back = before.into_iter().map(|one| (one.who, now - one.since));
            state.last = back.filter(|(_, time)| *time >= LONG).max_by_key(|(_, time)| *time).or(state.last.take());
        }
    }

    /// Nobody is suspected any more.
    pub(crate) fn clear(&self) {
        self.state().now.clear();
    }

    /// Those who have not come back for about so long.
    pub(super) fn for_about(&self, long: Duration, give_or_take: Duration) -> Vec<String> {
        let now = Instant::now();
        let state = self.state();
        let blocks = state.now.iter().filter(|one| (now - one.since).abs_diff(long) <= give_or_take);
        blocks.map(|one| one.who.clone()).collect()
    }

    /// Those who have not come back for long: each with what is to be said of it.
    pub(super) fn blocking(&self) -> Option<String> {
        let now = Instant::now();
        let state = self.state();
        let blocks = state.now.iter().map(|one| (&one.who, now - one.since)).filter(|(_, time)| *time >= LONG);
        let blocks: Vec<_> =
            blocks.map(|(who, time)| format!("{who} has blocked its thread for {:.1}s", time.as_secs_f64())).collect();
        (!blocks.is_empty()).then(|| blocks.join("; "))
    }

    /// Who is to blame that nothing went on, for the end of a sentence: one who still blocks, or who came back just now.
    pub(super) fn because(&self, core: &Core) -> String {
        self.look(core);
        let came_back = || {
            let (who, time) = self.state().last.take()?;
            Some(format!("{who} had blocked its thread for {:.1}s", time.as_secs_f64()))
        };
        self.blocking().or_else(came_back).map_or_else(String::new, |why| format!(": {why}"))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows everybody whose code runs just now.
fn each(core: &Core, mut see: impl FnMut(Key, u32, &dyn Fn() -> String)) {
    if let Some(mark) = core.main.mark() {
        see(Key::Main, mark, &|| "`main`".to_owned());
    }
    core.roster.polled(|at, mark, name| see(Key::Task(at), mark, &|| format!("task `{name}`")));
    if let Some(guests) = core.guests.get() {
        Guests::polled(guests, |id, mark, who| see(Key::Request(id), mark, who));
    }
}
