//! The forms of an answer: runa's own, and that of the IETF's draft.
//!
//! Every duration is a number of seconds and its name ends in `_seconds`. Whoever is not local gets the status and nothing else.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::verdict::{self, Verdict};
use crate::kernel::Parts;
use crate::kernel::checks::Report;
use crate::kernel::clock;

/// runa's own form.
pub(super) fn plain(parts: &Parts, verdict: &Verdict, local: bool) -> Value {
    let mut answer = Map::new();
    answer.insert("status".into(), verdict.status.as_str().into());
    if local {
        insert(&mut answer, "reason", verdict.reason);
        answer.insert("service".into(), parts.service.into());
        answer.insert("version".into(), parts.version.into());
        answer.insert("stage".into(), parts.stage.name.into());
        answer.insert("phase".into(), verdict::phase(parts.life.phase()).into());
        answer.insert("checks".into(), verdict.checks.iter().map(check).collect());
    }
    answer.into()
}

/// One check in runa's own form.
pub(super) fn check(report: &Report) -> Value {
    let mut check = Map::new();
    check.insert("name".into(), (*report.name).into());
    check.insert("kind".into(), report.kind.as_str().into());
    check.insert("status".into(), report.status.as_str().into());
    insert(&mut check, "reason", report.reason.as_deref());
    insert(&mut check, "checked_at", report.at.map(clock::text));
    insert(&mut check, "age_seconds", report.age.map(seconds));
    insert(&mut check, "duration_seconds", report.took.map(seconds));
    insert(&mut check, "running_seconds", report.running.map(seconds));
    check.insert("stale".into(), report.stale.into());
    check.into()
}

/// The form of draft-inadarei-api-health-check-06.
pub(super) fn health_json(parts: &Parts, verdict: &Verdict, local: bool) -> Value {
    let mut answer = Map::new();
    answer.insert("status".into(), verdict.status.as_str().into());
    if local {
        answer.insert("serviceId".into(), parts.service.into());
        answer.insert("releaseId".into(), parts.version.into());
        insert(&mut answer, "output", verdict.reason);
        let checks: Map<String, Value> = verdict
            .checks
            .iter()
            .map(|report| {
                let mut check = Map::new();
                check.insert("status".into(), report.status.as_str().into());
                insert(&mut check, "observedValue", report.took.map(seconds));
                insert(&mut check, "observedUnit", report.took.map(|_| "s"));
                insert(&mut check, "time", report.at.map(clock::text));
                insert(&mut check, "output", report.reason.as_deref());
                (format!("{}:responseTime", report.name), json!([check]))
            })
            .collect();
        if !checks.is_empty() {
            answer.insert("checks".into(), checks.into());
        }
    }
    answer.into()
}

/// A duration as a number, to the microsecond.
pub(super) fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e6
}

fn insert(object: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object.insert(name.into(), value.into());
    }
}
