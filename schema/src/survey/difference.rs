//! How two stages differ.

use super::held::{Held, held};
use crate::diagnostic::Lines;
use crate::manifest::Stage;
use crate::provider::SERVER;

/// Everything in which one stage differs from another.
#[derive(Clone, Debug)]
pub struct Difference {
    /// In the order of the first stage's list, and then what only the second lists.
    pub sections: Vec<SectionDifference>,
    /// The providers of both, in the order of each, if it is not the same.
    pub orders: Option<[Vec<String>; 2]>,
}

/// What is different in a section.
#[derive(Clone, Debug)]
pub struct SectionDifference {
    /// `server`, or the name of a provider.
    pub name: String,
    /// Whether the first stage has it, and whether the second.
    pub listed: [bool; 2],
    /// The settings that differ; of a provider that only one stage lists, those that are written.
    pub settings: Vec<SettingDifference>,
}

/// What is different in a setting.
#[derive(Clone, Debug)]
pub struct SettingDifference {
    /// The setting inside its section.
    pub path: String,
    /// What holds in each stage; `None`: it is not there.
    pub sides: [Option<Held>; 2],
}

/// Compares two stages.
pub fn difference(lines: &Lines<'_>, one: &Stage, other: &Stage) -> Difference {
    let stages = [one, other];
    let values = stages.map(|stage| held(lines, stage));
    let lists = stages.map(|stage| stage.providers.iter().map(|listed| listed.name.as_str()).collect::<Vec<_>>());
    let only = lists[1].iter().filter(|name| !lists[0].contains(name));
    let sections = std::iter::once(&SERVER).chain(&lists[0]).chain(only).map(|name| {
        let of = |values: &[Held]| values.iter().filter(|held| held.section == *name).cloned().collect::<Vec<_>>();
        let listed = [0, 1].map(|side| *name == SERVER || lists[side].contains(name));
        SectionDifference { name: (*name).to_owned(), listed, settings: settings(&of(&values[0]), &of(&values[1])) }
    });
    let differs = |section: &SectionDifference| section.listed[0] != section.listed[1] || !section.settings.is_empty();
    let common = [0, 1].map(|side| {
        let both = lists[side].iter().filter(|name| lists[1 - side].contains(name));
        both.map(|name| (*name).to_owned()).collect::<Vec<_>>()
    });
    Difference { sections: sections.filter(differs).collect(), orders: (common[0] != common[1]).then_some(common) }
}

fn settings(one: &[Held], other: &[Held]) -> Vec<SettingDifference> {
    let find = |side: &[Held], path: &str| side.iter().find(|held| held.path == path).cloned();
    let paths = one.iter().map(|held| &held.path);
    let only = other.iter().map(|held| &held.path).filter(|path| find(one, path).is_none());
    let both = paths
        .chain(only)
        .map(|path| SettingDifference { path: path.clone(), sides: [find(one, path), find(other, path)] });
    let differs = |setting: &SettingDifference| match &setting.sides {
        [Some(one), Some(other)] => one.source != other.source,
        // What a group has by default goes without saying.
        [one, other] => [one, other].into_iter().flatten().any(|held| held.place.is_some()),
    };
    both.filter(differs).collect()
}
