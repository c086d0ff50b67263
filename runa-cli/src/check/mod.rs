//! `cargo runa check`: every problem of a manifest, as the compiler shows it, or for programs.

mod json;
mod sarif;

use std::fmt::Write;

use runa_schema::diagnostic::{Diagnostic, render, render_coloured};

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
        (_, Err(found)) => human(&text, found, colours()),
        (_, Ok(manifest)) => {
            let stages: Vec<_> = manifest.stages.iter().map(|stage| format!("`{}`", stage.name)).collect();
            format!("`{}` is right, in {}\n", text.file, stages.join(", "))
        }
    };
    let code = if found.is_empty() { Code::Right } else { Code::Findings };
    Ok(Answer { text: shown, code, ..Answer::default() })
}

/// The form in which the compiler shows them, and how many they are.
pub(crate) fn human(text: &Text, found: &[Diagnostic], colours: bool) -> String {
    let mut shown = String::new();
    for one in found {
        let (file, text) = (&*text.file, &*text.text);
        let one =
            if colours { render_coloured(file, text, one) } else { format!("error: {}", render(file, text, one)) };
        shown.push_str(&one);
        shown.push_str("\n\n");
    }
    let problems = if found.len() == 1 { "problem" } else { "problems" };
    // Writing into a String does not fail.
    let _ = writeln!(shown, "{} {problems} in `{}`", found.len(), text.file);
    shown
}
