//! The service's own layers of tracing: what `layers = …` gives.
//!
//! They see every span and event of the process, whatever the level of `log`, and stand below runa's own layer, on the registry itself:
//! so a layer is written for [`Registry`], whether the stage lists `log` or not. What the service logs is not held back by them, unless
//! they hold it back for everybody: a layer that only some events concern says so with `Layer::with_filter`.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::subscriber::Interest;
use tracing::{Dispatch, Metadata, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::SubscriberExt;

/// All of them as one.
pub(crate) type Layer = Box<dyn tracing_subscriber::Layer<Registry> + Send + Sync>;

/// A function that gives them, for the stage that it is told.
pub(crate) type MakeLayer = Box<dyn FnOnce(&'static str) -> Layer + Send>;

/// A function that gives layers.
#[diagnostic::on_unimplemented(
    message = "`layers` takes a function from the name of the stage to a layer of tracing [R0611]",
    label = "this is another function",
    note = "write `fn layers(stage: &str) -> impl Layer<Registry> + Send + Sync`, with `Layer` and `Registry` of tracing-subscriber 0.3"
)]
pub trait MakeLayers: Send + 'static {
    #[doc(hidden)]
    fn make(self, stage: &'static str) -> Box<dyn tracing_subscriber::Layer<Registry> + Send + Sync>;
}

// What the function lacks is said as above, and not in the words of `FnOnce` and `Layer`.
#[diagnostic::do_not_recommend]
impl<F, L> MakeLayers for F
where
    F: FnOnce(&'static str) -> L + Send + 'static,
    L: tracing_subscriber::Layer<Registry> + Send + Sync,
{
    fn make(self, stage: &'static str) -> Layer {
        Box::new(tracing_subscriber::Layer::and_then(self(stage), Asked))
    }
}

/// Lets a layer be asked for each event. A list without layers says that it never wants any, and would be heard for everybody; asked, it
/// holds nothing back.
struct Asked;

impl<S: Subscriber> tracing_subscriber::Layer<S> for Asked {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }
}

/// Where they wait until somebody takes them.
#[derive(Clone, Default)]
pub(crate) struct Layers(Arc<Mutex<Option<Layer>>>);

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layers").finish_non_exhaustive()
    }
}

impl Layers {
    pub(crate) fn put(&self, layer: Layer) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(layer);
    }

    /// Takes them, to be installed.
    pub(crate) fn take(&self) -> Option<Layer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// A dispatch of them alone.
    pub(crate) fn alone(&self) -> Option<Dispatch> {
        self.take().map(|layers| Dispatch::new(Registry::default().with(layers)))
    }
}
