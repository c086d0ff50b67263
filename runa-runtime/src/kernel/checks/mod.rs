//! The checks of the process.

/// The registry. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Checks {}
