//! References: `{ from_env: NAME }`, `{ from_env: NAME, default: V }`, `{ from_file: PATH }`.

use super::context::Context;
use super::literal::{Literal, Refused};
use super::mend::{Edit, value_span};
use crate::Span;
use crate::diagnostic::place::Named;
use crate::diagnostic::{Diagnostic, Replacement, reference_in_a_wrong_form, wrong_default_of_a_reference, wrong_type};
use crate::nearest::nearest;
use crate::resolve::Source;
use crate::tree::{Entry, Kind, Node};
use crate::value::Shape;

/// Whether a text tries to name a variable, in one of the forms of other tools: `$NAME`, `${NAME}`, `$(NAME)`, `%NAME%`, `{{ NAME }}`.
pub(super) fn dollar(node: &Node) -> Option<&str> {
    let text = node.text()?;
    let inside = |open: &str, close: &str| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let name = [inside("$", ""), inside("$(", ")"), inside("%", "%")].into_iter().flatten().any(is_variable);
    (name || text.contains("${") || text.contains("{{")).then_some(text)
}

/// The reference that `${NAME}` or `${NAME:-default}` means.
pub(super) fn from_dollar(text: &str, literal: &Literal<'_>) -> String {
    let Some((name, default)) = placeholder(text) else {
        return format!("{{ from_env: {} }}", variable(literal));
    };
    let crate::settings::Kind::Scalar(shape) = literal.setting.kind else {
        return format!("{{ from_env: {name} }}");
    };
    // A secret may begin with a dollar: only what looks like a variable is repeated, and no default is.
    if literal.setting.secret {
        let shouts = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let name = if shouts { name.to_owned() } else { variable(literal) };
        return format!("{{ from_env: {name} }}");
    }
    let plain = default.chars().all(|c| c.is_ascii_alphanumeric() || "./_-:".contains(c)) && !default.ends_with(':');
    if !default.is_empty() && plain && literal.wanted(shape).fits(default) {
        format!("{{ from_env: {name}, default: {default} }}")
    } else {
        format!("{{ from_env: {name} }}")
    }
}

/// The name and the default of a text that is one placeholder and nothing else.
fn placeholder(text: &str) -> Option<(&str, &str)> {
    let inside = |open: &str, close: &str| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    if let Some(inner) = inside("${{", "}}").or_else(|| inside("{{", "}}")) {
        let inner = inner.trim();
        let path = ["secrets.", "env.", "vars.", ".Env."].iter().find_map(|owner| inner.strip_prefix(owner));
        let name = path.or_else(|| inner.split(['"', '\'']).nth(1)).unwrap_or(inner);
        return is_variable(name).then_some((name, ""));
    }
    let inner = inside("${", "}").or_else(|| inside("$(", ")")).or_else(|| inside("%", "%"));
    let inner = inner.or_else(|| inside("$", ""))?;
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    let default = rest.trim_start_matches([':', '-', '=']);
    (is_variable(name) && !rest.contains(['$', '{', '}'])).then_some((name, default))
}

/// `${NAME}` for a value, or in it.
pub(super) fn dollar_found(span: Span, named: Named<'_>, text: &str, better: &str, edit: Edit) -> Diagnostic {
    let key = named.path.rsplit('.').next().unwrap_or(named.path);
    let help = format!("write `{key}: {better}`");
    let label = match placeholder(text) {
        _ if text.contains("{{") => "templates are not filled in",
        None => "`$` is not read, and a reference stands for a whole value",
        Some(_) if text.starts_with('%') => "`%` is not read as a variable",
        Some(_) => "`$` is not read as a variable",
    };
    reference_in_a_wrong_form::reference_in_a_wrong_form(span, named, label, help, edit)
}

/// `${NAME}` inside a list or a map.
pub(super) fn inside(span: Span, named: Named<'_>, help: String, edit: Edit) -> Diagnostic {
    let label = "`$` is not read, and a reference stands for a whole setting";
    reference_in_a_wrong_form::reference_in_a_wrong_form(span, named, label, help, edit)
}

fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A name for the variable of a setting.
pub(super) fn variable(literal: &Literal<'_>) -> String {
    literal.setting.variable_in(literal.named.owner.section, literal.named.path)
}

/// Reads a reference; any other mapping is of a wrong type.
pub(super) fn read(
    cx: &mut Context<'_>,
    literal: &Literal<'_>,
    shape: Shape,
    node: &Node,
    entries: &[Entry],
) -> Option<Source> {
    let position = |name: &str| entries.iter().position(|entry| &*entry.key == name);
    let reference = Reference { literal, shape, node, entries };
    match (position("from_env"), position("from_file")) {
        (Some(_), Some(file)) => {
            reference.stray(cx, file, "a value comes from a variable or from a file, not from both", &[]);
            None
        }
        (Some(env), None) => reference.variable(cx, env, position("default")),
        (None, Some(file)) => reference.file(cx, file),
        (None, None) => {
            reference.neither(cx);
            None
        }
    }
}

struct Reference<'a> {
    literal: &'a Literal<'a>,
    shape: Shape,
    node: &'a Node,
    entries: &'a [Entry],
}

impl Reference<'_> {
    fn say(&self, cx: &mut Context<'_>, span: Span, label: &str, help: String, edit: Edit) {
        cx.say(reference_in_a_wrong_form::reference_in_a_wrong_form(span, self.literal.named, label, help, edit));
    }

    fn variable(&self, cx: &mut Context<'_>, env: usize, default: Option<usize>) -> Option<Source> {
        let strays = self.strays(cx, &["from_env", "default"]);
        let entry = &self.entries[env];
        let text = entry.value.text().unwrap_or_default();
        let named = is_variable(text);
        if !named {
            let made =
                text.to_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_").trim_matches('_').to_owned();
            // What cannot be meant as a name may be the secret itself.
            let like_a_name = text.chars().all(|c| c.is_ascii_alphanumeric() || "_-. ".contains(c));
            if self.literal.setting.secret && !like_a_name {
                cx.secrets.push(entry.value.span);
            }
            let better = if is_variable(&made) && like_a_name { made } else { variable(self.literal) };
            let edit = cx.mend.set_value(self.node, env, &better);
            let label = "a variable's name has letters, digits and `_`";
            self.say(cx, value_span(entry), label, format!("write `from_env: {better}`"), edit);
        }
        let default = match default {
            None => Some(None),
            Some(index) => self.default(cx, index).map(Some),
        };
        (named && !strays).then_some(())?;
        Some(Source::Variable { name: text.to_owned().into(), default: default? })
    }

    fn default(&self, cx: &mut Context<'_>, index: usize) -> Option<crate::value::Value> {
        let entry = &self.entries[index];
        let literal = self.literal;
        // A list stands here as it would behind the setting itself; its elements are not looked at one by one.
        let parsed = match (self.shape, entry.value.items()) {
            (Shape::Some(of) | Shape::List(of), Some(items)) => items
                .iter()
                .map(|item| literal.parse(*of, item))
                .collect::<Result<Vec<_>, Refused>>()
                .map(|values| crate::value::Value::List(values.into())),
            _ => literal.parse_whole(self.shape.one(), &entry.value),
        };
        let Err(refused) = parsed else { return parsed.ok() };
        let better = literal.wanted(self.shape).better(&entry.value);
        // A list of placeholders has no better form.
        let hopeless = entry.value.items().is_some_and(|items| items.iter().any(|item| dollar(item).is_some()));
        let (help, edit) = if literal.setting.secret || hopeless {
            ("take `default` out".to_owned(), cx.mend.remove_entry(self.node, index))
        } else {
            (better.help("default"), cx.mend.set_value(self.node, index, &better.text))
        };
        let wanted = match refused {
            Refused::Range(low, high) => format!("`{low}` to `{high}`"),
            Refused::Wrong(_) => self.shape.describe(),
        };
        let at = value_span(entry);
        cx.say(wrong_default_of_a_reference::wrong_default_of_a_reference(at, literal.named, &wanted, help, edit));
        None
    }

    fn file(&self, cx: &mut Context<'_>, file: usize) -> Option<Source> {
        let strays = self.strays(cx, &["from_file"]);
        let entry = &self.entries[file];
        let Some(path) = entry.value.text().filter(|text| !text.is_empty() && !text.contains('\0')) else {
            let edit = cx.mend.set_value(self.node, file, "/run/secrets/value");
            let help = "write the path of a file: `from_file: /run/secrets/value`".to_owned();
            self.say(cx, value_span(entry), "no path of a file", help, edit);
            return None;
        };
        (!strays).then(|| Source::File { path: path.to_owned().into() })
    }

    /// Keys that a reference of this kind does not have.
    fn strays(&self, cx: &mut Context<'_>, known: &[&str]) -> bool {
        let mut found = false;
        for (index, entry) in self.entries.iter().enumerate() {
            if !known.contains(&&*entry.key) {
                let label = if &*entry.key == "default" {
                    "`default` goes only with `from_env`"
                } else {
                    "no key of a reference"
                };
                self.stray(cx, index, label, known);
                found = true;
            }
        }
        found
    }

    fn stray(&self, cx: &mut Context<'_>, index: usize, label: &str, known: &[&str]) {
        let entry = &self.entries[index];
        let free = known.iter().copied().filter(|name| !self.entries.iter().any(|entry| &*entry.key == *name));
        let (help, edit) = match nearest(&entry.key, free) {
            Some(near) => (format!("did you mean `{near}`?"), Some(vec![Replacement::new(entry.key_span, near)])),
            None => (format!("take `{}` out", entry.key), cx.mend.remove_entry(self.node, index)),
        };
        self.say(cx, entry.key_span, label, help, edit);
    }

    /// The variable that the `key` of a reference as Kubernetes has it would be called.
    fn variable_inside(&self) -> Option<String> {
        let mut entries = self.entries;
        while let Some(inner) = entries.first().and_then(|entry| entry.value.entries()) {
            entries = inner;
        }
        let text = entries.iter().find(|entry| &*entry.key == "key")?.value.text()?;
        let name = text.to_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        is_variable(&name).then_some(name)
    }

    /// A mapping that may try to be a reference.
    fn neither(&self, cx: &mut Context<'_>) {
        let literal = self.literal;
        let meant = self.entries.iter().find_map(|entry| {
            let near = match &*entry.key {
                "env" | "fromEnv" | "var" | "variable" | "valueFrom" | "secretKeyRef" | "configMapKeyRef" => {
                    Some("from_env")
                }
                "file" | "fromFile" | "path" => Some("from_file"),
                key => nearest(key, ["from_env", "from_file"]),
            };
            near.map(|near| (entry, near))
        });
        if let Some((entry, near)) = meant {
            let text = entry.value.text().unwrap_or_default();
            if near == "from_env" && !is_variable(text) {
                let name = self.variable_inside().unwrap_or_else(|| variable(literal));
                let better = format!("{{ from_env: {name} }}");
                let edit = cx.mend.set_value(literal.map, literal.index, &better);
                let key = literal.named.path.rsplit('.').next().unwrap_or(literal.named.path);
                let help = format!("write `{key}: {better}`");
                self.say(cx, entry.key_span, "no key of a reference", help, edit);
                return;
            }
            let edit = vec![Replacement::new(entry.key_span, near)];
            self.say(cx, entry.key_span, "no key of a reference", format!("did you mean `{near}`?"), Some(edit));
            return;
        }
        let Some(outer) = literal.map.entries().map(|entries| &entries[literal.index]) else { return };
        let better = literal.wanted(self.shape).better(self.node);
        let edit = cx.mend.set_value(literal.map, literal.index, &better.text);
        let at = match &self.node.kind {
            Kind::Map { .. } => self.entries.first().map_or(self.node.span, |entry| entry.key_span),
            _ => outer.key_span,
        };
        let wanted = self.shape.describe();
        cx.say(wrong_type::wrong_type(at, literal.named, &wanted, "a mapping", better.help(literal.named.path), edit));
    }
}
