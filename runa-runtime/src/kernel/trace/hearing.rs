//! Who hears the threads of one runtime.

use std::cell::RefCell;
use std::io;
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};

use tracing::Dispatch;
use tracing::dispatcher::{DefaultGuard, set_default};

use super::relay::Relay;

/// Shared by the threads of one runtime.
#[derive(Clone, Debug)]
pub(crate) struct Hearing {
    /// Known once an app has installed its subscriber.
    app: Arc<OnceLock<Dispatch>>,
    /// What hears until then.
    relay: Dispatch,
    /// While tracing knows a single dispatch, a thread that meets an event for the first time asks only its own default whether anybody
    /// wants it, and remembers the answer for all threads. So there are always two: this one never hears.
    _other: Dispatch,
}

/// What this thread has set.
struct Here {
    hearing: Hearing,
    settled: bool,
    guard: Option<DefaultGuard>,
}

thread_local! {
    static HERE: RefCell<Option<Here>> = const { RefCell::new(None) };
}

impl Default for Hearing {
    fn default() -> Self {
        let app = Arc::default();
        let relay = Dispatch::new(Relay(Arc::clone(&app)));
        Self { app, relay, _other: Dispatch::new(Relay::default()) }
    }
}

impl Hearing {
    /// That of the runtime to which this thread belongs, if it is one of ours.
    pub(crate) fn here() -> Option<Self> {
        HERE.with_borrow(|here| here.as_ref().map(|here| here.hearing.clone()))
    }

    /// Makes this thread one of the runtime, until it [leaves](Self::leave).
    pub(crate) fn enter(&self) {
        let here = self.begin();
        HERE.set(Some(here));
    }

    /// The end of this thread, or of what it did for the runtime.
    pub(crate) fn leave() {
        HERE.set(None);
    }

    /// Does `work` on a thread that belongs to somebody else.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        /// Gives it back, also after a panic.
        struct Back(Option<Here>);
        impl Drop for Back {
            fn drop(&mut self) {
                // In the order in which a stack is left.
                HERE.set(None);
                HERE.set(self.0.take());
            }
        }
        let _back = Back(HERE.replace(Some(self.begin())));
        work()
    }

    /// Puts what has been installed meanwhile in the place of the relay.
    pub(crate) fn settle() {
        HERE.with_borrow_mut(|here| {
            if let Some(here) = here.as_mut().filter(|here| !here.settled)
                && let Some(app) = here.hearing.app.get()
            {
                // It puts back what stood before it, so it has to go first.
                drop(here.guard.take());
                here.guard = Some(set_default(app));
                here.settled = true;
            }
        });
    }

    /// Makes `dispatch` hear every thread of the runtime. There can be one.
    pub(super) fn install(&self, dispatch: Dispatch) -> Result<(), Dispatch> {
        self.app.set(dispatch)?;
        tracing::callsite::rebuild_interest_cache();
        Self::settle();
        Ok(())
    }

    fn begin(&self) -> Here {
        let app = self.app.get();
        Here { hearing: self.clone(), settled: app.is_some(), guard: Some(set_default(app.unwrap_or(&self.relay))) }
    }
}

/// Starts a thread that is heard where this one is.
pub(crate) fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    let hearing = Hearing::here();
    thread::Builder::new().name(name.to_owned()).spawn(move || match hearing {
        Some(hearing) => hearing.within(work),
        None => work(),
    })
}
