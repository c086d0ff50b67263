//! A section of settings: a mapping, or nothing.

use super::context::Context;
use super::mend::{Edit, scalar, value_span};
use super::suggest::{Better, Wanted};
use crate::Span;
use crate::diagnostic::Replacement;
use crate::diagnostic::place::Owner;
use crate::diagnostic::{stage_of_a_wrong_shape, syntax};
use crate::settings::{Kind as Setting, Section};
use crate::tree::{Kind, Node};
use crate::value::Shape;

/// The mapping behind a key, if it is one.
pub(super) fn read<'t>(
    cx: &mut Context<'t>,
    map: &'t Node,
    index: usize,
    owner: Owner<'_>,
    section: &'static Section,
) -> Option<&'t Node> {
    let entry = &map.entries()?[index];
    let node = &entry.value;
    let key = &entry.key;
    let (help, edit): (String, Edit) = match &node.kind {
        Kind::Map { .. } => return Some(node),
        Kind::Null => return None,
        Kind::List { items, .. } if items.is_empty() => {
            (format!("write `{key}: {{}}`"), cx.mend.set_value(map, index, "{}"))
        }
        Kind::List { .. } => {
            let edit = cx.mend.put(map, index, ["{ ", " }"], |style| cx.mend.map_of_list(node, style, None, false));
            ("write the settings without dashes".into(), edit)
        }
        Kind::Scalar { text, plain } => {
            if let Some(edit) = cx.mend.spaces_behind_colons(node.span).filter(|_| *plain) {
                cx.say(syntax::no_spaces_behind_colons(cx.text, node.span, edit));
                return None;
            }
            let written = &cx.text[node.span.start..node.span.end];
            if !plain && written.starts_with(['|', '>']) {
                block(cx, map, index, owner, section);
                return None;
            }
            match meant(section, text) {
                _ if &**text == "true" => (format!("write `{key}: {{}}`"), cx.mend.set_value(map, index, "{}")),
                Some(setting) => {
                    let better = format!("{{ {setting}: {} }}", value(cx.text, node, text));
                    (format!("write `{key}: {better}`"), cx.mend.set_value(map, index, &better))
                }
                None => match listener(section, node) {
                    Some(better) => (better.help(key), cx.mend.set_value(map, index, &better.text)),
                    None => (String::new(), None),
                },
            }
        }
    };
    let secret = section.holds_secret() && node.text().is_some();
    if secret {
        cx.hide(node);
    }
    let found = if secret { "a text".into() } else { node.describe() };
    cx.say(stage_of_a_wrong_shape::settings_shape(value_span(entry), owner, &found, &help, edit));
    None
}

/// A text in lines of its own: without its `|` it is the mapping that it looks like.
fn block(cx: &mut Context<'_>, map: &Node, index: usize, owner: Owner<'_>, section: &'static Section) {
    let Some(entry) = map.entries().map(|entries| &entries[index]) else { return };
    let at = entry.value.span;
    let line = cx.text[at.start..at.end].lines().next().unwrap_or_default();
    let sign = Span::new(at.start, at.start + line.trim_end().len());
    let behind = cx.text[..at.start].trim_end().len();
    let edit = vec![Replacement::new(Span::new(behind, sign.end), "")];
    let sign_text = line.trim_end();
    if section.holds_secret() {
        cx.hide(&entry.value);
    }
    let found =
        stage_of_a_wrong_shape::settings_shape(sign, owner, "a text", &format!("take `{sign_text}` out"), Some(edit));
    cx.say(found);
}

/// A port, or an address as other tools write it, where the settings of a server should stand.
fn listener(section: &'static Section, node: &Node) -> Option<Better> {
    let setting = section.find("listen")?;
    let wanted = Wanted { setting, shape: Shape::Listen, relaxed: false, beside: None };
    Some(wanted.better(node)).filter(|better| better.meant).map(|better| better.inside(setting.name))
}

/// As it is written, where braces can hold it so.
fn value(whole: &str, node: &Node, text: &str) -> String {
    let written = &whole[node.span.start..node.span.end];
    if written.contains([',', '{', '}', '[', ']', '\n']) { scalar(text) } else { written.to_owned() }
}

/// The first setting that can have this value and says so by its form.
fn meant(section: &'static Section, text: &str) -> Option<&'static str> {
    let says_so = |shape| {
        !matches!(
            shape,
            Shape::Bool | Shape::Int | Shape::Text | Shape::Secret | Shape::FilePath | Shape::List(_) | Shape::Map(_)
        )
    };
    let fits = |kind| matches!(kind, Setting::Scalar(shape) if says_so(shape) && shape.parse(text).is_ok());
    section.settings.iter().find(|setting| fits(setting.kind)).map(|setting| setting.name)
}
