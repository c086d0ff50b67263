//! The order of a stage's list, and what is missing in it.

use super::context::Context;
use super::safety::StageValues;
use super::suggest;
use crate::diagnostic::{listed_above_its_need, need_is_missing};
use crate::graph::{self, Problem};
use crate::manifest::draft::Stage;
use crate::resolve::Source;
use crate::value::Value;

/// Judges the list of a stage that could be read.
pub(super) fn check(cx: &mut Context<'_>, stage: &Stage<'_>, relaxed: bool, values: &StageValues<'_>) {
    let Some(list) = stage.list else { return };
    let written: Vec<Vec<&str>> =
        values.providers.iter().map(|placed| placed.iter().map(|placed| &*placed.given.path).collect()).collect();
    // What the provider at a place calls the other's group by.
    let called = |at: usize, other: &str| {
        let naming = stage.entries[at].row.names.filter(|naming| naming.provider == other)?;
        let given = values.providers[at].iter().find(|placed| placed.given.path == naming.path)?;
        match &given.given.source {
            Source::Literal(Value::Text(text)) => Some((naming.groups, text.to_string())),
            _ => None,
        }
    };
    let nodes: Vec<_> = stage
        .entries
        .iter()
        .zip(&written)
        .map(|(entry, written)| graph::Node { row: entry.row, written: written.as_slice() })
        .collect();
    let name = |at: usize| stage.entries[at].text;
    let span = |at: usize| stage.entries[at].name;
    // The list as it should stand.
    let right = |from: usize, to: usize| {
        let mut names: Vec<_> = stage.entries.iter().map(|entry| entry.text).collect();
        let moved = names.remove(from);
        names.insert(to, moved);
        format!("`[{}]`", names.join(", "))
    };
    for problem in graph::judge(&nodes) {
        let found = match problem {
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
