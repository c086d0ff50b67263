//! Which stage runs.

use runa_schema::nearest::nearest;

use super::report::Trouble;
use crate::kernel::app::{Manifest, Stage};

/// The variable that names it.
pub(super) const VARIABLE: &str = "RUNA_STAGE";

/// The stage that runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chosen {
    pub(crate) stage: &'static Stage,
    /// Nobody named it: it is the manifest's `default_stage`.
    pub(crate) by_default: bool,
}

/// Who says which stage is to run.
#[derive(Clone, Copy, Debug)]
pub(super) enum Named<'a> {
    /// The program, as with `Ops::start("prod")`.
    ByProgram(&'a str),
    /// The variable, if it is set.
    ByVariable(Option<&'a str>),
}

/// Chooses the stage that is named. Without a name a debug build runs `default_stage`; a release build never guesses.
pub(super) fn choose(manifest: &'static Manifest, named: Named<'_>, debug: bool) -> Result<Chosen, Box<Trouble>> {
    let find = |name: &str| manifest.stages.iter().find(|stage| stage.name == name);
    // A variable that is set to nothing is what a shell makes of an unset one.
    let name = match named {
        Named::ByProgram(name) => Some(name),
        Named::ByVariable(name) => name.filter(|name| !name.is_empty()),
    };
    match (name, manifest.default_stage) {
        (Some(name), _) => match find(name) {
            Some(stage) => Ok(Chosen { stage, by_default: false }),
            None => Err(unknown(manifest, name, matches!(named, Named::ByProgram(_)))),
        },
        (None, Some(name)) if debug => match find(name) {
            Some(stage) => Ok(Chosen { stage, by_default: true }),
            None => Err(unknown(manifest, name, false)),
        },
        (None, default) => Err(none(manifest, default)),
    }
}

fn unknown(manifest: &Manifest, name: &str, by_program: bool) -> Box<Trouble> {
    let near = nearest(name, manifest.stages.iter().map(|stage| stage.name));
    let help = match (near, by_program) {
        (Some(near), false) => format!("did you mean `{VARIABLE}={near}`?"),
        (None, false) => format!("set `{VARIABLE}` to one of them"),
        (Some(near), true) => format!("did you mean `\"{near}\"`?"),
        (None, true) => "name one of them".to_owned(),
    };
    Box::new(Trouble {
        code: "R0902",
        title: format!("there is no stage `{name}`"),
        place: if by_program {
            "the stage that the program asks for".into()
        } else {
            format!("the variable `{VARIABLE}`")
        },
        others: Vec::new(),
        note: Some(format!("{} has the stages {}", manifest.file, list(manifest))),
        help: Some(help),
    })
}

fn none(manifest: &Manifest, default: Option<&str>) -> Box<Trouble> {
    Box::new(Trouble {
        code: "R0901",
        title: "no stage is chosen".to_owned(),
        place: format!("the variable `{VARIABLE}`, which is not set"),
        others: Vec::new(),
        note: Some(match default {
            Some(default) => format!("`default_stage: {default}` is for debug builds; a release build never guesses"),
            None => format!("{} has no `default_stage`", manifest.file),
        }),
        help: Some(format!("set `{VARIABLE}` to one of {}", list(manifest))),
    })
}

fn list(manifest: &Manifest) -> String {
    let names: Vec<_> = manifest.stages.iter().map(|stage| format!("`{}`", stage.name)).collect();
    names.join(", ")
}
