//! Where the manifest lies.
//!
//! Looked for beside Cargo.toml first, and if it is not there, beside the source file. In both places at once it is an error: the one
//! beside Cargo.toml may have been added later, which cargo does not see, so which is meant would depend on when it was built. Only with the first, a source file would not have a manifest of its
//! own; only with the second, rust-analyzer, which does not say which file it expands, would find none.
//!
//! Promise: no message holds an absolute path.

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use runa_schema::nearest::nearest;

/// The variable that names the only stage to build.
pub(crate) const BUILD_STAGE: &str = "RUNA_BUILD_STAGE";

/// Where an expansion takes place.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    /// The folder of Cargo.toml.
    pub(crate) package: Option<PathBuf>,
    /// The source file, as rustc was told it.
    pub(crate) source: Option<PathBuf>,
    /// Where rustc runs: the root of the workspace, to which the paths of its messages are relative.
    pub(crate) root: Option<PathBuf>,
    /// `RUNA_BUILD_STAGE`: the only stage that is built. Set to nothing, it is not set.
    pub(crate) build_stage: Option<String>,
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
            build_stage: std::env::var(BUILD_STAGE).ok().filter(|stage| !stage.is_empty()),
        }
    }

    /// Finds and reads the manifest; `Err` is the message.
    pub(crate) fn locate(&self, name: &str) -> Result<Found, String> {
        let mut there = Vec::new();
        for folder in self.folders() {
            let path = folder.join(name);
            match std::fs::metadata(&path) {
                Ok(_) => there.push(path),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
                Err(error) => return Err(unreadable(name, &error)),
            }
        }
        let path = match &*there {
            [] => return Err(self.missing(name)),
            [first, second, ..] if first.is_file() && second.is_file() => {
                let (first, second) = (self.shown(first, name), self.shown(second, name));
                let title = format!("there are two manifests `{name}` [R0601]");
                let note = format!("= note: `{first}` lies beside Cargo.toml, `{second}` beside this file");
                return Err(format!("{title}\n{note}\n= help: remove or rename one of them"));
            }
            [first, ..] => there.iter().find(|path| path.is_file()).unwrap_or(first),
        };
        if path.is_dir() {
            return Err(folder(name, path));
        }
        let bytes = std::fs::read(path).map_err(|error| unreadable(name, &error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let right = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = right.split(|byte| *byte == b'\n').count();
            format!("the manifest `{name}` is not UTF-8, first in line {line} [R0601]\n= help: save it as UTF-8")
        })?;
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        Ok(Found { absolute: absolute.to_string_lossy().into_owned(), shown: self.shown(path, name), text })
    }

    /// The folders in which it may lie, best first.
    fn folders(&self) -> Vec<PathBuf> {
        let absolute = |path: &Path| self.root.as_ref().map_or_else(|| path.to_owned(), |root| root.join(path));
        let beside = self.source.as_deref().and_then(Path::parent).map(absolute);
        let mut folders: Vec<_> = self.package.iter().cloned().chain(beside).collect();
        // Two names of one folder are one place.
        let same = |one: &Path, other: &Path| {
            one.canonicalize().ok().is_some_and(|one| other.canonicalize().ok() == Some(one))
        };
        folders.dedup_by(|one, other| one == other || same(one, other));
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
        let there: Vec<String> =
            folders.iter().flat_map(|folder| manifests(&folder.join(name.parent().unwrap_or(name)))).collect();
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

/// The names of all that looks like a manifest in a folder.
fn manifests(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|file| Path::new(file).extension().is_some_and(|end| end == "yaml" || end == "yml"));
    names.sort();
    names
}

fn folder(name: &str, path: &Path) -> String {
    let example = match &*manifests(path) {
        [only] => format!(", such as `{}`", Path::new(name).join(only).display()),
        _ => String::new(),
    };
    format!("`{name}` is a folder, not a manifest [R0601]\n= help: name the file in it{example}")
}

fn unreadable(name: &str, error: &Error) -> String {
    let title = format!("the manifest `{name}` cannot be read: {} [R0601]", error.kind());
    match error.kind() {
        ErrorKind::PermissionDenied => format!("{title}\n= help: let the user who builds read it and its folder"),
        _ => title,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use std::io::ErrorKind;
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
            build_stage: None,
        };
        (root, surroundings)
    }

    #[test]
    fn finds_it_beside_the_package_then_beside_the_source() {
        for (name, files, wanted, expected) in [
            ("package", &["app/ops.yaml", "app/src/other.yaml"][..], "ops.yaml", "app/ops.yaml"),
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
    fn takes_none_of_two() {
        let (root, surroundings) = workspace("two", &["app/ops.yaml", "app/src/ops.yaml"]);
        let message = surroundings.locate("ops.yaml").unwrap_err();
        std::fs::remove_dir_all(root).unwrap();
        assert_eq!(
            message,
            "there are two manifests `ops.yaml` [R0601]\n= note: `app/ops.yaml` lies beside Cargo.toml, `app/src/ops.yaml` beside \
             this file\n= help: remove or rename one of them"
        );
    }

    #[test]
    fn takes_one_folder_under_two_names_for_one() {
        let (root, surroundings) = workspace("same", &["app/ops.yaml"]);
        let surroundings = Surroundings { source: Some("app/../app/main.rs".into()), ..surroundings };
        let found = surroundings.locate("ops.yaml");
        std::fs::remove_dir_all(root).unwrap();
        assert_eq!(found.unwrap().shown, "app/ops.yaml");
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
        std::fs::write(root.join("app/ops.yaml"), b"runa: 1\nservice: caf\xe9\n").unwrap();
        let message = surroundings.locate("ops.yaml").unwrap_err();
        std::fs::remove_dir_all(root).unwrap();
        assert!(message.contains("`ops.yaml` is not UTF-8, first in line 2 [R0601]"), "{message}");
    }

    #[test]
    fn refuses_a_folder() {
        let (root, surroundings) = workspace("directory", &["app/config/service.yaml", "app/ops.yaml/notes.txt"]);
        let (one, none) = (surroundings.locate("config").unwrap_err(), surroundings.locate("ops.yaml").unwrap_err());
        std::fs::remove_dir_all(root).unwrap();
        assert!(one.starts_with("`config` is a folder, not a manifest [R0601]\n"), "{one}");
        assert!(one.ends_with("\n= help: name the file in it, such as `config/service.yaml`"), "{one}");
        assert!(none.ends_with("\n= help: name the file in it"), "{none}");
    }

    /// No permission can be taken from a test that runs as root, but a link that leads to itself can be read by nobody.
    #[test]
    fn says_why_it_cannot_be_read() {
        let denied = super::unreadable("ops.yaml", &ErrorKind::PermissionDenied.into());
        assert!(
            denied.starts_with("the manifest `ops.yaml` cannot be read: permission denied [R0601]\n= help: "),
            "{denied}"
        );
        let (root, surroundings) = workspace("loop", &["app/notes.txt"]);
        std::os::unix::fs::symlink("ops.yaml", root.join("app/ops.yaml")).unwrap();
        let message = surroundings.locate("ops.yaml").unwrap_err();
        std::fs::remove_dir_all(root).unwrap();
        assert!(message.starts_with("the manifest `ops.yaml` cannot be read: "), "{message}");
    }
}
