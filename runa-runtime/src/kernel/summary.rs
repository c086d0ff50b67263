//! What is said once, when the process has started.

use std::sync::atomic::Ordering;

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
