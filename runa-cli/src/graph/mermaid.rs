//! For Mermaid: Markdown on GitHub and elsewhere shows it as a picture.

use std::fmt::{Error, Write};

use super::Stage;

pub(super) fn draw(stages: &[Stage]) -> String {
    let mut chart = String::from("flowchart TB\n");
    let (mut links, mut wrong) = (0, Vec::new());
    for stage in stages {
        // Writing into a String does not fail.
        let _ = subgraph(&mut chart, stage, &mut links, &mut wrong);
    }
    if !wrong.is_empty() {
        chart.extend(["  linkStyle ", &wrong.join(","), " stroke:red,color:red\n"]);
    }
    if chart.contains(":::wrong") {
        chart.push_str("  classDef wrong stroke:red,color:red\n");
    }
    chart
}

/// Links are numbered over the whole chart, the ones nobody sees included.
fn subgraph(chart: &mut String, stage: &Stage, links: &mut usize, wrong: &mut Vec<String>) -> Result<(), Error> {
    let name = &stage.name;
    writeln!(chart, "  subgraph {name}[\"{}\"]\n    direction TB", stage.title)?;
    for (at, provider) in stage.providers.iter().enumerate() {
        let first = provider.reasons.iter().any(|reason| reason.wrong && reason.above.is_none());
        let (note, class) = if first { (", should be the first", ":::wrong") } else { ("", "") };
        writeln!(chart, "    {name}__{0}[\"{1} {0}{note}\"]{class}", provider.name, at + 1)?;
    }
    for pair in stage.providers.windows(2) {
        writeln!(chart, "    {name}__{} ~~~ {name}__{}", pair[0].name, pair[1].name)?;
        *links += 1;
    }
    for provider in &stage.providers {
        for reason in &provider.reasons {
            let Some(above) = &reason.above else { continue };
            if above.at.is_none() {
                writeln!(chart, "    {name}__{0}[\"{0}, not listed\"]:::wrong", above.name)?;
            }
            writeln!(chart, "    {name}__{} -- \"{}\" --> {name}__{}", provider.name, above.why, above.name)?;
            if reason.wrong {
                wrong.push(links.to_string());
            }
            *links += 1;
        }
    }
    writeln!(chart, "  end")
}
