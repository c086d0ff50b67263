//! What rustc shows of each mistake: a fixture of `tests/ui`, with its manifest beside it. Those of `tests/ui/pass` are compiled by
//! `tests/package.rs`.
//!
//! `TRYBUILD=overwrite cargo test --test ui` accepts changed messages; read them aloud before they are committed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

/// Manifests and attributes that must not compile.
#[test]
fn wrong_manifests_are_errors() {
    let cases = trybuild::TestCases::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = std::fs::read_dir(root.join("tests/ui")).unwrap().map(Result::unwrap);
    let mut categories: Vec<_> = folders
        .filter(|folder| folder.file_type().unwrap().is_dir() && folder.file_name() != "pass")
        .map(|folder| folder.file_name().into_string().unwrap())
        .collect();
    categories.sort();
    assert!(!categories.is_empty());
    for category in categories {
        cases.compile_fail(format!("tests/ui/{category}/*.rs"));
    }
}
