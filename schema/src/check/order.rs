//! The order of a stage's list, and what is missing in it.

use super::context::Context;
use super::safety::StageValues;
use super::suggest;
use super::values::Placed;
use crate::diagnostic::{listed_above_its_need, need_is_missing};
use crate::graph::{self, Edge, Problem};
use crate::manifest::draft::Stage;
use crate::resolve::Source;
use crate::value::Value;

/// Judges the list of a stage that could be read.
pub(super) fn check(cx: &mut Context<'_>, stage: &Stage<'_>, relaxed: bool, values: &StageValues<'_>) {
    let Some(list) = stage.list else { return };
    let written = written(values);
    // What the provider at a place calls the other's group by.
    let called = |at: usize, other: &str| {
        let naming = stage.entries[at].row.names.filter(|naming| naming.provider == other)?;
        let given = values.providers[at].iter().find(|placed| placed.given.path == naming.path)?;
        match &given.given.source {
            Source::Literal(Value::Text(text)) => Some((naming.groups, text.to_string())),
            _ => None,
        }
    };
    let name = |at: usize| stage.entries[at].text;
    let span = |at: usize| stage.entries[at].name;
    // The list as it should stand.
    let right = |from: usize, to: usize| {
        let mut names: Vec<_> = stage.entries.iter().map(|entry| entry.text).collect();
        let moved = names.remove(from);
        names.insert(to, moved);
        format!("`[{}]`", names.join(", "))
    };
    let problems = graph::judge(&nodes(stage, &written));
    // What stands above several that it shows is one mistake.
    let shown = |at: usize| {
        let below = problems.iter().filter_map(move |problem| match problem {
            Problem::Below { at: this, below, name, why, needed: false } if *this == at => Some((*below, *name, *why)),
            _ => None,
        });
        below.collect::<Vec<_>>()
    };
    for problem in &problems {
        let found = match *problem {
            Problem::Below { at, below, needed: false, .. } if shown(at).len() > 1 => {
                let all = shown(at);
                if all[0].0 != below {
                    continue;
                }
                let lowest = all.iter().map(|(below, ..)| *below).max().unwrap_or(below);
                let others: Vec<_> = all.iter().map(|(below, name, why)| (*name, span(*below), *why)).collect();
                let edit = cx.mend.move_item_below(list, at, lowest);
                let right = right(at, lowest);
                listed_above_its_need::listed_above_several((name(at), span(at)), &others, stage.name, &right, edit)
            }
            Problem::NotFirst { at, why } => {
                let edit = cx.mend.move_item(list, at, 0);
                listed_above_its_need::not_first(
                    span(at),
                    name(at),
                    (name(0), span(0)),
                    why,
                    stage.name,
                    &right(at, 0),
                    edit,
                )
            }
            Problem::Missing { at, need } => {
                let row = cx.row(need.name);
                let group = called(at, need.name);
                let entry =
                    row.map_or_else(|| need.name.to_owned(), |row| suggest::entry(row, relaxed, group.as_ref()));
                let first = row.is_some_and(|row| row.first.is_some());
                let edit = cx.mend.insert_item(list, if first { 0 } else { at }, &entry);
                let needed = need_is_missing::Needed { name: need.name, entry: &entry, why: need.why };
                need_is_missing::need_is_missing(span(at), name(at), &needed, stage.name, edit)
            }
            Problem::Below { at, below, name: other, why, needed } => {
                let edit = cx.mend.move_item(list, below, at);
                let other = (other, span(below));
                listed_above_its_need::listed_above_its_need(
                    span(at),
                    name(at),
                    other,
                    (why, needed),
                    stage.name,
                    &right(below, at),
                    edit,
                )
            }
        };
        cx.say(found);
    }
}

/// What the order of a stage has to obey.
pub(super) fn edges(stage: &Stage<'_>, values: &StageValues<'_>) -> Vec<Edge> {
    graph::edges(&nodes(stage, &written(values)))
}

/// The paths that are written for each provider.
fn written<'v>(values: &'v StageValues<'_>) -> Vec<Vec<&'v str>> {
    let paths = |placed: &'v Vec<Placed<'_>>| placed.iter().map(|placed| &*placed.given.path).collect();
    values.providers.iter().map(paths).collect()
}

fn nodes<'w>(stage: &Stage<'_>, written: &'w [Vec<&str>]) -> Vec<graph::Node<'w>> {
    let both = stage.entries.iter().zip(written);
    both.map(|(entry, written)| graph::Node { row: entry.row, written }).collect()
}
