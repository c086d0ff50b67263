//! The pages of docs/ and the JSON Schema, which say what the declarations say: one that says something else fails. `RUNA_BLESS=1` writes
//! them anew.
#![cfg(feature = "parser")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod editor;
mod errors;
mod fixtures;
mod readme;
mod settings;
mod value;
mod verdict;

use std::fs;
use std::path::Path;

/// Compares a file, named as it lies in the repository, with what it should hold.
fn check(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    if std::env::var_os("RUNA_BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, page).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let difference = page.lines().zip(kept.lines().chain(std::iter::repeat(""))).find(|(said, kept)| said != kept);
    assert!(page == kept, "{name} is not what the code says; write it anew with RUNA_BLESS=1: {difference:?}");
}

#[test]
fn docs_settings() {
    check("docs/settings.md", &settings::page());
}

#[test]
fn docs_errors() {
    check("docs/errors.md", &errors::page());
}

#[test]
fn json_schema() {
    check("schema/ops.schema.json", &runa_schema::json_schema::text());
}
