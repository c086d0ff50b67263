//! The parts of a message: title, path, example, what is expected and what is found.

use super::judge::{Judge, Path};
use super::words::same;
use super::{Kind, Node, scalar};
use crate::settings::Setting;
use crate::value::Shape;

impl Judge<'_> {
    pub(super) const fn begin(&mut self) {
        if !self.out.is_empty() {
            self.out.say("\n\n");
        }
    }

    /// The title: what, of whom, where.
    pub(super) const fn title(&mut self, before: &str, path: &Path<'_>, behind: &str, end: &str) {
        self.out.say(before);
        self.path(path);
        self.out.says(&["` of `", self.own.name, "` in stage `", self.own.stage, "`", behind, end]);
    }

    pub(super) const fn path(&mut self, path: &Path<'_>) {
        if let Some(above) = path.above {
            self.path(above);
            self.out.say(".");
        }
        self.out.say(path.name);
    }

    /// The name of a variable for a setting.
    pub(super) const fn variable(&mut self, path: &Path<'_>) {
        match path.above {
            Some(above) => self.variable(above),
            None => self.out.shout(self.own.name),
        }
        self.out.say("_");
        self.out.shout(path.name);
    }

    pub(super) const fn write(&mut self, setting: &Setting, shape: &Shape, path: &Path<'_>) {
        self.out.says(&["write `", path.name, ": "]);
        if setting.secret {
            self.out.say("{ from_env: ");
            self.variable(path);
            self.out.say(" }");
        } else {
            self.example(setting, shape);
        }
        self.out.say("`");
    }

    /// A value that fits.
    pub(super) const fn example(&mut self, setting: &Setting, shape: &Shape) {
        let value = match (setting.default.text(self.own.relaxed), setting.range, shape) {
            (Some(text), _, Shape::List(_)) => return self.out.says(&["[", text, "]"]),
            (Some(text), ..) if !text.is_empty() => text,
            (_, Some((low, _)), Shape::Int | Shape::Duration | Shape::Size) => low,
            (_, _, Shape::List(of)) => {
                self.out.say("[");
                self.example(setting, of);
                return self.out.say("]");
            }
            (_, _, Shape::Some(of)) => return self.example(setting, of),
            (_, _, Shape::Map(of)) => {
                self.out.say("{ name: ");
                self.example(setting, of);
                return self.out.say(" }");
            }
            (_, _, Shape::Choice([first, ..])) => first.name,
            (_, _, shape) => shape.example(),
        };
        self.out.say(value);
    }

    pub(super) const fn describe(&mut self, shape: &Shape) {
        match shape {
            Shape::Choice(words) => {
                let mut at = 0;
                while at < words.len() {
                    let joint = if at == 0 {
                        "`"
                    } else if at + 1 == words.len() {
                        " or `"
                    } else {
                        ", `"
                    };
                    self.out.says(&[joint, words[at].name, "`"]);
                    at += 1;
                }
            }
            Shape::Some(of) => self.describe(of),
            Shape::List(of) => {
                self.out.say("a list of ");
                self.describe(of);
            }
            Shape::Map(of) => {
                self.out.say("a mapping of names, each to ");
                self.describe(of);
            }
            shape => self.out.say(shape.phrase()),
        }
    }

    pub(super) const fn found(&mut self, node: &Node, secret: bool) {
        match node.kind {
            Kind::Null => self.out.say("nothing"),
            Kind::List(_) => self.out.say("a list"),
            Kind::Map(_) => self.out.say("a mapping"),
            Kind::Variable { .. } | Kind::File { .. } => self.out.say("a reference"),
            Kind::Scalar { .. } if secret => self.out.say("something else"),
            Kind::Scalar { text, .. } if text.is_empty() => self.out.say("an empty text"),
            Kind::Scalar { text, plain: true } if same(text, "true") || same(text, "false") => {
                self.out.says(&["`", text, "`"]);
            }
            Kind::Scalar { text, plain } => {
                let number = plain && scalar::is_number(text);
                self.out.says(&[if number { "the number `" } else { "the text `" }, text, "`"]);
            }
        }
    }
}
