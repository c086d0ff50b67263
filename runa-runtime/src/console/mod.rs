//! `console`: a page that shows the running process.

mod install;

/// The handle of `console`.
#[derive(Clone, Debug)]
pub struct Console {}
