//! Where the spans and events of the process go.
//!
//! [`run`](super::life::run::run) owns its process. There the subscriber of the log provider becomes the global default, which also
//! receives what threads log that the service or a library starts by itself, and costs the least. It is set directly, not through a
//! subscriber of ours that forwards: such a one would have to be `unsafe` to let `Dispatch::downcast_ref` through, on which layers such as
//! tracing-opentelemetry rely.
//!
//! An app inside a process that others own does the same if nobody has set a subscriber; when it has ended, the next may have its place. On a [`Runtime`](super::Runtime) of runa, where
//! another app may be beside it, the subscriber is the default of the threads of that runtime, and nothing is global.
//!
//! Architecture invariant: this is the one place that sets it.

#[cfg(feature = "log")]
mod handed;
mod hearing;
mod relay;

use tracing::Dispatch;

#[cfg(feature = "log")]
pub(crate) use handed::handed_over;
pub(crate) use hearing::{Hearing, spawn};

/// Where a dispatch is put.
#[derive(Clone, Debug)]
pub(crate) enum Scope {
    /// Every thread of the process, which is runa's.
    Process,
    /// The same where the process is not runa's, if nobody has set a subscriber.
    Guest,
    /// The threads of a runtime of runa's in a process that is not.
    Threads(Hearing),
    /// Nowhere yet: the caller has set one on its threads.
    #[cfg(test)]
    Caller,
}

impl Scope {
    /// Whether the process, and with it the runtime, is not runa's.
    pub(crate) const fn is_of_program(&self) -> bool {
        !matches!(self, Self::Process)
    }

    /// That of an app which is started on this thread by a program.
    pub(crate) fn here() -> Self {
        Hearing::here().map_or(Self::Guest, Self::Threads)
    }
}

/// What an app has of the global subscriber, until this is dropped: then another may have it.
#[derive(Debug, Default)]
pub(crate) struct Tenure {
    #[cfg(feature = "log")]
    _place: Option<handed::Held>,
}

/// Makes `dispatch` receive what is logged. `Err` says why it does not.
pub(crate) fn put(dispatch: Dispatch, scope: &Scope) -> Result<Tenure, &'static str> {
    let for_good = |()| Tenure::default();
    match scope {
        Scope::Process => tracing::dispatcher::set_global_default(dispatch)
            .map(for_good)
            .map_err(|_| "a tracing subscriber is already set, so `log` receives nothing; set none before `main` runs"),
        Scope::Guest => as_guest(dispatch).ok_or(
            "a tracing subscriber is already set in this process, by the program or by an app that has not ended or has `layers`, so `log` \
             receives no events; set none and give your layers to `Launch::layers`, or start each app on a `runa::Runtime` of its own",
        ),
        Scope::Threads(hearing) => hearing.install(dispatch).map(for_good).map_err(|_| {
            "an app was started on this runtime before, so `log` receives no events; start each on a `runa::Runtime` of its own"
        }),
        #[cfg(test)]
        Scope::Caller => {
            drop(dispatch);
            Ok(Tenure::default())
        }
    }
}

#[cfg(feature = "log")]
fn as_guest(dispatch: Dispatch) -> Option<Tenure> {
    use handed::Handed;
    let ours = Handed::of(&dispatch);
    if tracing::dispatcher::set_global_default(dispatch).is_ok() {
        return Some(Tenure { _place: ours.map(Handed::held) });
    }
    // The global one, unless the program has set another for this thread.
    let theirs = tracing::dispatcher::get_default(Handed::of)?;
    theirs.take_over(&ours?).map(|held| Tenure { _place: Some(held) })
}

#[cfg(not(feature = "log"))]
fn as_guest(dispatch: Dispatch) -> Option<Tenure> {
    tracing::dispatcher::set_global_default(dispatch).is_ok().then(Tenure::default)
}
