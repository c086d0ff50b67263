//! Stages, and the entries of their lists.

use super::definitions::refer;
use super::json::{Json, map, texts};
use super::{described, line};
use crate::check::name;
use crate::provider::{PROVIDERS, SERVER};

/// A stage: a list of providers, or a mapping when it has settings of its own.
pub(super) fn stage() -> Json {
    let list = || map().with("type", "array").with("items", refer("entry"));
    let providers = described("The providers of the stage, in the order in which they are installed.").and(list());
    let mapping = map()
        .with("type", "object")
        .with("properties", map().with(SERVER, refer(SERVER)).with("providers", providers))
        .with("required", texts(["providers"]))
        .with("additionalProperties", false);
    map().with("anyOf", vec![list(), mapping])
}

/// An entry of the list: a name, or one name with settings. A name that is none of runa's is a provider of the user's own.
pub(super) fn entry() -> Json {
    let docs: Vec<_> = PROVIDERS.iter().map(|row| line(row.section.doc)).collect();
    let docs = || texts(docs.iter().map(String::as_str));
    let name = map()
        .with("type", "string")
        .with("enum", texts(PROVIDERS.iter().map(|row| row.name)))
        .with("enumDescriptions", docs())
        .with("markdownEnumDescriptions", docs());
    let settings = map()
        .with("type", "object")
        .with("properties", PROVIDERS.iter().fold(map(), |all, row| all.with(row.name, refer(row.name))))
        .with("patternProperties", map().with(&own(), own_provider()))
        .with("additionalProperties", false)
        .with("minProperties", 1)
        .with("maxProperties", 1);
    let own = map().with("type", "string").with("pattern", own()).with("doNotSuggest", true);
    map().with("anyOf", vec![name, own, settings])
}

/// An entry where `defaults` has no provider of the user's own: then a name is one of runa's, and one of the user's own says its type.
pub(super) fn without_defaults() -> Json {
    let names = map().with("enum", texts(PROVIDERS.iter().map(|row| row.name)));
    let text = map().with("if", map().with("type", "string")).with("then", names);
    // Without `use` it is no provider at all: said once, and nothing else of it.
    let complete = map().with("required", texts(["use"])).with("doNotSuggest", true).with(
        "errorMessage",
        "no provider of runa; one of your own has `use:` with its type, and its settings in `config:`",
    );
    text.with("patternProperties", map().with(&own(), complete))
}

/// A name that is none of runa's.
pub(super) fn own() -> String {
    let known: Vec<_> = PROVIDERS.iter().map(|row| row.name).chain([SERVER]).collect();
    let pattern = name::STAGE.trim_start_matches('^');
    format!("^(?!({})$){pattern}", known.join("|"))
}

pub(super) fn own_provider() -> Json {
    let path = described("Path of the type that is the provider, such as `crate::billing::Billing`.")
        .with("type", "string")
        .with("minLength", 1);
    let config = described("Its settings, as its own type declares them.").with("type", texts(["object", "null"]));
    let known = map().with("use", path).with("config", config);
    // Of a name that is misspelt, nothing else is said.
    let keys = map().with("properties", known.clone()).with("additionalProperties", false);
    map()
        .with("type", "object")
        .with("properties", known)
        .with("dependencies", map().with("use", keys.clone()).with("config", keys))
}
