//! Values as constant expressions.

use std::fmt::Write;

use runa_schema::resolve::{Given, Source};
use runa_schema::value::Value;

use super::text::literal;

/// One value of the manifest with its place: `__v::lit("level", …, 12, 7)`.
pub(crate) fn given(out: &mut String, given: &Given) {
    out.push_str(match &given.source {
        Source::Literal(_) => "__v::lit(",
        Source::Variable { .. } => "__v::var(",
        Source::File { .. } => "__v::file(",
        Source::Group => "__v::group(",
        Source::Argument(_) => "__v::argument(",
    });
    literal(out, &given.path);
    out.push_str(", ");
    match &given.source {
        Source::Literal(literal) => {
            value(out, literal);
            out.push_str(", ");
        }
        Source::Variable { name, default } => {
            literal(out, name);
            match default {
                Some(default) => {
                    out.push_str(", ::core::option::Option::Some(");
                    value(out, default);
                    out.push_str("), ");
                }
                None => out.push_str(", ::core::option::Option::None, "),
            }
        }
        Source::File { path } => {
            literal(out, path);
            out.push_str(", ");
        }
        Source::Group => {}
        Source::Argument(argument) => {
            value(out, argument);
            return out.push(')');
        }
    }
    // Never fails: a string takes everything.
    let _ = write!(out, "{}, {})", given.line, given.column);
}

fn value(out: &mut String, value: &Value) {
    // Never fails, as above.
    let _ = match value {
        Value::None => write!(out, "__v::Value::None"),
        Value::Bool(value) => write!(out, "__v::Value::Bool({value})"),
        Value::Int(value) => write!(out, "__v::Value::Int({value})"),
        Value::Text(value) => write!(out, "__v::Value::Text(__v::Cow::Borrowed({value:?}))"),
        // Only a relaxed stage writes one.
        Value::Secret(value) => {
            write!(out, "__v::Value::Secret(__v::Secret::constant({:?}))", value.expose())
        }
        Value::Duration(value) => {
            write!(out, "__v::Value::Duration(__v::Duration::new({}, {}))", value.as_secs(), value.subsec_nanos())
        }
        Value::Size(value) => write!(out, "__v::Value::Size({value})"),
        Value::List(values) => {
            out.push_str("__v::Value::List(__v::Cow::Borrowed(&[");
            for (index, one) in values.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                self::value(out, one);
            }
            write!(out, "]))")
        }
        Value::Map(entries) => {
            out.push_str("__v::Value::Map(__v::Cow::Borrowed(&[");
            for (index, (name, one)) in entries.iter().enumerate() {
                let _ = write!(out, "{}(__v::Cow::Borrowed({name:?}), ", if index == 0 { "" } else { ", " });
                self::value(out, one);
                out.push(')');
            }
            write!(out, "]))")
        }
    };
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::time::Duration;

    use runa_schema::resolve::{Given, Source};
    use runa_schema::value::Value;

    #[test]
    fn writes_every_source_and_shape() {
        let text = |text: &'static str| Value::Text(Cow::Borrowed(text));
        let named = Value::Map(vec![(Cow::Borrowed("a::b"), text("x"))].into());
        let variable = |default| Source::Variable { name: "NAME".into(), default };
        for (source, expected) in [
            (Source::Group, ""),
            (Source::File { path: "/run/key".into() }, "\"/run/key\", "),
            (variable(None), "\"NAME\", ::core::option::Option::None, "),
            (variable(Some(Value::Int(-3))), "\"NAME\", ::core::option::Option::Some(__v::Value::Int(-3)), "),
            (Source::Literal(Value::None), "__v::Value::None, "),
            (Source::Literal(Value::Bool(true)), "__v::Value::Bool(true), "),
            (Source::Literal(Value::Size(u64::MAX)), "__v::Value::Size(18446744073709551615), "),
            (
                Source::Literal(Value::Duration(Duration::from_millis(1500))),
                "__v::Value::Duration(__v::Duration::new(1, 500000000)), ",
            ),
            (Source::Literal(text("\"\\\n\u{202e}é")), r#"__v::Value::Text(__v::Cow::Borrowed("\"\\\n\u{202e}é")), "#),
            (
                Source::Literal(Value::List(vec![text("a"), Value::None].into())),
                "__v::Value::List(__v::Cow::Borrowed(&[__v::Value::Text(__v::Cow::Borrowed(\"a\")), __v::Value::None])), ",
            ),
            (
                Source::Literal(named),
                "__v::Value::Map(__v::Cow::Borrowed(&[(__v::Cow::Borrowed(\"a::b\"), __v::Value::Text(__v::Cow::Borrowed(\"x\")))])), ",
            ),
        ] {
            let given = Given { path: "a.b".into(), source, line: 12, column: 7 };
            let mut out = String::new();
            super::given(&mut out, &given);
            let (function, rest) = out.split_once('(').unwrap_or_default();
            assert!(matches!(function, "__v::lit" | "__v::var" | "__v::file" | "__v::group"), "{out}");
            assert_eq!(rest, format!("\"a.b\", {expected}12, 7)"));
        }
    }
}
