//! There is one `serve` or `run` in the life of a process: who has called it, and what has become of it.

use std::fmt;
use std::panic::Location;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::kernel::installer::Bound;

/// Who has called which of both.
#[derive(Debug, Default)]
pub(crate) struct Claim(Mutex<Option<Call>>);

/// One call, and how far it has come.
#[derive(Clone, Copy, Debug)]
struct Call {
    what: What,
    at: &'static Location<'static>,
    state: State,
}

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Serve,
    Run,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    GoesOn,
    Failed,
    Ended,
}

/// The call that has come first, while it goes on.
#[derive(Debug)]
pub(crate) struct Claimed<'a>(&'a Claim);

impl Claim {
    /// Whether one of both has been called.
    pub(crate) fn is_made(&self) -> bool {
        self.call().is_some()
    }

    /// Claims it; `Err` says what stands against that. `bound`: where something is served.
    pub(crate) fn make(
        &self,
        what: What,
        at: &'static Location<'static>,
        bound: Option<&Bound>,
    ) -> Result<Claimed<'_>, String> {
        let mut call = self.call();
        if let Some(first) = *call {
            return Err(refused(what, first, bound));
        }
        *call = Some(Call { what, at, state: State::GoesOn });
        drop(call);
        Ok(Claimed(self))
    }

    fn call(&self) -> MutexGuard<'_, Option<Call>> {
        // Written in one piece.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claimed<'_> {
    /// It ends, and this is how.
    pub(crate) fn ends<T, E>(self, outcome: &Result<T, E>) {
        if outcome.is_err() {
            self.is(State::Failed);
        }
    }

    fn is(&self, state: State) {
        if let Some(call) = self.0.call().as_mut().filter(|call| call.state == State::GoesOn) {
            call.state = state;
        }
    }
}

/// Whoever stops waiting for it has ended it, too.
impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        self.is(State::Ended);
    }
}

fn refused(what: What, Call { what: first, at, state }: Call, bound: Option<&Bound>) -> String {
    let (is, instead) = match state {
        State::Failed => {
            ("has failed".to_owned(), "return its error from `main`, and let who starts the process begin anew")
        }
        State::Ended => ("has ended".to_owned(), "there is one of both in the life of a process, which ends after it"),
        State::GoesOn => (
            goes_on(first, bound),
            match (first, what) {
                (What::Serve, What::Serve) => {
                    "merge both routers and serve them once; `server.listen` takes a list of addresses"
                }
                (What::Serve, What::Run) => "hand the work to `ops.spawn`, beside the service",
                (What::Run, What::Serve) => "hand the work to `ops.spawn`, and call `serve` only",
                (What::Run, What::Run) => "hand one of both to `ops.spawn`",
            },
        ),
    };
    format!("`{what}` cannot be called: `{first}`, called at {at}, {is}; {instead}")
}

fn goes_on(what: What, bound: Option<&Bound>) -> String {
    let addresses = bound.map(|bound| bound.service.iter().map(ToString::to_string).collect::<Vec<_>>());
    match (what, addresses) {
        (What::Run, _) => "goes on".to_owned(),
        (What::Serve, None) => "is about to serve".to_owned(),
        (What::Serve, Some(addresses)) => format!("serves already, at {}", addresses.join(", ")),
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Serve => "serve",
            Self::Run => "run",
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn who_comes_second_is_told_where_the_first_is_and_what_to_do() {
        let address = |port| runa_schema::value::Address::Tcp(([127, 0, 0, 1], port).into());
        let bound = Bound { service: vec![address(80), address(81)], admin: Vec::new() };
        let at = Location::caller();
        let told = |first, second, bound, ends: Option<Result<(), ()>>| {
            let claim = Claim::default();
            let mut claimed = Some(claim.make(first, at, bound).unwrap());
            if let Some(outcome) = ends {
                claimed.take().unwrap().ends(&outcome);
            }
            claim.make(second, at, bound).unwrap_err()
        };
        let (serve, run) = (What::Serve, What::Run);
        for (first, second, bound, ends, is, instead) in [
            (serve, serve, Some(&bound), None, "serves already, at 127.0.0.1:80, 127.0.0.1:81", "merge both routers"),
            (serve, run, None, None, "is about to serve", "hand the work to `ops.spawn`"),
            (run, serve, None, None, "goes on", "hand the work to `ops.spawn`"),
            (run, run, Some(&bound), None, "goes on", "hand one of both to `ops.spawn`"),
            (serve, run, Some(&bound), Some(Ok(())), "has ended", "there is one of both in the life of a process"),
            (serve, serve, None, Some(Err(())), "has failed", "return its error from `main`"),
        ] {
            let text = told(first, second, bound, ends);
            let expected = format!("`{second}` cannot be called: `{first}`, called at {at}, {is}; {instead}");
            assert!(text.starts_with(&expected), "{text}\n{expected}");
        }
    }

    #[test]
    fn who_stops_waiting_has_ended_it() {
        let claim = Claim::default();
        drop(claim.make(What::Run, Location::caller(), None).unwrap());
        assert!(claim.is_made());
        assert!(claim.make(What::Run, Location::caller(), None).unwrap_err().contains("has ended"));
    }
}
