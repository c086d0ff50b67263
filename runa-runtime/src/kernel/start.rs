//! Start.

/// A start of one stage, while its providers are installed.
#[derive(Debug)]
pub struct Start {}
