//! The request path: one layer round the whole router, three moments.
//!
//! *gate* before the handler, *head* when it has answered, *end* when the body is done, failed or was dropped. What a stage does not
//! list costs nothing here.

use std::fmt;

/// Sees each request of the service. Called on the threads of the server: must neither wait nor block.
pub trait Recorder: fmt::Debug + Send + Sync + 'static {
    /// The response has ended.
    fn end(&self, exchange: &Exchange);
}

/// One request and its response.
#[derive(Debug)]
pub struct Exchange {}
