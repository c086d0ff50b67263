//! What an app is started with where runa does not own the process.

use std::collections::BTreeMap;
use std::{fmt, io};

use runa_schema::resolve::Environment;
use runa_schema::settings::Section;

use super::startup::{Process, Surroundings};
#[cfg(feature = "log")]
use crate::kernel::layers::{MakeLayer, MakeLayers};

/// Which stage to start, and how: what `Ops::start` takes. A string is the name of a stage.
///
/// Unless it says otherwise, SIGTERM and SIGINT begin to drain, and references and overrides are read from the variables of the process.
pub struct Launch {
    stage: Option<String>,
    /// Instead of those of the process.
    variables: Option<BTreeMap<String, String>>,
    pub(crate) signals: bool,
    /// What a test sets, by the paths of settings.
    pub(crate) set_by_test: Vec<(String, String)>,
    /// Sections that a test has settled although its stage does not list them.
    pub(crate) besides: Vec<(&'static str, &'static Section)>,
    #[cfg(feature = "log")]
    pub(crate) layers: Option<MakeLayer>,
}

impl fmt::Debug for Launch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Launch").field("stage", &self.stage).field("signals", &self.signals).finish_non_exhaustive()
    }
}

impl Launch {
    /// The stage of this name.
    pub fn stage(name: impl Into<String>) -> Self {
        Self { stage: Some(name.into()), ..Self::from_env() }
    }

    /// The stage that `RUNA_STAGE` names. Without it a debug build starts `default_stage`; a release build never guesses.
    pub fn from_env() -> Self {
        Self {
            stage: None,
            variables: None,
            signals: true,
            set_by_test: Vec::new(),
            besides: Vec::new(),
            #[cfg(feature = "log")]
            layers: None,
        }
    }

    /// Leaves SIGTERM and SIGINT to the program: it calls `shutdown` or `end` when it wants the app to end, and nothing of runa ends the
    /// process.
    #[must_use]
    pub fn without_signals(self) -> Self {
        Self { signals: false, ..self }
    }

    /// References and overrides are read from these variables only, and not from those of the process.
    #[must_use]
    pub fn variables<N, V>(self, variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables: Some(variables), ..self }
    }

    /// A function from the name of the stage to tracing layers of the program's own, as `layers = …` of `#[runa::app]` names one.
    #[cfg(feature = "log")]
    #[must_use]
    pub fn layers(self, layers: impl MakeLayers) -> Self {
        Self { layers: Some(Box::new(|stage| layers.make(stage))), ..self }
    }
}

impl From<&str> for Launch {
    fn from(stage: &str) -> Self {
        Self::stage(stage)
    }
}

impl From<String> for Launch {
    fn from(stage: String) -> Self {
        Self::stage(stage)
    }
}

impl Environment for Launch {
    fn variable(&self, name: &str) -> Option<String> {
        match &self.variables {
            Some(variables) => variables.get(name).cloned(),
            None => Process.variable(name),
        }
    }

    fn file(&self, path: &str) -> io::Result<String> {
        Process.file(path)
    }
}

impl Surroundings for Launch {
    fn variables(&self) -> Vec<(String, String)> {
        match &self.variables {
            Some(variables) => variables.clone().into_iter().collect(),
            None => Process.variables(),
        }
    }

    fn set_by_test(&self) -> &[(String, String)] {
        &self.set_by_test
    }

    fn besides(&self) -> &[(&'static str, &'static Section)] {
        &self.besides
    }

    fn stage(&self) -> Option<&str> {
        self.stage.as_deref()
    }

    fn unreadable(&self) -> Vec<String> {
        if self.variables.is_some() { Vec::new() } else { Process.unreadable() }
    }
}
