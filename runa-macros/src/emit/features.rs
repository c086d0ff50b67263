//! Providers that a manifest lists while their cargo feature is off.
//!
//! Features of this crate would unify with those of build dependencies and so tell lies. The runtime crate is asked instead, in the
//! expansion, through one hidden macro per provider: `need_log! { "…" }` is that error or nothing, `need_log! { { … } }` is its content
//! or nothing. So the struct is visible only if every feature is on, and one that is off is the only thing that rustc has to say.

use runa_schema::Span;
use runa_schema::diagnostic::{Diagnostic, Help, Label, render};
use runa_schema::manifest::Listed;
use runa_schema::provider::QUEUE;

use super::Names;
use super::handles::Handle;
use super::text::line;
use crate::locate::Found;

/// The module through which the struct becomes visible.
pub(crate) fn write(out: &mut String, handles: &[Handle<'_>], names: &Names<'_>) {
    let Names { krate, ops, found, .. } = names;
    line(out, 0, "#[doc(hidden)]");
    line(out, 0, "mod __runa_features {");
    let queues = handles.iter().any(|handle| handle.name() == QUEUE);
    let seen = if queues { format!("{{{ops}, {}}}", super::queues::name(ops)) } else { (*ops).to_owned() };
    let mut visible = format!("pub use super::__runa_ops::{seen};");
    for handle in handles {
        let need = format!("{krate}::__v0_1::need_{}!", handle.name());
        line(out, 1, &format!("{need} {{ {:?} }}", message(found, handle.listed)));
        visible = format!("{need} {{ {{ {visible} }} }}");
    }
    line(out, 1, &visible);
    line(out, 0, "}");
    line(out, 0, &format!("pub use self::__runa_features::{seen};"));
}

/// What rustc is to say if the feature of a provider is off.
fn message(found: &Found, listed: &Listed) -> String {
    let name = &listed.name;
    let start = offset(&found.text, listed.line, listed.column);
    let help = format!("in Cargo.toml, turn it on: `runa = {{ version = \"{VERSION}\", features = [\"{name}\"] }}`");
    let diagnostic = Diagnostic {
        code: "R0701",
        title: format!("`{name}` needs the feature `{name}` of the crate `runa`, which is off"),
        primary: Label { span: Span::new(start, start + name.len()), text: "listed here".into() },
        others: Vec::new(),
        note: None,
        // The mistake is in another file, which no edit of the manifest mends.
        help: Some(Help { text: help, edit: Vec::new() }),
    };
    render(&found.shown, &found.text, &diagnostic)
}

/// As a dependency names it: without the patch level.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// The byte at a line and a column, both from 1, the column in characters.
fn offset(text: &str, line: u32, column: u32) -> usize {
    let before = |count: u32| usize::try_from(count.saturating_sub(1)).unwrap_or(usize::MAX);
    let start: usize = text.split_inclusive('\n').take(before(line)).map(str::len).sum();
    let rest = &text[start..];
    start + rest.char_indices().nth(before(column)).map_or(rest.len(), |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn finds_a_place() {
        let text = "runa: 1\r\nservice: größe\nstages: { dev: [log] }\n";
        assert_eq!(offset(text, 1, 1), 0);
        assert_eq!(text.get(offset(text, 2, 14)..), Some("e\nstages: { dev: [log] }\n"));
        assert_eq!(text.get(offset(text, 3, 17)..), Some("log] }\n"));
        assert_eq!(offset(text, 9, 9), text.len());
    }
}
