//! One test from its first line to its last.

use std::any::Any;
use std::process::{ExitCode, Termination};
use std::sync::Arc;
use std::time::Duration;

use runa_schema::settings::Flavor;
use tokio::time::Instant;

use super::app::shown;
use super::heard::{Heard, besides};
use super::{App, Fixture, Options};
use crate::kernel;
use crate::kernel::captured::Captured;
use crate::kernel::core::Core;
use crate::kernel::event::What;
use crate::kernel::life::watch::{self, Hears};
use crate::kernel::trace::Scope;
use crate::kernel::{Runtime, begin, plan, started, unwound};

/// Workers of a test that asks for nothing: enough to be on several threads, and few, since tests run beside each other.
const WORKERS: usize = 2;
/// How long threads that block are waited for at the end.
const BLOCKED: Duration = Duration::from_millis(100);

/// Runs a test on a runtime of its own. Panics if it fails.
pub fn run<F, Fut>(options: &Options, test: impl FnOnce(F) -> Fut)
where
    F: Fixture,
    Fut: Future,
    Fut::Output: Termination,
{
    let mut launch = options.launch(&<F::Ops as kernel::App>::MANIFEST);
    launch.besides = besides::<F::Ops>(options.stage);
    let mut plan = plan(&<F::Ops as kernel::App>::MANIFEST, &launch, true, options.runtime)
        .unwrap_or_else(|text| panic!("the app has not started\n{text}"));
    // Its client is of this machine, and speaks plainly.
    plan.server.tls = None;
    let mut builder = kernel::builder(&plan.runtime);
    if plan.runtime.flavor == Flavor::MultiThread && plan.runtime.worker_threads.is_none() {
        builder.worker_threads(WORKERS);
    }
    let runtime = Runtime::build(&mut builder).unwrap_or_else(|error| panic!("cannot start a runtime: {error}"));
    let captured = Captured::new();
    let outcome = runtime.block_on(async {
        let core = Core::new(&plan, Scope::here(), Instant::now(), Some(captured.clone()));
        // It wakes workers that sleep while others block; nothing of it ends the process.
        let _watch = watch::start(&core, runtime.handle(), Hears::Nothing);
        let begun = begin::<Heard<F::Ops>>(&core, plan.values, None).await;
        let outcome = match begun {
            Ok(Heard(ops)) => unwound(async { test(F::of(App::new(ops, Arc::clone(&core)))).await.report() }).await,
            Err(error) => {
                core.fault(format!("the app has not started: {error}"));
                Ok(ExitCode::SUCCESS)
            }
        };
        end(&core).await;
        outcome
    });
    runtime.shutdown_timeout(BLOCKED);
    judge(outcome, &captured);
}

/// Ends the app, unless the test has done so.
pub(super) async fn end(core: &Arc<Core>) -> u8 {
    if core.parts.life.phase() < kernel::Phase::Stopping {
        started::end(Arc::clone(core), None, None).await;
        core.note(|| What::Over(core.verdict.code()));
    }
    core.verdict.code()
}

/// Fails the test if anything has failed, and shows what was logged.
#[expect(clippy::print_stdout, reason = "the test's own output, which is shown if it fails")]
fn judge(outcome: Result<ExitCode, Box<dyn Any + Send>>, captured: &Captured) {
    let faults = captured.take_faults();
    let failed = match &outcome {
        Ok(code) => *code != ExitCode::SUCCESS || !faults.is_empty(),
        Err(_) => true,
    };
    if !failed {
        return;
    }
    println!("---- what the app has logged ----\n{}----", captured.text());
    println!("---- what has happened ----\n{}----", shown(&captured.events()));
    for fault in &faults {
        println!("in the app: {fault}");
    }
    match outcome {
        Err(panic) => std::panic::resume_unwind(panic),
        Ok(code) if code != ExitCode::SUCCESS => panic!("the test has returned an error"),
        Ok(_) => panic!("the app under test has failed: {}", faults.join("; ")),
    }
}
