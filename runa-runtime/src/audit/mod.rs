//! `audit`: records of requests that change something.

mod install;

/// The handle of `audit`.
#[derive(Clone, Debug)]
pub struct Audit {}
