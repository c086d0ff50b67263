//! A value that stands in the manifest itself.

use std::borrow::Cow;

use super::context::Context;
use super::mend::{Edit, value_span};
use super::suggest::{self, Better, Wanted};
use super::{own_names, reference};
use crate::Span;
use crate::diagnostic::place::Named;
use crate::diagnostic::{
    Diagnostic, Replacement, bare_number, malformed, not_in_this_version, out_of_range, unknown_word, wrong_type,
};
use crate::settings::{Default, Setting};
use crate::tree::{Entry, Kind, Node};
use crate::value::{Shape, Value, Wrong};

/// Whose value is read, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Literal<'a> {
    pub(super) setting: &'static Setting,
    pub(super) named: Named<'a>,
    pub(super) relaxed: bool,
    /// The mapping whose entry holds it.
    pub(super) map: &'a Node,
    pub(super) index: usize,
}

/// Why a node is no value.
pub(super) enum Refused {
    /// As its text says.
    Wrong(Wrong),
    /// Not between the bounds.
    Range(&'static str, &'static str),
}

impl Literal<'_> {
    /// Reads a value of `shape`, and says what is wrong with it.
    pub(super) fn read(&self, cx: &mut Context<'_>, shape: Shape, node: &Node) -> Option<Value> {
        match (shape, &node.kind) {
            (Shape::Some(of) | Shape::List(of), Kind::List { items, .. }) => {
                let mut values = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let later = matches!(self.parse(*of, item), Err(Refused::Wrong(Wrong::Later(_))));
                    let mend = |cx: &Context<'_>, better: &str| match item.kind {
                        Kind::Null => cx.mend.remove_item(node, index),
                        _ if later => cx.mend.remove_item(node, index),
                        _ => Some(vec![Replacement::new(item.span, better)]),
                    };
                    values.push(self.element(cx, *of, item, item.span, false, mend));
                }
                values.into_iter().collect::<Option<Vec<_>>>().map(|values| Value::List(Cow::Owned(values)))
            }
            (Shape::Map(of), Kind::Map { entries, .. }) => {
                let mut values = Vec::with_capacity(entries.len());
                for (index, entry) in entries.iter().enumerate() {
                    let path = format!("{}.{}", self.named.path, entry.key);
                    let named = Named { path: &path, owner: self.named.owner };
                    let mend = |cx: &Context<'_>, better: &str| cx.mend.set_value(node, index, better);
                    let value =
                        Literal { named, ..*self }.element(cx, *of, &entry.value, value_span(entry), true, mend);
                    values.push(value.map(|value| (Cow::Owned(entry.key.to_string()), value)));
                }
                values.into_iter().collect::<Option<Vec<_>>>().map(|values| Value::Map(Cow::Owned(values)))
            }
            (Shape::Some(of), _) => self.whole(cx, *of, node),
            _ => self.whole(cx, shape, node),
        }
    }

    fn whole(&self, cx: &mut Context<'_>, shape: Shape, node: &Node) -> Option<Value> {
        let refused = match self.parse_whole(shape, node) {
            Ok(value) => return Some(value),
            Err(refused) => refused,
        };
        let entry = &self.map.entries()?[self.index];
        let span = value_span(entry);
        if let Some(text) = reference::dollar(node) {
            let better = reference::from_dollar(text, self);
            let edit = cx.mend.set_value(self.map, self.index, &better);
            cx.say(reference::dollar_found(span, self.named, text, &better, edit));
            return None;
        }
        if let Some(diagnostic) = self.level_and_targets(cx, shape, node, span) {
            cx.say(diagnostic);
            return None;
        }
        let mut better = self.wanted(shape).better(node);
        if let Some(name) = own_names::proposed(cx, self.named) {
            name.clone_into(&mut better.text);
        }
        let edit = cx.mend.set_value(self.map, self.index, &better.text);
        cx.say(self.refuse(&refused, shape, node, span, (&better, better.help(self.named.path)), edit));
        None
    }

    /// `level: info,hyper=warn`, as `RUST_LOG` has it: two settings in one.
    fn level_and_targets(&self, cx: &Context<'_>, shape: Shape, node: &Node, span: Span) -> Option<Diagnostic> {
        let text = node.text().filter(|_| shape == Shape::Level && self.map.entry("targets").is_none())?;
        let (level, targets) = suggest::level_and_targets(text)?;
        let mut edit = cx.mend.set_value(self.map, self.index, &level)?;
        edit.extend(cx.mend.insert_entry(self.map, self.index, &format!("targets: {targets}"))?);
        let help = format!("write `level: {level}` and `targets: {targets}`");
        Some(unknown_word::unknown_word(span, self.named, ("level", text), &shape.describe(), help, Some(edit)))
    }

    /// `level: { root: INFO, orders.db: DEBUG }`, as loggers of other languages have it.
    pub(super) fn levels_by_name(&self, cx: &Context<'_>, shape: Shape, entries: &[Entry]) -> Option<Diagnostic> {
        // Asked first: what is right is read often, and what was meant is dear to find.
        (shape == Shape::Level && self.map.entry("targets").is_none()).then_some(())?;
        let (level, targets) = suggest::levels_by_name(entries)?;
        let level = level.or_else(|| self.setting.default.text(self.relaxed).map(str::to_owned))?;
        let mut edit = cx.mend.set_value(self.map, self.index, &level)?;
        let mut help = format!("write `level: {level}`");
        if targets.len() > "{  }".len() {
            edit.extend(cx.mend.insert_entry(self.map, self.index, &format!("targets: {targets}"))?);
            help = format!("{help} and `targets: {targets}`");
        }
        let at = entries.first()?.key_span;
        Some(wrong_type::wrong_type(at, self.named, &shape.describe(), "a mapping", help, Some(edit)))
    }

    /// What is sought in its place.
    pub(super) fn wanted(&self, shape: Shape) -> Wanted<'_> {
        Wanted { setting: self.setting, shape: shape.one(), relaxed: self.relaxed, beside: Some(self.map) }
    }

    /// One value of a list or a map.
    fn element(
        &self,
        cx: &mut Context<'_>,
        shape: Shape,
        node: &Node,
        span: Span,
        named: bool,
        mend: impl Fn(&Context<'_>, &str) -> Edit,
    ) -> Option<Value> {
        let refused = match self.parse(shape, node) {
            Ok(value) => return Some(value),
            Err(refused) => refused,
        };
        if reference::dollar(node).is_some() {
            let example = self.wanted(shape).any();
            let edit = mend(cx, &example);
            let help = format!("write a value, such as `{example}`");
            cx.say(reference::inside(span, self.named, help, edit));
            return None;
        }
        let better = self.wanted(shape).better(node);
        let edit = mend(cx, &better.text);
        let help = match (named, &node.kind) {
            (true, _) => better.help(self.named.path),
            (false, Kind::Null) => "take it out".into(),
            (false, _) if matches!(refused, Refused::Wrong(Wrong::Later(_))) => {
                format!("take `{}` out", node.text().unwrap_or_default())
            }
            (false, _) => better.element(),
        };
        cx.say(self.refuse(&refused, shape, node, span, (&better, help), edit));
        None
    }

    /// As [`parse`](Self::parse), for what stands for the whole setting: only that can be `none`, no element of a list or a map.
    pub(super) fn parse_whole(&self, shape: Shape, node: &Node) -> Result<Value, Refused> {
        if self.setting.default == Default::Unset && node.text() == Some("none") {
            return Ok(Value::None);
        }
        self.parse(shape, node)
    }

    /// The value, or why it is none; nothing is said.
    pub(super) fn parse(&self, shape: Shape, node: &Node) -> Result<Value, Refused> {
        let Kind::Scalar { text, plain } = &node.kind else { return Err(Refused::Wrong(Wrong::Type)) };
        // In quotes it is text; and a list is written as one.
        if matches!(shape, Shape::Bool | Shape::Int) && !plain || matches!(shape, Shape::List(_)) {
            return Err(Refused::Wrong(Wrong::Type));
        }
        if reference::dollar(node).is_some() {
            return Err(Refused::Wrong(Wrong::Type));
        }
        // Too many digits are a number all the same.
        if let (Some((low, high)), true) = (self.setting.range, is_too_large(shape, text)) {
            return Err(Refused::Range(low, high));
        }
        let value = shape.parse(text).map_err(Refused::Wrong)?;
        match self.setting.outside(&value) {
            Some((low, high)) => Err(Refused::Range(low, high)),
            None => Ok(value),
        }
    }

    fn refuse(
        &self,
        refused: &Refused,
        shape: Shape,
        node: &Node,
        span: Span,
        (better, help): (&Better, String),
        edit: Edit,
    ) -> Diagnostic {
        let named = self.named;
        match refused {
            Refused::Range(low, high) => out_of_range::out_of_range(span, named, (low, high), help, edit),
            Refused::Wrong(Wrong::Type) => {
                let found = if self.setting.secret { "something else".into() } else { node.describe() };
                wrong_type::wrong_type(span, named, &shape.describe(), &found, help, edit)
            }
            Refused::Wrong(Wrong::BareNumber(others)) => {
                let units = if shape == Shape::Size { "`B`, `KiB`, `MiB`, `GiB`" } else { "`ms`, `s`, `m`, `h`" };
                let mut list = vec![better.text.clone()];
                list.extend(others.iter().filter(|other| **other != better.text && self.fits(shape, other)).cloned());
                bare_number::bare_number(span, named, units, &list, edit)
            }
            Refused::Wrong(Wrong::UnknownWord(_)) => {
                let word = if shape == Shape::Level { "level" } else { "choice" };
                unknown_word::unknown_word(
                    span,
                    named,
                    (word, node.text().unwrap_or_default()),
                    &shape.describe(),
                    if better.meant { format!("did you mean `{}`?", better.text) } else { help },
                    edit,
                )
            }
            Refused::Wrong(Wrong::Later(_)) => {
                not_in_this_version::not_in_this_version(span, named, node.text().unwrap_or_default(), help, edit)
            }
            Refused::Wrong(Wrong::Malformed(_))
                if shape == Shape::Listen && node.text().is_some_and(suggest::is_pair_of_ports) =>
            {
                let rule = "a pair of ports is a container's; the service listens on one address";
                malformed::malformed(span, named, rule, help, edit)
            }
            Refused::Wrong(Wrong::Malformed(rule)) => malformed::malformed(span, named, rule, help, edit),
        }
    }

    fn fits(&self, shape: Shape, text: &str) -> bool {
        self.wanted(shape).fits(text)
    }
}

/// Whether a number of the shape has more digits than can be read.
fn is_too_large(shape: Shape, text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - unit.len();
    let known = match shape {
        Shape::Int => unit.is_empty(),
        Shape::Duration | Shape::Size => !unit.is_empty() && shape.parse(&format!("1{unit}")).is_ok(),
        _ => false,
    };
    known && digits > 0 && shape.parse(text).is_err()
}
