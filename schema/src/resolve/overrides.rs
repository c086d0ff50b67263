//! `RUNA__<SECTION>__<SETTING>` variables, and the same lines in a file.

use std::borrow::Cow;
use std::fmt;

use super::{Failure, Origin, Problem};
use crate::nearest::nearest;
use crate::provider::{self, PROVIDERS};
use crate::settings::{Default, Kind, Section};

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
                    // What stands behind the name may be a secret.
                    let name = line.split(['=', ':', ' ', '\t']).next().unwrap_or(line).to_owned();
                    let origin = Origin::OverridesFile { path: path.to_owned(), line: index + 1, name: name.clone() };
                    match line.split_once('=') {
                        Some((before, value)) if name.starts_with("RUNA__") && before.trim() == name => {
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

    /// Those that a test writes, by their paths. They hold whatever else is set.
    #[must_use]
    pub fn of_test(mut self, written: &[(String, String)]) -> Self {
        for (path, value) in written {
            let (section, rest) = path.split_once('.').unwrap_or((path, ""));
            let name = name(section, rest);
            self.rest.retain(|known| known.name != name);
            self.rest.push(Override { name, value: value.clone(), origin: Origin::Test(path.clone()) });
        }
        self
    }

    /// The names of all.
    #[cfg(feature = "parser")]
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.rest.iter().map(|one| one.name.as_str())
    }

    /// One, by its name.
    #[cfg(feature = "parser")]
    pub(crate) fn find(&self, name: &str) -> Option<&Override> {
        self.rest.iter().find(|one| one.name == name)
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

    /// What found no setting in any of the sections that were decided.
    pub(super) fn into_failures(
        self,
        sections: &[Cow<'static, str>],
        own: &[(&'static str, &'static Section)],
    ) -> Vec<Failure> {
        let mut failures = self.failures;
        failures.extend(self.rest.into_iter().map(|stray| {
            let names = all_names(own);
            let Some(known) = names.iter().find(|known| known.is(&stray.name)) else {
                let names = names.iter().filter(|known| known.state == State::Tunable).map(|known| known.name.as_str());
                let near = nearest(&stray.name, names).map(str::to_owned);
                let problem = Problem::UnknownOverride(near);
                return Failure { section: String::new(), path: stray.name, problem, origin: stray.origin };
            };
            let section = known.section.to_owned();
            let never = match known.state {
                State::Tunable => None,
                State::Fixed => Some(Problem::FixedOverride),
                State::Later => Some(Problem::NotInThisVersion),
            };
            if let Some(problem) = never {
                let path = stray.name.to_lowercase().replace("__", ".");
                let path = path.splitn(3, '.').nth(2).unwrap_or_default().to_owned();
                return Failure { section, path, problem, origin: stray.origin };
            }
            let problem = match &known.group {
                Some(group) if sections.iter().any(|section| section == known.section) => {
                    Problem::NotWritten(group.clone())
                }
                _ => Problem::OtherStage,
            };
            Failure { section, path: stray.name, problem, origin: stray.origin }
        }));
        failures
    }
}

/// The name of an override.
struct Known {
    name: String,
    section: &'static str,
    /// The group that must be written.
    group: Option<String>,
    state: State,
    /// Whether it is the beginning of all names below it.
    beginning: bool,
}

/// Whether an override can have an effect.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Where its setting is written.
    Tunable,
    /// Nothing below the user's own names can be overridden.
    Fixed,
    /// This version does not have the setting.
    Later,
}

impl Known {
    fn is(&self, name: &str) -> bool {
        name.strip_prefix(self.name.as_str())
            .is_some_and(|rest| rest.is_empty() || self.beginning && rest.starts_with("__"))
    }
}

fn all_names(own: &[(&'static str, &'static Section)]) -> Vec<Known> {
    let mut names = Vec::new();
    collect(provider::SERVER, provider::SERVER_SECTION, "", None, &mut names);
    collect(provider::RUNTIME, provider::RUNTIME_SECTION, "", None, &mut names);
    for row in PROVIDERS {
        collect(row.name, row.section, "", None, &mut names);
    }
    for (name, section) in own {
        collect(name, section, "", None, &mut names);
    }
    names
}

fn collect(
    section: &'static str,
    declared: &'static Section,
    prefix: &str,
    group: Option<&str>,
    names: &mut Vec<Known>,
) {
    for setting in declared.settings.iter().chain(declared.later) {
        let path = format!("{prefix}{}", setting.name);
        let mut known = |state, beginning| {
            let group = group.map(str::to_owned);
            names.push(Known { name: name(section, &path), section, group, state, beginning });
        };
        match setting.kind {
            // A setting of a group is as late as the group.
            _ if setting.later => known(State::Later, !matches!(setting.kind, Kind::Scalar(_))),
            Kind::Group(inner) => {
                let optional = (setting.default == Default::Unset).then_some(path.as_str());
                collect(section, inner, &format!("{path}."), group.or(optional), names);
            }
            Kind::Groups(_) => known(State::Fixed, true),
            Kind::Scalar(_) => known(State::Tunable, false),
        }
    }
}
