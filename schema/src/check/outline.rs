//! The lists of the stages, for those who draw them: also of a manifest in which values or the order are wrong.

use super::context::Context;
use super::{order, shape, stages};
use crate::graph::Edge;
use crate::provider::PROVIDERS;
use crate::tree;

/// A stage as it is listed.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Its name.
    pub name: String,
    /// Whether it is held to softer rules. Every other stage is production.
    pub relaxed: bool,
    /// In install order.
    pub providers: Vec<Outlined>,
    /// What that order has to obey. Numbers are positions in it.
    pub edges: Vec<Edge>,
}

/// A provider as it is listed.
#[derive(Clone, Debug)]
pub struct Outlined {
    /// Its name.
    pub name: String,
    /// Its type, if it is a provider of the user's own; what that needs, only the compiler knows.
    pub own: Option<String>,
    /// Why it should stand first, where it does not.
    pub not_first: Option<&'static str>,
    /// Line of its entry.
    pub line: u32,
    /// Column of its entry.
    pub column: u32,
}

/// The stages of a manifest; `None` if their lists cannot be read. What is wrong with it [`check`](super::check) says.
pub fn outline(text: &str) -> Option<Vec<Outline>> {
    let root = tree::parse(text).ok()?;
    let mut cx = Context::new(text, PROVIDERS);
    let draft = shape::read(&mut cx, &root)?;
    let values = stages(&mut cx, &draft);
    if draft.stages.is_empty() || draft.stages.iter().any(|stage| !stage.sound) {
        return None;
    }
    let outlines = draft.stages.iter().zip(&values).map(|(stage, (_, values))| {
        let listed = stage.entries.iter().zip(&values.own).enumerate().map(|(at, (entry, own))| {
            let (line, column) = cx.position(entry.name.start);
            let not_first = entry.row.first.filter(|_| at > 0);
            let own = own.as_ref().map(|own| own.ty.clone());
            Outlined { name: entry.text.to_owned(), own, not_first, line, column }
        });
        Outline {
            name: stage.name.to_owned(),
            relaxed: draft.is_relaxed(stage.name),
            providers: listed.collect(),
            edges: order::edges(stage, values),
        }
    });
    Some(outlines.collect())
}

#[cfg(test)]
mod tests {
    use super::outline;

    #[test]
    fn a_wrong_order_is_outlined_and_a_wrong_list_is_not() {
        let stages = |list: &str| outline(&format!("runa: 1\nservice: a\nstages:\n  prod:\n{list}"));
        let list = "    - console: { token: 1 }\n    - log\n    - audit: { queue: { name: q } }\n    - observe\n";
        let stages_of = stages(list).unwrap_or_default();
        let [prod] = &*stages_of else { panic!("one stage") };
        let names: Vec<_> = prod.providers.iter().map(|one| (&*one.name, one.line, one.not_first.is_some())).collect();
        assert_eq!(names, [("console", 5, false), ("log", 6, true), ("audit", 7, false), ("observe", 8, false)]);
        let edges: Vec<_> =
            prod.edges.iter().map(|edge| (edge.from, edge.to, edge.name, edge.need.is_some())).collect();
        assert_eq!(edges, [(0, Some(3), "observe", true), (0, Some(2), "audit", false), (2, None, "queue", true)]);
        assert!(!prod.relaxed && prod.edges.iter().all(|edge| !edge.is_right()));
        assert!(stages("    - log\n    - obsreve\n").is_none());
        assert!(stages("    - log: {\n").is_none());
    }
}
