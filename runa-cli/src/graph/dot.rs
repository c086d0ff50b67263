//! For Graphviz.

use std::fmt::{Error, Write};

use super::Stage;

pub(super) fn draw(stages: &[Stage]) -> String {
    let mut dot = String::from(
        "digraph runa {\n  fontname=\"sans-serif\";\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n",
    );
    for stage in stages {
        // Writing into a String does not fail.
        let _ = cluster(&mut dot, stage);
    }
    dot.push_str("}\n");
    dot
}

/// Names of stages and providers are identifiers, and reasons are ours: nothing in them ends a quote.
fn cluster(dot: &mut String, stage: &Stage) -> Result<(), Error> {
    let name = &stage.name;
    writeln!(dot, "  subgraph \"cluster_{name}\" {{\n    label=\"{}\";", stage.title)?;
    for (at, provider) in stage.providers.iter().enumerate() {
        let wrong = provider.reasons.iter().any(|reason| reason.wrong && reason.above.is_none());
        let (note, colour) = if wrong { ("\\nshould be the first", ", color=red, fontcolor=red") } else { ("", "") };
        writeln!(dot, "    \"{name}/{0}\" [label=\"{1} {0}{note}\"{colour}];", provider.name, at + 1)?;
    }
    for pair in stage.providers.windows(2) {
        writeln!(dot, "    \"{name}/{}\" -> \"{name}/{}\" [style=invis, weight=10];", pair[0].name, pair[1].name)?;
    }
    for provider in &stage.providers {
        for reason in &provider.reasons {
            let Some(above) = &reason.above else { continue };
            if above.at.is_none() {
                let missing = &above.name;
                writeln!(dot, "    \"{name}/{missing}\" [label=\"{missing}, not listed\", color=red, style=dashed];")?;
            }
            let colour = if reason.wrong { ", color=red, fontcolor=red" } else { "" };
            let (from, to, why) = (&provider.name, &above.name, above.why);
            writeln!(dot, "    \"{name}/{from}\" -> \"{name}/{to}\" [label=\"{why}\", constraint=false{colour}];")?;
        }
    }
    writeln!(dot, "  }}")
}
