//! An app under test that stands.

use std::fmt;
use std::ops::Deref;
use std::panic::Location;
use std::sync::Arc;

use axum::Router;
use runa_schema::value::Address;
use tokio::time::timeout;

use super::{Client, Ended, Lines, Measured, PATIENCE, Response, run};
use crate::kernel::core::Core;
use crate::kernel::event::{Event, What};
use crate::kernel::{Bound, Kernel, Phase, Result, catch};

/// The app of one test. It derefs to the struct of the manifest, and is ended when the test ends.
pub struct App<A> {
    ops: A,
    core: Arc<Core>,
}

impl<A: fmt::Debug> fmt::Debug for App<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("ops", &self.ops).finish_non_exhaustive()
    }
}

impl<A> Deref for App<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.ops
    }
}

impl<A: Clone> App<A> {
    pub(super) const fn new(ops: A, core: Arc<Core>) -> Self {
        Self { ops, core }
    }

    /// The handles, as `main` would take them.
    pub fn ops(&self) -> A {
        self.ops.clone()
    }

    /// Serves `router` in the background. Gives back when connections are taken, and panics if they never will be; what `serve` of the
    /// app returns later as an error fails the test.
    #[track_caller]
    pub fn serve(&self, router: Router) -> impl Future<Output = ()> + use<'_, A> {
        let (kernel, caller) = (self.kernel(), Location::caller());
        self.begin("serve", async move { kernel.serve_from(caller, router).await })
    }

    /// Does `work` in the background, as `run` of the app does, with operators served on `admin`. Panics if it cannot begin.
    #[track_caller]
    pub fn run<F, E>(&self, work: F) -> impl Future<Output = ()> + use<'_, A, F, E>
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display + Send + 'static,
    {
        let (kernel, caller) = (self.kernel(), Location::caller());
        self.begin("run", async move { kernel.run_from(caller, work).await })
    }

    fn kernel(&self) -> Kernel {
        Kernel::new(Arc::clone(&self.core))
    }

    /// A panic inside of a future knows nothing of who called, so the place is said in words.
    #[track_caller]
    fn begin<W>(&self, what: &'static str, working: W) -> impl Future<Output = ()> + use<'_, A, W>
    where
        W: Future<Output = Result<()>> + Send + 'static,
    {
        let caller = Location::caller();
        async move {
            let core = Arc::clone(&self.core);
            // Whoever comes second would see the first one run.
            let second = core.claim.is_made();
            let task = tokio::spawn(async move {
                let failure = match catch(working).await {
                    Ok(Ok(())) => return None,
                    Ok(Err(error)) => format!("`{what}` failed: {error}"),
                    Err(panic) => format!("`{what}` panicked: {panic}"),
                };
                if second || !happened(&core).iter().any(|event| event.what == What::Phase(Phase::Running)) {
                    return Some(failure);
                }
                core.fault(failure);
                // As when `main` ends.
                core.shutdown();
                None
            });
            tokio::select! {
                biased;
                ended = task => if let Ok(Some(failure)) = ended { panic!("{failure}, at {caller}") },
                () = self.stands(), if !second => {}
            }
        }
    }

    async fn stands(&self) {
        let stands = timeout(PATIENCE, self.core.parts.life.reached(Phase::Running)).await;
        assert!(stands.is_ok(), "the app does not run after {PATIENCE:?}");
    }

    /// Gets a path of the service.
    pub async fn get(&self, path: &str) -> Response {
        self.client().get(path).await
    }

    /// Gets a path of the `admin` listener.
    pub async fn admin_get(&self, path: &str) -> Response {
        self.admin().get(path).await
    }

    /// A client of the service. It speaks to listeners of the network only.
    #[track_caller]
    pub fn client(&self) -> Client {
        let Some(bound) = self.bound() else { panic!("nothing is served: call `app.serve(router).await` before") };
        assert!(!bound.service.is_empty(), "`run` serves no router: only `app.admin()` is there");
        reach(&bound.service, "server.listen")
    }

    /// A client of the `admin` listener. It speaks to listeners of the network only.
    #[track_caller]
    pub fn admin(&self) -> Client {
        let addresses = self.bound().map_or(&[][..], |bound| &bound.admin);
        assert!(
            !addresses.is_empty(),
            "there is no `admin` listener: the stage sets no `server.admin`, or `app.serve(router).await` comes later"
        );
        reach(addresses, "server.admin")
    }

    fn bound(&self) -> Option<&Bound> {
        self.core.parts.bound.get()
    }

    /// What the app logs.
    pub fn log(&self) -> Lines {
        Lines::new(Arc::clone(&self.core))
    }

    /// What the app counts.
    pub fn metrics(&self) -> Measured {
        Measured(self.core.parts.metrics.clone())
    }

    /// What has happened in the app until now, in the order of its clock.
    pub fn events(&self) -> Vec<Event> {
        happened(&self.core)
    }

    /// The first event that `wanted` accepts, once it has happened. A test that waits too long for it fails, and shows those there were.
    #[track_caller]
    pub fn event<W: Fn(&What) -> bool>(&self, wanted: W) -> impl Future<Output = Event> + use<A, W> {
        let (core, caller) = (Arc::clone(&self.core), Location::caller());
        async move {
            let Some(captured) = &core.parts.captured else { panic!("an app under test keeps its events") };
            let mut changes = captured.changes();
            let found = timeout(PATIENCE, async {
                loop {
                    if let Some(event) = captured.events().into_iter().find(|event| wanted(&event.what)) {
                        return event;
                    }
                    // The sender lives in `captured`, so this cannot fail.
                    let _ = changes.changed().await;
                }
            });
            found.await.unwrap_or_else(|_| {
                panic!(
                    "no event is as wanted within {PATIENCE:?}, at {caller}; there were\n{}",
                    shown(&captured.events())
                )
            })
        }
    }

    /// What has gone wrong in the app until now. It is the test's then, and does not fail it.
    pub fn take_faults(&self) -> Vec<String> {
        self.core.parts.captured.as_ref().map(crate::kernel::captured::Captured::take_faults).unwrap_or_default()
    }

    /// Drains and stops the app now, to see how it ends.
    pub async fn end(self) -> Ended {
        let code = run::end(&self.core).await;
        let faults = self.take_faults();
        Ended { core: self.core, code, faults }
    }
}

pub(super) fn happened(core: &Core) -> Vec<Event> {
    core.parts.captured.as_ref().map(crate::kernel::captured::Captured::events).unwrap_or_default()
}

/// A line each.
pub(super) fn shown(events: &[Event]) -> String {
    events.iter().fold(String::new(), |text, event| text + &event.to_string() + "\n")
}

/// A client of the first listener that it can speak to.
#[track_caller]
fn reach(addresses: &[Address], setting: &str) -> Client {
    let Some(address) = addresses.iter().find_map(Address::tcp) else {
        panic!(
            "`{setting}` names only unix sockets, to which this client does not speak: connect to them, or leave it out"
        );
    };
    Client::new(address)
}
