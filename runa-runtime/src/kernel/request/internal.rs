//! Marks what providers answer on routes of their own, so that probes need not fill the access log.

use axum::Router;
use axum::response::Response;

/// Marks a response. It has no size, so marking allocates nothing but the map of extensions, on these routes only; for all others the
/// question is one look at an absent map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Internal;

/// Marks every response of a provider's `router`.
pub(crate) fn internal(router: Router) -> Router {
    router.layer(axum::middleware::map_response(mark))
}

async fn mark(mut response: Response) -> Response {
    response.extensions_mut().insert(Internal);
    response
}
