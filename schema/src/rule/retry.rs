//! The waits of a job that fails grow from the shortest to the longest.

use super::{Finding, Fix, Place, View};
use crate::provider::QUEUE;
use crate::value::Value;

/// More settings than a retry has.
const NEAR: usize = 16;

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    let values = view.values.iter().enumerate();
    let shortest = values.filter(|(_, one)| one.section == QUEUE && one.path.ends_with(".retry.min"));
    for (at, one) in shortest {
        let longest = format!("{}.max_delay", one.path.trim_end_matches(".min"));
        // The settings of a group stand together: a search through all values would be one for each queue.
        let near = &view.values[at.saturating_sub(NEAR)..(at + NEAR).min(view.values.len())];
        let longest = near.iter().find(|one| one.section == QUEUE && one.path == longest);
        let (Some(Value::Duration(min)), Some(Some(Value::Duration(max)))) =
            (&one.value, longest.map(|one| one.value.as_ref()))
        else {
            continue;
        };
        if min <= max {
            continue;
        }
        let (min, max) = (Value::Duration(*min), Value::Duration(*max));
        found.push(Finding {
            code: "R0521",
            title: format!("`{}` of `queue` is longer than `max_delay`, in stage `{}`", one.path, view.stage),
            at: Place::new(QUEUE, &one.path),
            label: format!("the shortest wait is `{min}`, and the longest `{max}`"),
            others: Vec::new(),
            note: Some("each wait is twice as long as the one before, up to `max_delay`".into()),
            help: format!("write `min: {max}`"),
            fix: Some(Fix::Set(Place::new(QUEUE, &one.path), max.to_string())),
        });
    }
}
