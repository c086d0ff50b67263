//! The request path: one layer round the whole router, three moments.
//!
//! *gate* before the handler, *head* when it has answered, *end* when the body is done, failed or was dropped. In this one pass lie the
//! request id, the time limit until the head, the limit of request bodies, the catching of panics, and `connection: close` while the
//! process ends. What a stage does not list costs nothing here.
//!
//! Architecture invariant: [`Recorder::end`] is called exactly once for each request, and [`Watch::end`] for each that a witness follows.
//! There is one place that calls them, the drop of a `Ticket`, and a ticket can only be moved.

mod answer;
mod arriving;
mod body;
mod current;
mod deed;
mod exchange;
mod handling;
mod id;
mod internal;
mod layer;
mod panic;
#[cfg(test)]
mod tests;
mod ticket;
mod trace;
mod whom;
mod witness;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;

pub use super::server::Peer;
#[cfg(any(feature = "audit", feature = "log"))]
pub(crate) use current::with_current;
#[cfg(feature = "console")]
pub(crate) use deed::Deed;
#[cfg(all(test, feature = "console"))]
pub(crate) use exchange::ended;
pub use exchange::{Exchange, Outcome};
pub use id::RequestId;
pub(crate) use internal::internal;
pub(crate) use whom::Whom;
pub use witness::{Hold, Watch, Witness};

use super::Life;
use super::given_up::GivenUp;

/// Sees each request of the service. Called on the threads of the server: must neither wait, nor block, nor panic.
pub trait Recorder: fmt::Debug + Send + Sync + 'static {
    /// A request has come. It is as yet without a status and without a duration. Its end is recorded, too, in any case.
    fn begin(&self, exchange: &Exchange) {
        let _ = exchange;
    }

    /// The response has ended. Called exactly once for each request, also when its client went away or its handler panicked.
    fn end(&self, exchange: &Exchange);
}

/// What happens to every request of one process.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    /// See every request when it has ended. With none of them nothing is noted about a request.
    pub(crate) recorders: Arc<[Arc<dyn Recorder>]>,
    /// Follows the requests that it chooses.
    pub(crate) witness: Option<Arc<dyn Witness>>,
    /// Routes here that are not the service's but a provider's.
    pub(crate) own: Arc<HashSet<String>>,
    /// Where the process stands.
    pub(crate) life: Life,
    /// Who was still here when connections were given up.
    pub(crate) given_up: Arc<GivenUp>,
    /// How long a handler may take for the head of its response. Then the client gets 503, or 408 if the handler waits for the rest of
    /// its request.
    pub(crate) timeout: Duration,
    /// Largest body of a request in bytes. A larger one gets 413.
    pub(crate) body_limit: u64,
}

/// Puts the request path round everything that `router` has now. To be called last: what is added to the router later is not seen.
///
/// It is a `Router::layer`, because only there the route is known before the handler runs while 404 and 405 still pass; a service
/// round the router sees no route.
pub(crate) fn wrap(router: Router, path: Path) -> Router {
    router.layer(layer::PathLayer::new(path))
}
