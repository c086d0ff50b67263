//! What is wrong at start, in the form of a compiler's error: what, where it comes from, why, how to mend it.

use std::fmt::Write as _;

use runa_schema::resolve::{Failure, Origin, Problem, Resolved, override_name};
use runa_schema::rule::{Finding, Fix, Place, View};
use runa_schema::settings::{Kind, Setting};
use runa_schema::value::{Shape, Wrong};

use super::stage::Chosen;
use crate::kernel::app::Manifest;

/// One thing that is wrong.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) code: &'static str,
    pub(super) title: String,
    /// Where the wrong thing comes from.
    pub(super) place: String,
    /// Other places that are part of it.
    pub(super) others: Vec<String>,
    pub(super) note: Option<String>,
    pub(super) help: Option<String>,
}

/// All of them, and how many.
pub(super) fn show(service: &str, troubles: &[Trouble]) -> String {
    let mut text = String::new();
    for trouble in troubles {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "error: {} [{}]\n  --> {}", trouble.title, trouble.code, trouble.place);
        for other in &trouble.others {
            let _ = writeln!(text, "  ::: {other}");
        }
        if let Some(note) = &trouble.note {
            let _ = writeln!(text, "   = note: {note}");
        }
        if let Some(help) = &trouble.help {
            let _ = writeln!(text, "   = help: {help}");
        }
        text.push('\n');
    }
    let count = troubles.len();
    let _ = writeln!(text, "`{service}` has not started: {count} error{}", if count == 1 { "" } else { "s" });
    text
}

/// A value that could not be resolved.
pub(super) fn of_failure(failure: &Failure, manifest: &Manifest, chosen: &Chosen) -> Trouble {
    let Failure { section, path, problem, origin } = failure;
    let stage = chosen.stage.name;
    let setting = format!("`{section}.{path}`");
    // An override that has no setting is called as it was written.
    let called = if let Origin::Test(written) = origin { written } else { path };
    let tested = matches!(origin, Origin::Test(_));
    let (code, title, help) = match problem {
        Problem::MissingVariable(name) => (
            "R0903",
            format!("{setting} needs the variable `{name}`, which is not set, in stage `{stage}`"),
            // A secret of production has no default.
            Some(if secret(section, path) && !chosen.stage.relaxed {
                format!("set `{name}`")
            } else {
                format!("set `{name}`, or give the reference a `default`")
            }),
        ),
        Problem::UnreadableFile(file, error) => (
            "R0903",
            format!("{setting} needs the file `{file}`, which cannot be read, in stage `{stage}`: {error}"),
            None,
        ),
        Problem::Wrong(text, shape, wrong) => (
            "R0904",
            format!("{} is no value of {setting}, in stage `{stage}`", shown(text.as_deref())),
            Some(instead(shape, wrong)),
        ),
        Problem::OutOfRange(text, low, high) => (
            "R0904",
            format!("{} is out of range for {setting}, in stage `{stage}`", shown(text.as_deref())),
            Some(format!("write a value from `{low}` to `{high}`")),
        ),
        Problem::Required => (
            "R0308",
            format!("{setting} has no value, in stage `{stage}`"),
            Some(format!("set `{}`, or give it in {}", override_name(section, path), manifest.file)),
        ),
        Problem::UnknownOverride(near) => (
            "R0905",
            format!("`{called}` names no setting"),
            Some(match near {
                Some(near) if tested => format!("did you mean `{}`?", path_of(near)),
                Some(near) => format!("did you mean `{near}`?"),
                None if tested => {
                    format!("take `{called}` away; a path is `<provider>.<setting>`, such as `server.drain.delay`")
                }
                None => format!("take `{path}` away; `RUNA__<PROVIDER>__<SETTING>` names a setting"),
            }),
        ),
        Problem::FixedOverride => match below_own_names(section, path) {
            Some(own) => (
                "R0906",
                format!(
                    "{setting} cannot be overridden: below `{section}.{own}` are names of your own, not of variables"
                ),
                Some(by_reference(section, path, manifest)),
            ),
            None => (
                "R0906",
                format!("{setting} cannot be changed at start: it is fixed when the program is built"),
                Some(format!("change it in {} and build again", manifest.file)),
            ),
        },
        Problem::NotInThisVersion => (
            "R0310",
            format!("{setting} is not in this version"),
            Some(if tested {
                format!("take `{called}` away")
            } else {
                format!("take `{}` away", override_name(section, path))
            }),
        ),
        Problem::OtherStage => (
            "R0906",
            format!("`{called}` is for `{section}`, which stage `{stage}` does not list"),
            Some(format!("take `{called}` away, or list `{section}` in stage `{stage}`")),
        ),
        Problem::NotWritten(group) => (
            "R0906",
            format!("`{called}` is for `{section}.{group}`, which the manifest does not write in stage `{stage}`"),
            Some(format!("take `{called}` away, or write `{group}` for `{section}` in stage `{stage}`")),
        ),
        Problem::UnreadableOverrides(file, error) => (
            "R0907",
            format!("the file of overrides `{file}` cannot be read: {error}"),
            Some("let `RUNA_OVERRIDES` name a file that can be read, or unset it".to_owned()),
        ),
        Problem::BadOverridesLine => (
            "R0907",
            format!("`{path}` is no override"),
            Some("a line is `RUNA__<PROVIDER>__<SETTING>=value`, a comment after `#`, or empty".to_owned()),
        ),
    };
    Trouble { code, title, place: from(origin, section, path, manifest), others: Vec::new(), note: None, help }
}

/// The setting below which the user's own names stand, if a path leads there.
fn below_own_names(section: &str, path: &str) -> Option<&'static str> {
    let declared = runa_schema::provider::section(section)?;
    let groups = declared.settings.iter().find(|setting| Some(setting.name) == path.split('.').next())?;
    matches!(groups.kind, Kind::Groups(_)).then_some(groups.name)
}

/// How a value below the user's own names is changed at start all the same.
fn by_reference(section: &str, path: &str, manifest: &Manifest) -> String {
    let name = path.rsplit('.').next().unwrap_or(path);
    let variable = format!("{section}_{path}").replace(|c: char| !c.is_ascii_alphanumeric(), "_").to_uppercase();
    let file = manifest.file;
    match runa_schema::provider::section(section).and_then(|section| section.find(path)) {
        Some(Setting { kind: Kind::Scalar(_), .. }) => {
            format!("let {file} refer to a variable: `{name}: {{ from_env: {variable} }}`")
        }
        _ => format!("let {file} refer to a variable for each value that is to be changed: `{{ from_env: NAME }}`"),
    }
}

/// A value that asks for something which is not built in.
pub(super) fn of_feature(resolved: &Resolved, what: &str, feature: &str, manifest: &Manifest) -> Trouble {
    let Resolved { section, path, origin, .. } = resolved;
    Trouble {
        code: "R0701",
        title: format!("`{section}.{path}` asks for {what}, which needs the feature `{feature}` of the crate `runa`"),
        place: from(origin, section, path, manifest),
        others: Vec::new(),
        note: None,
        help: Some(format!(
            "in Cargo.toml, turn it on: `runa = {{ version = \"{VERSION}\", features = [\"{feature}\"] }}`"
        )),
    }
}

/// As a dependency names it: without the patch level.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// Whether a setting is a secret; one that nobody knows is none.
fn secret(section: &str, path: &str) -> bool {
    runa_schema::provider::section(section).and_then(|section| section.find(path)).is_some_and(|setting| setting.secret)
}

/// A rule that the resolved values break.
pub(super) fn of_finding(finding: &Finding, view: &View<'_>, manifest: &Manifest) -> Trouble {
    let place = |place: &Place, label: &str| {
        let Place { section, path } = place;
        let value = view.value(section, path).map_or_else(|| "none".to_owned(), ToString::to_string);
        let from = from(view.origin(section, path).unwrap_or(&Origin::Default), section, path, manifest);
        let separator = if label.is_empty() { "" } else { ": " };
        if path.is_empty() {
            // The whole section, not one of its settings.
            return format!("`{section}`{separator}{label}");
        }
        format!("{from} (`{section}.{path}` is `{value}`){separator}{label}")
    };
    Trouble {
        code: finding.code,
        title: finding.title.clone(),
        place: place(&finding.at, &finding.label),
        others: finding.others.iter().map(|(other, label)| place(other, label)).collect(),
        note: finding.note.clone(),
        help: Some(in_variables(finding, view).unwrap_or_else(|| finding.help.clone())),
    }
}

/// The change that mends a finding, as somebody writes it who has set a variable and no manifest.
fn in_variables(finding: &Finding, view: &View<'_>) -> Option<String> {
    let Finding { at, others, fix, .. } = finding;
    let Some(Fix::Set(mended, value)) = fix else { return None };
    // A reference is written in a manifest, and a list there has brackets.
    if value.starts_with('{') {
        return None;
    }
    let list = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
    let value = list.unwrap_or(value).replace('"', "");
    let places = || others.iter().map(|(place, _)| place).chain([at, mended]);
    let mut origins = places().filter_map(|place| view.origin(&place.section, &place.path));
    if origins.clone().any(|origin| matches!(origin, Origin::Test(_))) {
        return Some(format!("write `overrides = [(\"{}.{}\", \"{value}\")]`", mended.section, mended.path));
    }
    let overridden = |origin: &Origin| matches!(origin, Origin::Override(_) | Origin::OverridesFile { .. });
    origins.any(overridden).then(|| format!("set `{}={value}`", override_name(&mended.section, &mended.path)))
}

/// A variable that is no text.
pub(super) fn not_utf8(name: &str) -> Trouble {
    Trouble {
        code: "R0904",
        title: format!("`{name}` is not UTF-8"),
        place: format!("the variable `{name}`"),
        others: Vec::new(),
        note: None,
        help: Some(format!("set `{name}` to text in UTF-8, or unset it")),
    }
}

/// A number of workers that is none, in the variable that tokio reads by itself and would panic at.
pub(super) fn no_workers(name: &str, text: &str) -> Trouble {
    Trouble {
        code: "R0904",
        title: format!("`{text}` is no value of `{name}`"),
        place: format!("the variable `{name}`"),
        others: Vec::new(),
        note: None,
        help: Some(format!("set `{name}` to a whole number from `1`, or unset it")),
    }
}

/// A settings struct that does not fit its own declaration: a mistake in the code of a provider.
pub(super) fn unreadable(section: &str) -> Trouble {
    Trouble {
        code: "R0908",
        title: format!("the settings of `{section}` cannot be read"),
        place: format!("`{section}`"),
        others: Vec::new(),
        note: Some("its `Settings::read` does not fit its `Settings::SECTION`".to_owned()),
        help: None,
    }
}

/// Where a value comes from.
fn from(origin: &Origin, section: &str, path: &str, manifest: &Manifest) -> String {
    let at = |line: &u32, column: &u32| format!("{}:{line}:{column}", manifest.file);
    match origin {
        Origin::Manifest { line, column } => at(line, column),
        Origin::Variable { name, line, column } => format!("{}, the variable `{name}`", at(line, column)),
        Origin::File { path, line, column } => format!("{}, the file `{path}`", at(line, column)),
        Origin::Override(name) => format!("the variable `{name}`"),
        Origin::Test(path) => format!("`{path}` in `overrides` of `#[runa::test]`"),
        Origin::OverridesFile { path, line, name } => format!("{path}:{line}, `{name}`"),
        Origin::Sockets => "the sockets that `LISTEN_FDS` passes".to_owned(),
        Origin::Attribute => format!("`{section}(…)` of `#[runa::app]`"),
        Origin::Default => format!("the default of `{section}.{path}`"),
    }
}

/// The path that the name of an override stands for.
fn path_of(name: &str) -> String {
    name.trim_start_matches("RUNA__").to_lowercase().replace("__", ".")
}

fn shown(text: Option<&str>) -> String {
    text.map_or_else(|| "what is written there (a secret, not shown)".to_owned(), |text| format!("`{text}`"))
}

fn instead(shape: &Shape, wrong: &Wrong) -> String {
    match wrong {
        Wrong::BareNumber(instead) => {
            let instead: Vec<_> = instead.iter().map(|text| format!("`{text}`")).collect();
            format!("a number needs a unit: {}", instead.join(" or "))
        }
        Wrong::UnknownWord(Some(near)) => format!("did you mean `{near}`?"),
        Wrong::Later(Some(near)) => format!("it is not in this version: write `{near}`"),
        Wrong::Later(None) => "it is not in this version".to_owned(),
        Wrong::Malformed(rule) => (*rule).to_owned(),
        Wrong::Type | Wrong::UnknownWord(None) => format!("write {}", shape.describe()),
    }
}
