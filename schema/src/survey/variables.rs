//! The variables and files that count when a service starts.

use super::held::{Held, held, shown};
use super::own;
use crate::diagnostic::Lines;
use crate::manifest::Stage;
use crate::nearest::nearest;
use crate::resolve::{self, Environment, Origin, Overrides, Source, override_name};
use crate::settings::{self, Setting};
use crate::value::Shape;

/// All of them.
#[derive(Clone, Debug)]
pub struct Variables {
    /// References first, then overrides, each in the order of the manifest.
    pub all: Vec<Variable>,
    /// Overrides that are set now and change nothing in the stages that were asked for, with the name that was probably meant.
    pub strays: Vec<(String, Option<String>)>,
}

/// One of them, as one setting sees it.
#[derive(Clone, Debug)]
pub struct Variable {
    /// What it is.
    pub kind: Kind,
    /// Its name; of a file its path.
    pub name: String,
    /// The setting: `observe.timeout`.
    pub key: String,
    /// The declaration of the setting.
    pub setting: &'static Setting,
    /// What holds without it, as a manifest has it; `None`: without it nothing starts.
    pub without: Option<String>,
    /// The stages in which this is so.
    pub stages: Vec<String>,
    /// Line and column in the manifest of the reference, or of what is overridden; `None` for a declared default.
    pub place: Option<(u32, u32)>,
    /// Whether it is there now.
    pub now: Now,
    /// The file of overrides and the line in it, if it is there and not in the environment.
    pub line: Option<(String, usize)>,
}

/// What names a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `{ from_env: NAME }`
    Reference,
    /// `{ from_file: PATH }`
    File,
    /// `RUNA__*`
    Override,
}

/// Whether a value is there, as this process sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Now {
    /// It is.
    Set,
    /// It is, but is none for this setting.
    Wrong,
    /// It is not.
    Unset,
}

/// Whether what is there could be read.
impl From<Option<bool>> for Now {
    fn from(read: Option<bool>) -> Self {
        match read {
            None => Self::Unset,
            Some(true) => Self::Set,
            Some(false) => Self::Wrong,
        }
    }
}

/// Every reference and every override of some stages, and which are there now.
pub fn variables(
    lines: &Lines<'_>,
    stages: &[&Stage],
    environment: &impl Environment,
    overrides: &Overrides,
) -> Variables {
    let (mut references, mut tunable) = (Vec::new(), Vec::new());
    for stage in stages {
        for held in held(lines, stage) {
            let Some(setting) = held.setting else { continue };
            if let Some(found) = reference(stage, &held, setting, environment) {
                add(&mut references, found);
            }
            if setting.tunable {
                add(&mut tunable, overriding(stage, &held, setting, overrides));
            }
        }
    }
    for stage in stages {
        for found in own::references(lines, stage) {
            add(&mut references, own_reference(stage, found, environment));
        }
    }
    // Which overrides a provider of the user's own has, its type says.
    let own = stages.iter().flat_map(|stage| &stage.providers).filter(|listed| listed.own.is_some());
    let own: Vec<_> = own.map(|listed| override_name(&listed.name, "")).collect();
    let known = || tunable.iter().map(|variable: &Variable| &*variable.name);
    let strays = overrides.names().filter(|name| !known().any(|known| known == *name));
    let strays = strays.filter(|name| !own.iter().any(|own| name.starts_with(own)));
    let strays = strays.map(|name| (name.to_owned(), nearest(name, known()).map(str::to_owned))).collect();
    let all = references.into_iter().chain(tunable).collect();
    Variables { all, strays }
}

/// One more, unless it is the same in another stage. Those of one name stand together.
fn add(all: &mut Vec<Variable>, found: Variable) {
    let what = |one: &Variable| (one.name.clone(), one.key.clone(), one.without.clone(), one.place);
    if let Some(one) = all.iter_mut().find(|one| what(one) == what(&found)) {
        one.stages.extend(found.stages);
        return;
    }
    let last = all.iter().rposition(|one| one.name == found.name);
    all.insert(last.map_or(all.len(), |last| last + 1), found);
}

fn reference(
    stage: &Stage,
    held: &Held,
    setting: &'static Setting,
    environment: &impl Environment,
) -> Option<Variable> {
    let (kind, name, without, text) = match &held.source {
        Source::Variable { name, default } => {
            let without = default.as_ref().map(|value| shown(&Source::Literal(value.clone()), setting.secret));
            (Kind::Reference, name, without, environment.variable(name))
        }
        Source::File { path } => {
            let text = environment.file(path).ok();
            // Without its last line break, as at start.
            let text =
                text.map(|text| text.strip_suffix('\n').map_or(&*text, |line| line.trim_end_matches('\r')).to_owned());
            (Kind::File, path, None, text)
        }
        Source::Literal(_) | Source::Argument(_) | Source::Group => return None,
    };
    let read = text.zip(shape(setting)).map(|(text, shape)| resolve::parse(setting, shape, &text).is_ok());
    Some(Variable { kind, name: name.to_string(), without, now: read.into(), ..base(stage, held, setting) })
}

fn own_reference(stage: &Stage, found: own::Reference, environment: &impl Environment) -> Variable {
    let (kind, there) = if found.is_file {
        (Kind::File, environment.file(&found.name).is_ok())
    } else {
        (Kind::Reference, environment.variable(&found.name).is_some())
    };
    Variable {
        kind,
        name: found.name,
        key: found.key,
        setting: &own::REFERENCE,
        without: found.has_default.then(|| "***".to_owned()),
        stages: vec![stage.name.clone()],
        place: Some(found.place),
        now: there.then_some(true).into(),
        line: None,
    }
}

fn overriding(stage: &Stage, held: &Held, setting: &'static Setting, overrides: &Overrides) -> Variable {
    let name = override_name(&held.section, &held.path);
    let found = overrides.find(&name);
    let read =
        found.zip(shape(setting)).map(|(found, shape)| resolve::overridden(setting, shape, &found.value).is_ok());
    let line = found.and_then(|found| match &found.origin {
        Origin::OverridesFile { path, line, .. } => Some((path.clone(), *line)),
        _ => None,
    });
    Variable { name, without: Some(held.text.clone()), now: read.into(), line, ..base(stage, held, setting) }
}

fn base(stage: &Stage, held: &Held, setting: &'static Setting) -> Variable {
    Variable {
        kind: Kind::Override,
        name: String::new(),
        key: held.key(),
        setting,
        without: None,
        stages: vec![stage.name.clone()],
        place: held.place,
        now: Now::Unset,
        line: None,
    }
}

fn shape(setting: &Setting) -> Option<Shape> {
    match setting.kind {
        settings::Kind::Scalar(shape) => Some(shape),
        settings::Kind::Group(_) | settings::Kind::Groups(_) => None,
    }
}
