//! Where a provider keeps what it has: in one place, and in production in one that outlives the process.

use super::{Finding, Fix, Place, View};
use crate::provider::Row;
use crate::settings::{Default, Kind};

pub(super) fn judge(view: &View<'_>, rows: &'static [Row], found: &mut Vec<Finding>) {
    let stage = view.stage;
    let listed = view.listed.iter().filter_map(|name| rows.iter().find(|row| row.name == *name));
    for row in listed.filter(|row| !row.places.is_empty()) {
        let name = row.name;
        let written: Vec<_> = row.places.iter().filter(|place| view.value(name, place.name).is_some()).collect();
        if let [one, other, ..] = written.as_slice() {
            let (gone, kept) = if other.relaxed_only.is_some() { (other, one) } else { (one, other) };
            let at = Place::new(name, gone.name);
            found.push(Finding {
                code: "R0309",
                title: format!("`{}` and `{}` of `{name}` are both written, in stage `{stage}`", one.name, other.name),
                at: at.clone(),
                label: "only one of them can hold".into(),
                others: vec![(Place::new(name, kept.name), "the other".into())],
                note: None,
                help: format!("take `{}` out", gone.name),
                fix: Some(Fix::Remove(at)),
            });
            continue;
        }
        let holds = written.first().copied().or(row.places.first());
        let Some((place, why)) = holds.and_then(|place| Some((place, place.relaxed_only?))) else { continue };
        if view.relaxed {
            continue;
        }
        let at = Place::new(name, place.name);
        let (at, label) = if written.is_empty() {
            (Place::section(name), format!("no other place is written, so it is in `{}`", place.name))
        } else {
            (at, "refused in production".into())
        };
        let better = lasting(row).map(|(place, value)| (Place::new(name, place), value));
        let help = better.as_ref().map_or_else(String::new, |(to, value)| format!("write `{}: {value}`", to.path));
        let fix =
            better.map(
                |(to, value)| {
                    if written.is_empty() { Fix::Set(to, value) } else { Fix::Instead(at.clone(), to, value) }
                },
            );
        found.push(Finding {
            code: "R0508",
            title: format!("`{name}` is kept in `{}` in stage `{stage}`, which is production", place.name),
            at,
            label,
            others: Vec::new(),
            note: Some(why.into()),
            help,
            fix,
        });
    }
}

/// The place that must be written in a stage, with its value, because the first is not for it.
#[cfg(feature = "parser")]
pub(crate) fn needed(row: &Row, relaxed: bool) -> Option<(&'static str, String)> {
    let refused = !relaxed && row.places.first().is_some_and(|place| place.relaxed_only.is_some());
    refused.then(|| lasting(row)).flatten()
}

/// The first place that production takes, with what must be written in it.
fn lasting(row: &Row) -> Option<(&'static str, String)> {
    let place = row.places.iter().find(|place| place.relaxed_only.is_none())?;
    Some((place.name, by_reference(row, place.name)))
}

/// A group with what must be written in it, each a reference.
fn by_reference(row: &Row, group: &str) -> String {
    let Some(Kind::Group(section)) = row.section.find(group).map(|setting| setting.kind) else { return "{}".into() };
    let required = section.settings.iter().filter(|setting| setting.default == Default::Required);
    let settings: Vec<_> = required
        .map(|setting| {
            let variable = setting.variable_in(row.name, &format!("{group}.{}", setting.name));
            format!("{}: {{ from_env: {variable} }}", setting.name)
        })
        .collect();
    if settings.is_empty() { "{}".into() } else { format!("{{ {} }}", settings.join(", ")) }
}
