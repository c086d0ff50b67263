//! From the tree of constants to what is resolved at start.

use super::judge::find;
use super::{Entry, Kind, Node};
use crate::resolve::{Failure, Given, Origin, Problem, Source};
use crate::settings::{self, Default, Section, Setting};
use crate::value::{Shape, Value};

/// What a manifest gives for the settings of `section`, the one of the provider `name`.
///
/// [`check`](super::check) has seen to it that everything fits; but what it looks at only from afar, such as an address, may be wrong.
pub fn given(name: &str, section: &'static Section, config: &[Entry]) -> (Vec<Given>, Vec<Failure>) {
    let mut giving = Giving { name, all: Vec::new(), failures: Vec::new() };
    giving.group(section, "", config);
    (giving.all, giving.failures)
}

struct Giving<'a> {
    name: &'a str,
    all: Vec<Given>,
    failures: Vec<Failure>,
}

impl Giving<'_> {
    fn group(&mut self, section: &'static Section, prefix: &str, entries: &[Entry]) {
        for entry in entries {
            let Some(setting) = find(section, entry.name) else { continue };
            let path = format!("{prefix}{}", setting.name);
            match setting.kind {
                settings::Kind::Group(inner) => {
                    if setting.default == Default::Unset {
                        self.place(entry, &path, Source::Group);
                    }
                    self.group(inner, &format!("{path}."), below(&entry.value));
                }
                settings::Kind::Groups(inner) => {
                    for named in below(&entry.value) {
                        let path = format!("{path}.{}", named.name);
                        self.place(named, &path, Source::Group);
                        self.group(inner, &format!("{path}."), below(&named.value));
                    }
                }
                settings::Kind::Scalar(shape) => {
                    let source = self.source(setting, shape, &path, &entry.value);
                    self.place(entry, &path, source);
                }
            }
        }
    }

    fn place(&mut self, entry: &Entry, path: &str, source: Source) {
        self.all.push(Given { path: path.to_owned().into(), source, line: entry.at.line, column: entry.at.column });
    }

    fn source(&mut self, setting: &Setting, shape: Shape, path: &str, node: &Node) -> Source {
        match node.kind {
            Kind::Variable { name, default } => {
                let default = default.map(|default| self.whole(setting, shape, path, default));
                Source::Variable { name: name.into(), default }
            }
            Kind::File { path } => Source::File { path: path.into() },
            _ => Source::Literal(self.whole(setting, shape, path, node)),
        }
    }

    fn whole(&mut self, setting: &Setting, shape: Shape, path: &str, node: &Node) -> Value {
        if super::is_off(setting, node) { Value::None } else { self.value(setting, shape, path, node) }
    }

    fn value(&mut self, setting: &Setting, shape: Shape, path: &str, node: &Node) -> Value {
        match (node.kind, shape) {
            (Kind::List(items), Shape::Some(of) | Shape::List(of)) => {
                Value::List(items.iter().map(|item| self.value(setting, *of, path, item)).collect())
            }
            (Kind::Map(entries), Shape::Map(of)) => {
                let one = |entry: &Entry| (entry.name.into(), self.value(setting, *of, path, &entry.value));
                Value::Map(entries.iter().map(one).collect())
            }
            (Kind::Scalar { text, .. }, _) => shape.parse(text).unwrap_or_else(|wrong| {
                let shown = (!setting.secret).then(|| text.to_owned());
                self.failures.push(Failure {
                    section: self.name.to_owned(),
                    path: path.to_owned(),
                    problem: Problem::Wrong(shown, shape, wrong),
                    origin: Origin::Manifest { line: node.at.line, column: node.at.column },
                });
                Value::None
            }),
            _ => Value::None,
        }
    }
}

fn below(node: &Node) -> &'static [Entry] {
    match node.kind {
        Kind::Map(entries) => entries,
        _ => &[],
    }
}
