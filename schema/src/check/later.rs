//! Settings that are declared for a later version: each is refused where it is written, and nothing below it is judged.

use super::context::Context;
use super::mend::Edit;
use crate::diagnostic::not_in_this_version;
use crate::diagnostic::place::{Named, Owner, Where};
use crate::diagnostic::{Diagnostic, Replacement};
use crate::rule::{audit, places};
use crate::settings::{Kind, Section, Setting};
use crate::tree::Node;

/// The setting for a later version that has this name.
pub(super) fn find(section: &'static Section, name: &str) -> Option<&'static Setting> {
    section.later.iter().find(|setting| setting.name == name)
}

/// The problem of the entry at `index`, which is `setting`.
pub(super) fn refuse(
    cx: &mut Context<'_>,
    named: Named<'_>,
    relaxed: bool,
    setting: &'static Setting,
    map: &Node,
    index: usize,
) -> Option<Diagnostic> {
    let entry = map.entries()?.get(index)?;
    if may_hold_secret(setting) {
        cx.hide(&entry.value);
    }
    let instead = instead(cx, named.owner, relaxed, setting, map);
    let (help, edit): (String, Edit) = match instead {
        Some(instead) => {
            let edit = cx.mend.entry(map, entry).map(|span| vec![Replacement::new(span, instead.as_str())]);
            (format!("write `{instead}`"), edit)
        }
        None => (format!("take `{}` out", named.path), cx.mend.remove_entry(map, index)),
    };
    Some(not_in_this_version::setting(entry.key_span, named, help, edit))
}

/// Whether it is a secret, or has one below it.
pub(super) fn may_hold_secret(setting: &Setting) -> bool {
    match setting.kind {
        Kind::Group(inner) | Kind::Groups(inner) => inner.settings.iter().chain(inner.later).any(may_hold_secret),
        Kind::Scalar(_) => setting.secret,
    }
}

/// What this version has in its place, where nothing would be wrong: another place to keep things in, another writer.
fn instead(cx: &Context<'_>, owner: Owner<'_>, relaxed: bool, setting: &Setting, map: &Node) -> Option<String> {
    let row =
        cx.row(owner.section).filter(|row| find(row.section, setting.name).is_some_and(|own| *own == *setting))?;
    let written = |name: &str| map.entry(name).is_some();
    if row.places.iter().any(|place| place.name == setting.name) {
        let place = places::needed(row, relaxed && owner.place != Where::Defaults)?;
        let alone = !row.places.iter().any(|other| other.name != setting.name && written(other.name));
        return alone.then(|| format!("{}: {}", place.0, place.1));
    }
    let is_writer = audit::LATER_WRITERS.contains(&setting.name) && row.name == audit::AUDIT;
    (is_writer && !audit::WRITERS.into_iter().any(written)).then(|| audit::any_writer(cx.lists(owner.place, "log")))
}
