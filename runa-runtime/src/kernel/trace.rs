//! Where the spans and events of the process go.
//!
//! [`run`](super::run::run) owns its process. There the subscriber of the log provider becomes the global default, which also
//! receives what threads log that the service or a library starts by itself, and costs the least. It is set directly, not through a
//! subscriber of ours that forwards: such a one would have to be `unsafe` to let `Dispatch::downcast_ref` through, on which layers such as
//! tracing-opentelemetry rely.
//!
//! Architecture invariant: this is the one place that sets it. An app that does not own its process, in a test or inside another
//! runtime, puts it elsewhere: on the threads of its runtime.

use tracing::Dispatch;

/// Where a dispatch is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Every thread of the process, which is runa's.
    Process,
    /// The same where the process is not runa's, if nobody has set a subscriber.
    Guest,
    /// Nowhere yet: the caller has set one on its threads.
    #[cfg(test)]
    Caller,
}

/// Makes `dispatch` receive what is logged. `Err` says why it does not.
pub(crate) fn put(dispatch: Dispatch, scope: Scope) -> Result<(), &'static str> {
    match scope {
        Scope::Process => tracing::dispatcher::set_global_default(dispatch)
            .map_err(|_| "a tracing subscriber is already set, so `log` receives nothing; set none before `main` runs"),
        Scope::Guest => tracing::dispatcher::set_global_default(dispatch).map_err(|_| {
            "a tracing subscriber is already set in this process, so `log` receives no events; set none and give your layers to \
             `Launch::layers`, or start the app on a `runa::Runtime` of its own"
        }),
        #[cfg(test)]
        Scope::Caller => {
            drop(dispatch);
            Ok(())
        }
    }
}

/// Sets `dispatch` on this thread, until the guard is dropped.
///
/// While tracing knows a single dispatch, a thread that meets an event for the first time asks only its own default whether anybody wants
/// it, and remembers the answer for all threads: a test beside this one could switch its events off. So there are always two more.
#[cfg(test)]
pub(crate) fn heard(dispatch: &Dispatch) -> tracing::dispatcher::DefaultGuard {
    use std::sync::LazyLock;
    use tracing::subscriber::NoSubscriber;
    static OTHERS: LazyLock<[Dispatch; 2]> = LazyLock::new(|| [(); 2].map(|()| Dispatch::new(NoSubscriber::default())));
    LazyLock::force(&OTHERS);
    tracing::dispatcher::set_default(dispatch)
}
