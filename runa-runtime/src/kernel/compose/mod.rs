//! One router out of the service's and those of the providers.
//!
//! axum's own matching serves both, so runa's routes cost a request of the service nothing. Where both claim the same, axum panics; that
//! becomes an error that names both.

mod clash;
mod known;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::HashSet;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Once};

use axum::Router;
use axum::routing::any;
pub(crate) use known::known;

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
    let mut main = Side { whole: service.clone(), parts: vec![(None, service)] };
    let mut operators = admin.then(Side::default);
    for Routes { provider, paths, router, public } in routes {
        let beside = match &mut operators {
            Some(operators) => {
                operators.add(provider, &paths, router)?;
                public
            }
            None => Some(router),
        };
        if let Some(beside) = beside {
            main.add(provider, &paths, beside)?;
        }
    }
    Ok(Composed { service: main.whole, admin: operators.map(|side| side.whole), own: Arc::new(own) })
}

/// The router of one listener, and what it is made of.
#[derive(Default)]
struct Side {
    whole: Router,
    /// By provider; `None` is the service. Only looked at to say who it is that claims the same.
    parts: Vec<(Option<&'static str>, Router)>,
}

impl Side {
    fn add(&mut self, provider: &'static str, paths: &[String], router: Router) -> Result<()> {
        let router = request::internal(router);
        match merge(&self.whole, &router) {
            Ok(whole) => self.whole = whole,
            Err(said) => {
                let mut parts = self.parts.iter();
                let found = parts.find_map(|(owner, part)| Some((*owner, part, merge(part, &router).err()?)));
                let (owner, part, said) = found.unwrap_or((None, &self.whole, said));
                let path = paths.iter().find(|path| [part, &router].into_iter().all(|one| answers_the_rest(one, path)));
                return Err(Error::configuration(clash::explain(provider, owner, path.map(String::as_str), &said)));
            }
        }
        self.parts.push((Some(provider), router));
        Ok(())
    }
}

/// Whether a router answers every other method of `path`: then it takes nobody beside it who does.
fn answers_the_rest(router: &Router, path: &str) -> bool {
    // What a provider calls a path may be none for axum.
    let probe = catch_unwind(|| Router::new().route(path, any(async || ())));
    probe.is_ok_and(|probe| merge(router, &probe).is_err_and(|said| said.contains(clash::BOTH_ANSWER_THE_REST)))
}

/// Both in one; `Err` is what axum says of it.
fn merge(to: &Router, router: &Router) -> std::result::Result<Router, String> {
    catch_unwind(AssertUnwindSafe(|| to.clone().merge(router.clone()))).map_err(|panic| message(panic.as_ref()))
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Makes it loud again, also after a panic that is nobody's here.
struct Loud(bool);

impl Drop for Loud {
    fn drop(&mut self) {
        QUIET.set(self.0);
    }
}

/// Runs `work`, whose panics the panic hook does not show. Panics of other threads are shown as ever.
///
/// The hook is the process's, which may start many apps at once and set a hook of its own meanwhile. So one stays in front of it, put
/// there once, that hands on all but these.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    static IN_FRONT: Once = Once::new();
    if cfg!(panic = "abort") {
        // Nothing is caught then: what the hook shows is all that anybody learns.
        return work();
    }
    IN_FRONT.call_once(|| {
        let shown = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                shown(info);
            }
        }));
    });
    let _loud = Loud(QUIET.replace(true));
    work()
}
