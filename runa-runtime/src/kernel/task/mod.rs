//! Tasks of the service and of providers: none ends unseen.
//!
//! Its policy says what the end of a task means for the process, and decides what is spawned: a [`Policy`] takes a future, a [`Restart`],
//! which begins the work anew, a closure that makes one.

mod restart;
mod roster;
mod running;

use std::future::Future;
use std::pin::Pin;

pub use restart::Restart;
pub(crate) use roster::Roster;
pub(crate) use running::{Tasks, as_main, heeds, is_main};

use super::Result;

/// What it means for the process when a task ends before it stops.
///
/// A task that is to begin anew is given [`Restart`] instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// It is logged, as a warning if the task failed or panicked.
    Logged,
    /// It may end with `Ok`, when its work is done. If it fails or panics, the process drains and ends with exit code 1.
    MayEnd,
    /// The process cannot do without it: however it ends, the process drains and ends with exit code 1.
    Fatal,
}

/// One run of a task.
pub(crate) type Run = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// A task that is not started yet.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "it holds what is not")]
pub struct Work(pub(crate) Kind);

pub(crate) enum Kind {
    Once(Policy, Run),
    Again(Restart, Box<dyn FnMut() -> Run + Send>),
}

#[cfg(test)]
impl Work {
    /// One run of it, for tests without a process.
    pub(crate) fn run(self) -> Run {
        match self.0 {
            Kind::Once(_, run) => run,
            Kind::Again(_, mut work) => work(),
        }
    }
}

impl Kind {
    /// Its policy in a word, for those who look.
    pub(crate) const fn policy(&self) -> &'static str {
        match self {
            Self::Once(Policy::Logged, _) => "logged",
            Self::Once(Policy::MayEnd, _) => "may end",
            Self::Once(Policy::Fatal, _) => "fatal",
            Self::Again(..) => "restart",
        }
    }
}

/// What can be spawned under a policy `P`: a future under [`Policy`], a closure that makes one for each run under [`Restart`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no task for the policy `{P}`",
    note = "`Policy` takes a future: `ops.spawn(\"name\", Policy::Fatal, async move {{ … }})`",
    note = "`Restart` takes a closure that makes one: `ops.spawn(\"name\", Restart::default(), move || run(state.clone()))`"
)]
pub trait Task<P> {
    #[doc(hidden)]
    fn under(self, policy: P) -> Work;
}

impl<F> Task<Policy> for F
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    fn under(self, policy: Policy) -> Work {
        Work(Kind::Once(policy, Box::pin(self)))
    }
}

impl<M, F> Task<Restart> for M
where
    M: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<()>> + Send + 'static,
{
    fn under(mut self, restart: Restart) -> Work {
        Work(Kind::Again(restart, Box::new(move || Box::pin(self()))))
    }
}
