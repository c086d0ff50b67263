//! Where the manifest lies.
//!
//! Beside Cargo.toml; if it is not there, beside the source file. Only with the first, a source file would not have a manifest of its
//! own; only with the second, rust-analyzer, which does not say which file it expands, would find none.
//!
//! Promise: no message holds an absolute path.

use std::path::{Path, PathBuf};

use runa_schema::nearest::nearest;

/// Where an expansion takes place.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    /// The folder of Cargo.toml.
    pub(crate) package: Option<PathBuf>,
    /// The source file, as rustc was told it.
    pub(crate) source: Option<PathBuf>,
    /// Where rustc runs: the root of the workspace, to which the paths of its messages are relative.
    pub(crate) root: Option<PathBuf>,
}

/// A manifest that was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// For `include_bytes!`.
    pub(crate) absolute: String,
    /// For messages: as rustc shows the source file, so that terminals make a link of it.
    pub(crate) shown: String,
    /// What it says.
    pub(crate) text: String,
}

impl Surroundings {
    /// Those of this process, for an expansion in `source`.
    pub(crate) fn of(source: Option<PathBuf>) -> Self {
        Self {
            package: std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
            source,
            root: std::env::current_dir().ok(),
        }
    }

    /// Finds and reads the manifest; `Err` is the message.
    pub(crate) fn locate(&self, name: &str) -> Result<Found, String> {
        let Some(path) = self.folders().iter().map(|folder| folder.join(name)).find(|path| path.is_file()) else {
            return Err(self.missing(name));
        };
        match std::fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => {
                let absolute = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
                Ok(Found { absolute: absolute.to_string_lossy().into_owned(), shown: self.shown(&path, name), text })
            }
            Ok(Err(_)) => Err(format!("the manifest `{name}` is not UTF-8 [R0601]\n= help: save it as UTF-8")),
            Err(error) => Err(format!("the manifest `{name}` cannot be read: {error} [R0601]")),
        }
    }

    /// The folders in which it may lie, best first.
    fn folders(&self) -> Vec<PathBuf> {
        let absolute = |path: &Path| self.root.as_ref().map_or_else(|| path.to_owned(), |root| root.join(path));
        let beside = self.source.as_deref().and_then(Path::parent).map(absolute);
        let mut folders: Vec<_> = self.package.iter().cloned().chain(beside).collect();
        folders.dedup();
        folders
    }

    /// The path as rustc would show it, if no part of it is absolute; else as it is written.
    fn shown(&self, path: &Path, name: &str) -> String {
        let relative = self.root.as_ref().and_then(|root| path.strip_prefix(root).ok());
        relative.map_or_else(|| name.to_owned(), |path| path.to_string_lossy().replace('\\', "/"))
    }

    fn missing(&self, name: &str) -> String {
        let folders = self.folders();
        let places = if folders.len() > 1 { "beside Cargo.toml and beside this file" } else { "beside Cargo.toml" };
        let mut message = format!("there is no manifest `{name}` [R0601]\n= note: looked for it {places}");
        let name = Path::new(name);
        let wanted = name.file_name().unwrap_or_default().to_string_lossy();
        // In the order of the folders, so that what lies beside Cargo.toml is proposed first.
        let there: Vec<String> = folders
            .iter()
            .filter_map(|folder| std::fs::read_dir(folder.join(name.parent()?)).ok())
            .flat_map(|entries| {
                let mut names: Vec<_> =
                    entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
                names.sort();
                names
            })
            .filter(|file| Path::new(file).extension().is_some_and(|end| end == "yaml" || end == "yml"))
            .collect();
        let near = nearest(&wanted, there.iter().map(String::as_str)).or_else(|| match &*there {
            [only] => Some(only),
            _ => None,
        });
        if let Some(near) = near {
            let path = name.with_file_name(near);
            message.extend(["\n= help: did you mean `", &path.to_string_lossy(), "`?"]);
        }
        message
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use std::path::{Path, PathBuf};

    use super::Surroundings;

    /// A workspace with one member that has `src/main.rs`, and these files, each holding its own path.
    fn workspace(name: &str, files: &[&str]) -> (PathBuf, Surroundings) {
        let root = std::env::temp_dir().join(format!("runa-locate-{}-{name}", std::process::id()));
        std::fs::create_dir_all(root.join("app/src")).unwrap();
        for file in files {
            std::fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            std::fs::write(root.join(file), file).unwrap();
        }
        let surroundings = Surroundings {
            package: Some(root.join("app")),
            source: Some("app/src/main.rs".into()),
            root: Some(root.clone()),
        };
        (root, surroundings)
    }

    #[test]
    fn finds_it_beside_the_package_then_beside_the_source() {
        for (name, files, wanted, expected) in [
            ("package", &["app/ops.yaml", "app/src/ops.yaml"][..], "ops.yaml", "app/ops.yaml"),
            ("source", &["app/src/ops.yaml"][..], "ops.yaml", "app/src/ops.yaml"),
            ("folder", &["app/config/ops.yaml"][..], "config/ops.yaml", "app/config/ops.yaml"),
        ] {
            let (root, surroundings) = workspace(name, files);
            let found = surroundings.locate(wanted).unwrap();
            std::fs::remove_dir_all(root).unwrap();
            assert_eq!((found.text.as_str(), found.shown.as_str()), (expected, expected));
            assert!(Path::new(&found.absolute).is_absolute());
        }
    }

    #[test]
    fn finds_it_without_a_source_file() {
        let (root, surroundings) = workspace("analyzer", &["app/ops.yaml"]);
        let found = Surroundings { source: None, root: None, ..surroundings }.locate("ops.yaml").unwrap();
        std::fs::remove_dir_all(root).unwrap();
        assert_eq!(found.shown, "ops.yaml", "an absolute path is never shown");
    }

    #[test]
    fn says_where_it_looked_and_what_is_there() {
        for (name, files, wanted, expected) in [
            ("near", &["app/ops.yaml", "app/zebra.yaml"][..], "opps.yaml", "\n= help: did you mean `ops.yaml`?"),
            ("ending", &["app/src/ops.yml"][..], "ops.yaml", "\n= help: did you mean `ops.yml`?"),
            ("only", &["app/service.yaml"][..], "ops.yaml", "\n= help: did you mean `service.yaml`?"),
            ("below", &["app/config/ops.yaml"][..], "config/op.yaml", "\n= help: did you mean `config/ops.yaml`?"),
            ("none", &["app/notes.txt"][..], "ops.yaml", ""),
        ] {
            let (root, surroundings) = workspace(name, files);
            let message = surroundings.locate(wanted).unwrap_err();
            std::fs::remove_dir_all(root).unwrap();
            let start = format!(
                "there is no manifest `{wanted}` [R0601]\n= note: looked for it beside Cargo.toml and beside this file"
            );
            assert_eq!(message, start + expected);
        }
    }

    #[test]
    fn refuses_what_is_no_text() {
        let (root, surroundings) = workspace("bytes", &["app/ops.yaml"]);
        std::fs::write(root.join("app/ops.yaml"), [0xff, 0xfe]).unwrap();
        let message = surroundings.locate("ops.yaml").unwrap_err();
        std::fs::remove_dir_all(root).unwrap();
        assert!(message.contains("`ops.yaml` is not UTF-8 [R0601]"), "{message}");
    }
}
