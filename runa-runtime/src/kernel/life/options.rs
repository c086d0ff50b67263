//! What the attribute says of the process.

use std::fmt;

use runa_schema::resolve::Given;

#[cfg(feature = "log")]
use crate::kernel::layers::{MakeLayer, MakeLayers};

/// How the program was built, and what the attribute asks for.
#[derive(Default)]
pub struct Options {
    /// A debug build: `default_stage` runs when no stage is named.
    pub(crate) debug: bool,
    /// `runtime(…)`.
    pub(crate) runtime: &'static [Given],
    /// `layers = …`.
    #[cfg(feature = "log")]
    pub(crate) layers: Option<MakeLayer>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("debug", &self.debug).field("runtime", &self.runtime).finish_non_exhaustive()
    }
}

impl Options {
    /// Of a debug build or not; nothing asked for.
    pub fn new(debug: bool) -> Self {
        Self { debug, ..Self::default() }
    }

    /// What is asked of tokio.
    #[must_use]
    pub fn runtime(self, runtime: &'static [Given]) -> Self {
        Self { runtime, ..self }
    }

    /// The function that gives the service's own layers of tracing.
    #[cfg(feature = "log")]
    #[must_use]
    pub fn layers(self, layers: impl MakeLayers) -> Self {
        Self { layers: Some(Box::new(|stage| layers.make(stage))), ..self }
    }

    /// The same without the feature `log`: that it is off is said by the macro that asks for it, and nothing else is to be said.
    #[cfg(not(feature = "log"))]
    #[must_use]
    pub fn layers<L>(self, _: L) -> Self {
        self
    }
}
