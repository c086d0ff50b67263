//! `cluster`: the instances of the service, and which of them are alive.
//!
//! Each process that serves makes itself known to a store, shows again and again that it lives, and sees the others. What this promises:
//! - Only what serves joins: from when its listener is open until everybody has drained. `draining` is published at the first moment of draining.
//! - Time is the store's. A clock that is wrong makes nobody live longer or shorter.
//! - An instance that the store has forgotten (expired, emptied, started again without its data) is back within one heartbeat.
//! - A fault of the store empties no list. The last one is kept, and says that it is stale and how old it is; whoever a store that lost
//!   its data does not know any more is kept for its `ttl`, in which it makes itself known again.
//! - Who was away for longer than its `ttl`, and so was counted as gone, comes back as a new incarnation.
//! - Nothing waits for the store: not the start, not a request, and the end only for a moment.

mod driver;
mod follow;
mod heart;
mod install;
mod instance;
mod members;
mod memory;
mod own;
#[cfg(feature = "redis")]
mod redis;
mod shown;
mod state;
mod view;
mod watch;

use std::fmt;
use std::sync::Arc;

pub use instance::{Instance, Status};
pub use view::View;
pub use watch::{Event, Watch};

use crate::kernel::Result;
use state::State;

/// The handle of `cluster`: who else runs this service.
///
/// ```no_run
/// # use runa_runtime::cluster::{Cluster, Event, Status};
/// # async fn example(cluster: Cluster) {
/// let view = cluster.instances();
/// let running = view.instances.iter().filter(|instance| instance.status == Status::Running).count();
/// println!("{running} run, as of {:?} ago; stale: {}", view.age, view.stale);
///
/// let mut changes = cluster.watch();
/// while let Some(event) = changes.next().await {
///     match event {
///         Event::Joined(who) => println!("{} has joined", who.id),
///         Event::Changed { now, .. } => println!("{} is {}", now.id, now.status),
///         Event::Left(who) => println!("{} has left", who.id),
///         _ => {}
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Cluster {
    state: Arc<State>,
}

impl Cluster {
    /// This instance, as others are to see it.
    pub fn me(&self) -> Instance {
        self.state.me()
    }

    /// The instances that are alive, this one among them once it serves, by their ids. What is known is told at once, without asking the
    /// store; the view says how old that is.
    pub fn instances(&self) -> View {
        self.state.view()
    }

    /// The instances as the store has them now. Fails when it does not answer within two seconds.
    pub async fn fresh(&self) -> Result<View> {
        let listing = self.state.driver.list().await?;
        Ok(View::of(listing))
    }

    /// What happens from now on. The first events are a [`Joined`](Event::Joined) for each instance that is known already.
    pub fn watch(&self) -> Watch {
        Watch::new(self.state.snapshots())
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let view = self.state.view();
        f.debug_struct("Cluster")
            .field("me", &self.state.own.id)
            .field("instances", &view.instances.len())
            .field("stale", &view.stale)
            .finish()
    }
}

#[cfg(test)]
mod tests;
