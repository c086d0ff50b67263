//! Exemplars: one request that stands for a bucket.

use std::time::SystemTime;

/// Characters that the label set of an exemplar may have in all, names and values together; `OpenMetrics` sets it.
pub(super) const LIMIT: usize = 128;

/// One observation that can be looked up elsewhere, such as by its trace id.
#[derive(Clone, Debug, PartialEq)]
pub struct Exemplar {
    /// Name of the label: `trace_id`.
    pub label: &'static str,
    /// Its value.
    pub value: Box<str>,
    /// What was observed.
    pub observed: f64,
    /// When.
    pub at: SystemTime,
}
