//! What the keys of a store begin with has no separator at its end: one is put behind it.

use super::{Finding, Fix, Place, View};
use crate::provider::Row;
use crate::value::Value;

const PREFIX: &str = "redis.prefix";

pub(super) fn judge(view: &View<'_>, rows: &[Row], found: &mut Vec<Finding>) {
    for row in rows.iter().filter(|row| row.section.find(PREFIX).is_some()) {
        let Some(Value::Text(prefix)) = view.value(row.name, PREFIX) else { continue };
        let bare = prefix.trim_end_matches(':');
        if bare.len() == prefix.len() && !bare.is_empty() {
            continue;
        }
        let better = if bare.is_empty() { "runa" } else { bare };
        let (name, stage) = (row.name, view.stage);
        let (title, label) = if prefix.is_empty() {
            (format!("`{PREFIX}` of `{name}` is empty, in stage `{stage}`"), "nothing keeps the keys of services apart")
        } else {
            (format!("`{PREFIX}` of `{name}` ends with `:`, in stage `{stage}`"), "one is put behind it anyway")
        };
        found.push(Finding {
            code: "R0520",
            title,
            at: Place::new(name, PREFIX),
            label: label.into(),
            others: Vec::new(),
            note: None,
            help: format!("write `prefix: {better}`"),
            fix: Some(Fix::Set(Place::new(name, PREFIX), better.to_owned())),
        });
    }
}
