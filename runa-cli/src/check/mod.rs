//! `cargo runa check`: every problem of a manifest, as the compiler shows it, or for programs.

pub(crate) mod human;
mod json;
mod sarif;

use crate::args::Options;
use crate::manifest::Text;
use crate::output::{Answer, Code, colours};

pub(crate) fn answer(options: &Options) -> Result<Answer, Answer> {
    let text = Text::read(options)?;
    let checked = text.check();
    let found = checked.as_ref().err().map_or(&[][..], Vec::as_slice);
    let shown = match (options.format, &checked) {
        ("json", _) => json::report(&text, found),
        ("sarif", _) => sarif::report(&text, found),
        (_, Err(found)) => human::report(&text, found, colours()),
        (_, Ok(manifest)) => {
            let stages: Vec<_> = manifest.stages.iter().map(|stage| format!("`{}`", stage.name)).collect();
            format!("`{}` is right, in {}\n", text.file, stages.join(", "))
        }
    };
    let code = if found.is_empty() { Code::Right } else { Code::Findings };
    Ok(Answer { text: shown, code, ..Answer::default() })
}
