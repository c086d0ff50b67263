//! Parts of the schema under a name of their own, each written once.

use super::json::{Json, map};

/// The parts, in the order in which they were first needed.
#[derive(Debug, Default)]
pub(super) struct Definitions(Vec<(String, Json)>);

impl Definitions {
    /// A reference to the part with this name, which is made the first time.
    pub(super) fn put(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Json) -> Json {
        if self.0.iter().all(|(known, _)| known != name) {
            let part = make(self);
            self.0.push((name.to_owned(), part));
        }
        refer(name)
    }

    /// All of them, by name.
    pub(super) fn finish(mut self) -> Json {
        self.0.sort_by(|(one, _), (other, _)| one.cmp(other));
        Json::Map(self.0)
    }
}

/// A reference to a definition.
pub(super) fn refer(name: &str) -> Json {
    map().with("$ref", format!("#/definitions/{name}"))
}
