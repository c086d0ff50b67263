//! The values of a stage, as far as they are known without starting it.

use std::borrow::Cow;
use std::convert::Infallible;

use super::own;
use crate::diagnostic::Lines;
use crate::manifest::Stage;
use crate::provider::{RUNTIME, RUNTIME_SECTION, SERVER, SERVER_SECTION};
use crate::resolve::{Given, Overrides, Resolved, Resolver, Source};
use crate::settings::{Section, Setting};
use crate::tree::one_line;
use crate::value::Value;

/// A value that holds unless an override changes it.
#[derive(Clone, Debug)]
pub struct Held {
    /// `server`, or the name of a provider.
    pub section: String,
    /// The setting inside its section, levels joined by dots.
    pub path: String,
    /// Its declaration; `None` for a group under one of the user's own names.
    pub setting: Option<&'static Setting>,
    /// What holds, as a manifest has it: a value, a reference, `unset`, or `written` for a group. A secret is `***`.
    pub text: String,
    /// Line and column in the manifest; `None` for a declared default.
    pub place: Option<(u32, u32)>,
    /// The same as a value, to be compared: a secret differs from another.
    pub(super) source: Source,
}

impl Held {
    /// `observe.timeout`
    pub fn key(&self) -> String {
        format!("{}.{}", self.section, self.path)
    }
}

/// The sections of a stage: what the kernel and each provider declare, and what the manifest gives them. What it gives for `runtime` stands in
/// the attribute, which nobody here sees.
pub(super) fn sections(stage: &Stage) -> impl Iterator<Item = (&str, &'static Section, &[Given])> {
    let runtime = (RUNTIME, RUNTIME_SECTION, &[][..]);
    let kernel = [(SERVER, SERVER_SECTION, stage.server.as_slice()), runtime];
    kernel
        .into_iter()
        .chain(stage.providers.iter().map(|listed| (&*listed.name, listed.row.section, listed.given.as_slice())))
}

/// Everything that holds in a stage, in the order of its list and of the declarations.
pub fn held(lines: &Lines<'_>, stage: &Stage) -> Vec<Held> {
    let mut resolver = Resolver::new(stage.relaxed, None::<&Infallible>, Overrides::default());
    for (name, section, given) in sections(stage) {
        resolver.section(Cow::Owned(name.to_owned()), section, given);
    }
    // Nothing is looked up, and a checked manifest lacks no setting that must be written.
    let values = resolver.finish().unwrap_or_default();
    values.into_iter().filter_map(|resolved| one(stage, resolved)).chain(own::held(lines, stage)).collect()
}

fn one(stage: &Stage, resolved: Resolved) -> Option<Held> {
    let Resolved { section, path, value, .. } = resolved;
    let (_, declared, given) = sections(stage).find(|(name, ..)| *name == section)?;
    let setting = declared.find(&path);
    if setting.is_some_and(|setting| setting.later) {
        return None;
    }
    let secret = setting.is_some_and(|setting| setting.secret);
    let given = given.iter().find(|given| given.path == path);
    let source = given.map_or_else(|| Source::Literal(value.unwrap_or(Value::None)), |given| given.source.clone());
    let text = match (&source, given) {
        (Source::Literal(Value::None), None) => "unset".to_owned(),
        (source, _) => shown(source, secret),
    };
    let place = given.map(|given| (given.line, given.column));
    Some(Held { section: section.into_owned(), path, setting, text, place, source })
}

/// What stands in the manifest, as it is written there.
pub(super) fn shown(source: &Source, secret: bool) -> String {
    let value = |value: &Value| if secret && *value != Value::None { "***".to_owned() } else { value.to_string() };
    let text = match source {
        Source::Literal(literal) | Source::Argument(literal) => value(literal),
        Source::Variable { name, default: None } => format!("{{ from_env: {name} }}"),
        Source::Variable { name, default: Some(default) } => {
            format!("{{ from_env: {name}, default: {} }}", value(default))
        }
        Source::File { path } => format!("{{ from_file: {path} }}"),
        Source::Group => "written".to_owned(),
    };
    // An answer is a line; what a text holds cannot break it, or speak to a terminal.
    one_line(&text).into_owned()
}
