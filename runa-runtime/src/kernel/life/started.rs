//! An app inside a process that others own: their `main`, their runtime, and the end when they say so.
//!
//! Promises: what was installed is stopped, in reverse, whether the start fails, is given up, or the app is ended; it is the same road as
//! that of [`run`](super::run::run), in two halves. Nothing here ends the process unless a signal has told it to end.

use std::fmt;
use std::ops::Deref;
use std::process::{ExitCode, Termination};
use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use runa_schema::provider::RUNTIME;
use runa_schema::resolve::Origin;
use tokio::runtime::{Builder, Handle};
use tokio::time::{Instant, timeout_at};

use super::run::begin;
use super::startup::{Plan, plan};
use super::watch::{self, Hears, Watch};
use super::{Launch, ending, verdict};
use crate::kernel::core::Core;
use crate::kernel::trace::{self, Scope};
use crate::kernel::{App, Error, Result, stderr};

/// How long whoever drops an app waits for its end. The thread may be one that others need.
const ABANDONED: Duration = Duration::from_millis(250);

/// An app that has been started inside a process of the program's own. It is used like the struct of the manifest, to which it derefs, and
/// is ended by [`end`](Self::end).
///
/// Dropped without that, it says so on standard error, begins to drain, and stops its providers in the background, as far as the process
/// lives long enough. A quarter of a second at most is waited for it, in which the log is written if nobody serves any more.
#[must_use = "when it is dropped, the app begins to drain; `end` waits for that"]
pub struct Started<A> {
    app: A,
    lease: Lease,
}

impl<A: fmt::Debug> fmt::Debug for Started<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Started").field("app", &self.app).finish_non_exhaustive()
    }
}

impl<A> Deref for Started<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.app
    }
}

impl<A> Started<A> {
    /// Drains, and stops every provider in reverse order, within what is left of `drain.total`. A `serve` or `run` that goes on in another
    /// task is waited for.
    ///
    /// Gives the code that the process would end with were it runa's: 0 clean, 1 something failed, 2 a deadline passed, 78 wrong
    /// configuration. An error that `serve` or `run` has returned counts.
    pub async fn end(self) -> ExitCode {
        self.lease.core.kept_to_itself();
        let failed = self.lease.core.verdict.has_returned().then_some(ExitCode::FAILURE);
        self.lease.end(failed).await
    }

    /// The same with what `main` is about to return: it is shown as if `main` returned it, and has the last word, as in
    /// `#[runa::app]`.
    pub async fn end_with(self, main: impl Termination) -> ExitCode {
        let ended = main.report();
        if ended == ExitCode::SUCCESS {
            self.lease.core.kept_to_itself();
        }
        self.lease.end(Some(ended)).await
    }
}

/// Starts an app in the runtime that this is called in.
pub async fn start<A: App>(launch: Launch, debug: bool) -> Result<Started<A>> {
    let Ok(handle) = Handle::try_current() else {
        return Err(Error::new("an app starts inside of a tokio runtime, and is started outside of one"));
    };
    let plan = plan(&A::MANIFEST, &launch, debug, &[]).map_err(|text| Error::configuration(text.trim_end()))?;
    let core = Core::new(&plan, Scope::here(), Instant::now(), None);
    let hears = if launch.signals { Hears::SignalsFirst } else { Hears::Nothing };
    let watch = watch::start(&core, &handle, hears).map_err(|error| {
        core.warn(&format!("signals cannot be received, so the app will not drain by itself: {error}"));
    });
    let misled = names_the_runtime(&plan);
    let lease = Lease { core, watch: watch.ok(), over: false };
    let begun = begin(
        &lease.core,
        plan.values,
        #[cfg(feature = "log")]
        launch.layers,
    )
    .await;
    match begun {
        Ok(app) => {
            if let Some(setting) = misled {
                lease.core.warn(&format!("`{setting}` has no effect: the runtime is the program's own"));
            }
            Ok(Started { app, lease })
        }
        Err(error) => {
            lease.core.verdict.note(error.exit_code());
            if error.exit_code() != 0 && lease.core.now.given_up().is_none() {
                lease.core.returned(&error);
            }
            lease.end(None).await;
            Err(error)
        }
    }
}

/// Whoever sets something of the runtime expects that it holds.
fn names_the_runtime(plan: &Plan) -> Option<String> {
    // Its workers are watched all the same.
    let ours = |path: &str| path == "blocked_after";
    let mut set =
        plan.values.iter().filter(|one| one.section == RUNTIME && !ours(&one.path) && one.origin != Origin::Default);
    set.next().map(|one| format!("{RUNTIME}.{}", one.path))
}

/// What must be ended, whoever lets go of it.
struct Lease {
    core: Arc<Core>,
    watch: Option<Watch>,
    over: bool,
}

impl Lease {
    /// In a task of its own, so that whoever stops waiting for it does not stop it.
    async fn end(mut self, main: Option<ExitCode>) -> ExitCode {
        self.over = true;
        let ending = tokio::spawn(end(Arc::clone(&self.core), self.watch.take(), main));
        ending.await.unwrap_or(ExitCode::FAILURE)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let said = "the app was dropped and not ended: it drains in the background; call `end` to wait for that";
        // At once and past the log, which may have no time left.
        stderr::say(format_args!("warning: {said}"));
        if self.core.logs.load(Ordering::Relaxed) {
            tracing::warn!(target: "runa", "{said}");
        }
        self.core.shutdown();
        abandon(Arc::clone(&self.core), self.watch.take());
    }
}

/// Ends the app on a thread and a runtime of its own: those that it was started on may go at any moment, with `main` most likely, and
/// whoever uses the timers of a runtime that goes panics. Waits a moment, which is enough where nobody serves: so the log is written.
fn abandon(core: Arc<Core>, watch: Option<Watch>) {
    let (done, over) = mpsc::channel();
    let ends = trace::spawn("runa-end", move || {
        let runtime = match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return left_as_it_is(&error),
        };
        runtime.block_on(end(core, watch, None));
        // A step that blocks its thread has been given up.
        runtime.shutdown_background();
        let _ = done.send(());
    });
    match ends {
        // Whoever cannot end it hangs up.
        Ok(_) => _ = over.recv_timeout(ABANDONED),
        Err(error) => left_as_it_is(&error),
    }
}

/// Says that an app is not ended, for want of a runtime.
fn left_as_it_is(error: &std::io::Error) {
    stderr::say(format_args!(
        "error: the app does not drain, and its providers are not stopped: there is no runtime for it: {error}"
    ));
}

pub(crate) async fn end(core: Arc<Core>, watch: Option<Watch>, main: Option<ExitCode>) -> ExitCode {
    core.shutdown();
    core.say_why();
    if timeout_at(core.main_deadline(), core.serving.lock()).await.is_err() {
        core.verdict.note(verdict::LATE);
        let why = core.suspects.because(&core);
        core.error(&format!("`serve` or `run` had not ended when its share of `drain.total` had passed{why}"));
    }
    ending::end(&core, main).await;
    // The next app may have what this one had of the global subscriber.
    *core.tenure() = trace::Tenure::default();
    drop(watch);
    ExitCode::from(core.verdict.with(main))
}
