//! `cargo runa graph`: the providers of each stage in the order in which they are installed, and who needs whom.
//!
//! Drawn also of a manifest in which the order is wrong, so that the picture shows what is: what breaks the order is marked.

mod dot;
mod lanes;
mod mermaid;
mod svg;

use std::cmp::Reverse;

use runa_schema::check::{Outline, outline};

use crate::args::Options;
use crate::check::human;
use crate::manifest::{Text, no_stage};
use crate::output::{Answer, Code};

pub(crate) fn answer(options: &Options) -> Result<Answer, Answer> {
    let text = Text::read(options)?;
    let problems = text.check().err().unwrap_or_default();
    let Some(mut stages) = outline(&text.text) else {
        return Err(Answer {
            aside: human::report(&text, &problems, false),
            code: Code::Findings,
            ..Answer::default()
        });
    };
    if let Some(name) = &options.stage {
        let names: Vec<_> = stages.iter().map(|stage| &*stage.name).collect();
        if !names.contains(&&**name) {
            return Err(no_stage(name, &names));
        }
        stages.retain(|stage| stage.name == *name);
    }
    let stages: Vec<_> = stages.iter().map(Stage::of).collect();
    let shown = match options.format {
        "mermaid" => mermaid::draw(&stages),
        "svg" => svg::draw(&stages),
        _ => dot::draw(&stages),
    };
    if problems.is_empty() {
        return Ok(Answer::right(shown));
    }
    let aside = format!("the manifest has problems; `cargo runa check {}` shows them", text.file);
    Ok(Answer { text: shown, aside, code: Code::Findings })
}

/// A stage as it is drawn.
struct Stage {
    name: String,
    title: String,
    providers: Vec<Provider>,
}

struct Provider {
    name: String,
    reasons: Vec<Reason>,
}

/// Why a provider stands where it stands.
struct Reason {
    /// As a sentence without its full stop.
    text: String,
    /// Who should stand above.
    above: Option<Above>,
    /// Whether it is not so.
    wrong: bool,
}

struct Above {
    name: String,
    /// `None`: it is not listed.
    at: Option<usize>,
    why: &'static str,
}

impl Stage {
    fn of(outline: &Outline) -> Self {
        let kind = if outline.relaxed { "relaxed" } else { "production" };
        let listed = outline.providers.iter().enumerate();
        let providers = listed.map(|(at, one)| {
            let first = one.not_first.map(|why| {
                let text = format!("should be the first: {why}");
                Reason { text, above: None, wrong: true }
            });
            let edges = outline.edges.iter().filter(|edge| edge.from == at).map(|edge| {
                let (name, why) = (edge.name, edge.why);
                let text = match (edge.to, edge.is_right()) {
                    (None, _) => format!("needs {name}, which is not listed: {why}"),
                    (_, false) => format!("should stand below {name}: {why}"),
                    (_, true) if edge.need.is_some() => format!("needs {name}: {why}"),
                    (_, true) => format!("stands below {name}: {why}"),
                };
                let above = Above { name: name.to_owned(), at: edge.to, why };
                Reason { text, above: Some(above), wrong: !edge.is_right() }
            });
            let own = one.own.as_ref().map(|ty| {
                let text = format!("yours: {ty}");
                Reason { text, above: None, wrong: false }
            });
            let mut reasons: Vec<_> = first.into_iter().chain(own).chain(edges).collect();
            // Arrows that begin in this order do not cross.
            reasons.sort_by_key(|reason| Reverse(reason.above.as_ref().map(|above| above.at)));
            Provider { name: one.name.clone(), reasons }
        });
        Self { name: outline.name.clone(), title: format!("{} ({kind})", outline.name), providers: providers.collect() }
    }
}
