//! What stands behind a setting: a literal of its shape, or a reference to where its value is at start.

use super::definitions::Definitions;
use super::json::{Json, map, texts};
use super::{described, line, pattern};
use crate::settings::{Default, Setting};
use crate::value::{LEVELS, Shape, Value, Word};

/// What the messages of editors call a reference.
const REFERENCE: &str = "reference";

/// The schema of a setting that holds a value. `details` is what is said about it, `path` where it stands.
pub(super) fn setting(all: &mut Definitions, setting: &Setting, shape: Shape, path: &str, details: Json) -> Json {
    let literal = literal(all, shape, setting.range, path);
    // Unset, it can be switched off where another place has switched it on; a text says so by itself.
    let off = setting.default == Default::Unset && !takes_any_text(shape);
    let literals = if off { vec![literal, map().with("const", "none")] } else { vec![literal] };
    // Names are the user's own, so a mapping of them can be no reference.
    if let Shape::Map(_) = shape {
        return details.with("anyOf", literals);
    }
    let default = match literals.as_slice() {
        [one] => one.clone(),
        _ => map().with("anyOf", literals.clone()),
    };
    let reference = map()
        .with("properties", map().with("default", default))
        .with("allOf", vec![all.put(REFERENCE, |_| reference())]);
    details.with("anyOf", literals.into_iter().chain([reference]).collect::<Vec<_>>())
}

/// What all references have. What `default` holds depends on the setting.
fn reference() -> Json {
    let variable = described("Name of the variable that holds the value at start.")
        .with("type", "string")
        .with("pattern", pattern::VARIABLE)
        .with("patternErrorMessage", "a variable's name has letters, digits and `_`, and begins with no digit");
    let path = described("Path of the file that holds the value at start, such as `/run/secrets/token`.")
        .with("type", texts(["string", "number", "boolean"]))
        .with("minLength", 1);
    let default = described("What holds when the variable is not set.");
    let alone = map()
        .with("properties", map().with("from_env", false).with("default", false))
        .with("errorMessage", "a value comes from a variable or from a file; `default` goes only with `from_env`");
    map()
        .with("type", "object")
        .with("properties", map().with("from_env", variable).with("default", default).with("from_file", path))
        .with("additionalProperties", false)
        .with("minProperties", 1)
        .with("dependencies", map().with("default", texts(["from_env"])).with("from_file", alone))
}

fn takes_any_text(shape: Shape) -> bool {
    matches!(shape, Shape::Text | Shape::Secret | Shape::FilePath)
}

fn literal(all: &mut Definitions, shape: Shape, range: Option<(&str, &str)>, path: &str) -> Json {
    match shape {
        Shape::Bool => map().with("type", "boolean"),
        Shape::Int => {
            let bound = |text: &str| text.parse::<i64>().map_or_else(|_| Json::from(text), Json::from);
            let int = map().with("type", "integer");
            match range {
                Some((low, high)) => int.with("minimum", bound(low)).with("maximum", bound(high)),
                None => int,
            }
        }
        Shape::Fraction => map().with("type", "number").with("minimum", 0).with("maximum", 1),
        Shape::Level => all.put("level", |_| map().with("type", "string").with("enum", texts(LEVELS))),
        Shape::Choice(words) => all.put(path, |_| choice(words)),
        Shape::Some(of) => {
            let mut of = || literal(all, *of, range, path);
            let (one, many) = (of(), of());
            map().with("anyOf", vec![one, map().with("type", "array").with("items", many)])
        }
        Shape::List(of) => map().with("type", "array").with("items", literal(all, *of, range, path)),
        Shape::Map(of) => map().with("type", "object").with("additionalProperties", literal(all, *of, range, path)),
        Shape::Text
        | Shape::Secret
        | Shape::Duration
        | Shape::Size
        | Shape::UrlPath
        | Shape::PathPrefix
        | Shape::Route
        | Shape::FilePath
        | Shape::RedisUrl
        | Shape::Listen
        | Shape::Cidr
        | Shape::Proxy
        | Shape::Header => match pattern::of(shape, range) {
            None => map(),
            Some((name, pattern)) => {
                let bounds = range.map_or_else(String::new, |(low, high)| format!("_{low}_{high}"));
                all.put(&format!("{name}{bounds}"), |_| text(shape, range, &pattern))
            }
        },
    }
}

/// A text with a pattern, and the message for one that does not have it.
fn text(shape: Shape, range: Option<(&str, &str)>, pattern: &str) -> Json {
    let bounds = range.map_or_else(String::new, |(low, high)| format!(", from `{low}` to `{high}`"));
    let expected = format!("{} is expected{bounds}", shape.describe());
    // What looks like a number is a text where a text is wanted.
    let (types, malformed) = if takes_any_text(shape) {
        (texts(["string", "number", "boolean"]), "the value of a variable is written `{ from_env: NAME }`")
    } else {
        // As a list: of alternatives with one type each, yaml-language-server names the types and forgets the message.
        (texts(["string"]), expected.as_str())
    };
    map()
        .with("type", types)
        .with("pattern", pattern)
        .with("patternErrorMessage", malformed)
        .with("errorMessage", expected.as_str())
}

/// One of a few words, each with its meaning.
fn choice(words: &[Word]) -> Json {
    let known = || words.iter().filter(|word| !word.later);
    let docs: Vec<_> = known().map(|word| line(word.doc)).collect();
    let docs = || texts(docs.iter().map(String::as_str));
    map()
        .with("type", "string")
        .with("enum", texts(known().map(|word| word.name)))
        .with("enumDescriptions", docs())
        .with("markdownEnumDescriptions", docs())
}

/// A value as JSON has it; `None` for one that has no such form.
pub(super) fn json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::List(items) => items.iter().map(json).collect::<Option<Vec<_>>>()?.into(),
        Value::Text(_) | Value::Duration(_) | Value::Size(_) => value.to_string().into(),
        Value::None | Value::Secret(_) | Value::Map(_) => return None,
    })
}
