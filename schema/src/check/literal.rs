//! A value that stands in the manifest itself.

use std::borrow::Cow;

use super::context::Context;
use super::mend::{Edit, value_span};
use super::{reference, suggest};
use crate::Span;
use crate::diagnostic::place::Named;
use crate::diagnostic::{Diagnostic, Replacement, bare_number, malformed, out_of_range, unknown_word, wrong_type};
use crate::settings::{Default, Setting};
use crate::tree::{Kind, Node};
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
            (Shape::List(of), Kind::List { items, .. }) => {
                let mut values = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let mend = |cx: &Context<'_>, better: &str| match item.kind {
                        Kind::Null => cx.mend.remove_item(node, index),
                        _ => Some(vec![Replacement::new(item.span, better)]),
                    };
                    values.push(self.element(cx, *of, item, item.span, mend));
                }
                values.into_iter().collect::<Option<Vec<_>>>().map(|values| Value::List(Cow::Owned(values)))
            }
            (Shape::Map(of), Kind::Map { entries, .. }) => {
                let mut values = Vec::with_capacity(entries.len());
                for (index, entry) in entries.iter().enumerate() {
                    let path = format!("{}.{}", self.named.path, entry.key);
                    let named = Named { path: &path, owner: self.named.owner };
                    let mend = |cx: &Context<'_>, better: &str| cx.mend.set_value(node, index, better);
                    let value = Literal { named, ..*self }.element(cx, *of, &entry.value, value_span(entry), mend);
                    values.push(value.map(|value| (Cow::Owned(entry.key.to_string()), value)));
                }
                values.into_iter().collect::<Option<Vec<_>>>().map(|values| Value::Map(Cow::Owned(values)))
            }
            _ => self.whole(cx, shape, node),
        }
    }

    fn whole(&self, cx: &mut Context<'_>, shape: Shape, node: &Node) -> Option<Value> {
        let refused = match self.parse(shape, node) {
            Ok(value) => return Some(value),
            Err(refused) => refused,
        };
        let entry = &self.map.entries()?[self.index];
        let span = value_span(entry);
        if let Some(text) = reference::dollar(node) {
            let better = reference::from_dollar(text, self);
            let edit = cx.mend.set_value(self.map, self.index, &better);
            cx.say(reference::dollar_found(span, self.named, &better, edit));
            return None;
        }
        let better = suggest::better(self.setting, shape, node, self.relaxed);
        let edit = cx.mend.set_value(self.map, self.index, &better);
        cx.say(self.refuse(&refused, shape, node, span, &better, edit));
        None
    }

    /// One value of a list or a map.
    fn element(
        &self,
        cx: &mut Context<'_>,
        shape: Shape,
        node: &Node,
        span: Span,
        mend: impl Fn(&Context<'_>, &str) -> Edit,
    ) -> Option<Value> {
        let refused = match self.parse(shape, node) {
            Ok(value) => return Some(value),
            Err(refused) => refused,
        };
        let better = suggest::better(self.setting, shape, node, self.relaxed);
        let edit = mend(cx, &better);
        if reference::dollar(node).is_some() {
            let help = format!("write a value, such as `{better}`");
            cx.say(reference::inside(span, self.named, help, edit));
            return None;
        }
        cx.say(self.refuse(&refused, shape, node, span, &better, edit));
        None
    }

    /// The value, or why it is none; nothing is said.
    pub(super) fn parse(&self, shape: Shape, node: &Node) -> Result<Value, Refused> {
        let Kind::Scalar { text, plain } = &node.kind else { return Err(Refused::Wrong(Wrong::Type)) };
        if self.setting.default == Default::Unset
            && self.setting.kind == crate::settings::Kind::Scalar(shape)
            && &**text == "none"
        {
            return Ok(Value::None);
        }
        // In quotes it is text; and a list is written as one.
        if matches!(shape, Shape::Bool | Shape::Int) && !plain || matches!(shape, Shape::List(_)) {
            return Err(Refused::Wrong(Wrong::Type));
        }
        if reference::dollar(node).is_some() {
            return Err(Refused::Wrong(Wrong::Type));
        }
        let value = shape.parse(text).map_err(Refused::Wrong)?;
        match self.setting.outside(&value) {
            Some((low, high)) => Err(Refused::Range(low, high)),
            None => Ok(value),
        }
    }

    fn refuse(&self, refused: &Refused, shape: Shape, node: &Node, span: Span, better: &str, edit: Edit) -> Diagnostic {
        let named = self.named;
        match refused {
            Refused::Range(low, high) => out_of_range::out_of_range(span, named, (low, high), better, edit),
            Refused::Wrong(Wrong::Type) => {
                let found = if self.setting.secret { "something else".into() } else { node.describe() };
                wrong_type::wrong_type(span, named, &shape.describe(), &found, better, edit)
            }
            Refused::Wrong(Wrong::BareNumber(others)) => {
                let units = if shape == Shape::Size { "`B`, `KiB`, `MiB`, `GiB`" } else { "`ms`, `s`, `m`, `h`" };
                let mut list = vec![better.to_owned()];
                list.extend(others.iter().filter(|other| *other != better && self.fits(shape, other)).cloned());
                bare_number::bare_number(span, named, units, &list, edit)
            }
            Refused::Wrong(Wrong::UnknownWord(near)) => {
                let word = if shape == Shape::Level { "level" } else { "choice" };
                unknown_word::unknown_word(
                    span,
                    named,
                    (word, node.text().unwrap_or_default()),
                    &shape.describe(),
                    *near,
                    better,
                    edit,
                )
            }
            Refused::Wrong(Wrong::Malformed(rule)) => malformed::malformed(span, named, rule, better, edit),
        }
    }

    fn fits(&self, shape: Shape, text: &str) -> bool {
        shape.parse(text).is_ok_and(|value| self.setting.outside(&value).is_none())
    }
}
