//! Rules that depend on what stands elsewhere, as far as a schema can say them. They hold for settings that have their description
//! in another part of the schema, so nothing in them is suggested.

use super::definitions::Definitions;
use super::entry;
use super::json::{Json, map, texts};
use super::section::settings;
use crate::manifest::draft::RELAXED;
use crate::provider::{PROVIDERS, Place, Row};
use crate::settings::{Default, Kind, Section, Setting};

/// All of them, for the root.
pub(super) fn all(definitions: &mut Definitions) -> Vec<Json> {
    let places = PROVIDERS.iter().filter(|row| row.places.len() > 1).map(|row| (row, one_place(row.places)));
    let places = of_entry(definitions, "entry.one_place", places);
    let names = map().with("enum", texts(PROVIDERS.iter().map(|row| row.name)));
    let no_own = map().with("properties", map().with("defaults", map().with("propertyNames", names)));
    let mut all =
        vec![everywhere(&places), map().with("if", no_own).with("then", everywhere(&entry::without_defaults()))];
    for row in PROVIDERS {
        if let Some(rule) = complete(row.section) {
            // What is missing here may stand in `defaults`.
            let defaults = map().with("properties", map().with(row.name, false));
            let alone = map().with("properties", map().with("defaults", defaults));
            let rule = of_entry(definitions, &format!("entry.complete_{}", row.name), [(row, rule)]);
            all.push(map().with("if", alone).with("then", everywhere(&rule)));
        }
    }
    let secrets = PROVIDERS.iter().filter_map(|row| Some((row, by_reference(row.section)?)));
    let secrets = of_entry(definitions, "entry.by_reference", secrets);
    let usual = map().with("properties", map().with("relaxed", false));
    let production = map().with(&format!("^(?!({})$)", RELAXED.join("|")), stage(&secrets));
    all.push(map().with("if", usual).with("then", stages("patternProperties", production)));
    let none = map().with("maxItems", 0);
    let none = map().with("required", texts(["relaxed"])).with("properties", map().with("relaxed", none));
    all.push(map().with("if", none).with("then", everywhere(&secrets)));
    all
}

/// Rules for the settings of an entry, by its provider.
fn of_entry(definitions: &mut Definitions, name: &str, rules: impl IntoIterator<Item = (&'static Row, Json)>) -> Json {
    let properties =
        rules.into_iter().fold(map(), |all, (row, rule)| all.with(row.name, rule.with("doNotSuggest", true)));
    definitions.put(name, |_| map().with("properties", properties))
}

/// A rule for the entries of one stage.
fn stage(rule: &Json) -> Json {
    let items = || map().with("items", rule.clone());
    let providers = items().with("doNotSuggest", true);
    items().with("properties", map().with("providers", providers))
}

/// A rule for the entries of all stages.
fn everywhere(rule: &Json) -> Json {
    stages("additionalProperties", stage(rule))
}

fn stages(key: &str, rule: Json) -> Json {
    map().with("properties", map().with("stages", map().with(key, rule).with("doNotSuggest", true)))
}

/// Places of which only one can hold.
fn one_place(places: &[Place]) -> Json {
    let names: Vec<_> = places.iter().map(|place| place.name).collect();
    let others = |name: &str| {
        let others = names.iter().filter(|other| **other != name);
        map()
            .with("properties", others.fold(map(), |all, other| all.with(other, false)))
            .with("errorMessage", "only one of them can hold")
    };
    map().with("dependencies", names.iter().fold(map(), |all, name| all.with(name, others(name))))
}

/// What must be written in a section that is there; `None`: nothing.
fn complete(section: &'static Section) -> Option<Json> {
    let mut required = Vec::new();
    let mut properties = map();
    for setting in settings(section) {
        let inside = match setting.kind {
            Kind::Scalar(_) => None,
            Kind::Group(inner) => complete(inner).map(|rule| map().with("type", "object").and(rule)),
            Kind::Groups(inner) => {
                complete(inner).map(|rule| map().with("additionalProperties", map().with("type", "object").and(rule)))
            }
        };
        let within = inside.is_some() && setting.default != Default::Unset && matches!(setting.kind, Kind::Group(_));
        if setting.default == Default::Required || within {
            required.push(setting.name);
        }
        if let Some(rule) = inside {
            properties = properties.with(setting.name, rule.with("doNotSuggest", true));
        }
    }
    let written: Vec<_> = required.iter().map(|name| format!("`{name}`")).collect();
    let rule = rule(properties, &required)?;
    if required.is_empty() {
        return Some(rule);
    }
    // Nothing behind its key is a mapping without settings; of anything else something else is wrong.
    let something = texts(["object", "array", "string", "number", "boolean"]);
    Some(rule.with("type", something).with("errorMessage", format!("{} must be written", written.join(" and "))))
}

fn rule(properties: Json, required: &[&str]) -> Option<Json> {
    let mut rule = map();
    let any = properties != map();
    if any {
        rule = rule.with("properties", properties);
    }
    if !required.is_empty() {
        rule = rule.with("required", texts(required.iter().copied()));
    } else if !any {
        return None;
    }
    Some(rule)
}

/// Secrets by reference, and without a default beside it; `None`: the section has no secret.
fn by_reference(section: &'static Section) -> Option<Json> {
    let mut properties = map();
    for setting in settings(section) {
        let inside = match setting.kind {
            Kind::Scalar(_) => setting.secret.then(|| reference(setting)),
            Kind::Group(inner) => by_reference(inner),
            Kind::Groups(inner) => by_reference(inner).map(|rule| map().with("additionalProperties", rule)),
        };
        if let Some(rule) = inside {
            properties = properties.with(setting.name, rule.with("doNotSuggest", true));
        }
    }
    rule(properties, &[])
}

/// Bounds of texts pass over a mapping, and keys of a mapping over a text; an `anyOf` would mislead what hovers in an editor.
fn reference(setting: &Setting) -> Json {
    let types = if setting.default == Default::Unset { texts(["object", "string"]) } else { texts(["object"]) };
    map()
        .with("type", types)
        .with("pattern", "^none$")
        .with("properties", map().with("default", false))
        .with("errorMessage", "production takes a secret by reference only: `{ from_env: NAME }`, without `default`")
}

#[cfg(test)]
mod tests {
    use super::{Default, Kind, Section, Setting, by_reference, complete};
    use crate::value::Shape;

    const TEXT: Setting = Setting { kind: Kind::Scalar(Shape::Text), ..Setting::BASE };

    const INNER: &Section = &Section {
        doc: "",
        settings: &[
            Setting { name: "must", default: Default::Required, ..TEXT },
            Setting { name: "may", secret: true, ..TEXT },
            Setting { name: "soon", default: Default::Required, secret: true, later: true, ..TEXT },
        ],
    };

    fn outer(kind: Kind, default: Default) -> &'static Section {
        let group = Setting { name: "group", kind, default, ..Setting::BASE };
        Box::leak(Box::new(Section { doc: "", settings: Box::leak(Box::new([group])) }))
    }

    fn required(section: &'static Section) -> Vec<String> {
        let said = complete(section).map(|rule| rule.to_string()).unwrap_or_default();
        said.split("\"required\": [").skip(1).filter_map(|rest| rest.split(']').next()).map(str::to_owned).collect()
    }

    #[test]
    fn what_must_be_written_must_be_there_where_its_group_is() {
        assert_eq!(required(INNER), ["\"must\""]);
        assert_eq!(required(outer(Kind::Group(INNER), Default::Unset)), ["\"must\""], "only if it is written");
        assert_eq!(required(outer(Kind::Group(INNER), Default::Is(""))), ["\"must\"", "\"group\""], "always");
        assert_eq!(required(outer(Kind::Groups(INNER), Default::Is(""))), ["\"must\""], "under each name");
        let nothing = &Section { doc: "", settings: &[Setting { name: "may", ..TEXT }] };
        assert!(complete(nothing).is_none() && by_reference(nothing).is_none());
    }

    #[test]
    fn secrets_are_references_at_any_depth() {
        for kind in [Kind::Group(INNER), Kind::Groups(INNER)] {
            let said = by_reference(outer(kind, Default::Unset)).map(|rule| rule.to_string()).unwrap_or_default();
            assert!(said.contains("\"may\"") && said.contains("\"default\": false"), "{said}");
            assert!(!said.contains("must") && !said.contains("soon"), "{said}");
        }
    }
}
