//! The request path: one layer round the whole router, three moments.
//!
//! *gate* before the handler, *head* when it has answered, *end* when the body is done, failed or was dropped. In this one pass lie the
//! request id, the time limit until the head, the limit of request bodies, the catching of panics, and `connection: close` while the
//! process ends. What a stage does not list costs nothing here.
//!
//! Architecture invariant: [`Recorder::end`] is called exactly once for each request, and [`Watch::end`] for each that a witness follows.
//! There is one place that calls them, `Ticket::record`, and a ticket remembers that it was there.

mod answer;
mod arriving;
mod body;
mod client;
mod context;
mod deed;
mod exchange;
mod front;
mod handling;
mod id;
mod internal;
mod layer;
mod limits;
mod panic;
mod record;
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

use http::HeaderName;

pub use super::server::Peer;
pub(crate) use arriving::Arrival;
pub use client::ClientIp;
pub(crate) use client::Proxies;
pub use context::RequestContext;
#[cfg(any(feature = "audit", feature = "log"))]
pub(crate) use context::with_current;
#[cfg(feature = "console")]
pub(crate) use deed::Deed;
#[cfg(all(test, feature = "console"))]
pub(crate) use exchange::ended;
pub use exchange::{Exchange, Outcome};
#[cfg(test)]
pub(crate) use front::wrap;
pub(crate) use front::{Answer, Front};
pub use id::RequestId;
pub(crate) use internal::internal;
pub(crate) use limits::ByRoute;
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
    /// Other limits for some routes.
    pub(crate) routes: ByRoute,
    /// The header that carries the id of a request, in both directions.
    pub(crate) request_id: Option<HeaderName>,
    /// Who is believed when it says for whom it asks.
    pub(crate) proxies: Proxies,
    /// Whether events are logged: then also what a body of known length says is said of its request, and its panic is told, although nobody
    /// records its end.
    pub(crate) aloud: bool,
}

#[cfg(test)]
impl Path {
    /// With nobody who looks, and limits that nothing reaches.
    pub(crate) fn bare() -> Self {
        Self {
            recorders: Arc::new([]),
            witness: None,
            own: Arc::default(),
            life: Life::new(None),
            given_up: Arc::default(),
            timeout: Duration::from_mins(1),
            body_limit: 1000,
            routes: ByRoute::new(),
            request_id: Some(id::HEADER),
            proxies: Proxies::default(),
            aloud: false,
        }
    }
}

impl Path {
    /// Whether somebody wants to know the route of a request.
    fn asks_for_routes(&self) -> bool {
        !self.recorders.is_empty() || self.witness.is_some() || !self.routes.is_empty()
    }
}
