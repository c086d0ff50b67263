//! What the process finds around it, as a value, so that a test or a second app has its own.

use std::{fs, io};

use runa_schema::resolve::Environment;

/// An environment that can list its variables, so that overrides which name no setting are found.
pub(crate) trait Surroundings: Environment {
    /// Every variable whose name and value are UTF-8.
    fn variables(&self) -> Vec<(String, String)>;
}

/// The surroundings of this process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process;

impl Environment for Process {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn file(&self, path: &str) -> io::Result<String> {
        fs::read_to_string(path)
    }
}

impl Surroundings for Process {
    fn variables(&self) -> Vec<(String, String)> {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }
}
