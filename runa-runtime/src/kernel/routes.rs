//! Routes that providers serve beside the service's own.

use axum::Router;

/// Routes of one provider.
#[derive(Debug)]
pub struct Routes {
    /// Whose they are.
    pub provider: &'static str,
    /// Full paths, for the list at start and for messages about conflicts.
    pub paths: Vec<String>,
    /// Served on the listener of the service, or on `admin` where there is one.
    pub router: Router,
    /// What stays on the listener of the service although there is an `admin` one, such as probes; may be empty.
    pub public: Option<Router>,
}
