//! Under which name the user's crate knows `runa`.
//!
//! Cargo.toml may rename it: `ops = { package = "runa", … }`. The crate proc-macro-crate finds that out with a whole TOML parser, which
//! costs seven crates and four seconds of a clean build; the few forms of such a line are read here in the lines of the file. What this
//! misses can be said: `crate = "…"`.

use std::path::Path;

use proc_macro2::{Span, TokenStream};

use crate::arguments::Text;
use crate::emit::text;

/// How the expansion names `runa`.
pub(crate) struct CrateName {
    /// From the modules of the expansion.
    pub(crate) path: String,
    /// What must stand beside these modules.
    pub(crate) import: TokenStream,
}

impl CrateName {
    /// As the macro says, or else as Cargo.toml does. `beside` is the name of what stands there, so that two imports have two names.
    ///
    /// What the macro says is imported once, at the place where it stands: if it is wrong, the error points there, and rustc has
    /// nothing to say about what is reached through it, but that there is no struct.
    pub(crate) fn new(given: Option<&Text>, package: Option<&Path>, beside: &str) -> Self {
        match given {
            Some((path, span)) => {
                let alias = format!("__runa_{}_crate", text::plain(beside));
                let import = text::tokens(&format!("pub(crate) use {path} as {alias};"));
                let import = text::at(span.resolved_at(Span::call_site()), import);
                Self { path: format!("super::{alias}"), import }
            }
            None => Self { path: find(package), import: TokenStream::new() },
        }
    }
}

/// The path of `runa` in the crate whose Cargo.toml lies in `package`; `::runa` if nothing says otherwise.
fn find(package: Option<&Path>) -> String {
    let read = |folder: &Path| std::fs::read_to_string(folder.join("Cargo.toml")).ok();
    let name = package.and_then(|package| {
        let own = dependencies(&read(package)?);
        name(&own, package.ancestors().filter_map(read))
    });
    format!("::{}", name.as_deref().unwrap_or("runa").replace('-', "_"))
}

/// The key under which a package has `runa`. One that is inherited is renamed where the workspace declares it: in one of `above`.
fn name(own: &[Dependency], above: impl Iterator<Item = String>) -> Option<String> {
    let mut own = own.iter().filter(|one| !one.of_workspace);
    if own.clone().any(|one| one.key == "runa") {
        return None;
    }
    if let Some(renamed) = own.clone().find(|one| one.is_runa) {
        return Some(renamed.key.clone());
    }
    let declared: Vec<_> =
        above.flat_map(|text| dependencies(&text)).filter(|one| one.of_workspace && one.is_runa).collect();
    own.find(|one| declared.iter().any(|declared| declared.key == one.key)).map(|one| one.key.clone())
}

/// A line about a dependency.
#[derive(Debug, PartialEq, Eq)]
struct Dependency {
    key: String,
    /// Declared for the members of a workspace.
    of_workspace: bool,
    /// Says that the package is `runa`.
    is_runa: bool,
}

/// What a Cargo.toml says about dependencies of the program; those of its build script are not seen by its macros.
fn dependencies(manifest: &str) -> Vec<Dependency> {
    let mut table = Vec::new();
    let mut out = Vec::new();
    for statement in statements(manifest) {
        let statement = statement.trim();
        let (path, value) = if let Some(header) = statement.strip_prefix('[') {
            table = parts(header.trim_matches(['[', ']']));
            (table.clone(), "")
        } else {
            let Some((key, value)) = statement.split_once('=') else { continue };
            (table.iter().cloned().chain(parts(key)).collect(), value)
        };
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let (of_workspace, path) = match &*path {
            ["workspace", rest @ ..] => (true, rest),
            ["target", _, rest @ ..] | rest => (false, rest),
        };
        if let ["dependencies" | "dev-dependencies", key, rest @ ..] = path {
            let is_runa = match rest {
                [] => is_package_runa(value),
                ["package"] => is_runa(value),
                _ => false,
            };
            out.push(Dependency { key: (*key).to_owned(), of_workspace, is_runa });
        }
    }
    out
}

/// Whether an inline table holds `package = "runa"`.
fn is_package_runa(table: &str) -> bool {
    let mut values =
        table.match_indices("package").filter_map(|(at, word)| table[at + word.len()..].trim_start().strip_prefix('='));
    values.any(is_runa)
}

fn is_runa(value: &str) -> bool {
    let value = value.trim_start();
    value.starts_with("\"runa\"") || value.starts_with("'runa'")
}

/// The parts of a dotted key, without quotes. A dot inside quotes is no border.
fn parts(key: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    for character in key.trim().chars() {
        match (character, quote) {
            ('"' | '\'', None) => quote = Some(character),
            (end, Some(open)) if end == open => quote = None,
            ('.', None) => parts.push(String::new()),
            (space, None) if space.is_whitespace() => {}
            (other, _) => parts.last_mut().into_iter().for_each(|part| part.push(other)),
        }
    }
    parts
}

/// Headers, and keys with their whole values, each as one line without comments.
fn statements(manifest: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut depth = 0_usize;
    let mut rest = manifest;
    while let Some(first) = rest.chars().next() {
        let (length, kept) = match first {
            '#' => (rest.find('\n').unwrap_or(rest.len()), false),
            '"' | '\'' => (string(rest), true),
            '\n' => (1, depth > 0),
            _ => (first.len_utf8(), true),
        };
        match first {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            '\n' if depth == 0 => out.push(String::new()),
            _ => {}
        }
        if kept {
            out.last_mut().into_iter().for_each(|statement| *statement += &rest[..length]);
        }
        rest = &rest[length..];
    }
    out
}

/// How long the string is with which a text begins.
fn string(text: &str) -> usize {
    let quote = &text[..1];
    let triple = quote.repeat(3);
    let end = if text.starts_with(&triple) { &triple } else { quote };
    let mut at = end.len();
    while let Some(next) = text[at..].chars().next() {
        if text[at..].starts_with(end) {
            return at + end.len();
        }
        if next == '\n' && end.len() == 1 {
            // Not closed; cargo has said so.
            return at;
        }
        at += next.len_utf8();
        if next == '\\' && quote == "\"" {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{dependencies, name};

    /// The name in a package with this Cargo.toml, in a workspace with that.
    fn found(own: &str, workspace: &str) -> Option<String> {
        name(&dependencies(own), [own.to_owned(), workspace.to_owned()].into_iter())
    }

    #[test]
    fn finds_a_new_name_in_every_form() {
        for text in [
            "[dependencies]\nops = { package = \"runa\", version = \"0.1\" }\n",
            "[dependencies]\nops = { version = '0.1', package='runa' }\n",
            "[dependencies]\nops = { features = [\"package\"], package = \"runa\" } # a name of our own\n",
            "[dependencies]\nops = {\n  # the feature\n  features = [\n    \"log\", # \"]\n  ],\n  package = \"runa\",\n}\n",
            "[dependencies]\n# old = { package = \"runa\" }\nops = { package = \"runa\" }\n",
            "[package]\nname = \"old\" # [dependencies]\ndescription = \"\"\"\n[ops\n\"\"\"\n[dependencies]\nops.package = \"runa\"\n",
            "[dev-dependencies]\n\"ops\" = { path = \"..\", package = \"runa\" }\n",
            "[target.'cfg(unix)'.dependencies]\nops = { path = \"..\", package = \"runa\" }\n",
            "[target.'cfg(target_os = \"linux\")'.dependencies.ops]\npackage = \"runa\"\n",
            "[dependencies.ops] # not [dependencies.old]\nversion = \"0.1\" # package = \"old\"\npackage = \"runa\"\n",
            "[ dependencies . ops ]\npackage = \"runa\"\n\n[features]\nold = []\n",
            "[workspace.dependencies]\nruna = \"0.1\"\n\n[dependencies]\nops = { package = \"runa\", version = \"0.1\" }\n",
            "[workspace.dependencies]\nops = { package = \"runa\" }\n\n[dependencies]\nops.workspace = true\n",
        ] {
            assert_eq!(found(text, "").as_deref(), Some("ops"), "{text}");
        }
    }

    #[test]
    fn leaves_other_packages_alone() {
        for text in [
            "[package]\nname = \"x\"\npackage = \"runa\"\n",
            "[package.metadata.dependencies]\nold = { package = \"runa\" }\n",
            "[build-dependencies]\nold = { package = \"runa\" }\n",
            "[dependencies]\n#old = { package = \"runa\" }\nlog = \"1\" # old = { package = \"runa\" }\n",
            "[dependencies]\nruna = \"0.1\"\nlog = { package = \"runa-log\", version = \"1\" }\n",
            "[dependencies]\nruna.workspace = true\n[dev-dependencies]\nops = { package = \"runa\" }\n",
            "[dependencies]\nops = \"1\"\n\n[features]\npackage = [\"runa\"]\n",
        ] {
            assert_eq!(found(text, ""), None, "{text}");
        }
    }

    #[test]
    fn knows_inherited_dependencies() {
        let workspace =
            "[workspace.dependencies]\nold = \"1\"\n# runa\nops = { package = \"runa\", path = \".\" } # new\n";
        for own in [
            "[dependencies]\nold.workspace = true\nops.workspace = true\n",
            "[dependencies]\nops = { workspace = true, features = [\"log\"] }\n",
            "[dependencies.ops]\nworkspace = true\n",
        ] {
            assert_eq!(found(own, workspace).as_deref(), Some("ops"), "{own}");
        }
        assert_eq!(found("[dependencies]\nold.workspace = true\n", workspace), None);
    }
}
