//! Which line or default wins for a key, in each stage.

use std::collections::BTreeSet;

use super::held::{Held, held, sections};
use super::own;
use crate::diagnostic::Lines;
use crate::manifest::{Manifest, Stage};
use crate::nearest::nearest;
use crate::provider::{PROVIDERS, RUNTIME, RUNTIME_SECTION, SERVER, SERVER_SECTION};
use crate::resolve::override_name;
use crate::settings::{Kind, Section, Setting};

/// What is known of one key.
#[derive(Clone, Debug)]
pub struct Answer {
    /// `observe.timeout`
    pub key: String,
    /// Its declaration.
    pub setting: &'static Setting,
    /// The name of its override, if it can be changed at start.
    pub tunable: Option<String>,
    /// Each stage that was asked for, and what wins there.
    pub stages: Vec<(String, Wins)>,
}

impl Answer {
    /// Whether it is a setting of a provider of the user's own: its shape, its bounds, and whether it can be changed at start, is in its type.
    pub fn is_own(&self) -> bool {
        std::ptr::eq(self.setting, &raw const own::CONFIG)
    }
}

/// What wins in a stage.
#[derive(Clone, Debug)]
pub enum Wins {
    /// This.
    Held(Held),
    /// Nothing: the stage does not list the provider.
    NotListed,
    /// Nothing: a group above it is not written; with its path.
    NotWritten(String),
}

/// The answer for a key, and for all below it if it names a provider or a group. The name of an override is a key too. `Err` holds the
/// keys that were probably meant, nearest first.
pub fn wins(lines: &Lines<'_>, manifest: &Manifest, stages: &[&Stage], key: &str) -> Result<Vec<Answer>, Vec<String>> {
    let wanted = match key.strip_prefix("RUNA__") {
        Some(name) => name.to_lowercase().replace("__", "."),
        None => key.to_owned(),
    };
    let keys = keys(manifest);
    let below = format!("{wanted}.");
    let meant = keys.iter().filter(|(key, _)| *key == wanted || key.starts_with(&below));
    let held: Vec<_> = stages.iter().map(|stage| (*stage, held(lines, stage))).collect();
    let answers: Vec<_> = meant.map(|(key, setting)| answer(key, setting, &held)).collect();
    if answers.is_empty() { Err(near(&wanted, &keys)) } else { Ok(answers) }
}

fn answer(key: &str, setting: &'static Setting, stages: &[(&Stage, Vec<Held>)]) -> Answer {
    let (section, path) = key.split_once('.').unwrap_or((key, ""));
    let tunable = setting.tunable.then(|| override_name(section, path));
    let wins = |stage: &Stage, held: &[Held]| {
        if let Some(found) = held.iter().find(|held| held.section == section && held.path == path) {
            return Wins::Held(found.clone());
        }
        if !sections(stage).any(|(name, ..)| name == section) {
            return Wins::NotListed;
        }
        // The outermost group that is not there.
        let groups = path.match_indices('.').map(|(at, _)| &path[..at]).chain([path]);
        let there = |group: &str| {
            held.iter()
                .filter(|held| held.section == section)
                .any(|held| held.path.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        };
        let group = groups.into_iter().find(|group| !there(group)).unwrap_or(path);
        Wins::NotWritten(format!("{section}.{group}"))
    };
    let stages = stages.iter().map(|(stage, held)| (stage.name.clone(), wins(stage, held))).collect();
    Answer { key: key.to_owned(), setting, tunable, stages }
}

/// Every key of this version: with the names that the manifest has given where settings stand under the user's own.
fn keys(manifest: &Manifest) -> Vec<(String, &'static Setting)> {
    let mut keys = Vec::new();
    collect(manifest, SERVER, "", SERVER_SECTION, &mut keys);
    collect(manifest, RUNTIME, "", RUNTIME_SECTION, &mut keys);
    for row in PROVIDERS {
        collect(manifest, row.name, "", row.section, &mut keys);
    }
    let listed = manifest.stages.iter().flat_map(|stage| &stage.providers);
    let own: BTreeSet<_> = listed.filter(|listed| listed.own.is_some()).map(|listed| &listed.name).collect();
    for name in own {
        keys.push((format!("{name}.{}", own::USE.name), &own::USE));
        let mut paths = own::paths(manifest.stages.iter(), name);
        if paths.is_empty() {
            paths.insert(own::CONFIG.name.to_owned());
        }
        keys.extend(paths.into_iter().map(|path| (format!("{name}.{path}"), &own::CONFIG)));
    }
    keys
}

fn collect(
    manifest: &Manifest,
    owner: &str,
    prefix: &str,
    section: &'static Section,
    keys: &mut Vec<(String, &'static Setting)>,
) {
    for setting in section.settings.iter().filter(|setting| !setting.later) {
        let path = format!("{prefix}{}", setting.name);
        match setting.kind {
            Kind::Scalar(_) => keys.push((format!("{owner}.{path}"), setting)),
            Kind::Group(inner) => {
                if inner.settings.is_empty() {
                    keys.push((format!("{owner}.{path}"), setting));
                }
                collect(manifest, owner, &format!("{path}."), inner, keys);
            }
            Kind::Groups(inner) => {
                let names = names(manifest, owner, &path);
                if names.is_empty() {
                    keys.push((format!("{owner}.{path}"), setting));
                }
                for name in names {
                    collect(manifest, owner, &format!("{path}.{name}."), inner, keys);
                }
            }
        }
    }
}

/// The user's own names below a setting, in any stage.
fn names(manifest: &Manifest, owner: &str, path: &str) -> BTreeSet<String> {
    let below = format!("{path}.");
    let all = manifest.stages.iter().flat_map(sections).filter(|(name, ..)| *name == owner);
    let own = all.flat_map(|(.., given)| given).filter_map(|given| given.path.strip_prefix(&*below));
    own.map(|rest| rest.split('.').next().unwrap_or(rest).to_owned()).collect()
}

/// The keys that were probably meant: by a slip of the finger, or without what stands in front.
fn near(wanted: &str, keys: &[(String, &'static Setting)]) -> Vec<String> {
    let heads = keys.iter().flat_map(|(key, _)| key.match_indices('.').map(|(at, _)| &key[..at]));
    let known: BTreeSet<&str> = heads.chain(keys.iter().map(|(key, _)| &**key)).collect();
    if let Some(near) = nearest(wanted, known.iter().copied()) {
        return vec![near.to_owned()];
    }
    let end = format!(".{wanted}");
    known.into_iter().filter(|key| key.ends_with(&end)).map(str::to_owned).collect()
}
