//! What a setting that does not exist could be: a place named by a text, a name of the user's own, a setting of a group.

use super::context::Context;
use super::mend::Edit;
use super::own_names;
use super::rewrite::is_flow;
use super::suggest::Wanted;
use crate::Span;
use crate::diagnostic::Replacement;
use crate::settings::{Default, Keys, Kind, Section, Setting, own_route};
use crate::tree::{Entry, Kind as Tree, Node};

/// The label, the help and its edit; `None`: nothing can be told. `Some(None)`: an earlier entry has said it.
pub(super) type Meant = Option<Option<(&'static str, String, Edit)>>;

/// Looks at the entry at `index`, whose key is none of the settings of `section`.
pub(super) fn meant(cx: &Context<'_>, section: &'static Section, relaxed: bool, map: &Node, index: usize) -> Meant {
    let entries = map.entries()?;
    let entry = &entries[index];
    if let Some(setting) = place(section, map, entry) {
        return Some(Some(as_key(cx, section, setting, relaxed, map, index)?));
    }
    if let Some(setting) = section.settings.iter().find(|setting| matches!(setting.kind, Kind::Groups(_)))
        && is_own(section, setting, entry)
        && map.entry(setting.name).is_none()
    {
        let mut strays = (0..entries.len()).filter(|index| is_own(section, setting, &entries[*index])).peekable();
        if strays.peek() != Some(&index) {
            return Some(None);
        }
        let strays: Vec<_> = strays.collect();
        let edit = own_names::gather(cx, map, &strays, setting.name);
        let names: Vec<_> = strays.iter().map(|index| format!("{}: …", entries[*index].key)).collect();
        let help = format!("write `{}: {{ {} }}`", setting.name, names.join(", "));
        return Some(Some(("a name of your own stands one level lower", help, edit)));
    }
    // Another entry makes the group, and takes this one in. Keys that no group has are asked first: there may be many, each among many.
    if section.settings.iter().any(|group| has(group, &entry.key))
        && entries.iter().any(|other| place(section, map, other).is_some_and(|group| has(group, &entry.key)))
    {
        return Some(None);
    }
    let group = inside(section, &entry.key)?;
    let edit = if map.entry(group.name).is_some() {
        None
    } else {
        let value = value(cx, group, relaxed, map, entry);
        let whole = format!("{}: {{ {}: {} }}", group.name, entry.key, value?);
        cx.mend.entry(map, entry).map(|span| vec![Replacement::new(span, whole)])
    };
    edit.as_ref()?;
    Some(Some(("it stands in a group", format!("write `{}: {{ {}: … }}`", group.name, entry.key), edit)))
}

/// The optional group that a text names: `driver: redis`.
fn place(section: &'static Section, map: &Node, entry: &Entry) -> Option<&'static Setting> {
    let text = entry.value.text()?.to_ascii_lowercase();
    let unknown = section.settings.iter().all(|setting| *setting.name != *entry.key);
    let group = |setting: &&Setting| {
        matches!(setting.kind, Kind::Group(_)) && setting.default == Default::Unset && setting.name == text
    };
    section.settings.iter().find(group).filter(|group| unknown && map.entry(group.name).is_none())
}

fn as_key(
    cx: &Context<'_>,
    section: &'static Section,
    group: &'static Setting,
    relaxed: bool,
    map: &Node,
    index: usize,
) -> Option<(&'static str, String, Edit)> {
    let Kind::Group(inner) = group.kind else { return None };
    let entries = map.entries()?;
    let required: Vec<_> = inner.settings.iter().filter(|setting| setting.default == Default::Required).collect();
    let example = |setting: &'static Setting| match setting.kind {
        Kind::Scalar(shape) => Wanted { setting, shape: shape.one(), relaxed, beside: None }.any(),
        Kind::Group(_) | Kind::Groups(_) => "{}".into(),
    };
    let written = |setting: &&'static Setting| {
        let beside = entries.iter().find(|entry| *entry.key == *setting.name);
        let value = beside.and_then(|entry| value(cx, group, relaxed, map, entry));
        format!("{}: {}", setting.name, value.unwrap_or_else(|| example(setting)))
    };
    let braced = |all: Vec<String>| if all.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", all.join(", ")) };
    // What stands beside it and belongs into it goes along.
    let known = |key: &str| section.settings.iter().any(|setting| setting.name == key);
    let beside = |at: &usize| has(group, &entries[*at].key) && !known(&entries[*at].key);
    let beside: Vec<usize> = (0..entries.len()).filter(beside).collect();
    let optional = inner.settings.iter().filter(|setting| setting.default != Default::Required);
    let taken = optional.filter(|setting| beside.iter().any(|at| setting.name == &*entries[*at].key));
    let all: Vec<_> = required.iter().copied().chain(taken).collect();
    let whole = format!("{}: {}", group.name, braced(all.iter().map(written).collect()));
    let span = cx.mend.entry(map, &entries[index])?;
    let shown = braced(required.iter().map(|setting| format!("{}: {}", setting.name, example(setting))).collect());
    let edit = if is_flow(map) && beside.len() > 1 {
        // What is taken out of neighbours in braces would overlap, so all go at once where they stand together.
        let mut all = [&[index], beside.as_slice()].concat();
        all.sort_unstable();
        let consecutive = all.windows(2).all(|pair| pair[1] == pair[0] + 1);
        let last = all.last().and_then(|last| cx.mend.entry(map, &entries[*last]))?;
        let first = cx.mend.entry(map, &entries[all[0]])?;
        consecutive.then(|| vec![Replacement::new(Span::new(first.start, last.end), whole)])
    } else {
        let mut edit = vec![Replacement::new(span, whole)];
        for at in &beside {
            edit.extend(cx.mend.remove_entry(map, *at)?);
        }
        edit.sort_by_key(|one| one.span);
        Some(edit)
    };
    Some(("the place itself is the key", format!("write `{}: {shown}`", group.name), edit))
}

/// The value of an entry as it can stand in the group: a secret of production is a reference.
fn value(cx: &Context<'_>, group: &'static Setting, relaxed: bool, map: &Node, entry: &Entry) -> Option<String> {
    let Kind::Group(inner) = group.kind else { return None };
    let setting = inner.settings.iter().find(|setting| *setting.name == *entry.key)?;
    let literal = entry.value.entries().is_none();
    match setting.kind {
        Kind::Scalar(shape) if setting.secret && literal && !relaxed => {
            Some(Wanted { setting, shape, relaxed, beside: None }.any())
        }
        _ => cx.mend.flow_value(map, entry),
    }
}

/// Whether an entry looks like one of the user's own names with its settings.
fn is_own(section: &'static Section, groups: &'static Setting, entry: &Entry) -> bool {
    if groups.keys == Keys::Routes && own_route::judge(&entry.key).is_err() {
        return false;
    }
    let unknown = section.settings.iter().all(|setting| *setting.name != *entry.key);
    unknown && matches!(entry.value.kind, Tree::Map { .. } | Tree::Null) && inside(section, &entry.key).is_none()
}

/// The only optional group that has a setting of this name.
fn inside(section: &'static Section, name: &str) -> Option<&'static Setting> {
    let mut groups = section.settings.iter().filter(|setting| has(setting, name));
    let first = groups.next()?;
    groups.next().is_none().then_some(first)
}

/// Whether it is a group with a setting of this name.
fn has(setting: &Setting, name: &str) -> bool {
    match setting.kind {
        Kind::Group(inner) => inner.settings.iter().any(|setting| setting.name == name),
        Kind::Groups(_) | Kind::Scalar(_) => false,
    }
}
