//! What names a group of another provider, such as a queue, names one that is there.

use super::{Finding, Fix, Place, View};
use crate::nearest::nearest;
use crate::provider::Row;
use crate::settings::own_name;
use crate::value::Value;

pub(super) fn judge(view: &View<'_>, rows: &'static [Row], found: &mut Vec<Finding>) {
    for row in rows.iter().filter(|row| view.listed.iter().any(|name| *name == row.name)) {
        let Some(naming) = row.names.filter(|naming| view.listed.iter().any(|name| *name == naming.provider)) else {
            continue;
        };
        let Some(Value::Text(text)) = view.value(row.name, naming.path) else { continue };
        let below = format!("{}.", naming.groups);
        let mut known: Vec<&str> = view
            .values
            .iter()
            .filter(|value| value.section == naming.provider)
            .filter_map(|value| value.path.strip_prefix(below.as_str()))
            .map(|rest| rest.split('.').next().unwrap_or(rest))
            .collect();
        known.dedup();
        if known.contains(&&**text) {
            continue;
        }
        let (at, key) = (Place::new(row.name, naming.path), naming.path.rsplit('.').next().unwrap_or(naming.path));
        let set = |name: &str| Some(Fix::Set(at.clone(), name.to_owned()));
        let (help, fix) = match (nearest(text, known.iter().copied()), known.first()) {
            (Some(near), _) => (format!("did you mean `{near}`?"), set(near)),
            (None, _) if own_name::judge(text).is_ok() => {
                let place = Place::new(naming.provider, &format!("{below}{text}"));
                let help = format!("add it to `{}`: `{}: {{ {text}: {{}} }}`", naming.provider, naming.groups);
                (help, Some(Fix::Set(place, "{}".into())))
            }
            (None, Some(first)) => (format!("write `{key}: {first}`"), set(first)),
            (None, None) => (format!("add a name to `{}` of `{}`", naming.groups, naming.provider), None),
        };
        let list: Vec<_> = known.iter().take(5).map(|name| format!("`{name}`")).collect();
        let more = if known.len() > list.len() { " and more" } else { "" };
        let has =
            if list.is_empty() { "none is declared here".into() } else { format!("has {}{more}", list.join(", ")) };
        found.push(Finding {
            code: "R0403",
            title: format!(
                "`{}` of `{}` is `{text}`, which is none of `{}.{}`, in stage `{}`",
                naming.path, row.name, naming.provider, naming.groups, view.stage
            ),
            at,
            label: "no such name".into(),
            others: vec![(Place::section(naming.provider), has)],
            note: None,
            help,
            fix,
        });
    }
}
