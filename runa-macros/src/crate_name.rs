//! Under which name the user's crate knows `runa`.
//!
//! Cargo.toml may rename it: `ops = { package = "runa", … }`. The crate proc-macro-crate finds that out with a whole TOML parser, which
//! costs seven crates and four seconds of a clean build; the few forms of such a line are read here in the lines of the file. What this
//! misses can be said: `crate = "…"`.

use std::path::Path;

/// The path of `runa` in the crate whose Cargo.toml lies in `package`; `::runa` if nothing says otherwise.
pub(crate) fn find(package: Option<&Path>) -> String {
    let read = |folder: &Path| std::fs::read_to_string(folder.join("Cargo.toml")).ok();
    let name = package.and_then(|package| {
        let manifest = read(package)?;
        let renamed = || renames(&manifest).into_iter().next();
        // A dependency that is inherited is renamed where the workspace declares it.
        let inherited = || {
            let names = keys(&manifest);
            package
                .ancestors()
                .skip(1)
                .filter_map(read)
                .flat_map(|text| renames(&text))
                .find(|name| names.contains(name))
        };
        if keys(&manifest).iter().any(|name| name == "runa") { None } else { renamed().or_else(inherited) }
    });
    format!("::{}", name.as_deref().unwrap_or("runa").replace('-', "_"))
}

/// One dependency as it is declared: its key, and what follows in this line.
fn dependencies(manifest: &str) -> impl Iterator<Item = (String, &str)> {
    let mut table = String::new();
    manifest.lines().filter_map(move |line| {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            header.split(']').next().unwrap_or_default().trim().clone_into(&mut table);
            // `[dependencies.ops]` declares one dependency by itself.
            return table.rsplit_once("dependencies.").map(|(_, key)| (unquoted(key), ""));
        }
        let (key, value) = line.split_once('=')?;
        if table.ends_with("dependencies") {
            let key = key.trim();
            Some((unquoted(key.strip_suffix(".workspace").unwrap_or(key)), value))
        } else {
            let (_, dependency) = table.rsplit_once("dependencies.")?;
            Some((unquoted(dependency), line))
        }
    })
}

fn keys(manifest: &str) -> Vec<String> {
    dependencies(manifest).map(|(key, _)| key).collect()
}

/// The keys of dependencies whose package is `runa`.
fn renames(manifest: &str) -> Vec<String> {
    let is_runa = |line: &str| {
        let value = line.split_once("package").and_then(|(_, rest)| rest.trim_start().strip_prefix('='));
        value.map(str::trim_start).is_some_and(|value| value.starts_with("\"runa\"") || value.starts_with("'runa'"))
    };
    dependencies(manifest).filter(|(_, line)| is_runa(line)).map(|(key, _)| key).collect()
}

fn unquoted(key: &str) -> String {
    key.trim().trim_matches(['"', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{keys, renames};

    #[test]
    fn finds_a_new_name_in_every_form() {
        for text in [
            "[dependencies]\nops = { package = \"runa\", version = \"0.1\" }\n",
            "[dependencies]\nops = { version = '0.1', package='runa' }\n",
            "[dev-dependencies]\n\"ops\" = { path = \"..\", package = \"runa\" }\n",
            "[target.'cfg(unix)'.dependencies]\nops = { path = \"..\", package = \"runa\" }\n",
            "[dependencies.ops]\nversion = \"0.1\"\npackage = \"runa\"\n",
            "[workspace.dependencies]\nops = { package = \"runa\", version = \"0.1\" } # [dependencies]\n",
        ] {
            assert_eq!(renames(text), ["ops"], "{text}");
        }
    }

    #[test]
    fn leaves_other_packages_alone() {
        for text in [
            "[package]\nname = \"x\"\npackage = \"runa\"\n",
            "[dependencies]\nruna = \"0.1\"\nlog = { package = \"runa-log\", version = \"1\" }\n",
            "[dependencies]\nops = \"1\"\n\n[features]\npackage = [\"runa\"]\n",
        ] {
            assert_eq!(renames(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn knows_inherited_dependencies() {
        assert_eq!(keys("[dependencies]\nops.workspace = true\nlog = { workspace = true }\n"), ["ops", "log"]);
    }
}
