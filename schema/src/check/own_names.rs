//! Groups of settings under the user's own names, such as queues.

use super::context::Context;
use super::mend::{Edit, value_span};
use super::rewrite::is_flow;
use super::shape::words;
use crate::Span;
use crate::diagnostic::place::{Named, write};
use crate::diagnostic::{Replacement, name_is_no_identifier, wrong_type};
use crate::manifest::draft::Draft;
use crate::settings::own_name;
use crate::tree::{Kind, Node};

/// Where settings of other providers speak of the user's own names: the text, and its place.
pub(super) fn mentions<'t>(draft: &Draft<'t>) -> Vec<(&'t str, Span)> {
    let entries = draft.stages.iter().flat_map(|stage| &stage.entries).chain(&draft.defaults);
    let mention = |settings: &crate::manifest::draft::Settings<'t>| {
        let path = settings.row.names?.path;
        let node = path.split('.').try_fold(settings.node?, |node, key| node.entry(key).map(|entry| &entry.value))?;
        Some((node.text()?, node.span))
    };
    let mut found: Vec<_> = entries.filter_map(mention).collect();
    found.sort_unstable_by_key(|(_, span)| *span);
    found.dedup();
    found
}

/// What one of them is called: `queues` hold a queue.
pub(super) fn noun(setting: &str) -> &str {
    setting.strip_suffix('s').unwrap_or(setting)
}

/// Judges the name of the entry at `index`, and says what is wrong with it.
pub(super) fn judge(cx: &mut Context<'_>, named: Named<'_>, map: &Node, index: usize) -> bool {
    let Some(entries) = map.entries() else { return false };
    let entry = &entries[index];
    let Err(unfit) = own_name::judge(&entry.key) else { return true };
    let noun = noun(named.path.rsplit('.').next().unwrap_or(named.path));
    let mut better = own_name::made_of(&entry.key, noun);
    while !cx.mend.tired && entries.iter().any(|other| *other.key == *better) {
        better.truncate(60);
        better.push_str("_2");
    }
    let mut edit = vec![Replacement::new(entry.key_span, better.as_str())];
    // Who speaks of it speaks of it by its new name.
    let spans = cx.mentions.iter().filter(|(text, _)| *text == &*entry.key).map(|(_, span)| *span);
    edit.extend(spans.map(|span| Replacement::new(span, better.as_str())));
    edit.sort_by_key(|one| one.span);
    cx.say(name_is_no_identifier::own_name(entry.key_span, &entry.key, (noun, named.owner), unfit, &better, edit));
    false
}

/// Something else than a mapping of names.
pub(super) fn no_mapping(cx: &mut Context<'_>, named: Named<'_>, map: &Node, index: usize) {
    let Some(entry) = map.entries().map(|entries| &entries[index]) else { return };
    let node = &entry.value;
    let key = named.path.rsplit('.').next().unwrap_or(named.path);
    let made = |name: &str| {
        let plain = name.trim_matches(['\'', '"']);
        if own_name::judge(plain).is_ok() { plain.to_owned() } else { own_name::made_of(plain, noun(key)) }
    };
    let own: Option<Vec<String>> = match &node.kind {
        Kind::Scalar { text, .. } => Some(words(text).iter().map(|name| made(name)).collect()),
        Kind::List { items, .. } => items.iter().map(|item| item.text().map(made)).collect(),
        _ => None,
    };
    let (help, edit): (String, Edit) = if let Some(mut own) = own {
        own.sort();
        own.dedup();
        let all: Vec<_> = own.iter().map(|name| format!("{name}: {{}}")).collect();
        let better = if all.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", all.join(", ")) };
        (write(named.path, &better), cx.mend.set_value(map, index, &better))
    } else {
        let edit = cx.mend.put(map, index, ["{ ", " }"], |style| cx.mend.map_of_list(node, style, Some("{}"), true));
        ("write each name as a key, without a dash".into(), edit)
    };
    let wanted = "a mapping of names, each to settings";
    cx.say(wrong_type::wrong_type(value_span(entry), named, wanted, &node.describe(), help, edit));
}

/// The entries at `strays` below a key of their own, in one rewriting of the mapping they stand in.
pub(super) fn gather(cx: &Context<'_>, map: &Node, strays: &[usize], key: &str) -> Edit {
    let entries = map.entries()?;
    if cx.mend.text_of(map).contains("<<") {
        return None;
    }
    let below: Vec<_> = strays.iter().map(|index| entries[*index].clone()).collect();
    let one = |entry: &crate::tree::Entry| match entry.value.kind {
        Kind::Null => Some(format!("{}: {{}}", entry.key)),
        _ => cx.mend.flow_entry(map, entry),
    };
    let all = below.iter().map(one).collect::<Option<Vec<_>>>()?;
    let whole = format!("{key}: {{ {} }}", all.join(", "));
    let (first, rest) = strays.split_first()?;
    if rest.is_empty() || !is_flow(map) {
        let mut edit = vec![Replacement::new(cx.mend.entry(map, &entries[*first])?, whole)];
        for index in rest {
            edit.extend(cx.mend.remove_entry(map, *index)?);
        }
        return Some(edit);
    }
    let parts = entries
        .iter()
        .enumerate()
        .filter(|(index, _)| !rest.contains(index))
        .map(|(index, entry)| if index == *first { Some(whole.clone()) } else { cx.mend.flow_entry(map, entry) });
    Some(vec![Replacement::new(map.span, format!("{{ {} }}", parts.collect::<Option<Vec<_>>>()?.join(", ")))])
}
