//! Rules that depend on what stands elsewhere, as far as a schema can say them. They hold for settings that have their description
//! in another part of the schema, so nothing in them is suggested.

use super::json::{Json, map, texts};
use super::section::settings;
use crate::manifest::draft::RELAXED;
use crate::provider::{PROVIDERS, Place, Row};
use crate::settings::{Default, Kind, Section, Setting};

/// All of them, for the root.
pub(super) fn all() -> Vec<Json> {
    let mut all = Vec::new();
    for row in PROVIDERS.iter().filter(|row| row.places.len() > 1) {
        all.push(entries(row, "additionalProperties", |stage| stage, one_place(row.places)));
    }
    for row in PROVIDERS {
        if let Some(rule) = complete(row.section) {
            // What is missing here may stand in `defaults`.
            let defaults = map().with("properties", map().with(row.name, false));
            let alone = map().with("properties", map().with("defaults", defaults));
            let then = entries(row, "additionalProperties", |stage| stage, rule);
            all.push(map().with("if", alone).with("then", then));
        }
    }
    for row in PROVIDERS {
        let Some(rule) = by_reference(row.section) else { continue };
        let production = format!("^(?!({})$)", RELAXED.join("|"));
        let usual = map().with("properties", map().with("relaxed", false));
        let then = entries(row, "patternProperties", |stage| map().with(&production, stage), rule.clone());
        all.push(map().with("if", usual).with("then", then));
        let none = map().with("required", texts(["relaxed"]));
        let none = none.with("properties", map().with("relaxed", map().with("maxItems", 0)));
        all.push(map().with("if", none).with("then", entries(row, "additionalProperties", |stage| stage, rule)));
    }
    all
}

/// A rule for the entries of a provider, in the stages that `key` and `of` choose.
fn entries(row: &Row, key: &str, of: impl Fn(Json) -> Json, rule: Json) -> Json {
    let entry = map().with("properties", map().with(row.name, rule.with("doNotSuggest", true)));
    let providers = map().with("items", entry.clone()).with("doNotSuggest", true);
    let stage = map().with("items", entry).with("properties", map().with("providers", providers));
    map().with("properties", map().with("stages", map().with(key, of(stage)).with("doNotSuggest", true)))
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
    rule(properties, required)
}

fn rule(properties: Json, required: Vec<&str>) -> Option<Json> {
    let mut rule = map();
    let any = properties != map();
    if any {
        rule = rule.with("properties", properties);
    }
    if !required.is_empty() {
        rule = rule.with("required", texts(required));
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
    rule(properties, Vec::new())
}

fn reference(setting: &Setting) -> Json {
    let message = "production takes a secret by reference only: `{ from_env: NAME }`, without `default`";
    let reference =
        map().with("type", "object").with("properties", map().with("default", false)).with("errorMessage", message);
    if setting.default == Default::Unset {
        let none = map().with("const", "none").with("errorMessage", message);
        return map().with("anyOf", vec![reference, none]);
    }
    reference
}
