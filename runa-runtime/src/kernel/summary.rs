//! What is said once, when the process has started.

use std::sync::atomic::Ordering;

use runa_schema::provider::RUNTIME;

use super::core::Core;
use super::installer::Bound;
use super::stderr;

/// Says what runs where: an event for each provider and each URL, and at last one for the whole, so that who reads the log knows that
/// everything stands above it.
pub(crate) fn say(core: &Core, Bound { service, admin }: Bound) {
    let parts = &core.parts;
    let (name, version, stage) = (parts.service, parts.version, parts.stage.name);
    let why = if core.chosen.by_default { ", the `default_stage`" } else { "" };
    let message = format!("{name} {version} runs in stage `{stage}`{why}");
    let urls: Vec<_> = match admin.or(service) {
        Some(address) => {
            core.offers().urls.iter().map(|(what, path)| (*what, format!("http://{address}{path}"))).collect()
        }
        None => Vec::new(),
    };
    if cfg!(panic = "abort") {
        core.warn("built with `panic = \"abort\"`: a panic ends the process, without a drain");
    }
    if !core.logs.load(Ordering::Relaxed) {
        let at = service.or(admin).map(|address| format!(" at http://{address}")).unwrap_or_default();
        stderr::say(format_args!("{message}{at}"));
        return;
    }
    for one in core.standing().iter() {
        let took_ms = (one.took.as_secs_f64() * 1e4).round() / 1e1;
        tracing::info!(target: "runa", provider = one.name, took_ms, "installed");
    }
    let workers = tokio::runtime::Handle::current().metrics().num_workers();
    tracing::info!(target: "runa", workers, origin = workers_from(core), "runtime");
    if let Some(address) = service {
        tracing::info!(target: "runa", url = format!("http://{address}"), "service");
    }
    if let Some(address) = admin {
        tracing::info!(target: "runa", url = format!("http://{address}"), "admin");
    }
    for (what, url) in &urls {
        tracing::info!(target: "runa", url, "{what}");
    }
    let start_ms = u64::try_from(core.began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(target: "runa", stage, pid = std::process::id(), start_ms, "{message}");
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
