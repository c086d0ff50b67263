//! `queue`: named queues of jobs, and their workers.

mod install;

/// The handle of `queue`.
#[derive(Clone, Debug)]
pub struct Queues {}

/// One queue.
#[derive(Clone, Debug)]
pub struct Queue {}

impl Queues {
    /// A queue of the running stage by its name.
    pub fn named(&self, name: &str) -> crate::kernel::Result<Queue> {
        let _ = name;
        Ok(Queue {})
    }
}
