//! What runs, as metrics.

use super::Parts;
use crate::kernel::Result;

/// Defines them: gauges that are always 1 and say everything in their labels.
pub(super) fn define(parts: &Parts) -> Result<()> {
    let build = parts.metrics.metric("runa_build_info", "The service, its stage, and the version of runa in it.");
    let build = build.labels(["service", "version", "stage", "runa_version"]).gauge()?;
    build.with([parts.service, parts.version, parts.stage.name, env!("CARGO_PKG_VERSION")]).set(1.0);
    // By this name OpenTelemetry's exporters for Prometheus describe what is observed.
    let target = parts.metrics.metric("target_info", "The service, by the names of OpenTelemetry.");
    let target = target.labels(["service_name", "service_version", "deployment_environment_name"]).gauge()?;
    target.with([parts.service, parts.version, parts.stage.name]).set(1.0);
    Ok(())
}
