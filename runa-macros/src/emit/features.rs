//! What a manifest lists or writes while its cargo feature is off.
//!
//! Features of this crate would unify with those of build dependencies and so tell lies. The runtime crate is asked instead, in the
//! expansion, through one hidden macro per feature, be it a provider's or a place's such as `redis`: `need_log! { "…" }` is that error or nothing, `need_log! { { … } }` is its content
//! or nothing. So the struct is visible only if every feature is on, and one that is off is the only thing that rustc has to say.

use std::rc::Rc;

use runa_schema::Span;
use runa_schema::diagnostic::{Diagnostic, Help, Label, render};
use runa_schema::manifest::{Listed, Manifest};
use runa_schema::provider::{QUEUE, SERVER_SECTION};
use runa_schema::resolve::{Given, Source};
use runa_schema::settings::{Kind, Setting};
use runa_schema::value::{RedisUrl, Shape};

use super::Names;
use super::handles::Handle;
use super::text::line;
use crate::locate::Found;

const REDIS: &str = "redis";
const REDIS_TLS: &str = "redis-tls";

/// A feature that the manifest needs, and the first place that needs it.
struct Need<'a> {
    feature: &'a str,
    /// What is written there: a provider, a group of its settings, or how a value begins.
    written: &'a str,
    line: u32,
    column: u32,
}

/// Every feature once: those of the providers, and those of places that some stage writes.
fn needs<'a>(manifest: &'a Manifest, handles: &'a [Handle<'a>]) -> Vec<Need<'a>> {
    let provider = |handle: &'a Handle<'a>| {
        let Listed { name, line, column, .. } = handle.listed;
        Need { feature: name, written: name, line: *line, column: *column }
    };
    let mut needs: Vec<Need<'a>> = handles.iter().filter(|handle| handle.listed.own.is_none()).map(provider).collect();
    for stage in &manifest.stages {
        let server = stage.server.iter().map(|given| (SERVER_SECTION, given));
        let listed = stage.providers.iter().flat_map(|one| one.given.iter().map(|given| (one.row.section, given)));
        for (section, given) in server.chain(listed) {
            let Some((feature, written)) = section.find(&given.path).and_then(|setting| asked(setting, given)) else {
                continue;
            };
            if needs.iter().all(|known| known.feature != feature) {
                needs.push(Need { feature, written, line: given.line, column: given.column });
            }
        }
    }
    // It brings the other.
    if needs.iter().any(|need| need.feature == REDIS_TLS) {
        needs.retain(|need| need.feature != REDIS);
    }
    needs
}

/// The feature that a setting needs as it is written, and what asks for it.
fn asked<'a>(setting: &Setting, given: &'a Given) -> Option<(&'static str, &'a str)> {
    match &given.source {
        Source::Group => setting.feature.map(|feature| (feature, given.path.rsplit('.').next().unwrap_or(&given.path))),
        Source::Literal(value) | Source::Variable { default: Some(value), .. }
            if setting.kind == Kind::Scalar(Shape::RedisUrl) && RedisUrl::is_secure(value) =>
        {
            Some((REDIS_TLS, RedisUrl::SECURE))
        }
        _ => None,
    }
}

/// The module through which the struct becomes visible.
pub(crate) fn write(out: &mut String, manifest: &Manifest, handles: &[Handle<'_>], names: &Names<'_>) {
    let Names { krate, ops, found, .. } = names;
    line(out, 0, "#[doc(hidden)]");
    line(out, 0, &format!("mod {} {{", names.gate()));
    let queues = handles.iter().any(|handle| handle.name() == QUEUE);
    let seen = if queues { format!("{{{ops}, {}}}", super::queues::name(ops)) } else { (*ops).to_owned() };
    let mut visible = format!("pub use super::{}::{seen};", names.module());
    for one in needs(manifest, handles) {
        let need = format!("{krate}::__v0_1::need_{}!", one.feature.replace('-', "_"));
        line(out, 1, &format!("{need} {{ {:?} }}", message(found, &one, &manifest.secrets)));
        visible = format!("{need} {{ {{ {visible} }} }}");
    }
    line(out, 1, &visible);
    line(out, 0, "}");
    let visible = format!("{} use self::{}::{seen};", names.visibility, names.gate());
    match names.krate.strip_prefix("super::") {
        None => line(out, 0, &visible),
        Some(krate) => imported(out, krate, &visible, names),
    }
}

/// The same if the crate is imported by a path of the user's, which may be wrong.
///
/// rustc says so, is silent about everything that is reached through the import, and would miss the struct, for which a macro of that
/// crate opens the gate. So the import itself stands in for the struct, by a glob: what the macro brings goes before it.
fn imported(out: &mut String, krate: &str, visible: &str, names: &Names<'_>) {
    let lost = format!("{}_lost", names.module());
    line(out, 0, &format!("{krate}::__v0_1::visible! {{ {visible} }}"));
    line(out, 0, "#[doc(hidden)]");
    line(out, 0, &format!("mod {lost} {{ pub(crate) use super::{krate} as {}; }}", names.ops));
    line(out, 0, &format!("pub(crate) use self::{lost}::*;"));
}

/// What rustc is to say if a feature is off.
fn message(found: &Found, need: &Need<'_>, secrets: &Rc<[Span]>) -> String {
    let Need { feature, written, .. } = need;
    let place = offset(&found.text, need.line, need.column);
    // A value may stand in quotes, or behind `default:` of its reference.
    let start = found.text[place..].find(written).map_or(place, |behind| place + behind);
    let help = format!("in Cargo.toml, turn it on: `runa = {{ version = \"{VERSION}\", features = [\"{feature}\"] }}`");
    let diagnostic = Diagnostic {
        code: "R0701",
        title: format!("`{written}` needs the feature `{feature}` of the crate `runa`, which is off"),
        primary: Label { span: Span::new(start, start + written.len()), text: "written here".into() },
        others: Vec::new(),
        note: None,
        // The mistake is in another file, which no edit of the manifest mends.
        help: Some(Help { text: help, edit: Vec::new() }),
        secrets: Rc::clone(secrets),
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
