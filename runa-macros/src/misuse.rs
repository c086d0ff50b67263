//! The ways to misuse the attribute, in words: one function a message.
//!
//! Titles are in lower case without a full stop and end in their code; one help says what to write instead. R0601, a manifest that is
//! not found, is told where it is looked for: in `locate`.

use std::fmt::Display;

/// What a use of the attribute looks like, for every help that shows it.
const EXAMPLE: &str = "#[runa::app(manifest = \"ops.yaml\")]";

fn message(code: &str, title: impl Display, help: impl Display) -> String {
    format!("{title} [{code}]\n= help: {help}")
}

pub(crate) fn manifest_missing() -> String {
    message("R0602", "`#[runa::app]` does not say where the manifest is", format_args!("write `{EXAMPLE}`"))
}

pub(crate) fn unknown_argument(name: &str, nearest: Option<&str>) -> String {
    let title = format!("`#[runa::app]` has no argument `{name}`");
    match nearest {
        Some(nearest) => message("R0603", title, format_args!("did you mean `{nearest}`?")),
        None => message("R0603", title, "it takes `manifest` and `crate`"),
    }
}

pub(crate) fn later_argument(name: &str, instead: &str) -> String {
    message("R0603", format_args!("the argument `{name}` of `#[runa::app]` is not in this version"), instead)
}

pub(crate) fn nearly_later_argument(name: &str, later: &str, instead: &str) -> String {
    format!(
        "`#[runa::app]` has no argument `{name}` [R0603]\n= note: `{later}` comes in a later version\n= help: {instead}"
    )
}

pub(crate) fn repeated_argument(name: &str) -> String {
    message("R0604", format_args!("`{name}` is given twice"), format_args!("leave one `{name}`"))
}

pub(crate) fn not_an_argument() -> String {
    message("R0603", "an argument is a name, `=`, and a string", format_args!("write `{EXAMPLE}`"))
}

pub(crate) fn unnamed_manifest(path: &str) -> String {
    let help = format!("write `manifest = \"{path}\"`");
    message("R0602", format_args!("the string \"{path}\" stands without a name"), help)
}

pub(crate) fn not_a_string(name: &str, example: &str) -> String {
    message("R0605", format_args!("`{name}` takes a string literal"), format_args!("write `{name} = \"{example}\"`"))
}

pub(crate) fn absolute_path() -> String {
    let help = "name the file as seen from Cargo.toml, such as `manifest = \"ops.yaml\"`";
    message("R0605", "`manifest` takes a relative path, so that the crate builds on every machine", help)
}

pub(crate) fn not_a_path(path: &str) -> String {
    message(
        "R0605",
        format_args!("`{path}` is not the path of a crate"),
        "write it as in a `use`, such as `crate = \"runa\"`",
    )
}

pub(crate) fn not_async_main(found: &str) -> String {
    let help = "write `async fn main(ops: Ops)` below the attribute";
    message("R0606", format_args!("`#[runa::app]` stands on {found}, not on `async fn main`"), help)
}

pub(crate) fn not_plain(what: &str) -> String {
    message("R0606", format_args!("the `main` of `#[runa::app]` cannot be {what}"), "write `async fn main(ops: Ops)`")
}

pub(crate) fn parameters(count: usize) -> String {
    let title = format!("`main` takes the handles of the providers and nothing else, but has {count} parameters");
    message("R0607", title, "write `async fn main(ops: Ops)`")
}

pub(crate) fn no_parameter() -> String {
    message("R0607", "`main` does not take the handles of the providers", "write `async fn main(ops: Ops)`")
}

pub(crate) fn parameter_type() -> String {
    let help = "write `ops: Ops`; the attribute makes a struct of that name";
    message("R0607", "the parameter's type is the name of the struct to make, and nothing else", help)
}

pub(crate) fn type_from_elsewhere(path: &str, name: &str) -> String {
    let title = format!("`{path}` is a path, and a type from elsewhere is not in this version");
    message("R0607", title, format_args!("write `{name}`; the attribute makes it beside `main`"))
}

pub(crate) fn attribute_twice(path: &str) -> String {
    message("R0606", format_args!("`#[{path}]` stands on `main` twice"), "remove one of the two")
}

/// `#[tokio::main]` above the attribute has run already, and has had its own say about the parameter.
pub(crate) fn runtime_above() -> String {
    let title = "`#[tokio::main]` starts a runtime of its own above `#[runa::app]`";
    let help = "remove `#[tokio::main]`: runa starts the runtime itself; tokio's error about arguments goes with it";
    message("R0606", title, help)
}

pub(crate) fn second_runtime(attribute: &str) -> String {
    let title = format!("`{attribute}` starts a runtime of its own below `#[runa::app]`");
    message("R0606", title, format_args!("remove `{attribute}`: runa starts the runtime itself"))
}

/// What a derive of `Config` looks like, for every help that shows it.
const CONFIG: &str = "#[config(default = \"5s\", range = \"1s\"..=\"1m\", tunable)]";

pub(crate) fn no_config(found: Option<&str>) -> String {
    let title = match found {
        Some(found) => format!("`#[derive(Config)]` does not take {found}"),
        None => "`#[derive(Config)]` does not take this item".to_owned(),
    };
    message("R0608", title, "derive it for a struct with named fields, or for an enum whose variants hold nothing")
}

pub(crate) fn no_name_of_a_setting(name: &str) -> String {
    let title = format!("`{name}` is no name for a setting");
    message(
        "R0608",
        title,
        "use lower-case letters, digits and single `_`; `#[config(name = \"…\")]` gives another name",
    )
}

pub(crate) fn config_form() -> String {
    message("R0608", "`config` takes its arguments in parentheses", format_args!("write `{CONFIG}`"))
}

pub(crate) fn config_key(key: &str, nearest: Option<&str>, known: &[&str]) -> String {
    let title = format!("`#[config]` has no argument `{key}` here");
    match (nearest, known) {
        (Some(nearest), _) => message("R0608", title, format_args!("did you mean `{nearest}`?")),
        (None, []) => message("R0608", title, "it stands at fields and variants"),
        (None, known) => message("R0608", title, format_args!("it takes `{}`", known.join("`, `"))),
    }
}

pub(crate) fn config_value(key: &str, example: &str) -> String {
    message("R0608", format_args!("`{key}` is not of its form"), format_args!("write `#[config({example})]`"))
}
