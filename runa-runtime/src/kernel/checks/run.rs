//! How a check runs: again and again, each time to its end.

use std::any::Any;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinError;
use tokio::time::{sleep, timeout};

use super::check::Check;
use super::{Kind, Outcome, Timing};

/// Runs a check until its task is aborted, or until it has started what it asks about.
pub(super) async fn again_and_again(check: Arc<Check>, timing: Timing) {
    loop {
        let passed = once(&check, timing).await;
        if passed && check.kind == Kind::Started {
            return;
        }
        tokio::select! {
            () = sleep(timing.refresh) => {}
            () = check.again.notified() => {}
        }
    }
}

/// Runs a check once. Returns only when nothing of it is left, however long that takes; its failure is known when its time is over.
async fn once(check: &Arc<Check>, timing: Timing) -> bool {
    let begun = check.begun();
    // Dropped when this function is done with waiting, or is dropped itself: then the check is given up at its next `await`.
    let (waiting, given_up) = oneshot::channel::<()>();
    let runtime = Handle::current();
    let mut work = tokio::task::spawn_blocking({
        let check = Arc::clone(check);
        move || {
            runtime.block_on(async {
                tokio::select! {
                    biased;
                    _ = given_up => None,
                    outcome = async { check.begin().await } => Some(outcome),
                }
            })
        }
    });
    let passed = match timeout(timing.timeout, &mut work).await {
        Ok(Ok(Some(outcome))) => {
            let passed = !matches!(outcome, Outcome::Fail(_));
            check.found(outcome, begun);
            passed
        }
        Ok(Ok(None)) => false,
        Ok(Err(error)) => {
            check.found(Outcome::Fail(panicked(error)), begun);
            false
        }
        Err(_) => {
            check.found(Outcome::Fail(format!("no result within {:?}", timing.timeout)), begun);
            drop(waiting);
            // Whatever it says now comes too late.
            let _ = work.await;
            false
        }
    };
    check.over();
    passed
}

fn panicked(error: JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "it was given up".to_owned() };
    format!("panicked: {}", text(&*panic).unwrap_or("without a text"))
}

fn text(panic: &(dyn Any + Send)) -> Option<&str> {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str))
}
