//! An app under test that has ended.

use std::sync::Arc;

use super::{Lines, Measured};
use crate::kernel::Phase;
use crate::kernel::core::Core;

/// What is left of an app that a test has ended itself.
#[derive(Debug)]
pub struct Ended {
    pub(super) core: Arc<Core>,
    /// The code that its process would have ended with.
    pub code: u8,
    /// What went wrong in it, in words. They are the test's now, and do not fail it.
    pub faults: Vec<String>,
}

impl Ended {
    /// What it has logged, to the last line.
    pub fn log(&self) -> Lines {
        Lines::new(Arc::clone(&self.core))
    }

    /// What it has counted.
    pub fn metrics(&self) -> Measured {
        Measured(self.core.parts.metrics.clone())
    }

    /// The phases of its life, in their order.
    pub fn phases(&self) -> Vec<Phase> {
        self.core.parts.life.phases()
    }
}
