//! The ways to misuse the macros, in words: one function a message.
//!
//! Titles are in lower case without a full stop and end in their code; one help says what to write instead. R0601, a manifest that is
//! not found, is told where it is looked for: in `locate`.

use std::fmt::{self, Display};

use runa_schema::nearest::nearest;
use runa_schema::provider::RUNTIME_SECTION;
use runa_schema::value::{Shape, Wrong};

use crate::arguments::Taker;

/// What a use of the attribute looks like, for every help that shows it.
const EXAMPLE: &str = "#[runa::app(manifest = \"ops.yaml\")]";

/// What a use of the item macro looks like.
const ITEM: &str = "runa::manifest!(\"ops.yaml\" as Ops);";

/// What a test looks like.
const TEST: &str = "#[runa::test(stage = \"test\")]";

/// What its function looks like.
const TEST_FN: &str = "async fn answers(app: runa::test::App<Ops>)";

/// What `runtime` looks like.
const RUNTIME: &str = "runtime(flavor = \"current_thread\")";

fn message(code: &str, title: impl Display, help: impl Display) -> String {
    format!("{title} [{code}]\n= help: {help}")
}

/// As it is called in a sentence.
impl Display for Taker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::App => "`#[runa::app]`",
            Self::Manifest => "`runa::manifest!`",
            Self::Test => "`#[runa::test]`",
        })
    }
}

/// Words as a sentence has them: "`a`, `b` and `c`".
fn words(words: &[&str]) -> String {
    crate::emit::text::enumerate(words.iter().copied())
}

pub(crate) fn manifest_missing() -> String {
    let help =
        format!("write `{EXAMPLE}`; of a struct that `runa::manifest!` makes, write the path: `ops: crate::Ops`");
    message("R0602", "`#[runa::app]` does not say where the manifest is", help)
}

pub(crate) fn unknown_argument(taker: Taker, name: &str) -> String {
    let title = format!("{taker} has no argument `{name}`");
    match nearest(name, taker.takes().iter().copied()) {
        Some(nearest) => message("R0603", title, format_args!("did you mean `{nearest}`?")),
        None if taker != Taker::Manifest && RUNTIME_SECTION.find(name).is_some() => {
            message("R0603", title, format_args!("write `runtime({name} = …)`"))
        }
        None if taker != Taker::App && Taker::App.takes().contains(&name) => {
            message("R0603", title, "write it where the process starts, in `#[runa::app(…)]` on `main`")
        }
        None => message("R0603", title, format_args!("it takes {}", words(taker.takes()))),
    }
}

pub(crate) fn unknown_in_runtime(taker: Taker, name: &str) -> String {
    let title = format!("`runtime` of {taker} has no argument `{name}`");
    let known: Vec<_> = RUNTIME_SECTION.settings.iter().map(|setting| setting.name).collect();
    match nearest(name, known.iter().copied()) {
        Some(nearest) => message("R0603", title, format_args!("did you mean `{nearest}`?")),
        None => message("R0603", title, format_args!("it takes {}", words(&known))),
    }
}

pub(crate) fn repeated_argument(name: &str) -> String {
    message("R0604", format_args!("`{name}` is given twice"), format_args!("leave one `{name}`"))
}

pub(crate) fn not_an_argument(taker: Taker) -> String {
    let help = match taker {
        Taker::App => format!("write `{EXAMPLE}`"),
        Taker::Manifest => {
            "write it behind the name, such as `runa::manifest!(\"ops.yaml\" as Ops, stage = \"prod\");`".into()
        }
        Taker::Test => format!("write `{TEST}`"),
    };
    message("R0603", "an argument is a name, `=`, and a value", help)
}

pub(crate) fn unnamed_string(taker: Taker, text: &str) -> String {
    let name = if taker == Taker::App { "manifest" } else { "stage" };
    message(
        "R0602",
        format_args!("the string \"{text}\" stands without a name"),
        format_args!("write `{name} = \"{text}\"`"),
    )
}

pub(crate) fn not_a_string(name: &str) -> String {
    let example = match name {
        "manifest" => "ops.yaml",
        "stage" => "prod",
        _ => "runa",
    };
    message("R0605", format_args!("`{name}` takes a string literal"), format_args!("write `{name} = \"{example}\"`"))
}

pub(crate) fn absolute_path() -> String {
    let help = "name the file as seen from Cargo.toml, such as `ops.yaml`";
    message("R0605", "the path of a manifest is relative, so that the crate builds on every machine", help)
}

pub(crate) fn not_a_crate(path: &str) -> String {
    message(
        "R0605",
        format_args!("`{path}` is not the path of a crate"),
        "write it as in a `use`, such as `crate = \"runa\"`",
    )
}

pub(crate) fn not_a_function() -> String {
    message(
        "R0611",
        "`layers` takes the path of a function",
        "write `layers = layers`, with `fn layers(stage: &str) -> …`",
    )
}

pub(crate) fn not_a_runtime() -> String {
    message("R0610", "`runtime` takes its arguments in parentheses", format_args!("write `{RUNTIME}`"))
}

pub(crate) fn not_of_the_shape(name: &str, shape: Shape) -> String {
    let (what, example) = match shape {
        Shape::Int => ("a number", "4"),
        Shape::Duration => ("a string literal", "\"5s\""),
        _ => ("a string literal", "\"current_thread\""),
    };
    message("R0610", format_args!("`{name}` takes {what}"), format_args!("write `{name} = {example}`"))
}

pub(crate) fn wrong_in_runtime(name: &str, text: &str, shape: Shape, wrong: &Wrong) -> String {
    let title = format!("`{text}` is no `{name}` of `runtime`");
    match wrong {
        Wrong::UnknownWord(Some(near)) => message("R0610", title, format_args!("did you mean `{near}`?")),
        _ => message("R0610", title, format_args!("write {}", shape.describe())),
    }
}

pub(crate) fn out_of_range(name: &str, text: &str, (low, high): (&str, &str)) -> String {
    let help = match name {
        "worker_threads" => {
            format!("write a number from `{low}` to `{high}`, or leave `{name}` out: one for each core")
        }
        _ => format!("write a value from `{low}` to `{high}`"),
    };
    message("R0610", format_args!("`{name} = {text}` is out of range"), help)
}

pub(crate) fn threads_without_effect() -> String {
    let title = "`worker_threads` has no effect with `flavor = \"current_thread\"`";
    message("R0610", title, "leave one of the two: a `current_thread` runtime has one thread")
}

pub(crate) fn unknown_stage<'a>(named_by: &str, name: &str, stages: impl Iterator<Item = &'a str> + Clone) -> String {
    let title = format!("there is no stage `{name}`, which {named_by} names");
    match nearest(name, stages.clone()) {
        Some(near) => message("R0609", title, format_args!("did you mean `{near}`?")),
        None => message("R0609", title, format_args!("name one of {}", words(&stages.collect::<Vec<_>>()))),
    }
}

pub(crate) fn stage_without_manifest(path: &str) -> String {
    let help =
        format!("write it where `{path}` is made: `runa::manifest!(\"ops.yaml\" as {}, stage = …);`", last(path));
    message("R0612", format_args!("`stage` says what is built of a manifest, and `{path}` is made elsewhere"), help)
}

pub(crate) fn item_without_manifest() -> String {
    let title = "`runa::manifest!` does not say where the manifest is";
    message("R0602", title, format_args!("write `{ITEM}`"))
}

pub(crate) fn item_without_name(path: &str) -> String {
    let help = format!("write `runa::manifest!(\"{path}\" as Ops);`");
    message("R0613", "`runa::manifest!` does not say what the struct is called", help)
}

pub(crate) fn item_named_by_a_path() -> String {
    let title = "`runa::manifest!` makes the struct where it stands, so its name is not a path";
    message("R0613", title, format_args!("write `{ITEM}` in the module where the struct is to be"))
}

pub(crate) fn no_documentation() -> String {
    let title = "`runa::manifest!` takes no attributes but documentation";
    message("R0613", title, "leave `///` lines in front of the path, and nothing else")
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

pub(crate) fn made_elsewhere(path: &str) -> String {
    let title = format!("`{path}` is a path, so it is made elsewhere, but `manifest` makes a struct here");
    message("R0607", title, format_args!("write `{}`, or take `manifest` out", last(path)))
}

/// The name at the end of a path.
fn last(path: &str) -> &str {
    path.rsplit(':').next().unwrap_or(path)
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
    message(
        "R0606",
        title,
        format_args!("remove `{attribute}`: runa starts the runtime itself; `runtime(…)` shapes it"),
    )
}

pub(crate) fn test_without_stage() -> String {
    message("R0615", "`#[runa::test]` does not say in which stage the app is tested", format_args!("write `{TEST}`"))
}

pub(crate) fn not_a_test(found: &str) -> String {
    let title = format!("`#[runa::test]` stands on {found}, not on an `async fn`");
    message("R0614", title, format_args!("write `{TEST_FN}` below the attribute"))
}

pub(crate) fn test_not_plain(what: &str) -> String {
    message("R0614", format_args!("a test of `#[runa::test]` cannot be {what}"), format_args!("write `{TEST_FN}`"))
}

pub(crate) fn second_test(path: &str) -> String {
    let title = format!("`#[{path}]` makes a second test of what `#[runa::test]` has made one");
    message("R0614", title, format_args!("remove `#[{path}]`: runa starts the runtime itself; `runtime(…)` shapes it"))
}

pub(crate) fn not_the_app(count: usize) -> String {
    let title = match count {
        0 => "the test does not take the app that it tests".to_owned(),
        1 => "the test takes itself, and not the app that it tests".to_owned(),
        _ => format!("the test takes the app and nothing else, but has {count} parameters"),
    };
    message("R0616", title, format_args!("write `{TEST_FN}`"))
}

/// Said by rustc when it has looked at the manifest, whose stages a macro does not see.
pub(crate) fn stage_of_no_test(stage: &str) -> String {
    let title = format!("the manifest of the app has no stage `{stage}`");
    message("R0617", title, "name one of its stages, as they stand below `stages:`")
}

pub(crate) fn not_pairs(name: &str) -> String {
    let (what, example) = match name {
        "env" => ("names of variables and their values", "(\"REDIS_URL\", \"redis://127.0.0.1\")"),
        _ => ("paths of settings and their values", "(\"server.drain.delay\", \"1s\")"),
    };
    message("R0618", format_args!("`{name}` takes pairs: {what}"), format_args!("write `{name} = [{example}]`"))
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
