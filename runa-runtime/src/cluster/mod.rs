//! `cluster`: the instances of the service, and which of them are alive.

mod install;

/// The handle of `cluster`.
#[derive(Clone, Debug)]
pub struct Cluster {}
