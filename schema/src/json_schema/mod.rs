//! The JSON Schema of the manifest, for editors: made from the declarations, kept in `schema/ops.schema.json`.
//!
//! Promises: it accepts every manifest that the checker accepts. What the checker refuses, it refuses as far as one place can be judged
//! by itself: names, shapes, values and their bounds. Order, needs and rules between settings are the checker's alone; the table in
//! `schema/tests/docs/verdict.rs` says so code by code.
//!
//! Draft 7: what all editors know. Beside it stand keywords that yaml-language-server understands and others pass over:
//! `markdownDescription`, `markdownEnumDescriptions`, `patternErrorMessage`, `errorMessage`, `doNotSuggest`.

mod definitions;
mod entry;
mod json;
mod number;
mod pattern;
mod rule;
mod section;
mod value;

use crate::FORMAT;
use crate::check::name;
use crate::provider::{PROVIDERS, SERVER, SERVER_SECTION};
use definitions::{Definitions, refer};
use json::{Json, map, texts};

/// The schema, as `schema/ops.schema.json` has it.
pub fn text() -> String {
    format!("{}\n", root())
}

fn root() -> Json {
    let stage_name = || map().with("type", "string").with("pattern", name::STAGE);
    let properties = map()
        .with("runa", described("Format of the manifest.").with("enum", vec![Json::from(FORMAT)]))
        .with(
            "service",
            described("Name of the service: in every log line, on every metric.")
                .with("type", "string")
                .with("pattern", name::SERVICE)
                .with("patternErrorMessage", "a name has letters, digits, `-` and `_`, and begins with a letter or digit")
                .with("maxLength", i64::try_from(name::LONGEST).unwrap_or(i64::MAX)),
        )
        .with(
            "version",
            described("Version of the service. Default: the crate's.")
                .with("type", texts(["string", "number", "boolean"]))
                .with("minLength", 1),
        )
        .with(
            "default_stage",
            described("The stage of debug builds without `RUNA_STAGE`. A release build needs `RUNA_STAGE`.").and(stage_name()),
        )
        .with(
            "relaxed",
            described("The stages that are held to softer rules; every other is production. Default: those named `dev`, `test` or `local`.")
                .with("type", "array")
                .with("items", stage_name())
                .with("uniqueItems", true),
        )
        .with(SERVER, refer(SERVER))
        .with(
            "defaults",
            described("Settings for every stage that lists the provider, refined in a stage.")
                .with("type", texts(["object", "null"]))
                .with("properties", PROVIDERS.iter().fold(map(), |all, row| all.with(row.name, refer(row.name))))
                .with("patternProperties", map().with(&entry::own(), entry::own_provider()))
                .with("additionalProperties", false),
        )
        .with(
            "stages",
            described("The stages, each a list of its providers in the order in which they are installed.")
                .with("type", "object")
                .with("minProperties", 1)
                .with(
                    "propertyNames",
                    map()
                        .with("pattern", format!("^(?!({})$){}", name::NO_TEXT.join("|"), name::STAGE.trim_start_matches('^')))
                        .with("patternErrorMessage", "a stage has lower-case letters, digits and `_`, and begins with a letter"),
                )
                .with("additionalProperties", refer("stage")),
        );
    let mut all = Definitions::default();
    let sections = PROVIDERS.iter().map(|row| (row.name, row.section));
    for (name, section) in [(SERVER, SERVER_SECTION)].into_iter().chain(sections) {
        all.put(name, |all| described(&line(section.doc)).and(section::section(all, name, "", section)));
    }
    all.put("stage", |_| entry::stage());
    all.put("entry", |_| entry::entry());
    let rules = rule::all(&mut all);
    map()
        .with("$schema", "http://json-schema.org/draft-07/schema#")
        .with("description", "A manifest of runa: the operations of a service, stage by stage.")
        .with("type", "object")
        .with("properties", properties)
        .with("required", texts(["runa", "service", "stages"]))
        .with("additionalProperties", false)
        .with("allOf", rules)
        .with("definitions", all.finish())
}

/// A description, for editors that read Markdown and for those that do not.
fn described(text: &str) -> Json {
    map().with("description", text).with("markdownDescription", text)
}

/// A doc comment in one line.
fn line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
