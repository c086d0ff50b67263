//! `debug/monitor`: everything about the running process in one document.

use serde_json::{Value, json};

use super::answer;
use super::endpoint::Site;
use super::{process, runtime, verdict};
use crate::kernel::panels::Content;

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
        "panels": parts.panels.look().into_iter().map(panel).collect::<Value>(),
        "metrics": {
            "families": families.len(),
            "series": families.iter().map(|family| family.series.len()).sum::<usize>(),
        },
    })
}

/// A panel as JSON: its content stands under the name of its form.
fn panel((name, title, content): (&'static str, &'static str, Content)) -> Value {
    let points = |points: Vec<(String, f64)>| {
        points.into_iter().map(|(label, value)| json!({ "label": label, "value": value })).collect::<Value>()
    };
    let (form, content) = match content {
        Content::Metric(value, unit) => ("metric", json!({ "value": value, "unit": unit })),
        Content::Status(right, reason) => ("status", json!({ "right": right, "reason": reason })),
        Content::Table(columns, rows) => ("table", json!({ "columns": columns, "rows": rows })),
        Content::Line(line) => ("line", points(line)),
        Content::Bar(bar) => ("bar", points(bar)),
        // What is no JSON is shown as the text that it is.
        Content::Json(text) => ("json", serde_json::from_str(&text).unwrap_or(Value::String(text))),
    };
    json!({ "name": name, "title": title, form: content })
}
