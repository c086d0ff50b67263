//! The checked manifest out of what the passes have read.

use std::rc::Rc;

use super::context::Context;
use super::safety::StageValues;
use super::values::Placed;
use crate::manifest::draft::Draft;
use crate::manifest::{Listed, Manifest, Stage};
use crate::resolve::Given;

/// Puts a manifest together in which nothing was found; `None` if a part is missing all the same.
pub(super) fn assemble(cx: &Context<'_>, draft: &Draft<'_>, values: Vec<Option<StageValues<'_>>>) -> Option<Manifest> {
    let mut stages = Vec::with_capacity(draft.stages.len());
    for (stage, values) in draft.stages.iter().zip(values) {
        let values = values?;
        let mut providers = Vec::with_capacity(stage.entries.len());
        for ((entry, placed), own) in stage.entries.iter().zip(values.providers).zip(values.own) {
            let (line, column) = cx.position(entry.name.start);
            providers.push(Listed {
                name: entry.text.to_owned(),
                row: entry.row,
                own,
                given: given(placed),
                line,
                column,
            });
        }
        stages.push(Stage {
            name: stage.name.to_owned(),
            relaxed: draft.is_relaxed(stage.name),
            server: given(values.server),
            providers,
        });
    }
    Some(Manifest {
        service: draft.service?.to_owned(),
        version: draft.version.map(str::to_owned),
        default_stage: draft.default_stage.map(str::to_owned),
        stages,
        secrets: Rc::default(),
    })
}

fn given(placed: Vec<Placed<'_>>) -> Vec<Given> {
    placed.into_iter().map(|placed| placed.given).collect()
}
