//! The metrics of the process: no globals, readable back, atomics on the hot path.

/// The registry. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Metrics {}
