//! Records of `audit` are made, and go somewhere; and what is asked of them can hold together.

use super::{Finding, Fix, Place, View};
use crate::value::Value;

pub(crate) const AUDIT: &str = "audit";

/// The groups that are writers.
pub(crate) const WRITERS: [&str; 4] = ["log", "file", "queue", "custom"];

/// Those of a later version.
#[cfg(feature = "parser")]
pub(crate) const LATER_WRITERS: [&str; 1] = ["stdout"];

/// A writer that needs nothing that the stage does not list.
pub(crate) fn any_writer(with_log: bool) -> String {
    if with_log { "log: {}".into() } else { "file: { path: /var/lib/app/audit.jsonl }".into() }
}

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(section) = view.section_of(AUDIT) else { return };
    let stage = view.stage;
    let is = |path: &str| view.value(AUDIT, path);
    let empty = |path: &str| matches!(is(path), Some(Value::List(items)) if items.is_empty());
    let place = |path: &str| Place::new(AUDIT, path);
    if !WRITERS.iter().any(|writer| is(writer).is_some()) {
        let better = any_writer(view.section_of("log").is_some());
        let (name, value) = better.split_once(": ").unwrap_or((&better, "{}"));
        found.push(Finding {
            code: "R0513",
            title: format!("`audit` has no writer, in stage `{stage}`"),
            at: Place::section(AUDIT),
            label: "its records would go nowhere".into(),
            others: Vec::new(),
            note: Some(format!("a writer is one of {}", WRITERS.map(|writer| format!("`{writer}`")).join(", "))),
            fix: Some(Fix::Set(place(name), value.to_owned())),
            help: format!("write `{better}`"),
        });
    }
    if empty("methods") {
        let usual = view.default_of(section, "methods").unwrap_or_default();
        found.push(nothing_recorded(
            view,
            "methods",
            format!("write `methods: {usual}`"),
            Fix::Set(place("methods"), usual),
        ));
    }
    if empty("routes.include") {
        let fix = Fix::Remove(place("routes.include"));
        found.push(nothing_recorded(view, "routes.include", "take `include` out".into(), fix));
    }
    if let (Some(Value::List(include)), Some(Value::List(exclude))) = (is("routes.include"), is("routes.exclude"))
        && let Some(index) = exclude.iter().position(|rule| include.contains(rule))
    {
        let rule = &exclude[index];
        let fix = if exclude.len() == 1 {
            Fix::Remove(place("routes.exclude"))
        } else {
            Fix::RemoveItem(place("routes.exclude"), index)
        };
        found.push(Finding {
            code: "R0515",
            title: format!("`routes` of `audit` includes and excludes `{rule}`, in stage `{stage}`"),
            at: place("routes.exclude"),
            label: "what is excluded is not recorded".into(),
            others: vec![(place("routes.include"), "included here".into())],
            note: None,
            help: format!("take `{rule}` out of `exclude`"),
            fix: Some(fix),
        });
    }
    let sync = matches!(is("mode"), Some(Value::Text(mode)) if mode == "sync");
    if sync && is("accept_loss") == Some(&Value::Bool(true)) {
        found.push(Finding {
            code: "R0514",
            title: format!("`accept_loss` of `audit` has no effect with `mode: sync`, in stage `{stage}`"),
            at: place("accept_loss"),
            label: "each request waits for its record, so none is lost".into(),
            others: vec![(place("mode"), "the mode".into())],
            note: None,
            help: "take `accept_loss` out".into(),
            fix: Some(Fix::Remove(place("accept_loss"))),
        });
    }
    let unmasked = empty("mask_fields") && is("mask_builtin") == Some(&Value::Bool(false));
    if !view.relaxed && unmasked && is("capture_input") == Some(&Value::Bool(true)) {
        found.push(Finding {
            code: "R0511",
            title: format!("`audit` records input without masks in stage `{stage}`, which is production"),
            at: place("mask_builtin"),
            label: "passwords and tokens would stand in the records".into(),
            others: vec![(place("capture_input"), "the input is recorded".into())],
            note: None,
            help: "take `mask_builtin` out: then what is secret as a rule is masked".into(),
            fix: Some(Fix::Remove(place("mask_builtin"))),
        });
    }
}

fn nothing_recorded(view: &View<'_>, path: &str, help: String, fix: Fix) -> Finding {
    Finding {
        code: "R0513",
        title: format!("`{path}` of `audit` is empty, in stage `{}`", view.stage),
        at: Place::new(AUDIT, path),
        label: "no request would be recorded".into(),
        others: Vec::new(),
        note: None,
        help,
        fix: Some(fix),
    }
}
