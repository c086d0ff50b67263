//! What is said aside: lines of those who must not wait until they are said.
//!
//! A layer of the service's own may block, and so may standard error. The threads that watch over the process hand over what they have to
//! say. It is said in their order by a thread that is there while there are lines; one that does not come back is left behind.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use crate::kernel::trace;

/// How many lines are kept for a thread that does not come back. What comes after them is lost.
const MOST: usize = 64;

type Line = Box<dyn FnOnce() + Send>;

/// Lines that wait to be said. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Aside(Arc<Inner>);

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    /// How many lines are not said yet.
    open: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    lines: VecDeque<Line>,
    /// Whether there is a thread that says them.
    speaks: bool,
}

impl std::fmt::Debug for Aside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aside").field("open", &*self.0.open.borrow()).finish()
    }
}

impl Aside {
    /// Says a line soon. Never blocks.
    pub(crate) fn say(&self, line: impl FnOnce() + Send + 'static) {
        let mut state = self.0.state();
        if state.lines.len() == MOST {
            return;
        }
        state.lines.push_back(Box::new(line));
        self.0.open.send_modify(|open| *open += 1);
        if !state.speaks {
            let inner = Arc::clone(&self.0);
            // Without a thread it waits for the next line.
            state.speaks = trace::spawn("runa-says", move || inner.speak()).is_ok();
        }
    }

    /// Waits until all is said, but no longer than that.
    pub(super) async fn quiet(&self, patience: Duration) {
        let mut open = self.0.open.subscribe();
        let _ = timeout(patience, open.wait_for(|open| *open == 0)).await;
    }
}

impl Inner {
    fn speak(&self) {
        while let Some(line) = self.next() {
            // A layer that panics is shown by the panic hook, and keeps nobody from saying the next.
            let _ = catch_unwind(AssertUnwindSafe(line));
            self.open.send_modify(|open| *open -= 1);
        }
    }

    fn next(&self) -> Option<Line> {
        let mut state = self.state();
        let line = state.lines.pop_front();
        state.speaks = line.is_some();
        line
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use std::sync::mpsc;

    use super::*;
    use crate::kernel::tests::house::PATIENCE;

    #[tokio::test]
    async fn lines_are_said_in_their_order_by_a_thread_that_others_do_not_wait_for() {
        let aside = Aside::default();
        let (said, hears) = mpsc::channel();
        let (go_on, goes_on) = mpsc::channel::<()>();
        aside.say(move || goes_on.recv().unwrap());
        for number in 0..MOST * 2 {
            let said = said.clone();
            aside.say(move || said.send(number).unwrap());
        }
        let quiet = tokio::time::Instant::now();
        aside.quiet(Duration::from_millis(20)).await;
        assert!(quiet.elapsed() >= Duration::from_millis(20) && hears.try_recv().is_err(), "the first blocks");
        go_on.send(()).unwrap();
        aside.quiet(PATIENCE).await;
        let all: Vec<_> = hears.try_iter().collect();
        // The one that blocks may or may not have been taken out when the others came.
        assert!(all.len() == MOST || all.len() == MOST - 1, "{}", all.len());
        assert_eq!(all, (0..all.len()).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_line_that_panics_keeps_the_next_from_nothing() {
        let aside = Aside::default();
        let (said, hears) = mpsc::channel();
        aside.say(|| panic!("it is afraid"));
        aside.say(move || said.send(()).unwrap());
        aside.quiet(PATIENCE).await;
        assert_eq!(hears.try_iter().count(), 1);
    }
}
