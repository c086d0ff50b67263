//! An app under test that has ended.

use std::sync::Arc;

use super::app::happened;
use super::{Lines, Measured};
use crate::kernel::core::Core;
use crate::kernel::event::Event;

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

    /// What has happened in it, to the last event, which is [`What::Over`](crate::kernel::event::What::Over).
    pub fn events(&self) -> Vec<Event> {
        happened(&self.core)
    }
}
