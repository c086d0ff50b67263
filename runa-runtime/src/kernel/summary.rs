//! What is said once, when the process has started.

use std::sync::atomic::Ordering;

use super::core::{Bound, Core};

/// One event that says what runs where.
pub(crate) fn say(core: &Core, Bound { service, admin }: Bound) {
    let parts = &core.parts;
    let (name, version, stage) = (parts.service, parts.version, parts.stage.name);
    let why = if core.chosen.by_default { " (`default_stage`)" } else { "" };
    let place = match (service, admin) {
        (Some(address), _) => format!(" on http://{address}"),
        (None, Some(address)) => format!(" with http://{address} for operators"),
        (None, None) => String::new(),
    };
    let message = format!("{name} {version} runs in stage {stage}{why}{place}");
    if !core.logs.load(Ordering::Relaxed) {
        eprintln!("{message}");
        return;
    }
    let installed: Vec<_> =
        core.standing().iter().map(|one| format!("{} {:.1}ms", one.name, one.took.as_secs_f64() * 1e3)).collect();
    let urls: Vec<_> = match admin.or(service) {
        Some(address) => {
            core.offers().urls.iter().map(|(what, path)| (*what, format!("http://{address}{path}"))).collect()
        }
        None => Vec::new(),
    };
    let url = |name: &str| urls.iter().find(|(what, _)| *what == name).map(|(_, url)| url.as_str());
    tracing::info!(
        target: "runa",
        service = name,
        version,
        stage,
        stage_by_default = core.chosen.by_default,
        pid = std::process::id(),
        url = service.map(|address| format!("http://{address}")),
        health = url("health"),
        ready = url("ready"),
        metrics = url("metrics"),
        installed = installed.join(", "),
        start_ms = u64::try_from(core.began.elapsed().as_millis()).unwrap_or(u64::MAX),
        "{message}"
    );
    if cfg!(panic = "abort") {
        tracing::warn!(target: "runa", "built with `panic = \"abort\"`: a panic ends the process, without a drain");
    }
    for (what, url) in urls.iter().filter(|(what, _)| !["health", "ready", "metrics", "started"].contains(what)) {
        tracing::info!(target: "runa", url, "{what} at {url}");
    }
}
