//! One router out of the service's and those of the providers.
//!
//! axum's own matching serves both, so runa's routes cost a request of the service nothing. Where both claim the same path and method axum
//! panics; that becomes an error that names both.

use std::cell::Cell;
use std::collections::HashSet;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use axum::Router;

use super::catch::message;
use super::{Error, Result, Routes, request};

/// The router of each listener.
#[derive(Debug)]
pub(crate) struct Composed {
    pub(crate) service: Router,
    /// `None`: everything is served beside the service.
    pub(crate) admin: Option<Router>,
    /// The routes of providers, all on the listener for operators where there is one.
    pub(crate) own: Arc<HashSet<String>>,
}

/// Puts the routes of providers beside the service's, or on a listener of their own where there is one.
pub(crate) fn compose(service: Router, routes: Vec<Routes>, admin: bool) -> Result<Composed> {
    if routes.is_empty() {
        return Ok(Composed { service, admin: admin.then(Router::new), own: Arc::default() });
    }
    quietly(|| compose_all(service, routes, admin))
}

fn compose_all(service: Router, routes: Vec<Routes>, admin: bool) -> Result<Composed> {
    let own = routes.iter().flat_map(|routes| routes.paths.iter().cloned()).collect();
    let mut composed = Composed { service, admin: admin.then(Router::new), own: Arc::new(own) };
    for Routes { provider, paths, router, public } in routes {
        let beside = match &mut composed.admin {
            Some(admin) => {
                *admin = merge(std::mem::take(admin), router, provider, &paths, "another provider")?;
                public
            }
            None => Some(router),
        };
        if let Some(beside) = beside {
            composed.service = merge(composed.service, beside, provider, &paths, "the service")?;
        }
    }
    Ok(composed)
}

fn merge(to: Router, router: Router, provider: &str, paths: &[String], other: &str) -> Result<Router> {
    let merged = catch_unwind(AssertUnwindSafe(|| to.merge(request::internal(router))));
    merged.map_err(|payload| {
        let panic = message(payload.as_ref());
        let claimed = paths.iter().filter(|path| panic.contains(&format!(" {path}`"))).chain(paths).next();
        let claimed = claimed.map_or("a path", String::as_str);
        Error::configuration(format!(
            "`{claimed}` is served by {other} and by provider `{provider}`; give one of them another path (axum says: {panic})"
        ))
    })
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`, whose panics the panic hook does not show. Panics of other threads are shown as ever.
///
/// The hook is the process's, so it is changed once for all merges, and given back.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    if cfg!(panic = "abort") {
        // Nothing is caught then: what the hook shows is all that anybody learns.
        return work();
    }
    let shown = Arc::new(panic::take_hook());
    let hook = Arc::clone(&shown);
    panic::set_hook(Box::new(move |info| {
        if !QUIET.get() {
            hook(info);
        }
    }));
    QUIET.set(true);
    let outcome = work();
    QUIET.set(false);
    panic::set_hook(Box::new(move |info| shown(info)));
    outcome
}
