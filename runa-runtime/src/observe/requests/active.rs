//! Requests whose response has not ended, by method.
//!
//! Whole numbers, because adding to one is a single instruction; a gauge of floats would be a loop, twice a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::table::{METHODS, Method};

/// How many there are. Clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Active(Arc<[AtomicI64; METHODS.len()]>);

impl Active {
    /// One more.
    #[inline]
    pub(crate) fn begin(&self, method: Method) {
        self.0[method.index()].fetch_add(1, Ordering::Relaxed);
    }

    /// One less.
    #[inline]
    pub(crate) fn end(&self, method: Method) {
        self.0[method.index()].fetch_sub(1, Ordering::Relaxed);
    }

    /// As series of a gauge.
    #[expect(clippy::cast_precision_loss, reason = "no process has 2^53 requests in flight")]
    pub(crate) fn series(&self) -> [([String; 1], f64); METHODS.len()] {
        std::array::from_fn(|index| ([METHODS[index].to_owned()], self.0[index].load(Ordering::Relaxed) as f64))
    }
}
