//! What is said once, when the process has started.

use std::sync::atomic::Ordering;

use runa_schema::provider::RUNTIME;
use runa_schema::value::Address;

use crate::kernel::core::Core;
use crate::kernel::installer::Bound;
use crate::kernel::stderr;

/// Says what runs where: an event for each provider and each URL, and at last one for the whole, so that who reads the log knows that
/// everything stands above it.
pub(crate) fn say(core: &Core, bound: &Bound) {
    let parts = &core.parts;
    let (name, version, stage) = (parts.service, parts.version, parts.stage.name);
    let of_service = if parts.server.tls.is_some() { "https" } else { "http" };
    let why = if core.chosen.by_default { ", the `default_stage`" } else { "" };
    let message = format!("{name} {version} runs in stage `{stage}`{why}");
    // One address is enough to click on; a browser opens none of the file system.
    let operators = bound.operators();
    let scheme = if bound.admin.is_empty() { of_service } else { "http" };
    let operators = operators.iter().find(|address| address.tcp().is_some()).or(operators.first());
    let offered = core.offers().urls.clone();
    if cfg!(panic = "abort") {
        core.warn("built with `panic = \"abort\"`: a panic ends the process, without a drain");
    }
    if !core.logs.load(Ordering::Relaxed) {
        let (all, scheme) =
            if bound.service.is_empty() { (&bound.admin, "http") } else { (&bound.service, of_service) };
        let all: Vec<_> = all.iter().map(|address| place(scheme, address)).collect();
        let at = if all.is_empty() { String::new() } else { format!(" at {}", all.join(", ")) };
        stderr::say(format_args!("{message}{at}"));
        return;
    }
    for one in core.standing().iter() {
        let took_ms = (one.took.as_secs_f64() * 1e4).round() / 1e1;
        tracing::info!(target: "runa", provider = one.name, took_ms, "installed");
    }
    let workers = tokio::runtime::Handle::current().metrics().num_workers();
    tracing::info!(target: "runa", workers, origin = workers_from(core), "runtime");
    for address in &bound.service {
        say_where(of_service, address, "", "service");
    }
    for address in &bound.admin {
        say_where("http", address, "", "admin");
    }
    for (address, (what, path)) in operators.iter().flat_map(|address| offered.iter().map(move |one| (address, one))) {
        say_where(scheme, address, path, what);
    }
    let start_ms = u64::try_from(core.began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(target: "runa", stage, pid = std::process::id(), start_ms, "{message}");
}

/// What is where. A socket in the file system has an address, and no URL.
fn say_where(scheme: &str, address: &Address, path: &str, what: &str) {
    match address {
        Address::Unix(_) if path.is_empty() => tracing::info!(target: "runa", %address, "{what}"),
        Address::Unix(_) => tracing::info!(target: "runa", %address, path, "{what}"),
        Address::Tcp(_) => tracing::info!(target: "runa", url = place(scheme, address) + path, "{what}"),
    }
}

/// Why there are so many workers.
fn workers_from(core: &Core) -> String {
    if core.scope.is_of_program() {
        return "the runtime of the program".to_owned();
    }
    let find =
        |path: &str| core.parts.inside.settings().iter().find(|held| held.section == RUNTIME && held.path == path);
    match (find("worker_threads"), find("flavor")) {
        (Some(threads), _) if threads.value != "none" => threads.origin.clone(),
        (_, Some(flavor)) if flavor.value == "current_thread" => flavor.origin.clone(),
        // What tokio itself reads where nobody says anything.
        _ if std::env::var_os(WORKERS).is_some_and(|set| !set.is_empty()) => WORKERS.to_owned(),
        _ => "the cores that the process may use".to_owned(),
    }
}

/// The variable of tokio's own.
const WORKERS: &str = "TOKIO_WORKER_THREADS";

/// The URL of an address, if it can have one.
fn place(scheme: &str, address: &Address) -> String {
    match address {
        Address::Unix(_) => address.to_string(),
        Address::Tcp(address) => format!("{scheme}://{address}"),
    }
}
