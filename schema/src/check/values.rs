//! The values of a section, against its declaration.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::context::Context;
use super::dotted;
use super::literal::Literal;
use super::mend::value_span;
use super::{later, own_names, parts, reference, stray, suggest};
use crate::Span;
use crate::diagnostic::place::{Named, Owner, write};
use crate::diagnostic::{unknown_setting, wrong_type};
use crate::nearest::{nearest, nearest_free};
use crate::provider::Place;
use crate::resolve::{Given, Source};
use crate::settings::{Default, Kind, Section, Setting, own_route};
use crate::tree::{self, Entry, Node};
use crate::value::Shape;

/// A value of the manifest, and the entry it stands in.
#[derive(Clone, Debug)]
pub(crate) struct Placed<'t> {
    pub(crate) given: Given,
    pub(crate) map: &'t Node,
    pub(crate) index: usize,
}

impl<'t> Placed<'t> {
    pub(crate) fn entry(&self) -> Option<&'t Entry> {
        self.map.entries()?.get(self.index)
    }

    pub(crate) fn value(&self) -> Option<Span> {
        self.entry().map(|entry| entry.value.span)
    }
}

/// The values of one section as far as they are right, and whether all of them are.
#[derive(Clone, Debug)]
pub(crate) struct Values<'t> {
    pub(crate) placed: Vec<Placed<'t>>,
    pub(crate) sound: bool,
}

/// Reads the values of a section.
pub(super) fn read<'t>(
    cx: &mut Context<'t>,
    owner: Owner<'_>,
    relaxed: bool,
    section: &'static Section,
    node: Option<&'t Node>,
) -> Values<'t> {
    let before = cx.found.len();
    let mut reading = Reading { cx, owner, relaxed, placed: Vec::new() };
    if let Some(node) = node {
        reading.group(section, "", node);
    }
    let placed = reading.placed;
    Values { placed, sound: cx.found.len() == before }
}

/// Settings refined by others: by path, lists and maps as a whole.
///
/// Of `places` only one can hold, so one that is written here takes the place of another that is written for all.
pub(super) fn refine<'t>(base: &[Placed<'t>], own: &[Placed<'t>], places: &[Place]) -> Vec<Placed<'t>> {
    let paths: BTreeSet<&str> = own.iter().map(|own| &*own.given.path).collect();
    let head = |path: &'_ str| path.split('.').next().map(str::to_owned);
    let is_place = |path: &str| head(path).is_some_and(|head| places.iter().any(|place| place.name == head));
    let moved = own.iter().any(|own| is_place(&own.given.path));
    let gone = |path: &str| {
        moved && is_place(path) && head(path).is_some_and(|head| !own.iter().any(|own| own.given.path == head))
    };
    let kept = base.iter().filter(|base| !paths.contains(&*base.given.path) && !gone(&base.given.path));
    kept.chain(own).cloned().collect()
}

struct Reading<'c, 't> {
    cx: &'c mut Context<'t>,
    owner: Owner<'c>,
    relaxed: bool,
    placed: Vec<Placed<'t>>,
}

impl<'t> Reading<'_, 't> {
    fn group(&mut self, section: &'static Section, prefix: &str, map: &'t Node) {
        for (index, entry) in map.entries().unwrap_or_default().iter().enumerate() {
            let Some(setting) = section.settings.iter().find(|setting| *setting.name == *entry.key) else {
                self.unknown(section, prefix, map, index);
                continue;
            };
            let path: Cow<'static, str> =
                if prefix.is_empty() { setting.name.into() } else { format!("{prefix}{}", setting.name).into() };
            match setting.kind {
                Kind::Group(inner) => self.inner(setting, inner, path, map, index),
                Kind::Groups(inner) => self.named(setting, inner, &path, map, index),
                Kind::Scalar(shape) => {
                    if setting.secret {
                        self.cx.hide(&entry.value);
                    }
                    let named = Named { path: &path, owner: self.owner };
                    let literal = Literal { setting, named, relaxed: self.relaxed, map, index };
                    if let Some(source) = source(self.cx, &literal, shape, &entry.value) {
                        self.place(path, source, map, index);
                    }
                }
            }
        }
    }

    fn inner(
        &mut self,
        setting: &'static Setting,
        inner: &'static Section,
        path: Cow<'static, str>,
        map: &'t Node,
        index: usize,
    ) {
        let Some(entry) = map.entries().map(|entries| &entries[index]) else { return };
        match &entry.value.kind {
            tree::Kind::Map { .. } => {
                let prefix = format!("{path}.");
                self.written(setting, path, map, index);
                self.group(inner, &prefix, &entry.value);
            }
            tree::Kind::Null => self.written(setting, path, map, index),
            _ => {
                let (better, shown, secret) = suggest::group(inner, &entry.value, self.relaxed, |name| {
                    let path = format!("{path}.{name}");
                    own_names::proposed(self.cx, Named { path: &path, owner: self.owner })
                });
                let edit = self.cx.mend.set_value(map, index, &better);
                if secret {
                    self.cx.hide(&entry.value);
                }
                let at = value_span(entry);
                let found =
                    if secret && entry.value.text().is_some() { "a text".into() } else { entry.value.describe() };
                let named = Named { path: &path, owner: self.owner };
                self.cx.say(wrong_type::wrong_type(
                    at,
                    named,
                    "a mapping of settings",
                    &found,
                    write(&path, &shown),
                    edit,
                ));
            }
        }
    }

    /// Groups under the user's own names.
    fn named(&mut self, setting: &'static Setting, inner: &'static Section, path: &str, map: &'t Node, index: usize) {
        let Some(entry) = map.entries().map(|entries| &entries[index]) else { return };
        match &entry.value.kind {
            tree::Kind::Map { entries, .. } => {
                for (index, own) in entries.iter().enumerate() {
                    let named = Named { path, owner: self.owner };
                    if !own_names::judge(self.cx, named, setting.keys, &entry.value, index) {
                        continue;
                    }
                    let path = format!("{path}.{}", own_route::level(&own.key));
                    self.place(path.clone().into(), Source::Group, &entry.value, index);
                    self.inner(setting, inner, path.into(), &entry.value, index);
                }
            }
            tree::Kind::Null => {}
            _ => own_names::no_mapping(self.cx, Named { path, owner: self.owner }, setting.keys, map, index),
        }
    }

    /// A group that is there because it is written.
    fn written(&mut self, setting: &Setting, path: Cow<'static, str>, map: &'t Node, index: usize) {
        if setting.default == Default::Unset {
            self.place(path, Source::Group, map, index);
        }
    }

    fn place(&mut self, path: Cow<'static, str>, source: Source, map: &'t Node, index: usize) {
        let Some(entry) = map.entries().map(|entries| &entries[index]) else { return };
        let (line, column) = self.cx.position(entry.key_span.start);
        self.placed.push(Placed { given: Given { path, source, line, column }, map, index });
    }

    fn unknown(&mut self, section: &'static Section, prefix: &str, map: &Node, index: usize) {
        let Some(entry) = map.entries().map(|entries| &entries[index]) else { return };
        let path = format!("{prefix}{}", entry.key);
        let named = Named { path: &path, owner: self.owner };
        // A setting of a group is as late as the group.
        let head = entry.key.split('.').next().unwrap_or_default();
        let whole = || section.find(&entry.key).filter(|setting| setting.later);
        if let Some(setting) = later::find(section, head).or_else(whole) {
            let found = later::refuse(self.cx, named, self.relaxed, setting, map, index);
            self.cx.found.extend(found);
            return;
        }
        let group = |name: &str| {
            section.settings.iter().any(|setting| setting.name == name && matches!(setting.kind, Kind::Group(_)))
        };
        if let Some(head) = entry.key.split_once('.').map(|(head, _)| head).filter(|head| group(head)) {
            if dotted::is_secret(&entry.key) {
                self.cx.hide(&entry.value);
            }
            if let Some((help, edit)) = dotted::nest(self.cx.mend, map, index, head) {
                self.cx.say(unknown_setting::dotted(entry.key_span, named, &help, edit));
            }
            return;
        }
        let known: Vec<_> = section.settings.iter().map(|setting| setting.name).collect();
        let near = nearest_free(&entry.key, known.iter().copied(), |name| map.entry(name).is_some());
        let near_later =
            nearest(&entry.key, section.later.iter().map(|setting| setting.name)).filter(|_| near.is_none());
        // A slip of the finger in the name of a secret shows none.
        let nearly_secret = near_later.and_then(|name| later::find(section, name)).is_some_and(later::may_hold_secret);
        if nearly_secret || section.holds_secret() || dotted::has_secret(section, &entry.key) {
            self.cx.hide(&entry.value);
        }
        if let Some(part) = parts::of(self.cx, section, self.relaxed, map, index, named) {
            self.cx.found.extend(part);
            return;
        }
        // What a stage lists is on; a group inside it may have a switch of this name.
        let switch = prefix.is_empty() && &*entry.key == "enabled";
        if near.is_none()
            && !switch
            && let Some(meant) = stray::meant(self.cx, section, self.relaxed, map, index)
        {
            if let Some((label, help, edit)) = meant {
                self.cx.say(unknown_setting::meant(entry.key_span, named, label, &help, edit));
            }
            return;
        }
        let removal = self.cx.mend.remove_entry(map, index);
        if let Some(later) = near_later {
            self.cx.say(unknown_setting::near_a_later_one(entry.key_span, named, later, removal));
            return;
        }
        self.cx.say(unknown_setting::unknown_setting(entry.key_span, named, &known, near, removal));
    }
}

/// What stands behind a setting: a reference or a literal.
fn source(cx: &mut Context<'_>, literal: &Literal<'_>, shape: Shape, node: &Node) -> Option<Source> {
    let names = matches!(shape, Shape::Map(_));
    if let Some(entries) = node.entries().filter(|_| !names) {
        if let Some(diagnostic) = literal.levels_by_name(cx, shape, entries) {
            cx.say(diagnostic);
            return None;
        }
        return reference::read(cx, literal, shape, node, entries);
    }
    literal.read(cx, shape, node).map(Source::Literal)
}
