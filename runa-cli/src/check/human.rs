//! The findings for people.

use std::fmt::Write;

use runa_schema::diagnostic::{Diagnostic, render, render_coloured};

use crate::manifest::Text;

/// The form in which the compiler shows them, and how many they are.
pub(crate) fn report(text: &Text, found: &[Diagnostic], colours: bool) -> String {
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
