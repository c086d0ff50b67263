//! `cargo runa check`: every problem of a manifest, as the compiler shows it, or for programs.

pub(crate) mod human;
mod json;
mod sarif;

use std::collections::BTreeSet;

use runa_schema::check::outline;

use crate::args::Options;
use crate::manifest::Text;
use crate::output::{Answer, Code, colours};

pub(crate) fn answer(options: &Options) -> Result<Answer, Answer> {
    let text = Text::read(options)?;
    let checked = text.check();
    let found = checked.as_ref().err().map_or(&[][..], Vec::as_slice);
    let shown = match (options.format, &checked) {
        ("json", _) => json::report(&text, found, &unchecked(&text)),
        ("sarif", _) => sarif::report(&text, found, &unchecked(&text)),
        (_, Err(found)) => human::report(&text, found, colours()) + &said(&unchecked(&text)),
        (_, Ok(manifest)) => {
            let stages: Vec<_> = manifest.stages.iter().map(|stage| format!("`{}`", stage.name)).collect();
            format!("`{}` is right, in {}\n", text.file, stages.join(", ")) + &said(&unchecked(&text))
        }
    };
    let code = if found.is_empty() { Code::Right } else { Code::Findings };
    Ok(Answer { text: shown, code, ..Answer::default() })
}

/// The providers of the user's own: only the compiler knows what they want of their settings.
fn unchecked(text: &Text) -> Vec<String> {
    let stages = outline(&text.text).unwrap_or_default();
    let own = stages.into_iter().flat_map(|stage| stage.providers).filter(|listed| listed.own.is_some());
    own.map(|listed| listed.name).collect::<BTreeSet<_>>().into_iter().collect()
}

fn said(unchecked: &[String]) -> String {
    if unchecked.is_empty() { String::new() } else { format!("= note: {}\n", note(unchecked)) }
}

fn note(unchecked: &[String]) -> String {
    let names: Vec<_> = unchecked.iter().map(|name| format!("`{name}`")).collect();
    format!("the settings of {} are checked by `cargo check`: only the compiler knows their types", names.join(", "))
}
