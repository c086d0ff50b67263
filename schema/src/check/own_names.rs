//! Groups of settings under the user's own names, such as queues.

use super::context::Context;
use super::mend::{Edit, value_span};
use super::rewrite::is_flow;
use super::shape::words;
use crate::Span;
use crate::diagnostic::place::{Named, Where, write};
use crate::diagnostic::{Replacement, name_is_no_identifier, name_is_no_route, wrong_type};
use crate::manifest::draft::{Draft, Settings};
use crate::provider::{Row, SERVER_SECTION};
use crate::settings::{Keys, RouteSettings, Setting, Settings as _, own_name, own_route};
use crate::tree::{Kind, Node};

/// Where settings of other providers speak of the user's own names: the text, and its place.
pub(super) fn mentions<'t>(draft: &Draft<'t>) -> Vec<(&'t str, Span)> {
    let entries = draft.stages.iter().flat_map(|stage| &stage.entries).chain(&draft.defaults);
    let mention = |settings: &Settings<'t>| {
        let path = settings.row.names?.path;
        let node = path.split('.').try_fold(settings.node?, |node, key| node.entry(key).map(|entry| &entry.value))?;
        Some((node.text()?, node.span))
    };
    let mut found: Vec<_> = entries.filter_map(mention).collect();
    found.sort_unstable_by_key(|(_, span)| *span);
    found.dedup();
    found
}

/// The names that a stage gives to groups of a provider.
#[derive(Debug)]
pub(crate) struct Declared<'t> {
    stage: &'t str,
    /// The provider, and the setting below which they stand.
    of: (&'static str, &'static str),
    names: Vec<&'t str>,
}

/// The names of which a setting of another provider can be one.
pub(super) fn declared<'t>(draft: &Draft<'t>, rows: &'static [Row]) -> Vec<Declared<'t>> {
    let mut found = Vec::new();
    for naming in rows.iter().filter_map(|row| row.names) {
        let names = |settings: &Settings<'t>| {
            let groups = settings.node.and_then(|node| node.entry(naming.groups)).map(|entry| &entry.value);
            groups.and_then(Node::entries).unwrap_or_default().iter().map(|entry| &*entry.key).collect::<Vec<&'t str>>()
        };
        let is_theirs = |settings: &&Settings<'t>| settings.row.name == naming.provider;
        let for_all: Vec<_> = draft.defaults.iter().filter(is_theirs).flat_map(names).collect();
        for stage in &draft.stages {
            let own = stage.entries.iter().filter(is_theirs).map(|entry| [&names(entry)[..], &for_all[..]].concat());
            let of = (naming.provider, naming.groups);
            found.extend(own.map(|names| Declared { stage: stage.name, of, names }));
        }
    }
    found
}

/// One of the names that a setting can have, if it is one that names such a group: with what it is for, if that can be told.
pub(super) fn proposed<'t>(cx: &Context<'t>, named: Named<'_>) -> Option<&'t str> {
    let naming = cx.row(named.owner.section)?.names.filter(|naming| naming.path == named.path)?;
    let is_here = |stage: &str| match named.owner.place {
        Where::Stage(name) => stage == name,
        Where::Defaults | Where::Top => true,
    };
    let lists = || {
        let is_meant = |one: &&Declared<'t>| one.of == (naming.provider, naming.groups) && is_here(one.stage);
        cx.declared.iter().filter(is_meant).map(|one| &one.names)
    };
    let everywhere = |name: &&&'t str| lists().all(|names| names.contains(name)) && own_name::judge(name).is_ok();
    let common = || lists().next().into_iter().flatten().filter(everywhere).copied();
    common().find(|name| name.contains("audit") || name.contains("record")).or_else(|| common().next())
}

/// What one of them is called: `queues` hold a queue.
pub(super) fn noun(setting: &str) -> &str {
    setting.strip_suffix('s').unwrap_or(setting)
}

/// Judges the name of the entry at `index`, and says what is wrong with it.
pub(super) fn judge(cx: &mut Context<'_>, named: Named<'_>, keys: Keys, map: &Node, index: usize) -> bool {
    let Some(entries) = map.entries() else { return false };
    let entry = &entries[index];
    if keys == Keys::Routes {
        let Err(why) = own_route::judge(&entry.key) else { return true };
        let better = own_route::made_of(&entry.key);
        // What stands there already would be written twice.
        let taken = entries.iter().any(|other| *other.key == *better);
        let edit = if taken { Vec::new() } else { vec![Replacement::new(entry.key_span, key(&better))] };
        cx.say(name_is_no_route::name_is_no_route(entry.key_span, &entry.key, named.owner, why, &key(&better), edit));
        return false;
    }
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

/// A route as a key, in quotes where it needs them.
pub(super) fn key(route: &str) -> String {
    let plain = route.chars().all(|c| c.is_alphanumeric() || "/-_.~".contains(c));
    if plain { route.to_owned() } else { format!("'{}'", route.replace('\'', "''")) }
}

/// Something else than a mapping of names.
pub(super) fn no_mapping(cx: &mut Context<'_>, named: Named<'_>, keys: Keys, map: &Node, index: usize) {
    let Some(entry) = map.entries().map(|entries| &entries[index]) else { return };
    let node = &entry.value;
    let noun = noun(named.path.rsplit('.').next().unwrap_or(named.path));
    let made = |name: &str| {
        let plain = name.trim_matches(['\'', '"']);
        if keys == Keys::Routes {
            return key(&own_route::made_of(plain));
        }
        if own_name::judge(plain).is_ok() { plain.to_owned() } else { own_name::made_of(plain, noun) }
    };
    let own: Option<Vec<String>> = match &node.kind {
        Kind::Scalar { text, .. } => Some(words(text).iter().map(|name| made(name)).collect()),
        Kind::List { items, .. } => items.iter().map(|item| item.text().map(made)).collect(),
        _ => None,
    };
    let (help, edit): (String, Edit) = if let Some(mut own) = own {
        own.sort();
        own.dedup();
        let (inside, such) =
            if keys == Keys::Routes { (limits(), ", or what they may take") } else { ("{}".into(), "") };
        let all: Vec<_> = own.iter().map(|name| format!("{name}: {inside}")).collect();
        let better = if all.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", all.join(", ")) };
        let help = if all.is_empty() { write(named.path, &better) } else { write(named.path, &better) + such };
        (help, cx.mend.set_value(map, index, &better))
    } else {
        let edit = cx.mend.put(map, index, ["{ ", " }"], |style| cx.mend.map_of_list(node, style, Some("{}"), true));
        ("write each name as a key, without a dash".into(), edit)
    };
    let wanted = "a mapping of names, each to settings";
    cx.say(wrong_type::wrong_type(value_span(entry), named, wanted, &node.describe(), help, edit));
}

/// What a route may take if nobody says anything: one that is named without saying what it may take would be named for nothing.
fn limits() -> String {
    let general = |setting: &Setting| SERVER_SECTION.find(setting.name).and_then(|general| general.default.text(false));
    let limit = |setting: &Setting| Some(format!("{}: {}", setting.name, general(setting)?));
    let limits: Vec<_> = RouteSettings::SECTION.settings.iter().filter_map(limit).collect();
    format!("{{ {} }}", limits.join(", "))
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
