//! What the log says of a panic that the request path has caught.

use std::any::Any;

/// Says in the log what the client is not told. The log adds the id of the request that it is about. Where it happened only the panic
/// hook of the process knows, and that belongs to the service.
pub(super) fn report(panic: &(dyn Any + Send), what: &str) {
    let said = panic
        .downcast_ref::<&'static str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is no text");
    tracing::error!(target: "http", panic = said, place = "see standard error", "{what} of a request panicked");
}
