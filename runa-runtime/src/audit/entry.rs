//! Records that the service makes by itself, outside of requests.

use super::said::{Said, Text, Value};

/// What a record says that belongs to no request: `Audit::record` writes it.
///
/// ```
/// # use runa_runtime::audit::Entry;
/// let entry = Entry::new("cache.purged").actor("nightly").resource("cache/prices").meta("entries", 1200_u32);
/// ```
#[derive(Clone, Debug)]
#[must_use = "an entry is written by `Audit::record`"]
pub struct Entry {
    pub(super) said: Said,
}

impl Entry {
    /// Of an action, such as `cache.purged`.
    pub fn new(action: impl Into<Text>) -> Self {
        Self { said: Said { action: Some(action.into()), ..Said::default() } }
    }

    /// Who did it, by an id.
    pub fn actor(mut self, id: impl Into<Text>) -> Self {
        self.said.actor = Some(id.into());
        self
    }

    /// Who did it, by name.
    pub fn actor_name(mut self, name: impl Into<Text>) -> Self {
        self.said.actor_name = Some(name.into());
        self
    }

    /// To what it was done.
    pub fn resource(mut self, resource: impl Into<Text>) -> Self {
        self.said.resource = Some(resource.into());
        self
    }

    /// That it did not succeed, and why.
    pub fn error(mut self, reason: impl Into<Text>) -> Self {
        self.said.error = Some(reason.into());
        self
    }

    /// Something more. A value whose name is masked is not written.
    pub fn meta(mut self, name: impl Into<Text>, value: impl Into<Value>) -> Self {
        self.said.meta(name.into(), value.into());
        self
    }
}
