//! One request that is recorded, from its gate to its end.
//!
//! With mode `async` there is one record, at the end: then everything is known. With mode `sync` it is written before the head is sent,
//! so it holds what is known then; if the response then ends in another way than the record says, a second one follows, with `of`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;

use super::capture::{Content, Intake};
use super::office::Office;
use super::record::{self, Moment};
use super::said::Said;
use crate::kernel::request::{Exchange, Hold, Outcome, Watch};

/// Follows one request.
#[derive(Debug)]
pub(super) struct Followed {
    pub(super) office: Arc<Office>,
    pub(super) content: Content,
    state: Mutex<State>,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) said: Said,
    pub(super) intake: Intake,
    /// What the record of the head was, once there is one.
    head: Option<(u64, Outcome)>,
}

impl Followed {
    pub(super) const fn new(office: Arc<Office>, content: Content) -> Self {
        let state = State { said: EMPTY, intake: Intake::new(), head: None };
        Self { office, content, state: Mutex::new(state) }
    }

    pub(super) fn say(&self, say: impl FnOnce(&mut Said)) {
        say(&mut self.lock().said);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What a panic of somebody's conversion left behind is whole: values are made before they are put here.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const EMPTY: Said =
    Said { actor: None, actor_name: None, guard: None, action: None, resource: None, error: None, meta: Vec::new() };

impl Watch for Followed {
    fn arrives(&self, data: &Bytes) {
        self.lock().intake.arrives(data, &self.office.policy);
    }

    fn arrived(&self) {
        self.lock().intake.whole = true;
    }

    fn asked(&self, action: &'static str) {
        self.say(|said| said.action = Some(action.into()));
    }

    fn refused(&self, why: &'static str) {
        self.say(|said| said.error = Some(why.into()));
    }

    fn head(&self, exchange: &Exchange, outcome: Outcome) -> Option<Hold> {
        let office = &self.office;
        if is_look(exchange) {
            return None;
        }
        if !office.sync {
            return office.wait_for_room();
        }
        let mut state = self.lock();
        let moment = Moment { outcome, duration: exchange.started().elapsed(), ended: false };
        let time = exchange.started_at();
        let (seq, safe) = record::encode(self, &state, exchange, moment, |fields| office.hand_over(time, fields));
        state.head = Some((seq, outcome));
        drop(state);
        safe
    }

    fn end(&self, exchange: &Exchange) {
        let office = &self.office;
        if is_look(exchange) {
            return;
        }
        let state = self.lock();
        let moment = Moment { outcome: exchange.outcome(), duration: exchange.duration(), ended: true };
        // Nobody waits here: this is a drop.
        match state.head {
            None => {
                let time = exchange.started_at();
                record::encode(self, &state, exchange, moment, |fields| office.hand_over(time, fields));
            }
            Some((_, outcome)) if outcome == moment.outcome => {}
            Some((of, _)) => {
                record::encode_end(office, of, exchange, moment, |fields| office.hand_over(SystemTime::now(), fields));
            }
        }
    }
}

/// Whether it is a probe, a scrape, or somebody who looks at the console: those are many, and change nothing.
fn is_look(exchange: &Exchange) -> bool {
    exchange.internal() && exchange.method().is_safe()
}
