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

/// Chooses the stage that the variable names. Without it a debug build runs `default_stage`; a release build never guesses.
pub(super) fn choose(manifest: &'static Manifest, named: Option<&str>, debug: bool) -> Result<Chosen, Box<Trouble>> {
    let find = |name: &str| manifest.stages.iter().find(|stage| stage.name == name);
    // A variable that is set to nothing is what a shell makes of an unset one.
    match (named.filter(|name| !name.is_empty()), manifest.default_stage) {
        (Some(name), _) => match find(name) {
            Some(stage) => Ok(Chosen { stage, by_default: false }),
            None => Err(unknown(manifest, name)),
        },
        (None, Some(name)) if debug => match find(name) {
            Some(stage) => Ok(Chosen { stage, by_default: true }),
            None => Err(unknown(manifest, name)),
        },
        (None, default) => Err(none(manifest, default)),
    }
}

fn unknown(manifest: &Manifest, name: &str) -> Box<Trouble> {
    let near = nearest(name, manifest.stages.iter().map(|stage| stage.name));
    Box::new(Trouble {
        code: "R0902",
        title: format!("there is no stage `{name}`"),
        place: format!("the variable `{VARIABLE}`"),
        others: Vec::new(),
        note: Some(format!("{} has the stages {}", manifest.file, list(manifest))),
        help: Some(match near {
            Some(near) => format!("did you mean `{VARIABLE}={near}`?"),
            None => format!("set `{VARIABLE}` to one of them"),
        }),
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
