//! `cargo runa` as a process: what it prints, and how it ends.
//!
//! What is printed whole is kept in `golden/`; `RUNA_BLESS=1` writes it anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod answers;
mod docs;
mod fixtures;
mod secrets;
mod usage;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a process said.
struct Said {
    out: String,
    err: String,
    code: i32,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { out: text(output.stdout), err: text(output.stderr), code: output.status.code().unwrap() }
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn orders() -> PathBuf {
    root().join("examples/orders")
}

fn manifests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/manifests")
}

/// `cargo runa`, without a single variable set.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-runa"));
    command.arg("runa").args(arguments).current_dir(folder).env_clear();
    command
}

fn runa(folder: &Path, arguments: &[&str]) -> Said {
    command(folder, arguments).output().unwrap().into()
}

/// Holds a text to what is kept.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/golden").join(name);
    if blessing() {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == kept, "golden/{name} is not what is printed; write it anew with RUNA_BLESS=1:\n{text}");
}

fn blessing() -> bool {
    std::env::var_os("RUNA_BLESS").is_some_and(|value| value == "1")
}

/// An empty folder of a test.
fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
