//! The pages of docs/ that say what the declarations say: a page that says something else fails. `RUNA_BLESS=1` writes them anew.
#![cfg(feature = "parser")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod errors;
mod readme;
mod settings;

use std::fs;
use std::path::Path;

fn check(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("RUNA_BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, page).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let difference = page.lines().zip(kept.lines().chain(std::iter::repeat(""))).find(|(said, kept)| said != kept);
    assert!(page == kept, "docs/{name} is not what the code says; write it anew with RUNA_BLESS=1: {difference:?}");
}

#[test]
fn docs_settings() {
    check("settings.md", &settings::page());
}

#[test]
fn docs_errors() {
    check("errors.md", &errors::page());
}
