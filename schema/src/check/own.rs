//! Providers of the user's own: `billing: { use: crate::billing::Billing, config: { … } }`.
//!
//! What stands behind `config` is held against the type's own declaration when rustc evaluates constants; here only its form is
//! looked at.

use super::context::Context;
use super::literal::Literal;
use super::mend::{Edit, value_span};
use super::reference;
use crate::Span;
use crate::diagnostic::place::{Named, Owner, Where};
use crate::diagnostic::{Replacement, name_is_no_identifier, own_provider_malformed, own_type_twice};
use crate::manifest::Own;
use crate::manifest::draft::{Settings, Stage};
use crate::nearest::nearest;
use crate::provider::{OWN, SERVER};
use crate::settings::{Kind as Setting, Setting as Declared, own_name};
use crate::tree::{Entry, Kind, Node, one_line};
use crate::value::Shape;

const KEYS: [&str; 2] = ["use", "config"];

/// Any setting: rustc knows which it is.
static ANY: Declared = Declared { kind: Setting::Scalar(Shape::Text), ..Declared::BASE };
static ANY_LIST: Declared = Declared { kind: Setting::Scalar(Shape::List(&Shape::Text)), ..Declared::BASE };

/// Whether an entry is a provider of the user's own. Of a provider of runa, `use` is a setting that does not exist.
pub(super) fn is_one(cx: &Context<'_>, entry: &Entry) -> bool {
    let says_so = KEYS.iter().any(|key| entry.value.entry(key).is_some()) || cx.own.contains(&&*entry.key);
    cx.row(&entry.key).is_none() && &*entry.key != SERVER && entry.value.entries().is_some() && says_so
}

/// Reads the entry at `index` of `map`.
pub(super) fn read<'t>(cx: &mut Context<'t>, map: &'t Node, index: usize, place: Where<'_>) -> Option<Settings<'t>> {
    let entry = &map.entries()?[index];
    let node = &entry.value;
    let owner = Owner { section: &entry.key, place };
    let before = cx.found.len();
    if let Err(unfit) = own_name::judge(&entry.key) {
        let mut better = own_name::made_of(&entry.key, "provider");
        if cx.row(&better).is_some() {
            better.push_str("_provider");
        }
        let edit = vec![Replacement::new(entry.key_span, better.as_str())];
        cx.say(name_is_no_identifier::provider_name(entry.key_span, &entry.key, place, unfit, &better, edit));
    }
    let strays: Vec<usize> =
        node.entries()?.iter().enumerate().filter_map(|(at, one)| (!KEYS.contains(&&*one.key)).then_some(at)).collect();
    for at in &strays {
        stray(cx, owner, node, *at);
    }
    match node.entry("use") {
        Some(_) => path(cx, owner, node),
        None if matches!(place, Where::Stage(_)) && !cx.own.contains(&&*entry.key) && strays.is_empty() => {
            let better = cx.used(&entry.key).map_or_else(|| made(&entry.key), str::to_owned);
            let edit = cx.mend.insert_first(node, &format!("use: {better}"));
            cx.say(own_provider_malformed::without_use(entry.key_span, owner, &better, edit));
        }
        None => {}
    }
    if let Some(at) = node.entries()?.iter().position(|one| &*one.key == "config") {
        let config = &node.entries()?[at];
        // Which of them are secrets, only rustc knows.
        hide(cx, &config.value);
        match &config.value.kind {
            Kind::Map { .. } => group(cx, owner, "", &config.value),
            Kind::Null => {}
            _ => {
                let edit = cx.mend.set_value(node, at, "{}");
                let found = config.value.describe();
                cx.say(own_provider_malformed::config_shape(value_span(config), owner, &found, edit));
            }
        }
    }
    let sound = cx.found.len() == before;
    sound.then_some(Settings { text: &entry.key, row: &OWN, name: entry.key_span, node: Some(node) })
}

/// A key that is neither `use` nor `config`: most probably a setting.
fn stray(cx: &mut Context<'_>, owner: Owner<'_>, node: &Node, at: usize) {
    let Some(entries) = node.entries() else { return };
    let entry = &entries[at];
    let free = KEYS.into_iter().filter(|key| node.entry(key).is_none());
    if let Some(near) = nearest(&entry.key, free) {
        let edit = Some(vec![Replacement::new(entry.key_span, near)]);
        let help = format!("did you mean `{near}`?");
        cx.say(own_provider_malformed::stray(entry.key_span, &entry.key, owner, &help, edit));
        return;
    }
    let edit = below_config(cx, node, at);
    cx.say(own_provider_malformed::stray(entry.key_span, &entry.key, owner, "write it below `config`", edit));
}

/// Moves an entry below `config`.
fn below_config(cx: &Context<'_>, node: &Node, at: usize) -> Edit {
    let entries = node.entries()?;
    let Some(config) = node.entry("config") else {
        return super::own_names::gather(cx, node, &[at], "config");
    };
    let below = config.value.entries().filter(|below| !below.is_empty())?;
    let mut edit = cx.mend.insert_entry(&config.value, below.len() - 1, &cx.mend.flow_entry(node, &entries[at])?)?;
    edit.extend(cx.mend.remove_entry(node, at)?);
    edit.sort_by_key(|one| one.span);
    Some(edit)
}

/// `use` names a type from the root of the crate, or of another crate.
fn path(cx: &mut Context<'_>, owner: Owner<'_>, node: &Node) {
    let Some(at) = node.entries().and_then(|entries| entries.iter().position(|one| &*one.key == "use")) else { return };
    let Some(entry) = node.entries().map(|entries| &entries[at]) else { return };
    let text = entry.value.text().unwrap_or_default();
    if is_path(text) {
        return;
    }
    if let Some((alias, ty)) = alias(owner.section, text) {
        let better = format!("crate::{alias}");
        let edit = cx.mend.set_value(node, at, &better);
        cx.say(own_provider_malformed::parameters(value_span(entry), owner, (&alias, &ty), edit));
        return;
    }
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|part| !part.is_empty());
    let mut parts: Vec<&str> = parts.skip_while(|part| matches!(*part, "self" | "super" | "crate" | "src")).collect();
    parts.retain(|part| *part != "rs");
    let made = format!("crate::{}", parts.join("::"));
    let better = if is_path(&made) { made } else { self::made(owner.section) };
    let edit = cx.mend.set_value(node, at, &better);
    let label = match text {
        "" => "the path of a type is expected",
        _ if text.split("::").count() == 1 => "a path from the root of the crate is expected",
        _ => "no path of a type from the root of the crate",
    };
    cx.say(own_provider_malformed::no_path(value_span(entry), owner, label, &better, edit));
}

/// For a path with parameters: the name of an alias, and the type that it stands for.
fn alias(section: &str, text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let (path, rest) = text.split_once('<')?;
    let path = path.trim_end_matches("::");
    let balanced = rest.ends_with('>') && text.matches('<').count() == text.matches('>').count();
    if !balanced || !is_path(path) && !is_path(&format!("crate::{path}")) {
        return None;
    }
    let name = path.rsplit("::").next().unwrap_or(path);
    let alias = camel(section);
    let alias = if alias == name { format!("Own{name}") } else { alias };
    Some((alias, one_line(text).into_owned()))
}

/// The types of the user's own providers, wherever a stage names one.
pub(super) fn used(root: &Node) -> Vec<(&str, &str)> {
    let mut used = Vec::new();
    let stages = root.entry("stages").and_then(|stages| stages.value.entries()).unwrap_or_default();
    for stage in stages {
        let providers = stage.value.entry("providers").map_or(&stage.value, |providers| &providers.value);
        let entries = providers.items().unwrap_or_default().iter().filter_map(|item| item.entries()?.first());
        let types = entries.filter_map(|entry| Some((&*entry.key, entry.value.entry("use")?.value.text()?)));
        used.extend(types.filter(|(_, ty)| is_path(ty)));
    }
    used
}

fn is_path(text: &str) -> bool {
    let path = text.strip_prefix("::").unwrap_or(text);
    let mut parts = path.split("::");
    let (first, rest) = (parts.next().unwrap_or_default(), parts.collect::<Vec<_>>());
    let name = |part: &str| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !part.chars().all(|c| c == '_')
            && (own_name::judge(part) != Err(own_name::Unfit::Taken) || matches!(part, "union" | "null" | "gen"))
            && !matches!(part, "Self" | "crate" | "super")
    };
    let root = if text.len() == path.len() { name(first) || first == "crate" } else { name(first) };
    root && !rest.is_empty() && rest.into_iter().all(name)
}

/// The path of a type made from the name of a provider.
pub(super) fn made(name: &str) -> String {
    format!("crate::{}", camel(name))
}

/// The name of a type made from that of a provider.
fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars().filter(char::is_ascii_alphanumeric);
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    let made: String = name.split(|c: char| !c.is_ascii_alphanumeric()).map(word).collect();
    if made.starts_with(|c: char| c.is_ascii_alphabetic()) && made != "Self" { made } else { format!("Own{made}") }
}

/// Hides every literal, but for what is meant as a reference.
fn hide(cx: &mut Context<'_>, node: &Node) {
    match &node.kind {
        Kind::Map { entries, .. } => entries.iter().for_each(|entry| match &*entry.key {
            "from_env" | "from_file" => {}
            _ => hide(cx, &entry.value),
        }),
        Kind::List { items, .. } => items.iter().for_each(|item| hide(cx, item)),
        Kind::Scalar { .. } if reference::dollar(node).is_some() => {}
        Kind::Scalar { .. } | Kind::Null => cx.hide(node),
    }
}

fn group(cx: &mut Context<'_>, owner: Owner<'_>, prefix: &str, map: &Node) {
    for (index, entry) in map.entries().unwrap_or_default().iter().enumerate() {
        let path = format!("{prefix}{}", entry.key);
        let named = Named { path: &path, owner };
        match &entry.value.kind {
            Kind::Map { entries, .. } if is_reference(&entry.value) => {
                let list = entries.iter().any(|one| &*one.key == "default" && one.value.items().is_some());
                let (setting, shape) = if list { (&ANY_LIST, Shape::List(&Shape::Text)) } else { (&ANY, Shape::Text) };
                let literal = Literal { setting, named, relaxed: true, map, index };
                reference::read(cx, &literal, shape, &entry.value, entries);
            }
            Kind::Map { .. } => group(cx, owner, &format!("{path}."), &entry.value),
            Kind::List { items, .. } => {
                for item in items.iter().filter(|item| reference::dollar(item).is_some()) {
                    let edit = Some(vec![Replacement::new(item.span, "value")]);
                    cx.say(reference::inside(item.span, named, "write a value, such as `value`".into(), edit));
                }
            }
            Kind::Scalar { .. } => {
                let Some(text) = reference::dollar(&entry.value) else { continue };
                let literal = Literal { setting: &ANY, named, relaxed: true, map, index };
                let better = reference::from_dollar(text, &literal);
                let edit = cx.mend.set_value(map, index, &better);
                cx.say(reference::dollar_found(value_span(entry), named, text, &better, edit));
            }
            Kind::Null => {}
        }
    }
}

/// Whether a mapping is a reference. `from_env` and `from_file` are no names of settings.
pub(crate) fn is_reference(node: &Node) -> bool {
    ["from_env", "from_file"].iter().any(|key| node.entry(key).is_some())
}

/// A provider of the user's own as its stage has it: what stands there refines what `defaults` says.
pub(super) fn merged(settings: &Settings<'_>, base: Option<&Settings<'_>>) -> Option<Own> {
    let part = |key: &str| {
        let of =
            |settings: &Settings<'_>| settings.node.and_then(|node| node.entry(key)).map(|entry| entry.value.clone());
        (of(settings), base.and_then(of))
    };
    let (here, there) = part("use");
    let named = here.or(there)?;
    let ty = named.text()?.to_owned();
    let config = match part("config") {
        (Some(here), Some(there)) => Some(refined(&there, &here)),
        (here, there) => here.or(there),
    };
    Some(Own { ty, used: named.span, config: config.filter(|config| config.entries().is_some()) })
}

/// A tree refined by another: mappings by key, all else as a whole.
fn refined(base: &Node, over: &Node) -> Node {
    let (Some(below), Some(above)) = (base.entries(), over.entries()) else {
        return if matches!(over.kind, Kind::Null) { base.clone() } else { over.clone() };
    };
    if is_reference(base) || is_reference(over) {
        return over.clone();
    }
    let mut entries: Vec<Entry> = below.to_vec();
    for entry in above {
        match entries.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => *known = Entry { value: refined(&known.value, &entry.value), ..entry.clone() },
            None => entries.push(entry.clone()),
        }
    }
    Node { span: over.span, kind: Kind::Map { entries: entries.into(), flow: true } }
}

/// Of one type there is one in a stage.
pub(super) fn twice(cx: &mut Context<'_>, stage: &Stage<'_>, own: &[Option<Own>]) {
    let ty = |own: &Own| own.ty.trim_start_matches("::").to_owned();
    let place = |at: usize| -> Span {
        let settings = &stage.entries[at];
        settings.node.and_then(|node| node.entry("use")).map_or(settings.name, |entry| entry.value.span)
    };
    for (at, one) in own.iter().enumerate() {
        let Some(one) = one else { continue };
        let same = |other: &Option<Own>| other.as_ref().is_some_and(|other| ty(other) == ty(one));
        let Some(first) = own[..at].iter().position(same) else { continue };
        let removal = stage.list.and_then(|list| {
            let spans = |item: &Node| {
                item.span.start <= stage.entries[at].name.start && stage.entries[at].name.end <= item.span.end
            };
            cx.mend.remove_item(list, list.items()?.iter().position(spans)?)
        });
        let names = (stage.entries[first].text, stage.entries[at].text);
        cx.say(own_type_twice::own_type_twice((place(first), place(at)), names, &one.ty, stage.name, removal));
    }
}
