//! The first wait of a job that failed is not longer than the longest.

use super::{Finding, Fix, Place, View};
use crate::provider::QUEUE;
use crate::resolve::Origin;
use crate::value::Value;

const MIN: &str = "retry.min";
const MAX: &str = "retry.max_delay";

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    for resolved in view.values.iter().filter(|resolved| resolved.section == QUEUE) {
        let Some(queue) = resolved.path.strip_suffix(MIN) else { continue };
        let longest = format!("{queue}{MAX}");
        let (Some(Value::Duration(min)), Some(Value::Duration(max))) = (&resolved.value, view.value(QUEUE, &longest))
        else {
            continue;
        };
        if min <= max {
            continue;
        }
        let (min, max) = (Value::Duration(*min), Value::Duration(*max));
        let written = |path: &str| view.origin(QUEUE, path).is_some_and(|origin| *origin != Origin::Default);
        // At what somebody wrote. With both written, the longer wait is what they want at least once.
        let first = written(&resolved.path);
        let (at, other) = if first { (&resolved.path, &longest) } else { (&longest, &resolved.path) };
        let (name, value, fixed) = if first { ("max_delay", &min, &longest) } else { ("min", &max, &resolved.path) };
        let name_of = queue.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
        found.push(Finding {
            code: "R0517",
            title: format!(
                "`retry` of queue `{name_of}` begins with `{min}`, longer than its `max_delay` of `{max}`, in stage `{}`",
                view.stage
            ),
            at: Place::new(QUEUE, at),
            label: if first { "the first wait".into() } else { format!("the first wait is `{min}`") },
            others: written(other).then(|| (Place::new(QUEUE, other), "the longest".into())).into_iter().collect(),
            note: None,
            help: format!("write `{name}: {value}`"),
            fix: Some(Fix::Set(Place::new(QUEUE, fixed), value.to_string())),
        });
    }
}
