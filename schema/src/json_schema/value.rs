//! What stands behind a setting: a literal of its shape, or a reference to where its value is at start.

use super::json::{Json, map, texts};
use super::{described, pattern};
use crate::settings::{Default, Setting};
use crate::value::{LEVELS, Shape, Value, Word};

/// The schema of a setting that holds a value. `details` is what is said about it.
pub(super) fn setting(setting: &Setting, shape: Shape, details: Json) -> Json {
    let literal = literal(shape, setting.range);
    if let Shape::Map(_) = shape {
        return details.and(literal);
    }
    // Unset, it can be switched off where another place has switched it on; a text says so by itself.
    let off = setting.default == Default::Unset && !takes_any_text(shape);
    let none = || map().with("const", "none");
    let literals = || if off { vec![literal.clone(), none()] } else { vec![literal.clone()] };
    let variable = map()
        .with("type", "object")
        .with("properties", map().with("from_env", refer("from_env")).with("default", one_of(literals())))
        .with("required", texts(["from_env"]))
        .with("additionalProperties", false);
    let mut all = literals();
    all.extend([variable, refer("from_file")]);
    details.with("anyOf", all)
}

/// The parts that all references have.
pub(super) fn definitions() -> Json {
    let variable = map()
        .with("type", "string")
        .and(described("Name of the variable that holds the value at start."))
        .with("pattern", pattern::VARIABLE)
        .with("patternErrorMessage", "a variable's name has letters, digits and `_`");
    let path = map()
        .with("type", "string")
        .and(described("Path of the file that holds the value at start, such as `/run/secrets/token`."))
        .with("minLength", 1);
    let file = map()
        .with("type", "object")
        .with("properties", map().with("from_file", path))
        .with("required", texts(["from_file"]))
        .with("additionalProperties", false);
    map().with("from_env", variable).with("from_file", file)
}

/// A reference to a definition.
pub(super) fn refer(name: &str) -> Json {
    map().with("$ref", format!("#/definitions/{name}"))
}

fn one_of(mut all: Vec<Json>) -> Json {
    if all.len() == 1 { all.remove(0) } else { map().with("anyOf", all) }
}

fn takes_any_text(shape: Shape) -> bool {
    matches!(shape, Shape::Text | Shape::Secret | Shape::FilePath | Shape::Listen)
}

fn literal(shape: Shape, range: Option<(&str, &str)>) -> Json {
    let text = |types: Json| {
        let between = range.map_or_else(String::new, |(low, high)| format!(" from `{low}` to `{high}`"));
        let rule = format!("{}{between} is expected", shape.describe());
        let rule = if takes_any_text(shape) && shape != Shape::Listen {
            "write `{ from_env: NAME }` for the value of a variable".to_owned()
        } else {
            rule
        };
        map()
            .with("type", types)
            .with("pattern", pattern::of(shape, range).unwrap_or_default())
            .with("patternErrorMessage", rule)
    };
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
        Shape::Level => map().with("type", "string").with("enum", texts(LEVELS)),
        Shape::Choice(words) => choice(words),
        Shape::List(of) => map().with("type", "array").with("items", literal(*of, range)),
        Shape::Map(of) => map().with("type", "object").with("additionalProperties", literal(*of, range)),
        // What looks like a number is a text where a text is wanted.
        Shape::Text | Shape::Secret | Shape::FilePath => text(texts(["string", "number", "boolean"])),
        _ => text("string".into()),
    }
}

/// One of a few words, each with its meaning.
fn choice(words: &[Word]) -> Json {
    let known = || words.iter().filter(|word| !word.later);
    let docs: Vec<_> = known().map(|word| super::line(word.doc)).collect();
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
