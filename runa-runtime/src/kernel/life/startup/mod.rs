//! What happens before a runtime exists: the stage is chosen, every setting resolved, every rule applied. All that is wrong is said at
//! once.

mod features;
mod plan;
mod report;
mod stage;
mod surroundings;
#[cfg(test)]
mod tests;

pub(crate) use plan::{Plan, WORKERS, plan};
pub(crate) use stage::Chosen;
pub(crate) use surroundings::{Process, Surroundings};
