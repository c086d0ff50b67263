//! Sections of settings: mappings whose keys are declared.

use super::definitions::Definitions;
use super::json::{Json, map, texts};
use super::{described, line, value};
use crate::resolve::override_name;
use crate::settings::own_name::{LONGEST, TAKEN};
use crate::settings::{Default, Keys, Kind, Section, Setting};
use crate::value::Shape;

/// The settings that this version has.
pub(super) fn settings(section: &'static Section) -> impl Iterator<Item = &'static Setting> {
    section.settings.iter().filter(|setting| !setting.later)
}

/// A section as the value of a key. Nothing behind the key is as good as `{}`.
pub(super) fn section(all: &mut Definitions, owner: &str, prefix: &str, section: &'static Section) -> Json {
    let properties = settings(section).fold(map(), |known, setting| {
        known.with(setting.name, self::setting(all, owner, &format!("{prefix}{}", setting.name), setting))
    });
    map().with("type", texts(["object", "null"])).with("properties", properties).with("additionalProperties", false)
}

fn setting(all: &mut Definitions, owner: &str, path: &str, setting: &'static Setting) -> Json {
    let text = line(setting.doc);
    match setting.kind {
        Kind::Group(inner) => described(&text).and(section(all, owner, &format!("{path}."), inner)),
        Kind::Groups(inner) => {
            let one = described(&line(inner.doc)).and(section(all, owner, &format!("{path}.*."), inner));
            described(&text)
                .with("type", texts(["object", "null"]))
                .with("propertyNames", if setting.keys == Keys::Routes { route() } else { own_name() })
                .with("additionalProperties", one)
        }
        Kind::Scalar(shape) => {
            let mut details = described(&format!("{text}{}", details(owner, path, setting, shape)));
            if let Default::Is(default) = setting.default
                && let Some(default) = shape.parse(default).ok().as_ref().and_then(value::json)
            {
                details = details.with("default", default);
            }
            value::setting(all, setting, shape, &format!("{owner}.{path}"), details)
        }
    }
}

/// What the declaration says beside the documentation, each sentence with a space before it.
fn details(owner: &str, path: &str, setting: &Setting, shape: Shape) -> String {
    let shown = |text: &str| shape.parse(text).map_or_else(|_| text.to_owned(), |value| value.to_string());
    let default = match setting.default {
        Default::Required => Some(" Must be written.".to_owned()),
        Default::Unset => None,
        Default::Is(text) => Some(format!(" Default: `{}`.", shown(text))),
        Default::ByStage { relaxed, production } => {
            Some(format!(" Default: `{}`, in production `{}`.", shown(relaxed), shown(production)))
        }
    };
    let range = setting.range.map(|(low, high)| format!(" From `{low}` to `{high}`."));
    let secret = setting.secret.then(|| " Secret: production takes it by reference only.".to_owned());
    // What stands under a name of the user's own has no override.
    let tunable = setting.tunable && !path.contains('*');
    let variable = tunable.then(|| format!(" Override: `{}`.", override_name(owner, path)));
    [default, range, secret, variable].into_iter().flatten().collect()
}

/// A name that becomes a field.
fn own_name() -> Json {
    map()
        .with("pattern", format!("^(?!({})$)[a-z][a-z0-9]*(_[a-z0-9]+)*$", TAKEN.join("|")))
        .with(
            "patternErrorMessage",
            "a name has lower-case letters, digits and single `_` between them, and is no word of Rust",
        )
        .with("maxLength", i64::try_from(LONGEST).unwrap_or(i64::MAX))
}

/// A route as axum writes it.
fn route() -> Json {
    let parameter = "\\{\\*?[^\\s{}*/]+\\}";
    let part = format!("([^\\s{{}}?#<>:*/][^\\s{{}}?#<>/]*({parameter})?|{parameter})");
    map()
        .with("pattern", format!("^(/|(/{part})+/?)$"))
        .with("patternErrorMessage", "a route is a path as for axum's router: `/upload/{id}`")
}

#[cfg(test)]
mod tests {
    use super::{Definitions, Kind, Section, Setting, Shape, section};
    use crate::settings::Default;

    const INNER: &Section = &Section {
        doc: "Inside.",
        settings: &[Setting { name: "now", doc: "Now.", kind: Kind::Scalar(Shape::Bool), ..Setting::BASE }],
        later: &[Setting { name: "soon", doc: "Soon.", kind: Kind::Scalar(Shape::Bool), later: true, ..Setting::BASE }],
    };

    const OUTER: &Section = &Section {
        doc: "Outside.",
        settings: &[
            Setting {
                name: "group",
                doc: "Group.",
                kind: Kind::Group(INNER),
                default: Default::Is(""),
                ..Setting::BASE
            },
            Setting { name: "named", doc: "Named.", kind: Kind::Groups(INNER), ..Setting::BASE },
        ],
        later: &[Setting { name: "one_day", doc: "One day.", kind: Kind::Group(INNER), later: true, ..Setting::BASE }],
    };

    #[test]
    fn what_is_for_a_later_version_is_left_out() {
        let said = section(&mut Definitions::default(), "outer", "", OUTER).to_string();
        assert!(said.contains("\"group\"") && said.contains("\"named\""), "{said}");
        assert_eq!(said.matches("\"now\"").count(), 2, "{said}");
        assert!(!said.contains("soon") && !said.contains("one_day"), "{said}");
    }
}
