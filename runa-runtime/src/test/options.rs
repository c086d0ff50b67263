//! What a test is started with.

use runa_schema::provider::SERVER;
use runa_schema::resolve::{Given, Source, override_name};
use runa_schema::value::Value;

use crate::kernel::{Launch, Manifest};

/// Stage, variables and runtime of one test.
#[derive(Debug)]
pub struct Options {
    pub(super) stage: &'static str,
    variables: Vec<(String, String)>,
    /// Settings by their paths.
    overrides: Vec<(String, String)>,
    pub(super) runtime: &'static [Given],
}

impl Options {
    /// Of this stage, with no variable set.
    pub const fn new(stage: &'static str) -> Self {
        Self { stage, variables: Vec::new(), overrides: Vec::new(), runtime: &[] }
    }

    /// Sets variables, as the test's whole environment.
    #[must_use]
    pub fn env<N: Into<String>, V: Into<String>>(mut self, variables: impl IntoIterator<Item = (N, V)>) -> Self {
        self.variables.extend(variables.into_iter().map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// Changes settings by their paths: `("server.drain.delay", "1s")`.
    #[must_use]
    pub fn overrides<V: Into<String>>(mut self, settings: impl IntoIterator<Item = (&'static str, V)>) -> Self {
        self.overrides.extend(settings.into_iter().map(|(path, value)| (path.to_owned(), value.into())));
        self
    }

    /// What is asked of tokio.
    #[must_use]
    pub const fn runtime(mut self, runtime: &'static [Given]) -> Self {
        self.runtime = runtime;
        self
    }

    /// On free ports of this machine and without a delay for a load balancer, unless the test says otherwise.
    pub(super) fn launch(&self, manifest: &Manifest) -> Launch {
        let server =
            manifest.stages.iter().find(|stage| stage.name == self.stage).map_or(&[][..], |stage| stage.server);
        let given = |path: &str| server.iter().find(|given| given.path == path);
        // `listen` keeps it as it is written, since it has a default.
        let nowhere = |value: &Value| *value == Value::None || value.as_text() == Some("none");
        let none = |given: &Given| matches!(&given.source, Source::Literal(value) if nowhere(value));
        let mut settings = vec![("drain.delay", "0s")];
        if given("listen").is_none_or(|given| !none(given)) {
            settings.push(("listen", FREE));
        }
        if given("admin").is_some_and(|given| !none(given)) {
            settings.push(("admin", FREE));
        }
        let set = |path: &str| self.variables.iter().any(|(name, _)| *name == override_name(SERVER, path));
        settings.retain(|(path, _)| !set(path));
        let settings = settings.into_iter().map(|(path, value)| (format!("{SERVER}.{path}"), value.to_owned()));
        let mut launch = Launch::stage(self.stage).variables(self.variables.clone()).without_signals();
        // The last one of a name holds.
        launch.set_by_test = settings.chain(self.overrides.iter().cloned()).collect();
        launch
    }
}

/// A port of this machine that is free.
const FREE: &str = "127.0.0.1:0";
