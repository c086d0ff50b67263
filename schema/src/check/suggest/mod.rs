//! What could be meant by a value that is wrong.
//!
//! What is guessed is proposed as it is; where nothing can be guessed, an example is called one.

mod address;
mod directives;
mod number;
mod word;

use super::mend::scalar;
use crate::diagnostic::place::write;
use crate::nearest::nearest;
use crate::provider::Row;
use crate::rule::places;
use crate::settings::{Default, Kind, Section, Setting};
use crate::tree::{Entry, Kind as Tree, Node};
use crate::value::{LEVELS, Shape, Value, Wrong, known};

/// For whom a value is sought.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) setting: &'a Setting,
    pub(super) shape: Shape,
    pub(super) relaxed: bool,
    /// The mapping that the setting stands in, if it is written.
    pub(super) beside: Option<&'a Node>,
}

/// A value that is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Better {
    /// As it stands in a manifest.
    pub(super) text: String,
    /// Whether it was guessed from what stands there; else it is an example.
    pub(super) meant: bool,
    /// What else it could be.
    also: Option<String>,
}

impl Better {
    /// The help that writes it behind the last part of `path`.
    pub(super) fn help(&self, path: &str) -> String {
        self.sentence(&write(path, &self.text))
    }

    /// The same as the only setting of a group.
    pub(super) fn inside(self, name: &str) -> Self {
        Self { text: format!("{{ {name}: {} }}", self.text), ..self }
    }

    /// The help that writes it as an element of a list.
    pub(super) fn element(&self) -> String {
        self.sentence(&format!("write `{}`", self.text))
    }

    fn sentence(&self, write: &str) -> String {
        let also = self.also.as_deref().unwrap_or_default();
        match write.strip_prefix("write ") {
            Some(line) if !self.meant => format!("write a value, such as {line}{also}"),
            _ => format!("{write}{also}"),
        }
    }
}

impl Wanted<'_> {
    /// Whether a text is a value of the setting.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.shape.parse(text).is_ok_and(|value| self.setting.outside(&value).is_none())
    }

    /// Whether it is the setting itself, not an element of it.
    fn whole(&self) -> bool {
        matches!(self.setting.kind, Kind::Scalar(shape) if shape.one() == self.shape)
    }

    /// A value that is right: near to what stands there if that can be guessed, else the default, else an example.
    pub(super) fn better(&self, node: &Node) -> Better {
        if self.setting.secret {
            // Nothing of what stands there is shown. An address on this machine holds no password.
            let local = self.relaxed && self.shape == Shape::RedisUrl;
            let reference = || format!("{{ from_env: {} }}", self.setting.variable.unwrap_or("SECRET"));
            return Better { text: if local { example(self.shape) } else { reference() }, meant: !local, also: None };
        }
        if let Some(guess) = self.guess(node) {
            return guess;
        }
        let text = self
            .default()
            .or_else(|| Some(example(self.shape)).filter(|text| self.fits(text)))
            .unwrap_or_else(|| self.setting.range.map_or_else(|| example(self.shape), |(low, _)| low.to_owned()));
        let also = (self.shape == Shape::Listen && self.setting.default != Default::Unset && is_nothing(node))
            .then(|| ", or `none` for a process without routes".to_owned());
        Better { text, meant: false, also }
    }

    /// The value for a setting that is missing.
    pub(super) fn any(&self) -> String {
        self.better(&Node { span: crate::Span::default(), kind: Tree::Null }).text
    }

    fn default(&self) -> Option<String> {
        // An element of a list or map has no default of its own.
        if !self.whole() {
            return None;
        }
        if self.shape == Shape::Listen && self.setting.default == Default::Unset {
            return Some(address::beside(self, "127.0.0.1", 9090));
        }
        let text = self.setting.default.text(self.relaxed)?;
        Some(if matches!(self.shape, Shape::List(_)) {
            format!("[{}]", text.replace(',', ", "))
        } else if self.shape == Shape::Text {
            plain(text)
        } else {
            text.to_owned()
        })
    }

    fn guess(&self, node: &Node) -> Option<Better> {
        let meant = |text: String| Better { text, meant: true, also: None };
        if self.whole() && self.setting.default == Default::Unset && is_nothing(node) {
            return Some(meant("none".into()));
        }
        if self.shape == Shape::Header && is_nothing(node) {
            return Some(meant("none".into()));
        }
        match (self.shape, &node.kind) {
            (Shape::List(of), Tree::List { .. } | Tree::Scalar { .. }) => self.list(*of, node).map(meant),
            (Shape::Map(of), Tree::List { .. } | Tree::Scalar { .. }) => directives::map(*of, node).map(meant),
            // One value is wanted, and several stand there: the first.
            (_, Tree::List { items, .. }) => {
                let first = items.iter().find(|item| item.text().is_some_and(|text| self.fits(text)));
                let text = first.or_else(|| items.first())?.text()?;
                if self.fits(text) { Some(meant(plain(text))) } else { self.text(text) }
            }
            (_, Tree::Scalar { text, .. }) => self.text(text),
            (Shape::Listen, Tree::Map { .. }) => address::of_parts(self, node).map(meant),
            (Shape::Duration, Tree::Map { .. }) => number::of_parts(self, node).map(meant),
            _ => None,
        }
    }

    fn text(&self, text: &str) -> Option<Better> {
        let text = text.trim();
        if self.shape == Shape::Listen {
            let (text, also) = address::guess(self, text)?;
            return Some(Better { text, meant: true, also });
        }
        // A limit that cannot be switched off can be as far away as it goes.
        if let Some((_, most)) =
            self.setting.range.filter(|_| self.setting.default != Default::Unset && is_endless(text))
        {
            let also = Some(", the most there is".to_owned());
            return Some(Better { text: most.to_owned(), meant: true, also });
        }
        // No time at all, where none need be given.
        if self.shape == Shape::Duration && self.setting.default == Default::Unset && matches!(text, "0" | "-1") {
            return Some(Better { text: "none".into(), meant: true, also: None });
        }
        let guess = match self.shape {
            // What shows the inside of the process is not switched on where that is refused.
            Shape::Bool if self.setting.name == "debug" && !self.relaxed => Some("false".into()),
            Shape::Bool => word::switch(text).map(|on| on.to_string()),
            Shape::Int => number::whole(self, text),
            Shape::Duration => number::duration(self, text),
            Shape::Size => number::size(self, text),
            Shape::Level => word::level(text).map(str::to_owned),
            Shape::Choice(words) => {
                let names = || known(words);
                if let Err(Wrong::Later(Some(near))) = self.shape.parse(text) {
                    return Some(Better { text: near.into(), meant: true, also: None });
                }
                let known = word::choice(text).filter(|known| names().any(|name| name == *known));
                known.or_else(|| nearest(text, names())).map(str::to_owned)
            }
            Shape::UrlPath => {
                let parts: Vec<_> = text.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
                // The root is not free for anybody.
                (!parts.is_empty()).then(|| format!("/{}", parts.join("/")))
            }
            Shape::PathPrefix => {
                let path = text.split_once("://").map_or(text, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
                let path = path.split(['*', '{', '?', '#']).next().unwrap_or_default();
                (!path.is_empty()).then(|| format!("/{}", path.trim_start_matches('/')))
            }
            _ => None,
        };
        let guess = guess.filter(|guess| self.fits(guess))?;
        Some(Better { text: plain(&guess), meant: true, also: None })
    }

    fn list(&self, of: Shape, node: &Node) -> Option<String> {
        let one = Wanted { shape: of, ..*self };
        let mut texts: Vec<&str> = match node.text() {
            Some(text) => {
                if let Shape::Choice(words) = of
                    && matches!(text, "*" | "all" | "true")
                {
                    // All but what has to be asked for.
                    let names: Vec<_> = known(words).filter(|name| *name != "debug").collect();
                    return Some(format!("[{}]", names.join(", ")));
                }
                if is_nothing(node) {
                    return Some("[]".into());
                }
                text.split([',', ' ']).filter(|item| !item.is_empty()).collect()
            }
            None => node.items()?.iter().map(Node::text).collect::<Option<_>>()?,
        };
        // For one of several that is not in this version, there is no other.
        texts.retain(|text| !matches!(of.parse(text), Err(Wrong::Later(_))));
        // Of a list in one text, what is known remains.
        let items: Vec<_> = texts
            .iter()
            .filter_map(|text| if one.fits(text) { Some(plain(text)) } else { Some(one.text(text)?.text) })
            .collect();
        let whole = items.len() == texts.len() || node.text().is_some();
        (whole && !items.is_empty()).then(|| format!("[{}]", items.join(", ")))
    }
}

/// What is written for "no limit" elsewhere.
fn is_endless(text: &str) -> bool {
    let words = ["none", "never", "off", "unlimited", "infinite", "infinity", "inf", "max", "disabled", "false", "no"];
    words.contains(&text.to_ascii_lowercase().as_str())
}

/// What is written for "nothing" elsewhere.
fn is_nothing(node: &Node) -> bool {
    match &node.kind {
        Tree::Null => node.span.start < node.span.end,
        Tree::Scalar { text, .. } => {
            let text = text.trim().to_ascii_lowercase();
            matches!(
                text.as_str(),
                "" | "none" | "null" | "nil" | "~" | "off" | "false" | "no" | "disabled" | "-" | "never"
            )
        }
        _ => false,
    }
}

/// A value as YAML: in quotes where it would be read as something else.
fn plain(text: &str) -> String {
    let address = text.contains(':') && text.chars().all(|c| c.is_ascii_alphanumeric() || ".:-".contains(c));
    if address && !text.ends_with(':') && !text.starts_with([':', '-']) { text.to_owned() } else { scalar(text) }
}

/// A mapping for a group behind which something else stands: the text itself, the text as a help shows it, and whether what stands
/// there may be a secret. `named` is one of the names that a setting can have which names a group of another provider.
pub(super) fn group<'n>(
    section: &'static Section,
    node: &Node,
    relaxed: bool,
    named: impl Fn(&str) -> Option<&'n str>,
) -> (String, String, bool) {
    let filled = || filled(section, relaxed, &named);
    let one = |name: &str, value: &str| format!("{{ {name}: {value} }}");
    let shown = |text: String, secret| (text.clone(), text, secret);
    // One text in brackets is that text.
    let alone = node.items().and_then(|items| if let [one] = items { one.text() } else { None });
    let Some(text) = node.text().or(alone) else { return shown(filled(), section.holds_secret()) };
    // `access: false` for `access: { enabled: false }`
    let switch = section.settings.iter().any(|setting| setting.name == "enabled");
    if let Some(on) = word::switch(text) {
        return shown(if switch { one("enabled", &on.to_string()) } else { filled() }, false);
    }
    let mut required = section.settings.iter().filter(|setting| setting.default == Default::Required);
    let only = required.next().filter(|_| required.next().is_none());
    let says_so = |setting: &&Setting| {
        let Kind::Scalar(shape) = setting.kind else { return false };
        !matches!(shape, Shape::Bool | Shape::Text | Shape::Secret | Shape::FilePath | Shape::List(_) | Shape::Map(_))
    };
    let fits = |setting: &&Setting| match setting.kind {
        Kind::Scalar(shape) => Wanted { setting, shape, relaxed, beside: None }.fits(text),
        Kind::Group(_) | Kind::Groups(_) => false,
    };
    match only.filter(fits).or_else(|| section.settings.iter().filter(says_so).find(fits)) {
        Some(setting) if setting.secret && relaxed => (one(setting.name, &scalar(text)), one(setting.name, "…"), true),
        Some(setting) if setting.secret => shown(filled(), true),
        Some(setting) => shown(one(setting.name, &plain(text)), false),
        None => shown(filled(), section.holds_secret()),
    }
}

/// A mapping with what a group must have.
fn filled<'n>(section: &'static Section, relaxed: bool, named: &impl Fn(&str) -> Option<&'n str>) -> String {
    let required = section.settings.iter().filter(|setting| setting.default == Default::Required);
    let all: Vec<_> = required
        .filter_map(|setting| match setting.kind {
            Kind::Scalar(shape) => {
                let any = || Wanted { setting, shape, relaxed, beside: None }.any();
                Some(format!("{}: {}", setting.name, named(setting.name).map_or_else(any, str::to_owned)))
            }
            Kind::Group(_) | Kind::Groups(_) => None,
        })
        .collect();
    if all.is_empty() { "{}".into() } else { format!("{{ {} }}", all.join(", ")) }
}

/// An entry of a list for a provider that is missing, with the settings that it must have.
pub(super) fn entry(row: &Row, relaxed: bool, group: Option<&(&str, String)>) -> String {
    let required = row.section.settings.iter().filter(|setting| setting.default == Default::Required);
    let place = places::needed(row, relaxed).map(|(place, value)| format!("{place}: {value}"));
    let group = group.map(|(groups, name)| format!("{groups}: {{ {name}: {{}} }}"));
    let settings: Vec<_> = required
        .map(|setting| match setting.kind {
            Kind::Scalar(shape) => {
                let wanted = Wanted { setting, shape, relaxed, beside: None };
                format!("{}: {}", setting.name, wanted.any())
            }
            Kind::Group(_) | Kind::Groups(_) => format!("{}: {{}}", setting.name),
        })
        .chain(place)
        .chain(group)
        .collect();
    if settings.is_empty() { row.name.to_owned() } else { format!("{}: {{ {} }}", row.name, settings.join(", ")) }
}

/// Whether a text is a port outside a container and one inside.
pub(super) fn is_pair_of_ports(text: &str) -> bool {
    address::inner_port(text).is_some()
}

/// Whether a text means on or off.
pub(super) fn switch(text: &str) -> Option<bool> {
    word::switch(text)
}

/// A level by the word for it, and other levels by the names of what they are for: `{ root: INFO, orders.db: DEBUG }`.
pub(super) fn levels_by_name(entries: &[Entry]) -> Option<(Option<String>, String)> {
    directives::levels_by_name(entries)
}

/// A level with targets in one text, as `RUST_LOG` has them: the level, and the targets as a mapping.
pub(super) fn level_and_targets(text: &str) -> Option<(String, String)> {
    directives::level_and_targets(text)
}

fn example(shape: Shape) -> String {
    match shape {
        Shape::Bool => "false",
        Shape::Int => "1",
        Shape::Text | Shape::Secret => "text",
        Shape::Duration => "1s",
        Shape::Size => "1MiB",
        Shape::Level => LEVELS[2],
        Shape::UrlPath => "/-",
        Shape::PathPrefix => "/healthz",
        Shape::Route => "/orders/",
        Shape::RedisUrl => "redis://127.0.0.1:6379",
        Shape::FilePath => "/var/lib/app",
        Shape::Listen => "127.0.0.1:8080",
        Shape::Fraction => "0.5",
        Shape::Cidr | Shape::Proxy => "10.0.0.0/8",
        Shape::Header => "x-request-id",
        Shape::Choice(words) => known(words).next().unwrap_or_default(),
        Shape::Some(of) => return example(*of),
        Shape::List(_) => "[]",
        Shape::Map(_) => "{}",
    }
    .into()
}

/// The value, or the bound it lies beyond.
fn nearest_bound(wanted: &Wanted<'_>, text: String) -> String {
    let shape = wanted.shape;
    let Some((low, high)) = shape.parse(&text).ok().and_then(|value| wanted.setting.outside(&value)) else {
        return text;
    };
    let measure = |text: &str| match shape.parse(text) {
        Ok(Value::Int(value)) => i128::from(value),
        Ok(Value::Size(value)) => i128::from(value),
        Ok(Value::Duration(value)) => i128::try_from(value.as_millis()).unwrap_or(i128::MAX),
        _ => 0,
    };
    if measure(&text) < measure(low) { low.into() } else { high.into() }
}
