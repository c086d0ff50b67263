//! What hears the process for one app after the other.
//!
//! tracing's global subscriber stays for good, so in a process of others the first app's would, and a later one would be unheard. So what
//! stays is the registry, with a place on it: the layer in it goes with its app, and the next one puts its own there. Spans are the
//! registry's, and outlive both.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::{Layer, Registry};

type Shared = Arc<dyn Layer<Registry> + Send + Sync>;

/// The place. Cheap to clone.
#[derive(Clone)]
pub(super) struct Handed(Arc<RwLock<Option<Shared>>>);

/// A dispatch whose only layer can be handed over. It must do without `on_layer` and what is told of spans after they were made.
pub(crate) fn handed_over(layer: impl Layer<Registry> + Send + Sync) -> Dispatch {
    let layer: Shared = Arc::new(layer);
    Dispatch::new(Registry::default().with(Handed(Arc::new(RwLock::new(Some(layer))))))
}

/// What an app has of the global subscriber until this is dropped.
pub(super) struct Held(Handed);

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").finish_non_exhaustive()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.put(None);
    }
}

impl Handed {
    /// That of a dispatch, if it has one.
    pub(super) fn of(dispatch: &Dispatch) -> Option<Self> {
        dispatch.downcast_ref::<Self>().cloned()
    }

    /// What is in it is its app's, until that ends.
    pub(super) const fn held(self) -> Held {
        Held(self)
    }

    /// Takes what is in `other`, which nobody hears, if the place is free.
    pub(super) fn take_over(self, other: &Self) -> Option<Held> {
        let free = self.layer().is_none();
        free.then(|| {
            self.put(other.layer());
            Held(self)
        })
    }

    fn put(&self, layer: Option<Shared>) {
        let before = {
            let mut place = self.0.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *place, layer)
        };
        // Places in the code remember whether anybody wants them.
        tracing::callsite::rebuild_interest_cache();
        drop(before);
    }

    /// Not held while it is used, since what it does may log.
    fn layer(&self) -> Option<Shared> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Layer<Registry> for Handed {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.layer().map_or_else(Interest::never, |layer| layer.register_callsite(metadata))
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, Registry>) -> bool {
        self.layer().is_some_and(|layer| layer.enabled(metadata, context))
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        self.layer().map_or(Some(LevelFilter::OFF), |layer| layer.max_level_hint())
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, Registry>) {
        self.layer().into_iter().for_each(|layer| layer.on_new_span(attributes, id, context.clone()));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, Registry>) {
        self.layer().into_iter().for_each(|layer| layer.on_record(id, values, context.clone()));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, Registry>) {
        self.layer().into_iter().for_each(|layer| layer.on_event(event, context.clone()));
    }
}
