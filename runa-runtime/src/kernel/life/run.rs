//! The life of a process, from its first line to its exit code.

use std::future::Future;
use std::process::{ExitCode, Termination};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use runa_schema::resolve::Resolved;
use runa_schema::settings::{Flavor, RuntimeSettings};
use tokio::runtime::{Builder, Handle};
use tokio::time::{Instant, sleep_until};

use super::start::Start;
use super::startup::{Plan, plan};
use super::systemd::{Activated, Notify, Sockets};
use super::watch::{self, Hears};
use super::{Options, Phase, ending, step, verdict};
use crate::kernel::core::Core;
#[cfg(feature = "log")]
use crate::kernel::layers::MakeLayer;
use crate::kernel::task::as_main;
use crate::kernel::trace::Scope;
use crate::kernel::{App, Error, Result, catch, stderr};

/// How long threads that block are waited for, when everything that was to be waited for has been.
const BLOCKED: Duration = Duration::from_millis(100);

/// Runs a service: chooses its stage, settles its settings, installs its providers, runs `main`, and ends them all. The body of the
/// `fn main` that the macro makes.
///
/// SIGTERM, SIGINT or SIGHUP begins to drain. Another one but SIGHUP, half a second later or more, ends the process at once; one that comes
/// earlier is taken for a repeat. Both hold also when every thread of the service is blocked, and so does `drain.total`: two seconds after it has passed
/// nothing is waited for any more.
///
/// Exit codes: 0 clean, 1 `main` or a task failed, 2 a deadline passed, 78 wrong configuration, 130 and 143 cut off by a second SIGINT or
/// SIGTERM. What `main` itself returns wins. `failure` says why that is an error.
#[cfg_attr(not(feature = "log"), expect(clippy::needless_pass_by_value, reason = "layers are what it owns"))]
pub fn run<A, F, Fut>(options: Options, main: F, failure: fn(&Fut::Output) -> Option<String>) -> ExitCode
where
    A: App,
    F: FnOnce(A) -> Fut,
    Fut: Future,
    Fut::Output: Termination,
{
    let sockets = match Sockets::take() {
        Ok(sockets) => sockets,
        Err(why) => {
            stderr::say(format_args!("error: {why}"));
            return ExitCode::from(verdict::FAILED);
        }
    };
    let plan = match plan(&A::MANIFEST, &Activated(&sockets), options.debug, options.runtime) {
        Ok(plan) => plan,
        Err(text) => {
            stderr::write(format_args!("{text}"));
            return ExitCode::from(verdict::CONFIGURATION);
        }
    };
    let runtime = match builder(&plan.runtime).build() {
        Ok(runtime) => runtime,
        Err(error) => {
            stderr::say(format_args!("error: cannot start the runtime: {error}"));
            return ExitCode::from(verdict::FAILED);
        }
    };
    let core = Core::new(&plan, Scope::Process, Instant::now(), None);
    core.started_by(sockets, Notify::wanted());
    let watch = watch::start(&core, runtime.handle(), Hears::Signals).map_err(|error| {
        stderr::say(format_args!("warning: signals cannot be received, so the process will not drain: {error}"));
    });
    let exit = runtime.block_on(live(
        core,
        plan,
        #[cfg(feature = "log")]
        options.layers,
        main,
        failure,
    ));
    runtime.shutdown_timeout(BLOCKED);
    drop(watch);
    exit
}

/// The runtime that is asked for.
pub(crate) fn builder(asked: &RuntimeSettings) -> Builder {
    let mut builder = match asked.flavor {
        Flavor::MultiThread => Builder::new_multi_thread(),
        Flavor::CurrentThread => Builder::new_current_thread(),
    };
    if let Some(threads) = asked.worker_threads.and_then(|threads| usize::try_from(threads).ok()) {
        builder.worker_threads(threads);
    }
    builder.enable_all();
    builder
}

/// Makes the service's own layers of tracing. They wait for `log`; in a stage that does not list it they stand alone.
#[cfg(feature = "log")]
async fn layers(core: &Core, make: Option<MakeLayer>) -> Result<()> {
    let Some(make) = make else { return Ok(()) };
    let stage = core.parts.stage;
    let layer =
        catch(async { make(stage.name) }).await.map_err(|panic| Error::new(format!("`layers` panicked: {panic}")))?;
    core.parts.layers.put(layer);
    if stage.providers.iter().all(|listed| listed.name != "log")
        && let Some(dispatch) = core.parts.layers.alone()
        && let Err(why) = crate::kernel::trace::put(dispatch, &core.scope)
    {
        stderr::say(format_args!("warning: {why}"));
    }
    Ok(())
}

/// Everything between the first provider and the last, inside a runtime.
pub(crate) async fn live<A, F, Fut>(
    core: Arc<Core>,
    plan: Plan,
    #[cfg(feature = "log")] make_layers: Option<MakeLayer>,
    main: F,
    failure: fn(&Fut::Output) -> Option<String>,
) -> ExitCode
where
    A: App,
    F: FnOnce(A) -> Fut,
    Fut: Future,
    Fut::Output: Termination,
{
    let begun = begin(
        &core,
        plan.values,
        #[cfg(feature = "log")]
        make_layers,
    )
    .await;
    let ended = match begun {
        Ok(app) => main_of(&core, main(app), failure).await,
        Err(error) => {
            core.verdict.note(error.exit_code());
            // A start that was given up has said so.
            if error.exit_code() != 0 && core.now.given_up().is_none() {
                core.start_error(&error.to_string());
            }
            None
        }
    };
    core.shutdown();
    ending::end(&core, ended).await;
    ExitCode::from(core.verdict.with(ended))
}

/// Installs every provider, and starts their tasks. What stands when it fails, the caller has to end.
///
/// Whoever is told to end meanwhile gets an error too, but one with exit code 0: nothing has gone wrong.
pub(crate) async fn begin<A: App>(
    core: &Arc<Core>,
    values: Vec<Resolved>,
    #[cfg(feature = "log")] make_layers: Option<MakeLayer>,
) -> Result<A> {
    core.runtime.get_or_init(Handle::current);
    #[cfg(feature = "log")]
    layers(core, make_layers).await?;
    let mut start = Start::new(Arc::clone(core), values);
    let installed = tokio::select! {
        biased;
        () = core.parts.life.reached(Phase::Draining) => None,
        installed = catch(A::install(&mut start)) => Some(installed),
        never = step::overdue(core) => never,
    };
    let Some(installed) = installed else {
        if let Some(why) = core.now.given_up() {
            return Err(Error::late(why));
        }
        core.say_why();
        tracing::info!(target: "runa", "told to end while starting");
        return Err(Error::told_to_end());
    };
    let app = installed.map_err(|panic| Error::new(format!("the start panicked: {panic}")))??;
    for provider in core.standing().iter_mut() {
        for task in provider.joined.tasks.drain(..) {
            provider.tasks.spawn(core, task.name, task.work);
        }
    }
    Ok(app)
}

/// Runs `main` until it ends, or until it is known that it will not.
async fn main_of<Fut>(core: &Core, main: Fut, failure: fn(&Fut::Output) -> Option<String>) -> Option<ExitCode>
where
    Fut: Future,
    Fut::Output: Termination,
{
    let told = async {
        core.parts.life.reached(Phase::Draining).await;
        core.say_why();
        if !core.claim.is_made() && !core.listens.load(Ordering::Relaxed) {
            // It neither serves nor listens for the end, so it cannot know: it is still getting ready.
            return false;
        }
        sleep_until(core.main_deadline()).await;
        true
    };
    let ended = tokio::select! {
        biased;
        ended = core.main.follow(catch(as_main(main))) => ended,
        late = told => {
            core.kept_to_itself();
            if late {
                core.verdict.note(verdict::LATE);
                let why = core.suspects.because(core);
                core.error(&format!("`main` had not ended when its share of `drain.total` had passed{why}"));
            }
            return None;
        }
    };
    match ended {
        Ok(output) => {
            if let Some(failure) = failure(&output) {
                core.main_failed(&failure);
            } else {
                if !core.claim.is_made() && !core.parts.life.is_ending() {
                    core.warn("`main` has ended and never called `serve` or `run`: the process ends");
                }
                core.kept_to_itself();
            }
            Some(output.report())
        }
        Err(panic) => {
            core.kept_to_itself();
            core.verdict.note(verdict::FAILED);
            core.error(&format!("`main` panicked: {panic}"));
            None
        }
    }
}
