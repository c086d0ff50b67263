//! `debug/monitor`: everything about the running process in one document.

use serde_json::{Value, json};

use super::answer;
use super::endpoint::Site;
use super::{process, runtime, verdict};
use crate::kernel::panels::View;

/// The document. What a platform does not tell is `null`.
pub(super) fn document(site: &Site) -> Value {
    let parts = &site.parts;
    let runtime = runtime::now();
    let families = parts.metrics.read();
    json!({
        "service": parts.service,
        "version": parts.version,
        "stage": parts.stage.name,
        "runa_version": env!("CARGO_PKG_VERSION"),
        "phase": verdict::phase(parts.life.phase()),
        "uptime_seconds": answer::seconds(site.began.elapsed()),
        "process": {
            "id": std::process::id(),
            "cpu_seconds": process::cpu_seconds(),
            "threads": process::status("Threads:"),
            "open_files": process::open_files(),
        },
        "memory": { "resident_bytes": process::bytes_of("VmRSS:"), "virtual_bytes": process::bytes_of("VmSize:") },
        "runtime": runtime.map(|runtime| json!({
            "workers": runtime.workers,
            "alive_tasks": runtime.tasks,
            "global_queue_depth": runtime.queued,
        })),
        "checks": parts.checks.reports().iter().map(answer::check).collect::<Value>(),
        "panels": parts.panels.look().into_iter().map(View::into_json).collect::<Value>(),
        "metrics": {
            "families": families.len(),
            "series": families.iter().map(|family| family.series.len()).sum::<usize>(),
        },
    })
}
