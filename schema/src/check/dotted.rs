//! Keys with a dot: `server.listen` for `listen` below `server`.

use super::mend::{Edit, Mend, scalar};
use super::rewrite::is_flow;
use crate::diagnostic::Replacement;
use crate::provider::PROVIDERS;
use crate::settings::{Kind as Setting, Section};
use crate::tree::Node;

/// How the keys with the same beginning are nested: the line that shows it, and the edit of all of them. `None`: an earlier one of
/// them has said it.
pub(super) fn nest(mend: Mend<'_>, map: &Node, index: usize, head: &str) -> Option<(String, Edit)> {
    let entries = map.entries()?;
    let with_head = |key: &str| key.strip_prefix(head).is_some_and(|rest| rest.starts_with('.') && rest.len() > 1);
    if entries[..index].iter().any(|entry| with_head(&entry.key)) {
        return None;
    }
    let all: Vec<usize> = (index..entries.len()).filter(|index| with_head(&entries[*index].key)).collect();
    let parts: Option<Vec<String>> =
        all.iter()
            .map(|index| {
                let path: Vec<_> = entries[*index].key[head.len() + 1..].split('.').collect();
                let value = mend.flow_value(map, &entries[*index])?;
                let (last, outer) = path.split_last()?;
                Some(
                    outer.iter().rev().fold(format!("{}: {value}", scalar(last)), |inner, key| {
                        format!("{}: {{ {inner} }}", scalar(key))
                    }),
                )
            })
            .collect();
    let Some(parts) = parts else { return Some((format!("write `{head}:`, with its settings below it"), None)) };
    let below = format!("{head}: {{ {} }}", parts.join(", "));
    let help = if all.iter().any(|index| is_secret(&entries[*index].key)) {
        format!("write `{head}:`, with its settings below it")
    } else {
        format!("write `{below}`")
    };
    // Two of them may share more than their beginning.
    let mut firsts: Vec<_> = parts.iter().filter_map(|part| part.split(':').next()).collect();
    firsts.sort_unstable();
    firsts.dedup();
    if firsts.len() < parts.len() {
        return Some((format!("write `{head}:`, with its settings below it"), None));
    }
    Some((help, edit(mend, map, &all, head, &parts, &below)))
}

/// Whether a key with dots ends in the name of a secret.
pub(super) fn is_secret(key: &str) -> bool {
    let name = key.rsplit('.').next().unwrap_or(key);
    PROVIDERS.iter().any(|row| has_secret(row.section, name))
}

/// Whether a section has a secret of this name at any depth, also one of a later version.
pub(super) fn has_secret(section: &'static Section, name: &str) -> bool {
    section.settings.iter().chain(section.later).any(|setting| match setting.kind {
        Setting::Group(inner) | Setting::Groups(inner) => has_secret(inner, name),
        Setting::Scalar(_) => setting.secret && setting.name == name,
    })
}

fn edit(mend: Mend<'_>, map: &Node, all: &[usize], head: &str, parts: &[String], below: &str) -> Edit {
    let entries = map.entries()?;
    let mut edit = Vec::new();
    let mut gone = all;
    if let Some(known) = map.entry(head) {
        let inner = known.value.entries().filter(|inner| !inner.is_empty())?;
        let taken = |part: &&String| inner.iter().any(|entry| part.starts_with(&format!("{}:", entry.key)));
        if parts.iter().any(|part| taken(&part)) {
            return None;
        }
        let joint = if is_flow(&known.value) { ", " } else { "\n" };
        edit.extend(mend.insert_entry(&known.value, inner.len() - 1, &parts.join(joint))?);
    } else {
        edit.push(Replacement::new(mend.entry(map, entries.get(*all.first()?)?)?, below));
        gone = &all[1..];
    }
    // In braces, what is taken out of neighbours would overlap.
    if gone.len() > 1 && is_flow(map) {
        return None;
    }
    for index in gone {
        edit.extend(mend.remove_entry(map, *index)?);
    }
    Some(edit)
}
