//! `RUNA__<SECTION>__<SETTING>` variables, and the same lines in a file.

use std::fmt;

use super::{Failure, Origin, Problem};
use crate::nearest::nearest;
use crate::provider::{self, PROVIDERS};
use crate::settings::{Kind, Section};

/// One override.
#[derive(Clone, PartialEq, Eq)]
pub struct Override {
    /// `RUNA__OBSERVE__TIMEOUT`
    pub name: String,
    /// Its text.
    pub value: String,
    /// Where it stands.
    pub origin: Origin,
}

/// Without the value: it may be secret.
impl fmt::Debug for Override {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Override").field("name", &self.name).field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// The overrides that have not found their setting yet.
#[derive(Debug, Default)]
pub struct Overrides {
    rest: Vec<Override>,
    failures: Vec<Failure>,
}

/// The name of the override of a setting: levels joined by two underscores, upper case.
pub fn name(section: &str, path: &str) -> String {
    format!("RUNA__{section}__{}", path.replace('.', "__")).to_uppercase()
}

impl Overrides {
    /// Collects variables that begin with `RUNA__`, and then the lines `NAME=value` of a file (its path and text). A variable wins over
    /// a line.
    pub fn collect(
        variables: impl IntoIterator<Item = (String, String)>,
        file: Option<(&str, std::io::Result<String>)>,
    ) -> Self {
        let mut rest: Vec<_> = variables
            .into_iter()
            .filter(|(name, _)| name.starts_with("RUNA__"))
            .map(|(name, value)| Override { origin: Origin::Override(name.clone()), name, value })
            .collect();
        let mut failures = Vec::new();
        match file {
            None => {}
            Some((path, Err(error))) => failures.push(Failure {
                section: String::new(),
                path: String::new(),
                problem: Problem::UnreadableOverrides(path.to_owned(), error.to_string()),
                origin: Origin::Override("RUNA_OVERRIDES".into()),
            }),
            Some((path, Ok(text))) => {
                for (index, line) in text.lines().enumerate() {
                    let line = line.trim();
                    if line.is_empty() || line.starts_with('#') {
                        continue;
                    }
                    let name = line.split('=').next().unwrap_or(line).trim().to_owned();
                    let origin = Origin::OverridesFile { path: path.to_owned(), line: index + 1, name: name.clone() };
                    match line.split_once('=') {
                        Some((_, value)) if name.starts_with("RUNA__") => {
                            let found = Override { name, value: value.trim().to_owned(), origin };
                            match rest.iter_mut().find(|known| known.name == found.name) {
                                // Of two lines the later holds.
                                Some(known) if !matches!(known.origin, Origin::Override(_)) => *known = found,
                                Some(_) => {}
                                None => rest.push(found),
                            }
                        }
                        _ => failures.push(Failure {
                            section: String::new(),
                            path: name,
                            problem: Problem::BadOverridesLine,
                            origin,
                        }),
                    }
                }
            }
        }
        Self { rest, failures }
    }

    pub(super) fn take(&mut self, section: &str, path: &str) -> Option<Override> {
        // Most starts have none, and a name is not made for nothing.
        if self.rest.is_empty() {
            return None;
        }
        let name = name(section, path);
        let index = self.rest.iter().position(|known| known.name == name)?;
        Some(self.rest.remove(index))
    }

    /// What found no setting.
    pub(super) fn into_failures(self) -> Vec<Failure> {
        let mut failures = self.failures;
        failures.extend(self.rest.into_iter().map(|stray| {
            let names = all_names();
            let problem = if names.iter().any(|(name, _)| *name == stray.name) {
                Problem::OtherStage
            } else {
                Problem::UnknownOverride(
                    nearest(&stray.name, names.iter().map(|(name, _)| name.as_str())).map(str::to_owned),
                )
            };
            let section = names
                .into_iter()
                .find(|(name, _)| *name == stray.name)
                .map_or(String::new(), |(_, section)| section.to_owned());
            Failure { section, path: stray.name, problem, origin: stray.origin }
        }));
        failures
    }
}

fn all_names() -> Vec<(String, &'static str)> {
    let mut names = Vec::new();
    collect(provider::SERVER, provider::SERVER_SECTION, "", &mut names);
    for row in PROVIDERS {
        collect(row.name, row.section, "", &mut names);
    }
    names
}

fn collect(owner: &'static str, section: &'static Section, prefix: &str, names: &mut Vec<(String, &'static str)>) {
    for setting in section.settings {
        let path = format!("{prefix}{}", setting.name);
        match setting.kind {
            Kind::Group(inner) => collect(owner, inner, &format!("{path}."), names),
            // Under the user's own names nothing can be overridden.
            Kind::Groups(_) => {}
            Kind::Scalar(_) => names.push((name(owner, &path), owner)),
        }
    }
}
