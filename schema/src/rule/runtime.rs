//! What is asked of tokio can hold together. While compiling the attribute is judged by its macro; this is for overrides.

use super::{Finding, Fix, Place, View};
use crate::provider::RUNTIME;
use crate::value::Value;

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    let place = |path: &str| Place::new(RUNTIME, path);
    let one = matches!(view.value(RUNTIME, "flavor"), Some(Value::Text(flavor)) if flavor == "current_thread");
    if one && view.value(RUNTIME, "worker_threads").is_some() {
        found.push(Finding {
            code: "R0514",
            title: format!(
                "`worker_threads` of `runtime` has no effect with `flavor: current_thread`, in stage `{}`",
                view.stage
            ),
            at: place("worker_threads"),
            label: "the service runs on one thread".into(),
            others: vec![(place("flavor"), "the flavor".into())],
            note: None,
            help: "take `worker_threads` out".into(),
            fix: Some(Fix::Set(place("worker_threads"), "none".into())),
        });
    }
}
