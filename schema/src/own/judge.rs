//! One provider of the user's own: its settings, and whom it needs.

use super::check::Said;
use super::scalar::{self, name_of, nearer};
use super::words::{Buffer, holds, same};
use super::{Entry, Kind, Node, Own, Place, Source, excerpt};
use crate::settings::{self, Default, Section, Setting, own_name};
use crate::value::Shape;

pub(super) struct Judge<'a> {
    pub(super) source: &'a Source,
    pub(super) own: &'a Own,
    /// And those beside it, whose secrets are hidden too.
    pub(super) all: &'a [Own],
    pub(super) out: &'a mut Buffer,
    pub(super) said: &'a mut Said,
}

/// The names above a setting.
pub(super) struct Path<'a> {
    pub(super) above: Option<&'a Self>,
    pub(super) name: &'a str,
}

/// The declaration of a name.
pub(super) const fn find(section: &Section, name: &str) -> Option<&'static Setting> {
    let mut at = 0;
    while at < section.settings.len() {
        if same(section.settings[at].name, name) {
            return Some(&section.settings[at]);
        }
        at += 1;
    }
    None
}

/// Whether a name is written.
const fn written(entries: &[Entry], name: &str) -> bool {
    let mut at = 0;
    while at < entries.len() {
        if same(entries[at].name, name) {
            return true;
        }
        at += 1;
    }
    false
}

const fn first_wrong(setting: &Setting, of: &Shape, items: &[Node]) -> bool {
    let mut at = 0;
    while at < items.len() {
        if is_wrong(setting, of, &items[at]) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_wrong(setting: &Setting, shape: &Shape, node: &Node) -> bool {
    match node.kind {
        Kind::Scalar { text, plain } => scalar::judge(setting, shape, text, plain).is_err(),
        _ => true,
    }
}

/// Whether an unknown key is probably meant to be a name.
const fn meant(section: &Section, entries: &[Entry], name: &'static str) -> bool {
    let mut at = 0;
    while at < entries.len() {
        let key = entries[at].name;
        if find(section, key).is_none() && matches!(near(section, entries, key), Some(near) if same(near, name)) {
            return true;
        }
        at += 1;
    }
    false
}

/// The setting that is not written and is nearest to an unknown key.
pub(super) const fn near(section: &Section, entries: &[Entry], key: &str) -> Option<&'static str> {
    let mut near = None;
    let mut at = 0;
    while at < section.settings.len() {
        let name = section.settings[at].name;
        if !written(entries, name) {
            near = nearer(near, name, key);
        }
        at += 1;
    }
    name_of(near)
}

impl Judge<'_> {
    pub(super) const fn own(&mut self) {
        if !self.own.ty.is_provider {
            return self.no_provider();
        }
        self.needs();
        self.group(self.own.section, self.own.config, None, self.own.at);
    }

    const fn needs(&mut self) {
        let own = self.own;
        let mut at = 0;
        while at < own.needs.len() {
            let need = own.needs[at];
            at += 1;
            let Some(name) = need.name else { continue };
            let below = holds(own.below, name);
            if holds(own.above, name) || need.optional && !below || !self.said.anew(own.at.line, own.at.column) {
                continue;
            }
            self.begin();
            let what =
                if below { "`, which is listed below it, in stage `" } else { "`, which is not listed, in stage `" };
            let code = if below { "` [R0402]" } else { "` [R0401]" };
            self.out.says(&["`", own.name, "` needs `", name, what, own.stage, code]);
            excerpt::open(self.out, self.source, self.all, own.at);
            self.out.say("its type says so: `type Needs`");
            excerpt::close(self.out, own.at, true, "help");
            if below {
                self.out.says(&["move `", name, "` above `", own.name, "`"]);
            } else {
                self.out.says(&["list it above: `- ", name, "`"]);
            }
        }
    }

    /// `at` is where a setting that is missing belongs.
    const fn group(&mut self, section: &'static Section, entries: &[Entry], path: Option<&Path<'_>>, at: Place) {
        let mut index = 0;
        while index < entries.len() && !self.said.is_full() {
            let entry = &entries[index];
            index += 1;
            let path = Path { above: path, name: entry.name };
            let Some(setting) = find(section, entry.name) else {
                self.unknown(section, entries, entry, &path);
                continue;
            };
            match setting.kind {
                settings::Kind::Group(inner) => match entry.value.kind {
                    Kind::Map(below) => self.group(inner, below, Some(&path), entry.at),
                    Kind::Null => self.group(inner, &[], Some(&path), entry.at),
                    _ => self.no_mapping(&entry.value, &path, "a mapping of settings"),
                },
                settings::Kind::Groups(inner) => self.groups(inner, entry, &path),
                settings::Kind::Scalar(shape) => self.value(setting, &shape, &entry.value, &path),
            }
        }
        let mut index = 0;
        while index < section.settings.len() && !self.said.is_full() {
            let setting = &section.settings[index];
            index += 1;
            // A key that is not known may be the one that is missing: one mistake, one problem.
            if written(entries, setting.name) || meant(section, entries, setting.name) {
                continue;
            }
            let path = Path { above: path, name: setting.name };
            match (setting.kind, setting.default) {
                (settings::Kind::Scalar(shape), Default::Required) => self.missing(setting, &shape, &path, at),
                (settings::Kind::Group(_), Default::Unset) => {}
                // It is there with its defaults, and not all of its settings may have one.
                (settings::Kind::Group(inner), _) => self.group(inner, &[], Some(&path), at),
                _ => {}
            }
        }
    }

    const fn groups(&mut self, inner: &'static Section, entry: &Entry, path: &Path<'_>) {
        let named = match entry.value.kind {
            Kind::Map(named) => named,
            Kind::Null => return,
            _ => return self.no_mapping(&entry.value, path, "a mapping of names"),
        };
        let mut at = 0;
        while at < named.len() && !self.said.is_full() {
            let one = &named[at];
            at += 1;
            let path = Path { above: Some(path), name: one.name };
            if own_name::is_snake(one.name) {
                match one.value.kind {
                    Kind::Map(below) => self.group(inner, below, Some(&path), one.at),
                    Kind::Null => self.group(inner, &[], Some(&path), one.at),
                    _ => self.no_mapping(&one.value, &path, "a mapping of settings"),
                }
            } else if self.said.anew(one.at.line, one.at.column) {
                self.begin();
                self.title("`", &path, "", " has a name that cannot be used [R0207]");
                excerpt::open(self.out, self.source, self.all, one.at);
                self.out.say("not in snake_case");
            }
        }
    }

    const fn value(&mut self, setting: &'static Setting, shape: &Shape, node: &Node, path: &Path<'_>) {
        match (node.kind, shape) {
            (Kind::File { .. } | Kind::Variable { default: None, .. }, _) => {}
            _ if super::is_off(setting, node) => {}
            (Kind::Variable { default: Some(default), .. }, _) => {
                if setting.secret && !self.own.relaxed {
                    return self.secret(path, default.at, "what it falls back to is in the binary", None);
                }
                let wrong = match (default.kind, shape) {
                    _ if super::is_off(setting, default) => false,
                    (Kind::List(items), Shape::Some(of) | Shape::List(of)) => first_wrong(setting, of, items),
                    _ => is_wrong(setting, shape, default),
                };
                if wrong && self.said.anew(default.at.line, default.at.column) {
                    self.begin();
                    self.title("wrong default of the reference for `", path, "", " [R0307]");
                    excerpt::open(self.out, self.source, self.all, default.at);
                    self.out.say("expected ");
                    self.describe(shape);
                    excerpt::close(self.out, default.at, true, "help");
                    self.out.say("write `default: ");
                    self.example(setting, shape);
                    self.out.say("`");
                }
            }
            (Kind::List(items), Shape::Some(of) | Shape::List(of)) => {
                let mut at = 0;
                while at < items.len() {
                    self.literal(setting, of, &items[at], path, true);
                    at += 1;
                }
            }
            (Kind::Map(entries), Shape::Map(of)) => {
                let mut at = 0;
                while at < entries.len() {
                    let path = Path { above: Some(path), name: entries[at].name };
                    self.literal(setting, of, &entries[at].value, &path, false);
                    at += 1;
                }
            }
            (Kind::Scalar { .. }, _) if setting.secret && !self.own.relaxed => {
                self.secret(path, node.at, "in the repository, and in the binary", Some(path.name));
            }
            _ => self.literal(setting, shape, node, path, false),
        }
    }
}
