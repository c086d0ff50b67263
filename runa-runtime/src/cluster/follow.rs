//! Follows the store: takes over the whole list once, then each change; the whole list again whenever something may have been missed.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::driver::{Change, Position};
use super::state::State;
use crate::kernel::Result;

/// How long after a failure the store is asked again at the latest.
const AGAIN: Duration = Duration::from_secs(1);

/// Follows for as long as it is polled.
pub(super) async fn follow(state: Arc<State>) -> Result<()> {
    let mut position: Option<Position> = None;
    // What was known before the whole list was asked for.
    let mut before: Option<Position> = None;
    loop {
        let Some(at) = &position else {
            position = list(&state, before.as_ref()).await;
            if position.is_none() {
                wait(&state).await;
            }
            continue;
        };
        let end = state.known().members.next_end();
        let outcome = tokio::select! {
            changes = state.driver.changes(at) => Some(changes),
            () = state.anew.notified() => None,
            // Nobody goes without the store's word, and it may be away by now.
            () = until(end) => None,
        };
        match outcome {
            Some(Ok(changes)) => {
                state.still_there();
                let Some(reached) = apply(&state, at, changes) else {
                    // The store has lost its data, and with it perhaps this instance; or more was changed than it keeps.
                    state.hurry.notify_one();
                    before = position.take();
                    continue;
                };
                position = Some(reached);
            }
            Some(Err(_)) => wait(&state).await,
            None => before = position.take(),
        }
    }
}

/// The whole list. Those whom a store that has lost its data does not know are kept for a while.
async fn list(state: &State, before: Option<&Position>) -> Option<Position> {
    let listing = state.driver.list().await.ok()?;
    let mark = listing.mark.clone();
    let lost = before.is_some_and(|before| before.epoch != mark.epoch || before.version > mark.version);
    let position = Position { epoch: mark.epoch.clone(), version: mark.version, cursor: listing.cursor.clone() };
    state.heard(mark);
    state.learn(|members| {
        let now = Instant::now();
        members.replace(listing, lost, now);
        members.expire(now);
    });
    Some(position)
}

/// Takes over changes that follow on what is known; `None` when one is missing.
fn apply(state: &State, at: &Position, changes: Vec<Change>) -> Option<Position> {
    let mut reached = at.clone();
    let mut whole = true;
    if changes.is_empty() {
        return Some(reached);
    }
    state.learn(|members| {
        for change in changes {
            let position = &change.position;
            if position.epoch != reached.epoch || position.version != reached.version + 1 {
                whole = false;
                break;
            }
            reached = change.position.clone();
            members.apply(change, state.parts.service);
        }
    });
    whole.then_some(reached)
}

async fn until(end: Option<Instant>) {
    match end {
        Some(end) => sleep_until(end).await,
        None => std::future::pending().await,
    }
}

/// Waits until the store may answer again.
async fn wait(state: &State) {
    let pause = state.own.interval.min(AGAIN);
    let _ = timeout(pause, async {
        sleep(pause / 10).await;
        state.driver.back().await;
    })
    .await;
}
