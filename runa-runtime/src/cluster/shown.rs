//! What others see of the provider: metrics, a check, a panel.

use std::sync::Arc;
use std::time::Duration;

use super::instance::{Instance, Status};
use super::state::{Measured, State};
use super::view::View;
use crate::kernel::checks::{Kind, Outcome};
use crate::kernel::metrics::{Metrics, float};
use crate::kernel::panels::Content;
use crate::kernel::{Parts, Result, clock};

/// Bounds for heartbeats in seconds: from a store beside us to one that hangs.
const BOUNDS: [f64; 10] = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.2, 1.0, 2.0];

pub(super) fn measured(metrics: &Metrics) -> Result<Measured> {
    Ok(Measured {
        took: metrics
            .metric("runa_cluster_heartbeat_duration_seconds", "How long a heartbeat took, answered or not.")
            .unit("seconds")
            .histogram(&BOUNDS)?,
        failed: metrics
            .metric("runa_cluster_heartbeat_failures_total", "Heartbeats that the store did not take.")
            .counter()?,
        joined: metrics
            .metric("runa_cluster_joins_total", "How often this instance had to be put on the list.")
            .counter()?,
    })
}

/// Adds what is read when somebody looks.
pub(super) fn define(parts: &Parts, state: &Arc<State>) -> Result<()> {
    let shown = Arc::clone(state);
    parts.metrics.metric("runa_cluster_instances", "Instances of the service.").labels(["status"]).read_gauge(
        move || {
            let view = shown.glance();
            Status::ALL.map(|status| {
                let count = view.instances.iter().filter(|instance| instance.status == status).count();
                ([status.as_str().to_owned()], float(u64::try_from(count).unwrap_or(u64::MAX)))
            })
        },
    )?;
    let shown = Arc::clone(state);
    parts
        .metrics
        .metric("runa_cluster_view_age_seconds", "How long ago the store of instances last answered.")
        .unit("seconds")
        .read_gauge(move || Some(shown.glance().age.as_secs_f64()))?;
    let shown = Arc::clone(state);
    parts.panels.add("cluster", "Cluster", move || table(&shown.view()))
}

/// Readiness only warns when the store is away: requests can be served without it, and all instances at once would not be ready.
pub(super) fn check(parts: &Parts, state: &Arc<State>) -> Result<()> {
    let state = Arc::clone(state);
    parts.checks.add("cluster", Kind::Ready, move || {
        let trouble = state.driver.away().or_else(|| state.known().trouble.clone());
        std::future::ready(trouble.map_or(Outcome::Pass, Outcome::Warn))
    })
}

fn table(view: &View) -> Content {
    let columns = vec!["id", "status", "address", "version", "host", "pid", "started", "last heartbeat", "meta"];
    Content::Table(columns, view.instances.iter().map(|instance| row(view, instance)).collect())
}

fn row(view: &View, instance: &Instance) -> Vec<String> {
    let mut started = clock::text(instance.started);
    // Nobody needs microseconds here.
    started.truncate(19);
    let stale = if view.stale { format!(" (stale, {} ago)", rough(view.age)) } else { String::new() };
    vec![
        instance.id.clone(),
        format!("{}{stale}", instance.status),
        instance.addr.clone().unwrap_or_default(),
        instance.version.clone(),
        instance.hostname.clone().unwrap_or_default(),
        instance.pid.to_string(),
        format!("{started}Z"),
        format!("{} ago", rough(view.silence(instance))),
        instance.meta.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", "),
    ]
}

/// A duration as people say it.
fn rough(duration: Duration) -> String {
    match duration.as_secs() {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        seconds @ 10..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}
