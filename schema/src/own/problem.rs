//! What is wrong with a provider of the user's own, each as its own message.

use super::judge::{Judge, Path, near};
use super::scalar::{self, Wrong};
use super::{Entry, Kind, Node, Place, excerpt};
use crate::settings::{Section, Setting};
use crate::value::Shape;

impl Judge<'_> {
    pub(super) const fn no_provider(&mut self) {
        let own = self.own;
        if !self.said.anew(own.ty.at.line, own.ty.at.column) {
            return;
        }
        self.begin();
        self.out.says(&["`", own.ty.path, "` is no provider, for `", own.name, "` in stage `", own.stage, "` [R0214]"]);
        excerpt::open(self.out, self.source, self.all, own.ty.at);
        self.out.say("this type does not implement `runa::Provider`");
        excerpt::close(self.out, own.ty.at, true, "help");
        self.out.says(&["name a type that does, or write `impl runa::Provider for ", own.ty.path, "`"]);
    }

    pub(super) const fn unknown(&mut self, section: &Section, entries: &[Entry], entry: &Entry, path: &Path<'_>) {
        if !self.said.anew(entry.at.line, entry.at.column) {
            return;
        }
        self.begin();
        self.title("unknown setting `", path, "", " [R0208]");
        excerpt::open(self.out, self.source, self.all, entry.at);
        if let Some(name) = near(section, entries, entry.name) {
            self.out.say("no such setting");
            excerpt::close(self.out, entry.at, true, "help");
            return self.out.says(&["did you mean `", name, "`?"]);
        }
        if section.settings.is_empty() {
            self.out.say("it has no settings");
        } else {
            self.out.say(if section.settings.len() == 1 { "expected `" } else { "expected one of `" });
            let mut at = 0;
            while at < section.settings.len() {
                let joint = if at + 1 == section.settings.len() {
                    "`"
                } else if at + 2 == section.settings.len() {
                    "` or `"
                } else {
                    "`, `"
                };
                self.out.says(&[section.settings[at].name, joint]);
                at += 1;
            }
        }
        excerpt::close(self.out, entry.at, true, "help");
        self.out.say("take `");
        self.path(path);
        self.out.say("` out");
    }

    pub(super) const fn missing(&mut self, setting: &Setting, shape: &Shape, path: &Path<'_>, at: Place) {
        // Several can be missing in one place.
        if !self.said.another() {
            return;
        }
        self.begin();
        self.title("`", path, " is missing", " [R0308]");
        excerpt::open(self.out, self.source, self.all, at);
        self.out.say("it needs ");
        self.describe(shape);
        excerpt::close(self.out, at, true, "note");
        self.out.say("it has no default");
        excerpt::close(self.out, at, false, "help");
        self.write(setting, shape, path);
    }

    pub(super) const fn secret(&mut self, path: &Path<'_>, at: Place, label: &str, name: Option<&str>) {
        if !self.said.anew(at.line, at.column) {
            return;
        }
        self.begin();
        self.title("the secret `", path, "", " stands in the manifest [R0512]");
        excerpt::open(self.out, self.source, self.all, at);
        self.out.say(label);
        excerpt::close(self.out, at, true, "note");
        self.out.say("production takes a secret by reference");
        excerpt::close(self.out, at, false, "help");
        match name {
            None => self.out.say("take `default` out"),
            Some(name) => {
                self.out.says(&["write `", name, ": { from_env: "]);
                self.variable(path);
                self.out.say(" }`");
            }
        }
    }

    /// One value, be it the whole of a setting or an element of its list.
    pub(super) const fn literal(
        &mut self,
        setting: &'static Setting,
        shape: &Shape,
        node: &Node,
        path: &Path<'_>,
        is_element: bool,
    ) {
        let wrong = match node.kind {
            Kind::Scalar { text, plain } => match scalar::judge(setting, shape, text, plain) {
                Ok(()) => return,
                Err(wrong) => wrong,
            },
            _ => Wrong::Type,
        };
        if !self.said.anew(node.at.line, node.at.column) {
            return;
        }
        self.begin();
        match wrong {
            Wrong::Type => {
                self.title("wrong type for `", path, "", " [R0301]");
                excerpt::open(self.out, self.source, self.all, node.at);
                self.out.say("expected ");
                self.describe(shape);
                self.out.say(", found ");
                self.found(node, setting.secret);
            }
            Wrong::BareNumber => {
                self.title("`", path, " has no unit", " [R0302]");
                excerpt::open(self.out, self.source, self.all, node.at);
                self.out.say("a number without a unit");
                let size = matches!(shape, Shape::Size);
                excerpt::close(self.out, node.at, true, "note");
                self.out.say(if size { "units are `B`, `KiB`, `MiB`, `GiB`" } else { "units are `ms`, `s`, `m`, `h`" });
                excerpt::close(self.out, node.at, false, "help");
                let Kind::Scalar { text, .. } = node.kind else { return };
                let (one, other) = if size { ("KiB", "MiB") } else { ("s", "ms") };
                return self.out.says(&["write `", path.name, ": ", text, one, "`, or `", text, other, "`"]);
            }
            Wrong::Range(low, high) => {
                self.title("`", path, " is out of range", " [R0303]");
                excerpt::open(self.out, self.source, self.all, node.at);
                self.out.says(&["expected `", low, "` to `", high, "`"]);
            }
            Wrong::Word(near) => {
                self.out.say(if matches!(shape, Shape::Level) { "unknown level" } else { "unknown choice" });
                if let (Kind::Scalar { text, .. }, false) = (node.kind, setting.secret) {
                    self.out.says(&[" `", text, "`"]);
                }
                self.title(" for `", path, "", " [R0304]");
                excerpt::open(self.out, self.source, self.all, node.at);
                self.out.say("expected ");
                self.describe(shape);
                if let Some(near) = near {
                    excerpt::close(self.out, node.at, true, "help");
                    return self.out.says(&["did you mean `", near, "`?"]);
                }
            }
            Wrong::Malformed(rule) => {
                self.title("`", path, " is malformed", " [R0305]");
                excerpt::open(self.out, self.source, self.all, node.at);
                self.out.say(rule);
            }
        }
        excerpt::close(self.out, node.at, true, "help");
        if is_element && !setting.secret {
            self.out.say("write `");
            self.example(setting, shape);
            self.out.say("`");
        } else {
            self.write(setting, shape, path);
        }
    }

    pub(super) const fn no_mapping(&mut self, node: &Node, path: &Path<'_>, wanted: &str) {
        if !self.said.anew(node.at.line, node.at.column) {
            return;
        }
        self.begin();
        self.title("wrong type for `", path, "", " [R0301]");
        excerpt::open(self.out, self.source, self.all, node.at);
        self.out.says(&["expected ", wanted, ", found "]);
        self.found(node, false);
    }
}
